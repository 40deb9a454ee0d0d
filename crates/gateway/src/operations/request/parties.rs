//! Verbs about parties that look at tasks: a party with open tasks stays, a disputed task is one of the request's.

use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::{DepartmentId, PartyId, RequestId, TaskId};
use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::request::escalate::Escalate;
use liaison_domain::request::parties::{PartyInput, RemoveParty, Reroute};
use liaison_domain::task::Anchor;
use liaison_domain::text::Text;
use liaison_persistence::task;
use serde::Serialize;

use super::{On, for_change, record};
use crate::app::App;
use crate::operations::{Answer, Call, OperationError, Work};

/// A party to take out.
#[derive(Clone, Debug, Serialize)]
pub struct PartyRemoval {
    /// Which.
    pub party: PartyId,
    /// Who coordinates then; required when the lead goes and several stay.
    pub new_lead: Option<PartyId>,
    /// Why.
    pub reason: Option<Text>,
}

/// Takes a party out.
pub async fn remove_party(app: App, call: Call, input: On<PartyRemoval>) -> Answer<Request> {
    app.change(call, "requestRemoveParty", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let PartyRemoval { party, new_lead, reason } = input.input.clone();
            let open_tasks = open_tasks(work, &request, Some(party)).await?;
            let removal = RemoveParty { party, new_lead, reason, open_tasks };
            let change = request.remove_party(&work.context_of(&request), removal)?;
            record(work, change).await
        })
    })
    .await
}

/// Another department for a party's place.
#[derive(Clone, Debug, Serialize)]
pub struct Rerouting {
    /// The party to replace.
    pub party: PartyId,
    /// Who takes its place.
    pub to: PartyInput,
    /// Why.
    pub reason: Option<Text>,
}

/// Sets another department in a party's place.
pub async fn reroute(app: App, call: Call, input: On<Rerouting>) -> Answer<Request> {
    app.change(call, "requestReroute", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let Rerouting { party, to, reason } = input.input.clone();
            let open_tasks = open_tasks(work, &request, Some(party)).await?;
            let change =
                request.reroute(&work.context_of(&request), Reroute { party, to, reason, open_tasks })?;
            record(work, change).await
        })
    })
    .await
}

/// Puts a disagreement before the heads.
pub async fn escalate(app: App, call: Call, input: On<Escalate>) -> Answer<Request> {
    app.change(call, "requestEscalate", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            request.can(Action::Escalate, &work.context_of(&request))?;
            if let Some(task) = input.input.task {
                check_task(work, request.id, task).await?;
            }
            let change = request.escalate(&work.context_of(&request), input.input.clone())?;
            record(work, change).await
        })
    })
    .await
}

async fn check_task(work: &Work, request: RequestId, task: TaskId) -> Result<(), OperationError> {
    match task::anchor_of(work.db(), task).await? {
        Some(Anchor::Request(of)) if of == request => Ok(()),
        _ => Err(Refusal::from(Reason::of(Rule::Unknown).at("task")).into()),
    }
}

/// How many tasks the party's department does that are neither completed nor cancelled.
pub(super) async fn open_tasks(
    work: &mut Work,
    request: &Request,
    party: Option<PartyId>,
) -> Result<u32, OperationError> {
    let Some(party) = party.and_then(|party| request.party(party)) else { return Ok(0) };
    let directory = std::sync::Arc::clone(work.directory());
    let tasks = task::of_request_for_change(work.unit(), &directory, &request.frame()).await?;
    let department: DepartmentId = party.department;
    let open =
        tasks.iter().filter(|task| task.record().department == department && !task.status().is_final());
    Ok(u32::try_from(open.count()).unwrap_or(u32::MAX))
}
