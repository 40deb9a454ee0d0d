//! Verbs that fill the form in: under which template, and whether what it refers to is there.

use liaison_domain::progress_report::Linked;
use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::form_template::FormDefinition;
use liaison_domain::request::kind::RequestKind;
use liaison_domain::request::revise::Revise;
use liaison_domain::request::update::UpdateRequest;
use liaison_persistence::form_template;
use serde::Serialize;

use super::references::{check_links, check_resources};
use super::{On, for_change, record};
use crate::app::App;
use crate::operations::origin::Origin;
use crate::operations::ticket::check_customer;
use crate::operations::{Answer, Call, OperationError, Work};

/// A request to be drafted.
#[derive(Clone, Debug, Serialize)]
pub struct RequestDraft {
    /// What stands on its form.
    pub form: CreateRequest,
    /// What it is made from.
    pub origin: Origin,
}

/// Drafts a request under the current template of its kind.
pub async fn create(app: App, call: Call, input: RequestDraft) -> Answer<Request> {
    app.change(call, "requestCreate", input, |work, input| {
        Box::pin(async move {
            let request = drafted(work, &input.form).await?;
            let customer = request.ticket.as_ref().and_then(|ticket| ticket.customer);
            input.origin.became(work, Linked::Request(request.id), customer).await?;
            Ok(request)
        })
    })
    .await
}

/// A draft as this form describes it.
///
/// # Errors
/// As the domain's `create`; `UNKNOWN` for what the form refers to and is not there.
pub(in crate::operations) async fn drafted(
    work: &mut Work,
    form: &CreateRequest,
) -> Result<Request, OperationError> {
    Request::can_create(&work.context())?;
    check_resources(work, &form.content, &[]).await?;
    check_links(work, &form.particulars, &[]).await?;
    check_customer(work, &form.ticket).await?;
    let definition = definition(work, form.kind).await?;
    // A draft is governed by nothing yet: what its pack says is looked at when it is submitted (resolution 3).
    let change = Request::create(&work.context(), form.clone(), &definition)?;
    work.record(change).await
}

/// Changes a draft's form, or of a submitted request what binds nobody.
pub async fn update(app: App, call: Call, input: On<UpdateRequest>) -> Answer<Request> {
    app.change(call, "requestUpdate", input, |work, input| {
        Box::pin(async move {
            let (id, input) = (input.id, &input.input);
            let request = for_change(work, id).await?;
            request.can(Action::Update, &work.context_of(&request))?;
            check_resources(work, &input.content, &request.form.content.resource_needs).await?;
            check_links(work, &input.particulars, &request.form.links).await?;
            check_customer(work, &input.ticket).await?;
            let definition = definition(work, input.kind.unwrap_or(request.form.kind)).await?;
            let change = request.update(&work.context_of(&request), input.clone(), &definition)?;
            record(work, change).await
        })
    })
    .await
}

/// Revises binding content, or answers a party without a change (resolutions 7 and 8).
pub async fn revise(app: App, call: Call, input: On<Revise>) -> Answer<Request> {
    app.change(call, "requestRevise", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            request.can(Action::Revise, &work.context_of(&request))?;
            let input = &input.input;
            check_resources(work, &input.content, &request.form.content.resource_needs).await?;
            let change = request.revise(&work.context_of(&request), input.clone())?;
            record(work, change).await
        })
    })
    .await
}

/// What the current template of the kind asks for; nothing where none is published.
async fn definition(work: &Work, kind: RequestKind) -> Result<FormDefinition, OperationError> {
    let template = form_template::current(work.db(), kind).await?;
    Ok(template.map_or_else(FormDefinition::default, |template| template.definition))
}
