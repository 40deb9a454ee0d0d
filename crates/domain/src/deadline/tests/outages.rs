//! After an outage of any length every missed step happens once, in order, marked late (`deadlines.md`, Execution).

use super::*;

fn late(fact: &DeadlineFact) -> Option<(&'static str, bool)> {
    match fact {
        DeadlineFact::DeadlineWarned { late, .. }
        | DeadlineFact::DeadlineBreached { late, .. }
        | DeadlineFact::DeadlineStepped { late, .. } => Some((name(fact), *late)),
        _ => None,
    }
}

fn fired(life: &Life<Plain>) -> Vec<(&'static str, bool)> {
    life.facts.iter().filter_map(|(_, fact)| late(fact)).collect()
}

#[test]
fn a_month_without_a_server() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.outage("2024-06-06 09:00");
    life.catch_up();
    let expected =
        [("Warned", true), ("Breached", true), ("Stepped", true), ("Stepped", true), ("Stepped", true)];
    assert_eq!(fired(&life), expected);
    let record = life.first();
    assert_eq!((record.step, record.due_at), (3, at("2024-05-07 09:00")), "planned instants stay");
    assert_eq!(record.breached_at, Some(at("2024-06-06 09:00")), "found when it was found");
    assert!(!life.stored[0].proof().warned, "a warning after the due time proves nothing (resolution 15)");
    assert!(life.world.now.get() > record.due_at && record.overdue(life.world.now.get()));
}

#[test]
fn sixty_seconds_are_not_late() {
    for (seconds, late) in [(0, false), (LATE_SECONDS, false), (LATE_SECONDS + 1, true)] {
        let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
        life.until("2024-05-07 08:00");
        life.world.now.set(at("2024-05-07 09:00").plus_seconds(seconds));
        life.catch_up();
        assert_eq!(fired(&life)[1..], [("Breached", late), ("Stepped", late)], "{seconds}");
    }
}

/// The steps of several deadlines come in the order of their instants, not deadline by deadline.
#[test]
fn what_was_missed_comes_in_order() {
    let quick = owed(DeadlineKind::Review, length("CLOCK_HOURS", 10));
    let mut life =
        Life::of(World::new(), Plain(vec![owed(DeadlineKind::Response, length("CLOCK_HOURS", 24)), quick]));
    life.outage("2024-06-06 09:00");
    life.catch_up();
    let of = |id: DeadlineId| {
        life.stored.iter().find(|known| known.record.id == id).map(|known| known.record.kind)
    };
    let order: Vec<_> = life
        .facts
        .iter()
        .filter(|(_, fact)| late(fact).is_some())
        .filter_map(|(id, fact)| Some((of(*id)?.name(), name(fact))))
        .collect();
    let expected = [
        ("REVIEW", "Warned"),
        ("REVIEW", "Breached"),
        ("REVIEW", "Stepped"),
        ("RESPONSE", "Warned"),
        ("RESPONSE", "Breached"),
        ("RESPONSE", "Stepped"),
        ("REVIEW", "Stepped"),
        ("RESPONSE", "Stepped"),
        ("REVIEW", "Stepped"),
        ("RESPONSE", "Stepped"),
    ];
    assert_eq!(order, expected);
}

/// A fulfilment that came before the server did stops what would have been told.
#[test]
fn what_was_settled_meanwhile_is_not_told() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.until("2024-05-07 10:00");
    life.outage("2024-06-06 09:00");
    life.stands(Standing::Met);
    life.catch_up();
    assert_eq!(fired(&life), [("Warned", false), ("Breached", false), ("Stepped", false)]);
}
