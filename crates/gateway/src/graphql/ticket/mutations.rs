//! Opening a ticket.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::kind::RequestKind;
use liaison_domain::text::Line;

use super::RequestTicketInput;
use crate::graphql::decode::{Decode as _, ids};
use crate::graphql::mutation::{WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::origin::MeasureReferenceInput;
use crate::graphql::request::form_inputs::{RequestContentInput, RequestParticularsInput};
use crate::graphql::request::party_inputs::RequestPartyInput;
use crate::graphql::request::{Priority, Request};
use crate::graphql::scalars::Key;
use crate::operations::origin::Origin;
use crate::operations::ticket::{self as operations, TicketOpening};
use crate::payload;

payload! {
    /// What `ticketOpen` answers.
    TicketOpenPayload {
        /// The submitted ticket, with its code and its party.
        request: Request
    }
}

/// A ticket to be opened.
#[derive(InputObject)]
pub struct TicketOpenInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Request>>,
    /// Whose ticket it is.
    pub customer: Key<kind::Customer>,
    /// What the wish or complaint is about, such as 售后问题, at most 50 characters: routing rules are set by it.
    pub category: String,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// How pressing it is. A `CRITICAL` one needs few fields, wants its answer within 15 working minutes, and is told to the
    /// heads involved at once.
    #[graphql(default_with = "Priority::Medium")]
    pub priority: Priority,
    #[graphql(flatten)]
    content: RequestContentInput,
    #[graphql(flatten)]
    particulars: RequestParticularsInput,
    /// Who is to take part, at most 50; where none is named, the department of the routing rule that is in force.
    pub parties: Option<Vec<RequestPartyInput>>,
    /// 验收人: who may accept beside the initiator, at most 50.
    pub acceptors: Option<Vec<Key<kind::Person>>>,
    /// The items of the form template's checklist that are done.
    pub checklist: Option<Vec<String>>,
    /// The measure of an interaction with this customer that it is made from; the measure stays linked to it. Once, for who keeps
    /// the customer and for editors of the measure's department who see the interaction.
    pub measure: Option<MeasureReferenceInput>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl TicketOpenInput {
    fn decode(self) -> (WriteOptions, Result<TicketOpening, Refusal>) {
        let mut found = Violations::default();
        let title = found.take("title", Line::new(&self.title));
        let content = self.content.decode(&mut found);
        let particulars = self.particulars.decode(Patch::Keep, &mut found);
        let ticket = RequestTicketInput {
            customer: MaybeUndefined::Value(self.customer),
            category: MaybeUndefined::Value(self.category),
        };
        let ticket = ticket.decode(&mut found);
        let items = self.checklist.unwrap_or_default();
        let checklist =
            found.each("checklist", items, |found, path, raw: String| found.take(path, Line::new(&raw)));
        let measure = MeasureReferenceInput::decode(self.measure, &mut found);
        let parts = found.all((title, content, particulars, ticket, checklist, measure));
        let input = parts.map(|(title, content, particulars, ticket, checklist, measure)| TicketOpening {
            form: CreateRequest {
                id: self.id.map(|key| key.0),
                title,
                kind: RequestKind::CustomerTicket,
                priority: self.priority.into(),
                content,
                particulars,
                parties: self.parties.into_iter().flatten().map(RequestPartyInput::decode).collect(),
                acceptors: ids(self.acceptors.unwrap_or_default()),
                ticket,
            },
            checklist,
            origin: Origin { support_item: None, measure },
        });
        (self.options, input)
    }
}

/// The root field.
#[derive(Default)]
pub struct TicketMutation;

#[Object]
impl TicketMutation {
    /// Registers a customer's wish or complaint: drafts a request of the kind `CUSTOMER_TICKET` and submits it, or does nothing.
    /// Where no party is named it goes to the department of the routing rule that is in force, which may be the caller's own;
    /// without such a rule it is refused. For everybody who is `EDITOR` or more in their own department.
    async fn ticket_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ticket.")] input: TicketOpenInput,
    ) -> OrNull<TicketOpenPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::open).await
    }
}
