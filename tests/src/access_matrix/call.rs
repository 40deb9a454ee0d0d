//! One call of the matrix: which line it belongs to, what it sends, and how its answer reads.

use std::fmt::{self, Write as _};

use serde_json::{Map, Value, json};

use super::table::{Cell, Row};
use crate::support::client::{Answer, Client};
use crate::support::mutation::input_type;

/// What a line sends, whoever calls.
#[derive(Clone, Debug)]
pub(super) struct Call {
    mutation: &'static str,
    case: &'static str,
    /// The input, as it is sent in earnest.
    pub(super) input: Value,
    /// Whose `abilities` speak of it, and which of its actions it is.
    pub(super) ability: Option<(String, &'static str)>,
    spoiled: Option<Value>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One of the four things that a line may expect.
    Cell(Cell),
    /// Something that no line expects: another kind of refusal.
    Other(String),
}

impl Call {
    pub(super) const fn new(mutation: &'static str, case: &'static str, input: Value) -> Self {
        Self { mutation, case, input, ability: None, spoiled: None }
    }

    /// The same, told by this object's `abilities` as `action`.
    pub(super) fn told_by(mut self, subject: &Value, action: &'static str) -> Self {
        self.ability = Some((subject.as_str().expect("an ID").to_owned(), action));
        self
    }

    /// The same with these fields in the place of good ones, to whom it is refused anyway: permission comes before content
    /// (`states.md`, order of checks).
    pub(super) fn spoiled_by(mut self, fields: Value) -> Self {
        self.spoiled = Some(with(&self.input, fields));
        self
    }

    /// Whether it is what this line sends.
    pub(super) fn is_of(&self, row: &Row) -> bool {
        row.mutation == self.mutation && row.case == self.case
    }

    /// The input of a dry run.
    pub(super) fn dry(&self) -> Value {
        with(&self.input, json!({ "validateOnly": true }))
    }

    /// The input with content that is wrong, where there is one.
    pub(super) fn spoiled(&self) -> Option<Value> {
        self.spoiled.clone()
    }
}

/// Sends these calls as one document, run in order, and tells what became of each; one without an input is left out. The
/// document is the same whichever are left out, so that the server knows it.
pub(super) async fn send(client: &Client, calls: &[(&Call, Option<Value>)]) -> Vec<Option<Found>> {
    let mut variables = Map::new();
    let (mut declared, mut fields) = (String::new(), String::new());
    for (number, (call, input)) in calls.iter().enumerate() {
        let _ = write!(declared, "$i{number}: {}! $s{number}: Boolean! ", input_type(call.mutation));
        let _ = write!(fields, "m{number}: {}(input: $i{number}) @include(if: $s{number}) ", call.mutation);
        let _ = write!(fields, "{{ userErrors {{ __typename code path params }} }} ");
        variables.insert(format!("i{number}"), input.clone().unwrap_or_else(|| call.dry()));
        variables.insert(format!("s{number}"), input.is_some().into());
    }
    if calls.iter().all(|(_, input)| input.is_none()) {
        return vec![None; calls.len()];
    }
    let answer = client.send(&format!("mutation({declared}) {{ {fields} }}"), variables.into()).await;
    let sent = calls.iter().enumerate();
    sent.map(|(number, (_, input))| input.as_ref().map(|_| found(&answer, &format!("m{number}")))).collect()
}

/// What became of the mutation under this alias.
fn found(answer: &Answer, alias: &str) -> Found {
    let data = &answer.body["data"];
    if data.is_null() && (answer.status, answer.error_code()) == (401, Some("UNAUTHENTICATED")) {
        return Found::Cell(Cell::Unauthenticated);
    }
    let errors = data[alias]["userErrors"].as_array().cloned();
    let Some(errors) = errors else { return Found::Other(format!("{}: {:#}", answer.status, answer.body)) };
    let kinds: Vec<_> = errors.iter().filter_map(|error| error["__typename"].as_str()).collect();
    match kinds.as_slice() {
        [] => Found::Cell(Cell::Allowed),
        ["NotPermitted"] => Found::Cell(Cell::NotPermitted),
        ["NotFound"] => Found::Cell(Cell::NotFound),
        _ => Found::Other(Value::Array(errors).to_string()),
    }
}

impl Found {
    /// Whether the line expects this.
    pub(super) fn is(&self, expected: Cell) -> bool {
        *self == Self::Cell(expected)
    }
}

/// A document with this mutation alone, whose payload is asked for `fields`.
pub(super) fn document(mutation: &str, fields: &str) -> String {
    format!("mutation($input: {}!) {{ {mutation}(input: $input) {{ {fields} }} }}", input_type(mutation))
}

/// `input` with these fields set.
pub(super) fn with(input: &Value, fields: Value) -> Value {
    let mut input = input.clone();
    if let (Some(input), Value::Object(fields)) = (input.as_object_mut(), fields) {
        input.extend(fields);
    }
    input
}

/// A line's or a call's name.
pub(super) fn name(formatter: &mut fmt::Formatter<'_>, mutation: &str, case: &str) -> fmt::Result {
    match case {
        "" => formatter.write_str(mutation),
        case => write!(formatter, "{mutation} ({case})"),
    }
}

impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        name(formatter, self.mutation, self.case)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell(cell) => cell.fmt(formatter),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}
