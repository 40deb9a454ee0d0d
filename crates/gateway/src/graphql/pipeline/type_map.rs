//! The schema as the pipeline walks it: types, fields and inputs, read once from our own SDL.
//!
//! Variables, literals and cost are checked over this map, because the library's own checks let through what the
//! specification refuses. Tests that look at every element of the schema walk it too. It knows no resolvers.

use std::collections::{BTreeMap, HashMap};

use async_graphql::Value;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, FieldDefinition, InputValueDefinition, OperationType, Type, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};

/// Whether a value is one of a custom scalar, so that a wrong one is refused before execution.
pub type ScalarCheck = fn(&Value) -> bool;

/// Introspection's own types, which no SDL spells out, with the directives that every schema has.
const INTROSPECTION: &str = "
scalar Int scalar Float scalar String scalar Boolean scalar ID
directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
type __Schema { description: String types: [__Type!]! queryType: __Type! mutationType: __Type subscriptionType: __Type directives: [__Directive!]! }
type __Type { kind: __TypeKind! name: String description: String specifiedByURL: String isOneOf: Boolean
  fields(includeDeprecated: Boolean = false): [__Field!] interfaces: [__Type!] possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean = false): [__EnumValue!] inputFields(includeDeprecated: Boolean = false): [__InputValue!] ofType: __Type }
type __Field { name: String! description: String args(includeDeprecated: Boolean = false): [__InputValue!]! type: __Type! isDeprecated: Boolean! deprecationReason: String }
type __InputValue { name: String! description: String type: __Type! defaultValue: String isDeprecated: Boolean! deprecationReason: String }
type __EnumValue { name: String! description: String isDeprecated: Boolean! deprecationReason: String }
type __Directive { name: String! description: String isRepeatable: Boolean! locations: [__DirectiveLocation!]! args(includeDeprecated: Boolean = false): [__InputValue!]! }
enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
enum __DirectiveLocation { QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION }
type __Root { __typename: String! __schema: __Schema! __type(name: String!): __Type }
";

/// The interface of everything that has an ID of its own.
const NODE: &str = "Node";

/// An argument of a field or directive, or a field of an input object.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its type.
    pub ty: Type,
    /// The value it has where none is given.
    pub default: Option<Value>,
    /// What its documentation says.
    pub description: Option<String>,
}

impl Input {
    /// Whether a value must be given.
    pub fn is_required(&self) -> bool {
        !self.ty.nullable && self.default.is_none()
    }
}

/// A field of an object or interface.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it answers.
    pub ty: Type,
    /// Its arguments by name.
    pub arguments: BTreeMap<String, Input>,
    /// What its documentation says.
    pub description: Option<String>,
    /// What it costs, where its documentation says `Cost: n.`
    pub cost: Option<u64>,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A leaf; with a check where it is ours.
    Scalar(Option<ScalarCheck>),
    /// A leaf of these values, each with its documentation.
    Enum(BTreeMap<String, Option<String>>),
    /// An object of the answer.
    Object(BTreeMap<String, Field>),
    /// What several objects have in common.
    Interface(BTreeMap<String, Field>),
    /// One of several objects.
    Union(Vec<String>),
    /// An object of the call.
    Input {
        /// Its fields by name.
        fields: BTreeMap<String, Input>,
        /// Whether exactly one of them must be given.
        one_of: bool,
    },
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeEntry {
    /// What it is.
    pub kind: Kind,
    /// What its documentation says.
    pub description: Option<String>,
    /// The interfaces it implements.
    pub implements: Vec<String>,
}

/// The whole schema.
#[derive(Clone, Debug)]
pub struct TypeMap {
    types: HashMap<String, TypeEntry>,
    directives: HashMap<String, BTreeMap<String, Input>>,
    meta: BTreeMap<String, Field>,
    query: String,
    mutation: Option<String>,
    subscription: Option<String>,
}

/// An SDL that cannot be read; only a schema of the program itself can cause it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema's own SDL cannot be read: {0}")]
pub struct TypeMapFault(String);

impl TypeMap {
    /// Reads the map from SDL; `scalars` are the checks of its custom scalars.
    ///
    /// # Errors
    /// [`TypeMapFault`] where the text is no SDL.
    pub fn parse(sdl: &str, scalars: &[(&str, ScalarCheck)]) -> Result<Self, TypeMapFault> {
        let mut map = Self {
            types: HashMap::new(),
            directives: HashMap::new(),
            meta: BTreeMap::new(),
            query: "Query".to_owned(),
            mutation: None,
            subscription: None,
        };
        for text in [INTROSPECTION, sdl] {
            let document = parse_schema(text).map_err(|fault| TypeMapFault(fault.to_string()))?;
            for definition in document.definitions {
                map.add(definition, scalars);
            }
        }
        if let Some(TypeEntry { kind: Kind::Object(fields), .. }) = map.types.remove("__Root") {
            map.meta = fields;
        }
        let standard = |name: &str| map.types.contains_key(name).then(|| name.to_owned());
        map.mutation = map.mutation.take().or_else(|| standard("Mutation"));
        map.subscription = map.subscription.take().or_else(|| standard("Subscription"));
        Ok(map)
    }

    fn add(&mut self, definition: TypeSystemDefinition, scalars: &[(&str, ScalarCheck)]) {
        match definition {
            TypeSystemDefinition::Schema(schema) => {
                let name = |root: Option<Positioned<Name>>| root.map(|name| name.node.to_string());
                self.query = name(schema.node.query).unwrap_or_else(|| "Query".to_owned());
                self.mutation = name(schema.node.mutation);
                self.subscription = name(schema.node.subscription);
            }
            TypeSystemDefinition::Directive(directive) => {
                let arguments = inputs(directive.node.arguments);
                self.directives.insert(directive.node.name.node.to_string(), arguments);
            }
            TypeSystemDefinition::Type(definition) => {
                let name = definition.node.name.node.to_string();
                let mut implements = Vec::new();
                let names = |list: Vec<Positioned<Name>>| list.into_iter().map(|name| name.node.to_string());
                let kind = match definition.node.kind {
                    TypeKind::Scalar => {
                        Kind::Scalar(scalars.iter().find(|(of, _)| *of == name).map(|(_, check)| *check))
                    }
                    TypeKind::Enum(kind) => Kind::Enum(
                        kind.values
                            .into_iter()
                            .map(|value| (value.node.value.node.to_string(), text(value.node.description)))
                            .collect(),
                    ),
                    TypeKind::Object(kind) => {
                        implements.extend(names(kind.implements));
                        Kind::Object(fields(kind.fields))
                    }
                    TypeKind::Interface(kind) => {
                        implements.extend(names(kind.implements));
                        Kind::Interface(fields(kind.fields))
                    }
                    TypeKind::Union(kind) => Kind::Union(names(kind.members).collect()),
                    TypeKind::InputObject(kind) => Kind::Input {
                        fields: inputs(kind.fields),
                        one_of: has_directive(&definition.node.directives, "oneOf"),
                    },
                };
                let description = text(definition.node.description);
                self.types.insert(name, TypeEntry { kind, description, implements });
            }
        }
    }

    /// Every named type, introspection's own included, in no order.
    pub fn types(&self) -> impl Iterator<Item = (&str, &TypeEntry)> {
        self.types.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// The type of this name.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.types.get(name).map(|entry| &entry.kind)
    }

    /// The arguments of this directive.
    pub fn directive(&self, name: &str) -> Option<&BTreeMap<String, Input>> {
        self.directives.get(name)
    }

    /// The name of the root type of these operations.
    pub fn root(&self, of: OperationType) -> Option<&str> {
        match of {
            OperationType::Query => Some(&self.query),
            OperationType::Mutation => self.mutation.as_deref(),
            OperationType::Subscription => self.subscription.as_deref(),
        }
    }

    /// The field `name` of the type `parent`, introspection's entrances included.
    pub fn field(&self, parent: &str, name: &str) -> Option<&Field> {
        if name.starts_with("__") {
            return (name == "__typename" || parent == self.query).then(|| self.meta.get(name)).flatten();
        }
        match self.get(parent)? {
            Kind::Object(fields) | Kind::Interface(fields) => fields.get(name),
            _ => None,
        }
    }

    /// Whether a value of this type can be given: a scalar, an enum or an input object, in lists or not.
    pub fn is_input(&self, ty: &Type) -> bool {
        matches!(self.get(named(ty)), Some(Kind::Scalar(_) | Kind::Enum(_) | Kind::Input { .. }))
    }

    /// Whether fields of this type have selections below them.
    pub fn is_composite(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Kind::Object(_) | Kind::Interface(_) | Kind::Union(_)))
    }

    /// Whether this type is a node, or what all nodes have in common.
    pub fn is_node(&self, name: &str) -> bool {
        let implements = |entry: &TypeEntry| entry.implements.iter().any(|interface| interface == NODE);
        name == NODE || self.types.get(name).is_some_and(implements)
    }

    /// Whether this type is a page: an object with `pageInfo`, whose `edges` and `nodes` are its items.
    pub fn is_connection(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Kind::Object(fields)) if fields.contains_key("pageInfo"))
    }
}

/// The name inside all lists of a type.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(item) => named(item),
    }
}

fn text(description: Option<Positioned<String>>) -> Option<String> {
    description.map(|text| text.node)
}

fn has_directive(directives: &[Positioned<ConstDirective>], name: &str) -> bool {
    directives.iter().any(|directive| directive.node.name.node == name)
}

fn inputs(definitions: Vec<Positioned<InputValueDefinition>>) -> BTreeMap<String, Input> {
    definitions
        .into_iter()
        .map(|definition| {
            let InputValueDefinition { description, name, ty, default_value, .. } = definition.node;
            let default = default_value.map(|value| value.node);
            (name.node.to_string(), Input { ty: ty.node, default, description: text(description) })
        })
        .collect()
}

fn fields(definitions: Vec<Positioned<FieldDefinition>>) -> BTreeMap<String, Field> {
    definitions
        .into_iter()
        .map(|definition| {
            let FieldDefinition { description, name, arguments, ty, .. } = definition.node;
            let description = text(description);
            let cost = description.as_deref().and_then(stated_cost);
            (name.node.to_string(), Field { ty: ty.node, arguments: inputs(arguments), description, cost })
        })
        .collect()
}

/// The number in `Cost: 12.` of a field's documentation.
fn stated_cost(description: &str) -> Option<u64> {
    let (_, rest) = description.rsplit_once("Cost: ")?;
    let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_roots_inputs_and_stated_costs() {
        let map = TypeMap::parse(
            "schema { query: Root mutation: Change }
             type Root { \"How many. Cost: 12.\" count: Int! thing(by: By!): Thing }
             type Change { a: Int } type Thing { pageInfo: Int }
             input By @oneOf { id: ID code: String = \"a\" }",
            &[],
        )
        .expect("SDL");
        assert_eq!(map.root(OperationType::Query), Some("Root"));
        assert_eq!(map.root(OperationType::Mutation), Some("Change"));
        assert_eq!(map.root(OperationType::Subscription), None);
        assert_eq!(map.field("Root", "count").and_then(|field| field.cost), Some(12));
        assert!(map.field("Root", "__schema").is_some() && map.field("Thing", "__schema").is_none());
        assert!(map.field("Thing", "__typename").is_some() && map.is_connection("Thing"));
        assert!(
            matches!(map.get("By"), Some(Kind::Input { one_of: true, fields }) if fields["code"].default.is_some())
        );
        assert!(
            map.field("__Type", "fields")
                .is_some_and(|field| field.arguments.contains_key("includeDeprecated"))
        );
        assert!(TypeMap::parse("type {", &[]).is_err());
    }
}
