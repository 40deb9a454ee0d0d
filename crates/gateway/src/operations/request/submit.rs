//! Submission: every check first, then the number, so that codes are dense (X19).

use std::sync::Arc;

use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::text::Line;
use liaison_persistence::form_template;

use super::{On, for_change, record};
use crate::app::App;
use crate::operations::{Answer, Call, OperationError, Work, ticket};

/// Submits a draft; `input` are the items of the template's checklist that the initiator ticks.
pub async fn submit(app: App, call: Call, input: On<Vec<Line>>) -> Answer<Request> {
    app.change(call, "requestSubmit", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            submitted(work, request, input.input.clone()).await
        })
    })
    .await
}

/// The draft, submitted; that of a customer's ticket goes where the rules say that are in force now.
///
/// # Errors
/// As the domain's `prepare`.
pub(in crate::operations) async fn submitted(
    work: &mut Work,
    request: Request,
    ticked: Vec<Line>,
) -> Result<Request, OperationError> {
    request.can(Action::Submit, &work.context_of(&request))?;
    let customer = ticket::customer_of(work, &request).await?;
    let template = form_template::current(work.db(), request.form.kind).await?;
    let policies = Arc::clone(work.policies());
    let reception = customer.as_ref().map(|customer| ticket::reception(customer, policies.routes()));
    let scope = {
        let ctx = work.context_of(&request);
        let checked = request.prepare(&ctx, template.as_ref(), ticked.clone(), reception.as_ref())?;
        checked.scope().key()
    };
    // Last of all that can be refused: whoever wants a number of this scope waits until this unit ends.
    let serial = work.unit().next_number(&scope).await?;
    let serial = u64::try_from(serial).map_err(OperationError::internal)?;
    let change = {
        let ctx = work.context_of(&request);
        request.prepare(&ctx, template.as_ref(), ticked, reception.as_ref())?.complete(serial)
    };
    record(work, change).await
}
