//! Places for what stays open: connections of the node, subscriptions of a caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use metrics::gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::auth::Caller;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

type Counts = Arc<Mutex<HashMap<Option<Uuid>, usize>>>;

/// The places of one node.
#[derive(Debug)]
pub(super) struct Slots {
    connections: Arc<Semaphore>,
    streams: Counts,
    per_caller: usize,
}

/// A connection's place; dropped with it.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    _permit: OwnedSemaphorePermit,
}

/// A subscription's place; dropped with it.
#[derive(Debug)]
pub(super) struct StreamSlot {
    counts: Counts,
    caller: Option<Uuid>,
}

impl Slots {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            connections: Arc::new(Semaphore::new(limits.sockets)),
            streams: Counts::default(),
            per_caller: limits.streams_per_caller,
        }
    }

    /// A place for a connection.
    ///
    /// # Errors
    /// `UNAVAILABLE` where the node is full.
    pub(super) fn connection(&self) -> Result<ConnectionSlot, Fault> {
        let permit = Arc::clone(&self.connections).try_acquire_owned();
        let permit = permit.map_err(|_| Fault::new(ErrorCode::Unavailable, Text::TooManyConnections))?;
        gauge!("liaison_connections").increment(1.0);
        Ok(ConnectionSlot { _permit: permit })
    }

    /// A place for a subscription of `caller`; those without one share theirs.
    ///
    /// # Errors
    /// `RATE_LIMITED` where the caller has as many as one may have.
    pub(super) fn stream(&self, caller: Option<&Caller>) -> Result<StreamSlot, Fault> {
        let caller = caller.map(Caller::subject);
        let mut counts = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(caller).or_default();
        if *count >= self.per_caller {
            return Err(
                Fault::new(ErrorCode::RateLimited, Text::TooManyStreams).with("limit", self.per_caller)
            );
        }
        *count += 1;
        gauge!("liaison_streams").increment(1.0);
        Ok(StreamSlot { counts: Arc::clone(&self.streams), caller })
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        gauge!("liaison_connections").decrement(1.0);
    }
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        gauge!("liaison_streams").decrement(1.0);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_when_dropped() {
        let slots = Slots::new(&Limits { sockets: 1, streams_per_caller: 2, ..Limits::default() });
        let connection = slots.connection().expect("free");
        assert_eq!(slots.connection().map(|_| ()).map_err(|fault| fault.code), Err(ErrorCode::Unavailable));
        drop(connection);
        assert!(slots.connection().is_ok());
        let streams = [slots.stream(None).expect("free"), slots.stream(None).expect("free")];
        assert_eq!(slots.stream(None).map(|_| ()).map_err(|fault| fault.code), Err(ErrorCode::RateLimited));
        drop(streams);
        assert!(slots.stream(None).is_ok());
        assert!(slots.streams.lock().expect("not poisoned").is_empty());
    }
}
