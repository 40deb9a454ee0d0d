//! What a customer sees of a ticket: made whole from the token alone, of plain values that lead nowhere else.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use liaison_domain::access::{Actor, PortalActor};
use liaison_domain::portal::{PortalLinkRecord, Token};
use liaison_domain::request::Request;
use liaison_domain::time::Instant;
use liaison_persistence::comment::{self, CommentField, CommentLeaf};
use liaison_persistence::paging::{Direction, Filter, Request as Part, Scalar, Size, Test};
use liaison_persistence::store::Connection;
use liaison_persistence::{portal as stored_links, request as stored, sealed};

use crate::app::App;
use crate::graphql::context::RequestContext;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::nullable::OrNull;
use crate::graphql::request::RequestStage;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::{Open, Scope};
use crate::messages;

/// How many public updates are shown, the latest.
const MOST_UPDATES: usize = 50;

/// A call at the portal: the node, and the call that a resolver serves, whoever makes it.
pub(super) struct Portal {
    pub(super) app: App,
    pub(super) context: Arc<RequestContext>,
}

impl Portal {
    /// The call that a resolver serves.
    pub(super) fn of(ctx: &Context<'_>) -> Result<Self, Fault> {
        let Open { app, context } = Open::of(ctx)?;
        Ok(Self { app, context })
    }

    fn db(&self) -> Connection {
        self.app.store().read(self.context.statements())
    }

    /// What the token opens now.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a token that opens nothing: unknown, revoked or ended; those of the store.
    pub(super) async fn open(&self, token: &str) -> Result<Opened, Fault> {
        let refused = || Fault::new(ErrorCode::Unauthenticated, Text::TokenRefused);
        let digest = Token::parse(token).ok_or_else(refused)?.digest();
        let db = self.db();
        let link = stored_links::by_digest(&db, &digest).await?.ok_or_else(refused)?;
        let mut found = stored::by_ids(&db, &Actor::Server, &[link.request]).await?;
        let ticket = found.remove(&link.request).ok_or_else(refused)?;
        if link.revoked_at.is_some() {
            return Err(refused());
        }
        let ended = || Fault::new(ErrorCode::Unauthenticated, Text::TokenExpired);
        let actor = link.opens(&ticket, self.app.clock().now()).ok_or_else(ended)?;
        Ok(Opened { actor, link, ticket })
    }

    /// The scope in which the customer acts.
    pub(super) fn scope(&self, actor: PortalActor) -> Scope {
        Scope::new(&self.app, Arc::clone(&self.context), Arc::new(Actor::Portal(actor)))
    }

    /// What a ticket shows its customer.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn view(&self, ticket: &Request) -> Result<PortalTicket, Fault> {
        let locale = self.context.locale();
        let stage = ticket.stage().map(RequestStage::from);
        let ended = || messages::text(locale, "portal-ended", []);
        Ok(PortalTicket {
            code: ticket.code.as_ref().map(ToString::to_string).unwrap_or_default(),
            stage,
            stage_label: stage.map_or_else(ended, |stage| stage.label(locale)),
            satisfaction_asked: ticket.asks_customer(),
            satisfaction: self.satisfaction(ticket).await?,
            updates: self.updates(ticket).await?,
        })
    }

    /// What was said to the customer, latest first: what a party or the owner marked external (resolution 66). Two statements.
    async fn updates(&self, ticket: &Request) -> Result<Vec<PortalUpdate>, Fault> {
        let db = self.db();
        let field = |field, test| Filter::Leaf(CommentLeaf::Field(field, test));
        let filter = Filter::All(vec![
            field(CommentField::About, Test::Eq(Scalar::Id(ticket.id.uuid()))),
            field(CommentField::External, Test::Eq(Scalar::Bool(true))),
        ]);
        let latest = Part { size: Size::FILE, after: None, before: None };
        let page = comment::page(&db, &Actor::Server, &filter, Direction::Descending, &latest).await?;
        let directory = self.app.pictures().current(&db).await?.directory;
        let said: Vec<_> = page
            .edges
            .into_iter()
            .map(|edge| edge.node)
            .filter(|comment| {
                comment.author.person().is_some_and(|author| ticket.speaks_to_customer(author, &directory))
            })
            .take(MOST_UPDATES)
            .collect();
        let places: Vec<_> = said.iter().map(|comment| comment.text().text.id).collect();
        let mut texts = sealed::by_ids(&db, &places).await?;
        let shown = said.iter().filter_map(|comment| {
            let text = texts.remove(&comment.text().text.id)?;
            Some(PortalUpdate { text, written_at: DateTime(comment.written_at) })
        });
        Ok(shown.collect())
    }

    async fn satisfaction(&self, ticket: &Request) -> Result<Option<PortalSatisfaction>, Fault> {
        let given = ticket.ticket.as_ref().and_then(|ticket| ticket.satisfaction.as_ref());
        let Some(given) = given else { return Ok(None) };
        let words = match &given.words {
            Some(words) => sealed::by_ids(&self.db(), &[words.id]).await?.remove(&words.id),
            None => None,
        };
        Ok(Some(PortalSatisfaction {
            score: i32::from(given.score.value()),
            words,
            given_at: DateTime(given.at),
        }))
    }
}

/// What a token opened.
pub(super) struct Opened {
    pub(super) actor: PortalActor,
    pub(super) link: PortalLinkRecord,
    pub(super) ticket: Request,
}

impl Opened {
    /// The instant from which on it opens nothing.
    pub(super) fn ends_at(&self) -> Instant {
        self.link.ends_at(&self.ticket)
    }
}

/// What the customer said of the ticket.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct PortalSatisfaction {
    /// 1 to 5, 5 being best.
    pub score: i32,
    /// In the customer's own words; null where there are none.
    pub words: Option<String>,
    /// When.
    pub given_at: DateTime,
}

/// What the company told the customer about the ticket.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct PortalUpdate {
    /// As it reads now.
    pub text: String,
    /// When it was written.
    pub written_at: DateTime,
}

/// A ticket as its customer sees it on the portal, and nothing beside it: no names, no departments, nothing internal.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct PortalTicket {
    /// Its code, to be named on the phone.
    pub code: String,
    /// How far it is; null where it ended without being done.
    pub stage: Option<RequestStage>,
    /// What people read for the stage, in the language of the call.
    pub stage_label: String,
    /// Whether the customer is asked for a score now: from the delivery until the ticket is archived, unless one was given.
    pub satisfaction_asked: bool,
    /// What the customer said; null before.
    pub satisfaction: Option<PortalSatisfaction>,
    /// What the company told the customer, latest first, at most 50: comments on the ticket that a party or the customer's owner
    /// marked external.
    pub updates: Vec<PortalUpdate>,
}

/// The root field for reading.
#[derive(Default)]
pub struct PortalQuery;

#[Object]
impl PortalQuery {
    /// A ticket as its customer sees it. Answered without credentials: the token of a link is all that counts. One that is
    /// unknown, revoked, or has ended to the second is refused with `UNAUTHENTICATED`.
    async fn portal_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret of the link.")] token: String,
    ) -> OrNull<PortalTicket> {
        let found = async {
            let portal = Portal::of(ctx)?;
            let opened = portal.open(&token).await?;
            portal.view(&opened.ticket).await
        };
        OrNull::some(found).await
    }
}
