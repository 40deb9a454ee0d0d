//! The calls on deadlines.

use serde_json::{Value, json};

use super::call::Call;
use super::world::World;

/// All of them.
pub(super) async fn calls(world: &World) -> Vec<Call> {
    let request = world.submitted(json!({})).await;
    let response = world.deadline(&request, "RESPONSE", "JS").await;
    let review = world.deadline(&request, "REVIEW", "CP").await;
    let remind = |case, deadline: &Value| {
        Call::new("deadlineRemind", case, json!({ "id": deadline })).told_by(deadline, "REMIND")
    };
    vec![remind("the lead's answer", &response), remind("the second party's review", &review)]
}
