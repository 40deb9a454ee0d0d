//! The closed list of what people can be told.

use crate::named::named;

named! {
    /// What a notice says. The first of each pair of sides is who has to do something now.
    NoticeCode {
        /// A department is asked to answer a request.
        PartyAsked = "PARTY_ASKED",
        /// A request was submitted.
        RequestSubmitted = "REQUEST_SUBMITTED",
        /// A party stated its first review.
        PartyReviewed = "PARTY_REVIEWED",
        /// A party accepted.
        PartyAccepted = "PARTY_ACCEPTED",
        /// A party's silence counts as acceptance.
        PartyAcceptedByDefault = "PARTY_ACCEPTED_BY_DEFAULT",
        /// A party wants changes: the initiator is to answer.
        PartyWantsChanges = "PARTY_WANTS_CHANGES",
        /// A party declined: the initiator is to re-route.
        PartyDeclined = "PARTY_DECLINED",
        /// A party is asked anew.
        PartyAskedAgain = "PARTY_ASKED_AGAIN",
        /// A signature is owed.
        SignatureOwed = "SIGNATURE_OWED",
        /// Every party has accepted.
        RequestAgreed = "REQUEST_AGREED",
        /// Every signature is given.
        RequestConfirmed = "REQUEST_CONFIRMED",
        /// The binding content changed.
        RequestRevised = "REQUEST_REVISED",
        /// One's signature ceased to count.
        SignatureVoided = "SIGNATURE_VOIDED",
        /// One's department is no longer a party.
        PartyRemoved = "PARTY_REMOVED",
        /// A party was dropped by the rule `LEAD`.
        PartyDropped = "PARTY_DROPPED",
        /// One is a party's single contact now.
        LiaisonNamed = "LIAISON_NAMED",
        /// A party has another single contact.
        LiaisonChanged = "LIAISON_CHANGED",
        /// One is no longer a party's single contact.
        LiaisonReplaced = "LIAISON_REPLACED",
        /// A party's single contact left; another is to be named.
        LiaisonOwed = "LIAISON_OWED",
        /// One's department coordinates a request now.
        LeadNamed = "LEAD_NAMED",
        /// One may accept a delivery.
        AcceptorNamed = "ACCEPTOR_NAMED",
        /// A department signed.
        RequestSigned = "REQUEST_SIGNED",
        /// Work began.
        RequestStarted = "REQUEST_STARTED",
        /// A delivery waits for one's acceptance.
        AcceptanceOwed = "ACCEPTANCE_OWED",
        /// Everything is delivered.
        RequestDelivered = "REQUEST_DELIVERED",
        /// Something is to be done again, or more is to be done.
        RequestReopened = "REQUEST_REOPENED",
        /// The parties are to be rated.
        RatingOwed = "RATING_OWED",
        /// A delivery was accepted.
        RequestAccepted = "REQUEST_ACCEPTED",
        /// A request was closed.
        RequestClosed = "REQUEST_CLOSED",
        /// A request was withdrawn.
        RequestWithdrawn = "REQUEST_WITHDRAWN",
        /// A request was declined.
        RequestDeclined = "REQUEST_DECLINED",
        /// A request is blocked.
        RequestBlocked = "REQUEST_BLOCKED",
        /// A request is no longer blocked.
        RequestUnblocked = "REQUEST_UNBLOCKED",
        /// One is asked to take up and rule on a disagreement.
        RulingOwed = "RULING_OWED",
        /// A disagreement went up.
        RequestEscalated = "REQUEST_ESCALATED",
        /// Somebody took a disagreement up.
        EscalationTakenUp = "ESCALATION_TAKEN_UP",
        /// A disagreement went to the executive.
        EscalationPassedOn = "ESCALATION_PASSED_ON",
        /// One of those asked proposed a ruling; the others are to agree.
        RulingProposed = "RULING_PROPOSED",
        /// A disagreement was ruled on.
        RequestRuled = "REQUEST_RULED",
        /// The priority changed.
        PriorityChanged = "PRIORITY_CHANGED",
        /// A running request moved to another process pack.
        RequestMigrated = "REQUEST_MIGRATED",
        /// One is the initiator now.
        InitiatorNamed = "INITIATOR_NAMED",
        /// Somebody else is the initiator now.
        RequestHandedOver = "REQUEST_HANDED_OVER",
        /// An initiator left; one acts for them.
        InitiatorVacated = "INITIATOR_VACATED",
        /// A resource asked for was granted.
        ResourceGranted = "RESOURCE_GRANTED",
        /// A resource asked for was refused.
        ResourceRefused = "RESOURCE_REFUSED",
        /// The order among competing requests was set aside.
        ConflictOverridden = "CONFLICT_OVERRIDDEN",

        /// One answers for a task.
        TaskAssigned = "TASK_ASSIGNED",
        /// One helps with a task.
        TaskHelpAsked = "TASK_HELP_ASKED",
        /// A task needs support or is late.
        TaskAtRisk = "TASK_AT_RISK",
        /// Every problem of a task is taken up.
        TaskSupported = "TASK_SUPPORTED",
        /// A delivery of a task waits for one's verdict.
        TaskToAccept = "TASK_TO_ACCEPT",
        /// A task was accepted.
        TaskPassed = "TASK_PASSED",
        /// A task was handed back.
        TaskSentToRework = "TASK_SENT_TO_REWORK",
        /// A new date is asked for.
        ExtensionAsked = "EXTENSION_ASKED",
        /// The new date holds.
        ExtensionGranted = "EXTENSION_GRANTED",
        /// The old date stays.
        ExtensionRefused = "EXTENSION_REFUSED",
        /// The lead set a new date.
        TaskDateSet = "TASK_DATE_SET",
        /// A plan changed.
        TaskPlanChanged = "TASK_PLAN_CHANGED",
        /// Somebody else answers for a task.
        TaskReassigned = "TASK_REASSIGNED",
        /// An assignee left; one acts for them.
        TaskAssigneeVacated = "TASK_ASSIGNEE_VACATED",
        /// What a task waited for is gone: it may start (resolution 55).
        TaskMayStart = "TASK_MAY_START",
        /// A task was given up.
        TaskCancelled = "TASK_CANCELLED",
        /// A task is overdue.
        TaskOverdue = "TASK_OVERDUE",

        /// A problem is to be taken up by one's department.
        ProblemToTakeUp = "PROBLEM_TO_TAKE_UP",
        /// A problem was raised.
        ProblemRaised = "PROBLEM_RAISED",
        /// A major problem, for both heads at once.
        ProblemMajor = "PROBLEM_MAJOR",
        /// One has a problem to solve.
        ProblemAssigned = "PROBLEM_ASSIGNED",
        /// A problem was taken up.
        ProblemTakenUp = "PROBLEM_TAKEN_UP",
        /// A problem moved on.
        ProblemUpdated = "PROBLEM_UPDATED",
        /// A problem is with another department.
        ProblemMoved = "PROBLEM_MOVED",
        /// One is to say whether a problem is solved.
        ProblemToConfirm = "PROBLEM_TO_CONFIRM",
        /// A problem is not solved.
        ProblemRejected = "PROBLEM_REJECTED",
        /// A problem is solved.
        ProblemConfirmed = "PROBLEM_CONFIRMED",
        /// A problem was withdrawn.
        ProblemWithdrawn = "PROBLEM_WITHDRAWN",

        /// One writes the minutes of a meeting.
        MeetingToRecord = "MEETING_TO_RECORD",
        /// One is asked to come to a meeting.
        MeetingInvited = "MEETING_INVITED",
        /// A meeting is at another time: one answers anew.
        MeetingMoved = "MEETING_MOVED",
        /// Place, agenda or people of a meeting changed.
        MeetingChanged = "MEETING_CHANGED",
        /// One is not asked to a meeting any more.
        MeetingUninvited = "MEETING_UNINVITED",
        /// An attendee does not come.
        MeetingDeclined = "MEETING_DECLINED",
        /// A meeting was given up.
        MeetingCancelled = "MEETING_CANCELLED",
        /// A meeting has ended: the minutes are owed.
        MinutesOwed = "MINUTES_OWED",
        /// One's word on minutes is asked for.
        MinutesToConfirm = "MINUTES_TO_CONFIRM",
        /// One was not there and is asked to read the minutes.
        MinutesToRead = "MINUTES_TO_READ",
        /// Minutes were published.
        MinutesPublished = "MINUTES_PUBLISHED",
        /// One gets a copy of minutes.
        MinutesCopied = "MINUTES_COPIED",
        /// An attendee objects to one's minutes: they are to be corrected.
        MinutesToCorrect = "MINUTES_TO_CORRECT",
        /// An attendee objects to minutes.
        MinutesObjected = "MINUTES_OBJECTED",
        /// Minutes count as confirmed.
        MeetingConfirmed = "MEETING_CONFIRMED",

        /// One's department was rated.
        RatingGiven = "RATING_GIVEN",
        /// A rating of one's department was changed.
        RatingRevised = "RATING_REVISED",

        /// Support is asked for in a progress report.
        SupportAsked = "SUPPORT_ASKED",
        /// A progress report was published.
        ProgressReportPublished = "PROGRESS_REPORT_PUBLISHED",
        /// Support asked for is being followed up.
        SupportFollowedUp = "SUPPORT_FOLLOWED_UP",

        /// One heads a department.
        DepartmentHeaded = "DEPARTMENT_HEADED",
        /// A department was merged into another.
        DepartmentMerged = "DEPARTMENT_MERGED",
        /// One works in another department.
        PersonMoved = "PERSON_MOVED",
        /// Somebody joined one's department.
        PersonJoined = "PERSON_JOINED",
        /// One's roles changed.
        RolesChanged = "ROLES_CHANGED",
        /// Somebody left; what they owed is with others now.
        PersonLeft = "PERSON_LEFT",

        /// Something is owed from now on.
        DeadlineStarted = "DEADLINE_STARTED",
        /// Something is due soon.
        DeadlineNear = "DEADLINE_NEAR",
        /// Something is overdue.
        DeadlineOverdue = "DEADLINE_OVERDUE",
        /// Somebody reminds of what is owed (催办).
        DeadlineReminded = "DEADLINE_REMINDED",
        /// Something is due at another time.
        DeadlineMoved = "DEADLINE_MOVED",
        /// One owes what another owed.
        DeadlineReassigned = "DEADLINE_REASSIGNED",

        /// One answers for a customer.
        CustomerReceived = "CUSTOMER_RECEIVED",
        /// Somebody else answers for a customer.
        CustomerHandedOver = "CUSTOMER_HANDED_OVER",
        /// Somebody reads a contact of one's customer unmasked.
        ContactUnmasked = "CONTACT_UNMASKED",
        /// An interaction with one's customer was recorded.
        InteractionRecorded = "INTERACTION_RECORDED",
        /// One follows up an interaction.
        FollowUpAsked = "FOLLOW_UP_ASKED",
        /// A measure of an interaction became a task or a request.
        MeasureFollowedUp = "MEASURE_FOLLOWED_UP",

        /// One is asked for an answer.
        CommentAnswerAsked = "COMMENT_ANSWER_ASKED",
        /// Somebody of one's department is asked for an urgent answer (S1-99).
        CommentUrgent = "COMMENT_URGENT",
        /// One is mentioned.
        CommentMentioned = "COMMENT_MENTIONED",
        /// Somebody replied to what one said.
        CommentReplied = "COMMENT_REPLIED",
        /// Something was said about what is one's own.
        CommentAdded = "COMMENT_ADDED",

        /// Somebody outside is shown something of one's customer.
        GuestInvited = "GUEST_INVITED",
        /// A guest of one's customer sees something else, or for another time.
        GuestScopeChanged = "GUEST_SCOPE_CHANGED",
        /// Whom one invited has signed in.
        GuestArrived = "GUEST_ARRIVED",
        /// A guest sees nothing any more.
        GuestEnded = "GUEST_ENDED",
        /// A guest said something.
        GuestCommented = "GUEST_COMMENTED",
        /// A ticket of one's customer was submitted.
        TicketOpened = "TICKET_OPENED",
        /// A customer said how satisfied they are.
        TicketRated = "TICKET_RATED",

        /// Many reminders of one hour, in one place (resolution 43, X17).
        ReminderDigest = "REMINDER_DIGEST",
    }
}

impl NoticeCode {
    /// Whether it reminds of something that was told before: many of these in an hour become a digest.
    pub const fn is_reminder(self) -> bool {
        matches!(self, Self::DeadlineNear | Self::DeadlineOverdue | Self::DeadlineReminded)
    }
}
