//! Calendars as they are set: whose holds, since when, and that older versions stay (resolutions 2, 32).

use std::sync::Arc;

use crate::calendar::{
    CalendarBook, CalendarDefinition, CalendarRecord, CalendarRef, DayHours, Schedule, SetCalendar,
};
use crate::command::{Aggregate as _, Change};
use crate::error::{Refusal, Rule};
use crate::testing::{World, department};
use crate::time::Instant;

fn definition(friday: &str) -> CalendarDefinition {
    let mut definition = CalendarRecord::shipped().calendar.expect("it has one").definition().clone();
    definition.week[4] = friday.parse::<DayHours>().expect("hours");
    definition
}

fn set(
    world: &World,
    book: &CalendarBook,
    of: Option<u128>,
    definition: Option<CalendarDefinition>,
) -> Result<Change<CalendarRecord>, Refusal> {
    let admin = world.actor(98);
    CalendarRecord::set(
        &world.context(&admin),
        book,
        SetCalendar { department: of.map(department), definition },
    )
}

#[test]
fn versions_follow_each_other_and_stay() {
    let world = World::new();
    let start = world.now.get();
    let first = set(&world, &CalendarBook::default(), None, Some(definition("09:00-12:00"))).expect("set");
    assert_eq!(
        (first.state.version(), first.state.reference().version),
        (1, 2),
        "after the shipped version 1"
    );
    assert_eq!(first.state.calendar.as_ref().map(|of| of.definition().version), Some(2));
    assert_eq!(first.events()[0].event_type, "WorkingCalendarSet");
    let book = CalendarBook::new([first.state.clone()]);
    world.now.set(start.plus_seconds(3_600));
    let second = set(&world, &book, None, Some(definition("09:00-13:00"))).expect("set").state;
    assert_eq!((second.version(), second.reference().version), (2, 3));
    let book = CalendarBook::new([first.state, second]);
    let friday = |version| {
        let calendar = book.version(CalendarRef { department: None, version })?;
        Some(calendar.definition().week[4].minutes())
    };
    assert_eq!((friday(1), friday(2), friday(3), friday(4)), (Some(480), Some(180), Some(240), None));
    let at = |at: Instant| book.at(&[department(1)], at).reference().version;
    assert_eq!((at(start.plus_seconds(-1)), at(start), at(start.plus_seconds(3_600))), (1, 2, 3));
    assert_eq!(book.present().organization().definition().version, 3);
}

#[test]
fn a_department_may_have_its_own_and_give_it_up_resolution_32() {
    let world = World::new();
    let own = set(&world, &CalendarBook::default(), Some(9), Some(definition(""))).expect("set").state;
    let book = CalendarBook::new([own.clone()]);
    let ancestry = world.directory.ancestry(department(1));
    let since = world.now.get();
    assert_eq!(
        book.at(&ancestry, since).reference(),
        CalendarRef { department: Some(department(9)), version: 1 }
    );
    assert!(Arc::ptr_eq(book.present().of(&ancestry), own.calendar.as_ref().expect("it has one")));
    world.now.set(since.plus_seconds(60));
    let given_up = set(&world, &book, Some(9), None).expect("given up").state;
    let book = CalendarBook::new([own, given_up.clone()]);
    let number = |seconds| book.at(&ancestry, since.plus_seconds(seconds)).department;
    assert_eq!((number(59), number(60)), (Some(department(9)), None));
    assert_eq!(book.version(given_up.reference()), None);
    let again = set(&world, &book, Some(9), Some(definition("09:00-12:00"))).expect("set").state;
    assert_eq!((again.id, again.reference().version), (given_up.id, 3));
}

#[test]
fn what_does_not_hold_is_refused_with_all_its_reasons() {
    let world = World::new();
    let book = CalendarBook::default();
    let mut bad = definition("");
    bad.zone = "Asia/Nowhere".to_owned();
    bad.week = Default::default();
    let Err(Refusal::Invalid(found)) = set(&world, &book, Some(77), Some(bad)) else { panic!("it was set") };
    let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
    let expected = [
        ("department", Rule::Unknown),
        ("calendar.zone", Rule::Unknown),
        ("calendar.week", Rule::NobodyWorks),
        ("calendar.makeUpHours", Rule::Required),
    ];
    assert_eq!(found, expected);
    let shipped = CalendarRecord::shipped().calendar.map(|calendar| calendar.definition().clone());
    for (of, definition, rule) in [
        (None, None, Rule::Required),
        (None, shipped, Rule::NothingChanged),
        (Some(1), None, Rule::NothingChanged),
    ] {
        let refused = set(&world, &book, of, definition);
        assert!(
            matches!(&refused, Err(Refusal::Invalid(found)) if found[0].reason.rule == rule),
            "{refused:?}"
        );
    }
    for who in [10, 12, 97, 99] {
        let actor = world.actor(who);
        let input = SetCalendar { department: None, definition: Some(definition("")) };
        let refused = CalendarRecord::set(&world.context(&actor), &book, input);
        assert!(matches!(refused, Err(Refusal::NotPermitted(_))), "{who}");
    }
}

#[test]
fn dates_go_out_as_they_come_in_x30() {
    let mut calendar = definition("09:00-12:00");
    let text = "date,kind,reason,hours\n2027-01-01,holiday,\"=HYPERLINK(\"\"x\"\")\",\n2027-02-03,workday,厂庆,09:00-12:00 13:00-14:00\n";
    let (schedule, refused) = Schedule::parse(text);
    assert!(refused.is_empty(), "{refused:?}");
    calendar = calendar.with_schedule(schedule);
    let written = calendar.schedule_text();
    assert!(written.contains("2027-01-01,holiday,\"'=HYPERLINK"), "no formula: {written}");
    let (read, refused) = Schedule::parse(&written);
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(read.exceptions, calendar.exceptions);
}
