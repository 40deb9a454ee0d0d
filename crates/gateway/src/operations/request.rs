//! Requests: one function a verb, over the commands of `liaison_domain::request`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (request, task, problem), the number that submission
//! draws, the key that attests signatures, and what an ended request does to its tasks and problems. Operations of tasks,
//! problems and ratings call `for_change`, `tasks_changed` and `settle`. Verbs that load, decide and record, and
//! nothing else, are lines of the table in `verbs`.

mod accept;
mod attest;
mod directory_change;
mod form;
mod parties;
mod references;
mod rule;
mod settlement;
mod submit;
mod verbs;

use liaison_domain::access::Actor;
use liaison_domain::command::{Change, Context};
use liaison_domain::error::Refusal;
use liaison_domain::ids::RequestId;
use liaison_domain::pack::ByPack;
use liaison_domain::request::Request;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::request as stored;
use serde::Serialize;

use super::{Answer, Call, OperationError, Work};
use crate::app::App;

pub use accept::{accept, close};
pub use attest::sign;
pub(super) use directory_change::{department_merged, person_left};
pub(super) use form::drafted;
pub use form::{RequestDraft, create, revise, update};
pub use parties::{PartyRemoval, Rerouting, escalate, remove_party, reroute};
pub use rule::{Ruling, rule};
pub use settlement::settlements;
pub(super) use settlement::{ended, settle, settlement, tasks_changed};
pub use submit::submit;
pub(super) use submit::submitted;
pub use verbs::{
    add_party, archive, block, change_priority, decide_resource, discard, hand_over, mark_reviewed,
    name_acceptors, name_lead, name_liaison, override_conflict, respond, review, take_up, unblock, withdraw,
};

/// Who acts where a command is the server's alone.
pub(super) static SERVER: Actor = Actor::Server;

/// A request and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct On<I> {
    /// Which request.
    pub id: RequestId,
    /// What is to be done.
    pub input: I,
}

/// A verb of the domain that needs nothing but the request.
type Verb<I> = fn(&Request, &Context<'_>, I) -> Result<Change<Request>, Refusal>;

/// Loads, decides, records.
async fn act<I>(app: App, call: Call, mutation: &'static str, input: On<I>, verb: Verb<I>) -> Answer<Request>
where
    I: Clone + Serialize + Send + Sync + 'static,
{
    app.change(call, mutation, input, move |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let change = verb(&request, &work.context_of(&request), input.input.clone())?;
            record(work, change).await
        })
    })
    .await
}

/// Writes the change and what follows from it: a request that is confirmed gives out its planned tasks, one that is declined
/// or withdrawn takes its tasks and problems along; one that closes by itself closes with the last missing thing.
///
/// # Errors
/// As [`Work::record`].
pub(super) async fn record(work: &mut Work, change: Change<Request>) -> Result<Request, OperationError> {
    let was_open = change.before.as_ref().is_some_and(|before| before.status.is_open());
    let was_confirmed =
        change.before.as_ref().is_some_and(|before| before.status == RequestStatus::Confirmed);
    let request = Box::pin(work.record(change)).await?;
    if !was_confirmed && request.status == RequestStatus::Confirmed {
        Box::pin(super::task::request_confirmed(work, &request)).await?;
    }
    if was_open && matches!(request.status, RequestStatus::Declined | RequestStatus::Withdrawn) {
        Box::pin(ended(work, &request)).await?;
    }
    Box::pin(settle(work, request)).await
}

/// The request that the call is about, locked, if the caller may see it and it has the version they expect.
///
/// # Errors
/// As [`Work::found`].
pub(super) async fn for_change(work: &mut Work, id: RequestId) -> Result<Request, OperationError> {
    let request = stored::find_for_change(work.unit(), id).await?;
    work.found(request).await
}

/// What the server decides in about this record: what follows from another change.
pub(super) fn as_server<'a>(work: &'a Work, record: &impl ByPack) -> Context<'a> {
    Context { actor: &SERVER, ..work.context_of(record) }
}
