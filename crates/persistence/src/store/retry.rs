//! The one wrapper that runs an operation again when the database ended it in favour of another.

use std::future::Future;
use std::time::Duration;

use super::Store;
use crate::error::Error;

/// How often an operation is run before its last error stands.
const ATTEMPTS: u32 = 5;
/// The pause before the second attempt; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(5);

/// An error of an operation that may carry one of the database.
pub trait Retryable {
    /// Whether running the operation again from its beginning may succeed.
    fn is_retryable(&self) -> bool;
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        Self::is_retryable(self)
    }
}

impl Store {
    /// Runs `operation`, which begins, decides, records and commits, again while the database ends it in favour of another
    /// (serialisation failures and deadlocks on PostgreSQL), at most five times.
    ///
    /// # Errors
    /// The operation's own, or that of its last attempt.
    pub async fn transact<T, E, F, Attempt>(&self, mut operation: F) -> Result<T, E>
    where
        E: Retryable,
        F: FnMut() -> Attempt,
        Attempt: Future<Output = Result<T, E>>,
    {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..ATTEMPTS {
            match operation().await {
                Err(error) if error.is_retryable() => {
                    tracing::debug!(db.attempt = attempt, "the operation is run again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                settled => return settled,
            }
        }
        operation().await
    }
}
