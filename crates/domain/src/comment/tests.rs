//! Comments: who says what where, whom they mention and ask, what stays of a former text, what goes out (resolutions 17, 67,
//! 68, 79; S1-96 to S1-101). The task is that of the task tests: 12 of department 1 initiates, 23 of 2 answers for it, 33 helps.

mod answers;
pub(crate) mod owed;
mod places;
mod words;

use super::*;
use crate::command::Context;
use crate::customer::masking::Masker;
use crate::error::{Refusal, Rule};
use crate::patch::Patch;
use crate::task::Task;
use crate::task::tests::{ASSIGNEE, INITIATOR, made, rules, text, with};
use crate::testing::{World, line, person};

/// Who mentions and asks in these tests.
const AUTHOR: u128 = INITIATOR;
/// Sees the task through department 3.
const OTHER: u128 = 32;
/// Sees nothing of it.
const STRANGER: u128 = 42;
const AUDITOR: u128 = 97;

fn place(world: &World) -> Place {
    Place::from(&made(world))
}

fn new(raw: &str) -> NewComment {
    NewComment {
        id: None,
        text: text(raw),
        mentions: Vec::new(),
        ask: None,
        external: false,
        confirm_masked: false,
    }
}

fn ask(urgency: Urgency) -> NewAsk {
    NewAsk { urgency, reason: line("确认接口排期") }
}

/// One that asks these people.
fn asking(urgency: Urgency, people: &[u128]) -> NewComment {
    let mentions = people.iter().map(|number| person(*number)).collect();
    NewComment { mentions, ask: Some(ask(urgency)), ..new("请确认") }
}

fn add(world: &World, who: u128, place: &Place, new: NewComment) -> Result<Added, Refusal> {
    with(world, who, |ctx| Comment::add(ctx, place, None, &Masker::nothing(), new))
}

fn added(world: &World, who: u128, place: &Place, new: NewComment) -> Comment {
    stored(&add(world, who, place, new).expect("added").comment.state)
}

/// The comment as it is read again.
fn stored(comment: &Comment) -> Comment {
    Comment::restore(comment.record.clone(), comment.place.clone(), comment.shown.clone())
}

fn edit(
    world: &World,
    who: u128,
    comment: &Comment,
    patch: CommentPatch,
) -> Result<Change<Comment>, Refusal> {
    with(world, who, |ctx| comment.edit(ctx, &Masker::nothing(), patch))
}

/// A reply of this person.
fn replied(world: &World, who: u128, to: &Comment) -> Added {
    let reply = |ctx: &Context<'_>| Comment::add(ctx, &to.place, Some(to), &Masker::nothing(), new("好的"));
    with(world, who, reply).expect("replied")
}

/// What does not hold, with where.
fn wrong(refusal: Refusal) -> Vec<(String, Rule)> {
    let Refusal::Invalid(wrong) = refusal else { panic!("another refusal: {refusal:?}") };
    wrong.into_iter().map(|one| (one.path, one.reason.rule)).collect()
}
