//! 催办: a person reminds who owes, once for each step.

use super::*;
use crate::error::{Refusal, Rule};

fn rule(refusal: &Refusal) -> Vec<Rule> {
    match refusal {
        Refusal::NotPermitted(reason) => vec![reason.rule],
        Refusal::State(conflict) => conflict.missing.iter().map(|reason| reason.rule).collect(),
        _ => Vec::new(),
    }
}

fn reminds(life: &Life<Plain>, who: u128) -> Result<Change<Deadline>, Refusal> {
    let actor = life.world.actor(who);
    life.stored[0].remind(&life.world.context(&actor))
}

#[test]
fn who_reminds_whom() {
    let life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    for (who, refused) in [
        (12, None),
        (20, None),
        (99, None),
        (98, None),
        (22, Some(Rule::OwnMatter)),
        (32, Some(Rule::RoleMissing)),
        (23, Some(Rule::RoleMissing)),
    ] {
        let outcome = reminds(&life, who);
        assert_eq!(outcome.as_ref().err().map(rule), refused.map(|rule| vec![rule]), "{who}");
    }
    let ctx = life.world.context(&Actor::Server);
    assert!(life.stored[0].remind(&ctx).is_err(), "the server has its own steps");
}

#[test]
fn once_for_each_step() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    for when in
        ["2024-05-06 10:00", "2024-05-07 04:00", "2024-05-07 10:00", "2024-05-08 19:00", "2024-05-09 19:00"]
    {
        life.until(when);
        let change = reminds(&life, 12).expect("reminded");
        let DeadlineFact::DeadlineReminded { told, .. } = &change.facts[0] else {
            panic!("{:?}", change.facts)
        };
        assert_eq!(*told, [person(22)], "{when}");
        life.keep(change);
        let again = reminds(&life, 20).expect_err("said already");
        assert_eq!(rule(&again), [Rule::AlreadyOnRecord], "whoever says it, {when}");
    }
}

#[test]
fn nobody_is_reminded_of_what_stands_still_or_is_over() {
    for standing in [Standing::Answered, Standing::Met] {
        let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
        life.stands(standing);
        assert!(matches!(reminds(&life, 12), Err(Refusal::State(_))));
    }
}
