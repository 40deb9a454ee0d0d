//! Silence at each step of the life of a request, and what it means (resolutions 6, 14, 15, 23).

use super::*;
use crate::deadline::{DeadlineFact, DeadlineState};
use crate::pack::SilenceRule;
use crate::request::party::PartyState;

/// Nothing is ever agreed, signed, accepted or declined by silence under `default`; each chain runs once.
#[test]
fn silence_moves_nothing_under_default_resolution_14() {
    type Stage = (&'static str, fn() -> Life<Asked>, RequestStatus);
    let steps: [Stage; 6] = [
        ("submitted", submitted, RequestStatus::Submitted),
        (
            "clarifying",
            || {
                let mut life = submitted();
                life.answers(22, changes());
                life
            },
            RequestStatus::Clarifying,
        ),
        ("agreed", in_agreed, RequestStatus::Agreed),
        ("confirmed", in_confirmed, RequestStatus::Confirmed),
        ("in progress", in_progress, RequestStatus::InProgress),
        ("delivered", in_delivered, RequestStatus::Delivered),
    ];
    for (name, begin, status) in steps {
        let mut life = begin();
        let owed: Vec<_> = life.live();
        assert!(!owed.is_empty(), "everything owed has a deadline: {name}");
        life.until("2024-08-06 09:00");
        assert_eq!(life.status(), status, "{name}");
        let now = life.world.now.get();
        for known in &life.stored {
            let record = known.record();
            if record.is_live() && record.state != DeadlineState::Paused && !record.kind.recurs() {
                assert_eq!(record.state, DeadlineState::Breached, "{name}: {record:?}");
                assert!(record.overdue(now));
                assert_eq!(record.step, 3, "{name}: the whole chain of {:?}", record.kind);
            }
        }
    }
}

/// Resolution 6: a decline that nobody answers ends the request.
#[test]
fn a_decline_in_silence_is_a_decline_resolution_6() {
    let mut life = submitted();
    life.answers(32, declined());
    life.until("2024-05-07 08:59");
    assert_eq!(life.status(), RequestStatus::Clarifying);
    life.until("2024-08-06 09:00");
    assert_eq!((life.status(), life.live()), (RequestStatus::Declined, Vec::new()));
}

/// Resolution 23: ratings that nobody gives close the request, at once or when the last missing thing is settled.
#[test]
fn ratings_in_silence_close_resolution_23() {
    let mut life = in_accepted();
    life.until("2024-08-06 09:00");
    assert_eq!((life.status(), life.live()), (RequestStatus::Closed, Vec::new()));
    let ratings = life.of_kind(DeadlineKind::Rating);
    assert!(ratings.iter().all(|rating| rating.state == DeadlineState::Breached), "both were missed");
}

fn deemed(input: CreateRequest) -> Life<Asked> {
    let mut world = World::new();
    world.pack.silence = SilenceRule::DeemAgreed;
    drafted(world, input).submitted()
}

/// Resolution 15: told, warned at three quarters, silent: accepted by default; the deadline stays breached, its chain stops.
#[test]
fn silence_with_proof_is_an_acceptance_resolution_15() {
    let mut life = deemed(draft_input());
    life.until("2024-05-07 03:00");
    let warned =
        life.facts.iter().filter(|(_, fact)| matches!(fact, DeadlineFact::DeadlineWarned { .. })).count();
    assert_eq!(warned, 2, "one warning each");
    life.until("2024-05-07 09:00");
    for party in &life.noun.request.parties {
        assert_eq!(party.state, PartyState::ByDefault);
        assert!(party.response().is_some_and(|response| response.by_default && response.by.is_none()));
    }
    assert_eq!(life.status(), RequestStatus::Agreed);
    let responses = life.of_kind(DeadlineKind::Response);
    assert!(
        responses.iter().all(|one| one.state == DeadlineState::Breached && !one.excused && !one.is_live())
    );
    let reviews = life.of_kind(DeadlineKind::Review);
    assert!(reviews.iter().all(|one| one.state == DeadlineState::Cancelled), "nobody reviewed it");
}

/// Resolution 15: the head becomes liaison of a vacant place, and was the one to be told.
#[test]
fn a_vacant_place_is_deemed_through_its_head_resolution_15() {
    let mut input = draft_input();
    input.parties[1].liaison = None;
    let mut life = deemed(input);
    life.until("2024-05-07 09:00");
    assert_eq!(life.noun.request.parties[1].liaison, Some(person(30)));
    assert_eq!(life.noun.request.parties[1].state, PartyState::ByDefault);
}

/// Resolution 15: without proof no default: breached, and the chain runs.
#[test]
fn silence_without_proof_escalates_resolution_15() {
    // The server was away when it should have warned.
    let mut unwarned = deemed(draft_input());
    unwarned.outage("2024-05-07 09:30");
    unwarned.catch_up();
    assert_eq!(unwarned.noun.request.parties[0].state, PartyState::Pending);
    unwarned.until("2024-05-10 09:00");
    assert_eq!(unwarned.of_kind(DeadlineKind::Response)[0].step, 3, "the chain runs");
    // Nobody active could be told at submission.
    let mut world = World::new();
    world.pack.silence = SilenceRule::DeemAgreed;
    for who in [30, 31, 99] {
        let mut gone = (**world.directory.person(person(who)).expect("known")).clone();
        gone.state = crate::directory::AccountState::Disabled;
        world.directory.put_person(gone);
    }
    let mut input = draft_input();
    input.parties[1].liaison = None;
    let mut untold = drafted(world, input).submitted();
    untold.until("2024-05-07 09:00");
    assert_eq!(untold.noun.request.parties[0].state, PartyState::ByDefault);
    assert_eq!(untold.noun.request.parties[1].state, PartyState::Pending);
}

/// A late answer replaces the default, and is owed anew when the content changes (resolution 16, X5).
#[test]
fn after_a_default_the_party_is_asked_anew() {
    let mut life = deemed(draft_input());
    life.until("2024-05-07 09:00");
    life.answers(32, changes());
    assert_eq!(life.status(), RequestStatus::Clarifying);
    let clarification = life.latest(DeadlineKind::Clarification);
    assert_eq!(
        (clarification.owner.person, clarification.due_at),
        (Some(person(12)), at("2024-05-08 09:00"))
    );
    life.until("2024-05-07 12:00");
    life.did_by(12, |request, ctx| request.revise(ctx, goal("新目标")));
    let asked: Vec<_> = life.live().into_iter().filter(|line| line.starts_with("RESPONSE")).collect();
    assert_eq!(asked, ["RESPONSE#2 p22 RUNNING 05-08 12:00", "RESPONSE#2 p32 RUNNING 05-08 12:00"]);
}

/// The rule `REMIND` and the rule `ESCALATE` move nothing.
#[test]
fn reminding_and_escalating_move_nothing() {
    for silence in [SilenceRule::Remind, SilenceRule::Escalate] {
        let mut life = submitted();
        life.world.pack.silence = silence;
        life.until("2024-05-07 09:00");
        assert!(life.noun.request.parties.iter().all(|party| party.state == PartyState::Pending));
        assert!(life.noun.request.parties.iter().all(|party| party.breached_at.is_some()));
    }
}
