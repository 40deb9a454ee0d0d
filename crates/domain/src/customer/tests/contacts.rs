//! Contacts: sealed, masked, unmasked for a while, erased for good.

use super::contact::{ContactPatch, HandleRef, MAX_CONTACTS, UNMASKED_SECONDS, Values};
use super::*;

/// Nothing personal stands in an event, and everything does in the seals.
#[test]
fn an_event_holds_references_alone() {
    let world = World::new();
    let customer = created(&world);
    let change = with(&world, OWNER, |ctx| Contact::add(ctx, &customer, 0, &new_contact())).expect("added");
    let payload = change.events()[0].payload();
    for value in ["周琦", "采购经理", "138", MAIL, HANDLE] {
        assert!(!payload.contains(value), "{value} stands in {payload}");
    }
    let sealed: Vec<_> = change.state.sealed().iter().map(|sealed| sealed.value().to_owned()).collect();
    assert_eq!(sealed, ["周琦", "采购经理", PHONE, MAIL, HANDLE]);
    assert_eq!(change.state.shown().phone.as_deref(), Some(PHONE));
    let ids: Vec<_> = change.state.record().values.ids().collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn a_customer_lists_fifty_contacts_and_a_contact_ten_handles() {
    let world = World::new();
    let customer = created(&world);
    let add = |listed, new| with(&world, OWNER, |ctx| Contact::add(ctx, &customer, listed, &new));
    assert_eq!(rules(&add(MAX_CONTACTS, new_contact()).expect_err("too many")), [Rule::TooMany]);
    let handle = new_contact().handles.remove(0);
    let many = NewContact { handles: vec![handle; 11], ..new_contact() };
    assert_eq!(rules(&add(0, many).expect_err("too many")), [Rule::TooMany]);
}

/// A value that stays is sealed as it was; one that is replaced is erased, in the same change.
#[test]
fn an_update_seals_what_is_new_and_drops_what_it_replaces() {
    let world = World::new();
    let contact = contact_of(&world, &created(&world));
    let update = |patch| with(&world, EDITOR, |ctx| contact.update(ctx, patch));
    let same = ContactPatch {
        phone: Patch::Set(Phone::new(PHONE).expect("a number")),
        handles: Patch::Set(new_contact().handles),
        ..ContactPatch::default()
    };
    assert_eq!(rules(&update(same).expect_err("the same")), [Rule::NothingChanged]);
    let patch = ContactPatch {
        phone: Patch::Set(Phone::new("13900139000").expect("a number")),
        mail: Patch::Clear,
        handles: Patch::Clear,
        ..ContactPatch::default()
    };
    let change = update(patch).expect("updated");
    let (before, after) = (&contact.record().values, &change.state.record().values);
    let HandleRef { value: handle, .. } = &before.handles[0];
    let gone = [&before.phone, &before.mail].map(|reference| reference.as_ref().expect("sealed").id);
    assert_eq!(change.state.dropped(), [gone[0], gone[1], handle.id]);
    assert_eq!((&after.name, &after.title), (&before.name, &before.title));
    let shown = change.state.shown();
    assert_eq!((shown.phone.as_deref(), &shown.mail, shown.handles.len()), (Some("13900139000"), &None, 0));
    assert_eq!((shown.name.as_deref(), shown.title.as_deref()), (Some("周琦"), Some("采购经理")));
    let fields: Vec<_> = change.events()[0].changes.iter().map(|one| one.field.clone()).collect();
    assert_eq!(fields, ["handles", "mail", "phone"]);
    assert_eq!(
        rules(&update(ContactPatch { name: Patch::Clear, ..ContactPatch::default() }).expect_err("named")),
        [Rule::Required]
    );
}

/// Resolution 63: 15 minutes to the second, for the one who asked alone, and what has run out leaves the row.
#[test]
fn unmasked_for_fifteen_minutes_resolution_63() {
    let world = World::new();
    let customer = ticketed(&world);
    let contact = contact_of(&world, &customer);
    let start = world.now.get();
    let change = with(&world, AUDITOR, |ctx| contact.unmask(ctx, text("投诉核查"))).expect("unmasked");
    let Some(ContactFact::ContactUnmasked { person: who, until, .. }) = change.facts.first() else {
        panic!("told")
    };
    assert_eq!((*who, *until), (person(AUDITOR), start.plus_seconds(UNMASKED_SECONDS)));
    let unmasked = stored(&change.state);
    let auditor = world.actor(AUDITOR);
    for (seconds, plain) in [(0, true), (UNMASKED_SECONDS - 1, true), (UNMASKED_SECONDS, false)] {
        assert_eq!(unmasked.shows_plain_to(&auditor, start.plus_seconds(seconds)), plain, "{seconds}");
    }
    assert!(!unmasked.shows_plain_to(&world.actor(PARTY), start), "nobody else");
    world.now.set(start.plus_seconds(UNMASKED_SECONDS));
    let later = with(&world, PARTY, |ctx| unmasked.unmask(ctx, text("跟进工单"))).expect("unmasked").state;
    assert_eq!(later.record().grants.len(), 1, "what ran out is gone");
    let removed = with(&world, OWNER, |ctx| later.remove(ctx, None)).expect("removed").state;
    assert!(removed.record().grants.is_empty());
    assert!(matches!(with(&world, AUDITOR, |ctx| removed.unmask(ctx, text("x"))), Err(Refusal::State(_))));
}

/// Resolution 79: every value goes, the references stay, once.
#[test]
fn erased_for_good_resolution_79() {
    let world = World::new();
    let contact = contact_of(&world, &created(&world));
    let removed = stored(&with(&world, OWNER, |ctx| contact.remove(ctx, None)).expect("removed").state);
    assert!(removed.shown().name.is_none() && removed.masked_values().next().is_none());
    let change = with(&world, HEAD, |ctx| removed.erase(ctx, text("当事人要求"))).expect("erased");
    let all: Vec<_> = contact.record().values.ids().collect();
    assert_eq!(change.state.dropped(), all);
    assert_eq!(
        change.state.record().values,
        contact.record().values,
        "references stay, so that the chain is true"
    );
    let again = with(&world, ADMIN, |ctx| stored(&change.state).erase(ctx, text("x")));
    let Err(Refusal::State(state)) = again else { panic!("erased twice") };
    assert_eq!((state.status, state.allowed.len()), ("ERASED", 0));
}

/// What an update, a removal or an erasure finds is what the store read; nothing is sealed twice by what follows.
#[test]
fn a_further_change_starts_clean() {
    let world = World::new();
    let customer = created(&world);
    let fresh =
        with(&world, OWNER, |ctx| Contact::add(ctx, &customer, 0, &new_contact())).expect("added").state;
    let removed = with(&world, OWNER, |ctx| fresh.remove(ctx, None)).expect("removed").state;
    assert!(removed.sealed().is_empty() && removed.dropped().is_empty());
    let Values { name, .. } = &removed.record().values;
    assert_eq!(name, &fresh.record().values.name);
}
