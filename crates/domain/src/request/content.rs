//! The binding content as one canonical value: what digests cover and revisions compare (resolution 8).

use serde_json::{Map, Value, json};

use crate::canonical::{self, Digest};
use crate::event::FieldChange;
use crate::request::party::Party;
use crate::request::record::Record;
use crate::request::resource_need::ResourceNeed;

/// The binding fields by their names in the API: exactly those of resolution 8. Attachments that do not merely inform stand
/// among them where there are any. No person and no masked value is in it but those that a need or a field asks for by ID.
pub fn binding(record: &Record) -> Map<String, Value> {
    let content = &record.form.content;
    let mut parties: Vec<&Party> = record.present().collect();
    parties.sort_by_key(|party| party.department);
    let parties: Vec<Value> = parties
        .into_iter()
        .map(|party| json!({ "department": party.department, "role": party.role, "lead": party.lead }))
        .collect();
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("background", json!(content.background));
    put("goal", json!(content.goal));
    put("details", json!(content.details));
    put("deliverables", json!(content.deliverables));
    put("startOn", json!(content.start_on));
    put("dueOn", json!(content.due_on));
    put("milestones", json!(content.milestones));
    put("neededFromInitiator", json!(content.needed_from_initiator));
    put("resourceNeeds", content.resource_needs.iter().map(need).collect());
    put("parties", Value::Array(parties));
    put("customFields", custom_fields(record, true));
    let attachments: Vec<_> = record.form.attachments.iter().filter(|file| !file.informative).collect();
    if !attachments.is_empty() {
        put("bindingAttachments", json!(attachments));
    }
    fields
}

/// The values of custom fields as plain JSON, all of them or the binding ones alone.
pub fn custom_fields(record: &Record, binding_only: bool) -> Value {
    let fields = record.form.content.custom_fields.iter();
    let chosen = fields.filter(|(key, _)| {
        !binding_only || record.definition.custom_field(key).is_some_and(|field| field.binding)
    });
    Value::Object(chosen.map(|(key, value)| (key.to_string(), value.json())).collect())
}

/// A need without its decisions, which are no content.
fn need(need: &ResourceNeed) -> Value {
    let mut value = json!(need);
    if let Value::Object(fields) = &mut value {
        fields.remove("decisions");
    }
    value
}

/// What signatures of revision `number` cover: the canonical JSON and its digest.
pub fn signed(record: &Record, number: u32) -> (String, Digest) {
    let mut fields = binding(record);
    fields.insert("code".to_owned(), json!(record.code));
    fields.insert("revision".to_owned(), json!(number));
    let text = canonical::json(&fields);
    let digest = Digest::of(text.as_bytes());
    (text, digest)
}

/// Which fields differ, from what to what, in the order of their names.
pub fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<FieldChange> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |fields: &Map<String, Value>, name: &String| fields.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .map(|name| FieldChange { field: name.clone(), from: of(before, name), to: of(after, name) })
        .filter(|change| change.from != change.to)
        .collect()
}
