//! Every cell: each event in each status, by who the table names.

use super::*;
use crate::command::Change;
use MeetingStatus::{Cancelled, Confirmed, Held, Minuted, Scheduled};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    To(MeetingStatus),
    Same,
    Refused,
}

type Outcome = Result<Change<Meeting>, Refusal>;
type Event = (&'static str, u128, fn(&Meeting, &Context<'_>) -> Outcome, [Cell; 5]);

/// Nobody: the server.
const S: u128 = 0;

fn place(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    let place = crate::patch::Patch::Set(line("3楼会议室A"));
    meeting.change_to(ctx, MeetingChanges { place, ..MeetingChanges::default() })
}

fn reply(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    meeting.reply(ctx, NewReply { reply: Reply::Accepted, note: None })
}

fn end(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    let later = Context { now: instant("2024-05-10T07:00:00Z"), ..*ctx };
    meeting.end(&later, Vec::new())
}

fn draft(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    meeting.draft_minutes(ctx, &[], Some(said()), crate::patch::Patch::Keep)
}

fn lapse(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    let version = meeting.record().current().map_or(1, |minutes| minutes.version);
    let first = meeting.lapse_confirmation(ctx, person(REQUIRED), version)?;
    first.state.lapse_confirmation(ctx, person(ABROAD), version)
}

fn passed(meeting: &Meeting, ctx: &Context<'_>) -> Outcome {
    meeting.time_passed(&Context { now: instant("2024-05-10T08:00:00Z"), ..*ctx }, Vec::new())
}

#[rustfmt::skip]
fn events() -> Vec<Event> {
    const O: Cell = Cell::Refused;
    const E: Cell = Cell::Same;
    const fn to(status: MeetingStatus) -> Cell { Cell::To(status) }
    vec![
        ("change", HOST, place, [E, O, O, O, O]),
        ("reply", REQUIRED, reply, [E, O, O, O, O]),
        ("start", HOST, |m, c| m.start(c), [E, O, O, O, O]),
        ("end", HOST, end, [to(Held), O, O, O, O]),
        ("end time passes", S, passed, [to(Held), O, O, O, O]),
        ("draft by the recorder", RECORDER, draft, [E, E, O, O, O]),
        ("draft by the host", HOST, draft, [E, E, O, O, O]),
        ("publish", RECORDER, |m, c| m.publish_minutes(c, &[], Some(said())).map(|done| done.change), [O, to(Minuted), O, O, O]),
        ("publish by the host", HOST, |m, c| m.publish_minutes(c, &[], Some(said())).map(|done| done.change), [O, to(Minuted), O, O, O]),
        ("correct", RECORDER, |m, c| m.correct_minutes(c, said(), text("笔误")).map(|done| done.change), [O, O, E, to(Minuted), O]),
        ("confirm", REQUIRED, |m, c| m.confirm_minutes(c), [O, O, E, O, O]),
        ("mark read", OPTIONAL, |m, c| m.mark_read(c), [O, O, E, E, O]),
        ("object", REQUIRED, |m, c| m.object_to_minutes(c, text("第二条有误")), [O, O, E, O, O]),
        ("all silent", S, lapse, [O, O, to(Confirmed), O, O]),
        ("cancel", HOST, |m, c| m.cancel(c, text("原因")), [to(Cancelled), to(Cancelled), O, O, O]),
    ]
}

#[test]
fn every_cell_of_the_meeting_table() {
    let world = World::new();
    for (event, who, act, row) in events() {
        for (status, cell) in MeetingStatus::ALL.iter().copied().zip(row) {
            let meeting = meeting_in(&world, status);
            let outcome = match who {
                S => server(&world, |ctx| act(&meeting, ctx)),
                who => with(&world, who, |ctx| act(&meeting, ctx)),
            };
            let found = match &outcome {
                Ok(change) if change.state.status() == status => Cell::Same,
                Ok(change) => Cell::To(change.state.status()),
                Err(Refusal::State(conflict)) => {
                    assert_eq!(conflict.status, status.name());
                    Cell::Refused
                }
                Err(other) => panic!("{event} in {status:?}: {other:?}"),
            };
            assert_eq!(found, cell, "{event} in {status:?}");
            if let Ok(change) = outcome {
                assert!(!change.facts.is_empty() && change.state.version() > meeting.version());
            }
        }
    }
}

/// Who may do what in a status that admits it; a letter each: `y` allowed, `-` not permitted, `0` does not see it.
#[test]
fn who_may_do_what() {
    let world = World::new();
    // The host, the deputy, the recorder, required, optional, a colleague, another head, auditor, administrator, executive.
    let people = [HOST, 21, RECORDER, REQUIRED, OPTIONAL, 24, 30, 97, 98, 99];
    #[rustfmt::skip]
    let rows: [(Action, MeetingStatus, &str); 12] = [
        (Action::Change, Scheduled,           "y----00-00"),
        (Action::Reply, Scheduled,            "---yy00-00"),
        (Action::Start, Scheduled,            "y----00-00"),
        (Action::End, Scheduled,              "y----00-00"),
        (Action::DraftMinutes, Held,          "y-y--00-00"),
        (Action::PublishMinutes, Held,        "y-y--00-00"),
        (Action::CorrectMinutes, Minuted,     "--y--00-00"),
        (Action::ConfirmMinutes, Minuted,     "---yy00-00"),
        (Action::ObjectToMinutes, Minuted,    "---y-00-00"),
        (Action::MarkRead, Minuted,           "---yy00-00"),
        (Action::Cancel, Scheduled,           "y----00-00"),
        (Action::Comment, Confirmed,          "yyyyy00-00"),
    ];
    for (action, status, expected) in rows {
        let meeting = meeting_in(&world, status);
        let found: String = people
            .iter()
            .map(|who| match with(&world, *who, |ctx| meeting.can(action, ctx)) {
                Err(Refusal::NotPermitted(_)) => '-',
                Err(Refusal::NotFound) => '0',
                Ok(()) | Err(Refusal::State(_)) => 'y',
                Err(other) => panic!("{action:?} by {who}: {other:?}"),
            })
            .collect();
        assert_eq!(found, expected, "{action:?}");
    }
}
