//! Mutations that answer one noun: run, or refused in words short enough to compare.

use serde_json::{Value, json};

use super::client::Client;

/// A noun as mutations answer it: the payload's field, and what a test looks at of it.
pub(crate) struct Noun {
    pub(crate) field: &'static str,
    pub(crate) seen: &'static str,
}

/// The type of a mutation's input.
pub(crate) fn input_type(mutation: &str) -> String {
    format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..])
}

impl Noun {
    /// The document of a mutation that takes one input.
    pub(crate) fn document(&self, name: &str) -> String {
        let input = input_type(name);
        let (field, seen) = (self.field, self.seen);
        format!(
            "mutation($input: {input}!) {{ {name}(input: $input) {{
                {field} {{ {seen} }} cursor
                warnings {{ code params }}
                userErrors {{ __typename code path params
                    ... on StateConflict {{ status allowedTransitions missing {{ code params }} }} }} }} }}"
        )
    }

    /// The whole payload of the mutation, which has to be accepted.
    pub(crate) async fn payload(&self, client: &Client, name: &str, input: Value) -> Value {
        client.mutate(&self.document(name), json!({ "input": input })).await
    }

    /// Runs the mutation, which has to be accepted, and answers the object.
    pub(crate) async fn run(&self, client: &Client, name: &str, input: Value) -> Value {
        self.payload(client, name, input).await[self.field].take()
    }

    /// The codes of the warnings of the mutation, which has to be accepted.
    pub(crate) async fn warnings(&self, client: &Client, name: &str, input: Value) -> Vec<String> {
        let payload = self.payload(client, name, input).await;
        let warnings = payload["warnings"].as_array().expect("a list");
        warnings.iter().map(|warning| warning["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Runs the mutation, which has to be refused, and answers its user errors.
    pub(crate) async fn refused(&self, client: &Client, name: &str, input: Value) -> Vec<Value> {
        let payload = client.payload(&self.document(name), json!({ "input": input })).await;
        let errors = payload["userErrors"].as_array().cloned().unwrap_or_default();
        assert!(!errors.is_empty(), "{name} was accepted: {payload:#}");
        assert_eq!(payload[self.field], Value::Null);
        errors
    }

    /// The same in words, see [`told`].
    pub(crate) async fn refusal(&self, client: &Client, name: &str, input: Value) -> String {
        told(&self.refused(client, name, input).await)
    }
}

/// User errors in words: `not found`, `ROLE_MISSING` for what is not permitted, `AGREED lacks NOT_DISPATCHED` for a state
/// (`AGREED` alone where nothing is missing), `REQUIRED at name` for a field; several joined by semicolons.
pub(crate) fn told(errors: &[Value]) -> String {
    let told = |error: &Value| {
        let code = error["code"].as_str().unwrap_or_default();
        match error["__typename"].as_str() {
            Some("NotFound") => "not found".to_owned(),
            Some("NotPermitted") => code.to_owned(),
            Some("StateConflict") => {
                let status = error["status"].as_str().unwrap_or_default();
                let missing = error["missing"].as_array().cloned().unwrap_or_default();
                let missing: Vec<_> = missing.iter().filter_map(|one| one["code"].as_str()).collect();
                if missing.is_empty() {
                    status.to_owned()
                } else {
                    format!("{status} lacks {}", missing.join(", "))
                }
            }
            Some("ValidationError") => format!("{code} at {}", path(error)),
            other => panic!("another kind of error: {other:?} {error:#}"),
        }
    };
    errors.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// Where in the input an error is, below `input`.
pub(crate) fn path(error: &Value) -> String {
    let parts = error["path"].as_array().cloned().unwrap_or_default();
    parts.iter().skip(1).map(|part| part.as_str().unwrap_or_default()).collect::<Vec<_>>().join(".")
}
