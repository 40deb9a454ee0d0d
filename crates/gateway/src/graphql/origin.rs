//! What a task or a request is made from, as input: it stays linked to it.

use async_graphql::InputObject;
use liaison_domain::error::Violations;
use liaison_domain::ids::{InteractionId, kind};

use crate::graphql::decode::{Decode as _, number};
use crate::graphql::progress_report::SupportItemInput;
use crate::graphql::scalars::Key;
use crate::operations::origin::Origin;

/// A measure of an interaction.
#[derive(InputObject)]
pub struct MeasureReferenceInput {
    /// The interaction.
    pub interaction: Key<kind::Interaction>,
    /// The measure's number in it.
    pub number: i32,
}

impl MeasureReferenceInput {
    /// The measure that something is made from, at `measure` in its input; violations are noted.
    pub fn decode(given: Option<Self>, found: &mut Violations) -> Option<Option<(InteractionId, u32)>> {
        found.given("measure.number", given, |measure| Ok((measure.interaction.0, number(measure.number)?)))
    }
}

/// What a task or a draft is made from.
#[derive(InputObject)]
pub struct OriginInput {
    /// The support item of a progress report that it is made from; the item stays linked to it.
    pub support_item: Option<SupportItemInput>,
    /// The measure of an interaction that it is made from; the measure stays linked to it. Once, for who keeps the customer and
    /// for editors of the measure's department who see the interaction; what is a ticket is one of the same customer.
    pub measure: Option<MeasureReferenceInput>,
}

impl OriginInput {
    /// The operation's form; violations are noted.
    pub fn decode(self, found: &mut Violations) -> Option<Origin> {
        let support_item = SupportItemInput::decode(self.support_item, found);
        let measure = MeasureReferenceInput::decode(self.measure, found);
        Some(Origin { support_item: support_item?, measure: measure? })
    }
}
