//! Recording interactions and correcting them.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::customer::interaction::{InteractionPatch, NewInteraction, NewMeasure};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::task::NewDue;
use liaison_domain::text::{Line, Text};

use super::{Interaction, InteractionChannel};
use crate::graphql::decode::{Decode as _, patch, patch_id};
use crate::graphql::mutation::{UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::graphql::task::due;
use crate::operations::customer::interaction::{self as operations, InteractionRecording, InteractionUpdate};
use crate::payload;

payload! {
    /// What `interactionRecord` answers.
    InteractionRecordPayload {
        /// The new interaction.
        interaction: Interaction
    }
}

payload! {
    /// What `interactionUpdate` answers.
    InteractionUpdatePayload {
        /// The interaction after the change.
        interaction: Interaction
    }
}

/// What a department does about what a customer said, and by when.
#[derive(InputObject)]
pub struct InteractionMeasureInput {
    /// Which department.
    pub department: Key<kind::Department>,
    /// What, at most 200 characters.
    pub matter: String,
    /// By which date.
    pub on: Date,
}

fn measures(found: &mut Violations, list: Vec<InteractionMeasureInput>) -> Option<Vec<NewMeasure>> {
    found.each("measures", list, |found, path, one: InteractionMeasureInput| {
        let matter = found.take(format!("{path}.matter"), Line::new(&one.matter));
        Some(NewMeasure { department: one.department.0, matter: matter?, on: one.on.0 })
    })
}

/// An interaction to be recorded.
#[derive(InputObject)]
pub struct InteractionRecordInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Interaction>>,
    /// With which customer.
    pub customer: Key<kind::Customer>,
    /// When it took place; now where absent, never later.
    pub at: Option<DateTime>,
    /// How.
    pub channel: InteractionChannel,
    /// About what, at most 200 characters.
    pub subject: String,
    /// What the customer said or wants.
    pub wants: Option<String>,
    /// The internal response, at most 50 measures.
    pub measures: Option<Vec<InteractionMeasureInput>>,
    /// Who follows up: somebody who sees the interaction.
    pub follow_up_by: Option<Key<kind::Person>>,
    /// How it is followed up.
    pub plan: Option<String>,
    /// The instant by which the customer is to be contacted next, a deadline of the owner; not together with `nextContactOn`.
    pub next_contact_at: Option<DateTime>,
    /// The date by which the customer is to be contacted next.
    pub next_contact_on: Option<Date>,
    /// Records a text that holds a phone, mail or handle of the customer's contacts with the mask in its place. Without it such
    /// a text is refused.
    #[graphql(default)]
    pub confirm_masked: bool,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl InteractionRecordInput {
    fn decode(self) -> (WriteOptions, Result<InteractionRecording, Refusal>) {
        let mut found = Violations::default();
        let subject = found.take("subject", Line::new(&self.subject));
        let wants = found.take("wants", Text::optional(self.wants.as_deref()));
        let measures = measures(&mut found, self.measures.unwrap_or_default());
        let plan = found.take("plan", Text::optional(self.plan.as_deref()));
        let next = due(&mut found, "nextContact", self.next_contact_at, self.next_contact_on);
        let parts = found.all((subject, wants, measures, plan, next));
        let input = parts.map(|(subject, wants, measures, plan, next_contact)| InteractionRecording {
            customer: self.customer.0,
            interaction: NewInteraction {
                id: self.id.map(|key| key.0),
                at: self.at.map(|at| at.0),
                channel: self.channel.into(),
                subject,
                wants,
                measures,
                follow_up_by: self.follow_up_by.map(|key| key.0),
                plan,
                next_contact,
                confirm_masked: self.confirm_masked,
            },
        });
        (self.options, input)
    }
}

/// Changes of an interaction: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct InteractionUpdateInput {
    /// Which interaction.
    pub id: Key<kind::Interaction>,
    /// When it took place, never later than now.
    pub at: Option<DateTime>,
    /// How.
    pub channel: Option<InteractionChannel>,
    /// About what, at most 200 characters.
    pub subject: Option<String>,
    /// What the customer said or wants.
    pub wants: MaybeUndefined<String>,
    /// The internal response, at most 50 measures; replaces them. A measure that stays as it was keeps its number and what it was
    /// turned into; one that was turned into something has to stay.
    pub measures: MaybeUndefined<Vec<InteractionMeasureInput>>,
    /// Who follows up: somebody who sees the interaction.
    pub follow_up_by: MaybeUndefined<Key<kind::Person>>,
    /// How it is followed up.
    pub plan: MaybeUndefined<String>,
    /// The instant by which the customer is to be contacted next; of the latest interaction alone. Null in either of the two
    /// fields ends the follow-up.
    pub next_contact_at: MaybeUndefined<DateTime>,
    /// The date by which the customer is to be contacted next.
    pub next_contact_on: MaybeUndefined<Date>,
    /// Records a text that holds a phone, mail or handle of the customer's contacts with the mask in its place.
    #[graphql(default)]
    pub confirm_masked: bool,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl InteractionUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<InteractionUpdate, Refusal>) {
        let mut found = Violations::default();
        let subject = found.given("subject", self.subject, |raw| Line::new(&raw));
        let wants = found.patched("wants", self.wants, |raw| Text::new(&raw));
        let measures = match patch(self.measures) {
            Patch::Keep => Some(Patch::Keep),
            Patch::Clear => Some(Patch::Clear),
            Patch::Set(list) => measures(&mut found, list).map(Patch::Set),
        };
        let plan = found.patched("plan", self.plan, |raw| Text::new(&raw));
        let next = found.take("nextContactOn", next_contact(self.next_contact_at, self.next_contact_on));
        let parts = found.all((subject, wants, measures, plan, next));
        let input = parts.map(|(subject, wants, measures, plan, next_contact)| InteractionUpdate {
            id: self.id.0,
            patch: InteractionPatch {
                at: self.at.map_or(Patch::Keep, |at| Patch::Set(at.0)),
                channel: self.channel.map_or(Patch::Keep, |channel| Patch::Set(channel.into())),
                subject: subject.map_or(Patch::Keep, Patch::Set),
                wants,
                measures,
                follow_up_by: patch_id(self.follow_up_by),
                plan,
                next_contact,
                confirm_masked: self.confirm_masked,
            },
        });
        (self.options, input)
    }
}

/// The two fields of the follow-up as one intent: a value in one of them, or null in either.
fn next_contact(at: MaybeUndefined<DateTime>, on: MaybeUndefined<Date>) -> Result<Patch<NewDue>, Reason> {
    match (patch(at), patch(on)) {
        (Patch::Set(_), Patch::Set(_)) => Err(Reason::of(Rule::Malformed)),
        (Patch::Set(at), _) => Ok(Patch::Set(NewDue::At(at.0))),
        (_, Patch::Set(on)) => Ok(Patch::Set(NewDue::On(on.0))),
        (Patch::Keep, Patch::Keep) => Ok(Patch::Keep),
        _ => Ok(Patch::Clear),
    }
}

/// The root fields.
#[derive(Default)]
pub struct InteractionMutation;

#[Object]
impl InteractionMutation {
    /// Records an interaction with a customer. It meets the former follow-up and begins its own, which is a deadline of the
    /// owner. For the owner, and managers and editors of the customer's department.
    async fn interaction_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interaction.")] input: InteractionRecordInput,
    ) -> OrNull<InteractionRecordPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::record).await
    }

    /// Corrects an interaction, or moves the follow-up of the latest one. For the owner, and managers and editors of the
    /// customer's department.
    async fn interaction_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: InteractionUpdateInput,
    ) -> OrNull<InteractionUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }
}
