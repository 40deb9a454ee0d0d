//! Where comments stand: who sees them, what closes them.

use super::*;
use crate::access::may_see;
use crate::customer::{Customer, CustomerRecord, CustomerState};
use crate::ids::{CustomerId, TaskId};
use crate::pack::{ByPack as _, Governed};
use crate::problem::{Against, NewProblem, Problem};
use crate::request::status::RequestStatus;
use crate::task::tests::frame;
use crate::task::{Setting, TaskStatus};
use crate::testing::department;

fn customer(state: CustomerState) -> Customer {
    Customer::restore(CustomerRecord {
        id: CustomerId::from_uuid(uuid::Uuid::from_u128(1)),
        version: 1,
        name: line("ABC科技有限公司"),
        industry: None,
        level: None,
        owner: person(12),
        department: department(1),
        tags: Vec::new(),
        state,
        latest: None,
        ticket_departments: std::collections::BTreeSet::new(),
        created_by: None,
        created_at: crate::time::Instant::from_micros(0),
    })
}

fn problem(world: &World, against: Against<'_>) -> Problem {
    let new = NewProblem {
        id: None,
        description: text("接口不兼容"),
        impact: None,
        raising_department: None,
        responsible_department: department(3),
        cooperating: vec![crate::problem::Cooperation { department: department(4), matter: None }],
        planned: None,
        measures: None,
        major: false,
        return_of: None,
    };
    with(world, ASSIGNEE, |ctx| Problem::raise(ctx, against, new)).expect("raised").state
}

/// A task under a request has that request's audience and its own people; so has what is said about it.
#[test]
fn a_comment_is_seen_as_what_it_is_about() {
    let world = World::new();
    let frame = frame(RequestStatus::InProgress);
    let task = made(&world);
    let place = Place::from(&task);
    assert_eq!(place.root, frame.request.uuid());
    assert_eq!(place.persons, [person(23), person(33)].into());
    assert_eq!(place.audience, task.audience());
    assert_eq!((place.request, place.closed), (Some(frame.request), None));

    let of_task = problem(&world, Against::Task(&task));
    let place = Place::from(&of_task);
    assert_eq!(place.root, frame.request.uuid());
    assert!(place.persons.contains(&person(40)), "the head of a helping department");
    assert!(may_see(&world.actor(40), &place.audience) && !may_see(&world.actor(40), &place.root_audience));

    let alone = problem(&world, Against::Departments);
    let place = Place::from(&alone);
    assert_eq!((place.root, place.persons.len()), (alone.uuid(), 0));
    assert_eq!(place.audience, alone.audience());

    let owned = customer(CustomerState::Active);
    let place = Place::from(&owned);
    assert!(owned.is_known_to(&world.actor(STRANGER)), "the card is everybody's");
    assert!(
        matches!(add(&world, STRANGER, &place, new("听说")), Err(Refusal::NotPermitted(_))),
        "comments are not"
    );
    let said = added(&world, 12, &place, new("听说"));
    assert_eq!(with(&world, STRANGER, |ctx| said.can(Action::Reply, ctx)), Err(Refusal::NotFound));
    assert!(add(&world, 14, &place, new("听说")).is_ok());
    let assigned = Governed::Assigned { kind: None, department: Some(department(1)) };
    assert_eq!(place.governed(), assigned);
}

/// The row "comment" of the request's table reaches what hangs on the request; nothing is said of an archived customer.
#[test]
fn what_is_archived_is_only_read() {
    let world = World::new();
    let task = made(&world);
    let of = |status| {
        let setting = Setting { frame: Some(frame(status)), ..task.setting().clone() };
        Task::restore(task.record().clone(), setting)
    };
    let comment = added(&world, AUTHOR, &Place::from(&task), new("收到"));
    for status in RequestStatus::ALL {
        let task = of(status);
        let place = Place::from(&task);
        let open = status != RequestStatus::Archived;
        assert_eq!(add(&world, AUTHOR, &place, new("收到")).is_ok(), open, "{status:?}");
        let can = |ctx: &Context<'_>| task.can(crate::task::Action::Comment, ctx);
        assert_eq!(with(&world, AUTHOR, can).is_ok(), open, "{status:?}");
        let there = stored(&comment).moved(place);
        let abilities = with(&world, AUTHOR, |ctx| there.abilities(ctx));
        assert!(abilities.iter().all(|(_, verdict)| verdict.is_ok() == open), "{status:?}");
    }
    for status in TaskStatus::ALL {
        let task = crate::task::tests::task_in(&world, status);
        assert!(add(&world, AUTHOR, &Place::from(&task), new("收到")).is_ok(), "{status:?}");
    }
    let archived = Place::from(&customer(CustomerState::Archived));
    assert!(matches!(add(&world, 12, &archived, new("收到")), Err(Refusal::State(_))));
    assert!(add(&world, 12, &Place::from(&customer(CustomerState::Active)), new("收到")).is_ok());
}

/// What an author may do with their own words, and others with theirs.
#[test]
fn abilities_say_who_edits_and_who_replies() {
    let world = World::new();
    let comment = added(&world, AUTHOR, &place(&world), new("收到"));
    for (who, reply, edit) in [(AUTHOR, true, true), (ASSIGNEE, true, false), (AUDITOR, false, false)] {
        let found = with(&world, who, |ctx| Action::ALL.map(|action| comment.can(action, ctx).is_ok()));
        assert_eq!(found, [reply, edit], "{who}");
    }
    assert_eq!(with(&world, STRANGER, |ctx| comment.can(Action::Reply, ctx)), Err(Refusal::NotFound));
}

#[test]
fn a_reply_is_about_the_same() {
    let world = World::new();
    let comment = added(&world, AUTHOR, &place(&world), new("收到"));
    let elsewhere = Place::from(&customer(CustomerState::Active));
    let add =
        |ctx: &Context<'_>| Comment::add(ctx, &elsewhere, Some(&comment), &Masker::nothing(), new("好"));
    let found = wrong(with(&world, AUTHOR, add).expect_err("refused"));
    assert_eq!(found, [("replyTo".to_owned(), Rule::OtherSubject)]);
    let reply = replied(&world, ASSIGNEE, &comment);
    assert_eq!(reply.comment.state.record().reply_to, Some(comment.record().id));
    assert!(reply.answered.is_none(), "nobody asked");
}

/// Which record bare bits are of.
#[test]
fn subjects_know_their_kind() {
    let bits = uuid::Uuid::from_u128(7);
    let subject = CommentSubject::Task(TaskId::from_uuid(bits));
    assert_eq!(CommentSubject::of(subject.kind(), subject.uuid()), Some(subject));
    assert_eq!(CommentSubject::of(crate::event::SubjectKind::Deadline, bits), None);
}
