//! The closed list of codes of top-level errors, and the root field that describes them.

use async_graphql::resolver_utils::EnumType as _;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use crate::graphql::scope::Scope;
use crate::locale::Locale;
use crate::messages;

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

    /// The HTTP status of an answer that this code ends before execution, in `application/graphql-response+json`. What is
    /// wrong with the request around the document has its own (405, 406, 413, 415 …).
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::RateLimited => 429,
            Self::Timeout | Self::Unavailable => 503,
            Self::Internal => 500,
            _ => 400,
        }
    }

    /// What the code means at large, whatever the sentence of one error says.
    pub fn meaning(self, locale: Locale) -> String {
        messages::label(locale, "ErrorCode", self.name())
    }
}

/// One of the codes of top-level errors, and what a client can make of it.
#[derive(SimpleObject)]
pub struct ErrorDescription {
    /// The code, as `extensions.code` has it.
    pub code: ErrorCode,
    /// What it means at large, in the caller's language; the sentence of an error says what happened to it.
    pub message: String,
    /// Whether the same call may succeed later, unchanged; `extensions.retryable`.
    pub retryable: bool,
    /// The HTTP status of an answer that it ends before execution, as `application/graphql-response+json`. Once execution has
    /// begun the status is 200 whatever fails.
    pub http_status: i32,
}

/// The root field.
#[derive(Default)]
pub struct ErrorQuery;

#[Object]
impl ErrorQuery {
    /// Every code that an error at the top level of an answer can have: a closed list, the same for everybody. For handling
    /// errors by table, and for telling people in their language. Business refusals are `userErrors` of payloads instead.
    async fn error_codes(&self, ctx: &Context<'_>) -> Result<Vec<ErrorDescription>> {
        let locale = Scope::of(ctx)?.locale();
        let describe = |code: ErrorCode| ErrorDescription {
            code,
            message: code.meaning(locale),
            retryable: code.is_retryable(),
            http_status: i32::from(code.http_status()),
        };
        Ok(ErrorCode::items().iter().map(|item| describe(item.value)).collect())
    }
}

#[cfg(test)]
mod tests {
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
    fn every_code_says_what_it_means() {
        for locale in Locale::ALL {
            for item in ErrorCode::items() {
                assert_ne!(item.value.meaning(locale), item.name, "{locale}");
            }
        }
    }
}
