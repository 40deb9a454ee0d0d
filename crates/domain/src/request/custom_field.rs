//! Custom fields of a form template, and the values that requests give them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::directory::Directory;
use crate::error::{Reason, Rule};
use crate::ids::PersonId;
use crate::named::named;
use crate::text::{self, Line, Text};
use crate::time::Date;

/// The largest whole number that JSON carries without loss.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// The name under which a request keeps the value, such as `industry`.
pub type FieldKey = Line<40>;

named! {
    /// What values a custom field takes.
    CustomFieldType {
        /// Free text.
        Text = "TEXT",
        /// A number of at most 2^53 - 1 either way.
        Number = "NUMBER",
        /// A date, `2024-05-30`.
        Date = "DATE",
        /// One of the choices.
        Choice = "CHOICE",
        /// An active employee, by ID.
        Person = "PERSON",
    }
}

/// One custom field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomFieldSpec {
    /// The name under which values are kept; unique in the form.
    pub key: FieldKey,
    /// What people read.
    pub label: Line,
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: CustomFieldType,
    /// Whether submission asks for it.
    pub required: bool,
    /// Whether a change asks for new answers and signatures (resolution 8).
    pub binding: bool,
    /// What a `CHOICE` may be; empty for the other types.
    pub choices: Vec<Line>,
    /// The most characters of a `TEXT`; none for the general limit.
    pub max_length: Option<u32>,
}

/// A value of a custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CustomValue {
    /// Free text.
    Text(Text),
    /// A number; whole ones are kept as integers.
    Number(serde_json::Number),
    /// A date.
    Date(Date),
    /// One of the choices.
    Choice(Line),
    /// An employee.
    Person(PersonId),
}

impl CustomValue {
    /// The value as plain JSON, as the API shows it and digests cover it.
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Date(date) => Value::from(date.to_string()),
            Self::Choice(choice) => Value::from(choice.as_str()),
            Self::Person(person) => Value::from(person.to_string()),
        }
    }
}

impl CustomFieldSpec {
    /// The value that `raw` gives this field.
    ///
    /// # Errors
    /// `MALFORMED` for another type of value or a choice that is not offered, `UNKNOWN` or `NOT_ACTIVE` for the person,
    /// and what the text types refuse.
    pub fn read(&self, raw: &Value, directory: &Directory) -> Result<CustomValue, Reason> {
        let malformed = || Reason::of(Rule::Malformed).with("type", self.kind.name());
        let text = || raw.as_str().ok_or_else(malformed);
        match self.kind {
            CustomFieldType::Text => {
                let value = Text::new(text()?)?;
                match self.max_length {
                    Some(max) if text::length(value.as_str()) > max as usize => {
                        Err(Reason::of(Rule::TooLong).with("max", max))
                    }
                    _ => Ok(CustomValue::Text(value)),
                }
            }
            CustomFieldType::Number => number(raw).map(CustomValue::Number).ok_or_else(malformed),
            CustomFieldType::Date => text()?.parse().map(CustomValue::Date).map_err(|_| malformed()),
            CustomFieldType::Choice => {
                let value = Line::new(text()?)?;
                if self.choices.contains(&value) { Ok(CustomValue::Choice(value)) } else { Err(malformed()) }
            }
            CustomFieldType::Person => {
                let person: PersonId = text()?.parse().map_err(|_| malformed())?;
                if directory.is_active(person) {
                    return Ok(CustomValue::Person(person));
                }
                let known = directory.person(person).is_some();
                Err(Reason::of(if known { Rule::NotActive } else { Rule::Unknown }))
            }
        }
    }
}

/// A number that reads the same wherever JSON goes: whole ones as integers, none beyond what a double holds exactly.
fn number(raw: &Value) -> Option<serde_json::Number> {
    let value = raw.as_f64().filter(|value| value.abs() <= EXACT)?;
    if value.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Some(serde_json::Number::from(value as i64));
    }
    serde_json::Number::from_f64(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, line, person};
    use serde_json::json;

    fn spec(kind: CustomFieldType) -> CustomFieldSpec {
        CustomFieldSpec {
            key: line("key"),
            label: line("标签"),
            kind,
            required: false,
            binding: true,
            choices: if kind == CustomFieldType::Choice {
                vec![line("甲"), line("乙")]
            } else {
                Vec::new()
            },
            max_length: Some(3),
        }
    }

    #[test]
    fn values_are_read_by_type() {
        let world = World::new();
        let somebody = person(12).to_string();
        for (kind, good, bad) in [
            (CustomFieldType::Text, json!("需求单"), json!("需求单据")),
            (CustomFieldType::Number, json!(2.5), json!("2.5")),
            (CustomFieldType::Date, json!("2024-05-30"), json!("2024-02-30")),
            (CustomFieldType::Choice, json!("甲"), json!("丙")),
            (CustomFieldType::Person, json!(somebody), json!(person(4_711).to_string())),
        ] {
            assert_eq!(
                spec(kind).read(&good, &world.directory).map(|value| value.json()),
                Ok(good),
                "{kind:?}"
            );
            assert!(spec(kind).read(&bad, &world.directory).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn whole_numbers_are_integers() {
        assert_eq!(number(&json!(3.0)), Some(serde_json::Number::from(3)));
        assert_eq!(number(&json!(1e300)), None);
    }
}
