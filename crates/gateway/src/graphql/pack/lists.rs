//! The root field for reading packs.

use async_graphql::{Context, Object};

use super::ProcessPack;
use crate::graphql::nullable::OrNull;
use crate::graphql::scope::Scope;

/// The root field for reading.
#[derive(Default)]
pub struct PackQuery;

#[Object]
impl PackQuery {
    /// All process packs by name, at most 50. Costs no statement. Everybody signed in may read them.
    async fn process_packs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the one of this name.")] name: Option<String>,
    ) -> OrNull<Vec<ProcessPack>> {
        OrNull::known(ctx, |scope: &Scope| {
            Some(match name {
                Some(name) => ProcessPack::named(scope, &name).into_iter().collect(),
                None => ProcessPack::all(scope),
            })
        })
    }
}
