//! The [`Engine`]: prepares calls, executes them, and gives transports nothing of the library to hold.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::{
    ObjectType, Request, Response, SDLExportOptions, SchemaBuilder, SubscriptionType, Variables,
};
use bytes::Bytes;
use futures_util::future::FutureExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use liaison_domain::access::Actor;
use liaison_domain::api_key::{Doing, KeyActor};
use moka::sync::Cache;

use super::call::{Call, OperationKind};
use super::coercion;
use super::cost::{self, Cost, Sizes};
use super::documents::{Audience, Document, Documents, DoingOf, Introspection, Summary};
use super::encode::{self, Answer, Step};
use super::executor::{Executor, Schemas};
use super::persisted::Persisted;
use super::roots;
use super::type_map::{ScalarCheck, TypeMap, TypeMapFault};
use super::witness::{Keys, Witness};
use crate::exposure::Registered;
use crate::graphql::context::RequestContext;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;
use crate::locale::Locale;

/// Puts what resolvers need beside the context (loaders, stores) into a call.
pub type Attach = Arc<dyn Fn(Request, &Arc<RequestContext>) -> Request + Send + Sync>;

/// How an engine is set up.
#[derive(Clone)]
pub struct EngineOptions {
    /// The limits of calls.
    pub limits: Arc<Limits>,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// The documents of the deployment's own clients.
    pub registered: Arc<Registered>,
    /// Whether no other document is taken.
    pub registered_only: bool,
    /// Checks of the schema's custom scalars, so that a wrong variable is refused before execution.
    pub scalars: Vec<(&'static str, ScalarCheck)>,
    /// Root fields that are answered without credentials, beside introspection and type names.
    pub public_fields: Vec<String>,
    /// Root fields that are answered to guests beside those; every other one is closed to them, a new one too.
    pub guest_fields: Vec<String>,
    /// What a root field asks for, as far as keys of systems are concerned.
    pub doing: DoingOf,
    /// Called once for every call, and once for the whole life of a subscription.
    pub attach: Attach,
    /// Who writes down what is shown, if anybody does.
    pub witness: Option<Arc<dyn Witness>>,
}

impl EngineOptions {
    /// Introspection on, no scalars, nothing public, nothing for guests and keys, nothing attached.
    pub fn new(limits: Arc<Limits>) -> Self {
        Self {
            limits,
            introspection: true,
            registered: Arc::default(),
            registered_only: false,
            scalars: Vec::new(),
            public_fields: Vec::new(),
            guest_fields: Vec::new(),
            doing: |_, _| Doing::Personal,
            attach: Arc::new(|request, _| request),
            witness: None,
        }
    }
}

/// A registered document that would be refused to everybody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the registered document {name} does not fit the schema or the limits: {why}")]
pub struct UnfitDocument {
    /// Its identifier in the manifest.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}

/// Answers calls over one schema. Cloning is cheap and shares the caches.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    executor: Box<dyn Executor>,
    sdl: String,
    map: TypeMap,
    sizes: Sizes,
    documents: Documents,
    persisted: Persisted,
    introspected: Cache<(Arc<str>, String), Bytes>,
    options: EngineOptions,
}

/// A call that has passed everything but sign-in and is ready to be executed.
pub struct Prepared {
    document: Arc<Document>,
    name: Option<String>,
    summary: Summary,
    variables: Variables,
    cost: Cost,
}

impl Prepared {
    /// What the operation does.
    pub const fn kind(&self) -> OperationKind {
        self.summary.kind
    }

    /// The name of the operation.
    pub fn operation_name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether it is answered to this caller at all: what is public to everybody, what is open to guests to them, everything to
    /// the others. Every transport asks before it runs; the engine asks again.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` to nobody, `FORBIDDEN` to a guest and to a key whose scopes do not cover it.
    pub fn admit(&self, caller: Option<&Actor>) -> Result<(), Fault> {
        let uncovered = |(key, for_person): (&KeyActor, bool)| {
            self.summary.doings.iter().any(|doing| !key.may(*doing, for_person))
        };
        let key = caller.and_then(|caller| Some((caller.key()?, caller.through().is_some())));
        match (caller, self.summary.audience) {
            (_, Audience::Everybody) => Ok(()),
            (None, _) => Err(Fault::unauthenticated()),
            (Some(Actor::Guest(_)), Audience::Members) => Err(closed_to_guests()),
            (Some(_), _) if key.is_some_and(uncovered) => {
                Err(Fault::new(ErrorCode::Forbidden, Text::ScopeMissing))
            }
            (Some(_), _) => Ok(()),
        }
    }

    /// What guests and keys may not run does not run, whatever the transport has asked.
    fn guard(&self, context: &RequestContext) -> Result<(), Fault> {
        let bounded = |caller: &&Arc<Actor>| caller.guest().is_some() || caller.key().is_some();
        let caller = context.caller_unnoted().filter(bounded);
        caller.map_or(Ok(()), |caller| self.admit(Some(caller.as_ref())))
    }

    /// What it can cost.
    pub const fn cost(&self) -> Cost {
        self.cost
    }
}

impl Engine {
    /// An engine over the roots that `build` hands out; called twice, for validation and for execution.
    ///
    /// # Errors
    /// [`TypeMapFault`] where the schema's own SDL cannot be read back.
    pub fn new<Q, M, S>(
        build: impl Fn() -> SchemaBuilder<Q, M, S>,
        options: EngineOptions,
    ) -> Result<Self, TypeMapFault>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let schemas = Schemas::new(build);
        let sdl = schemas.fast().sdl_with_options(SDLExportOptions::new().include_specified_by());
        let map = TypeMap::parse(&sdl, &options.scalars)?;
        let weigh = |key: &(Arc<str>, String), body: &Bytes| {
            u32::try_from(key.0.len() + key.1.len() + body.len()).unwrap_or(u32::MAX)
        };
        let limit = options.limits.cached_introspection_bytes;
        Ok(Self(Arc::new(Inner {
            executor: Box::new(schemas),
            sdl,
            sizes: Sizes::of(&map),
            map,
            documents: Documents::new(
                &options.limits,
                options.public_fields.clone(),
                options.guest_fields.clone(),
                options.doing,
                options.introspection,
            ),
            persisted: Persisted::new(
                &options.limits,
                Arc::clone(&options.registered),
                options.registered_only,
            ),
            introspected: Cache::builder().max_capacity(limit).weigher(weigh).build(),
            options,
        })))
    }

    /// The schema as text, in the order of its types.
    pub fn sdl(&self) -> &str {
        &self.0.sdl
    }

    /// The schema as the pipeline walks it.
    pub fn type_map(&self) -> &TypeMap {
        &self.0.map
    }

    /// The limits of calls.
    pub fn limits(&self) -> &Arc<Limits> {
        &self.0.options.limits
    }

    /// Holds every registered document against the schema and the limits.
    ///
    /// # Errors
    /// The first that does not fit.
    pub async fn check_registered(&self) -> Result<(), UnfitDocument> {
        let inner = &*self.0;
        for (name, text) in inner.persisted.registered().iter() {
            let checked =
                inner.documents.get(text, &inner.map, inner.executor.as_ref(), &inner.options.limits);
            if let Err(faults) = checked.await {
                let why = faults.iter().map(|fault| fault.message(Locale::En)).collect::<Vec<_>>().join(" ");
                return Err(UnfitDocument { name: name.to_owned(), why });
            }
        }
        Ok(())
    }

    /// Finds, scans, parses, counts and validates the document, finds the operation, coerces its variables and costs it.
    ///
    /// # Errors
    /// At least one fault; nothing was executed.
    pub async fn prepare(&self, call: &Call) -> Result<Prepared, Vec<Fault>> {
        let inner = &*self.0;
        let limits = &inner.options.limits;
        let found = inner.persisted.find(call).map_err(|fault| vec![fault])?;
        let document = inner.documents.get(&found.text, &inner.map, inner.executor.as_ref(), limits).await?;
        inner.persisted.keep(&found);
        let (operation, summary) =
            document.operation(call.operation_name.as_deref()).map_err(|fault| vec![fault])?;
        if summary.introspection != Introspection::None && !inner.options.introspection {
            return Err(vec![Fault::new(ErrorCode::Forbidden, Text::IntrospectionOff)]);
        }
        let variables = coercion::coerce(&inner.map, &operation.node, &call.variables, limits.errors)?;
        let cost = cost::cost(&inner.map, &inner.sizes, &document.tree, &operation.node, &variables, limits);
        cost.check(limits).map_err(|fault| vec![fault])?;
        let name = call.operation_name.clone();
        Ok(Prepared { document, name, summary, variables, cost })
    }

    /// Executes a query or mutation within the time that a request has.
    ///
    /// # Errors
    /// `TIMEOUT`, `FORBIDDEN` to guests, `INTERNAL` where a resolver panicked, and those of the witness: what cannot be written
    /// down is not shown.
    pub async fn answer(&self, prepared: Prepared, context: &Arc<RequestContext>) -> Result<Answer, Fault> {
        let inner = &*self.0;
        prepared.guard(context)?;
        let key = (prepared.summary.introspection == Introspection::Whole).then(|| {
            let name = prepared.name.as_deref().unwrap_or_default();
            (Arc::clone(&prepared.document.text), format!("{name} {}", prepared.variables))
        });
        let (kind, cost, limits) = (prepared.kind(), prepared.cost, &inner.options.limits);
        if let Some(body) = key.as_ref().and_then(|key| inner.introspected.get(key)) {
            let body = encode::with_cost(&body, cost, 0, limits, context);
            return Ok(Answer { body, codes: Vec::new() });
        }
        let before = context.statements().count();
        let keys = self.watched(context).then(|| Keys::beside(&prepared.document.text));
        let request = self.request(prepared, context, keys.as_ref());
        let running = context.pace().watch(inner.executor.execute(request));
        let running = AssertUnwindSafe(running).catch_unwind();
        let mut response = tokio::time::timeout(limits.request_timeout, running)
            .await
            .map_err(|_| timeout(limits))?
            .map_err(|_| Fault::internal("a resolver panicked"))?;
        let statements = context.statements().count() - before;
        measure(kind, context, statements);
        self.note(&mut response, keys.as_ref(), context).await?;
        let Answer { body, codes } = encode::answer(&response, context);
        if let Some(key) = key.filter(|_| codes.is_empty()) {
            inner.introspected.insert(key, body.clone());
        }
        Ok(Answer { body: encode::with_cost(&body, cost, statements, limits, context), codes })
    }

    /// Runs any operation as a stream: of its messages for a subscription, else of its one answer.
    pub fn steps(&self, prepared: Prepared, context: Arc<RequestContext>) -> BoxStream<'static, Step> {
        let engine = self.clone();
        if prepared.kind() != OperationKind::Subscription {
            let answer = async move {
                match engine.answer(prepared, &context).await {
                    Ok(answer) => Step::Next(answer.body),
                    Err(fault) => failed(&fault, &context),
                }
            };
            return stream::once(answer).boxed();
        }
        if let Err(fault) = prepared.guard(&context) {
            return stream::once(std::future::ready(failed(&fault, &context))).boxed();
        }
        // Who may see more by the time of a message is not known yet, so every stream is ready to be written down.
        let keys = self.0.options.witness.is_some().then(|| Arc::new(Keys::beside(&prepared.document.text)));
        let responses = self.0.executor.stream(self.request(prepared, &context, keys.as_deref()));
        let responses = Arc::clone(context.pace()).watch_each(responses);
        let (mut counted, mut is_first) = (0, true);
        let steps = AssertUnwindSafe(responses).catch_unwind().then(move |response| {
            let is_first = std::mem::replace(&mut is_first, false);
            let before = std::mem::replace(&mut counted, context.statements().count());
            let statements = counted - before;
            let (engine, context, keys) = (engine.clone(), Arc::clone(&context), keys.clone());
            async move {
                let Ok(mut response) = response else {
                    return failed(&Fault::internal("a subscription panicked"), &context);
                };
                measure(OperationKind::Subscription, &context, statements);
                match engine.note(&mut response, keys.as_deref(), &context).await {
                    Ok(()) => encode::step(&response, statements, is_first, &context),
                    Err(fault) => failed(&fault, &context),
                }
            }
        });
        // What has failed is over, whatever the source would still say.
        steps
            .scan(false, |over, step| {
                let ended = std::mem::replace(over, matches!(step, Step::Failed(..)));
                std::future::ready((!ended).then_some(step))
            })
            .boxed()
    }

    fn watched(&self, context: &RequestContext) -> bool {
        self.0.options.witness.as_ref().is_some_and(|witness| witness.watches(context))
    }

    /// Lets the witness write down what the response shows, and takes out of it what was asked for that alone.
    async fn note(
        &self,
        response: &mut Response,
        keys: Option<&Keys>,
        context: &RequestContext,
    ) -> Result<(), Fault> {
        let (Some(keys), Some(witness)) = (keys, &self.0.options.witness) else { return Ok(()) };
        let shown = keys.take(&mut response.data);
        if shown.is_empty() { Ok(()) } else { witness.note(context, shown).await }
    }

    fn request(&self, prepared: Prepared, context: &Arc<RequestContext>, keys: Option<&Keys>) -> Request {
        let mut tree = prepared.document.tree.clone();
        if let Ok((operation, _)) = prepared.document.operation(prepared.name.as_deref()) {
            roots::drop_omitted(&mut tree, &operation.node, &prepared.variables);
        }
        if let Some(keys) = keys {
            keys.ask(&mut tree, &self.0.map);
        }
        let mut request = Request::new(String::new()).variables(prepared.variables);
        request.operation_name = prepared.name;
        request.set_parsed_query(tree);
        (self.0.options.attach)(request.data(Arc::clone(context)), context)
    }
}

/// Notes for operators what an answer or a message has cost.
fn measure(kind: OperationKind, context: &RequestContext, statements: u64) {
    let statements = u32::try_from(statements).map_or(f64::INFINITY, f64::from);
    metrics::histogram!("liaison_statements", "kind" => kind.name(), "transport" => context.transport().name())
        .record(statements);
}

fn closed_to_guests() -> Fault {
    Fault::new(ErrorCode::Forbidden, Text::ClosedToGuests)
}

fn timeout(limits: &Limits) -> Fault {
    let limit = u64::try_from(limits.request_timeout.as_millis()).unwrap_or(u64::MAX);
    Fault::new(ErrorCode::Timeout, Text::Timeout).with("limit", limit)
}

fn failed(fault: &Fault, context: &RequestContext) -> Step {
    let faults = std::slice::from_ref(fault);
    Step::Failed(encode::errors(faults, context.request_id(), context.locale()), vec![fault.code])
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
