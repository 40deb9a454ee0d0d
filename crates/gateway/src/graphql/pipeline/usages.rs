//! Validation that the library leaves out or gets wrong: the types of variables, where each may stand, and literals.
//!
//! `AllVariableUsagesAllowed` (section 5.8.5 of the specification) and `ValuesOfCorrectType` (5.6.1), literals that hold
//! variables included; the library checks those only while executing, takes a string for an enum value and compares
//! positions the wrong way round. Run over documents that are otherwise valid; what is unknown here is passed by, since
//! the library's rules have told it.

use std::collections::{BTreeMap, HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet, Type,
    VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value as InputValue;

use super::coercion::{NUL, has_nul, mismatch, refused, shown, unknown_value};
use super::type_map::{Input, Kind, ScalarCheck, TypeMap};
use crate::graphql::error::{ErrorCode, Fault, Text};

/// Tells the variables whose type is no input type of the schema. The library's validation takes the process down over
/// some of them, so this comes first.
pub fn variable_types(map: &TypeMap, document: &ExecutableDocument, most: usize) -> Vec<Fault> {
    document
        .operations
        .iter()
        .flat_map(|(_, operation)| &operation.node.variable_definitions)
        .filter(|definition| !map.is_input(&definition.node.var_type.node))
        .take(most)
        .map(|definition| {
            Fault::new(ErrorCode::GraphqlValidationFailed, Text::UnknownInputType)
                .with("variable", definition.node.name.node.as_str())
                .with("type", shown(&definition.node.var_type.node.to_string()))
                .at(definition.pos.line, definition.pos.column)
        })
        .collect()
}

/// Tells what is wrong with the literals and variable positions of `document`, at most `most` faults.
pub fn values(map: &TypeMap, document: &ExecutableDocument, most: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (_, operation) in document.operations.iter() {
        let mut walk = Walk {
            map,
            document,
            variables: variables(&operation.node),
            seen: HashSet::new(),
            faults: &mut faults,
            most,
        };
        for definition in &operation.node.variable_definitions {
            if let Some(default) = &definition.node.default_value {
                let path = format!("${}", definition.node.name.node);
                let place =
                    Place { ty: &definition.node.var_type.node, has_default: false, pos: default.pos };
                walk.value(&place, &default.node.clone().into_value(), &path);
            }
        }
        walk.directives(&operation.node.directives);
        if let Some(root) = map.root(operation.node.ty) {
            walk.set(&operation.node.selection_set.node, root);
        }
    }
    faults.truncate(most);
    faults
}

fn variables(operation: &OperationDefinition) -> HashMap<&str, &VariableDefinition> {
    operation
        .variable_definitions
        .iter()
        .map(|definition| (definition.node.name.node.as_str(), &definition.node))
        .collect()
}

/// Where a value stands.
struct Place<'a> {
    ty: &'a Type,
    has_default: bool,
    pos: Pos,
}

struct Walk<'a, 'f> {
    map: &'a TypeMap,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a str, &'a VariableDefinition>,
    /// Fragments already walked for this operation.
    seen: HashSet<&'a str>,
    faults: &'f mut Vec<Fault>,
    most: usize,
}

impl<'a> Walk<'a, '_> {
    fn set(&mut self, set: &'a SelectionSet, parent: &str) {
        for selection in &set.items {
            if self.faults.len() >= self.most {
                return;
            }
            self.directives(selection.node.directives());
            match &selection.node {
                Selection::Field(field) => {
                    if let Some(known) = self.map.field(parent, &field.node.name.node) {
                        self.arguments(&known.arguments, &field.node.arguments);
                        let inner = super::type_map::named(&known.ty);
                        self.set(&field.node.selection_set.node, inner);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    let on = on.map_or(parent, Name::as_str);
                    self.set(&inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.seen.insert(name.as_str())
                    {
                        self.directives(&fragment.node.directives);
                        let on = &fragment.node.type_condition.node.on.node;
                        self.set(&fragment.node.selection_set.node, on);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        for directive in directives {
            if let Some(inputs) = self.map.directive(&directive.node.name.node) {
                self.arguments(inputs, &directive.node.arguments);
            }
        }
    }

    fn arguments(
        &mut self,
        inputs: &BTreeMap<String, Input>,
        given: &[(Positioned<Name>, Positioned<InputValue>)],
    ) {
        for (name, value) in given {
            if let Some(input) = inputs.get(name.node.as_str()) {
                let place = Place { ty: &input.ty, has_default: input.default.is_some(), pos: value.pos };
                self.value(&place, &value.node, &name.node);
            }
        }
    }

    fn fault(&mut self, fault: Fault, place: &Place<'_>) {
        let fault = Fault { code: ErrorCode::GraphqlValidationFailed, ..fault };
        self.faults.push(fault.at(place.pos.line, place.pos.column));
    }

    fn value(&mut self, place: &Place<'_>, value: &InputValue, path: &str) {
        match (value, &place.ty.base) {
            _ if self.faults.len() >= self.most => {}
            (InputValue::Variable(name), _) => self.usage(place, name),
            (InputValue::Null, _) if place.ty.nullable => {}
            (InputValue::Null, _) => {
                self.fault(refused(Text::ValueNull, path).with("expected", place.ty.to_string()), place);
            }
            (InputValue::List(values), BaseType::List(item)) => {
                for (index, value) in values.iter().enumerate() {
                    let place = Place { ty: item, has_default: false, pos: place.pos };
                    self.value(&place, value, &format!("{path}[{index}]"));
                }
            }
            (_, BaseType::List(item)) => {
                let place = Place { ty: item, has_default: false, pos: place.pos };
                self.value(&place, value, path);
            }
            (_, BaseType::Named(name)) => self.named(place, name, value, path),
        }
    }

    fn named(&mut self, place: &Place<'_>, name: &Name, value: &InputValue, path: &str) {
        let map = self.map;
        let fault = match (map.get(name), value) {
            (Some(Kind::Scalar(check)), _) => scalar(name, *check, value, path),
            (Some(Kind::Enum(values)), InputValue::Enum(given)) => {
                (!values.contains_key(given.as_str())).then(|| unknown_value(path, name, given))
            }
            (Some(Kind::Input { fields, one_of }), InputValue::Object(given)) => {
                if *one_of && (given.len() != 1 || given.values().any(|value| *value == InputValue::Null)) {
                    Some(refused(Text::OneOfFields, path).with("expected", name.as_str()))
                } else {
                    self.object(place, name, (fields, *one_of), given, path)
                }
            }
            (Some(Kind::Enum(_) | Kind::Input { .. }), _) => {
                Some(mismatch(path, name, &shown(&value.to_string())))
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.fault(fault, place);
        }
    }

    fn object(
        &mut self,
        place: &Place<'_>,
        name: &Name,
        (fields, one_of): (&BTreeMap<String, Input>, bool),
        given: &async_graphql::indexmap::IndexMap<Name, InputValue>,
        path: &str,
    ) -> Option<Fault> {
        for (key, value) in given {
            let Some(input) = fields.get(key.as_str()) else {
                let fault = refused(Text::FieldUnknown, path).with("expected", name.as_str());
                return Some(fault.with("field", shown(key)));
            };
            // A variable for the one field of a @oneOf input must not be able to be null.
            let ty = Type { nullable: input.ty.nullable && !one_of, ..input.ty.clone() };
            let place = Place { ty: &ty, has_default: input.default.is_some(), pos: place.pos };
            self.value(&place, value, &format!("{path}.{key}"));
        }
        let missing =
            fields.iter().find(|(key, input)| input.is_required() && !given.contains_key(key.as_str()));
        missing.map(|(field, _)| {
            let fault = refused(Text::FieldMissing, path).with("expected", name.as_str());
            fault.with("field", field.as_str())
        })
    }

    /// `IsVariableUsageAllowed`; undefined variables are told by the library.
    fn usage(&mut self, place: &Place<'_>, name: &Name) {
        let Some(definition) = self.variables.get(name.as_str()) else { return };
        let given = &definition.var_type.node;
        let allowed = if !place.ty.nullable && given.nullable {
            let default = definition.default_value.as_ref();
            let never_null = default.is_some_and(|value| value.node != async_graphql::Value::Null);
            let wanted = Type { nullable: true, ..place.ty.clone() };
            (never_null || place.has_default) && compatible(given, &wanted)
        } else {
            compatible(given, place.ty)
        };
        if !allowed {
            let fault = Fault::new(ErrorCode::GraphqlValidationFailed, Text::VariablePosition)
                .with("variable", name.as_str())
                .with("type", given.to_string())
                .with("expected", place.ty.to_string());
            self.fault(fault, place);
        }
    }
}

/// `AreTypesCompatible`: whether every value of `given` is one of `wanted`.
fn compatible(given: &Type, wanted: &Type) -> bool {
    if given.nullable && !wanted.nullable {
        return false;
    }
    match (&given.base, &wanted.base) {
        (BaseType::Named(given), BaseType::Named(wanted)) => given == wanted,
        (BaseType::List(given), BaseType::List(wanted)) => compatible(given, wanted),
        _ => false,
    }
}

fn scalar(name: &str, check: Option<ScalarCheck>, value: &InputValue, path: &str) -> Option<Fault> {
    let fits = match (name, value) {
        ("Int", InputValue::Number(number)) if !number.is_f64() => {
            let in_range = number.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
            return (!in_range).then(|| refused(Text::ValueRange, path));
        }
        ("String" | "ID", InputValue::String(text)) if text.contains(NUL) => {
            return Some(refused(Text::ValueNul, path));
        }
        ("Float", InputValue::Number(_))
        | ("String" | "ID", InputValue::String(_))
        | ("Boolean", InputValue::Boolean(_)) => true,
        ("ID", InputValue::Number(number)) => !number.is_f64(),
        ("Int" | "Float" | "String" | "ID" | "Boolean", _) => false,
        _ => {
            let value = value.clone().into_const();
            if value.as_ref().is_some_and(has_nul) {
                return Some(refused(Text::ValueNul, path));
            }
            let fits = value.is_none_or(|value| check.is_none_or(|check| check(&value)));
            return (!fits).then(|| refused(Text::ValueScalar, path).with("expected", name));
        }
    };
    (!fits).then(|| mismatch(path, name, &shown(&value.to_string())))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    const SDL: &str = "type Query { int(a: Int): Int must(a: Int!): Int paged(first: Int! = 25): Int ids(a: [ID!]!): Int
          point(a: Point): Int by(a: By!): Int colour(a: Colour): Int self: Query }
        enum Colour { RED GREEN } input Point { x: Int! y: Int! = 7 inner: Point } input By @oneOf { id: ID code: String }";

    fn run(document: &str) -> Vec<Text> {
        let map = TypeMap::parse(SDL, &[]).expect("SDL");
        let document = parse_query(document).expect("a document");
        let wrong = variable_types(&map, &document, 20);
        let faults = if wrong.is_empty() { values(&map, &document, 20) } else { wrong };
        faults
            .iter()
            .map(|fault| {
                assert_eq!((fault.code, fault.locations.len()), (ErrorCode::GraphqlValidationFailed, 1));
                fault.text
            })
            .collect()
    }

    #[test]
    fn positions_of_variables() {
        for (document, expected) in [
            ("query($v: Int) { int(a: $v) }", None),
            ("query($v: Int!) { int(a: $v) }", None),
            ("query($v: Int) { must(a: $v) }", Some(Text::VariablePosition)),
            ("query($v: Int = 1) { must(a: $v) }", None),
            ("query($v: Int = null) { must(a: $v) }", Some(Text::VariablePosition)),
            ("query($v: Int) { paged(first: $v) }", None),
            ("query($v: [ID!]!) { ids(a: $v) }", None),
            ("query($v: [ID!]) { ids(a: $v) }", Some(Text::VariablePosition)),
            ("query($v: [ID]!) { ids(a: $v) }", Some(Text::VariablePosition)),
            ("query($v: ID!) { ids(a: $v) }", Some(Text::VariablePosition)),
            ("query($v: ID!) { ids(a: [$v]) }", None),
            ("query($v: ID) { ids(a: [$v]) }", Some(Text::VariablePosition)),
            ("query($v: Int!) { ids(a: [$v]) }", Some(Text::VariablePosition)),
            ("query($v: Int) { point(a: {x: $v}) }", Some(Text::VariablePosition)),
            ("query($v: Int) { point(a: {x: 1, y: $v}) }", None),
            ("query($v: Point) { point(a: {x: 1, inner: $v}) }", None),
            ("query($v: ID!) { by(a: {id: $v}) }", None),
            ("query($v: ID) { by(a: {id: $v}) }", Some(Text::VariablePosition)),
            ("query($v: Boolean!) { int @skip(if: $v) }", None),
            ("query($v: Boolean) { int @skip(if: $v) }", Some(Text::VariablePosition)),
            (
                "query($v: String) { ...F } fragment F on Query { self { int(a: $v) } }",
                Some(Text::VariablePosition),
            ),
            ("query($v: Nope) { int }", Some(Text::UnknownInputType)),
            ("query($v: [Nope] = [1]) { int }", Some(Text::UnknownInputType)),
            ("query($v: [Query!]) { int }", Some(Text::UnknownInputType)),
        ] {
            assert_eq!(run(document), expected.into_iter().collect::<Vec<_>>(), "{document}");
        }
    }

    #[test]
    fn literals() {
        for (document, expected) in [
            ("{ int(a: 1) point(a: {x: 1}) by(a: {id: 1}) colour(a: RED) ids(a: \"x\") }", None),
            ("{ int(a: \"1\") }", Some(Text::ValueType)),
            ("{ int(a: 1.0) }", Some(Text::ValueType)),
            ("{ ids(a: \"\\u0000\") }", Some(Text::ValueNul)),
            ("{ int(a: 2147483648) }", Some(Text::ValueRange)),
            ("{ must(a: null) }", Some(Text::ValueNull)),
            ("{ colour(a: \"RED\") }", Some(Text::ValueType)),
            ("{ colour(a: BLUE) }", Some(Text::EnumUnknown)),
            ("{ ids(a: [1, null]) }", Some(Text::ValueNull)),
            ("{ point(a: {y: 1}) }", Some(Text::FieldMissing)),
            ("query($v: Int!) { point(a: {x: $v, z: 1}) }", Some(Text::FieldUnknown)),
            ("{ point(a: {x: 1, inner: {x: RED}}) }", Some(Text::ValueType)),
            ("{ by(a: {}) }", Some(Text::OneOfFields)),
            ("{ by(a: {id: 1, code: \"c\"}) }", Some(Text::OneOfFields)),
            ("{ by(a: {id: null}) }", Some(Text::OneOfFields)),
            ("query($v: Point = {x: true}) { point(a: $v) }", Some(Text::ValueType)),
            ("{ __type(name: 1) { name } }", Some(Text::ValueType)),
            ("{ ... on Query { self { ... { must(a: [1]) } } } }", Some(Text::ValueType)),
        ] {
            assert_eq!(run(document), expected.into_iter().collect::<Vec<_>>(), "{document}");
        }
    }

    #[test]
    fn faults_are_bounded() {
        let many = format!("{{ {} }}", "int(a: \"x\") ".repeat(500));
        assert_eq!(run(&many).len(), 20);
    }
}
