//! The answers that a comment makes people owe, and what the pack gives them (S1-97, S1-98, C24).

use std::collections::BTreeSet;

use super::*;
use crate::access::may_see;
use crate::deadline::tests::{Bearer, Life, wall};
use crate::deadline::{About, Deadline, DeadlineKind, DeadlineState, Owed};
use crate::pack::Preset;
use crate::problem::{Against, Cooperation, NewProblem, Problem};
use crate::request::status::RequestStatus;
use crate::task::Setting;
use crate::task::tests::frame;
use crate::testing::department;

impl Bearer for Comment {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        (self.about(ctx.pack.reference()), self.owed(ctx))
    }

    fn lapses(&self, _: &Deadline, _: &Context<'_>) -> Option<Self> {
        None
    }
}

/// An event, what was there before it, what happens, and what that does to deadlines.
type Row = (&'static str, fn() -> Life<Comment>, fn(&mut Life<Comment>), &'static [&'static str]);

fn asks(urgency: Urgency, people: &[u128]) -> Life<Comment> {
    let world = World::new();
    let comment = added(&world, AUTHOR, &place(&world), asking(urgency, people));
    Life::of(world, comment)
}

fn ordinary() -> Life<Comment> {
    asks(Urgency::Ordinary, &[ASSIGNEE])
}

impl Life<Comment> {
    fn replies(&mut self, who: u128) {
        self.does(who, |comment, ctx| {
            let reply = Comment::add(ctx, comment.place(), Some(comment), &Masker::nothing(), new("好的"));
            reply.expect("replied").answered.map_or_else(|| comment.clone(), |change| stored(&change.state))
        });
    }

    fn edits(&mut self, patch: CommentPatch) {
        self.does(AUTHOR, |comment, ctx| {
            stored(&comment.edit(ctx, &Masker::nothing(), patch).expect("edited").state)
        });
    }

    fn leaves(&mut self, who: u128) {
        let mut gone = (**self.world.directory.person(person(who)).expect("known")).clone();
        gone.state = crate::directory::AccountState::Disabled;
        self.world.directory.put_person(gone);
        self.does(0, |comment, _| comment.clone());
    }
}

fn asking_again(urgency: Urgency) -> CommentPatch {
    CommentPatch { ask: Patch::Set(ask(urgency)), ..CommentPatch::default() }
}

fn asking_nobody() -> CommentPatch {
    CommentPatch { ask: Patch::Clear, ..CommentPatch::default() }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("another's reply", ordinary, |life| life.replies(24), &[]),
    ("the reply of who is asked", ordinary, |life| life.replies(ASSIGNEE), &["ANSWER#1 p23 MET"]),
    ("one of two replies", || asks(Urgency::Ordinary, &[ASSIGNEE, OTHER]), |life| life.replies(OTHER), &["ANSWER#1 p32 MET"]),
    ("it passes", ordinary, |life| life.until("2024-05-06 11:00"), &["ANSWER#1 p23 BREACHED", "ANSWER#1 p23 RUNNING 05-06 11:00"]),
    ("answered late", || {
        let mut life = ordinary();
        life.until("2024-05-06 14:00");
        life
    }, |life| life.replies(ASSIGNEE), &["ANSWER#1 p23 BREACHED settled"]),
    ("more urgent: less the time used", || {
        let life = ordinary();
        life.world.now.set(crate::deadline::tests::at("2024-05-06 09:05"));
        life
    }, |life| life.edits(asking_again(Urgency::Critical)), &["ANSWER#1 p23 RUNNING 05-06 09:15"]),
    ("withdrawn", ordinary, |life| life.edits(asking_nobody()), &["ANSWER#1 p23 CANCELLED"]),
    ("asked once more", || {
        let mut life = ordinary();
        life.edits(asking_nobody());
        life.world.now.set(crate::deadline::tests::at("2024-05-06 11:30"));
        life
    }, |life| life.edits(asking_again(Urgency::Ordinary)), &["ANSWER#2 p23 RUNNING 05-06 14:30"]),
    ("somebody else is asked instead", ordinary, |life| {
        life.edits(CommentPatch { mentions: Patch::Set(vec![person(OTHER)]), ..CommentPatch::default() });
    }, &["ANSWER#1 p23 CANCELLED", "ANSWER#1 p32 RUNNING 05-06 11:00"]),
    ("who is asked leaves", ordinary, |life| life.leaves(ASSIGNEE), &["ANSWER#1 p23 CANCELLED"]),
    ("who asked leaves", ordinary, |life| life.leaves(AUTHOR), &[]),
    ("who is asked sees it no more", ordinary, |life| life.does(0, |comment, _| {
        let mut place = comment.place().clone();
        place.audience = crate::access::Audience::new(crate::access::Reach::Private, [], [person(AUTHOR)]);
        comment.clone().moved(place)
    }), &["ANSWER#1 p23 CANCELLED"]),
    ("the request is archived", ordinary, |life| {
        let task = made(&life.world);
        let setting = Setting { frame: Some(frame(RequestStatus::Archived)), ..task.setting().clone() };
        let place = Place::from(&Task::restore(task.record().clone(), setting));
        life.does(0, |comment, _| comment.clone().moved(place));
    }, &["ANSWER#1 p23 CANCELLED"]),
];

#[test]
fn every_row() {
    let mut wrong = Vec::new();
    for (event, before, act, expected) in ROWS {
        let mut life = before();
        act(&mut life);
        if life.did() != *expected {
            wrong.push(format!("{event}: {:#?}", life.did()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// "Message that asks for an answer, ordinary / critical: 2 working hours / 15 working minutes."
#[test]
fn two_working_hours_or_a_quarter_s1_97_s1_98() {
    for (urgency, asked, due) in [
        (Urgency::Ordinary, "2024-05-06 09:00", "05-06 11:00"),
        (Urgency::Ordinary, "2024-05-06 17:00", "05-07 10:00"),
        (Urgency::Ordinary, "2024-05-10 17:30", "05-11 10:30"),
        (Urgency::Critical, "2024-05-06 11:50", "05-06 13:05"),
        (Urgency::Critical, "2024-05-06 22:00", "05-07 09:15"),
    ] {
        let world = World::new();
        world.now.set(crate::deadline::tests::at(asked));
        let comment = added(&world, AUTHOR, &place(&world), asking(urgency, &[ASSIGNEE]));
        let life = Life::of(world, comment);
        assert_eq!(wall(life.latest(DeadlineKind::Answer).due_at), due, "{urgency:?} at {asked}");
    }
}

/// The column "Messages": not owed under three of the packs; the most pressing level of a pack stands for critical.
#[test]
fn the_pack_says_whether_an_answer_is_owed_c24() {
    for (preset, owed) in [
        (Preset::Register, None),
        (Preset::Platform, Some("05-06 09:15")),
        (Preset::Coordination, None),
        (Preset::Confirmation, None),
        (Preset::Default, Some("05-06 09:15")),
    ] {
        let mut world = World::new();
        world.pack = preset.pack();
        let comment = added(&world, AUTHOR, &place(&world), asking(Urgency::Critical, &[ASSIGNEE]));
        let life = Life::of(world, comment);
        let due = life.of_kind(DeadlineKind::Answer).first().map(|deadline| wall(deadline.due_at));
        assert_eq!(due.as_deref(), owed, "{preset:?}");
    }
}

/// After the breach who owes is reminded and their head told, and that is all.
#[test]
fn late_answers_are_told_to_the_head() {
    let mut life = ordinary();
    life.until("2024-05-20 09:00");
    let deadline = life.latest(DeadlineKind::Answer);
    assert_eq!((deadline.state, deadline.step, deadline.step_at), (DeadlineState::Breached, 1, None));
    assert_eq!(life.told(deadline.id), ["Started", "Warned", "Breached", "Stepped"]);
}

/// Whoever owes an answer sees that they do, though they see nothing of the request.
#[test]
fn who_owes_an_answer_sees_its_deadline() {
    let world = World::new();
    let task = made(&world);
    let new = NewProblem {
        id: None,
        description: text("接口不兼容"),
        impact: None,
        raising_department: None,
        responsible_department: department(3),
        cooperating: vec![Cooperation { department: department(4), matter: None }],
        planned: None,
        measures: None,
        major: false,
        return_of: None,
    };
    let raised = with(&world, ASSIGNEE, |ctx| Problem::raise(ctx, Against::Task(&task), new));
    let place = Place::from(&raised.expect("raised").state);
    let comment = added(&world, ASSIGNEE, &place, asking(Urgency::Ordinary, &[40]));
    let life = Life::of(world, comment);
    let deadline = &life.stored[0];
    assert!(!may_see(&life.world.actor(40), &place.root_audience));
    assert!(may_see(&life.world.actor(40), &deadline.audience()));
    assert!(!may_see(&life.world.actor(43), &deadline.audience()));
}

/// Every kind that some row here starts.
pub(crate) fn kinds() -> BTreeSet<DeadlineKind> {
    ordinary().kinds()
}
