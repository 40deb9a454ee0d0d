//! What a call can cost at most, before it is executed: the objects it can reach, edge by edge.
//!
//! A field with selections costs one for every object it can answer, a leaf nothing, unless its documentation says
//! `Cost: n.` The items of a page count as often as `first` or `last` says, from the literal, the variable or the
//! default; what lies below an item counts for each. Fragments are costed once per page size. Introspection is counted
//! apart, in values, since it touches no data. Above 400 lines because the walk and its tables are read together.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field as FieldNode, FragmentDefinition, OperationDefinition,
    Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::Value as InputValue;

use super::type_map::{Field, Kind, TypeMap, named};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::{INTROSPECTION_DISCOUNT, Limits};

/// What one operation can cost with its variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Objects reached.
    pub edges: u64,
    /// Values of introspection answered.
    pub introspection: u64,
}

impl Cost {
    fn plus(self, other: Self) -> Self {
        Self {
            edges: self.edges.saturating_add(other.edges),
            introspection: self.introspection.saturating_add(other.introspection),
        }
    }

    fn times(self, factor: u64) -> Self {
        Self {
            edges: self.edges.saturating_mul(factor),
            introspection: self.introspection.saturating_mul(factor),
        }
    }

    /// What is paid for it: nothing is free, and a value of introspection costs little.
    pub fn charge(self) -> u64 {
        self.edges.saturating_add(self.introspection.div_ceil(INTROSPECTION_DISCOUNT)).max(1)
    }

    /// Holds the cost against the limits.
    ///
    /// # Errors
    /// `COST_EXCEEDED` with `requested` and `limit`.
    pub fn check(self, limits: &Limits) -> Result<(), Fault> {
        let refused = |text, requested: u64, limit: u64| {
            Err(Fault::new(ErrorCode::CostExceeded, text).with("requested", requested).with("limit", limit))
        };
        if self.edges > limits.cost {
            return refused(Text::CostExceeded, self.edges, limits.cost);
        }
        if self.introspection > limits.introspection_cost {
            return refused(Text::IntrospectionCost, self.introspection, limits.introspection_cost);
        }
        Ok(())
    }
}

/// How many items introspection's lists have on average in this schema, rounded up.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    types: u64,
    fields: u64,
    inputs: u64,
    values: u64,
    arguments: u64,
    members: u64,
}

impl Sizes {
    /// Counts the schema once.
    pub fn of(map: &TypeMap) -> Self {
        let (mut types, mut objects, mut fields, mut arguments) = (0, 0, 0, 0);
        let (mut inputs, mut input_fields, mut enums, mut values, mut members) = (0, 0, 0, 0, 0);
        for (_, entry) in map.types() {
            types += 1;
            members += entry.implements.len();
            match &entry.kind {
                Kind::Object(of) | Kind::Interface(of) => {
                    objects += 1;
                    fields += of.len();
                    arguments += of.values().map(|field| field.arguments.len()).sum::<usize>();
                }
                Kind::Input { fields, .. } => {
                    inputs += 1;
                    input_fields += fields.len();
                }
                Kind::Enum(of) => {
                    enums += 1;
                    values += of.len();
                }
                Kind::Union(of) => members += of.len(),
                Kind::Scalar(_) => {}
            }
        }
        let average = |sum: usize, of: usize| (sum.div_ceil(of.max(1)) as u64).max(1);
        Self {
            types,
            fields: average(fields, objects),
            inputs: average(input_fields, inputs),
            values: average(values, enums),
            arguments: average(arguments, fields),
            members: average(members, objects),
        }
    }

    fn items(&self, parent: &str, field: &str) -> u64 {
        match (parent, field) {
            ("__Schema", "types") => self.types,
            ("__Schema", "directives") => 5,
            ("__Type", "fields") => self.fields,
            ("__Type", "inputFields") => self.inputs,
            ("__Type", "enumValues") => self.values,
            ("__Type", "interfaces" | "possibleTypes") => self.members,
            ("__Field" | "__Directive", "args") => self.arguments,
            _ => 1,
        }
    }
}

/// The cost of `operation` of `document` with these variables.
pub fn cost(
    map: &TypeMap,
    sizes: &Sizes,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
) -> Cost {
    let mut walk =
        Walk { map, sizes, fragments: &document.fragments, variables, limits, known: HashMap::new() };
    let root = map.root(operation.ty).unwrap_or_default();
    walk.set(&operation.selection_set.node, root, 1)
}

struct Walk<'a> {
    map: &'a TypeMap,
    sizes: &'a Sizes,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    limits: &'a Limits,
    /// The cost of a fragment on a page of this size.
    known: HashMap<(&'a str, u64), Cost>,
}

impl<'a> Walk<'a> {
    /// The cost of a set on an object of type `parent`; `page` is the number of its items where it is a connection.
    fn set(&mut self, set: &'a SelectionSet, parent: &str, page: u64) -> Cost {
        let mut sum = Cost::default();
        for selection in &set.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            let part = match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent, page),
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    self.set(&inline.node.selection_set.node, on.map_or(parent, Name::as_str), page)
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, page),
            };
            sum = sum.plus(part);
        }
        sum
    }

    fn fragment(&mut self, name: &'a Name, page: u64) -> Cost {
        if let Some(cost) = self.known.get(&(name.as_str(), page)) {
            return *cost;
        }
        let Some(fragment) = self.fragments.get(name) else { return Cost::default() };
        let on = &fragment.node.type_condition.node.on.node;
        let cost = self.set(&fragment.node.selection_set.node, on, page);
        self.known.insert((name.as_str(), page), cost);
        cost
    }

    fn field(&mut self, node: &'a FieldNode, parent: &str, page: u64) -> Cost {
        let name = node.name.node.as_str();
        let Some(field) = self.map.field(parent, name) else { return Cost::default() };
        let target = named(&field.ty);
        let below = &node.selection_set.node;
        if parent.starts_with("__") || (name.starts_with("__") && name != "__typename") {
            let one = Cost { edges: 0, introspection: 1 }.plus(self.set(below, target, 1));
            return one.times(self.sizes.items(parent, name));
        }
        if !self.map.is_composite(target) {
            return Cost { edges: field.cost.unwrap_or(0), introspection: 0 };
        }
        let of_page = self.map.is_connection(parent);
        let free = of_page && matches!(name, "edges" | "pageInfo");
        let own = Cost { edges: field.cost.unwrap_or(u64::from(!free)), introspection: 0 };
        if self.map.is_connection(target) {
            let page = self.page(field, node);
            return own.plus(self.set(below, target, page));
        }
        let items = match &field.ty.base {
            BaseType::List(_) if of_page && matches!(name, "edges" | "nodes") => page,
            BaseType::List(_) => self.listed(node).unwrap_or(self.limits.list_assumed),
            BaseType::Named(_) => 1,
        };
        own.plus(self.set(below, target, 1)).times(items)
    }

    /// The items that a page can have: `first` or `last` as given, as the schema has it, or as we assume.
    fn page(&self, field: &Field, node: &FieldNode) -> u64 {
        let given = ["first", "last"].iter().filter_map(|name| {
            let value = node.get_argument(name)?;
            self.number(&value.node)
        });
        let default = || {
            let input = field.arguments.get("first")?;
            number(input.default.as_ref()?)
        };
        given.max().or_else(default).unwrap_or(self.limits.page_default)
    }

    /// The length of the longest list among the arguments: `nodes(ids)` answers as many as it is given.
    fn listed(&self, node: &FieldNode) -> Option<u64> {
        let lengths = node.arguments.iter().filter_map(|(_, value)| match &value.node {
            InputValue::List(values) => Some(values.len() as u64),
            InputValue::Variable(name) => match self.variables.get(name) {
                Some(Value::List(values)) => Some(values.len() as u64),
                _ => None,
            },
            _ => None,
        });
        lengths.max()
    }

    fn number(&self, value: &InputValue) -> Option<u64> {
        match value {
            InputValue::Variable(name) => number(self.variables.get(name)?),
            InputValue::Number(given) => Some(given.as_u64().unwrap_or(0)),
            _ => None,
        }
    }

    /// Whether `@skip` or `@include` leaves this out with the given variables.
    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let skips = directive.node.name.node == "skip";
            if !skips && directive.node.name.node != "include" {
                return false;
            }
            let condition = directive.node.get_argument("if").map(|value| &value.node);
            let condition = match condition {
                Some(InputValue::Boolean(condition)) => Some(*condition),
                Some(InputValue::Variable(name)) => match self.variables.get(name) {
                    Some(Value::Boolean(condition)) => Some(*condition),
                    _ => None,
                },
                _ => None,
            };
            condition == Some(skips)
        })
    }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => Some(number.as_u64().unwrap_or(0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    use async_graphql::parser::parse_query;
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::coercion::coerce;
    use super::*;

    const SDL: &str = "
        type Query { viewer: Person things(first: Int = 20, last: Int): ThingPage! nodes(ids: [ID!]!): [Thing]! self: Query }
        type ThingPage { edges: [ThingEdge!]! nodes: [Thing!]! pageInfo: PageInfo! \"Counts. Cost: 10.\" total: Int! }
        type ThingEdge { node: Thing! cursor: String! } type PageInfo { end: String }
        type Thing { id: ID! owner: Person parties: [Person!]! parts(first: Int): ThingPage! }
        type Person { name: String! boss: Person }";

    fn run(document: &str, given: &serde_json::Value) -> Cost {
        let map = TypeMap::parse(SDL, &[]).expect("SDL");
        let document = parse_query(document).expect("a document");
        let (_, operation) = document.operations.iter().next().expect("one");
        let given = given.as_object().cloned().expect("an object");
        let variables = coerce(&map, &operation.node, &given, 1).expect("fitting");
        cost(&map, &Sizes::of(&map), &document, &operation.node, &variables, &Limits::default())
    }

    #[test]
    fn pages_multiply_what_lies_below_their_items() {
        for (document, variables, edges) in [
            ("{ viewer { name boss { name } } }", json!({}), 2),
            ("{ things { nodes { id } } }", json!({}), 1 + 20),
            ("{ things(first: 3) { nodes { owner { name } } } }", json!({}), 1 + 3 * 2),
            ("{ things(first: 3) { edges { cursor node { id } } pageInfo { end } } }", json!({}), 1 + 3),
            ("{ things(last: 3) { total } }", json!({}), 1 + 10),
            ("query($n: Int) { things(first: $n) { nodes { id } } }", json!({"n": 7}), 1 + 7),
            ("query($n: Int = 9) { things(first: $n) { nodes { id } } }", json!({}), 1 + 9),
            ("query($n: Int) { things(first: $n) { nodes { id } } }", json!({}), 1 + 20),
            ("{ things(first: 2) { nodes { parts { nodes { id } } } } }", json!({}), 1 + 2 * (1 + 1 + 25)),
            ("{ things(first: 2) { nodes { parties { name } } } }", json!({}), 1 + 2 * (1 + 10)),
            ("{ nodes(ids: [1, 2, 3]) { id owner { name } } }", json!({}), 3 * 2),
            ("query($i: [ID!]!) { nodes(ids: $i) { id } }", json!({"i": [1, 2]}), 2),
            (
                "{ things(first: 2) { ...P } } fragment P on ThingPage { nodes { ...T } } fragment T on Thing { owner { name } }",
                json!({}),
                1 + 2 * 2,
            ),
            (
                "query($no: Boolean!) { viewer @skip(if: $no) { name } self @include(if: false) { viewer { name } } }",
                json!({"no": true}),
                0,
            ),
            ("{ things(first: -1) { nodes { id } } }", json!({}), 1),
        ] {
            let cost = run(document, &variables);
            assert_eq!(cost, Cost { edges, introspection: 0 }, "{document}");
        }
    }

    #[test]
    fn hostile_sizes_saturate_and_are_refused() {
        let nested = (0..5)
            .fold("id".to_owned(), |inner, _| format!("parts(first: 2000000000) {{ nodes {{ {inner} }} }}"));
        let cost = run(&format!("{{ things {{ nodes {{ {nested} }} }} }}"), &json!({}));
        assert_eq!(cost.edges, u64::MAX);
        let fault = cost.check(&Limits::default()).expect_err("too much");
        assert_eq!((fault.code, &fault.params["limit"]), (ErrorCode::CostExceeded, &json!(25_000)));
    }

    #[test]
    fn introspection_is_counted_in_values() {
        let list = |levels: usize| {
            let inner =
                (0..levels).fold("name".to_owned(), |inner, _| format!("fields {{ type {{ {inner} }} }}"));
            run(&format!("{{ __schema {{ types {{ {inner} }} }} }}"), &json!({}))
        };
        assert!(list(1).check(&Limits::default()).is_ok());
        let fault = list(12).check(&Limits::default()).expect_err("millions of values");
        assert_eq!(fault.text, Text::IntrospectionCost);
    }

    /// What every tool sends first, over the product's own schema: far from the limit, and the schema may still grow.
    #[test]
    fn the_usual_introspection_fits() {
        let reference =
            (0..9).fold("kind name".to_owned(), |inner, _| format!("kind name ofType {{ {inner} }}"));
        let document = format!(
            "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
               subscriptionType {{ name kind }} types {{ ...FullType }}
               directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...Input }} }} }} }}
             fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
               fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...Input }}
                 type {{ ...Reference }} isDeprecated deprecationReason }}
               inputFields(includeDeprecated: true) {{ ...Input }} interfaces {{ ...Reference }}
               enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
               possibleTypes {{ ...Reference }} }}
             fragment Input on __InputValue {{ name description type {{ ...Reference }} defaultValue isDeprecated deprecationReason }}
             fragment Reference on __Type {{ {reference} }}"
        );
        let map = TypeMap::parse(&crate::graphql::schema::sdl(), &[]).expect("our SDL");
        let document = parse_query(document).expect("a document");
        let (_, operation) = document.operations.iter().next().expect("one");
        let limits = Limits::default();
        let variables = Variables::default();
        let cost = cost(&map, &Sizes::of(&map), &document, &operation.node, &variables, &limits);
        assert!(cost.introspection < limits.introspection_cost / 3, "{cost:?}");
        assert_eq!(cost.edges, 0);
        println!(
            "values of the usual introspection: {} of {}",
            cost.introspection, limits.introspection_cost
        );
    }

    #[test]
    fn fragments_are_costed_once() {
        let chain = (0..60).fold("{ self { ...F0 } }".to_owned(), |mut text, at| {
            let _ =
                write!(text, "fragment F{at} on Query {{ self {{ ...F{0} }} self {{ ...F{0} }} }}", at + 1);
            text
        }) + "fragment F60 on Query { viewer { name } }";
        let begun = Instant::now();
        assert!(run(&chain, &json!({})).edges > 1_000_000_000_000);
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn a_greater_page_never_costs_less(small in 0_u32..1_000, more in 0_u32..1_000) {
            let at = |first: u32| run(
                "query($n: Int) { things(first: $n) { nodes { parts(first: $n) { edges { node { owner { name } } } } } } }",
                &json!({"n": first}),
            );
            prop_assert!(at(small).edges <= at(small + more).edges);
        }
    }
}
