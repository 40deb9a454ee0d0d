//! What a customer owes: the next contact, of its owner (S1-92).

use std::collections::BTreeSet;

use super::*;
use crate::deadline::tests::{Bearer, Life};
use crate::deadline::{About, Deadline, DeadlineKind, Owed};
use crate::request::record::PackRef;

impl Bearer for Customer {
    fn owes(&self, ctx: &Context<'_>) -> (About, Vec<Owed>) {
        let governing = PackRef { name: ctx.pack.name.clone(), version: ctx.pack.version };
        (self.about(governing), self.owed(ctx))
    }

    fn lapses(&self, _: &Deadline, _: &Context<'_>) -> Option<Self> {
        None
    }
}

/// An event, what was there before it, what happens, and what that does to deadlines.
type Row = (&'static str, fn() -> Life<Customer>, fn(&mut Life<Customer>), &'static [&'static str]);

impl Life<Customer> {
    fn speaks(&mut self, next: Option<&str>) {
        let next_contact = next.map(|day| NewDue::On(day.parse().expect("a date")));
        let new = NewInteraction { next_contact, ..new_interaction() };
        self.does(OWNER, |customer, ctx| {
            let recorded = Interaction::record_with(ctx, customer, &Masker::default(), new);
            recorded.expect("recorded").customer.state
        });
    }

    fn moves(&mut self, next: Option<&str>) {
        self.does(OWNER, |customer, ctx| {
            let next = next.map(|day| NewDue::On(day.parse().expect("a date")).settle(ctx));
            let latest = customer.record().latest.expect("one was recorded");
            customer.follow_up_moved(latest.interaction, next).expect("the latest").state
        });
    }

    fn becomes(&mut self, state: CustomerState) {
        let patch = CustomerPatch { state: Patch::Set(state), ..CustomerPatch::default() };
        self.does(OWNER, |customer, ctx| customer.update(ctx, patch, false).expect("updated").state);
    }
}

fn fresh() -> Life<Customer> {
    let world = World::new();
    let customer = created(&world);
    Life::of(world, customer)
}

fn spoken() -> Life<Customer> {
    let mut life = fresh();
    life.speaks(Some("2024-05-09"));
    life
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("an interaction without a date", fresh, |life| life.speaks(None), &[]),
    ("an interaction with a date", fresh, |life| life.speaks(Some("2024-05-09")), &["FOLLOW_UP#1 p12 RUNNING 05-09 18:00"]),
    ("the next one meets it and begins its own", spoken, |life| life.speaks(Some("2024-05-15")), &["FOLLOW_UP#1 p12 MET", "FOLLOW_UP#1 p12 RUNNING 05-15 18:00"]),
    ("and the one after that", || {
        let mut life = spoken();
        life.speaks(Some("2024-05-15"));
        life
    }, |life| life.speaks(Some("2024-05-16")), &["FOLLOW_UP#1 p12 MET", "FOLLOW_UP#2 p12 RUNNING 05-16 18:00"]),
    ("the next one meets it and agrees on nothing", spoken, |life| life.speaks(None), &["FOLLOW_UP#1 p12 MET"]),
    ("too late", || {
        let mut life = spoken();
        life.until("2024-05-10 09:00");
        life
    }, |life| life.speaks(Some("2024-05-15")), &["FOLLOW_UP#1 p12 BREACHED settled", "FOLLOW_UP#1 p12 RUNNING 05-15 18:00"]),
    ("it passes", spoken, |life| {
        life.until("2024-05-09 17:59");
        life.until("2024-05-09 18:00");
    }, &["FOLLOW_UP#1 p12 BREACHED"]),
    ("another date", spoken, |life| life.moves(Some("2024-05-14")), &["FOLLOW_UP#1 p12 RUNNING 05-14 18:00"]),
    ("no date any more", spoken, |life| life.moves(None), &["FOLLOW_UP#1 p12 CANCELLED"]),
    ("handed over", spoken, |life| {
        let input = HandOver { owner: person(EDITOR), department: None, reason: text("转岗") };
        life.does(OWNER, |customer, ctx| customer.hand_over(ctx, input).expect("handed over").state);
    }, &["FOLLOW_UP#1 p13 RUNNING 05-09 18:00"]),
    ("the owner leaves", spoken, |life| {
        let mut gone = (**life.world.directory.person(person(OWNER)).expect("known")).clone();
        gone.state = crate::directory::AccountState::Disabled;
        life.world.directory.put_person(gone);
        life.does(0, |customer, _| customer.clone());
    }, &["FOLLOW_UP#1 d1 RUNNING 05-09 18:00"]),
    ("archived", spoken, |life| life.becomes(CustomerState::Archived), &["FOLLOW_UP#1 p12 CANCELLED"]),
    ("worked with again", || {
        let mut life = spoken();
        life.becomes(CustomerState::Archived);
        life
    }, |life| life.becomes(CustomerState::Active), &["FOLLOW_UP#2 p12 RUNNING 05-09 18:00"]),
    ("worked with again, after the date", || {
        let mut life = spoken();
        life.becomes(CustomerState::Archived);
        life.until("2024-05-20 09:00");
        life
    }, |life| life.becomes(CustomerState::Active), &[]),
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

/// Every kind that some row here starts.
pub(crate) fn kinds() -> BTreeSet<DeadlineKind> {
    spoken().kinds()
}

/// Whatever the number of interactions, two parts take turns: what is read to reconcile does not grow with them.
#[test]
fn two_parts_take_turns() {
    let mut life = fresh();
    for day in 9..=15 {
        life.speaks(Some(&format!("2024-05-{day:02}")));
    }
    let parts: BTreeSet<_> = life.stored.iter().map(|known| known.record().part.clone()).collect();
    assert_eq!(parts, BTreeSet::from(["A".to_owned(), "B".to_owned()]));
    assert_eq!(life.live().len(), 1);
}
