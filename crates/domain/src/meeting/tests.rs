//! The Meeting table of `states.md`, cell by cell, the resolutions that touch it, and worked example 4.

mod minutes;
pub(crate) mod owed;
mod resolutions;
mod table;

use super::*;
use crate::access::Actor;
use crate::command::Context;
use crate::error::Refusal;
use crate::pack::Pack;
use crate::task::tests::{date, instant, text};
use crate::testing::{World, line, person};

/// The host, head of department 2; the recorder and a required attendee of the same; one required and one optional of 3.
pub(crate) const HOST: u128 = 20;
pub(crate) const RECORDER: u128 = 22;
pub(crate) const REQUIRED: u128 = 23;
pub(crate) const ABROAD: u128 = 32;
pub(crate) const OPTIONAL: u128 = 33;

pub(crate) fn asked(number: u128, required: bool) -> NewAttendee {
    NewAttendee { person: person(number), required, role: AttendeeRole::Executor }
}

fn topic(name: &str, minutes: u32) -> AgendaItem {
    AgendaItem {
        topic: line(name),
        minutes: Some(minutes),
        goal: None,
        presenter: None,
        questions: None,
        materials: Vec::new(),
    }
}

/// Worked example 4: Q3产品研发进度会, Friday 2024-05-10 14:00 to 15:30 in Shanghai, scheduled on Monday.
pub(crate) fn progress_meeting() -> NewMeeting {
    NewMeeting {
        id: None,
        subject: line("Q3产品研发进度会"),
        kind: MeetingKind::Regular,
        starts_at: Some(instant("2024-05-10T06:00:00Z")),
        ends_at: instant("2024-05-10T07:30:00Z"),
        zone: None,
        place: Place { place: None, join_link: Link::new("https://meeting.example.com/j/1").ok() },
        host: None,
        recorder: Some(person(RECORDER)),
        attendees: vec![asked(REQUIRED, true), asked(ABROAD, true), asked(OPTIONAL, false)],
        confidential: false,
        agenda: vec![topic("当前研发进度", 20), topic("测试阶段风险", 15), topic("下一步计划", 15)],
        demands: None,
        copies: BTreeSet::new(),
        filed_under: None,
        short_notice: None,
        repeat: None,
    }
}

/// What the recorder writes down of it.
pub(crate) fn said() -> MinutesDraft {
    let decision = |what: &str, owner: Option<u128>, on: Option<&str>| NewDecision {
        id: None,
        text: text(what),
        owner: owner.map(person),
        due: on.map(|on| crate::task::NewDue::On(date(on))),
    };
    MinutesDraft {
        items: vec![ItemDraft {
            number: Some(2),
            points: Some(text("测试进度滞后，需增加2名测试人员")),
            disagreements: None,
            decisions: vec![
                decision("研发部5月12日前提交优化计划", Some(HOST), Some("2024-05-13")),
                decision("同意增加测试人员", None, None),
            ],
            actions: vec![action("协调测试人员", ABROAD, "2024-05-13")],
        }],
        remarks: Some(text("测试环境同步问题已记录，技术部跟进")),
    }
}

pub(crate) fn action(what: &str, who: u128, on: &str) -> NewActionItem {
    NewActionItem {
        task: None,
        what: line(what),
        standard: None,
        who: Some(person(who)),
        due: Some(crate::task::NewDue::On(date(on))),
        decision: None,
    }
}

pub(crate) fn scheduled(world: &World, new: NewMeeting) -> Meeting {
    with(world, HOST, |ctx| plan_and_schedule(ctx, new)).expect("scheduled").remove(0)
}

pub(crate) fn plan_and_schedule(ctx: &Context<'_>, new: NewMeeting) -> Result<Vec<Meeting>, Refusal> {
    let plan = new.plan(ctx)?;
    let codes = (1..=plan.count()).map(|serial| format!("HY202405{serial:03}"));
    Ok(Meeting::schedule(ctx, &plan, codes, None).into_iter().map(|change| change.state).collect())
}

/// A meeting in each status, by the pack of `world`.
pub(crate) fn meeting_in(world: &World, status: MeetingStatus) -> Meeting {
    world.now.set(instant("2024-05-06T01:00:00Z"));
    let fresh = scheduled(world, progress_meeting());
    let held = || {
        world.now.set(instant("2024-05-10T07:30:00Z"));
        server(world, |ctx| fresh.time_passed(ctx, Vec::new())).expect("its time passed").state
    };
    let minuted = || {
        let held = held();
        world.now.set(instant("2024-05-10T08:00:00Z"));
        let there =
            [RECORDER, REQUIRED, ABROAD].map(|number| Attendance { person: person(number), attended: true });
        with(world, RECORDER, |ctx| held.publish_minutes(ctx, &there[1..], Some(said())))
            .expect("published")
            .change
            .state
    };
    match status {
        MeetingStatus::Scheduled => fresh,
        MeetingStatus::Held => held(),
        MeetingStatus::Minuted => minuted(),
        MeetingStatus::Confirmed => {
            let first = with(world, REQUIRED, |ctx| minuted().confirm_minutes(ctx)).expect("confirmed").state;
            with(world, ABROAD, |ctx| first.confirm_minutes(ctx)).expect("confirmed").state
        }
        MeetingStatus::Cancelled => {
            with(world, HOST, |ctx| fresh.cancel(ctx, text("改期另行通知"))).expect("cancelled").state
        }
    }
}

pub(crate) fn with<T>(world: &World, number: u128, act: impl FnOnce(&Context<'_>) -> T) -> T {
    crate::task::tests::with(world, number, act)
}

pub(crate) fn server<T>(world: &World, act: impl FnOnce(&Context<'_>) -> T) -> T {
    act(&world.context(&Actor::Server))
}

fn under(pack: crate::pack::Preset) -> World {
    World { pack: Pack { ..pack.pack() }, ..World::new() }
}

fn rules(refusal: &Refusal) -> Vec<crate::error::Rule> {
    crate::task::tests::rules(refusal)
}
