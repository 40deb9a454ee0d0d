//! A process pack with its versions.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::ids::{ProcessPackId, kind};
use liaison_domain::pack as domain;

use super::{PackAssignment, ProcessPackVersion};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::scope::Scope;

/// Most versions and assignments that one answer holds.
const MOST: usize = 50;

/// A process pack, by its newest version.
#[derive(Clone)]
pub struct ProcessPack(Arc<domain::ProcessPack>);

impl ProcessPack {
    /// The pack of this name.
    pub(super) fn named(scope: &Scope, name: &str) -> Option<Self> {
        scope.policies().packs().newest(name).map(Arc::clone).map(Self)
    }

    /// All packs by name.
    pub(super) fn all(scope: &Scope) -> Vec<Self> {
        scope.policies().packs().all().map(Arc::clone).map(Self).collect()
    }
}

impl Identified for ProcessPack {
    type Kind = kind::ProcessPack;

    async fn find(scope: &Scope, id: ProcessPackId) -> Result<Option<Self>, Fault> {
        Ok(scope.policies().packs().by_id(id).map(Arc::clone).map(Self))
    }
}

impl Shown for ProcessPack {
    type Record = domain::ProcessPack;

    fn show(_: &Scope, record: domain::ProcessPack) -> Self {
        Self(Arc::new(record))
    }
}

/// A process pack (流程包): policies as one versioned bundle. Five are shipped, administrators publish versions of these and
/// packs of their own. Everybody signed in may read them.
#[Object]
impl ProcessPack {
    /// Opaque; the same in all versions.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Its name, such as `default`.
    async fn name(&self) -> &str {
        &self.0.pack.name
    }

    /// Whether it came with Liaison.
    async fn shipped(&self, ctx: &Context<'_>) -> Result<bool> {
        let first = domain::PackRef { name: self.0.pack.name.clone(), version: 1 };
        let policies = Scope::of(ctx)?.policies();
        Ok(policies.packs().published(&first).is_some_and(|one| one.published.is_none()))
    }

    /// The newest version: what governs requests that are submitted now.
    async fn newest(&self) -> ProcessPackVersion {
        ProcessPackVersion(Arc::clone(&self.0))
    }

    /// Its versions, newest first: the last 50. An older one is read by its number.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the one with this number.")] version: Option<u32>,
    ) -> Result<Vec<ProcessPackVersion>> {
        let policies = Scope::of(ctx)?.policies();
        let all = policies.packs().versions(&self.0.pack.name);
        let chosen = all.filter(|one| version.is_none_or(|version| one.pack.version == version));
        Ok(chosen.take(MOST).map(Arc::clone).map(ProcessPackVersion).collect())
    }

    /// Where it is assigned, the widest scope first: the first 50.
    async fn assignments(&self, ctx: &Context<'_>) -> Result<Vec<PackAssignment>> {
        let policies = Scope::of(ctx)?.policies();
        let mine = |one: &&Arc<domain::PackAssignment>| one.pack.as_deref() == Some(&self.0.pack.name);
        let all = policies.packs().assignments().filter(mine);
        Ok(all.take(MOST).map(|one| PackAssignment::new(Arc::clone(one))).collect())
    }

    /// Whether it governs what is submitted where nothing is assigned.
    async fn governs_organization(&self, ctx: &Context<'_>) -> OrNull<bool> {
        OrNull::known(ctx, |scope| Some(scope.policies().packs().organization().name == self.0.pack.name))
    }
}
