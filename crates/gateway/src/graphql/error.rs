//! What goes wrong at the top level of an answer: the [`Fault`], which carries one of the closed list of codes ([`code`]).
//!
//! A fault is of the request, of sign-in or of the system; business refusals never come here, they are `userErrors` of a
//! payload. A resolver raises one with `?`: it becomes a library error that carries the fault, and the pipeline writes
//! code, message in the caller's language, request ID and parameters at the edge. The cause of an internal fault goes
//! to the log and nowhere else.

pub mod code;
mod texts;

use std::time::Duration;

use serde_json::{Map, Value};

pub use code::ErrorCode;
pub use texts::Text;

use crate::locale::Locale;

/// A place in a document, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Something that went wrong, with all that its message needs. The message itself is made for a language at the edge.
///
/// Deliberately without `Display`: the cause must not leak into an answer by accident.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which of the closed list.
    pub code: ErrorCode,
    /// Which sentence.
    pub text: Text,
    /// The values that the sentence names, also for clients' own sentences.
    pub params: Map<String, Value>,
    /// Where in the document.
    pub locations: Vec<Location>,
    /// How long to wait before the next try.
    pub retry_after: Option<Duration>,
    /// The HTTP status where it is not that of the code: a request that is wrong before GraphQL begins.
    pub status: Option<u16>,
    /// For the log only.
    pub cause: Option<String>,
}

impl Fault {
    /// A fault with this code and sentence.
    pub fn new(code: ErrorCode, text: Text) -> Self {
        Self {
            code,
            text,
            params: Map::new(),
            locations: Vec::new(),
            retry_after: None,
            status: None,
            cause: None,
        }
    }

    /// Nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, Text::SignInFirst)
    }

    /// The caller may not ask this at all; `what` names the thing.
    pub fn forbidden(what: &str) -> Self {
        Self::new(ErrorCode::Forbidden, Text::Forbidden).with("what", what)
    }

    /// A text that is not an ID of the kind asked for.
    pub fn invalid_id(expected: &str) -> Self {
        Self::new(ErrorCode::InvalidId, Text::InvalidId).with("expected", expected)
    }

    /// A cursor that does not belong to this list, order and filter.
    pub fn invalid_cursor() -> Self {
        Self::new(ErrorCode::InvalidCursor, Text::InvalidCursor)
    }

    /// A cursor that once was good.
    pub fn cursor_expired() -> Self {
        Self::new(ErrorCode::CursorExpired, Text::CursorExpired)
    }

    /// Two arguments of which the field takes one, such as `first` and `last`.
    pub fn arguments_exclude(argument: &str, other: &str) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::ArgumentsExclude)
            .with("argument", argument)
            .with("other", other)
    }

    /// A number outside what the field takes.
    pub fn argument_range(argument: &str, min: u64, max: u64) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::ArgumentRange)
            .with("argument", argument)
            .with("min", min)
            .with("max", max)
    }

    /// A day before the one on which its period begins.
    pub fn period_reversed(argument: &str, min: liaison_domain::time::Date) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::PeriodReversed)
            .with("argument", argument)
            .with("min", min.to_string())
    }

    /// A list, in the argument or in a field of it, that is longer than the field takes.
    pub fn list_too_long(argument: &str, limit: usize) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::ListTooLong).with("argument", argument).with("limit", limit)
    }

    /// A text that is longer than the field takes.
    pub fn text_too_long(argument: &str, limit: usize) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::TextTooLong).with("argument", argument).with("limit", limit)
    }

    /// A query of a search without anything to look for.
    pub fn nothing_to_find(argument: &str) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::NothingToFind).with("argument", argument)
    }

    /// A filter that is deeper than `levels` or has more than `leaves` comparisons.
    pub fn filter_too_large(argument: &str, levels: usize, leaves: usize) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::FilterTooLarge)
            .with("argument", argument)
            .with("levels", levels)
            .with("leaves", leaves)
    }

    /// The server cannot answer now.
    pub fn unavailable(retry_after: Duration, cause: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unavailable, Text::Unavailable).after(retry_after).because(cause)
    }

    /// A reader that was too slow for its stream; it loses nothing by resuming from its last cursor.
    pub fn slow_reader() -> Self {
        Self::new(ErrorCode::Unavailable, Text::SlowReader).after(Duration::ZERO)
    }

    /// The server is about to stop; another takes the stream from its last cursor.
    pub fn stopping() -> Self {
        Self::new(ErrorCode::Unavailable, Text::Stopping).after(Duration::from_secs(1))
    }

    /// A fault of the server; `cause` goes to the log.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, Text::Internal).because(cause)
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// The same at this place of the document.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.locations.push(Location { line, column });
        self
    }

    /// The same, to be tried again after `wait`.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The same with this HTTP status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same with a cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The sentence in this language.
    pub fn message(&self, locale: Locale) -> String {
        self.text.in_language(locale, &self.params)
    }
}

impl From<Fault> for async_graphql::Error {
    /// The library's form, with the fault inside for the pipeline to write out.
    fn from(fault: Fault) -> Self {
        let mut error = Self::new(fault.code.name());
        error.source = Some(std::sync::Arc::new(fault));
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raised_fault_keeps_its_cause_to_itself() {
        let error = async_graphql::Error::from(Fault::internal("table 'person' is gone"));
        assert_eq!(error.message, "INTERNAL");
        assert!(error.source.is_some());
    }
}
