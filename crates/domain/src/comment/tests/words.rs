//! What is said, whom it mentions, and what becomes of a former text.

use super::*;
use crate::customer::masking::MaskedKind;
use crate::event::NewEvent;

#[test]
fn everybody_who_sees_it_comments_and_auditors_change_nothing_resolution_68() {
    let world = World::new();
    let place = place(&world);
    for who in [INITIATOR, 14, ASSIGNEE, 24, OTHER, 99, 98] {
        assert!(add(&world, who, &place, new("收到")).is_ok(), "{who}");
    }
    assert!(matches!(add(&world, AUDITOR, &place, new("收到")), Err(Refusal::NotPermitted(_))));
    assert!(matches!(add(&world, STRANGER, &place, new("收到")), Err(Refusal::NotFound)));
    let server = Comment::add(
        &world.context(&crate::access::Actor::Server),
        &place,
        None,
        &Masker::nothing(),
        new("收到"),
    );
    assert!(matches!(server, Err(Refusal::NotPermitted(_))), "somebody says it");
}

#[test]
fn a_text_stands_in_no_event_resolution_79() {
    let world = World::new();
    let change = add(&world, AUTHOR, &place(&world), new("客户电话见附件")).expect("added").comment;
    let (events, sealed) = (change.events(), change.state.sealed());
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event_type, "CommentAdded");
    assert!(!events[0].payload().contains("客户电话"));
    assert!(!events[0].external);
    assert_eq!((sealed.len(), sealed[0].value()), (1, "客户电话见附件"));
    assert_eq!(sealed[0].reference(), &change.state.record().text().text);
    let read: CommentFact = change.facts[0].clone();
    let again = NewEvent::of(&read, Vec::new());
    assert_eq!(again.data["about"]["kind"], "TASK");
}

/// "Editing keeps the versions."
#[test]
fn every_former_text_stays_in_order() {
    let world = World::new();
    let comment = added(&world, AUTHOR, &place(&world), new("第一版"));
    let say = |raw: &str| CommentPatch { text: Patch::Set(text(raw)), ..CommentPatch::default() };
    assert_eq!(comment.record().edited_at(), None);
    world.now.set(world.now.get().plus_seconds(60));
    let change = edit(&world, AUTHOR, &comment, say("第二版")).expect("edited");
    assert_eq!(change.state.sealed().len(), 1, "the former stays where it is");
    let second = stored(&change.state);
    assert_eq!(second.record().texts.len(), 2);
    assert_eq!(second.record().texts[0], comment.record().texts[0]);
    assert_eq!(second.record().edited_at(), Some(world.now.get()));
    let [field] = &change.events()[0].changes[..] else { panic!("one field") };
    assert_eq!(field.field, "text");

    for who in [ASSIGNEE, 10, 98] {
        assert!(
            matches!(edit(&world, who, &second, say("别人的话")), Err(Refusal::NotPermitted(_))),
            "{who}"
        );
    }
    assert_eq!(edit(&world, STRANGER, &second, say("别人的话")).map(|_| ()), Err(Refusal::NotFound));
    let same = edit(&world, AUTHOR, &second, say("第二版")).expect_err("nothing is new");
    assert_eq!(rules(&same), [Rule::NothingChanged]);
    let blank = CommentPatch { text: Patch::Clear, ..CommentPatch::default() };
    assert_eq!(rules(&edit(&world, AUTHOR, &second, blank).expect_err("blank")), [Rule::Required]);

    let mut last = second;
    while last.record().texts.len() < MAX_TEXTS {
        let next = format!("第{}版", last.record().texts.len());
        last = stored(&edit(&world, AUTHOR, &last, say(&next)).expect("edited").state);
    }
    assert_eq!(rules(&edit(&world, AUTHOR, &last, say("再一版")).expect_err("enough")), [Rule::TooMany]);
}

/// Resolution 17: a mention grants nothing and warns; an answer is asked only of who may see it.
#[test]
fn a_mention_grants_nothing_resolution_17() {
    let world = World::new();
    let place = place(&world);
    let mention = |people: &[u128]| NewComment {
        mentions: people.iter().map(|number| person(*number)).collect(),
        ..new("请看")
    };
    let change = add(&world, AUTHOR, &place, mention(&[STRANGER, ASSIGNEE])).expect("added").comment;
    let [warning] = &change.warnings[..] else { panic!("one warning: {:?}", change.warnings) };
    assert_eq!(warning.rule, Rule::CannotSee);
    assert_eq!(warning.params, [("person", person(STRANGER).to_string())]);
    assert_eq!(change.state.record().mentions, [person(ASSIGNEE), person(STRANGER)], "sorted");
    assert_eq!(change.state.audience(), place.audience);

    let refused = add(&world, AUTHOR, &place, asking(Urgency::Ordinary, &[ASSIGNEE, STRANGER]));
    let Err(Refusal::Invalid(found)) = refused else { panic!("{refused:?}") };
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].path.as_str(), found[0].reason.rule), ("mentions.1", Rule::CannotSee));
    assert_eq!(found[0].reason.params, [("person", person(STRANGER).to_string())]);
}

#[test]
fn what_does_not_hold_of_mentions() {
    let mut world = World::new();
    let place = place(&world);
    let mut gone = (**world.directory.person(person(33)).expect("known")).clone();
    gone.state = crate::directory::AccountState::Disabled;
    world.directory.put_person(gone);
    let rows: [(NewComment, &[(&str, Rule)]); 6] = [
        (asking(Urgency::Critical, &[]), &[("mentions", Rule::Required)]),
        (asking(Urgency::Critical, &[AUTHOR]), &[("mentions", Rule::Required)]),
        (asking(Urgency::Ordinary, &[AUDITOR]), &[("mentions.0", Rule::AuditorOnly)]),
        (asking(Urgency::Ordinary, &[ASSIGNEE, ASSIGNEE]), &[("mentions.1", Rule::Duplicate)]),
        (
            asking(Urgency::Ordinary, &[777, 33]),
            &[("mentions.0", Rule::Unknown), ("mentions.1", Rule::NotActive)],
        ),
        (
            NewComment { mentions: (0..=50).map(|number| person(number + 1_000)).collect(), ..new("大家") },
            &[("mentions", Rule::TooMany)],
        ),
    ];
    for (new, expected) in rows {
        let found = wrong(add(&world, AUTHOR, &place, new.clone()).expect_err("refused"));
        let expected: Vec<_> = expected.iter().map(|(path, rule)| ((*path).to_owned(), *rule)).collect();
        assert_eq!(found, expected, "{new:?}");
    }
    let auditor = NewComment { mentions: vec![person(AUDITOR), person(AUTHOR)], ..new("供参考") };
    assert!(add(&world, AUTHOR, &place, auditor).expect("added").comment.warnings.is_empty());
}

/// S1-101: what goes out is looked through, what stays inside is not.
#[test]
fn what_goes_out_holds_no_contact_s1_101() {
    let world = World::new();
    let place = place(&world);
    let masker = Masker::of([(MaskedKind::Phone, "138 0013 8000".to_owned())]);
    let said = |external, confirm_masked| NewComment {
        external,
        confirm_masked,
        ask: Some(NewAsk { urgency: Urgency::Ordinary, reason: line("回拨13800138000") }),
        mentions: vec![person(ASSIGNEE)],
        ..new("客户电话 138-0013-8000，请联系")
    };
    let add = |new| with(&world, AUTHOR, |ctx| Comment::add(ctx, &place, None, &masker, new));
    let inside = add(said(false, false)).expect("inside").comment;
    assert_eq!(inside.state.sealed()[0].value(), "客户电话 138-0013-8000，请联系");
    let found = wrong(add(said(true, false)).expect_err("refused"));
    let paths: Vec<_> = found.iter().map(|(path, rule)| (path.as_str(), *rule)).collect();
    assert_eq!(paths, [("text", Rule::ContainsMasked), ("asksForAnswer.reason", Rule::ContainsMasked)]);
    let change = add(said(true, true)).expect("confirmed").comment;
    assert_eq!(change.state.sealed()[0].value(), "客户电话 138****8000，请联系");
    let reason = change.state.record().ask.as_ref().map(|ask| ask.reason.to_string());
    assert_eq!(reason.as_deref(), Some("回拨138****8000"));
    assert!(change.events().iter().all(|event| event.external), "S1-37");

    let comment = stored(&change.state);
    let patch = |confirm_masked| CommentPatch {
        text: Patch::Set(text("改打13800138000")),
        confirm_masked,
        ..CommentPatch::default()
    };
    let edit = |patch| with(&world, AUTHOR, |ctx| comment.edit(ctx, &masker, patch));
    assert_eq!(rules(&edit(patch(false)).expect_err("refused")), [Rule::ContainsMasked]);
    let change = edit(patch(true)).expect("confirmed");
    assert_eq!(change.state.sealed()[0].value(), "改打138****8000");
    assert!(change.events().iter().all(|event| event.external));
}
