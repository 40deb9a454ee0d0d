//! What every resolver may know about the call it serves.
//!
//! Made by the transports once per call (once per subscription for its whole life), put into the library's data by the
//! pipeline. Stores, loaders and the directory are attached beside it by whoever builds the schema.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use async_graphql::Context;
use liaison_domain::access::Actor;
use liaison_domain::ids::SessionId;
use liaison_persistence::store::Statements;

use super::error::Fault;
use super::pace::Pace;
use crate::address;
use crate::auth::Caller;
use crate::locale::Locale;
use crate::rate::Allowance;

/// How a call came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// One HTTP request, one answer.
    Http,
    /// A message of a WebSocket.
    WebSocket,
    /// An operation answered as server-sent events.
    EventStream,
}

impl Transport {
    /// The name in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::WebSocket => "websocket",
            Self::EventStream => "event-stream",
        }
    }
}

/// One call, as resolvers see it.
pub struct RequestContext {
    request_id: String,
    trace_id: String,
    locale: Locale,
    transport: Transport,
    caller: Option<Caller>,
    address: IpAddr,
    viewer_read: AtomicBool,
    allowance: OnceLock<Allowance>,
    pace: Arc<Pace>,
}

impl RequestContext {
    /// The context of a call; without a caller only public fields are reached.
    pub fn new(
        request_id: impl Into<String>,
        trace_id: impl Into<String>,
        locale: Locale,
        transport: Transport,
        caller: Option<Caller>,
    ) -> Self {
        Self {
            request_id: request_id.into(),
            trace_id: trace_id.into(),
            locale,
            transport,
            caller,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            viewer_read: AtomicBool::new(false),
            allowance: OnceLock::new(),
            pace: Arc::default(),
        }
    }

    /// The same call, from this address.
    #[must_use]
    pub fn from(self, address: IpAddr) -> Self {
        Self { address, ..self }
    }

    /// Notes how the bucket stands that the call was paid from; once, before it runs.
    pub fn paid(&self, allowance: Option<Allowance>) {
        if let Some(allowance) = allowance {
            self.allowance.get_or_init(|| allowance);
        }
    }

    /// How the bucket stood when the call was paid for; none where nothing is counted.
    pub fn allowance(&self) -> Option<&Allowance> {
        self.allowance.get()
    }

    /// Where the call comes from, as far as addresses are told apart.
    pub fn address(&self) -> String {
        address::counted(self.address)
    }

    /// The session whose token the caller sent, if it is of one; noted like [`RequestContext::actor`].
    pub fn session(&self) -> Option<SessionId> {
        let _ = self.actor();
        self.caller.as_ref().and_then(Caller::session)
    }

    /// The context of the call that a resolver serves.
    ///
    /// # Errors
    /// `INTERNAL` where the schema is run outside the pipeline.
    pub fn of<'a>(context: &Context<'a>) -> Result<&'a Arc<Self>, Fault> {
        context.data::<Arc<Self>>().map_err(|_| Fault::internal("a call without its context"))
    }

    /// What the call is named in the log, in errors and in the record of what it changes.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The trace the call belongs to: 32 hexadecimal digits (W3C Trace Context).
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// The language of messages.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// How the call came in.
    pub const fn transport(&self) -> Transport {
        self.transport
    }

    /// Where the statements of the call are counted; those of a subscription, over all its messages.
    pub fn statements(&self) -> &Statements {
        self.pace.statements()
    }

    /// What tells the call's batches when to go.
    pub const fn pace(&self) -> &Arc<Pace> {
        &self.pace
    }

    /// Who calls. Asking is recorded: what was made for one viewer is not shared with another.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        self.viewer_read.store(true, Ordering::Relaxed);
        self.caller.as_ref().map(|caller| &caller.actor)
    }

    /// Who calls, for the policy that every read passes: what a caller may not see is left out for everybody alike, so it is
    /// not recorded.
    pub(crate) fn caller_unnoted(&self) -> Option<&Arc<Actor>> {
        self.caller.as_ref().map(|caller| &caller.actor)
    }

    /// Who calls, where somebody must be signed in; recorded like [`RequestContext::actor`].
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    pub fn viewer(&self) -> Result<&Arc<Actor>, Fault> {
        self.actor().ok_or_else(Fault::unauthenticated)
    }

    /// Whether anything asked who calls.
    pub fn viewer_was_read(&self) -> bool {
        self.viewer_read.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}
