//! Every cell of the Request table of the state tables, as data: a row per event, a column per status.

use super::*;
use crate::deadline::Proof;
use crate::request::ability::Action;
use crate::request::decide_resource::DecideResource;
use crate::request::escalate::{Escalate, TakeUpEscalation};
use crate::request::escalation::RulingOutcome;
use crate::request::hand_over::HandOver;
use crate::request::parties::{AddParty, RemoveParty, Reroute};
use crate::request::review::ReviewRequest;
use crate::request::rule::RuleOn;
use crate::request::update::UpdateRequest;

/// Does the row's event to a request in some status, after what the row itself needs.
type Event = fn(&mut Case) -> Result<Option<Request>, Refusal>;

fn by(
    case: &Case,
    who: u128,
    command: impl FnOnce(&Request, &Context<'_>) -> Outcome_,
) -> Result<Option<Request>, Refusal> {
    case.tries(who, command).map(|change| Some(change.state))
}

fn hook(
    case: &Case,
    hook: impl FnOnce(&Request, &Context<'_>) -> Result<Option<Change<Request>>, Refusal>,
) -> Result<Option<Request>, Refusal> {
    let actor = case.world.actor(22);
    let change = hook(&case.request, &case.world.context(&actor))?;
    Ok(Some(change.map_or_else(|| case.request.clone(), |change| change.state)))
}

fn may(case: &Case, who: u128, action: Action) -> Result<Option<Request>, Refusal> {
    let actor = case.world.actor(who);
    case.request.can(action, &case.world.context(&actor)).map(|()| Some(case.request.clone()))
}

fn escalated(case: &mut Case) {
    let input = Escalate { reason: text("分歧"), parties: Vec::new(), task: None };
    if let Ok(change) = case.tries(22, |request, ctx| request.escalate(ctx, input)) {
        case.request = change.state;
    }
}

pub(super) fn ruling(outcome: RulingOutcome) -> RuleOn {
    RuleOn {
        escalation: None,
        outcome,
        reason: text("裁决"),
        content: ContentPatch::default(),
        party: None,
        to: None,
        open_tasks: 0,
        rework: None,
        opinions: Vec::new(),
    }
}

fn ruled(case: &mut Case, outcome: RulingOutcome) -> Result<Option<Request>, Refusal> {
    escalated(case);
    if let Ok(change) = case.tries(10, |request, ctx| request.take_up(ctx, TakeUpEscalation::default())) {
        case.request = change.state;
        case.did(10, |request, ctx| request.rule(ctx, ruling(outcome)));
    }
    by(case, 20, |request, ctx| request.rule(ctx, ruling(outcome)))
}

fn lapse_reroute(case: &mut Case) -> Result<Option<Request>, Refusal> {
    if case.status() == RequestStatus::Clarifying {
        case.did(32, |request, ctx| request.respond(ctx, declined()));
    }
    let party = case.request.parties[1].id;
    case.serves(|request, ctx| request.lapse_reroute(ctx, party)).map(|change| Some(change.state))
}

fn review() -> ReviewRequest {
    ReviewRequest {
        party: None,
        can_take_on: true,
        resource_bottleneck: None,
        technical_bottleneck: None,
        note: None,
        agree_respond_by: false,
    }
}

fn tags() -> UpdateRequest {
    let mut input = UpdateRequest::default();
    input.particulars.tags = Patch::Set(vec![line("新品")]);
    input
}

/// Columns: DR SU CL AG CO IP DE AC CD AR DC WD. `-` refused, `=` kept; notes have tests of their own.
#[rustfmt::skip]
const TABLE: &[(&str, &str, Event)] = &[
    ("discard", "gone - - - - - - - - - - -", |case| {
        by(case, 12, Request::discard).map(|state| state.filter(|state| !state.discarded))
    }),
    ("submit", "SU - - - - - - - - - - -", |case| {
        by(case, 12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), None)?.complete(1)))
    }),
    ("first review by a party", "- = = - - - - - - - - -", |case| {
        by(case, 22, |request, ctx| request.review(ctx, review()))
    }),
    ("respond", "- SU CL - - - - - - - - -", |case| by(case, 32, |request, ctx| request.respond(ctx, accepted()))),
    ("response default fires", "- SU CL - - - - - - - - -", |case| {
        case.world.pack.silence = crate::pack::SilenceRule::DeemAgreed;
        let party = case.request.parties[1].id;
        let proof = Proof { told: true, warned: true };
        case.serves(|request, ctx| request.lapse_response(ctx, party, proof)).map(|change| Some(change.state))
    }),
    ("revise content", "= SU SU SU SU IP - - - - - -", |case| {
        by(case, 12, |request, ctx| request.revise(ctx, goal("新目标")))
    }),
    ("add a party", "= SU SU SU SU IP - - - - - -", |case| {
        let input = AddParty { party: input(4, None), reason: None };
        by(case, 12, |request, ctx| request.add_party(ctx, input))
    }),
    ("remove a party", "= SU SU SU SU IP - - - - - -", |case| {
        let input = RemoveParty { party: case.request.parties[1].id, new_lead: None, reason: None, open_tasks: 0 };
        by(case, 12, |request, ctx| request.remove_party(ctx, input))
    }),
    ("re-route a party", "= SU SU SU SU IP - - - - - -", |case| {
        let input =
            Reroute { party: case.request.parties[1].id, to: input(4, None), reason: None, open_tasks: 0 };
        by(case, 12, |request, ctx| request.reroute(ctx, input))
    }),
    ("name liaison", "= = = = = = = - - - - -", |case| {
        let party = Some(case.request.parties[0].id);
        let who = if case.status() == RequestStatus::Draft { 12 } else { 20 };
        by(case, who, |request, ctx| request.name_liaison(ctx, NameLiaison { party, ..name(23) }))
    }),
    ("name lead", "= = = = = = = - - - - -", |case| {
        let party = case.request.parties[1].id;
        by(case, 12, |request, ctx| request.name_lead(ctx, party))
    }),
    ("re-route deadline lapses", "- - DC - - - - - - - - -", lapse_reroute),
    ("sign", "- - - AG - - - - - - - -", |case| by(case, 20, |request, ctx| request.sign(ctx, Sign::default(), &Key))),
    ("decide a resource need", "- SU CL AG = = = - - - - -", |case| {
        let need = case.request.form.content.resource_needs[0].id;
        let input = DecideResource { need, approved: true, note: None };
        by(case, 20, |request, ctx| request.decide_resource(ctx, input))
    }),
    ("create a task", "- - - = = = IP - - - - -", |case| {
        hook(case, |request, ctx| request.task_created(ctx, task(), &[person(22)]))
    }),
    ("a task starts", "- - - - IP = - - - - - -", |case| hook(case, |request, ctx| request.task_started(ctx, task()))),
    ("task delivered, passed or cancelled", "- - - = = DE DE - - - - -", |case| {
        hook(case, |request, ctx| request.tasks_changed(ctx, delivered().tasks))
    }),
    ("the last task cancelled", "- - - = = IP IP - - - - -", |case| {
        let tally = TaskTally { cancelled: 2, ..TaskTally::default() };
        hook(case, |request, ctx| request.tasks_changed(ctx, tally))
    }),
    ("task sent to rework", "- - - - - = IP - - - - -", |case| hook(case, Request::task_reworked)),
    ("accept", "- - - - - - AC - - - - -", |case| {
        by(case, 12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key))
    }),
    ("rate", "- - - - - - - = = - - -", |case| may(case, 12, Action::Rate)),
    ("comment", "= = = = = = = = = - = =", |case| may(case, 12, Action::Comment)),
    ("invite a guest", "- = = = = = = = = - - -", |case| may(case, 12, Action::InviteGuest)),
    ("close", "- - - - - - - CD - - - -", |case| {
        let settlement = case.all_rated();
        by(case, 12, |request, ctx| request.close(ctx, &settlement))
    }),
    ("rating deadline lapses", "- - - - - - - CD = - - -", |case| {
        case.serves(|request, ctx| request.lapse_rating(ctx, &Settlement::default())).map(|change| Some(change.state))
    }),
    ("archive", "- - - - - - - - AR - AR AR", |case| by(case, 12, Request::archive)),
    ("withdraw", "- WD WD WD WD WD - - - - - -", |case| {
        by(case, 12, |request, ctx| request.withdraw(ctx, text("取消")))
    }),
    ("block", "- = = = = = = - - - - -", |case| by(case, 12, |request, ctx| request.block(ctx, text("缺数据")))),
    ("unblock", "- = = = = = = - - - - -", |case| {
        if let Ok(change) = case.tries(12, |request, ctx| request.block(ctx, text("缺数据"))) {
            case.request = change.state;
        }
        by(case, 12, |request, ctx| request.unblock(ctx, None))
    }),
    ("escalate", "- = = = = = = - - - - -", |case| {
        let parties = vec![case.request.parties[0].id];
        let input = Escalate { reason: text("分歧"), parties, task: None };
        by(case, 12, |request, ctx| request.escalate(ctx, input))
    }),
    ("take up", "- = = = = = = - - - - -", |case| {
        escalated(case);
        by(case, 20, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()))
    }),
    ("ruling: dismissed", "- = = = = = = - - - - -", |case| {
        ruled(case, RulingOutcome::Dismissed)
    }),
    ("ruling: decline", "- DC DC DC DC DC - - - - - -", |case| {
        if case.status() == RequestStatus::Delivered {
            escalated(case);
            case.did(10, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()));
            return by(case, 10, |request, ctx| request.rule(ctx, ruling(RulingOutcome::Decline)));
        }
        ruled(case, RulingOutcome::Decline)
    }),
    ("change priority", "= = = = = = - - - - - -", |case| {
        by(case, 12, |request, ctx| request.change_priority(ctx, Priority::Low))
    }),
    ("raise a problem", "- = = = = = = = - - - -", |case| may(case, 12, Action::RaiseProblem)),
    ("tags", "= = = = = = = = = - - -", |case| {
        by(case, 12, |request, ctx| request.update(ctx, tags(), &FormDefinition::default()))
    }),
    ("hand over initiator", "= = = = = = = = = - - -", |case| {
        by(case, 12, |request, ctx| request.hand_over(ctx, HandOver { to: person(13), reason: None }))
    }),
];

fn code(status: RequestStatus) -> &'static str {
    let index = RequestStatus::ALL.iter().position(|one| *one == status).expect("a status");
    ["DR", "SU", "CL", "AG", "CO", "IP", "DE", "AC", "CD", "AR", "DC", "WD"][index]
}

#[test]
fn every_cell_holds() {
    for (event, cells, act) in TABLE {
        let cells: Vec<&str> = cells.split(' ').collect();
        assert_eq!(cells.len(), RequestStatus::ALL.len(), "{event}");
        for (status, cell) in RequestStatus::ALL.into_iter().zip(cells) {
            let mut case = Case::at(status);
            let outcome = act(&mut case);
            let found = match &outcome {
                Err(Refusal::State(conflict)) => {
                    assert_eq!(conflict.status, status.name(), "{event} in {status:?}");
                    "-"
                }
                // A draft is its initiator's alone: to the others it is not there.
                Err(Refusal::NotFound) if status == RequestStatus::Draft => "-",
                Err(other) => panic!("{event} in {status:?}: {other:?}"),
                Ok(None) => "gone",
                Ok(Some(state)) if state.status == status && cell == "=" => "=",
                Ok(Some(state)) => code(state.status),
            };
            assert_eq!(found, cell, "{event} in {status:?}");
        }
    }
}

/// A refusal names the transitions that would go through for this caller, and changes nothing.
#[test]
fn a_refusal_names_what_is_allowed_now() {
    let case = Case::at(RequestStatus::Delivered);
    let Err(Refusal::State(conflict)) = case.tries(12, |request, ctx| request.withdraw(ctx, text("取消")))
    else {
        panic!("refused");
    };
    assert_eq!(conflict.status, "DELIVERED");
    assert!(conflict.allowed.contains(&"ACCEPT") && !conflict.allowed.contains(&"WITHDRAW"));
    let actor = case.world.actor(12);
    let abilities = case.request.abilities(&case.world.context(&actor));
    let allowed: Vec<_> = abilities
        .iter()
        .filter(|ability| ability.reason.is_none())
        .map(|ability| ability.action.name())
        .collect();
    assert_eq!(conflict.allowed, allowed, "the same function decides");
}
