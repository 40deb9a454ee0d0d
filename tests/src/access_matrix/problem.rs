//! The calls on problems.

use liaison_domain::ids::ProblemId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::Call;
use super::world::{LEAVING_RAISER, Work, World};

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let work = world.at_work().await;
    let mut calls = raising(world, &work);
    calls.extend(taking_up(world, &work).await);
    calls.extend(following_up(world, &work.problem).await);
    calls.extend(results(world, &work).await);
    calls
}

fn raising(world: &World, work: &Work) -> Vec<Call> {
    let lost = json!({ "returnOf": ProblemId::from_uuid(Uuid::nil()) });
    let on = |what: &str, id: &Value| json!({ what: id, "description": "接口不兼容", "responsibleDepartment": world.department("YF") });
    let between = json!({ "description": "电话转接错误", "responsibleDepartment": world.department("KF") });
    vec![
        Call::new("problemRaise", "on a task", on("task", &work.busy["id"]))
            .told_by(&work.busy["id"], "RAISE_PROBLEM")
            .spoiled_by(lost),
        Call::new("problemRaise", "on a request", on("request", &work.request["id"]))
            .told_by(&work.request["id"], "RAISE_PROBLEM"),
        Call::new("problemRaise", "between departments", between),
    ]
}

async fn taking_up(world: &World, work: &Work) -> Vec<Call> {
    let of_lead = json!({ "request": work.request["id"], "responsibleDepartment": world.department("JS"), "cooperating": [] });
    let of_lead = world.problem(of_lead).await;
    let between = world.problem(json!({ "cooperating": [] })).await;
    let take_up = |case, problem: &Value| {
        Call::new("problemTakeUp", case, json!({ "id": problem["id"] })).told_by(&problem["id"], "TAKE_UP")
    };
    vec![
        take_up("", &work.problem),
        take_up("to be solved by the lead", &of_lead),
        take_up("between CP and YF", &between),
    ]
}

async fn following_up(world: &World, problem: &Value) -> Vec<Call> {
    let id = &problem["id"];
    let version = world.version(problem).await;
    let update = |field: &str, value: Value| json!({ "id": id, "expectedVersion": version, field: value });
    let moved = json!({ "id": id, "responsibleDepartment": world.department("KF"), "reason": "属客服职责" });
    vec![
        Call::new("problemUpdate", "the log", update("text", json!("已定位原因"))).told_by(id, "UPDATE"),
        Call::new("problemUpdate", "a later plan", update("plannedOn", json!("2024-05-27")))
            .told_by(id, "POSTPONE"),
        Call::new("problemUpdate", "marked as major", update("markMajor", json!(true)))
            .told_by(id, "MARK_MAJOR"),
        Call::new("problemMove", "", moved).told_by(id, "MOVE"),
        Call::new("problemResolve", "", json!({ "id": id, "measure": "统一协议", "result": "联调通过" }))
            .told_by(id, "RESOLVE"),
        Call::new("problemWithdraw", "", json!({ "id": id, "reason": "误报" })).told_by(id, "WITHDRAW"),
    ]
}

async fn results(world: &World, work: &Work) -> Vec<Call> {
    let task = json!({ "task": work.busy["id"] });
    let resolve =
        |problem: &Value| json!({ "id": problem["id"], "measure": "统一协议", "result": "联调通过" });
    let resolved = world.handled_problem(task.clone()).await;
    world.did("YF0005", "problemResolve", resolve(&resolved)).await;
    let raised = json!({ "task": work.busy["id"], "description": "页面白屏", "responsibleDepartment": world.department("YF"),
        "cooperating": [{ "department": world.department("JS") }] });
    let of_leaver = world.did(LEAVING_RAISER, "problemRaise", raised).await;
    let handled = json!({ "id": of_leaver["id"], "handler": world.person("YF0005") });
    world.did("YF0001", "problemTakeUp", handled).await;
    world.did("YF0005", "problemResolve", resolve(&of_leaver)).await;
    world.leaves(LEAVING_RAISER).await;
    let confirm = |problem: &Value| json!({ "id": problem["id"], "result": "已验证" });
    let id = &resolved["id"];
    vec![
        Call::new("problemReject", "resolved", json!({ "id": id, "reason": "仍偶发" })).told_by(id, "REJECT"),
        Call::new("problemConfirm", "resolved", confirm(&resolved)).told_by(id, "CONFIRM"),
        Call::new("problemConfirm", "resolved, the raiser left", confirm(&of_leaver))
            .told_by(&of_leaver["id"], "CONFIRM"),
    ]
}
