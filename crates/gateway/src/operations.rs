//! The use cases: load under a lock, ask the domain, record, commit. The same functions serve GraphQL, the command line,
//! jobs and `demo`.
//!
//! Owns the frame that every change runs in ([`App::change`]): a tracked task of its own that runs to its end when the
//! caller hangs up, the idempotency key, the dry run, the expected version, retries of what the database ended in favour of
//! another. A noun's file holds one function per verb; it refuses nothing itself, the domain does. Reading needs no
//! operation: `graphql` asks the stores through a [`Reader`].
//!
//! ```ignore
//! pub async fn rename(app: App, call: Call, input: Rename) -> Answer<Thing> {
//!     app.change(call, "thingRename", input, |work, input| {
//!         Box::pin(async move {
//!             let thing = things::find_for_change(work.unit(), input.id).await?;
//!             let thing = work.found(thing).await?;               // or NOT_FOUND, or VersionConflict
//!             let change = thing.rename(&work.context(), input.name.clone())?;
//!             work.record(change).await                           // answers the new state
//!         })
//!     })
//!     .await
//! }
//! ```

pub mod access_log;
pub mod account;
pub mod api_key;
mod bulk;
pub mod calendar;
pub mod calendar_feed;
pub mod comment;
pub mod customer;
pub mod deadline;
pub mod directory;
mod error;
pub mod form_template;
pub mod guest;
pub mod meeting;
pub mod notification;
mod numbering;
pub mod origin;
pub mod pack;
pub mod portal;
pub mod problem;
pub mod progress_report;
pub mod rating;
mod reader;
pub mod request;
pub mod resource;
pub mod routing;
pub mod search;
pub mod task;
#[cfg(test)]
mod tests;
pub mod ticket;
mod touched;
mod work;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use liaison_domain::access::Actor;
use liaison_domain::canonical::{self, Digest};
use liaison_domain::error::{Reason, Rule};
use liaison_domain::event::Origin;
use liaison_domain::ids::{self, CallId};
use liaison_persistence::store::Statements;
use liaison_persistence::unit_of_work::{Claimed, Subject};
use serde::Serialize;

use crate::app::App;

pub use bulk::{Bulk, BulkMode, MOST_INPUTS, check_count, each};
pub use error::{OperationError, chain};
pub use reader::Reader;
use work::Finished;
pub use work::Work;

/// How long a change may take, waiting for the writer included. The caller's own limit is shorter; this one only ends what
/// would otherwise hold a connection for ever.
const CHANGE_LIMIT: Duration = Duration::from_mins(1);
/// Longest idempotency key, in bytes.
const MOST_KEY_BYTES: usize = 255;

/// One call of one operation: who, through what, and how.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// The HTTP request or job, for the log and the record.
    pub id: CallId,
    /// The trace that the caller's own tools follow, 32 hexadecimal digits.
    pub trace: Option<String>,
    /// Where the call's statements are counted.
    pub statements: Statements,
    /// Makes a repeat answer what the first call did; unique per actor and mutation for 7 days.
    pub key: Option<String>,
    /// Run every check and write nothing.
    pub validate_only: bool,
    /// The version that the record has to have.
    pub expected_version: Option<i64>,
}

impl Call {
    /// A call by `actor` without further wishes.
    pub fn new(actor: Arc<Actor>, id: CallId) -> Self {
        Self {
            actor,
            id,
            trace: None,
            statements: Statements::default(),
            key: None,
            validate_only: false,
            expected_version: None,
        }
    }

    /// A call of the server itself: jobs, seeding, the operator's command line.
    pub fn by_server(app: &App) -> Self {
        Self::new(Arc::new(Actor::Server), ids::fresh(app.ids()))
    }

    fn origin(&self) -> Origin {
        Origin { trace: self.trace.clone(), ..Origin::of(&self.actor, self.id) }
    }

    /// What an idempotency key stands for.
    fn digest(&self, input: &impl Serialize) -> Digest {
        canonical::digest(&serde_json::json!({ "input": input, "expectedVersion": self.expected_version }))
    }

    fn check_key(&self) -> Result<(), OperationError> {
        match &self.key {
            Some(key) if key.is_empty() || key.len() > MOST_KEY_BYTES || key.contains('\0') => {
                let reason = Reason::of(Rule::Malformed).at("idempotencyKey");
                Err(OperationError::Refused(reason.into()))
            }
            _ => Ok(()),
        }
    }
}

/// What became of a call.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It was done, and this is what the operation answers.
    Changed(T),
    /// An earlier call with the same key has done it; this is what that one changed, its object first.
    Repeated(Vec<Subject>),
    /// It would have been done, with this answer.
    Validated(T),
}

/// A call that was not refused.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What became of it.
    pub outcome: Outcome<T>,
    /// The position of the last event; none where nothing was recorded.
    pub position: Option<i64>,
    /// What the caller should know all the same.
    pub warnings: Vec<Reason>,
}

/// What an operation ends with.
pub type Answer<T> = Result<Done<T>, OperationError>;

/// The body of an operation, run inside its unit of work; run again from the start if the database ended that one in favour
/// of another, so it has no effects of its own.
pub trait Body<I, T>:
    for<'a> Fn(&'a mut Work, &'a I) -> BoxFuture<'a, Result<T, OperationError>> + Send + Sync + 'static
{
}

impl<I, T, F> Body<I, T> for F where
    F: for<'a> Fn(&'a mut Work, &'a I) -> BoxFuture<'a, Result<T, OperationError>> + Send + Sync + 'static
{
}

impl App {
    /// Runs `body` as one change: all of it is committed, or nothing.
    ///
    /// `mutation` names the root field under which idempotency keys are kept; `input` is what a key stands for. The change
    /// runs to its end even when the future is dropped.
    ///
    /// # Errors
    /// Whatever `body` refuses; a key that is malformed or belongs to another input; faults of the store.
    pub async fn change<I, T>(
        &self,
        call: Call,
        mutation: &'static str,
        input: I,
        body: impl for<'a> Fn(&'a mut Work, &'a I) -> BoxFuture<'a, Result<T, OperationError>>
        + Send
        + Sync
        + 'static,
    ) -> Answer<T>
    where
        I: Serialize + Send + Sync + 'static,
        T: Send + 'static,
    {
        call.check_key()?;
        let app = self.clone();
        let task = self.tasks().spawn(async move {
            let attempts = app.store().transact(|| attempt(&app, &call, mutation, &input, &body));
            tokio::time::timeout(CHANGE_LIMIT, attempts).await
        });
        match task.await {
            Ok(Ok(Err(OperationError::Contention { cause }))) => {
                Err(OperationError::Unavailable { retry_after: Duration::from_secs(1), cause })
            }
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => {
                let cause = format!("{mutation} took longer than {} s", CHANGE_LIMIT.as_secs());
                Err(OperationError::Unavailable { retry_after: Duration::from_secs(1), cause })
            }
            Err(ended) => Err(OperationError::internal(ended)),
        }
    }
}

async fn attempt<I, T, B>(app: &App, call: &Call, mutation: &str, input: &I, body: &B) -> Answer<T>
where
    I: Serialize + Sync,
    B: for<'a> Fn(&'a mut Work, &'a I) -> BoxFuture<'a, Result<T, OperationError>>,
{
    let mut unit = app.store().begin(call.origin(), app.clock().now(), &call.statements).await?;
    // A dry run neither takes a key nor answers for one.
    if let Some(key) = call.key.as_deref().filter(|_| !call.validate_only) {
        match unit.claim(mutation, key, &call.digest(input)).await? {
            Claimed::First => {}
            Claimed::Mismatch => return Err(OperationError::KeyReused),
            Claimed::Repeat { subjects, position } => {
                return Ok(Done { outcome: Outcome::Repeated(subjects), position, warnings: Vec::new() });
            }
        }
    }
    let mut work = Work::begin(app, call, unit).await?;
    let answer = body(&mut work, input).await?;
    Box::pin(meeting::follow_audiences(&mut work)).await?;
    Box::pin(comment::follow_subjects(&mut work)).await?;
    Box::pin(ticket::follow(&mut work)).await?;
    Box::pin(deadline::follow(&mut work)).await?;
    let Finished { unit, warnings, pictures_changed } = work.finish();
    if call.validate_only {
        return Ok(Done { outcome: Outcome::Validated(answer), position: None, warnings });
    }
    let position = unit.commit().await?;
    if pictures_changed {
        // The caller reads what they wrote; others on this node too.
        app.pictures().current(&app.store().read(&call.statements)).await?;
    }
    Ok(Done { outcome: Outcome::Changed(answer), position, warnings })
}
