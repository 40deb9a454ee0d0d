//! The schema as it describes itself, for tests that walk it: a new field is walked too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::client::Client;

const SCHEMA: &str = "{ __schema { queryType { name } mutationType { name } subscriptionType { name } types { kind name isOneOf interfaces { name } possibleTypes { name }
    fields { name args { name defaultValue type { ...t } } type { ...t } }
    inputFields { name defaultValue type { ...t } } enumValues { name } } } }
fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The root fields that are answered to everybody, by the secret of a portal link or by what proves who somebody is.
pub(crate) const PUBLIC: [&str; 7] = [
    "passwordChange",
    "passwordReset",
    "portalTicket",
    "portalTicketChanged",
    "signIn",
    "ticketRate",
    "tokenRefresh",
];

/// The schema as it describes itself.
pub(crate) struct Schema {
    types: BTreeMap<String, Value>,
}

/// A type without its lists and marks.
pub(crate) fn named(of: &Value) -> &str {
    let mut of = of;
    while of["name"].is_null() {
        of = &of["ofType"];
    }
    of["name"].as_str().expect("a name")
}

impl Schema {
    pub(crate) async fn read(client: &Client) -> Self {
        let mut data = client.query(SCHEMA, json!({})).await;
        let Value::Array(types) = data["__schema"]["types"].take() else { panic!("no types") };
        let named = |one: Value| (one["name"].as_str().expect("a name").to_owned(), one);
        Self { types: types.into_iter().map(named).collect() }
    }

    pub(crate) fn fields(&self, of: &str) -> Vec<Value> {
        self.types[of]["fields"].as_array().cloned().unwrap_or_default()
    }

    /// `OBJECT`, `INTERFACE`, `UNION`, `SCALAR`, `ENUM` or `INPUT_OBJECT`.
    pub(crate) fn kind(&self, of: &str) -> &str {
        self.types[of]["kind"].as_str().expect("a kind")
    }

    /// The fields of an input.
    pub(crate) fn inputs(&self, of: &str) -> Vec<Value> {
        self.types[of]["inputFields"].as_array().cloned().unwrap_or_default()
    }

    /// The types that an interface or a union stands for.
    pub(crate) fn possible(&self, of: &str) -> Vec<String> {
        self.types[of]["possibleTypes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| named(one).to_owned())
            .collect()
    }

    /// Whether a type is read by its ID.
    pub(crate) fn is_node(&self, of: &str) -> bool {
        self.types[of]["interfaces"].as_array().into_iter().flatten().any(|one| one["name"] == "Node")
    }

    /// Some value that the type admits, as it stands in a document; what an ID is, `id`
    /// says of the name of its field.
    fn value(&self, of: &Value, at: &str, id: &dyn Fn(&str) -> String) -> String {
        match of["kind"].as_str() {
            Some("NON_NULL") => return self.value(&of["ofType"], at, id),
            Some("LIST") => return format!("[{}]", self.value(&of["ofType"], at, id)),
            _ => {}
        }
        let name = named(of);
        let told = &self.types[name];
        match (told["kind"].as_str(), name) {
            (Some("ENUM"), _) => told["enumValues"][0]["name"].as_str().expect("a value").to_owned(),
            (Some("INPUT_OBJECT"), _) => {
                let fields = told["inputFields"].as_array().expect("a list").iter();
                let chosen: Vec<&Value> = if told["isOneOf"] == true {
                    fields.take(1).collect()
                } else {
                    fields
                        .filter(|field| {
                            field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null()
                        })
                        .collect()
                };
                let told = |field: &&Value| {
                    let name = field["name"].as_str().unwrap_or_default();
                    format!("{name}: {}", self.value(&field["type"], name, id))
                };
                format!("{{{}}}", chosen.iter().map(told).collect::<Vec<_>>().join(", "))
            }
            (_, "Int" | "Float" | "Long") => "1".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "Date") => "\"2024-05-06\"".to_owned(),
            (_, "DateTime") => "\"2024-05-06T01:00:00Z\"".to_owned(),
            (_, "JSON" | "Json") => "{}".to_owned(),
            (_, "ID") => format!("\"{}\"", id(at)),
            _ => "\"x\"".to_owned(),
        }
    }

    /// A root field with the arguments that it demands, and nothing but its type's name selected.
    pub(crate) fn call(&self, field: &Value) -> String {
        let leaf = matches!(self.kind(named(&field["type"])), "SCALAR" | "ENUM");
        let call = self.call_with(field, &|_| "req_00000000000000000000000000".to_owned());
        format!("{call}{}", if leaf { "" } else { " { __typename }" })
    }

    /// A root field with the arguments that it demands, without a selection; what an ID is, `id` says of its field's name.
    pub(crate) fn call_with(&self, field: &Value, id: &dyn Fn(&str) -> String) -> String {
        let name = field["name"].as_str().expect("a name");
        let demanded = field["args"].as_array().expect("a list").iter();
        let demanded =
            demanded.filter(|one| one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null());
        let given: Vec<_> = demanded
            .map(|one| {
                let name = one["name"].as_str().unwrap_or_default();
                format!("{name}: {}", self.value(&one["type"], name, id))
            })
            .collect();
        let arguments = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        format!("{name}{arguments}")
    }

    /// Every type to which a way leads from this field.
    pub(crate) fn reached(&self, field: &Value) -> BTreeSet<String> {
        let (mut found, mut open) = (BTreeSet::new(), vec![named(&field["type"]).to_owned()]);
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(self.fields(&name).iter().map(|field| named(&field["type"]).to_owned()));
                open.extend(self.possible(&name));
            }
        }
        found
    }
}
