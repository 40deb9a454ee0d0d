//! The scalars of the schema: how instants, dates, lengths, cursors and IDs are written on the wire.
//!
//! Each is a thin wrapper over a domain type. Text that does not parse is refused while the call is coerced, before any
//! resolver runs; an ID of another kind is `INVALID_ID`.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputType, InputValueError, InputValueResult, OutputType, Positioned, Scalar,
    ScalarType, ServerResult, Value, parser::types::Field,
};
use liaison_domain::ids::{Id, Kind};
use liaison_domain::time::{Date as CivilDate, Instant};

use super::pipeline::type_map::ScalarCheck;

/// An instant as RFC 3339 text. Any offset is read; UTC is written, with at most six fractional digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub Instant);

/// An instant as RFC 3339 text. Any offset is read; UTC is written, with at most six fractional digits.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => match text.parse::<jiff::Timestamp>() {
                Ok(timestamp) => Ok(Self(timestamp.into())),
                Err(_) => Err(InputValueError::custom(
                    "an instant is written as RFC 3339: 2024-05-06T09:00:00+08:00",
                )),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<Instant> for DateTime {
    fn from(instant: Instant) -> Self {
        Self(instant)
    }
}

/// A date without time or zone: `2024-05-30`. Dates of forms are meant in the organisation's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub CivilDate);

/// A date without time or zone: `2024-05-30`. Dates of forms are meant in the organisation's zone.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() == 10 => match text.parse() {
                Ok(date) => Ok(Self(date)),
                Err(_) => Err(InputValueError::custom("no such date: a date is written 2024-05-30")),
            },
            Value::String(_) => Err(InputValueError::custom("a date is written 2024-05-30")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<CivilDate> for Date {
    fn from(date: CivilDate) -> Self {
        Self(date)
    }
}

/// A length of time on the clock as ISO 8601 text: `PT168H`. Days and longer are written in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub jiff::SignedDuration);

/// A length of time on the clock as ISO 8601 text: `PT168H`. Days and longer are written in hours.
#[Scalar(specified_by_url = "https://scalars.graphql.org/dotansimha/duration.html")]
impl ScalarType for Duration {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.starts_with(['P', '-']) => match text.parse() {
                Ok(duration) => Ok(Self(duration)),
                Err(_) => Err(InputValueError::custom("a length of time is written as ISO 8601: PT1H30M")),
            },
            Value::String(_) => {
                Err(InputValueError::custom("a length of time is written as ISO 8601: PT1H30M"))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A place in a list or in the feed. Opaque: take it from an answer and hand it back to the same field, with the same
/// order and filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A place in a list or in the feed. Opaque: take it from an answer and hand it back to the same field, with the same
/// order and filter.
#[Scalar(specified_by_url = "https://relay.dev/graphql/connections.htm#sec-Cursor")]
impl ScalarType for Cursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Any JSON value. Stands only where the shape is the customer's (custom fields), depends on a code (error parameters), or
/// is that of any field at all (what an event says).
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub serde_json::Value);

/// Any JSON value. Stands only where the shape is the customer's (custom fields), depends on a code (error parameters), or
/// is that of any field at all (what an event says).
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        value.into_json().map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or(Value::Null)
    }
}

/// Whether a value is one of each scalar, so that a wrong variable is refused before anything is executed.
pub const CHECKS: &[(&str, ScalarCheck)] = &[
    ("DateTime", reads::<DateTime>),
    ("Date", reads::<Date>),
    ("Duration", reads::<Duration>),
    ("Cursor", reads::<Cursor>),
];

fn reads<S: ScalarType>(value: &Value) -> bool {
    S::parse(value.clone()).is_ok()
}

/// An ID of one kind of thing; `ID` in the schema. As an argument it refuses IDs of other kinds with `INVALID_ID`.
pub struct Key<K: Kind>(pub Id<K>);

impl<K: Kind> Clone for Key<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K: Kind> Copy for Key<K> {}
impl<K: Kind> std::fmt::Debug for Key<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<K: Kind> From<Id<K>> for Key<K> {
    fn from(id: Id<K>) -> Self {
        Self(id)
    }
}

impl<K: Kind> InputType for Key<K> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => match text.parse() {
                Ok(id) => Ok(Self(id)),
                Err(_) => Err(invalid_id(K::PREFIX)),
            },
            Value::Number(_) => Err(invalid_id(K::PREFIX)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

fn invalid_id<T: InputType>(prefix: &str) -> InputValueError<T> {
    InputValueError::custom(format!("not an ID that starts with {prefix}_"))
        .with_extension("code", "INVALID_ID")
        .with_extension("expected", prefix)
}

impl<K: Kind> OutputType for Key<K> {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.0.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use liaison_domain::ids::{RequestId, kind};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn instants_are_read_in_any_offset_and_written_in_utc() {
        let read = <DateTime as ScalarType>::parse(Value::from("2024-05-06T09:00:00+08:00")).map_err(|_| ());
        assert_eq!(
            read.map(|instant| ScalarType::to_value(&instant)),
            Ok(Value::from("2024-05-06T01:00:00Z"))
        );
        for wrong in ["2024-05-06", "2024-05-06T09:00:00", "soon", ""] {
            assert!(<DateTime as ScalarType>::parse(Value::from(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_have_ten_characters() {
        assert!(<Date as ScalarType>::parse(Value::from("2024-02-29")).is_ok());
        for wrong in ["2023-02-29", "2024-2-9", "2024-05-06T09:00", "20240506"] {
            assert!(<Date as ScalarType>::parse(Value::from(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lengths_are_iso_8601() {
        let read = <Duration as ScalarType>::parse(Value::from("PT168H")).map_err(|_| ());
        assert_eq!(read.map(|length| ScalarType::to_value(&length)), Ok(Value::from("PT168H")));
        assert!(<Duration as ScalarType>::parse(Value::from("168h")).is_err());
    }

    #[test]
    fn keys_refuse_other_kinds() {
        let id = RequestId::from_uuid(Uuid::from_u128(7));
        let text = Value::from(id.to_string());
        assert!(<Key<kind::Request> as InputType>::parse(Some(text.clone())).is_ok());
        assert!(<Key<kind::Task> as InputType>::parse(Some(text)).is_err());
        assert!(<Key<kind::Task> as InputType>::parse(Some(Value::from(7))).is_err());
    }
}
