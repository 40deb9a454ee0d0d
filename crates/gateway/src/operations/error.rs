//! How an operation can end without doing what it was asked: refused by a rule, overtaken, or prevented by a fault.
//!
//! Public data and private causes stand in separate fields, and nothing joins them in a text. What a caller is told is made
//! once, at the edge: `graphql/mutation` for payloads and top-level errors, the command line for operators.

use std::time::Duration;

use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::PersonId;
use liaison_persistence::error::{Conflict, Error as StoreError};

/// Why an operation changed nothing.
#[derive(Debug)]
pub enum OperationError {
    /// A rule of the domain says no: not there, not permitted, not in this state, not with this input.
    Refused(Refusal),
    /// The record has another version than the caller expected.
    Version {
        /// The version it has.
        current: i64,
        /// The fields that changed since the expected one, as far back as the record tells.
        changed_fields: Vec<String>,
        /// Who changed it last; `None` for the server.
        changed_by: Option<PersonId>,
    },
    /// The idempotency key belongs to another input.
    KeyReused,
    /// More than `limit` inputs at once.
    TooMany {
        /// The bound.
        limit: usize,
    },
    /// Nothing is wrong with the call; it can be repeated after the wait.
    Unavailable {
        /// How long to wait.
        retry_after: Duration,
        /// For the log.
        cause: String,
    },
    /// A fault of ours.
    Internal {
        /// For the log.
        cause: String,
    },
    /// The database ended the transaction in favour of another; the operation is run again from its beginning.
    Contention {
        /// For the log.
        cause: String,
    },
}

impl OperationError {
    /// A fault of ours, for the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal { cause: cause.to_string() }
    }
}

impl liaison_persistence::store::Retryable for OperationError {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Contention { .. })
    }
}

impl From<Refusal> for OperationError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for OperationError {
    fn from(error: StoreError) -> Self {
        let cause = chain(&error);
        match error {
            StoreError::Unavailable { retry_after_ms, .. } => {
                Self::Unavailable { retry_after: Duration::from_millis(retry_after_ms), cause }
            }
            StoreError::Conflict(Conflict::Contention(_) | Conflict::Stale { .. }) => {
                Self::Contention { cause }
            }
            StoreError::Conflict(Conflict::Duplicate { constraint }) => Self::Refused(duplicate(&constraint)),
            StoreError::Corrupt { .. } | StoreError::InvalidCursor(_) | StoreError::Driver(_) => {
                Self::Internal { cause }
            }
        }
    }
}

/// Two callers at the same moment chose the same ID or code; the check before the write could not see the other.
fn duplicate(constraint: &str) -> Refusal {
    if constraint.contains("employee_number") {
        return Reason::of(Rule::CodeTaken).at("employeeNumber").into();
    }
    if constraint.contains("customer_name") || constraint.contains("customer.name") {
        return Reason::of(Rule::NameTaken).at("name").into();
    }
    if constraint.contains("code") {
        return Reason::of(Rule::CodeTaken).at("code").into();
    }
    Reason::of(Rule::IdTaken).at("id").into()
}

/// An error with all its sources, for the log.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_callers_chose_alike_is_a_refusal() {
        for (constraint, path, rule) in [
            ("person_employee_number_key", "employeeNumber", Rule::CodeTaken),
            ("UNIQUE constraint failed: department.code", "code", Rule::CodeTaken),
            ("customer_name_key", "name", Rule::NameTaken),
            ("UNIQUE constraint failed: customer.name", "name", Rule::NameTaken),
            ("request_pkey", "id", Rule::IdTaken),
        ] {
            let error = StoreError::Conflict(Conflict::Duplicate { constraint: constraint.to_owned() });
            let OperationError::Refused(Refusal::Invalid(found)) = OperationError::from(error) else {
                panic!("{constraint}: not refused")
            };
            assert_eq!((found[0].path.as_str(), found[0].reason.rule), (path, rule));
        }
    }
}
