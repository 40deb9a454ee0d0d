//! Interactions: recording one, which moves the customer's follow-up, correcting one, and linking what its measures became.

use liaison_domain::customer::interaction::{InteractionPatch, NewInteraction, Recorded, Updated};
use liaison_domain::customer::masking::Masker;
use liaison_domain::customer::{Circle, Contact, Interaction, InteractionRecord};
use liaison_domain::ids::{CustomerId, InteractionId};
use liaison_domain::progress_report::Linked;
use liaison_persistence::customer::{contact, interaction as stored};
use serde::Serialize;

use super::{for_change, load};
use crate::app::App;
use crate::operations::task::not_found;
use crate::operations::{Answer, Call, OperationError, Work};

/// An interaction to be recorded.
#[derive(Clone, Debug, Serialize)]
pub struct InteractionRecording {
    /// With which customer.
    pub customer: CustomerId,
    /// The interaction.
    pub interaction: NewInteraction,
}

/// An interaction and what of it is to change.
#[derive(Clone, Debug, Serialize)]
pub struct InteractionUpdate {
    /// Which.
    pub id: InteractionId,
    /// What.
    pub patch: InteractionPatch,
}

/// Records an interaction; it meets the former follow-up and begins its own.
pub async fn record(app: App, call: Call, input: InteractionRecording) -> Answer<InteractionRecord> {
    app.change(call, "interactionRecord", input, |work, input| {
        Box::pin(async move {
            let customer = for_change(work, input.customer).await?;
            let masker = masker(work, customer.circle()).await?;
            let ctx = work.context_of(&customer);
            let recorded = Interaction::record_with(&ctx, &customer, &masker, input.interaction.clone())?;
            let Recorded { interaction, customer } = recorded;
            let interaction = work.record(interaction).await?;
            work.record(customer).await?;
            Ok(interaction.into_record())
        })
    })
    .await
}

/// Changes what was recorded.
pub async fn update(app: App, call: Call, input: InteractionUpdate) -> Answer<InteractionRecord> {
    app.change(call, "interactionUpdate", input, |work, input| {
        Box::pin(async move {
            let customer = stored::customer_of(work.db(), input.id).await?.ok_or_else(not_found)?;
            let customer = load(work, customer).await?.ok_or_else(not_found)?;
            let interaction = stored::find_for_change(work.unit(), input.id, customer.circle()).await?;
            let interaction = work.found(interaction).await?;
            let masker = masker(work, customer.circle()).await?;
            let ctx = work.context_of(&customer);
            let Updated { interaction, customer } =
                interaction.update(&ctx, &customer, &masker, input.patch.clone())?;
            let interaction = work.record(interaction).await?;
            if let Some(customer) = customer {
                work.record(customer).await?;
            }
            Ok(interaction.into_record())
        })
    })
    .await
}

/// Links a measure to the task or request that was made from it, in the same change (S1-89).
///
/// # Errors
/// `NotFound`; as the domain's `link`.
pub(in crate::operations) async fn link_measure(
    work: &mut Work,
    id: InteractionId,
    number: u32,
    linked: Linked,
    ticket_of: Option<CustomerId>,
) -> Result<(), OperationError> {
    let customer = stored::customer_of(work.db(), id).await?.ok_or_else(not_found)?;
    let customer = load(work, customer).await?.ok_or_else(not_found)?;
    let interaction = stored::find_for_change(work.unit(), id, customer.circle()).await?;
    let interaction = work.found(interaction).await?;
    let change = interaction.link(&work.context_of(&customer), number, linked, ticket_of)?;
    work.record(change).await?;
    Ok(())
}

/// What a text of this customer is looked through for (S1-101).
async fn masker(work: &Work, circle: Circle) -> Result<Masker, OperationError> {
    let contacts = contact::listed(work.db(), circle).await?;
    Ok(Masker::of(contacts.iter().flat_map(Contact::masked_values)))
}
