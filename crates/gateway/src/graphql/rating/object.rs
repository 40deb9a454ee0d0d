//! The rating as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::ids::{RatingId, kind};
use liaison_domain::rating as domain;
use liaison_domain::text::Text;

use super::batches::ById;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;
use crate::graphql::task::frame;

/// A rating, over its record.
#[derive(Clone)]
pub struct Rating(Arc<domain::RatingRecord>);

impl Rating {
    /// The schema's form of this rating.
    pub const fn new(rating: Arc<domain::RatingRecord>) -> Self {
        Self(rating)
    }
}

impl Identified for Rating {
    type Kind = kind::Rating;

    async fn find(scope: &Scope, id: RatingId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for Rating {
    type Record = domain::RatingRecord;

    fn show(_: &Scope, record: domain::RatingRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// What the initiating side thinks of one party's work on a request (协作评价). Seen by who rated, the rated department, its
/// heads and executives, and auditors; of a confidential request by the department's managers alone among these.
#[Object]
impl Rating {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The request it speaks of; null where the viewer may not see it.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// The department rated.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// 响应速度, 1 to 5, 5 being best.
    async fn responsiveness(&self) -> i32 {
        i32::from(self.0.scores.responsiveness.value())
    }

    /// 专业度, 1 to 5.
    async fn professionalism(&self) -> i32 {
        i32::from(self.0.scores.professionalism.value())
    }

    /// 配合度, 1 to 5.
    async fn cooperation(&self) -> i32 {
        i32::from(self.0.scores.cooperation.value())
    }

    /// A remark.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_ref().map(Text::as_str)
    }

    /// Whether it came after its time.
    async fn late(&self) -> bool {
        self.0.late
    }

    /// Who gave it.
    async fn given_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.by).await
    }

    /// When.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When it was last changed; null where it never was.
    async fn revised_at(&self) -> Option<DateTime> {
        self.0.revised_at.map(DateTime)
    }

    /// What the viewer may do to this rating now, and why not. Costs one batch for all ratings that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let Some(frame) = frame(scope, self.0.request).await? else { return Ok(Vec::new()) };
        let rating = domain::Rating::restore(self.0.as_ref().clone(), frame.as_ref().clone());
        Ok(scope.abilities_on(&rating, |decision| vec![("REVISE", rating.can_revise(decision))]))
    }
}
