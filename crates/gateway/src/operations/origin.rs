//! What a task or a request is made from, in the same change: a support item of a progress report (S3-40), a measure of an
//! interaction (S1-89). There is one table of tasks; what they are made from refers to them (X34).

use liaison_domain::ids::{CustomerId, InteractionId, ProgressReportId};
use liaison_domain::progress_report::Linked;
use serde::Serialize;

use super::customer::interaction::link_measure;
use super::progress_report::link_support_item;
use super::{OperationError, Work};

/// What it is made from; mostly nothing.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Origin {
    /// The support item of a progress report, by its number.
    pub support_item: Option<(ProgressReportId, u32)>,
    /// The measure of an interaction, by its number.
    pub measure: Option<(InteractionId, u32)>,
}

impl Origin {
    /// Links it to what was made, which has been recorded and is a ticket of this customer, if it is one.
    ///
    /// # Errors
    /// `NotFound`; as the domain's `link` of either.
    pub(super) async fn became(
        self,
        work: &mut Work,
        linked: Linked,
        ticket_of: Option<CustomerId>,
    ) -> Result<(), OperationError> {
        if let Some((report, number)) = self.support_item {
            link_support_item(work, report, number, linked).await?;
        }
        if let Some((interaction, number)) = self.measure {
            link_measure(work, interaction, number, linked, ticket_of).await?;
        }
        Ok(())
    }
}
