//! Process packs: publishing a version, assigning a pack, moving running requests to another (resolutions 2, 3).
//!
//! Packs and assignments are changed under the lock of the policies, one change after the other, so that versions have no
//! gaps and a scope has one assignment.

use liaison_domain::authority::administers;
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::RequestId;
use liaison_domain::pack::{
    AssignPack, CopiedFrom, Governed, Pack, PackAssignment, PackChanges, ProcessPack, PublishPack,
};
use liaison_domain::request::Request;
use liaison_domain::text::Text;
use liaison_persistence::request as stored_requests;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{Answer, Call, MOST_INPUTS, OperationError, Work, request};
use crate::app::App;

/// A version to be published, as differences from another.
#[derive(Clone, Debug, Serialize)]
pub struct PackPublish {
    /// The pack's name.
    pub name: String,
    /// What is copied; its own newest version, or `default`, where nothing is named.
    pub copy_of: Option<CopiedFrom>,
    /// What is to differ.
    pub changes: PackChanges,
    /// What changed and why.
    pub note: Option<Text>,
}

/// Running requests that are to be governed by another version or pack.
#[derive(Clone, Debug, Serialize)]
pub struct PackMigrate {
    /// Which requests.
    pub requests: Vec<RequestId>,
    /// The pack whose newest version they move to; the one that governs each of them now where none is named.
    pub pack: Option<String>,
    /// Why.
    pub reason: Text,
}

/// Publishes the next version of a pack.
pub async fn publish(app: App, call: Call, input: PackPublish) -> Answer<ProcessPack> {
    app.change(call, "processPackPublish", input, |work, input| {
        Box::pin(async move {
            administers(&work.context())?;
            work.lock_policies().await?;
            let PackPublish { name, copy_of, changes, note } = input.clone();
            let packs = work.policies().packs();
            expect_version(work, packs.newest(&name).map(|current| current.as_ref().clone())).await?;
            let pack = changes.apply(name, copy_of.as_ref(), packs)?;
            let change = ProcessPack::publish(&work.context(), packs, PublishPack { pack, note })?;
            work.record(change).await
        })
    })
    .await
}

/// Assigns a pack to a scope.
pub async fn assign(app: App, call: Call, input: AssignPack) -> Answer<PackAssignment> {
    app.change(call, "processPackAssign", input, |work, input| {
        Box::pin(async move {
            administers(&work.context())?;
            work.lock_policies().await?;
            let packs = work.policies().packs();
            let current = packs.assignment(input.scope).map(|current| current.as_ref().clone());
            expect_version(work, current).await?;
            let change = PackAssignment::assign(&work.context(), packs, input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// Refuses where the record has another version than the caller expects.
async fn expect_version<T: liaison_domain::command::Aggregate>(
    work: &Work,
    current: Option<T>,
) -> Result<(), OperationError> {
    if let Some(current) = current {
        work.found(Some(current)).await?;
    }
    Ok(())
}

/// Moves running requests, all of them or none; each tells it on its own record.
pub async fn migrate(app: App, call: Call, input: PackMigrate) -> Answer<Vec<Request>> {
    app.change(call, "processPackMigrate", input, |work, input| {
        Box::pin(async move {
            administers(&work.context())?;
            check_list(&input.requests)?;
            let mut held = stored_requests::all_for_change(work.unit(), &input.requests).await?;
            let mut moved = Vec::with_capacity(input.requests.len());
            for (index, id) in input.requests.iter().enumerate() {
                let place = held.iter().position(|request| request.id == *id);
                let request = work.seen(place.map(|place| held.swap_remove(place)));
                let request = request.map_err(|error| at(index, error))?;
                let pack = target(work, input, &request)?;
                let change = request.migrate(&work.under(&pack), input.reason.clone());
                let change = change.map_err(|refusal| at(index, refusal.into()))?;
                moved.push(Box::pin(request::record(work, change)).await?);
            }
            for id in input.requests.iter().rev() {
                work.unit().answers_with(Subject { kind: SubjectKind::Request, id: id.uuid() });
            }
            Ok(moved)
        })
    })
    .await
}

fn check_list(requests: &[RequestId]) -> Result<(), OperationError> {
    if requests.len() > MOST_INPUTS {
        return Err(OperationError::TooMany { limit: MOST_INPUTS });
    }
    let wrong = |path: String, rule| Err(Refusal::from(Reason::of(rule).at(path)).into());
    if requests.is_empty() {
        return wrong("requests".to_owned(), Rule::Required);
    }
    let mut seen = std::collections::HashSet::new();
    match requests.iter().position(|request| !seen.insert(*request)) {
        Some(index) => wrong(format!("requests.{index}"), Rule::Duplicate),
        None => Ok(()),
    }
}

/// The pack that the request is to move to.
fn target(
    work: &Work,
    input: &PackMigrate,
    request: &Request,
) -> Result<std::sync::Arc<Pack>, OperationError> {
    let packs = work.policies().packs();
    let Some(name) = &input.pack else {
        let (kind, department) = (Some(request.form.kind), Some(request.department));
        let governed = Governed::Assigned { kind, department };
        return Ok(std::sync::Arc::clone(packs.of(governed, work.directory())));
    };
    let newest = packs.newest(name).ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("pack")))?;
    Ok(std::sync::Arc::clone(&newest.pack))
}

/// A refusal of one of the requests, with its place among them.
fn at(index: usize, error: OperationError) -> OperationError {
    let path = format!("requests.{index}");
    match error {
        OperationError::Refused(Refusal::NotFound) => {
            OperationError::Refused(Reason::of(Rule::Unknown).at(path).into())
        }
        OperationError::Refused(Refusal::Invalid(found)) => {
            let found = found.into_iter().map(|one| one.below(&path)).collect();
            OperationError::Refused(Refusal::Invalid(found))
        }
        other => other,
    }
}
