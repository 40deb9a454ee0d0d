//! Requests: department 1 initiates (person 12), 2 leads (liaison 22), 3 takes part (liaison 32); 13 watches, 43 has a task.

use std::collections::BTreeSet;

use super::*;
use crate::ids::{EscalationId, TaskId};
use crate::request::Request;
use crate::request::escalation::{Escalation, EscalationLevel};
use crate::request::fact::RequestFact;
use crate::request::kind::Visibility;
use crate::request::record::{Participant, Record, Source};
use crate::request::status::RequestStatus;
use crate::request::tests::Case;
use crate::request::ticket::Ticket;
use crate::testing::department;
use crate::text::Text;

const ESCALATION: u128 = 66;

fn id<K: crate::ids::Kind>(number: u128) -> crate::ids::Id<K> {
    crate::ids::Id::from_uuid(Uuid::from_u128(number))
}

fn altered(request: &Request, alter: impl FnOnce(&mut Record)) -> Request {
    let mut record = Record::clone(request);
    alter(&mut record);
    Request::restore(record)
}

/// In progress, with an acceptor, a watcher, a task of somebody else's and a disagreement of party 3.
fn case() -> (World, Request) {
    let Case { world, request } = Case::at(RequestStatus::InProgress);
    let third = request.present().find(|party| party.department == department(3)).expect("a party").id;
    let request = altered(&request, |record| {
        record.watchers = vec![person(13)];
        record.acceptors = vec![person(14)];
        record.participants = vec![Participant {
            person: person(43),
            source: Source::Task(TaskId::from_uuid(Uuid::from_u128(77))),
        }];
        record.escalations = vec![Escalation {
            id: EscalationId::from_uuid(Uuid::from_u128(ESCALATION)),
            reason: Text::new("分歧").expect("a text"),
            by: Some(person(12)),
            at: world.now.get(),
            parties: vec![third],
            task: None,
            response: None,
            departments: vec![department(1), department(3)],
            level: EscalationLevel::Heads,
            executive: None,
            asked_at: world.now.get(),
            taken_up: Vec::new(),
            opinions: Vec::new(),
            votes: Vec::new(),
            ruling: None,
            ended_at: None,
        }];
    });
    (world, request)
}

/// Type, data, who acts, who is told.
type Row = (&'static str, Value, u128, &'static str);

fn named(number: u128, party: &str, liaison: u128) -> Value {
    json!({ "party": party, "department": department(number), "role": "ACCEPTING", "lead": false,
        "liaison": person(liaison), "respondBy": null })
}

fn responded(party: &str, answer: &str, by_default: bool) -> Value {
    json!({ "party": party, "department": department(3), "response": id::<crate::ids::kind::Response>(1), "round": 1,
        "answer": answer, "byDefault": by_default, "byRuling": false, "late": false, "opinion": null, "reason": null,
        "proposedDueOn": null, "proposedResourceNeeds": [], "feasibility": null })
}

#[rustfmt::skip]
fn agreement(party: &str) -> Vec<Row> {
    let digest = "0".repeat(64);
    let sign = id::<crate::ids::kind::SignOff>(5);
    vec![
        ("RequestCreated", json!({ "title": "新品推广", "kind": "COLLABORATION", "initiator": person(12), "department": department(1) }), 12, ""),
        ("RequestUpdated", json!({ "fields": ["tags"] }), 12, ""),
        ("RequestDiscarded", json!({ "title": "新品推广" }), 12, ""),
        ("RequestSubmitted", json!({ "code": "MT202405001", "title": "新品推广", "priority": "HIGH", "dueOn": null, "digest": digest,
            "parties": [named(2, party, 22), named(3, party, 32)], "pack": { "name": "default", "version": 1 }, "completionOwed": false }),
            12, "PARTY_ASKED 22 20 32 30; REQUEST_SUBMITTED 10 13"),
        ("PartyReviewed", json!({ "party": party, "department": department(3), "canTakeOn": true, "respondByAgreed": false }), 32, "PARTY_REVIEWED 12"),
        ("PartyResponded", responded(party, "ACCEPTED", false), 32, "PARTY_ACCEPTED 12 13"),
        ("PartyResponded", responded(party, "ACCEPTED", true), 0, "PARTY_ACCEPTED_BY_DEFAULT 12 32 30 13"),
        ("PartyResponded", responded(party, "CHANGES_REQUESTED", false), 32, "PARTY_WANTS_CHANGES 12 13"),
        ("PartyResponded", responded(party, "DECLINED", false), 32, "PARTY_DECLINED 12 13"),
        ("PartyAskedAgain", json!({ "party": party, "department": department(3), "round": 2, "answer": null }), 12, "PARTY_ASKED_AGAIN 32 30"),
        ("RequestClarifying", json!({}), 32, ""),
        ("RequestAgreed", json!({ "revision": 1, "owed": [department(1), department(2)] }), 32, "SIGNATURE_OWED 10 20; REQUEST_AGREED 12 13"),
        ("RequestConfirmed", json!({ "revision": 1 }), 30, "REQUEST_CONFIRMED 12 22 20 32 10 13"),
        ("RequestRevised", json!({ "revision": 2, "kind": "CHANGE", "digest": digest, "fields": ["goal"] }), 12, "REQUEST_REVISED 22 20 32 30 13"),
        ("SignatureVoided", json!({ "signOff": sign, "signer": person(20), "department": department(2), "revision": 1 }), 12, "SIGNATURE_VOIDED 20"),
        ("PartyAdded", json!({ "party": named(4, party, 42) }), 12, "PARTY_ASKED 42 40"),
        ("PartyRemoved", json!({ "party": party, "department": department(3), "dropped": false }), 12, "PARTY_REMOVED 32 30"),
        ("PartyRemoved", json!({ "party": party, "department": department(3), "dropped": true }), 0, "PARTY_REMOVED 32 30; PARTY_DROPPED 12"),
        ("PartyRerouted", json!({ "from": party, "fromDepartment": department(3), "to": named(4, party, 42) }), 12, "PARTY_ASKED 42 40; PARTY_REMOVED 32 30"),
        ("LiaisonNamed", json!({ "party": party, "department": department(3), "liaison": person(33), "previous": person(32) }), 30,
            "LIAISON_NAMED 33; LIAISON_REPLACED 32; LIAISON_CHANGED 12"),
        ("LiaisonVacated", json!({ "party": party, "department": department(3), "previous": person(32) }), 0, "LIAISON_OWED 30"),
        ("LeadNamed", json!({ "party": party, "department": department(3) }), 12, "LEAD_NAMED 32 30"),
        ("AcceptorsNamed", json!({ "acceptors": [person(14), person(13)] }), 12, "ACCEPTOR_NAMED 13"),
        ("RequestSigned", json!({ "signOff": sign, "purpose": "AGREEMENT", "revision": 1, "digest": digest, "signer": person(20), "role": "HEAD", "department": department(2) }),
            20, "REQUEST_SIGNED 12 13"),
    ]
}

#[rustfmt::skip]
fn work(party: &str) -> Vec<Row> {
    let digest = "0".repeat(64);
    let escalation = id::<crate::ids::kind::Escalation>(ESCALATION);
    vec![
        ("RequestStarted", json!({ "task": id::<crate::ids::kind::Task>(77) }), 43, "REQUEST_STARTED 12 13"),
        ("RequestDelivered", json!({}), 43, "ACCEPTANCE_OWED 12 14; REQUEST_DELIVERED 10 13"),
        ("RequestReopened", json!({}), 12, "REQUEST_REOPENED 22 20 13"),
        ("RequestAccepted", json!({ "by": person(14), "digest": digest, "note": null, "toRate": [department(2)] }), 14,
            "RATING_OWED 12; REQUEST_ACCEPTED 22 20 32 30 10 13"),
        ("RequestAccepted", json!({ "by": person(14), "digest": digest, "note": null, "toRate": [] }), 14,
            "REQUEST_ACCEPTED 12 22 20 32 30 10 13"),
        ("RequestClosed", json!({ "byDeadline": false }), 12, "REQUEST_CLOSED 22 20 32 30 10 13"),
        ("RequestArchived", json!({ "path": "MT/2024", "outcome": null }), 12, ""),
        ("RequestWithdrawn", json!({ "reason": "取消" }), 12, "REQUEST_WITHDRAWN 22 20 32 30 10 13 43"),
        ("RequestDeclined", json!({ "reason": null, "byDeadline": true }), 0, "REQUEST_DECLINED 12 22 20 32 30 10 13 43"),
        ("RequestBlocked", json!({ "reason": "停电" }), 22, "REQUEST_BLOCKED 12 20 32 30 10 13"),
        ("RequestUnblocked", json!({ "reason": "停电", "note": null }), 22, "REQUEST_UNBLOCKED 12 20 32 30 10 13"),
        ("RequestEscalated", json!({ "escalation": escalation, "reason": "分歧", "departments": [department(1), department(3)], "parties": [party],
            "task": null, "asked": [person(10), person(11), person(30)] }), 12, "RULING_OWED 10 11 30; REQUEST_ESCALATED 32 13"),
        ("EscalationTakenUp", json!({ "escalation": escalation, "by": person(10), "level": "HEADS" }), 10, "ESCALATION_TAKEN_UP 12 32 30"),
        ("EscalationPassedOn", json!({ "escalation": escalation, "executive": person(99) }), 0, "RULING_OWED 99; ESCALATION_PASSED_ON 12 32 30"),
        ("RulingProposed", json!({ "escalation": escalation, "outcome": "DISMISSED", "by": person(10) }), 10, "RULING_PROPOSED 30"),
        ("RequestRuled", json!({ "escalation": escalation, "outcome": "DISMISSED", "reason": "维持", "by": [person(30)], "task": null }), 30,
            "REQUEST_RULED 12 32 10 13"),
        ("EscalationEnded", json!({ "escalation": escalation }), 12, ""),
        ("PriorityChanged", json!({ "from": "HIGH", "to": "LOW" }), 12, "PRIORITY_CHANGED 22 20 32 30 10 13"),
        ("RequestMigrated", json!({ "from": { "name": "default", "version": 1 }, "to": { "name": "register", "version": 1 }, "reason": "统一" }), 98,
            "REQUEST_MIGRATED 12 22 20 32 30 10 13"),
        ("RequestHandedOver", json!({ "from": person(14), "to": person(12), "reason": null }), 10,
            "INITIATOR_NAMED 12; REQUEST_HANDED_OVER 22 20 32 30 13 14"),
        ("InitiatorVacated", json!({ "previous": person(14) }), 0, "INITIATOR_VACATED 10"),
        ("ResourceNeedDecided", json!({ "need": id::<crate::ids::kind::ResourceNeed>(1), "level": "HEAD", "approved": true, "state": "APPROVED", "note": null }),
            20, "RESOURCE_GRANTED 12"),
        ("ResourceNeedDecided", json!({ "need": id::<crate::ids::kind::ResourceNeed>(1), "level": "HEAD", "approved": false, "state": "DECLINED", "note": null }),
            20, "RESOURCE_REFUSED 12"),
        ("ConflictOverridden", json!({ "reason": "先行" }), 99, "CONFLICT_OVERRIDDEN 12 22 20"),
        ("RequestMarkedReviewed", json!({}), 12, ""),
        ("ParticipantsChanged", json!({ "joined": [], "left": [] }), 22, ""),
        ("DepartmentMoved", json!({ "from": department(3), "to": department(4) }), 98, ""),
        ("DeadlineLapsed", json!({ "lapse": "RESPONSE", "party": party }), 0, ""),
    ]
}

/// Person 42 answers for the customer of the ticket.
#[rustfmt::skip]
fn ticket() -> Vec<Row> {
    let (customer, link) = (id::<crate::ids::kind::Customer>(55), id::<crate::ids::kind::PortalLink>(66));
    vec![
        ("TicketOpened", json!({ "customer": customer, "category": "售后问题", "owner": person(42), "route": null }), 12, "TICKET_OPENED 42"),
        ("TicketOpened", json!({ "customer": customer, "category": "售后问题", "owner": person(42), "route": null }), 42, ""),
        ("TicketOwnerChanged", json!({ "from": person(42), "to": person(43) }), 0, ""),
        ("TicketRated", json!({ "score": 5, "words": null, "link": link }), 0, "TICKET_RATED 12 22 20 32 30 10 13 42"),
    ]
}

#[test]
fn every_fact_tells_whom_it_concerns() {
    let (world, request) = case();
    // Who was party, liaison or acceptor before sees it by name alone where a change makes them nothing.
    let before = altered(&request, |record| record.form.visibility = Visibility::Organization);
    let request = altered(&before, |record| {
        record.ticket = Some(Box::new(Ticket { owner: Some(person(42)), ..Ticket::default() }));
    });
    let third =
        request.present().find(|party| party.department == department(3)).expect("a party").id.to_string();
    let rows: Vec<Row> = agreement(&third).into_iter().chain(work(&third)).chain(ticket()).collect();
    for (name, data, who, expected) in &rows {
        let found = told(&world, *who, &before, &request, fact(name, data.clone()));
        assert_eq!(found, *expected, "{name} {data}");
    }
    let tested: BTreeSet<_> = rows.iter().map(|row| row.0).collect();
    assert_eq!(tested, RequestFact::TYPES.iter().copied().collect(), "a row a fact");
}

#[test]
fn a_party_that_is_asked_again_hears_that_once() {
    let (world, request) = case();
    let third = request.present().find(|party| party.department == department(3)).expect("a party").id;
    let revised = json!({ "revision": 2, "kind": "CHANGE", "digest": "0".repeat(64), "fields": ["goal"] });
    let asked = json!({ "party": third, "department": department(3), "round": 2 });
    let facts = vec![fact("RequestRevised", revised), fact("PartyAskedAgain", asked)];
    let change = Change::of(&request, request.clone(), facts);
    assert_eq!(summary(&of(&world, 12, &change)), "REQUEST_REVISED 22 20 13; PARTY_ASKED_AGAIN 32 30");
}

/// Nobody who may not see the record; whose part ends with the change hears that, and nothing else.
#[test]
fn only_who_may_see_it_is_told() {
    let (world, request) = case();
    let departments = altered(&request, |record| {
        record.form.visibility = Visibility::Departments;
        record.escalations.clear();
    });
    let third = departments.present().find(|party| party.department == department(3)).expect("a party").id;
    let without = altered(&departments, |record| record.parties.retain(|party| party.id != third));
    // Gone from the record, they would not be found at all: a removed party stays in it with its liaison.
    let removed = altered(&departments, |record| {
        let party = record.parties.iter_mut().find(|party| party.id == third).expect("a party");
        party.state = crate::request::party::PartyState::Removed;
    });
    let data = json!({ "party": third, "department": department(3), "dropped": false });
    assert_eq!(told(&world, 12, &departments, &removed, fact("PartyRemoved", data)), "PARTY_REMOVED 32 30");
    let vote = json!({ "escalation": id::<crate::ids::kind::Escalation>(1), "executive": person(42) });
    assert_eq!(
        told(&world, 0, &departments, &without, fact("EscalationPassedOn", vote)),
        "ESCALATION_PASSED_ON 12"
    );
    let draft = Case::at(RequestStatus::Draft);
    let named =
        json!({ "party": third, "department": department(2), "liaison": person(22), "previous": null });
    assert_eq!(told(&draft.world, 12, &draft.request, &draft.request, fact("LiaisonNamed", named)), "");
}

/// Who left is told nothing; who acts in their stead is (resolution 20).
#[test]
fn who_left_is_spoken_for() {
    let (mut world, request) = case();
    let gone = world.directory.person(person(12)).expect("there").as_ref().clone();
    let state = crate::directory::AccountState::Disabled;
    world.directory.put_person(crate::directory::Person { state, ..gone });
    let started = json!({ "task": id::<crate::ids::kind::Task>(77) });
    assert_eq!(
        told(&world, 43, &request, &request, fact("RequestStarted", started)),
        "REQUEST_STARTED 10 13"
    );
}

/// Each notice names the fact it is of, and carries IDs, no words.
#[test]
fn a_notice_carries_what_its_sentence_needs() {
    let (world, request) = case();
    let facts = vec![
        fact("RequestClarifying", json!({})),
        fact("RequestSubmitted", agreement("pty_00000000000000000000000001")[3].1.clone()),
    ];
    let change = Change::of(&request, request.clone(), facts);
    let found = of(&world, 12, &change);
    let first = &found[0];
    assert_eq!((first.fact, first.to, first.about.named), (1, person(22), Some(request.id.uuid())));
    let stored = serde_json::to_value(&first.params).expect("JSON");
    assert_eq!(stored["department"], json!({ "is": "DEPARTMENT", "value": department(2) }));
    assert_eq!(stored["by"], json!({ "is": "PERSON", "value": person(12) }));
    assert_eq!(stored["dueOn"], json!({ "is": "ON", "value": "2024-05-30" }));
    assert!(!first.critical);
    let urgent = altered(&request, |record| record.form.priority = Priority::Critical);
    let change =
        Change::of(&urgent, urgent.clone(), vec![fact("RequestConfirmed", json!({ "revision": 1 }))]);
    assert!(of(&world, 12, &change).iter().all(|notice| notice.critical));
}
