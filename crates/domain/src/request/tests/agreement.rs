//! `front` and `back`, what moves agreement, and what waits for it (resolutions 4 to 9, 16, 26, 45, 50 to 52).

use super::*;
use crate::pack::{AgreementRule, SignOffRule};
use crate::request::decide_resource::DecideResource;
use crate::request::flow::back;
use crate::request::parties::{AddParty, RemoveParty};
use crate::request::party::{PartyState, ProposedNeed};
use crate::request::record::RevisionKind;
use crate::request::signature::SignOff;
use crate::request::update::UpdateRequest;

/// Resolution 4: without signatures AGREED and CONFIRMED follow in one call, both events.
#[test]
fn points_passed_in_one_call_are_all_told() {
    let mut case = Case::at(RequestStatus::Submitted);
    case.world.pack.sign_off = SignOffRule::None;
    case.did(22, |request, ctx| request.respond(ctx, accepted()));
    let last = case.tries(32, |request, ctx| request.respond(ctx, accepted())).expect("accepted");
    assert_eq!(told(&last), ["PartyResponded", "RequestAgreed", "RequestConfirmed"]);
    assert_eq!(last.state.status, RequestStatus::Confirmed);
}

/// Resolution 5: one that asks changes or declines comes before one that has not answered.
#[test]
fn an_objection_comes_before_silence() {
    let mut case = Case::at(RequestStatus::Clarifying);
    assert_eq!(case.request.parties[1].state, PartyState::Pending);
    case.did(32, |request, ctx| request.respond(ctx, accepted()));
    assert_eq!(case.status(), RequestStatus::Clarifying);
    case.did(22, |request, ctx| request.respond(ctx, accepted()));
    assert_eq!(case.status(), RequestStatus::Agreed);
}

/// Resolution 6, process-packs gap 8: under `LEAD` the lead's acceptance alone agrees.
#[test]
fn the_lead_alone_may_agree() {
    let mut case = Case::at(RequestStatus::Submitted);
    case.world.pack.agreement = AgreementRule::Lead;
    case.did(22, |request, ctx| request.respond(ctx, accepted()));
    assert_eq!(case.status(), RequestStatus::Agreed);
    let mut other = Case::at(RequestStatus::Submitted);
    other.world.pack.agreement = AgreementRule::Lead;
    other.did(22, |request, ctx| request.respond(ctx, accepted()));
    let late = other.tries(32, |request, ctx| request.respond(ctx, accepted()));
    assert_eq!(rules(&late), [Rule::AnswerStands], "in AGREED only a default may still be answered");
}

/// Resolution 7: from `IN_PROGRESS` on a revision leaves the status, parties answer and heads sign again.
#[test]
fn a_revision_during_work_leaves_the_status() {
    let mut case = Case::at(RequestStatus::InProgress);
    let revised = case.tries(12, |request, ctx| request.revise(ctx, goal("新目标"))).expect("revised");
    let expected = [
        "RequestRevised",
        "SignatureVoided",
        "SignatureVoided",
        "SignatureVoided",
        "PartyAskedAgain",
        "PartyAskedAgain",
    ];
    assert_eq!(told(&revised), expected);
    case.request = revised.state;
    assert!(case.request.agreement_pending() && case.status() == RequestStatus::InProgress);
    case.deliver();
    assert_eq!(case.status(), RequestStatus::Delivered);
    case.did(12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key));
    let settlement = case.all_rated();
    let closed = case.tries(12, |request, ctx| request.close(ctx, &settlement));
    assert!(rules(&closed).contains(&Rule::PartyUnanswered), "{closed:?}");
    let early = case.tries(20, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    assert!(rules(&early).contains(&Rule::PartyUnanswered), "nobody signs before all have answered");
    case.agree();
    case.confirm();
    assert!(!case.request.agreement_pending() && case.status() == RequestStatus::Accepted);
    let again = case.tries(22, |request, ctx| request.respond(ctx, changes()));
    assert_eq!(rules(&again), [Rule::AgreementComplete]);
    case.did(12, |request, ctx| request.close(ctx, &settlement));
    assert_eq!(case.status(), RequestStatus::Closed);
}

/// Resolution 8: what is content asks again, what is not asks nobody.
#[test]
fn particulars_ask_nobody_again() {
    let mut case = Case::at(RequestStatus::Confirmed);
    let mut input = UpdateRequest::default();
    input.particulars.title = Patch::Set(line("新标题"));
    input.particulars.watchers = Patch::Set(vec![person(43)]);
    input.particulars.remarks = Patch::Set(text("备注"));
    let change = case.tries(12, |request, ctx| request.update(ctx, input, &FormDefinition::default()));
    let change = change.expect("updated");
    assert_eq!(told(&change), ["RequestUpdated"]);
    assert_eq!(change.state.status, RequestStatus::Confirmed);
    assert_eq!(change.state.revisions, case.request.revisions);
    let mut binding = UpdateRequest::default();
    binding.content.goal = Patch::Set(text("新目标"));
    let refused = case.tries(12, |request, ctx| request.update(ctx, binding, &FormDefinition::default()));
    assert_eq!(rules(&refused), [Rule::BindingField]);
    case.did(12, |request, ctx| request.change_priority(ctx, Priority::Low));
    assert_eq!(case.status(), RequestStatus::Confirmed, "resolution 45: nobody is asked again");
}

/// The answer without a change: one party is asked again, no revision, no signature voided.
#[test]
fn an_answer_without_a_change_asks_one_party() {
    let mut case = Case::at(RequestStatus::Submitted);
    case.did(32, |request, ctx| request.respond(ctx, accepted()));
    case.did(22, |request, ctx| request.respond(ctx, changes()));
    let answer = Revise { answer: Some(text("文档5月15日提供")), ..Revise::default() };
    let change = case.tries(12, |request, ctx| request.revise(ctx, answer)).expect("answered");
    assert_eq!(told(&change), ["PartyAskedAgain"]);
    assert_eq!(change.state.revision(), 1);
    assert_eq!(change.state.parties[1].state, PartyState::Accepted);
    let nothing = case.tries(12, |request, ctx| request.revise(ctx, Revise::default()));
    assert_eq!(rules(&nothing), [Rule::NothingChanged]);
}

/// Resolution 51: a proposal is a request for changes, and can be taken over.
#[test]
fn a_proposal_is_taken_over() {
    let mut case = Case::at(RequestStatus::Submitted);
    let proposal = Respond {
        opinion: Some(text("需增加1名开发人员，预计7月15日交付")),
        proposed_due_on: Some(day("2024-07-15")),
        proposed_resource_needs: vec![ProposedNeed {
            kind: crate::resource::ResourceKind::People,
            description: short("1名开发人员"),
            quantity: Some(1),
        }],
        ..accepted()
    };
    case.did(22, |request, ctx| request.respond(ctx, proposal));
    assert_eq!(case.status(), RequestStatus::Clarifying);
    let adopt = case.request.parties[0].response().expect("a response").id;
    let input = || Revise { adopt: Some(adopt), ..Revise::default() };
    case.did(12, |request, ctx| request.revise(ctx, input()));
    assert_eq!(case.request.form.content.due_on, Some(day("2024-07-15")));
    assert_eq!(case.request.form.content.resource_needs.len(), 2);
    assert_eq!(case.request.revisions[1].adopted, Some(adopt));
    assert!(
        rules(&case.tries(12, |request, ctx| request.revise(ctx, input()))).contains(&Rule::NothingChanged)
    );
}

/// Resolution 50: naming a lead moves it; with several left, losing it needs a new one in the same call.
#[test]
fn there_is_exactly_one_lead() {
    let mut case = Case::at(RequestStatus::Submitted);
    case.did(12, |request, ctx| request.add_party(ctx, AddParty { party: input(4, None), reason: None }));
    let lead = party_of(&case.request, 2);
    let remove = |new_lead| RemoveParty { party: lead, new_lead, reason: None, open_tasks: 0 };
    let refused = case.tries(12, |request, ctx| request.remove_party(ctx, remove(None)));
    assert_eq!(rules(&refused), [Rule::OneLead]);
    let new_lead = Some(party_of(&case.request, 3));
    case.did(12, |request, ctx| request.remove_party(ctx, remove(new_lead)));
    assert_eq!(case.request.lead().map(|party| party.id), new_lead);
    let other = party_of(&case.request, 4);
    case.did(12, |request, ctx| {
        request.remove_party(ctx, RemoveParty { party: other, new_lead: None, reason: None, open_tasks: 0 })
    });
    let last = party_of(&case.request, 3);
    let refused = case.tries(12, |request, ctx| {
        request.remove_party(ctx, RemoveParty { party: last, new_lead: None, reason: None, open_tasks: 0 })
    });
    assert_eq!(rules(&refused), [Rule::LastParty]);
    let mut two = draft_input();
    two.parties[1].lead = true;
    let world = World::new();
    let actor = world.actor(12);
    let both = Request::create(&world.context(&actor), two, &FormDefinition::default());
    assert!(rules(&both).contains(&Rule::OneLead));
}

/// The lead is named without asking again: the table keeps the status.
#[test]
fn the_lead_moves_without_new_signatures() {
    let mut case = Case::at(RequestStatus::Confirmed);
    let party = party_of(&case.request, 3);
    case.did(12, |request, ctx| request.name_lead(ctx, party));
    assert_eq!(case.status(), RequestStatus::Confirmed);
    assert_eq!(case.request.revisions[1].kind, RevisionKind::Coordination);
}

#[test]
fn a_party_with_open_tasks_stays() {
    let case = Case::at(RequestStatus::InProgress);
    let input =
        RemoveParty { party: party_of(&case.request, 3), new_lead: None, reason: None, open_tasks: 2 };
    let refused = case.tries(12, |request, ctx| request.remove_party(ctx, input));
    assert_eq!(rules(&refused), [Rule::TasksOpen]);
}

/// Resolution 52: a request for resources is not agreed before they are decided, and declined with all of them.
#[test]
fn a_resource_request_waits_for_its_needs() {
    let start = || {
        let mut input = draft_input();
        input.kind = RequestKind::Resource;
        let mut case = Case::drafted(World::new(), input);
        case.go(RequestStatus::Submitted);
        case.agree();
        assert_eq!(case.status(), RequestStatus::Submitted);
        case
    };
    let mut granted = start();
    let need = granted.request.form.content.resource_needs[0].id;
    let decision = |approved| DecideResource { need, approved, note: Some(text("同意")) };
    granted.did(20, |request, ctx| request.decide_resource(ctx, decision(true)));
    assert_eq!(granted.status(), RequestStatus::Agreed);
    let declined = start();
    let need = declined.request.form.content.resource_needs[0].id;
    let input = DecideResource { need, approved: false, note: Some(text("无预算")) };
    let change = declined.tries(20, |request, ctx| request.decide_resource(ctx, input)).expect("decided");
    assert_eq!(told(&change), ["ResourceNeedDecided", "RequestDeclined"]);
}

/// Resolution 52: above the pack's amount the executive decides too.
#[test]
fn much_money_needs_the_executive() {
    let mut input = draft_input();
    let mut budget = need(crate::resource::ResourceKind::Budget);
    budget.amount = Some(50_001);
    input.content.resource_needs = Patch::Set(vec![budget]);
    let mut case = Case::drafted(World::new(), input);
    case.world.pack.executive_amount = Some(50_000);
    case.go(RequestStatus::Submitted);
    let need = case.request.form.content.resource_needs[0].id;
    let decision = || DecideResource { need, approved: true, note: None };
    let early = case.tries(99, |request, ctx| request.decide_resource(ctx, decision()));
    assert_eq!(rules(&early), [Rule::RoleMissing], "the head decides first");
    case.did(20, |request, ctx| request.decide_resource(ctx, decision()));
    assert_eq!(case.request.form.content.resource_needs[0].state(&case.world.pack).name(), "PENDING");
    case.did(99, |request, ctx| request.decide_resource(ctx, decision()));
    assert_eq!(case.request.form.content.resource_needs[0].state(&case.world.pack).name(), "APPROVED");
}

/// Resolution 52: any department may be asked to give; who decides there sees the request, also where it is confidential.
#[test]
fn who_gives_from_outside_sees_what_is_asked() {
    let mut input = draft_input();
    let mut budget = need(crate::resource::ResourceKind::Budget);
    (budget.from_department, budget.amount) = (Some(department(4)), Some(50_001));
    input.content.resource_needs = Patch::Set(vec![budget]);
    input.particulars.visibility = Patch::Set(kind::Visibility::Participants);
    let mut case = Case::drafted(World::new(), input);
    case.world.pack.executive_amount = Some(50_000);
    case.go(RequestStatus::Submitted);
    let sees = |case: &Case, who| crate::access::may_see(&case.world.actor(who), &case.request.audience());
    assert!(sees(&case, 40) && sees(&case, 41) && sees(&case, 99) && !sees(&case, 42));
    let need = case.request.form.content.resource_needs[0].id;
    for who in [40, 99] {
        let decision = DecideResource { need, approved: true, note: None };
        case.did(who, |request, ctx| request.decide_resource(ctx, decision));
    }
    let none = ContentPatch { resource_needs: Patch::Clear, ..ContentPatch::default() };
    case.did(12, |request, ctx| request.revise(ctx, Revise { content: none, ..Revise::default() }));
    assert!(!sees(&case, 40) && !sees(&case, 99), "nothing is asked of them any more");
}

/// Resolution 26: CRITICAL is submitted with little, starts in AGREED, owes the rest, which voids nothing.
#[test]
fn urgent_matters_go_first_and_complete_later() {
    let mut input = draft_input();
    input.priority = Priority::Critical;
    input.content.background = Patch::Keep;
    let mut case = Case::drafted(World::new(), input);
    case.go(RequestStatus::Submitted);
    assert!(case.request.completion_owed);
    case.agree();
    case.start();
    assert!(case.status() == RequestStatus::InProgress && case.request.agreement_pending());
    case.confirm();
    assert!(!case.request.agreement_pending());
    let settlement = case.all_rated();
    let missing = case.request.closing(&settlement, &case.world.pack).missing;
    assert!(missing.iter().any(|reason| reason.rule == Rule::CompletionOwed));
    let mut fill = UpdateRequest::default();
    fill.content.background = Patch::Set(text("客户投诉"));
    case.did(12, |request, ctx| request.update(ctx, fill, &FormDefinition::default()));
    assert!(!case.request.completion_owed && case.request.signatures.iter().all(SignOff::counts));
    assert_eq!(case.request.revisions[1].kind, RevisionKind::Completion);
    let mut again = UpdateRequest::default();
    again.content.background = Patch::Set(text("改写"));
    let refused = case.tries(12, |request, ctx| request.update(ctx, again, &FormDefinition::default()));
    assert_eq!(rules(&refused), [Rule::BindingField]);
    let mut off = Case::at(RequestStatus::Agreed);
    off.did(12, |request, ctx| request.change_priority(ctx, Priority::Critical));
    off.world.pack.critical_shortcut = false;
    let actor = off.world.actor(22);
    let refused = off.request.task_started(&off.world.context(&actor), task());
    assert!(matches!(refused, Err(Refusal::State(_))), "switchable per pack");
}

/// Resolution 16: late changes replace a default until CONFIRMED.
#[test]
fn a_default_may_be_replaced_until_confirmed() {
    let mut case = Case::at(RequestStatus::Submitted);
    case.world.pack.silence = crate::pack::SilenceRule::DeemAgreed;
    case.did(22, |request, ctx| request.respond(ctx, accepted()));
    let party = party_of(&case.request, 3);
    let proof = crate::deadline::Proof { told: true, warned: true };
    case.server(|request, ctx| request.lapse_response(ctx, party, proof));
    assert_eq!(case.status(), RequestStatus::Agreed);
    assert!(case.request.signatures.is_empty(), "signed by nobody");
    let late = case.tries(32, |request, ctx| request.respond(ctx, changes())).expect("late");
    assert_eq!(late.state.status, RequestStatus::Clarifying);
    case.confirm();
    let refused = case.tries(32, |request, ctx| request.respond(ctx, changes()));
    assert!(is_state(&refused));
}

/// Resolutions 11 and 55.
#[test]
fn back_counts_what_is_delivered() {
    let tally = |open, delivered, completed, cancelled| TaskTally { open, delivered, completed, cancelled };
    for (tally, status) in [
        (tally(0, 1, 0, 0), RequestStatus::Delivered),
        (tally(0, 1, 2, 3), RequestStatus::Delivered),
        (tally(0, 0, 1, 0), RequestStatus::Delivered),
        (tally(1, 1, 1, 1), RequestStatus::InProgress),
        (tally(0, 0, 0, 2), RequestStatus::InProgress),
    ] {
        assert_eq!(back(tally), status, "{tally:?}");
    }
}
