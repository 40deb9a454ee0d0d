//! Every cell of the Deadline table: each event, told to a deadline in each state.

use super::*;
use crate::calendar::{CalendarDefinition, Calendars, DayKind, Exception, WorkingCalendar};

const STATES: [DeadlineState; 5] = [
    DeadlineState::Running,
    DeadlineState::Paused,
    DeadlineState::Met,
    DeadlineState::Breached,
    DeadlineState::Cancelled,
];

/// 24 clock hours from Monday 09:00, brought into a state by Tuesday at the latest; then the clock stands at Monday 10:00, for
/// a breached one at Tuesday 09:00.
fn in_state(state: DeadlineState, what: Owed) -> Life<Plain> {
    let mut life = Life::of(World::new(), Plain(vec![what]));
    life.until("2024-05-06 10:00");
    match state {
        DeadlineState::Running => {}
        DeadlineState::Paused => life.stands(Standing::Answered),
        DeadlineState::Met => life.stands(Standing::Met),
        DeadlineState::Breached => life.until(&format!("2024-{}", wall(life.first().due_at))),
        DeadlineState::Cancelled => life.does(0, |_, _| Plain(Vec::new())),
    }
    assert_eq!(life.first().state, state);
    life
}

type Event = fn(&mut Life<Plain>);

/// What is left and what was told of the deadline that was there, `=` where nothing was.
fn cell(event: Event, state: DeadlineState, what: Owed) -> String {
    let mut life = in_state(state, what);
    let id = life.first().id;
    let before = life.told(id).len();
    event(&mut life);
    let told = life.told(id)[before..].join(" ");
    if told.is_empty() {
        assert_eq!(life.first().state, state);
        return "=".to_owned();
    }
    let record = life.first();
    format!("{}: {told}", super::state(record))
}

fn warning_comes(life: &mut Life<Plain>) {
    life.until("2024-05-07 03:00");
}

fn falls_due(life: &mut Life<Plain>) {
    life.until("2024-05-07 09:00");
}

fn is_fulfilled(life: &mut Life<Plain>) {
    life.stands(Standing::Met);
}

fn stops(life: &mut Life<Plain>) {
    life.stands(Standing::Paused);
}

fn is_answered(life: &mut Life<Plain>) {
    life.stands(Standing::Answered);
}

fn goes_on(life: &mut Life<Plain>) {
    life.stands(Standing::Running);
}

fn steps_come(life: &mut Life<Plain>) {
    life.until("2024-05-20 09:00");
}

fn gets_longer(life: &mut Life<Plain>) {
    life.becomes(|owed| owed.length = length("CLOCK_HOURS", 72));
}

fn is_asked_of_another(life: &mut Life<Plain>) {
    life.becomes(|owed| owed.owner = Owner::department(department(2)));
}

fn is_void(life: &mut Life<Plain>) {
    life.does(0, |_, _| Plain(Vec::new()));
}

/// What asks for an event in the table leaves what is owed as it was, or ends it, for deadlines that are over.
fn rows() -> Vec<(&'static str, Event, [&'static str; 5])> {
    vec![
        ("warning point", warning_comes, ["RUNNING: Warned", "=", "=", "=", "="]),
        ("due instant", falls_due, ["BREACHED: Warned Breached Stepped", "=", "=", "=", "="]),
        ("fulfilled", is_fulfilled, ["MET: Met", "MET: Met", "=", "BREACHED settled: Settled", "="]),
        ("pause", stops, ["PAUSED: Paused", "=", "=", "=", "="]),
        ("answered", is_answered, ["PAUSED: Paused", "=", "=", "BREACHED settled: Settled", "="]),
        ("resume", goes_on, ["=", "RUNNING: Resumed", "=", "=", "="]),
        (
            "chain step",
            steps_come,
            ["BREACHED: Warned Breached Stepped Stepped Stepped", "=", "=", "BREACHED: Stepped Stepped", "="],
        ),
        ("re-target", gets_longer, ["RUNNING: Retargeted", "PAUSED: Retargeted", "=", "=", "="]),
        (
            "owner changes",
            is_asked_of_another,
            ["RUNNING: Reassigned", "PAUSED: Reassigned", "=", "BREACHED: Reassigned", "="],
        ),
        (
            "subject ends",
            is_void,
            ["CANCELLED: Cancelled", "CANCELLED: Cancelled", "=", "BREACHED over: Cancelled", "="],
        ),
    ]
}

#[test]
fn every_cell_of_the_deadline_table() {
    for (event, act, row) in rows() {
        for (state, expected) in STATES.into_iter().zip(row) {
            // A deadline that is over is not owed again by the same event.
            let act: Event = match (event, state) {
                ("warning point" | "due instant" | "chain step", _) => act,
                (_, DeadlineState::Cancelled) => |life| life.reconcile(),
                _ => act,
            };
            let found = cell(act, state, owed(DeadlineKind::Response, length("CLOCK_HOURS", 24)));
            assert_eq!(found, expected, "{event} in {state:?}");
        }
    }
}

/// "extension approved": a later date, which excuses.
#[test]
fn the_row_of_extensions() {
    let task = owed(DeadlineKind::TaskDue, Length::At { at: at("2024-05-07 18:00") });
    let extended: Event = |life| {
        life.becomes(|owed| {
            owed.length = Length::At { at: at("2024-05-10 18:00") };
            owed.excuses = true;
        });
    };
    let row = ["RUNNING: Retargeted", "PAUSED: Retargeted", "=", "BREACHED excused: Settled", "="];
    for (state, expected) in STATES.into_iter().zip(row) {
        let act: Event = if state == DeadlineState::Cancelled { |life| life.reconcile() } else { extended };
        assert_eq!(cell(act, state, task.clone()), expected, "{state:?}");
    }
    let mut life = in_state(DeadlineState::Breached, task);
    extended(&mut life);
    assert_eq!(life.live(), ["TASK_DUE#2 p22 RUNNING 05-10 18:00"], "a new cycle");
}

/// "re-target … calendar": what runs alone is counted anew.
#[test]
fn the_row_of_calendars() {
    let days = owed(DeadlineKind::Response, length("WORKING_DAYS", 2));
    let row = ["RUNNING: Retargeted", "=", "=", "=", "="];
    for (state, expected) in STATES.into_iter().zip(row) {
        let found = cell(|life| life.closes_on("2024-05-08"), state, days.clone());
        assert_eq!(found, expected, "{state:?}");
    }
}

impl Life<Plain> {
    /// The calendar becomes one in which this is a day off, and every deadline is counted by it.
    pub(super) fn closes_on(&mut self, date: &str) {
        let old = self.world.hours.clone();
        let mut definition = CalendarDefinition { version: 2, ..old.definition().clone() };
        let off = Exception { kind: DayKind::Holiday, label: None };
        definition.exceptions.insert(date.parse().expect("a date"), off);
        let new = WorkingCalendar::new(definition).expect("a sound calendar");
        self.world.hours = new.clone();
        self.world.calendars = Calendars::new(new.into(), []);
        let ctx = self.world.context(&Actor::Server);
        let changes: Vec<_> = self.stored.iter().filter_map(|known| known.recount(&old, &ctx)).collect();
        for change in changes {
            self.keep(change);
        }
    }
}
