//! Pausing and resuming (resolution 30, X1): what is left is working time for working units, clock time for the others.

use super::cases::{calendars, instant, length};
use crate::calendar::*;

const HOUR: i64 = 3_600_000_000;

/// Start, length, pause, hours left, resumption, due.
const PAUSES: &[(&str, &str, &str, i64, &str, &str)] = &[
    // Due Tuesday 18:00; five hours of Monday and eight of Tuesday are left: Wednesday 8, Thursday 9-12 and 13-15.
    (
        "Mon 2024-05-13 10:00",
        "1 WORKING_DAYS END_OF_DAY",
        "Mon 2024-05-13 12:00",
        13,
        "Wed 2024-05-15 09:00",
        "Thu 2024-05-16 15:00",
    ),
    // Paused over the night and the week-end, nothing is lost and nothing gained.
    (
        "Fri 2024-05-24 17:00",
        "2 WORKING_HOURS",
        "Fri 2024-05-24 18:00",
        1,
        "Mon 2024-05-27 08:00",
        "Mon 2024-05-27 10:00",
    ),
    // Paused at lunch for no working time at all.
    (
        "Mon 2024-05-13 10:00",
        "4 WORKING_HOURS",
        "Mon 2024-05-13 12:15",
        2,
        "Mon 2024-05-13 12:45",
        "Mon 2024-05-13 15:00",
    ),
    // Paused before National Day, resumed after it.
    (
        "Mon 2024-09-30 09:00",
        "2 WORKING_DAYS END_OF_DAY",
        "Mon 2024-09-30 18:00",
        16,
        "Wed 2024-10-09 13:00",
        "Fri 2024-10-11 12:00",
    ),
    // Due on Wednesday's opening: no working time is left on Tuesday evening.
    (
        "Mon 2024-05-13 18:00",
        "1 WORKING_DAYS SAME_TIME",
        "Tue 2024-05-14 18:00",
        0,
        "Thu 2024-05-16 10:00",
        "Thu 2024-05-16 10:00",
    ),
    (
        "Fri 2024-05-24 17:50",
        "24 CLOCK_HOURS",
        "Fri 2024-05-24 23:50",
        18,
        "Mon 2024-05-27 09:00",
        "Tue 2024-05-28 03:00",
    ),
    (
        "Fri 2024-05-24 12:00",
        "1 CALENDAR_DAYS",
        "Sat 2024-05-25 20:00",
        4,
        "Mon 2024-05-27 09:00",
        "Mon 2024-05-27 13:00",
    ),
];

#[test]
fn what_is_left_goes_on_after_a_pause() {
    let calendar = &calendars()["OFFICE"];
    for (start, of, pause, hours, resume, due) in PAUSES {
        let (start, of) = (instant(start, calendar), length(of, calendar));
        let pause = instant(pause, calendar);
        let first = calendar.due(start, &of).expect("in range");
        let rest = calendar.rest_at(pause, &of, first).expect("in range").expect("a length that is paused");
        assert_eq!(rest.micros(), hours * HOUR, "{of:?}");
        let ran = Span::count(start, pause, calendar).expect("in range");
        assert_eq!(
            calendar.rest_of(start, &of, &[ran]),
            Ok(Some(rest)),
            "the length less the time used is the same"
        );
        let resumed = instant(resume, calendar);
        assert_eq!(calendar.resume(rest, resumed), Ok(instant(due, calendar)), "{of:?}");
        let told = calendar.explain_rest(rest, resumed).expect("in range");
        let counted = if rest.own_time() == OwnTime::Working { rest.micros() } else { 0 };
        assert_eq!((told.due, told.micros()), (instant(due, calendar), counted));
    }
}

#[test]
fn dates_and_recurring_ones_are_not_paused() {
    let calendar = &calendars()["OFFICE"];
    let start = instant("Mon 2024-05-13 10:00", calendar);
    for of in [
        "AT Sat 2024-05-25 10:00",
        "END_OF_WEEK",
        "END_OF_MONTH",
        "END_OF_NEXT_MONTH",
        "END_OF_QUARTER",
        "DAILY_AT 17:00",
        "WEEKLY FRI 17:00",
        "BEFORE 1 WORKING_DAYS",
    ] {
        let of = length(of, calendar);
        let due = calendar.due(start, &of).expect("in range");
        assert_eq!(calendar.rest_at(start, &of, due), Ok(None), "{of:?}");
        assert_eq!(calendar.rest_of(start, &of, &[]), Ok(None));
        assert_eq!(calendar.retarget(start, &of, &[], start), Ok(due));
    }
}

/// Clocks step back between two events: a span that would end before it began is empty.
#[test]
fn a_span_is_never_negative() {
    let calendar = &calendars()["OFFICE"];
    let (one, other) = (instant("Mon 2024-05-13 10:00", calendar), instant("Mon 2024-05-13 09:00", calendar));
    let span = Span::count(one, other, calendar).expect("in range");
    assert_eq!((span.used(OwnTime::Clock), span.used(OwnTime::Working), span.until()), (0, 0, one));
    assert_eq!(Rest::new(OwnTime::Working, -1).micros(), 0);
}
