//! `CoerceVariableValues` of the specification (section 6.1.2), before anything is executed.
//!
//! The library runs a missing required variable as null and leaves wrong values to the resolvers. Here every variable
//! is brought into the type that its operation declares, over the [`TypeMap`], or refused with the path to the value
//! that does not fit. Whether a variable may stand where it is used is [`super::usages`].

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Name, Value, Variables};
use serde_json::{Map, Value as Json};

use super::type_map::{Input, Kind, ScalarCheck, TypeMap};
use crate::graphql::error::{ErrorCode, Fault, Text};

/// No text has it: PostgreSQL keeps it nowhere, so it is refused before it can be a fault of one database and not of the other.
pub(super) const NUL: char = '\0';
/// Characters of a wrong value that a message repeats.
const SHOWN: usize = 40;

/// The variables of `operation`, coerced; those that were left out and have no default stay out.
///
/// # Errors
/// `BAD_USER_INPUT` for each variable that does not fit, at most `most`.
pub fn coerce(
    map: &TypeMap,
    operation: &OperationDefinition,
    given: &Map<String, Json>,
    most: usize,
) -> Result<Variables, Vec<Fault>> {
    let mut variables = Variables::default();
    let mut faults = Vec::new();
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        let path = format!("${name}");
        match (given.get(name.as_str()), &definition.node.default_value) {
            (Some(value), _) => match value_of(map, ty, value, &path) {
                Ok(value) => drop(variables.insert(name.clone(), value)),
                Err(fault) => faults.push(fault),
            },
            (None, Some(default)) => drop(variables.insert(name.clone(), default.node.clone())),
            (None, None) if ty.nullable => {}
            (None, None) => {
                faults.push(refused(Text::VariableMissing, &path).with("expected", ty.to_string()));
            }
        }
        if let Some(fault) = faults.last_mut()
            && fault.locations.is_empty()
        {
            let at = definition.pos;
            *fault = fault.clone().at(at.line, at.column);
        }
        if faults.len() >= most {
            break;
        }
    }
    if faults.is_empty() { Ok(variables) } else { Err(faults) }
}

pub(super) fn refused(text: Text, path: &str) -> Fault {
    Fault::new(ErrorCode::BadUserInput, text).with("path", path)
}

fn value_of(map: &TypeMap, ty: &Type, value: &Json, path: &str) -> Result<Value, Fault> {
    if value.is_null() {
        return if ty.nullable {
            Ok(Value::Null)
        } else {
            Err(refused(Text::ValueNull, path).with("expected", ty.to_string()))
        };
    }
    match (&ty.base, value) {
        (BaseType::List(item), Json::Array(values)) => values
            .iter()
            .enumerate()
            .map(|(index, value)| value_of(map, item, value, &format!("{path}[{index}]")))
            .collect::<Result<_, _>>()
            .map(Value::List),
        // A single value stands for a list of one.
        (BaseType::List(item), _) => Ok(Value::List(vec![value_of(map, item, value, path)?])),
        (BaseType::Named(name), _) => named_value(map, name, value, path),
    }
}

fn named_value(map: &TypeMap, name: &Name, value: &Json, path: &str) -> Result<Value, Fault> {
    let mismatch = || mismatch(path, name, &shown(&value.to_string()));
    match map.get(name) {
        Some(Kind::Scalar(check)) => scalar(name, *check, value, path).unwrap_or_else(|| Err(mismatch())),
        Some(Kind::Enum(values)) => match value {
            Json::String(text) if values.contains_key(text) => Ok(Value::Enum(Name::new(text))),
            Json::String(text) => Err(unknown_value(path, name, text)),
            _ => Err(mismatch()),
        },
        Some(Kind::Input { fields, one_of }) => match value {
            Json::Object(given) => {
                if *one_of && (given.len() != 1 || given.values().any(Json::is_null)) {
                    return Err(refused(Text::OneOfFields, path).with("expected", name.as_str()));
                }
                input_object(map, name, fields, given, path)
            }
            _ => Err(mismatch()),
        },
        _ => Err(mismatch()),
    }
}

fn input_object(
    map: &TypeMap,
    name: &Name,
    fields: &std::collections::BTreeMap<String, Input>,
    given: &Map<String, Json>,
    path: &str,
) -> Result<Value, Fault> {
    if let Some(unknown) = given.keys().find(|key| !fields.contains_key(*key)) {
        let field = shown(unknown);
        return Err(refused(Text::FieldUnknown, path).with("expected", name.as_str()).with("field", field));
    }
    let mut object = async_graphql::indexmap::IndexMap::with_capacity(given.len());
    for (field, input) in fields {
        match given.get(field) {
            Some(value) => {
                let value = value_of(map, &input.ty, value, &format!("{path}.{field}"))?;
                object.insert(Name::new(field), value);
            }
            None if input.is_required() => {
                let fault = refused(Text::FieldMissing, path).with("expected", name.as_str());
                return Err(fault.with("field", field.as_str()));
            }
            None => {
                if let Some(default) = &input.default {
                    object.insert(Name::new(field), default.clone());
                }
            }
        }
    }
    Ok(Value::Object(object))
}

/// The scalar's value; `None` where the JSON is of another kind.
fn scalar(name: &str, check: Option<ScalarCheck>, value: &Json, path: &str) -> Option<Result<Value, Fault>> {
    match (name, value) {
        ("Int", Json::Number(number)) => {
            let whole = number.as_i64().or_else(|| whole(number.as_f64()?));
            match whole {
                Some(whole) if i32::try_from(whole).is_ok() => Some(Ok(Value::from(whole))),
                None if number.is_f64() && number.as_f64().is_some_and(|number| number.fract() != 0.0) => {
                    None
                }
                _ => Some(Err(refused(Text::ValueRange, path))),
            }
        }
        ("String" | "ID", Json::String(text)) if text.contains(NUL) => {
            Some(Err(refused(Text::ValueNul, path)))
        }
        ("Float", Json::Number(number)) => Some(Ok(Value::Number(number.clone()))),
        ("String" | "ID", Json::String(text)) => Some(Ok(Value::String(text.clone()))),
        ("ID", Json::Number(number)) if !number.is_f64() => Some(Ok(Value::String(number.to_string()))),
        ("Boolean", Json::Bool(value)) => Some(Ok(Value::Boolean(*value))),
        ("Int" | "Float" | "String" | "ID" | "Boolean", _) => None,
        _ => {
            let value = Value::from_json(value.clone()).ok()?;
            if has_nul(&value) {
                return Some(Err(refused(Text::ValueNul, path)));
            }
            let fits = check.is_none_or(|check| check(&value));
            Some(if fits { Ok(value) } else { Err(refused(Text::ValueScalar, path).with("expected", name)) })
        }
    }
}

/// Whether U+0000 stands anywhere in the value, names included.
pub(super) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(NUL),
        Value::List(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains(NUL) || has_nul(value)),
        _ => false,
    }
}

/// The whole number that a floating one is, where it is one: JSON does not tell `1.0` from `1`.
fn whole(number: f64) -> Option<i64> {
    let bounds = f64::from(i32::MIN)..=f64::from(i32::MAX);
    if number.fract() != 0.0 || !bounds.contains(&number) {
        return None;
    }
    format!("{number:.0}").parse().ok()
}

pub(super) fn mismatch(path: &str, expected: &str, found: &str) -> Fault {
    refused(Text::ValueType, path).with("expected", expected).with("found", found)
}

pub(super) fn unknown_value(path: &str, expected: &str, found: &str) -> Fault {
    refused(Text::EnumUnknown, path).with("expected", expected).with("found", shown(found))
}

/// The beginning of a text that a caller sent, so that an error is no longer than it needs to be.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const SDL: &str = "type Query { a: Int } scalar Even
        enum Colour { RED GREEN }
        input Point { x: Int! y: Int = 7 inner: Point tags: [String!] colour: Colour }
        input By @oneOf { id: ID code: String }";

    fn even(value: &Value) -> bool {
        matches!(value, Value::Number(number) if number.as_i64().is_some_and(|number| number % 2 == 0))
    }

    fn run(declared: &str, given: Json) -> Result<Json, Vec<(Text, Json)>> {
        let map = TypeMap::parse(SDL, &[("Even", even)]).expect("SDL");
        let document = parse_query(format!("query({declared}) {{ a }}")).expect("a document");
        let (_, operation) = document.operations.iter().next().expect("an operation");
        let Json::Object(given) = given else { panic!("variables are an object") };
        coerce(&map, &operation.node, &given, 20)
            .map(|variables| serde_json::to_value(variables).expect("JSON"))
            .map_err(|faults| {
                let told = faults.into_iter();
                told.map(|fault| {
                    assert_eq!(fault.locations.len(), 1);
                    (fault.text, fault.params["path"].clone())
                })
                .collect()
            })
    }

    #[test]
    fn values_take_the_declared_form() {
        for (declared, given, expected) in [
            ("$a: Int", json!({}), json!({})),
            ("$a: Int", json!({"a": null}), json!({"a": null})),
            ("$a: Int = 3", json!({}), json!({"a": 3})),
            ("$a: Int = 3", json!({"a": null}), json!({"a": null})),
            ("$a: Int!", json!({"a": 2.0}), json!({"a": 2})),
            ("$a: Float", json!({"a": 2}), json!({"a": 2})),
            ("$a: ID!", json!({"a": 12}), json!({"a": "12"})),
            ("$a: [Int!]!", json!({"a": 1}), json!({"a": [1]})),
            ("$a: [[Int]]", json!({"a": [[1], null, 2]}), json!({"a": [[1], null, [2]]})),
            ("$a: Colour", json!({"a": "RED"}), json!({"a": "RED"})),
            ("$a: Even", json!({"a": 4}), json!({"a": 4})),
            ("$a: Point", json!({"a": {"x": 1}}), json!({"a": {"x": 1, "y": 7}})),
            (
                "$a: Point",
                json!({"a": {"x": 1, "y": null, "tags": "t"}}),
                json!({"a": {"x": 1, "y": null, "tags": ["t"]}}),
            ),
            ("$a: By", json!({"a": {"code": "c"}}), json!({"a": {"code": "c"}})),
            ("$a: Int", json!({"unknown": 1}), json!({})),
        ] {
            assert_eq!(run(declared, given), Ok(expected), "{declared}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_path() {
        for (declared, given, text, path) in [
            ("$a: Int!", json!({}), Text::VariableMissing, "$a"),
            ("$a: Int!", json!({"a": null}), Text::ValueNull, "$a"),
            ("$a: Int! = 3", json!({"a": null}), Text::ValueNull, "$a"),
            ("$a: Int", json!({"a": "1"}), Text::ValueType, "$a"),
            ("$a: Int", json!({"a": 1.5}), Text::ValueType, "$a"),
            ("$a: Int", json!({"a": 2_147_483_648_i64}), Text::ValueRange, "$a"),
            ("$a: Int", json!({"a": -2_147_483_649_i64}), Text::ValueRange, "$a"),
            ("$a: Int", json!({"a": 1e30}), Text::ValueRange, "$a"),
            ("$a: String", json!({"a": 1}), Text::ValueType, "$a"),
            ("$a: String", json!({"a": "a\0"}), Text::ValueNul, "$a"),
            ("$a: ID", json!({"a": "\0"}), Text::ValueNul, "$a"),
            ("$a: Even", json!({"a": [{"b\0": 1}]}), Text::ValueNul, "$a"),
            ("$a: Boolean", json!({"a": "true"}), Text::ValueType, "$a"),
            ("$a: ID", json!({"a": 1.5}), Text::ValueType, "$a"),
            ("$a: [Int!]", json!({"a": [1, null]}), Text::ValueNull, "$a[1]"),
            ("$a: [[Int]]", json!({"a": [[1, "x"]]}), Text::ValueType, "$a[0][1]"),
            ("$a: Colour", json!({"a": "BLUE"}), Text::EnumUnknown, "$a"),
            ("$a: Colour", json!({"a": 1}), Text::ValueType, "$a"),
            ("$a: Even", json!({"a": 3}), Text::ValueScalar, "$a"),
            ("$a: Point", json!({"a": []}), Text::ValueType, "$a"),
            ("$a: Point", json!({"a": {}}), Text::FieldMissing, "$a"),
            ("$a: Point", json!({"a": {"x": 1, "z": 1}}), Text::FieldUnknown, "$a"),
            ("$a: Point", json!({"a": {"x": 1, "inner": {"x": "1"}}}), Text::ValueType, "$a.inner.x"),
            ("$a: By", json!({"a": {}}), Text::OneOfFields, "$a"),
            ("$a: By", json!({"a": {"id": null}}), Text::OneOfFields, "$a"),
            ("$a: By", json!({"a": {"id": "1", "code": "c"}}), Text::OneOfFields, "$a"),
        ] {
            assert_eq!(run(declared, given), Err(vec![(text, json!(path))]), "{declared}");
        }
    }

    #[test]
    fn every_variable_is_told_and_long_values_are_cut() {
        let faults =
            run("$a: Int!, $b: Int, $c: Int", json!({"b": "x".repeat(9_999), "c": 1})).expect_err("two");
        assert_eq!(faults.len(), 2);
        assert!(shown(&"汉".repeat(9_999)).chars().count() <= SHOWN + 1);
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            "[a-zA-Z]{0,6}|RED".prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                proptest::collection::btree_map("x|y|inner|tags|colour|id|code|z", inner, 0..4)
                    .prop_map(|fields| Json::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// What is coerced once is a fixed point: it fits the same type and stays the same.
        #[test]
        fn coerced_values_stay_as_they_are(value in any_json(), ty in "Int|Float!|ID|\\[String\\]|Point|By|\\[Point!\\]!|Colour|Even") {
            if let Ok(once) = run(&format!("$a: {ty}"), json!({"a": value})) {
                prop_assert_eq!(run(&format!("$a: {ty}"), once.clone()), Ok(once));
            }
        }
    }
}
