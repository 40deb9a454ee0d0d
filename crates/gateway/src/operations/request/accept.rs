//! Acceptance of the whole delivery, with the tasks that are still delivered (resolution 12), and closing.

use std::collections::BTreeMap;
use std::sync::Arc;

use liaison_domain::event::SubjectKind;
use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::request::accept::{AcceptRequest, AcceptedDeliverable, AcceptedTask};
use liaison_domain::task::{Content, Deliverable, Task, TaskStatus};
use liaison_domain::text::Text;
use liaison_persistence::task;
use liaison_persistence::unit_of_work::Subject;

use super::{On, for_change, record, settlement};
use crate::app::{App, Attested};
use crate::operations::{Answer, Call};

/// Accepts the delivery with these words, and passes what is still delivered.
pub async fn accept(app: App, call: Call, input: On<Option<Text>>) -> Answer<Request> {
    app.change(call, "requestAccept", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            request.can(Action::Accept, &work.context_of(&request))?;
            let directory = Arc::clone(work.directory());
            let mut tasks = task::of_request_for_change(work.unit(), &directory, &request.frame()).await?;
            tasks.sort_by(|one, other| one.record().code.cmp(&other.record().code));
            let acceptance =
                AcceptRequest { note: input.input.clone(), tasks: tasks.iter().map(accepted).collect() };
            let settlement = settlement(work, &request).await?;
            let key = work.app().attestor(Attested::SignOff);
            let change = request.accept(&work.context_of(&request), acceptance, &settlement, &key)?;
            for task in tasks.iter().filter(|task| task.status() == TaskStatus::Delivered) {
                let passed = task.pass_with_request(&work.context_of(&task))?;
                work.record(passed).await?;
            }
            work.unit().answers_with(Subject { kind: SubjectKind::Request, id: request.id.uuid() });
            record(work, change).await
        })
    })
    .await
}

/// Closes the request with nothing missing.
pub async fn close(app: App, call: Call, input: On<()>) -> Answer<Request> {
    app.change(call, "requestClose", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let settlement = settlement(work, &request).await?;
            let change = request.close(&work.context_of(&request), &settlement)?;
            record(work, change).await
        })
    })
    .await
}

/// The task as the signature covers it: the newest version of each thing handed over.
fn accepted(task: &Task) -> AcceptedTask {
    let record = task.record();
    let mut newest: BTreeMap<&str, &Deliverable> = BTreeMap::new();
    for deliverable in &record.deliverables {
        let held = newest.entry(deliverable.document.as_str()).or_insert(deliverable);
        if deliverable.version > held.version {
            *held = deliverable;
        }
    }
    let deliverables = newest.into_values().map(|deliverable| AcceptedDeliverable {
        name: deliverable.name.clone(),
        sha256: match &deliverable.content {
            Content::Attachment { sha256, .. } => Some(sha256.clone()),
            Content::Location { .. } => None,
        },
    });
    AcceptedTask {
        task: record.id,
        code: record.code.clone(),
        cancelled: task.status() == TaskStatus::Cancelled,
        deliverables: deliverables.collect(),
    }
}
