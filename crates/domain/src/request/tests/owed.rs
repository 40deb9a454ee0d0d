//! The columns "deadlines" of the Request and the Party table, event by event: what each does to deadlines, and who owes.

mod course;
mod disputes;
mod parties;
mod silence;

use std::collections::BTreeSet;

use super::*;
use crate::deadline::tests::{Bearer, Life, at};
use crate::deadline::{About, Deadline, DeadlineKind, Owed};
use crate::ids::EscalationId;
use crate::request::owed::Surroundings;
use crate::request::record::PackRef;

/// A request with what its tasks and ratings say.
#[derive(Clone)]
pub(super) struct Asked {
    request: Request,
    around: Surroundings,
}

impl Asked {
    fn settlement(&self) -> Settlement {
        Settlement { tasks: self.around.tasks, rated: self.around.rated.clone(), ..Settlement::default() }
    }
}

/// The escalation that a deadline is of, while it is before the heads.
fn before_heads(deadline: &Deadline) -> Option<EscalationId> {
    let mut parts = deadline.record().part.split(':');
    let id = parts.next()?.parse().ok()?;
    (parts.next() == Some("HEADS")).then_some(id)
}

impl Bearer for Asked {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        let governing = PackRef { name: ctx.pack.name.clone(), version: ctx.pack.version };
        (self.request.about(governing), self.request.owed(ctx, &self.around))
    }

    fn lapses(&self, deadline: &Deadline, ctx: &Context<'_>) -> Option<Self> {
        let request = &self.request;
        let party = || deadline.record().part.parse().expect("a party");
        let change = match deadline.record().kind {
            DeadlineKind::Response => request.lapse_response(ctx, party(), deadline.proof()),
            DeadlineKind::Clarification => request.lapse_clarification(ctx, party()),
            DeadlineKind::Reroute => request.lapse_reroute(ctx, party()),
            DeadlineKind::Liaison => request.lapse_liaison(ctx, party()),
            DeadlineKind::Rating => request.lapse_rating(ctx, &self.settlement()),
            DeadlineKind::TakeUp => request.lapse_take_up(ctx, before_heads(deadline)?),
            DeadlineKind::Ruling => request.lapse_ruling(ctx, before_heads(deadline)?),
            _ => return None,
        };
        Some(Self { request: change.expect("what is still owed lapses").state, around: self.around.clone() })
    }
}

/// An event, what was there before it, what happens, and what that does to deadlines: all of it, in order of the alphabet.
type Row = (&'static str, fn() -> Life<Asked>, fn(&mut Life<Asked>), &'static [&'static str]);

fn drafted(world: World, input: CreateRequest) -> Life<Asked> {
    let case = Case::drafted(world, input);
    Life::of(case.world, Asked { request: case.request, around: Surroundings::default() })
}

impl Life<Asked> {
    fn did_by(&mut self, who: u128, command: impl FnOnce(&Request, &Context<'_>) -> Outcome_) {
        self.does(who, |asked, ctx| Asked {
            request: command(&asked.request, ctx).expect("the command goes through").state,
            around: asked.around.clone(),
        });
    }

    /// What tasks and problems do to their request.
    fn followed(&mut self, tasks: TaskTally) {
        self.does(22, |asked, ctx| {
            let around = Surroundings { tasks, ..asked.around.clone() };
            let change = asked.request.tasks_changed(ctx, tasks).expect("followed");
            Asked { request: change.map_or_else(|| asked.request.clone(), |change| change.state), around }
        });
    }

    fn submitted(mut self) -> Self {
        self.did_by(12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), None)?.complete(1)));
        self
    }

    fn answers(&mut self, who: u128, answer: Respond) {
        self.did_by(who, |request, ctx| request.respond(ctx, answer));
    }

    fn agreed(mut self) -> Self {
        self.answers(22, accepted());
        self.answers(32, accepted());
        self
    }

    fn signs(&mut self, head: u128) {
        self.did_by(head, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    }

    fn confirmed(mut self) -> Self {
        for head in [10, 20, 30] {
            self.signs(head);
        }
        self
    }

    /// A task of department 2 exists and has started.
    fn begun(mut self) -> Self {
        self.does(22, |asked, ctx| {
            let tasks = TaskTally { open: 1, ..TaskTally::default() };
            let around = Surroundings { tasks, planned: [department(2)].into(), ..Surroundings::default() };
            let change = asked.request.task_started(ctx, task()).expect("started");
            Asked { request: change.expect("in progress").state, around }
        });
        self
    }

    fn delivers(mut self) -> Self {
        self.followed(delivered().tasks);
        self
    }

    fn accepts(mut self) -> Self {
        self.does(12, |asked, ctx| {
            let change = asked.request.accept(ctx, acceptance(), &delivered(), &Key).expect("accepted");
            let tasks = TaskTally { completed: 1, ..TaskTally::default() };
            Asked { request: change.state, around: Surroundings { tasks, ..asked.around.clone() } }
        });
        self
    }

    fn party(&self, number: u128) -> PartyId {
        party_of(&self.noun.request, number)
    }

    fn status(&self) -> RequestStatus {
        self.noun.request.status
    }
}

fn draft() -> Life<Asked> {
    drafted(World::new(), draft_input())
}

fn submitted() -> Life<Asked> {
    draft().submitted()
}

fn in_agreed() -> Life<Asked> {
    submitted().agreed()
}

fn in_confirmed() -> Life<Asked> {
    in_agreed().confirmed()
}

fn in_progress() -> Life<Asked> {
    in_confirmed().begun()
}

fn in_delivered() -> Life<Asked> {
    in_progress().delivers()
}

fn in_accepted() -> Life<Asked> {
    in_delivered().accepts()
}

fn check(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (event, before, act, expected) in rows {
        let mut life = before();
        act(&mut life);
        if life.did() != *expected {
            wrong.push(format!("{event}: {:#?}", life.did()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every kind that some row here starts.
pub(crate) fn kinds() -> BTreeSet<DeadlineKind> {
    let rows = [course::ROWS, parties::ROWS, disputes::ROWS].concat();
    let ran = rows.into_iter().map(|(_, before, act, _)| {
        let mut life = before();
        act(&mut life);
        life
    });
    ran.flat_map(|life| life.kinds()).collect()
}

/// Somebody's account ends.
fn leaves(life: &mut Life<Asked>, who: u128) {
    let mut person = (**life.world.directory.person(person(who)).expect("known")).clone();
    person.state = crate::directory::AccountState::Disabled;
    life.world.directory.put_person(person);
    life.does(0, |asked, ctx| {
        let change = asked.request.person_left(ctx, super::person(who)).expect("followed");
        let request = change.map_or_else(|| asked.request.clone(), |change| change.state);
        Asked { request, around: asked.around.clone() }
    });
}

/// All that a request owes as it is, without tasks or ratings.
pub(super) fn owed_now(case: &Case) -> Vec<Owed> {
    let server = crate::access::Actor::Server;
    case.request.owed(&case.world.context(&server), &Surroundings::default())
}
