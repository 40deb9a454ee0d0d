//! Days, periods, notices and what recurs, compared with walks through dates.

use liaison_domain::calendar::{Count, DayMode, Lead, LeadUnit, Length, QuietHours, WorkingCalendar};
use liaison_domain::time::{Date, Instant};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::draw::{self, day_after, later};
use super::{always, naive};

fn same_time(count: Count) -> Length {
    Length::WorkingDays { count, mode: DayMode::SameTime }
}

#[test]
fn days_are_counted_as_by_hand() {
    let drawn = (draw::calendar(), draw::instant(), draw::count(60), draw::period());
    always(&drawn, |(calendar, start, count, period)| {
        let start = start.settle(&calendar);
        let today = start.date_in(calendar.zone());
        let due = |length: &Length| calendar.due(start, length).expect("in range");

        let last = naive::working_day_after(&calendar, today, count.get());
        let close = due(&Length::WorkingDays { count, mode: DayMode::EndOfDay });
        prop_assert_eq!(close, calendar.end_of(last));
        prop_assert!(!calendar.is_open(close) || calendar.is_open(later(close, -1)), "on a closing");

        let midnight = due(&Length::CalendarDays { count });
        let ends =
            calendar.zone().to_zoned(day_after(today, count.get() + 1).at(0, 0, 0, 0)).expect("a date");
        prop_assert_eq!(midnight, Instant::from(ends.timestamp()));

        let reached = due(&same_time(count));
        prop_assert!(calendar.is_open(reached), "never on a closing");
        let opening = calendar.next_opening(start).expect("in range");
        if let Some(from) = naive::shown(&calendar, opening) {
            let last = naive::working_day_after(&calendar, from.date(), count.get());
            if let Some(at) = naive::at(&calendar, last, from.time()) {
                prop_assert_eq!(Ok(reached), calendar.next_opening(at));
            }
        }
        end_of_period(&calendar, start, &period, due(&period))
    });
}

/// The periods one after the other, until one has a close after the start.
fn end_of_period(
    calendar: &WorkingCalendar,
    start: Instant,
    length: &Length,
    due: Instant,
) -> Result<(), TestCaseError> {
    let quarter = |date: Date| (date.year(), (date.month() - 1) / 3);
    let same = |one: Date, other: Date| match length {
        Length::EndOfWeek => {
            let monday = |date: Date| day_after(date, -i64::from(date.weekday().to_monday_zero_offset()));
            monday(one) == monday(other)
        }
        Length::EndOfQuarter => quarter(one) == quarter(other),
        _ => one.first_of_month() == other.first_of_month(),
    };
    let mut day = start.date_in(calendar.zone());
    if *length == Length::EndOfNextMonth {
        day = day_after(day.last_of_month(), 1);
    }
    loop {
        let period = day;
        let mut last = None;
        while same(period, day) {
            if calendar.is_working_day(day) {
                last = Some(calendar.end_of(day));
            }
            day = day_after(day, 1);
        }
        if let Some(close) = last.filter(|close| *close > start) {
            prop_assert_eq!(due, close);
            return Ok(());
        }
    }
}

/// Whether the clock changes on the local date of `at`.
fn clock_changes(calendar: &WorkingCalendar, at: Instant) -> bool {
    let zone = calendar.zone();
    let day = at.date_in(zone);
    let midnight = |date: Date| Instant::at(date, jiff::civil::Time::midnight(), zone).timestamp();
    zone.to_offset(midnight(day)) != zone.to_offset(midnight(day_after(day, 1)))
}

/// Resolution 35: the upper bound of the starts whose n days forward do not pass the event. On a date whose clock changes the
/// same local time is twice there or not at all, so that there is no such bound.
#[test]
fn a_notice_is_the_upper_bound_of_its_starts() {
    let drawn = (draw::calendar(), draw::instant(), draw::count(40), 0..10 * 24 * 3_600_000_000_i64);
    always(&drawn, |(calendar, event, count, apart)| {
        let event = event.settle(&calendar);
        let notice = calendar.before(event, Lead { count, unit: LeadUnit::WorkingDays }).expect("in range");
        prop_assume!(![event, notice].into_iter().any(|at| clock_changes(&calendar, at)));
        for start in [later(notice, -1), later(notice, -1 - apart)] {
            let forward = calendar.due(start, &same_time(count)).expect("in range");
            prop_assert!(forward <= event, "from {start} to {forward}, past {event}; notice {notice}");
        }
        for start in [later(notice, 1), later(notice, 1 + apart)] {
            let forward = calendar.due(start, &same_time(count)).expect("in range");
            prop_assert!(forward > event, "from {start} to {forward}, not past {event}; notice {notice}");
        }
        Ok(())
    });
}

/// Each occurrence follows the one before, none is left out, and each is at its time.
#[test]
fn what_recurs_leaves_nothing_out() {
    let drawn = (draw::calendar(), draw::instant(), draw::recurring());
    always(&drawn, |(calendar, from, length)| {
        let from = from.settle(&calendar);
        let recurrence = length.recurrence().expect("a recurring length");
        let until = later(from, 40 * 24 * 3_600_000_000);
        let found = calendar.occurrences(from, until, recurrence, 1_000);
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(found.iter().all(|at| from < *at && *at <= until));
        let time = jiff::civil::Time::midnight()
            .wrapping_add(jiff::SignedDuration::from_mins(i64::from(recurrence.at.minutes())));
        let mut day = from.date_in(calendar.zone());
        while day <= until.date_in(calendar.zone()) {
            let monday = day_after(day, -i64::from(day.weekday().to_monday_zero_offset()));
            let works = |day: &Date| calendar.is_working_day(*day);
            let due = match recurrence.weekday {
                None => !recurrence.working_days_only || works(&day),
                Some(weekday) => {
                    let named = day_after(monday, weekday as i64);
                    let last = (0..7).rev().map(|offset| day_after(monday, offset)).find(works);
                    let meant =
                        if recurrence.working_days_only && !works(&named) { last } else { Some(named) };
                    meant == Some(day)
                }
            };
            if let Some(at) = naive::at(&calendar, day, time).filter(|at| from < *at && *at <= until) {
                prop_assert_eq!(found.contains(&at), due, "{}", day);
            }
            day = day_after(day, 1);
        }
        Ok(())
    });
}

/// X13: nothing that can wait is delivered in quiet hours, and nothing is delivered early.
#[test]
fn nobody_is_woken() {
    let drawn = (draw::calendar(), draw::instant(), draw::time(), draw::time());
    always(&drawn, |(calendar, at, from, until)| {
        let at = at.settle(&calendar);
        let quiet = QuietHours::new(from, until).unwrap_or_default();
        let told = calendar.deliver_at(at, false, quiet).expect("in range");
        prop_assert!(told >= at);
        prop_assert_eq!(calendar.deliver_at(at, true, quiet), Ok(at));
        if calendar.is_quiet(at, quiet) {
            let day = told.date_in(calendar.zone());
            prop_assert!(!calendar.is_quiet(told, quiet) || !calendar.is_working_day(day), "told at {told}");
        } else {
            prop_assert_eq!(told, at);
        }
        Ok(())
    });
}
