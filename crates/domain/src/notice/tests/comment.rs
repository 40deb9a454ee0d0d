//! Comments on the task of the task tests: 12 of department 1 initiates, 23 of 2 answers for it, 33 of 3 helps.

use super::*;
use crate::comment::{Comment, CommentPatch, NewAsk, NewComment, Place, Urgency};
use crate::customer::masking::Masker;
use crate::patch::Patch;
use crate::task::tests::{made, text, with};
use crate::testing::line;

fn new(mentions: &[u128], urgency: Option<Urgency>) -> NewComment {
    NewComment {
        id: None,
        text: text("请确认"),
        mentions: mentions.iter().map(|number| person(*number)).collect(),
        ask: urgency.map(|urgency| NewAsk { urgency, reason: line("确认排期") }),
        external: false,
        confirm_masked: false,
    }
}

#[test]
#[rustfmt::skip]
fn who_is_asked_mentioned_replied_to_and_concerned() {
    let world = World::new();
    let place = Place::from(&made(&world));
    let add = |who, parent: Option<&Comment>, new| {
        with(&world, who, |ctx| Comment::add(ctx, &place, parent, &Masker::nothing(), new)).expect("added")
    };
    let rows: Vec<(u128, NewComment, &str)> = vec![
        (12, new(&[], None), "COMMENT_ADDED 23 33"),
        (23, new(&[], None), "COMMENT_ADDED 33"),
        (12, new(&[23, 22], None), "COMMENT_MENTIONED 22 23; COMMENT_ADDED 33"),
        (12, new(&[42], None), "COMMENT_ADDED 23 33"),
        (12, new(&[23], Some(Urgency::Ordinary)), "COMMENT_ANSWER_ASKED 23; COMMENT_ADDED 33"),
        (12, new(&[23, 32], Some(Urgency::Critical)), "COMMENT_ANSWER_ASKED 23 32; COMMENT_URGENT 20 30; COMMENT_ADDED 33"),
        (20, new(&[23], Some(Urgency::Critical)), "COMMENT_ANSWER_ASKED 23; COMMENT_ADDED 33"),
    ];
    for (who, new, expected) in rows {
        let change = add(who, None, new.clone()).comment;
        assert_eq!(summary(&of(&world, who, &change)), expected, "{who} {new:?}");
    }

    let asked = add(12, None, new(&[23], Some(Urgency::Ordinary))).comment.state;
    let reply = add(23, Some(&asked), new(&[], None));
    assert_eq!(summary(&of(&world, 23, &reply.comment)), "COMMENT_REPLIED 12; COMMENT_ADDED 33");
    assert_eq!(summary(&of(&world, 23, &reply.answered.expect("answered"))), "", "the reply says it");

    let edit = |patch| with(&world, 12, |ctx| asked.edit(ctx, &Masker::nothing(), patch)).expect("edited");
    let more = CommentPatch { mentions: Patch::Set(vec![person(23), person(32)]), ..CommentPatch::default() };
    assert_eq!(summary(&of(&world, 12, &edit(more))), "COMMENT_ANSWER_ASKED 32");
    let nothing_asked = CommentPatch { mentions: Patch::Set(vec![person(23), person(32)]), ask: Patch::Clear, ..CommentPatch::default() };
    assert_eq!(summary(&of(&world, 12, &edit(nothing_asked))), "COMMENT_MENTIONED 32");
    let said = CommentPatch { text: Patch::Set(text("再确认")), ..CommentPatch::default() };
    assert_eq!(summary(&of(&world, 12, &edit(said))), "");
}

/// What is urgent waits for no morning; a comment is named by what it is about.
#[test]
fn urgent_questions_reach_people_at_night() {
    let world = World::new();
    let task = made(&world);
    let place = Place::from(&task);
    let critical = |urgency| {
        let new = new(&[23], Some(urgency));
        let change = with(&world, 12, |ctx| Comment::add(ctx, &place, None, &Masker::nothing(), new));
        let notices = of(&world, 12, &change.expect("added").comment);
        assert!(notices.iter().all(|notice| notice.about.named == Some(task.uuid())));
        notices.iter().map(|notice| notice.critical).collect::<Vec<_>>()
    };
    assert_eq!(critical(Urgency::Ordinary), [false, false]);
    assert_eq!(critical(Urgency::Critical), [true, true, false]);
}
