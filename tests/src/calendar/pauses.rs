//! Pauses, other lengths, other calendars: no time is lost and none gained.

use liaison_domain::calendar::{OwnTime, Running, Span, Warning, WorkingCalendar};
use liaison_domain::time::Instant;
use proptest::prelude::*;

use super::always;
use super::draw::{self, later};

const HOUR: i64 = 3_600_000_000;

/// The instant that lies this many thousandths of the way from one to the other.
fn between(from: Instant, until: Instant, thousandths: i64) -> Instant {
    later(from, (until.micros() - from.micros()) / 1_000 * thousandths)
}

/// `deadlines.md`: pausing and resuming conserves the time left, however often.
#[test]
fn pauses_conserve_the_time_left() {
    let pauses = prop::collection::vec((0..=1_000_i64, 0..2_000 * HOUR), 1..5);
    let drawn = (draw::calendar(), draw::instant(), draw::pausing(), pauses);
    always(&drawn, |(calendar, start, length, pauses)| {
        let own = length.own_time().expect("a length that is paused");
        let mut from = start.settle(&calendar);
        let start = from;
        let mut due = calendar.due(start, &length).expect("in range");
        let whole = calendar.measure(own, start, due).expect("in range");
        let mut spans = Vec::new();
        for (share, pause) in pauses {
            let paused = between(from, due, share);
            spans.push(Span::count(from, paused, &calendar).expect("in range"));
            let used: i64 = spans.iter().map(|span| span.used(own)).sum();
            let rest = calendar.rest_at(paused, &length, due).expect("in range").expect("a rest");
            prop_assert_eq!(used + rest.micros(), whole);
            prop_assert_eq!(
                calendar.rest_of(start, &length, &spans),
                Ok(Some(rest)),
                "the length less the time used"
            );
            from = later(paused, pause);
            due = calendar.resume(rest, from).expect("in range");
            prop_assert_eq!(calendar.measure(own, from, due), Ok(rest.micros()));
            prop_assert_eq!(calendar.explain_rest(rest, from).map(|told| told.due), Ok(due));
        }
        Ok(())
    });
}

/// The same length and the same calendar change nothing; a warning comes when three quarters are used.
#[test]
fn what_did_not_change_is_due_as_before() {
    let drawn = (draw::calendar(), draw::instant(), draw::length(), 0..1_000_i64, 0..1_000_i64);
    always(&drawn, |(calendar, start, length, share, later_share)| {
        let start = start.settle(&calendar);
        let due = calendar.due(start, &length).expect("in range");
        let now = between(start.min(due), due, share);
        let running = Running { start, length, due, finished: &[] };
        prop_assert_eq!(calendar.recount(&running, &calendar, now), Ok(due), "never paused, at {}", now);
        let ran = [Span::count(start, now.max(start), &calendar).expect("in range")];
        prop_assert_eq!(calendar.retarget(start, &length, &ran, now.max(start)), Ok(due));
        let Some(rest) = calendar.rest_at(now, &length, due).expect("in range") else { return Ok(()) };
        let resumed = later(now, 30 * HOUR);
        let due = calendar.resume(rest, resumed).expect("in range");
        let again = between(resumed, due, later_share);
        let running = Running { start, length, due, finished: &ran };
        prop_assert_eq!(calendar.recount(&running, &calendar, again), Ok(due), "paused once, at {}", again);
        warned_at_three_quarters(&calendar, &running, resumed, ran[0])
    });
}

fn warned_at_three_quarters(
    calendar: &WorkingCalendar,
    running: &Running<'_>,
    resumed: Instant,
    ran: Span,
) -> Result<(), TestCaseError> {
    let own = running.length.own_time().unwrap_or(OwnTime::Clock);
    let (used, due) = (ran.used(own), running.due);
    let point =
        calendar.warning_point(Warning::default(), &running.length, resumed, due, used).expect("in range");
    let left = calendar.measure(own, resumed, due).expect("in range");
    let quarter = (used + left) / 100 * 25;
    match point {
        Some(point) => {
            prop_assert!(resumed < point && point < due);
            prop_assert_eq!(calendar.measure(own, point, due), Ok(quarter));
        }
        None => prop_assert!(left <= quarter || left < 100, "{left} of {} were left", used + left),
    }
    Ok(())
}

/// A calendar that changes only after the due time changes no due time; another one moves it, but never to a day before
/// today (a close of today that is past breaches now, resolution 36).
#[test]
fn another_calendar_never_reaches_back() {
    let drawn = (draw::calendar(), draw::calendar(), draw::instant(), draw::pausing(), 0..1_000_i64);
    always(&drawn, |(old, other, start, length, share)| {
        let start = start.settle(&old);
        let due = old.due(start, &length).expect("in range");
        let now = between(start, due, share);
        let mut definition = other.definition().clone();
        definition.zone.clone_from(&old.definition().zone);
        let new = WorkingCalendar::new(definition).expect("a sound calendar");
        let running = Running { start, length, due, finished: &[] };
        let found = new.recount(&running, &old, now).expect("in range");
        let today = now.date_in(old.zone());
        prop_assert!(found >= now || found.date_in(old.zone()) == today, "{found} is before {now}");
        if length.own_time() == Some(OwnTime::Clock) {
            prop_assert_eq!(found, due, "the wall clock does not mind");
        }
        let mut later_only = old.definition().clone();
        let kept = due.date_in(old.zone());
        later_only.exceptions.retain(|date, _| *date <= kept);
        let new = WorkingCalendar::new(later_only).expect("a sound calendar");
        prop_assert_eq!(new.recount(&running, &old, now), Ok(due));
        Ok(())
    });
}
