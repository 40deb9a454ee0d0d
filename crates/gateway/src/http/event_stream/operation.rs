//! One operation that is answered as events, from its first step to its end.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::time::{Instant, interval_at};
use tokio_util::sync::CancellationToken;

use super::channel::Channel;
use super::event;
use crate::auth::Caller;
use crate::graphql::context::RequestContext;
use crate::graphql::error::Fault;
use crate::graphql::pipeline::{OperationKind, Prepared, Step, errors};
use crate::http::{Gateway, metrics, read};

/// A running operation.
pub(super) struct Operation {
    gateway: Gateway,
    steps: BoxStream<'static, Step>,
    watches: bool,
    context: Arc<RequestContext>,
    caller: Option<Caller>,
    /// Its ID on a connection of several; none where it has one for itself.
    id: Option<String>,
    cancelled: CancellationToken,
}

impl Operation {
    pub(super) fn new(
        gateway: &Gateway,
        prepared: Prepared,
        context: Arc<RequestContext>,
        caller: Option<Caller>,
        id: Option<String>,
    ) -> Self {
        let watches = prepared.kind() == OperationKind::Subscription;
        let steps = gateway.engine().steps(prepared, Arc::clone(&context));
        let cancelled = CancellationToken::new();
        Self { gateway: gateway.clone(), steps, watches, context, caller, id, cancelled }
    }

    /// Ends the operation from outside, as if it had completed.
    pub(super) fn canceller(&self) -> CancellationToken {
        self.cancelled.clone()
    }

    /// Writes events to `channel` until the operation ends or nobody can read them. Answers the events that are still
    /// to be sent: with the last of them the client may use the operation's ID again.
    pub(super) async fn run(mut self, channel: &Channel) -> Vec<Bytes> {
        let limits = self.gateway.limits();
        let every = self.caller.as_ref().map_or(limits.token_recheck, |caller| caller.recheck(limits));
        let mut rechecks = interval_at(Instant::now() + every, every);
        let stopping = self.gateway.tasks().stopping().clone();
        let id = self.id.clone();
        let end = loop {
            let step = tokio::select! {
                biased;
                () = self.cancelled.cancelled() => break None,
                () = channel.gone() => return Vec::new(),
                () = channel.overflowed().cancelled() => {
                    let words = self.failure(&Fault::slow_reader());
                    channel.leave([words, event::complete(id.as_deref())]);
                    return Vec::new();
                }
                () = stopping.cancelled(), if self.watches => break Some(Fault::stopping()),
                _ = rechecks.tick(), if self.caller.is_some() => match self.recheck().await {
                    Ok(()) => continue,
                    Err(fault) => break Some(fault),
                },
                step = self.steps.next() => step,
            };
            let event = match step {
                Some(Step::Next(result)) => event::next(&result, id.as_deref()),
                Some(Step::Failed(errors, codes)) => {
                    metrics::errors(&codes);
                    event::failed(&errors, id.as_deref())
                }
                None => break None,
            };
            // Where it cannot be queued the loop comes round to why.
            channel.send(event).await;
        };
        let failure = end.map(|fault| self.failure(&fault));
        failure.into_iter().chain([event::complete(id.as_deref())]).collect()
    }

    fn failure(&self, fault: &Fault) -> Bytes {
        metrics::errors(&[fault.code]);
        let faults = std::slice::from_ref(fault);
        let errors = errors(faults, self.context.request_id(), self.context.locale());
        event::failed(&errors, self.id.as_deref())
    }

    /// Whether the token still holds and its person may still call.
    async fn recheck(&mut self) -> Result<(), Fault> {
        let Some(caller) = &self.caller else { return Ok(()) };
        match self.gateway.authenticator().again(caller).await {
            Ok(caller) => {
                self.caller = Some(caller);
                Ok(())
            }
            // A directory that cannot be read for a moment ends nothing that is running.
            Err(fault) if fault.is_unavailable() => Ok(()),
            Err(fault) => Err(read::auth_fault(fault)),
        }
    }
}
