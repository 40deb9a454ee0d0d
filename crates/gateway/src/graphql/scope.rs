//! What resolvers work with: the node, the caller's eyes, the loaders of this call, and the language.
//!
//! One [`Scope`] is attached to every call by the pipeline, and a fresh one to every message of a stream, so that a stream
//! sees the rights and the rows of the moment. Who calls is handed out only through [`Scope::viewer`], which the context
//! of the call notes: what was made for one viewer is not shared with another.

use std::sync::Arc;

use async_graphql::{Context, Request};
use liaison_domain::access::Actor;
use liaison_domain::command;
use liaison_domain::directory::Directory;
use liaison_domain::error::Refusal;
use liaison_domain::ids::{self, CallId};
use liaison_domain::pack::{ByPack, Pack};
use liaison_domain::policies::Policies;
use liaison_domain::time::Instant;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Connection;

use super::context::RequestContext;
use super::error::{ErrorCode, Fault, Text};
use super::guest::GuestCall;
use super::loaders::{Batch, Loader, Loaders};
use super::payload::Ability;
use crate::app::App;
use crate::locale::Locale;
use crate::operations::{Call, Reader};

/// One call, or one message of a stream, as resolvers see it.
pub struct Scope {
    context: Arc<RequestContext>,
    reader: Arc<Reader>,
    loaders: Loaders,
    now: Instant,
}

impl Scope {
    /// The scope of a call that `actor` makes.
    pub fn new(app: &App, context: Arc<RequestContext>, actor: Arc<Actor>) -> Self {
        let reader = Arc::new(Reader::new(app.clone(), actor, context.statements().clone()));
        let loaders = Loaders::new(Arc::clone(&reader), Arc::clone(context.pace()));
        Self { context, reader, loaders, now: app.clock().now() }
    }

    /// The scope of the call that a resolver serves.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` where nobody is signed in; `FORBIDDEN` to a guest, who has none.
    pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Self, Fault> {
        let guest = || {
            let caller = RequestContext::of(ctx).ok().and_then(|context| context.caller_unnoted());
            caller.is_some_and(|caller| caller.guest().is_some())
        };
        ctx.data_opt::<Arc<Self>>().map(AsRef::as_ref).ok_or_else(|| {
            if guest() {
                Fault::new(ErrorCode::Forbidden, Text::ClosedToGuests)
            } else {
                Fault::unauthenticated()
            }
        })
    }

    /// A scope for the next message of the same stream: nothing cached, the rights of `actor`.
    #[must_use]
    pub fn renewed(&self, actor: Arc<Actor>) -> Self {
        Self::new(self.reader.app(), Arc::clone(&self.context), actor)
    }

    /// The node.
    pub fn app(&self) -> &App {
        self.reader.app()
    }

    /// The caller's way to the store, for lists and lookups.
    pub const fn reader(&self) -> &Arc<Reader> {
        &self.reader
    }

    /// A connection for reading.
    pub fn db(&self) -> Connection {
        self.reader.db()
    }

    /// Departments and people, without a statement.
    pub fn directory(&self) -> Arc<Directory> {
        self.reader.directory()
    }

    /// Packs and working calendars, without a statement.
    pub fn policies(&self) -> Arc<Policies> {
        self.reader.policies()
    }

    /// The loader of this batch, shared by the whole call.
    pub fn loader<B: Batch>(&self) -> Arc<Loader<B>> {
        self.loaders.of::<B>()
    }

    /// The language of messages.
    pub fn locale(&self) -> Locale {
        self.context.locale()
    }

    /// The instant at which the call began.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Who calls; noted, because what depends on it is not shared.
    pub fn viewer(&self) -> &Arc<Actor> {
        let _ = self.context.actor();
        self.reader.actor()
    }

    /// The pack that governs a record.
    pub fn pack_of(&self, record: &impl ByPack) -> Arc<Pack> {
        Arc::clone(self.policies().pack_of(record, &self.directory()))
    }

    /// Asks the domain something that depends on who asks and that no pack governs; noted as [`Self::viewer`].
    pub fn decide<T>(&self, ask: impl FnOnce(&command::Context<'_>) -> T) -> T {
        let policies = self.policies();
        self.ask(&policies, policies.packs().organization(), ask)
    }

    /// Asks the domain something about a record that depends on who asks, by the pack that governs it.
    pub fn decide_on<T>(&self, record: &impl ByPack, ask: impl FnOnce(&command::Context<'_>) -> T) -> T {
        let policies = self.policies();
        let pack = policies.pack_of(record, &self.directory());
        self.ask(&policies, pack, ask)
    }

    fn ask<T>(&self, policies: &Policies, pack: &Pack, ask: impl FnOnce(&command::Context<'_>) -> T) -> T {
        let directory = self.directory();
        ask(&command::Context {
            actor: self.viewer(),
            now: self.now,
            ids: self.app().ids(),
            directory: &directory,
            pack,
            hours: policies.hours(),
            calendars: policies.calendars().present(),
        })
    }

    /// What the viewer may do now and why not, from what a noun's `abilities` says: an action's name and its verdict.
    pub fn abilities(
        &self,
        ask: impl FnOnce(&command::Context<'_>) -> Vec<(&'static str, Result<(), Refusal>)>,
    ) -> Vec<Ability> {
        self.told(self.decide(ask))
    }

    /// The same of a record, by the pack that governs it.
    pub fn abilities_on(
        &self,
        record: &impl ByPack,
        ask: impl FnOnce(&command::Context<'_>) -> Vec<(&'static str, Result<(), Refusal>)>,
    ) -> Vec<Ability> {
        self.told(self.decide_on(record, ask))
    }

    fn told(&self, verdicts: Vec<(&'static str, Result<(), Refusal>)>) -> Vec<Ability> {
        verdicts.into_iter().map(|(action, verdict)| Ability::of(self.locale(), action, &verdict)).collect()
    }

    /// The call as operations take it.
    pub fn call(&self) -> Call {
        let id = self.context.request_id().parse::<CallId>().unwrap_or_else(|_| ids::fresh(self.app().ids()));
        let mut call = Call::new(Arc::clone(self.viewer()), id);
        call.trace = Some(self.context.trace_id().to_owned());
        call.statements = self.reader.statements().clone();
        call
    }
}

/// A call that is answered without credentials: the node, and the call that a resolver serves, whoever makes it.
pub struct Open {
    /// The node.
    pub app: App,
    /// The call.
    pub context: Arc<RequestContext>,
}

impl Open {
    /// The call that a resolver serves. What it answers is one caller's alone, so the caller is noted.
    ///
    /// # Errors
    /// `INTERNAL` where the schema is run outside the pipeline.
    pub fn of(ctx: &Context<'_>) -> Result<Self, Fault> {
        let app = ctx.data::<App>().map_err(|_| Fault::internal("a call without its node"))?.clone();
        let context = Arc::clone(RequestContext::of(ctx)?);
        let _ = context.actor();
        Ok(Self { app, context })
    }
}

/// Attaches the scope of its caller to a request; a request without one reaches only what is public, which has the node alone.
/// A guest's is of another type: no field that was not made for guests finds one.
pub fn attach(app: &App, request: Request, context: &Arc<RequestContext>) -> Request {
    let request = request.data(app.clone());
    match context.caller_unnoted() {
        Some(actor) if actor.guest().is_some() => {
            let scope = Scope::new(app, Arc::clone(context), Arc::clone(actor));
            request.data(Arc::new(GuestCall::over(scope)))
        }
        Some(actor) => {
            let scope = Scope::new(app, Arc::clone(context), Arc::clone(actor));
            request.data(Arc::new(scope))
        }
        None => request,
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let cause = crate::operations::chain(&error);
        match error {
            StoreError::Unavailable { retry_after_ms, .. } => {
                Self::unavailable(std::time::Duration::from_millis(retry_after_ms), cause)
            }
            StoreError::Conflict(_) => Self::unavailable(std::time::Duration::ZERO, cause),
            StoreError::InvalidCursor(_) => Self::invalid_cursor(),
            StoreError::Corrupt { .. } | StoreError::Driver(_) => Self::internal(cause),
        }
    }
}
