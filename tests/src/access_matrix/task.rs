//! The calls on tasks.

use serde_json::{Value, json};

use super::call::{Call, with};
use super::world::{INITIATOR, LEAVING_ASSIGNEE, Work, World};

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let Work { request, .. } = world.at_work().await;
    let mut calls = creation(world, &request);
    let task = world.task(&request, json!({ "dueOn": "2024-05-20" })).await;
    calls.extend(plans(world, &request, &task).await);
    calls.extend(work(world, &request, &task).await);
    calls.extend(dates(world, &request, &task).await);
    calls.extend(verdicts(world, &request).await);
    calls.extend(alone(world).await);
    calls.extend(stood_in_for(world, &request).await);
    calls
}

fn creation(world: &World, request: &Value) -> Vec<Call> {
    let of = |assignee: &str| json!({ "request": request["id"], "name": "联调测试", "assignee": world.person(assignee) });
    let alone = json!({ "department": world.department("YF"), "name": "设备盘点",
        "assignee": world.person("YF0005"), "dueOn": "2024-05-20" });
    let create =
        |case, assignee| Call::new("taskCreate", case, of(assignee)).told_by(&request["id"], "CREATE_TASK");
    vec![
        create("for the lead's people", "JS0005"),
        create("for the second's people", "CP0005"),
        create("for the initiating side", "MT0005"),
        Call::new("taskCreate", "alone in YF", alone),
    ]
}

async fn plans(world: &World, request: &Value, task: &Value) -> Vec<Call> {
    let id = &task["id"];
    let planned = world.task(request, json!({ "keepPlanned": true })).await;
    let version = world.version(task).await;
    let plan = json!({ "id": id, "description": "增加埋点", "expectedVersion": version });
    let date = json!({ "id": id, "dueOn": "2024-05-28", "reason": "接口延期", "expectedVersion": version });
    let reassign = json!({ "id": id, "assignee": world.person("CP0004"), "reason": "请假" });
    vec![
        Call::new("taskUpdate", "the plan", plan).told_by(id, "CHANGE_PLAN"),
        Call::new("taskUpdate", "the date", date)
            .told_by(id, "SET_DATE")
            .spoiled_by(json!({ "reason": null })),
        Call::new("taskDispatch", "planned", json!({ "id": planned["id"] }))
            .told_by(&planned["id"], "DISPATCH"),
        Call::new("taskReassign", "", reassign).told_by(id, "REASSIGN"),
        Call::new("taskCancel", "", json!({ "id": id, "reason": "不再需要" })).told_by(id, "CANCEL"),
    ]
}

async fn work(world: &World, request: &Value, task: &Value) -> Vec<Call> {
    let id = &task["id"];
    let waiting = world.task(request, json!({ "dependsOn": [id] })).await;
    let override_start = json!({ "id": waiting["id"], "overrideReason": "接口已可联调" });
    let secret = world.confirmed(json!({ "visibility": "PARTICIPANTS" })).await;
    let secret = world.task(&secret, json!({})).await;
    let progress = |task: &Value| json!({ "id": task["id"], "progress": 30, "text": "完成需求分析" });
    let deliverable = json!({ "id": id, "deliverable": { "name": "设计初稿.pdf", "location": "设计/初稿" } });
    vec![
        Call::new("taskAcknowledge", "", json!({ "id": id })).told_by(id, "ACKNOWLEDGE"),
        Call::new("taskStart", "", json!({ "id": id })).told_by(id, "START"),
        Call::new("taskStart", "before what it waits for", override_start)
            .told_by(&waiting["id"], "OVERRIDE_START"),
        Call::new("taskReportProgress", "", progress(task)).told_by(id, "REPORT_PROGRESS"),
        Call::new("taskReportProgress", "of a `PARTICIPANTS` request", progress(&secret))
            .told_by(&secret["id"], "REPORT_PROGRESS"),
        Call::new("taskAttachDeliverable", "", deliverable).told_by(id, "ATTACH_DELIVERABLE"),
        Call::new("taskDeliver", "", json!({ "id": id })).told_by(id, "DELIVER"),
    ]
}

async fn dates(world: &World, request: &Value, task: &Value) -> Vec<Call> {
    let extended = world.task(request, json!({ "dueOn": "2024-05-20" })).await;
    let ask = |task: &Value| json!({ "id": task["id"], "reason": "接口延期", "plan": "先做静态页面", "dueOn": "2024-05-25" });
    world.did("CP0005", "taskRequestExtension", ask(&extended)).await;
    let decide = json!({ "id": extended["id"], "approved": true, "goalHit": false });
    vec![
        Call::new("taskRequestExtension", "", ask(task)).told_by(&task["id"], "REQUEST_EXTENSION"),
        Call::new("taskDecideExtension", "asked for", decide).told_by(&extended["id"], "DECIDE_EXTENSION"),
    ]
}

/// A verdict of either kind; rework names a point and a date.
fn verdict(task: &Value, passed: bool) -> Value {
    let rework =
        json!({ "id": task["id"], "verdict": "REWORK", "points": ["补充设计说明"], "dueOn": "2024-05-20" });
    if passed { json!({ "id": task["id"], "verdict": "PASSED" }) } else { rework }
}

async fn verdicts(world: &World, request: &Value) -> Vec<Call> {
    let delivered = world.task(request, json!({})).await;
    world.did("CP0005", "taskDeliver", json!({ "id": delivered["id"] })).await;
    let own = json!({ "request": request["id"], "name": "开通数据权限", "assignee": world.person("MT0005") });
    let own = world.did(INITIATOR, "taskCreate", own).await;
    world.did("MT0005", "taskDeliver", json!({ "id": own["id"] })).await;
    let id = &delivered["id"];
    vec![
        Call::new("taskAccept", "passed", verdict(&delivered, true)).told_by(id, "PASS"),
        Call::new("taskAccept", "rework", verdict(&delivered, false)).told_by(id, "SEND_TO_REWORK"),
        Call::new("taskAccept", "done by the initiating side", verdict(&own, true))
            .told_by(&own["id"], "PASS"),
    ]
}

/// Tasks that stand alone under YF (resolution 13).
async fn alone(world: &World) -> Vec<Call> {
    let new = |assignee: &str| {
        json!({ "department": world.department("YF"), "name": "设备盘点",
        "assignee": world.person(assignee), "dueOn": "2024-05-20" })
    };
    let open = world.did("YF0001", "taskCreate", new("YF0005")).await;
    let (theirs, heads) = (
        world.did("YF0001", "taskCreate", new("YF0005")).await,
        world.did("YF0001", "taskCreate", new("YF0001")).await,
    );
    world.did("YF0005", "taskDeliver", json!({ "id": theirs["id"] })).await;
    world.did("YF0001", "taskDeliver", json!({ "id": heads["id"] })).await;
    let cancel = json!({ "id": open["id"], "reason": "不再需要" });
    vec![
        Call::new("taskAccept", "alone in YF", verdict(&theirs, true)).told_by(&theirs["id"], "PASS"),
        Call::new("taskAccept", "alone in YF, of its head", verdict(&heads, true))
            .told_by(&heads["id"], "PASS"),
        Call::new("taskCancel", "alone in YF", cancel).told_by(&open["id"], "CANCEL"),
    ]
}

async fn stood_in_for(world: &World, request: &Value) -> Vec<Call> {
    let task = world.task(request, json!({ "assignee": world.person(LEAVING_ASSIGNEE) })).await;
    world.leaves(LEAVING_ASSIGNEE).await;
    let deliver = with(&json!({ "id": task["id"] }), json!({ "note": "由部门负责人代交" }));
    vec![Call::new("taskDeliver", "the assignee left", deliver).told_by(&task["id"], "DELIVER")]
}
