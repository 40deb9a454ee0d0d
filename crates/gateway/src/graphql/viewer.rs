//! Who calls.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::access::Actor;

use super::account::{self, Account};
use super::api_key::ApiKey;
use super::calendar_feed::{self, CalendarFeed};
use super::connection::{Connection, Count, PageArgs};
use super::context::RequestContext;
use super::deadline::{Deadline, DeadlineFilter, lists};
use super::directory::{OrganizationRole, Person};
use super::guest::{GuestCall, GuestView};
use super::notification;
use super::nullable::OrNull;
use super::scalars::Cursor;
use super::scope::Scope;

/// The root field.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who calls, with the roles they have at this moment: a person, a guest or a system.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        Ok(Viewer { actor: Arc::clone(RequestContext::of(ctx)?.viewer()?) })
    }
}

/// Who calls.
pub struct Viewer {
    actor: Arc<Actor>,
}

/// Who calls: a person, a guest or a system. What is a person's own is refused to a guest with `FORBIDDEN`, and empty for a system
/// that calls for itself.
#[Object]
impl Viewer {
    /// What a guest who calls sees, and all that they see; null for a person. Costs at most seven statements.
    async fn guest(&self, ctx: &Context<'_>) -> OrNull<GuestView> {
        let found = async {
            match self.actor.guest() {
                Some(_) => GuestCall::of(ctx)?.view().await.map(Some),
                None => Ok(None),
            }
        };
        OrNull::found(found).await
    }

    /// The key by which a system calls, for itself or in the name of a person; null for whoever calls themselves.
    async fn api_key(&self, ctx: &Context<'_>) -> OrNull<ApiKey> {
        let found = async {
            match self.actor.key() {
                Some(key) => ApiKey::own(Scope::of(ctx)?, key.key).await,
                None => Ok(None),
            }
        };
        OrNull::found(found).await
    }

    /// The person who calls, or in whose name a system does; null for a guest, and for a system that calls for itself.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.actor.person()).await
    }

    /// The roles in the whole organisation; `MEMBER` is among them unless `AUDITOR` is.
    async fn roles(&self) -> Vec<OrganizationRole> {
        match self.actor.as_ref() {
            Actor::Person(person) => person.roles.iter().map(|role| (*role).into()).collect(),
            Actor::Server | Actor::Portal(_) | Actor::Guest(_) | Actor::Key(_) => Vec::new(),
        }
    }

    /// All that the caller owes and has not done (我的待办): answers, signatures, tasks, ratings, confirmations; by name, or
    /// because they decide for the department that owes. Running, paused and breached ones, what is due first at the start.
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all where absent.")] filter: Option<DeadlineFilter>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Deadline>> {
        let page = PageArgs::new(first, after, last, before);
        Ok(lists::obligations(Scope::of(ctx)?, filter, page).await?)
    }

    /// How many notifications have reached the viewer and were not read; a digest counts once. Costs a statement.
    async fn unread_notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to stop counting, from 1 to 10,000.", default = 1000)] max: i32,
    ) -> Result<Count> {
        Ok(notification::unread(Scope::of(ctx)?, max).await?)
    }

    /// The viewer's calendar feeds that are not revoked, oldest first, at most 10. Costs a statement.
    async fn calendar_feeds(&self, ctx: &Context<'_>) -> Result<Vec<CalendarFeed>> {
        Ok(calendar_feed::of_viewer(Scope::of(ctx)?).await?)
    }

    /// How the person signs in: their password and their sessions. Costs a statement.
    async fn account(&self, ctx: &Context<'_>) -> OrNull<Account> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match self.actor.person() {
                Some(person) => account::of(scope, person).await.map(Some),
                None => Ok(None),
            }
        };
        OrNull::found(found).await
    }

    /// The language of messages in this call: `zh-CN` or `en`.
    async fn locale(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(RequestContext::of(ctx)?.locale().tag().to_owned())
    }
}
