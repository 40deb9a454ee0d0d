//! The table of due times (`cases.txt`): every row as it was worked out by hand, and explained.

use std::collections::BTreeMap;

use crate::calendar::*;
use crate::text::{Code, Line};
use crate::time::Instant;

const CASES: &str = include_str!("cases.txt");

/// A calendar with these hours from Monday to Sunday and no schedule.
pub(super) fn calendar(zone: &str, week: [&str; 7]) -> WorkingCalendar {
    WorkingCalendar::new(definition(zone, week)).expect("a sound calendar")
}

pub(super) fn definition(zone: &str, week: [&str; 7]) -> CalendarDefinition {
    CalendarDefinition {
        code: Code::new("T").expect("a code"),
        name: Line::new("Test").expect("a line"),
        version: 1,
        zone: zone.to_owned(),
        week: week.map(|hours| hours.parse().expect("hours")),
        make_up_hours: None,
        exceptions: BTreeMap::new(),
        years: std::collections::BTreeSet::new(),
    }
}

pub(super) fn calendars() -> BTreeMap<&'static str, WorkingCalendar> {
    let whole = "00:00-24:00";
    let office = "09:00-12:00 13:00-18:00";
    let own = "date,kind,reason,hours\n\
        2024-06-06,workday,厂庆,09:00-12:00\n\
        2024-06-08,workday,盘点,10:00-12:00 13:00-15:00\n";
    let half = WorkingCalendar::default().definition().clone().with_schedule(Schedule::parse(own).0);
    let york = "09:00-17:00";
    let (early, late) = ("06:00-14:00", "14:00-22:00");
    [
        ("OFFICE", WorkingCalendar::default()),
        ("HALF", WorkingCalendar::new(half).expect("a sound calendar")),
        ("BERLIN", calendar("Europe/Berlin", [office, office, office, office, office, "", ""])),
        ("NIGHT", calendar("Europe/Berlin", ["00:00-06:00"; 7])),
        ("ALWAYS", calendar("Africa/Cairo", [whole, whole, whole, whole, whole, "", ""])),
        ("EARLY", calendar("Europe/Berlin", ["01:00-02:30"; 7])),
        ("SHIFT", calendar("Asia/Shanghai", [early, late, early, late, early, late, ""])),
        ("YORK", calendar("America/New_York", [york, york, york, york, york, "", ""])),
        (
            "LATE",
            calendar("Asia/Shanghai", std::array::from_fn(|day| if day < 6 { "18:00-24:00" } else { "" })),
        ),
    ]
    .into()
}

/// Reads `Mon 2024-05-06 10:00`, with the offset behind it where the time comes twice.
pub(super) fn instant(text: &str, calendar: &WorkingCalendar) -> Instant {
    let parts: Vec<_> = text.split_whitespace().collect();
    let date: crate::time::Date = parts[1].parse().expect("a date");
    let weekday = format!("{:?}", date.weekday());
    assert!(weekday.starts_with(parts[0]), "{text}: it is a {weekday}");
    let time: jiff::civil::Time = parts[2].parse().expect("a time");
    if let Some(offset) = parts.get(3) {
        return format!("{date}T{time}{offset}").parse::<jiff::Timestamp>().expect("an instant").into();
    }
    let zoned = calendar.zone().to_ambiguous_zoned(date.to_datetime(time)).unambiguous();
    zoned.unwrap_or_else(|error| panic!("{text}: {error}")).timestamp().into()
}

/// Reads `2 WORKING_HOURS`, `1 WORKING_DAYS SAME_TIME`, `WEEKLY FRI 17:00 WORKING_DAYS`, `BEFORE 2 WORKING_DAYS` and so on.
pub(super) fn length(text: &str, calendar: &WorkingCalendar) -> Length {
    let parts: Vec<_> = text.split_whitespace().collect();
    let time = |place: usize| parts[place].parse().expect("a time");
    let working_days_only = parts.last() == Some(&"WORKING_DAYS");
    let count = |place: usize| Count::new(parts[place].parse().expect("a number")).expect("a count");
    match parts[0] {
        "END_OF_WEEK" => Length::EndOfWeek,
        "END_OF_MONTH" => Length::EndOfMonth,
        "END_OF_NEXT_MONTH" => Length::EndOfNextMonth,
        "END_OF_QUARTER" => Length::EndOfQuarter,
        "AT" => Length::At { at: instant(&text[3..], calendar) },
        "DAILY_AT" => Length::DailyAt { at: time(1), working_days_only },
        "WEEKLY" => {
            let weekday =
                Weekday::ALL.iter().find(|day| day.name().starts_with(parts[1])).expect("a weekday");
            Length::Weekly { weekday: *weekday, at: time(2), working_days_only }
        }
        "BEFORE" => {
            let unit = LeadUnit::parse(parts[2]).expect("a unit");
            Length::Before(Lead { count: count(1), unit })
        }
        _ => match parts[1] {
            "CLOCK_MINUTES" => Length::ClockMinutes { count: count(0) },
            "CLOCK_HOURS" => Length::ClockHours { count: count(0) },
            "WORKING_MINUTES" => Length::WorkingMinutes { count: count(0) },
            "WORKING_HOURS" => Length::WorkingHours { count: count(0) },
            "WORKING_DAYS" => {
                Length::WorkingDays { count: count(0), mode: DayMode::parse(parts[2]).expect("a mode") }
            }
            "CALENDAR_DAYS" => Length::CalendarDays { count: count(0) },
            unit => panic!("no unit {unit}"),
        },
    }
}

fn rows() -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = (1..).zip(CASES.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| (number, line.split('|').map(str::trim).collect()))
}

#[test]
fn every_row_comes_out_as_worked_out_by_hand() {
    let calendars = calendars();
    let mut wrong = Vec::new();
    for (number, row) in rows() {
        let [calendar, start, of, due, lines] = row[..] else {
            panic!("line {number} has {} cells", row.len())
        };
        let calendar = &calendars[calendar];
        let found = calendar.due(instant(start, calendar), &length(of, calendar));
        let expected = instant(due, calendar);
        if found != Ok(expected) {
            let shown = found.map(|at| at.timestamp().to_zoned(calendar.zone().clone()).to_string());
            wrong.push(format!("line {number}: {start} + {of} should be {due} ({lines}), is {shown:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// At least sixty rows, and each unit of `deadlines.md` among them.
#[test]
fn the_table_covers_every_unit() {
    let lengths: Vec<_> = rows().map(|(_, row)| row[2]).collect();
    assert!(lengths.len() >= 120, "{} rows", lengths.len());
    let units = [
        "CLOCK_HOURS",
        "CLOCK_MINUTES",
        "WORKING_HOURS",
        "WORKING_MINUTES",
        "END_OF_DAY",
        "SAME_TIME",
        "CALENDAR_DAYS",
        "END_OF_WEEK",
        "END_OF_MONTH",
        "END_OF_NEXT_MONTH",
        "END_OF_QUARTER",
        "DAILY_AT",
        "WEEKLY",
        "BEFORE",
        "AT ",
    ];
    for unit in units {
        assert!(lengths.iter().any(|length| length.contains(unit)), "no row has {unit}");
    }
}

#[test]
fn every_row_explains_itself() {
    let calendars = calendars();
    for (number, row) in rows() {
        let calendar = &calendars[row[0]];
        let (start, of) = (instant(row[1], calendar), length(row[2], calendar));
        let told = calendar.explain(start, &of).unwrap_or_else(|reason| panic!("line {number}: {reason:?}"));
        assert_eq!(Ok(told.due), calendar.due(start, &of), "line {number}");
        let counted = match of {
            Length::WorkingMinutes { count } => (count.get() * 60_000_000, 0),
            Length::WorkingHours { count } => (count.get() * 3_600_000_000, 0),
            Length::WorkingDays { count, .. } | Length::CalendarDays { count } => (0, count.get()),
            Length::Before(lead) => match lead.unit {
                LeadUnit::WorkingMinutes => (lead.count.get() * 60_000_000, 0),
                LeadUnit::WorkingHours => (lead.count.get() * 3_600_000_000, 0),
                LeadUnit::WorkingDays | LeadUnit::CalendarDays => (0, lead.count.get()),
                LeadUnit::ClockMinutes | LeadUnit::ClockHours => (0, 0),
            },
            Length::ClockMinutes { .. } | Length::ClockHours { .. } | Length::At { .. } => (0, 0),
            _ => (0, 1),
        };
        assert_eq!((told.micros(), told.days()), counted, "line {number}: {told:?}");
    }
}
