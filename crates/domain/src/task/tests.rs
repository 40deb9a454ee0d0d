//! The Task table of `states.md`, cell by cell, and the resolutions that touch it.

mod examples;
mod from_minutes;
pub(crate) mod owed;
mod properties;
mod resolutions;
mod table;

use super::*;
use crate::access::{Actor, Audience, Reach};
use crate::command::{Change, Context};
use crate::error::{Refusal, Rule};
use crate::ids::RequestId;
use crate::priority::Priority;
use crate::request::frame::{Frame, FramedParty};
use crate::request::status::RequestStatus;
use crate::testing::{World, department, line, person};
use crate::time::Instant;

pub(crate) const INITIATOR: u128 = 12;
pub(crate) const ACCEPTOR: u128 = 13;
pub(crate) const LIAISON: u128 = 22;
pub(crate) const ASSIGNEE: u128 = 23;
pub(crate) const HELPER: u128 = 33;
pub(crate) const OTHER_LIAISON: u128 = 32;

pub(crate) fn text(raw: &str) -> Text {
    Text::new(raw).expect("a valid text")
}

pub(crate) fn date(raw: &str) -> Date {
    raw.parse().expect("a valid date")
}

pub(crate) fn instant(raw: &str) -> Instant {
    raw.parse::<jiff::Timestamp>().expect("a valid instant").into()
}

/// A confirmed request of department 1 with parties 2 (lead) and 3.
pub(crate) fn frame(status: RequestStatus) -> Frame {
    let party = |number, lead, liaison| FramedParty {
        department: department(number),
        lead,
        liaison: Some(person(liaison)),
        accepted: true,
    };
    Frame {
        request: RequestId::from_uuid(uuid::Uuid::from_u128(500)),
        code: Some("MT202405001".to_owned()),
        status,
        priority: Priority::High,
        pack: None,
        agreement_pending: false,
        blocked: false,
        due_on: Some(date("2024-05-30")),
        initiator: person(INITIATOR),
        initiating_department: department(1),
        acceptors: vec![person(ACCEPTOR)],
        parties: vec![party(2, true, LIAISON), party(3, false, OTHER_LIAISON)],
        disputed: Vec::new(),
        audience: Audience::new(
            Reach::Departments,
            [department(1), department(2), department(3)],
            [person(INITIATOR)],
        ),
    }
}

pub(crate) fn draft() -> NewTask {
    NewTask {
        name: Some(line("推广方案H5页面开发")),
        assignee: Some(person(ASSIGNEE)),
        collaborators: [person(HELPER)].into(),
        delivery_standard: Some(text("需提供3版设计初稿，附设计说明")),
        start_on: Some(date("2024-05-09")),
        due: Some(NewDue::On(date("2024-05-24"))),
        ..NewTask::default()
    }
}

pub(crate) fn under<'a>(frame: &'a Frame, siblings: &'a [Sibling]) -> Home<'a> {
    Home::Request { frame, serial: 1, siblings, proposal: Proposal::default() }
}

/// Somebody's context in the world, for one call.
pub(crate) fn with<T>(world: &World, number: u128, act: impl FnOnce(&Context<'_>) -> T) -> T {
    let actor = world.actor(number);
    act(&world.context(&actor))
}

/// The server's.
pub(crate) fn server<T>(world: &World, act: impl FnOnce(&Context<'_>) -> T) -> T {
    act(&world.context(&Actor::Server))
}

pub(crate) fn attachment() -> NewDeliverable {
    NewDeliverable {
        name: Some(line("H5初稿.zip")),
        content: Content::Location {
            location: Text::new("企业云盘/市场部/推广方案/H5初稿.zip").expect("valid"),
        },
    }
}

pub(crate) fn made(world: &World) -> Task {
    let frame = frame(RequestStatus::InProgress);
    with(world, LIAISON, |ctx| Task::create(ctx, under(&frame, &[]), draft())).expect("created").state
}

/// A task in each status, dispatched, under a request in progress.
pub(crate) fn task_in(world: &World, status: TaskStatus) -> Task {
    let fresh = made(world);
    let started = || with(world, ASSIGNEE, |ctx| fresh.start(ctx, None)).expect("started").state;
    let delivered = || {
        with(world, ASSIGNEE, |ctx| started().deliver(ctx, vec![attachment()], None))
            .expect("delivered")
            .state
    };
    match status {
        TaskStatus::NotStarted => fresh,
        TaskStatus::InProgress => started(),
        TaskStatus::NeedsSupport => {
            server(world, |ctx| started().problem_raised(ctx)).expect("raised").expect("changed").state
        }
        TaskStatus::Delivered => delivered(),
        TaskStatus::Rework => {
            let verdict = Verdict::Rework {
                points: vec![text("补充设计说明")],
                due: NewDue::On(date("2024-05-28")),
                comment: None,
            };
            with(world, INITIATOR, |ctx| delivered().accept(ctx, verdict)).expect("sent back").state
        }
        TaskStatus::Completed => {
            with(world, INITIATOR, |ctx| delivered().accept(ctx, Verdict::Passed { comment: None }))
                .expect("passed")
                .state
        }
        TaskStatus::Cancelled => {
            with(world, LIAISON, |ctx| fresh.cancel(ctx, text("不再需要"))).expect("cancelled").state
        }
    }
}

pub(crate) fn names(change: &Change<Task>) -> Vec<String> {
    change.events().into_iter().map(|event| event.event_type).collect()
}

pub(crate) fn rules(refusal: &Refusal) -> Vec<Rule> {
    match refusal {
        Refusal::NotFound => Vec::new(),
        Refusal::NotPermitted(reason) => vec![reason.rule],
        Refusal::State(conflict) => conflict.missing.iter().map(|reason| reason.rule).collect(),
        Refusal::Invalid(wrong) => wrong.iter().map(|violation| violation.reason.rule).collect(),
    }
}
