//! What a meeting owes, row by row: who, what, where it stands, until when.

use super::*;
use crate::deadline::{DeadlineKind, Owed, Standing};

fn owed(world: &World, meeting: &Meeting) -> Vec<(DeadlineKind, Option<u128>, Standing, String)> {
    let all: Vec<Owed> = server(world, |ctx| meeting.owed(ctx));
    let due = |one: &Owed| {
        server(world, |ctx| ctx.calendar_of(one.owner.department).due(one.since, &one.length))
            .map(|due| due.to_string())
            .unwrap_or_default()
    };
    all.iter()
        .map(|one| {
            (one.kind, one.owner.person.map(|person| person.uuid().as_u128()), one.standing.clone(), due(one))
        })
        .collect()
}

fn row(
    kind: DeadlineKind,
    who: u128,
    standing: Standing,
    due: &str,
) -> (DeadlineKind, Option<u128>, Standing, String) {
    (kind, Some(who), standing, due.to_owned())
}

/// The kinds that these tests see started.
pub(crate) fn kinds() -> Vec<DeadlineKind> {
    let world = World::new();
    let minuted = meeting_in(&world, MeetingStatus::Minuted);
    let objected =
        with(&world, ABROAD, |ctx| minuted.object_to_minutes(ctx, text("有误"))).expect("objected").state;
    world.now.set(instant("2024-05-06T01:00:00Z"));
    let bare = scheduled(&world, NewMeeting { agenda: Vec::new(), ..progress_meeting() });
    let held = meeting_in(&world, MeetingStatus::Held);
    let all = [bare, held, objected].map(|meeting| server(&world, |ctx| meeting.owed(ctx)));
    let started = all.into_iter().flatten().filter(|one| one.standing == Standing::Running);
    started.map(|one| one.kind).collect()
}

#[test]
fn the_notice_is_whole_with_its_agenda() {
    let world = World::new();
    let until = "2024-05-09T06:00:00Z";
    let meeting = scheduled(&world, NewMeeting { agenda: Vec::new(), ..progress_meeting() });
    assert_eq!(owed(&world, &meeting), [row(DeadlineKind::Notice, HOST, Standing::Running, until)]);
    let meeting = scheduled(&world, progress_meeting());
    assert_eq!(owed(&world, &meeting), [row(DeadlineKind::Notice, HOST, Standing::Met, until)]);
    // A coordination wants materials too, two working days before.
    let mut new = NewMeeting { kind: MeetingKind::Coordination, ..progress_meeting() };
    let until = "2024-05-08T06:00:00Z";
    let meeting = scheduled(&world, new.clone());
    assert_eq!(owed(&world, &meeting), [row(DeadlineKind::Notice, HOST, Standing::Running, until)]);
    new.agenda[0].materials = vec![Material { name: line("流程图"), link: None }];
    let meeting = scheduled(&world, new);
    assert_eq!(owed(&world, &meeting), [row(DeadlineKind::Notice, HOST, Standing::Met, until)]);
    world.now.set(instant("2024-05-10T05:00:00Z"));
    let short =
        NewMeeting { short_notice: Some(text("客户来访")), agenda: Vec::new(), ..progress_meeting() };
    assert_eq!(owed(&world, &scheduled(&world, short)), [], "the reason is on record instead");
}

/// S0-85, S1-28, S2-29: from the actual end, by kind.
#[test]
fn minutes_are_owed_from_the_end() {
    let world = World::new();
    let held = meeting_in(&world, MeetingStatus::Held);
    let due = "2024-05-11T07:30:00Z";
    assert_eq!(owed(&world, &held), [row(DeadlineKind::Minutes, RECORDER, Standing::Running, due)]);
    let minuted = meeting_in(&world, MeetingStatus::Minuted);
    // 2024-05-11 is a make-up Saturday.
    let saturday = "2024-05-11T10:00:00Z";
    assert_eq!(
        owed(&world, &minuted),
        [
            row(DeadlineKind::Minutes, RECORDER, Standing::Met, due),
            row(DeadlineKind::MinutesConfirm, REQUIRED, Standing::Running, saturday),
            row(DeadlineKind::MinutesConfirm, ABROAD, Standing::Running, saturday),
        ]
    );
    let objected =
        with(&world, ABROAD, |ctx| minuted.object_to_minutes(ctx, text("有误"))).expect("objected").state;
    let found = owed(&world, &objected);
    assert_eq!(found[1], row(DeadlineKind::Correction, RECORDER, Standing::Running, saturday));
    assert_eq!(found[3].2, Standing::Met, "who objects has said their word");
    let confirmed = meeting_in(&world, MeetingStatus::Confirmed);
    assert!(owed(&world, &confirmed).iter().all(|one| one.2 == Standing::Met));
    assert_eq!(owed(&world, &meeting_in(&world, MeetingStatus::Cancelled)), []);
}
