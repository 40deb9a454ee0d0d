//! What every command takes and answers: the [`Context`] it decides in and the [`Change`] it makes.

use serde_json::{Map, Value, json};

use crate::access::{Actor, Audience, may_see};
use crate::calendar::{Calendars, WorkingCalendar};
use crate::directory::Directory;
use crate::error::Reason;
use crate::event::{Fact, FieldChange, NewEvent};
use crate::ids::{DepartmentId, IdSource};
use crate::pack::Pack;
use crate::sealed::Sealed;
use crate::search::Searchable;
use crate::time::{Date, Instant};

/// Everything outside the aggregate that a decision may depend on, as values.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The instant of the whole change.
    pub now: Instant,
    /// Where the IDs of new children come from.
    pub ids: &'a dyn IdSource,
    /// Departments, people, heads and executives.
    pub directory: &'a Directory,
    /// The policies in force for this record.
    pub pack: &'a Pack,
    /// The organisation's zone and hours: dates on forms are meant in it (resolution 32).
    pub hours: &'a WorkingCalendar,
    /// The calendars of departments, by which what they owe is counted.
    pub calendars: &'a Calendars,
}

impl Context<'_> {
    /// Today in the organisation's zone.
    pub fn today(&self) -> Date {
        self.now.date_in(self.hours.zone())
    }

    /// The calendar by which this department counts what it owes.
    pub fn calendar_of(&self, department: DepartmentId) -> &WorkingCalendar {
        self.calendars.of(&self.directory.ancestry(department))
    }
}

/// A record with a life of its own: a row that is locked, versioned and has a history.
pub trait Aggregate: Clone {
    /// Its events.
    type Fact: Fact;

    /// The bits of its ID.
    fn uuid(&self) -> uuid::Uuid;

    /// Its version: 1 when created, one more with every change.
    fn version(&self) -> i64;

    /// Sets the version; only [`Change`] calls it.
    fn set_version(&mut self, version: i64);

    /// Who may see it now.
    fn audience(&self) -> Audience;

    /// Whether `actor` may know that it is there: whoever sees it, and where a part of it lies open, everybody who sees that.
    fn is_known_to(&self, actor: &Actor) -> bool {
        may_see(actor, &self.audience())
    }

    /// The fields whose changes the record tells "from what to what", by their names in the API.
    fn watched(&self) -> Map<String, Value>;

    /// What of it can be found by its words; nothing for nouns that are not searched.
    fn searchable(&self) -> Searchable {
        Searchable::nothing()
    }

    /// Those of the watched fields that say something of a person: their values stand beside the events, which refer to them
    /// (resolution 79).
    const PERSONAL: &'static [&'static str] = &[];

    /// With whose erasure these values go.
    fn personal_of(&self) -> uuid::Uuid {
        self.uuid()
    }
}

/// What a command did: the new state, and the events that tell it.
#[derive(Clone, Debug)]
pub struct Change<T: Aggregate> {
    /// The state the command started from; `None` for a creation.
    pub before: Option<T>,
    /// The state it left, its version already raised.
    pub state: T,
    /// What happened, in order; never empty.
    pub facts: Vec<T::Fact>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
}

impl<T: Aggregate> Change<T> {
    /// A new record.
    pub fn created(mut state: T, facts: Vec<T::Fact>) -> Self {
        state.set_version(1);
        Self { before: None, state, facts, warnings: Vec::new() }
    }

    /// A record that went from `before` to `state`.
    pub fn of(before: &T, mut state: T, facts: Vec<T::Fact>) -> Self {
        state.set_version(before.version() + 1);
        Self { before: Some(before.clone()), state, facts, warnings: Vec::new() }
    }

    /// The same with these warnings.
    #[must_use]
    pub fn warn(mut self, warnings: impl IntoIterator<Item = Reason>) -> Self {
        self.warnings.extend(warnings);
        self
    }

    /// The writable events: all that changed stands on the first of them.
    pub fn events(&self) -> Vec<NewEvent> {
        let mut changes = self.changes();
        self.facts.iter().map(|fact| NewEvent::of(fact, std::mem::take(&mut changes))).collect()
    }

    /// [`Self::events`] as they are written: personal values are sealed, which are to be kept beside them.
    pub fn sealed_events(&self, source: &dyn IdSource) -> (Vec<NewEvent>, Vec<Sealed>) {
        let (mut events, mut kept) = (self.events(), Vec::new());
        let changes = events.iter_mut().flat_map(|event| &mut event.changes);
        let personal = changes.filter(|change| T::PERSONAL.contains(&change.field.as_str()));
        for value in personal.flat_map(|change| [&mut change.from, &mut change.to]) {
            if let Some(text) = value.as_str() {
                let sealed = Sealed::of(text, source);
                *value = json!(sealed.reference());
                kept.push(sealed);
            }
        }
        (events, kept)
    }

    /// Who could see the record before, where that was not the same as now.
    pub fn audience_before(&self) -> Option<Audience> {
        let before = self.before.as_ref()?.audience();
        (before != self.state.audience()).then_some(before)
    }

    fn changes(&self) -> Vec<FieldChange> {
        let before = self.before.as_ref().map(T::watched).unwrap_or_default();
        let after = self.state.watched();
        after
            .into_iter()
            .filter_map(|(field, to)| {
                let from = before.get(&field).cloned().unwrap_or_default();
                (from != to).then_some(FieldChange { field, from, to })
            })
            .collect()
    }
}
