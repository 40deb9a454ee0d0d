//! From a decoded call to the bytes of its answer.
//!
//! The order is fixed: a document that is called by its hash is found (`persisted`), scanned ([`scan`]), parsed, counted ([`selection`]) and validated once per text
//! (`documents`); the variables are coerced ([`coercion`]) and the cost is held against the limits ([`cost`]) every
//! time; then the library executes, with all limits of its own off, and a [`Witness`] writes down what some callers are shown. Transports see plain values: a [`Call`], [`Fault`]s,
//! an [`Answer`], a stream of [`Step`]s.
//!
//! [`Fault`]: super::error::Fault

mod call;
pub mod coercion;
pub mod cost;
mod documents;
mod encode;
mod engine;
mod executor;
pub mod json;
mod overlap;
mod persisted;
mod roots;
pub mod scan;
pub mod selection;
pub mod type_map;
pub mod usages;
mod witness;

pub use call::{Call, OperationKind};
pub use documents::DoingOf;
pub use encode::{Answer, Step, errors, refusal};
pub use engine::{Attach, Engine, EngineOptions, Prepared, UnfitDocument};
pub use persisted::DocumentId;
pub use witness::Witness;
