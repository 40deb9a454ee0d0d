//! The customer's score: once, from the delivery until the ticket is archived (resolution 66), and where it is shown.

use serde_json::{Value, json};

use super::{OWNER, closed, delivered, linked, opened, portal, rate, seen, with_ticket};
use crate::deadline::pass;
use crate::request::run;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::mutation::told;

/// The refusal of a score in words.
fn refusal(payload: &Value) -> String {
    assert_eq!(payload["ticket"], Value::Null);
    told(payload["userErrors"].as_array().expect("a list"))
}

both_databases! {
    /// Not before there is something to judge, then once, with words that stand beside the record; the owner is told, and the
    /// customer's figures count it.
    async fn a_customer_says_once_how_satisfied_it_is(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        let (_, token) = linked(&app, &ticket, None).await;
        let said = json!({ "token": token, "score": 4, "words": "处理及时，希望再快一些" });
        assert_eq!(refusal(&rate(&app, said.clone()).await), "PENDING", "the stage, and nothing of what is still to be done");
        delivered(&app, &ticket).await;
        assert_eq!(portal(&app, &token).await.expect("it holds")["satisfactionAsked"], true);
        for (score, words, expected) in [(0, json!("好"), "OUT_OF_RANGE at score"), (6, json!(null), "OUT_OF_RANGE at score"), (5, json!("好".repeat(2_001)), "TOO_LONG at words")] {
            let payload = rate(&app, json!({ "token": token, "score": score, "words": words })).await;
            assert_eq!(refusal(&payload), expected);
        }
        let trial = rate(&app, json!({ "token": token, "score": 1, "validateOnly": true })).await;
        assert_eq!((&trial["ticket"], &trial["userErrors"]), (&Value::Null, &json!([])));
        let keyed = json!({ "token": token, "score": 4, "words": "处理及时，希望再快一些", "idempotencyKey": "k" });
        for _ in 0..2 {
            let given = rate(&app, keyed.clone()).await;
            assert_eq!(given["ticket"]["satisfaction"], json!({ "score": 4, "words": "处理及时，希望再快一些" }), "{given:#}");
            assert_eq!(given["ticket"]["satisfactionAsked"], false);
        }
        assert_eq!(refusal(&rate(&app, said).await), "IN_PROGRESS lacks ALREADY_RATED");
        let found = seen(&app.member("JS0003"), &ticket).await;
        assert_eq!((&found["satisfaction"]["score"], &found["satisfaction"]["words"]), (&json!(4), &json!("处理及时，希望再快一些")));
        let figures = "query($id: ID!, $filter: RequestFilter) { customer(by: {id: $id}) { ticketSatisfaction { count average distribution { ones fours } } tickets(filter: $filter) { totalCount { value } } } }";
        let counted = async |who: &str| app.member(who).query(figures, json!({ "id": customer, "filter": { "satisfaction": { "gte": 4 } } })).await["customer"].take();
        assert_eq!(counted(OWNER).await, json!({ "ticketSatisfaction": { "count": 1, "average": 4.0, "distribution": { "ones": 0, "fours": 1 } }, "tickets": { "totalCount": { "value": 1 } } }));
        assert_eq!(counted("CP0003").await["ticketSatisfaction"], json!({ "count": 0, "average": null, "distribution": { "ones": 0, "fours": 0 } }), "of tickets that one may see");
        let events = "query($filter: EventFilter) { events(filter: $filter, last: 1) { nodes { external actor { name } data } } }";
        let event = app.admin().query(events, json!({ "filter": { "types": ["TicketRated"] } })).await["events"]["nodes"][0].take();
        assert_eq!((&event["external"], &event["actor"], &event["data"]["score"]), (&json!(true), &Value::Null, &json!(4)));
        assert!(!event.to_string().contains("处理及时"), "the words stand beside the record");
        for who in [OWNER, "JS0003", "MT0001"] {
            let document = "{ notifications(first: 100) { nodes { code text } } }";
            let told = app.member(who).query(document, json!({})).await.to_string();
            assert!(told.contains("TICKET_RATED"), "{who}");
        }
        app.finish().await;
    }

    /// Until archived, not after; a ticket that never came to a delivery is not asked about.
    async fn after_the_archive_nothing_is_asked(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        let (_, token) = linked(&app, &ticket, None).await;
        closed(&app, &ticket).await;
        assert_eq!(portal(&app, &token).await.expect("it holds")["satisfactionAsked"], true);
        run(&app.member(OWNER), "requestArchive", json!({ "id": ticket })).await;
        let view = portal(&app, &token).await.expect("it holds for 90 days");
        assert_eq!((&view["satisfactionAsked"], &view["stage"]), (&json!(false), &json!("DONE")));
        assert_eq!(refusal(&rate(&app, json!({ "token": token, "score": 5 })).await), "DONE");
        let withdrawn = opened(&app, &customer, json!({})).await;
        let (_, other) = linked(&app, &withdrawn, None).await;
        run(&app.member(OWNER), "requestWithdraw", json!({ "id": withdrawn, "reason": "客户撤回" })).await;
        let view = portal(&app, &other).await.expect("it holds for 90 days");
        assert_eq!((&view["satisfactionAsked"], &view["stage"], &view["stageLabel"]), (&json!(false), &Value::Null, &json!("已结束")));
        assert_eq!(refusal(&rate(&app, json!({ "token": other, "score": 5 })).await), "ENDED");
        pass(&app, "2024-05-07T09:00:00+08:00").await;
        app.finish().await;
    }
}
