//! One change in the making: the record as it becomes, the events that tell it, and the rules that hold at every step.

use serde_json::{Map, Value};

use crate::command::{Change, Context};
use crate::error::Reason;
use crate::ids::{PersonId, ResponseId};
use crate::pack::Pack;
use crate::request::Request;
use crate::request::content;
use crate::request::fact::{NamedParty, RequestFact};
use crate::request::party::{Party, PartyEvent, PartyState};
use crate::request::record::{Record, Revision, RevisionKind};
use crate::request::signature::{SignOffPurpose, Voided};
use crate::request::status::{Outcome, RequestStatus};
use crate::text::Text;
use crate::time::Instant;

/// A change in the making.
pub(super) struct Step<'a> {
    before: &'a Request,
    ctx: &'a Context<'a>,
    pub(super) record: Record,
    pub(super) facts: Vec<RequestFact>,
    pub(super) warnings: Vec<Reason>,
}

/// What a revision says beside its content.
#[derive(Default)]
pub(super) struct RevisionNote {
    pub(super) answer: Option<Text>,
    pub(super) adopted: Option<ResponseId>,
}

impl<'a> Step<'a> {
    pub(super) fn of(before: &'a Request, ctx: &'a Context<'a>) -> Self {
        Self { before, ctx, record: before.0.clone(), facts: Vec::new(), warnings: Vec::new() }
    }

    /// The policies in force.
    pub(super) const fn pack(&self) -> &'a Pack {
        self.ctx.pack
    }

    /// The instant of the change.
    pub(super) const fn now(&self) -> Instant {
        self.ctx.now
    }

    pub(super) fn fact(&mut self, fact: RequestFact) {
        self.facts.push(fact);
    }

    /// Computes agreement and, until a task has started, the status anew, and tells each point passed. Ended requests and
    /// drafts stay what they are.
    pub(super) fn settle(&mut self) {
        if !self.record.status.is_open() {
            return;
        }
        let (pack, now) = (self.ctx.pack, self.ctx.now);
        let (was, is) = (self.record.agreement, self.record.front(pack));
        let revision = self.record.revision();
        self.record.agreement = is;
        if is == RequestStatus::Clarifying && was != is {
            self.fact(RequestFact::RequestClarifying {});
        }
        if height(was) < 1 && height(is) >= 1 {
            self.record.times.agreed_at = Some(now);
            let owed = self.record.missing_signatures(pack).map(|(_, department)| department).collect();
            self.fact(RequestFact::RequestAgreed { revision, owed });
        }
        if height(was) < 2 && height(is) >= 2 {
            self.record.times.confirmed_at = Some(now);
            self.fact(RequestFact::RequestConfirmed { revision });
        }
        if !self.record.has_begun() {
            self.record.status = is;
        }
    }

    /// Writes a revision where the binding content is not what it was; answers whether it did. A change of content asks
    /// everybody who had answered again and voids every signature (resolution 8); the other kinds leave both.
    pub(super) fn revise(
        &mut self,
        kind: RevisionKind,
        before: &Map<String, Value>,
        RevisionNote { answer, adopted }: RevisionNote,
    ) -> bool {
        let changes = content::differences(before, &content::binding(&self.record));
        if changes.is_empty() || self.record.status == RequestStatus::Draft {
            return false;
        }
        let number = self.record.revision() + 1;
        let (content, digest) = content::signed(&self.record, number);
        self.fact(RequestFact::RequestRevised {
            revision: number,
            kind,
            digest: digest.clone(),
            fields: changes.iter().map(|change| change.field.clone()).collect(),
            answer: answer.clone(),
            adopted,
        });
        self.record.revisions.push(Revision {
            number,
            kind,
            digest,
            content,
            by: self.ctx.actor.person(),
            at: self.ctx.now,
            changes,
            answer: answer.clone(),
            adopted,
        });
        if kind == RevisionKind::Change {
            self.void_signatures(number);
            self.ask_again(answer.as_ref());
        }
        true
    }

    fn void_signatures(&mut self, by_revision: u32) {
        let at = self.ctx.now;
        for sign in &mut self.record.signatures {
            if sign.counts() && sign.purpose == SignOffPurpose::Agreement {
                sign.voided = Some(Voided { at, by_revision });
                self.facts.push(RequestFact::SignatureVoided {
                    sign_off: sign.id,
                    signer: sign.signer,
                    department: sign.department,
                    revision: sign.revision,
                });
            }
        }
    }

    fn ask_again(&mut self, answer: Option<&Text>) {
        if height(self.record.agreement) > 0 {
            self.record.agreement = RequestStatus::Submitted;
        }
        for party in &mut self.record.parties {
            let asked = party.state.after(PartyEvent::Revised) == Some(PartyState::Pending);
            if asked && party.state != PartyState::Pending {
                party.ask(self.ctx.now);
                self.facts.push(asked_again(party, answer.cloned()));
            }
        }
    }

    /// Ends the request: the block is lifted and open escalations end. Tasks and problems are ended by their own rooms.
    pub(super) fn end(&mut self, status: RequestStatus, outcome: Outcome, reason: Option<Text>) {
        self.record.status = status;
        self.record.outcome = Some(outcome);
        self.record.end_reason = reason;
        self.record.times.ended_at = Some(self.ctx.now);
        self.record.block = None;
        let now = self.ctx.now;
        for escalation in self.record.escalations.iter_mut().filter(|escalation| escalation.is_open()) {
            escalation.ended_at = Some(now);
            self.facts.push(RequestFact::EscalationEnded { escalation: escalation.id });
        }
    }

    /// Declines the request.
    pub(super) fn decline(&mut self, reason: Option<Text>, by_deadline: bool) {
        self.fact(RequestFact::RequestDeclined { reason: reason.clone(), by_deadline });
        self.end(RequestStatus::Declined, Outcome::Declined, reason);
    }

    /// The change; the events are what was told, in order.
    pub(super) fn finish(mut self) -> Change<Request> {
        self.record.stand_ins = stand_ins(&self.record, self.ctx);
        self.record.times.updated_at = self.ctx.now;
        Change::of(self.before, Request(self.record), self.facts).warn(self.warnings)
    }
}

/// How far agreement has come: 0 before, 1 agreed, 2 confirmed.
const fn height(status: RequestStatus) -> u8 {
    match status {
        RequestStatus::Agreed => 1,
        RequestStatus::Confirmed => 2,
        _ => 0,
    }
}

/// Who decides for involved departments that have no managers of their own, and on resources that others give.
fn stand_ins(record: &Record, ctx: &Context<'_>) -> Vec<PersonId> {
    let vacant = record.departments().filter(|department| ctx.directory.managers(*department).is_empty());
    let vacant = vacant.flat_map(|department| ctx.directory.deciders(department));
    let mut people: Vec<_> = vacant.chain(record.outside_givers(ctx)).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// The event that asks a party anew.
pub(super) fn asked_again(party: &Party, answer: Option<Text>) -> RequestFact {
    RequestFact::PartyAskedAgain { party: party.id, department: party.department, round: party.round, answer }
}

/// A party as an event names it.
pub(super) fn named(party: &Party) -> NamedParty {
    NamedParty {
        party: party.id,
        department: party.department,
        role: party.role,
        lead: party.lead,
        liaison: party.liaison,
        respond_by: party.respond_by.map(|by| by.at),
    }
}
