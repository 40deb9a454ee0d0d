//! Minutes: what they make, how they are corrected, and whose word they wait for.

use super::*;
use crate::error::Rule;
use crate::pack::Preset;
use crate::task::NewDue;

fn published(world: &World, minutes: MinutesDraft) -> Result<Publication, Refusal> {
    let held = meeting_in(world, MeetingStatus::Held);
    with(world, RECORDER, |ctx| held.publish_minutes(ctx, &[], Some(minutes)))
}

/// Worked example 4; S1-29, resolutions 49 and 59: an owned decision without action item makes its own task, one without
/// owner is done, an action item is a task.
#[test]
fn example_4_decisions_and_tasks() {
    let world = World::new();
    let Publication { change, tasks, dropped } = published(&world, said()).expect("published");
    let minutes = change.state.record().current().expect("minutes").clone();
    assert_eq!((minutes.version, minutes.decisions().count(), minutes.actions().count()), (1, 2, 2));
    let (own, asked) = (&tasks[0], &tasks[1]);
    assert_eq!((own.name.as_str(), own.assignee), ("研发部5月12日前提交优化计划", person(HOST)));
    assert_eq!(own.decision, minutes.decisions().next().map(|decision| decision.id));
    assert_eq!((asked.name.as_str(), asked.assignee, asked.decision), ("协调测试人员", person(ABROAD), None));
    assert!(dropped.is_empty());
    let due = minutes.actions().next().map(|action| action.due.at.to_string());
    assert_eq!(due.as_deref(), Some("2024-05-13T10:00:00Z"), "Monday's closing in Shanghai");
}

#[test]
fn an_action_item_carries_out_its_decision() {
    let world = World::new();
    let mut minutes = said();
    minutes.items[0].actions[0].decision = Some(1);
    let done = published(&world, minutes).expect("published");
    assert_eq!(done.tasks.len(), 1, "the decision makes no task of its own");
    let minutes = done.change.state.record().current().expect("minutes").clone();
    assert_eq!(done.tasks[0].decision, minutes.decisions().next().map(|decision| decision.id));
}

/// Resolution 60: inactive owners refuse publication, listed; and so does everything else that is missing.
#[test]
fn what_is_missing_refuses_publication() {
    let world = World::new();
    let mut minutes = said();
    minutes.items[0].number = Some(9);
    minutes.items[0].actions[0].decision = Some(3);
    let unknown = published(&world, minutes).expect_err("refused");
    assert_eq!(rules(&unknown), [Rule::Unknown, Rule::Unknown]);
    let mut minutes = said();
    let item = &mut minutes.items[0];
    item.decisions[0].due = None;
    item.actions.push(NewActionItem { who: None, due: None, ..item.actions[0].clone() });
    item.actions.push(NewActionItem { who: Some(person(97)), ..item.actions[0].clone() });
    item.actions.push(NewActionItem { due: Some(NewDue::On(date("2024-05-09"))), ..item.actions[0].clone() });
    let refusal = published(&world, minutes).expect_err("refused");
    assert_eq!(
        rules(&refusal),
        [Rule::Required, Rule::Required, Rule::Required, Rule::AuditorOnly, Rule::InThePast]
    );
    let held = meeting_in(&world, MeetingStatus::Held);
    let nothing = with(&world, RECORDER, |ctx| held.publish_minutes(ctx, &[], None)).expect_err("no draft");
    assert_eq!(rules(&nothing), [Rule::Required]);
}

/// A draft may be unfinished; published without another text, it is what counts.
#[test]
fn a_draft_is_published_as_it_stands() {
    let world = World::new();
    let held = meeting_in(&world, MeetingStatus::Held);
    let mut unfinished = said();
    unfinished.items[0].actions[0].who = None;
    let keep = crate::patch::Patch::Keep;
    let drafted = with(&world, RECORDER, |ctx| held.draft_minutes(ctx, &[], Some(unfinished), keep.clone()))
        .expect("drafted")
        .state;
    assert!(with(&world, RECORDER, |ctx| drafted.publish_minutes(ctx, &[], None)).is_err());
    let whole =
        with(&world, HOST, |ctx| drafted.draft_minutes(ctx, &[], Some(said()), keep)).expect("drafted").state;
    let done = with(&world, RECORDER, |ctx| whole.publish_minutes(ctx, &[], None)).expect("published");
    assert_eq!((done.tasks.len(), &done.change.state.record().draft), (2, &None));
}

/// Resolution 62: what keeps its ID stays; what is left out is dropped; what is new is made; everybody is asked again.
#[test]
fn a_correction_keeps_what_it_names() {
    let world = World::new();
    let confirmed = meeting_in(&world, MeetingStatus::Confirmed);
    let before = confirmed.record().current().expect("minutes").clone();
    let (own, asked) = (before.actions().next().cloned(), before.actions().nth(1).cloned());
    let (own, asked) = (own.expect("the decision's"), asked.expect("the action item"));
    let mut minutes = said();
    let item = &mut minutes.items[0];
    item.decisions[0].id = own.decision;
    item.actions[0] = action("补充测试环境", OPTIONAL, "2024-05-14");
    let done =
        with(&world, RECORDER, |ctx| confirmed.correct_minutes(ctx, minutes.clone(), text("漏记一项")))
            .expect("corrected");
    let after = done.change.state.record();
    assert_eq!(after.status, MeetingStatus::Minuted);
    assert_eq!((done.tasks.len(), done.dropped.as_slice()), (1, [asked.task].as_slice()));
    let kept = after.current().and_then(|minutes| minutes.actions().next().map(|action| action.task));
    assert_eq!(kept, Some(own.task));
    let answered = |who| after.attendee(person(who)).is_some_and(|one| one.has_answered(2));
    assert!(!answered(REQUIRED) && !answered(ABROAD));
    // Another person or date is the task's own matter.
    let mut renamed = minutes.clone();
    renamed.items[0].actions[0] =
        NewActionItem { task: Some(asked.task), ..action("协调三名测试人员", ABROAD, "2024-05-13") };
    let kept = with(&world, RECORDER, |ctx| confirmed.correct_minutes(ctx, renamed.clone(), text("措辞")));
    assert_eq!(kept.expect("other words").dropped, []);
    renamed.items[0].actions[0].who = Some(person(OPTIONAL));
    let other = with(&world, RECORDER, |ctx| confirmed.correct_minutes(ctx, renamed.clone(), text("换人")));
    assert_eq!(rules(&other.expect_err("another person")), [Rule::ChangeTheTask]);
    renamed.items[0].actions[0].task = Some(crate::ids::TaskId::from_uuid(uuid::Uuid::from_u128(5)));
    let unknown = with(&world, RECORDER, |ctx| confirmed.correct_minutes(ctx, renamed, text("错号")));
    assert_eq!(rules(&unknown.expect_err("no such task")), [Rule::Unknown]);
}

/// Resolution 42: silence is no confirmation, and confirms the meeting all the same, unless somebody objects.
#[test]
fn an_objection_stops_silence() {
    let world = World::new();
    let minuted = meeting_in(&world, MeetingStatus::Minuted);
    let silent =
        server(&world, |ctx| minuted.lapse_confirmation(ctx, person(ABROAD), 1)).expect("lapsed").state;
    assert_eq!(silent.status(), MeetingStatus::Minuted);
    let objected = with(&world, REQUIRED, |ctx| silent.object_to_minutes(ctx, text("第二条有误")))
        .expect("objected")
        .state;
    let twice = with(&world, REQUIRED, |ctx| objected.object_to_minutes(ctx, text("又"))).expect_err("once");
    assert_eq!(rules(&twice), [Rule::AlreadyOnRecord]);
    let still =
        server(&world, |ctx| objected.lapse_confirmation(ctx, person(REQUIRED), 1)).expect("lapsed").state;
    assert_eq!(still.status(), MeetingStatus::Minuted, "open objection");
    let taken_back = with(&world, REQUIRED, |ctx| objected.confirm_minutes(ctx)).expect("confirmed");
    assert_eq!(taken_back.state.status(), MeetingStatus::Confirmed);
    assert!(taken_back.facts.contains(&MeetingFact::MeetingConfirmed { by_silence: true }));
    let corrected = with(&world, RECORDER, |ctx| objected.correct_minutes(ctx, said(), text("按异议更正")))
        .expect("corrected")
        .change
        .state;
    assert!(corrected.record().objections.iter().all(|objection| objection.settled_at.is_some()));
    assert!(
        server(&world, |ctx| corrected.lapse_confirmation(ctx, person(ABROAD), 1)).is_err(),
        "the old version"
    );
}

/// S1-30: who was not there reads; that is their word.
#[test]
fn who_was_not_there_reads() {
    let world = World::new();
    let held = meeting_in(&world, MeetingStatus::Held);
    let there = |number, attended| Attendance { person: person(number), attended };
    let attendance = [there(REQUIRED, true), there(ABROAD, false)];
    let minuted = with(&world, RECORDER, |ctx| held.publish_minutes(ctx, &attendance, Some(said())))
        .expect("published")
        .change
        .state;
    let one = with(&world, REQUIRED, |ctx| minuted.confirm_minutes(ctx)).expect("confirmed").state;
    let read = with(&world, ABROAD, |ctx| one.mark_read(ctx)).expect("read").state;
    assert_eq!(read.status(), MeetingStatus::Confirmed);
    let again = with(&world, ABROAD, |ctx| read.mark_read(ctx)).expect_err("once");
    assert_eq!(rules(&again), [Rule::AlreadyOnRecord]);
    let present = with(&world, REQUIRED, |ctx| minuted.mark_read(ctx)).expect("read").state;
    assert!(!present.record().attendee(person(REQUIRED)).is_some_and(|one| one.has_answered(1)), "was there");
}

/// Resolution 42, S2-30, S2-31: where all must sign, silence signs nothing, and copies go out with the last signature.
#[test]
fn where_all_must_sign_copies_wait() {
    let mut world = under(Preset::Coordination);
    world.pack.meetings.copies = [crate::testing::department(4)].into();
    let minuted = meeting_in(&world, MeetingStatus::Minuted);
    assert!(!minuted.record().is_distributed());
    let lapsed = server(&world, |ctx| minuted.lapse_confirmation(ctx, person(ABROAD), 1));
    assert!(matches!(lapsed, Err(Refusal::State(_))));
    let first = with(&world, REQUIRED, |ctx| minuted.confirm_minutes(ctx)).expect("signed").state;
    let last = with(&world, ABROAD, |ctx| first.confirm_minutes(ctx)).expect("signed").state;
    assert_eq!(last.status(), MeetingStatus::Confirmed);
    assert!(
        last.record().is_distributed() && last.record().copies.contains(&person(40)),
        "the filing department"
    );
}

#[test]
fn without_required_attendees_publication_confirms() {
    let world = World::new();
    let alone =
        scheduled(&world, NewMeeting { attendees: vec![asked(OPTIONAL, false)], ..progress_meeting() });
    world.now.set(instant("2024-05-10T07:30:00Z"));
    let held = server(&world, |ctx| alone.time_passed(ctx, Vec::new())).expect("held").state;
    let done = with(&world, HOST, |ctx| held.publish_minutes(ctx, &[], Some(MinutesDraft::default())));
    assert_eq!(done.expect("published").change.state.status(), MeetingStatus::Confirmed);
}
