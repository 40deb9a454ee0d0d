//! Somebody who only listens: one stream after another, each from the cursor at which the last one broke off (X31).

use std::time::Duration;

use liaison_domain::event::Envelope;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::support::client::Client;
use crate::support::socket::{Heard, Socket};

const EVENTS: &str = "subscription($after: Cursor) { events(after: $after) { cursor event { id } } }";
/// Longer than the last events take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A reader of the feed, between two streams.
pub(super) struct Watcher {
    /// The position after which it began.
    start: i64,
    cursor: String,
    seen: Vec<String>,
}

/// A reader at a stream.
pub(super) struct Listening {
    start: i64,
    count: watch::Receiver<usize>,
    stream: JoinSet<Watcher>,
}

impl Watcher {
    /// A reader of what comes after this position and cursor.
    pub(super) fn new((start, cursor): (i64, String)) -> Self {
        Self { start, cursor, seen: Vec::new() }
    }

    /// Opens a stream from where the last one ended.
    pub(super) async fn listen(self, client: &Client) -> Listening {
        let mut socket = Socket::connect(client).await;
        socket.subscribe("events", EVENTS, json!({ "after": self.cursor })).await;
        let (counting, count) = watch::channel(self.seen.len());
        let (start, mut stream) = (self.start, JoinSet::new());
        stream.spawn(self.hear(socket, counting));
        Listening { start, count, stream }
    }

    async fn hear(mut self, mut socket: Socket, count: watch::Sender<usize>) -> Self {
        while let Heard::Message(message) = socket.hear().await {
            let place = &message["payload"]["data"]["events"];
            let Some(cursor) = place["cursor"].as_str() else { break };
            cursor.clone_into(&mut self.cursor);
            self.seen.extend(place["event"]["id"].as_str().map(str::to_owned));
            count.send_replace(self.seen.len());
        }
        self
    }

    /// What it has seen is how the record begins: nothing that is not there, nothing twice, nothing left out.
    pub(super) fn check(&self, events: &[Envelope]) {
        let told: Vec<String> = after(self.start, events).map(|event| event.id.to_string()).collect();
        let seen = self.seen.len().min(told.len());
        assert_eq!(self.seen, told[..seen], "streams say otherwise than the record");
    }
}

impl Listening {
    /// Waits until it has seen as many as there are.
    pub(super) async fn reaches(&mut self, events: &[Envelope]) {
        let all = after(self.start, events).count();
        let reached = tokio::time::timeout(PATIENCE, self.count.wait_for(|count| *count >= all)).await;
        reached.expect("the last events arrive").expect("the stream goes on");
    }

    /// Waits until it sees one more event.
    pub(super) async fn hears_of_a_commit(&mut self) {
        self.count.mark_unchanged();
        let heard = tokio::time::timeout(PATIENCE, self.count.changed()).await;
        heard.expect("somebody works").expect("the stream goes on");
    }

    /// What it has seen, once the server is gone.
    pub(super) async fn ended(mut self) -> Watcher {
        self.stream.join_next().await.expect("one stream").expect("it does not panic")
    }
}

fn after(start: i64, events: &[Envelope]) -> impl Iterator<Item = &Envelope> {
    events.iter().filter(move |event| event.position > start)
}
