//! Who calls.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::access::Actor;

use super::directory::{OrganizationRole, Person};
use super::nullable::OrNull;
use super::scope::Scope;

/// The root field.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who calls, with the roles they have at this moment.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        Ok(Viewer { actor: Arc::clone(Scope::of(ctx)?.viewer()) })
    }
}

/// Who calls.
pub struct Viewer {
    actor: Arc<Actor>,
}

/// Who calls: a person. Systems and guests will be viewers too; then the person is null.
#[Object]
impl Viewer {
    /// The person who calls.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.actor.person()).await
    }

    /// The roles in the whole organisation; `MEMBER` is among them unless `AUDITOR` is.
    async fn roles(&self) -> Vec<OrganizationRole> {
        match self.actor.as_ref() {
            Actor::Person(person) => person.roles.iter().map(|role| (*role).into()).collect(),
            Actor::Server => Vec::new(),
        }
    }

    /// The language of messages in this call: `zh-CN` or `en`.
    async fn locale(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(Scope::of(ctx)?.locale().tag().to_owned())
    }
}
