//! The Request table: signatures, decisions, work, delivery, acceptance, ratings, weekly looks, priority, block, ends. One row of
//! the table after the other, therefore one file of more than 400 lines.

use super::*;
use crate::request::decide_resource::DecideResource;
use crate::request::hand_over::HandOver;
use crate::request::update::UpdateRequest;

fn urgent() -> CreateRequest {
    let mut input = draft_input();
    input.priority = Priority::Critical;
    input.content.background = Patch::Keep;
    input
}

fn decides(life: &mut Life<Asked>, who: u128, approved: bool) {
    let need = life.noun.request.form.content.resource_needs[0].id;
    let input = DecideResource { need, approved, note: Some(text("意见")) };
    life.did_by(who, |request, ctx| request.decide_resource(ctx, input));
}

fn costly() -> Life<Asked> {
    let mut input = draft_input();
    let mut budget = need(crate::resource::ResourceKind::Budget);
    budget.amount = Some(50_001);
    input.content.resource_needs = Patch::Set(vec![budget]);
    let mut world = World::new();
    world.pack.executive_amount = Some(50_000);
    drafted(world, input).submitted()
}

fn rates(life: &mut Life<Asked>, number: u128) {
    let party = life.party(number);
    life.does(12, |asked, _| {
        let mut asked = asked.clone();
        asked.around.rated.push(party);
        asked
    });
}

/// A company whose pack wants a plan within a working day.
fn planning() -> World {
    let mut world = World::new();
    let policy = world.pack.deadlines[&DeadlineKind::Review].clone();
    world.pack.deadlines.insert(DeadlineKind::Plan, policy);
    world
}

fn prepared(life: &mut Life<Asked>) {
    life.did_by(12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), None)?.complete(1)));
}

fn reviewed(life: &mut Life<Asked>, who: u128) {
    life.did_by(who, Request::mark_reviewed);
}

pub(super) const ROWS: &[Row] = &[
    (
        "submit",
        draft,
        prepared,
        &[
            "REQUEST_DUE#1 p22 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d2 RUNNING 05-07 18:00",
            "RESPONSE#1 p22 RUNNING 05-07 09:00",
            "RESPONSE#1 p32 RUNNING 05-07 09:00",
            "REVIEW#1 p22 RUNNING 05-07 18:00",
            "REVIEW#1 p32 RUNNING 05-07 18:00",
        ],
    ),
    (
        "submit under a pack with plans",
        || drafted(planning(), draft_input()),
        prepared,
        &[
            "PLAN#1 p22 RUNNING 05-07 18:00",
            "PLAN#1 p32 RUNNING 05-07 18:00",
            "REQUEST_DUE#1 p22 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d2 RUNNING 05-07 18:00",
            "RESPONSE#1 p22 RUNNING 05-07 09:00",
            "RESPONSE#1 p32 RUNNING 05-07 09:00",
            "REVIEW#1 p22 RUNNING 05-07 18:00",
            "REVIEW#1 p32 RUNNING 05-07 18:00",
        ],
    ),
    (
        "submit urgently",
        || drafted(World::new(), urgent()),
        prepared,
        &[
            "COMPLETION#1 p12 RUNNING 05-07 18:00",
            "REQUEST_DUE#1 p22 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d2 RUNNING 05-07 18:00",
            "RESPONSE#1 p22 RUNNING 05-06 09:15",
            "RESPONSE#1 p32 RUNNING 05-06 09:15",
            "REVIEW#1 p22 RUNNING 05-07 18:00",
            "REVIEW#1 p32 RUNNING 05-07 18:00",
        ],
    ),
    (
        "fill what was owed",
        || drafted(World::new(), urgent()).submitted(),
        |life| {
            let mut fill = UpdateRequest::default();
            fill.content.background = Patch::Set(text("客户投诉"));
            life.did_by(12, |request, ctx| request.update(ctx, fill, &FormDefinition::default()));
        },
        &["COMPLETION#1 p12 MET"],
    ),
    (
        "AGREED entered",
        || {
            let mut life = submitted();
            life.answers(22, accepted());
            life
        },
        |life| life.answers(32, accepted()),
        &[
            "RESPONSE#1 p32 MET",
            "REVIEW#1 p32 MET",
            "SIGN_OFF#1 d1 RUNNING 05-07 18:00",
            "SIGN_OFF#1 d2 RUNNING 05-07 18:00",
            "SIGN_OFF#1 d3 RUNNING 05-07 18:00",
        ],
    ),
    ("sign", in_agreed, |life| life.signs(20), &["SIGN_OFF#1 d2 MET"]),
    (
        "the last signature, no task",
        || {
            let mut life = in_agreed();
            for head in [10, 20] {
                life.signs(head);
            }
            life
        },
        |life| life.signs(30),
        &[
            "BREAKDOWN#1 d2 RUNNING 05-07 18:00",
            "SIGN_OFF#1 d3 MET",
            "WEEKLY_LOOK#1 p12 RUNNING 05-10 17:00",
            "WEEKLY_TRACKING#1 p22 RUNNING 05-10 17:00",
        ],
    ),
    (
        "the last signature, with a task",
        || {
            let mut life = in_agreed();
            life.noun.around.tasks.open = 1;
            for head in [10, 20] {
                life.signs(head);
            }
            life
        },
        |life| life.signs(30),
        &[
            "SIGN_OFF#1 d3 MET",
            "WEEKLY_LOOK#1 p12 RUNNING 05-10 17:00",
            "WEEKLY_TRACKING#1 p22 RUNNING 05-10 17:00",
        ],
    ),
    (
        "AGREED left",
        in_agreed,
        |life| {
            life.signs(20);
            life.did_by(12, |request, ctx| request.revise(ctx, goal("新目标")));
        },
        &[
            "RESPONSE#2 p22 RUNNING 05-07 09:00",
            "RESPONSE#2 p32 RUNNING 05-07 09:00",
            "SIGN_OFF#1 d1 CANCELLED",
            "SIGN_OFF#1 d3 CANCELLED",
        ],
    ),
    ("need granted", submitted, |life| decides(life, 20, true), &["RESOURCE_DECISION#1 d2 MET"]),
    (
        "need granted, the executive too",
        costly,
        |life| decides(life, 20, true),
        &["RESOURCE_DECISION#1 d2 MET", "RESOURCE_DECISION#1 p99 RUNNING 05-07 18:00"],
    ),
    (
        "need granted by the executive",
        costly,
        |life| {
            decides(life, 20, true);
            decides(life, 99, true);
        },
        &["RESOURCE_DECISION#1 p99 MET"],
    ),
    ("need declined", costly, |life| decides(life, 20, false), &["RESOURCE_DECISION#1 d2 MET"]),
    (
        "need declined, and with it the request",
        || {
            let input = CreateRequest { kind: RequestKind::Resource, ..draft_input() };
            drafted(World::new(), input).submitted().agreed()
        },
        |life| decides(life, 20, false),
        &["REQUEST_DUE#1 p22 CANCELLED", "RESOURCE_DECISION#1 d2 MET"],
    ),
    (
        "need brought by a revision",
        submitted,
        |life| {
            decides(life, 20, true);
            life.until("2024-05-07 08:00");
            let needs = vec![need(crate::resource::ResourceKind::Budget)];
            let content = ContentPatch { resource_needs: Patch::Set(needs), ..ContentPatch::default() };
            life.did_by(12, |request, ctx| request.revise(ctx, Revise { content, ..Revise::default() }));
        },
        &["RESOURCE_DECISION#1 d2 RUNNING 05-08 18:00"],
    ),
    (
        "dueOn revised",
        submitted,
        |life| {
            let content = ContentPatch { due_on: Patch::Set(day("2024-06-14")), ..ContentPatch::default() };
            life.did_by(12, |request, ctx| request.revise(ctx, Revise { content, ..Revise::default() }));
        },
        &["REQUEST_DUE#1 p22 RUNNING 06-14 18:00"],
    ),
    (
        "first task created",
        in_confirmed,
        |life| {
            life.does(22, |asked, _| {
                let mut asked = asked.clone();
                asked.around.tasks.open = 1;
                asked
            });
        },
        &["BREAKDOWN#1 d2 MET"],
    ),
    (
        "DELIVERED entered",
        in_progress,
        |life| life.followed(delivered().tasks),
        &[
            "ACCEPTANCE#1 p12 RUNNING 05-07 18:00",
            "REQUEST_DUE#1 p22 MET",
            "WEEKLY_LOOK#1 p12 CANCELLED",
            "WEEKLY_TRACKING#1 p22 CANCELLED",
        ],
    ),
    (
        "DELIVERED left",
        in_delivered,
        |life| {
            life.followed(TaskTally { open: 1, ..TaskTally::default() });
        },
        &[
            "ACCEPTANCE#1 p12 CANCELLED",
            "REQUEST_DUE#2 p22 RUNNING 05-30 18:00",
            "WEEKLY_LOOK#2 p12 RUNNING 05-10 17:00",
            "WEEKLY_TRACKING#2 p22 RUNNING 05-10 17:00",
        ],
    ),
    (
        "DELIVERED entered again",
        || {
            let mut life = in_delivered();
            life.followed(TaskTally { open: 1, ..TaskTally::default() });
            life.until("2024-05-07 09:00");
            life
        },
        |life| life.followed(delivered().tasks),
        &[
            "ACCEPTANCE#2 p12 RUNNING 05-08 18:00",
            "REQUEST_DUE#2 p22 MET",
            "WEEKLY_LOOK#2 p12 CANCELLED",
            "WEEKLY_TRACKING#2 p22 CANCELLED",
        ],
    ),
    (
        "accept",
        in_delivered,
        |life| {
            life.did_by(12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key));
        },
        &[
            "ACCEPTANCE#1 p12 MET",
            "RATING#1 p12 RUNNING 05-11 18:00",
            "RATING#1 p12 RUNNING 05-11 18:00",
            "RESOURCE_DECISION#1 d2 CANCELLED",
        ],
    ),
    (
        "accept under a pack without ratings",
        || {
            let mut life = in_delivered();
            life.world.pack.rated = false;
            life
        },
        |life| {
            life.did_by(12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key));
        },
        &["ACCEPTANCE#1 p12 MET", "RESOURCE_DECISION#1 d2 CANCELLED"],
    ),
    ("rate", in_accepted, |life| rates(life, 2), &["RATING#1 p12 MET"]),
    (
        "close",
        in_accepted,
        |life| {
            rates(life, 2);
            rates(life, 3);
            let settlement = life.noun.settlement();
            life.did_by(12, |request, ctx| request.close(ctx, &settlement));
        },
        &[],
    ),
    (
        "RATING lapses",
        in_accepted,
        |life| {
            life.until("2024-05-11 17:59");
            life.until("2024-05-11 18:00");
        },
        &["RATING#1 p12 BREACHED", "RATING#1 p12 BREACHED over", "RATING#1 p12 BREACHED over"],
    ),
    (
        "mark reviewed by the initiator",
        in_progress,
        |life| reviewed(life, 12),
        &["WEEKLY_LOOK#1 p12 MET", "WEEKLY_LOOK#1 p12 RUNNING 05-17 17:00"],
    ),
    (
        "mark reviewed by the lead",
        in_progress,
        |life| reviewed(life, 22),
        &["WEEKLY_TRACKING#1 p22 MET", "WEEKLY_TRACKING#1 p22 RUNNING 05-17 17:00"],
    ),
    (
        "progress sheet of the lead",
        in_progress,
        |life| {
            life.did_by(22, |request, ctx| Ok(request.report_published(ctx, department(2)).expect("told")));
        },
        &["WEEKLY_TRACKING#1 p22 MET", "WEEKLY_TRACKING#1 p22 RUNNING 05-17 17:00"],
    ),
    (
        "withdraw",
        in_agreed,
        |life| life.did_by(12, |request, ctx| request.withdraw(ctx, text("取消"))),
        &[
            "REQUEST_DUE#1 p22 CANCELLED",
            "RESOURCE_DECISION#1 d2 CANCELLED",
            "SIGN_OFF#1 d1 CANCELLED",
            "SIGN_OFF#1 d2 CANCELLED",
            "SIGN_OFF#1 d3 CANCELLED",
        ],
    ),
    (
        "priority",
        || {
            let mut life = submitted();
            life.until("2024-05-06 19:00");
            life
        },
        |life| life.did_by(12, |request, ctx| request.change_priority(ctx, Priority::Low)),
        &["RESPONSE#1 p22 RUNNING 05-09 09:00", "RESPONSE#1 p32 RUNNING 05-09 09:00"],
    ),
    (
        "priority, while it stands still",
        || {
            let mut life = submitted();
            life.until("2024-05-06 19:00");
            life.answers(22, changes());
            life
        },
        |life| life.did_by(12, |request, ctx| request.change_priority(ctx, Priority::Low)),
        &["RESPONSE#1 p22 PAUSED", "RESPONSE#1 p32 RUNNING 05-09 09:00"],
    ),
    ("block", submitted, |life| life.did_by(12, |request, ctx| request.block(ctx, text("等待"))), &[]),
    (
        "block under a pack that pauses",
        || {
            let mut life = submitted();
            life.world.pack.paused_by_block = [DeadlineKind::Response, DeadlineKind::RequestDue].into();
            life
        },
        |life| life.did_by(12, |request, ctx| request.block(ctx, text("等待"))),
        &["RESPONSE#1 p22 PAUSED", "RESPONSE#1 p32 PAUSED"],
    ),
    (
        "unblock under a pack that pauses",
        || {
            let mut life = submitted();
            life.world.pack.paused_by_block = [DeadlineKind::Response].into();
            life.did_by(12, |request, ctx| request.block(ctx, text("等待")));
            life.until("2024-05-07 12:00");
            life
        },
        |life| life.did_by(12, |request, ctx| request.unblock(ctx, None)),
        &["RESPONSE#1 p22 RUNNING 05-08 12:00", "RESPONSE#1 p32 RUNNING 05-08 12:00"],
    ),
    (
        "lead named",
        in_progress,
        |life| {
            let party = life.party(3);
            life.did_by(12, |request, ctx| request.name_lead(ctx, party));
        },
        &[
            "REQUEST_DUE#1 p32 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d3 RUNNING 05-07 18:00",
            "WEEKLY_TRACKING#1 p32 RUNNING 05-10 17:00",
        ],
    ),
    (
        "initiator handed over",
        in_progress,
        |life| {
            let input = HandOver { to: person(13), reason: None };
            life.did_by(12, |request, ctx| request.hand_over(ctx, input));
        },
        &["WEEKLY_LOOK#1 p13 RUNNING 05-10 17:00"],
    ),
];

#[test]
fn every_row_of_the_request_table() {
    check(ROWS);
}

/// A draft owes nothing, and what has ended nothing any more: "archive: none may run".
#[test]
fn drafts_and_what_has_ended_owe_nothing() {
    assert!(draft().stored.is_empty());
    let mut life = in_accepted();
    for number in [2, 3] {
        rates(&mut life, number);
    }
    let settlement = life.noun.settlement();
    life.did_by(12, |request, ctx| request.close(ctx, &settlement));
    assert_eq!(life.live(), [""; 0]);
    life.did_by(12, Request::archive);
    assert_eq!((life.did(), life.live()), (Vec::new(), Vec::new()));
}

/// Resolution 41: a plan, under a pack that wants one; the agreement for what is pressing, a dated task or a milestone else.
#[test]
fn plans_are_owed_where_the_pack_wants_them_resolution_41() {
    let with_plans = |priority| drafted(planning(), CreateRequest { priority, ..draft_input() }).submitted();
    let states = |life: &Life<Asked>| -> Vec<_> {
        life.of_kind(DeadlineKind::Plan).iter().map(|plan| plan.state.name()).collect()
    };
    let mut high = with_plans(Priority::High);
    assert_eq!(states(&high), ["RUNNING", "RUNNING"]);
    high = high.agreed();
    assert_eq!(states(&high), ["MET", "MET"]);
    let mut low = with_plans(Priority::Low).agreed().confirmed();
    assert_eq!(states(&low), ["RUNNING", "RUNNING"], "tasks come after the agreement");
    low = low.begun();
    assert_eq!(states(&low), ["MET", "RUNNING"], "the party's own first task");
    let mut joined = with_plans(Priority::High).agreed();
    joined.until("2024-05-20 10:00");
    let party = crate::request::parties::AddParty { party: input(4, None), reason: None };
    joined.did_by(12, |request, ctx| request.add_party(ctx, party));
    let late = joined.latest(DeadlineKind::Plan);
    assert_eq!((late.owner.department, late.due_at), (department(4), at("2024-05-21 18:00")), "from joining");
}

/// X5: a request that is reopened after its date is not breached a second time; a revised date is owed again.
#[test]
fn a_reopened_request_does_not_breach_at_once_x5() {
    let mut life = in_delivered();
    life.until("2024-06-03 10:00");
    life.followed(TaskTally { open: 1, ..TaskTally::default() });
    assert_eq!(life.of_kind(DeadlineKind::RequestDue).len(), 1);
    let content = ContentPatch { due_on: Patch::Set(day("2024-06-14")), ..ContentPatch::default() };
    life.did_by(12, |request, ctx| request.revise(ctx, Revise { content, ..Revise::default() }));
    let again = life.latest(DeadlineKind::RequestDue);
    assert_eq!((again.cycle, again.due_at), (2, at("2024-06-14 18:00")));
}

/// The weekly looks end and begin again with the work, also within one week.
#[test]
fn weekly_looks_begin_again_after_a_reopening() {
    let mut life = in_delivered();
    life.followed(TaskTally { open: 1, ..TaskTally::default() });
    let looks = life.of_kind(DeadlineKind::WeeklyLook);
    let cycles: Vec<_> =
        looks.iter().map(|look| (look.part.as_str(), look.cycle, look.state.name())).collect();
    assert_eq!(cycles, [("2024-05-10", 1, "CANCELLED"), ("2024-05-10", 2, "RUNNING")]);
}
