//! What a request owes at this moment: the column "deadlines" of its state tables, as one pure function.
//!
//! Owns which obligation runs, rests or is met in which situation; lengths are the pack's, what became of the deadlines is
//! [`crate::deadline`]'s. Answers of parties are in `answers`, disagreements in `disputes`, everything else in `course`.

mod answers;
mod course;
mod disputes;

use std::collections::BTreeSet;

use crate::command::{Aggregate as _, Context};
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::ids::{DepartmentId, PartyId};
use crate::pack::PackRef;
use crate::request::Request;
use crate::request::frame::TaskTally;
use crate::request::party::Party;
use crate::request::status::RequestStatus;
use crate::time::Instant;

/// What the tasks and ratings of a request say, as far as its deadlines ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Its tasks.
    pub tasks: TaskTally,
    /// The departments that have planned tasks for it.
    pub planned: BTreeSet<DepartmentId>,
    /// The parties rated so far.
    pub rated: Vec<PartyId>,
}

impl Request {
    /// Everything it owes, what is fulfilled included; nothing for drafts and what has ended.
    pub fn owed(&self, ctx: &Context<'_>, around: &Surroundings) -> Vec<Owed> {
        let mut duties = Duties {
            request: self,
            ctx,
            around,
            ledger: Ledger::new(ctx, self.form.priority, self.block.is_some()),
        };
        if self.status.is_open() {
            duties.answers();
            duties.disputes();
            duties.course();
        } else {
            // What ended it was owed: the acceptance under a pack without ratings (resolution 23), a decision, a ruling.
            duties.disputes();
            duties.decisions();
            duties.acceptance();
        }
        duties.ledger.finish()
    }

    /// What all its deadlines share.
    pub fn about(&self, governing: PackRef) -> About {
        About {
            subject: DeadlineSubject::Request(self.id),
            request: Some(self.id),
            root: self.id.uuid(),
            audience: self.audience(),
            pack: self.pack.clone().unwrap_or(governing),
        }
    }
}

/// A request at work on its own list.
struct Duties<'a> {
    request: &'a Request,
    ctx: &'a Context<'a>,
    around: &'a Surroundings,
    ledger: Ledger<'a>,
}

impl Duties<'_> {
    /// The initiator, or the initiating department for one who left (resolution 20).
    fn initiator(&self) -> Owner {
        Owner::person(self.request.initiator, self.request.department, self.ctx.directory)
    }

    /// A party through its liaison, or its head while the place is vacant.
    fn party(&self, party: &Party) -> Owner {
        Owner::through(party.liaison, party.department, self.ctx.directory)
    }

    /// The lead in the same way.
    fn lead(&self) -> Option<Owner> {
        self.request.lead().map(|lead| self.party(lead))
    }

    /// Something between a party and the initiating side.
    fn owe_party(
        &mut self,
        kind: DeadlineKind,
        party: &Party,
        by: Owner,
        since: Instant,
        standing: Standing,
    ) {
        self.ledger.owe(self.of_party(kind, party, by, since, standing));
    }

    fn of_party(
        &self,
        kind: DeadlineKind,
        party: &Party,
        by: Owner,
        since: Instant,
        standing: Standing,
    ) -> Obligation {
        let other =
            if by.department == party.department { self.request.department } else { party.department };
        Obligation { kind, part: party.id.to_string(), owner: by, counterpart: Some(other), since, standing }
    }

    /// Something that a request owes once.
    fn owe_once(&mut self, kind: DeadlineKind, owner: Owner, since: Instant, standing: Standing) {
        self.ledger.owe(self.once(kind, owner, since, standing));
    }

    fn once(&self, kind: DeadlineKind, owner: Owner, since: Instant, standing: Standing) -> Obligation {
        let lead = self.request.lead().map(|lead| lead.department);
        let own = owner.department == self.request.department;
        let counterpart = if own { lead } else { Some(self.request.department) };
        Obligation { kind, part: String::new(), owner, counterpart, since, standing }
    }

    /// Whether answers and signatures are still given.
    fn is_agreeing(&self) -> bool {
        self.request.status == RequestStatus::Agreed || self.request.awaits_answers()
    }
}
