//! The column "deadlines" of the Problem table, event by event: what each does to deadlines, and who owes.

use std::collections::BTreeSet;

use super::*;
use crate::deadline::tests::{Bearer, Life, at};
use crate::deadline::{About, Deadline, DeadlineKind, DeadlineState, Owed};
use crate::request::record::PackRef;

impl Bearer for Problem {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        let governing = PackRef { name: ctx.pack.name.clone(), version: ctx.pack.version };
        (self.about(governing), self.owed(ctx))
    }

    fn lapses(&self, _: &Deadline, _: &Context<'_>) -> Option<Self> {
        None
    }
}

/// An event, what was there before it, what happens, and what that does to deadlines.
type Row = (&'static str, fn() -> Life<Problem>, fn(&mut Life<Problem>), &'static [&'static str]);

type Did = Result<Change<Problem>, Refusal>;

impl Life<Problem> {
    fn did_by(&mut self, who: u128, command: impl FnOnce(&Problem, &Context<'_>) -> Did) {
        self.does(who, |problem, ctx| command(problem, ctx).expect("the command goes through").state);
    }

    fn plans(&mut self, who: u128, day: &str) {
        let planned = Some(NewDue::On(day.parse().expect("a date")));
        let changes = ProblemChanges { planned, ..ProblemChanges::default() };
        self.did_by(who, |problem, ctx| problem.update(ctx, changes));
    }

    fn resolves(&mut self) {
        self.did_by(HANDLER, |problem, ctx| problem.resolve(ctx, text("措施"), text("已修复")));
    }

    fn moves(&mut self, to: u128) {
        self.did_by(LIAISON, |problem, ctx| problem.hand_to(ctx, department(to), text("归属")));
    }
}

/// Raised by 23 of department 2, to be solved by department 3; the raiser names no date.
fn unplanned() -> Life<Problem> {
    let world = World::new();
    let frame = frame(RequestStatus::InProgress);
    let input = NewProblem { planned: None, ..new() };
    let raise = |ctx: &Context<'_>| Problem::raise(ctx, Against::Request(&frame), input);
    let problem = with(&world, RAISER, raise).expect("raised").state;
    Life::of(world, problem)
}

fn resolving() -> Life<Problem> {
    let mut life = unplanned();
    life.did_by(HANDLER, |problem, ctx| problem.take_up(ctx, take_up()));
    life
}

fn in_resolved() -> Life<Problem> {
    let mut life = resolving();
    life.resolves();
    life
}

fn raiser_leaves(life: &mut Life<Problem>) {
    let mut gone = (**life.world.directory.person(person(RAISER)).expect("known")).clone();
    gone.state = crate::directory::AccountState::Disabled;
    life.world.directory.put_person(gone);
    life.does(0, |problem, _| problem.clone());
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
        ("take up", unplanned, |life| life.did_by(HANDLER, |p, ctx| p.take_up(ctx, take_up())), &["PROBLEM_RESOLUTION#1 p32 RUNNING 05-09 18:00", "PROBLEM_RESPONSE#1 d3 MET"]),
        ("take up with an earlier plan", unplanned, |life| {
            let planned = Some(NewDue::On("2024-05-07".parse().expect("a date")));
            life.did_by(HANDLER, |p, ctx| p.take_up(ctx, TakeUp { planned, ..take_up() }));
        }, &["PROBLEM_RESOLUTION#1 p32 RUNNING 05-07 18:00", "PROBLEM_RESPONSE#1 d3 MET"]),
        ("take up with a later plan", unplanned, |life| {
            let planned = Some(NewDue::On("2024-05-20".parse().expect("a date")));
            life.did_by(HANDLER, |p, ctx| p.take_up(ctx, TakeUp { planned, ..take_up() }));
        }, &["PROBLEM_RESOLUTION#1 p32 RUNNING 05-09 18:00", "PROBLEM_RESPONSE#1 d3 MET"]),
        ("another handler", resolving, |life| {
            let input = TakeUp { handler: Some(person(33)), ..take_up() };
            life.did_by(HANDLER, |p, ctx| p.take_up(ctx, input));
        }, &["PROBLEM_RESOLUTION#1 p33 RUNNING 05-09 18:00"]),
        ("an earlier plan", resolving, |life| life.plans(HANDLER, "2024-05-08"), &["PROBLEM_RESOLUTION#1 p32 RUNNING 05-08 18:00"]),
        ("a later plan of the raiser", || {
            let mut life = resolving();
            life.plans(HANDLER, "2024-05-08");
            life
        }, |life| life.plans(RAISER, "2024-05-16"), &["PROBLEM_RESOLUTION#1 p32 RUNNING 05-16 18:00"]),
        ("a later plan of the raiser, late", || {
            let mut life = resolving();
            life.plans(HANDLER, "2024-05-08");
            life.until("2024-05-09 09:00");
            life
        }, |life| life.plans(RAISER, "2024-05-16"), &["PROBLEM_RESOLUTION#1 p32 BREACHED excused", "PROBLEM_RESOLUTION#2 p32 RUNNING 05-16 18:00"]),
        ("move from OPEN", || {
            let mut life = unplanned();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.moves(4), &["PROBLEM_RESOLUTION#1 d3 CANCELLED", "PROBLEM_RESOLUTION#1 d4 RUNNING 05-10 18:00", "PROBLEM_RESPONSE#1 d3 CANCELLED", "PROBLEM_RESPONSE#1 d4 RUNNING 05-09 18:00"]),
        ("move from RESOLVING", || {
            let mut life = resolving();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.moves(4), &["PROBLEM_RESOLUTION#1 d4 RUNNING 05-10 18:00", "PROBLEM_RESOLUTION#1 p32 CANCELLED", "PROBLEM_RESPONSE#1 d4 RUNNING 05-09 18:00"]),
        ("move back", || {
            let mut life = unplanned();
            life.moves(4);
            life.until("2024-05-07 10:00");
            life
        }, |life| life.moves(3), &["PROBLEM_RESOLUTION#1 d4 CANCELLED", "PROBLEM_RESOLUTION#2 d3 RUNNING 05-10 18:00", "PROBLEM_RESPONSE#1 d4 CANCELLED", "PROBLEM_RESPONSE#2 d3 RUNNING 05-09 18:00"]),
        ("resolve", resolving, Life::resolves, &["PROBLEM_CONFIRM#1 p23 RUNNING 05-07 18:00", "PROBLEM_RESOLUTION#1 p32 MET"]),
        ("resolve from OPEN", unplanned, Life::resolves, &["PROBLEM_CONFIRM#1 p23 RUNNING 05-07 18:00", "PROBLEM_RESOLUTION#1 d3 MET", "PROBLEM_RESPONSE#1 d3 MET"]),
        ("resolve late", || {
            let mut life = resolving();
            life.until("2024-05-10 10:00");
            life
        }, Life::resolves, &["PROBLEM_CONFIRM#1 p23 RUNNING 05-11 18:00", "PROBLEM_RESOLUTION#1 p32 BREACHED settled"]),
        ("not resolved", || {
            let mut life = in_resolved();
            life.until("2024-05-07 10:00");
            life
        }, |life| life.did_by(RAISER, |p, ctx| p.reject(ctx, text("仍超时"))), &["PROBLEM_CONFIRM#1 p23 MET", "PROBLEM_RESOLUTION#2 p32 RUNNING 05-10 18:00"]),
        ("resolve again", || {
            let mut life = in_resolved();
            life.did_by(RAISER, |p, ctx| p.reject(ctx, text("仍超时")));
            life
        }, Life::resolves, &["PROBLEM_CONFIRM#2 p23 RUNNING 05-07 18:00", "PROBLEM_RESOLUTION#2 p32 MET"]),
        ("confirm", in_resolved, |life| life.did_by(RAISER, |p, ctx| p.confirm(ctx, text("已确认"))), &["PROBLEM_CONFIRM#1 p23 MET"]),
        ("withdraw from OPEN", unplanned, |life| life.did_by(RAISER, |p, ctx| p.withdraw(ctx, text("误报"))), &["PROBLEM_RESOLUTION#1 d3 CANCELLED", "PROBLEM_RESPONSE#1 d3 CANCELLED"]),
        ("withdraw from RESOLVED", in_resolved, |life| life.did_by(RAISER, |p, ctx| p.withdraw(ctx, text("误报"))), &["PROBLEM_CONFIRM#1 p23 CANCELLED"]),
        ("the request ends", resolving, |life| {
            life.does(0, |p, ctx| p.request_ended(ctx).expect("ended").expect("changed").state);
        }, &["PROBLEM_RESOLUTION#1 p32 CANCELLED"]),
        ("raiser leaves", in_resolved, raiser_leaves, &["PROBLEM_CONFIRM#1 d2 RUNNING 05-07 18:00"]),
        ("PROBLEM_RESPONSE lapses", unplanned, |life| {
            life.until("2024-05-08 17:59");
            life.until("2024-05-08 18:00");
        }, &["PROBLEM_RESOLUTION#1 d3 RUNNING 05-09 18:00", "PROBLEM_RESPONSE#1 d3 BREACHED"]),
        ("PROBLEM_CONFIRM lapses", in_resolved, |life| {
            life.until("2024-05-07 17:59");
            life.until("2024-05-07 18:00");
        }, &["PROBLEM_CONFIRM#1 p23 BREACHED"]),
];

#[test]
fn every_row_of_the_problem_table() {
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

/// Resolution 44: both run from raising, two and three working days; the raiser's own date holds, earlier or later.
#[test]
fn both_run_from_raising_resolution_44() {
    let life = unplanned();
    let expected =
        ["PROBLEM_RESOLUTION#1 d3 RUNNING 05-09 18:00", "PROBLEM_RESPONSE#1 d3 RUNNING 05-08 18:00"];
    assert_eq!(life.live(), expected);
    let world = World::new();
    let problem = raised(&world);
    let dated = Life::of(world, problem);
    let resolution = dated.latest(DeadlineKind::ProblemResolution);
    assert_eq!(resolution.due_at, at("2024-05-20 18:00"), "as the raiser planned it");
}

/// Never taken up, solved or confirmed by silence (S3-68).
#[test]
fn silence_moves_no_problem_s3_68() {
    for begin in [unplanned as fn() -> Life<Problem>, resolving, in_resolved] {
        let mut life = begin();
        let status = life.noun.status();
        life.until("2024-08-06 09:00");
        assert_eq!(life.noun.status(), status);
        let open = life.stored.iter().map(Deadline::record).filter(|one| one.is_live());
        for record in open {
            assert_eq!((record.state, record.step), (DeadlineState::Breached, 3), "{record:?}");
        }
    }
}
