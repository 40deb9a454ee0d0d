//! Work that outlives the future that began it: the one place that spawns.
//!
//! Every task is tracked, so that a graceful end can wait for it, and sees one token that says when to end. A mutation
//! runs here to its end even when its client hangs up; streams end when told to.

use std::future::Future;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The tasks of one running gateway. Cloning is cheap and shares them.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    /// No tasks, and nobody told to stop.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `future` as a tracked task of its own. Dropping the handle does not stop it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tracker.spawn(future)
    }

    /// Fires when the process is to end: listeners take nothing new, streams tell their readers to reconnect.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Tells everybody to stop; running calls still finish.
    pub fn stop(&self) {
        self.stopping.cancel();
        self.tracker.close();
    }

    /// How many tasks run now.
    pub fn running(&self) -> usize {
        self.tracker.len()
    }

    /// Stops, and waits until every task has ended, at most `patience`; whether all did.
    pub async fn finish(&self, patience: Duration) -> bool {
        self.stop();
        tokio::time::timeout(patience, self.tracker.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test]
    async fn finishing_waits_for_what_was_begun() {
        let tasks = Tasks::new();
        let done = Arc::new(AtomicBool::new(false));
        let (flag, stopping) = (Arc::clone(&done), tasks.stopping().clone());
        drop(tasks.spawn(async move {
            stopping.cancelled().await;
            tokio::task::yield_now().await;
            flag.store(true, Ordering::Relaxed);
        }));
        assert_eq!(tasks.running(), 1);
        assert!(tasks.finish(Duration::from_secs(5)).await);
        assert!(done.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn finishing_gives_up_on_what_does_not_end() {
        let tasks = Tasks::new();
        let stuck = tasks.spawn(std::future::pending::<()>());
        assert!(!tasks.finish(Duration::from_millis(20)).await);
        stuck.abort();
    }
}
