//! The comment as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};
use liaison_domain::comment as domain;
use liaison_domain::ids::{CommentId, SealedId, kind};

use super::ask::CommentAsk;
use super::batches::{ById, Places, Replies, Texts};
use super::lists::{CommentFilter, CommentOrderField, asked};
use crate::graphql::children::connection;
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::deadline::CommentDeadlines;
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::guest::Guest;
use crate::graphql::mutation::Shown;
use crate::graphql::node::{self, Identified, Node};
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;

/// A comment (评论): what somebody said about a request, a task, a problem, a meeting or a customer. Seen by whoever sees that;
/// of a customer, by its circle alone.
#[derive(MergedObject, Clone)]
pub struct Comment(CommentSheet, CommentDeadlines);

impl Comment {
    /// The schema's form of this comment.
    pub fn new(comment: Arc<domain::CommentRecord>) -> Self {
        let id = comment.id;
        Self(CommentSheet(comment), CommentDeadlines(id))
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the sheet's.
    pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Comment {
    type Kind = kind::Comment;

    async fn find(scope: &Scope, id: CommentId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }
}

impl Shown for Comment {
    type Record = domain::CommentRecord;

    fn show(_: &Scope, record: domain::CommentRecord) -> Self {
        Self::new(Arc::new(record))
    }
}

/// What lies under this seal; null once it was erased.
async fn text(ctx: &Context<'_>, seal: SealedId) -> OrNull<String> {
    let found = async {
        let found = Scope::of(ctx)?.loader::<Texts>().get(seal).await?;
        Ok(found.map(|text| text.as_ref().clone()))
    };
    OrNull::found(found).await
}

/// One version of a comment's text.
pub struct CommentVersion {
    comment: Arc<domain::CommentRecord>,
    index: usize,
}

/// One version of a comment's text. Never changed.
#[Object]
impl CommentVersion {
    /// Its number, from 1.
    async fn number(&self) -> usize {
        self.index + 1
    }

    /// What was said; null once it was erased. Costs one statement for all texts that are selected.
    async fn text(&self, ctx: &Context<'_>) -> OrNull<String> {
        text(ctx, self.comment.texts[self.index].text.id).await
    }

    /// Who wrote it: the author, who alone changes a comment; null for a guest.
    async fn written_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.comment.author.person()).await
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        DateTime(self.comment.texts[self.index].at)
    }
}

/// The aspect: the comment itself.
#[derive(Clone)]
pub struct CommentSheet(Arc<domain::CommentRecord>);

/// The aspect "sheet" of a comment.
#[Object]
impl CommentSheet {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, answers to it included, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The request, task, problem, meeting or customer that it is about. Costs one batch.
    async fn subject(&self, ctx: &Context<'_>) -> OrNull<Node> {
        let (kind, id) = (self.0.about.kind(), self.0.about.uuid());
        OrNull::found(async { node::of_subject(Scope::of(ctx)?, kind, id).await }).await
    }

    /// The request that this belongs to, directly or through a task or problem; null for what stands alone. Costs one batch.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// The employee who wrote it; null for a guest.
    async fn author(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.author.person()).await
    }

    /// The guest who wrote it; null for an employee. Costs one batch.
    async fn guest(&self, ctx: &Context<'_>) -> OrNull<Guest> {
        OrNull::node(ctx, self.0.author.guest()).await
    }

    /// What was said; null once it was erased. Costs one statement for all texts that are selected.
    async fn text(&self, ctx: &Context<'_>) -> OrNull<String> {
        text(ctx, self.0.text().text.id).await
    }

    /// Every version of the text, oldest first, the present one last; at most 50.
    async fn versions(&self) -> Vec<CommentVersion> {
        let version = |index| CommentVersion { comment: Arc::clone(&self.0), index };
        (0..self.0.texts.len()).map(version).collect()
    }

    /// Whether it is meant for somebody outside. What is not is never shown to a guest.
    async fn external(&self) -> bool {
        self.0.external
    }

    /// Who is mentioned, at most 50. A mention grants nothing: who may not see the subject is told nothing.
    async fn mentions(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.mentions.iter().filter_map(|person| Person::by_id(scope, *person)).collect())
    }

    /// What it asks of those who are mentioned; null where it asks nothing.
    async fn asks_for_answer(&self, ctx: &Context<'_>) -> OrNull<CommentAsk> {
        OrNull::known(ctx, |scope| self.0.ask.as_ref().map(|ask| CommentAsk::of(scope, ask)))
    }

    /// The comment that it replies to.
    async fn reply_to(&self, ctx: &Context<'_>) -> OrNull<Comment> {
        OrNull::node(ctx, self.0.reply_to).await
    }

    /// The replies to it, oldest first where no order is given. They cost one statement for all comments that are selected with
    /// the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<CommentFilter>,
        #[graphql(desc = "In which order; oldest first where absent.")] order_by: Option<
            Order<CommentOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Comment>> {
        let scope = Scope::of(ctx)?;
        let asked = asked(scope, filter, order_by, PageArgs::new(first, after, last, before))?;
        Ok(connection::<Replies, _>(scope, self.0.id, asked, Comment::new).await?)
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written_at)
    }

    /// When its text was last changed; null while it is the first.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at().map(DateTime)
    }

    /// What the viewer may do with this comment now, and why not; from the function that decides. Costs a fixed number of
    /// statements for all comments that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let key = (self.0.about, self.0.request);
        let Some(place) = scope.loader::<Places>().get(key).await? else { return Ok(Vec::new()) };
        let comment = domain::Comment::restore(self.0.as_ref().clone(), place.as_ref().clone(), None);
        Ok(scope.abilities_on(&comment, |decision| {
            let verdicts = comment.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
