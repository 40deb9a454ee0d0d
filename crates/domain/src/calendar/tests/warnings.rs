//! When to warn (resolution 43): at three quarters of a length, for dates at the opening of the last working day before.

use super::cases::{calendars, instant, length};
use crate::calendar::*;

/// Start, length, warning.
const WARNINGS: &[(&str, &str, Option<&str>)] = &[
    // 15 hours: 7 on Monday, 4:15 of Tuesday.
    ("Mon 2024-05-13 10:00", "1 WORKING_DAYS END_OF_DAY", Some("Tue 2024-05-14 14:15")),
    ("Mon 2024-05-13 09:00", "8 WORKING_HOURS", Some("Mon 2024-05-13 16:00")),
    // Six of eight hours: five on Friday, one on Monday.
    ("Fri 2024-05-24 12:00", "8 WORKING_HOURS", Some("Mon 2024-05-27 10:00")),
    ("Fri 2024-05-24 17:50", "24 CLOCK_HOURS", Some("Sat 2024-05-25 11:50")),
    ("Mon 2024-05-13 10:00", "15 WORKING_MINUTES", Some("Mon 2024-05-13 10:11:15")),
    // Dates.
    ("Mon 2024-05-13 10:00", "AT Thu 2024-05-30 18:00", Some("Wed 2024-05-29 09:00")),
    ("Mon 2024-05-13 10:00", "AT Sun 2024-05-26 00:00", Some("Fri 2024-05-24 09:00")),
    ("Mon 2024-05-13 10:00", "AT Mon 2024-05-27 10:00", Some("Fri 2024-05-24 09:00")),
    ("Wed 2024-09-25 10:00", "AT Tue 2024-10-08 10:00", Some("Mon 2024-09-30 09:00")),
    ("Mon 2024-05-13 10:00", "END_OF_WEEK", Some("Thu 2024-05-16 09:00")),
    ("Mon 2024-02-26 10:00", "END_OF_MONTH", Some("Wed 2024-02-28 09:00")),
    // The last working day before has begun already: nothing to warn about.
    ("Wed 2024-05-29 10:00", "AT Thu 2024-05-30 18:00", None),
    // Recurring: three quarters of the working time in between.
    ("Mon 2024-05-13 17:00", "DAILY_AT 17:00 WORKING_DAYS", Some("Tue 2024-05-14 15:00")),
];

#[test]
fn a_warning_comes_in_time() {
    let calendar = &calendars()["OFFICE"];
    for (start, of, warning) in WARNINGS {
        let (start, of) = (instant(start, calendar), length(of, calendar));
        let due = calendar.due(start, &of).expect("in range");
        let found = calendar.warning_point(Warning::default(), &of, start, due, 0);
        assert_eq!(found, Ok(warning.map(|at| instant(at, calendar))), "{of:?}");
    }
}

/// A meeting on Friday at 14:00, called on Monday at 9; the notice is due on Wednesday at 14:00.
#[test]
fn a_notice_is_warned_of_by_the_working_time_that_is_left() {
    let calendar = &calendars()["OFFICE"];
    let (called, meeting) =
        (instant("Mon 2024-05-13 09:00", calendar), instant("Fri 2024-05-17 14:00", calendar));
    let of = length("BEFORE 2 WORKING_DAYS", calendar);
    let due = calendar.due(meeting, &of).expect("in range");
    assert_eq!(due, instant("Wed 2024-05-15 14:00", calendar));
    let warned = calendar.warning_point(Warning::default(), &of, called, due, 0);
    // 20 working hours until then; 15 of them end on Tuesday at 17:00.
    assert_eq!(warned, Ok(Some(instant("Tue 2024-05-14 17:00", calendar))));
}

#[test]
fn what_was_used_before_a_pause_counts() {
    let calendar = &calendars()["OFFICE"];
    let of = length("8 WORKING_HOURS", calendar);
    let hour = 3_600_000_000;
    let resumed = instant("Wed 2024-05-15 09:00", calendar);
    let warn = |used: i64| {
        let due = calendar.resume(Rest::new(OwnTime::Working, 8 * hour - used), resumed).expect("in range");
        calendar.warning_point(Warning::default(), &of, resumed, due, used).expect("in range")
    };
    assert_eq!(warn(2 * hour), Some(instant("Wed 2024-05-15 14:00", calendar)), "four hours to the sixth");
    assert_eq!((warn(6 * hour), warn(7 * hour)), (None, None), "it was warned before the pause");
}

#[test]
fn a_policy_may_name_a_lead_time() {
    let calendar = &calendars()["OFFICE"];
    let of = Length::ONE_WORKING_DAY;
    let start = instant("Mon 2024-05-13 10:00", calendar);
    let due = calendar.due(start, &of).expect("in range");
    let warn = |count, unit| {
        let lead = Lead { count: Count::new(count).expect("a count"), unit };
        calendar.warning_point(Warning::Before(lead), &of, start, due, 0).expect("in range")
    };
    assert_eq!(warn(2, LeadUnit::WorkingHours), Some(instant("Tue 2024-05-14 16:00", calendar)));
    assert_eq!(warn(3, LeadUnit::WorkingDays), None, "before the start");
    assert!(Percent::new(0).is_err() && Percent::new(100).is_err() && Percent::new(75).is_ok());
    let stored = serde_json::to_string(&Warning::default()).expect("JSON");
    assert_eq!(stored, r#"{"warn":"SHARE","percent":75}"#);
    assert!(serde_json::from_str::<Warning>(r#"{"warn":"SHARE","percent":100}"#).is_err());
}
