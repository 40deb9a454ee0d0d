//! Documents made ready once per text: scanned, parsed, counted, validated, their roots in order.
//!
//! A bounded cache keeps those that passed. What fails is not kept, so that nobody fills the memory with nonsense; it
//! costs what one scan, one parse and one validation cost, all bounded by the limits.

use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Positioned, ServerError};
use futures_util::future::FutureExt;
use liaison_domain::api_key::Doing;
use moka::sync::Cache;

use super::call::OperationKind;
use super::executor::Executor;
use super::type_map::TypeMap;
use super::{overlap, roots, scan, selection, usages};
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// Characters of the library's sentences that an error repeats.
const DETAIL: usize = 300;

/// A document that has passed everything that does not depend on variables.
pub(super) struct Document {
    pub(super) text: Arc<str>,
    pub(super) tree: ExecutableDocument,
    summaries: HashMap<Option<String>, Summary>,
}

/// What one operation is, whatever its variables.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    pub(super) kind: OperationKind,
    pub(super) audience: Audience,
    /// What its root fields ask for, as far as keys of systems are concerned; each once.
    pub(super) doings: Arc<[Doing]>,
    pub(super) introspection: Introspection,
}

/// To whom every root field of an operation is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Audience {
    /// Without credentials.
    Everybody,
    /// With credentials, those of a guest among them.
    Guests,
    /// With credentials of the company.
    Members,
}

/// How much of an operation asks for the schema.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Introspection {
    /// Nothing.
    None,
    /// The schema, and data beside it.
    Part,
    /// Nothing but the schema and type names.
    Whole,
}

impl Document {
    /// The operation that a call means, with what it is.
    ///
    /// # Errors
    /// `OPERATION_NOT_FOUND`.
    pub(super) fn operation(
        &self,
        name: Option<&str>,
    ) -> Result<(&Positioned<OperationDefinition>, Summary), Fault> {
        let found = match name {
            Some(name) => self.tree.operations.iter().find(|(own, _)| own.is_some_and(|own| own == name)),
            None if self.tree.operations.iter().len() > 1 => {
                return Err(Fault::new(ErrorCode::OperationNotFound, Text::OperationNameMissing));
            }
            None => self.tree.operations.iter().next(),
        };
        let missing = || {
            let name = super::coercion::shown(name.unwrap_or_default());
            Fault::new(ErrorCode::OperationNotFound, Text::OperationUnknown).with("name", name)
        };
        let (name, operation) = found.ok_or_else(missing)?;
        let summary = self.summaries.get(&name.map(ToString::to_string)).ok_or_else(missing)?;
        Ok((operation, summary.clone()))
    }
}

/// Makes documents ready and remembers them.
pub(super) struct Documents {
    ready: Cache<String, Arc<Document>>,
    public: Vec<String>,
    guests: Vec<String>,
    doing: DoingOf,
    hints: bool,
}

/// What a root field of this kind of operation asks for, as far as keys of systems are concerned.
pub type DoingOf = fn(OperationKind, &str) -> Doing;

impl Documents {
    /// With `hints`, refusals may name fields of the schema that nobody asked for.
    pub(super) fn new(
        limits: &Limits,
        public: Vec<String>,
        guests: Vec<String>,
        doing: DoingOf,
        hints: bool,
    ) -> Self {
        let weigh = |text: &String, _: &Arc<Document>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let ready = Cache::builder().max_capacity(limits.cached_documents_bytes).weigher(weigh).build();
        Self { ready, public, guests, doing, hints }
    }

    pub(super) async fn get(
        &self,
        text: &str,
        map: &TypeMap,
        executor: &dyn Executor,
        limits: &Limits,
    ) -> Result<Arc<Document>, Vec<Fault>> {
        if let Some(document) = self.ready.get(text) {
            return Ok(document);
        }
        let document = Arc::new(self.prepare(text, map, executor, limits).await?);
        self.ready.insert(text.to_owned(), Arc::clone(&document));
        Ok(document)
    }

    async fn prepare(
        &self,
        text: &str,
        map: &TypeMap,
        executor: &dyn Executor,
        limits: &Limits,
    ) -> Result<Document, Vec<Fault>> {
        scan::scan(text, limits).map_err(one)?;
        let mut tree = std::panic::catch_unwind(|| parse_query(text))
            .map_err(|_| one(Fault::internal("the parser panicked")))?
            .map_err(|error| one(parse_fault(&error)))?;
        selection::count(&tree, limits).map_err(one)?;
        let faults = usages::variable_types(map, &tree, limits.errors);
        if !faults.is_empty() {
            return Err(faults);
        }
        let errors = AssertUnwindSafe(executor.validate(tree.clone()))
            .catch_unwind()
            .await
            .map_err(|_| one(Fault::internal("validation panicked")))?;
        let mut faults: Vec<_> = errors
            .into_iter()
            .filter(|error| !is_of_positions(error))
            .take(limits.errors)
            .map(|error| validation_fault(&error, self.hints))
            .collect();
        faults.extend(usages::values(map, &tree, limits.errors.saturating_sub(faults.len())));
        if !faults.is_empty() {
            return Err(faults);
        }
        overlap::check(map, &tree).map_err(one)?;
        roots::flatten(&mut tree).map_err(one)?;
        let summaries = tree
            .operations
            .iter()
            .map(|(name, operation)| (name.map(ToString::to_string), self.summary(&operation.node, &tree)))
            .collect();
        Ok(Document { text: Arc::from(text), tree, summaries })
    }

    fn summary(&self, operation: &OperationDefinition, tree: &ExecutableDocument) -> Summary {
        let names = roots::names(operation, &tree.fragments);
        let open = |name: &&str| name.starts_with("__") || self.public.iter().any(|public| public == name);
        let to_guests = |name: &&str| open(name) || self.guests.iter().any(|guests| guests == name);
        let audience = if names.iter().all(open) {
            Audience::Everybody
        } else if names.iter().all(to_guests) {
            Audience::Guests
        } else {
            Audience::Members
        };
        let introspection = if !names.iter().any(|name| matches!(*name, "__schema" | "__type")) {
            Introspection::None
        } else if names.iter().all(|name| name.starts_with("__")) {
            Introspection::Whole
        } else {
            Introspection::Part
        };
        let kind = match operation.ty {
            OperationType::Query => OperationKind::Query,
            OperationType::Mutation => OperationKind::Mutation,
            OperationType::Subscription => OperationKind::Subscription,
        };
        let doings: BTreeSet<Doing> = names.iter().map(|name| (self.doing)(kind, name)).collect();
        Summary { kind, audience, doings: doings.into_iter().collect(), introspection }
    }
}

fn one(fault: Fault) -> Vec<Fault> {
    vec![fault]
}

/// The library's rule on positions of variables compares the wrong way round; [`usages`] has the right one.
fn is_of_positions(error: &ServerError) -> bool {
    error.message.starts_with("Variable \"")
        && error.message.contains("\" used in position expecting type \"")
}

fn cut(detail: &str) -> String {
    detail.chars().take(DETAIL).collect()
}

fn parse_fault(error: &ParseError) -> Fault {
    let detail = match error {
        // The parser's sentence draws the line with an arrow; what it expected stands behind the last `= `.
        ParseError::Syntax { message, .. } => {
            message.rsplit_once("= ").map_or(message.as_str(), |(_, expected)| expected).to_owned()
        }
        other => other.to_string(),
    };
    let fault = Fault::new(ErrorCode::GraphqlParseFailed, Text::ParseFailed).with("detail", cut(&detail));
    error.positions().fold(fault, |fault, at| fault.at(at.line, at.column))
}

fn validation_fault(error: &ServerError, hints: bool) -> Fault {
    let fault = Fault::new(ErrorCode::GraphqlValidationFailed, Text::ValidationFailed);
    // The library's suggestions would tell the schema name by name to whoever may not ask for it.
    let shown = if hints { None } else { error.message.split_once(" Did you mean").map(|(shown, _)| shown) };
    let fault = fault.with("detail", cut(shown.unwrap_or(&error.message)));
    error.locations.iter().fold(fault, |fault, at| fault.at(at.line, at.column))
}
