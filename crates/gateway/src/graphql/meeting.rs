//! Meetings in the schema: what one shows, the lists of them, their decisions, and a mutation for each thing that people do.
//!
//! A meeting costs nothing beyond its row but for what is documented otherwise. Action items are tasks and are shown as such.
//! What hangs on a request, a person or a department is an aspect of it ([`of_parent`], [`hours`]).

mod batches;
pub mod decisions;
pub mod hold_mutations;
pub mod hours;
mod inputs;
pub mod lists;
pub mod minutes;
pub mod minutes_mutations;
pub mod object;
pub mod of_parent;
pub mod parts;
pub mod plan_mutations;
pub mod subscription;

pub use decisions::{Decision, DecisionQuery};
pub use hold_mutations::MeetingHoldMutation;
pub use hours::MeetingTime;
pub use lists::{MeetingFilter, MeetingOrderField, MeetingQuery};
pub use minutes_mutations::MeetingMinutesMutation;
pub use object::Meeting;
pub use of_parent::RequestMeetings;
pub use plan_mutations::MeetingPlanMutation;
pub use subscription::MeetingSubscription;

use crate::schema_enum;

schema_enum! {
    /// Which rules of notice, length and minutes hold for a meeting; how long they are is the process pack's to say.
    MeetingKind of liaison_domain::meeting::MeetingKind, filter "MeetingKindFilter" {
        /// 例会.
        Regular = "REGULAR",
        /// 跨部门协调会.
        Coordination = "COORDINATION",
        /// 简短沟通会: half an hour at most.
        Sync = "SYNC",
        /// 即时会议: held at once.
        Instant = "INSTANT",
    }
}

schema_enum! {
    /// Where a meeting is.
    MeetingStatus of liaison_domain::meeting::MeetingStatus, filter "MeetingStatusFilter" {
        /// 已安排: people are asked to come.
        Scheduled = "SCHEDULED",
        /// 已召开: it has ended, or its time has passed; the minutes are owed.
        Held = "HELD",
        /// 纪要已发布: the attendees' word on the minutes is asked for.
        Minuted = "MINUTED",
        /// 纪要已确认: nobody's word is owed any more.
        Confirmed = "CONFIRMED",
        /// 已取消: given up.
        Cancelled = "CANCELLED",
    }
}

schema_enum! {
    /// What an attendee is there for. Host and recorder have their own fields.
    AttendeeRole of liaison_domain::meeting::AttendeeRole, filter "AttendeeRoleFilter" {
        /// 决策人.
        Decider = "DECIDER",
        /// 执行人.
        Executor = "EXECUTOR",
        /// 列席.
        Listener = "LISTENER",
    }
}

schema_enum! {
    /// What an attendee answered to the present time of a meeting.
    MeetingAnswer of liaison_domain::meeting::Reply, filter "MeetingAnswerFilter" {
        /// Nothing yet; no answer that one can give.
        None = "NONE",
        /// 参加.
        Accepted = "ACCEPTED",
        /// 待定.
        Tentative = "TENTATIVE",
        /// 不参加.
        Declined = "DECLINED",
    }
}

schema_enum! {
    /// How far apart the meetings of a series are.
    MeetingPeriod of liaison_domain::meeting::Period, filter "MeetingPeriodFilter" {
        /// 每周.
        Week = "WEEK",
        /// 每两周.
        TwoWeeks = "TWO_WEEKS",
        /// 每月: on the same day, or the month's last.
        Month = "MONTH",
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
            assert!(MeetingKind::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(MeetingStatus::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(AttendeeRole::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(MeetingAnswer::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(MeetingPeriod::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}
