//! Whether `abilities` say what the matrix says: one function decides on both.
//!
//! An action may have several lines, one a case: it is allowed to whoever may call one of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::Call;
use super::table::{Cell, Matrix, Role};
use super::world::World;

/// Objects of one query, so that it stays within what a call may cost.
const BATCH: usize = 10;

const DOCUMENT: &str = "query($ids: [ID!]!) { nodes(ids: $ids) {
    ... on Request { abilities { ...told } } ... on Task { abilities { ...told } }
    ... on Meeting { abilities { ...told } } ... on Problem { abilities { ...told } } ... on Rating { abilities { ...told } }
    ... on Deadline { abilities { ...told } }
    ... on Department { abilities { ...told } } ... on Person { abilities { ...told } }
    ... on Customer { abilities { ...told } } ... on Contact { abilities { ...told } }
    ... on Interaction { abilities { ...told } } ... on Comment { abilities { ...told } }
    ... on PortalLink { abilities { ...told } }
    ... on CalendarFeed { abilities { ...told } } ... on Guest { abilities { ...told } }
    ... on ApiKey { abilities { ...told } }
} }
fragment told on Ability { action allowed reason { code message } }";

/// What an object tells of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Allowed,
    Refused,
    Invisible,
}

/// Where `abilities` differ from the cells.
pub(super) async fn findings(world: &World, matrix: &Matrix, calls: &[Call]) -> Vec<String> {
    let mut findings = Vec::new();
    for role in matrix.roles.iter().filter(|role| role.employee.is_some()) {
        let expected = expected(matrix, calls, role);
        let mut subjects: Vec<&str> = expected.keys().map(|(subject, _)| *subject).collect();
        subjects.dedup();
        let nodes = nodes(world, role, &subjects).await;
        for ((subject, action), (told, call)) in expected {
            let found = found(&nodes[subject], action);
            if found != Ok(told) {
                findings.push(format!("{call} as {role}: {action} of {subject} is {told:?}, not {found:?}"));
            }
        }
    }
    findings
}

/// By object and action, what the cells of its lines come to, with the first of its calls.
fn expected<'a>(
    matrix: &Matrix,
    calls: &'a [Call],
    role: &Role,
) -> BTreeMap<(&'a str, &'static str), (Told, &'a Call)> {
    let mut expected = BTreeMap::new();
    for row in &matrix.rows {
        let call = calls.iter().find(|call| call.is_of(row));
        let Some((call, (subject, action))) = call.and_then(|call| Some((call, call.ability.as_ref()?)))
        else {
            continue;
        };
        let told = match row.cell(role) {
            Cell::Allowed => Told::Allowed,
            Cell::NotPermitted => Told::Refused,
            Cell::NotFound | Cell::Unauthenticated => Told::Invisible,
        };
        let (all, _) = expected.entry((subject.as_str(), *action)).or_insert((told, call));
        if told == Told::Allowed {
            *all = told;
        }
    }
    expected
}

async fn nodes(world: &World, role: &Role, subjects: &[&str]) -> BTreeMap<String, Value> {
    let client = world.client(role);
    let mut found = BTreeMap::new();
    for batch in subjects.chunks(BATCH) {
        let data = client.query(DOCUMENT, json!({ "ids": batch })).await;
        let nodes = data["nodes"].as_array().expect("a list").clone();
        found.extend(batch.iter().map(|id| (*id).to_owned()).zip(nodes));
    }
    found
}

/// What the object tells; a refusal has a reason in words, an allowed action has none.
fn found(node: &Value, action: &str) -> Result<Told, String> {
    if node.is_null() {
        return Ok(Told::Invisible);
    }
    let abilities = node["abilities"].as_array().expect("a list");
    let ability = abilities.iter().find(|ability| ability["action"] == action);
    let ability = ability.ok_or_else(|| format!("{action} is not listed"))?;
    let worded = ability["reason"]["message"].as_str().is_some_and(|message| !message.is_empty());
    match (ability["allowed"] == true, worded) {
        (true, false) => Ok(Told::Allowed),
        (false, true) => Ok(Told::Refused),
        _ => Err(ability.to_string()),
    }
}
