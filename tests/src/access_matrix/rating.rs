//! The calls on ratings and progress reports.

use serde_json::{Value, json};

use super::call::Call;
use super::world::{INITIATOR, Work, World};

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let (accepted, rated) = (world.accepted().await, world.accepted().await);
    let rate = |request: &Value| {
        json!({ "request": request["id"], "department": world.department("JS"),
        "responsiveness": 5, "professionalism": 4, "cooperation": 5 })
    };
    let rating = world.did(INITIATOR, "ratingGive", rate(&rated)).await;
    let Work { request, .. } = world.at_work().await;
    let report = |code: &str| {
        json!({ "request": request["id"], "department": world.department(code),
        "phase": "开发测试", "done": "完成3个页面" })
    };
    let revise = json!({ "id": rating["id"], "comment": "配合顺畅" });
    vec![
        Call::new("ratingGive", "accepted: of the lead", rate(&accepted)).told_by(&accepted["id"], "RATE"),
        Call::new("ratingRevise", "of the lead", revise).told_by(&rating["id"], "REVISE"),
        Call::new("progressReportPublish", "of the lead", report("JS")),
        Call::new("progressReportPublish", "of the initiating side", report("MT")),
    ]
}
