//! Another length, another calendar: what was counted stays as counted (X2, X9, X10).

use super::cases::{calendars, instant, length};
use crate::calendar::*;

fn spans(calendar: &WorkingCalendar, spans: &[(&str, &str)]) -> Vec<Span> {
    let count = |(from, until): &(&str, &str)| {
        Span::count(instant(from, calendar), instant(until, calendar), calendar)
    };
    spans.iter().map(|span| count(span).expect("in range")).collect()
}

/// Start, new length, what ran so far, now, due.
type Retarget =
    (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

const RETARGETS: &[Retarget] = &[
    // Never paused: as if it had had the new length from the start.
    (
        "Mon 2024-05-13 10:00",
        "3 WORKING_DAYS END_OF_DAY",
        &[("Mon 2024-05-13 10:00", "Tue 2024-05-14 10:00")],
        "Tue 2024-05-14 10:00",
        "Thu 2024-05-16 18:00",
    ),
    (
        "Mon 2024-05-13 18:00",
        "1 WORKING_DAYS SAME_TIME",
        &[("Mon 2024-05-13 18:00", "Mon 2024-05-13 20:00")],
        "Mon 2024-05-13 20:00",
        "Wed 2024-05-15 09:00",
    ),
    // HIGH to CRITICAL after two hours: fifteen working minutes are long over, in the past and not back-dated by the caller.
    (
        "Mon 2024-05-13 10:00",
        "15 WORKING_MINUTES",
        &[("Mon 2024-05-13 10:00", "Mon 2024-05-13 12:00")],
        "Mon 2024-05-13 12:00",
        "Mon 2024-05-13 10:15",
    ),
    // Paused from Monday noon to Wednesday: 48 clock hours less the two that ran.
    (
        "Mon 2024-05-13 10:00",
        "48 CLOCK_HOURS",
        &[("Mon 2024-05-13 10:00", "Mon 2024-05-13 12:00"), ("Wed 2024-05-15 09:00", "Wed 2024-05-15 09:00")],
        "Wed 2024-05-15 09:00",
        "Fri 2024-05-17 07:00",
    ),
    // The same with ten working hours: two of them ran before the pause, one since.
    (
        "Mon 2024-05-13 10:00",
        "10 WORKING_HOURS",
        &[("Mon 2024-05-13 10:00", "Mon 2024-05-13 12:00"), ("Wed 2024-05-15 09:00", "Wed 2024-05-15 10:00")],
        "Wed 2024-05-15 10:00",
        "Wed 2024-05-15 18:00",
    ),
    // A new length that is used up is due now.
    (
        "Mon 2024-05-13 10:00",
        "1 WORKING_HOURS",
        &[("Mon 2024-05-13 10:00", "Mon 2024-05-13 12:00"), ("Wed 2024-05-15 09:00", "Wed 2024-05-15 10:00")],
        "Wed 2024-05-15 10:00",
        "Wed 2024-05-15 10:00",
    ),
];

#[test]
fn a_new_length_counts_less_the_time_used_x2() {
    let calendar = &calendars()["OFFICE"];
    for (start, of, ran, now, due) in RETARGETS {
        let found = calendar.retarget(
            instant(start, calendar),
            &length(of, calendar),
            &spans(calendar, ran),
            instant(now, calendar),
        );
        assert_eq!(found, Ok(instant(due, calendar)), "{start} {of}");
    }
}

fn office(csv: &str) -> WorkingCalendar {
    let (schedule, refused) = Schedule::parse(csv);
    assert_eq!(refused, []);
    WorkingCalendar::new(WorkingCalendar::default().definition().clone().with_schedule(schedule))
        .expect("sound")
}

/// Start, length, spans that ended with a pause, now, what the new calendar says of a date, due.
type Recount = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static str,
);

const MONDAY: &str = "Mon 2024-05-13 10:00";
const NOW: &str = "Mon 2024-05-13 15:00";

const RECOUNTS: &[Recount] = &[
    // Due on Tuesday, which becomes a holiday, or half a day.
    (MONDAY, "1 WORKING_DAYS END_OF_DAY", &[], NOW, "2024-05-14,holiday,", "Wed 2024-05-15 18:00"),
    (MONDAY, "1 WORKING_DAYS END_OF_DAY", &[], NOW, "2024-05-14,workday,09:00-12:00", "Tue 2024-05-14 12:00"),
    (MONDAY, "1 WORKING_DAYS SAME_TIME", &[], NOW, "2024-05-14,holiday,", "Wed 2024-05-15 10:00"),
    (MONDAY, "1 WORKING_DAYS SAME_TIME", &[], NOW, "2024-05-14,workday,13:00-18:00", "Tue 2024-05-14 13:00"),
    (MONDAY, "10 WORKING_HOURS", &[], NOW, "2024-05-14,holiday,", "Wed 2024-05-15 12:00"),
    // Three working days; on Thursday Tuesday is declared a holiday after the fact: it was counted and stays so.
    (
        MONDAY,
        "3 WORKING_DAYS END_OF_DAY",
        &[],
        "Thu 2024-05-16 10:00",
        "2024-05-14,holiday,",
        "Thu 2024-05-16 18:00",
    ),
    (
        MONDAY,
        "4 WORKING_DAYS END_OF_DAY",
        &[],
        "Thu 2024-05-16 10:00",
        "2024-05-14,holiday,",
        "Fri 2024-05-17 18:00",
    ),
    (
        MONDAY,
        "4 WORKING_DAYS SAME_TIME",
        &[],
        "Thu 2024-05-16 11:00",
        "2024-05-14,holiday,",
        "Fri 2024-05-17 10:00",
    ),
    // Hours worked this morning stay counted although the day is now off: 3 of 8 are used by noon, 5 are left for Tuesday.
    (
        "Mon 2024-05-13 09:00",
        "8 WORKING_HOURS",
        &[],
        "Mon 2024-05-13 12:00",
        "2024-05-13,holiday,",
        "Tue 2024-05-14 15:00",
    ),
    // Today is still to come and becomes a day off.
    (
        MONDAY,
        "1 WORKING_DAYS END_OF_DAY",
        &[],
        "Tue 2024-05-14 08:00",
        "2024-05-14,holiday,",
        "Wed 2024-05-15 18:00",
    ),
    // A Saturday that becomes a working day counts.
    (
        "Fri 2024-05-17 10:00",
        "1 WORKING_DAYS END_OF_DAY",
        &[],
        "Fri 2024-05-17 11:00",
        "2024-05-18,workday,",
        "Sat 2024-05-18 18:00",
    ),
    // Once paused, what was left goes on as working time: 13 hours on Wednesday at 9, of which an hour ran.
    (
        MONDAY,
        "1 WORKING_DAYS END_OF_DAY",
        &[(MONDAY, "Mon 2024-05-13 12:00")],
        "Wed 2024-05-15 10:00",
        "2024-05-16,holiday,",
        "Fri 2024-05-17 15:00",
    ),
    // What is not paused is counted from the start; the wall clock does not mind.
    (MONDAY, "END_OF_WEEK", &[], NOW, "2024-05-17,holiday,", "Thu 2024-05-16 18:00"),
    (MONDAY, "DAILY_AT 17:00 WORKING_DAYS", &[], NOW, "2024-05-13,holiday,", "Tue 2024-05-14 17:00"),
    (MONDAY, "24 CLOCK_HOURS", &[], NOW, "2024-05-14,holiday,", "Tue 2024-05-14 10:00"),
    (MONDAY, "2 CALENDAR_DAYS", &[], NOW, "2024-05-14,holiday,", "Thu 2024-05-16 00:00"),
];

#[test]
fn another_calendar_counts_from_now_x9_x10() {
    let old = &calendars()["OFFICE"];
    for (start, of, finished, now, line, due) in RECOUNTS {
        let new = office(&format!("date,kind,hours\n{line}\n"));
        let finished = spans(old, finished);
        let (start, length) = (instant(start, old), length(of, old));
        let before = match finished.last() {
            None => old.due(start, &length),
            Some(_) => old
                .rest_of(start, &length, &finished)
                .map(|rest| rest.expect("a length that is paused"))
                .and_then(|rest| old.resume(rest, instant("Wed 2024-05-15 09:00", old))),
        };
        let running = Running { start, length, due: before.expect("in range"), finished: &finished };
        let now = instant(now, old);
        assert_eq!(new.recount(&running, old, now), Ok(instant(due, old)), "{of} by {line}");
        assert_eq!(
            old.recount(&running, old, now),
            Ok(running.due),
            "the same calendar changes nothing: {of}"
        );
    }
}

#[test]
fn what_is_due_already_stays_due() {
    let old = &calendars()["OFFICE"];
    let new = office("date,kind\n2024-05-14,holiday\n");
    let start = instant(MONDAY, old);
    let due = old.due(start, &Length::ONE_WORKING_DAY).expect("in range");
    let running = Running { start, length: Length::ONE_WORKING_DAY, due, finished: &[] };
    assert_eq!(new.recount(&running, old, due), Ok(due));
}
