//! Notices (通知): who is told what of each event (resolution 69).
//!
//! Owns the one table from facts to people, a file a noun and no wildcard in any: a new fact does not compile before somebody
//! has said whom it concerns. [`notices`] asks it for a whole change and leaves out who acted, who has left and who may not see
//! the record. What many reminders become is [`digest`]'s; the sentences are the gateway's, from code and params; keeping and
//! delivering is persistence's.

mod code;
mod comment;
mod customer;
mod deadline;
pub mod digest;
mod directory;
mod guest;
mod meeting;
mod portal;
mod problem;
mod progress_report;
mod rating;
mod request;
mod settings;
mod task;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use code::NoticeCode;

use crate::access::{self, Actor, Audience};
use crate::calendar::QuietHours;
use crate::command::{Aggregate, Change, Context};
use crate::deadline::DeadlineKind;
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::{DepartmentId, PersonId};
use crate::priority::Priority;
use crate::time::{Date, Instant};

/// One value of a notice's sentence, as it is stored: no names and no words, so that any language can be made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Param {
    /// A department.
    Department(DepartmentId),
    /// A person.
    Person(PersonId),
    /// An instant, shown in the organisation's zone.
    At(Instant),
    /// A day.
    On(Date),
    /// What is owed.
    Kind(DeadlineKind),
    /// How pressing it is.
    Priority(Priority),
}

/// The values of a notice's sentence, by the names that the sentence uses.
pub type Params = BTreeMap<String, Param>;

/// What a notice speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The kind of thing.
    pub kind: SubjectKind,
    /// The bits of its ID.
    pub id: Uuid,
    /// The request, task, problem or customer whose code and title name it in the sentence.
    pub named: Option<Uuid>,
}

/// One person told of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Who is told; never who acted.
    pub to: PersonId,
    /// Of which of the change's facts, from 0: events stand in the same order.
    pub fact: usize,
    /// What it says.
    pub code: NoticeCode,
    /// With which values.
    pub params: Params,
    /// What it speaks of.
    pub about: About,
    /// Whether it waits for no morning (resolution 43).
    pub critical: bool,
}

impl Notice {
    /// When it reaches the person: in quiet hours and on days off of their department at its next opening, at once where it
    /// is critical (resolution 43, X13).
    pub fn deliver_at(&self, ctx: &Context<'_>, quiet: QuietHours) -> Instant {
        let calendar = match ctx.directory.person(self.to) {
            Some(person) => ctx.calendar_of(person.department),
            None => ctx.hours,
        };
        // Beyond the years of the calendar nothing is known of hours; then nobody waits.
        calendar.deliver_at(ctx.now, self.critical, quiet).unwrap_or(ctx.now)
    }
}

/// A record whose changes people are told of.
pub trait Noticed: Aggregate {
    /// What its notices speak of.
    fn about(&self) -> About;

    /// Whether its notices wait for no morning.
    fn is_critical(&self) -> bool {
        false
    }

    /// Who is told of this fact of the change, the most concerned first: who is named twice hears the first alone.
    fn tell(change: &Change<Self>, fact: &Self::Fact, directory: &Directory) -> Vec<Telling>;
}

/// Some people told the same of one fact, before it is asked who may be.
#[derive(Clone, Debug)]
pub struct Telling {
    code: NoticeCode,
    to: Vec<PersonId>,
    params: Params,
    parting: bool,
    urgent: bool,
}

impl Telling {
    fn new(code: NoticeCode, to: impl IntoIterator<Item = PersonId>) -> Self {
        Self { code, to: to.into_iter().collect(), params: Params::new(), parting: false, urgent: false }
    }

    fn with(mut self, name: &str, value: Param) -> Self {
        self.params.insert(name.to_owned(), value);
        self
    }

    fn department(self, department: DepartmentId) -> Self {
        self.with("department", Param::Department(department))
    }

    fn person(self, person: PersonId) -> Self {
        self.with("person", Param::Person(person))
    }

    fn due_at(self, at: Instant) -> Self {
        self.with("dueAt", Param::At(at))
    }

    /// It tells the end of somebody's part: who could see the record before the change is told too.
    const fn parting(mut self) -> Self {
        self.parting = true;
        self
    }

    /// It waits for no morning, whatever the record.
    const fn urgent(mut self) -> Self {
        self.urgent = true;
        self
    }
}

/// Everybody told of this change: each person once per fact; never who acted, who left, or who may not see the record.
pub fn notices<T: Noticed>(change: &Change<T>, actor: &Actor, directory: &Directory) -> Vec<Notice> {
    let now = change.state.audience();
    let before = change.before.as_ref().map(T::audience);
    let (about, critical) = (change.state.about(), change.state.is_critical());
    let mut notices = Vec::new();
    for (fact, what) in change.facts.iter().enumerate() {
        let mut told = BTreeSet::new();
        for telling in T::tell(change, what, directory) {
            let earlier = before.as_ref().filter(|_| telling.parting);
            for to in &telling.to {
                if actor.is(*to) || !may_be_told(*to, &now, earlier, directory) || !told.insert(*to) {
                    continue;
                }
                let mut params = telling.params.clone();
                if let Some(by) = actor.person() {
                    params.insert("by".to_owned(), Param::Person(by));
                }
                let critical = critical || telling.urgent;
                notices.push(Notice { to: *to, fact, code: telling.code, params, about, critical });
            }
        }
    }
    notices
}

fn may_be_told(
    person: PersonId,
    audience: &Audience,
    earlier: Option<&Audience>,
    directory: &Directory,
) -> bool {
    directory.actor(person).is_some_and(|actor| {
        access::may_see(&actor, audience) || earlier.is_some_and(|before| access::may_see(&actor, before))
    })
}

/// The person while their account works; else whom obligations of the department reach (resolution 20).
fn acting(person: PersonId, department: DepartmentId, directory: &Directory) -> Option<PersonId> {
    if directory.is_active(person) { Some(person) } else { directory.head(department) }
}
