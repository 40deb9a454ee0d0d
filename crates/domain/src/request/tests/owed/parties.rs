//! The Party table: answers, clarification, re-routing, liaisons.

use super::*;
use crate::request::parties::{AddParty, RemoveParty, Reroute};
use crate::request::review::ReviewRequest;

fn review(agree: bool) -> ReviewRequest {
    ReviewRequest {
        party: None,
        can_take_on: true,
        resource_bottleneck: None,
        technical_bottleneck: None,
        note: None,
        agree_respond_by: agree,
    }
}

fn wants_changes() -> Life<Asked> {
    let mut life = submitted();
    life.until("2024-05-06 15:00");
    life.answers(22, changes());
    life
}

fn declines() -> Life<Asked> {
    let mut life = submitted();
    life.until("2024-05-06 15:00");
    life.answers(32, declined());
    life
}

/// Both deadlines of party 2 were missed, then it answers.
fn breached() -> Life<Asked> {
    let mut life = submitted();
    life.until("2024-05-07 20:00");
    life
}

fn says(life: &mut Life<Asked>, answer: &str) {
    let answer = Revise { answer: Some(text(answer)), ..Revise::default() };
    life.did_by(12, |request, ctx| request.revise(ctx, answer));
}

fn revises(life: &mut Life<Asked>) {
    life.did_by(12, |request, ctx| request.revise(ctx, goal("新目标")));
}

fn removes(life: &mut Life<Asked>, number: u128) {
    let party = life.party(number);
    let input = RemoveParty { party, new_lead: None, reason: None, open_tasks: 0 };
    life.did_by(12, |request, ctx| request.remove_party(ctx, input));
}

fn replaces(life: &mut Life<Asked>, number: u128) {
    let input = Reroute { party: life.party(number), to: input(4, None), reason: None, open_tasks: 0 };
    life.did_by(12, |request, ctx| request.reroute(ctx, input));
}

pub(super) const ROWS: &[Row] = &[
    (
        "first review",
        submitted,
        |life| life.did_by(22, |request, ctx| request.review(ctx, review(false))),
        &["REVIEW#1 p22 MET"],
    ),
    (
        "accept from PENDING",
        submitted,
        |life| life.answers(22, accepted()),
        &["RESPONSE#1 p22 MET", "REVIEW#1 p22 MET"],
    ),
    (
        "accept from PENDING, late",
        breached,
        |life| life.answers(22, accepted()),
        &["RESPONSE#1 p22 BREACHED settled", "REVIEW#1 p22 BREACHED settled"],
    ),
    (
        "accept from CR",
        wants_changes,
        |life| life.answers(22, accepted()),
        &["CLARIFICATION#1 p12 CANCELLED", "RESPONSE#1 p22 MET"],
    ),
    ("accept from DECLINED", declines, |life| life.answers(32, accepted()), &["REROUTE#1 p12 CANCELLED"]),
    (
        "changes requested",
        submitted,
        |life| life.answers(22, changes()),
        &["CLARIFICATION#1 p12 RUNNING 05-07 09:00", "RESPONSE#1 p22 PAUSED", "REVIEW#1 p22 MET"],
    ),
    (
        "changes requested, late",
        breached,
        |life| life.answers(22, changes()),
        &[
            "CLARIFICATION#1 p12 RUNNING 05-08 20:00",
            "RESPONSE#1 p22 BREACHED settled",
            "RESPONSE#2 p22 PAUSED",
            "REVIEW#1 p22 BREACHED settled",
        ],
    ),
    ("changes requested again", wants_changes, |life| life.answers(22, changes()), &[]),
    (
        "decline from PENDING",
        submitted,
        |life| life.answers(32, declined()),
        &["REROUTE#1 p12 RUNNING 05-07 09:00", "RESPONSE#1 p32 MET", "REVIEW#1 p32 MET"],
    ),
    (
        "decline from CR",
        wants_changes,
        |life| life.answers(22, declined()),
        &["CLARIFICATION#1 p12 CANCELLED", "REROUTE#1 p12 RUNNING 05-07 15:00", "RESPONSE#1 p22 MET"],
    ),
    (
        "changes requested from DECLINED",
        declines,
        |life| life.answers(32, changes()),
        &["CLARIFICATION#1 p12 RUNNING 05-07 15:00", "REROUTE#1 p12 CANCELLED", "RESPONSE#2 p32 PAUSED"],
    ),
    ("revision, PENDING", submitted, revises, &[]),
    (
        "revision, CR",
        wants_changes,
        |life| {
            life.until("2024-05-06 20:00");
            revises(life);
        },
        &["CLARIFICATION#1 p12 MET", "RESPONSE#1 p22 RUNNING 05-07 14:00"],
    ),
    (
        "revision, CR, breached",
        breached,
        |life| {
            life.answers(22, changes());
            revises(life);
        },
        &["CLARIFICATION#1 p12 MET", "RESPONSE#2 p22 RUNNING 05-08 20:00"],
    ),
    (
        "revision, ACCEPTED",
        in_agreed,
        revises,
        &[
            "RESPONSE#2 p22 RUNNING 05-07 09:00",
            "RESPONSE#2 p32 RUNNING 05-07 09:00",
            "SIGN_OFF#1 d1 CANCELLED",
            "SIGN_OFF#1 d2 CANCELLED",
            "SIGN_OFF#1 d3 CANCELLED",
        ],
    ),
    ("revision, DECLINED", declines, revises, &["REROUTE#1 p12 MET", "RESPONSE#2 p32 RUNNING 05-07 15:00"]),
    (
        "answer without change, CR",
        wants_changes,
        |life| {
            life.until("2024-05-06 20:00");
            says(life, "文档5月15日提供");
        },
        &["CLARIFICATION#1 p12 MET", "RESPONSE#1 p22 RUNNING 05-07 14:00"],
    ),
    (
        "answer without change, DECLINED",
        declines,
        |life| says(life, "请再考虑"),
        &["REROUTE#1 p12 MET", "RESPONSE#2 p32 RUNNING 05-07 15:00"],
    ),
    (
        "CLARIFICATION lapses",
        wants_changes,
        |life| {
            life.until("2024-05-07 14:59");
            life.until("2024-05-07 15:00");
        },
        &["CLARIFICATION#1 p12 BREACHED"],
    ),
    (
        "RESPONSE lapses",
        submitted,
        |life| {
            life.until("2024-05-07 08:59");
            life.until("2024-05-07 09:00");
        },
        &["RESPONSE#1 p22 BREACHED", "RESPONSE#1 p32 BREACHED"],
    ),
    (
        "REROUTE lapses",
        declines,
        |life| {
            life.until("2024-05-07 14:59");
            life.until("2024-05-07 15:00");
        },
        &[
            "REQUEST_DUE#1 p22 CANCELLED",
            "REROUTE#1 p12 BREACHED",
            "REROUTE#1 p12 BREACHED over",
            "RESOURCE_DECISION#1 d2 CANCELLED",
            "RESPONSE#1 p22 BREACHED over",
            "REVIEW#1 p22 CANCELLED",
        ],
    ),
    (
        "party added",
        in_agreed,
        |life| {
            life.did_by(12, |request, ctx| {
                request.add_party(ctx, AddParty { party: input(4, None), reason: None })
            });
        },
        &[
            "RESPONSE#1 d4 RUNNING 05-07 09:00",
            "RESPONSE#2 p22 RUNNING 05-07 09:00",
            "RESPONSE#2 p32 RUNNING 05-07 09:00",
            "REVIEW#1 d4 RUNNING 05-07 18:00",
            "SIGN_OFF#1 d1 CANCELLED",
            "SIGN_OFF#1 d2 CANCELLED",
            "SIGN_OFF#1 d3 CANCELLED",
        ],
    ),
    (
        "party removed",
        submitted,
        |life| removes(life, 3),
        &["RESPONSE#1 p32 CANCELLED", "REVIEW#1 p32 CANCELLED"],
    ),
    ("declined and removed", declines, |life| removes(life, 3), &["REROUTE#1 p12 CANCELLED"]),
    (
        "declined and replaced",
        declines,
        |life| replaces(life, 3),
        &["REROUTE#1 p12 MET", "RESPONSE#1 d4 RUNNING 05-07 15:00", "REVIEW#1 d4 RUNNING 05-07 18:00"],
    ),
    (
        "liaison leaves",
        submitted,
        |life| leaves(life, 22),
        &[
            "LIAISON#1 d2 RUNNING 05-07 18:00",
            "REQUEST_DUE#1 d2 RUNNING 05-30 18:00",
            "RESPONSE#1 d2 RUNNING 05-07 09:00",
            "REVIEW#1 d2 RUNNING 05-07 18:00",
        ],
    ),
    (
        "liaison named",
        submitted,
        |life| {
            leaves(life, 22);
            life.did_by(20, |request, ctx| request.name_liaison(ctx, name(23)));
        },
        &[
            "LIAISON#1 d2 MET",
            "REQUEST_DUE#1 p23 RUNNING 05-30 18:00",
            "RESPONSE#1 p23 RUNNING 05-07 09:00",
            "REVIEW#1 p23 RUNNING 05-07 18:00",
        ],
    ),
    (
        "LIAISON lapses",
        submitted,
        |life| {
            leaves(life, 32);
            life.answers(22, accepted());
            life.did_by(30, |request, ctx| request.review(ctx, review(false)));
            life.until("2024-05-07 17:59");
            life.until("2024-05-07 18:00");
        },
        &["LIAISON#1 d3 BREACHED", "RESOURCE_DECISION#1 d2 BREACHED"],
    ),
    ("initiator leaves", wants_changes, |life| leaves(life, 12), &["CLARIFICATION#1 d1 RUNNING 05-07 15:00"]),
    (
        "agreed date of feedback",
        || {
            let mut input = draft_input();
            input.parties[1].respond_by = Some(at("2024-05-10 12:00"));
            drafted(World::new(), input).submitted()
        },
        |life| life.did_by(32, |request, ctx| request.review(ctx, review(true))),
        &["RESPONSE#1 p32 RUNNING 05-10 12:00", "REVIEW#1 p32 MET"],
    ),
    (
        "supporting party",
        || {
            let mut input = draft_input();
            input.parties[1].role = PartyRole::Supporting;
            drafted(World::new(), input)
        },
        |life| life.did_by(12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), None)?.complete(1))),
        &[
            "REQUEST_DUE#1 p22 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d2 RUNNING 05-07 18:00",
            "RESPONSE#1 p22 RUNNING 05-07 09:00",
            "REVIEW#1 p22 RUNNING 05-07 18:00",
        ],
    ),
    (
        "agreement during work",
        in_progress,
        revises,
        &["RESPONSE#2 p22 RUNNING 05-07 09:00", "RESPONSE#2 p32 RUNNING 05-07 09:00"],
    ),
    (
        "party added during work answers",
        || {
            let mut life = in_progress();
            life.did_by(12, |request, ctx| {
                request.add_party(ctx, AddParty { party: input(4, None), reason: None })
            });
            life.did_by(40, |request, ctx| request.name_liaison(ctx, name(42)));
            life
        },
        |life| life.answers(42, accepted()),
        &["RESPONSE#1 p42 MET", "REVIEW#1 p42 MET"],
    ),
];

#[test]
fn every_row_of_the_party_table() {
    check(ROWS);
}

/// X11: the clock runs for who must act: the party's stands still while the initiator's runs, and the other way round.
#[test]
fn the_clock_is_bound_to_who_must_act_x11() {
    let mut life = wants_changes();
    let running = |life: &Life<Asked>, kind| {
        let records = life.of_kind(kind);
        records.iter().any(|one| {
            one.state == crate::deadline::DeadlineState::Running && one.owner.department != department(3)
        })
    };
    assert!(running(&life, DeadlineKind::Clarification) && !running(&life, DeadlineKind::Response));
    says(&mut life, "照旧");
    assert!(!running(&life, DeadlineKind::Clarification) && running(&life, DeadlineKind::Response));
}

/// A date of feedback counts for the answer it was agreed for, not when the party is asked again after it (X5, resolution 73).
#[test]
fn an_agreed_date_does_not_bind_a_later_answer_x5() {
    let mut input = draft_input();
    input.parties[1].respond_by = Some(at("2024-05-08 12:00"));
    let mut life = drafted(World::new(), input).submitted();
    life.did_by(32, |request, ctx| request.review(ctx, review(true)));
    life = life.agreed();
    life.until("2024-05-13 09:00");
    revises(&mut life);
    let response = life.latest(DeadlineKind::Response);
    assert_eq!((response.cycle, response.due_at), (2, at("2024-05-14 09:00")), "its full length");
}

/// Under the rule `LEAD` nobody answers any more once the lead has: nothing is owed that cannot be given.
#[test]
fn under_lead_the_others_owe_no_answer_in_agreed() {
    let mut life = submitted();
    life.world.pack.agreement = crate::pack::AgreementRule::Lead;
    life.answers(22, accepted());
    assert_eq!(life.status(), RequestStatus::Agreed);
    assert!(life.did().contains(&"RESPONSE#1 p32 CANCELLED".to_owned()), "{:?}", life.did());
    life.until("2024-05-31 09:00");
}

/// Resolution 4: answers that agree and confirm in one call are kept, not cancelled.
#[test]
fn the_last_answer_is_met_although_it_confirms_resolution_4() {
    let mut life = submitted();
    life.world.pack.sign_off = crate::pack::SignOffRule::None;
    life = life.agreed();
    assert_eq!(life.status(), RequestStatus::Confirmed);
    let ends: BTreeSet<_> = life.of_kind(DeadlineKind::Response).iter().map(|one| one.state.name()).collect();
    assert_eq!(ends, ["MET"].into());
}
