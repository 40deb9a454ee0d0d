//! What waits for what among the tasks of one request.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Reason, Rule};
use crate::ids::TaskId;

/// A task of the same request, as the check of dependencies needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// Which.
    pub id: TaskId,
    /// Its code, for the path of a cycle.
    pub code: String,
    /// What it waits for.
    pub depends_on: BTreeSet<TaskId>,
}

/// Checks that `task`, printed as `code`, may wait for `wanted`.
///
/// # Errors
/// `UNKNOWN` for a task that is not among the siblings, `DEPENDENCY_CYCLE` with the codes along the cycle.
pub(super) fn check(
    task: TaskId,
    code: &str,
    wanted: &BTreeSet<TaskId>,
    siblings: &[Sibling],
) -> Result<(), Reason> {
    let known: BTreeMap<TaskId, &Sibling> = siblings.iter().map(|sibling| (sibling.id, sibling)).collect();
    for id in wanted {
        if *id == task {
            return Err(Reason::of(Rule::DependencyCycle).with("path", format!("{code} → {code}")));
        }
        if !known.contains_key(id) {
            return Err(Reason::of(Rule::Unknown).with("task", id));
        }
    }
    match path_back(task, wanted, &known) {
        None => Ok(()),
        Some(path) => {
            let names = path.iter().filter_map(|id| known.get(id)).map(|sibling| sibling.code.as_str());
            let codes: Vec<_> = std::iter::once(code).chain(names).chain([code]).collect();
            Err(Reason::of(Rule::DependencyCycle).with("path", codes.join(" → ")))
        }
    }
}

/// The tasks on a way from one of `wanted` back to `task`, without `task` itself. Walks each task once.
fn path_back(
    task: TaskId,
    wanted: &BTreeSet<TaskId>,
    known: &BTreeMap<TaskId, &Sibling>,
) -> Option<Vec<TaskId>> {
    let mut came_from: BTreeMap<TaskId, Option<TaskId>> = wanted.iter().map(|id| (*id, None)).collect();
    let mut open: Vec<TaskId> = wanted.iter().copied().collect();
    while let Some(id) = open.pop() {
        let next = known.get(&id).map(|sibling| &sibling.depends_on);
        for dependency in next.into_iter().flatten() {
            if *dependency == task {
                let mut path = vec![id];
                let mut step = came_from.get(&id).copied().flatten();
                while let Some(previous) = step {
                    path.push(previous);
                    step = came_from.get(&previous).copied().flatten();
                }
                path.reverse();
                return Some(path);
            }
            if !came_from.contains_key(dependency) {
                came_from.insert(*dependency, Some(id));
                open.push(*dependency);
            }
        }
    }
    None
}
