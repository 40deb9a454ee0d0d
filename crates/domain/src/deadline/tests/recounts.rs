//! A changed calendar (resolution 2, X9, X10), and whose calendar counts (resolution 32).

use super::*;
use crate::calendar::{CalendarDefinition, Calendars, OwnTime, WorkingCalendar};

/// X9: what runs is due by the new calendar, from that moment on, and says by which version.
#[test]
fn what_runs_follows_the_calendar_x9() {
    let mut life = life(DeadlineKind::Response, length("WORKING_DAYS", 3));
    assert_eq!(life.first().calendar.version, 1);
    life.until("2024-05-07 10:00");
    life.closes_on("2024-05-08");
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-10 18:00"]);
    assert_eq!(life.first().calendar.version, 2);
    let told = life.facts.last().map(|(_, fact)| fact.clone());
    let Some(DeadlineFact::DeadlineRetargeted { why, from, to, told, .. }) = told else { panic!("{told:?}") };
    assert_eq!(
        (why, wall(from), wall(to)),
        (Retargeting::Calendar, "05-09 18:00".into(), "05-10 18:00".into())
    );
    assert_eq!(told, [person(22)], "on record, and who owes is told");
    let ctx = life.world.context(&Actor::Server);
    assert!(life.stored[0].recount(&life.world.hours, &ctx).is_none(), "once is enough");
}

/// X10: stretches that were counted stay as they were counted, in what is left and on record.
#[test]
fn counted_stretches_stay_counted_x10() {
    let mut life = life(DeadlineKind::Response, length("WORKING_HOURS", 24));
    life.until("2024-05-07 18:00");
    life.stands(Standing::Answered);
    let spans = life.first().spans.clone();
    assert_eq!(spans.iter().map(|span| span.used(OwnTime::Working)).sum::<i64>(), 16 * 3_600_000_000);
    life.until("2024-05-08 09:00");
    life.stands(Standing::Running);
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-08 18:00"]);
    // Tuesday, worked and counted, becomes a day off afterwards; so does today.
    life.closes_on("2024-05-07");
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-08 18:00"], "the past does not move");
    life.closes_on("2024-05-08");
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-09 18:00"]);
    assert_eq!(life.first().spans, spans);
    life.becomes(|owed| owed.length = length("WORKING_HOURS", 30));
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-10 16:00"], "30 less the 16 as they were counted");
}

/// X9: what is paused, breached or over is left alone; a paused one goes on by the calendar of then.
#[test]
fn only_what_runs_is_counted_anew_x9() {
    let mut life = life(DeadlineKind::Response, length("WORKING_HOURS", 10));
    life.until("2024-05-06 18:00");
    life.stands(Standing::Answered);
    life.closes_on("2024-05-07");
    assert_eq!(life.told(life.first().id), ["Started", "Warned", "Paused"]);
    life.until("2024-05-07 09:00");
    life.stands(Standing::Running);
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-08 11:00"], "two hours were left, Tuesday is off");
}

/// Resolution 36: a calendar by which it would have been due already makes it due now.
#[test]
fn a_recount_into_the_past_is_now_resolution_36() {
    let mut life = life(DeadlineKind::Plan, length("END_OF_WEEK", 1));
    assert_eq!(life.live(), ["PLAN#1 p22 RUNNING 05-11 18:00"], "the make-up Saturday");
    life.until("2024-05-09 12:00");
    life.closes_on("2024-05-11");
    assert_eq!(life.live(), ["PLAN#1 p22 RUNNING 05-10 18:00"]);
    life.until("2024-05-10 12:00");
    life.closes_on("2024-05-10");
    assert_eq!(life.live(), ["PLAN#1 p22 RUNNING 05-10 12:00"], "not Thursday's close, which is past");
    life.catch_up();
    assert_eq!(life.live(), ["PLAN#1 p22 BREACHED"]);
}

/// Resolution 32: the calendar of who owes counts, the nearest above where the department has none.
#[test]
fn who_owes_counts_by_their_calendar_resolution_32() {
    let mut world = World::new();
    let mut definition = CalendarDefinition { version: 7, ..world.hours.definition().clone() };
    definition.code = crate::text::Code::new("SHIFT").expect("a code");
    definition.week[1] = "08:00-20:00".parse().expect("hours");
    let shift = WorkingCalendar::new(definition).expect("sound");
    world.calendars = Calendars::new(world.hours.clone().into(), [(department(2), shift.into())]);
    let mut other = owed(DeadlineKind::Review, length("WORKING_DAYS", 1));
    other.owner = Owner::department(department(3));
    let life = Life::of(world, Plain(vec![owed(DeadlineKind::Response, length("WORKING_DAYS", 1)), other]));
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-07 20:00", "REVIEW#1 d3 RUNNING 05-07 18:00"]);
    let by = &life.first().calendar;
    assert_eq!((by.code.as_str(), by.version), ("SHIFT", 7));
}
