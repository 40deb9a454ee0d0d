//! Deadlines in the schema: what one shows, the lists of them, what a viewer owes, and the reminder.
//!
//! Nobody starts, stops or moves a deadline, so there is one mutation alone. What hangs on a request, task, problem or
//! customer is an aspect of it ([`of_record`]).

mod batches;
pub mod lists;
pub mod mutations;
pub mod object;
pub mod of_record;
pub mod subscription;

pub use lists::{DeadlineFilter, DeadlineOrderField, DeadlineQuery};
pub use mutations::DeadlineMutation;
pub use object::Deadline;
pub use of_record::{
    CommentDeadlines, CustomerDeadlines, MeetingDeadlines, ProblemDeadlines, RequestDeadlines, TaskDeadlines,
};
pub use subscription::DeadlineSubscription;

use crate::schema_enum;

schema_enum! {
    /// What is owed. Which of these are owed, and how long each may take, is the process pack's to say.
    DeadlineKind of liaison_domain::deadline::DeadlineKind, filter "DeadlineKindFilter" {
        /// 初审: a party's first review of a request.
        Review = "REVIEW",
        /// 反馈: a party's answer, by priority.
        Response = "RESPONSE",
        /// 计划: a party's plan or first dated task.
        Plan = "PLAN",
        /// 补充说明: the initiator's answer to a party that wants changes.
        Clarification = "CLARIFICATION",
        /// 改派: the initiator's answer to a party that declined.
        Reroute = "REROUTE",
        /// 指定对接人: a new liaison for a party whose liaison left.
        Liaison = "LIAISON",
        /// 签署: a head's signature.
        SignOff = "SIGN_OFF",
        /// 资源审批: the decision on a resource need.
        ResourceDecision = "RESOURCE_DECISION",
        /// 补全表单: the rest of a form that was submitted urgently.
        Completion = "COMPLETION",
        /// 任务分解: the tasks of a confirmed request.
        Breakdown = "BREAKDOWN",
        /// 需求交付: the whole request, on its own date.
        RequestDue = "REQUEST_DUE",
        /// 验收: the verdict on what was delivered, or its points of rework.
        Acceptance = "ACCEPTANCE",
        /// 评价: the rating of a party.
        Rating = "RATING",
        /// 争议受理: somebody to take up a disagreement.
        TakeUp = "TAKE_UP",
        /// 裁定: the ruling on a disagreement.
        Ruling = "RULING",
        /// 每周查看: the initiator's weekly look at the progress.
        WeeklyLook = "WEEKLY_LOOK",
        /// 每周跟踪: the lead's weekly tracking.
        WeeklyTracking = "WEEKLY_TRACKING",
        /// 任务接收: the assignee's word that they have the task.
        Acknowledge = "ACKNOWLEDGE",
        /// 每日进展: the daily progress on a task.
        Daily = "DAILY",
        /// 任务交付: a task, on its own date.
        TaskDue = "TASK_DUE",
        /// 延期说明: the reason of a delay.
        DelayExplained = "DELAY_EXPLAINED",
        /// 延期审批: the lead's decision on a new date.
        Extension = "EXTENSION",
        /// 整改: the points of a failed acceptance, by the date in the verdict.
        Rework = "REWORK",
        /// 问题响应: somebody to take up a problem.
        ProblemResponse = "PROBLEM_RESPONSE",
        /// 问题解决: the solution of a problem.
        ProblemResolution = "PROBLEM_RESOLUTION",
        /// 结果确认: the raiser's word on a solution.
        ProblemConfirm = "PROBLEM_CONFIRM",
        /// 会议通知: the notice of a meeting with its agenda, by the kind of meeting.
        Notice = "NOTICE",
        /// 会议纪要: the minutes of a meeting, by the kind of meeting.
        Minutes = "MINUTES",
        /// 纪要确认: an attendee's word on the minutes.
        MinutesConfirm = "MINUTES_CONFIRM",
        /// 纪要更正: the recorder's answer to an objection.
        Correction = "CORRECTION",
        /// 客户跟进: the next contact with a customer, on its own date.
        FollowUp = "FOLLOW_UP",
        /// 评论回复: an answer to a comment that asks for one.
        Answer = "ANSWER",
    }
}

schema_enum! {
    /// Where a deadline is. Late or not is `overdue`, computed from the clock.
    DeadlineState of liaison_domain::deadline::DeadlineState, filter "DeadlineStateFilter" {
        /// 进行中: its clock goes on.
        Running = "RUNNING",
        /// 已暂停: somebody else has the next word; what was left is kept.
        Paused = "PAUSED",
        /// 按时完成: it was kept.
        Met = "MET",
        /// 已逾期: it was not kept, and stays so when it is fulfilled late; then `settledAt` says when.
        Breached = "BREACHED",
        /// 已取消: nothing is owed any more.
        Cancelled = "CANCELLED",
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
            assert!(DeadlineKind::ALL.iter().all(|value| value.label(locale) != value.stored()));
            assert!(DeadlineState::ALL.iter().all(|value| value.label(locale) != value.stored()));
        }
    }
}
