//! Where a process pack is assigned.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::ids::{PackAssignmentId, kind};
use liaison_domain::pack as domain;

use super::ProcessPack;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::request::RequestKind;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// A pack in a scope.
#[derive(Clone)]
pub struct PackAssignment(Arc<domain::PackAssignment>);

impl PackAssignment {
    /// The schema's form of this assignment.
    pub(super) const fn new(assignment: Arc<domain::PackAssignment>) -> Self {
        Self(assignment)
    }
}

impl Identified for PackAssignment {
    type Kind = kind::PackAssignment;

    async fn find(scope: &Scope, id: PackAssignmentId) -> Result<Option<Self>, Fault> {
        Ok(scope.policies().packs().assignment_by_id(id).map(Arc::clone).map(Self))
    }
}

impl Shown for PackAssignment {
    type Record = domain::PackAssignment;

    fn show(_: &Scope, record: domain::PackAssignment) -> Self {
        Self(Arc::new(record))
    }
}

/// For which requests a process pack holds. The most specific assignment governs: department and kind, kind, department (the
/// nearest one above that has any), organisation. Everybody signed in may read it.
#[Object]
impl PackAssignment {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The department that starts the requests, those below it included; null for all.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.scope.department).await
    }

    /// The kind of requests; null for all.
    async fn kind(&self) -> Option<RequestKind> {
        self.0.scope.kind.map(Into::into)
    }

    /// The pack; null where the next wider scope decides again.
    async fn pack(&self, ctx: &Context<'_>) -> OrNull<ProcessPack> {
        OrNull::known(ctx, |scope| ProcessPack::named(scope, self.0.pack.as_deref()?))
    }

    /// When it was last set.
    async fn assigned_at(&self) -> DateTime {
        DateTime(self.0.assigned_at)
    }

    /// Who set it; null for the server.
    async fn assigned_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.assigned_by).await
    }
}
