//! The portal shows nothing else: without credentials, and with a link's secret in the place of credentials, every other root
//! field of the schema is refused before it runs; and from what the portal answers no type leads on (X26, X33).
//!
//! Fields are taken from the schema itself: a new root field is walked too, a new public one fails until it is named here.

use std::collections::BTreeSet;

use serde_json::json;

use super::{RATE, VIEW, delivered, linked, portal, rate, with_ticket};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::schema::{PUBLIC, Schema, named};
use crate::support::socket::Socket;

/// Every type that the customer's view reaches, leaves included.
const REACHED: [&str; 8] = [
    "Boolean",
    "DateTime",
    "Int",
    "PortalSatisfaction",
    "PortalTicket",
    "PortalUpdate",
    "RequestStage",
    "String",
];

both_databases! {
    /// Every root field, as nobody and with the secret as credentials: refused before anything runs, but for the three.
    async fn a_secret_opens_nothing_else(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        let (_, token) = linked(&app, &ticket, None).await;
        let schema = Schema::read(&app.admin()).await;
        let (stranger, holder) = (app.stranger(), Client::new(app.base(0), Some(token.clone())));
        let mut walked = 0;
        for (keyword, root) in [("query", "Query"), ("mutation", "Mutation")] {
            for field in schema.fields(root) {
                let name = field["name"].as_str().expect("a name").to_owned();
                let document = format!("{keyword} {{ {} }}", schema.call(&field));
                for (who, client) in [("nobody", &stranger), ("the secret", &holder)] {
                    let answer = client.send(&document, json!({})).await;
                    let public = PUBLIC.contains(&name.as_str()) && who == "nobody";
                    assert_eq!(answer.error_code(), Some("UNAUTHENTICATED"), "{name} as {who}: {:#}", answer.body);
                    assert_eq!((answer.status, answer.body.get("data").is_some()), if public { (200, true) } else { (401, false) }, "{name} as {who}");
                    walked += 1;
                }
            }
        }
        assert!(walked > 200, "the schema was walked: {walked}");
        let mut socket = Socket::open(&stranger).await;
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.message().await["type"], "connection_ack");
        for field in schema.fields("Subscription") {
            let name = field["name"].as_str().expect("a name").to_owned();
            socket.subscribe(&name, &format!("subscription {{ {} }}", schema.call(&field)), json!({})).await;
            let answer = socket.message().await;
            assert_eq!((&answer["type"], &answer["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("UNAUTHENTICATED")), "{name}: {answer:#}");
        }
        for beside in ["viewer { locale }", "requests { nodes { code } }", "node(id: \"req_00000000000000000000000000\") { id }", "errorCodes { code }"] {
            let document = format!("query($token: String!) {{ portalTicket(token: $token) {{ code }} {beside} }}");
            let answer = stranger.send(&document, json!({ "token": token })).await;
            assert_eq!((answer.status, answer.error_code(), answer.body.get("data")), (401, Some("UNAUTHENTICATED"), None), "{beside}");
        }
        app.finish().await;
    }

    /// From the customer's view no type leads on, and of what its score answers nothing can be read that is somebody's.
    async fn no_way_leads_on_from_the_portal(backend) {
        let app = TestApp::start(backend).await;
        let schema = Schema::read(&app.admin()).await;
        let expected: BTreeSet<_> = REACHED.map(str::to_owned).into();
        for (root, name) in [("Query", "portalTicket"), ("Subscription", "portalTicketChanged")] {
            let fields = schema.fields(root);
            let field = fields.iter().find(|field| field["name"] == name).expect("it is there");
            assert_eq!(schema.reached(field), expected, "{name}");
        }
        let payload: Vec<_> = schema.fields("TicketRatePayload").iter().map(|field| format!("{}: {}", field["name"].as_str().unwrap_or_default(), named(&field["type"]))).collect();
        assert_eq!(payload, ["ticket: PortalTicket", "userErrors: UserError"]);
        app.finish().await;
    }

    /// What stands in the answers, whoever asks with the secret: nobody's name, no department, nothing of the form, no ID.
    async fn nothing_internal_stands_in_an_answer(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        let (link, token) = linked(&app, &ticket, None).await;
        let mut answers = vec![portal(&app, &token).await.expect("it holds"), rate(&app, json!({ "token": token, "score": 2 })).await];
        delivered(&app, &ticket).await;
        answers.push(rate(&app, json!({ "token": token, "score": 2, "words": "一般" })).await);
        let document = format!("query($token: String!) {{ portalTicket(token: $token) {{ {VIEW} }} }}");
        for who in ["MT0003", "CP0003", "ZB0002"] {
            let seen = app.member(who).send(&document, json!({ "token": token })).await;
            answers.push(seen.data());
            let again = app.member(who).payload(RATE, json!({ "input": { "token": token, "score": 5 } })).await;
            assert_eq!(again["userErrors"][0]["missing"][0]["code"], "ALREADY_RATED", "it is the customer who speaks, whoever calls");
            answers.push(again);
        }
        for answer in answers {
            let text = answer.to_string();
            for secret in ["MT0003", "JS0", "技术部", "市场部", "ABC", "打印", "售后", "SUBMITTED", "DELIVERED", "_0", &customer, &ticket, &link] {
                assert!(!text.contains(secret), "{secret} stands in {text}");
            }
        }
        app.finish().await;
    }
}
