//! The guided walk through the life of MT202405001: who acts, what happens in words, what is sent, what comes back.
//!
//! One file says it, `demo/walkthrough.json`. The console shows it, the README prints it, the tests run it, and the demo
//! company has its cast, so that none of them drifts from another. It sends nothing itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// The file as it is written.
pub(crate) const SOURCE: &str = include_str!("demo/walkthrough.json");

static WALKTHROUGH: LazyLock<Walkthrough> =
    LazyLock::new(|| serde_json::from_str(SOURCE).expect("a test of this module reads the same file"));

/// The walk.
pub fn walkthrough() -> &'static Walkthrough {
    &WALKTHROUGH
}

/// Words in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
    /// English.
    pub en: String,
}

/// All of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Walkthrough {
    /// The code that the request gets on a fresh demo.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// What the reader is about to see.
    pub introduction: Words,
    /// Who acts in it, the initiator first; the demo issues a token for each.
    pub cast: Vec<CastMember>,
    /// The parts of the walk, in order.
    pub phases: Vec<Phase>,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A person who acts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CastMember {
    /// How steps and `/demo/people` name them.
    pub key: String,
    /// Their number in the demo company.
    pub employee_number: String,
    /// Their name.
    pub name: String,
    /// 岗位.
    pub position: String,
    /// Where they work.
    pub department: CastDepartment,
    /// Their part in the walk.
    pub part: Words,
}

/// A department of the demo company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastDepartment {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A part of the walk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// How steps name it.
    pub id: String,
    /// What people read.
    pub title: Words,
}

/// One step: one operation by one person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique, in kebab case.
    pub id: String,
    /// The part it belongs to.
    pub phase: String,
    /// Who acts: the key of a cast member.
    pub actor: String,
    /// What it is called.
    pub title: Words,
    /// What happens, in words of the business.
    pub explanation: Words,
    /// The lines of the GraphQL document.
    document: Vec<String>,
    /// Its variables; `{{name}}` inside a string stands for a value that an earlier step captured.
    variables: Box<RawValue>,
    /// What later steps need: names, and JSON pointers (RFC 6901) into the answer.
    pub captures: BTreeMap<String, String>,
    /// What the answer has to say, beside having no `errors` and only empty `userErrors`.
    pub expect: Vec<Expectation>,
}

/// One thing that an answer has to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Where: a JSON pointer into the answer; a missing value counts as null.
    pub pointer: String,
    /// What stands there.
    pub equals: Value,
}

impl Step {
    /// The GraphQL document.
    pub fn document(&self) -> String {
        self.document.join("\n")
    }

    /// The variables as the file writes them, on one line, `{{name}}` not yet filled in.
    pub fn variables(&self) -> String {
        let lines: Vec<_> = self.variables.get().lines().map(str::trim).collect();
        lines.join(" ")
    }

    /// The body of the HTTP call, each `{{name}}` replaced by its value in `names`; one that is missing stays.
    pub fn body(&self, names: &BTreeMap<String, String>) -> String {
        let mut variables = self.variables();
        for (name, value) in names {
            variables = variables.replace(&format!("{{{{{name}}}}}"), value);
        }
        let query = Value::from(self.document());
        format!("{{\"query\":{query},\"variables\":{variables}}}")
    }

    /// What of `answer` contradicts the step, in words for a failing test; empty where it is as expected.
    pub fn contradictions(&self, answer: &Value) -> String {
        let mut found = String::new();
        if let Some(errors) = answer.get("errors") {
            let _ = writeln!(found, "errors: {errors}");
        }
        let payloads = answer.get("data").and_then(Value::as_object).into_iter().flatten();
        for (field, payload) in payloads {
            match payload.get("userErrors").and_then(Value::as_array) {
                Some(errors) if !errors.is_empty() => {
                    let _ = writeln!(found, "{field}: {}", Value::from(errors.clone()));
                }
                _ => {}
            }
        }
        for Expectation { pointer, equals } in &self.expect {
            let there = answer.pointer(pointer).unwrap_or(&Value::Null);
            if there != equals {
                let _ = writeln!(found, "{pointer}: {there}, not {equals}");
            }
        }
        found
    }

    /// What the step captures from `answer`; a name is absent where nothing stands at its pointer.
    pub fn captured(&self, answer: &Value) -> BTreeMap<String, String> {
        let at = |pointer: &String| answer.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        self.captures.iter().filter_map(|(name, pointer)| Some((name.clone(), at(pointer)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn blanks(variables: &str) -> Vec<&str> {
        variables.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0)).collect()
    }

    #[test]
    fn every_name_is_known_before_it_is_used() {
        let walk = walkthrough();
        let cast: BTreeSet<_> = walk.cast.iter().map(|member| &member.key).collect();
        let phases: Vec<_> = walk.phases.iter().map(|phase| &phase.id).collect();
        assert_eq!(cast.len(), walk.cast.len(), "keys are unique");
        let (mut known, mut ids, mut phase) = (BTreeSet::new(), BTreeSet::new(), 0);
        for step in &walk.steps {
            assert!(ids.insert(&step.id), "{} twice", step.id);
            assert!(cast.contains(&step.actor), "{}: nobody is {}", step.id, step.actor);
            let place = phases.iter().position(|id| **id == step.phase);
            let place = place.unwrap_or_else(|| panic!("{}: no phase {}", step.id, step.phase));
            assert!(place >= phase, "{}: phases come in order", step.id);
            phase = place;
            let variables = step.variables();
            for blank in blanks(&variables) {
                assert!(known.contains(blank), "{}: nothing has captured {blank}", step.id);
            }
            known.extend(step.captures.keys().map(String::as_str));
        }
        assert_eq!(phase + 1, phases.len(), "no phase is empty");
    }

    /// The README captures with `sed`: what is captured is the `id` of an object under the capture's own name, and comes
    /// first in it.
    #[test]
    fn a_capture_is_called_as_the_object_whose_id_it_is() {
        for step in &walkthrough().steps {
            for (name, pointer) in &step.captures {
                assert!(pointer.ends_with(&format!("/{name}/id")), "{}: {name} at {pointer}", step.id);
                let mut lines = step.document.iter().map(|line| line.trim_start());
                let opening = lines.any(|line| line.starts_with(name.as_str()) && line.contains("{ id "));
                assert!(opening, "{}: {name} does not begin with its ID", step.id);
            }
        }
    }

    #[test]
    fn a_body_is_json_with_its_names_filled_in() {
        let step = walkthrough().steps.iter().find(|step| step.id == "submit").expect("the step is there");
        let names = BTreeMap::from([("request".to_owned(), "req_1".to_owned())]);
        let body: Value = serde_json::from_str(&step.body(&names)).expect("JSON");
        assert_eq!(body["variables"]["input"]["id"], "req_1");
        assert_eq!(body["query"], step.document());
    }

    #[test]
    fn an_answer_is_measured_against_the_step() {
        let step = walkthrough().steps.iter().find(|step| step.id == "submit").expect("the step is there");
        let request = serde_json::json!({"code": "MT202405001", "status": "SUBMITTED"});
        let good = serde_json::json!({"data": {"requestSubmit": {"request": request, "userErrors": []}}});
        assert_eq!(step.contradictions(&good), "");
        let bad = serde_json::json!({"data": {"requestSubmit": {"request": null, "userErrors": [{"code": "REQUIRED"}]}}});
        assert_eq!(step.contradictions(&bad).lines().count(), 3);
    }
}
