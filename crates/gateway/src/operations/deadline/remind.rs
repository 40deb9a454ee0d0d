//! Reminding: the one thing that people do to a deadline.

use liaison_domain::deadline::{Deadline, DeadlineRecord};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::DeadlineId;
use liaison_persistence::unit_of_work::Subject;
use liaison_persistence::{deadline as stored, visibility};

use crate::app::App;
use crate::operations::{Answer, Call, OperationError, Work};

/// Reminds who owes (催办).
pub async fn remind(app: App, call: Call, input: DeadlineId) -> Answer<DeadlineRecord> {
    app.change(call, "deadlineRemind", input, |work, input| {
        Box::pin(async move {
            let found = for_change(work, *input).await?;
            let deadline = work.found(found).await?;
            let context = work.context_of(deadline.record());
            let change = deadline.remind(&context)?;
            let record = change.state.record().clone();
            work.unit().answers_with(Subject { kind: SubjectKind::Deadline, id: record.id.uuid() });
            work.record_all(vec![change]).await?;
            Ok(record)
        })
    })
    .await
}

/// The deadline as it is under the lock of the record that it is about.
async fn for_change(work: &mut Work, id: DeadlineId) -> Result<Option<Deadline>, OperationError> {
    let Some(known) = stored::find(work.db(), &[id]).await?.remove(&id) else { return Ok(None) };
    work.unit().lock(known.subject.uuid()).await?;
    let record = stored::find(work.db(), &[id]).await?.remove(&id);
    let audience = visibility::audiences(work.db(), &[known.root]).await?.remove(&known.root);
    Ok(record.zip(audience).map(|(record, audience)| Deadline::restore(record, audience)))
}
