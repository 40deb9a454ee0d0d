//! The roots of operations: what they select, and the form in which the library executes them as the specification says.
//!
//! The library starts no stream for a fragment at the root of a subscription, and runs a mutation twice whose field
//! stands twice at the root. So the roots of subscriptions and mutations are flattened and merged here, once per
//! document; one field per subscription (section 5.2.4.1) is checked on the way. Variables that were left out take their
//! arguments with them, so that the schema's defaults apply (section 6.4.1).

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value as InputValue;

use crate::graphql::error::{ErrorCode, Fault, Text};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The names of the fields at the root of `operation`, fragments expanded; repeats stay.
pub(super) fn names<'a>(operation: &'a OperationDefinition, fragments: &'a Fragments) -> Vec<&'a str> {
    fn collect<'a>(set: &'a SelectionSet, fragments: &'a Fragments, names: &mut Vec<&'a str>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => names.push(field.node.name.node.as_str()),
                Selection::InlineFragment(inline) => {
                    collect(&inline.node.selection_set.node, fragments, names);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        collect(&fragment.node.selection_set.node, fragments, names);
                    }
                }
            }
        }
    }
    let mut names = Vec::new();
    collect(&operation.selection_set.node, fragments, &mut names);
    names
}

/// Brings the roots of mutations and subscriptions into the form that the library executes rightly.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED` for a subscription of several fields, and for conditions on what would be merged.
pub(super) fn flatten(document: &mut ExecutableDocument) -> Result<(), Fault> {
    let fragments = document.fragments.clone();
    let operations: Vec<&mut Positioned<OperationDefinition>> = match &mut document.operations {
        async_graphql::parser::types::DocumentOperations::Single(operation) => vec![operation],
        async_graphql::parser::types::DocumentOperations::Multiple(operations) => {
            operations.values_mut().collect()
        }
    };
    for operation in operations {
        let pos = operation.pos;
        let refused = |text| Fault::new(ErrorCode::GraphqlValidationFailed, text).at(pos.line, pos.column);
        if operation.node.ty == OperationType::Query {
            continue;
        }
        let mut fields = Vec::new();
        expand(&operation.node.selection_set.node, &fragments, &[], &mut fields);
        let merged = merge(fields).ok_or_else(|| refused(Text::RootCondition))?;
        if operation.node.ty == OperationType::Subscription {
            if merged.len() != 1 || merged[0].node.name.node.starts_with("__") {
                return Err(refused(Text::OneSubscriptionField));
            }
            if !merged[0].node.directives.is_empty() {
                return Err(refused(Text::RootCondition));
            }
        }
        operation.node.selection_set.node.items = merged
            .into_iter()
            .map(|field| Positioned::new(Selection::Field(field.clone()), field.pos))
            .collect();
    }
    Ok(())
}

/// The fields of a root with the conditions of the fragments around them.
fn expand(
    set: &SelectionSet,
    fragments: &Fragments,
    conditions: &[Positioned<Directive>],
    fields: &mut Vec<Positioned<Field>>,
) {
    let with = |directives: &[Positioned<Directive>]| [conditions, directives].concat();
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let mut field = field.clone();
                field.node.directives = with(&field.node.directives);
                fields.push(field);
            }
            Selection::InlineFragment(inline) => {
                let conditions = with(&inline.node.directives);
                expand(&inline.node.selection_set.node, fragments, &conditions, fields);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                    let conditions = with(&spread.node.directives);
                    expand(&fragment.node.selection_set.node, fragments, &conditions, fields);
                }
            }
        }
    }
}

/// Fields of one response key as one field; `None` where one of several has a condition.
fn merge(fields: Vec<Positioned<Field>>) -> Option<Vec<Positioned<Field>>> {
    let mut merged: Vec<Positioned<Field>> = Vec::new();
    for field in fields {
        let key = field.node.response_key().node.clone();
        match merged.iter_mut().find(|other| other.node.response_key().node == key) {
            Some(first) => {
                if !(first.node.directives.is_empty() && field.node.directives.is_empty()) {
                    return None;
                }
                first.node.selection_set.node.items.extend(field.node.selection_set.node.items);
            }
            None => merged.push(field),
        }
    }
    Some(merged)
}

/// Takes the arguments out that are variables nobody gave, so that the schema's default applies instead of null.
pub(super) fn drop_omitted(
    document: &mut ExecutableDocument,
    operation: &OperationDefinition,
    given: &Variables,
) {
    let left_out = |value: &InputValue| match value {
        InputValue::Variable(name) => !given.contains_key(name),
        _ => false,
    };
    let all_given =
        operation.variable_definitions.iter().all(|variable| given.contains_key(&variable.node.name.node));
    if all_given {
        return;
    }
    let operations: Vec<&mut Positioned<OperationDefinition>> = match &mut document.operations {
        async_graphql::parser::types::DocumentOperations::Single(operation) => vec![operation],
        async_graphql::parser::types::DocumentOperations::Multiple(operations) => {
            operations.values_mut().collect()
        }
    };
    let operations = operations.into_iter().map(|operation| &mut operation.node.selection_set.node);
    let fragments = document.fragments.values_mut().map(|fragment| &mut fragment.node.selection_set.node);
    for set in operations.chain(fragments) {
        strip(set, &left_out);
    }
}

fn strip(set: &mut SelectionSet, left_out: &impl Fn(&InputValue) -> bool) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                field.node.arguments.retain(|(_, value)| !left_out(&value.node));
                strip(&mut field.node.selection_set.node, left_out);
            }
            Selection::InlineFragment(inline) => strip(&mut inline.node.selection_set.node, left_out),
            Selection::FragmentSpread(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn flat(document: &str) -> Result<Vec<(String, usize)>, Text> {
        let mut document = parse_query(document).expect("a document");
        flatten(&mut document).map_err(|fault| fault.text)?;
        let (_, operation) = document.operations.iter().next().expect("one");
        let items = &operation.node.selection_set.node.items;
        Ok(items
            .iter()
            .map(|item| match &item.node {
                Selection::Field(field) => {
                    (field.node.response_key().node.to_string(), field.node.selection_set.node.items.len())
                }
                _ => panic!("roots are flat"),
            })
            .collect())
    }

    #[test]
    fn roots_become_flat_and_merged() {
        let one = Ok(vec![("a".to_owned(), 2)]);
        assert_eq!(flat("subscription { ...F } fragment F on S { a { x y } }"), one);
        assert_eq!(flat("subscription { a { x } ... { a { y } } }"), one);
        assert_eq!(flat("mutation { a { x } a { y } }"), one);
        let two = Ok(vec![("a".to_owned(), 0), ("b".to_owned(), 0)]);
        assert_eq!(flat("mutation($v: Boolean!) { a ... @skip(if: $v) { b: a } }"), two);
        assert_eq!(flat("mutation($v: Boolean!) { a a @skip(if: $v) }"), Err(Text::RootCondition));
        assert_eq!(flat("subscription { a b }"), Err(Text::OneSubscriptionField));
        assert_eq!(flat("subscription { __typename }"), Err(Text::OneSubscriptionField));
        assert_eq!(flat("subscription($v: Boolean!) { a @skip(if: $v) }"), Err(Text::RootCondition));
    }

    #[test]
    fn omitted_variables_take_their_arguments_with_them() {
        let text =
            "query($a: Int, $b: Int) { f(x: $a, y: $b, z: [$a]) { ...F } } fragment F on T { g(x: $a) }";
        let mut document = parse_query(text).expect("a document");
        let operation = document.operations.iter().next().expect("one").1.node.clone();
        let given = Variables::from_json(serde_json::json!({"b": null}));
        drop_omitted(&mut document, &operation, &given);
        let left = format!("{document:?}").matches("Name(\"x\")").count();
        assert_eq!(left, 0);
        assert_eq!(names(&operation, &document.fragments), ["f"]);
    }
}
