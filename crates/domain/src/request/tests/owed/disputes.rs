//! Disagreements: taken up, ruled on, and what stands still meanwhile (resolution 22).

use super::*;
use crate::request::escalate::{Escalate, TakeUpEscalation};
use crate::request::escalation::RulingOutcome;
use crate::request::tests::request_table::ruling;

fn escalates(life: &mut Life<Asked>, who: u128) {
    let input = Escalate { reason: text("范围分歧"), parties: Vec::new(), task: None };
    life.did_by(who, |request, ctx| request.escalate(ctx, input));
}

fn disputed() -> Life<Asked> {
    let mut life = submitted();
    life.answers(22, changes());
    escalates(&mut life, 22);
    life
}

fn takes_up(life: &mut Life<Asked>, who: u128) {
    life.did_by(who, |request, ctx| request.take_up(ctx, TakeUpEscalation::default()));
}

fn taken_up() -> Life<Asked> {
    let mut life = disputed();
    life.until("2024-05-06 15:00");
    takes_up(&mut life, 20);
    life
}

fn rule(life: &mut Life<Asked>, outcome: RulingOutcome) {
    for head in [10, 20] {
        life.did_by(head, |request, ctx| request.rule(ctx, ruling(outcome)));
    }
}

pub(super) const ROWS: &[Row] = &[
    (
        "escalate what was answered",
        || {
            let mut life = submitted();
            life.answers(22, changes());
            life
        },
        |life| escalates(life, 22),
        &[
            "CLARIFICATION#1 p12 PAUSED",
            "TAKE_UP#1 d1 RUNNING 05-07 09:00",
            "TAKE_UP#1 d2 RUNNING 05-07 09:00",
        ],
    ),
    (
        "escalate what is awaited",
        submitted,
        |life| escalates(life, 12),
        &["RESPONSE#1 p22 PAUSED", "TAKE_UP#1 d1 RUNNING 05-07 09:00", "TAKE_UP#1 d2 RUNNING 05-07 09:00"],
    ),
    (
        "escalate what was declined",
        || {
            let mut life = submitted();
            life.answers(32, declined());
            life
        },
        |life| escalates(life, 32),
        &["REROUTE#1 p12 PAUSED", "TAKE_UP#1 d1 RUNNING 05-07 09:00", "TAKE_UP#1 d3 RUNNING 05-07 09:00"],
    ),
    (
        "take up",
        disputed,
        |life| takes_up(life, 20),
        &[
            "RULING#1 d1 RUNNING 05-08 18:00",
            "RULING#1 d2 RUNNING 05-08 18:00",
            "TAKE_UP#1 d1 MET",
            "TAKE_UP#1 d2 MET",
        ],
    ),
    (
        "TAKE_UP lapses",
        disputed,
        |life| {
            life.until("2024-05-07 08:59");
            life.answers(32, accepted());
            life.until("2024-05-07 09:00");
        },
        &[
            "TAKE_UP#1 d1 BREACHED",
            "TAKE_UP#1 d1 BREACHED over",
            "TAKE_UP#1 d2 BREACHED over",
            "TAKE_UP#1 p99 RUNNING 05-08 09:00",
        ],
    ),
    (
        "RULING lapses",
        || {
            let mut life = taken_up();
            life.answers(32, accepted());
            life.until("2024-05-08 17:00");
            life
        },
        |life| life.until("2024-05-08 18:00"),
        &[
            "RESOURCE_DECISION#1 d2 BREACHED",
            "RULING#1 d1 BREACHED",
            "RULING#1 d1 BREACHED over",
            "RULING#1 d2 BREACHED over",
            "TAKE_UP#1 p99 RUNNING 05-09 18:00",
        ],
    ),
    (
        "the executive takes up",
        || {
            let mut life = disputed();
            life.until("2024-05-07 09:00");
            life
        },
        |life| takes_up(life, 99),
        &["RULING#1 p99 RUNNING 05-09 18:00", "TAKE_UP#1 p99 MET"],
    ),
    (
        "ruling: accepts",
        taken_up,
        |life| rule(life, RulingOutcome::PartyAccepts),
        &["CLARIFICATION#1 p12 CANCELLED", "RESPONSE#1 p22 MET", "RULING#1 d1 MET", "RULING#1 d2 MET"],
    ),
    (
        "ruling: declined",
        taken_up,
        |life| rule(life, RulingOutcome::Decline),
        &[
            "CLARIFICATION#1 p12 CANCELLED",
            "REQUEST_DUE#1 p22 CANCELLED",
            "RESOURCE_DECISION#1 d2 CANCELLED",
            "RESPONSE#1 p22 CANCELLED",
            "RESPONSE#1 p32 CANCELLED",
            "REVIEW#1 p32 CANCELLED",
            "RULING#1 d1 MET",
            "RULING#1 d2 MET",
        ],
    ),
    (
        "ruling: dismissed",
        taken_up,
        |life| rule(life, RulingOutcome::Dismissed),
        &["CLARIFICATION#1 p12 RUNNING 05-07 15:00", "RULING#1 d1 MET", "RULING#1 d2 MET"],
    ),
    (
        "ruling: re-routed",
        taken_up,
        |life| {
            for head in [10, 20] {
                let mut input = ruling(RulingOutcome::Reroute);
                input.to = Some(super::input(4, None));
                life.did_by(head, |request, ctx| request.rule(ctx, input));
            }
        },
        &[
            "CLARIFICATION#1 p12 CANCELLED",
            "REQUEST_DUE#1 d4 RUNNING 05-30 18:00",
            "RESOURCE_DECISION#1 d4 RUNNING 05-07 18:00",
            "RESPONSE#1 d4 RUNNING 05-07 15:00",
            "RESPONSE#1 p22 CANCELLED",
            "REVIEW#1 d4 RUNNING 05-07 18:00",
            "RULING#1 d1 MET",
            "RULING#1 d2 MET",
        ],
    ),
    (
        "REROUTE lapses during work",
        || {
            let mut life = in_progress();
            life.did_by(12, |request, ctx| request.revise(ctx, goal("新目标")));
            life.answers(22, accepted());
            life.answers(32, declined());
            life.until("2024-05-07 08:00");
            life
        },
        |life| life.until("2024-05-07 09:00"),
        &["REROUTE#1 p12 BREACHED", "TAKE_UP#1 d1 RUNNING 05-08 09:00", "TAKE_UP#1 d3 RUNNING 05-08 09:00"],
    ),
];

#[test]
fn every_row_of_disagreements() {
    check(ROWS);
}

/// A breach is not undone by escalating it: it stays breached until the ruling or the answer (Deadline table, "pause").
#[test]
fn a_breached_answer_stays_breached_while_it_is_disputed() {
    let mut life = submitted();
    life.until("2024-05-07 10:00");
    escalates(&mut life, 12);
    assert!(life.live().contains(&"RESPONSE#1 p22 BREACHED".to_owned()), "{:?}", life.live());
    life.answers(22, accepted());
    assert!(life.did().contains(&"RESPONSE#1 p22 BREACHED settled".to_owned()), "{:?}", life.did());
}
