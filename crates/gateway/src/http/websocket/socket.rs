//! The reading half of a socket: the protocol's states and clocks.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use axum::http::HeaderValue;
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::message::{self, Close, Incoming};
use super::operation::{Operation, Operations, too_many};
use super::writer::{self, Outgoing};
use crate::auth::{AuthFault, Caller};
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::ErrorCode;
use crate::graphql::pipeline::{Call, errors};
use crate::http::frame::{Frame, new_request_id};
use crate::http::{Gateway, read};
use crate::locale::Locale;

/// How long a client may take to answer our close frame.
const LINGER: Duration = Duration::from_secs(1);

/// Runs a socket from its opening to its end.
pub(super) async fn run(connection: WebSocket, gateway: Gateway, frame: Frame, credentials: Credentials) {
    let (sink, mut source) = connection.split();
    let (queue, receiver) = mpsc::channel(gateway.limits().stream_queue);
    let (operations, ended) = (Operations::default(), CancellationToken::new());
    let locale = frame.asked.unwrap_or(gateway.0.parts.locale);
    let writing = {
        let (operations, ended, limits) = (operations.clone(), ended.clone(), Arc::clone(gateway.limits()));
        async move { writer::write(sink, receiver, operations, ended, &limits, locale).await }
    };
    let writing = gateway.tasks().spawn(writing);
    let mut socket = Socket {
        gateway,
        frame,
        credentials,
        queue,
        operations,
        ended,
        locale,
        caller: None,
        acknowledged: false,
        heard: Instant::now(),
    };
    let close = socket.listen(&mut source).await;
    socket.operations.cancel_all();
    if let Some(close) = close {
        tracing::debug!(trace.id = socket.frame.trace_id, close.code = close.code, "socket.closed");
        let last = socket.queue.send(Outgoing::Close(close));
        if timeout(socket.gateway.limits().slow_reader, last).await.is_err() {
            tracing::debug!("socket.closed_without_reason");
        }
    }
    drop(socket);
    if writing.await.is_err() {
        tracing::error!("socket.writer_panicked");
    }
    // What the client still sends is read away for a moment: an unread byte would reset the connection and take the
    // close frame with it.
    let rest = async { while matches!(source.next().await, Some(Ok(_))) {} };
    if timeout(LINGER, rest).await.is_err() {
        tracing::debug!("socket.lingered");
    }
}

/// Credentials of the upgrade, for clients that can set headers; the first message may say others.
pub(super) struct Credentials {
    pub(super) authorization: Option<HeaderValue>,
    pub(super) on_behalf_of: Option<HeaderValue>,
}

struct Socket {
    gateway: Gateway,
    frame: Frame,
    credentials: Credentials,
    queue: mpsc::Sender<Outgoing>,
    operations: Operations,
    /// Fired by the writer when nothing can be said any more.
    ended: CancellationToken,
    locale: Locale,
    caller: Option<Caller>,
    acknowledged: bool,
    /// When the client last said anything.
    heard: Instant,
}

type Flow = ControlFlow<Option<Close>>;

impl Socket {
    /// Listens until the socket ends; with what it is to be closed, `None` where it is closed already.
    async fn listen(&mut self, source: &mut SplitStream<WebSocket>) -> Option<Close> {
        let limits = Arc::clone(self.gateway.limits());
        let opened = Instant::now();
        let stopping = self.gateway.tasks().stopping().clone();
        let ended = self.ended.clone();
        let mut pings = interval_at(opened + limits.ping_interval, limits.ping_interval);
        let mut every = limits.token_recheck;
        let mut rechecks = interval_at(opened + every, every);
        loop {
            // Who calls is known from the first message on, and with it how often they are asked about.
            let wanted = self.caller.as_ref().map_or(every, |caller| caller.recheck(&limits));
            if wanted != every {
                every = wanted;
                rechecks = interval_at(Instant::now() + every, every);
            }
            let flow = tokio::select! {
                biased;
                () = ended.cancelled() => return None,
                () = stopping.cancelled() => {
                    // Streams end by themselves now; calls that run get their answer first.
                    let calls = self.operations.all_ended();
                    let in_time = timeout(limits.request_timeout, calls).await.is_ok();
                    tracing::debug!(in_time, "socket.stopping");
                    return Some(Close::stopping());
                }
                () = sleep_until(opened + limits.connection_init), if !self.acknowledged => {
                    return Some(Close::init_timeout());
                }
                _ = pings.tick() => self.ping(limits.ping_timeout).await,
                _ = rechecks.tick() => self.recheck().await,
                incoming = source.next() => match incoming {
                    Some(Ok(incoming)) => self.hear(incoming).await,
                    Some(Err(fault)) if is_too_big(&fault) => return Some(Close::too_big()),
                    Some(Err(_)) | None => return None,
                },
            };
            if let ControlFlow::Break(close) = flow {
                return close;
            }
        }
    }

    async fn hear(&mut self, incoming: Message) -> Flow {
        self.heard = Instant::now();
        let text = match incoming {
            Message::Text(text) => text,
            Message::Binary(_) => return closed(Close::bad_message("binary")),
            Message::Ping(_) | Message::Pong(_) => return ControlFlow::Continue(()),
            Message::Close(_) => return ControlFlow::Break(None),
        };
        match Incoming::read(&text, self.gateway.limits()) {
            Ok(Incoming::Init(payload)) => self.init(&payload).await,
            Ok(Incoming::Ping(payload)) => self.say(message::pong(payload.as_ref())).await,
            Ok(Incoming::Pong) => ControlFlow::Continue(()),
            Ok(Incoming::Subscribe { id, call }) => self.subscribe(id, call).await,
            Ok(Incoming::Complete { id }) => {
                self.operations.cancel(&id);
                ControlFlow::Continue(())
            }
            Err(close) => closed(close),
        }
    }

    async fn init(&mut self, payload: &Map<String, Value>) -> Flow {
        if self.acknowledged {
            return closed(Close::too_many_inits());
        }
        let said = |names: [&str; 2], header: &Option<HeaderValue>| match names
            .into_iter()
            .find_map(|name| payload.get(name))
        {
            Some(Value::String(value)) => Ok(Some(value.clone())),
            Some(Value::Null) | None => {
                let sent = header.as_ref().map(|value| value.to_str().unwrap_or_default().to_owned());
                Ok(sent)
            }
            Some(_) => Err(Close::forbidden()),
        };
        let authorization = said(["authorization", "Authorization"], &self.credentials.authorization);
        let on_behalf_of = said(["onBehalfOf", read::ON_BEHALF_OF], &self.credentials.on_behalf_of);
        let (authorization, on_behalf_of) = match (authorization, on_behalf_of) {
            (Ok(authorization), Ok(on_behalf_of)) => (authorization, on_behalf_of),
            (Err(close), _) | (_, Err(close)) => return closed(close),
        };
        if let Some(authorization) = authorization {
            match read::authenticate(&self.gateway, &authorization, on_behalf_of.as_deref()).await {
                Ok(caller) => self.caller = Some(caller),
                Err(fault) if fault.code == ErrorCode::Unavailable => return closed(Close::try_later()),
                Err(_) => return closed(Close::forbidden()),
            }
        }
        let asked = payload.get("locale").and_then(Value::as_str).and_then(|tag| tag.parse().ok());
        let setting = self.caller.as_ref().and_then(|caller| caller.locale);
        self.locale = asked.or(self.frame.asked).or(setting).unwrap_or(self.gateway.0.parts.locale);
        self.acknowledged = true;
        self.say(message::ack()).await
    }

    async fn subscribe(&mut self, id: String, call: Box<Call>) -> Flow {
        if !self.acknowledged {
            return closed(Close::unauthorized());
        }
        if let ControlFlow::Break(close) = self.still_valid() {
            return ControlFlow::Break(close);
        }
        let request_id = new_request_id(self.gateway.ids());
        let limit = self.gateway.limits().streams_per_socket;
        let full = self.operations.count() >= limit;
        let Some(cancelled) = self.operations.enter(&id, &request_id) else {
            return closed(Close::already_exists(&id));
        };
        if full {
            self.operations.cancel(&id);
            let errors = errors(&[too_many(limit)], &request_id, self.locale);
            return self.say(message::error(&id, &errors)).await;
        }
        let (trace, caller) = (self.frame.trace_id.as_str(), self.caller.clone());
        let context =
            RequestContext::new(request_id, trace, self.locale, Transport::WebSocket, caller.clone())
                .from(self.frame.address);
        let operation = Operation {
            gateway: self.gateway.clone(),
            operations: self.operations.clone(),
            queue: self.queue.clone(),
            id,
            call,
            caller,
            address: self.frame.address,
            context: Arc::new(context),
            cancelled,
        };
        drop(self.gateway.tasks().spawn(operation.run()));
        ControlFlow::Continue(())
    }

    /// Queues a message of the socket itself; waits where the queue is full, so that a client which floods us with pings
    /// and reads no pongs is heard no faster than it reads.
    async fn say(&mut self, text: Utf8Bytes) -> Flow {
        let ended = self.ended.clone();
        tokio::select! {
            sent = self.queue.send(Outgoing::Message(text, None)) => match sent {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(None),
            },
            () = ended.cancelled() => ControlFlow::Break(None),
        }
    }

    async fn ping(&mut self, patience: Duration) -> Flow {
        if self.heard.elapsed() > patience {
            return closed(Close::silent());
        }
        if self.acknowledged { self.say(message::ping()).await } else { ControlFlow::Continue(()) }
    }

    fn still_valid(&self) -> Flow {
        let now = self.gateway.authenticator().now();
        match &self.caller {
            Some(caller) if caller.check(now).is_err() => closed(Close::forbidden()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Whether the token still holds and its person may still call.
    async fn recheck(&mut self) -> Flow {
        let Some(caller) = &self.caller else { return ControlFlow::Continue(()) };
        match self.gateway.authenticator().again(caller).await {
            Ok(caller) => self.caller = Some(caller),
            // A directory that cannot be read for a moment ends nothing that is running.
            Err(fault) if AuthFault::is_unavailable(fault) => {}
            Err(_) => return closed(Close::forbidden()),
        }
        ControlFlow::Continue(())
    }
}

fn closed(close: Close) -> Flow {
    ControlFlow::Break(Some(close))
}

/// Whether a message was refused for its size; the library says it in words only.
fn is_too_big(fault: &axum::Error) -> bool {
    fault.to_string().contains("Message too long")
}
