//! How a request ends: accepted and closed, taken back, archived.

use async_graphql::{Context, InputObject, Object};
use liaison_domain::error::Violations;
use liaison_domain::ids::kind;
use liaison_domain::text::Text;

use super::Request;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::request::{self as operations, On};
use crate::payload;

payload! {
    /// What `requestAccept` answers.
    RequestAcceptPayload {
        /// The accepted request.
        request: Request
    }
}

payload! {
    /// What `requestClose` answers.
    RequestClosePayload {
        /// The closed request.
        request: Request
    }
}

payload! {
    /// What `requestArchive` answers.
    RequestArchivePayload {
        /// The archived request.
        request: Request
    }
}

payload! {
    /// What `requestWithdraw` answers.
    RequestWithdrawPayload {
        /// The withdrawn request.
        request: Request
    }
}

/// An acceptance of the whole delivery.
#[derive(InputObject)]
pub struct RequestAcceptInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// What is said of the delivery; it is signed too.
    pub note: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A request to be closed.
#[derive(InputObject)]
pub struct RequestCloseInput {
    /// Which request.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A request to be archived.
#[derive(InputObject)]
pub struct RequestArchiveInput {
    /// Which request.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A request to be taken back.
#[derive(InputObject)]
pub struct RequestWithdrawInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields.
#[derive(Default)]
pub struct EndMutation;

#[Object]
impl EndMutation {
    /// 验收: accepts the whole delivery, signs for it and passes every task that is still delivered. Refused while the request
    /// is blocked or a problem of a task is unsettled. For the initiator and the acceptors.
    async fn request_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The acceptance.")] input: RequestAcceptInput,
    ) -> OrNull<RequestAcceptPayload> {
        let mut found = Violations::default();
        let note = found.take("note", Text::optional(input.note.as_deref()));
        let acceptance = found.all((note,)).map(|(note,)| On { id: input.id.0, input: note });
        run(ctx, input.options, acceptance, operations::accept).await
    }

    /// Closes an accepted request with nothing missing; the refusal lists what still is. For the initiator.
    async fn request_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: RequestCloseInput,
    ) -> OrNull<RequestClosePayload> {
        run(ctx, input.options, Ok(On { id: input.id.0, input: () }), operations::close).await
    }

    /// Archives what has ended; from then on it is read-only. For the initiator and the lead.
    async fn request_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: RequestArchiveInput,
    ) -> OrNull<RequestArchivePayload> {
        run(ctx, input.options, Ok(On { id: input.id.0, input: () }), operations::archive).await
    }

    /// Takes a request back before it is delivered: its open tasks are cancelled, its problems withdrawn; signatures stay as
    /// record. For the initiator.
    async fn request_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: RequestWithdrawInput,
    ) -> OrNull<RequestWithdrawPayload> {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&input.reason));
        let withdrawal = found.all((reason,)).map(|(reason,)| On { id: input.id.0, input: reason });
        run(ctx, input.options, withdrawal, operations::withdraw).await
    }
}
