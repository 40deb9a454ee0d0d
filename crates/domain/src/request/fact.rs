//! The events of a request, by the names of the state tables' "emits" column and a few more where a row changes without
//! one there (drafts, names, lapses). Each suffices in itself: who reads one needs no query to tell what happened. One
//! closed list, therefore one file of more than 400 lines; most of them say what a field means.

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::event::{Fact, SubjectKind};
use crate::ids::{
    CustomerId, DepartmentId, EscalationId, PartyId, PersonId, PortalLinkId, ResourceNeedId, ResponseId,
    SignOffId, TaskId,
};
use crate::priority::Priority;
use crate::request::escalation::{EscalationLevel, RulingOutcome};
use crate::request::kind::{PartyRole, RequestKind};
use crate::request::party::{Answer, ProposedNeed};
use crate::request::record::{PackRef, Participant, RevisionKind};
use crate::request::resource_need::{NeedLevel, NeedState};
use crate::request::signature::{SignOffPurpose, SignerRole};
use crate::request::status::Outcome;
use crate::routing::{Category, Route};
use crate::score::Score;
use crate::sealed::SealedRef;
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

/// A party as an event names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedParty {
    /// Its ID.
    pub party: PartyId,
    /// Its department.
    pub department: DepartmentId,
    /// Its part.
    pub role: PartyRole,
    /// Whether it coordinates.
    pub lead: bool,
    /// Its liaison.
    pub liaison: Option<PersonId>,
    /// When its feedback is wanted, where that was agreed apart from the policy.
    pub respond_by: Option<Instant>,
}

/// Why a clock of the request lapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Lapse {
    /// A party did not answer.
    Response,
    /// The initiator did not answer a party's wish.
    Clarification,
    /// The initiator did not re-route a declined party.
    Reroute,
    /// The initiator did not rate.
    Rating,
    /// A party named no new liaison.
    Liaison,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty,)* },)+) => {
        /// What happens to a request.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
        pub enum RequestFact {
            $($(#[$doc])* $name { $($(#[$of])* $field: $kind,)* },)+
        }

        impl RequestFact {
            /// Every event type, in the order of declaration.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($name)),+];
        }
    };
}

facts! {
    /// A draft was created.
    RequestCreated {
        /// Its title.
        title: Line,
        /// What it is about.
        kind: RequestKind,
        /// Who created it.
        initiator: PersonId,
        /// The initiating department.
        department: DepartmentId,
    },
    /// Something that binds nobody changed, or anything of a draft.
    RequestUpdated {
        /// Names of the fields.
        fields: Vec<String>,
    },
    /// A draft was thrown away.
    RequestDiscarded {
        /// Its title.
        title: Line,
    },
    /// It was submitted and given its code.
    RequestSubmitted {
        /// The code.
        code: String,
        /// Its title.
        title: Line,
        /// How pressing it is.
        priority: Priority,
        /// Its last day.
        due_on: Option<Date>,
        /// Who is asked.
        parties: Vec<NamedParty>,
        /// The digest of revision 1.
        digest: Digest,
        /// Which pack governs.
        pack: PackRef,
        /// Whether fields are still owed (resolution 26).
        completion_owed: bool,
    },
    /// A party stated its first review.
    PartyReviewed {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// Whether it can take the request on.
        can_take_on: bool,
        /// A bottleneck of people or means.
        resource_bottleneck: Option<Text<2_000>>,
        /// A technical bottleneck.
        technical_bottleneck: Option<Text<2_000>>,
        /// Anything else.
        note: Option<Text>,
        /// Whether the liaison agreed to the date asked for.
        respond_by_agreed: bool,
    },
    /// A party answered, or silence did.
    PartyResponded {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// The response.
        response: ResponseId,
        /// The round.
        round: u32,
        /// What it says.
        answer: Answer,
        /// Whether silence said it.
        by_default: bool,
        /// Whether a ruling said it.
        by_ruling: bool,
        /// Whether it came late.
        late: bool,
        /// The opinion, or what is to change.
        opinion: Option<Text>,
        /// Why.
        reason: Option<Text>,
        /// The due date proposed.
        proposed_due_on: Option<Date>,
        /// What would be needed.
        proposed_resource_needs: Vec<ProposedNeed>,
        /// How feasible it is held.
        feasibility: Option<Text>,
    },
    /// A party is asked anew.
    PartyAskedAgain {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// The new round.
        round: u32,
        /// What the initiator answered.
        answer: Option<Text>,
    },
    /// A party wants changes or declined: the initiator is to answer.
    RequestClarifying {},
    /// Every party has accepted.
    RequestAgreed {
        /// The revision agreed to.
        revision: u32,
        /// The departments whose signature is owed now.
        owed: Vec<DepartmentId>,
    },
    /// Every signature is given.
    RequestConfirmed {
        /// The revision confirmed.
        revision: u32,
    },
    /// The binding content changed.
    RequestRevised {
        /// The revision written.
        revision: u32,
        /// Why.
        kind: RevisionKind,
        /// Its digest.
        digest: Digest,
        /// Names of the binding fields that changed.
        fields: Vec<String>,
        /// What the initiator said with it.
        answer: Option<Text>,
        /// The response taken over.
        adopted: Option<ResponseId>,
    },
    /// A signature ceased to count, because the content moved on.
    SignatureVoided {
        /// The signature.
        sign_off: SignOffId,
        /// Whose it was.
        signer: PersonId,
        /// For which department.
        department: DepartmentId,
        /// The revision it signed.
        revision: u32,
    },
    /// A department became a party.
    PartyAdded {
        /// The party.
        party: NamedParty,
    },
    /// A department ceased to be a party.
    PartyRemoved {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// Why.
        reason: Option<Text>,
        /// Whether the rule `LEAD` dropped it.
        dropped: bool,
    },
    /// Another department took a party's place.
    PartyRerouted {
        /// The party replaced.
        from: PartyId,
        /// Its department.
        from_department: DepartmentId,
        /// The new party.
        to: NamedParty,
        /// Why.
        reason: Option<Text>,
    },
    /// A party named its single contact.
    LiaisonNamed {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// The liaison.
        liaison: PersonId,
        /// Who it was before.
        previous: Option<PersonId>,
    },
    /// A party's liaison left: its head acts until another is named.
    LiaisonVacated {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
        /// Who it was.
        previous: PersonId,
    },
    /// Another party coordinates.
    LeadNamed {
        /// The party.
        party: PartyId,
        /// Its department.
        department: DepartmentId,
    },
    /// The acceptors were named.
    AcceptorsNamed {
        /// All of them.
        acceptors: Vec<PersonId>,
    },
    /// A department signed.
    RequestSigned {
        /// The signature.
        sign_off: SignOffId,
        /// What it agrees to.
        purpose: SignOffPurpose,
        /// The revision.
        revision: u32,
        /// The digest signed.
        digest: Digest,
        /// Who.
        signer: PersonId,
        /// As whom.
        role: SignerRole,
        /// For which department.
        department: DepartmentId,
    },
    /// The first task started, or one after everything was delivered.
    RequestStarted {
        /// The task.
        task: TaskId,
    },
    /// Everything is delivered.
    RequestDelivered {},
    /// Something is to be done again, or more is to be done.
    RequestReopened {},
    /// The delivery was accepted.
    RequestAccepted {
        /// Who accepted.
        by: PersonId,
        /// The digest signed.
        digest: Digest,
        /// What they said.
        note: Option<Text>,
        /// The departments to be rated.
        to_rate: Vec<DepartmentId>,
    },
    /// It was closed.
    RequestClosed {
        /// Whether a lapsed deadline closed it.
        by_deadline: bool,
    },
    /// It was archived and is read-only from here.
    RequestArchived {
        /// Department, date and code (S0-47).
        path: String,
        /// How it had ended.
        outcome: Option<Outcome>,
    },
    /// Its initiator took it back.
    RequestWithdrawn {
        /// Why.
        reason: Text,
    },
    /// It was declined.
    RequestDeclined {
        /// Why, where somebody said so.
        reason: Option<Text>,
        /// Whether a lapsed deadline declined it.
        by_deadline: bool,
    },
    /// It is blocked.
    RequestBlocked {
        /// What blocks it.
        reason: Text,
    },
    /// It is no longer blocked.
    RequestUnblocked {
        /// What had blocked it.
        reason: Text,
        /// What was done.
        note: Option<Text>,
    },
    /// A disagreement went up.
    RequestEscalated {
        /// The escalation.
        escalation: EscalationId,
        /// What the disagreement is.
        reason: Text,
        /// The departments whose heads are asked.
        departments: Vec<DepartmentId>,
        /// The parties in dispute.
        parties: Vec<PartyId>,
        /// The task in dispute.
        task: Option<TaskId>,
        /// Everybody who is asked.
        asked: Vec<PersonId>,
    },
    /// Somebody took a disagreement up.
    EscalationTakenUp {
        /// The escalation.
        escalation: EscalationId,
        /// Who.
        by: PersonId,
        /// As whom.
        level: EscalationLevel,
    },
    /// A disagreement that nobody took up or ruled on in time went to the executive.
    EscalationPassedOn {
        /// The escalation.
        escalation: EscalationId,
        /// The executive; none while nobody is in charge.
        executive: Option<PersonId>,
    },
    /// One of those asked said how a disagreement should end; the others have still to agree.
    RulingProposed {
        /// The escalation.
        escalation: EscalationId,
        /// The outcome.
        outcome: RulingOutcome,
        /// Who.
        by: PersonId,
    },
    /// A disagreement was ruled on.
    RequestRuled {
        /// The escalation.
        escalation: EscalationId,
        /// The outcome.
        outcome: RulingOutcome,
        /// Why.
        reason: Text,
        /// Who ruled.
        by: Vec<PersonId>,
        /// The task judged.
        task: Option<TaskId>,
    },
    /// A disagreement ended with its request.
    EscalationEnded {
        /// The escalation.
        escalation: EscalationId,
    },
    /// The priority changed.
    PriorityChanged {
        /// What it was.
        from: Priority,
        /// What it is.
        to: Priority,
    },
    /// It was moved to another version of a process pack, or to another pack (resolution 2).
    RequestMigrated {
        /// What it was governed by.
        from: PackRef,
        /// What it is governed by.
        to: PackRef,
        /// Why.
        reason: Text,
    },
    /// Somebody else became the initiator.
    RequestHandedOver {
        /// Who it was.
        from: PersonId,
        /// Who it is.
        to: PersonId,
        /// Why.
        reason: Option<Text>,
    },
    /// The initiator left: the managers of the initiating department act until it is handed over.
    InitiatorVacated {
        /// Who it was.
        previous: PersonId,
    },
    /// Somebody decided on a resource need.
    ResourceNeedDecided {
        /// The need.
        need: ResourceNeedId,
        /// As whom.
        level: NeedLevel,
        /// Whether it was granted.
        approved: bool,
        /// Where the approval stands now.
        state: NeedState,
        /// What they said.
        note: Option<Text>,
    },
    /// The order among competing requests was set aside.
    ConflictOverridden {
        /// Why.
        reason: Text,
    },
    /// Initiator or lead looked at the progress (resolution 40).
    RequestMarkedReviewed {},
    /// Somebody takes part, or no longer does, through a task or problem.
    ParticipantsChanged {
        /// Who came.
        joined: Vec<Participant>,
        /// Who went.
        left: Vec<Participant>,
    },
    /// A department of it was merged into another (resolution 21).
    DepartmentMoved {
        /// The closed department.
        from: DepartmentId,
        /// Its successor.
        to: DepartmentId,
    },
    /// Somebody's time ran out.
    DeadlineLapsed {
        /// Whose.
        lapse: Lapse,
        /// The party it is about.
        party: Option<PartyId>,
    },
    /// The ticket of a customer was submitted.
    TicketOpened {
        /// Whose.
        customer: CustomerId,
        /// About what.
        category: Category,
        /// Who answers for the customer.
        owner: PersonId,
        /// By which rule it found its party; none where the form named one.
        route: Option<Route>,
    },
    /// The customer has another owner, who sees the ticket from now on.
    TicketOwnerChanged {
        /// Who it was.
        from: PersonId,
        /// Who it is.
        to: PersonId,
    },
    /// The customer said how satisfied they are.
    TicketRated {
        /// 1 to 5.
        score: Score,
        /// Where the words lie.
        words: Option<SealedRef>,
        /// By which link.
        link: PortalLinkId,
    },
}

impl Fact for RequestFact {
    const SUBJECT: SubjectKind = SubjectKind::Request;

    fn external(&self) -> bool {
        matches!(self, Self::TicketRated { .. })
    }
}
