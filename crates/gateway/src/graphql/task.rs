//! Tasks in the schema: what one shows, the lists of them, and a mutation for each thing that people do to them.
//!
//! A task costs nothing beyond its row but for what is documented otherwise; its problems are `graphql/problem`'s. What hangs
//! on a request is an aspect of the request: [`of_request::RequestTasks`].

mod batches;
pub mod inputs;
pub mod judge_mutations;
pub mod lists;
pub mod object;
pub mod of_request;
pub mod parts;
pub mod plan_mutations;
pub mod subscription;
pub mod work_mutations;

pub use judge_mutations::TaskJudgeMutation;
pub use lists::{TaskFilter, TaskOrderField, TaskQuery};
pub use object::Task;
pub use of_request::RequestTasks;
pub use parts::ProgressUpdate;
pub use plan_mutations::TaskPlanMutation;
pub use subscription::TaskSubscription;
pub use work_mutations::TaskWorkMutation;

pub(in crate::graphql) use batches::{frame, frames};
pub(in crate::graphql) use inputs::due;

use crate::schema_enum;

schema_enum! {
    /// Where a task is. `overdue` is no status: it is computed from the clock.
    TaskStatus of liaison_domain::task::TaskStatus, filter "TaskStatusFilter" {
        /// 未开始: planned or given out, not begun.
        NotStarted = "NOT_STARTED",
        /// 进行中: being worked on.
        InProgress = "IN_PROGRESS",
        /// 需支持: a problem was raised on it and nobody has taken it up.
        NeedsSupport = "NEEDS_SUPPORT",
        /// 待验收: handed over, waiting for a verdict.
        Delivered = "DELIVERED",
        /// 需修改: handed back with points and a date.
        Rework = "REWORK",
        /// 已完成: accepted.
        Completed = "COMPLETED",
        /// 已取消: given up.
        Cancelled = "CANCELLED",
    }
}

schema_enum! {
    /// How a task goes, as its log says. Changes no status.
    ProgressHealth of liaison_domain::task::Health, filter "ProgressHealthFilter" {
        /// 进行中: as planned.
        OnTrack = "ON_TRACK",
        /// 需支持: help is wanted; raise a problem to get it.
        NeedsSupport = "NEEDS_SUPPORT",
        /// 延期: later than planned; the text explains why.
        Delayed = "DELAYED",
    }
}

schema_enum! {
    /// What became of an extension.
    ExtensionVerdict of liaison_domain::task::ExtensionVerdict, filter "ExtensionVerdictFilter" {
        /// Not decided.
        Open = "OPEN",
        /// The new date holds.
        Approved = "APPROVED",
        /// The old date holds.
        Declined = "DECLINED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::filter::NamedEnum as _;
    use crate::locale::Locale;

    #[test]
    fn every_value_has_a_label() {
        for locale in Locale::ALL {
            assert!(TaskStatus::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(ProgressHealth::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(ExtensionVerdict::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}
