//! Opening tickets: by one step or through a draft, what is refused, the large complaint.

use serde_json::{Value, json};

use super::{OWNER, TICKET, customer, form, opened, route, seen};
use crate::customer::CUSTOMER;
use crate::deadline::pass;
use crate::request::{accept, at, id, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::clock::instant;

/// What has reached this person, newest first.
async fn told(client: &Client) -> Vec<String> {
    let document = "{ notifications(first: 100) { nodes { code } } }";
    let nodes = client.query(document, json!({})).await["notifications"]["nodes"].take();
    let codes = nodes.as_array().expect("a list").iter().filter_map(|node| node["code"].as_str());
    codes.map(str::to_owned).collect()
}

both_databases! {
    /// S1-39, S1-40: it goes where the rule of its category says, else where the default route says, and says by which; a party on
    /// the form needs no rule. The customer lists it, and its owner is told.
    async fn a_ticket_goes_where_the_rule_says(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("售后问题"), "JS").await;
        route(&app, None, "CP").await;
        let customer = customer(&app, "ABC科技有限公司").await;
        let by = app.member("YF0003");
        let by_rule = TICKET.run(&by, "ticketOpen", form(&customer, json!({}))).await;
        assert_eq!((&by_rule["code"], &by_rule["status"], &by_rule["kind"]), (&json!("YF202405001"), &json!("SUBMITTED"), &json!("CUSTOMER_TICKET")));
        assert_eq!((&by_rule["customer"]["name"], &by_rule["category"]), (&json!("ABC科技有限公司"), &json!("售后问题")));
        assert_eq!((&by_rule["parties"][0]["department"]["code"], &by_rule["parties"][0]["lead"]), (&json!("JS"), &json!(true)));
        assert_eq!(by_rule["routedBy"], json!({ "version": 1, "department": { "code": "JS" }, "rule": { "category": "售后问题" } }));
        let by_default = TICKET.run(&by, "ticketOpen", form(&customer, json!({ "category": "开票" }))).await;
        assert_eq!((&by_default["parties"][0]["department"]["code"], &by_default["routedBy"]["rule"]["category"]), (&json!("CP"), &Value::Null));
        let named = json!({ "parties": [{ "department": crate::request::department(&by, "MT").await, "lead": true }] });
        let by_name = TICKET.run(&by, "ticketOpen", form(&customer, named)).await;
        assert_eq!((&by_name["parties"][0]["department"]["code"], &by_name["routedBy"]), (&json!("MT"), &Value::Null));
        let list = "query($id: ID!, $filter: RequestFilter) { customer(by: {id: $id}) { tickets(filter: $filter) { totalCount { value } nodes { code } } } requests(filter: $filter) { totalCount { value } } }";
        for (filter, count) in [(json!({}), 3), (json!({ "category": { "eq": "售后问题" } }), 2), (json!({ "category": { "contains": "票" } }), 1), (json!({ "customer": { "eq": customer }, "satisfaction": { "isNull": true } }), 3)] {
            let found = app.member(OWNER).query(list, json!({ "id": customer, "filter": filter })).await;
            assert_eq!((&found["customer"]["tickets"]["totalCount"]["value"], &found["requests"]["totalCount"]["value"]), (&json!(count), &json!(count)), "{filter}");
        }
        assert_eq!(told(&app.member(OWNER)).await.iter().filter(|code| *code == "TICKET_OPENED").count(), 3);
        app.finish().await;
    }

    /// Resolution 65: no rule is a refusal that names the category, and nothing is written; the registering department itself may
    /// take it, without a signature or a rating of its own.
    async fn no_rule_is_refused_and_the_own_department_may_take_it(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, "ABC科技有限公司").await;
        let owner = app.member(OWNER);
        let errors = TICKET.refused(&owner, "ticketOpen", form(&customer, json!({}))).await;
        assert_eq!(at(&errors), [("NO_ROUTE".into(), "parties".into())]);
        assert_eq!(errors[0]["params"], json!({ "category": "售后问题" }));
        let none = owner.query("{ requests { totalCount { value } } }", json!({})).await;
        assert_eq!(none["requests"]["totalCount"]["value"], 0);
        route(&app, Some("售后问题"), "MT").await;
        let own = opened(&app, &customer, json!({})).await;
        assert_eq!(seen(&owner, &own).await["parties"][0]["department"]["code"], "MT");
        let accepted = accept(&app, &own, "MT").await;
        assert_eq!(accepted["status"], "AGREED");
        let signed = run(&app.member("MT0001"), "requestSign", json!({ "id": own })).await;
        assert_eq!(signed["status"], "CONFIRMED", "one signature is all");
        app.finish().await;
    }

    /// By way of a draft it is the same; only tickets have a customer, only active customers have new ones, and only a draft is
    /// given another.
    async fn through_a_draft(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("售后问题"), "JS").await;
        let (first, second) = (customer(&app, "ABC科技有限公司").await, customer(&app, "鼎新贸易").await);
        let owner = app.member(OWNER);
        let other = with(form(&first, json!({})), json!({ "kind": "COLLABORATION" }));
        let errors = at(&refused(&owner, "requestCreate", other).await);
        assert_eq!(errors, [("TICKETS_ONLY".into(), "customer".into()), ("TICKETS_ONLY".into(), "category".into())]);
        let nobody = form("cus_00000000000000000000000000", json!({ "kind": "CUSTOMER_TICKET" }));
        assert_eq!(at(&refused(&owner, "requestCreate", nobody.clone()).await), [("UNKNOWN".into(), "customer".into())]);
        let unsaid = with(nobody, json!({ "customer": null, "category": null }));
        let draft = id(&run(&owner, "requestCreate", unsaid).await);
        let errors = at(&refused(&owner, "requestSubmit", json!({ "id": draft })).await);
        assert_eq!(errors, [("REQUIRED".into(), "customer".into()), ("REQUIRED".into(), "category".into())]);
        let update = |version: i64, changes: Value| with(json!({ "id": draft, "expectedVersion": version }), changes);
        run(&owner, "requestUpdate", update(1, json!({ "customer": first, "category": "售后问题" }))).await;
        run(&owner, "requestUpdate", update(2, json!({ "customer": second }))).await;
        let before = seen(&owner, &draft).await;
        assert_eq!((&before["customer"]["name"], &before["routedBy"], &before["parties"]), (&json!("鼎新贸易"), &Value::Null, &json!([])));
        CUSTOMER.run(&owner, "customerUpdate", json!({ "id": second, "expectedVersion": 1, "state": "ARCHIVED" })).await;
        let errors = at(&refused(&owner, "requestSubmit", json!({ "id": draft })).await);
        assert_eq!(errors, [("CUSTOMER_ARCHIVED".into(), "customer".into())]);
        run(&owner, "requestUpdate", update(3, json!({ "customer": first }))).await;
        run(&owner, "requestSubmit", json!({ "id": draft })).await;
        let after = seen(&owner, &draft).await;
        assert_eq!((&after["customer"]["name"], &after["routedBy"]["version"]), (&json!("ABC科技有限公司"), &json!(1)));
        let late = update(after["version"].as_i64().expect("a version"), json!({ "category": "开票" }));
        let errors = at(&refused(&owner, "requestUpdate", late).await);
        assert_eq!((errors.len(), errors[0].1.as_str()), (1, "category"), "{errors:?}");
        app.finish().await;
    }

    /// A repeat answers the first ticket, a trial draws no number, who only views opens none.
    async fn opening_can_be_repeated_and_tried(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("售后问题"), "JS").await;
        let customer = customer(&app, "ABC科技有限公司").await;
        let owner = app.member(OWNER);
        let trial = TICKET.payload(&owner, "ticketOpen", form(&customer, json!({ "validateOnly": true }))).await;
        assert_eq!((&trial["request"], &trial["cursor"]), (&Value::Null, &Value::Null));
        let keyed = form(&customer, json!({ "idempotencyKey": "ticket-1", "id": "req_01hx00000000000000000000aa" }));
        let first = TICKET.run(&owner, "ticketOpen", keyed.clone()).await;
        assert_eq!((&first["id"], &first["code"]), (&json!("req_01hx00000000000000000000aa"), &json!("MT202405001")));
        assert_eq!(TICKET.run(&owner, "ticketOpen", keyed.clone()).await, first);
        let errors = TICKET.refused(&owner, "ticketOpen", with(keyed, json!({ "title": "另一条" }))).await;
        assert_eq!(errors[0]["__typename"], "IdempotencyMismatch");
        assert_eq!(TICKET.refusal(&app.member("MT0005"), "ticketOpen", form(&customer, json!({}))).await, "ROLE_MISSING");
        for (wrong, expected) in [
            (json!({ "title": " " }), "REQUIRED at title"),
            (json!({ "category": "类".repeat(51) }), "TOO_LONG at category"),
            (json!({ "customer": "cus_00000000000000000000000000" }), "UNKNOWN at customer"),
        ] {
            assert_eq!(TICKET.refusal(&owner, "ticketOpen", form(&customer, wrong)).await, expected);
        }
        app.finish().await;
    }

    /// A large complaint: few fields are enough (resolution 26), the answer is due after 15 working minutes, and the heads of both
    /// sides hear of it at once, whatever the hour.
    async fn a_large_complaint_is_answered_within_fifteen_minutes(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("投诉"), "JS").await;
        let customer = customer(&app, "ABC科技有限公司").await;
        app.clock().put(instant("2024-05-11T22:30:00+08:00"));
        let owner = app.member(OWNER);
        let short = json!({ "customer": customer, "category": "投诉", "priority": "CRITICAL", "title": "产线停机", "details": "升级后产线停机", "dueOn": "2024-05-14" });
        let ticket = TICKET.run(&owner, "ticketOpen", short).await;
        let told_code = |codes: Vec<String>, code: &str| codes.iter().any(|one| one == code);
        assert!(told_code(told(&app.member("JS0001")).await, "PARTY_ASKED"), "the head of who is to answer");
        assert!(told_code(told(&app.member("MT0001")).await, "REQUEST_SUBMITTED"), "the head of who registered it");
        let due = "query($filter: DeadlineFilter) { deadlines(filter: $filter) { nodes { kind state dueAt department { code } } } }";
        let filter = json!({ "request": { "eq": ticket["id"] }, "kind": { "eq": "RESPONSE" } });
        let owed = async |state: &str| {
            let found = app.admin().query(due, json!({ "filter": filter })).await["deadlines"]["nodes"][0].take();
            assert_eq!((&found["state"], &found["department"]["code"]), (&json!(state), &json!("JS")));
            found["dueAt"].as_str().expect("an instant").to_owned()
        };
        assert_eq!(owed("RUNNING").await, "2024-05-13T01:15:00Z", "15 minutes into Monday");
        pass(&app, "2024-05-13T09:14:59+08:00").await;
        owed("RUNNING").await;
        pass(&app, "2024-05-13T09:15:01+08:00").await;
        owed("BREACHED").await;
        assert!(told_code(told(&app.member("JS0001")).await, "DEADLINE_OVERDUE"));
        app.finish().await;
    }

    /// Answered in time, it is kept.
    async fn a_large_complaint_answered_in_time(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("投诉"), "JS").await;
        let customer = customer(&app, "ABC科技有限公司").await;
        let short = json!({ "customer": customer, "category": "投诉", "priority": "CRITICAL", "title": "产线停机", "details": "升级后产线停机", "dueOn": "2024-05-14" });
        let ticket = id(&TICKET.run(&app.member(OWNER), "ticketOpen", short).await);
        app.clock().put(instant("2024-05-06T09:14:00+08:00"));
        accept(&app, &ticket, "JS").await;
        pass(&app, "2024-05-06T12:00:00+08:00").await;
        let found = app.admin().query("query($filter: DeadlineFilter) { deadlines(filter: $filter) { nodes { kind state } } }", json!({ "filter": { "request": { "eq": ticket }, "kind": { "eq": "RESPONSE" } } })).await;
        assert_eq!(found["deadlines"]["nodes"], json!([{ "kind": "RESPONSE", "state": "MET" }]));
        app.finish().await;
    }
}
