//! The way from operations to one connection: a bounded queue, and what is still said when it overflows.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use super::event::COMMENT;
use crate::http::slots::ConnectionSlot;
use crate::limits::Limits;

/// The sending side; cloned for each operation of a connection.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    queue: mpsc::Sender<Bytes>,
    /// Said after everything queued, once the queue has overflowed.
    last_words: Arc<Mutex<Vec<Bytes>>>,
    overflowed: CancellationToken,
    patience: Duration,
}

/// The receiving side of a connection that is not open yet.
#[derive(Debug)]
pub(super) struct Receiver {
    queue: mpsc::Receiver<Bytes>,
    last_words: Arc<Mutex<Vec<Bytes>>>,
}

/// A channel and its receiver.
pub(super) fn pair(limits: &Limits) -> (Channel, Receiver) {
    let (sender, queue) = mpsc::channel(limits.stream_queue);
    let last_words = Arc::<Mutex<Vec<Bytes>>>::default();
    let channel = Channel {
        queue: sender,
        last_words: Arc::clone(&last_words),
        overflowed: CancellationToken::new(),
        patience: limits.slow_reader,
    };
    (channel, Receiver { queue, last_words })
}

/// A channel and the body of the connection that it leads to.
pub(super) fn open(
    limits: &Limits,
    slot: ConnectionSlot,
) -> (Channel, impl Stream<Item = Bytes> + Send + use<>) {
    let (channel, receiver) = pair(limits);
    (channel, body(receiver, limits.ping_interval, slot))
}

impl Channel {
    /// Queues an event; `false` where nobody reads any more, or too slowly.
    pub(super) async fn send(&self, event: Bytes) -> bool {
        if let Ok(sent) = timeout(self.patience, self.queue.send(event)).await {
            return sent.is_ok();
        }
        self.overflowed.cancel();
        false
    }

    /// Queues the last events of an operation.
    pub(super) async fn finish(&self, events: Vec<Bytes>) {
        for event in events {
            if !self.send(event).await {
                return;
            }
        }
    }

    /// Fires when the reader was too slow.
    pub(super) fn overflowed(&self) -> &CancellationToken {
        &self.overflowed
    }

    /// Waits until nobody reads any more.
    pub(super) async fn gone(&self) {
        self.queue.closed().await;
    }

    /// Leaves events for a reader that comes back to what was queued.
    pub(super) fn leave(&self, events: [Bytes; 2]) {
        self.last_words.lock().unwrap_or_else(PoisonError::into_inner).extend(events);
    }
}

/// The bytes of a connection: what is queued, comments in silence, last words; `kept` lives as long as it.
pub(super) fn body<K: Send + 'static>(
    mut receiver: Receiver,
    silence: Duration,
    kept: K,
) -> impl Stream<Item = Bytes> + Send + use<K> {
    async_stream::stream! {
        let _kept = kept;
        let mut ticks = interval_at(Instant::now() + silence, silence);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        yield COMMENT;
        loop {
            tokio::select! {
                event = receiver.queue.recv() => match event {
                    Some(event) => yield event,
                    None => break,
                },
                _ = ticks.tick() => yield COMMENT,
            }
        }
        let words = std::mem::take(&mut *receiver.last_words.lock().unwrap_or_else(PoisonError::into_inner));
        for event in words {
            yield event;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[tokio::test]
    async fn a_slow_reader_gets_what_was_queued_and_then_the_last_words() {
        let limits = Limits { stream_queue: 2, slow_reader: Duration::from_millis(20), ..Limits::default() };
        let (channel, receiver) = pair(&limits);
        for event in ["1", "2"] {
            assert!(channel.send(Bytes::from(event)).await);
        }
        assert!(!channel.send(Bytes::from("3")).await);
        assert!(channel.overflowed().is_cancelled());
        channel.leave([Bytes::from("error"), Bytes::from("complete")]);
        drop(channel);
        let read: Vec<_> = body(receiver, Duration::from_mins(1), ()).collect().await;
        assert_eq!(read, [":\n\n", "1", "2", "error", "complete"]);
    }
}
