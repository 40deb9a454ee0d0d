//! Minutes: one step that makes tasks, corrections, and the attendees' word on them.

use serde_json::{Value, json};

use super::{HOST, MEETING, RECORDER, held, id, published, said, seen, told};
use crate::deadline::pass;
use crate::request::{confirmed, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::task::TASK;

fn tasks(meeting: &Value) -> Vec<String> {
    let items = meeting["minutes"]["items"].as_array().cloned().unwrap_or_default();
    let actions = items.iter().flat_map(|item| item["actionItems"].as_array().cloned().unwrap_or_default());
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    actions
        .map(|one| {
            format!(
                "{} {} {}",
                text(&one["task"]["code"]),
                text(&one["who"]["employeeNumber"]),
                text(&one["task"]["status"])
            )
        })
        .collect()
}

both_databases! {
    /// Worked example 4; S1-29: each action item becomes a task, its assignee is told, attendees are asked for their word.
    async fn publishing_makes_tasks_and_asks_for_words(backend) {
        let app = TestApp::start(backend).await;
        let meeting = held(&app, json!({ "copies": [app.person("YF0004")] })).await;
        assert_eq!(seen(&app.member("YF0004"), &meeting).await, Value::Null, "before the copy goes out");
        let done = published(&app, &meeting, said(&app)).await;
        assert_eq!((&done["status"], &done["minutes"]["distributed"]), (&json!("MINUTED"), &json!(true)));
        assert_eq!(tasks(&done), ["HY202405001-01 JS0001 NOT_STARTED", "HY202405001-02 CP0003 NOT_STARTED"]);
        let decisions = done["minutes"]["items"][0]["decisions"].clone();
        assert_eq!((&decisions[0]["state"], &decisions[0]["tasks"][0]["code"]), (&json!("OPEN"), &json!("HY202405001-01")));
        assert_eq!((&decisions[1]["state"], &decisions[1]["owner"]), (&json!("DONE"), &Value::Null), "done by being said");
        let task = done["minutes"]["items"][0]["actionItems"][1]["task"]["id"].as_str().expect("an ID").to_owned();
        assert_eq!(told(&app.member("CP0003"), &task).await, ["TASK_ASSIGNED"]);
        for (who, expected) in [
            ("JS0004", vec!["MEETING_INVITED", "MINUTES_TO_CONFIRM"]), ("YF0003", vec!["MEETING_INVITED", "MINUTES_TO_READ"]),
            (HOST, vec!["MINUTES_PUBLISHED"]), ("YF0004", vec!["MINUTES_COPIED"]),
        ] {
            assert_eq!(told(&app.member(who), &meeting).await, expected, "{who}");
        }
        assert_eq!(seen(&app.member("YF0004"), &meeting).await["status"], "MINUTED");
        for (who, sees) in [("JS0004", true), ("CP0001", true), ("CP0004", false), ("ZB0002", false), ("ZB0004", true)] {
            let found = crate::task::seen(&app.member(who), &task).await;
            assert_eq!(found != Value::Null, sees, "{who}: the task follows the meeting, the assignee's head accepts");
        }
        app.finish().await;
    }

    /// Resolution 60: under the request where it admits tasks and the person works in an involved department.
    async fn action_items_go_under_the_request_that_admits_them(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let meeting = held(&app, json!({ "request": request })).await;
        let mut minutes = said(&app);
        minutes["items"][0]["actionItems"][0]["who"] = json!(app.person("JS0004"));
        let alone = json!({ "what": "补充设备", "who": app.person("YF0003"), "dueOn": "2024-05-14" });
        minutes["items"][0]["actionItems"].as_array_mut().expect("a list").push(alone);
        let done = published(&app, &meeting, minutes).await;
        assert_eq!(tasks(&done), ["MT202405001-01 JS0001 NOT_STARTED", "MT202405001-02 JS0004 NOT_STARTED", "HY202405001-01 YF0003 NOT_STARTED"]);
        let under = done["minutes"]["items"][0]["actionItems"][1]["task"].clone();
        assert_eq!((&under["request"]["id"], &under["meeting"]["code"]), (&json!(request), &json!("HY202405001")));
        let waiting = submitted(&app, &["JS"]).await;
        let meeting = held(&app, json!({ "request": waiting })).await;
        let done = published(&app, &meeting, said(&app)).await;
        assert_eq!(tasks(&done), ["HY202405002-01 JS0001 NOT_STARTED", "HY202405002-02 CP0003 NOT_STARTED"], "publication never fails for it");
        app.finish().await;
    }

    /// Resolution 62: a correction keeps what it names, cancels what nobody began, and asks everybody again.
    async fn a_correction_asks_again(backend) {
        let app = TestApp::start(backend).await;
        let meeting = held(&app, json!({})).await;
        let done = published(&app, &meeting, said(&app)).await;
        let words = json!({ "id": meeting });
        for who in ["JS0004", "CP0003"] {
            MEETING.run(&app.member(who), "meetingConfirmMinutes", words.clone()).await;
        }
        assert_eq!(seen(&app.member(HOST), &meeting).await["status"], "CONFIRMED");
        let mut minutes = said(&app);
        minutes["items"][0]["decisions"][0]["id"] = done["minutes"]["items"][0]["decisions"][0]["id"].clone();
        minutes["items"][0]["actionItems"] = json!([{ "what": "补充测试环境", "who": app.person("YF0003"), "dueOn": "2024-05-14" }]);
        let correct = json!({ "id": meeting, "minutes": minutes, "reason": "漏记一项" });
        assert_eq!(MEETING.refusal(&app.member(HOST), "meetingCorrectMinutes", correct.clone()).await, "ROLE_MISSING");
        let after = MEETING.run(&app.member(RECORDER), "meetingCorrectMinutes", correct).await;
        assert_eq!((&after["status"], &after["minutes"]["version"], &after["minutes"]["correction"]), (&json!("MINUTED"), &json!(2), &json!("漏记一项")));
        assert_eq!(tasks(&after), ["HY202405001-01 JS0001 NOT_STARTED", "HY202405001-03 YF0003 NOT_STARTED"]);
        let gone = done["minutes"]["items"][0]["actionItems"][1]["task"]["id"].as_str().expect("an ID").to_owned();
        assert_eq!(crate::task::seen(&app.member("CP0003"), &gone).await["status"], "CANCELLED");
        assert_eq!(after["attendees"][0]["confirmedAt"], Value::Null, "asked again");
        app.finish().await;
    }

    /// Resolution 42: a working day of silence confirms, unless somebody objects; silence is no confirmation.
    async fn silence_confirms_and_an_objection_stops_it(backend) {
        let app = TestApp::start(backend).await;
        let quiet = held(&app, json!({})).await;
        published(&app, &quiet, said(&app)).await;
        let disputed = held(&app, json!({})).await;
        published(&app, &disputed, json!({ "items": [] })).await;
        let object = json!({ "id": disputed, "text": "第二条有误" });
        assert_eq!(MEETING.refusal(&app.member("YF0003"), "meetingObjectToMinutes", object.clone()).await, "ROLE_MISSING", "optional");
        MEETING.run(&app.member("CP0003"), "meetingObjectToMinutes", object).await;
        assert_eq!(told(&app.member(RECORDER), &disputed).await.last().map(String::as_str), Some("MINUTES_TO_CORRECT"));
        pass(&app, "2024-05-08T00:00:00Z").await;
        let silent = seen(&app.member(HOST), &quiet).await;
        assert_eq!((&silent["status"], &silent["attendees"][0]["silent"], &silent["attendees"][0]["confirmedAt"]), (&json!("CONFIRMED"), &json!(true), &Value::Null));
        assert_eq!(seen(&app.member(HOST), &disputed).await["status"], "MINUTED");
        let fixed = json!({ "id": disputed, "minutes": { "items": [], "remarks": "已更正" }, "reason": "按异议更正" });
        let after = MEETING.run(&app.member(RECORDER), "meetingCorrectMinutes", fixed).await;
        assert!(after["objections"][0]["settledAt"].is_string());
        pass(&app, "2024-05-10T00:00:00Z").await;
        assert_eq!(seen(&app.member(HOST), &disputed).await["status"], "CONFIRMED");
        app.finish().await;
    }

    /// S2-30, resolution 42: under `coordination` all sign, nobody's silence does, and copies wait for the last.
    async fn where_all_sign_copies_wait(backend) {
        let app = TestApp::start(backend).await;
        let assign = "mutation($input: ProcessPackAssignInput!) { processPackAssign(input: $input) { userErrors { code } } }";
        app.admin().mutate(assign, json!({ "input": { "pack": "coordination" } })).await;
        let meeting = held(&app, json!({ "copies": [app.person("YF0004")] })).await;
        let done = published(&app, &meeting, said(&app)).await;
        assert_eq!((&done["pack"]["name"], &done["minutes"]["distributed"]), (&json!("coordination"), &json!(false)));
        let task = done["minutes"]["items"][0]["actionItems"][1]["task"]["id"].clone();
        assert_eq!(told(&app.member("CP0003"), task.as_str().expect("an ID")).await, [""; 0], "given out by hand (C14)");
        pass(&app, "2024-05-09T00:00:00Z").await;
        assert_eq!(seen(&app.member(HOST), &meeting).await["status"], "MINUTED");
        for who in ["JS0004", "CP0003"] {
            MEETING.run(&app.member(who), "meetingConfirmMinutes", json!({ "id": meeting })).await;
        }
        assert_eq!(seen(&app.member("YF0004"), &meeting).await["status"], "CONFIRMED", "the copy went out");
        assert_eq!(told(&app.member("YF0004"), &meeting).await, ["MINUTES_COPIED"]);
        TASK.run(&app.member(HOST), "taskDispatch", json!({ "id": task })).await;
        app.finish().await;
    }

    /// A repeated publication is the first one; two at once are one.
    async fn a_repeat_makes_no_second_task(backend) {
        let app = TestApp::start(backend).await;
        let meeting = held(&app, json!({})).await;
        let input = json!({ "id": meeting, "minutes": said(&app), "idempotencyKey": "minutes-1" });
        let recorder = app.member(RECORDER);
        let (one, other) = tokio::join!(
            MEETING.payload(&recorder, "meetingPublishMinutes", input.clone()),
            MEETING.payload(&recorder, "meetingPublishMinutes", input)
        );
        assert_eq!(one, other);
        let count = recorder.query("{ tasks { totalCount { value } } }", json!({})).await;
        assert_eq!(count["tasks"]["totalCount"]["value"], 2);
        app.finish().await;
    }

    /// Bad minutes are told whole, and nothing is published (resolution 60: inactive owners are listed).
    async fn minutes_that_lack_something_are_refused(backend) {
        let app = TestApp::start(backend).await;
        let meeting = held(&app, json!({})).await;
        let leave = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.member("ZB0003").mutate(leave, json!({ "input": { "id": app.person("YF0004") } })).await;
        let mut minutes = said(&app);
        minutes["items"][0]["decisions"][1]["owner"] = json!(app.person("YF0004"));
        minutes["items"][0]["actionItems"][0] = json!({ "what": "无人负责" });
        let input = json!({ "id": meeting, "minutes": minutes });
        let refused = MEETING.refusal(&app.member(RECORDER), "meetingPublishMinutes", input).await;
        assert_eq!(refused, "NOT_ACTIVE at minutes.items.0.decisions.1.owner");
        minutes["items"][0]["decisions"][1]["owner"] = Value::Null;
        let input = json!({ "id": meeting, "minutes": minutes });
        let refused = MEETING.refusal(&app.member(RECORDER), "meetingPublishMinutes", input).await;
        assert_eq!(refused, "REQUIRED at minutes.items.0.actionItems.0.who; REQUIRED at minutes.items.0.actionItems.0.due");
        assert_eq!(seen(&app.member(HOST), &meeting).await["status"], "HELD");
        let other = "{ tasks { totalCount { value } } decisions { totalCount { value } } }";
        let counts = app.member(HOST).query(other, json!({})).await;
        assert_eq!((&counts["tasks"]["totalCount"]["value"], &counts["decisions"]["totalCount"]["value"]), (&json!(0), &json!(0)));
        app.finish().await;
    }

    /// Who sees the request sees its meetings, and follows when that changes; the tasks of a meeting follow too (resolution 62).
    async fn visibility_follows_the_request(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS", "CP"]).await;
        let meeting = held(&app, json!({ "request": request, "attendees": [{ "person": app.person("YF0003") }] })).await;
        let secret = held(&app, json!({ "request": request, "confidential": true, "attendees": [] })).await;
        let minutes = json!({ "items": [{ "actionItems": [{ "what": "整理资料", "who": app.person("YF0003"), "dueOn": "2024-05-13" }] }] });
        let there = json!([{ "person": app.person("YF0003"), "attended": true }]);
        let publish = json!({ "id": meeting, "attendance": there, "minutes": minutes });
        let done = MEETING.run(&app.member(RECORDER), "meetingPublishMinutes", publish).await;
        let task = id(&done["minutes"]["items"][0]["actionItems"][0]["task"]);
        let member = app.member("CP0004");
        let sees = async |id: &str| member.query("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await["node"] != Value::Null;
        assert!(sees(&meeting).await && sees(&task).await && !sees(&secret).await);
        let party = crate::request::seen(&app.member("MT0003"), &request).await;
        let party = crate::request::party(&party, "CP")["id"].clone();
        crate::request::run(&app.member("MT0003"), "requestRemoveParty", json!({ "id": request, "party": party, "reason": "不再参与" })).await;
        assert!(!sees(&meeting).await && !sees(&task).await, "the department is no party any more");
        app.finish().await;
    }
}
