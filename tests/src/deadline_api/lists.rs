//! What a deadline shows and who finds it in which list.

use serde_json::{Value, json};

use super::{at, found, one, told};
use crate::request::{confirmed, department, draft, form, id, run, submitted, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::clock::instant;
use crate::task::{TASK, task};

const SHOWN: &str = "id version kind kindLabel state stateLabel cycle priority step excused overdue
    subject { ... on Request { code } ... on Task { name } } request { code } party { department { code } }
    department { code } owner { employeeNumber } responsible { employeeNumber } counterpart { code }
    length { unit count mode instant time weekday workingDaysOnly beforeUnit }
    startedAt dueAt remaining { duration ownTime } warnAt warnedAt breachedAt nextStepAt settledAt endedAt
    calendar { code version } pack { name version } abilities { action allowed reason { code } }";

async fn shown(client: &Client, id: &Value) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Deadline {{ {SHOWN} }} }} }}");
    client.query(&document, json!({ "id": id })).await["node"].take()
}

async fn next_due(client: &Client, id: &str, of: &str) -> String {
    let document =
        format!("query($id: ID!) {{ node(id: $id) {{ ... on {of} {{ nextDue {{ kind state dueAt }} }} }} }}");
    let next = client.query(&document, json!({ "id": id })).await["node"]["nextDue"].take();
    if next.is_null() { "nothing".to_owned() } else { told(&next) }
}

async fn owed(client: &Client, filter: Value) -> Vec<String> {
    let document = "query($filter: DeadlineFilter) { viewer { obligations(filter: $filter) { nodes { kind state dueAt } totalCount { value } } } }";
    let list = client.query(document, json!({ "filter": filter })).await["viewer"]["obligations"].take();
    let nodes = list["nodes"].as_array().expect("a list");
    assert_eq!(list["totalCount"]["value"], nodes.len());
    nodes.iter().map(told).collect()
}

both_databases! {
    /// Every field, while it runs, is warned of, is breached, and is fulfilled after all (resolution 36).
    async fn what_a_deadline_shows(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS"]).await;
        let initiator = app.member("MT0003");
        let response = one(&initiator, &request, "RESPONSE").await["id"].take();
        let running = json!({
            "id": response, "version": 1, "kind": "RESPONSE", "kindLabel": "反馈", "state": "RUNNING", "stateLabel": "进行中",
            "cycle": 1, "priority": "HIGH", "step": 0, "excused": false, "overdue": false,
            "subject": { "code": "MT202405001" }, "request": { "code": "MT202405001" }, "party": { "department": { "code": "JS" } },
            "department": { "code": "JS" }, "owner": null, "counterpart": { "code": "MT" },
            "responsible": [{ "employeeNumber": "JS0001" }, { "employeeNumber": "JS0002" }],
            "length": { "unit": "CLOCK_HOURS", "count": 24, "mode": null, "instant": null, "time": null, "weekday": null,
                "workingDaysOnly": null, "beforeUnit": null },
            "startedAt": "2024-05-06T01:00:00Z", "dueAt": "2024-05-07T01:00:00Z", "remaining": null,
            "warnAt": "2024-05-06T19:00:00Z", "warnedAt": null, "breachedAt": null, "nextStepAt": null, "settledAt": null,
            "endedAt": null, "calendar": { "code": "CN", "version": 1 }, "pack": { "name": "default", "version": 1 },
            "abilities": [{ "action": "REMIND", "allowed": true, "reason": null }],
        });
        assert_eq!(shown(&initiator, &response).await, running);
        at(&app, "2024-05-07T10:00:00+08:00").await;
        let breached = with(running, json!({
            "version": 3, "state": "BREACHED", "stateLabel": "已逾期", "overdue": true, "step": 1,
            "warnedAt": "2024-05-07T02:00:00Z", "breachedAt": "2024-05-07T02:00:00Z", "nextStepAt": "2024-05-08T10:00:00Z",
            "abilities": [{ "action": "REMIND", "allowed": false, "reason": { "code": "OWN_MATTER" } }],
        }));
        let head = app.member("JS0001");
        assert_eq!(shown(&head, &response).await, breached);
        let answer = json!({ "id": request, "answer": "ACCEPTED", "opinion": "已确认，可承接" });
        run(&head, "requestNameLiaison", json!({ "id": request, "liaison": app.person("JS0003") })).await;
        run(&app.member("JS0003"), "requestRespond", answer).await;
        let settled = shown(&head, &response).await;
        assert_eq!((&settled["state"], &settled["overdue"]), (&json!("BREACHED"), &json!(false)));
        assert_eq!((&settled["settledAt"], &settled["endedAt"]), (&json!("2024-05-07T02:00:00Z"), &json!("2024-05-07T02:00:00Z")));
        assert_eq!((&settled["nextStepAt"], &settled["responsible"][0]["employeeNumber"]), (&Value::Null, &json!("JS0003")));
        app.finish().await;
    }

    /// What stands still has no due time; what was left of it is kept in its own time (resolution 30).
    async fn a_paused_one_shows_what_was_left(backend) {
        let app = TestApp::start(backend).await;
        let request = submitted(&app, &["JS"]).await;
        at(&app, "2024-05-06T15:00:00+08:00").await;
        let wish = json!({ "id": request, "answer": "CHANGES_REQUESTED", "opinion": "增加测试账号", "reason": "缺少数据" });
        run(&app.member("JS0001"), "requestRespond", wish).await;
        let client = app.member("MT0003");
        let id = one(&client, &request, "RESPONSE").await["id"].take();
        let paused = shown(&client, &id).await;
        assert_eq!((&paused["state"], &paused["dueAt"], &paused["overdue"]), (&json!("PAUSED"), &Value::Null, &json!(false)));
        assert_eq!(paused["remaining"], json!({ "duration": "PT18H", "ownTime": "CLOCK" }));
        assert_eq!(paused["abilities"], json!([{ "action": "REMIND", "allowed": false, "reason": { "code": "WRONG_STATUS" } }]));
        app.finish().await;
    }

    /// Mine, my department's, a record's, what is late, what is due before; each with its count.
    async fn lists_say_whose_of_what_and_by_when(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let other = submitted(&app, &["CP"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (assignee, head, deputy) = (app.member("JS0004"), app.member("JS0001"), app.member("JS0002"));
        let js = department(&app.admin(), "JS").await;
        let of = |more: Value| with(json!({ "request": { "eq": request } }), more);
        let mine = found(&assignee, json!({ "mine": true, "live": { "eq": true } })).await;
        assert_eq!(mine, ["ACKNOWLEDGE RUNNING 05-07T10:00", "TASK_DUE RUNNING 05-24T10:00"]);
        assert_eq!(found(&assignee, json!({ "owner": { "eq": app.person("JS0004") }, "live": { "eq": true } })).await, mine);
        assert_eq!(found(&assignee, json!({ "subject": task })).await, mine);
        let others = found(&assignee, of(json!({ "live": { "eq": true }, "mine": false }))).await;
        assert_eq!(found(&assignee, of(json!({ "live": { "eq": true } }))).await.len(), mine.len() + others.len());
        // Whoever decides for the department owes what is the department's, head and deputy alike.
        let decided = json!({ "mine": true, "request": { "eq": other } });
        assert_eq!(found(&app.member("CP0001"), decided.clone()).await, found(&app.member("CP0002"), decided.clone()).await);
        assert_eq!(found(&app.member("CP0001"), decided.clone()).await, [
            "RESPONSE RUNNING 05-07T01:00", "REVIEW RUNNING 05-07T10:00", "RESOURCE_DECISION RUNNING 05-07T10:00", "REQUEST_DUE RUNNING 05-30T10:00",
        ]);
        assert_eq!(found(&app.member("CP0004"), decided).await, [""; 0]);
        let department = json!({ "department": { "eq": js }, "state": { "eq": "RUNNING" } });
        let owed = found(&head, department.clone()).await;
        assert_eq!(owed, found(&deputy, department).await);
        assert!(mine.iter().all(|one| owed.contains(one)) && owed.len() > mine.len(), "{owed:?}");
        let of_task = |more: Value| with(json!({ "subject": task }), more);
        let soon = of_task(json!({ "dueAt": { "lt": "2024-05-08T00:00:00Z" }, "state": { "eq": "RUNNING" } }));
        assert_eq!(found(&head, soon).await, [mine[0].clone()]);
        // Late at the instant of reading, fired or not.
        assert_eq!(found(&head, json!({ "overdue": true })).await, [""; 0]);
        app.clock().put(instant("2024-05-07T18:00:01+08:00"));
        let (late, head) = (of_task(json!({ "overdue": true })), app.member("JS0001"));
        assert_eq!(found(&head, late.clone()).await, ["ACKNOWLEDGE RUNNING 05-07T10:00"]);
        assert_eq!(found(&head, of_task(json!({ "overdue": false }))).await, ["TASK_DUE RUNNING 05-24T10:00"]);
        at(&app, "2024-05-07T18:00:02+08:00").await;
        assert_eq!(found(&head, late.clone()).await, ["ACKNOWLEDGE BREACHED 05-07T10:00"]);
        assert_eq!(found(&head, of_task(json!({ "breachedAt": { "isNull": false } }))).await, ["ACKNOWLEDGE BREACHED 05-07T10:00"]);
        TASK.run(&app.member("JS0004"), "taskAcknowledge", json!({ "id": task })).await;
        assert_eq!(found(&head, late).await, [""; 0]);
        assert_eq!(found(&head, of_task(json!({ "settledAt": { "isNull": false } }))).await, ["ACKNOWLEDGE BREACHED 05-07T10:00"]);
        app.finish().await;
    }

    /// A page goes on where it ended, though the clock has moved between: an instant is no part of a filter.
    async fn a_page_of_what_is_late_goes_on_later(backend) {
        let app = TestApp::start(backend).await;
        submitted(&app, &["JS", "CP"]).await;
        at(&app, "2024-05-08T09:00:00+08:00").await;
        let document = "query($after: Cursor) { deadlines(first: 2, after: $after, filter: {overdue: true}, orderBy: {field: STARTED_AT, direction: DESC}) {
            nodes { id } pageInfo { endCursor hasNextPage } } }";
        let client = app.member("MT0003");
        let first = client.query(document, json!({})).await["deadlines"].take();
        assert_eq!(first["pageInfo"]["hasNextPage"], true, "{first:#}");
        at(&app, "2024-05-08T09:00:01+08:00").await;
        let second = client.query(document, json!({ "after": first["pageInfo"]["endCursor"] })).await["deadlines"].take();
        let both = [first["nodes"].as_array().expect("a list").clone(), second["nodes"].as_array().expect("a list").clone()].concat();
        let mut ids: Vec<_> = both.iter().map(Value::to_string).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4);
        app.finish().await;
    }

    /// The earliest running one: of a request over its tasks and problems, of a task and a problem their own.
    async fn what_is_due_next(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let client = app.member("MT0003");
        assert_eq!(next_due(&client, &request, "Request").await, "RESOURCE_DECISION RUNNING 05-07T10:00");
        let task = task(&app, &request, "JS0004").await;
        let raise = json!({ "task": task, "description": "接口超时", "responsibleDepartment": department(&client, "JS").await });
        let problem = id(&crate::problem::PROBLEM.run(&client, "problemRaise", raise).await);
        assert_eq!(next_due(&client, &task, "Task").await, "ACKNOWLEDGE RUNNING 05-07T10:00");
        assert_eq!(next_due(&client, &problem, "Problem").await, "PROBLEM_RESPONSE RUNNING 05-08T10:00");
        TASK.run(&app.member("JS0004"), "taskAcknowledge", json!({ "id": task })).await;
        assert_eq!(next_due(&client, &task, "Task").await, "TASK_DUE RUNNING 05-24T10:00");
        // What is breached is not ahead any more.
        at(&app, "2024-05-07T18:00:00+08:00").await;
        let client = app.member("MT0003");
        assert_eq!(next_due(&client, &request, "Request").await, "PROBLEM_RESPONSE RUNNING 05-08T10:00");
        run(&client, "requestWithdraw", json!({ "id": request, "reason": "项目取消" })).await;
        for (id, of) in [(&request, "Request"), (&task, "Task"), (&problem, "Problem")] {
            assert_eq!(next_due(&client, id, of).await, "nothing", "{of}");
        }
        app.finish().await;
    }

    /// Resolution 78: one list of all that one owes, by due time; what is open after its breach stays in it.
    async fn obligations_of_the_viewer(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        task(&app, &request, "JS0004").await;
        let asked = submitted(&app, &["JS"]).await;
        let (assignee, head) = (app.member("JS0004"), app.member("JS0001"));
        assert_eq!(owed(&assignee, Value::Null).await, ["ACKNOWLEDGE RUNNING 05-07T10:00", "TASK_DUE RUNNING 05-24T10:00"]);
        let of_asked = json!({ "request": { "eq": asked } });
        assert_eq!(owed(&head, of_asked.clone()).await, [
            "RESPONSE RUNNING 05-07T01:00", "REVIEW RUNNING 05-07T10:00", "RESOURCE_DECISION RUNNING 05-07T10:00", "REQUEST_DUE RUNNING 05-30T10:00",
        ]);
        at(&app, "2024-05-08T09:00:00+08:00").await;
        let head = app.member("JS0001");
        assert_eq!(owed(&head, of_asked.clone()).await, [
            "RESPONSE BREACHED 05-07T01:00", "REVIEW BREACHED 05-07T10:00", "RESOURCE_DECISION BREACHED 05-07T10:00", "REQUEST_DUE RUNNING 05-30T10:00",
        ]);
        let wish = json!({ "id": asked, "answer": "CHANGES_REQUESTED", "opinion": "增加测试账号", "reason": "缺少数据" });
        run(&head, "requestRespond", wish).await;
        let waits = ["RESOURCE_DECISION BREACHED 05-07T10:00", "RESPONSE PAUSED paused", "REQUEST_DUE RUNNING 05-30T10:00"];
        assert_eq!(owed(&head, of_asked).await, waits, "asked anew, once the initiator has answered");
        let all = owed(&app.member("MT0003"), json!({ "kind": { "in": ["CLARIFICATION"] } })).await;
        assert_eq!(all, ["CLARIFICATION RUNNING 05-09T01:00"]);
        app.finish().await;
    }

    /// A deadline is seen by whoever sees what it is about: of a confidential request, by nobody else (resolution 18).
    async fn a_confidential_request_hides_its_deadlines(backend) {
        let app = TestApp::start(backend).await;
        let secret = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let request = id(&run(&app.member("MT0003"), "requestCreate", secret).await);
        let unseen = draft(&app, &["JS"]).await;
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": request })).await;
        let response = one(&app.member("MT0003"), &request, "RESPONSE").await["id"].take();
        let of = json!({ "request": { "in": [request, unseen] } });
        assert_eq!(found(&app.member("JS0001"), of.clone()).await.len(), 4);
        for outsider in ["MT0004", "JS0004", "YF0001", "ZB0001", "ZB0002"] {
            let client = app.member(outsider);
            assert_eq!(found(&client, of.clone()).await, [""; 0], "{outsider}");
            assert_eq!(shown(&client, &response).await, Value::Null, "{outsider}");
        }
        app.finish().await;
    }
}
