//! The rules around the table: notice, length, series, replies, visibility, who acts for whom.

use super::*;
use crate::access::{Reach, may_see};
use crate::command::{Aggregate as _, Change};
use crate::directory::{AccountState, Directory};
use crate::error::Rule;
use crate::pack::Preset;
use crate::patch::Patch;
use crate::request::status::RequestStatus;
use crate::testing::department;

fn refused(world: &World, new: NewMeeting) -> Vec<Rule> {
    rules(&with(world, HOST, |ctx| plan_and_schedule(ctx, new)).expect_err("refused"))
}

/// S1-24, S2-22, resolution 35: a regular meeting wants a calendar day, a coordination two working days.
#[test]
fn short_notice_wants_a_reason_on_record() {
    let world = World::new();
    for (kind, now, short) in [
        (MeetingKind::Regular, "2024-05-09T06:00:00Z", false),
        (MeetingKind::Regular, "2024-05-09T06:00:01Z", true),
        // Friday 14:00 less two working days is Wednesday 14:00.
        (MeetingKind::Coordination, "2024-05-08T06:00:00Z", false),
        (MeetingKind::Coordination, "2024-05-08T06:00:01Z", true),
        (MeetingKind::Instant, "2024-05-10T06:00:00Z", false),
    ] {
        world.now.set(instant(now));
        let new = NewMeeting { kind, ..progress_meeting() };
        let reason = Some(text("客户临时来访"));
        let given = scheduled(&world, NewMeeting { short_notice: reason.clone(), ..new.clone() });
        if short {
            assert_eq!(refused(&world, new), [Rule::ShortNotice], "{kind:?} at {now}");
            assert_eq!(given.record().short_notice, reason);
        } else {
            assert_eq!(given.record().short_notice, None, "a reason that nobody asked for");
            scheduled(&world, new);
        }
    }
}

/// S0-38: 简短沟通会, at most 30 minutes.
#[test]
fn a_short_sync_is_short() {
    let world = World::new();
    let sync = |ends: &str| NewMeeting {
        kind: MeetingKind::Sync,
        ends_at: instant(ends),
        agenda: Vec::new(),
        ..progress_meeting()
    };
    scheduled(&world, sync("2024-05-10T06:30:00Z"));
    assert_eq!(refused(&world, sync("2024-05-10T06:30:01Z")), [Rule::OutOfRange]);
    assert_eq!(refused(&world, sync("2024-05-10T06:00:00Z")), [Rule::OutOfRange], "no time at all");
}

/// S1-25: the minutes allotted fit the window.
#[test]
fn the_agenda_fits_the_window() {
    let world = World::new();
    let with_last = |minutes| NewMeeting {
        agenda: vec![topic("当前研发进度", 60), topic("下一步计划", minutes)],
        ..progress_meeting()
    };
    scheduled(&world, with_last(30));
    assert_eq!(refused(&world, with_last(31)), [Rule::AgendaTooLong]);
    let meeting = scheduled(&world, with_last(30));
    let shorter =
        MeetingChanges { ends_at: Some(instant("2024-05-10T07:00:00Z")), ..MeetingChanges::default() };
    let refusal =
        with(&world, HOST, |ctx| meeting.change_to(ctx, shorter)).expect_err("does not fit any more");
    assert_eq!(rules(&refusal), [Rule::AgendaTooLong]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let world = World::new();
    let new = NewMeeting {
        starts_at: Some(instant("2024-05-01T06:00:00Z")),
        ends_at: instant("2024-05-01T07:00:00Z"),
        zone: Some("Asia/Nowhere".to_owned()),
        recorder: Some(person(97)),
        attendees: vec![asked(REQUIRED, true), asked(REQUIRED, false), asked(HOST, true), asked(777, true)],
        copies: [person(778)].into(),
        short_notice: Some(text("原因")),
        agenda: vec![topic("议题", 0)],
        ..progress_meeting()
    };
    let mut found = refused(&world, new);
    found.sort_unstable();
    let mut expected = vec![
        Rule::InThePast,
        Rule::InThePast,
        Rule::Unknown,
        Rule::Unknown,
        Rule::Unknown,
        Rule::AuditorOnly,
        Rule::Duplicate,
        Rule::Duplicate,
        Rule::OutOfRange,
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn others_plan_for_hosts_of_their_own_department_alone() {
    let world = World::new();
    let for_host = || NewMeeting { host: Some(person(HOST)), ..progress_meeting() };
    for (who, allowed) in [(22, true), (24, false), (32, false), (97, false)] {
        let outcome = with(&world, who, |ctx| plan_and_schedule(ctx, for_host()));
        assert_eq!(outcome.is_ok(), allowed, "{who}");
    }
}

/// A new time asks anew, checks the notice again, and counts up what calendars show.
#[test]
fn another_time_is_another_invitation() {
    let world = World::new();
    let fresh = scheduled(&world, progress_meeting());
    let come = NewReply { reply: Reply::Accepted, note: None };
    let meeting = with(&world, REQUIRED, |ctx| fresh.reply(ctx, come)).expect("replied").state;
    let agenda = MeetingChanges { agenda: Some(vec![topic("新议题", 10)]), ..MeetingChanges::default() };
    let kept = with(&world, HOST, |ctx| meeting.change_to(ctx, agenda)).expect("changed").state;
    assert_eq!(kept.record().attendees[0].reply, Reply::Accepted);
    assert_eq!((kept.record().sequence, kept.record().noticed_at), (1, fresh.record().noticed_at));
    world.now.set(instant("2024-05-09T06:00:00Z"));
    let day = |starts: &str, ends: &str| MeetingChanges {
        starts_at: Some(instant(starts)),
        ends_at: Some(instant(ends)),
        ..MeetingChanges::default()
    };
    let soon = day("2024-05-09T08:00:00Z", "2024-05-09T09:30:00Z");
    let refusal = with(&world, HOST, |ctx| kept.change_to(ctx, soon.clone())).expect_err("short");
    assert_eq!(rules(&refusal), [Rule::ShortNotice]);
    let soon = MeetingChanges { short_notice: Some(text("客户改期")), ..soon };
    let moved = with(&world, HOST, |ctx| kept.change_to(ctx, soon)).expect("moved").state;
    assert_eq!(moved.record().attendees[0].reply, Reply::None);
    assert_eq!(moved.record().short_notice, Some(text("客户改期")));
    let later = day("2024-05-13T08:00:00Z", "2024-05-13T09:30:00Z");
    let moved = with(&world, HOST, |ctx| moved.change_to(ctx, later)).expect("moved").state;
    assert_eq!(moved.record().short_notice, None, "the new time is announced in time");
    let same = MeetingChanges { subject: Some(line("Q3产品研发进度会")), ..MeetingChanges::default() };
    let nothing = with(&world, HOST, |ctx| moved.change_to(ctx, same)).expect_err("nothing");
    assert_eq!(rules(&nothing), [Rule::NothingChanged]);
}

/// X28: the same time on the wall through a change of clocks; days off are left out; the year is the limit.
#[test]
fn a_series_keeps_its_time_on_the_wall() {
    let world = World::new();
    let repeat =
        |every, until: &str, working_days_only| Repeat { every, until: date(until), working_days_only };
    let starts = |new: NewMeeting| -> Vec<String> {
        let all = with(&world, HOST, |ctx| plan_and_schedule(ctx, new)).expect("scheduled");
        all.iter().map(|meeting| meeting.record().window.starts_at.to_string()).collect()
    };
    world.now.set(instant("2024-03-01T01:00:00Z"));
    let berlin = NewMeeting {
        starts_at: Some(instant("2024-03-25T09:00:00Z")),
        ends_at: instant("2024-03-25T10:00:00Z"),
        zone: Some("Europe/Berlin".to_owned()),
        agenda: Vec::new(),
        repeat: Some(repeat(Period::Week, "2024-04-08", false)),
        ..progress_meeting()
    };
    assert_eq!(
        starts(berlin.clone()),
        ["2024-03-25T09:00:00Z", "2024-04-01T08:00:00Z", "2024-04-08T08:00:00Z"]
    );
    // Labour Day 2024-05-01 to 05-05 is off.
    world.now.set(instant("2024-04-01T01:00:00Z"));
    let wednesdays = NewMeeting {
        starts_at: Some(instant("2024-04-24T02:00:00Z")),
        ends_at: instant("2024-04-24T03:00:00Z"),
        agenda: Vec::new(),
        repeat: Some(repeat(Period::Week, "2024-05-08", true)),
        ..progress_meeting()
    };
    assert_eq!(starts(wednesdays), ["2024-04-24T02:00:00Z", "2024-05-08T02:00:00Z"]);
    world.now.set(instant("2024-01-02T01:00:00Z"));
    let months = NewMeeting {
        starts_at: Some(instant("2024-01-31T02:00:00Z")),
        ends_at: instant("2024-01-31T03:00:00Z"),
        agenda: Vec::new(),
        repeat: Some(repeat(Period::Month, "2024-03-31", false)),
        ..progress_meeting()
    };
    assert_eq!(
        starts(months.clone()),
        ["2024-01-31T02:00:00Z", "2024-02-29T02:00:00Z", "2024-03-31T02:00:00Z"]
    );
    let endless = NewMeeting { repeat: Some(repeat(Period::Week, "2026-01-01", false)), ..months };
    assert_eq!(refused(&world, endless), [Rule::TooMany]);
}

/// Resolution 61: what nobody opened or ended may turn out not to have taken place; what was published did.
#[test]
fn what_took_place_is_not_cancelled() {
    let world = World::new();
    let fresh = scheduled(&world, progress_meeting());
    world.now.set(instant("2024-05-10T06:05:00Z"));
    let opened = with(&world, HOST, |ctx| fresh.start(ctx)).expect("opened").state;
    let refusal = with(&world, HOST, |ctx| opened.cancel(ctx, text("原因"))).expect_err("took place");
    assert_eq!(rules(&refusal), [Rule::MeetingTookPlace]);
    let ended = with(&world, HOST, |ctx| fresh.end(ctx, Vec::new())).expect("ended").state;
    assert!(with(&world, HOST, |ctx| ended.cancel(ctx, text("原因"))).is_err());
    world.now.set(instant("2024-05-10T05:59:59Z"));
    let early = with(&world, HOST, |ctx| fresh.end(ctx, Vec::new())).expect_err("not begun");
    assert_eq!(rules(&early), [Rule::NotBegun]);
    assert_eq!(ended.record().lasted(), Some(5 * 60 * 1_000_000), "from the planned start");
    let opened = with(&world, HOST, |ctx| {
        opened.end(&Context { now: instant("2024-05-10T07:05:00Z"), ..*ctx }, Vec::new())
    });
    assert_eq!(opened.expect("ended").state.record().lasted(), Some(60 * 60 * 1_000_000), "from its opening");
}

/// Resolution 62: participants by default; who reads the request reads the meeting, unless it is confidential.
#[test]
fn who_sees_it() {
    let world = World::new();
    let frame = crate::task::tests::frame(RequestStatus::InProgress);
    let about = |confidential| {
        with(&world, HOST, |ctx| {
            let plan =
                NewMeeting { confidential, copies: [person(42)].into(), ..progress_meeting() }.plan(ctx)?;
            Ok::<_, Refusal>(Meeting::schedule(ctx, &plan, ["HY1".to_owned()], Some(&frame)).remove(0).state)
        })
        .expect("scheduled")
    };
    let sees = |meeting: &Meeting, who| may_see(&world.actor(who), &meeting.audience());
    let (open, closed) = (about(false), about(true));
    assert_eq!(closed.audience().reach, Reach::Participants);
    for (who, in_open, in_closed) in
        [(HOST, true, true), (OPTIONAL, true, true), (12, true, false), (21, true, true), (42, false, false)]
    {
        assert_eq!((sees(&open, who), sees(&closed, who)), (in_open, in_closed), "{who}");
    }
    assert!(open.audience().departments.contains(&department(1)));
}

fn without(world: &World, number: u128) -> Directory {
    let mut people: Vec<_> = world.directory.people().map(|person| (**person).clone()).collect();
    for leaver in people.iter_mut().filter(|found| found.id == person(number)) {
        leaver.state = AccountState::Disabled;
    }
    Directory::new(2, world.directory.departments().map(|department| (**department).clone()), people)
}

/// `states.md`: the head acts for a host who left, the host for a recorder.
#[test]
fn others_act_for_who_left() {
    let mut world = World::new();
    let hosted_by_a_member = NewMeeting { host: Some(person(24)), ..progress_meeting() };
    let meeting =
        with(&world, HOST, |ctx| plan_and_schedule(ctx, hosted_by_a_member)).expect("scheduled").remove(0);
    assert!(with(&world, HOST, |ctx| meeting.can(Action::Cancel, ctx)).is_err());
    world.directory = without(&world, 24);
    assert!(with(&world, HOST, |ctx| meeting.can(Action::Cancel, ctx)).is_ok());
    let mut world = World::new();
    let minuted = meeting_in(&world, MeetingStatus::Minuted);
    assert!(with(&world, HOST, |ctx| minuted.can(Action::CorrectMinutes, ctx)).is_err());
    world.directory = without(&world, RECORDER);
    assert!(with(&world, HOST, |ctx| minuted.can(Action::CorrectMinutes, ctx)).is_ok());
}

/// C12, C13, resolution 41: one value of a pack holds for all kinds except the notice of what is held at once.
#[test]
fn packs_have_their_own_rules() {
    let notice = |preset: Preset, kind| preset.pack().meetings.of(kind).notice.is_some();
    for (preset, expected) in [
        (Preset::Default, [true, true, false, false]),
        (Preset::Register, [false; 4]),
        (Preset::Platform, [true, true, true, false]),
        (Preset::Coordination, [true, true, true, false]),
        (Preset::Confirmation, [true, true, false, false]),
    ] {
        let found = MeetingKind::ALL.iter().map(|kind| notice(preset, *kind));
        assert!(found.eq(expected), "{preset:?}");
        let all = MeetingKind::ALL.iter().map(|kind| preset.pack().meetings.of(*kind).minutes);
        assert!(all.into_iter().all(|minutes| minutes.is_some()), "{preset:?}");
    }
}

#[test]
fn no_event_tells_more_than_its_meeting() {
    let world = World::new();
    let meeting = scheduled(&world, progress_meeting());
    let note = Patch::Set(text("请带数据"));
    let changes = MeetingChanges { demands: note, ..MeetingChanges::default() };
    let change: Change<Meeting> = with(&world, HOST, |ctx| meeting.change_to(ctx, changes)).expect("changed");
    let events = change.events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].changes.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["demands"]);
}
