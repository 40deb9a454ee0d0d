//! Problems over the API, on both databases: what a problem does to the task and the request it hangs on, who may do what
//! with it, and that nobody but its raiser ends it (S3-43 to S3-50, S3-68, resolutions 13, 27, 44, 58).

use std::time::Duration;

use serde_json::{Value, json};

use crate::request::{confirmed, department, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::mutation::{Noun, told};
use crate::task::{self, TASK, id, task};

/// What the tests look at after a mutation.
pub(crate) const PROBLEM: Noun = Noun {
    field: "problem",
    seen: "id version status major measures plannedAt plannedOn withdrawnReason
        task { code status resumesAs } request { id } returnOf { id }
        raisedBy { employeeNumber } raisingDepartment { code } responsibleDepartment { code } handler { employeeNumber }
        cooperating { department { code } matter }
        resolution { measure result rejectedReason resolvedBy { employeeNumber } } confirmation { result confirmedBy { employeeNumber } }
        updates(first: 5) { totalCount { value } nodes { text on writtenBy { employeeNumber } } }",
};

/// A problem that this person raises for JS to solve, on whatever `on` names.
async fn raised(app: &TestApp, who: &str, on: Value) -> String {
    let client = app.member(who);
    let plain = json!({ "description": "接口超时，影响30%订单", "responsibleDepartment": department(&client, "JS").await });
    id(&PROBLEM.run(&client, "problemRaise", with(plain, on)).await)
}

async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Problem {{ {} }} }} }}", PROBLEM.seen);
    client.query(&document, json!({ "id": id })).await["node"].take()
}

both_databases! {
    /// Resolution 27: support is needed until every problem is taken up or withdrawn; then the task is where it was.
    async fn a_task_needs_support_and_comes_back_to_where_it_was(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (assignee, solver) = (app.member("JS0004"), app.member("JS0003"));
        for from in ["NOT_STARTED", "IN_PROGRESS", "REWORK"] {
            match from {
                "IN_PROGRESS" => drop(TASK.run(&assignee, "taskStart", json!({ "id": task })).await),
                "REWORK" => {
                    task::deliver(&app, &task, "JS0004").await;
                    let back = json!({ "id": task, "verdict": "REWORK", "points": ["再改"], "dueOn": "2024-05-27" });
                    TASK.run(&app.member("MT0003"), "taskAccept", back).await;
                }
                _ => {}
            }
            let (first, second) = (raised(&app, "MT0003", json!({ "task": task })).await, raised(&app, "JS0004", json!({ "task": task })).await);
            let waits = seen(&assignee, &first).await["task"].take();
            assert_eq!((&waits["status"], &waits["resumesAs"]), (&json!("NEEDS_SUPPORT"), &json!(from)));
            PROBLEM.run(&app.member("MT0003"), "problemWithdraw", json!({ "id": first, "reason": "误报" })).await;
            assert_eq!(task::seen(&assignee, &task).await["status"], "NEEDS_SUPPORT", "the other one is open");
            let taken = PROBLEM.run(&solver, "problemTakeUp", json!({ "id": second, "measures": "扩容" })).await;
            assert_eq!((&taken["status"], &taken["task"]["status"]), (&json!("RESOLVING"), &json!(from)));
            PROBLEM.run(&solver, "problemResolve", json!({ "id": second, "measure": "扩容", "result": "恢复" })).await;
            PROBLEM.run(&assignee, "problemConfirm", json!({ "id": second, "result": "已恢复" })).await;
        }
        let help = json!({ "id": task, "text": "需要数据", "progress": 50, "health": "NEEDS_SUPPORT" });
        assert_eq!(TASK.run(&assignee, "taskReportProgress", help).await["status"], "REWORK", "a word in the log changes no status");
        app.finish().await;
    }

    /// Delivered out of need: the task is delivered, and stays so whatever becomes of the problem; the request waits.
    async fn delivered_out_of_need_it_stays_delivered(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let problem = raised(&app, "MT0003", json!({ "task": task })).await;
        assert_eq!(task::deliver(&app, &task, "JS0004").await["request"]["status"], "DELIVERED");
        assert_eq!(told(&refused(&app.member("MT0003"), "requestAccept", json!({ "id": request })).await), "DELIVERED lacks PROBLEM_OPEN");
        PROBLEM.run(&app.member("JS0003"), "problemTakeUp", json!({ "id": problem })).await;
        assert_eq!(task::seen(&app.member("MT0003"), &task).await["status"], "DELIVERED");
        app.finish().await;
    }

    /// Problem table: taken up, logged, solved, sent back, solved again, confirmed by the raiser; each by its own side.
    async fn solved_sent_back_and_confirmed_by_who_raised_it(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS", "CP"]).await;
        let problem = raised(&app, "MT0003", json!({ "request": request, "cooperating": [{ "department": department(&app.admin(), "CP").await, "matter": "测试环境" }] })).await;
        let (raiser, solver, helper) = (app.member("MT0003"), app.member("JS0004"), app.member("CP0004"));
        let on = |more: Value| with(json!({ "id": problem }), more);
        for (who, name, more, expected) in [
            ("MT0003", "problemTakeUp", json!({}), "ROLE_MISSING"), ("CP0004", "problemTakeUp", json!({}), "ROLE_MISSING"),
            ("YF0003", "problemTakeUp", json!({}), "not found"), ("JS0005", "problemTakeUp", json!({}), "ROLE_MISSING"),
            ("MT0003", "problemResolve", json!({ "measure": "m", "result": "r" }), "ROLE_MISSING"),
            ("MT0003", "problemConfirm", json!({ "result": "r" }), "OPEN"), ("MT0003", "problemReject", json!({ "reason": "r" }), "OPEN"),
            ("JS0004", "problemTakeUp", json!({ "handler": app.person("CP0003") }), "OUTSIDE_DEPARTMENTS at handler"),
            ("JS0004", "problemTakeUp", json!({ "plannedOn": "2024-05-03" }), "IN_THE_PAST at plannedOn"),
        ] {
            assert_eq!(PROBLEM.refusal(&app.member(who), name, on(more)).await, expected, "{who} {name}");
        }
        let taken = PROBLEM.run(&solver, "problemTakeUp", on(json!({ "plannedOn": "2024-05-10" }))).await;
        assert_eq!((&taken["handler"]["employeeNumber"], &taken["plannedAt"]), (&json!("JS0004"), &json!("2024-05-10T10:00:00Z")));
        let update = |version: i64, more: Value| with(on(json!({ "expectedVersion": version })), more);
        for (more, expected) in [
            (json!({}), "UNCHANGED at "), (json!({ "text": "明天", "on": "2024-05-07" }), "OUT_OF_RANGE at on"), (json!({ "on": "2024-05-06" }), "REQUIRED at text"),
        ] {
            assert_eq!(PROBLEM.refusal(&solver, "problemUpdate", update(2, more.clone())).await, expected, "{more}");
        }
        PROBLEM.run(&solver, "problemUpdate", update(2, json!({ "text": "定位到慢查询", "measures": "加索引" }))).await;
        let logged = PROBLEM.run(&helper, "problemUpdate", update(3, json!({ "text": "环境已备", "on": "2024-05-05" }))).await;
        assert_eq!(logged["updates"]["totalCount"]["value"], 2);
        assert_eq!(logged["updates"]["nodes"][0], json!({ "text": "环境已备", "on": "2024-05-05", "writtenBy": { "employeeNumber": "CP0004" } }));
        let solved = json!({ "measure": "加索引", "result": "2秒内" });
        PROBLEM.run(&solver, "problemResolve", on(solved.clone())).await;
        assert_eq!(PROBLEM.refusal(&solver, "problemConfirm", on(json!({ "result": "好" }))).await, "ROLE_MISSING", "only who raised it");
        let back = PROBLEM.run(&raiser, "problemReject", on(json!({ "reason": "高峰期仍超时" }))).await;
        assert_eq!((&back["status"], &back["resolution"]["rejectedReason"]), (&json!("RESOLVING"), &json!("高峰期仍超时")));
        PROBLEM.run(&solver, "problemResolve", on(solved)).await;
        let done = PROBLEM.run(&raiser, "problemConfirm", on(json!({ "result": "高峰期2秒内" }))).await;
        assert_eq!(done["confirmation"], json!({ "result": "高峰期2秒内", "confirmedBy": { "employeeNumber": "MT0003" } }));
        for (who, name, more) in [
            ("MT0003", "problemWithdraw", json!({ "reason": "r" })), ("JS0004", "problemTakeUp", json!({})), ("MT0003", "problemReject", json!({ "reason": "r" })),
        ] {
            assert_eq!(PROBLEM.refusal(&app.member(who), name, on(more)).await, "CONFIRMED", "{name}");
        }
        let again = raised(&app, "MT0003", json!({ "request": request, "returnOf": problem })).await;
        assert_eq!(seen(&raiser, &again).await["returnOf"]["id"], json!(problem), "a return of the fault is a new problem");
        let open = json!({ "request": request, "description": "x", "responsibleDepartment": department(&raiser, "JS").await, "returnOf": again });
        assert_eq!(PROBLEM.refusal(&raiser, "problemRaise", open).await, "WRONG_STATUS at returnOf");
        app.finish().await;
    }

    /// Resolution 44: the responsible side may plan earlier; a later time is the raiser's to set. Major: raiser or heads.
    async fn a_later_plan_is_the_raisers_and_major_the_heads_too(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let problem = raised(&app, "MT0003", json!({ "request": request, "plannedOn": "2024-05-10" })).await;
        let (raiser, solver) = (app.member("MT0003"), app.member("JS0004"));
        assert_eq!(PROBLEM.refusal(&solver, "problemTakeUp", json!({ "id": problem, "plannedOn": "2024-05-13" })).await, "NEEDS_RAISER at plannedOn");
        PROBLEM.run(&solver, "problemTakeUp", json!({ "id": problem, "plannedAt": "2024-05-09T02:00:00Z" })).await;
        let update = |version: i64, more: Value| with(json!({ "id": problem, "expectedVersion": version }), more);
        assert_eq!(PROBLEM.refusal(&solver, "problemUpdate", update(2, json!({ "plannedOn": "2024-05-10" }))).await, "NEEDS_RAISER");
        let mixed = json!({ "plannedAt": "2024-05-10T02:00:00Z", "text": "顺延" });
        assert_eq!(PROBLEM.refusal(&solver, "problemUpdate", update(2, mixed)).await, "NEEDS_RAISER at plannedAt");
        let later = PROBLEM.run(&raiser, "problemUpdate", update(2, json!({ "plannedOn": "2024-05-14" }))).await;
        assert_eq!(later["plannedOn"], "2024-05-14");
        assert_eq!(PROBLEM.refusal(&solver, "problemUpdate", update(3, json!({ "markMajor": true }))).await, "ROLE_MISSING");
        let major = PROBLEM.run(&app.member("JS0001"), "problemUpdate", update(3, json!({ "markMajor": true }))).await;
        assert_eq!(major["major"], true);
        assert_eq!(PROBLEM.refusal(&raiser, "problemUpdate", update(4, json!({ "markMajor": true }))).await, "RESOLVING lacks ALREADY_MAJOR");
        app.finish().await;
    }

    /// Moved by the lead or the responsible head, to be taken up anew; the task waits for support again.
    async fn moved_it_is_open_again_for_the_other_department(backend) {
        let app = TestApp::start(backend).await;
        let (request, lead) = (confirmed(&app, &["JS", "CP"]).await, app.member("JS0003"));
        let task = task(&app, &request, "CP0004").await;
        let problem = raised(&app, "CP0004", json!({ "task": task })).await;
        PROBLEM.run(&lead, "problemTakeUp", json!({ "id": problem })).await;
        let to = |code: String, reason: &str| json!({ "id": problem, "responsibleDepartment": code, "reason": reason });
        let (js, cp, yf) = (department(&lead, "JS").await, department(&lead, "CP").await, department(&lead, "YF").await);
        for (who, input, expected) in [
            ("CP0004", to(cp.clone(), "归产品"), "ROLE_MISSING"), ("MT0003", to(cp.clone(), "归产品"), "ROLE_MISSING"),
            ("JS0001", to(js.clone(), "还是我们"), "UNCHANGED at responsibleDepartment"), ("JS0001", to(cp.clone(), " "), "REQUIRED at reason"),
            ("JS0001", to("dep_00000000000000000000000001".to_owned(), "不存在"), "UNKNOWN at responsibleDepartment"),
        ] {
            assert_eq!(PROBLEM.refusal(&app.member(who), "problemMove", input).await, expected, "{who}");
        }
        let moved = PROBLEM.run(&lead, "problemMove", to(yf, "由研发部处理")).await;
        assert_eq!((&moved["status"], &moved["handler"], &moved["task"]["status"]), (&json!("OPEN"), &Value::Null, &json!("NEEDS_SUPPORT")));
        assert_eq!(PROBLEM.refusal(&app.member("JS0004"), "problemTakeUp", json!({ "id": problem })).await, "ROLE_MISSING");
        let taken = PROBLEM.run(&app.member("YF0001"), "problemTakeUp", json!({ "id": problem, "handler": app.person("YF0003") })).await;
        assert_eq!((&taken["status"], &taken["task"]["status"]), (&json!("RESOLVING"), &json!("NOT_STARTED")), "its head sees it without being a party");
        assert_ne!(crate::request::seen(&app.member("YF0003"), &request).await, Value::Null, "who handles it takes part (resolution 18)");
        app.finish().await;
    }

    /// Resolution 13: between two departments alone, seen by both and nobody else; the deadline of nobody is the raiser's silence.
    async fn it_stands_between_two_departments_alone(backend) {
        let app = TestApp::start(backend).await;
        let (raiser, js) = (app.member("MT0004"), department(&app.admin(), "JS").await);
        let plain = json!({ "description": "打印机共享冲突", "responsibleDepartment": js });
        let mt = department(&raiser, "MT").await;
        for (who, changes, expected) in [
            ("JS0004", json!({}), "SAME_DEPARTMENT at responsibleDepartment"), ("MT0004", json!({ "raisingDepartment": js }), "ROLE_MISSING"),
            ("MT0004", json!({ "description": " " }), "REQUIRED at description"), ("MT0004", json!({ "plannedOn": "2024-05-03" }), "IN_THE_PAST at plannedOn"),
            ("MT0004", json!({ "cooperating": [{ "department": mt }, { "department": mt }] }), "DUPLICATE at cooperating.1.department"),
        ] {
            assert_eq!(PROBLEM.refusal(&app.member(who), "problemRaise", with(plain.clone(), changes.clone())).await, expected, "{who} {changes}");
        }
        let problem = id(&PROBLEM.run(&raiser, "problemRaise", plain).await);
        for (who, sees) in [("MT0003", true), ("JS0004", true), ("CP0001", false), (crate::support::company::AUDITOR, true)] {
            assert_eq!(!seen(&app.member(who), &problem).await.is_null(), sees, "{who}");
        }
        PROBLEM.run(&app.member("JS0004"), "problemResolve", json!({ "id": problem, "measure": "排班", "result": "错峰" })).await;
        app.clock().advance(Duration::from_hours(60 * 24));
        assert_eq!(seen(&app.member("MT0004"), &problem).await["status"], "RESOLVED", "never confirmed by silence");
        PROBLEM.run(&app.member("MT0004"), "problemConfirm", json!({ "id": problem, "result": "不再冲突" })).await;
        app.finish().await;
    }

    /// S3-68: a request with an unsettled problem is neither closed nor, where it hangs on a task, accepted; what is missing is
    /// listed, and gone once it is settled.
    async fn nothing_is_closed_over_an_open_problem(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (confirmed(&app, &["JS"]).await, app.member("MT0003"));
        let task = task(&app, &request, "JS0004").await;
        let (on_task, on_request) = (raised(&app, "MT0003", json!({ "task": task })).await, raised(&app, "JS0003", json!({ "request": request })).await);
        task::deliver(&app, &task, "JS0004").await;
        let open = async || -> Vec<String> {
            let closing = crate::request::seen(&app.member("MT0003"), &request).await["closing"].take();
            let missing = closing["missing"].as_array().expect("a list");
            let problems = missing.iter().filter(|one| one["code"] == "PROBLEM_OPEN");
            problems.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
        };
        assert_eq!(open().await.len(), 2);
        PROBLEM.run(&initiator, "problemWithdraw", json!({ "id": on_task, "reason": "已不影响" })).await;
        run(&initiator, "requestAccept", json!({ "id": request })).await;
        assert_eq!(told(&refused(&initiator, "requestClose", json!({ "id": request })).await), "ACCEPTED lacks PROBLEM_OPEN, RATING_MISSING");
        assert_eq!(PROBLEM.refusal(&initiator, "problemWithdraw", json!({ "id": on_request, "reason": "代撤" })).await, "ROLE_MISSING", "its raiser is another");
        PROBLEM.run(&app.member("JS0003"), "problemWithdraw", json!({ "id": on_request, "reason": "已解决" })).await;
        assert_eq!(open().await, Vec::<String>::new());
        let raise = json!({ "request": request, "description": "验收后发现", "responsibleDepartment": department(&initiator, "JS").await });
        PROBLEM.run(&initiator, "problemRaise", raise.clone()).await;
        assert_eq!(told(&refused(&initiator, "requestClose", json!({ "id": request })).await), "ACCEPTED lacks PROBLEM_OPEN, RATING_MISSING");
        app.finish().await;
    }

    /// The lists below requests and tasks, and the one of all problems, with filters.
    async fn lists_and_filters(backend) {
        let app = TestApp::start(backend).await;
        let request = confirmed(&app, &["JS"]).await;
        let task = task(&app, &request, "JS0004").await;
        let (first, second) = (raised(&app, "MT0003", json!({ "task": task, "major": true, "plannedOn": "2024-05-20" })).await, raised(&app, "JS0004", json!({ "request": request })).await);
        PROBLEM.run(&app.member("JS0003"), "problemTakeUp", json!({ "id": second, "plannedOn": "2024-05-10" })).await;
        let reader = app.member("MT0003");
        let list = "query($filter: ProblemFilter, $order: ProblemOrder) { problems(filter: $filter, orderBy: $order) { totalCount { value } nodes { id } } }";
        for (filter, expected) in [
            (json!({}), vec![&second, &first]), (json!({ "major": { "eq": true } }), vec![&first]), (json!({ "task": { "isNull": true } }), vec![&second]),
            (json!({ "request": { "eq": request } }), vec![&second, &first]), (json!({ "status": { "eq": "OPEN" } }), vec![&first]),
            (json!({ "handler": { "isNull": true } }), vec![&first]), (json!({ "raisedBy": { "eq": app.person("JS0004") } }), vec![&second]),
            (json!({ "plannedAt": { "lt": "2024-05-15T00:00:00Z" } }), vec![&second]), (json!({ "description": { "contains": "30%" } }), vec![&second, &first]),
        ] {
            let data = reader.query(list, json!({ "filter": filter })).await["problems"].take();
            let found: Vec<_> = data["nodes"].as_array().expect("a list").iter().map(|node| node["id"].as_str().expect("an ID")).collect();
            assert_eq!(found, expected, "{filter}");
            assert_eq!(data["totalCount"]["value"], expected.len());
        }
        let by_plan = reader.query(list, json!({ "order": { "field": "PLANNED_AT" } })).await;
        assert_eq!(by_plan["problems"]["nodes"], json!([{ "id": second }, { "id": first }]));
        let below = reader.query("query($id: ID!) { request(by: {id: $id}) { problems(first: 1) { totalCount { value } nodes { id } pageInfo { hasNextPage } }
            last: problems(last: 1) { nodes { id } } tasks { nodes { problems(filter: {major: {eq: true}}) { totalCount { value } nodes { id } } } } } }", json!({ "id": request })).await;
        assert_eq!(below["request"], json!({
            "problems": { "totalCount": { "value": 2 }, "nodes": [{ "id": second }], "pageInfo": { "hasNextPage": true } }, "last": { "nodes": [{ "id": first }] },
            "tasks": { "nodes": [{ "problems": { "totalCount": { "value": 1 }, "nodes": [{ "id": first }] } }] } }));
        app.finish().await;
    }
}
