//! Customers, contacts and interactions: 12 owns the customer of department 1, 13 follows up.

use super::*;
use crate::customer::interaction::{Channel, InteractionRecord};
use crate::customer::{
    Contact, ContactFact, Customer, CustomerFact, CustomerRecord, CustomerState, Interaction, InteractionFact,
};
use crate::ids::{CustomerId, InteractionId};
use crate::testing::{department, line};

fn customer(owner: u128, of: u128) -> Customer {
    Customer::restore(CustomerRecord {
        id: CustomerId::from_uuid(Uuid::from_u128(1)),
        version: 1,
        name: line("ABC科技有限公司"),
        industry: None,
        level: None,
        owner: person(owner),
        department: department(of),
        tags: Vec::new(),
        state: CustomerState::Active,
        latest: None,
        ticket_departments: std::collections::BTreeSet::new(),
        created_by: None,
        created_at: Instant::from_micros(0),
    })
}

#[test]
#[rustfmt::skip]
fn customers() {
    let world = World::new();
    let (before, now) = (customer(32, 3), customer(12, 1));
    let interaction = InteractionId::from_uuid(Uuid::from_u128(2));
    let handed = json!({ "from": person(32), "to": person(12), "fromDepartment": department(3), "toDepartment": department(1), "reason": "转岗" });
    let next = json!({ "interaction": interaction, "nextContactAt": null });
    let rows: Vec<(&str, Value, u128, &str)> = vec![
        ("CustomerCreated", json!({ "name": "ABC", "owner": person(12), "department": department(1) }), 10, "CUSTOMER_RECEIVED 12"),
        ("CustomerCreated", json!({ "name": "ABC", "owner": person(12), "department": department(1) }), 12, ""),
        ("CustomerUpdated", json!({ "name": "ABC", "state": "ACTIVE" }), 13, ""),
        ("CustomerHandedOver", handed.clone(), 98, "CUSTOMER_RECEIVED 12; CUSTOMER_HANDED_OVER 32"),
        ("CustomerHandedOver", handed, 32, "CUSTOMER_RECEIVED 12"),
        ("CustomerContacted", next.clone(), 13, ""),
        ("CustomerFollowUpMoved", next, 13, ""),
        ("CustomerDepartmentMoved", json!({ "from": department(3), "to": department(1) }), 0, ""),
        ("CustomerTicketsChanged", json!({ "departments": [department(2)] }), 0, ""),
    ];
    for (name, data, who, expected) in rows {
        assert_eq!(told(&world, who, &before, &now, fact::<CustomerFact>(name, data.clone())), expected, "{name} {data}");
    }
}

#[test]
fn contacts_tell_of_unmasking_alone() {
    let world = World::new();
    let now = customer(12, 1);
    let actor = world.actor(12);
    let new = crate::customer::contact::NewContact {
        id: None,
        name: crate::customer::personal::PersonName::new("周琦").expect("a name"),
        title: None,
        phone: None,
        mail: None,
        handles: Vec::new(),
    };
    let contact = Contact::add(&world.context(&actor), &now, 0, &new).expect("added");
    assert_eq!(summary(&of(&world, 12, &contact)), "");
    let contact = contact.state;
    let values = serde_json::to_value(&contact.record().values).expect("plain data");
    let of = contact.record().customer;
    for (name, data, who, expected) in [
        ("ContactUpdated", json!({ "customer": of, "values": values }), 13, ""),
        ("ContactRemoved", json!({ "customer": of, "reason": null }), 13, ""),
        (
            "ContactUnmasked",
            json!({ "customer": of, "person": person(97), "until": 0, "reason": "核查" }),
            97,
            "CONTACT_UNMASKED 12",
        ),
        ("ContactErased", json!({ "customer": of, "reason": "要求" }), 10, ""),
    ] {
        let fact = fact::<ContactFact>(name, data);
        assert_eq!(told(&world, who, &contact, &contact, fact), expected, "{name}");
    }
}

#[test]
fn interactions_reach_the_owner_and_who_follows_up() {
    let world = World::new();
    let circle = customer(12, 1).circle();
    let record = |follow_up_by: Option<u128>| InteractionRecord {
        id: InteractionId::from_uuid(Uuid::from_u128(2)),
        version: 1,
        customer: circle.customer,
        at: Instant::from_micros(0),
        channel: Channel::Phone,
        subject: line("咨询"),
        wants: None,
        measures: Vec::new(),
        follow_up_by: follow_up_by.map(person),
        plan: None,
        next_contact: None,
        recorded_by: None,
        recorded_at: Instant::from_micros(0),
        said: None,
    };
    let interaction = |by| Interaction::restore(record(by), circle.clone());
    let recorded = |by: Option<u128>| {
        let data = json!({ "customer": circle.customer, "at": 0, "channel": "PHONE", "subject": "咨询", "followUpBy": by.map(person), "nextContactAt": null });
        fact::<InteractionFact>("InteractionRecorded", data)
    };
    let updated = || {
        let data = json!({ "customer": circle.customer, "followUpBy": null, "nextContactAt": null });
        fact::<InteractionFact>("InteractionUpdated", data)
    };
    for (who, by, expected) in [
        (12, Some(13), "FOLLOW_UP_ASKED 13"),
        (10, Some(13), "FOLLOW_UP_ASKED 13; INTERACTION_RECORDED 12"),
        (10, Some(12), "FOLLOW_UP_ASKED 12"),
        (12, None, ""),
        (10, Some(32), "INTERACTION_RECORDED 12"),
    ] {
        let now = interaction(by);
        assert_eq!(told(&world, who, &now, &now, recorded(by)), expected, "{who} {by:?}");
    }
    let archived = json!({ "customer": circle.customer, "at": 0, "channel": "ONLINE", "subject": "咨询", "followUpBy": null,
        "nextContactAt": null, "guest": crate::ids::GuestId::from_uuid(Uuid::from_u128(9)) });
    let archived = fact::<InteractionFact>("InteractionRecorded", archived);
    assert_eq!(told(&world, 0, &interaction(None), &interaction(None), archived), "GUEST_COMMENTED 12");
    let (before, after) = (interaction(Some(13)), interaction(Some(11)));
    assert_eq!(told(&world, 12, &before, &after, updated()), "FOLLOW_UP_ASKED 11");
    assert_eq!(told(&world, 12, &after, &after, updated()), "");
    let linked = json!({ "kind": "TASK", "id": crate::ids::TaskId::from_uuid(Uuid::from_u128(3)) });
    let data = json!({ "customer": circle.customer, "number": 1, "linked": linked });
    let linked = || fact::<InteractionFact>("MeasureLinked", data.clone());
    assert_eq!(told(&world, 10, &after, &after, linked()), "MEASURE_FOLLOWED_UP 12 11");
    assert_eq!(told(&world, 12, &after, &after, linked()), "MEASURE_FOLLOWED_UP 11", "not who does it");
}
