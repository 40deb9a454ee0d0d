//! From an empty form to a submitted request.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::update::UpdateRequest;
use liaison_domain::text::Line;

use super::form_inputs::{RequestContentInput, RequestParticularsInput};
use super::party_inputs::RequestPartyInput;
use super::{Priority, Request, RequestKind};
use crate::graphql::decode::{Decode as _, ids, patch};
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::origin::OriginInput;
use crate::graphql::scalars::Key;
use crate::graphql::ticket::RequestTicketInput;
use crate::operations::request::{self as operations, On, RequestDraft};
use crate::payload;

payload! {
    /// What `requestCreate` answers.
    RequestCreatePayload {
        /// The draft.
        request: Request
    }
}

payload! {
    /// What `requestUpdate` answers.
    RequestUpdatePayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestDiscard` answers.
    RequestDiscardPayload {
        /// The draft as it was when it was thrown away; null for a repeated call.
        request: Request
    }
}

payload! {
    /// What `requestSubmit` answers.
    RequestSubmitPayload {
        /// The request with its code.
        request: Request
    }
}

/// A request to be drafted.
#[derive(InputObject)]
pub struct RequestCreateInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Request>>,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What it is about.
    #[graphql(default_with = "RequestKind::Collaboration")]
    pub kind: RequestKind,
    /// How pressing it is.
    #[graphql(default_with = "Priority::Medium")]
    pub priority: Priority,
    #[graphql(flatten)]
    content: RequestContentInput,
    #[graphql(flatten)]
    particulars: RequestParticularsInput,
    /// Who is to take part, at most 50.
    pub parties: Option<Vec<RequestPartyInput>>,
    /// 验收人: who may accept beside the initiator, at most 50.
    pub acceptors: Option<Vec<Key<kind::Person>>>,
    #[graphql(flatten)]
    origin: OriginInput,
    #[graphql(flatten)]
    ticket: RequestTicketInput,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl RequestCreateInput {
    fn decode(self) -> (WriteOptions, Result<RequestDraft, Refusal>) {
        let mut found = Violations::default();
        let title = found.take("title", Line::new(&self.title));
        let content = self.content.decode(&mut found);
        let particulars = self.particulars.decode(Patch::Keep, &mut found);
        let origin = self.origin.decode(&mut found);
        let ticket = self.ticket.decode(&mut found);
        let parts = found.all((title, content, particulars, origin, ticket));
        let input = parts.map(|(title, content, particulars, origin, ticket)| RequestDraft {
            form: CreateRequest {
                id: self.id.map(|key| key.0),
                title,
                kind: self.kind.into(),
                priority: self.priority.into(),
                content,
                particulars,
                parties: self.parties.into_iter().flatten().map(RequestPartyInput::decode).collect(),
                acceptors: ids(self.acceptors.unwrap_or_default()),
                ticket,
            },
            origin,
        });
        (self.options, input)
    }
}

/// Changes of a form: an absent field keeps, null clears. After submission binding content changes by `requestRevise`; here
/// only what an urgent submission still owes.
#[derive(InputObject)]
pub struct RequestUpdateInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// What it is called, 1 to 200 characters.
    pub title: Option<String>,
    /// What it is about; in a draft alone.
    pub kind: Option<RequestKind>,
    /// How pressing it is; in a draft alone, later by `requestChangePriority`.
    pub priority: Option<Priority>,
    #[graphql(flatten)]
    content: RequestContentInput,
    #[graphql(flatten)]
    particulars: RequestParticularsInput,
    /// Who is to take part, at most 50; replaces the list, in a draft alone.
    pub parties: MaybeUndefined<Vec<RequestPartyInput>>,
    #[graphql(flatten)]
    ticket: RequestTicketInput,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl RequestUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<On<UpdateRequest>, Refusal>) {
        let mut found = Violations::default();
        let title = found.given("title", self.title, |raw| Line::new(&raw));
        let content = self.content.decode(&mut found);
        let title = title.map(|title| title.map_or(Patch::Keep, Patch::Set));
        let particulars = self.particulars.decode(title.clone().unwrap_or_default(), &mut found);
        let parties =
            patch(self.parties).map(|list| list.into_iter().map(RequestPartyInput::decode).collect());
        let ticket = self.ticket.decode(&mut found);
        let parts = found.all((title, content, particulars, ticket));
        let input = parts.map(|(_, content, particulars, ticket)| UpdateRequest {
            kind: self.kind.map(Into::into),
            priority: self.priority.map(Into::into),
            content,
            particulars,
            parties,
            ticket,
        });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

/// A draft to be thrown away.
#[derive(InputObject)]
pub struct RequestDiscardInput {
    /// Which draft.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A draft to be submitted.
#[derive(InputObject)]
pub struct RequestSubmitInput {
    /// Which draft.
    pub id: Key<kind::Request>,
    /// The items of the form template's checklist that are done.
    pub checklist: Option<Vec<String>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RequestSubmitInput {
    fn decode(self) -> (ActionOptions, Result<On<Vec<Line>>, Refusal>) {
        let mut found = Violations::default();
        let items = self.checklist.unwrap_or_default();
        let ticked =
            found.each("checklist", items, |found, path, raw: String| found.take(path, Line::new(&raw)));
        (self.options, found.all((ticked,)).map(|(input,)| On { id: self.id.0, input }))
    }
}

/// The root fields.
#[derive(Default)]
pub struct DraftMutation;

#[Object]
impl DraftMutation {
    /// Drafts a request for the caller's own department, seen by the caller alone. For everybody who is `EDITOR` or more in
    /// their own department.
    async fn request_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request.")] input: RequestCreateInput,
    ) -> OrNull<RequestCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::create).await
    }

    /// Changes the form of a draft; of a submitted request what binds nobody. For the initiator.
    async fn request_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: RequestUpdateInput,
    ) -> OrNull<RequestUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Throws a draft away; it leaves no gap in the codes. For the initiator.
    async fn request_discard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: RequestDiscardInput,
    ) -> OrNull<RequestDiscardPayload> {
        run(ctx, input.options, Ok(On { id: input.id.0, input: () }), operations::discard).await
    }

    /// Submits a draft: the form is checked, the code is given, every party is asked. For the initiator.
    async fn request_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: RequestSubmitInput,
    ) -> OrNull<RequestSubmitPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::submit).await
    }
}
