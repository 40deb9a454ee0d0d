//! Who may do what and see what (resolutions 17, 18, 20, 21, 68).

use super::*;
use crate::access::{DepartmentRole, may_see};
use crate::directory::{AccountState, Directory};
use crate::request::ability::Action;
use crate::request::hand_over::HandOver;
use crate::request::party::PartyState;
use crate::request::record::Source;
use crate::request::signature::SignOff;
use crate::request::update::UpdateRequest;

/// Rows: actions; columns: initiator 12, colleague 13, head 10, lead's liaison 22, lead's head 20, the other liaison 32,
/// somebody's deputy 31, outsider 42, executive 99, auditor 97, administrator 98. `y` permitted, `-` not, `.` not visible.
#[rustfmt::skip]
const MATRIX: &[(Action, &str)] = &[
    (Action::Update,           "y----- -.---"),
    (Action::Revise,           "y----- -.---"),
    (Action::AddParty,         "y----- -.---"),
    (Action::Withdraw,         "y----- -.---"),
    (Action::HandOver,         "y----- -.---"),
    (Action::Respond,          "---yyy y.---"),
    (Action::NameLiaison,      "---yyy y.---"),
    (Action::ChangePriority,   "y--yy- -.---"),
    (Action::Block,            "y--yyy y.---"),
    (Action::Escalate,         "y--yyy y.---"),
    (Action::Sign,             "--y-y- y.---"),
    (Action::OverrideConflict, "---yy- -.y--"),
    (Action::CreateTask,       "y--yyy y.---"),
    (Action::RaiseProblem,     "yyyyyy y.y-y"),
];

#[test]
fn who_may_do_what() {
    let case = Case::at(RequestStatus::Agreed);
    let people = [12, 13, 10, 22, 20, 32, 31, 42, 99, 97, 98];
    for (action, row) in MATRIX {
        let row: Vec<char> = row.chars().filter(|letter| *letter != ' ').collect();
        for (who, expected) in people.iter().zip(row) {
            let actor = case.world.actor(*who);
            let found = match case.request.can(*action, &case.world.context(&actor)) {
                Ok(()) | Err(Refusal::State(_)) => 'y',
                Err(Refusal::NotPermitted(_)) => '-',
                Err(_) => '.',
            };
            assert_eq!(found, expected, "{action:?} by {who}");
        }
    }
}

/// Resolutions 9 and 68: a party's editors create tasks, its viewers do not; `abilities` say so.
#[test]
fn editors_of_a_party_create_tasks() {
    let case = Case::at(RequestStatus::Confirmed);
    for (who, allowed) in [(23, true), (33, true), (24, false), (13, false)] {
        let actor = case.world.actor(who);
        let ctx = case.world.context(&actor);
        assert_eq!(case.request.can(Action::CreateTask, &ctx).is_ok(), allowed, "{who}");
    }
}

/// Resolution 57: nobody rates a party they belong to; with another party there is still something to rate.
#[test]
fn nobody_is_told_to_rate_their_own() {
    let mut case = Case::at(RequestStatus::Accepted);
    for (parties, allowed) in [(&[2][..], true), (&[2, 3], false)] {
        let directory = &case.world.directory;
        let departments: Vec<_> = directory.departments().map(|one| (**one).clone()).collect();
        let mut people: Vec<_> = directory.people().map(|one| (**one).clone()).collect();
        let initiator = people.iter_mut().find(|one| one.id == person(12)).expect("there");
        let roles = parties.iter().map(|party| (department(*party), DepartmentRole::Viewer));
        initiator.department_roles = roles.collect();
        case.world.directory = Directory::new(2, departments, people);
        let actor = case.world.actor(12);
        assert_eq!(
            case.request.can(Action::Rate, &case.world.context(&actor)).is_ok(),
            allowed,
            "{parties:?}"
        );
    }
}

/// Resolution 68: who creates.
#[test]
fn editors_create() {
    let world = World::new();
    for (who, allowed) in [(12, true), (10, true), (14, false), (97, false)] {
        let actor = world.actor(who);
        let created = Request::create(&world.context(&actor), draft_input(), &FormDefinition::default());
        assert_eq!(created.is_ok(), allowed, "{who}");
    }
}

/// Resolution 17: a draft is its initiator's; a confidential request its participants' and the heads'.
#[test]
fn who_sees_it() {
    let sees = |case: &Case, who| may_see(&case.world.actor(who), &case.request.audience());
    let draft = Case::draft();
    assert!(sees(&draft, 12) && !sees(&draft, 10) && !sees(&draft, 22) && !sees(&draft, 97));
    let mut case = Case::at(RequestStatus::InProgress);
    assert!(sees(&case, 13) && sees(&case, 33) && sees(&case, 99) && !sees(&case, 42));
    let mut input = UpdateRequest::default();
    input.particulars.visibility = Patch::Set(kind::Visibility::Participants);
    case.did(12, |request, ctx| request.update(ctx, input, &FormDefinition::default()));
    assert!(sees(&case, 20) && sees(&case, 22) && !sees(&case, 23) && !sees(&case, 99) && !sees(&case, 98));
    let actor = case.world.actor(12);
    let source = Source::Task(task());
    let came = case.request.take_part(&case.world.context(&actor), source, &[person(43)]);
    case.request = came.expect("somebody came").state;
    assert!(sees(&case, 43));
    let left = case.request.take_part(&case.world.context(&actor), source, &[]).expect("somebody went");
    assert!(left.audience_before().is_some(), "who loses sight of it is told");
    let escalate = escalate::Escalate { reason: text("分歧"), parties: Vec::new(), task: None };
    case.did(12, |request, ctx| request.escalate(ctx, escalate));
    assert!(sees(&case, 99), "executives from the escalation on");
}

fn without(case: &mut Case, who: &[u128]) {
    let directory = &case.world.directory;
    let people: Vec<_> = directory.people().map(|one| (**one).clone()).collect();
    let people = people.into_iter().map(|mut one| {
        if who.contains(&(one.id.uuid().as_u128())) {
            one.state = AccountState::Disabled;
        }
        one
    });
    let departments: Vec<_> = directory.departments().map(|one| (**one).clone()).collect();
    case.world.directory = Directory::new(2, departments, people);
}

/// Resolution 20: who left is stood in for at once; answers and signatures stay.
#[test]
fn vacant_places_are_filled_at_once() {
    let mut case = Case::at(RequestStatus::Confirmed);
    without(&mut case, &[12, 22]);
    let vacated = case.request.person_left(&case.world.context(&crate::access::Actor::Server), person(22));
    let change = vacated.expect("allowed").expect("a change");
    assert_eq!(told(&change), ["LiaisonVacated"]);
    assert!(change.state.parties[0].state.has_accepted() && change.state.status == RequestStatus::Confirmed);
    case.request = change.state;
    case.did(10, |request, ctx| request.hand_over(ctx, HandOver { to: person(13), reason: None }));
    assert_eq!(case.request.initiator, person(13));
    let party = case.request.parties[0].id;
    case.server(|request, ctx| request.lapse_liaison(ctx, party));
    case.did(20, |request, ctx| request.name_liaison(ctx, name(23)));
    let foreign =
        case.tries(13, |request, ctx| request.hand_over(ctx, HandOver { to: person(22), reason: None }));
    assert_eq!(rules(&foreign), [Rule::NotActive]);
}

/// A place without managers is seen for and signed for by who stands in, also where it is confidential.
#[test]
fn the_next_above_signs_for_a_vacant_place() {
    let mut input = draft_input();
    input.particulars.visibility = Patch::Set(kind::Visibility::Participants);
    let mut case = Case::drafted(World::new(), input);
    without(&mut case, &[20, 21]);
    case.go(RequestStatus::Agreed);
    case.did(99, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    assert_eq!(case.request.signatures[0].role.name(), "EXECUTIVE");
}

/// Resolution 21, its four cases.
#[test]
fn departments_merge() {
    let merged = |case: &Case, from, into| {
        let server = crate::access::Actor::Server;
        let change =
            case.request.department_merged(&case.world.context(&server), department(from), department(into));
        change.expect("allowed")
    };
    let case = Case::at(RequestStatus::Confirmed);
    let moved = merged(&case, 3, 4).expect("a change").state;
    assert_eq!((moved.parties[1].department, moved.status), (department(4), RequestStatus::Confirmed));
    assert!(moved.signatures.iter().all(SignOff::counts), "codes and signatures stay");
    let joined = merged(&case, 2, 3).expect("a change").state;
    assert_eq!(joined.parties[0].state, PartyState::Removed);
    assert!(joined.parties[1].lead, "the lead goes with it");
    let own = merged(&case, 2, 1).expect("a change").state;
    assert_eq!(own.present().count(), 1);
    let mut last = Case { world: case.world, request: own };
    let none = merged(&last, 3, 1).expect("a change").state;
    assert_eq!((none.present().count(), none.status), (0, RequestStatus::Clarifying), "a re-route is owed");
    last.request = none;
    assert!(merged(&last, 4, 2).is_none());
    last.did(12, |request, ctx| {
        request.add_party(ctx, parties::AddParty { party: super::input(4, None), reason: None })
    });
    assert_eq!(last.status(), RequestStatus::Submitted);
}
