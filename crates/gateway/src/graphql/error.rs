//! What goes wrong at the top level of an answer: the closed list of codes, and the [`Fault`] that carries one.
//!
//! A fault is of the request, of sign-in or of the system; business refusals never come here, they are `userErrors` of a
//! payload. A resolver raises one with `?`: it becomes a library error that carries the fault, and the pipeline writes
//! code, message in the caller's language, request ID and parameters at the edge. The cause of an internal fault goes
//! to the log and nowhere else.

mod texts;

use std::time::Duration;

use async_graphql::Enum;
use serde_json::{Map, Value};

pub use texts::Text;

use crate::locale::Locale;

/// What went wrong above the level of a mutation's own refusals; `extensions.code` of every error.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// A variable, an argument or the request around the document is wrong.
    BadUserInput,
    /// The document has no operation of this name, or several and none is named.
    OperationNotFound,
    /// Nobody is signed in, or the token does not hold.
    Unauthenticated,
    /// The caller may not ask this at all.
    Forbidden,
    /// An ID of another kind, or no ID.
    InvalidId,
    /// A cursor of another list, order or filter, or no cursor.
    InvalidCursor,
    /// A cursor from before a restore of the database, or from beyond what is kept: start afresh.
    CursorExpired,
    /// Too many calls or streams at once; see `retryAfterMs`.
    RateLimited,
    /// The call would cost more than one call may.
    CostExceeded,
    /// Fields, brackets or values lie too deep inside each other.
    DepthExceeded,
    /// No document is stored under this hash.
    PersistedQueryNotFound,
    /// Only stored documents are taken.
    PersistedQueryOnly,
    /// No answer in time. What a mutation has begun still runs to its end: ask again with the same idempotency key.
    Timeout,
    /// The server cannot answer now; the same call may succeed later, a stream resumes from its last cursor.
    Unavailable,
    /// A fault of the server; its log has more under `requestId`.
    Internal,
}

impl ErrorCode {
    /// The code as clients see it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::OperationNotFound => "OPERATION_NOT_FOUND",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::InvalidId => "INVALID_ID",
            Self::InvalidCursor => "INVALID_CURSOR",
            Self::CursorExpired => "CURSOR_EXPIRED",
            Self::RateLimited => "RATE_LIMITED",
            Self::CostExceeded => "COST_EXCEEDED",
            Self::DepthExceeded => "DEPTH_EXCEEDED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryOnly => "PERSISTED_QUERY_ONLY",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// Whether the same call may succeed later, unchanged.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Timeout | Self::Unavailable)
    }
}

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

    /// An argument that the schema admits and the field does not, such as `first` and `last` together.
    pub fn bad_argument(argument: &str, rule: &str) -> Self {
        Self::new(ErrorCode::BadUserInput, Text::BadArgument).with("argument", argument).with("rule", rule)
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
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    #[test]
    fn the_schema_spells_the_codes_as_the_errors_do() {
        let names: Vec<_> = ErrorCode::items().iter().map(|item| (item.name, item.value.name())).collect();
        assert_eq!(names.len(), 17);
        for (schema, error) in names {
            assert_eq!(schema, error);
        }
    }

    #[test]
    fn a_raised_fault_keeps_its_cause_to_itself() {
        let error = async_graphql::Error::from(Fault::internal("table 'person' is gone"));
        assert_eq!(error.message, "INTERNAL");
        assert!(error.source.is_some());
    }
}
