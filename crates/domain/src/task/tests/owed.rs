//! The column "deadlines" of the Task table, event by event: what each does to deadlines, and who owes.

use std::collections::BTreeSet;

use super::*;
use crate::deadline::tests::{Bearer, Life, at};
use crate::deadline::{About, Deadline, DeadlineKind, DeadlineState, Owed};
use crate::patch::Patch;
use crate::request::record::PackRef;

impl Bearer for Task {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        let governing = PackRef { name: ctx.pack.name.clone(), version: ctx.pack.version };
        (self.about(governing), self.owed(ctx))
    }

    fn lapses(&self, deadline: &Deadline, ctx: &Context<'_>) -> Option<Self> {
        match deadline.record().kind {
            DeadlineKind::TaskDue | DeadlineKind::Rework => Some(self.due_passed(ctx).expect("told").state),
            _ => None,
        }
    }
}

/// An event, what was there before it, what happens, and what that does to deadlines.
type Row = (&'static str, fn() -> Life<Task>, fn(&mut Life<Task>), &'static [&'static str]);

impl Life<Task> {
    fn did_by(
        &mut self,
        who: u128,
        command: impl FnOnce(&Task, &Context<'_>) -> Result<Change<Task>, Refusal>,
    ) {
        self.does(who, |task, ctx| command(task, ctx).expect("the command goes through").state);
        // The log stays in the store; what a change adds to it is seen by that change alone.
        self.noun.entries.clear();
    }

    fn reports(&mut self, on: Option<&str>, health: Health) {
        let new = NewProgress {
            on: on.map(date),
            text: text("进展"),
            progress: 30,
            health,
            risk: None,
            next_step: None,
        };
        self.did_by(ASSIGNEE, |task, ctx| task.report_progress(ctx, new));
    }

    fn starts(&mut self) {
        self.did_by(ASSIGNEE, |task, ctx| task.start(ctx, None));
    }

    fn delivers(&mut self) {
        self.did_by(ASSIGNEE, |task, ctx| task.deliver(ctx, vec![attachment()], None));
    }

    fn passes(&mut self) {
        self.did_by(INITIATOR, |task, ctx| task.accept(ctx, Verdict::Passed { comment: None }));
    }

    fn reworks(&mut self, until: &str) {
        let due = NewDue::On(date(until));
        let verdict = Verdict::Rework { points: vec![text("补充设计说明")], due, comment: None };
        self.did_by(INITIATOR, |task, ctx| task.accept(ctx, verdict));
    }

    fn asks(&mut self, until: &str) {
        let due = NewDue::On(date(until));
        let asked = ExtensionRequest { reason: text("人员冲突"), plan: text("调整方案"), due };
        self.did_by(ASSIGNEE, |task, ctx| task.request_extension(ctx, asked));
    }

    fn decides(&mut self, approved: bool) {
        let decision = ExtensionDecision { approved, goal_hit: false, comment: None };
        self.did_by(LIAISON, |task, ctx| task.decide_extension(ctx, &decision));
    }

    fn passes_to(&mut self, to: u128) {
        self.did_by(LIAISON, |task, ctx| task.reassign(ctx, person(to), text("调岗")));
    }

    /// The request becomes another under the task.
    fn reframes(&mut self, frame: Frame) {
        self.does(0, |task, _| task.clone().reframed(frame));
    }

    fn needs_support(&mut self) {
        self.does(0, |task, ctx| task.problem_raised(ctx).expect("raised").expect("changed").state);
    }
}

fn life(task: impl FnOnce(&World) -> Task) -> Life<Task> {
    let world = World::new();
    let task = task(&world);
    Life::of(world, task)
}

fn given_out() -> Life<Task> {
    life(made)
}

fn planned() -> Life<Task> {
    life(|world| {
        let frame = frame(RequestStatus::InProgress);
        let new = NewTask { keep_planned: true, ..draft() };
        with(world, LIAISON, |ctx| Task::create(ctx, under(&frame, &[]), new)).expect("planned").state
    })
}

fn alone() -> Life<Task> {
    life(|world| {
        let home = Home::Department { department: department(1), code: "MTT202405001".to_owned() };
        let new = NewTask { assignee: Some(person(12)), collaborators: [].into(), ..draft() };
        with(world, 10, |ctx| Task::create(ctx, home, new)).expect("made").state
    })
}

fn started() -> Life<Task> {
    let mut life = given_out();
    life.starts();
    life
}

fn in_delivered() -> Life<Task> {
    let mut life = started();
    life.delivers();
    life
}

fn in_rework() -> Life<Task> {
    let mut life = in_delivered();
    life.reworks("2024-05-28");
    life
}

/// The due time passed; everything of the days before was reported.
fn overdue() -> Life<Task> {
    let mut life = started();
    life.until("2024-05-24 16:00");
    life.reports(None, Health::OnTrack);
    life.until("2024-05-24 19:00");
    life
}

fn disabled(life: &mut Life<Task>) {
    let mut gone = (**life.world.directory.person(person(ASSIGNEE)).expect("known")).clone();
    gone.state = crate::directory::AccountState::Disabled;
    life.world.directory.put_person(gone);
    life.did_by(0, Task::assignee_disabled);
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
        ("create and give out", planned, |life| life.did_by(LIAISON, Task::dispatch), &["ACKNOWLEDGE#1 p23 RUNNING 05-07 18:00", "DAILY#1 p23 RUNNING 05-09 17:00", "TASK_DUE#1 p23 RUNNING 05-24 18:00"]),
        ("acknowledge", given_out, |life| life.did_by(ASSIGNEE, Task::acknowledge), &["ACKNOWLEDGE#1 p23 MET"]),
        ("start", given_out, Life::starts, &["ACKNOWLEDGE#1 p23 MET", "DAILY#1 p23 RUNNING 05-06 17:00"]),
        ("progress, the first", given_out, |life| life.reports(None, Health::OnTrack), &["ACKNOWLEDGE#1 p23 MET", "DAILY#1 p23 RUNNING 05-07 17:00"]),
        ("progress of today", started, |life| life.reports(None, Health::OnTrack), &["DAILY#1 p23 MET", "DAILY#1 p23 RUNNING 05-07 17:00"]),
        ("progress of yesterday", || {
            let mut life = started();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.reports(Some("2024-05-06"), Health::OnTrack), &["DAILY#1 p23 BREACHED settled"]),
        ("progress after 17:00", || {
            let mut life = started();
            life.until("2024-05-06 17:30");
            life
        }, |life| life.reports(None, Health::OnTrack), &["DAILY#1 p23 BREACHED settled"]),
        ("health DELAYED", overdue, |life| life.reports(None, Health::Delayed), &["DELAY_EXPLAINED#1 p23 MET"]),
        ("problem raised", started, Life::needs_support, &[]),
        ("problem raised in rework", in_rework, Life::needs_support, &[]),
        ("deliver", started, Life::delivers, &["ACCEPTANCE#1 p12 RUNNING 05-07 18:00", "DAILY#1 p23 CANCELLED", "TASK_DUE#1 p23 MET"]),
        ("deliver from NS", given_out, Life::delivers, &["ACCEPTANCE#1 p12 RUNNING 05-07 18:00", "ACKNOWLEDGE#1 p23 MET", "DAILY#1 p23 CANCELLED", "TASK_DUE#1 p23 MET"]),
        ("deliver late", overdue, Life::delivers, &["ACCEPTANCE#1 p12 RUNNING 05-27 18:00", "DAILY#1 p23 CANCELLED", "DELAY_EXPLAINED#1 p23 CANCELLED", "TASK_DUE#1 p23 BREACHED settled"]),
        ("deliver from REW", in_rework, Life::delivers, &["ACCEPTANCE#2 p12 RUNNING 05-07 18:00", "DAILY#1 p23 CANCELLED", "REWORK#1 p23 MET"]),
        ("pass", in_delivered, Life::passes, &["ACCEPTANCE#1 p12 MET"]),
        ("rework", in_delivered, |life| life.reworks("2024-05-28"), &["ACCEPTANCE#1 p12 MET", "DAILY#1 p23 RUNNING 05-07 17:00", "REWORK#1 p23 RUNNING 05-28 18:00"]),
        ("rework again", || {
            let mut life = in_rework();
            life.delivers();
            life
        }, |life| life.reworks("2024-05-29"), &["ACCEPTANCE#2 p12 MET", "DAILY#2 p23 RUNNING 05-07 17:00", "REWORK#1 p23 RUNNING 05-29 18:00"]),
        ("ACCEPTANCE lapses", in_delivered, |life| {
            life.until("2024-05-07 17:59");
            life.until("2024-05-07 18:00");
        }, &["ACCEPTANCE#1 p12 BREACHED"]),
        ("due passes", || {
            let mut life = started();
            life.until("2024-05-24 16:00");
            life.reports(None, Health::OnTrack);
            life
        }, |life| {
            life.until("2024-05-24 17:59");
            life.until("2024-05-24 18:00");
        }, &["DELAY_EXPLAINED#1 p23 RUNNING 05-25 18:00", "TASK_DUE#1 p23 BREACHED"]),
        ("due of rework passes", || {
            let mut life = in_rework();
            life.until("2024-05-28 16:00");
            life.reports(None, Health::OnTrack);
            life
        }, |life| {
            life.until("2024-05-28 17:59");
            life.until("2024-05-28 18:00");
        }, &["DELAY_EXPLAINED#1 p23 RUNNING 05-29 18:00", "REWORK#1 p23 BREACHED"]),
        ("ask extension", started, |life| life.asks("2024-05-29"), &["EXTENSION#1 p22 RUNNING 05-07 18:00"]),
        ("ask extension, late", overdue, |life| life.asks("2024-05-29"), &["DELAY_EXPLAINED#1 p23 MET", "EXTENSION#1 p22 RUNNING 05-27 18:00"]),
        ("extension approved", || {
            let mut life = started();
            life.asks("2024-05-29");
            life
        }, |life| life.decides(true), &["EXTENSION#1 p22 MET", "TASK_DUE#1 p23 RUNNING 05-29 18:00"]),
        ("extension declined", || {
            let mut life = started();
            life.asks("2024-05-29");
            life
        }, |life| life.decides(false), &["EXTENSION#1 p22 MET"]),
        ("extension approved, late", || {
            let mut life = overdue();
            life.asks("2024-05-29");
            life
        }, |life| life.decides(true), &["EXTENSION#1 p22 MET", "TASK_DUE#1 p23 BREACHED excused", "TASK_DUE#2 p23 RUNNING 05-29 18:00"]),
        ("extension approved in rework", || {
            let mut life = in_rework();
            life.asks("2024-05-29");
            life
        }, |life| life.decides(true), &["EXTENSION#1 p22 MET", "REWORK#1 p23 RUNNING 05-29 18:00"]),
        ("new date", started, |life| {
            life.did_by(LIAISON, |task, ctx| task.set_date(ctx, NewDue::On(date("2024-05-27")), text("原因")));
        }, &["TASK_DUE#1 p23 RUNNING 05-27 18:00"]),
        ("new date, late", overdue, |life| {
            life.did_by(LIAISON, |task, ctx| task.set_date(ctx, NewDue::On(date("2024-05-27")), text("原因")));
        }, &["DELAY_EXPLAINED#1 p23 CANCELLED", "TASK_DUE#1 p23 BREACHED settled", "TASK_DUE#2 p23 RUNNING 05-27 18:00"]),
        ("reassign from NS", || {
            let mut life = given_out();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.passes_to(33), &["ACKNOWLEDGE#1 p23 CANCELLED", "ACKNOWLEDGE#1 p33 RUNNING 05-08 18:00", "DAILY#1 p33 RUNNING 05-09 17:00", "TASK_DUE#1 p33 RUNNING 05-24 18:00"]),
        ("reassign from IP", || {
            let mut life = started();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.passes_to(33), &["ACKNOWLEDGE#1 p33 RUNNING 05-08 18:00", "DAILY#1 p33 BREACHED", "DAILY#1 p33 RUNNING 05-07 17:00", "TASK_DUE#1 p33 RUNNING 05-24 18:00"]),
        ("acknowledge after a reassignment", || {
            let mut life = started();
            life.until("2024-05-07 10:00");
            life.passes_to(33);
            life
        }, |life| life.did_by(33, Task::acknowledge), &["ACKNOWLEDGE#1 p33 MET"]),
        ("plan: a later beginning", given_out, |life| {
            let plan = Plan { start_on: Patch::Set(date("2024-05-15")), ..Plan::default() };
            life.did_by(LIAISON, |task, ctx| task.change_plan(ctx, plan, &[]));
        }, &["DAILY#1 p23 RUNNING 05-15 17:00"]),
        ("assignee disabled", started, disabled, &["DAILY#1 d2 RUNNING 05-06 17:00", "TASK_DUE#1 d2 RUNNING 05-24 18:00"]),
        ("cancel", started, |life| life.did_by(LIAISON, |task, ctx| task.cancel(ctx, text("不再需要"))), &["DAILY#1 p23 CANCELLED", "TASK_DUE#1 p23 CANCELLED"]),
        ("request withdrawn", started, |life| life.reframes(frame(RequestStatus::Withdrawn)), &["DAILY#1 p23 CANCELLED", "TASK_DUE#1 p23 CANCELLED"]),
        ("passed with a request that closes", in_delivered, |life| {
            life.does(INITIATOR, |task, ctx| {
                let passed = task.pass_with_request(ctx).expect("passed").state;
                passed.reframed(frame(RequestStatus::Closed))
            });
        }, &["ACCEPTANCE#1 p12 MET"]),
        ("delivery disputed", in_delivered, |life| {
            let disputed = vec![life.noun.record.id];
            life.reframes(Frame { disputed, ..frame(RequestStatus::InProgress) });
        }, &["ACCEPTANCE#1 p12 PAUSED"]),
        ("ruled on", || {
            let mut life = in_delivered();
            let disputed = vec![life.noun.record.id];
            life.reframes(Frame { disputed, ..frame(RequestStatus::InProgress) });
            life.until("2024-05-08 10:00");
            life
        }, |life| life.reframes(frame(RequestStatus::InProgress)), &["ACCEPTANCE#1 p12 RUNNING 05-10 10:00"]),
        ("alone: deliver", alone, |life| {
            life.did_by(12, |task, ctx| task.deliver(ctx, vec![attachment()], None));
        }, &["ACCEPTANCE#1 d1 RUNNING 05-07 18:00", "ACKNOWLEDGE#1 p12 MET", "DAILY#1 p12 CANCELLED", "TASK_DUE#1 p12 MET"]),
        ("alone: ask extension", alone, |life| {
            let due = NewDue::On(date("2024-05-29"));
            let asked = ExtensionRequest { reason: text("人员冲突"), plan: text("调整方案"), due };
            life.did_by(12, |task, ctx| task.request_extension(ctx, asked));
        }, &["EXTENSION#1 d1 RUNNING 05-07 18:00"]),
];

#[test]
fn every_row_of_the_task_table() {
    let mut wrong = Vec::new();
    for (event, before, act, expected) in ROWS {
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
    let ran = ROWS.iter().map(|(_, before, act, _)| {
        let mut life = before();
        act(&mut life);
        life
    });
    ran.flat_map(|life| life.kinds()).collect()
}

/// Resolution 9: planned work has no running deadline.
#[test]
fn planned_work_owes_nothing_resolution_9() {
    let mut life = planned();
    life.until("2024-06-10 09:00");
    assert!(life.stored.is_empty());
}

/// S0-89, resolution 36: the explanation is due 24 clock hours after the due time, whenever that was noticed.
#[test]
fn the_reason_is_due_a_day_after_the_date_s0_89() {
    let mut life = started();
    life.outage("2024-05-26 09:00");
    life.catch_up();
    let explained = life.latest(DeadlineKind::DelayExplained);
    assert_eq!((explained.started_at, explained.due_at), (at("2024-05-24 18:00"), at("2024-05-25 18:00")));
    assert_eq!(explained.state, DeadlineState::Breached, "missed in the same outage");
}

/// S1-23: a task that lies idle is told of, and never passed or ended by silence.
#[test]
fn silence_moves_no_task_s1_23() {
    for begin in [given_out as fn() -> Life<Task>, started, in_delivered, in_rework] {
        let mut life = begin();
        let status = life.noun.status();
        life.until("2024-08-06 09:00");
        assert_eq!(life.noun.status(), status);
        let open = life.stored.iter().map(Deadline::record).filter(|one| one.is_live() && !one.kind.recurs());
        for record in open {
            assert_eq!((record.state, record.step), (DeadlineState::Breached, 3), "{record:?}");
        }
    }
}

/// X5: a delivery that comes back does not owe an old answer at once: verdict, acknowledgement and decision begin anew.
#[test]
fn rework_breaches_nothing_at_once_x5() {
    let mut life = started();
    life.asks("2024-05-29");
    life.delivers();
    life.until("2024-05-22 10:00");
    life.reworks("2024-05-28");
    life.catch_up();
    let live = life.live();
    assert!(live.iter().all(|line| line.contains("RUNNING")), "{live:?}");
    assert!(live.contains(&"EXTENSION#2 p22 RUNNING 05-23 18:00".to_owned()), "{live:?}");
    life.until("2024-05-22 11:00");
    life.delivers();
    assert!(life.live().contains(&"ACCEPTANCE#2 p12 RUNNING 05-23 18:00".to_owned()), "{:?}", life.live());
}

/// Resolution 38: from the planned beginning on, also where nobody has started; delivered and back on one day, there are no
/// two of a date.
#[test]
fn daily_progress_from_the_planned_beginning_resolution_38() {
    let mut life = given_out();
    assert_eq!(life.latest(DeadlineKind::Daily).due_at, at("2024-05-09 17:00"));
    life.until("2024-05-09 18:00");
    assert_eq!(life.of_kind(DeadlineKind::Daily)[0].state, DeadlineState::Breached);
    let mut back = started();
    back.reports(None, Health::OnTrack);
    for day in ["2024-05-27", "2024-05-28", "2024-05-29"] {
        back.delivers();
        back.reworks(day);
    }
    let dailies: Vec<_> = back.live().into_iter().filter(|line| line.starts_with("DAILY")).collect();
    assert_eq!(dailies, ["DAILY#4 p23 RUNNING 05-07 17:00"], "today has its entry");
}
