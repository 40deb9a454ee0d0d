//! A ticket as its customer watches it, as long as the link holds.

use std::time::Duration;

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::time::Instant;

use super::PortalTicket;
use super::view::{Opened, Portal};
use crate::app::Subscription as Feed;
use crate::graphql::error::{ErrorCode, Fault, Text};

/// Whether what the event tells may change what the customer sees, or whether they see anything.
fn concerns(event: &Envelope, opened: &Opened) -> bool {
    // A comment's event names what it is about; one that only mentions the ticket costs a look, for the view decides.
    let said = || event.payload.contains(&opened.ticket.id.to_string());
    [opened.ticket.id.uuid(), opened.link.id.uuid()].contains(&event.subject)
        || (event.subject_kind == SubjectKind::Comment && event.external && said())
}

/// How long it is until `end` by a clock that shows `now`.
fn until(now: Instant, end: Instant) -> Duration {
    Duration::from_micros(u64::try_from(end.micros() - now.micros()).unwrap_or_default())
}

/// Waits until something may have changed.
///
/// # Errors
/// `UNAUTHENTICATED` once the link has ended; `UNAVAILABLE` where the reader is too slow or the node stops.
async fn changed(portal: &Portal, feed: &mut Feed, opened: &Opened) -> Result<(), Fault> {
    let stopping = portal.app.tasks().stopping().clone();
    loop {
        let left = until(portal.app.clock().now(), opened.ends_at());
        if left.is_zero() {
            return Err(Fault::new(ErrorCode::Unauthenticated, Text::TokenExpired));
        }
        let pause = left.min(portal.app.limits().token_recheck);
        tokio::select! {
            () = stopping.cancelled() => return Err(Fault::stopping()),
            event = feed.next() => if concerns(&*event?, opened) {
                return Ok(());
            },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The root field.
#[derive(Default)]
pub struct PortalSubscription;

#[Subscription]
impl PortalSubscription {
    /// A ticket as its customer sees it: at once, and again whenever something of that has changed. Answered without credentials,
    /// as `portalTicket`; ends with `UNAUTHENTICATED` at the second in which the link ends or is revoked.
    async fn portal_ticket_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret of the link.")] token: String,
    ) -> Result<impl Stream<Item = Result<PortalTicket>>> {
        let portal = Portal::of(ctx)?;
        // The feed first: nothing that happens while the ticket is read is missed.
        let mut feed = portal.app.hub().subscribe(None).map_err(Fault::from)?;
        let mut opened = portal.open(&token).await?;
        Ok(async_stream::stream! {
            let mut shown = None;
            loop {
                match portal.view(&opened.ticket).await {
                    Ok(seen) if shown.as_ref() == Some(&seen) => {}
                    Ok(seen) => {
                        shown = Some(seen.clone());
                        yield Ok(seen);
                    }
                    Err(fault) => {
                        yield Err(fault.into());
                        break;
                    }
                }
                let next = async {
                    changed(&portal, &mut feed, &opened).await?;
                    portal.open(&token).await
                };
                match next.await {
                    Ok(again) => opened = again,
                    Err(fault) => {
                        yield Err(fault.into());
                        break;
                    }
                }
            }
        })
    }
}
