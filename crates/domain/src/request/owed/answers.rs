//! What parties and the initiator owe each other until they agree (`states.md`, Party response).

use super::Duties;
use crate::calendar::{Count, Length};
use crate::deadline::{DeadlineKind, Owner, Standing};
use crate::priority::Priority;
use crate::request::kind::PartyRole;
use crate::request::party::{Party, PartyState};
use crate::request::status::RequestStatus;

/// How long a department has to answer a large complaint.
const COMPLAINT_ANSWERED: Length = Length::WorkingMinutes { count: Count::FIFTEEN };

impl Duties<'_> {
    pub(super) fn answers(&mut self) {
        let request = self.request;
        for party in &request.parties {
            if party.is_present() {
                self.liaison(party);
            }
            if party.is_present() && party.role == PartyRole::Accepting {
                self.review(party);
                self.response(party);
                self.plan(party);
            }
            if self.is_agreeing() {
                self.clarification(party);
                self.reroute(party);
            }
        }
    }

    /// The first review: owed once, met by a review or any answer, not by reading (resolution 39).
    fn review(&mut self, party: &Party) {
        let Some(since) = party.asked_at else { return };
        let silent = party.responses.iter().all(|response| response.by_default);
        let met = party.round > 1 || !party.reviews.is_empty() || !silent;
        // What silence answered was not reviewed, and is not any more.
        if !met && (party.state != PartyState::Pending || !self.request.awaits_answers()) {
            return;
        }
        self.owe_party(DeadlineKind::Review, party, self.party(party), since, Standing::unless(met));
    }

    /// The answer, by the policy's length or the date that the liaison agreed to (resolution 73). It rests while the initiator
    /// has the next word, and while the matter is in dispute (process-packs, gap 9).
    fn response(&mut self, party: &Party) {
        let Some(since) = party.asked_at else { return };
        let standing = match party.state {
            PartyState::Accepted | PartyState::ByDefault | PartyState::Declined => Standing::Met,
            PartyState::ChangesRequested => Standing::Answered,
            PartyState::Pending if !self.request.awaits_answers() => return,
            PartyState::Pending if self.is_disputed(party) => Standing::Paused,
            PartyState::Pending => Standing::Running,
            PartyState::Removed => return,
        };
        let obligation = self.of_party(DeadlineKind::Response, party, self.party(party), since, standing);
        // A date that had passed when the party was asked again says nothing of this answer.
        match party.respond_by.filter(|by| by.consented_at.is_some() && by.at > since) {
            Some(by) => self.ledger.owe_by(obligation, by.at, false),
            None if self.is_large_complaint() => self.ledger.owe_always(obligation, COMPLAINT_ANSWERED),
            None => self.ledger.owe(obligation),
        }
    }

    /// A critical ticket wants its answer at once whatever its pack says of answers; a pack that knows the priority has its own
    /// word on it (`customers.md`, Tickets; resolution 48).
    fn is_large_complaint(&self) -> bool {
        let critical = self.request.form.priority == Priority::Critical;
        critical && self.request.ticket.is_some() && !self.ctx.pack.priorities.has(Priority::Critical)
    }

    /// A plan, where the pack wants one: met by the agreement for what is pressing, else by the party's first dated task or
    /// milestone (resolution 41), which may come after everybody has agreed.
    fn plan(&mut self, party: &Party) {
        let Some(since) = party.asked_at else { return };
        let agreed = matches!(self.request.agreement, RequestStatus::Agreed | RequestStatus::Confirmed);
        let dated = self.around.planned.contains(&party.department)
            || !self.request.form.content.milestones.is_empty();
        let pressing = matches!(self.request.form.priority, Priority::Critical | Priority::High);
        let met = if pressing { agreed } else { dated };
        if !met && matches!(self.request.status, RequestStatus::Delivered | RequestStatus::Accepted) {
            return;
        }
        self.owe_party(DeadlineKind::Plan, party, self.party(party), since, Standing::unless(met));
    }

    /// The initiator's answer to a party that wants changes; met when the party is asked again.
    fn clarification(&mut self, party: &Party) {
        let standing = match party.state {
            PartyState::ChangesRequested if self.is_disputed(party) => Standing::Paused,
            PartyState::ChangesRequested => Standing::Running,
            PartyState::Pending if party.round > 1 => Standing::Met,
            _ => return,
        };
        let Some(since) = party.response().map(|response| response.at).or(party.asked_at) else { return };
        self.owe_party(DeadlineKind::Clarification, party, self.initiator(), since, standing);
    }

    /// The initiator's answer to a party that declined (resolution 6); met when it is replaced or asked again.
    fn reroute(&mut self, party: &Party) {
        let standing = match party.state {
            PartyState::Declined if self.is_disputed(party) => Standing::Paused,
            PartyState::Declined => Standing::Running,
            PartyState::Pending if party.round > 1 => Standing::Met,
            PartyState::Removed if party.replaced_by.is_some() => Standing::Met,
            _ => return,
        };
        let Some(since) = party.response().map(|response| response.at).or(party.asked_at) else { return };
        self.owe_party(DeadlineKind::Reroute, party, self.initiator(), since, standing);
    }

    /// A new liaison for one who left: the head owes it and acts meanwhile (resolution 20).
    fn liaison(&mut self, party: &Party) {
        let standing = Standing::unless(party.liaison.is_some());
        let since = match (party.liaison_left_at, &standing) {
            (Some(since), _) => since,
            (None, Standing::Met) => self.request.times.updated_at,
            (None, _) => return,
        };
        let head = Owner::department(party.department);
        self.owe_party(DeadlineKind::Liaison, party, head, since, standing);
    }

    /// Whether the party's answer is before somebody higher.
    fn is_disputed(&self, party: &Party) -> bool {
        let mut open = self.request.escalations.iter().filter(|one| one.is_open() && one.task.is_none());
        open.any(|one| one.parties.contains(&party.id))
    }
}
