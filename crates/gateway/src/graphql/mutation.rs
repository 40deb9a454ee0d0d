//! How a mutation runs: the options that every input has, one operation, one payload.
//!
//! A noun's resolver is one call of [`run`]; [`payload!`](crate::payload) declares what it answers. What an operation refuses becomes user
//! errors here, faults of the system become top-level errors.

use async_graphql::{Context, InputObject};
use futures_util::future::BoxFuture;
use liaison_domain::error::Refusal;
use liaison_domain::ids::Id;

use super::directory::Person;
use super::error::Fault;
use super::node::Identified;
use super::nullable::OrNull;
use super::payload::{Reason, UserError};
use super::scalars::Cursor;
use super::scope::Scope;
use crate::app::App;
use crate::operations::{Answer, Call, Done, OperationError, Outcome};

/// What every mutation accepts beside its own input.
#[derive(InputObject, Clone, Debug, Default)]
pub struct WriteOptions {
    /// Makes the call safe to repeat: the same key with the same input answers what the first call did, with its cursor. At
    /// most 255 bytes, unique per caller and mutation, kept for 7 days.
    pub idempotency_key: Option<String>,
    /// Run every check and change nothing: the object and the cursor of the answer are null.
    #[graphql(default)]
    pub validate_only: bool,
}

/// [`WriteOptions`] of an action on an existing object.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ActionOptions {
    /// Makes the call safe to repeat: the same key with the same input answers what the first call did, with its cursor. At
    /// most 255 bytes, unique per caller and mutation, kept for 7 days.
    pub idempotency_key: Option<String>,
    /// Run every check and change nothing: the object and the cursor of the answer are null.
    #[graphql(default)]
    pub validate_only: bool,
    /// The version that the object has to have; another one is a `VersionConflict`. Without it the action applies to
    /// whatever is there.
    pub expected_version: Option<i32>,
}

/// [`WriteOptions`] of an `…Update`, which has to say what it started from.
#[derive(InputObject, Clone, Debug, Default)]
pub struct UpdateOptions {
    /// Makes the call safe to repeat: the same key with the same input answers what the first call did, with its cursor. At
    /// most 255 bytes, unique per caller and mutation, kept for 7 days.
    pub idempotency_key: Option<String>,
    /// Run every check and change nothing: the object and the cursor of the answer are null.
    #[graphql(default)]
    pub validate_only: bool,
    /// The version that the object has to have; another one is a `VersionConflict`.
    pub expected_version: i32,
}

/// One of the three option inputs.
pub trait Options {
    /// Puts the options into the call.
    fn apply(self, call: &mut Call);
}

impl Options for WriteOptions {
    fn apply(self, call: &mut Call) {
        call.key = self.idempotency_key;
        call.validate_only = self.validate_only;
    }
}

impl Options for ActionOptions {
    fn apply(self, call: &mut Call) {
        call.key = self.idempotency_key;
        call.validate_only = self.validate_only;
        call.expected_version = self.expected_version.map(i64::from);
    }
}

impl Options for UpdateOptions {
    fn apply(self, call: &mut Call) {
        call.key = self.idempotency_key;
        call.validate_only = self.validate_only;
        call.expected_version = Some(i64::from(self.expected_version));
    }
}

/// A node that mutations answer.
pub trait Shown: Identified {
    /// What operations answer for it.
    type Record: Send;

    /// The object over what an operation has just made, without a statement.
    fn show(scope: &Scope, record: Self::Record) -> Self;
}

/// What [`payload!`](crate::payload) declares.
pub trait Payload: Sized {
    /// The object in it.
    type Object: Shown;

    /// The payload over its four parts.
    fn of(
        object: Option<Self::Object>,
        user_errors: Vec<UserError>,
        warnings: Vec<Reason>,
        cursor: Option<Cursor>,
    ) -> Self;
}

/// Declares the payload of a mutation: its documentation, its name, and the field with the changed object.
#[macro_export]
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$field_doc:meta])* $field:ident: $object:ty }) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            $(#[$field_doc])*
            pub $field: Option<$object>,
            /// Why nothing was changed; empty where it was.
            pub user_errors: Vec<$crate::graphql::payload::UserError>,
            /// What the caller should know although nothing was refused.
            pub warnings: Vec<$crate::graphql::payload::Reason>,
            /// The place in the feed after this change: hand it to `changes` or a subscription to read on from here. Null
            /// where nothing was changed.
            pub cursor: Option<$crate::graphql::scalars::Cursor>,
        }

        impl $crate::graphql::mutation::Payload for $name {
            type Object = $object;

            fn of(
                object: Option<$object>,
                user_errors: Vec<$crate::graphql::payload::UserError>,
                warnings: Vec<$crate::graphql::payload::Reason>,
                cursor: Option<$crate::graphql::scalars::Cursor>,
            ) -> Self {
                Self { $field: object, user_errors, warnings, cursor }
            }
        }
    };
}

/// Runs `operation` over the decoded input and shapes its payload; null with an error for faults of the system, everything
/// else stands in the payload's `userErrors`.
///
/// On the heap: the root of all mutations holds a place for each of them, and so stays small enough for a thread's stack.
pub fn run<'a, P, I, Run>(
    ctx: &'a Context<'_>,
    options: impl Options + Send + 'a,
    input: Result<I, Refusal>,
    operation: impl FnOnce(App, Call, I) -> Run + Send + 'a,
) -> BoxFuture<'a, OrNull<P>>
where
    P: Payload + Send + 'a,
    I: Send + 'a,
    Run: Future<Output = Answer<<P::Object as Shown>::Record>> + Send + 'a,
{
    Box::pin(async move {
        let done = async move {
            let scope = Scope::of(ctx)?;
            let answer = answered(scope, options, input, operation).await;
            shape(scope, &["input"], answer).await
        };
        OrNull::some(done).await
    })
}

/// What `operation` answers to the decoded input, for a payload of a form of its own.
///
/// # Errors
/// As the operation; what could not be decoded is refused.
pub async fn answered<I, T, Run>(
    scope: &Scope,
    options: impl Options,
    input: Result<I, Refusal>,
    operation: impl FnOnce(App, Call, I) -> Run,
) -> Answer<T>
where
    Run: Future<Output = Answer<T>>,
{
    let mut call = scope.call();
    options.apply(&mut call);
    let answer = match input {
        Ok(input) => operation(scope.app().clone(), call, input).await,
        Err(refusal) => Err(OperationError::Refused(refusal)),
    };
    scope.reader().refresh();
    answer
}

/// The payload of one operation; `root` leads to its input.
///
/// # Errors
/// Faults of the system.
pub async fn shape<P: Payload>(
    scope: &Scope,
    root: &[&str],
    answer: Answer<<P::Object as Shown>::Record>,
) -> Result<P, Fault> {
    let Done { outcome, position, warnings } = match answer {
        Ok(done) => done,
        Err(error) => return Ok(P::of(None, user_errors(scope, root, error)?, Vec::new(), None)),
    };
    let object = match outcome {
        Outcome::Changed(record) => Some(P::Object::show(scope, record)),
        Outcome::Validated(_) => None,
        Outcome::Repeated(subjects) => {
            // The first call may have ended at another node, after this call looked at the directory.
            scope.reader().catch_up().await?;
            match subjects.first() {
                Some(subject) => P::Object::find(scope, Id::from_uuid(subject.id)).await?,
                None => None,
            }
        }
    };
    let warnings = Reason::all(scope.locale(), &warnings);
    Ok(P::of(object, Vec::new(), warnings, cursor(scope, position)))
}

/// The cursor after the last event of an operation.
pub fn cursor(scope: &Scope, position: Option<i64>) -> Option<Cursor> {
    position.map(|position| Cursor(scope.app().hub().cursor(position).to_string()))
}

/// The user errors that say why an operation changed nothing.
///
/// # Errors
/// What is no user's error.
pub fn user_errors(scope: &Scope, root: &[&str], error: OperationError) -> Result<Vec<UserError>, Fault> {
    let locale = scope.locale();
    Ok(match error {
        OperationError::Refused(refusal) => UserError::of_refusal(locale, root, &refusal),
        OperationError::Version { current, changed_fields, changed_by } => {
            let changed_by = changed_by.and_then(|id| Person::by_id(scope, id));
            vec![UserError::version_conflict(locale, current, changed_fields, changed_by)]
        }
        OperationError::KeyReused => vec![UserError::idempotency_mismatch(locale)],
        OperationError::TooMany { limit } => vec![UserError::limit_exceeded(locale, limit)],
        OperationError::Unavailable { retry_after, cause } => {
            return Err(Fault::unavailable(retry_after, cause));
        }
        OperationError::Contention { cause } => {
            return Err(Fault::unavailable(std::time::Duration::from_secs(1), cause));
        }
        OperationError::Internal { cause } => return Err(Fault::internal(cause)),
    })
}
