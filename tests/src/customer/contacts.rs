//! Contacts: kept, masked by viewer, unmasked for a while on record (resolution 63).

use std::time::Duration;

use serde_json::{Value, json};

use super::{CONTACT, CUSTOMER, OWNER, contact, contact_seen, customer, seen, told};
use crate::request::{id, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::socket::Socket;

const PLAIN: (&str, &str, &str) = ("138 0013 8000", "zhou.qi@abc.example", "zhouqi_abc");
const MASKED: (&str, &str, &str) = ("138****8000", "z***@abc.example", "z***");

fn values(contact: &Value) -> (&str, &str, &str) {
    (
        contact["phone"].as_str().unwrap_or_default(),
        contact["mail"].as_str().unwrap_or_default(),
        contact["handles"][0]["value"].as_str().unwrap_or_default(),
    )
}

both_databases! {
    async fn kept_by_the_owning_department(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        let editor = app.member("MT0004");
        let found = contact_seen(&editor, &contact).await;
        assert_eq!((&found["name"], &found["title"], &found["customer"]["name"]), (&json!("周琦"), &json!("采购经理"), &json!("ABC科技有限公司")));
        assert_eq!((values(&found), &found["masked"]), (PLAIN, &json!(false)));
        let update = |version: i64, more: Value| with(json!({ "id": contact, "expectedVersion": version }), more);
        for (more, expected) in [
            (json!({ "phone": "12" }), "MALFORMED at phone"), (json!({ "mail": "nobody" }), "MALFORMED at mail"), (json!({ "name": " " }), "REQUIRED at name"),
            (json!({ "handles": [{ "service": "", "value": "x" }] }), "REQUIRED at handles.0.service"), (json!({ "phone": "138 0013 8000" }), "NOTHING_CHANGED at "),
            (json!({ "handles": vec![json!({ "service": "微信", "value": "x" }); 11] }), "TOO_MANY at handles"),
        ] {
            assert_eq!(CONTACT.refusal(&editor, "contactUpdate", update(1, more.clone())).await, expected, "{more}");
        }
        let updated = CONTACT.run(&editor, "contactUpdate", update(1, json!({ "phone": "010-66558899", "mail": null, "title": "采购总监" }))).await;
        assert_eq!((&updated["phone"], &updated["mail"], &updated["title"]), (&json!("010-66558899"), &Value::Null, &json!("采购总监")));
        assert_eq!(contact_seen(&app.member("ZB0004"), &contact).await["phone"], "****8899");
        let removed = CONTACT.run(&editor, "contactRemove", json!({ "id": contact, "reason": "离职" })).await;
        assert_eq!((&removed["name"], &removed["phone"]), (&Value::Null, &Value::Null));
        assert_eq!(seen(&editor, &customer).await["contacts"], json!([]));
        assert_eq!(CONTACT.refusal(&editor, "contactUpdate", update(3, json!({ "title": "x" }))).await, "REMOVED");
        let blank = json!({ "customer": customer, "name": "吴", "phone": " ", "mail": "" });
        assert_eq!(CONTACT.run(&editor, "contactAdd", blank).await["phone"], Value::Null);
        app.finish().await;
    }

    /// Fifty are listed, the next is refused; one that is taken off makes room (resolution 81).
    async fn a_customer_lists_fifty(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let owner = app.member(OWNER);
        let new = |number: usize| json!({ "customer": customer, "name": format!("联系人{number}") });
        let mut last = String::new();
        for number in 0..50 {
            last = id(&CONTACT.run(&owner, "contactAdd", new(number)).await);
        }
        assert_eq!(CONTACT.refusal(&owner, "contactAdd", new(50)).await, "TOO_MANY at customer");
        CONTACT.run(&owner, "contactRemove", json!({ "id": last })).await;
        CONTACT.run(&owner, "contactAdd", new(50)).await;
        let names = seen(&owner, &customer).await["contacts"].take();
        let names: Vec<_> = names.as_array().expect("a list").iter().map(|one| one["name"].as_str().unwrap_or_default()).collect();
        assert_eq!((names.len(), names[0], names[49]), (50, "联系人0", "联系人50"), "oldest first");
        app.finish().await;
    }

    /// Resolution 63: the auditor reads it for 15 minutes, on record with the reason, and the owner is told; nobody else sees more.
    async fn unmasked_for_a_quarter_of_an_hour_on_record(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        let auditor = app.member("ZB0004");
        assert_eq!(values(&contact_seen(&auditor, &contact).await), MASKED);
        let input = json!({ "id": contact, "reason": "投诉核查" });
        for (who, expected) in [("MT0003", "ROLE_MISSING"), ("ZB0001", "ROLE_MISSING"), ("ZB0002", "ROLE_MISSING"), ("JS0001", "not found")] {
            assert_eq!(CONTACT.refusal(&app.member(who), "contactUnmask", input.clone()).await, expected, "{who}");
        }
        assert_eq!(CONTACT.refusal(&auditor, "contactUnmask", with(input.clone(), json!({ "reason": "" }))).await, "REQUIRED at reason");
        let mut watching = Socket::connect(&app.member("ZB0001")).await;
        let document = "subscription { events(filter: {types: [\"ContactUnmasked\"]}) { event { type data actor { employeeNumber } subject { ... on Contact { phone masked } } } } }";
        watching.subscribe("s", document, json!({})).await;
        let unmasked = CONTACT.run(&auditor, "contactUnmask", input).await;
        assert_eq!((values(&unmasked), &unmasked["masked"], &unmasked["unmaskedUntil"]), (PLAIN, &json!(false), &json!("2024-05-06T01:15:00Z")));
        let event = watching.next().await["events"]["event"].take();
        assert_eq!((&event["actor"]["employeeNumber"], &event["data"]["reason"]), (&json!("ZB0004"), &json!("投诉核查")));
        assert_eq!(event["subject"], json!({ "phone": "138****8000", "masked": true }), "the executive reads the mask in the same message");
        assert_eq!(values(&contact_seen(&app.member("ZB0001"), &contact).await), MASKED);
        assert_eq!(told(&app.member(OWNER)).await, ["CONTACT_UNMASKED"]);
        app.clock().advance(Duration::from_secs(15 * 60 - 1));
        assert_eq!(values(&contact_seen(&auditor, &contact).await), PLAIN);
        app.clock().advance(Duration::from_secs(1));
        let over = contact_seen(&auditor, &contact).await;
        assert_eq!((values(&over), &over["unmaskedUntil"], &over["masked"]), (MASKED, &Value::Null, &json!(true)));
        app.finish().await;
    }

    /// An owner of another department than the caller's own reads it plain, and after handing over no more.
    async fn the_mask_follows_the_owner(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        CUSTOMER.run(&app.member(OWNER), "customerHandOver", json!({ "id": customer, "owner": app.person("JS0003"), "reason": "转岗" })).await;
        assert_eq!(values(&contact_seen(&app.member("JS0004"), &contact).await), PLAIN);
        assert_eq!(contact_seen(&app.member(OWNER), &contact).await, Value::Null);
        app.finish().await;
    }
}
