//! Asking those who are mentioned for an answer.

use serde::{Deserialize, Serialize};

use crate::customer::interaction::Outgoing;
use crate::customer::masking::Masker;
use crate::error::Violations;
use crate::ids::{CommentId, PersonId};
use crate::named::named;
use crate::text::Line;
use crate::time::Instant;

named! {
    /// How soon an answer is asked for.
    Urgency {
        /// 一般: within two working hours by the default pack (S1-97).
        Ordinary = "ORDINARY",
        /// 紧急: a failure or a complaint; within a quarter of a working hour, and told to the heads too (S1-98, S1-99).
        Critical = "CRITICAL",
    }
}

/// An answer as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewAsk {
    /// How soon.
    pub urgency: Urgency,
    /// Why those who are mentioned are: nobody is called on without a reason (S1-96).
    pub reason: Line,
}

/// The answer that somebody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// By which reply.
    pub comment: CommentId,
    /// When.
    pub at: Instant,
}

/// Somebody who owes an answer, or gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Instant,
    /// Their answer.
    pub answered: Option<Answer>,
}

/// What a comment asks of those it mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// How soon.
    pub urgency: Urgency,
    /// Why.
    pub reason: Line,
    /// Of whom: everybody who is mentioned but the author, in the order of their IDs.
    pub addressees: Vec<Addressee>,
}

impl Ask {
    /// What is asked of these people from `now` on; who was asked before owes what they owed, or has answered.
    pub(super) fn of(new: NewAsk, people: &[PersonId], before: Option<&Self>, now: Instant) -> Self {
        let known =
            |person| before.into_iter().flat_map(|ask| &ask.addressees).find(|one| one.person == person);
        let fresh = |person| Addressee { person, since: now, answered: None };
        let addressees =
            people.iter().map(|person| known(*person).copied().unwrap_or_else(|| fresh(*person)));
        Self { urgency: new.urgency, reason: new.reason, addressees: addressees.collect() }
    }

    /// Of whom.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.addressees.iter().map(|one| one.person)
    }
}

/// What looks through the text of a comment: for the values of `masker` where it goes out, for nothing where it stays inside.
pub(super) fn going_out<'a>(
    external: bool,
    masker: &'a Masker,
    confirmed: bool,
    wrong: &'a mut Violations,
) -> Outgoing<'a> {
    const NOTHING: &Masker = &Masker::nothing();
    Outgoing { masker: if external { masker } else { NOTHING }, confirmed, wrong }
}

impl Outgoing<'_> {
    /// An ask on its way out.
    pub(super) fn ask(&mut self, ask: NewAsk) -> NewAsk {
        NewAsk { reason: self.line("asksForAnswer.reason", ask.reason), ..ask }
    }
}
