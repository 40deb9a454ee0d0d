//! Reminding: the one thing that people do to a deadline.

use liaison_domain::deadline::DeadlineRecord;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::DeadlineId;
use liaison_persistence::unit_of_work::Subject;

use super::locked::locked;
use crate::app::App;
use crate::operations::{Answer, Call};

/// Reminds who owes (催办).
pub async fn remind(app: App, call: Call, input: DeadlineId) -> Answer<DeadlineRecord> {
    app.change(call, "deadlineRemind", input, |work, input| {
        Box::pin(async move {
            let found = locked(work, &[*input]).await?.pop();
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
