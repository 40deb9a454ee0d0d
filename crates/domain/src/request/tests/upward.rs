//! Disagreements: escalation, taking up, rulings and what ends them (resolutions 6, 22).

use super::request_table::ruling;
use super::*;
use crate::pack::AgreementRule;
use crate::request::escalate::{Escalate, OpinionInput, TakeUpEscalation};
use crate::request::escalation::{EscalationLevel, RulingOutcome};
use crate::request::party::PartyState;
use crate::request::rule::RuleOn;

fn disputed() -> Case {
    let mut case = Case::at(RequestStatus::Clarifying);
    case.did(22, |request, ctx| {
        request.escalate(ctx, Escalate { reason: text("范围分歧"), parties: Vec::new(), task: None })
    });
    case
}

fn taken_up() -> Case {
    let mut case = disputed();
    case.did(20, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()));
    case
}

#[test]
fn the_heads_of_both_sides_are_asked() {
    let case = disputed();
    let escalation = &case.request.escalations[0];
    assert_eq!(escalation.departments, [department(1), department(2)]);
    let other = case.tries(30, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()));
    assert_eq!(rules(&other), [Rule::RoleMissing], "the head of a party that is not in dispute");
    let above = case.tries(99, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()));
    assert_eq!(rules(&above), [Rule::RoleMissing], "the executive is asked when the heads have not answered");
    let early = case.tries(10, |request, ctx| request.rule(ctx, ruling(RulingOutcome::Dismissed)));
    assert_eq!(rules(&early), [Rule::NotTakenUp]);
    let same = Escalate { reason: text("再次"), parties: Vec::new(), task: None };
    assert_eq!(rules(&case.tries(22, |request, ctx| request.escalate(ctx, same))), [Rule::EscalationOpen]);
}

/// All must agree; the last word that agrees puts the ruling in force.
#[test]
fn all_heads_must_agree() {
    let mut case = taken_up();
    let first =
        case.tries(20, |request, ctx| request.rule(ctx, ruling(RulingOutcome::PartyAccepts))).expect("said");
    assert_eq!(told(&first), ["RulingProposed"]);
    case.request = first.state;
    case.did(10, |request, ctx| request.rule(ctx, ruling(RulingOutcome::Dismissed)));
    assert!(case.request.escalations[0].is_open(), "they differ");
    let agreed =
        case.tries(11, |request, ctx| request.rule(ctx, ruling(RulingOutcome::PartyAccepts))).expect("ruled");
    assert_eq!(told(&agreed), ["RequestRuled", "PartyResponded"]);
    let party = &agreed.state.parties[0];
    assert!(
        party.state == PartyState::Accepted && party.response().is_some_and(|response| response.by_ruling)
    );
    let ruled = agreed.state.escalations[0].ruling.clone().expect("ruled");
    assert_eq!(ruled.by, [person(11), person(20)]);
}

#[test]
fn a_ruling_may_revise_reroute_or_decline() {
    let both = |case: &mut Case, input: RuleOn| {
        case.did(20, |request, ctx| request.rule(ctx, input.clone()));
        case.did(10, |request, ctx| request.rule(ctx, input));
    };
    let mut revised = taken_up();
    let mut input = ruling(RulingOutcome::Revise);
    input.content.goal = Patch::Set(text("裁定目标"));
    both(&mut revised, input);
    assert_eq!(revised.request.revision(), 2);
    assert_eq!(revised.request.parties[0].state, PartyState::Accepted, "binding for the party in dispute");
    let mut rerouted = taken_up();
    let mut input = ruling(RulingOutcome::Reroute);
    input.to = Some(super::input(4, None));
    both(&mut rerouted, input);
    assert!(rerouted.request.lead().is_some_and(|party| party.department == department(4)));
    assert_eq!(rerouted.status(), RequestStatus::Submitted);
    let mut declined = taken_up();
    both(&mut declined, ruling(RulingOutcome::Decline));
    assert_eq!(declined.status(), RequestStatus::Declined);
    assert!(declined.request.escalations[0].ruling.is_some());
    let task = taken_up().tries(20, |request, ctx| request.rule(ctx, ruling(RulingOutcome::TaskPassed)));
    assert_eq!(rules(&task), [Rule::OutcomeNotAdmitted], "no task is in dispute");
}

/// Untaken or unruled it goes to the executive of the nearest common ancestor, who rules alone.
#[test]
fn silence_passes_it_on() {
    let mut case = disputed();
    let escalation = case.request.escalations[0].id;
    assert!(case.serves(|request, ctx| request.lapse_ruling(ctx, escalation)).is_err(), "not taken up yet");
    case.server(|request, ctx| request.lapse_take_up(ctx, escalation));
    let passed = &case.request.escalations[0];
    assert_eq!((passed.level, passed.executive), (EscalationLevel::Executive, Some(person(99))));
    let opinion = OpinionInput { person: None, source: Some(line("法务部")), text: text("合同允许") };
    let take = TakeUpEscalation { escalation: None, opinions: vec![opinion] };
    case.did(99, |request, ctx| request.take_up(ctx, take));
    assert_eq!(case.request.escalations[0].opinions.len(), 1, "S2-27");
    case.did(99, |request, ctx| request.rule(ctx, ruling(RulingOutcome::PartyAccepts)));
    assert!(!case.request.escalations[0].is_open());
    let mut slow = taken_up();
    let escalation = slow.request.escalations[0].id;
    slow.server(|request, ctx| request.lapse_ruling(ctx, escalation));
    assert_eq!(slow.request.escalations[0].level, EscalationLevel::Executive);
}

/// Resolution 6: the re-route that never came.
#[test]
fn a_lapsed_reroute_declines_drops_or_goes_up() {
    let declined_by = |who: u128, status| {
        let mut case = Case::at(status);
        case.did(who, |request, ctx| request.respond(ctx, declined()));
        case
    };
    let mut all = declined_by(32, RequestStatus::Submitted);
    let party = party_of(&all.request, 3);
    all.server(|request, ctx| request.lapse_reroute(ctx, party));
    assert_eq!(all.status(), RequestStatus::Declined);
    let mut lead = declined_by(32, RequestStatus::Submitted);
    lead.world.pack.agreement = AgreementRule::Lead;
    let party = party_of(&lead.request, 3);
    let change = lead.serves(|request, ctx| request.lapse_reroute(ctx, party)).expect("dropped");
    assert_eq!(told(&change), ["DeadlineLapsed", "PartyRemoved", "RequestRevised"]);
    assert_eq!(change.state.status, RequestStatus::Submitted);
    let mut working = Case::at(RequestStatus::InProgress);
    working.did(12, |request, ctx| request.revise(ctx, goal("新目标")));
    working.did(32, |request, ctx| request.respond(ctx, declined()));
    let party = party_of(&working.request, 3);
    let change = working.serves(|request, ctx| request.lapse_reroute(ctx, party)).expect("escalated");
    assert_eq!(told(&change), ["DeadlineLapsed", "RequestEscalated"]);
    assert_eq!(change.state.status, RequestStatus::InProgress);
}
