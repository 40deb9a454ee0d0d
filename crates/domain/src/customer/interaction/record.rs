//! Recording an interaction: it meets the former follow-up of the customer and begins its own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Channel, Interaction, InteractionRecord, Measure};
use crate::access::may_see;
use crate::command::{Change, Context};
use crate::customer::masking::Masker;
use crate::customer::{self, Circle, Customer, InteractionFact};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DepartmentId, InteractionId, PersonId, fresh};
use crate::task::NewDue;
use crate::text::{Line, Text};
use crate::time::{Date, Instant};

/// Most measures of one interaction (resolution 81).
pub const MAX_MEASURES: usize = 50;

/// A measure as somebody writes it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewMeasure {
    /// Which department.
    pub department: DepartmentId,
    /// What.
    pub matter: Line,
    /// By which date.
    pub on: Date,
}

impl NewMeasure {
    /// The measure with this number, which nothing was made from.
    pub(super) fn numbered(self, number: u32) -> Measure {
        Measure { number, department: self.department, matter: self.matter, on: self.on, linked: None }
    }

    /// Whether this is what the measure says.
    pub(super) fn is(&self, measure: &Measure) -> bool {
        (self.department, &self.matter, self.on) == (measure.department, &measure.matter, measure.on)
    }
}

/// An interaction as somebody records it.
#[derive(Clone, Debug, Serialize)]
pub struct NewInteraction {
    /// An ID that the caller chose.
    pub id: Option<InteractionId>,
    /// When it took place; now where absent, never later.
    pub at: Option<Instant>,
    /// How.
    pub channel: Channel,
    /// About what.
    pub subject: Line,
    /// What the customer said or wants.
    pub wants: Option<Text>,
    /// The internal response.
    pub measures: Vec<NewMeasure>,
    /// Who follows up; somebody of the customer's circle.
    pub follow_up_by: Option<PersonId>,
    /// How.
    pub plan: Option<Text>,
    /// When the customer is to be contacted next.
    pub next_contact: Option<NewDue>,
    /// Whether values of the customer's contacts in the text may be masked and the rest recorded (S1-101).
    pub confirm_masked: bool,
}

/// What recording does.
#[derive(Debug)]
pub struct Recorded {
    /// The interaction.
    pub interaction: Change<Interaction>,
    /// The customer with its follow-up.
    pub customer: Change<Customer>,
}

impl Interaction {
    /// Records an interaction; `masker` knows the values of the customer's contacts. A text that holds one is refused, or
    /// recorded with the mask in its place where that is confirmed (S1-101). Emits `InteractionRecorded` and
    /// `CustomerContacted`.
    pub fn record_with(
        ctx: &Context<'_>,
        customer: &Customer,
        masker: &Masker,
        new: NewInteraction,
    ) -> Result<Recorded, Refusal> {
        customer.can(customer::Action::RecordInteraction, ctx)?;
        let circle = customer.circle();
        let at = new.at.unwrap_or(ctx.now);
        let mut wrong = Violations::default();
        check_instant(at, ctx, &mut wrong);
        check_measures(&new.measures, ctx, &mut wrong);
        check_follow_up(new.follow_up_by, &circle, ctx, &mut wrong);
        if let Some((next, reason)) = new.next_contact.and_then(|next| Some((next, next.past(ctx)?))) {
            wrong.add(next.field("nextContact"), reason);
        }
        let mut outgoing = Outgoing { masker, confirmed: new.confirm_masked, wrong: &mut wrong };
        let subject = outgoing.line("subject", new.subject);
        let wants = new.wants.map(|wants| outgoing.text("wants", wants));
        let measures = outgoing.measures(new.measures);
        let plan = new.plan.map(|plan| outgoing.text("plan", plan));
        wrong.finish()?;
        let next = new.next_contact.map(|next| next.settle(ctx));
        let record = InteractionRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            customer: circle.customer,
            at,
            channel: new.channel,
            subject,
            wants,
            measures: measures.into_iter().zip(1..).map(|(one, number)| one.numbered(number)).collect(),
            follow_up_by: new.follow_up_by,
            plan,
            next_contact: next,
            recorded_by: ctx.actor.person(),
            recorded_at: ctx.now,
            said: None,
        };
        let fact = InteractionFact::InteractionRecorded {
            customer: record.customer,
            at,
            channel: record.channel,
            subject: record.subject.clone(),
            follow_up_by: record.follow_up_by,
            next_contact_at: next.map(|next| next.at),
            guest: None,
        };
        let contacted = customer.contacted(ctx, record.id, next);
        let interaction = Change::created(Self::restore(record, circle), vec![fact]);
        let warning = new.next_contact.and_then(|next| next.warning(ctx));
        Ok(Recorded { interaction: interaction.warn(warning), customer: contacted })
    }
}

/// Notes that what is recorded has not happened yet.
pub(super) fn check_instant(at: Instant, ctx: &Context<'_>, wrong: &mut Violations) {
    if at > ctx.now {
        wrong.add("at", Reason::of(Rule::OutOfRange).with("max", ctx.now));
    }
}

/// Notes what is wrong with the internal response.
pub(super) fn check_measures(measures: &[NewMeasure], ctx: &Context<'_>, wrong: &mut Violations) {
    if measures.len() > MAX_MEASURES {
        return wrong.add("measures", Reason::of(Rule::TooMany).with("max", MAX_MEASURES));
    }
    let mut checked = BTreeSet::new();
    for (index, measure) in measures.iter().enumerate().filter(|(_, one)| checked.insert(one.department)) {
        let path = format!("measures.{index}.department");
        crate::problem::check_department(measure.department, &path, ctx, wrong);
    }
}

/// Notes why this person cannot follow up: they have to be active and see the interaction.
pub(super) fn check_follow_up(
    person: Option<PersonId>,
    circle: &Circle,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    let Some(person) = person else { return };
    if ctx.directory.person(person).is_none() {
        return wrong.add("followUpBy", Reason::of(Rule::Unknown));
    }
    match ctx.directory.actor(person) {
        None => wrong.add("followUpBy", Reason::of(Rule::NotActive)),
        Some(actor) => {
            wrong.check(may_see(&actor, &circle.audience()), "followUpBy", Rule::OutsideDepartments);
        }
    }
}

/// Text on its way out: looked through for what is masked.
pub(crate) struct Outgoing<'a> {
    pub(crate) masker: &'a Masker,
    pub(crate) confirmed: bool,
    pub(crate) wrong: &'a mut Violations,
}

impl Outgoing<'_> {
    pub(crate) fn line<const MAX: usize>(&mut self, path: &str, line: Line<MAX>) -> Line<MAX> {
        let Some(masked) = self.masked(path, line.as_str()) else { return line };
        self.wrong.take(path, Line::new(&masked)).unwrap_or(line)
    }

    pub(crate) fn text<const MAX: usize>(&mut self, path: &str, text: Text<MAX>) -> Text<MAX> {
        let Some(masked) = self.masked(path, text.as_str()) else { return text };
        self.wrong.take(path, Text::new(&masked)).unwrap_or(text)
    }

    pub(super) fn measures(&mut self, measures: Vec<NewMeasure>) -> Vec<NewMeasure> {
        let numbered = measures.into_iter().enumerate();
        let masked = numbered.map(|(index, measure)| NewMeasure {
            matter: self.line(&format!("measures.{index}.matter"), measure.matter),
            ..measure
        });
        masked.collect()
    }

    /// The text with masks where that is confirmed; noted where it is not.
    fn masked(&mut self, path: &str, text: &str) -> Option<String> {
        let masked = self.masker.mask(text)?;
        if !self.confirmed {
            self.wrong.add(path, Reason::of(Rule::ContainsMasked));
        }
        Some(masked)
    }
}
