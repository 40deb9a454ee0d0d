//! The schema as it describes itself, for tests that walk it: a new field is walked too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::client::Client;

const SCHEMA: &str = "{ __schema { queryType { name } mutationType { name } subscriptionType { name } types { kind name isOneOf
    fields { name args { name defaultValue type { ...t } } type { ...t } }
    inputFields { name defaultValue type { ...t } } enumValues { name } } } }
fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

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

    /// Some value that the type admits, as it stands in a document.
    fn value(&self, of: &Value) -> String {
        match of["kind"].as_str() {
            Some("NON_NULL") => return self.value(&of["ofType"]),
            Some("LIST") => return format!("[{}]", self.value(&of["ofType"])),
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
                    format!("{}: {}", field["name"].as_str().unwrap_or_default(), self.value(&field["type"]))
                };
                format!("{{{}}}", chosen.iter().map(told).collect::<Vec<_>>().join(", "))
            }
            (_, "Int" | "Float" | "Long") => "1".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "Date") => "\"2024-05-06\"".to_owned(),
            (_, "DateTime") => "\"2024-05-06T01:00:00Z\"".to_owned(),
            (_, "JSON" | "Json") => "{}".to_owned(),
            (_, "ID") => "\"req_00000000000000000000000000\"".to_owned(),
            _ => "\"x\"".to_owned(),
        }
    }

    /// A root field with the arguments that it demands, and nothing but its type's name selected.
    pub(crate) fn call(&self, field: &Value) -> String {
        let name = field["name"].as_str().expect("a name");
        let demanded = field["args"].as_array().expect("a list").iter();
        let demanded =
            demanded.filter(|one| one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null());
        let given: Vec<_> = demanded
            .map(|one| format!("{}: {}", one["name"].as_str().unwrap_or_default(), self.value(&one["type"])))
            .collect();
        let arguments = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        let leaf = matches!(self.types[named(&field["type"])]["kind"].as_str(), Some("SCALAR" | "ENUM"));
        format!("{name}{arguments}{}", if leaf { "" } else { " { __typename }" })
    }

    /// Every type to which a way leads from this field.
    pub(crate) fn reached(&self, field: &Value) -> BTreeSet<String> {
        let (mut found, mut open) = (BTreeSet::new(), vec![named(&field["type"]).to_owned()]);
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(self.fields(&name).iter().map(|field| named(&field["type"]).to_owned()));
            }
        }
        found
    }
}
