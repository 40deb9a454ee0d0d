//! Keys by page.

use std::sync::Arc;

use async_graphql::{Context, Object};
use liaison_persistence::api_key as stored;

use super::ApiKey;
use crate::graphql::connection::{Connection, MOST_ROWS, PageArgs, counter};
use crate::graphql::mutation::Shown as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;

/// The root field for reading.
#[derive(Default)]
pub struct ApiKeyQuery;

#[Object]
impl ApiKeyQuery {
    /// The keys of systems that the caller may see, ended ones included, newest first: all of them for administrators and auditors,
    /// else those for which the caller answers. Costs a statement.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<ApiKey>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::page(&scope.db(), scope.reader().actor(), &request).await?;
            Ok(Connection::new(
                page.map(|key| ApiKey::show(scope, key)),
                counter(scope, Arc::new(()), |reader, _, max| async move {
                    stored::count(&reader.db(), reader.actor(), max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
