//! What is said to the outside about a record of a guest's scope, and the names of a request's tasks.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use liaison_domain::access::{Actor, Shareable};
use liaison_domain::comment::CommentRecord;
use liaison_domain::ids::{CommentId, GuestId, Id, Kind, RequestId, kind};
use liaison_domain::task::TaskRecord;
use liaison_persistence::comment::{self as stored, CommentField, CommentLeaf};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::paging::{Count, Direction, Filter, Page, Scalar, Test};
use liaison_persistence::task::{self as stored_tasks, TaskOrder};

use super::GuestCall;
use crate::graphql::children::{Asked, Children, Counted, connection};
use crate::graphql::comment::Texts;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::messages;
use crate::operations::Reader;

/// The guest who looks.
pub(super) struct Me {
    pub(super) call: Arc<GuestCall>,
    pub(super) guest: GuestId,
    /// What they are called, unless that was erased.
    pub(super) name: Option<String>,
}

/// Who said something, as a guest sees it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestCommentSource {
    /// The guest who looks.
    You,
    /// Another guest.
    Guest,
    /// An employee.
    Employee,
}

/// A comment that is meant for the outside.
pub struct GuestComment {
    me: Arc<Me>,
    comment: Arc<CommentRecord>,
}

impl GuestComment {
    pub(super) const fn new(me: Arc<Me>, comment: Arc<CommentRecord>) -> Self {
        Self { me, comment }
    }
}

/// What was said to the outside, as a guest sees it.
#[Object]
impl GuestComment {
    /// Opaque; names the comment in a reply.
    async fn id(&self) -> ID {
        ID(self.comment.id.to_string())
    }

    /// What was said; null once it was erased. Costs one statement for all that are selected.
    async fn text(&self) -> OrNull<String> {
        let found = async {
            let text = self.me.call.scope().loader::<Texts>().get(self.comment.text().text.id).await?;
            Ok(text.map(|text| text.as_ref().clone()))
        };
        OrNull::found(found).await
    }

    /// Who said it.
    async fn source(&self) -> GuestCommentSource {
        match self.comment.author.guest() {
            Some(guest) if guest == self.me.guest => GuestCommentSource::You,
            Some(_) => GuestCommentSource::Guest,
            None => GuestCommentSource::Employee,
        }
    }

    /// What they are called: the guest's own name or an employee's; null for another guest.
    async fn author_name(&self) -> Option<String> {
        match (self.comment.author.guest(), self.comment.author.person()) {
            (Some(guest), _) if guest == self.me.guest => self.me.name.clone(),
            (None, Some(person)) => {
                let scope = self.me.call.scope();
                scope.directory().person(person).map(|person| messages::called(scope.locale(), person))
            }
            _ => None,
        }
    }

    /// The comment that it replies to, where that is meant for the outside too. Costs one statement for all that are selected.
    async fn reply_to(&self) -> OrNull<ID> {
        let found = async {
            let Some(parent) = self.comment.reply_to else { return Ok(None) };
            let found = self.me.call.scope().loader::<External>().get(parent).await?;
            Ok(found.map(|_| ID(parent.to_string())))
        };
        OrNull::found(found).await
    }

    /// When it was said.
    async fn written_at(&self) -> DateTime {
        DateTime(self.comment.written_at)
    }

    /// When its text was last changed; null while it is the first.
    async fn edited_at(&self) -> Option<DateTime> {
        self.comment.edited_at().map(DateTime)
    }
}

/// A task as a guest sees it: its name alone.
#[derive(SimpleObject, Clone, Debug, PartialEq)]
pub struct GuestTask {
    /// What it is called.
    name: String,
}

/// The aspect: what is said to the outside. Made for what a guest is shown alone.
#[derive(Clone)]
pub struct GuestTalk {
    me: Arc<Me>,
    about: Shareable,
}

impl GuestTalk {
    pub(super) fn new(me: &Arc<Me>, about: Shareable) -> Self {
        Self { me: Arc::clone(me), about }
    }
}

/// The aspect "comments" of what a guest sees.
#[Object]
impl GuestTalk {
    /// What was said to the outside, oldest first; never what is internal. Costs one statement for all records that are selected
    /// with the same arguments.
    async fn comments(
        &self,
        _ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<GuestComment>> {
        let scope = self.me.call.scope();
        let page = PageArgs::new(first, after, last, before);
        let asked = Asked::new(scope, external(), Direction::Ascending, page)?;
        let show = |comment| GuestComment::new(Arc::clone(&self.me), comment);
        Ok(match self.about {
            Shareable::Request(id) => connection::<Talk<kind::Request>, _>(scope, id, asked, show).await?,
            Shareable::Customer(id) => connection::<Talk<kind::Customer>, _>(scope, id, asked, show).await?,
        })
    }
}

/// The aspect: the names of a request's tasks. Made for what a guest is shown alone.
#[derive(Clone)]
pub struct GuestTasks {
    me: Arc<Me>,
    request: RequestId,
}

impl GuestTasks {
    pub(super) fn new(me: &Arc<Me>, request: RequestId) -> Self {
        Self { me: Arc::clone(me), request }
    }
}

/// The aspect "tasks" of a request that a guest sees.
#[Object]
impl GuestTasks {
    /// The names of its tasks, oldest first. Costs three statements for all requests that are selected with the same arguments.
    async fn tasks(
        &self,
        _ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<GuestTask>> {
        let scope = self.me.call.scope();
        let asked = Asked::new(scope, (), (), PageArgs::new(first, after, last, before))?;
        let show = |task: Arc<TaskRecord>| GuestTask { name: task.name.to_string() };
        Ok(connection::<TaskNames, _>(scope, self.request, asked, show).await?)
    }
}

/// What is meant for the outside, and nothing else.
fn external() -> Filter<CommentLeaf> {
    Filter::Leaf(CommentLeaf::Field(CommentField::External, Test::Eq(Scalar::Bool(true))))
}

/// The comments on records of one kind, whoever asks: asked for what a guest is shown alone.
struct Talk<K>(PhantomData<fn() -> K>);

impl<K: Kind + 'static> Children for Talk<K> {
    type Parent = Id<K>;
    type Filter = Filter<CommentLeaf>;
    type Order = Direction;
    type Child = CommentRecord;

    async fn pages(
        reader: &Reader,
        of: &[Id<K>],
        asked: &Asked<Filter<CommentLeaf>, Direction>,
    ) -> Result<HashMap<Id<K>, Page<CommentRecord>>, StoreError> {
        let Asked { filter, order, page, .. } = asked;
        stored::pages_of_subjects(&reader.db(), &Actor::Server, of, filter, *order, page).await
    }

    async fn counts(
        reader: &Reader,
        of: &[Id<K>],
        counted: &Counted<Filter<CommentLeaf>>,
    ) -> Result<HashMap<Id<K>, Count>, StoreError> {
        stored::counts_of_subjects(&reader.db(), &Actor::Server, of, &counted.filter, counted.max).await
    }
}

/// The tasks of requests, whoever asks: asked for what a guest is shown alone.
enum TaskNames {}

impl Children for TaskNames {
    type Parent = RequestId;
    type Filter = ();
    type Order = ();
    type Child = TaskRecord;

    async fn pages(
        reader: &Reader,
        of: &[RequestId],
        asked: &Asked<(), ()>,
    ) -> Result<HashMap<RequestId, Page<TaskRecord>>, StoreError> {
        let (all, order) = (Filter::default(), TaskOrder::CreatedAt(Direction::Ascending));
        let db = reader.db();
        stored_tasks::pages_of_requests(&db, &Actor::Server, asked.now, of, &all, order, &asked.page).await
    }

    async fn counts(
        reader: &Reader,
        of: &[RequestId],
        counted: &Counted<()>,
    ) -> Result<HashMap<RequestId, Count>, StoreError> {
        let (db, all) = (reader.db(), Filter::default());
        stored_tasks::counts_of_requests(&db, &Actor::Server, counted.now, of, &all, counted.max).await
    }
}

/// Those of these comments that are meant for the outside.
enum External {}

impl Batch for External {
    type Key = CommentId;
    type Value = CommentRecord;

    fn load(reader: Arc<Reader>, keys: Vec<CommentId>) -> Loading<CommentId, CommentRecord> {
        Box::pin(async move {
            let found = stored::by_ids(&reader.db(), &Actor::Server, &keys).await?;
            let external = found.into_values().filter(|comment| comment.external);
            Ok(external.map(|comment| (comment.id, comment)).collect())
        })
    }
}
