//! Every cell of the Party table, as data and through the commands.

use super::*;
use crate::deadline::Proof;
use crate::request::decide_resource::DecideResource;
use crate::request::party::{PartyEvent, PartyState};

/// Columns: the states in the order of [`PartyState::ALL`]; `-` refused, `=` kept.
#[rustfmt::skip]
const TABLE: &[(PartyEvent, [&str; 6])] = &[
    (PartyEvent::Accept, ["ACCEPTED", "ACCEPTED", "-", "ACCEPTED", "ACCEPTED", "-"]),
    (PartyEvent::RequestChanges, ["CHANGES_REQUESTED", "=", "-", "CHANGES_REQUESTED", "CHANGES_REQUESTED", "-"]),
    (PartyEvent::Decline, ["DECLINED", "DECLINED", "-", "DECLINED", "-", "-"]),
    (PartyEvent::Revised, ["=", "PENDING", "PENDING", "PENDING", "PENDING", "-"]),
    (PartyEvent::Answered, ["-", "PENDING", "-", "-", "PENDING", "-"]),
    (PartyEvent::Lapsed, ["=", "-", "-", "-", "-", "-"]),
    (PartyEvent::LapsedToDefault, ["BY_DEFAULT", "-", "-", "-", "-", "-"]),
    (PartyEvent::ClarificationLapsed, ["-", "=", "-", "-", "-", "-"]),
    (PartyEvent::RuledAccepted, ["ACCEPTED", "ACCEPTED", "=", "ACCEPTED", "ACCEPTED", "-"]),
    (PartyEvent::RuledEnded, ["DECLINED", "DECLINED", "DECLINED", "DECLINED", "=", "-"]),
    (PartyEvent::RuledReplaced, ["REMOVED", "REMOVED", "REMOVED", "REMOVED", "REMOVED", "-"]),
    (PartyEvent::LiaisonChanged, ["=", "=", "=", "=", "=", "-"]),
    (PartyEvent::Removed, ["REMOVED", "REMOVED", "REMOVED", "REMOVED", "REMOVED", "="]),
    (PartyEvent::Merged, ["=", "=", "=", "=", "=", "="]),
    (PartyEvent::RequestEnded, ["=", "=", "=", "=", "=", "="]),
];

#[test]
fn every_cell_holds() {
    assert_eq!(TABLE.len(), PartyEvent::ALL.len());
    for (event, cells) in TABLE {
        for (state, cell) in PartyState::ALL.iter().zip(cells) {
            let found = match state.after(*event) {
                None => "-",
                Some(after) if after == *state => "=",
                Some(after) => after.name(),
            };
            assert_eq!(found, *cell, "{event:?} in {state:?}");
        }
    }
}

/// A submitted request whose party 2 is in `state`; party 3 keeps it from being agreed.
fn party_in(state: PartyState) -> Case {
    let mut case = Case::at(RequestStatus::Submitted);
    let party = party_of(&case.request, 2);
    match state {
        PartyState::Pending => {}
        PartyState::ChangesRequested => case.did(22, |request, ctx| request.respond(ctx, changes())),
        PartyState::Accepted => case.did(22, |request, ctx| request.respond(ctx, accepted())),
        PartyState::Declined => case.did(22, |request, ctx| request.respond(ctx, declined())),
        PartyState::ByDefault => {
            case.world.pack.silence = crate::pack::SilenceRule::DeemAgreed;
            let proof = Proof { told: true, warned: true };
            case.server(|request, ctx| request.lapse_response(ctx, party, proof));
        }
        PartyState::Removed => {
            let input = parties::RemoveParty {
                party,
                new_lead: Some(party_of(&case.request, 3)),
                reason: None,
                open_tasks: 0,
            };
            case.did(12, |request, ctx| request.remove_party(ctx, input));
        }
    }
    case
}

/// The commands do what the table says: the same cells through `respond`, `revise` and the lapses.
#[test]
fn commands_follow_the_table() {
    for state in PartyState::ALL.iter().copied().filter(|state| *state != PartyState::Removed) {
        for (answer, event) in [
            (accepted(), PartyEvent::Accept),
            (changes(), PartyEvent::RequestChanges),
            (declined(), PartyEvent::Decline),
        ] {
            let case = party_in(state);
            let outcome = case.tries(22, |request, ctx| request.respond(ctx, answer));
            let found = outcome.as_ref().ok().map(|change| change.state.parties[0].state);
            assert_eq!(found, state.after(event), "{event:?} in {state:?}");
            assert!(outcome.is_ok() || is_state(&outcome), "{event:?} in {state:?}");
        }
        let case = party_in(state);
        let revised = case.tries(12, |request, ctx| request.revise(ctx, goal("新目标"))).expect("revised");
        assert_eq!(Some(revised.state.parties[0].state), state.after(PartyEvent::Revised));
        let answer = Revise {
            answer: Some(text("照旧")),
            party: Some(case.request.parties[0].id),
            ..Revise::default()
        };
        let outcome = case.tries(12, |request, ctx| request.revise(ctx, answer));
        let found = outcome.ok().map(|change| change.state.parties[0].state);
        assert_eq!(found, state.after(PartyEvent::Answered), "answer in {state:?}");
        let party = case.request.parties[0].id;
        let lapsed = case.serves(|request, ctx| request.lapse_response(ctx, party, Proof::default()));
        assert_eq!(lapsed.is_ok(), state.after(PartyEvent::Lapsed).is_some(), "lapse in {state:?}");
        let lapsed = case.serves(|request, ctx| request.lapse_clarification(ctx, party));
        assert_eq!(lapsed.is_ok(), state.after(PartyEvent::ClarificationLapsed).is_some(), "{state:?}");
    }
    let case = party_in(PartyState::Removed);
    let party = case.request.parties[0].id;
    let outcome =
        case.tries(22, |request, ctx| request.respond(ctx, Respond { party: Some(party), ..accepted() }));
    assert!(matches!(outcome, Err(Refusal::NotFound)), "no longer a party, no longer among who may see it");
}

/// Acceptance needs a liaison; rounds stay; what comes after a default is late (resolutions 15, 16).
#[test]
fn rounds_and_marks_are_kept() {
    let mut case = party_in(PartyState::ByDefault);
    let silent = case.request.parties[0].response().expect("a response").clone();
    assert!(silent.by_default && silent.by.is_none());
    case.did(22, |request, ctx| request.respond(ctx, changes()));
    assert!(case.request.parties[0].response().expect("a response").late);
    case.did(12, |request, ctx| request.revise(ctx, goal("新目标")));
    let party = &case.request.parties[0];
    assert_eq!((party.round, party.responses.len(), party.response()), (2, 2, None));
    assert!(!party.state.has_accepted());
}

#[test]
fn no_acceptance_without_a_liaison() {
    let mut input = draft_input();
    input.parties[0].liaison = None;
    let mut case = Case::drafted(World::new(), input);
    case.go(RequestStatus::Submitted);
    let outcome = case.tries(20, |request, ctx| request.respond(ctx, accepted()));
    assert_eq!(rules(&outcome), [Rule::LiaisonMissing]);
    case.did(20, |request, ctx| request.name_liaison(ctx, name(23)));
    case.did(23, |request, ctx| request.respond(ctx, accepted()));
    assert!(case.request.parties[0].state.has_accepted());
}

/// Resolution 15: no proof, no default; a vacant liaison becomes the head.
#[test]
fn silence_counts_only_with_proof() {
    let mut input = draft_input();
    input.parties[0].liaison = None;
    let mut case = Case::drafted(World::new(), input);
    case.world.pack.silence = crate::pack::SilenceRule::DeemAgreed;
    case.go(RequestStatus::Submitted);
    let party = case.request.parties[0].id;
    for proof in [Proof { told: true, warned: false }, Proof { told: false, warned: true }] {
        let change = case.serves(|request, ctx| request.lapse_response(ctx, party, proof)).expect("breached");
        assert_eq!(told(&change), ["DeadlineLapsed"]);
        assert_eq!(change.state.parties[0].state, PartyState::Pending);
        assert!(change.state.parties[0].breached_at.is_some());
    }
    case.server(|request, ctx| request.lapse_response(ctx, party, Proof { told: true, warned: true }));
    assert_eq!(case.request.parties[0].liaison, Some(person(20)));
    assert!(case.request.parties[0].breached_at.is_some(), "the deadline stays breached");
    let by_person = case.tries(12, |request, ctx| request.lapse_response(ctx, party, Proof::default()));
    assert_eq!(rules(&by_person), [Rule::RoleMissing], "deadlines lapse by the server alone");
}

/// Resolution 52: a need is decided by the giving department's head, never by the initiator.
#[test]
fn needs_are_decided_by_those_who_give() {
    let case = Case::at(RequestStatus::Submitted);
    let need = case.request.form.content.resource_needs[0].id;
    let input = |approved| DecideResource { need, approved, note: None };
    assert_eq!(
        rules(&case.tries(30, |request, ctx| request.decide_resource(ctx, input(true)))),
        [Rule::RoleMissing],
        "the head of a party that gives nothing"
    );
    assert_eq!(
        rules(&case.tries(22, |request, ctx| request.decide_resource(ctx, input(true)))),
        [Rule::RoleMissing]
    );
    assert_eq!(
        rules(&case.tries(20, |request, ctx| request.decide_resource(ctx, input(false)))),
        [Rule::Required]
    );
    let granted = case.tries(21, |request, ctx| request.decide_resource(ctx, input(true))).expect("granted");
    assert_eq!(told(&granted), ["ResourceNeedDecided"]);
    let decided = Case { request: granted.state, ..case };
    for (who, rule) in [(20, Rule::NeedsDecided), (30, Rule::RoleMissing)] {
        let again = decided.tries(who, |request, ctx| request.decide_resource(ctx, input(true)));
        assert_eq!(rules(&again), [rule], "{who}");
    }
}
