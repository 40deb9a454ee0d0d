//! Comments by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object};
use liaison_domain::ids::kind;
use liaison_persistence::comment as stored;
use liaison_persistence::comment::{CommentField, CommentLeaf};
use liaison_persistence::paging::{Direction, Filter, Scalar, Test};

use super::{Comment, CommentUrgency};
use crate::graphql::children::Asked;
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::error::Fault;
use crate::graphql::event::SubjectKind;
use crate::graphql::filter::{self, BooleanFilter, DateTimeFilter, EnumFilter, IdFilter, Parts};
use crate::graphql::node::AnyId;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// Which comments; everything that is set has to hold. What was said is no part of it.
#[derive(InputObject, Clone, Debug)]
pub struct CommentFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Comment>>,
    /// About this request, task, problem, meeting or customer itself.
    pub subject: Option<AnyId>,
    /// By what kind of thing it is about.
    pub subject_kind: Option<EnumFilter<SubjectKind>>,
    /// By the request that it belongs to, directly or through a task or problem; null for none.
    pub request: Option<IdFilter<kind::Request>>,
    /// By the comment that it replies to; null for what replies to none.
    pub reply_to: Option<IdFilter<kind::Comment>>,
    /// By the employee who wrote it.
    pub author: Option<IdFilter<kind::Person>>,
    /// By the guest who wrote it; null for what an employee wrote.
    pub guest: Option<IdFilter<kind::Guest>>,
    /// Mentions somebody like this.
    pub mentions: Option<IdFilter<kind::Person>>,
    /// By whether it is meant for somebody outside.
    pub external: Option<BooleanFilter>,
    /// By how soon it asks for answers; null for what asks for none.
    pub asks_for_answer: Option<EnumFilter<CommentUrgency>>,
    /// By whether somebody is still to answer it.
    pub waits_for_answer: Option<BooleanFilter>,
    /// By when it was written.
    pub written_at: Option<DateTimeFilter>,
    /// By when its text was last changed; null for what stands as it was written.
    pub edited_at: Option<DateTimeFilter>,
}

impl CommentFilter {
    /// The store's form of the filter.
    pub fn build(self) -> Filter<CommentLeaf> {
        let leaf = |field| move |test| CommentLeaf::Field(field, test);
        let subject = self.subject.map(|id| leaf(CommentField::About)(Test::Eq(Scalar::Id(id.uuid()))));
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(CommentField::Id))
            .leaf(subject)
            .field(self.subject_kind, leaf(CommentField::AboutKind))
            .field(self.request, leaf(CommentField::Request))
            .field(self.reply_to, leaf(CommentField::ReplyTo))
            .field(self.author, leaf(CommentField::Author))
            .field(self.guest, leaf(CommentField::Guest))
            .field(self.mentions, CommentLeaf::Mentions)
            .field(self.external, leaf(CommentField::External))
            .field(self.asks_for_answer, leaf(CommentField::Urgency))
            .field(self.waits_for_answer, leaf(CommentField::Waits))
            .field(self.written_at, leaf(CommentField::WrittenAt))
            .field(self.edited_at, leaf(CommentField::EditedAt))
            .finish()
    }
}

/// What comments can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentOrderField {
    /// By when they were written.
    WrittenAt,
}

impl OrderField for CommentOrderField {
    const ORDER: &'static str = "CommentOrder";
}

/// The store's form of an order; oldest first where none is given.
fn order(given: Option<Order<CommentOrderField>>) -> Direction {
    given.map_or(Direction::Ascending, |order| order.direction.into())
}

/// The arguments of a list below rows.
///
/// # Errors
/// As [`Asked::new`] and [`filter::of`].
pub(super) fn asked(
    scope: &Scope,
    filter: Option<CommentFilter>,
    order_by: Option<Order<CommentOrderField>>,
    page: PageArgs,
) -> Result<Asked<Filter<CommentLeaf>, Direction>, Fault> {
    Asked::new(scope, filter::of(filter, CommentFilter::build)?, order(order_by), page)
}

/// The root field.
#[derive(Default)]
pub struct CommentQuery;

#[Object]
impl CommentQuery {
    /// Comments on what the caller may see; oldest first where no order is given.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn comments(
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
    ) -> OrNull<Connection<Comment>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, CommentFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page =
                stored::page(&scope.db(), scope.reader().actor(), &filter, order(order_by), &request).await?;
            Ok(Connection::new(
                page.map(|record| Comment::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
