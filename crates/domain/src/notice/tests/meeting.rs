//! Meetings: 20 hosts, 22 records, 23 and 32 are required, 33 is optional, 42 gets a copy.

use super::*;
use crate::meeting::tests::{meeting_in, with};
use crate::meeting::{Meeting, MeetingFact, MeetingStatus, Seat};

fn with_copies(meeting: &Meeting, attended: bool) -> Meeting {
    let mut record = meeting.record().clone();
    record.copies = [person(42)].into();
    for attendee in record.attendees.iter_mut().filter(|attendee| attendee.person == person(32)) {
        attendee.noted = Some(attended);
    }
    Meeting::restore(record, None)
}

#[test]
#[rustfmt::skip]
fn meetings() {
    let world = World::new();
    let scheduled = meeting_in(&world, MeetingStatus::Scheduled);
    let held = meeting_in(&world, MeetingStatus::Held);
    let there = with_copies(&meeting_in(&world, MeetingStatus::Minuted), true);
    let absent = with_copies(&there, false);
    let confirmed = with_copies(&meeting_in(&world, MeetingStatus::Confirmed), true);
    let invited = json!({ "code": "HY202405001", "kind": "REGULAR", "startsAt": 0, "endsAt": 0, "request": null, "series": null, "shortNotice": null });
    let changed = |moved: bool| json!({ "startsAt": 0, "moved": moved, "added": [person(33)], "removed": [person(24)] });
    let replied = |reply: &str| json!({ "attendee": person(23), "reply": reply, "note": null });
    let published = json!({ "version": 1, "decisions": 2, "tasks": [], "correction": null });
    let marked = json!({ "attendee": person(23), "version": 1 });
    let objected = json!({ "objection": crate::ids::Id::<crate::ids::kind::Objection>::from_uuid(Uuid::nil()), "attendee": person(23), "text": "有误" });
    let rows: Vec<(&Meeting, &str, Value, u128, &str)> = vec![
        (&scheduled, "MeetingScheduled", invited, 20, "MEETING_TO_RECORD 22; MEETING_INVITED 23 32 33"),
        (&scheduled, "MeetingChanged", changed(true), 20, "MEETING_INVITED 33; MEETING_MOVED 23 32 22"),
        (&scheduled, "MeetingChanged", changed(false), 20, "MEETING_INVITED 33; MEETING_CHANGED 23 32 22"),
        (&scheduled, "MeetingReplied", replied("ACCEPTED"), 23, ""),
        (&scheduled, "MeetingReplied", replied("DECLINED"), 23, "MEETING_DECLINED 20"),
        (&scheduled, "MeetingStarted", json!({}), 20, ""),
        (&held, "MeetingHeld", json!({ "endedAt": 0 }), 0, "MINUTES_OWED 22"),
        (&held, "MinutesDrafted", json!({}), 22, ""),
        (&there, "MinutesPublished", published.clone(), 22, "MINUTES_TO_CONFIRM 23 32; MINUTES_TO_READ 33; MINUTES_PUBLISHED 20; MINUTES_COPIED 42"),
        (&absent, "MinutesPublished", published, 22, "MINUTES_TO_CONFIRM 23; MINUTES_TO_READ 32 33; MINUTES_PUBLISHED 20; MINUTES_COPIED 42"),
        (&there, "MinutesConfirmed", marked.clone(), 23, ""),
        (&there, "MinutesRead", marked.clone(), 23, ""),
        (&there, "MinutesUnanswered", marked, 0, ""),
        (&there, "MinutesObjected", objected, 23, "MINUTES_TO_CORRECT 22; MINUTES_OBJECTED 20"),
        (&confirmed, "MeetingConfirmed", json!({ "bySilence": false }), 32, "MEETING_CONFIRMED 22 20"),
        (&scheduled, "MeetingCancelled", json!({ "reason": "改期" }), 20, "MEETING_CANCELLED 23 32 33 22"),
    ];
    for (meeting, name, data, who, expected) in rows {
        assert_eq!(told(&world, who, meeting, meeting, fact::<MeetingFact>(name, data.clone())), expected, "{name} {data}");
    }
}

/// A series of 53 meetings is one invitation (X17).
#[test]
fn a_series_invites_once() {
    let world = World::new();
    let first = meeting_in(&world, MeetingStatus::Scheduled);
    let fact = || MeetingFact::MeetingScheduled {
        code: "HY202405002".to_owned(),
        kind: crate::meeting::MeetingKind::Regular,
        starts_at: first.record().window.starts_at,
        ends_at: first.record().window.ends_at,
        request: None,
        series: None,
        short_notice: None,
    };
    let series = crate::ids::Id::from_uuid(Uuid::nil());
    let seated = |number| {
        let mut record = first.record().clone();
        record.seat = Some(Seat { series, number });
        Meeting::restore(record, None)
    };
    let told = |number| summary(&of(&world, 20, &Change::created(seated(number), vec![fact()])));
    assert_ne!(told(1), "");
    assert_eq!(told(2), "");
}

/// Where copies wait for the last signature, they go out with it; who is not asked any more hears it once (S2-30).
#[test]
fn copies_go_out_once_and_partings_are_told() {
    let world = World::new();
    let confirmed = with_copies(&meeting_in(&world, MeetingStatus::Confirmed), true);
    let mut waiting = confirmed.record().clone();
    waiting.status = MeetingStatus::Minuted;
    for minutes in &mut waiting.minutes {
        minutes.distributed = false;
    }
    let waiting = Meeting::restore(waiting, None);
    let fact = MeetingFact::MeetingConfirmed { by_silence: false };
    assert_eq!(told(&world, 32, &waiting, &confirmed, fact), "MEETING_CONFIRMED 22 20; MINUTES_COPIED 42");
    let scheduled = meeting_in(&world, MeetingStatus::Scheduled);
    world.now.set(crate::task::tests::instant("2024-05-06T01:00:00Z"));
    let changes = crate::meeting::MeetingChanges {
        attendees: Some(vec![crate::meeting::tests::asked(23, true), crate::meeting::tests::asked(32, true)]),
        ..Default::default()
    };
    let change = with(&world, 20, |ctx| scheduled.change_to(ctx, changes)).expect("changed");
    assert_eq!(summary(&of(&world, 20, &change)), "MEETING_CHANGED 23 32 22; MEETING_UNINVITED 33");
}
