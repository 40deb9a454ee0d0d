//! Comments as they are written, changed and answered.

use std::collections::HashSet;

use async_graphql::{Context, InputObject, Result, Subscription};
use futures_util::stream::Stream;
use liaison_domain::access::Actor;
use liaison_domain::comment::CommentBrief;
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::{RequestId, kind};
use serde::Deserialize;
use uuid::Uuid;

use super::Comment;
use crate::graphql::error::Fault;
use crate::graphql::node::AnyId;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::subscription::changes::{self, ChangeFilter, set};
use crate::graphql::subscription::{Fresh, message::Change};

/// Which changes of comments; everything that is set has to hold. Decided from the change itself, without reading anything.
#[derive(InputObject, Default)]
pub struct CommentChangeFilter {
    #[graphql(flatten)]
    change: ChangeFilter,
    /// About one of these requests, tasks, problems, meetings or customers; at most 100.
    pub subjects: Option<Vec<AnyId>>,
    /// Of one of these requests, their tasks and problems included; at most 100.
    pub requests: Option<Vec<Key<kind::Request>>>,
}

/// The part of the filter that speaks of comments, with its lists as sets.
struct Wanted {
    subjects: Option<HashSet<Uuid>>,
    requests: Option<HashSet<RequestId>>,
}

/// What the first event of a change says of the comment.
#[derive(Deserialize)]
struct Said {
    data: CommentBrief,
}

impl Wanted {
    fn of(filter: &mut CommentChangeFilter) -> Result<Self, Fault> {
        Ok(Self {
            subjects: set(filter.subjects.take(), AnyId::uuid)?,
            requests: set(filter.requests.take(), |key| key.0)?,
        })
    }

    fn has(&self, event: &Envelope) -> bool {
        if self.subjects.is_none() && self.requests.is_none() {
            return true;
        }
        let Ok(Said { data }) = serde_json::from_str::<Said>(&event.payload) else { return false };
        self.subjects.as_ref().is_none_or(|subjects| subjects.contains(&data.about.uuid()))
            && self
                .requests
                .as_ref()
                .is_none_or(|requests| data.request.is_some_and(|request| requests.contains(&request)))
    }
}

/// The root field.
#[derive(Default)]
pub struct CommentSubscription;

#[Subscription]
impl CommentSubscription {
    /// Every committed change of a comment that the viewer may see, in order and without gap: written, changed, answered.
    async fn comment_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<CommentChangeFilter>,
        #[graphql(desc = "Only what comes after this cursor; from now on where absent.")] after: Option<
            Cursor,
        >,
    ) -> Result<impl Stream<Item = Result<Fresh<Change<Comment>>>>> {
        let mut filter = filter.unwrap_or_default();
        let wanted = Wanted::of(&mut filter)?;
        let also = move |_: &Actor, event: &Envelope| wanted.has(event);
        Ok(changes::of_which(ctx, SubjectKind::Comment, Some(filter.change), after.as_ref(), also)?)
    }
}
