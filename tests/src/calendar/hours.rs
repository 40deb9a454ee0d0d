//! Hours: measured back, compared with a walk through quarters of an hour, explained.

use liaison_domain::calendar::{Count, DayMode, Lead, LeadUnit, Length};
use proptest::prelude::*;

use super::draw::{self, later};
use super::{always, naive};

const HOUR: i64 = 3_600_000_000;

/// `deadlines.md`: the earliest instant at which the time worked since the start equals the length; backwards the latest
/// (X6). Both lie in working time or on a closing (an opening, backwards).
#[test]
fn measuring_back_gives_the_length() {
    let drawn = (draw::calendar(), draw::instant(), draw::count(20_000));
    always(&drawn, |(calendar, start, count)| {
        let start = start.settle(&calendar);
        let micros = count.get() * 60_000_000;
        let due = calendar.due(start, &Length::WorkingMinutes { count }).expect("in range");
        prop_assert_eq!(calendar.worked(start, due), Ok(micros));
        prop_assert_eq!(calendar.worked(start, later(due, -1)), Ok(micros - 1), "the earliest such instant");
        prop_assert!(calendar.is_open(later(due, -1)));
        let before =
            calendar.before(start, Lead { count, unit: LeadUnit::WorkingMinutes }).expect("in range");
        prop_assert_eq!(calendar.worked(before, start), Ok(micros));
        prop_assert_eq!(calendar.worked(later(before, 1), start), Ok(micros - 1), "the latest such instant");
        prop_assert!(calendar.is_open(before));
        let hours = Count::new(count.get() % 900 + 1).expect("a count");
        let due = calendar.due(start, &Length::WorkingHours { count: hours }).expect("in range");
        prop_assert_eq!(calendar.worked(start, due), Ok(hours.get() * HOUR));
        Ok(())
    });
}

/// The sums agree with a walk, whatever the clock does.
#[test]
fn worked_time_is_what_a_walk_counts() {
    let drawn = (draw::calendar(), draw::instant(), 0..500_i64);
    always(&drawn, |(calendar, start, quarters)| {
        let start = start.settle(&calendar);
        let start = later(start, -start.micros().rem_euclid(HOUR / 4));
        let end = later(start, quarters * HOUR / 4);
        prop_assert_eq!(calendar.worked(start, end), Ok(naive::worked(&calendar, start, end)));
        Ok(())
    });
}

/// The explanation of a due time has the due time, sums to the length, and stays small.
#[test]
fn explanations_sum_to_the_length() {
    let drawn = (draw::calendar(), draw::instant(), draw::length());
    always(&drawn, |(calendar, start, length)| {
        let start = start.settle(&calendar);
        let told = calendar.explain(start, &length).expect("in range");
        prop_assert_eq!(Ok(told.due), calendar.due(start, &length));
        let days = |count: Count| (0, count.get());
        let hours = |micros: i64| (micros, 0);
        let counted = match length {
            Length::WorkingMinutes { count } => hours(count.get() * HOUR / 60),
            Length::WorkingHours { count } => hours(count.get() * HOUR),
            Length::WorkingDays { count, .. } | Length::CalendarDays { count } => days(count),
            Length::Before(Lead { count, unit }) => match unit {
                LeadUnit::WorkingMinutes => hours(count.get() * HOUR / 60),
                LeadUnit::WorkingHours => hours(count.get() * HOUR),
                LeadUnit::WorkingDays | LeadUnit::CalendarDays => days(count),
                LeadUnit::ClockMinutes | LeadUnit::ClockHours => (0, 0),
            },
            Length::ClockMinutes { .. } | Length::ClockHours { .. } | Length::At { .. } => (0, 0),
            _ => (0, 1),
        };
        prop_assert_eq!((told.micros(), told.days()), counted);
        prop_assert!(told.days.len() <= liaison_domain::calendar::Explanation::MAX_RUNS);
        let apart =
            told.days.windows(2).all(|pair| pair[0].last < pair[1].first && pair[0].first <= pair[0].last);
        prop_assert!(apart, "the runs are in order");
        Ok(())
    });
}

/// `deadlines.md`: monotone in start.
#[test]
fn a_later_start_is_never_due_earlier() {
    let drawn = (draw::calendar(), draw::instant(), draw::instant(), 0..3 * 24 * HOUR, draw::length());
    always(&drawn, |(calendar, one, other, near, length)| {
        let (one, other) = (one.settle(&calendar), other.settle(&calendar));
        let first = calendar.due(one, &length).expect("in range");
        let soon = calendar.due(later(one, near), &length).expect("in range");
        prop_assert!(first <= soon, "{first} and {soon}");
        let second = calendar.due(other, &length).expect("in range");
        let order = if one <= other { [first, second] } else { [second, first] };
        prop_assert!(order.is_sorted(), "{order:?}");
        Ok(())
    });
}

/// `deadlines.md`: monotone in length; an event's notice is due the earlier, the longer it is.
#[test]
fn a_longer_length_is_never_due_earlier() {
    let drawn = (draw::calendar(), draw::instant(), draw::count(400), draw::count(400), 0..13_u8);
    always(&drawn, |(calendar, start, one, other, kind)| {
        let start = start.settle(&calendar);
        let of = |count| match kind {
            0 => Length::ClockMinutes { count },
            1 => Length::ClockHours { count },
            2 => Length::WorkingMinutes { count },
            3 => Length::WorkingHours { count },
            4 => Length::WorkingDays { count, mode: DayMode::EndOfDay },
            5 => Length::WorkingDays { count, mode: DayMode::SameTime },
            6 => Length::CalendarDays { count },
            more => Length::Before(Lead { count, unit: LeadUnit::ALL[usize::from(more - 7)] }),
        };
        let (shorter, longer) = (of(one.min(other)), of(one.max(other)));
        let (first, second) = (calendar.due(start, &shorter), calendar.due(start, &longer));
        let (first, second) = (first.expect("in range"), second.expect("in range"));
        let order = if kind < 7 { [start, first, second] } else { [second, first, start] };
        prop_assert!(order.is_sorted(), "{order:?}");
        Ok(())
    });
}
