//! `FieldsInSetCanMerge` of the specification (section 5.3.2): fields that answer under one key must be one field.
//!
//! The library compares the fields of one selection set and never what lies below two that merge, so that
//! `{ a { x: b } a { x: c } }` would silently answer one of both. Steps are counted: documents made to be slow to compare
//! are refused.

use std::collections::HashSet;

use async_graphql::parser::types::{BaseType, ExecutableDocument, Field, Selection, SelectionSet, Type};
use async_graphql::{Name, Positioned, indexmap::IndexMap};

use super::type_map::{Kind, TypeMap, named};
use crate::graphql::error::{ErrorCode, Fault, Text};

/// Fields looked at for one document: twenty times what an expanded document may have.
const STEPS: usize = 100_000;

/// Checks all operations of a document that is otherwise valid.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED` at the two fields that cannot merge, `COST_EXCEEDED` where comparing would take too long.
pub(super) fn check(map: &TypeMap, document: &ExecutableDocument) -> Result<(), Fault> {
    let mut walk = Walk { map, document, steps: 0 };
    for (_, operation) in document.operations.iter() {
        let root = map.root(operation.node.ty).unwrap_or_default();
        let sets = [(root, &operation.node.selection_set.node)];
        walk.same_fields(&sets)?;
        walk.same_shapes(&sets)?;
    }
    Ok(())
}

/// A field with the type it is selected on.
#[derive(Clone, Copy)]
struct Entry<'a> {
    parent: &'a str,
    field: &'a Positioned<Field>,
    ty: Option<&'a Type>,
}

/// A selection set with the type it is selected on.
type Set<'a> = (&'a str, &'a SelectionSet);

struct Walk<'a> {
    map: &'a TypeMap,
    document: &'a ExecutableDocument,
    steps: usize,
}

impl<'a> Walk<'a> {
    /// Fields of one key that can stand on the same object have the same name and arguments, and so have those below.
    fn same_fields(&mut self, sets: &[Set<'a>]) -> Result<(), Fault> {
        for (key, entries) in self.by_key(sets)? {
            for group in self.of_one_object(&entries) {
                let Some((first, others)) = group.split_first() else { continue };
                if let Some(other) =
                    others.iter().find(|other| !is_same(&first.field.node, &other.field.node))
                {
                    return Err(conflict(Text::FieldsDiffer, key, first, other));
                }
                self.same_fields(&below(&group))?;
            }
        }
        Ok(())
    }

    /// Fields of one key answer values of the same form, whatever the object, and so do those below.
    fn same_shapes(&mut self, sets: &[Set<'a>]) -> Result<(), Fault> {
        for (key, entries) in self.by_key(sets)? {
            let Some((first, others)) = entries.split_first() else { continue };
            if let Some(other) = others.iter().find(|other| !self.is_alike(first.ty, other.ty)) {
                return Err(conflict(Text::ShapesDiffer, key, first, other));
            }
            self.same_shapes(&below(&entries))?;
        }
        Ok(())
    }

    fn by_key(&mut self, sets: &[Set<'a>]) -> Result<IndexMap<&'a str, Vec<Entry<'a>>>, Fault> {
        let mut found = IndexMap::new();
        let mut seen = HashSet::new();
        for (parent, set) in sets {
            self.collect(parent, set, &mut seen, &mut found)?;
        }
        Ok(found)
    }

    fn collect(
        &mut self,
        parent: &'a str,
        set: &'a SelectionSet,
        seen: &mut HashSet<&'a str>,
        found: &mut IndexMap<&'a str, Vec<Entry<'a>>>,
    ) -> Result<(), Fault> {
        for selection in &set.items {
            self.steps += 1;
            if self.steps > STEPS {
                return Err(Fault::new(ErrorCode::CostExceeded, Text::TooMuchToCompare));
            }
            match &selection.node {
                Selection::Field(field) => {
                    let ty = self.map.field(parent, &field.node.name.node).map(|known| &known.ty);
                    let key = field.node.response_key().node.as_str();
                    found.entry(key).or_default().push(Entry { parent, field, ty });
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    let on = on.map_or(parent, Name::as_str);
                    self.collect(on, &inline.node.selection_set.node, seen, found)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && seen.insert(name.as_str())
                    {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.collect(on, &fragment.node.selection_set.node, seen, found)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The entries that can stand on one object together: those of each object type with those of interfaces and unions.
    fn of_one_object(&self, entries: &[Entry<'a>]) -> Vec<Vec<Entry<'a>>> {
        let is_object = |entry: &Entry<'_>| matches!(self.map.get(entry.parent), Some(Kind::Object(_)));
        let mut objects: IndexMap<&str, Vec<Entry<'a>>> = IndexMap::new();
        let common: Vec<_> = entries.iter().filter(|entry| !is_object(entry)).copied().collect();
        for entry in entries.iter().filter(|entry| is_object(entry)) {
            objects.entry(entry.parent).or_insert_with(|| common.clone()).push(*entry);
        }
        if objects.is_empty() { vec![common] } else { objects.into_values().collect() }
    }

    /// `SameResponseShape` of two types; what is unknown has been told by others.
    fn is_alike(&self, one: Option<&Type>, other: Option<&Type>) -> bool {
        let (Some(one), Some(other)) = (one, other) else { return true };
        if one.nullable != other.nullable {
            return false;
        }
        match (&one.base, &other.base) {
            (BaseType::List(one), BaseType::List(other)) => self.is_alike(Some(one), Some(other)),
            (BaseType::Named(one), BaseType::Named(other)) => {
                one == other || (self.map.is_composite(one) && self.map.is_composite(other))
            }
            _ => false,
        }
    }
}

fn is_same(one: &Field, other: &Field) -> bool {
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one
            .arguments
            .iter()
            .all(|(name, value)| other.get_argument(&name.node).is_some_and(|given| given.node == value.node))
}

/// The selection sets below these fields, each on the type that its field answers.
fn below<'a>(entries: &[Entry<'a>]) -> Vec<Set<'a>> {
    entries
        .iter()
        .filter_map(|entry| Some((named(entry.ty?), &entry.field.node.selection_set.node)))
        .filter(|(_, set)| !set.items.is_empty())
        .collect()
}

fn conflict(text: Text, key: &str, one: &Entry<'_>, other: &Entry<'_>) -> Fault {
    let (one, other) = (one.field.pos, other.field.pos);
    Fault::new(ErrorCode::GraphqlValidationFailed, text)
        .with("key", key)
        .at(one.line, one.column)
        .at(other.line, other.column)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    use async_graphql::parser::parse_query;

    use super::*;

    const SDL: &str = "interface Animal { name: String! self: Animal! }
        type Dog implements Animal { name: String! self: Animal! barks: Int! volume(of: Int): Int friend: Dog }
        type Cat implements Animal { name: String! self: Animal! meows: String! volume(of: Int): Int friend: Cat }
        type Query { pet: Animal! dog: Dog self: Query }";

    fn run(document: &str) -> Option<Text> {
        let map = TypeMap::parse(SDL, &[]).expect("SDL");
        check(&map, &parse_query(document).expect("a document")).err().map(|fault| fault.text)
    }

    #[test]
    fn fields_of_one_key_are_one_field() {
        for (document, expected) in [
            ("{ dog { name } dog { name barks } }", None),
            ("{ dog { x: name } dog { x: barks } }", Some(Text::FieldsDiffer)),
            (
                "{ self { dog { x: name } } ...F } fragment F on Query { self { dog { x: barks } } }",
                Some(Text::FieldsDiffer),
            ),
            ("{ dog { volume(of: 1) } dog { volume(of: 2) } }", Some(Text::FieldsDiffer)),
            ("{ dog { volume(of: 1) } dog { volume } }", Some(Text::FieldsDiffer)),
            ("query($v: Int) { dog { volume(of: $v) } dog { volume(of: $v) } }", None),
            ("{ pet { ... on Dog { volume(of: 1) } ... on Cat { volume(of: 2) } } }", None),
            ("{ pet { name ... on Dog { name: barks } } }", Some(Text::FieldsDiffer)),
            ("{ pet { ... on Dog { x: barks } ... on Cat { x: meows } } }", Some(Text::ShapesDiffer)),
            ("{ pet { ... on Dog { x: name } ... on Cat { x: meows } } }", None),
            (
                "{ pet { ... on Dog { friend { x: barks } } ... on Cat { friend { x: meows } } } }",
                Some(Text::ShapesDiffer),
            ),
            ("{ pet { ... on Dog { friend { x: name } } ... on Cat { friend { x: meows } } } }", None),
        ] {
            assert_eq!(run(document), expected, "{document}");
        }
    }

    #[test]
    fn comparing_is_bounded() {
        let deep = (0..12).fold("name".to_owned(), |inner, _| {
            let mut text = format!("self {{ {inner} }}");
            for kind in ["Dog", "Cat", "Dog", "Cat"] {
                let _ = write!(text, " ... on {kind} {{ self {{ name }} }}");
            }
            text
        });
        let begun = Instant::now();
        run(&format!("{{ pet {{ {deep} }} }}"));
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
