//! Changing what was recorded of an interaction.

use serde::Serialize;

use super::record::{NewMeasure, Outgoing, check_follow_up, check_instant, check_measures};
use super::{Action, Channel, Interaction, InteractionRecord, Measure};
use crate::command::{Change, Context};
use crate::customer::masking::Masker;
use crate::customer::{Customer, CustomerState, InteractionFact};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::PersonId;
use crate::patch::Patch;
use crate::task::NewDue;
use crate::text::{Line, Text};
use crate::time::Instant;

/// What of an interaction is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InteractionPatch {
    /// When it took place; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub at: Patch<Instant>,
    /// How; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub channel: Patch<Channel>,
    /// About what; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub subject: Patch<Line>,
    /// What the customer said or wants.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub wants: Patch<Text>,
    /// The internal response, all of it: a measure that stands there as it was keeps its number and what it was turned into,
    /// and one that was turned into something has to.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub measures: Patch<Vec<NewMeasure>>,
    /// Who follows up.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub follow_up_by: Patch<PersonId>,
    /// How.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub plan: Patch<Text>,
    /// When the customer is to be contacted next; of the latest interaction alone.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub next_contact: Patch<NewDue>,
    /// Whether values of the customer's contacts in the text may be masked and the rest recorded (S1-101).
    pub confirm_masked: bool,
}

/// What a correction does.
#[derive(Debug)]
pub struct Updated {
    /// The interaction.
    pub interaction: Change<Interaction>,
    /// The customer, where its follow-up moved.
    pub customer: Option<Change<Customer>>,
}

impl Interaction {
    /// Changes what was recorded; the date of the follow-up only where no later interaction has taken its place. Emits
    /// `InteractionUpdated`, and `CustomerFollowUpMoved` where that date moved.
    pub fn update(
        &self,
        ctx: &Context<'_>,
        customer: &Customer,
        masker: &Masker,
        patch: InteractionPatch,
    ) -> Result<Updated, Refusal> {
        self.can(Action::Update, ctx)?;
        if customer.record().state == CustomerState::Archived {
            let status = CustomerState::Archived.name();
            return Err(Refusal::State(StateConflict { status, allowed: Vec::new(), missing: Vec::new() }));
        }
        let mut wrong = Violations::default();
        if self.record.said.is_some() {
            wrong.check(patch.wants.is_keep(), "wants", Rule::GuestWords);
        }
        let next_contact = patch.next_contact;
        let planned = next_contact.value().copied();
        self.check_next(next_contact, customer, ctx, &mut wrong);
        let next = self.patched(patch, ctx, masker, &mut wrong);
        wrong.check(!wrong.is_empty() || next != self.record, "", Rule::NothingChanged);
        wrong.finish()?;
        let fact = InteractionFact::InteractionUpdated {
            customer: next.customer,
            follow_up_by: next.follow_up_by,
            next_contact_at: next.next_contact.map(|next| next.at),
        };
        let moved = next.next_contact != self.record.next_contact;
        let customer = moved.then(|| customer.follow_up_moved(next.id, next.next_contact)).flatten();
        let state = Self::restore(next, self.circle.clone());
        let change = Change::of(self, state, vec![fact]);
        Ok(Updated { interaction: change.warn(planned.and_then(|next| next.warning(ctx))), customer })
    }

    /// Notes why the follow-up cannot be moved so.
    fn check_next(
        &self,
        next: Patch<NewDue>,
        customer: &Customer,
        ctx: &Context<'_>,
        wrong: &mut Violations,
    ) {
        let settled = match next {
            Patch::Keep => return,
            Patch::Clear => None,
            Patch::Set(next) => Some(next.settle(ctx)),
        };
        if settled == self.record.next_contact {
            return;
        }
        let path = next.value().map_or_else(|| "nextContactAt".to_owned(), |next| next.field("nextContact"));
        let latest = customer.record().latest.is_some_and(|latest| latest.interaction == self.record.id);
        wrong.check(latest, path.clone(), Rule::FollowUpPassed);
        if let Some(reason) = next.value().and_then(|next| next.past(ctx)) {
            wrong.add(path, reason);
        }
    }

    /// What it is afterwards, with a note of all that does not hold.
    fn patched(
        &self,
        patch: InteractionPatch,
        ctx: &Context<'_>,
        masker: &Masker,
        wrong: &mut Violations,
    ) -> InteractionRecord {
        let mut next = self.record.clone();
        required(patch.at, "at", &mut next.at, wrong);
        required(patch.channel, "channel", &mut next.channel, wrong);
        if next.at != self.record.at {
            check_instant(next.at, ctx, wrong);
        }
        if let Patch::Set(measures) = &patch.measures {
            check_measures(measures, ctx, wrong);
        }
        patch.follow_up_by.apply_to(&mut next.follow_up_by);
        if next.follow_up_by != self.record.follow_up_by {
            check_follow_up(next.follow_up_by, &self.circle, ctx, wrong);
        }
        match patch.next_contact {
            Patch::Keep => {}
            Patch::Clear => next.next_contact = None,
            Patch::Set(due) => next.next_contact = Some(due.settle(ctx)),
        }
        match patch.subject {
            Patch::Keep => {}
            Patch::Clear => wrong.add("subject", Reason::of(Rule::Required)),
            Patch::Set(subject) => {
                let mut outgoing = Outgoing { masker, confirmed: patch.confirm_masked, wrong };
                next.subject = outgoing.line("subject", subject);
            }
        }
        let mut outgoing = Outgoing { masker, confirmed: patch.confirm_masked, wrong };
        next.wants = outgoing.patched("wants", patch.wants, next.wants);
        next.plan = outgoing.patched("plan", patch.plan, next.plan);
        let measures = match patch.measures {
            Patch::Keep => return next,
            Patch::Clear => Vec::new(),
            Patch::Set(measures) => outgoing.measures(measures),
        };
        let mut gone = std::mem::take(&mut next.measures);
        next.measures = replaced(&mut gone, measures);
        wrong.check(gone.iter().all(|one| one.linked.is_none()), "measures", Rule::AlreadyOnRecord);
        next
    }
}

impl Outgoing<'_> {
    fn patched(&mut self, path: &str, patch: Patch<Text>, present: Option<Text>) -> Option<Text> {
        match patch {
            Patch::Keep => present,
            Patch::Clear => None,
            Patch::Set(text) => Some(self.text(path, text)),
        }
    }
}

/// The measures that stand there from now on; what stays in `present` is gone. A new one never takes a number that was there
/// before, so that whoever names one by what they read finds that one or none.
fn replaced(present: &mut Vec<Measure>, measures: Vec<NewMeasure>) -> Vec<Measure> {
    let mut last = present.iter().map(|one| one.number).max().unwrap_or_default();
    let kept = measures.into_iter().map(|new| {
        if let Some(index) = present.iter().position(|one| new.is(one)) {
            return present.remove(index);
        }
        last += 1;
        new.numbered(last)
    });
    kept.collect()
}

/// A field that null does not clear.
fn required<T>(patch: Patch<T>, path: &str, field: &mut T, wrong: &mut Violations) {
    match patch {
        Patch::Keep => {}
        Patch::Clear => wrong.add(path, Reason::of(Rule::Required)),
        Patch::Set(value) => *field = value,
    }
}
