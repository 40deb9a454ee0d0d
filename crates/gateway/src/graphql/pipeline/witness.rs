//! What an answer shows, for whose reads have to be answered for: every node in it by its ID, whichever way it got there.
//!
//! A document is asked for the IDs of its nodes beside what the caller asks, and the answer tells them before it is written; so no
//! field, list or fragment is a way around (X25). What becomes of them is the [`Witness`]'s.

use std::collections::BTreeSet;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned, Value};
use futures_util::future::BoxFuture;

use super::type_map::{TypeMap, named};
use crate::graphql::context::RequestContext;
use crate::graphql::error::Fault;

/// Who writes down what is shown.
pub trait Witness: Send + Sync {
    /// Whether what this caller is shown may have to be written down.
    fn watches(&self, context: &RequestContext) -> bool;

    /// Writes down that the call is shown what has these IDs.
    ///
    /// # Errors
    /// Where it cannot be written, and so must not be shown.
    fn note<'a>(
        &'a self,
        context: &'a RequestContext,
        shown: BTreeSet<String>,
    ) -> BoxFuture<'a, Result<(), Fault>>;
}

/// The fields by which a node says what it is, or what it tells of.
const FIELDS: [&str; 2] = ["id", "subjectId"];

/// What is read without an ID of its own as a part of a node, and the field that answers the node.
const PARTS: [(&str, &str); 1] = [("Decision", "meeting")];

/// Under which keys one document says so: such as its own text has nowhere.
pub(super) struct Keys {
    fields: [Name; 2],
    whole: Name,
}

impl Keys {
    /// Keys that are no part of this text.
    pub(super) fn beside(text: &str) -> Self {
        let mut stem = "shown".to_owned();
        while text.contains(&stem) {
            stem.push('_');
        }
        Self {
            fields: FIELDS.map(|field| Name::new(format!("{stem}_{field}"))),
            whole: Name::new(format!("{stem}_whole")),
        }
    }

    /// Asks for them wherever the document selects from a node.
    pub(super) fn ask(&self, document: &mut ExecutableDocument, map: &TypeMap) {
        let operations: Vec<_> = match &mut document.operations {
            DocumentOperations::Single(operation) => vec![operation],
            DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
        };
        for operation in operations {
            if let Some(root) = map.root(operation.node.ty) {
                self.ask_below(&mut operation.node.selection_set.node, root, map);
            }
        }
        for fragment in document.fragments.values_mut() {
            let on = fragment.node.type_condition.node.on.node.clone();
            self.ask_below(&mut fragment.node.selection_set.node, &on, map);
        }
    }

    fn ask_below(&self, set: &mut SelectionSet, parent: &str, map: &TypeMap) {
        if set.items.is_empty() {
            return;
        }
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    if let Some(known) = map.field(parent, &field.node.name.node) {
                        self.ask_below(&mut field.node.selection_set.node, named(&known.ty), map);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|on| on.node.on.node.clone());
                    let on = on.as_deref().unwrap_or(parent);
                    self.ask_below(&mut inline.node.selection_set.node, on, map);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
        if map.is_node(parent) {
            let fields = FIELDS.iter().zip(&self.fields);
            let fields = fields.filter(|(field, _)| map.field(parent, field).is_some());
            set.items.extend(fields.map(|(field, key)| asked(field, key, Vec::new())));
        }
        let whole = PARTS.iter().filter(|(part, _)| *part == parent);
        let [id, _] = &self.fields;
        set.items
            .extend(whole.map(|(_, field)| asked(field, &self.whole, vec![asked("id", id, Vec::new())])));
    }

    /// Takes them out of the answer: all IDs that it shows.
    pub(super) fn take(&self, data: &mut Value) -> BTreeSet<String> {
        let mut shown = BTreeSet::new();
        self.take_below(data, &mut shown);
        shown
    }

    fn take_below(&self, value: &mut Value, shown: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for key in &self.fields {
                    if let Some(Value::String(id)) = fields.shift_remove(key) {
                        shown.insert(id);
                    }
                }
                if let Some(mut whole) = fields.shift_remove(&self.whole) {
                    self.take_below(&mut whole, shown);
                }
                fields.values_mut().for_each(|field| self.take_below(field, shown));
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.take_below(item, shown)),
            _ => {}
        }
    }
}

fn asked(field: &str, key: &Name, below: Vec<Positioned<Selection>>) -> Positioned<Selection> {
    let here = |name: Name| Positioned::new(name, Pos::default());
    let field = Field {
        alias: Some(here(key.clone())),
        name: here(Name::new(field)),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet { items: below }, Pos::default()),
    };
    Positioned::new(Selection::Field(Positioned::new(field, Pos::default())), Pos::default())
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::value;

    use super::*;

    const SDL: &str = "interface Node { id: ID! } type Query { a: A node: Node either: Either } type List { nodes: [A!]! }
        type Decision { text: String meeting: A }
        type A implements Node { id: ID! name: String list: List part: Part decision: Decision } type B implements Node { id: ID! subjectId: ID! }
        type Part { of: A } union Either = A | B";

    fn asked(document: &str) -> Vec<String> {
        let map = TypeMap::parse(SDL, &[]).expect("SDL");
        let mut parsed = parse_query(document).expect("a document");
        Keys::beside(document).ask(&mut parsed, &map);
        let text = format!("{parsed:?}");
        let found = text
            .match_indices("Name(\"shown")
            .map(|(at, _)| text[at + 6..].split('"').next().unwrap_or_default().to_owned());
        found.collect()
    }

    #[test]
    fn every_node_is_asked_for_its_id_whichever_way_it_is_reached() {
        let (id, subject) = ("shown_id".to_owned(), "shown_subjectId".to_owned());
        assert_eq!(asked("{ a { name } }"), std::slice::from_ref(&id));
        assert_eq!(asked("{ x: a { list { nodes { name } } part { of { name } } } }").len(), 3);
        assert_eq!(
            asked("{ ...F } fragment F on Query { node { ... on A { name } ... on B { id } } }").len(),
            4
        );
        assert_eq!(asked("{ either { __typename ... on B { __typename } } }"), [id, subject]);
        assert!(asked("{ __typename }").is_empty());
        assert_eq!(
            asked("{ a { decision { text } } }"),
            ["shown_whole", "shown_id", "shown_id"],
            "of what it is a part"
        );
        assert_eq!(asked("{ a { shown: name } }"), ["shown", "shown__id"], "no key of the caller's own");
    }

    #[test]
    fn the_answer_is_left_as_it_was_asked_for() {
        let keys = Keys::beside("{ a }");
        let mut data = value!({ "a": { "name": "x", "shown_id": "a_1", "list": [{ "shown_id": "b_2", "shown_subjectId": "a_3" }, null, { "shown_whole": { "shown_id": "a_4" } }] } });
        assert_eq!(keys.take(&mut data).into_iter().collect::<Vec<_>>(), ["a_1", "a_3", "a_4", "b_2"]);
        assert_eq!(data, value!({ "a": { "name": "x", "list": [{}, null, {}] } }));
    }
}
