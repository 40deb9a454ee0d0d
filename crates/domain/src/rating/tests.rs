//! Who rates whom, when, and who sees the figures.

use super::*;
use crate::access::{Actor, may_see};
use crate::command::Change;
use crate::error::{Refusal, Rule};
use crate::patch::Patch;
use crate::request::status::RequestStatus;
use crate::task::tests::{LIAISON, frame, rules, text, with};
use crate::testing::{World, department, person};

fn scores(value: i64) -> Scores {
    let score = || Score::new(value).expect("1 to 5");
    Scores { responsiveness: score(), professionalism: score(), cooperation: score() }
}

fn new(party: u128) -> NewRating {
    NewRating {
        id: None, department: department(party), scores: scores(4), comment: Some(text("配合及时"))
    }
}

fn give(world: &World, who: u128, status: RequestStatus, party: u128) -> Result<Change<Rating>, Refusal> {
    let frame = frame(status);
    with(world, who, |ctx| Rating::give(ctx, &frame, new(party), false))
}

#[test]
fn given_by_the_initiator_once_after_acceptance_late_from_closed_resolution_23() {
    let world = World::new();
    for status in RequestStatus::ALL {
        let given = give(&world, 12, status, 2);
        match status {
            RequestStatus::Accepted => assert!(!given.expect("given").state.record().late),
            RequestStatus::Closed => assert!(given.expect("given").state.record().late),
            _ => assert!(matches!(given, Err(Refusal::State(_))), "{status:?}"),
        }
    }
    for who in [LIAISON, 20, 10, 13] {
        assert_eq!(
            rules(&give(&world, who, RequestStatus::Accepted, 2).expect_err("others")),
            [Rule::RoleMissing]
        );
    }
    let accepted = frame(RequestStatus::Accepted);
    let twice = with(&world, 12, |ctx| Rating::give(ctx, &accepted, new(2), true)).expect_err("once");
    assert_eq!(rules(&twice), [Rule::AlreadyRated]);
    assert_eq!(rules(&give(&world, 12, RequestStatus::Accepted, 4).expect_err("no party")), [Rule::Unknown]);
}

#[test]
fn only_parties_that_accepted_and_never_by_the_rated_resolution_57() {
    let world = World::new();
    let mut frame = frame(RequestStatus::Accepted);
    frame.parties[1].accepted = false;
    let refused = with(&world, 12, |ctx| Rating::give(ctx, &frame, new(3), false)).expect_err("not accepted");
    assert_eq!(rules(&refused), [Rule::PartyNotAccepted]);
    frame.initiator = person(22);
    let own = with(&world, 22, |ctx| Rating::give(ctx, &frame, new(2), false)).expect_err("own");
    assert_eq!(rules(&own), [Rule::OwnMatter]);
}

#[test]
fn changed_within_168_hours_resolution_57() {
    let world = World::new();
    let rating = give(&world, 12, RequestStatus::Accepted, 2).expect("given").state;
    let revision = || Revision { scores: Some(scores(5)), comment: Patch::Keep };
    let end = world.now.get().plus_seconds(168 * 3_600);
    world.now.set(end);
    let changed = with(&world, 12, |ctx| rating.revise(ctx, revision())).expect("in time");
    assert_eq!(changed.events()[0].changes.len(), 3);
    let same = with(&world, 12, |ctx| rating.revise(ctx, Revision::default())).expect_err("nothing");
    assert_eq!(rules(&same), [Rule::Unchanged]);
    let rated = with(&world, 20, |ctx| rating.revise(ctx, revision())).expect_err("the rated");
    assert!(matches!(rated, Refusal::NotPermitted(_)));
    world.now.set(end.plus_seconds(1));
    let late = with(&world, 12, |ctx| rating.revise(ctx, revision())).expect_err("late");
    assert_eq!(rules(&late), [Rule::ChangePeriodOver]);
}

#[test]
fn seen_by_the_rated_their_heads_executives_and_auditors_gap_7() {
    use crate::command::Aggregate as _;
    let world = World::new();
    let audience = give(&world, 12, RequestStatus::Accepted, 2).expect("given").state.audience();
    let sees = |who| may_see(&world.actor(who), &audience);
    assert!([12, 20, 22, 97, 99].into_iter().all(sees));
    assert!(![10, 13, 30, 32].into_iter().any(sees));
    assert!(may_see(&Actor::Server, &audience));
}

#[test]
fn figures_of_fewer_than_three_are_hidden_resolution_19() {
    let mut tally = Tally::default();
    assert_eq!(tally.averages(), None);
    tally.add(scores(5));
    tally.add(scores(2));
    assert_eq!(tally.shown_to(1), None);
    assert!(tally.shown_to(2).is_some());
    tally.add(scores(5));
    let averages = tally.shown_to(0).and_then(|tally| tally.averages()).expect("shown");
    assert!((averages.overall - 4.0).abs() < f64::EPSILON);
    assert_eq!(tally.cooperation, [0, 1, 0, 0, 2]);
}

#[test]
fn marks_are_one_to_five_s0_45() {
    for value in [-1, 0, 6, 256] {
        assert!(Score::new(value).is_err(), "{value}");
    }
    assert!((1..=5).all(|value| Score::new(value).is_ok()));
}
