//! Revisions (修订): a change of binding content, or the initiator's answer to a party without one (resolutions 7, 8).

use serde::Serialize;

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{self, PartyId, ResponseId};
use crate::patch::Patch;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::fill::{self, ContentPatch, ParticularsPatch};
use crate::request::form::Attachment;
use crate::request::party::PartyEvent;
use crate::request::record::{Record, RevisionKind};
use crate::request::resource_need::ResourceNeed;
use crate::request::status::RequestStatus;
use crate::request::step::{RevisionNote, Step, asked_again};
use crate::request::{Request, content, submit};
use crate::text::Text;

/// A revision.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Revise {
    /// What changes.
    pub content: ContentPatch,
    /// Files; replaces the list. Only those that do not merely inform are content.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub attachments: Patch<Vec<Attachment>>,
    /// What the initiator says to the parties; without any change it is the answer to one of them.
    pub answer: Option<Text>,
    /// Whom the answer is for; the only party that waits for one where it is left out.
    pub party: Option<PartyId>,
    /// The response whose proposal is taken over (resolution 51).
    pub adopt: Option<ResponseId>,
}

impl Request {
    /// Revises the content. Who had accepted is asked again and every signature is void; with `answer` and nothing changed,
    /// one party is asked again and all else stays.
    pub fn revise(&self, ctx: &Context<'_>, input: Revise) -> Result<Change<Self>, Refusal> {
        self.can(Action::Revise, ctx)?;
        let mut step = Step::of(self, ctx);
        let mut violations = Violations::default();
        if let Some(response) = input.adopt {
            adopt(&mut step.record, response, ctx, &mut violations);
        }
        apply(self, &mut step.record, input.content, input.attachments, ctx, &mut violations);
        violations.finish()?;
        let before = content::binding(self);
        if self.status == RequestStatus::Draft {
            let changes = content::differences(&before, &content::binding(&step.record));
            let fields: Vec<_> = changes.into_iter().map(|change| change.field).collect();
            if fields.is_empty() {
                return Err(Reason::of(Rule::NothingChanged).at("").into());
            }
            step.fact(RequestFact::RequestUpdated { fields });
        } else {
            let note = RevisionNote { answer: input.answer.clone(), adopted: input.adopt };
            if !step.revise(RevisionKind::Change, &before, note) {
                self.answer(&mut step, input.party, input.answer, ctx)?;
            }
        }
        step.record.completion_owed &= !submit::owed(&step.record).is_empty();
        step.warnings = fill::warnings(&step.record.form, ctx);
        step.settle();
        Ok(step.finish())
    }

    fn answer(
        &self,
        step: &mut Step<'_>,
        party: Option<PartyId>,
        answer: Option<Text>,
        ctx: &Context<'_>,
    ) -> Result<(), Refusal> {
        let Some(answer) = answer else { return Err(Reason::of(Rule::NothingChanged).at("").into()) };
        let waits = |index: &usize| {
            let party = &self.parties[*index];
            party.is_present() && party.state.after(PartyEvent::Answered).is_some()
        };
        let index = if let Some(party) = party {
            self.present_index(party)?
        } else {
            let mut waiting = (0..self.parties.len()).filter(waits);
            match (waiting.next(), waiting.next()) {
                (Some(index), None) => index,
                (Some(_), Some(_)) => return Err(Reason::of(Rule::Required).at("party").into()),
                (None, _) => return Err(Reason::of(Rule::NothingChanged).at("").into()),
            }
        };
        if !waits(&index) {
            let reason = Reason::of(Rule::PartyState).with("state", self.parties[index].state.name());
            return Err(self.conflict(ctx, vec![reason]));
        }
        let party = &mut step.record.parties[index];
        party.ask(ctx.now);
        let fact = asked_again(party, Some(answer));
        step.fact(fact);
        Ok(())
    }
}

/// Applies a change of content to a submitted request and checks that it stays a complete form.
pub(super) fn apply(
    before: &Record,
    record: &mut Record,
    patch: ContentPatch,
    attachments: Patch<Vec<Attachment>>,
    ctx: &Context<'_>,
    violations: &mut Violations,
) {
    let definition = record.definition.clone();
    fill::content(patch, &mut record.form.content, &definition, ctx, violations);
    let files = ParticularsPatch { attachments, ..ParticularsPatch::default() };
    fill::particulars(files, record.id, &mut record.form, &mut record.watchers, ctx, violations);
    if record.status == RequestStatus::Draft {
        return;
    }
    let due = record.form.content.due_on;
    let moved = due != before.form.content.due_on;
    let past = moved && due.is_some_and(|due| due < ctx.today());
    violations.check(!past, "dueOn", Rule::InThePast);
    submit::limits(record, violations);
    let owed_before = submit::owed(before);
    for field in submit::owed(record) {
        violations.check(owed_before.contains(&field), field, Rule::Required);
    }
}

/// Takes over what a response proposes.
fn adopt(record: &mut Record, response: ResponseId, ctx: &Context<'_>, violations: &mut Violations) {
    let next = record.revision() + 1;
    let responses = record.parties.iter_mut().filter(|party| party.is_present());
    let found = responses.flat_map(|party| &mut party.responses).find(|candidate| candidate.id == response);
    let Some(found) = found else {
        violations.add("adoptResponse", Reason::of(Rule::Unknown));
        return;
    };
    let proposes = found.proposed_due_on.is_some() || !found.proposed_resource_needs.is_empty();
    violations.check(proposes && found.adopted_in.is_none(), "adoptResponse", Rule::NothingChanged);
    found.adopted_in = Some(next);
    let needs = found.proposed_resource_needs.clone();
    let content = &mut record.form.content;
    content.due_on = found.proposed_due_on.or(content.due_on);
    content.resource_needs.extend(needs.into_iter().map(|need| ResourceNeed {
        id: ids::fresh(ctx.ids),
        kind: need.kind,
        description: need.description,
        quantity: need.quantity,
        amount: None,
        purpose: None,
        expected_benefit: None,
        from_on: None,
        until_on: None,
        from_department: None,
        person: None,
        resource: None,
        decisions: Vec::new(),
    }));
}
