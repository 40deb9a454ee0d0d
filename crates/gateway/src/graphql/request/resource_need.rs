//! What a request asks for, and the approvals of it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::request as domain;
use liaison_domain::request::form::Form;
use liaison_domain::request::resource_need as needs;

use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::resource::{Resource, ResourceKind};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::schema_enum;

schema_enum! {
    /// Where the approval of a resource need stands.
    ResourceNeedState of liaison_domain::request::resource_need::NeedState, filter "ResourceNeedStateFilter" {
        /// 待审批: somebody has still to decide.
        Pending = "PENDING",
        /// Granted by all who had to.
        Approved = "APPROVED",
        /// Declined by one of them.
        Declined = "DECLINED",
    }
}

schema_enum! {
    /// As whom somebody decides on a resource need.
    ResourceNeedLevel of liaison_domain::request::resource_need::NeedLevel, filter "ResourceNeedLevelFilter" {
        /// Head of the department that gives.
        Head = "HEAD",
        /// Executive in charge, above the amount that the process pack sets.
        Executive = "EXECUTIVE",
    }
}

/// One decision on a need.
#[derive(SimpleObject)]
pub struct ResourceNeedDecision {
    /// As whom.
    pub level: ResourceNeedLevel,
    /// Whether it was granted.
    pub approved: bool,
    /// By whom.
    pub decided_by: Option<Person>,
    /// When.
    pub decided_at: DateTime,
    /// What was said; always there where it was declined.
    pub note: Option<String>,
}

/// A need, by its place on the form of its request.
pub struct ResourceNeed {
    request: Arc<domain::Request>,
    index: usize,
}

impl ResourceNeed {
    /// All needs of the request.
    pub fn all(request: &Arc<domain::Request>) -> Vec<Self> {
        let count = request.form.content.resource_needs.len();
        (0..count).map(|index| Self { request: Arc::clone(request), index }).collect()
    }

    fn need(&self) -> &needs::ResourceNeed {
        &self.request.form.content.resource_needs[self.index]
    }
}

/// 资源需求: people, budget, equipment or data that a request asks for. Seen by whoever sees the request.
#[Object]
impl ResourceNeed {
    /// Opaque; what mutations name the need by.
    async fn id(&self) -> ID {
        ID(self.need().id.to_string())
    }

    /// What kind of means.
    async fn kind(&self) -> ResourceKind {
        self.need().kind.into()
    }

    /// What exactly.
    async fn description(&self) -> &str {
        self.need().description.as_str()
    }

    /// How many of what the description says, from 1.
    async fn quantity(&self) -> Option<i64> {
        self.need().quantity
    }

    /// Money, in whole units of the organisation's currency.
    async fn amount(&self) -> Option<i64> {
        self.need().amount
    }

    /// What it is used for.
    async fn purpose(&self) -> Option<String> {
        self.need().purpose.as_ref().map(ToString::to_string)
    }

    /// What comes of it.
    async fn expected_benefit(&self) -> Option<String> {
        self.need().expected_benefit.as_ref().map(ToString::to_string)
    }

    /// The first day of use; that of the request's window where it is null.
    async fn from_on(&self) -> Option<Date> {
        self.need().from_on.map(Date)
    }

    /// The last day of use; that of the request's window where it is null.
    async fn until_on(&self) -> Option<Date> {
        self.need().until_on.map(Date)
    }

    /// The department that gives it: the one named, else the lead's.
    #[graphql(name = "fromDepartment")]
    async fn giver(&self, ctx: &Context<'_>) -> OrNull<Department> {
        let lead = self.request.lead().map(|party| party.department);
        OrNull::node(ctx, Form::giver(self.need(), lead)).await
    }

    /// Whose time is asked for.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.need().person).await
    }

    /// Which registered resource is asked for. One statement for all that are selected.
    async fn resource(&self, ctx: &Context<'_>) -> OrNull<Resource> {
        OrNull::node(ctx, self.need().resource).await
    }

    /// Where its approval stands.
    async fn state(&self, ctx: &Context<'_>) -> Result<ResourceNeedState> {
        Ok(self.need().state(&Scope::of(ctx)?.pack_of(&*self.request)).into())
    }

    /// As whom somebody decides next; null when it is decided.
    async fn awaits(&self, ctx: &Context<'_>) -> OrNull<ResourceNeedLevel> {
        OrNull::known(ctx, |scope| self.need().awaits(&scope.pack_of(&*self.request)).map(Into::into))
    }

    /// What was decided so far, in order.
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<ResourceNeedDecision>> {
        let scope = Scope::of(ctx)?;
        let of = |decision: &needs::NeedDecision| ResourceNeedDecision {
            level: decision.level.into(),
            approved: decision.approved,
            decided_by: Person::by_id(scope, decision.by),
            decided_at: DateTime(decision.at),
            note: decision.note.as_ref().map(ToString::to_string),
        };
        Ok(self.need().decisions.iter().map(of).collect())
    }
}
