//! Closed by default (X25): every root field of the schema but those that are named here is refused to a guest before it runs, over
//! every transport; what is a person's own of the viewer too; and from what a guest sees no type leads on.
//!
//! Fields are taken from the schema itself: a new root field is walked too, a new open one fails until it is named here.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{HOST, VIEW, World, seen_by};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::schema::{PUBLIC, Schema, named};
use crate::support::socket::Socket;

/// What is answered to guests.
const OPEN: [&str; 4] = ["guestCommentAdd", "guestViewChanged", "rateLimit", "viewer"];
/// What of the viewer is answered to guests.
const OF_VIEWER: [&str; 5] = ["apiKey", "guest", "locale", "person", "roles"];

/// Every type that a guest's view reaches, leaves included.
const REACHED: [&str; 23] = [
    "Boolean",
    "Count",
    "Cursor",
    "Date",
    "DateTime",
    "DeliverableSpecification",
    "GuestComment",
    "GuestCommentConnection",
    "GuestCommentEdge",
    "GuestCommentSource",
    "GuestCustomer",
    "GuestRequest",
    "GuestTask",
    "GuestTaskConnection",
    "GuestTaskEdge",
    "GuestView",
    "ID",
    "Int",
    "Milestone",
    "PageInfo",
    "RequestKind",
    "RequestStatus",
    "String",
];

both_databases! {
    /// Every root field, as a guest: refused before anything runs, but for those that are open.
    async fn everything_else_is_closed(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (_, guest) = world.invited(&app, HOST, json!({})).await;
        let schema = Schema::read(&app.admin()).await;
        let mut walked = 0;
        for (keyword, root) in [("query", "Query"), ("mutation", "Mutation")] {
            for field in schema.fields(root) {
                let name = field["name"].as_str().expect("a name").to_owned();
                let answer = guest.send(&format!("{keyword} {{ {} }}", schema.call(&field)), json!({})).await;
                walked += 1;
                if OPEN.contains(&name.as_str()) || PUBLIC.contains(&name.as_str()) {
                    assert_ne!(answer.error_code(), Some("FORBIDDEN"), "{name}: {:#}", answer.body);
                    continue;
                }
                assert_eq!((answer.status, answer.error_code(), answer.body.get("data")), (403, Some("FORBIDDEN"), None), "{name}: {:#}", answer.body);
            }
        }
        assert!(walked > 100, "the schema was walked: {walked}");
        let mut socket = Socket::connect(&guest).await;
        for field in schema.fields("Subscription") {
            let name = field["name"].as_str().expect("a name").to_owned();
            if OPEN.contains(&name.as_str()) || PUBLIC.contains(&name.as_str()) {
                continue;
            }
            socket.subscribe(&name, &format!("subscription {{ {} }}", schema.call(&field)), json!({})).await;
            let answer = socket.message().await;
            assert_eq!((&answer["type"], &answer["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("FORBIDDEN")), "{name}: {answer:#}");
        }
        socket.subscribe("q", "{ requests { nodes { code } } }", json!({})).await;
        assert_eq!(socket.message().await["payload"][0]["extensions"]["code"], "FORBIDDEN");
        for beside in ["requests { nodes { code } }", "people { nodes { name } }", "...F", "aliased: customers { nodes { name } }"] {
            let fragment = if beside == "...F" { "fragment F on Query { departments { nodes { name } } }" } else { "" };
            let answer = guest.send(&format!("query {{ viewer {{ locale }} {beside} }} {fragment}"), json!({})).await;
            assert_eq!((answer.status, answer.error_code(), answer.body.get("data")), (403, Some("FORBIDDEN"), None), "{beside}");
        }
        app.finish().await;
    }

    /// Of the viewer what is a person's own is refused, a field that is made tomorrow too; and nobody else is a guest.
    async fn the_viewer_of_a_guest_has_nothing_of_a_person(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (id, guest) = world.invited(&app, HOST, json!({})).await;
        let schema = Schema::read(&app.admin()).await;
        for field in schema.fields("Viewer") {
            let name = field["name"].as_str().expect("a name").to_owned();
            let answer = guest.send(&format!("{{ viewer {{ {} }} }}", schema.call(&field)), json!({})).await;
            let expected = (!OF_VIEWER.contains(&name.as_str())).then_some("FORBIDDEN");
            assert_eq!(answer.error_code(), expected, "{name}: {:#}", answer.body);
        }
        let own = guest.query("{ viewer { person { name } roles guest { name } } }", json!({})).await["viewer"].take();
        assert_eq!(own, json!({ "person": null, "roles": [], "guest": { "name": "周琦" } }));
        let employee = app.member(HOST);
        assert_eq!(employee.query("{ viewer { guest { name } } }", json!({})).await["viewer"]["guest"], Value::Null);
        let mut socket = Socket::connect(&employee).await;
        socket.subscribe("s", &format!("subscription {{ guestViewChanged {{ {VIEW} }} }}"), json!({})).await;
        let watched = socket.message().await;
        assert_eq!((&watched["type"], &watched["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("FORBIDDEN")), "{watched:#}");
        assert_eq!(seen_by(&employee, &id).await["name"], "周琦");
        app.finish().await;
    }

    /// From the guest's view no type leads on.
    async fn no_way_leads_on_from_the_view(backend) {
        let app = TestApp::start(backend).await;
        let schema = Schema::read(&app.admin()).await;
        let expected: BTreeSet<_> = REACHED.map(str::to_owned).into();
        for (of, name) in [("Viewer", "guest"), ("Subscription", "guestViewChanged")] {
            let fields = schema.fields(of);
            let field = fields.iter().find(|field| field["name"] == name).expect("it is there");
            assert_eq!(schema.reached(field), expected, "{name}");
        }
        let payload: Vec<_> = schema.fields("GuestCommentAddPayload").iter().map(|field| format!("{}: {}", field["name"].as_str().unwrap_or_default(), named(&field["type"]))).collect();
        assert_eq!(payload, ["comment: GuestComment", "userErrors: UserError"]);
        let facing: BTreeSet<_> = schema.fields("GuestRequest").iter().filter_map(|field| field["name"].as_str().map(str::to_owned)).collect();
        let expected: BTreeSet<_> = ["background", "code", "comments", "deliverables", "details", "dueOn", "goal", "id", "kind", "milestones", "startOn", "status", "statusLabel", "tasks", "title"].map(str::to_owned).into();
        assert_eq!(facing, expected, "what a guest sees of a request");
        app.finish().await;
    }
}
