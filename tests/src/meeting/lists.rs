//! Meetings and decisions by page, the weekly summary, time spent, changes as they are told.

use serde_json::{Value, json};

use super::{HOST, MEETING, RECORDER, held, published, said, scheduled};
use crate::deadline::pass;
use crate::subscription::present;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::socket::Socket;
use crate::task::TASK;

fn codes(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect()
}

both_databases! {
    async fn meetings_are_found_by_what_people_ask(backend) {
        let app = TestApp::start(backend).await;
        scheduled(&app, json!({})).await;
        let sync = json!({ "kind": "SYNC", "subject": "站会", "startsAt": "2024-05-08T01:00:00Z", "endsAt": "2024-05-08T01:20:00Z", "agenda": [], "attendees": [] });
        scheduled(&app, sync).await;
        let host = app.member(HOST);
        let list = async |client: &crate::support::client::Client, filter: Value| {
            let document = "query($filter: MeetingFilter) { meetings(filter: $filter) { nodes { code } totalCount { value } } }";
            let found = client.query(document, json!({ "filter": filter })).await["meetings"].take();
            assert_eq!(found["totalCount"]["value"], codes(&found).len());
            codes(&found)
        };
        assert_eq!(list(&host, Value::Null).await, ["HY202405002", "HY202405001"], "the earliest first");
        for (filter, expected) in [
            (json!({ "kind": { "eq": "SYNC" } }), vec!["HY202405002"]),
            (json!({ "subject": { "contains": "进度" } }), vec!["HY202405001"]),
            (json!({ "participant": { "eq": app.person("CP0003") } }), vec!["HY202405001"]),
            (json!({ "participant": { "eq": app.person(RECORDER) } }), vec!["HY202405002", "HY202405001"]),
            (json!({ "startsAt": { "gte": "2024-05-09T00:00:00Z" } }), vec!["HY202405001"]),
            (json!({ "endedAt": { "isNull": false } }), vec![]),
        ] {
            assert_eq!(list(&host, filter.clone()).await, expected, "{filter}");
        }
        assert_eq!(list(&app.member("CP0003"), Value::Null).await, ["HY202405001"]);
        assert_eq!(list(&app.member("MT0003"), Value::Null).await, [""; 0], "what one may not see is not there, in counts neither");
        let by = "query($code: String!) { meeting(by: { code: $code }) { subject kindLabel statusLabel nextDue { kind } } }";
        let found = host.query(by, json!({ "code": "HY202405001" })).await;
        assert_eq!(found["meeting"], json!({ "subject": "Q3产品研发进度会", "kindLabel": "例会", "statusLabel": "已安排", "nextDue": null }));
        assert_eq!(app.member("MT0003").query(by, json!({ "code": "HY202405001" })).await["meeting"], Value::Null);
        app.finish().await;
    }

    /// S1-31, S1-32: what is open and late, by department and week, as the tasks say.
    async fn the_weekly_summary_of_decisions(backend) {
        let app = TestApp::start(backend).await;
        let meeting = held(&app, json!({})).await;
        let done = published(&app, &meeting, said(&app)).await;
        let host = app.member(HOST);
        let document = "query($filter: DecisionFilter) { decisions(filter: $filter) { totalCount { value } nodes { number text state overdue department { code } meeting { code } } }
            decisionSummary { weekOf departments { department { code } taken done open overdue } } }";
        let open = json!({ "filter": { "open": true } });
        let found = host.query(document, open.clone()).await;
        assert_eq!(found["decisions"]["nodes"], json!([{ "number": 1, "text": "研发部5月12日前提交优化计划", "state": "OPEN", "overdue": false, "department": { "code": "JS" }, "meeting": { "code": "HY202405001" } }]));
        let row = |taken: u64, done: u64, open: u64, overdue: u64| json!([{ "department": { "code": "JS" }, "taken": taken, "done": done, "open": open, "overdue": overdue }]);
        assert_eq!(found["decisionSummary"], json!({ "weekOf": "2024-05-06", "departments": row(1, 0, 1, 0) }));
        pass(&app, "2024-05-14T00:00:00Z").await;
        let host = app.member(HOST);
        let late = host.query(document, json!({ "filter": { "overdue": true } })).await;
        assert_eq!((&late["decisions"]["totalCount"]["value"], &late["decisions"]["nodes"][0]["overdue"]), (&json!(1), &json!(true)));
        assert_eq!(late["decisionSummary"], json!({ "weekOf": "2024-05-13", "departments": row(0, 0, 1, 1) }));
        assert_eq!(app.member("MT0003").query(document, open.clone()).await["decisionSummary"]["departments"], json!([]));
        let task = done["minutes"]["items"][0]["actionItems"][0]["task"]["id"].clone();
        TASK.run(&host, "taskDeliver", json!({ "id": task })).await;
        TASK.run(&app.member("JS0002"), "taskAccept", json!({ "id": task, "verdict": "PASSED" })).await;
        let settled = host.query(document, open).await;
        assert_eq!(settled["decisions"]["totalCount"]["value"], 0);
        assert_eq!(settled["decisionSummary"]["departments"], json!([]));
        app.finish().await;
    }

    /// Resolution 62: actual hours, of those who were there; of what the viewer may see.
    async fn time_in_meetings_is_known(backend) {
        let app = TestApp::start(backend).await;
        let meeting = scheduled(&app, json!({})).await;
        MEETING.run(&app.member("JS0004"), "meetingReply", json!({ "id": meeting, "answer": "ACCEPTED" })).await;
        pass(&app, "2024-05-10T08:00:00Z").await;
        let absent = json!({ "id": meeting, "attendance": [{ "person": app.person("CP0003"), "attended": false }], "recordingUrl": "https://meeting.example.com/r/1" });
        MEETING.run(&app.member(RECORDER), "meetingDraftMinutes", absent).await;
        let document = "query($person: ID!, $from: Date!, $to: Date!) { node(id: $person) { ... on Person { meetingTime(from: $from, to: $to) { meetings time } } }
            department(by: { code: \"JS\" }) { meetingTime(from: $from, to: $to) { meetings time } } }";
        let spent = async |client: &crate::support::client::Client, who: &str, to: &str| {
            let variables = json!({ "person": app.person(who), "from": "2024-05-06", "to": to });
            client.query(document, variables).await
        };
        let host = app.member(HOST);
        for (who, time) in [(HOST, "PT1H30M"), (RECORDER, "PT1H30M"), ("JS0004", "PT1H30M"), ("CP0003", "PT0S"), ("YF0003", "PT0S")] {
            assert_eq!(spent(&host, who, "2024-05-10").await["node"]["meetingTime"]["time"], time, "{who}");
        }
        assert_eq!(spent(&host, HOST, "2024-05-10").await["department"]["meetingTime"], json!({ "meetings": 3, "time": "PT4H30M" }));
        assert_eq!(spent(&host, HOST, "2024-05-09").await["department"]["meetingTime"]["meetings"], 0);
        assert_eq!(spent(&app.member("MT0003"), HOST, "2024-05-10").await["node"]["meetingTime"]["meetings"], 0);
        let wrong = json!({ "person": app.person(HOST), "from": "2024-05-06", "to": "2024-05-05" });
        assert_eq!(host.send(document, wrong).await.error_code(), Some("BAD_USER_INPUT"));
        app.finish().await;
    }

    /// Every change reaches who may see the meeting, and nobody else; who is not asked any more is told that it is gone.
    async fn changes_are_told_as_they_happen(backend) {
        let app = TestApp::start(backend).await;
        let document = "subscription($after: Cursor) { meetingChanged(after: $after) { kind deletedId changedFields node { code status } } }";
        let start = present(&app).await;
        let listen = async |who: &str| {
            let mut socket = Socket::connect(&app.member(who)).await;
            socket.subscribe("s", document, json!({ "after": start })).await;
            socket
        };
        let (mut optional, mut stranger) = (listen("YF0003").await, listen("MT0003").await);
        let meeting = scheduled(&app, json!({})).await;
        let told = optional.next().await["meetingChanged"].take();
        assert_eq!((&told["kind"], &told["node"]["code"]), (&json!("CREATED"), &json!("HY202405001")));
        MEETING.run(&app.member(HOST), "meetingChange", json!({ "id": meeting, "attendees": [] })).await;
        let told = optional.next().await["meetingChanged"].take();
        assert_eq!((&told["kind"], &told["deletedId"]), (&json!("REVOKED"), &json!(meeting)));
        let own = json!({ "subject": "市场例会", "kind": "REGULAR", "startsAt": "2024-05-10T06:00:00Z", "endsAt": "2024-05-10T07:00:00Z" });
        MEETING.run(&app.member("MT0003"), "meetingSchedule", own).await;
        let told = stranger.next().await["meetingChanged"].take();
        assert_eq!(told["node"]["code"], "HY202405002", "of the other meeting nothing was said");
        app.finish().await;
    }
}
