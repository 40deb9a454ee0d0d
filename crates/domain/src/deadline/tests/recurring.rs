//! What comes back every day or week (resolutions 38, 40).

use super::*;
use crate::time::Date;

fn day(raw: &str) -> Date {
    raw.parse().expect("a date")
}

fn daily(through: Option<&str>) -> Owed {
    let json = serde_json::json!({ "unit": "DAILY_AT", "at": "17:00", "workingDaysOnly": true });
    Owed {
        part: String::new(),
        standing: Standing::Recurs { through: through.map(day), also: Vec::new() },
        ..owed(DeadlineKind::Daily, serde_json::from_value(json).expect("a length"))
    }
}

fn begun() -> Life<Plain> {
    Life::of(World::new(), Plain(vec![daily(None)]))
}

impl Life<Plain> {
    fn done_through(&mut self, date: &str) {
        self.stands(Standing::Recurs { through: Some(day(date)), also: Vec::new() });
    }
}

#[test]
fn one_is_ahead_at_any_time() {
    let mut life = begun();
    assert_eq!(life.live(), ["DAILY#1 p22 RUNNING 05-06 17:00"]);
    assert_eq!(life.first().part, "2024-05-06");
    life.until("2024-05-06 16:00");
    life.done_through("2024-05-06");
    assert_eq!(life.did(), ["DAILY#1 p22 MET", "DAILY#1 p22 RUNNING 05-07 17:00"]);
    life.until("2024-05-07 17:30");
    assert_eq!(life.live(), ["DAILY#1 p22 BREACHED", "DAILY#1 p22 RUNNING 05-08 17:00"]);
}

/// Resolution 38: after 17:00 it counts late for that date, not for the next.
#[test]
fn late_is_for_that_date_resolution_38() {
    let mut life = begun();
    life.until("2024-05-06 18:00");
    life.done_through("2024-05-06");
    assert_eq!(life.did(), ["DAILY#1 p22 BREACHED settled"]);
    assert_eq!(life.live(), ["DAILY#1 p22 RUNNING 05-07 17:00"]);
    let mut made_up = begun();
    made_up.until("2024-05-07 10:00");
    made_up.stands(Standing::Recurs { through: None, also: vec![day("2024-05-06")] });
    assert_eq!(
        made_up.did(),
        ["DAILY#1 p22 BREACHED settled"],
        "made up for the day before, today stays owed"
    );
    assert_eq!(made_up.live(), ["DAILY#1 p22 RUNNING 05-07 17:00"]);
}

/// A missed one cannot be made up once the next is over; it stays breached and is told once.
#[test]
fn a_missed_one_is_over_with_the_next() {
    let mut life = begun();
    life.until("2024-05-08 18:00");
    assert_eq!(life.live(), ["DAILY#1 p22 BREACHED", "DAILY#1 p22 RUNNING 05-09 17:00"]);
    assert_eq!(life.told(life.first().id), ["Started", "Warned", "Breached", "Stepped", "Cancelled"]);
}

/// Nobody works on days off: Saturday 2024-05-11 is a make-up day, Sunday is not.
#[test]
fn working_days_alone_count() {
    let mut life = begun();
    life.until("2024-05-13 18:00");
    let days: Vec<_> = life.of_kind(DeadlineKind::Daily).iter().map(|record| record.part.clone()).collect();
    let expected = ["06", "07", "08", "09", "10", "11", "13", "14"].map(|day| format!("2024-05-{day}"));
    assert_eq!(days, expected);
}

/// After an outage each working day has its own, in order.
#[test]
fn every_missed_day_has_its_own() {
    let mut life = begun();
    life.outage("2024-06-05 18:00");
    life.catch_up();
    let dailies = life.of_kind(DeadlineKind::Daily);
    let due: Vec<_> = dailies.iter().map(|record| record.due_at).collect();
    assert!(due.is_sorted(), "in order");
    let working = (0..31).filter_map(|offset| {
        let date = at("2024-05-06 12:00").plus_seconds(offset * 86_400).date_in(life.world.hours.zone());
        life.world.hours.is_working_day(date).then(|| date.to_string())
    });
    let parts: Vec<_> = dailies.iter().map(|record| record.part.clone()).collect();
    assert_eq!(parts[..parts.len() - 1], working.collect::<Vec<_>>());
    assert_eq!(parts.last().map(String::as_str), Some("2024-06-06"), "and the next is ahead");
    let missed = dailies[..dailies.len() - 1].iter();
    assert!(missed.clone().all(|record| record.state == DeadlineState::Breached));
    for record in missed {
        let told = life.told(record.id);
        for once in ["Breached", "Stepped"] {
            assert_eq!(told.iter().filter(|name| **name == once).count(), 1, "{} {told:?}", record.part);
        }
    }
    let due = |id: DeadlineId| {
        let known = life.stored.iter().map(Deadline::record).find(|record| record.id == id);
        known.expect("a stored one").due_at
    };
    let breached = |fact: &DeadlineFact| matches!(fact, DeadlineFact::DeadlineBreached { late: true, .. });
    let order: Vec<_> =
        life.facts.iter().filter(|(_, fact)| breached(fact)).map(|(id, _)| due(*id)).collect();
    assert!(order.is_sorted() && order.len() == dailies.len() - 1);
}

/// Owed again in the same days: a cycle of its own, so that no two are the same (X14).
#[test]
fn ended_and_begun_again_on_the_same_day() {
    let mut life = begun();
    life.does(0, |_, _| Plain(Vec::new()));
    assert_eq!(life.did(), ["DAILY#1 p22 CANCELLED"]);
    life.does(0, |_, _| Plain(vec![daily(None)]));
    assert_eq!(life.did(), ["DAILY#2 p22 RUNNING 05-06 17:00"]);
}

/// The one ahead moves with the plan: later, or to today where work begins early ("start: DAILY from today").
#[test]
fn what_is_ahead_moves_with_the_plan() {
    let mut life = begun();
    life.becomes(|owed| owed.since = at("2024-05-09 00:00"));
    assert_eq!(life.did(), ["DAILY#1 p22 RUNNING 05-09 17:00"]);
    assert_eq!(life.first().part, "2024-05-09");
    life.until("2024-05-07 10:00");
    life.becomes(|owed| owed.since = at("2024-05-07 00:00"));
    assert_eq!(life.live(), ["DAILY#1 p22 RUNNING 05-07 17:00"]);
    let earlier = serde_json::json!({ "unit": "DAILY_AT", "at": "16:00", "workingDaysOnly": true });
    life.becomes(|owed| owed.length = serde_json::from_value(earlier).expect("a length"));
    assert_eq!(life.live(), ["DAILY#1 p22 RUNNING 05-07 16:00"], "another hour of a migrated pack");
    assert_eq!(life.told(life.first().id), ["Started", "Retargeted", "Retargeted", "Retargeted"]);
}

/// Resolution 40: Friday 17:00, or the last working day of the week.
#[test]
fn weekly_falls_on_the_last_working_day_resolution_40() {
    let world = World::new();
    let json = serde_json::json!(
        { "unit": "WEEKLY", "weekday": "FRIDAY", "at": "17:00", "workingDaysOnly": true }
    );
    let weekly = Owed {
        standing: Standing::Recurs { through: None, also: Vec::new() },
        ..owed(DeadlineKind::WeeklyLook, serde_json::from_value(json).expect("a length"))
    };
    let mut life = Life::of(world, Plain(vec![weekly]));
    life.until("2024-06-30 09:00");
    let due: Vec<_> =
        life.of_kind(DeadlineKind::WeeklyLook).iter().map(|record| wall(record.due_at)).collect();
    let fridays = ["05-10", "05-17", "05-24", "05-31", "06-07", "06-14", "06-21", "06-28", "07-05"];
    assert_eq!(due, fridays.map(|day| format!("{day} 17:00")));
    let mut labour = Life::of(World::new(), Plain(vec![life.noun.0[0].clone()]));
    labour.until("2024-09-29 09:00");
    labour.until("2024-10-09 09:00");
    let parts: Vec<_> =
        labour.of_kind(DeadlineKind::WeeklyLook).iter().map(|record| record.part.clone()).collect();
    assert!(!parts.contains(&"2024-10-04".to_owned()), "the National Day week");
}
