//! Nullable fields that may fail, as the specification handles them (section 6.4.4): the field is null, its siblings stay.
//!
//! A resolver that answers `Result<Option<T>>` takes its whole parent with it when it fails, up to the whole answer at the
//! root; the library catches errors only inside an `Option`. A field that answers [`OrNull`] does not.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, Error, OutputType, Positioned, ServerResult, Value};

use super::error::Fault;

/// The answer of a nullable field: something, nothing, or null with an error.
///
/// ```ignore
/// async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
///     async { Scope::of(ctx)?.departments().get(self.id).await }.await.into()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OrNull<T>(Result<Option<T>, Error>);

impl<T> From<Result<Option<T>, Error>> for OrNull<T> {
    fn from(result: Result<Option<T>, Error>) -> Self {
        Self(result)
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
