//! What a comment asks, of whom, and who has answered.

use async_graphql::{Context, Object, SimpleObject};
use liaison_domain::comment::{self as domain, Addressee};

use super::{Comment, CommentUrgency};
use crate::graphql::directory::Person;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// What a comment asks of those it mentions.
#[derive(SimpleObject)]
pub struct CommentAsk {
    /// How soon an answer is asked for.
    pub urgency: CommentUrgency,
    /// What people read for the urgency, in the language of the call.
    pub urgency_label: String,
    /// Why they are asked.
    pub reason: String,
    /// Of whom: everybody who is mentioned but the author, at most 50.
    pub addressees: Vec<CommentAddressee>,
}

impl CommentAsk {
    /// The schema's form of this ask.
    pub(super) fn of(scope: &Scope, ask: &domain::Ask) -> Self {
        let urgency = CommentUrgency::from(ask.urgency);
        Self {
            urgency,
            urgency_label: urgency.label(scope.locale()),
            reason: ask.reason.to_string(),
            addressees: ask.addressees.iter().copied().map(CommentAddressee).collect(),
        }
    }
}

/// Somebody who is asked.
pub struct CommentAddressee(Addressee);

/// Somebody who is asked for an answer. Until when they owe it, the comment's `deadlines` say; where the process pack gives no
/// time for answers, there is none.
#[Object]
impl CommentAddressee {
    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.person).await
    }

    /// Since when they are asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.since)
    }

    /// When they answered; null while they have not.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered.map(|answer| DateTime(answer.at))
    }

    /// The reply that is their answer. Costs one batch.
    async fn answer(&self, ctx: &Context<'_>) -> OrNull<Comment> {
        OrNull::node(ctx, self.0.answered.map(|answer| answer.comment)).await
    }
}
