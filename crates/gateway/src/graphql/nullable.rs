//! Nullable fields that may fail, as the specification handles them (section 6.4.4): the field is null, its siblings stay.
//!
//! A resolver that answers `Result<Option<T>>` takes its whole parent with it when it fails, up to the whole answer at the
//! root; the library catches errors only inside an `Option`. A field that answers [`OrNull`] does not.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{Context, ContextSelectionSet, Error, OutputType, Positioned, ServerResult, Value};
use liaison_domain::ids::Id;

use super::error::Fault;
use super::node::Identified;
use super::scope::Scope;

/// The answer of a nullable field: something, nothing, or null with an error.
///
/// ```ignore
/// async fn assignee(&self, ctx: &Context<'_>) -> OrNull<Person> {
///     OrNull::node(ctx, self.0.assignee).await
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OrNull<T>(Result<Option<T>, Error>);

impl<T> OrNull<T> {
    /// What `look` sees in the scope of the call, without reading anything.
    pub fn known(ctx: &Context<'_>, look: impl FnOnce(&Scope) -> Option<T>) -> Self {
        Scope::of(ctx).map(look).into()
    }

    /// What `find` finds, if there is anything.
    pub async fn found(find: impl Future<Output = Result<Option<T>, Fault>>) -> Self {
        find.await.into()
    }

    /// What `find` answers: always something, unless it fails.
    pub async fn some(find: impl Future<Output = Result<T, Fault>>) -> Self {
        find.await.map(Some).into()
    }
}

impl<N: Identified> OrNull<N> {
    /// The node with this ID, if there is an ID and the caller may see what has it.
    pub async fn node(ctx: &Context<'_>, id: impl Into<Option<Id<N::Kind>>>) -> Self {
        let Some(id) = id.into() else { return Self(Ok(None)) };
        Self::found(async { N::find(Scope::of(ctx)?, id).await }).await
    }
}

impl<T> From<Result<Option<T>, Fault>> for OrNull<T> {
    fn from(result: Result<Option<T>, Fault>) -> Self {
        Self(result.map_err(Error::from))
    }
}

impl<T: OutputType> OutputType for OrNull<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().to_string()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Option::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let value = match &self.0 {
            Ok(value) => value,
            Err(error) => {
                let error = error.clone().into_server_error(field.pos);
                context.add_error(context.set_error_path(error));
                return Ok(Value::Null);
            }
        };
        value.resolve(context, field).await
    }
}
