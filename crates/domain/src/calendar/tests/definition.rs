//! What makes a calendar, what is refused, how it is stored, and what comes far outside of every year.

use super::cases::{calendars, definition, instant};
use crate::calendar::*;
use crate::error::{Refusal, Rule};
use crate::time::{Date, Instant};

const OFFICE: &str = "09:00-12:00 13:00-18:00";
const WEEK: [&str; 7] = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, "", ""];

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn refusals(definition: CalendarDefinition) -> Vec<(String, Rule)> {
    match WorkingCalendar::new(definition) {
        Err(Refusal::Invalid(violations)) => {
            violations.into_iter().map(|one| (one.path, one.reason.rule)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_default_is_the_office_week_with_chinas_schedule() {
    let calendar = WorkingCalendar::default();
    let (zone, code) = (calendar.zone().iana_name(), calendar.definition().code.as_str());
    assert_eq!((zone, code), (Some("Asia/Shanghai"), "CN"));
    for (on, works) in [
        ("2024-05-24", true),
        ("2024-05-25", false),
        ("2024-02-12", false),
        ("2024-02-18", true),
        ("2026-10-10", true),
        ("2027-01-01", true),
    ] {
        assert_eq!(calendar.is_working_day(date(on)), works, "{on}");
    }
    assert_eq!(
        [2023, 2024, 2025, 2026, 2027].map(|year| calendar.has_schedule(year)),
        [false, true, true, true, false]
    );
    assert_eq!(
        *calendar.hours(date("2024-05-11")),
        OFFICE.parse().expect("hours"),
        "make-up days are as Monday"
    );
}

/// Resolution 34: the close of a working day, make-up Saturdays and half days included; else the midnight that ends it.
#[test]
fn a_date_is_due_at_closing_or_the_midnight_that_ends_it() {
    let calendars = calendars();
    for (calendar, on, end) in [
        ("OFFICE", "2024-05-30", "Thu 2024-05-30 18:00"),
        ("OFFICE", "2024-05-25", "Sun 2024-05-26 00:00"),
        ("OFFICE", "2024-05-11", "Sat 2024-05-11 18:00"),
        ("OFFICE", "2024-10-01", "Wed 2024-10-02 00:00"),
        ("HALF", "2024-06-06", "Thu 2024-06-06 12:00"),
        ("BERLIN", "2024-03-31", "Mon 2024-04-01 00:00"),
        ("LATE", "2024-05-30", "Fri 2024-05-31 00:00"),
    ] {
        let calendar = &calendars[calendar];
        assert_eq!(calendar.end_of(date(on)), instant(end, calendar), "{on}");
    }
    for far in [Date::MIN, Date::MAX] {
        let _ = (calendars["OFFICE"].end_of(far), calendars["OFFICE"].is_working_day(far));
    }
}

#[test]
fn calendars_that_do_not_hold_are_refused() {
    let refused = |change: fn(&mut CalendarDefinition)| {
        let mut changed = definition("Asia/Shanghai", WEEK);
        change(&mut changed);
        refusals(changed)
    };
    let one = |path: &str, rule| vec![(path.to_owned(), rule)];
    for zone in ["Asia/Shangai", "", "+08:00", "../etc/passwd"] {
        assert_eq!(refusals(definition(zone, WEEK)), one("zone", Rule::Unknown), "{zone}");
    }
    assert_eq!(refusals(definition("UTC", [""; 7])), one("week", Rule::NobodyWorks));
    assert_eq!(refused(|one| one.version = 0), one("version", Rule::OutOfRange));
    assert_eq!(refused(|one| one.years = [1899].into()), one("years", Rule::OutOfRange));
    let put = |definition: &mut CalendarDefinition, on: &str, kind| {
        definition.exceptions.insert(date(on), Exception { kind, label: None });
    };
    let mut changed = definition("UTC", WEEK);
    put(&mut changed, "3000-01-01", DayKind::Holiday);
    put(&mut changed, "2024-01-01", DayKind::OwnHours { hours: DayHours::default() });
    assert_eq!(
        refusals(changed),
        [
            ("exceptions.2024-01-01.hours".to_owned(), Rule::Required),
            ("exceptions.3000-01-01".to_owned(), Rule::OutOfRange),
        ]
    );
    let mut changed = definition("UTC", ["", OFFICE, OFFICE, OFFICE, OFFICE, "", ""]);
    put(&mut changed, "2024-01-06", DayKind::MakeUp);
    assert_eq!(refusals(changed.clone()), one("makeUpHours", Rule::Required), "Monday is a day off");
    changed.make_up_hours = Some("10:00-16:00".parse().expect("hours"));
    let calendar = WorkingCalendar::new(changed).expect("make-up days have hours of their own");
    assert_eq!(calendar.hours(date("2024-01-06")).minutes(), 360);
}

#[test]
fn a_stored_calendar_is_the_same_and_checked_again() {
    for (name, calendar) in calendars() {
        let text = serde_json::to_string(&calendar).expect("JSON");
        assert!(text.starts_with(r#"{"schema":1,"code":"#), "{text}");
        assert_eq!(serde_json::from_str::<WorkingCalendar>(&text).expect("reads back"), calendar, "{name}");
        for (from, to) in [
            (r#""schema":1"#, r#""schema":2"#),
            ("Asia/Shanghai", "Asia/Nowhere"),
            ("Europe/Berlin", "Europe/Nowhere"),
            ("America/New_York", "America/Nowhere"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert!(changed == text || serde_json::from_str::<WorkingCalendar>(&changed).is_err(), "{to}");
        }
    }
}

#[test]
fn lengths_are_stored_by_unit_and_checked() {
    let calendar = WorkingCalendar::default();
    for (text, stored) in [
        ("24 CLOCK_HOURS", r#"{"unit":"CLOCK_HOURS","count":24}"#),
        ("1 WORKING_DAYS END_OF_DAY", r#"{"unit":"WORKING_DAYS","count":1,"mode":"END_OF_DAY"}"#),
        ("END_OF_WEEK", r#"{"unit":"END_OF_WEEK"}"#),
        ("DAILY_AT 17:00 WORKING_DAYS", r#"{"unit":"DAILY_AT","at":"17:00","workingDaysOnly":true}"#),
        ("WEEKLY FRI 17:00", r#"{"unit":"WEEKLY","weekday":"FRIDAY","at":"17:00","workingDaysOnly":false}"#),
        ("BEFORE 2 WORKING_DAYS", r#"{"unit":"BEFORE","count":2,"of":"WORKING_DAYS"}"#),
    ] {
        let length = super::cases::length(text, &calendar);
        assert_eq!(serde_json::to_string(&length).expect("JSON"), stored);
        assert_eq!(serde_json::from_str::<Length>(stored).expect("reads back"), length);
    }
    for count in ["0", "-1", "9223372036854775808", "1.5"] {
        let stored = format!(r#"{{"unit":"CLOCK_HOURS","count":{count}}}"#);
        assert!(serde_json::from_str::<Length>(&stored).is_err(), "{count}");
    }
    assert_eq!(Count::new(0).map_err(|reason| reason.rule), Err(Rule::OutOfRange));
}

/// X12: no length and no instant of 64 bits overflows; what lies outside the years is refused.
#[test]
fn far_outside_is_refused() {
    let far = [i64::MIN, i64::MIN + 1, -(1 << 62), 1 << 62, i64::MAX - 1, i64::MAX];
    let most = Count::new(i64::MAX).expect("a count");
    for calendar in calendars().values() {
        let start = Instant::from_micros(1_714_957_200_000_000);
        for text in [
            "CLOCK_MINUTES",
            "CLOCK_HOURS",
            "WORKING_MINUTES",
            "WORKING_HOURS",
            "WORKING_DAYS SAME_TIME",
            "WORKING_DAYS END_OF_DAY",
            "CALENDAR_DAYS",
        ] {
            for count in [i64::MAX, i64::MAX - 1, i64::MAX / HOUR, 20_000_000] {
                let length = super::cases::length(&format!("{count} {text}"), calendar);
                let found = calendar.due(start, &length).map_err(|reason| reason.rule);
                let minutes = text.ends_with("MINUTES") && count == 20_000_000;
                assert!(minutes || found == Err(Rule::OutOfRange), "{count} {text}: {found:?}");
            }
        }
        for unit in LeadUnit::ALL {
            let found = calendar.before(start, Lead { count: most, unit: *unit });
            assert_eq!(found.map_err(|reason| reason.rule), Err(Rule::OutOfRange), "{unit:?}");
        }
        for at in far.map(Instant::from_micros) {
            for length in [Length::ONE_WORKING_DAY, Length::EndOfQuarter, Length::At { at }] {
                assert!(calendar.due(at, &length).is_err() && calendar.explain(at, &length).is_err());
            }
            let never = (calendar.is_open(at), calendar.is_quiet(at, QuietHours::default()));
            assert!(calendar.worked(start, at).is_err() && calendar.next_opening(at).is_err(), "{never:?}");
        }
    }
}

const HOUR: i64 = 3_600_000_000;
