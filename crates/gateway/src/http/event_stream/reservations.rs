//! Event streams reserved and open in the single connection mode, bounded per caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::channel::{self, Channel, Receiver};
use crate::auth::Caller;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// The streams of one node by their tokens.
#[derive(Debug)]
pub(in crate::http) struct Reservations {
    open: Arc<Mutex<HashMap<String, Arc<Reservation>>>>,
    per_caller: usize,
}

/// One stream, bound to the caller who reserved it.
#[derive(Debug)]
pub(super) struct Reservation {
    pub(super) caller: Caller,
    pub(super) channel: Channel,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Taken by the one connection that fulfils the reservation.
    receiver: Option<Receiver>,
    operations: HashMap<String, CancellationToken>,
}

/// Ends a reservation when its connection is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    open: Arc<Mutex<HashMap<String, Arc<Reservation>>>>,
    token: String,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reservations {
    pub(in crate::http) fn new(limits: &Limits) -> Self {
        Self { open: Arc::default(), per_caller: limits.reservations_per_caller }
    }

    /// Reserves a stream under `token`.
    ///
    /// # Errors
    /// `RATE_LIMITED` where the caller has as many as one may have.
    pub(super) fn reserve(&self, token: String, caller: Caller, limits: &Limits) -> Result<(), Fault> {
        let mut open = locked(&self.open);
        let of_caller = |reservation: &&Arc<Reservation>| reservation.caller.subject() == caller.subject();
        if open.values().filter(of_caller).count() >= self.per_caller {
            let fault = Fault::new(ErrorCode::RateLimited, Text::TooManyReservations);
            return Err(fault.with("limit", self.per_caller));
        }
        let (channel, receiver) = channel::pair(limits);
        let state = Mutex::new(State { receiver: Some(receiver), operations: HashMap::new() });
        open.insert(token, Arc::new(Reservation { caller, channel, state }));
        Ok(())
    }

    /// The reservation under `token`.
    pub(super) fn find(&self, token: &str) -> Option<Arc<Reservation>> {
        locked(&self.open).get(token).cloned()
    }

    /// Forgets the reservation unless it is connected: its time is over.
    pub(super) fn expire(&self, token: &str) {
        let mut open = locked(&self.open);
        if open.get(token).is_some_and(|reservation| locked(&reservation.state).receiver.is_some())
            && let Some(reservation) = open.remove(token)
        {
            // Dropping the receiver ends the operations that wait for a connection.
            drop(locked(&reservation.state).receiver.take());
        }
    }

    /// What keeps the reservation until its connection ends.
    pub(super) fn hold(&self, token: &str) -> Hold {
        Hold { open: Arc::clone(&self.open), token: token.to_owned() }
    }
}

impl Reservation {
    /// Takes the receiving side for the one connection.
    ///
    /// # Errors
    /// 409 where it is taken.
    pub(super) fn connect(&self) -> Result<Receiver, Fault> {
        locked(&self.state)
            .receiver
            .take()
            .ok_or_else(|| Fault::new(ErrorCode::BadUserInput, Text::StreamTaken).status(409))
    }

    /// Enters a running operation.
    ///
    /// # Errors
    /// 409 where the ID is running, `RATE_LIMITED` where too many are.
    pub(super) fn enter(&self, id: &str, cancel: CancellationToken, most: usize) -> Result<(), Fault> {
        let operations = &mut locked(&self.state).operations;
        if operations.contains_key(id) {
            let fault = Fault::new(ErrorCode::BadUserInput, Text::OperationIdTaken);
            return Err(fault.status(409).with("id", id.chars().take(64).collect::<String>()));
        }
        if operations.len() >= most {
            return Err(Fault::new(ErrorCode::RateLimited, Text::TooManyStreams).with("limit", most));
        }
        operations.insert(id.to_owned(), cancel);
        Ok(())
    }

    /// Forgets an operation that has ended.
    pub(super) fn leave(&self, id: &str) {
        locked(&self.state).operations.remove(id);
    }

    /// Ends an operation; nothing where none of this ID is running.
    pub(super) fn stop(&self, id: &str) {
        if let Some(cancel) = locked(&self.state).operations.get(id) {
            cancel.cancel();
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        locked(&self.open).remove(&self.token);
    }
}
