//! Archiving what a guest said on the customer they belong to (S1-38).

use serde::{Deserialize, Serialize};

use super::{Channel, Interaction, InteractionRecord};
use crate::command::{Change, Context};
use crate::customer::{Customer, InteractionFact};
use crate::ids::{CommentId, GuestId, fresh};
use crate::sealed::SealedRef;
use crate::text::Line;

/// What a guest said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestWords {
    /// Who.
    pub guest: GuestId,
    /// In which comment.
    pub comment: CommentId,
    /// Where the text lies: the comment's own, sealed once.
    pub text: SealedRef,
}

impl Interaction {
    /// The interaction that archives `said` on the customer, whatever state it is in. It meets no follow-up: what was promised to
    /// the customer is still owed. Emits `InteractionRecorded`.
    pub(crate) fn archive(
        ctx: &Context<'_>,
        customer: &Customer,
        subject: Line,
        said: GuestWords,
    ) -> Change<Self> {
        let circle = customer.circle();
        let fact = InteractionFact::InteractionRecorded {
            customer: circle.customer,
            at: ctx.now,
            channel: Channel::Online,
            subject: subject.clone(),
            follow_up_by: None,
            next_contact_at: None,
            guest: Some(said.guest),
        };
        let record = InteractionRecord {
            id: fresh(ctx.ids),
            version: 0,
            customer: circle.customer,
            at: ctx.now,
            channel: Channel::Online,
            subject,
            wants: None,
            measures: Vec::new(),
            follow_up_by: None,
            plan: None,
            next_contact: None,
            recorded_by: None,
            recorded_at: ctx.now,
            said: Some(said),
        };
        Change::created(Self::restore(record, circle), vec![fact])
    }
}
