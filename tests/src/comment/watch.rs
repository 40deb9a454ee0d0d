//! `commentChanged`: what is written, changed and answered, live and after an absence.

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, asked, comment, reply};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;

async fn present(client: &Client) -> Value {
    client.query("{ events(last: 1) { nodes { cursor } } }", json!({})).await["events"]["nodes"][0]["cursor"]
        .take()
}

const DOCUMENT: &str = "subscription($after: Cursor, $filter: CommentChangeFilter) { commentChanged(after: $after, filter: $filter) {
    kind changedFields actor { employeeNumber } node { text subject { id } } } }";

/// The kind of change, who did it, the text as it is now.
type Told = (&'static str, &'static str, &'static str);

both_databases! {
    async fn a_thread_is_watched(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let after = present(&author).await;
        comment(&app, INITIATOR, "customer", &things.customer, "内部").await;
        let question = asked(&app, "task", &things.task, "ORDINARY", &[ASSIGNEE]).await;
        let id = question["id"].as_str().expect("an ID");
        reply(&app, ASSIGNEE, "task", &things.task, id).await;
        COMMENT.run(&author, "commentEdit", json!({ "id": id, "text": "已确认" })).await;
        comment(&app, INITIATOR, "request", &things.request, "完毕").await;
        let rows: [(&str, Value, &[Told]); 4] = [
            (ASSIGNEE, json!({}), &[
                ("CREATED", INITIATOR, "已确认"), ("CREATED", ASSIGNEE, "收到，今日完成"), ("UPDATED", ASSIGNEE, "已确认"),
                ("UPDATED", INITIATOR, "已确认"), ("CREATED", INITIATOR, "完毕")]),
            (ASSIGNEE, json!({ "subjects": [things.task], "kinds": ["CREATED"] }), &[("CREATED", INITIATOR, "已确认"), ("CREATED", ASSIGNEE, "收到，今日完成")]),
            (INITIATOR, json!({ "requests": [things.request], "changedFields": ["text"] }), &[
                ("CREATED", INITIATOR, "已确认"), ("CREATED", ASSIGNEE, "收到，今日完成"), ("UPDATED", INITIATOR, "已确认"), ("CREATED", INITIATOR, "完毕")]),
            (INITIATOR, json!({ "subjects": [things.customer] }), &[("CREATED", INITIATOR, "内部")]),
        ];
        for (who, filter, expected) in rows {
            let mut socket = Socket::connect(&app.member(who)).await;
            socket.subscribe("s", DOCUMENT, json!({ "after": after, "filter": filter })).await;
            for (kind, by, text) in expected {
                let message = socket.next().await["commentChanged"].take();
                let found = (message["kind"].as_str(), message["actor"]["employeeNumber"].as_str(), message["node"]["text"].as_str());
                assert_eq!(found, (Some(*kind), Some(*by), Some(*text)), "{who} {filter}: {message}");
            }
        }
        // A stranger hears of what they see, and of nothing before it.
        let mut socket = Socket::connect(&app.member(STRANGER)).await;
        socket.subscribe("s", DOCUMENT, json!({ "after": after })).await;
        let customer = json!({ "name": "鼎新贸易", "owner": app.person(STRANGER) });
        let own = crate::customer::CUSTOMER.run(&app.member(STRANGER), "customerCreate", customer).await;
        comment(&app, STRANGER, "customer", own["id"].as_str().expect("an ID"), "首次拜访").await;
        assert_eq!(socket.next().await["commentChanged"]["node"]["text"], "首次拜访");
        app.finish().await;
    }
}
