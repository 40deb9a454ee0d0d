//! Form templates: publishing the next version for a kind of request.

use liaison_domain::request::form_template::{FormTemplate, PublishFormTemplate};
use liaison_persistence::form_template as stored;

use super::{Answer, Call};
use crate::app::App;

/// Publishes the next version of the template of a kind.
pub async fn publish(app: App, call: Call, input: PublishFormTemplate) -> Answer<FormTemplate> {
    app.change(call, "formTemplatePublish", input, |work, input| {
        Box::pin(async move {
            let current = stored::current_for_change(work.unit(), input.kind).await?;
            let current = match current {
                Some(current) => Some(work.found(Some(current)).await?),
                None => None,
            };
            let change = FormTemplate::publish(&work.context(), current.as_ref(), input.clone())?;
            work.record(change).await
        })
    })
    .await
}
