//! Who is asked, and who has answered.

use super::*;

fn answered(comment: &Comment) -> Vec<(PersonId, bool)> {
    let ask = comment.record().ask.iter().flat_map(|ask| &ask.addressees);
    ask.map(|one| (one.person, one.answered.is_some())).collect()
}

#[test]
fn a_reply_of_who_is_asked_answers_it() {
    let world = World::new();
    let place = place(&world);
    let asked = added(&world, AUTHOR, &place, asking(Urgency::Ordinary, &[ASSIGNEE, OTHER, AUTHOR]));
    assert_eq!(
        answered(&asked),
        [(person(ASSIGNEE), false), (person(OTHER), false)],
        "nobody asks themselves"
    );
    assert!(asked.record().waits());
    assert!(replied(&world, 24, &asked).answered.is_none(), "somebody else's reply answers nothing");
    world.now.set(world.now.get().plus_seconds(60));
    let reply = replied(&world, ASSIGNEE, &asked);
    let change = reply.answered.expect("answered");
    assert_eq!(answered(&change.state), [(person(ASSIGNEE), true), (person(OTHER), false)]);
    let answer = change.state.record().ask.as_ref().and_then(|ask| ask.addressees[0].answered);
    assert_eq!(answer, Some(Answer { comment: reply.comment.state.record().id, at: world.now.get() }));
    assert!(change.state.record().waits());
    let again = replied(&world, ASSIGNEE, &stored(&change.state));
    assert!(again.answered.is_none(), "once");
    let last = replied(&world, OTHER, &stored(&change.state)).answered.expect("answered");
    assert!(!last.state.record().waits());
}

/// An edit that asks others, asks otherwise, or asks nobody.
#[test]
fn an_edit_keeps_what_was_answered() {
    let world = World::new();
    let place = place(&world);
    let asked = added(&world, AUTHOR, &place, asking(Urgency::Ordinary, &[ASSIGNEE]));
    let asked = stored(&replied(&world, ASSIGNEE, &asked).answered.expect("answered").state);
    world.now.set(world.now.get().plus_seconds(60));
    let people = |numbers: &[u128]| CommentPatch {
        mentions: Patch::Set(numbers.iter().map(|number| person(*number)).collect()),
        ..CommentPatch::default()
    };
    let both = stored(&edit(&world, AUTHOR, &asked, people(&[ASSIGNEE, OTHER])).expect("edited").state);
    assert_eq!(answered(&both), [(person(ASSIGNEE), true), (person(OTHER), false)]);
    let since = both.record().ask.as_ref().map(|ask| ask.addressees[1].since);
    assert_eq!(since, Some(world.now.get()), "from the edit on");
    let one = stored(&edit(&world, AUTHOR, &both, people(&[OTHER])).expect("edited").state);
    assert_eq!(answered(&one), [(person(OTHER), false)]);
    let urgent = CommentPatch { ask: Patch::Set(ask(Urgency::Critical)), ..CommentPatch::default() };
    let urgent = stored(&edit(&world, AUTHOR, &one, urgent).expect("edited").state);
    assert_eq!(urgent.record().ask.as_ref().map(|ask| ask.urgency), Some(Urgency::Critical));
    assert_eq!(answered(&urgent), [(person(OTHER), false)]);
    let nothing = CommentPatch { ask: Patch::Clear, ..CommentPatch::default() };
    let nobody = stored(&edit(&world, AUTHOR, &urgent, nothing).expect("edited").state);
    assert_eq!((nobody.record().ask.clone(), nobody.record().mentions.len()), (None, 1));
    let empty = CommentPatch { mentions: Patch::Clear, ..CommentPatch::default() };
    assert_eq!(rules(&edit(&world, AUTHOR, &urgent, empty).expect_err("asks nobody")), [Rule::Required]);
}

/// Who was mentioned before is no mistake of the next edit; who is asked anew is looked at anew.
#[test]
fn an_edit_asks_anew_only_who_is_new() {
    let mut world = World::new();
    let place = place(&world);
    let mentioned = NewComment { mentions: vec![person(STRANGER), person(33)], ..new("请看") };
    let comment = added(&world, AUTHOR, &place, mentioned);
    let mut gone = (**world.directory.person(person(33)).expect("known")).clone();
    gone.state = crate::directory::AccountState::Disabled;
    world.directory.put_person(gone);
    let say = CommentPatch { text: Patch::Set(text("请再看")), ..CommentPatch::default() };
    let change = edit(&world, AUTHOR, &comment, say).expect("the text alone");
    assert!(change.warnings.is_empty(), "{:?}", change.warnings);
    let now_asks = CommentPatch { ask: Patch::Set(ask(Urgency::Ordinary)), ..CommentPatch::default() };
    let found = wrong(edit(&world, AUTHOR, &comment, now_asks).expect_err("asked anew"));
    let rules: Vec<_> = found.into_iter().map(|(_, rule)| rule).collect();
    assert_eq!(rules, [Rule::NotActive, Rule::CannotSee]);
}
