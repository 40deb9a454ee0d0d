//! What an explanation tells (`deadlines.md`: "which hours of which days were counted").

use super::cases::{calendars, instant, length};
use crate::calendar::*;

/// One line for each run: dates, then what they were.
fn told(name: &str, start: &str, of: &str) -> (Explanation, Vec<String>) {
    let calendars = calendars();
    let calendar = &calendars[name];
    let told = calendar.explain(instant(start, calendar), &length(of, calendar)).expect("in range");
    let lines = told.days.iter().map(|run| {
        let label = |label: &Option<crate::text::Line>| {
            label.as_ref().map_or(String::new(), |label| format!(" ({label})"))
        };
        let clock = |micros: i64| format!("{:02}:{:02}", micros / 3_600_000_000, micros / 60_000_000 % 60);
        let what = match &run.what {
            DayUse::Hours { stretches, micros, label: why } => {
                let hours: Vec<_> =
                    stretches.iter().map(|one| format!("{}-{}", clock(one.from), clock(one.until))).collect();
                format!("{} = {} min{}", hours.join(" "), micros / 60_000_000, label(why))
            }
            DayUse::Days { count, label: why } => format!("{count} days{}", label(why)),
            DayUse::Start => "start".to_owned(),
            DayUse::Idle => "idle".to_owned(),
            DayUse::DayOff => "off".to_owned(),
            DayUse::Holiday { label: why } => format!("holiday{}", label(why)),
        };
        let to =
            if run.first == run.last { String::new() } else { format!("..{}", run.last.strftime("%m-%d")) };
        format!("{}{to} {what}", run.first.strftime("%m-%d"))
    });
    let lines = lines.collect();
    (told, lines)
}

#[test]
fn hours_are_told_by_day_with_the_days_between() {
    let (told, lines) = told("OFFICE", "Thu 2024-02-08 17:00", "20 WORKING_HOURS");
    assert_eq!(
        lines,
        [
            "02-08 17:00-18:00 = 60 min",
            "02-09 09:00-12:00 13:00-18:00 = 480 min",
            "02-10..02-17 holiday (Spring Festival)",
            "02-18 09:00-12:00 13:00-18:00 = 480 min (Spring Festival)",
            "02-19 09:00-12:00 = 180 min",
        ]
    );
    assert_eq!((told.without_schedule.len(), told.left_out), (0, None));
    let label = told.days.iter().find_map(|run| match &run.what {
        DayUse::Holiday { label } => label.as_ref().and_then(Festival::of),
        _ => None,
    });
    assert_eq!(label, Some(Festival::Spring), "each reader gets it in their language");
}

#[test]
fn a_start_outside_hours_says_where_counting_began() {
    let (after, lines) = told("OFFICE", "Fri 2024-05-24 19:00", "1 WORKING_HOURS");
    assert_eq!(lines, ["05-24 idle", "05-25..05-26 off", "05-27 09:00-10:00 = 60 min"]);
    let calendar = &calendars()["OFFICE"];
    assert_eq!(after.counted_from, instant("Mon 2024-05-27 09:00", calendar));
    let (moved, lines) = told("HALF", "Wed 2024-06-05 16:00", "1 WORKING_DAYS SAME_TIME");
    assert_eq!(lines, ["06-05 start", "06-06 1 days (厂庆)"]);
    assert_eq!(moved.reached, instant("Thu 2024-06-06 16:00", calendar));
    assert_eq!(moved.due, instant("Fri 2024-06-07 09:00", calendar));
}

#[test]
fn days_are_told_with_those_that_do_not_count() {
    let (_, lines) = told("OFFICE", "Mon 2024-09-30 14:00", "5 WORKING_DAYS END_OF_DAY");
    let expected = [
        "09-30 start",
        "10-01..10-07 holiday (National Day)",
        "10-08..10-11 4 days",
        "10-12 1 days (National Day)",
    ];
    assert_eq!(lines, expected);
    let (_, lines) = told("OFFICE", "Fri 2024-05-24 17:50", "7 CALENDAR_DAYS");
    assert_eq!(lines, ["05-24 start", "05-25..05-31 7 days"]);
    let (_, lines) = told("OFFICE", "Mon 2024-05-20 08:00", "BEFORE 1 WORKING_DAYS");
    assert_eq!(lines, ["05-16 1 days", "05-17 start"]);
    let (_, lines) = told("OFFICE", "Mon 2024-05-20 10:00", "BEFORE 2 WORKING_HOURS");
    assert_eq!(lines, ["05-17 17:00-18:00 = 60 min", "05-18..05-19 off", "05-20 09:00-10:00 = 60 min"]);
    let (_, lines) = told("OFFICE", "Mon 2024-05-20 10:00", "BEFORE 2 CALENDAR_DAYS");
    assert_eq!(lines, ["05-18..05-19 2 days", "05-20 start"]);
    let (_, lines) = told("OFFICE", "Mon 2024-05-20 10:00", "24 CLOCK_HOURS");
    assert!(lines.is_empty());
}

#[test]
fn periods_and_recurring_ones_tell_the_day_chosen() {
    let (week, lines) = told("OFFICE", "Wed 2024-02-07 09:00", "END_OF_WEEK");
    assert_eq!(lines, ["02-09 1 days", "02-10..02-11 holiday (Spring Festival)"]);
    let period = week.period.expect("a week");
    assert_eq!(
        (period.first.to_string(), period.last.to_string()),
        ("2024-02-05".into(), "2024-02-11".into())
    );
    let (_, lines) = told("OFFICE", "Mon 2024-09-30 09:00", "WEEKLY FRI 17:00 WORKING_DAYS");
    assert_eq!(lines, ["09-30 1 days", "10-04 holiday (National Day)"]);
    let (_, lines) = told("OFFICE", "Mon 2024-09-30 17:00", "DAILY_AT 17:00 WORKING_DAYS");
    assert_eq!(lines, ["09-30 start", "10-01..10-07 holiday (National Day)", "10-08 1 days"]);
    let (_, lines) = told("OFFICE", "Mon 2024-09-30 16:00", "DAILY_AT 17:00 WORKING_DAYS");
    assert_eq!(lines, ["09-30 1 days"]);
}

/// Resolution 31: a year whose schedule is not loaded is named.
#[test]
fn years_without_a_schedule_are_named() {
    let years = |start, of| told("OFFICE", start, of).0.without_schedule;
    assert!(years("Thu 2026-12-31 10:00", "1 WORKING_HOURS").is_empty());
    assert_eq!(years("Thu 2026-12-31 10:00", "1 WORKING_DAYS END_OF_DAY"), [(2027, 2027)]);
    assert_eq!(years("Fri 2023-09-29 17:00", "20000 WORKING_HOURS"), [(2023, 2023), (2027, 2033)]);
    assert!(years("Thu 2026-12-31 10:00", "24 CLOCK_HOURS").is_empty(), "the wall clock asks no schedule");
}

#[test]
fn a_long_span_is_summed_up_in_its_middle() {
    let hour = 3_600_000_000;
    let (hours, _) = told("OFFICE", "Mon 2024-01-08 09:00", "1000000 WORKING_HOURS");
    assert!(hours.days.len() <= Explanation::MAX_RUNS);
    assert_eq!(hours.micros(), 1_000_000 * hour);
    let (days, _) = told("OFFICE", "Mon 2024-01-08 09:00", "900 WORKING_DAYS END_OF_DAY");
    assert!(days.days.len() <= Explanation::MAX_RUNS);
    assert_eq!(days.days(), 900);
    let left_out = days.left_out.expect("it is long");
    let span = left_out.last.duration_since(left_out.first).as_hours() / 24 + 1;
    assert_eq!(left_out.working_days + left_out.days_off, span);
    let (nights, _) = told("NIGHT", "Mon 2024-01-08 09:00", "100000 WORKING_HOURS");
    assert_eq!((nights.micros(), nights.days.len() <= 60), (100_000 * hour, true));
}
