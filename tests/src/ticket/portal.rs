//! Links: what one shows, that it ends to the second, that its secret is nowhere, and streams that end with it (X26).

use std::time::Duration;

use liaison_domain::canonical::Digest;
use liaison_gateway::limits::Limits;
use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};

use super::{LINK, OWNER, RATE, VIEW, closed, delivered, linked, portal, rate, seen, with_ticket};
use crate::comment::COMMENT;
use crate::customer::CONTACT;
use crate::request::run;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::clock::instant;
use crate::support::socket::Socket;

const ISSUE: &str = "mutation($input: PortalLinkIssueInput!) { portalLinkIssue(input: $input) { portalLink { id expiresAt active } token cursor
    userErrors { __typename code path params ... on StateConflict { status allowedTransitions missing { code } } } } }";

/// Why no link is issued, in words.
async fn not_issued(app: &TestApp, who: &str, input: Value) -> String {
    let payload = app.member(who).payload(ISSUE, json!({ "input": input })).await;
    assert_eq!((&payload["portalLink"], &payload["token"]), (&Value::Null, &Value::Null));
    crate::support::mutation::told(payload["userErrors"].as_array().expect("a list"))
}

fn refused() -> Result<Value, String> {
    Err("UNAUTHENTICATED".to_owned())
}

/// Rows of any table in which the text stands in any column.
pub(crate) async fn found_in_database(app: &TestApp, text: &str) -> Vec<String> {
    let db = app.app().store().read(&Statements::default());
    let backend = db.get_database_backend();
    let ask =
        async |sql: String| db.query_all_raw(Statement::from_string(backend, sql)).await.expect("valid SQL");
    let tables = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        }
        _ => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    let mut found = Vec::new();
    for row in ask(tables.to_owned()).await {
        let table: String = row.try_get("", "name").expect("a name");
        let condition = match backend {
            DbBackend::Sqlite => {
                let columns = ask(format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let columns = columns.iter().map(|row| row.try_get::<String>("", "name").expect("a name"));
                columns
                    .map(|column| format!("instr(CAST(\"{column}\" AS TEXT), '{text}') > 0"))
                    .collect::<Vec<_>>()
                    .join(" OR ")
            }
            _ => format!("strpos(\"{table}\"::text, '{text}') > 0"),
        };
        let count = ask(format!("SELECT count(*) AS found FROM \"{table}\" WHERE {condition}")).await;
        if count[0].try_get::<i64>("", "found").expect("a number") > 0 {
            found.push(table);
        }
    }
    found
}

both_databases! {
    /// Code and stage, in the language of the call; the link says who issued it and until when, never its secret.
    async fn a_link_shows_code_and_stage(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        let (link, token) = linked(&app, &ticket, None).await;
        let view = json!({ "code": "MT202405001", "stage": "PENDING", "stageLabel": "待启动", "satisfactionAsked": false, "satisfaction": null, "updates": [] });
        assert_eq!(portal(&app, &token).await, Ok(view));
        let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on PortalLink {{ {} }} }} }}", LINK.seen);
        let found = app.member("JS0001").query(&document, json!({ "id": link })).await["node"].take();
        assert_eq!((&found["request"]["code"], &found["issuedBy"]["employeeNumber"], &found["active"]), (&json!("MT202405001"), &json!(OWNER), &json!(true)));
        assert_eq!((&found["expiresAt"], &found["abilities"]), (&json!("2025-05-06T01:00:00Z"), &json!([{ "action": "REVOKE", "allowed": true }])));
        assert_eq!(app.member("CP0003").query(&document, json!({ "id": link })).await["node"], Value::Null);
        let links = seen(&app.member("JS0003"), &ticket).await["portalLinks"].take();
        assert_eq!((links.as_array().map(Vec::len), &links[0]["id"]), (Some(1), &json!(link)));
        app.finish().await;
    }

    /// Resolution 66: what a party, who registered it or the owner marks external, as it reads now, live; nothing internal, nothing
    /// from others who see the ticket, nothing about its tasks, and no value of a contact (S1-101).
    async fn updates_are_what_is_said_to_the_customer(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        let contact = json!({ "customer": customer, "name": "李女士", "phone": "13800138000" });
        CONTACT.run(&app.member(OWNER), "contactAdd", contact).await;
        let (_, token) = linked(&app, &ticket, None).await;
        let mut socket = Socket::open(&app.stranger()).await;
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.message().await["type"], "connection_ack");
        let document = format!("subscription($token: String!) {{ portalTicketChanged(token: $token) {{ {VIEW} }} }}");
        socket.subscribe("s", &document, json!({ "token": token })).await;
        assert_eq!(socket.next().await["portalTicketChanged"]["updates"], json!([]));
        let said = |text: &str, external: bool| json!({ "subject": { "request": ticket }, "text": text, "external": external });
        let say = async |who: &str, text: &str, external: bool| COMMENT.run(&app.member(who), "commentAdd", said(text, external)).await;
        say("JS0004", "内部：先查日志", false).await;
        say("ZB0002", "管理员的话", true).await;
        let first = say("JS0004", "已复现，正在修复", true).await;
        assert_eq!(socket.next().await["portalTicketChanged"]["updates"][0]["text"], "已复现，正在修复");
        say(OWNER, "周五前给您答复", true).await;
        assert_eq!(socket.next().await["portalTicketChanged"]["updates"][0]["text"], "周五前给您答复");
        COMMENT.run(&app.member("JS0004"), "commentEdit", json!({ "id": first["id"], "text": "已复现，今日修复" })).await;
        let shown = socket.next().await["portalTicketChanged"]["updates"].take();
        let texts: Vec<_> = shown.as_array().expect("a list").iter().map(|update| update["text"].clone()).collect();
        assert_eq!(texts, ["周五前给您答复", "已复现，今日修复"]);
        assert_eq!(portal(&app, &token).await.expect("it holds")["updates"], shown);
        let leaking = said("请回电13800138000", true);
        assert_eq!(COMMENT.refusal(&app.member("JS0004"), "commentAdd", leaking).await, "CONTAINS_MASKED at text");
        app.finish().await;
    }

    /// 256 random bits that nobody finds in the database again: SHA-256 alone is kept. A repeated call does not show it.
    async fn the_secret_is_shown_once_and_kept_nowhere_x26(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        let input = json!({ "input": { "request": ticket, "idempotencyKey": "k", "id": "ptl_01hx00000000000000000000aa" } });
        let first = app.member(OWNER).mutate(ISSUE, input.clone()).await;
        let token = first["token"].as_str().expect("the secret").to_owned();
        assert_eq!((token.len(), &token[..4]), (47, "lpl_"));
        let again = app.member(OWNER).mutate(ISSUE, input).await;
        assert_eq!((&again["portalLink"], &again["token"], &again["cursor"]), (&first["portalLink"], &Value::Null, &first["cursor"]));
        let trial = app.member(OWNER).mutate(ISSUE, json!({ "input": { "request": ticket, "validateOnly": true } })).await;
        assert_eq!((&trial["portalLink"], &trial["token"]), (&Value::Null, &Value::Null));
        assert!(portal(&app, &token).await.is_ok());
        rate(&app, json!({ "token": token, "score": 3, "idempotencyKey": "k" })).await;
        assert_eq!(found_in_database(&app, &token).await, Vec::<String>::new());
        assert_eq!(found_in_database(&app, &token[4..]).await, Vec::<String>::new());
        let digest = Digest::of(token.as_bytes());
        assert_eq!(found_in_database(&app, digest.as_str()).await, ["portal_link"], "the search finds what is there");
        let events = "query($filter: EventFilter) { events(filter: $filter) { nodes { type data changes { field from to } } } }";
        let told = app.admin().query(events, json!({ "filter": { "types": ["PortalLinkIssued"] } })).await.to_string();
        assert!(told.contains("expiresAt") && !told.contains(digest.as_str()), "{told}");
        app.finish().await;
    }

    /// What is unknown, misspelt, revoked or over opens nothing, from the very second on; every link by itself.
    async fn a_link_ends_to_the_second(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        let (short, until_ten) = linked(&app, &ticket, Some("2024-05-06T02:00:00Z")).await;
        let (other, revoked) = linked(&app, &ticket, None).await;
        let (_, lasting) = linked(&app, &ticket, None).await;
        for wrong in ["", "lpl_", "x", &until_ten[..46], &format!("{until_ten}a"), &until_ten.replace("lpl_", "LPL_"), "lpl_0000000000000000000000000000000000000000000"] {
            assert_eq!(portal(&app, wrong).await, refused(), "{wrong}");
        }
        app.clock().put(instant("2024-05-06T09:59:59.999999+08:00"));
        assert!(portal(&app, &until_ten).await.is_ok());
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        assert_eq!(portal(&app, &until_ten).await, refused());
        let answer = app.stranger().send(RATE, json!({ "input": { "token": until_ten, "score": 5 } })).await;
        assert_eq!((answer.error_code(), &answer.body["data"]["ticketRate"]), (Some("UNAUTHENTICATED"), &Value::Null));
        assert!(portal(&app, &revoked).await.is_ok());
        let revoke = json!({ "id": other, "reason": "发错对象" });
        assert_eq!(LINK.refusal(&app.member("MT0004"), "portalLinkRevoke", revoke.clone()).await, "ROLE_MISSING");
        assert_eq!(LINK.refusal(&app.member("CP0003"), "portalLinkRevoke", revoke.clone()).await, "not found");
        let gone = LINK.run(&app.admin(), "portalLinkRevoke", revoke.clone()).await;
        assert_eq!((&gone["active"], &gone["revokedAt"], &gone["revokedBy"]["employeeNumber"]), (&json!(false), &json!("2024-05-06T02:00:00Z"), &json!("ZB0002")));
        assert_eq!(portal(&app, &revoked).await, refused());
        assert_eq!(LINK.refusal(&app.admin(), "portalLinkRevoke", revoke).await, "SUBMITTED lacks LINK_ENDED");
        assert_eq!(LINK.refusal(&app.admin(), "portalLinkRevoke", json!({ "id": short })).await, "SUBMITTED lacks LINK_ENDED");
        assert!(portal(&app, &lasting).await.is_ok(), "the others go on");
        app.finish().await;
    }

    /// Resolution 66: 90 days after the ticket's end at most, whatever a link said; re-issuable until then.
    async fn the_portal_closes_ninety_days_after_the_end(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        let (_, early) = linked(&app, &ticket, None).await;
        closed(&app, &ticket).await;
        app.clock().put(instant("2024-08-04T08:59:59+08:00"));
        assert!(portal(&app, &early).await.is_ok());
        let late = json!({ "request": ticket, "expiresAt": "2024-08-04T01:00:01Z" });
        assert_eq!(not_issued(&app, OWNER, late).await, "OUT_OF_RANGE at expiresAt");
        let (_, again) = linked(&app, &ticket, None).await;
        app.clock().put(instant("2024-08-04T09:00:00+08:00"));
        assert_eq!((portal(&app, &early).await, portal(&app, &again).await), (refused(), refused()));
        assert_eq!(not_issued(&app, OWNER, json!({ "request": ticket })).await, "CLOSED lacks PORTAL_CLOSED");
        app.finish().await;
    }

    /// Who may issue one, for how long, and of what.
    async fn who_issues_and_for_how_long(backend) {
        let app = TestApp::start(backend).await;
        let (_, ticket) = with_ticket(&app).await;
        for (who, expected) in [("MT0004", "ROLE_MISSING"), ("JS0005", "ROLE_MISSING"), ("ZB0002", "ROLE_MISSING"), ("CP0001", "not found")] {
            assert_eq!(not_issued(&app, who, json!({ "request": ticket })).await, expected, "{who}");
        }
        let until = |at: &str| json!({ "request": ticket, "expiresAt": at });
        assert_eq!(not_issued(&app, OWNER, until("2024-05-06T01:00:00Z")).await, "IN_THE_PAST at expiresAt");
        assert_eq!(not_issued(&app, OWNER, until("2025-05-06T01:00:01Z")).await, "OUT_OF_RANGE at expiresAt");
        let other = crate::request::submitted(&app, &["JS"]).await;
        assert_eq!(not_issued(&app, OWNER, json!({ "request": other })).await, "ROLE_MISSING");
        let head = app.member("JS0001").payload(ISSUE, json!({ "input": { "request": ticket } })).await;
        assert_eq!(head["userErrors"], json!([]));
        for _ in 1..50 {
            linked(&app, &ticket, None).await;
        }
        assert_eq!(not_issued(&app, OWNER, json!({ "request": ticket })).await, "TOO_MANY at request");
        app.finish().await;
    }

    /// A stream shows the ticket at once and whenever something that it shows changed, and not otherwise; it ends with the link.
    async fn a_stream_ends_with_its_link(backend) {
        let limits = Limits { token_recheck: Duration::from_millis(50), ..Limits::default() };
        let app = TestApp::start_with(backend, limits).await;
        let (_, ticket) = with_ticket(&app).await;
        let document = format!("subscription($token: String!) {{ portalTicketChanged(token: $token) {{ {VIEW} }} }}");
        let watch = async |token: &str| {
            let mut socket = Socket::open(&app.stranger()).await;
            socket.send(json!({ "type": "connection_init" })).await;
            assert_eq!(socket.message().await["type"], "connection_ack");
            socket.subscribe("s", &document, json!({ "token": token })).await;
            socket
        };
        let (link, token) = linked(&app, &ticket, None).await;
        let (_, ending) = linked(&app, &ticket, Some("2024-05-06T02:00:00Z")).await;
        let (mut revoked, mut expired) = (watch(&token).await, watch(&ending).await);
        for socket in [&mut revoked, &mut expired] {
            assert_eq!(socket.next().await["portalTicketChanged"]["stage"], "PENDING");
        }
        // Nothing of this shows; the next message is of the delivery.
        run(&app.member(OWNER), "requestUpdate", json!({ "id": ticket, "expectedVersion": 1 + 1, "tags": ["内部"] })).await;
        delivered(&app, &ticket).await;
        for socket in [&mut revoked, &mut expired] {
            let mut heard = socket.next().await["portalTicketChanged"].take();
            while heard["satisfactionAsked"] == false {
                assert_eq!((&heard["stage"], &heard["satisfaction"]), (&json!("IN_PROGRESS"), &Value::Null));
                heard = socket.next().await["portalTicketChanged"].take();
            }
            assert_eq!(heard["stage"], "IN_PROGRESS");
        }
        LINK.run(&app.member(OWNER), "portalLinkRevoke", json!({ "id": link })).await;
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        for socket in [&mut revoked, &mut expired] {
            let end = socket.message().await;
            assert_eq!((&end["type"], &end["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("UNAUTHENTICATED")), "{end:#}");
        }
        let mut late = watch(&ending).await;
        let end = late.message().await;
        assert_eq!(end["payload"][0]["extensions"]["code"], "UNAUTHENTICATED", "{end:#}");
        app.finish().await;
    }
}
