//! Submission: the form is complete, the code is given, every party is asked.
//!
//! Two steps, so that codes are dense (X19): [`Request::prepare`] makes every check and names the counter; only then is the
//! serial drawn, in the same transaction, and [`Submission::complete`] cannot fail.

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::numbering::{CodeScope, NumberingScheme};
use crate::priority::Priority;
use crate::request::ability::Action;
use crate::request::custom_field::CustomValue;
use crate::request::fact::RequestFact;
use crate::request::form_template::{FormDefinition, FormTemplate, LimitedField, OptionalField};
use crate::request::kind::PartyRole;
use crate::request::record::{Record, Revision, RevisionKind, TemplateRef};
use crate::request::status::RequestStatus;
use crate::request::step::{Step, named};
use crate::request::ticket::{self, Reception, Ticket};
use crate::request::{Request, content, fill, liaison};
use crate::text::{self, Line};

/// A request that may be submitted, waiting for its serial.
pub struct Submission<'a> {
    step: Step<'a>,
    ctx: &'a Context<'a>,
    scope: CodeScope,
}

impl Request {
    /// Checks everything that submission asks for, under the current template of the kind (none: nothing beyond
    /// `requests.md`). `ticked` are the items of its checklist that the initiator confirms, `reception` is what the ticket of a
    /// customer needs beside.
    pub fn prepare<'a>(
        &'a self,
        ctx: &'a Context<'a>,
        template: Option<&FormTemplate>,
        ticked: Vec<Line>,
        reception: Option<&Reception<'_>>,
    ) -> Result<Submission<'a>, Refusal> {
        self.can(Action::Submit, ctx)?;
        let mut step = Step::of(self, ctx);
        let record = &mut step.record;
        record.definition =
            template.map_or_else(FormDefinition::default, |template| template.definition.clone());
        record.template = template.map(|template| TemplateRef { id: template.id, version: template.version });
        record.form.ticked = ticked;
        let mut violations = Violations::default();
        let routed = ticket::receive(record, reception, ctx, &mut violations);
        let urgent = ctx.pack.critical_shortcut && record.form.priority == Priority::Critical;
        record.completion_owed = urgent && !owed(record).is_empty();
        let asked = if urgent { owed_urgently(record) } else { owed(record) };
        for field in asked.into_iter().filter(|field| !(routed && field == "parties")) {
            violations.add(field, Reason::of(Rule::Required));
        }
        let due = record.form.content.due_on;
        violations.check(due.is_none_or(|due| due >= ctx.today()), "dueOn", Rule::InThePast);
        if let Err(Refusal::Invalid(found)) = self.check_priority(ctx, record.form.priority) {
            violations.extend(found);
        }
        limits(record, &mut violations);
        custom_fields(record, ctx, &mut violations);
        checklist(record, &mut violations);
        parties(record, ctx, &mut violations);
        violations.finish()?;
        let scheme = NumberingScheme::parse(&ctx.pack.request_numbering);
        let scheme = scheme.map_err(|reason| Refusal::from(reason.at("pack.requestNumbering")))?;
        let department = ctx.directory.department(self.department);
        let department =
            department.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("department")))?;
        let scope = scheme.scope(department, ctx.today());
        Ok(Submission { step, ctx, scope })
    }
}

impl Submission<'_> {
    /// Which counter the serial is drawn from.
    pub const fn scope(&self) -> &CodeScope {
        &self.scope
    }

    /// The submitted request, with the code of this serial.
    pub fn complete(self, serial: u64) -> Change<Request> {
        let Self { mut step, ctx, scope } = self;
        let code = scope.code(serial);
        let record = &mut step.record;
        record.code = Some(code.clone());
        record.status = RequestStatus::Submitted;
        record.agreement = RequestStatus::Submitted;
        record.times.submitted_at = Some(ctx.now);
        let pack = ctx.pack.reference();
        record.pack = Some(pack.clone());
        for party in &mut record.parties {
            party.ask(ctx.now);
        }
        let (content, digest) = content::signed(record, 1);
        record.revisions.push(Revision {
            number: 1,
            kind: RevisionKind::Submission,
            digest: digest.clone(),
            content,
            by: ctx.actor.person(),
            at: ctx.now,
            changes: Vec::new(),
            answer: None,
            adopted: None,
        });
        let fact = RequestFact::RequestSubmitted {
            code,
            title: record.form.title.clone(),
            priority: record.form.priority,
            due_on: record.form.content.due_on,
            parties: record.parties.iter().map(named).collect(),
            digest,
            pack,
            completion_owed: record.completion_owed,
        };
        step.warnings = fill::warnings(&step.record.form, ctx);
        let opened = step.record.ticket.as_deref().and_then(opened);
        step.fact(fact);
        step.facts.extend(opened);
        step.settle();
        step.finish()
    }
}

fn opened(ticket: &Ticket) -> Option<RequestFact> {
    Some(RequestFact::TicketOpened {
        customer: ticket.customer?,
        category: ticket.category.clone()?,
        owner: ticket.owner?,
        route: ticket.route,
    })
}

/// The fields that a complete form has and this one lacks, by their names in the API.
pub(super) fn owed(record: &Record) -> Vec<String> {
    let content = &record.form.content;
    let mut missing = owed_urgently(record);
    let mut ask = |there: bool, field: &str| {
        if !there {
            missing.push(field.to_owned());
        }
    };
    ask(content.background.is_some(), "background");
    ask(content.goal.is_some(), "goal");
    for field in &record.definition.required {
        match field {
            OptionalField::Deliverables => ask(!content.deliverables.is_empty(), "deliverables"),
            OptionalField::StartOn => ask(content.start_on.is_some(), "startOn"),
            OptionalField::Milestones => ask(!content.milestones.is_empty(), "milestones"),
            OptionalField::NeededFromInitiator => {
                ask(content.needed_from_initiator.is_some(), "neededFromInitiator");
            }
            OptionalField::ResourceNeeds => ask(!content.resource_needs.is_empty(), "resourceNeeds"),
            OptionalField::Attachments => {
                ask(record.form.no_attachments || !record.form.attachments.is_empty(), "attachments");
            }
            OptionalField::Remarks => ask(record.form.remarks.is_some(), "remarks"),
        }
    }
    for field in record.definition.custom_fields.iter().filter(|field| field.required) {
        ask(content.custom_fields.contains_key(&field.key), &format!("customFields.{}", field.key));
    }
    missing
}

/// What even an urgent submission needs (resolution 26).
fn owed_urgently(record: &Record) -> Vec<String> {
    let content = &record.form.content;
    let accepting = record.present().any(|party| party.role == PartyRole::Accepting);
    [("details", content.details.is_some()), ("dueOn", content.due_on.is_some()), ("parties", accepting)]
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(field, _)| field.to_owned())
        .collect()
}

/// The template's lengths, counted as readers count (S0-57, C28).
pub(super) fn limits(record: &Record, violations: &mut Violations) {
    let content = &record.form.content;
    let of = |text: Option<&str>| text.map_or(0, text::length);
    let background = of(content.background.as_ref().map(text::Text::as_str));
    let goal = of(content.goal.as_ref().map(text::Text::as_str));
    for (field, max) in &record.definition.limits {
        let (path, length) = match field {
            LimitedField::Title => ("title", text::length(record.form.title.as_str())),
            LimitedField::Background => ("background", background),
            LimitedField::Goal => ("goal", goal),
            LimitedField::BackgroundAndGoal => ("goal", background + goal),
            LimitedField::Details => ("details", of(content.details.as_ref().map(text::Text::as_str))),
            LimitedField::NeededFromInitiator => {
                ("neededFromInitiator", of(content.needed_from_initiator.as_ref().map(text::Text::as_str)))
            }
            LimitedField::Remarks => ("remarks", of(record.form.remarks.as_ref().map(text::Text::as_str))),
        };
        if length > *max as usize {
            let reason = Reason::of(Rule::TooLong).with("max", max).with("length", length);
            violations.add(path, reason.with("field", field.name()));
        }
    }
}

/// Values given under an earlier version of the template have to hold under this one.
fn custom_fields(record: &mut Record, ctx: &Context<'_>, violations: &mut Violations) {
    for (key, value) in &mut record.form.content.custom_fields {
        let path = format!("customFields.{key}");
        match record.definition.custom_field(key) {
            None => violations.add(path, Reason::of(Rule::Unknown)),
            Some(field) => {
                let read: Option<CustomValue> =
                    violations.take(path, field.read(&value.json(), ctx.directory));
                if let Some(read) = read {
                    *value = read;
                }
            }
        }
    }
}

fn checklist(record: &Record, violations: &mut Violations) {
    for item in &record.definition.checklist {
        if !record.form.ticked.contains(item) {
            violations.add("checklist", Reason::of(Rule::ChecklistOpen).with("item", item));
        }
    }
}

/// The directory may have changed since the draft was written.
fn parties(record: &Record, ctx: &Context<'_>, violations: &mut Violations) {
    for (index, party) in record.parties.iter().enumerate() {
        let open = ctx.directory.is_open(party.department);
        violations.check(open, format!("parties.{index}.department"), Rule::DepartmentClosed);
        if let Some(person) = party.liaison {
            let eligible = liaison::eligible(person, party.department, ctx);
            violations.take(format!("parties.{index}.liaison"), eligible);
        }
    }
    let accepting = record.present().any(|party| party.role == PartyRole::Accepting);
    violations.check(!accepting || record.lead().is_some(), "parties", Rule::OneLead);
}
