//! What may be done with a request now, and what stands against closing it.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use liaison_domain::error::Refusal;
use liaison_domain::request as domain;

use super::conflict::{self, RequestConflict, RequestConflictOverride};
use super::object::{Settlements, Subject};
use crate::graphql::directory::Person;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Ability, Reason};
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// The aspect: abilities, closing, conflicts.
#[derive(Clone)]
pub struct RequestClosing(pub(super) Arc<domain::Request>);

/// Whether a request may be closed, and what stands against it.
#[derive(SimpleObject)]
pub struct Closing {
    /// Whether `requestClose` would go through for who may close.
    pub ready: bool,
    /// What is missing; empty once it has ended.
    pub missing: Vec<Reason>,
}

/// The aspect "closing" of a request.
#[Object]
impl RequestClosing {
    /// What the viewer may do to this request now, and why not; from the function that decides. What tasks, problems and
    /// ratings say about closing is `closing`.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        Ok(Scope::of(ctx)?.abilities_on(&*self.0, |decision| {
            let abilities = self.0.abilities(decision).into_iter();
            abilities
                .map(|one| {
                    (one.action.name(), one.reason.map_or(Ok(()), |why| Err(Refusal::NotPermitted(why))))
                })
                .collect()
        }))
    }

    /// Whether it may be closed, and what is missing: the same list with which `requestClose` refuses. Costs three statements
    /// for all requests that are selected.
    async fn closing(&self, ctx: &Context<'_>) -> Result<Closing> {
        let scope = Scope::of(ctx)?;
        let settlement = scope.loader::<Settlements>().get(Subject(Arc::clone(&self.0))).await?;
        let settlement = settlement.map(|found| found.as_ref().clone()).unwrap_or_default();
        let closing = self.0.closing(&settlement, &scope.pack_of(&*self.0));
        Ok(Closing { ready: closing.ready, missing: Reason::all(scope.locale(), &closing.missing) })
    }

    /// Other requests that ask for the same person's or resource's time in the same days, first those that go before this
    /// one. What the viewer may not see is left out, but for the head of the person asked for, who is told days and priority.
    /// Costs up to four statements for all requests that are selected.
    async fn conflicts_with(&self, ctx: &Context<'_>) -> Result<Vec<RequestConflict>> {
        let scope = Scope::of(ctx)?;
        let competing = scope.loader::<conflict::Competing>().get(self.0.id).await?;
        let Some(competing) = competing else { return Ok(Vec::new()) };
        Ok(scope.decide_on(&*self.0, |decision| RequestConflict::all(&self.0, &competing, decision)))
    }

    /// The order among competing requests, where lead or executive set it in favour of this one.
    async fn conflict_override(&self, ctx: &Context<'_>) -> OrNull<RequestConflictOverride> {
        OrNull::known(ctx, |scope| {
            self.0.conflict_override.as_ref().map(|set| RequestConflictOverride {
                reason: set.reason.to_string(),
                overridden_by: Person::by_id(scope, set.by),
                overridden_at: DateTime(set.at),
            })
        })
    }
}
