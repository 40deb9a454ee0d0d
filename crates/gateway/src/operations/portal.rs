//! Portal links: issuing and revoking them. What a link shows is read in `graphql`; what a customer says by one is the ticket's.

use liaison_domain::command::Aggregate as _;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{PortalLinkId, RequestId};
use liaison_domain::portal::{NewLink, PortalLink, PortalLinkRecord, Token};
use liaison_domain::text::Text;
use liaison_persistence::portal as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::task::{locked_request, not_found};
use super::{Answer, Call};
use crate::app::App;

/// A link to be issued.
#[derive(Clone, Debug, Serialize)]
pub struct PortalLinkIssue {
    /// To which ticket.
    pub request: RequestId,
    /// The link.
    pub link: NewLink,
}

/// A link that was issued, with the secret that nobody sees again.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The link.
    pub link: PortalLinkRecord,
    /// The secret.
    pub token: Token,
}

/// A link to be revoked.
#[derive(Clone, Debug, Serialize)]
pub struct PortalLinkRevocation {
    /// Which.
    pub id: PortalLinkId,
    /// Why.
    pub reason: Option<Text>,
}

/// Issues a link to a ticket.
pub async fn issue(app: App, call: Call, input: PortalLinkIssue) -> Answer<Issued> {
    app.change(call, "portalLinkIssue", input, |work, input| {
        Box::pin(async move {
            let ticket = locked_request(work, input.request).await?;
            let ticket = work.seen(ticket)?;
            let links = stored::count(work.db(), ticket.id).await?;
            let (change, token) = {
                let ctx = work.context_of(&ticket);
                PortalLink::issue(&ctx, &ticket, links, &input.link)?
            };
            let link = work.record(change).await?.into_record();
            work.unit().answers_with(Subject { kind: SubjectKind::PortalLink, id: link.id.uuid() });
            Ok(Issued { link, token })
        })
    })
    .await
}

/// Revokes a link: it opens nothing from this commit on.
pub async fn revoke(app: App, call: Call, input: PortalLinkRevocation) -> Answer<PortalLinkRecord> {
    app.change(call, "portalLinkRevoke", input, |work, input| {
        Box::pin(async move {
            let ticket = stored::request_of(work.db(), input.id).await?.ok_or_else(not_found)?;
            let ticket = locked_request(work, ticket).await?.ok_or_else(not_found)?;
            let record = stored::find_for_change(work.unit(), input.id).await?;
            let link = record.map(|record| PortalLink::restore(record, ticket.audience()));
            let link = work.found(link).await?;
            let change = link.revoke(&work.context_of(&ticket), &ticket, input.reason.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}
