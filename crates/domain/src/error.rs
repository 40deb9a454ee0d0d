//! Why a command was refused: one closed vocabulary for every noun.
//!
//! A [`Refusal`] is a value with codes and parameters, never a sentence; the gateway has the sentences in zh-CN and en.
//! Nothing has changed when a command answers one. The order of checks is that of the state tables: visible
//! ([`Refusal::NotFound`]), permitted ([`Refusal::NotPermitted`]), state ([`Refusal::State`]), content
//! ([`Refusal::Invalid`]).

use std::fmt;

use serde::Serialize;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $code:literal,)+) => {
        /// The closed list of what can be wrong, missing or worth a warning. Codes never change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// Every rule, in the order of declaration; the message catalogues are tested against it.
            pub const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// The name that clients see.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$rule => $code,)+
                }
            }
        }
    };
}

rules! {
    // -- any field
    /// The field must not be empty.
    Required = "REQUIRED",
    /// More characters than `max`.
    TooLong = "TOO_LONG",
    /// More items than `max`.
    TooMany = "TOO_MANY",
    /// Fewer items than `min`.
    TooFew = "TOO_FEW",
    /// The character `character` (such as U+202E) may not stand here.
    ForbiddenCharacter = "FORBIDDEN_CHARACTER",
    /// Not between `min` and `max`.
    OutOfRange = "OUT_OF_RANGE",
    /// The value does not have the form that the field asks for.
    Malformed = "MALFORMED",
    /// The same thing twice in one list.
    Duplicate = "DUPLICATE",
    /// Nothing with this ID or code is there for the caller.
    Unknown = "UNKNOWN",
    /// The ID chosen by the caller cannot be used.
    IdTaken = "ID_TAKEN",
    // -- access
    /// The caller's roles do not include this action.
    RoleMissing = "ROLE_MISSING",
    /// Nobody decides on an application or delivery of their own.
    OwnMatter = "OWN_MATTER",
    /// The caller's account, or the person named, is not active.
    NotActive = "NOT_ACTIVE",
    /// The present status does not admit this action.
    WrongStatus = "WRONG_STATUS",
    // -- account
    /// Fewer than `min` characters.
    PasswordTooShort = "PASSWORD_TOO_SHORT",
    /// A password that is known, a date, a number, or holds what the company knows of the person (S1-103).
    PasswordGuessable = "PASSWORD_GUESSABLE",
    /// The password is the present one.
    PasswordUnchanged = "PASSWORD_UNCHANGED",
    // -- directory
    /// The code is in use by another department.
    CodeTaken = "CODE_TAKEN",
    /// The department would become its own ancestor.
    DepartmentCycle = "DEPARTMENT_CYCLE",
    /// The department is closed; `successor` took over.
    DepartmentClosed = "DEPARTMENT_CLOSED",
    /// An auditor holds no other role and no post (resolution 68).
    AuditorOnly = "AUDITOR_ONLY",
    /// Somebody has to be administrator.
    LastAdministrator = "LAST_ADMINISTRATOR",
    /// Warning: the person is head or executive of `department`, whose place falls vacant or stays behind.
    HeadsDepartment = "HEADS_DEPARTMENT",
    /// The line has `found` columns where the heading has `expected`.
    ColumnCount = "COLUMN_COUNT",
    // -- wording and dates
    /// Wording that binds nobody (尽快, "as soon as possible") where a date or a standard is due (S1-109).
    VagueWording = "VAGUE_WORDING",
    /// The date is before today.
    InThePast = "IN_THE_PAST",
    /// The date is not between the dates around it.
    OutsideWindow = "OUTSIDE_WINDOW",
    /// The date is not a working day: due at the midnight that ends it (resolution 34).
    NotAWorkingDay = "NOT_A_WORKING_DAY",
    // -- calendar
    /// Two intervals of one day share a minute.
    HoursOverlap = "HOURS_OVERLAP",
    /// The closing is not after the opening.
    ClosesBeforeOpening = "CLOSES_BEFORE_OPENING",
    /// No weekday has hours, so nothing would ever be due.
    NobodyWorks = "NOBODY_WORKS",
    // -- process pack
    /// The pack knows no such priority (resolution 48).
    PriorityNotInPack = "PRIORITY_NOT_IN_PACK",
    /// A length of this form does not fit `kind`: its date stands on the record, it recurs, or it does neither.
    LengthNotForKind = "LENGTH_NOT_FOR_KIND",
    /// The steps, or the priorities, do not follow each other.
    OutOfOrder = "OUT_OF_ORDER",
    /// The pack `pack` gives this no length: it is not owed, or due at the record's own date.
    NotOwed = "NOT_OWED",
    /// Requests that have ended, and drafts, stay under the pack they have.
    PackFixed = "PACK_FIXED",
    /// The process pack demands a written report with the acceptance (S2-40).
    ReportMissing = "REPORT_MISSING",
    // -- task
    /// The task is planned and not yet dispatched.
    NotDispatched = "NOT_DISPATCHED",
    /// The task is dispatched already.
    AlreadyDispatched = "ALREADY_DISPATCHED",
    /// The request, in `status`, does not admit work on its tasks.
    RequestNotWorkable = "REQUEST_NOT_WORKABLE",
    /// The assignee has acknowledged the task already.
    AlreadyAcknowledged = "ALREADY_ACKNOWLEDGED",
    /// The task `task` has to be delivered first.
    DependencyOpen = "DEPENDENCY_OPEN",
    /// The tasks along `path` would wait for each other.
    DependencyCycle = "DEPENDENCY_CYCLE",
    /// The person works in none of the departments involved.
    OutsideDepartments = "OUTSIDE_DEPARTMENTS",
    /// The task has a delivery standard, so something has to be handed over.
    DeliverableMissing = "DELIVERABLE_MISSING",
    /// `count` problems have no confirmed result (S3-68).
    ProblemUnsettled = "PROBLEM_UNSETTLED",
    /// The date lies after the request's own, `dueOn`: revise the request first (resolution 37).
    AfterRequestDue = "AFTER_REQUEST_DUE",
    /// The date is not later than the present one.
    NotLater = "NOT_LATER",
    /// An extension is asked for and not yet decided.
    ExtensionOpen = "EXTENSION_OPEN",
    /// No extension waits for a decision.
    ExtensionMissing = "EXTENSION_MISSING",
    /// The time in which an extension can be asked for is over since `until`; the lead can set a date (resolution 37).
    ExtensionTooLate = "EXTENSION_TOO_LATE",
    /// The due time has not passed.
    NotOverdue = "NOT_OVERDUE",
    /// It is on record already.
    AlreadyOnRecord = "ALREADY_ON_RECORD",
    /// The value is what it was before.
    Unchanged = "UNCHANGED",
    // -- problem
    /// A later time needs the consent of who raised the problem: they set it (resolution 44).
    NeedsRaiser = "NEEDS_RAISER",
    /// The problem is marked as major already.
    AlreadyMajor = "ALREADY_MAJOR",
    /// A problem between departments needs two of them.
    SameDepartment = "SAME_DEPARTMENT",
    // -- meeting
    /// Notice had to be given by `until`: say why it is shorter (S1-24, S2-22).
    ShortNotice = "SHORT_NOTICE",
    /// The items are allotted `minutes` minutes, the meeting has `max`.
    AgendaTooLong = "AGENDA_TOO_LONG",
    /// The meeting starts at `startsAt` and nobody has opened it.
    NotBegun = "NOT_BEGUN",
    /// The meeting was opened or ended by its host: it took place (resolution 61).
    MeetingTookPlace = "MEETING_TOOK_PLACE",
    /// The date and the person of what is handed out already are changed on the task `task`.
    ChangeTheTask = "CHANGE_THE_TASK",
    // -- rating
    /// The party has been rated; the rating can be changed for a while.
    AlreadyRated = "ALREADY_RATED",
    /// Only parties that had accepted are rated (resolution 57).
    PartyNotAccepted = "PARTY_NOT_ACCEPTED",
    /// The time in which a rating can be changed is over since `until`.
    ChangePeriodOver = "CHANGE_PERIOD_OVER",
    /// The process pack of the request knows no ratings.
    NotRated = "NOT_RATED",
    // -- request
    /// The field is binding once submitted: it changes by a revision, not by an update (resolution 8).
    BindingField = "BINDING_FIELD",
    /// Nothing in the input differs from what is there.
    NothingChanged = "NOTHING_CHANGED",
    /// The initiating department cannot be a party of its own request.
    OwnDepartment = "OWN_DEPARTMENT",
    /// The parties need exactly one lead among those that accept (resolution 50).
    OneLead = "ONE_LEAD",
    /// The last party cannot be removed.
    LastParty = "LAST_PARTY",
    /// The person does not work for the department.
    NotOfDepartment = "NOT_OF_DEPARTMENT",
    /// The party of `department` has named no liaison.
    LiaisonMissing = "LIAISON_MISSING",
    /// The party's answer `state` does not admit this.
    PartyState = "PARTY_STATE",
    /// In `AGREED` only a party that was accepted by default may still answer.
    AnswerStands = "ANSWER_STANDS",
    /// The party of `department` has not accepted.
    PartyUnanswered = "PARTY_UNANSWERED",
    /// The signature for `department` is missing.
    SignatureMissing = "SIGNATURE_MISSING",
    /// Everything that the caller could sign is signed.
    AlreadySigned = "ALREADY_SIGNED",
    /// The content has moved on to revision `revision`.
    RevisionMoved = "REVISION_MOVED",
    /// Only while answers or signatures are owed although work goes on.
    AgreementComplete = "AGREEMENT_COMPLETE",
    /// The request is flagged as blocked.
    Blocked = "BLOCKED",
    /// The request is not flagged as blocked.
    NotBlocked = "NOT_BLOCKED",
    /// The delivery has not been accepted.
    NotAccepted = "NOT_ACCEPTED",
    /// `count` tasks are neither completed nor cancelled.
    TasksOpen = "TASKS_OPEN",
    /// The problem `problem` is neither confirmed nor withdrawn.
    ProblemOpen = "PROBLEM_OPEN",
    /// The party of `department` is not rated.
    RatingMissing = "RATING_MISSING",
    /// The field `field` is still owed (resolution 26).
    CompletionOwed = "COMPLETION_OWED",
    /// The resource need `need` is undecided.
    NeedUndecided = "NEED_UNDECIDED",
    /// Every resource need that the caller could decide is decided.
    NeedsDecided = "NEEDS_DECIDED",
    /// A disagreement about the same matter is already before somebody.
    EscalationOpen = "ESCALATION_OPEN",
    /// No disagreement waits for the caller.
    NoEscalation = "NO_ESCALATION",
    /// The disagreement has not been taken up.
    NotTakenUp = "NOT_TAKEN_UP",
    /// The status does not admit this outcome of a ruling.
    OutcomeNotAdmitted = "OUTCOME_NOT_ADMITTED",
    /// Only a `CRITICAL` request starts before its signatures (resolution 26).
    NotCritical = "NOT_CRITICAL",
    /// Attachments are listed, or it is stated that there are none, not both (resolution 73).
    AttachmentsOrNone = "ATTACHMENTS_OR_NONE",
    /// The item `item` of the checklist is not ticked.
    ChecklistOpen = "CHECKLIST_OPEN",
    // -- customer
    /// Another customer has this name.
    NameTaken = "NAME_TAKEN",
    /// The text holds a phone, mail or handle of the customer's contacts: with `confirmMasked` it is recorded with the mask in
    /// its place (S1-101).
    ContainsMasked = "CONTAINS_MASKED",
    /// A later interaction has taken the place of this one's follow-up.
    FollowUpPassed = "FOLLOW_UP_PASSED",
    // -- comment
    /// The person `person` may not see this, and a mention grants nothing (resolution 17).
    CannotSee = "CANNOT_SEE",
    /// The comment that is replied to is about something else.
    OtherSubject = "OTHER_SUBJECT",
    // -- ticket
    /// Only customer tickets have a customer and a category.
    TicketsOnly = "TICKETS_ONLY",
    /// The customer is archived: no ticket is opened for it.
    CustomerArchived = "CUSTOMER_ARCHIVED",
    /// No routing rule is in force for the category `category`, and no default route: name a party (resolution 65).
    NoRoute = "NO_ROUTE",
    /// The portal of the ticket is closed since `until` (resolution 66).
    PortalClosed = "PORTAL_CLOSED",
    /// The link holds no longer.
    LinkEnded = "LINK_ENDED",

    /// What is confidential is shared with nobody outside.
    Confidential = "CONFIDENTIAL",
    /// The guest was revoked, or their time is over.
    GuestEnded = "GUEST_ENDED",
    /// What a guest said stays as they said it.
    GuestWords = "GUEST_WORDS",
}

/// A rule with the values that its sentence needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which rule.
    pub rule: Rule,
    /// Names and values for the sentence, in the order in which they were given.
    pub params: Vec<(&'static str, String)>,
}

impl Reason {
    /// A reason without parameters.
    pub const fn of(rule: Rule) -> Self {
        Self { rule, params: Vec::new() }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// This reason as a violation of the field at `path`.
    pub fn at(self, path: impl Into<String>) -> Violation {
        Violation { path: path.into(), reason: self }
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.code())?;
        f.debug_map().entries(self.params.iter().map(|(name, value)| (name, value))).finish()
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            std::iter::once(("code", self.rule.code()))
                .chain(self.params.iter().map(|(name, value)| (*name, value.as_str()))),
        )
    }
}

/// One field that does not hold, with the path that leads to it in the input (`form.milestones.2.on`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Field names of the API and list indexes, joined by dots; empty for the input as a whole.
    pub path: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Violation {
    /// The same where what was checked is the part `field` of the input.
    #[must_use]
    pub fn below(self, field: &str) -> Self {
        let path = if self.path.is_empty() { field.to_owned() } else { format!("{field}.{}", self.path) };
        Self { path, ..self }
    }
}

/// A status that does not admit the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateConflict {
    /// The status the thing is in, as the API spells it.
    pub status: &'static str,
    /// Names of the actions that this status admits now for this actor, as `abilities` spells them.
    pub allowed: Vec<&'static str>,
    /// What still has to happen first; empty where the action is simply not of this status.
    pub missing: Vec<Reason>,
}

/// Why a command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The thing is not there, or the actor may not know that it is.
    NotFound,
    /// The actor sees the thing and may not do this to it.
    NotPermitted(Reason),
    /// The state does not admit it.
    State(StateConflict),
    /// The input does not hold; every violation that was found, at least one.
    Invalid(Vec<Violation>),
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Invalid(vec![violation])
    }
}

/// Collects violations, so that one answer names all of them.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Notes that `reason` holds against the field at `path`.
    pub fn add(&mut self, path: impl Into<String>, reason: Reason) {
        self.0.push(reason.at(path));
    }

    /// Notes what was found elsewhere.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Violation>) {
        self.0.extend(found);
    }

    /// Notes `rule` against the field at `path` unless `holds`.
    pub fn check(&mut self, holds: bool, path: impl Into<String>, rule: Rule) {
        if !holds {
            self.add(path, Reason::of(rule));
        }
    }

    /// The value, or nothing and a note of why.
    pub fn take<T>(&mut self, path: impl Into<String>, result: Result<T, Reason>) -> Option<T> {
        result.map_err(|reason| self.add(path, reason)).ok()
    }

    /// Whether nothing was noted.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses if anything was noted.
    pub fn finish(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }
}
