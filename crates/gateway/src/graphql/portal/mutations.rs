//! Issuing links and revoking them.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{Id, kind};
use liaison_domain::portal::NewLink;
use liaison_domain::text::Text;

use super::PortalLink;
use crate::graphql::decode::Decode as _;
use crate::graphql::error::Fault;
use crate::graphql::mutation::{ActionOptions, Shown as _, WriteOptions, answered, cursor, run, user_errors};
use crate::graphql::node::Identified as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::scalars::{Cursor, DateTime, Key};
use crate::graphql::scope::Scope;
use crate::operations::portal::{self as operations, Issued, PortalLinkIssue, PortalLinkRevocation};
use crate::operations::{Answer, Done, Outcome};
use crate::payload;

/// What `portalLinkIssue` answers.
#[derive(SimpleObject, Default)]
pub struct PortalLinkIssuePayload {
    /// The new link.
    pub portal_link: Option<PortalLink>,
    /// The secret for the customer, this once: only its SHA-256 is kept, so that nobody can be shown it again. Null for a
    /// repeated call; then revoke the link and issue another.
    pub token: Option<String>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// The place in the feed after this change. Null where nothing was changed.
    pub cursor: Option<Cursor>,
}

impl PortalLinkIssuePayload {
    async fn of(scope: &Scope, answer: Answer<Issued>) -> Result<Self, Fault> {
        let Done { outcome, position, warnings } = match answer {
            Ok(done) => done,
            Err(error) => {
                let user_errors = user_errors(scope, &["input"], error)?;
                return Ok(Self { user_errors, ..Self::default() });
            }
        };
        let (portal_link, token) = match outcome {
            Outcome::Changed(Issued { link, token }) => {
                (Some(PortalLink::show(scope, link)), Some(token.reveal().to_owned()))
            }
            Outcome::Validated(_) => (None, None),
            Outcome::Repeated(subjects) => match subjects.first() {
                Some(subject) => (PortalLink::find(scope, Id::from_uuid(subject.id)).await?, None),
                None => (None, None),
            },
        };
        let warnings = Reason::all(scope.locale(), &warnings);
        Ok(Self { portal_link, token, user_errors: Vec::new(), warnings, cursor: cursor(scope, position) })
    }
}

payload! {
    /// What `portalLinkRevoke` answers.
    PortalLinkRevokePayload {
        /// The link, which opens nothing any more.
        portal_link: PortalLink
    }
}

/// A link to be issued.
#[derive(InputObject)]
pub struct PortalLinkIssueInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::PortalLink>>,
    /// To which ticket.
    pub request: Key<kind::Request>,
    /// From when on it opens nothing: at most a year from now, and at most 90 days after the ticket has ended; as late as can be
    /// where absent.
    pub expires_at: Option<DateTime>,
    #[graphql(flatten)]
    options: WriteOptions,
}

/// A link to be revoked.
#[derive(InputObject)]
pub struct PortalLinkRevokeInput {
    /// Which.
    pub id: Key<kind::PortalLink>,
    /// Why.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl PortalLinkRevokeInput {
    fn decode(self) -> (ActionOptions, Result<PortalLinkRevocation, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::optional(self.reason.as_deref()));
        let input = found.all((reason,)).map(|(reason,)| PortalLinkRevocation { id: self.id.0, reason });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct PortalLinkMutation;

#[Object]
impl PortalLinkMutation {
    /// Issues a link by which the customer follows a ticket without an account: code, stage, what is marked external, and at the
    /// end a score. At most 50 a ticket. For its initiator, its parties, and the customer's owner.
    async fn portal_link_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To which ticket, and for how long.")] input: PortalLinkIssueInput,
    ) -> OrNull<PortalLinkIssuePayload> {
        let done = async {
            let scope = Scope::of(ctx)?;
            let link = NewLink { id: input.id.map(|key| key.0), expires_at: input.expires_at.map(|at| at.0) };
            let issue = PortalLinkIssue { request: input.request.0, link };
            let answer = Box::pin(answered(scope, input.options, Ok(issue), operations::issue)).await;
            PortalLinkIssuePayload::of(scope, answer).await
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Revokes a link: it opens nothing from now on, and whoever watches by it is cut off. For those who may issue one, and
    /// administrators.
    async fn portal_link_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: PortalLinkRevokeInput,
    ) -> OrNull<PortalLinkRevokePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::revoke).await
    }
}
