//! Quiet hours (resolution 43, X13) and what recurs.

use super::cases::{calendar, calendars, instant, length};
use crate::calendar::*;

/// When something is to be told, and when it is.
const DELIVERIES: &[(&str, &str, &str)] = &[
    ("OFFICE", "Mon 2024-05-13 10:00", "Mon 2024-05-13 10:00"),
    ("OFFICE", "Mon 2024-05-13 12:30", "Mon 2024-05-13 12:30"),
    ("OFFICE", "Mon 2024-05-13 19:59", "Mon 2024-05-13 19:59"),
    ("OFFICE", "Mon 2024-05-13 20:00", "Tue 2024-05-14 09:00"),
    ("OFFICE", "Tue 2024-05-14 02:00", "Tue 2024-05-14 09:00"),
    ("OFFICE", "Tue 2024-05-14 07:59", "Tue 2024-05-14 09:00"),
    ("OFFICE", "Tue 2024-05-14 08:00", "Tue 2024-05-14 08:00"),
    ("OFFICE", "Sat 2024-05-25 10:00", "Mon 2024-05-27 09:00"),
    ("OFFICE", "Fri 2024-05-24 21:00", "Mon 2024-05-27 09:00"),
    ("OFFICE", "Mon 2024-09-30 20:00", "Tue 2024-10-08 09:00"),
    ("OFFICE", "Sat 2024-10-12 10:00", "Sat 2024-10-12 10:00"),
    // People open at seven: not before eight.
    ("EARLY", "Sun 2024-05-12 10:00", "Mon 2024-05-13 08:00"),
    ("EARLY", "Mon 2024-05-13 07:30", "Mon 2024-05-13 08:00"),
    // Work from 18:00 to midnight: after 20:00 the next evening.
    ("LATE", "Mon 2024-05-13 21:00", "Tue 2024-05-14 18:00"),
    // All work is done in quiet hours: when they end.
    ("NIGHT", "Tue 2024-05-14 01:00", "Tue 2024-05-14 08:00"),
];

#[test]
fn messages_wait_for_the_opening() {
    let mut calendars = calendars();
    calendars.insert("EARLY", calendar("Asia/Shanghai", ["07:00-15:00", "07:00-15:00", "", "", "", "", ""]));
    for (name, at, told) in DELIVERIES {
        let calendar = &calendars[name];
        let at = instant(at, calendar);
        let delivered = calendar.deliver_at(at, false, QuietHours::default());
        assert_eq!(delivered, Ok(instant(told, calendar)), "{name} {told}");
        assert_eq!(calendar.deliver_at(at, true, QuietHours::default()), Ok(at), "critical ones do not wait");
    }
}

#[test]
fn quiet_hours_are_a_window_of_the_day() {
    let time = |text: &str| text.parse::<ClockTime>().expect("a time");
    assert!(QuietHours::new(time("08:00"), time("08:00")).is_err());
    assert!(QuietHours::new(time("00:00"), time("24:00")).is_err());
    let noon = QuietHours::new(time("12:00"), time("14:00")).expect("a window");
    let calendar = &calendars()["OFFICE"];
    for (at, told) in [
        ("Mon 2024-05-13 11:59", "Mon 2024-05-13 11:59"),
        ("Mon 2024-05-13 12:00", "Mon 2024-05-13 14:00"),
        ("Mon 2024-05-13 22:00", "Mon 2024-05-13 22:00"),
    ] {
        let delivered = calendar.deliver_at(instant(at, calendar), false, noon);
        assert_eq!(delivered, Ok(instant(told, calendar)), "{at}");
    }
    let stored = serde_json::to_string(&noon).expect("JSON");
    assert_eq!(stored, r#"{"from":"12:00","until":"14:00"}"#);
    assert_eq!(serde_json::from_str::<QuietHours>(&stored).expect("reads back"), noon);
    assert!(serde_json::from_str::<QuietHours>(r#"{"from":"12:00","until":"12:00"}"#).is_err());
}

#[test]
fn occurrences_follow_each_other() {
    let calendars = calendars();
    let calendar = &calendars["OFFICE"];
    let list = |of: &str, from: &str, until: &str, limit| -> Vec<String> {
        let recurrence = length(of, calendar).recurrence().expect("a recurring length");
        let (from, until) = (instant(from, calendar), instant(until, calendar));
        let found = calendar.occurrences(from, until, recurrence, limit);
        found
            .iter()
            .map(|at| at.timestamp().to_zoned(calendar.zone().clone()).strftime("%m-%d").to_string())
            .collect()
    };
    let (from, until) = ("Sat 2024-09-28 09:00", "Sat 2024-10-12 17:00");
    let days = ["09-29", "09-30", "10-08", "10-09", "10-10", "10-11", "10-12"];
    assert_eq!(list("DAILY_AT 17:00 WORKING_DAYS", from, until, 100), days);
    assert_eq!(list("DAILY_AT 17:00 WORKING_DAYS", from, until, 3), days[..3]);
    assert_eq!(list("DAILY_AT 17:00", from, until, 100).len(), 15);
    assert_eq!(list("WEEKLY FRI 17:00 WORKING_DAYS", from, until, 100), ["09-30", "10-11"]);
    // Spring Festival 2026 leaves a week without a working day, and so without an occurrence.
    let weeks = list("WEEKLY FRI 17:00 WORKING_DAYS", "Mon 2026-02-09 09:00", "Sun 2026-03-08 09:00", 100);
    assert_eq!(weeks, ["02-13", "02-27", "03-06"]);
    assert!(list("DAILY_AT 17:00", until, from, 100).is_empty());
}
