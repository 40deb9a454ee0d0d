//! Other lengths and dates for what runs: the time used stays used, nothing is back-dated (resolutions 2, 36, 45).

use super::*;
use crate::calendar::Count;

/// X2: another priority while it runs; as if it had had this length from the start.
#[test]
fn a_new_length_is_less_the_time_used_x2() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 72));
    life.until("2024-05-06 19:00");
    life.becomes(|owed| owed.length = length("CLOCK_HOURS", 24));
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-07 09:00"]);
    life.becomes(|owed| owed.length = length("CLOCK_HOURS", 48));
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-08 09:00"], "and back again");
}

/// X2: the same after a pause, and while paused: the hours of the pause do not count, the hours before it do.
#[test]
fn a_new_length_forgets_no_pause_x2() {
    let mut after = life(DeadlineKind::Response, length("CLOCK_HOURS", 72));
    after.until("2024-05-06 15:00");
    after.stands(Standing::Answered);
    after.until("2024-05-08 15:00");
    after.stands(Standing::Running);
    after.until("2024-05-08 17:00");
    after.becomes(|owed| owed.length = length("CLOCK_HOURS", 24));
    assert_eq!(after.live(), ["RESPONSE#1 p22 RUNNING 05-09 09:00"], "8 of 24 hours were used");
    let mut during = life(DeadlineKind::Response, length("CLOCK_HOURS", 72));
    during.until("2024-05-06 15:00");
    during.stands(Standing::Answered);
    during.until("2024-05-07 15:00");
    during.becomes(|owed| owed.length = length("CLOCK_HOURS", 24));
    assert_eq!(during.live(), ["RESPONSE#1 p22 PAUSED"]);
    during.until("2024-05-08 15:00");
    during.stands(Standing::Running);
    assert_eq!(during.live(), ["RESPONSE#1 p22 RUNNING 05-09 09:00"], "6 of 24 hours were used");
    // A length in working time counts the working hours of the same stretch.
    let mut minutes = life(DeadlineKind::Response, length("CLOCK_HOURS", 72));
    minutes.until("2024-05-06 09:10");
    minutes.stands(Standing::Answered);
    minutes.until("2024-05-08 15:00");
    minutes.stands(Standing::Running);
    minutes.becomes(|owed| owed.length = length("WORKING_MINUTES", 15));
    assert_eq!(minutes.live(), ["RESPONSE#1 p22 RUNNING 05-08 15:05"]);
}

/// Resolution 36: what would have been due already is due now, and breaches now.
#[test]
fn a_target_in_the_past_is_now_resolution_36() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.until("2024-05-06 11:00");
    life.becomes(|owed| owed.length = length("WORKING_MINUTES", 15));
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 05-06 11:00"]);
    life.catch_up();
    let breached = life.first();
    assert_eq!((breached.state, breached.due_at), (DeadlineState::Breached, at("2024-05-06 11:00")));
    assert_eq!(breached.breached_at, Some(at("2024-05-06 11:00")));
    let late =
        life.facts.iter().any(|(_, fact)| matches!(fact, DeadlineFact::DeadlineBreached { late: true, .. }));
    assert!(!late, "it is late by no fault of the server");
    let mut begun = Life::of(World::new(), Plain(Vec::new()));
    begun.until("2024-05-08 10:00");
    let passed = owed(DeadlineKind::TaskDue, Length::At { at: at("2024-05-07 18:00") });
    begun.does(0, |_, _| Plain(vec![passed]));
    assert_eq!(begun.live(), ["TASK_DUE#1 p22 RUNNING 05-08 10:00"], "also where it begins so");
}

/// Resolution 36: an extension after the due time excuses; a date that the lead sets does not.
#[test]
fn what_excuses_a_breach_resolution_36() {
    for excuses in [true, false] {
        let mut life = life(DeadlineKind::TaskDue, Length::At { at: at("2024-05-07 18:00") });
        life.until("2024-05-08 09:00");
        life.becomes(|owed| {
            owed.length = Length::At { at: at("2024-05-10 18:00") };
            owed.excuses = excuses;
        });
        let former = life.first();
        assert_eq!((former.state, former.excused), (DeadlineState::Breached, excuses));
        assert_eq!(former.settled_at, Some(at("2024-05-08 09:00")));
        assert_eq!(life.live(), ["TASK_DUE#2 p22 RUNNING 05-10 18:00"]);
        // Decided after the due time, before the server saw that it had passed: the same, and nobody is told of a breach.
        let mut unseen = super::life(DeadlineKind::TaskDue, Length::At { at: at("2024-05-07 18:00") });
        unseen.outage("2024-05-07 20:00");
        unseen.becomes(|owed| {
            owed.length = Length::At { at: at("2024-05-10 18:00") };
            owed.excuses = excuses;
        });
        assert_eq!(unseen.told(unseen.first().id), ["Started", "Breached", "Settled"]);
        assert_eq!(unseen.first().excused, excuses);
        assert_eq!(unseen.live(), ["TASK_DUE#2 p22 RUNNING 05-10 18:00"]);
    }
}

/// Hit rate = MET / (MET + BREACHED not excused): what it counts is on the record.
#[test]
fn the_hit_rate_counts_what_is_on_record_resolution_36() {
    type End = (&'static str, fn(&mut Life<Plain>));
    let ends: [End; 5] = [
        ("kept", |life| life.stands(Standing::Met)),
        ("missed", |life| life.until("2024-05-09 09:00")),
        ("late", |life| {
            life.until("2024-05-09 09:00");
            life.stands(Standing::Met);
        }),
        ("excused", |life| {
            life.until("2024-05-08 09:00");
            life.becomes(|owed| {
                owed.length = Length::At { at: at("2024-05-10 18:00") };
                owed.excuses = true;
            });
        }),
        ("cancelled", |life| life.does(0, |_, _| Plain(Vec::new()))),
    ];
    let mut counted = Vec::new();
    for (name, end) in ends {
        let mut life = life(DeadlineKind::TaskDue, Length::At { at: at("2024-05-07 18:00") });
        end(&mut life);
        let record = life.first();
        match record.state {
            DeadlineState::Met => counted.push((name, true)),
            DeadlineState::Breached if !record.excused => counted.push((name, false)),
            _ => {}
        }
    }
    assert_eq!(counted, [("kept", true), ("missed", false), ("late", false)]);
}

/// X12: lengths have 64 bits; one beyond the years of calendars is not owed rather than wrong.
#[test]
fn lengths_are_wide_x12() {
    let hours = 24 * 365 * 100;
    let century = life(DeadlineKind::Response, length("CLOCK_HOURS", hours));
    assert_eq!(century.first().due_at, at("2024-05-06 09:00").plus_seconds(hours * 3_600));
    for count in [i64::MAX, i64::MAX / 3_600_000_000] {
        assert!(life(DeadlineKind::Response, length("CLOCK_HOURS", count)).stored.is_empty(), "{count}");
    }
    let json = serde_json::to_string(&century.first().length).expect("serialises");
    assert_eq!(serde_json::from_str::<Length>(&json).expect("parses"), century.first().length);
    assert_eq!(Count::new(i64::MAX).map(Count::get), Ok(i64::MAX));
}

/// X8: a date is due by the calendar and zone of the server, and the record carries the instant.
#[test]
fn a_date_is_the_close_of_its_day_x8() {
    let world = World::new();
    let day = |raw: &str| world.hours.end_of(raw.parse().expect("a date"));
    assert_eq!(wall(day("2024-05-30")), "05-30 18:00");
    assert_eq!(wall(day("2024-06-01")), "06-02 00:00", "resolution 34: the midnight that ends a day off");
    assert_eq!(wall(day("2024-05-11")), "05-11 18:00", "a make-up Saturday is worked");
}
