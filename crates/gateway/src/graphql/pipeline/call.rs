//! A call as it arrives, whatever the transport.

use serde_json::{Map, Value};

use super::persisted::DocumentId;
use crate::graphql::error::{ErrorCode, Fault, Text};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Changes.
    Mutation,
    /// Watches.
    Subscription,
}

impl OperationKind {
    /// The name in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// The parameters of the GraphQL-over-HTTP specification, decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// The document, where it was sent.
    pub query: Option<String>,
    /// Which stored document is meant, or what the one that was sent is to be stored under.
    pub document: Option<DocumentId>,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The variables, not yet coerced.
    pub variables: Map<String, Value>,
    /// What client and transport agree on beside.
    pub extensions: Map<String, Value>,
}

impl Call {
    /// Reads the parameters from a JSON object; unknown ones are passed by, null is as good as absent.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` with status 400 where the value is no object, nothing says which document is meant, or
    /// a parameter has another form.
    pub fn from_json(value: Value) -> Result<Self, Fault> {
        let Value::Object(mut given) = value else {
            return Err(Fault::new(ErrorCode::BadUserInput, Text::NotAnObject).status(400));
        };
        let mut take = |name: &str| given.remove(name).filter(|value| !value.is_null());
        let mut text = |name: &str| match take(name) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(parameter(name, "a string")),
            None => Ok(None),
        };
        let (query, operation_name, id) = (text("query")?, text("operationName")?, text("documentId")?);
        let mut object = |name: &str| match take(name) {
            Some(Value::Object(map)) => Ok(map),
            Some(_) => Err(parameter(name, "an object")),
            None => Ok(Map::new()),
        };
        let (variables, extensions) = (object("variables")?, object("extensions")?);
        let document = DocumentId::of(id, &extensions)?;
        if query.is_none() && document.is_none() {
            return Err(Fault::new(ErrorCode::BadUserInput, Text::QueryMissing).status(400));
        }
        Ok(Self { query, document, operation_name, variables, extensions })
    }
}

pub(super) fn parameter(name: &str, expected: &str) -> Fault {
    Fault::new(ErrorCode::BadUserInput, Text::ParameterType)
        .status(400)
        .with("name", name)
        .with("expected", expected)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_have_their_types_or_are_absent() {
        let whole = json!({"query": "{a}", "operationName": null, "variables": {"v": 1}, "more": 1});
        let call = Call::from_json(whole).expect("a call");
        assert_eq!(
            (call.query.as_deref(), call.operation_name, call.variables.len()),
            (Some("{a}"), None, 1)
        );
        for (given, text) in [
            (json!("{a}"), Text::NotAnObject),
            (json!({}), Text::QueryMissing),
            (json!({"query": null}), Text::QueryMissing),
            (json!({"query": 1}), Text::ParameterType),
            (json!({"query": "{a}", "operationName": []}), Text::ParameterType),
            (json!({"query": "{a}", "variables": "{}"}), Text::ParameterType),
            (json!({"query": "{a}", "extensions": [1]}), Text::ParameterType),
        ] {
            let fault = Call::from_json(given).expect_err("refused");
            assert_eq!((fault.text, fault.status), (text, Some(400)));
        }
    }
}
