//! Schedules as files: what is taken, what is refused and with which line.

use super::*;
use crate::calendar::Festival;

fn refusals(text: &str) -> Vec<(u64, String, Rule)> {
    let refused = Schedule::parse(text).1;
    refused.into_iter().map(|one| (one.line, one.reason.path, one.reason.reason.rule)).collect()
}

#[test]
fn the_shipped_schedule_is_whole() {
    let (schedule, refused) = Schedule::parse(CHINA);
    assert_eq!(refused, []);
    assert_eq!(schedule.years, [2024, 2025, 2026].into());
    let count = |year, kind: &DayKind| {
        schedule.exceptions.iter().filter(|(date, one)| date.year() == year && one.kind == *kind).count()
    };
    let counts = |year| (count(year, &DayKind::Holiday), count(year, &DayKind::MakeUp));
    assert_eq!([counts(2024), counts(2025), counts(2026)], [(28, 8), (28, 5), (33, 6)]);
    for (date, exception) in &schedule.exceptions {
        let label = exception.label.as_ref().expect("each date has its festival");
        assert!(Festival::of(label).is_some(), "{date}: {label}");
        let week_end = date.weekday().to_monday_zero_offset() >= 5;
        assert!(exception.kind != DayKind::MakeUp || week_end, "{date} makes up on a weekday");
    }
}

#[test]
fn files_of_people_are_read() {
    let text = "\u{FEFF}日期,类型,原因,工作时间\r\n2027/1/1,节假日,元旦,\r\n\r\n2027-01-09, 调休 ,元旦,\r\n2027-06-06,上班,\"厂庆, \"\"半天\"\"\",\"09:00-12:00,13:00-15:00\"\r\n";
    let (schedule, refused) = Schedule::parse(text);
    assert_eq!(refused, []);
    assert_eq!(schedule.years, [2027].into());
    let kinds: Vec<_> = schedule.exceptions.values().map(|one| one.kind.clone()).collect();
    let hours = "09:00-12:00 13:00-15:00".parse().expect("hours");
    assert_eq!(kinds, [DayKind::Holiday, DayKind::MakeUp, DayKind::OwnHours { hours }]);
    let last = schedule.exceptions.values().last().and_then(|one| one.label.as_ref()).expect("a label");
    assert_eq!(last.as_str(), "厂庆, \"半天\"");
}

#[test]
fn half_a_day_alone_is_no_schedule_of_a_year() {
    let (schedule, _) = Schedule::parse("date,kind,hours\n2028-06-06,workday,09:00-12:00\n");
    assert_eq!((schedule.exceptions.len(), schedule.years.len()), (1, 0));
}

#[test]
fn a_line_that_does_not_hold_is_refused_alone() {
    let text = "date,kind,reason,hours\n\
        2027-02-30,holiday,x,\n\
        2027-01-01,holiday,x\n\
        2027-01-02,feast,x,\n\
        2027-01-03,holiday,x,\n\
        2027-01-03,workday,x,\n\
        1899-12-31,holiday,x,\n\
        2027-01-04,workday,x,12:00-09:00\n\
        2027-01-05,workday,x,09:00-12:00 11:00-13:00\n\
        2027-01-06,holiday,x,09:00-12:00\n\
        2027-01-07,holiday,\"x,\n\
        20270108,holiday,x,\n\
        2027-1-9,workday,a\u{202E}b,\n\
        27-01-10,holiday,x,\n\
        2027-01-11,holiday,,\n";
    let expected = [
        (2, "date", Rule::Malformed),
        (3, "", Rule::ColumnCount),
        (4, "kind", Rule::Unknown),
        (6, "date", Rule::Duplicate),
        (7, "date", Rule::OutOfRange),
        (8, "hours", Rule::ClosesBeforeOpening),
        (9, "hours", Rule::HoursOverlap),
        (10, "hours", Rule::Malformed),
        (11, "", Rule::Malformed),
        (12, "date", Rule::Malformed),
        (13, "reason", Rule::ForbiddenCharacter),
        (14, "date", Rule::Malformed),
    ];
    assert_eq!(refusals(text), expected.map(|(line, path, rule)| (line, path.to_owned(), rule)));
    let dates: Vec<_> = Schedule::parse(text).0.exceptions.into_keys().map(|date| date.to_string()).collect();
    assert_eq!(dates, ["2027-01-03", "2027-01-11"]);
}

#[test]
fn a_file_without_its_columns_is_refused_at_the_heading() {
    assert_eq!(refusals(""), [(1, "date".to_owned(), Rule::Required)]);
    assert_eq!(refusals("date,reason\n2027-01-01,x\n"), [(1, "kind".to_owned(), Rule::Required)]);
    assert_eq!(refusals("\ndate,kind,日期\n"), [(2, "date".to_owned(), Rule::Duplicate)]);
    assert_eq!(refusals("2027-01-01,holiday,x\n"), [(1, "date".to_owned(), Rule::Required)]);
}

#[test]
fn a_file_without_end_is_cut() {
    let lines = (0..6_000_i64).map(|day| {
        let date = jiff::civil::date(2027, 1, 1).saturating_add(jiff::SignedDuration::from_hours(24 * day));
        format!("{date},holiday\n")
    });
    let text = "date,kind\n".to_owned() + &lines.collect::<String>();
    assert_eq!(refusals(&text), [(5_002, String::new(), Rule::TooMany)]);
}
