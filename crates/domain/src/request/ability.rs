//! What may be done to a request, by whom, and in which status: the Request table of the state tables.
//!
//! [`Request::can`] is the first line of every command and the source of `abilities`; it checks in the order visible,
//! permitted, state. What depends on the input (which party, which escalation) each verb checks behind it.

use crate::access::{self, OrganizationRole};
use crate::authority;
use crate::command::{Aggregate as _, Context};
use crate::comment::may_comment;
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::ids::DepartmentId;
use crate::named::named;
use crate::priority::Priority;
use crate::request::Request;
use crate::request::escalation::Escalation;
use crate::request::party::{Party, PartyEvent, PartyState};
use crate::request::record::Record;
use crate::request::status::RequestStatus::{
    self, Accepted, Agreed, Archived, Clarifying, Closed, Confirmed, Declined, Delivered, Draft, InProgress,
    Submitted, Withdrawn,
};

named! {
    /// Everything that somebody can do to a request.
    Action {
        /// Change the form of a draft; later what binds nobody.
        Update = "UPDATE",
        /// Throw a draft away.
        Discard = "DISCARD",
        /// Submit a draft.
        Submit = "SUBMIT",
        /// State a party's first review.
        Review = "REVIEW",
        /// Answer for a party.
        Respond = "RESPOND",
        /// Change binding content, or answer a party's wish without a change.
        Revise = "REVISE",
        /// Make a department a party.
        AddParty = "ADD_PARTY",
        /// Take a party out.
        RemoveParty = "REMOVE_PARTY",
        /// Set another department in a party's place.
        Reroute = "REROUTE",
        /// Name a party's single contact.
        NameLiaison = "NAME_LIAISON",
        /// Name the party that coordinates.
        NameLead = "NAME_LEAD",
        /// Name who may accept beside the initiator.
        NameAcceptor = "NAME_ACCEPTOR",
        /// Change the priority.
        ChangePriority = "CHANGE_PRIORITY",
        /// Make somebody else the initiator.
        HandOver = "HAND_OVER",
        /// Sign for a department.
        Sign = "SIGN",
        /// Raise the flag "blocked".
        Block = "BLOCK",
        /// Lift the flag "blocked".
        Unblock = "UNBLOCK",
        /// Put a disagreement before the heads.
        Escalate = "ESCALATE",
        /// Take a disagreement up.
        TakeUp = "TAKE_UP",
        /// Rule on a disagreement.
        Rule = "RULE",
        /// Grant or decline a resource.
        DecideResource = "DECIDE_RESOURCE",
        /// Set the order among competing requests aside.
        OverrideConflict = "OVERRIDE_CONFLICT",
        /// State that one has looked at the progress.
        MarkReviewed = "MARK_REVIEWED",
        /// Accept the delivery.
        Accept = "ACCEPT",
        /// Close.
        Close = "CLOSE",
        /// Archive.
        Archive = "ARCHIVE",
        /// Take the request back.
        Withdraw = "WITHDRAW",
        /// Create a task under it.
        CreateTask = "CREATE_TASK",
        /// Raise a problem on it.
        RaiseProblem = "RAISE_PROBLEM",
        /// Rate a party.
        Rate = "RATE",
        /// Say something about it.
        Comment = "COMMENT",
        /// Give the customer of a ticket a link to its view.
        IssuePortalLink = "ISSUE_PORTAL_LINK",
        /// Say as the customer how satisfied one is.
        RateTicket = "RATE_TICKET",
        /// Share it with somebody outside.
        InviteGuest = "INVITE_GUEST",
    }
}

impl Action {
    /// The statuses in which the table has a cell for it, notes apart.
    pub const fn statuses(self) -> &'static [RequestStatus] {
        match self {
            Self::Update | Self::HandOver => {
                &[Draft, Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered, Accepted, Closed]
            }
            Self::Discard | Self::Submit => &[Draft],
            Self::Review => &[Submitted, Clarifying],
            Self::Respond => &[Submitted, Clarifying, Agreed, InProgress, Delivered, Accepted],
            Self::Revise | Self::AddParty | Self::RemoveParty | Self::Reroute | Self::ChangePriority => {
                &[Draft, Submitted, Clarifying, Agreed, Confirmed, InProgress]
            }
            Self::NameLiaison | Self::NameLead | Self::NameAcceptor => {
                &[Draft, Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered]
            }
            Self::Sign => &[Agreed, InProgress, Delivered, Accepted],
            Self::Block | Self::Unblock | Self::MarkReviewed => {
                &[Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered]
            }
            Self::Escalate | Self::TakeUp | Self::Rule | Self::RaiseProblem => {
                &[Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered, Accepted]
            }
            Self::DecideResource => &[Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered],
            Self::OverrideConflict | Self::Withdraw => {
                &[Submitted, Clarifying, Agreed, Confirmed, InProgress]
            }
            Self::Accept => &[Delivered],
            Self::Close => &[Accepted],
            Self::Archive => &[Closed, Declined, Withdrawn],
            Self::CreateTask => &[Agreed, Confirmed, InProgress, Delivered],
            Self::Rate => &[Accepted, Closed],
            Self::Comment => &[
                Draft, Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered, Accepted, Closed,
                Declined, Withdrawn,
            ],
            Self::IssuePortalLink => &[
                Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered, Accepted, Closed, Archived,
                Declined, Withdrawn,
            ],
            Self::RateTicket => &[Delivered, Accepted, Closed],
            Self::InviteGuest => {
                &[Submitted, Clarifying, Agreed, Confirmed, InProgress, Delivered, Accepted, Closed]
            }
        }
    }
}

/// Whether somebody may do something now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ability {
    /// What.
    pub action: Action,
    /// Why not; none when it is allowed.
    pub reason: Option<Reason>,
}

impl Request {
    /// Whether the caller may do `action` now.
    ///
    /// # Errors
    /// `NotFound` where the caller may not see the request, `NotPermitted` where it is not theirs to do, `State` where the
    /// table or its notes have no cell.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if self.discarded || !self.is_there_for(action, ctx) {
            return Err(Refusal::NotFound);
        }
        self.permitted(action, ctx).map_err(Refusal::NotPermitted)?;
        self.admitted(action, ctx).map_err(|missing| self.conflict(ctx, missing))
    }

    /// Whether the caller sees what the action is about; a customer at the portal has the score alone.
    fn is_there_for(&self, action: Action, ctx: &Context<'_>) -> bool {
        let at_portal = || ctx.actor.portal().is_some_and(|portal| portal.request == self.id);
        access::may_see(ctx.actor, &self.audience()) || (action == Action::RateTicket && at_portal())
    }

    /// Every action and whether the caller may do it; empty where they may not see the request. What counts of tasks,
    /// problems and ratings say is `closing`.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<Ability> {
        if self.discarded || !access::may_see(ctx.actor, &self.audience()) {
            return Vec::new();
        }
        let reason = |action| match self.permitted(action, ctx) {
            Err(reason) => Some(reason),
            Ok(()) => self
                .admitted(action, ctx)
                .err()
                .map(|missing| missing.into_iter().next().unwrap_or_else(|| Reason::of(Rule::WrongStatus))),
        };
        Action::ALL.iter().map(|action| Ability { action: *action, reason: reason(*action) }).collect()
    }

    /// The refusal that the status gives, with what it admits for this caller.
    pub(super) fn conflict(&self, ctx: &Context<'_>, missing: Vec<Reason>) -> Refusal {
        let open =
            |action: &&Action| self.permitted(**action, ctx).is_ok() && self.admitted(**action, ctx).is_ok();
        Refusal::State(StateConflict {
            status: self.status.name(),
            allowed: Action::ALL.iter().filter(open).map(|action| action.name()).collect(),
            missing,
        })
    }

    fn permitted(&self, action: Action, ctx: &Context<'_>) -> Result<(), Reason> {
        let initiator = || self.is_initiator(ctx);
        let party = || self.present().any(|party| acts_for(party, ctx));
        let lead = || self.lead().is_some_and(|party| acts_for(party, ctx));
        let allowed = match action {
            Action::Update
            | Action::Discard
            | Action::Submit
            | Action::Revise
            | Action::AddParty
            | Action::RemoveParty
            | Action::Reroute
            | Action::NameLead
            | Action::NameAcceptor
            | Action::HandOver
            | Action::Close
            | Action::Withdraw => initiator(),
            Action::Rate => {
                let frame = self.frame();
                self.present().any(|party| authority::rates(party.department, &frame, ctx).is_ok())
            }
            Action::Review | Action::Respond => party(),
            Action::NameLiaison => party() || (self.status == Draft && initiator()),
            Action::ChangePriority | Action::MarkReviewed => initiator() || lead(),
            Action::Block | Action::Unblock | Action::Escalate => initiator() || party(),
            Action::CreateTask => {
                let frame = self.frame();
                self.departments().any(|side| authority::creates_tasks_for(side, &frame, ctx))
            }
            Action::Sign => {
                self.signing_sides(ctx.pack).iter().any(|(_, department)| decides(*department, ctx))
            }
            Action::TakeUp | Action::Rule => self.may_be_asked(ctx),
            Action::DecideResource => match self.form.content.resource_needs.as_slice() {
                [] => self.lead().is_some_and(|party| decides(party.department, ctx)),
                needs => needs.iter().any(|need| self.gives(need, ctx)),
            },
            Action::OverrideConflict => {
                lead() || self.departments().any(|department| is_executive(department, ctx))
            }
            Action::Accept => initiator() || self.acceptors.iter().any(|person| ctx.actor.is(*person)),
            Action::Archive => ctx.actor.is_server() || initiator() || lead(),
            Action::RaiseProblem => !ctx.actor.is_server() && !ctx.actor.has(OrganizationRole::Auditor),
            Action::Comment => may_comment(ctx),
            Action::IssuePortalLink => self.answers_to_customer(ctx),
            Action::RateTicket => ctx.actor.portal().is_some_and(|portal| portal.request == self.id),
            Action::InviteGuest => self.acts_outside(ctx),
        };
        if allowed { Ok(()) } else { Err(Reason::of(Rule::RoleMissing)) }
    }

    /// The table's cell and its notes.
    fn admitted(&self, action: Action, ctx: &Context<'_>) -> Result<(), Vec<Reason>> {
        if !action.statuses().contains(&self.status) {
            return Err(Vec::new());
        }
        let only_pending = matches!(self.status, InProgress | Delivered | Accepted);
        let pending = || {
            let settled = only_pending && !self.agreement_pending();
            if settled { Err(vec![Reason::of(Rule::AgreementComplete)]) } else { Ok(()) }
        };
        match action {
            Action::Respond => {
                pending()?;
                let mine = || self.present().filter(|party| acts_for(party, ctx));
                let answerable = |party: &Party| self.answerable(party).is_ok();
                match mine().next() {
                    Some(first) if !mine().any(answerable) => {
                        self.answerable(first).map_err(|reason| vec![reason])
                    }
                    _ => Ok(()),
                }
            }
            Action::Sign => {
                pending()?;
                if self.agreement != Agreed {
                    return Err(self.agreement_missing(ctx.pack));
                }
                let mut missing = self.missing_signatures(ctx.pack);
                let mine = missing.any(|(_, department)| decides(department, ctx));
                if mine { Ok(()) } else { Err(vec![Reason::of(Rule::AlreadySigned)]) }
            }
            Action::Escalate | Action::TakeUp | Action::Rule if self.status == Accepted => {
                pending().and_then(|()| self.escalation_admits(action, ctx))
            }
            Action::TakeUp | Action::Rule => self.escalation_admits(action, ctx),
            Action::DecideResource => {
                let mut needs = self.form.content.resource_needs.iter();
                let open = needs.any(|need| self.need_level(need, ctx).is_some());
                if open { Ok(()) } else { Err(vec![Reason::of(Rule::NeedsDecided)]) }
            }
            Action::Block | Action::Accept if self.block.is_some() => Err(vec![Reason::of(Rule::Blocked)]),
            Action::Unblock if self.block.is_none() => Err(vec![Reason::of(Rule::NotBlocked)]),
            Action::IssuePortalLink => self.portal_is_closed(ctx.now).map_err(|reason| vec![reason]),
            Action::RateTicket if self.is_rated_by_customer() => Err(vec![Reason::of(Rule::AlreadyRated)]),
            Action::InviteGuest if self.audience().reach == access::Reach::Participants => {
                Err(vec![Reason::of(Rule::Confidential)])
            }
            _ => Ok(()),
        }
    }

    /// Whether the caller may speak of it to somebody outside: the initiator, a liaison (S1-34), whoever manages or edits for a
    /// department involved, and of a ticket the customer's owner.
    fn acts_outside(&self, ctx: &Context<'_>) -> bool {
        let of_party = |party: &Party| acts_for(party, ctx);
        let editor = |department| decides(department, ctx) || ctx.actor.edits(department);
        let owner = self.ticket.as_ref().and_then(|ticket| ticket.owner);
        self.is_initiator(ctx)
            || self.present().any(of_party)
            || self.departments().any(editor)
            || owner.is_some_and(|owner| ctx.actor.is(owner))
    }

    fn escalation_admits(&self, action: Action, ctx: &Context<'_>) -> Result<(), Vec<Reason>> {
        let asked = || self.escalations.iter().filter(|one| one.is_open() && one.asks(ctx).is_some());
        match action {
            Action::TakeUp if asked().all(Escalation::is_taken_up) => {
                Err(vec![Reason::of(Rule::NoEscalation)])
            }
            Action::Rule if asked().next().is_none() => Err(vec![Reason::of(Rule::NoEscalation)]),
            Action::Rule if !asked().any(Escalation::is_taken_up) => Err(vec![Reason::of(Rule::NotTakenUp)]),
            _ => Ok(()),
        }
    }

    /// Whether the ticket's customer is asked how satisfied it is (resolution 66).
    pub fn asks_customer(&self) -> bool {
        let asks = self.ticket.is_some() && Action::RateTicket.statuses().contains(&self.status);
        asks && !self.is_rated_by_customer()
    }

    fn is_rated_by_customer(&self) -> bool {
        self.ticket.as_ref().is_some_and(|ticket| ticket.satisfaction.is_some())
    }

    /// Whether the state of this party admits an answer at all.
    pub(super) fn answerable(&self, party: &Party) -> Result<(), Reason> {
        if self.status == Agreed && party.state != PartyState::ByDefault {
            return Err(Reason::of(Rule::AnswerStands));
        }
        match party.state.after(PartyEvent::Accept) {
            Some(_) => Ok(()),
            None => Err(Reason::of(Rule::PartyState).with("state", party.state.name())),
        }
    }

    /// Whether the caller is asked about a disagreement; where none is open, whether they could be.
    fn may_be_asked(&self, ctx: &Context<'_>) -> bool {
        let mut open = self.escalations.iter().filter(|one| one.is_open()).peekable();
        if open.peek().is_some() {
            return open.any(|one| one.asks(ctx).is_some());
        }
        self.departments().any(|department| decides(department, ctx) || is_executive(department, ctx))
    }
}

impl Record {
    /// Whether the caller is the initiator, or manages the initiating department while the initiator's account is disabled
    /// (resolution 20).
    pub fn is_initiator(&self, ctx: &Context<'_>) -> bool {
        if ctx.directory.is_active(self.initiator) {
            ctx.actor.is(self.initiator)
        } else {
            decides(self.department, ctx)
        }
    }

    /// Whether a task may start: `CONFIRMED` or later, and in `AGREED` for `CRITICAL` where the pack admits it
    /// (resolution 26).
    pub fn admits_start(&self, ctx: &Context<'_>) -> Result<(), Vec<Reason>> {
        match self.status {
            Confirmed | InProgress => Ok(()),
            Agreed if self.form.priority == Priority::Critical && ctx.pack.critical_shortcut => Ok(()),
            Agreed => Err(vec![Reason::of(Rule::NotCritical)]),
            Draft | Submitted | Clarifying | Delivered | Accepted | Closed | Archived | Declined
            | Withdrawn => Err(Vec::new()),
        }
    }
}

/// Whether the caller acts for the party: its liaison, or who decides for its department.
pub(super) fn acts_for(party: &Party, ctx: &Context<'_>) -> bool {
    party.liaison.is_some_and(|liaison| ctx.actor.is(liaison)) || decides(party.department, ctx)
}

/// Whether the caller decides for the department ("H" of the state tables).
pub(super) fn decides(department: DepartmentId, ctx: &Context<'_>) -> bool {
    ctx.actor.person().is_some_and(|caller| ctx.directory.deciders(department).contains(&caller))
}

fn is_executive(department: DepartmentId, ctx: &Context<'_>) -> bool {
    ctx.actor.person().is_some_and(|caller| ctx.directory.executive(department) == Some(caller))
}
