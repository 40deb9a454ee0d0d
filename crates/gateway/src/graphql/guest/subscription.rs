//! What a guest sees, as they watch it, as long as they are let in.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::access::Actor;
use liaison_domain::comment::CommentBrief;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::{Id, TaskId};
use liaison_domain::task::TaskRecord;
use liaison_persistence::task as stored_tasks;
use serde::Deserialize;

use super::{GuestCall, GuestView};
use crate::app::Subscription as Feed;
use crate::graphql::error::{ErrorCode, Fault, Text};

/// What an event may mean for a guest.
enum Concern {
    /// The view may be another, or be over.
    View,
    /// Something was said to the outside about what they see.
    Talk,
    /// A task has another name.
    Task(TaskId),
}

/// What the first event of a change says of the comment.
#[derive(Deserialize)]
struct Said {
    data: CommentBrief,
}

/// What the event means for whoever sees this; nothing, for most. That something internal happened is not told either: only what
/// is shown decides.
fn concern(event: &Envelope, view: &GuestView) -> Option<Concern> {
    let scope = view.scope();
    let of_view = match event.subject_kind {
        SubjectKind::Guest => event.subject == view.guest().uuid(),
        SubjectKind::Person => event.subject == scope.host.uuid(),
        SubjectKind::Request => scope.requests.contains(&Id::from_uuid(event.subject)),
        SubjectKind::Customer => scope.customers.contains(&Id::from_uuid(event.subject)),
        SubjectKind::Comment => {
            let said = serde_json::from_str::<Said>(&event.payload).ok()?.data;
            let written = matches!(event.event_type.as_str(), "CommentAdded" | "CommentEdited");
            return (written && said.external && view.shows(said.about)).then_some(Concern::Talk);
        }
        SubjectKind::Task => {
            let named = event.changed_fields().iter().any(|field| field == "name");
            return named.then(|| Concern::Task(Id::from_uuid(event.subject)));
        }
        _ => false,
    };
    of_view.then_some(Concern::View)
}

/// Waits until something may have changed.
///
/// # Errors
/// `UNAUTHENTICATED` once their time is over; `UNAVAILABLE` where the reader is too slow or the node stops.
async fn changed(call: &GuestCall, feed: &mut Feed, view: &GuestView) -> Result<Concern, Fault> {
    let app = call.scope().app();
    let stopping = app.tasks().stopping().clone();
    loop {
        let left = view.ends_at().micros() - app.clock().now().micros();
        let left = Duration::from_micros(u64::try_from(left).unwrap_or_default());
        if left.is_zero() {
            return Err(Fault::new(ErrorCode::Unauthenticated, Text::TokenExpired));
        }
        let pause = left.min(app.limits().token_recheck);
        tokio::select! {
            () = stopping.cancelled() => return Err(Fault::stopping()),
            event = feed.next() => if let Some(concern) = concern(&*event?, view) {
                return Ok(concern);
            },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Whether it is the name of a task that they see.
async fn is_shown(call: &GuestCall, task: TaskId, view: &GuestView) -> Result<bool, Fault> {
    let found = stored_tasks::by_ids(&call.scope().db(), &Actor::Server, &[task]).await?;
    let request = found.get(&task).and_then(TaskRecord::request);
    Ok(request.is_some_and(|request| view.shows_request(request)))
}

/// The view once it shows something else.
///
/// # Errors
/// As [`changed`]; `UNAUTHENTICATED` once they are let in no more.
async fn next(call: &GuestCall, feed: &mut Feed, view: &GuestView) -> Result<GuestView, Fault> {
    loop {
        let concern = changed(call, feed, view).await?;
        let call = Arc::new(call.renewed());
        let shown = match concern {
            Concern::View => false,
            Concern::Talk => true,
            Concern::Task(task) => is_shown(&call, task, view).await?,
        };
        let again = call.view().await?;
        if shown || !again.is_like(view) {
            return Ok(again);
        }
    }
}

/// The root field.
#[derive(Default)]
pub struct GuestSubscription;

#[Subscription]
impl GuestSubscription {
    /// What the guest who calls sees: at once, and again whenever something of that has changed. For guests alone; ends with
    /// `UNAUTHENTICATED` at the second in which their time is over or they are revoked.
    async fn guest_view_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Result<GuestView>>> {
        let call = Arc::clone(GuestCall::of(ctx)?);
        // The feed first: nothing that happens while the view is read is missed.
        let mut feed = call.scope().app().hub().subscribe(None).map_err(Fault::from)?;
        let mut view = call.view().await?;
        Ok(async_stream::stream! {
            yield Ok(view.clone());
            loop {
                match next(&call, &mut feed, &view).await {
                    Ok(again) => {
                        view = again.clone();
                        yield Ok(again);
                    }
                    Err(fault) => {
                        yield Err(fault.into());
                        break;
                    }
                }
            }
        })
    }
}
