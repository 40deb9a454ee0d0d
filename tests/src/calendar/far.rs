//! Anything at all: nothing panics, and what is stored reads back.

use liaison_domain::calendar::{
    CalendarDefinition, Count, Lead, LeadUnit, Length, OwnTime, QuietHours, Rest, Schedule, Warning,
    WorkingCalendar,
};
use liaison_domain::time::Instant;
use proptest::prelude::*;
use proptest::sample::select;

use super::always;
use super::draw;

/// X12: every number of 64 bits is answered or refused.
#[test]
fn nothing_overflows() {
    let number = || {
        prop_oneof![any::<i64>(), select(&[i64::MIN, i64::MAX, 0, 1, -1][..]), -40_000_000_000_000_000..0_i64]
    };
    let drawn = (draw::calendar(), number(), number(), number(), draw::length());
    always(&drawn, |(calendar, one, other, count, length)| {
        let (from, until) = (Instant::from_micros(one), Instant::from_micros(other));
        let count = Count::new(count.checked_abs().unwrap_or(i64::MAX).max(1)).expect("at least one");
        for length in [
            length,
            Length::WorkingMinutes { count },
            Length::CalendarDays { count },
            Length::At { at: until },
        ] {
            let due = calendar.due(from, &length);
            prop_assert_eq!(due.is_ok(), calendar.explain(from, &length).is_ok());
            let _ = (calendar.rest_of(from, &length, &[]), calendar.rest_at(from, &length, until));
            let _ = calendar.warning_point(Warning::default(), &length, from, until, other);
        }
        for unit in LeadUnit::ALL {
            let _ = calendar.before(from, Lead { count, unit: *unit });
        }
        let _ = (calendar.worked(from, until), calendar.is_open(from), calendar.next_opening(from));
        let _ = calendar.resume(Rest::new(OwnTime::Working, other), from);
        let _ = calendar.deliver_at(from, false, QuietHours::default());
        Ok(())
    });
}

/// A stored calendar is the one that was stored.
#[test]
fn calendars_read_back() {
    always(&draw::calendar(), |calendar| {
        let text = serde_json::to_string(&calendar).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<WorkingCalendar>(&text).expect("reads back"), calendar);
        Ok(())
    });
}

/// Whatever stands in a file is taken or refused by its line, and what is taken makes a calendar.
#[test]
fn any_file_is_answered() {
    let cell = select(
        &[
            "2027-01-01",
            "2027/1/2",
            "holiday",
            "workday",
            "09:00-12:00",
            "\"",
            ",",
            "\n",
            "\u{FEFF}",
            "假",
            " ",
            "9",
        ][..],
    );
    let drawn = prop::collection::vec(cell, 0..60);
    always(&drawn, |cells| {
        let text = format!("date,kind,reason,hours\n{}", cells.concat());
        let (schedule, refused) = Schedule::parse(&text);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count() - 1;
        prop_assert_eq!(schedule.exceptions.len() + refused.len(), lines);
        let base: CalendarDefinition = WorkingCalendar::default().definition().clone();
        prop_assert!(WorkingCalendar::new(base.with_schedule(schedule)).is_ok());
        Ok(())
    });
}
