//! The library behind one door: validate, execute, stream.
//!
//! Two schemas stand over the same roots. The strict one validates and never executes: an extension stops it after its
//! rules, so that a document is judged apart from running it. The fast one executes what has passed; it carries no
//! extension, since even an empty one slows every field. The library's own limits are off.

use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::futures_util::stream::BoxStream;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{
    ObjectType, Request, Response, Schema, SchemaBuilder, ServerError, SubscriptionType, ValidationMode,
    ValidationResult,
};
use futures_util::future::BoxFuture;

/// Never reached: expanded documents are bounded before the library sees them.
const NO_RECURSION_LIMIT: usize = 1_000_000;

pub(super) trait Executor: Send + Sync {
    /// What the library's validation says about `document`; empty where it passes.
    fn validate(&self, document: ExecutableDocument) -> BoxFuture<'_, Vec<ServerError>>;
    /// Runs a query or mutation that has passed.
    fn execute(&self, request: Request) -> BoxFuture<'_, Response>;
    /// Runs a subscription that has passed.
    fn stream(&self, request: Request) -> BoxStream<'static, Response>;
}

pub(super) struct Schemas<Q, M, S> {
    strict: Schema<Q, M, S>,
    fast: Schema<Q, M, S>,
}

impl<Q, M, S> Schemas<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    pub(super) fn new(build: impl Fn() -> SchemaBuilder<Q, M, S>) -> Self {
        let with = |mode| build().validation_mode(mode).limit_recursive_depth(NO_RECURSION_LIMIT);
        Self {
            strict: with(ValidationMode::Strict).extension(StopAfterValidation).finish(),
            fast: with(ValidationMode::Fast).finish(),
        }
    }

    pub(super) fn fast(&self) -> &Schema<Q, M, S> {
        &self.fast
    }
}

impl<Q, M, S> Executor for Schemas<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn validate(&self, document: ExecutableDocument) -> BoxFuture<'_, Vec<ServerError>> {
        let mut request = Request::new(String::new());
        request.set_parsed_query(document);
        Box::pin(async move { self.strict.execute(request).await.errors })
    }

    fn execute(&self, request: Request) -> BoxFuture<'_, Response> {
        Box::pin(self.fast.execute(request))
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Response> {
        self.fast.execute_stream(request)
    }
}

/// Ends a request after the rules with an empty list of errors where they passed.
struct StopAfterValidation;

impl ExtensionFactory for StopAfterValidation {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for StopAfterValidation {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(context).await?;
        Err(Vec::new())
    }
}
