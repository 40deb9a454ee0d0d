//! Roots that somebody kept elsewhere: what betrays even whoever holds the database and the keys.

use std::collections::BTreeMap;

use liaison_domain::record_root::STATEMENT_CONTEXT;
use serde_json::Value;

/// Text in which no kept root is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("kept roots are JSON, an answer or one a line, in which each has its `statement`")]
pub struct NotRoots;

/// The statements of kept roots by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptRoots(BTreeMap<i64, Vec<String>>);

impl KeptRoots {
    /// Every root of this text: JSON values one after the other, such as answers to `recordRoots { nodes { statement } }` or one
    /// root a line, at any depth.
    ///
    /// # Errors
    /// [`NotRoots`] for text that is no JSON, has no root, or has one whose statement is none.
    pub fn read(text: &str) -> Result<Self, NotRoots> {
        let mut kept = Self::default();
        for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            kept.collect(&value.map_err(|_| NotRoots)?)?;
        }
        if kept.0.is_empty() { Err(NotRoots) } else { Ok(kept) }
    }

    fn collect(&mut self, value: &Value) -> Result<(), NotRoots> {
        match value {
            Value::Array(values) => values.iter().try_for_each(|value| self.collect(value)),
            Value::Object(members) => match members.get("statement") {
                Some(Value::String(statement)) => self.keep(statement),
                _ => members.values().try_for_each(|value| self.collect(value)),
            },
            _ => Ok(()),
        }
    }

    fn keep(&mut self, statement: &str) -> Result<(), NotRoots> {
        let said = statement.strip_prefix(STATEMENT_CONTEXT).ok_or(NotRoots)?;
        let said: Value = serde_json::from_str(said).map_err(|_| NotRoots)?;
        let number = said["number"].as_i64().ok_or(NotRoots)?;
        let of_number = self.0.entry(number).or_default();
        if !of_number.iter().any(|other| other == statement) {
            of_number.push(statement.to_owned());
        }
        Ok(())
    }

    /// Whether every kept root of this number has this statement; none where none was kept.
    pub(super) fn agree(&self, number: i64, statement: &str) -> Option<bool> {
        self.0.get(&number).map(|kept| kept.iter().all(|kept| kept == statement))
    }

    /// The first kept root that comes after this number.
    pub(super) fn after(&self, number: i64) -> Option<i64> {
        self.0.range(number + 1..).next().map(|(number, _)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(number: i64) -> String {
        format!("{STATEMENT_CONTEXT}{{\"number\":{number}}}")
    }

    #[test]
    fn answers_and_lines_are_read_alike() {
        let node = |number| serde_json::json!({ "signature": "x", "statement": statement(number) });
        let answer =
            serde_json::json!({ "data": { "recordRoots": { "nodes": [node(2), node(1), node(2)] } } });
        let lines = format!("{}\n{}\n", node(1), node(2));
        let kept = KeptRoots::read(&answer.to_string()).expect("roots");
        assert_eq!(Ok(&kept), KeptRoots::read(&lines).as_ref());
        assert_eq!(
            (kept.agree(1, &statement(1)), kept.agree(1, "other"), kept.agree(3, "")),
            (Some(true), Some(false), None)
        );
        assert_eq!((kept.after(0), kept.after(1), kept.after(2)), (Some(1), Some(2), None));
        for text in ["", "{}", "[1]", "nonsense", r#"{"statement": "liaison.sign-off.v1\n{}"}"#] {
            assert_eq!(KeptRoots::read(text), Err(NotRoots), "{text}");
        }
    }
}
