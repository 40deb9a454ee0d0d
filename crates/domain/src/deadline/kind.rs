//! Every obligation that has a deadline, by name.

use crate::named::named;

named! {
    /// What is owed (`deadlines.md`, Policies; `states.md`, the columns "deadlines").
    DeadlineKind {
        /// A party's first review of a request (初审; resolution 39).
        Review = "REVIEW",
        /// A party's answer, by priority (S0-21).
        Response = "RESPONSE",
        /// A party's plan or confirmation (resolution 41).
        Plan = "PLAN",
        /// The initiator's answer to a party that wants changes (S0-21).
        Clarification = "CLARIFICATION",
        /// The initiator's answer to a party that declined (resolution 6).
        Reroute = "REROUTE",
        /// A new liaison for a party whose liaison left (resolution 20).
        Liaison = "LIAISON",
        /// A head's signature.
        SignOff = "SIGN_OFF",
        /// The decision on a resource need (resolution 52).
        ResourceDecision = "RESOURCE_DECISION",
        /// The rest of a form that was submitted urgently (resolution 26).
        Completion = "COMPLETION",
        /// The tasks of a confirmed request (resolution 10).
        Breakdown = "BREAKDOWN",
        /// The whole request (resolution 34).
        RequestDue = "REQUEST_DUE",
        /// The verdict on what was delivered, or its points of rework (S0-41).
        Acceptance = "ACCEPTANCE",
        /// The rating of a party (S0-43).
        Rating = "RATING",
        /// Somebody to take up a disagreement (S0-61).
        TakeUp = "TAKE_UP",
        /// The ruling on it (resolution 22).
        Ruling = "RULING",
        /// The initiator's weekly look at the progress (resolution 40).
        WeeklyLook = "WEEKLY_LOOK",
        /// The lead's weekly tracking (S2-34).
        WeeklyTracking = "WEEKLY_TRACKING",
        /// The assignee's word that they have the task (S0-30).
        Acknowledge = "ACKNOWLEDGE",
        /// The daily progress on a task (S0-35).
        Daily = "DAILY",
        /// A task.
        TaskDue = "TASK_DUE",
        /// The reason of a delay (S0-89).
        DelayExplained = "DELAY_EXPLAINED",
        /// The lead's decision on a new date (S2-37).
        Extension = "EXTENSION",
        /// The points of a failed acceptance (S0-41).
        Rework = "REWORK",
        /// Somebody to take up a problem (S0-37).
        ProblemResponse = "PROBLEM_RESPONSE",
        /// The solution of a problem (S3-47).
        ProblemResolution = "PROBLEM_RESOLUTION",
        /// The raiser's word on a solution (S3-50).
        ProblemConfirm = "PROBLEM_CONFIRM",
        /// The notice of a meeting, with its agenda (S1-24, S2-22).
        Notice = "NOTICE",
        /// The minutes of a meeting (S0-85, S1-28, S2-29).
        Minutes = "MINUTES",
        /// An attendee's word on the minutes (S2-30, resolution 42).
        MinutesConfirm = "MINUTES_CONFIRM",
        /// The recorder's answer to an objection to the minutes (`states.md`, Meeting).
        Correction = "CORRECTION",
        /// The next contact with a customer (S1-92).
        FollowUp = "FOLLOW_UP",
        /// An answer to a comment that asks for one (S1-97, S1-98, C24).
        Answer = "ANSWER",
    }
}

impl DeadlineKind {
    /// Whether what is due is a date on the record itself, or follows from the kind of meeting, so that a policy has no
    /// length of its own.
    pub const fn has_own_date(self) -> bool {
        matches!(
            self,
            Self::RequestDue | Self::TaskDue | Self::Rework | Self::Notice | Self::Minutes | Self::FollowUp
        )
    }

    /// Whether it comes back every day or week, a deadline for each time.
    pub const fn recurs(self) -> bool {
        matches!(self, Self::WeeklyLook | Self::WeeklyTracking | Self::Daily)
    }
}
