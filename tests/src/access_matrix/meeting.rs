//! The calls on meetings.

use serde_json::{Value, json};

use super::call::{Call, with};
use super::world::{INITIATOR, World};

/// Hosts a meeting and leaves.
const LEAVING_HOST: &str = "MT0007";
/// Writes the minutes.
const RECORDER: &str = "MT0004";

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let asked =
        json!({ "attendees": [{ "person": world.person("YF0003") }], "recorder": world.person("YF0003") });
    let mut calls = vec![Call::new("meetingSchedule", "", with(&plan(world), asked))];
    calls.extend(before(world).await);
    calls.extend(during(world).await);
    calls.extend(afterwards(world).await);
    calls
}

fn plan(world: &World) -> Value {
    let asked = |number, required| json!({ "person": world.person(number), "required": required });
    json!({ "subject": "Q3产品研发进度会", "kind": "REGULAR",
        "startsAt": "2024-05-10T06:00:00Z", "endsAt": "2024-05-10T07:30:00Z", "recorder": world.person(RECORDER),
        "attendees": [asked("JS0003", true), asked("CP0005", false)] })
}

async fn scheduled(world: &World) -> Value {
    world.did(INITIATOR, "meetingSchedule", plan(world)).await
}

async fn opened(world: &World) -> Value {
    let meeting = scheduled(world).await;
    world.did(INITIATOR, "meetingStart", json!({ "id": meeting["id"] })).await
}

async fn held(world: &World) -> Value {
    let meeting = opened(world).await;
    world.did(INITIATOR, "meetingEnd", json!({ "id": meeting["id"] })).await
}

async fn before(world: &World) -> Vec<Call> {
    let meeting = scheduled(world).await;
    let id = &meeting["id"];
    let of = |more: Value| with(&json!({ "id": id }), more);
    world.joins(LEAVING_HOST, "MT").await;
    let orphan = world.did(LEAVING_HOST, "meetingSchedule", plan(world)).await;
    world.leaves(LEAVING_HOST).await;
    let cancel = |id: &Value| json!({ "id": id, "reason": "改期另行通知" });
    vec![
        Call::new("meetingChange", "scheduled", of(json!({ "place": "3楼会议室A" }))).told_by(id, "CHANGE"),
        Call::new("meetingReply", "scheduled", of(json!({ "answer": "ACCEPTED" }))).told_by(id, "REPLY"),
        Call::new("meetingStart", "scheduled", of(json!({}))).told_by(id, "START"),
        Call::new(
            "meetingDraftMinutes",
            "scheduled",
            of(json!({ "minutes": { "items": [], "remarks": "待补充" } })),
        )
        .told_by(id, "DRAFT_MINUTES"),
        Call::new("meetingCancel", "scheduled", cancel(id)).told_by(id, "CANCEL"),
        Call::new("meetingCancel", "scheduled, the host left", cancel(&orphan["id"]))
            .told_by(&orphan["id"], "CANCEL"),
    ]
}

async fn during(world: &World) -> Vec<Call> {
    let meeting = opened(world).await;
    let id = &meeting["id"];
    vec![Call::new("meetingEnd", "opened", json!({ "id": id })).told_by(id, "END")]
}

async fn afterwards(world: &World) -> Vec<Call> {
    let (unwritten, meeting) = (held(world).await, held(world).await);
    let there = json!([{ "person": world.person("JS0003"), "attended": true }]);
    let minutes = json!({ "items": [], "remarks": "按计划推进" });
    let publish = json!({ "id": unwritten["id"], "minutes": minutes });
    let published = json!({ "id": meeting["id"], "attendance": there, "minutes": minutes });
    world.did(RECORDER, "meetingPublishMinutes", published).await;
    let id = &meeting["id"];
    let of = |more: Value| with(&json!({ "id": id }), more);
    let call = |mutation, more: Value, action| {
        Call::new(mutation, "minutes published", of(more)).told_by(id, action)
    };
    vec![
        Call::new("meetingPublishMinutes", "held", publish).told_by(&unwritten["id"], "PUBLISH_MINUTES"),
        call("meetingCorrectMinutes", json!({ "minutes": minutes, "reason": "笔误" }), "CORRECT_MINUTES"),
        call("meetingConfirmMinutes", json!({}), "CONFIRM_MINUTES"),
        call("meetingObjectToMinutes", json!({ "text": "第二条有误" }), "OBJECT_TO_MINUTES"),
        call("meetingMarkRead", json!({}), "MARK_READ"),
    ]
}
