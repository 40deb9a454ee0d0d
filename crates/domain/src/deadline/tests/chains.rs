//! Warnings and the steps after a breach: each once, in its order, to those whom the pack names (resolutions 14, 43).

use super::*;
use crate::calendar::{Lead, LeadUnit, Warning};
use crate::pack::{ChainStep, Told};

/// Every step that was told: when it was planned for, whom it reaches.
fn steps<T>(life: &Life<T>) -> Vec<(u32, Vec<crate::ids::PersonId>)> {
    let step = |fact: &DeadlineFact| match fact {
        DeadlineFact::DeadlineStepped { step, told, .. } => Some((*step, told.clone())),
        _ => None,
    };
    life.facts.iter().filter_map(|(_, fact)| step(fact)).collect()
}

/// Resolution 14: with the breach who owes and the head, a working day later both heads, one more the executive.
#[test]
fn the_default_chain_resolution_14() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.until("2024-05-07 09:00");
    assert_eq!(steps(&life), [(1, vec![person(20), person(22)])]);
    life.until("2024-05-08 17:59");
    assert_eq!(steps(&life).len(), 1);
    life.until("2024-05-08 18:00");
    assert_eq!(steps(&life)[1], (2, vec![person(10), person(20)]));
    life.until("2024-05-09 18:00");
    assert_eq!(steps(&life)[2], (3, vec![person(99)]));
    life.until("2025-05-06 09:00");
    assert_eq!(steps(&life).len(), 3, "then it stays breached and visible");
    assert_eq!(life.live(), ["RESPONSE#1 p22 BREACHED"]);
}

/// X14: however often the server asks, each step happens once a cycle.
#[test]
fn no_step_is_repeated_x14() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    for when in ["2024-05-07 04:00", "2024-05-07 09:00", "2024-05-08 18:00", "2024-05-09 18:00"] {
        life.outage(when);
        life.catch_up();
        for _ in 0..100 {
            let ctx = life.world.context(&Actor::Server);
            assert!(life.stored[0].fire(&ctx).is_none(), "{when}");
        }
    }
    let told = life.told(life.first().id);
    assert_eq!(told, ["Started", "Warned", "Breached", "Stepped", "Stepped", "Stepped"]);
    assert_eq!(steps(&life).iter().map(|(step, _)| *step).collect::<Vec<_>>(), [1, 2, 3]);
}

/// X15: what is told apart is told: another cycle and another part have steps of their own.
#[test]
fn each_cycle_and_part_has_its_own_steps_x15() {
    let other = Owed { part: "y".to_owned(), ..owed(DeadlineKind::Response, length("CLOCK_HOURS", 24)) };
    let first = owed(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    let mut life = Life::of(World::new(), Plain(vec![first, other]));
    life.until("2024-05-07 09:00");
    assert_eq!(steps(&life).len(), 2, "two parts on the same instant");
    life.stands(Standing::Met);
    let now = life.world.now.get();
    life.becomes(|owed| (owed.standing, owed.since) = (Standing::Running, now));
    life.until("2024-05-08 09:00");
    assert_eq!(steps(&life).len(), 3, "a second reminder, of a second cycle, is not swallowed");
    let ids: BTreeSet<_> = life.stored.iter().map(|known| known.record.id).collect();
    assert_eq!(ids.len(), 3);
}

/// The chain stops when it is fulfilled, and when nothing is owed any more.
#[test]
fn a_settled_breach_has_no_more_steps() {
    let ends: [fn(&mut Life<Plain>); 2] =
        [|life| life.stands(Standing::Met), |life| life.does(0, |_, _| Plain(Vec::new()))];
    for end in ends {
        let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
        life.until("2024-05-07 10:00");
        end(&mut life);
        life.until("2024-06-07 10:00");
        assert_eq!(steps(&life).len(), 1);
    }
}

/// Several steps with the breach, and one that waits: each is a step of its own.
#[test]
fn steps_without_a_delay_come_with_the_breach() {
    let mut world = World::new();
    let step = |after, tell: &[Told]| ChainStep { after, tell: tell.to_vec() };
    let mut policy = world.pack.deadlines[&DeadlineKind::Response].clone();
    policy.chain = Some(vec![
        step(None, &[Told::Owner]),
        step(None, &[Told::Head]),
        step(Some(length("CLOCK_HOURS", 2)), &[Told::Executive]),
    ]);
    world.pack.deadlines.insert(DeadlineKind::Response, policy);
    let what = owed(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    let mut life = Life::of(world, Plain(vec![what]));
    life.until("2024-05-07 09:00");
    assert_eq!(steps(&life), [(1, vec![person(22)]), (2, vec![person(20)])]);
    life.until("2024-05-07 11:00");
    assert_eq!(steps(&life)[2], (3, vec![person(99)]));
    // A first step that waits does not come with the breach.
    let mut world = World::new();
    let mut policy = world.pack.deadlines[&DeadlineKind::Response].clone();
    policy.chain = Some(vec![step(Some(length("CLOCK_HOURS", 2)), &[Told::Owner])]);
    world.pack.deadlines.insert(DeadlineKind::Response, policy);
    let mut life = Life::of(world, Plain(vec![owed(DeadlineKind::Response, length("CLOCK_HOURS", 24))]));
    life.until("2024-05-07 10:59");
    assert_eq!(steps(&life), []);
    life.until("2024-05-07 11:00");
    assert_eq!(steps(&life), [(1, vec![person(22)])]);
}

/// Resolution 43: at three quarters of the length, for dates at the opening of the last working day before; by lead time where
/// the pack says so. Once a cycle.
#[test]
fn when_it_warns_resolution_43() {
    let warned = |life: &Life<Plain>| life.first().warn_at.map(wall);
    let hours = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    assert_eq!(warned(&hours).as_deref(), Some("05-07 03:00"));
    let date = life(DeadlineKind::TaskDue, Length::At { at: at("2024-05-13 18:00") });
    assert_eq!(warned(&date).as_deref(), Some("05-11 09:00"), "the make-up Saturday");
    let mut world = World::new();
    let lead = Lead { count: crate::calendar::Count::new(2).expect("two"), unit: LeadUnit::ClockHours };
    let mut policy = world.pack.deadlines[&DeadlineKind::Response].clone();
    policy.warning = Some(Warning::Before(lead));
    world.pack.deadlines.insert(DeadlineKind::Response, policy);
    let mut before = Life::of(world, Plain(vec![owed(DeadlineKind::Response, length("CLOCK_HOURS", 24))]));
    assert_eq!(warned(&before).as_deref(), Some("05-07 07:00"));
    before.until("2024-05-07 08:00");
    before.becomes(|owed| owed.length = length("CLOCK_HOURS", 48));
    before.until("2024-05-08 08:30");
    assert_eq!(before.told(before.first().id), ["Started", "Warned", "Retargeted"], "once a cycle");
}

/// Resolution 15: three quarters of the whole length, what ran before a pause or a new length included.
#[test]
fn the_warning_counts_the_time_used() {
    let mut longer = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    longer.until("2024-05-06 19:00");
    longer.becomes(|owed| owed.length = length("CLOCK_HOURS", 72));
    assert_eq!(longer.first().warn_at.map(wall).as_deref(), Some("05-08 15:00"), "54 of 72 hours");
    let mut paused = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    paused.until("2024-05-06 19:00");
    paused.stands(Standing::Answered);
    paused.until("2024-05-08 09:00");
    paused.stands(Standing::Running);
    assert_eq!(paused.first().warn_at.map(wall).as_deref(), Some("05-08 17:00"), "8 of the 14 hours left");
    paused.until("2024-05-08 16:59");
    assert!(!paused.told(paused.first().id).contains(&"Warned"));
    paused.until("2024-05-08 17:00");
    assert!(paused.told(paused.first().id).contains(&"Warned"));
}

/// Resolution 20: who stands in is told, and where nobody can be told there is no proof (resolution 15).
#[test]
fn whoever_owes_now_is_told() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.becomes(|owed| owed.owner = Owner::department(department(2)));
    let Some((_, DeadlineFact::DeadlineReassigned { told, .. })) = life.facts.last() else { panic!() };
    assert_eq!(*told, [person(20), person(21)]);
    life.until("2024-05-07 03:00");
    let Some((_, DeadlineFact::DeadlineWarned { told, late, .. })) = life.facts.last() else { panic!() };
    assert_eq!((told.as_slice(), *late), ([person(20), person(21)].as_slice(), false));
    let known = &life.stored[0];
    assert!(known.proof().told && known.proof().warned);
}
