//! The Deadline table of `states.md`, the traps and the resolutions of time, over the small company of [`crate::testing`].
//!
//! [`Life`] plays the server: it reconciles after every change of a record and fires what has come due, punctually or after
//! an outage. What each noun owes is tested with the nouns (`request/tests/owed.rs` and its like), on the same driver.

mod chains;
mod everything;
mod outages;
mod pauses;
mod recounts;
mod recurring;
mod reminders;
mod table;
mod targets;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::access::{Actor, Reach};
use crate::command::{Change, Context};
use crate::testing::{World, department, person};

/// A record that owes.
pub(crate) trait Bearer {
    /// What it owes now.
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>);

    /// What it becomes when this deadline lapses; none where that does nothing to it.
    fn lapses(&self, deadline: &Deadline, ctx: &Context<'_>) -> Option<Self>
    where
        Self: Sized;
}

/// A record with its deadlines, as the server keeps them.
pub(crate) struct Life<T> {
    pub(crate) world: World,
    pub(crate) noun: T,
    pub(crate) stored: Vec<Deadline>,
    /// Everything told, in order, with the deadline it is told of.
    pub(crate) facts: Vec<(DeadlineId, DeadlineFact)>,
    /// What the last change or firing did to deadlines, a line each.
    pub(crate) last: Vec<String>,
}

/// An instant by the clock on the wall in Shanghai, such as `2024-05-06 09:00`.
pub(crate) fn at(raw: &str) -> Instant {
    let stamp = format!("{}:00+08:00", raw.replace(' ', "T"));
    stamp.parse::<jiff::Timestamp>().expect("a valid instant").into()
}

/// The same the other way round, without the year.
pub(crate) fn wall(instant: Instant) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").expect("a known zone");
    zone.to_datetime(instant.timestamp()).strftime("%m-%d %H:%M").to_string()
}

fn state(record: &DeadlineRecord) -> String {
    let mark = match (record.state, record.is_live()) {
        (DeadlineState::Breached, false) if record.excused => " excused",
        (DeadlineState::Breached, false) if record.settled_at.is_some() => " settled",
        (DeadlineState::Breached, false) => " over",
        _ => "",
    };
    format!("{}{mark}", record.state.name())
}

/// Kind, cycle, who owes, state, and for what runs when it is due: `REVIEW#1 p22 RUNNING 05-07 18:00`.
pub(crate) fn shown(record: &DeadlineRecord) -> String {
    let owner = match record.owner.person {
        Some(person) => format!("p{}", person.uuid().as_u128()),
        None => format!("d{}", record.owner.department.uuid().as_u128()),
    };
    let due = match record.state {
        DeadlineState::Running => format!(" {}", wall(record.due_at)),
        _ => String::new(),
    };
    format!("{}#{} {owner} {}{due}", record.kind.name(), record.cycle, state(record))
}

impl<T: Bearer> Life<T> {
    /// Begins to follow the record.
    pub(crate) fn of(world: World, noun: T) -> Self {
        let mut life = Self { world, noun, stored: Vec::new(), facts: Vec::new(), last: Vec::new() };
        life.reconcile();
        life
    }

    /// A person does something, or the server (0), and deadlines follow.
    pub(crate) fn does(&mut self, who: u128, act: impl FnOnce(&T, &Context<'_>) -> T) {
        let actor = if who == 0 { Actor::Server } else { self.world.actor(who) };
        self.noun = act(&self.noun, &self.world.context(&actor));
        self.last.clear();
        self.reconcile();
    }

    /// What the store gives to [`reconcile`].
    fn known(&self) -> Vec<Deadline> {
        let last = |one: &DeadlineRecord| {
            let mut others = self.stored.iter().map(Deadline::record).filter(|other| other.kind == one.kind);
            if one.kind.recurs() {
                others.all(|other| other.due_at <= one.due_at)
            } else {
                others.all(|other| other.part != one.part || other.cycle <= one.cycle)
            }
        };
        let kept = |deadline: &&Deadline| deadline.record.is_live() || last(&deadline.record);
        self.stored.iter().filter(kept).cloned().collect()
    }

    pub(crate) fn reconcile(&mut self) {
        let changes = {
            let ctx = self.world.context(&Actor::Server);
            let (about, owed) = self.noun.owes(&ctx);
            reconcile(&about, &self.known(), &owed, &ctx)
        };
        for change in changes {
            self.keep(change);
        }
        let ctx = self.world.context(&Actor::Server);
        let (about, owed) = self.noun.owes(&ctx);
        let again = reconcile(&about, &self.known(), &owed, &ctx);
        let changed: BTreeSet<_> = again.iter().map(|change| change.state.record.kind).collect();
        // What was missed in an outage begins one after the other; all else is settled at once.
        assert!(changed.iter().all(|kind| kind.recurs()), "twice is once: {again:?}");
    }

    fn keep(&mut self, change: Change<Deadline>) {
        let deadline = change.state;
        let record = deadline.record();
        self.last.push(shown(record));
        self.facts.extend(change.facts.into_iter().map(|fact| (record.id, fact)));
        let stored = self.stored.iter_mut().find(|known| known.record.id == record.id);
        match (stored, &change.before) {
            (Some(stored), Some(before)) => {
                assert_eq!((&*stored, record.version), (before, before.record.version + 1));
                *stored = deadline;
            }
            (None, None) => {
                let key = |known: &Deadline| {
                    let record = &known.record;
                    (record.subject, record.kind, record.part.clone(), record.cycle)
                };
                assert!(self.stored.iter().all(|known| key(known) != key(&deadline)), "X14: {deadline:?}");
                self.stored.push(deadline);
            }
            other => panic!("{other:?}"),
        }
    }

    /// Fires the first whose time has come, as the server does: asks again what is owed, fires, and lets the record lapse.
    /// Answers whether there was one.
    pub(crate) fn fires(&mut self) -> bool {
        self.reconcile();
        let now = self.world.now.get();
        let due = self.stored.iter().filter(|known| known.record.next_at().is_some_and(|next| next <= now));
        let Some(first) = due.min_by_key(|known| (known.record.next_at(), known.record.id)) else {
            return false;
        };
        let ctx = self.world.context(&Actor::Server);
        let change = first.fire(&ctx).expect("its time has come");
        let lapsed = Deadline::has_lapsed(&change).then(|| change.state.clone());
        let noun = lapsed.and_then(|deadline| self.noun.lapses(&deadline, &ctx));
        self.keep(change);
        if let Some(noun) = noun {
            self.noun = noun;
        }
        self.reconcile();
        true
    }

    /// Lets time go by until then with a server that is up: everything fires at its own instant.
    pub(crate) fn until(&mut self, when: &str) {
        let end = at(when);
        self.last.clear();
        for _ in 0..10_000 {
            let next = self.stored.iter().filter_map(|known| known.record.next_at()).min();
            let Some(next) = next.filter(|next| *next <= end) else {
                self.world.now.set(end);
                return;
            };
            self.world.now.set(next.max(self.world.now.get()));
            assert!(self.fires(), "what comes next fires");
        }
        panic!("fires for ever (X14)");
    }

    /// The clock moves with nobody to fire anything.
    pub(crate) fn outage(&mut self, until: &str) {
        self.world.now.set(at(until));
        self.last.clear();
    }

    /// The server is back and fires everything that it missed.
    pub(crate) fn catch_up(&mut self) {
        let mut fired = 0;
        while self.fires() {
            fired += 1;
            assert!(fired < 10_000, "fires for ever (X14)");
        }
    }

    /// All deadlines of a kind, in the order of their beginning.
    pub(crate) fn of_kind(&self, kind: DeadlineKind) -> Vec<&DeadlineRecord> {
        self.stored.iter().map(Deadline::record).filter(|record| record.kind == kind).collect()
    }

    /// The last one of a kind.
    pub(crate) fn latest(&self, kind: DeadlineKind) -> &DeadlineRecord {
        self.of_kind(kind).last().expect("one of the kind")
    }

    /// What was told of this deadline, by the names of the events.
    pub(crate) fn told(&self, id: DeadlineId) -> Vec<&'static str> {
        self.facts.iter().filter(|(of, _)| *of == id).map(|(_, fact)| name(fact)).collect()
    }

    /// What the last change did, sorted.
    pub(crate) fn did(&self) -> Vec<String> {
        let mut lines = self.last.clone();
        lines.sort();
        lines
    }

    /// Every live deadline, sorted.
    pub(crate) fn live(&self) -> Vec<String> {
        let live = self.stored.iter().map(Deadline::record).filter(|record| record.is_live());
        let mut lines: Vec<_> = live.map(shown).collect();
        lines.sort();
        lines
    }

    /// The kinds that were ever owed.
    pub(crate) fn kinds(&self) -> BTreeSet<DeadlineKind> {
        self.stored.iter().map(|known| known.record.kind).collect()
    }
}

fn name(fact: &DeadlineFact) -> &'static str {
    match fact {
        DeadlineFact::DeadlineStarted { .. } => "Started",
        DeadlineFact::DeadlineWarned { .. } => "Warned",
        DeadlineFact::DeadlinePaused { .. } => "Paused",
        DeadlineFact::DeadlineResumed { .. } => "Resumed",
        DeadlineFact::DeadlineRetargeted { .. } => "Retargeted",
        DeadlineFact::DeadlineReassigned { .. } => "Reassigned",
        DeadlineFact::DeadlineMet { .. } => "Met",
        DeadlineFact::DeadlineBreached { .. } => "Breached",
        DeadlineFact::DeadlineStepped { .. } => "Stepped",
        DeadlineFact::DeadlineReminded { .. } => "Reminded",
        DeadlineFact::DeadlineSettled { .. } => "Settled",
        DeadlineFact::DeadlineCancelled { .. } => "Cancelled",
    }
}

/// Obligations by themselves, for what holds whatever is owed.
#[derive(Clone)]
pub(crate) struct Plain(Vec<Owed>);

impl Bearer for Plain {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        let request = RequestId::from_uuid(Uuid::from_u128(500));
        let about = About {
            subject: DeadlineSubject::Request(request),
            request: Some(request),
            root: request.uuid(),
            audience: Audience::new(Reach::Departments, [department(1), department(2)], []),
            pack: PackRef { name: ctx.pack.name.clone(), version: ctx.pack.version },
        };
        (about, self.0.clone())
    }

    fn lapses(&self, _: &Deadline, _: &Context<'_>) -> Option<Self> {
        None
    }
}

/// So many of a unit, as policies write it.
fn length(unit: &str, count: i64) -> Length {
    let mode = if unit == "WORKING_DAYS" { Some("END_OF_DAY") } else { None };
    let json = serde_json::json!({ "unit": unit, "count": count, "mode": mode });
    serde_json::from_value(json).expect("a valid length")
}

/// What the liaison of department 2 owes department 1 since 2024-05-06 09:00.
fn owed(kind: DeadlineKind, length: Length) -> Owed {
    Owed {
        kind,
        part: "x".to_owned(),
        owner: Owner { department: department(2), person: Some(person(22)) },
        counterpart: Some(department(1)),
        priority: Priority::High,
        since: at("2024-05-06 09:00"),
        length,
        standing: Standing::Running,
        excuses: false,
    }
}

/// A life of one obligation.
fn life(kind: DeadlineKind, length: Length) -> Life<Plain> {
    Life::of(World::new(), Plain(vec![owed(kind, length)]))
}

impl Life<Plain> {
    /// The obligation changes.
    fn becomes(&mut self, change: impl FnOnce(&mut Owed)) {
        self.does(0, |plain, _| {
            let mut owed = plain.clone();
            change(&mut owed.0[0]);
            owed
        });
    }

    fn stands(&mut self, standing: Standing) {
        self.becomes(|owed| owed.standing = standing);
    }

    /// The first deadline of all.
    fn first(&self) -> &DeadlineRecord {
        self.stored[0].record()
    }
}
