//! A new request: a draft that only its initiator sees.

use serde::Serialize;

use crate::access::Actor;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, PersonId, RequestId};
use crate::priority::Priority;
use crate::request::Request;
use crate::request::fact::RequestFact;
use crate::request::fill::{self, ContentPatch, ParticularsPatch};
use crate::request::form::Form;
use crate::request::form_template::FormDefinition;
use crate::request::kind::RequestKind;
use crate::request::parties::{self, PartyInput};
use crate::request::record::{Record, Times};
use crate::request::status::RequestStatus;
use crate::request::ticket::{self, TicketPatch};
use crate::text::Line;

/// A request to draft.
#[derive(Clone, Debug, Serialize)]
pub struct CreateRequest {
    /// The ID, if the caller chose one.
    pub id: Option<RequestId>,
    /// What it is called.
    pub title: Line,
    /// What it is about.
    pub kind: RequestKind,
    /// How pressing it is.
    pub priority: Priority,
    /// The binding content.
    pub content: ContentPatch,
    /// What binds nobody; its title is ignored.
    pub particulars: ParticularsPatch,
    /// Who is to take part.
    pub parties: Vec<PartyInput>,
    /// Who may accept beside the initiator.
    pub acceptors: Vec<PersonId>,
    /// Of which customer, for a ticket.
    pub ticket: TicketPatch,
}

impl Request {
    /// Whether the caller may create requests: `EDITOR` or more in their own department (resolution 68).
    pub fn can_create(ctx: &Context<'_>) -> Result<(), Refusal> {
        match ctx.actor {
            Actor::Person(person) if person.edits.contains(&person.department) => Ok(()),
            _ => Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing))),
        }
    }

    /// Drafts a request for the caller's own department under the template that is current for its kind.
    pub fn create(
        ctx: &Context<'_>,
        input: CreateRequest,
        definition: &FormDefinition,
    ) -> Result<Change<Self>, Refusal> {
        Self::can_create(ctx)?;
        let Actor::Person(caller) = ctx.actor else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let mut record = blank(ctx, &input, definition, (caller.id, caller.department));
        let mut violations = Violations::default();
        fill::content(input.content, &mut record.form.content, definition, ctx, &mut violations);
        let particulars = ParticularsPatch { title: crate::patch::Patch::Keep, ..input.particulars };
        fill::particulars(
            particulars,
            record.id,
            &mut record.form,
            &mut record.watchers,
            ctx,
            &mut violations,
        );
        parties::set_all(&mut record, &input.parties, ctx, &mut violations);
        ticket::fill(&mut record, input.ticket, &mut violations);
        fill::active(&record.acceptors, "acceptors", ctx, &mut violations);
        fill::unique(&record.acceptors, "acceptors", &mut violations);
        violations.finish()?;
        let fact = RequestFact::RequestCreated {
            title: record.form.title.clone(),
            kind: record.form.kind,
            initiator: record.initiator,
            department: record.department,
        };
        let warnings = fill::warnings(&record.form, ctx);
        Ok(Change::created(Self(record), vec![fact]).warn(warnings))
    }
}

fn blank(
    ctx: &Context<'_>,
    input: &CreateRequest,
    definition: &FormDefinition,
    (initiator, department): (PersonId, crate::ids::DepartmentId),
) -> Record {
    Record {
        id: input.id.unwrap_or_else(|| ids::fresh(ctx.ids)),
        version: 0,
        code: None,
        status: RequestStatus::Draft,
        agreement: RequestStatus::Draft,
        form: Form::new(input.title.clone(), input.kind, input.priority),
        initiator,
        department,
        acceptors: input.acceptors.clone(),
        watchers: Vec::new(),
        parties: Vec::new(),
        participants: Vec::new(),
        stand_ins: Vec::new(),
        revisions: Vec::new(),
        signatures: Vec::new(),
        escalations: Vec::new(),
        block: None,
        times: Times::created(ctx.now),
        pack: None,
        template: None,
        definition: definition.clone(),
        outcome: None,
        end_reason: None,
        completion_owed: false,
        acceptance: None,
        closes_when_settled: false,
        conflict_override: None,
        looked_at: None,
        tracked_at: None,
        discarded: false,
        ticket: None,
    }
}
