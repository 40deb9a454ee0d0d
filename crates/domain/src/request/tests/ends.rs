//! How requests end: closing and what is missing, rating deadline, block, withdrawal, archive (resolutions 10, 23 to 25, 54, 57).

use super::*;
use crate::request::status::{Outcome, Stage};

#[test]
fn closing_lists_everything_that_is_open() {
    let mut case = Case::at(RequestStatus::Delivered);
    case.did(12, |request, ctx| request.block(ctx, text("缺数据")));
    let settlement = Settlement { problems: vec![problem(false)], ..delivered() };
    let closing = case.request.closing(&settlement, &case.world.pack);
    let missing: Vec<_> = closing.missing.iter().map(|reason| reason.rule).collect();
    assert_eq!(missing, [Rule::NotAccepted, Rule::Blocked, Rule::ProblemOpen, Rule::TasksOpen]);
    assert!(!closing.ready);
    let accepted = case.tries(12, |request, ctx| request.accept(ctx, acceptance(), &settlement, &Key));
    assert_eq!(rules(&accepted), [Rule::Blocked]);
    case.did(12, |request, ctx| request.unblock(ctx, None));
    let on_task = Settlement { problems: vec![problem(true)], ..delivered() };
    let accepted = case.tries(12, |request, ctx| request.accept(ctx, acceptance(), &on_task, &Key));
    assert_eq!(
        rules(&accepted),
        [Rule::ProblemOpen],
        "a task problem bars the acceptance, one of the request does not"
    );
    case.did(12, |request, ctx| request.accept(ctx, acceptance(), &settlement, &Key));
    let closed = case.tries(12, |request, ctx| request.close(ctx, &settlement));
    assert_eq!(rules(&closed), [Rule::ProblemOpen, Rule::RatingMissing, Rule::RatingMissing]);
}

/// Resolution 23: the last rating does not close; the lapsed deadline does, or what settles the last thing after it.
#[test]
fn the_rating_deadline_closes() {
    let case = Case::at(RequestStatus::Accepted);
    let actor = case.world.actor(12);
    assert!(case.request.settled(&case.world.context(&actor), &case.all_rated()).is_none());
    let at_once =
        case.serves(|request, ctx| request.lapse_rating(ctx, &Settlement::default())).expect("lapsed");
    assert_eq!(told(&at_once), ["DeadlineLapsed", "RequestClosed"]);
    let open = Settlement { problems: vec![problem(false)], ..Settlement::default() };
    let mut later = case;
    later.server(|request, ctx| request.lapse_rating(ctx, &open));
    assert_eq!(later.status(), RequestStatus::Accepted);
    let closed = later.request.settled(&later.world.context(&actor), &Settlement::default()).expect("closes");
    assert_eq!(closed.state.status, RequestStatus::Closed);
    assert_eq!(closed.state.outcome, Some(Outcome::Completed));
}

/// Resolution 23: a pack without ratings closes with the acceptance.
#[test]
fn without_ratings_acceptance_closes() {
    let mut case = Case::at(RequestStatus::Delivered);
    case.world.pack.rated = false;
    let accepted = case.tries(12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key));
    assert_eq!(told(&accepted.expect("accepted")), ["RequestAccepted", "RequestClosed"]);
}

/// Resolution 24: the stage, the outcome and the archive.
#[test]
fn stage_and_outcome_are_derived() {
    use RequestStatus as S;
    for (status, stage) in [
        (S::Draft, None),
        (S::Submitted, Some(Stage::Pending)),
        (S::Clarifying, Some(Stage::Pending)),
        (S::Agreed, Some(Stage::Pending)),
        (S::Confirmed, Some(Stage::Pending)),
        (S::InProgress, Some(Stage::InProgress)),
        (S::Delivered, Some(Stage::InProgress)),
        (S::Accepted, Some(Stage::Done)),
        (S::Closed, Some(Stage::Done)),
        (S::Archived, Some(Stage::Done)),
        (S::Declined, None),
        (S::Withdrawn, None),
    ] {
        assert_eq!(Case::at(status).request.stage(), stage, "{status:?}");
    }
    let mut blocked = Case::at(S::Confirmed);
    blocked.did(22, |request, ctx| request.block(ctx, text("缺数据")));
    assert_eq!(blocked.request.stage(), Some(Stage::Blocked));
    let mut withdrawn = Case::at(S::Withdrawn);
    withdrawn.server(Request::archive);
    assert_eq!((withdrawn.request.stage(), withdrawn.request.outcome), (None, Some(Outcome::Withdrawn)));
    let closed = Case::at(S::Archived);
    let actor = closed.world.actor(12);
    let path = closed.request.archive_path(&closed.world.context(&actor));
    assert_eq!(path, "第1部-2024-05-06-D1202405001", "S0-47");
}

/// Resolution 25: the block ends with the request.
#[test]
fn the_end_lifts_the_block_and_ends_escalations() {
    let mut case = Case::at(RequestStatus::InProgress);
    case.did(32, |request, ctx| request.block(ctx, text("缺数据")));
    let twice = case.tries(12, |request, ctx| request.block(ctx, text("又缺")));
    assert_eq!(rules(&twice), [Rule::Blocked]);
    let input = escalate::Escalate { reason: text("分歧"), parties: Vec::new(), task: None };
    case.did(12, |request, ctx| request.escalate(ctx, input));
    let change = case.tries(12, |request, ctx| request.withdraw(ctx, text("取消"))).expect("withdrawn");
    assert_eq!(told(&change), ["RequestWithdrawn", "EscalationEnded"]);
    assert!(change.state.block.is_none() && !change.state.escalations[0].is_open());
}

/// Resolution 54: a discarded draft is gone, with a tombstone, and no code was used.
#[test]
fn a_discarded_draft_leaves_a_tombstone() {
    let case = Case::draft();
    let change = case.tries(12, Request::discard).expect("discarded");
    assert_eq!(told(&change), ["RequestDiscarded"]);
    assert!(change.state.discarded && change.state.code.is_none());
    let gone = Case { world: case.world, request: change.state };
    assert!(matches!(gone.tries(12, Request::discard), Err(Refusal::NotFound)));
}

/// X19: the serial is drawn after every check, so a refusal leaves no gap.
#[test]
fn the_code_comes_last() {
    let mut input = draft_input();
    input.content.goal = Patch::Keep;
    input.content.due_on = Patch::Set(day("2024-05-05"));
    let case = Case::drafted(World::new(), input);
    let actor = case.world.actor(12);
    let ctx = case.world.context(&actor);
    let refused = case.request.prepare(&ctx, None, Vec::new(), None).err().expect("refused");
    let Refusal::Invalid(violations) = refused else { panic!("invalid") };
    let paths: Vec<_> = violations.iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["goal", "dueOn"]);
    let whole = Case::draft();
    let actor = whole.world.actor(12);
    let ctx = whole.world.context(&actor);
    let submission = whole.request.prepare(&ctx, None, Vec::new(), None).expect("prepared");
    assert_eq!(submission.scope().key(), "D1202405\u{1}");
    assert_eq!(submission.complete(12).state.code.as_deref(), Some("D1202405012"));
}
