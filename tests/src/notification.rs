//! The inbox over the API, on both databases: who is told what, when it reaches them, what becomes of a flood, what is read
//! live and after an absence, and that nobody learns from it what they may not see (resolutions 43 and 69).
//!
//! Who is told of each fact is a table of the domain (`notice`); folding and reading on from any place are tested with the
//! persistence floor.

use std::time::Duration;

use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};

use crate::deadline::pass;
use crate::request::{confirmed, draft, form, id, party, run, seen, submitted, with};
use crate::support::client::Client;
use crate::support::clock::instant;
use crate::support::socket::Socket;
use crate::support::{Backend, TestApp, both_databases};
use crate::task::task;

const INBOX: &str =
    "query($filter: NotificationFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
    notifications(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        nodes { id code text params critical createdAt deliveredAt readAt subject { __typename id }
            items(first: 100) { totalCount { value } nodes { id code text subject { id } } } }
        totalCount { value } pageInfo { endCursor hasNextPage } }
    viewer { unreadNotifications { value exact } } }";
const MARK: &str = "mutation($input: NotificationMarkReadInput!) { notificationMarkRead(input: $input) {
    marked unread { value } userErrors { code path } } }";
const RECEIVED: &str = "subscription($after: Cursor) { notificationReceived(after: $after) {
    cursor occurredAt notification { id code text subject { id } } } }";

/// What has reached this person, newest first.
async fn inbox(client: &Client, filter: Value) -> Vec<Value> {
    let data = client.query(INBOX, json!({ "filter": filter, "first": 100 })).await;
    data["notifications"]["nodes"].as_array().expect("a list").clone()
}

fn codes(nodes: &[Value]) -> Vec<&str> {
    nodes.iter().map(|node| node["code"].as_str().expect("a code")).collect()
}

async fn unread(client: &Client) -> u64 {
    let data = client.query(INBOX, json!({})).await;
    data["viewer"]["unreadNotifications"]["value"].as_u64().expect("a number")
}

async fn mark(client: &Client, input: Value) -> Value {
    client.payload(MARK, json!({ "input": input })).await
}

/// The sentences as they are in English.
async fn in_english(client: &Client) -> Vec<String> {
    let call = reqwest::Client::builder().no_proxy().build().expect("a client").post(client.url());
    let call = call.header(ACCEPT_LANGUAGE, "en").bearer_auth(client.token().expect("signed in"));
    let answer =
        call.json(&json!({ "query": "{ notifications { nodes { text } } }" })).send().await.expect("answers");
    let answer: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    let nodes = answer["data"]["notifications"]["nodes"].as_array().expect("a list").clone();
    nodes.iter().map(|node| node["text"].as_str().expect("a text").to_owned()).collect()
}

/// The next notification of a stream; places without one are passed over.
async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = socket.next().await["notificationReceived"].take();
        if !message["notification"].is_null() {
            return message;
        }
    }
}

async fn listen(client: &Client, after: &Value) -> Socket {
    let mut socket = Socket::connect(client).await;
    socket.subscribe("s", RECEIVED, json!({ "after": after })).await;
    socket
}

/// Reminders that stand by themselves and those under digests.
async fn reminders(client: &Client) -> (usize, usize) {
    let nodes = inbox(client, json!({})).await;
    let alone = ["DEADLINE_NEAR", "DEADLINE_OVERDUE", "DEADLINE_REMINDED"];
    let under = nodes.iter().filter_map(|node| node["items"]["nodes"].as_array()).map(Vec::len).sum();
    (codes(&nodes).iter().filter(|code| alone.contains(code)).count(), under)
}

both_databases! {
    /// Who owes next, the initiating head; never who acts, nobody else. Names in the caller's language, and the subject.
    async fn a_change_tells_whom_it_concerns(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS"]).await;
        let head = app.member("JS0001");
        let told = inbox(&head, json!({})).await;
        let asked = told.last().expect("the party is asked");
        assert_eq!(asked["code"], "PARTY_ASKED");
        assert_eq!(asked["text"], "MT甲请技术部答复MT202405001《推广方案技术开发支持》，期望完成日期 2024-05-30。");
        assert_eq!(asked["subject"], json!({ "__typename": "Request", "id": request }));
        assert_eq!((&asked["createdAt"], &asked["deliveredAt"]), (&json!("2024-05-06T01:00:00Z"), &json!("2024-05-06T01:00:00Z")));
        assert_eq!((&asked["readAt"], &asked["critical"], &asked["items"]), (&Value::Null, &json!(false), &Value::Null));
        let params = json!({ "by": app.person("MT0003"), "code": "MT202405001", "dueOn": "2024-05-30",
            "department": crate::request::department(&head, "JS").await, "title": "推广方案技术开发支持" });
        assert_eq!(asked["params"], params);
        let english = in_english(&head).await;
        let sentence = "MT甲 asks 技术部 for an answer to MT202405001 “推广方案技术开发支持”, due on 2024-05-30.";
        assert_eq!(english.last().map(String::as_str), Some(sentence));
        assert_eq!(codes(&inbox(&app.member("MT0001"), json!({})).await), ["REQUEST_SUBMITTED"]);
        for nobody in ["MT0003", "MT0002", "CP0001", "YF0003"] {
            assert_eq!(inbox(&app.member(nobody), json!({})).await, Vec::<Value>::new(), "{nobody}");
        }
        app.finish().await;
    }

    /// X18 and X22: a repeated call tells nobody again, a dry run nobody at all.
    async fn a_repeated_call_tells_nobody_again(backend) {
        let app = TestApp::start(backend).await;
        let id = draft(&app, &["JS"]).await;
        let initiator = app.member("MT0003");
        let submit = crate::request::mutation("requestSubmit");
        let keyed = json!({ "input": { "id": id, "idempotencyKey": "once" } });
        initiator.mutate(&submit, json!({ "input": { "id": id, "validateOnly": true } })).await;
        assert_eq!(unread(&app.member("MT0001")).await, 0);
        initiator.mutate(&submit, keyed.clone()).await;
        let before = inbox(&app.member("JS0001"), json!({})).await;
        initiator.mutate(&submit, keyed).await;
        assert_eq!(inbox(&app.member("JS0001"), json!({})).await, before);
        assert_eq!(codes(&inbox(&app.member("MT0001"), json!({})).await), ["REQUEST_SUBMITTED"]);
        app.finish().await;
    }

    /// X13: what is told at night or on a day off reaches people at the next opening; what is critical does not wait.
    async fn the_night_is_quiet_x13(backend) {
        let app = TestApp::start(backend).await;
        app.clock().advance(Duration::from_hours(1));
        let (initiator, head) = (app.member("MT0003"), app.member("MT0001"));
        let (calm, urgent) = (draft(&app, &["JS"]).await, with(form(&app, &["JS"]).await, json!({ "priority": "CRITICAL" })));
        let urgent = id(&run(&initiator, "requestCreate", urgent).await);
        app.clock().advance(Duration::from_mins(630));
        run(&initiator, "requestSubmit", json!({ "id": calm })).await;
        assert_eq!((inbox(&head, json!({})).await.len(), unread(&head).await), (0, 0), "20:30");
        run(&initiator, "requestSubmit", json!({ "id": urgent })).await;
        let woken = inbox(&head, json!({})).await;
        assert_eq!(codes(&woken), ["REQUEST_SUBMITTED"], "critical");
        assert_eq!((&woken[0]["critical"], &woken[0]["deliveredAt"]), (&json!(true), &json!("2024-05-06T12:30:00Z")));
        app.clock().advance(Duration::from_secs(12 * 3_600 + 1_799));
        assert_eq!(unread(&head).await, 1, "a second before the opening");
        app.clock().advance(Duration::from_secs(1));
        let both = inbox(&head, json!({})).await;
        assert_eq!((both.len(), unread(&head).await), (2, 2));
        assert_eq!((&both[0]["createdAt"], &both[0]["deliveredAt"]), (&json!("2024-05-06T12:30:00Z"), &json!("2024-05-07T01:00:00Z")));
        assert_eq!(inbox(&head, json!({ "critical": { "eq": false } })).await.len(), 1);
        app.finish().await;
    }

    /// X14: a step reminds once, however often the engine looks; X15: another step of the same day is not swallowed.
    async fn each_step_reminds_once_x14_x15(backend) {
        let app = TestApp::start(backend).await;
        submitted(&app, &["JS"]).await;
        pass(&app, "2024-05-07T09:00:00+08:00").await;
        let head = app.member("JS0001");
        let near = inbox(&head, json!({ "code": { "in": ["DEADLINE_NEAR", "DEADLINE_OVERDUE"] } })).await;
        assert!(!near.is_empty(), "the answer is due");
        let night = near.iter().filter(|node| node["createdAt"] != node["deliveredAt"]);
        assert!(night.clone().count() > 0, "a warning of the night waited");
        assert!(night.clone().all(|node| node["deliveredAt"] == "2024-05-07T01:00:00Z"), "{near:#?}");
        for _ in 0..3 {
            liaison_gateway::jobs::deadlines::catch_up(app.app()).await.expect("the database answers");
        }
        assert_eq!(inbox(&head, json!({ "code": { "in": ["DEADLINE_NEAR", "DEADLINE_OVERDUE"] } })).await, near);
        pass(&app, "2024-05-10T12:00:00+08:00").await;
        let head = app.member("JS0001");
        let later = inbox(&head, json!({ "code": { "in": ["DEADLINE_NEAR", "DEADLINE_OVERDUE"] } })).await;
        assert!(later.len() > near.len(), "further steps remind again");
        let mut texts: Vec<_> = later.iter().map(|node| (node["text"].to_string(), node["createdAt"].to_string())).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), later.len(), "no two of them are of one step");
        assert!(later.iter().any(|node| node["text"].as_str().expect("a text").contains("MT202405001《推广方案技术开发支持》的答复")));
        app.finish().await;
    }

    /// X17: a flood becomes one entry that says what and how many more; nothing is lost, and it is read as one.
    async fn a_flood_becomes_a_digest_x17(backend) {
        let app = TestApp::start(backend).await;
        for _ in 0..12 {
            submitted(&app, &["JS"]).await;
        }
        app.clock().put(instant("2024-05-07T09:00:00+08:00"));
        let head = app.member("JS0001");
        liaison_gateway::jobs::deadlines::catch_up(app.app()).await.expect("the database answers");
        let nodes = inbox(&head, json!({})).await;
        let digests: Vec<_> = nodes.iter().filter(|node| node["code"] == "REMINDER_DIGEST").collect();
        let [digest] = digests.as_slice() else { panic!("one digest: {:?}", codes(&nodes)) };
        let (alone, under) = reminders(&head).await;
        assert!(alone <= 10 && under > 10, "{alone} and {under}");
        assert_eq!(digest["items"]["totalCount"]["value"], under);
        let text = digest["text"].as_str().expect("a text");
        assert!(text.starts_with(&format!("一小时内 {under} 条提醒：MT2024050")), "{text}");
        assert!(text.ends_with(&format!("，另有 {} 条。", under - 3)), "{text}");
        assert_eq!((&digest["subject"], &digest["params"]), (&Value::Null, &json!({})));
        assert!(digest["items"]["nodes"].as_array().expect("a list").iter().all(|item| !item["subject"].is_null()));
        let before = unread(&head).await;
        let marked = mark(&head, json!({ "ids": [digest["id"]] })).await;
        assert_eq!(marked["marked"], json!(under + 1), "{marked}");
        assert_eq!(unread(&head).await, before - 1, "a digest counts once");
        app.finish().await;
    }

    /// Once and without gap: live, from a cursor after an absence, what waited for the morning too, at any node.
    async fn what_reaches_somebody_is_streamed_once(backend) {
        let mut app = TestApp::start(backend).await;
        app.clock().advance(Duration::from_hours(3));
        let other = if backend == Backend::Postgres { app.add_node().await } else { 0 };
        let head = app.member_at(other, "MT0001");
        let (mut socket, initiator) = (listen(&head, &Value::Null).await, app.member("MT0003"));
        let mut aside = listen(&app.member("CP0001"), &Value::Null).await;
        // A stream has begun when it is known at the node; its first message needs nothing to be told before.
        let first = loop {
            let id = submitted(&app, &["JS"]).await;
            if let Ok(message) = tokio::time::timeout(Duration::from_secs(3), next(&mut socket)).await {
                break (id, message);
            }
        };
        assert_eq!(first.1["notification"]["code"], "REQUEST_SUBMITTED");
        drop(socket);

        let missed = submitted(&app, &["JS"]).await;
        let resumed = first.1["cursor"].clone();
        let mut socket = listen(&head, &resumed).await;
        let message = next(&mut socket).await;
        assert_eq!(message["notification"]["subject"]["id"], missed, "told while away");
        app.clock().advance(Duration::from_hours(9));
        let night = submitted(&app, &["JS"]).await;
        // Something urgent passes what waits.
        let urgent = with(form(&app, &["JS"]).await, json!({ "priority": "CRITICAL" }));
        let urgent = id(&run(&initiator, "requestCreate", urgent).await);
        run(&initiator, "requestSubmit", json!({ "id": urgent })).await;
        assert_eq!(next(&mut socket).await["notification"]["subject"]["id"], urgent);
        let cursor = {
            app.clock().put(instant("2024-05-07T09:00:00+08:00"));
            let message = next(&mut socket).await;
            assert_eq!(message["notification"]["subject"]["id"], night, "pushed when the night ends");
            assert_eq!(message["occurredAt"], "2024-05-07T01:00:00Z");
            message["cursor"].clone()
        };
        drop(socket);

        let mut again = listen(&app.member("MT0001"), &resumed).await;
        let mut found = Vec::new();
        for _ in 0..3 {
            found.push(next(&mut again).await["notification"]["subject"]["id"].clone());
        }
        let mut expected = [json!(missed), json!(urgent), json!(night)];
        expected.sort_by_key(ToString::to_string);
        found.sort_by_key(ToString::to_string);
        assert_eq!(found, expected, "at another node, from the same place");
        let mut after = listen(&head, &cursor).await;
        let last = submitted(&app, &["CP"]).await;
        assert_eq!(next(&mut after).await["notification"]["subject"]["id"], last, "nothing is repeated");
        let asked = next(&mut aside).await;
        assert_eq!((&asked["notification"]["code"], &asked["notification"]["subject"]["id"]), (&json!("PARTY_ASKED"), &json!(last)), "and nothing of others'");

        for nonsense in ["x", "AAAA.AA"] {
            let mut refused = listen(&head, &json!(nonsense)).await;
            let message = refused.message().await;
            assert!(message.to_string().contains("INVALID_CURSOR"), "{message:#}");
        }
        app.finish().await;
    }

    /// Nobody reads or marks another's.
    async fn an_inbox_is_its_owners_alone(backend) {
        let app = TestApp::start(backend).await;
        submitted(&app, &["JS"]).await;
        let (head, admin) = (app.member("MT0001"), app.admin());
        let told = inbox(&head, json!({})).await;
        let id = &told[0]["id"];
        let node = "query($id: ID!) { node(id: $id) { id ... on Notification { code } } }";
        assert_eq!(head.query(node, json!({ "id": id })).await["node"]["code"], "REQUEST_SUBMITTED");
        for stranger in [&admin, &app.member("MT0003"), &app.member("ZB0004")] {
            assert_eq!(stranger.query(node, json!({ "id": id })).await["node"], Value::Null);
            let marked = mark(stranger, json!({ "ids": [id] })).await;
            assert_eq!((&marked["marked"], &marked["userErrors"]), (&json!(0), &json!([])), "it is not said that there is any");
        }
        assert_eq!(inbox(&admin, json!({})).await, Vec::<Value>::new());
        assert_eq!(unread(&head).await, 1);
        let refused = app.stranger().send("{ notifications { nodes { id } } }", json!({})).await;
        assert_eq!(refused.error_code(), Some("UNAUTHENTICATED"));
        app.finish().await;
    }

    /// X33: who may not see the subject any more is not told its names by what they were told before.
    async fn what_is_no_longer_seen_is_not_named_x33(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let confidential = with(form(&app, &["CP", "JS"]).await, json!({ "visibility": "DEPARTMENTS" }));
        let request = id(&run(&initiator, "requestCreate", confidential).await);
        run(&initiator, "requestSubmit", json!({ "id": request })).await;
        let head = app.member("JS0001");
        assert!(inbox(&head, json!({})).await.iter().any(|node| node["subject"]["id"] == request));
        let second = party(&seen(&initiator, &request).await, "JS")["id"].clone();
        run(&initiator, "requestRemoveParty", json!({ "id": request, "party": second })).await;
        let told = inbox(&head, json!({})).await;
        assert_eq!(told[0]["code"], "PARTY_REMOVED", "that it is over for them is told");
        assert_eq!(told[0]["text"], "贵部门不再参与一项需求");
        for node in &told {
            assert_eq!((&node["subject"], &node["params"]), (&Value::Null, &json!({})), "{node:#}");
            let text = node.to_string();
            assert!(!text.contains("推广方案") && !text.contains("MT202405001"), "{text}");
        }
        assert!(in_english(&head).await.iter().all(|text| !text.contains("推广方案")));
        let named = inbox(&app.member("CP0001"), json!({})).await;
        assert!(named.iter().any(|node| node["text"].as_str().expect("a text").contains("推广方案")), "others still see it");
        app.finish().await;
    }

    /// By page in both directions, by filter, marked one by one and up to a place; a page costs one statement.
    async fn the_inbox_is_paged_filtered_and_marked(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let owed = task(&app, &request, "JS0004").await;
        let initiator = app.member("MT0003");
        let all = inbox(&initiator, json!({})).await;
        assert!(all.len() >= 4, "{:?}", codes(&all));
        let mut after = Value::Null;
        let mut paged = Vec::new();
        loop {
            let page = initiator.query(INBOX, json!({ "first": 2, "after": after })).await["notifications"].take();
            assert_eq!(page["totalCount"]["value"], all.len());
            paged.extend(page["nodes"].as_array().expect("a list").clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(paged, all);
        let last = initiator.query(INBOX, json!({ "last": 2 })).await["notifications"]["nodes"].take();
        assert_eq!(last.as_array().expect("a list").as_slice(), &all[all.len() - 2..]);
        let assignee = app.member("JS0004");
        let mine = inbox(&assignee, json!({ "subject": owed })).await;
        assert!(codes(&mine).contains(&"TASK_ASSIGNED"), "{mine:#?}");
        assert!(mine[0]["text"].as_str().expect("a text").contains("截止 2024-05-24 18:00"), "the organisation's zone: {mine:#?}");
        assert_eq!(inbox(&assignee, json!({ "subject": request })).await.len(), inbox(&assignee, json!({})).await.len() - mine.len());

        let cost = initiator.send("{ notifications(first: 100) { nodes { id code text params readAt } } }", json!({})).await;
        assert_eq!(cost.body["extensions"]["cost"]["statements"], 1, "{:#}", cost.body["extensions"]);

        let one = mark(&initiator, json!({ "ids": [all[1]["id"]] })).await;
        assert_eq!((&one["marked"], &one["unread"]["value"]), (&json!(1), &json!(all.len() - 1)));
        assert_eq!(inbox(&initiator, json!({ "unread": true })).await.len(), all.len() - 1);
        assert_eq!(inbox(&initiator, json!({ "unread": false })).await[0]["id"], all[1]["id"]);
        let dry = mark(&initiator, json!({ "upTo": all[0]["id"], "validateOnly": true })).await;
        assert_eq!((&dry["marked"], &dry["unread"]["value"]), (&Value::Null, &json!(all.len() - 1)));
        let rest = mark(&initiator, json!({ "upTo": all[0]["id"] })).await;
        assert_eq!((&rest["marked"], &rest["unread"]["value"]), (&json!(all.len() - 1), &json!(0)));
        for (input, expected) in [
            (json!({}), "REQUIRED"), (json!({ "ids": [], "upTo": all[0]["id"] }), "MALFORMED"),
            (json!({ "ids": vec![all[0]["id"].clone(); 101] }), "TOO_MANY"),
        ] {
            assert_eq!(mark(&initiator, input).await["userErrors"][0]["code"], expected);
        }
        app.finish().await;
    }
}
