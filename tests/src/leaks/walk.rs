//! Documents that together read every field of the schema, and where in their answers something was found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::schema::{Schema, named};

/// Documents made from the schema itself: a field that is new is read too, one that demands arguments fails without a line in
/// `arguments`.
pub(super) struct Walk<'a> {
    schema: &'a Schema,
    /// Arguments by `Type.field`, as they stand in a document.
    arguments: BTreeMap<String, String>,
    read: RefCell<BTreeSet<String>>,
}

/// How a field is called in the answer, so that its place is read off it, and so that fields of different types do not meet.
fn alias(of: &str, field: &str) -> String {
    format!("{of}__{field}")
}

impl<'a> Walk<'a> {
    pub(super) fn new(schema: &'a Schema, arguments: BTreeMap<String, String>) -> Self {
        Self { schema, arguments, read: RefCell::default() }
    }

    /// What has been read so far, as `Type.field`.
    pub(super) fn read(&self) -> BTreeSet<String> {
        self.read.borrow().clone()
    }

    /// A field of a root with everything below it: other records with their own plain fields.
    pub(super) fn field(&self, of: &str, field: &Value) -> String {
        self.below(of, field, &mut Vec::new())
    }

    /// Everything of a record of this type; of the records that it names their plain fields.
    pub(super) fn record(&self, of: &str) -> String {
        self.whole(of, &mut Vec::new())
    }

    /// `above` are the types of the parts that it is in.
    fn below(&self, of: &str, field: &Value, above: &mut Vec<String>) -> String {
        let (name, target) = (field["name"].as_str().expect("a name"), named(&field["type"]));
        self.read.borrow_mut().insert(format!("{of}.{name}"));
        let another =
            target == "Node" || self.schema.is_node(target) || above.iter().any(|one| one == target);
        let selection = match self.schema.kind(target) {
            "SCALAR" | "ENUM" => String::new(),
            _ if another => format!(" {{ {} }}", self.plain(target)),
            _ => {
                above.push(target.to_owned());
                let selection = self.whole(target, above);
                above.pop();
                format!(" {{ {selection} }}")
            }
        };
        format!("{}: {name}{}{selection}", alias(of, name), self.given(of, field))
    }

    fn whole(&self, of: &str, above: &mut Vec<String>) -> String {
        self.each(of, |of| {
            let fields = self.schema.fields(of);
            fields.iter().map(|field| self.below(of, field, above)).collect()
        })
    }

    /// The fields that are no objects.
    fn plain(&self, of: &str) -> String {
        self.each(of, |of| {
            let fields = self.schema.fields(of);
            let plain = fields
                .iter()
                .filter(|field| matches!(self.schema.kind(named(&field["type"])), "SCALAR" | "ENUM"));
            plain.map(|field| self.below(of, field, &mut Vec::new())).collect()
        })
    }

    /// The selection of a type, or of each one that it stands for.
    fn each(&self, of: &str, mut fields: impl FnMut(&str) -> Vec<String>) -> String {
        let possible = self.schema.possible(of);
        if possible.is_empty() {
            return format!("__typename {}", fields(of).join(" "));
        }
        let one = |one: &String| format!("... on {one} {{ {} }}", fields(one).join(" "));
        format!("__typename {}", possible.iter().map(one).collect::<Vec<_>>().join(" "))
    }

    fn given(&self, of: &str, field: &Value) -> String {
        let place = format!("{of}.{}", field["name"].as_str().unwrap_or_default());
        if let Some(given) = self.arguments.get(&place) {
            return format!("({given})");
        }
        let arguments = field["args"].as_array().expect("a list");
        let demanded =
            arguments.iter().any(|one| one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null());
        assert!(!demanded, "{place} demands arguments and has none in the table");
        String::new()
    }
}

/// The places of an answer at which one of `words` stands, as `Type.field`.
pub(super) fn places(answer: &Value, words: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look(answer, "outside of data", words, &mut found);
    found
}

fn look(value: &Value, place: &str, words: &[String], found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let below = name.split_once("__").filter(|(of, _)| !of.is_empty());
                let below = below.map(|(of, field)| format!("{of}.{field}"));
                look(value, below.as_deref().unwrap_or(place), words, found);
                if holds(name, words) {
                    found.insert(place.to_owned());
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| look(value, place, words, found)),
        Value::String(text) if holds(text, words) => {
            found.insert(place.to_owned());
        }
        _ => {}
    }
}

fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word.as_str()))
}

/// Every ID in an answer.
pub(super) fn ids(answer: &Value, found: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(id) if name.ends_with("__id") => {
                        found.insert(id.to_owned());
                    }
                    _ => ids(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| ids(value, found)),
        _ => {}
    }
}
