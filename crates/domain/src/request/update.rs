//! Changing a draft's form; after submission what binds nobody, and the fields still owed after an urgent submission.

use serde::Serialize;
use serde_json::Value;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::patch::Patch;
use crate::priority::Priority;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::fill::{self, ContentPatch, ParticularsPatch};
use crate::request::form_template::FormDefinition;
use crate::request::kind::RequestKind;
use crate::request::parties::{self, PartyInput};
use crate::request::record::{Record, RevisionKind};
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step};
use crate::request::ticket::{self, TicketPatch};
use crate::request::{Request, content, submit};

/// What to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpdateRequest {
    /// What it is about; in a draft alone.
    pub kind: Option<RequestKind>,
    /// How pressing it is; in a draft alone, later by its own command.
    pub priority: Option<Priority>,
    /// Binding content; in a draft, later only fields still owed and custom fields that do not bind.
    pub content: ContentPatch,
    /// What binds nobody.
    pub particulars: ParticularsPatch,
    /// Who is to take part, replacing the list; in a draft alone.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub parties: Patch<Vec<PartyInput>>,
    /// Of which customer, for a ticket; in a draft alone.
    pub ticket: TicketPatch,
}

impl Request {
    /// Changes the form. `current` is what the current template of the kind asks for; it counts for drafts alone.
    pub fn update(
        &self,
        ctx: &Context<'_>,
        input: UpdateRequest,
        current: &FormDefinition,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Update, ctx)?;
        let draft = self.status == RequestStatus::Draft;
        let mut step = Step::of(self, ctx);
        let mut violations = Violations::default();
        let record = &mut step.record;
        if draft {
            record.definition = current.clone();
            record.form.kind = input.kind.unwrap_or(record.form.kind);
            record.form.priority = input.priority.unwrap_or(record.form.priority);
            match &input.parties {
                Patch::Keep => {}
                Patch::Clear => record.parties.clear(),
                Patch::Set(all) => parties::set_all(record, all, ctx, &mut violations),
            }
            ticket::fill(record, input.ticket, &mut violations);
        } else {
            let binding = [
                ("kind", input.kind.is_some()),
                ("priority", input.priority.is_some()),
                ("parties", !input.parties.is_keep()),
                ("customer", input.ticket.customer.is_given()),
                ("category", input.ticket.category.is_given()),
            ];
            for (field, given) in binding {
                violations.check(!given, field, Rule::BindingField);
            }
        }
        let definition = record.definition.clone();
        fill::content(input.content, &mut record.form.content, &definition, ctx, &mut violations);
        fill::particulars(
            input.particulars,
            self.id,
            &mut record.form,
            &mut record.watchers,
            ctx,
            &mut violations,
        );
        if !draft {
            only_owed(self, record, &mut violations);
        }
        violations.finish()?;
        self.tell_update(step, ctx)
    }

    fn tell_update(&self, mut step: Step<'_>, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        let after = Request(step.record.clone());
        let watched = crate::command::Aggregate::watched;
        let changes = content::differences(&watched(self), &watched(&after));
        if changes.is_empty() {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        step.fact(RequestFact::RequestUpdated {
            fields: changes.into_iter().map(|change| change.field).collect(),
        });
        step.revise(RevisionKind::Completion, &content::binding(self), RevisionNote::default());
        step.record.completion_owed &= !submit::owed(&step.record).is_empty();
        step.warnings = fill::warnings(&step.record.form, ctx);
        Ok(step.finish())
    }
}

/// After submission a binding field changes here only where it was empty and is still owed (resolution 26).
fn only_owed(before: &Record, after: &Record, violations: &mut Violations) {
    for change in content::differences(&content::binding(before), &content::binding(after)) {
        let empty = match &change.from {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => {
                fields.iter().all(|(key, value)| change.to.get(key) == Some(value))
                    && change.field == "customFields"
            }
            _ => false,
        };
        let path = if change.field == "bindingAttachments" { "attachments" } else { &change.field };
        violations.check(before.completion_owed && empty, path, Rule::BindingField);
    }
}
