//! Submission: every check first, then the number, so that codes are dense (X19).

use liaison_domain::request::Request;
use liaison_domain::text::Line;
use liaison_persistence::form_template;

use super::{On, for_change, record};
use crate::app::App;
use crate::operations::{Answer, Call, OperationError};

/// Submits a draft; `input` are the items of the template's checklist that the initiator ticks.
pub async fn submit(app: App, call: Call, input: On<Vec<Line>>) -> Answer<Request> {
    app.change(call, "requestSubmit", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            let template = form_template::current(work.db(), request.form.kind).await?;
            let scope = {
                let ctx = work.context_of(&request);
                let checked = request.prepare(&ctx, template.as_ref(), input.input.clone())?;
                checked.scope().key()
            };
            // Last of all that can be refused: whoever wants a number of this scope waits until this unit ends.
            let serial = work.unit().next_number(&scope).await?;
            let serial = u64::try_from(serial).map_err(OperationError::internal)?;
            let change = {
                let ctx = work.context_of(&request);
                request.prepare(&ctx, template.as_ref(), input.input.clone())?.complete(serial)
            };
            record(work, change).await
        })
    })
    .await
}
