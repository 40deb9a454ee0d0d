//! Tasks that minutes make (resolution 60, C14).

use super::*;
use crate::access::may_see;
use crate::ids::IdSource as _;
use crate::meeting::MeetingStatus;
use crate::meeting::tests::{HOST, meeting_in};
use crate::pack::Preset;

const RECORDER: u128 = 22;

fn item(world: &World, who: u128) -> ItemTask {
    ItemTask {
        id: TaskId::from_uuid(world.ids.next()),
        name: line("协调测试人员"),
        description: None,
        standard: None,
        assignee: person(who),
        due: NewDue::On(date("2024-05-13")),
        decision: None,
    }
}

fn made_from(
    world: &World,
    home: &dyn Fn(&Frame) -> MinutesHome<'_>,
    frame: &Frame,
    who: u128,
) -> Change<Task> {
    let meeting = meeting_in(world, MeetingStatus::Held).frame();
    let item = item(world, who);
    with(world, RECORDER, |ctx| Task::from_minutes(ctx, &meeting, home(frame), Some(frame), item))
        .expect("made")
}

#[test]
fn a_task_goes_under_the_request_that_admits_it_resolution_60() {
    let world = World::new();
    let fits = |status, who| {
        let item = item(&world, who);
        with(&world, RECORDER, |ctx| Task::fits(&frame(status), &item, ctx))
    };
    for (status, who, expected) in [
        (RequestStatus::Agreed, 23, true),
        (RequestStatus::InProgress, 33, true),
        (RequestStatus::InProgress, 42, false),
        (RequestStatus::Submitted, 23, false),
        (RequestStatus::Delivered, 23, false),
        (RequestStatus::Closed, 23, false),
    ] {
        assert_eq!(fits(status, who), expected, "{status:?} {who}");
    }
    let confirmed = frame(RequestStatus::InProgress);
    let change = made_from(&world, &|frame| MinutesHome::Request(frame, 7), &confirmed, 33);
    let task = change.state.record();
    assert_eq!(
        (task.code.as_str(), task.department, task.priority),
        ("MT202405001-07", department(3), Priority::High)
    );
    assert_eq!(names(&change), ["TaskCreated", "TaskDispatched"], "given out at once");
    assert_eq!(task.created_by, Some(person(RECORDER)));
    let agreed = frame(RequestStatus::Agreed);
    let planned = made_from(&world, &|frame| MinutesHome::Request(frame, 8), &agreed, 23);
    assert_eq!(names(&planned), ["TaskCreated"], "not before the request is confirmed");
}

/// The host acts as lead, the assignee's head accepts, participants of the meeting see it.
#[test]
fn a_task_of_a_meeting_alone() {
    let world = World::new();
    let closed = frame(RequestStatus::Closed);
    let change = made_from(&world, &|_| MinutesHome::Meeting(1), &closed, 32);
    let task = &change.state;
    assert_eq!(task.record().code, "HY202405001-01");
    assert_eq!(task.record().origin.and_then(|origin| origin.related_request), Some(closed.request));
    assert_eq!((task.request(), task.record().department), (None, department(3)));
    for (who, sees) in
        [(HOST, true), (23, true), (32, true), (21, true), (30, true), (33, true), (34, false), (42, false)]
    {
        assert_eq!(may_see(&world.actor(who), &task.audience()), sees, "{who}");
    }
    let can = |who, action| with(&world, who, |ctx| task.can(action, ctx)).is_ok();
    assert!(can(HOST, Action::Cancel) && can(HOST, Action::SetDate) && !can(22, Action::Cancel));
    assert!(can(32, Action::Start) && !can(23, Action::Start));
    let delivered = with(&world, 32, |ctx| task.deliver(ctx, Vec::new(), None)).expect("delivered").state;
    let judge = |who| with(&world, who, |ctx| delivered.can(Action::Pass, ctx));
    assert_eq!(judge(30), Ok(()));
    assert!(matches!(judge(HOST), Err(Refusal::NotPermitted(_))));
}

#[test]
fn some_packs_leave_giving_out_to_people_c14() {
    let world = World { pack: Preset::Coordination.pack(), ..World::new() };
    let closed = frame(RequestStatus::Closed);
    let change = made_from(&world, &|_| MinutesHome::Meeting(1), &closed, 32);
    assert_eq!(names(&change), ["TaskCreated"]);
    assert!(with(&world, HOST, |ctx| change.state.dispatch(ctx)).is_ok());
}
