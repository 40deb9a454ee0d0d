//! The operations of one socket, each in a task of its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use futures_util::StreamExt;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::message;
use super::writer::Outgoing;
use crate::auth::Caller;
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline::{Call, OperationKind, Step, errors};
use crate::http::frame::Outcome;
use crate::http::{Gateway, metrics};

/// The operations that run on one socket, by the IDs that its client gave them.
#[derive(Clone, Debug, Default)]
pub(super) struct Operations(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    running: Mutex<HashMap<String, Running>>,
    ended: Notify,
}

#[derive(Debug)]
struct Running {
    cancelled: CancellationToken,
    request_id: String,
}

impl Operations {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Running>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters an operation; `None` where one of this ID runs.
    pub(super) fn enter(&self, id: &str, request_id: &str) -> Option<CancellationToken> {
        let mut running = self.lock();
        if running.contains_key(id) {
            return None;
        }
        let cancelled = CancellationToken::new();
        let entry = Running { cancelled: cancelled.clone(), request_id: request_id.to_owned() };
        running.insert(id.to_owned(), entry);
        Some(cancelled)
    }

    /// Ends an operation at its client's wish; nothing where it has ended already.
    pub(super) fn cancel(&self, id: &str) {
        if let Some(operation) = self.lock().remove(id) {
            operation.cancelled.cancel();
        }
        self.0.ended.notify_waiters();
    }

    /// Ends all operations: the socket is gone.
    pub(super) fn cancel_all(&self) {
        for (_, operation) in self.lock().drain() {
            operation.cancelled.cancel();
        }
        self.0.ended.notify_waiters();
    }

    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    /// The IDs of running operations with the IDs of their requests.
    pub(super) fn running(&self) -> Vec<(String, String)> {
        self.lock().iter().map(|(id, running)| (id.clone(), running.request_id.clone())).collect()
    }

    /// Waits until no operation runs.
    pub(super) async fn all_ended(&self) {
        loop {
            let ended = self.0.ended.notified();
            if self.count() == 0 {
                return;
            }
            ended.await;
        }
    }

    /// Forgets an operation that ended by itself, unless its ID has gone to another since.
    fn leave(&self, id: &str, own: &CancellationToken) {
        if !own.is_cancelled() {
            self.lock().remove(id);
        }
        self.0.ended.notify_waiters();
    }
}

/// What one operation needs to run.
pub(super) struct Operation {
    pub(super) gateway: Gateway,
    pub(super) operations: Operations,
    pub(super) queue: mpsc::Sender<Outgoing>,
    pub(super) id: String,
    pub(super) call: Box<Call>,
    pub(super) caller: Option<Caller>,
    pub(super) address: IpAddr,
    pub(super) context: Arc<RequestContext>,
    pub(super) cancelled: CancellationToken,
}

/// How an operation ended by itself.
enum End {
    Completed,
    Failed(bytes::Bytes, Vec<ErrorCode>),
}

impl Operation {
    /// Runs to the end, telling the client.
    pub(super) async fn run(self) {
        let cancelled = self.cancelled.clone();
        let end = tokio::select! {
            biased;
            () = cancelled.cancelled() => return,
            end = self.steps() => end,
        };
        // First free the ID, then say so: with the last message the client may use it again.
        self.operations.leave(&self.id, &self.cancelled);
        let last = match &end {
            End::Completed => message::complete(&self.id),
            End::Failed(errors, codes) => {
                metrics::errors(codes);
                message::error(&self.id, errors)
            }
        };
        self.send(last).await;
    }

    async fn steps(&self) -> End {
        let mut outcome = Outcome::default();
        if let Err(fault) = self.gateway.enter(self.address, &mut outcome) {
            return self.failed(&[fault]);
        }
        let prepared = match self.gateway.engine().prepare(&self.call).await {
            Ok(prepared) => prepared,
            Err(faults) => return self.failed(&faults),
        };
        if let Err(fault) = prepared.admit(self.caller.as_ref().map(|caller| caller.actor.as_ref())) {
            return self.failed(&[fault]);
        }
        let watches = prepared.kind() == OperationKind::Subscription;
        let slot = match self.gateway.slots().stream(self.caller.as_ref()) {
            _ if !watches => None,
            Ok(slot) => Some(slot),
            Err(fault) => return self.failed(&[fault]),
        };
        let charged = self.gateway.charge(self.caller.as_ref(), self.address, &prepared, &mut outcome);
        if let Err(fault) = charged {
            return self.failed(&[fault]);
        }
        self.context.paid(outcome.allowance);
        metrics::operation(prepared.kind(), Transport::WebSocket);
        tracing::info!(
            request.id = self.context.request_id(),
            trace.id = self.context.trace_id(),
            graphql.kind = prepared.kind().name(),
            graphql.operation = prepared.operation_name(),
            "socket.operation"
        );
        let stopping = self.gateway.tasks().stopping().clone();
        let mut steps = self.gateway.engine().steps(prepared, Arc::clone(&self.context));
        let end = loop {
            let step = tokio::select! {
                biased;
                () = stopping.cancelled(), if watches => break self.failed(&[Fault::stopping()]),
                step = steps.next() => step,
            };
            match step {
                Some(Step::Next(result)) => self.send(message::next(&self.id, &result)).await,
                Some(Step::Failed(errors, codes)) => break End::Failed(errors, codes),
                None => break End::Completed,
            }
        };
        drop(slot);
        end
    }

    fn failed(&self, faults: &[Fault]) -> End {
        let errors = errors(faults, self.context.request_id(), self.context.locale());
        End::Failed(errors, faults.iter().map(|fault| fault.code).collect())
    }

    /// Queues a message. A full queue holds this operation back; a broken socket cancels it.
    async fn send(&self, text: Utf8Bytes) {
        let outgoing = Outgoing::Message(text, Some(self.cancelled.clone()));
        if self.queue.send(outgoing).await.is_err() {
            self.cancelled.cancel();
        }
    }
}

/// More operations than one socket may have.
pub(super) fn too_many(limit: usize) -> Fault {
    Fault::new(ErrorCode::RateLimited, Text::TooManyStreams).with("limit", limit)
}
