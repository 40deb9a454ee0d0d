//! The schema and the pipeline in front of it; the only module that names the GraphQL library.
//!
//! [`pipeline`] takes a decoded call from a transport and answers bytes; [`context`] is what it hands to resolvers, with
//! [`scope`] (node, caller, loaders, language) beside it; [`error`] is what goes wrong above the level of business refusals.
//! The rest is the schema. Resolvers hold no rule: they decode, ask one operation or store function, and encode.
//!
//! # How a noun is written
//!
//! `directory` is the exemplar. A noun `Thing` has these files, and a line in each of the tables named below:
//!
//! | file | holds |
//! |---|---|
//! | `operations/thing.rs` | one function a verb: `async fn thing_rename(app: App, call: Call, input: ThingRename) -> Answer<Thing>`, whose body runs in [`App::change`](crate::app::App::change) |
//! | `graphql/thing.rs` | enums by [`schema_enum!`](crate::schema_enum), `pub mod` of the rest |
//! | `graphql/thing/thing.rs` | the object: a struct over `Arc<domain::Thing>`, `impl Shown`, `#[Object]` with a doc comment on every field |
//! | `graphql/thing/lists.rs` | `ThingBy` (`@oneOf`), `ThingFilter`, `ThingOrderField`, the root query object |
//! | `graphql/thing/…_mutations.rs` | a family of mutations: payloads, inputs with `decode`, the root object |
//! | `messages/{zh-CN,en}/thing.ftl` | `rule-…` for its rules, `label-ThingStatus-…` for its enums |
//!
//! *Query field.* `let scope = Scope::of(ctx)?`, then the store through `scope.db()` or a loader. One thing is found through
//! its loader and answers null for what may not be seen. *Object.* Columns are non-null; another noun is
//! `Other::by_id(scope, id)` or a loader, nullable; people and departments cost nothing. *Abilities* are
//! `scope.abilities(|decision| …)` over the domain's own. *Batch:* an empty type that implements [`loaders::Batch`]; a
//! list below each row one that implements [`children::Children`], whose pages and counts are a statement each for all rows
//! that ask with the same arguments. *Filter* is [`filter::Parts`] over the store's leaf enum; *connection* is
//! [`connection::Connection::new`] over the store's page with [`connection::counter`]. *Mutation:*
//!
//! ```ignore
//! payload! { /** What `thingRename` answers. */ ThingRenamePayload { /** The thing after the change. */ thing: Thing } }
//!
//! /// A thing and its new name.
//! #[derive(InputObject)]
//! pub struct ThingRenameInput {
//!     /// Which thing.
//!     pub id: Key<kind::Thing>,
//!     /// The new name, at most 200 characters.
//!     pub name: String,
//!     #[graphql(flatten)]
//!     options: ActionOptions, // WriteOptions for creations, UpdateOptions for `…Update`
//! }
//!
//! impl ThingRenameInput {
//!     fn decode(self) -> (ActionOptions, Result<ThingRename, Refusal>) {
//!         let mut found = Violations::default();
//!         let name = found.take("name", Line::new(&self.name)); // paths as the caller's input has them
//!         (self.options, found.all((name,)).map(|(name,)| ThingRename { id: self.id.0, name }))
//!     }
//! }
//!
//! /// Gives a thing another name. For its owner.
//! async fn thing_rename(&self, ctx: &Context<'_>, #[graphql(desc = "…")] input: ThingRenameInput) -> Result<ThingRenamePayload> {
//!     let (options, input) = input.decode();
//!     run(ctx, options, input, thing::thing_rename).await
//! }
//! ```
//!
//! The tables: `schema::{Query, Mutation, Subscription}` (roots), `node::nodes!` (IDs), `messages::SOURCES` (catalogues);
//! and for what is watched, `changes::of::<Thing>` under a `#[Subscription]` root of the noun. Tests walk the schema: an element without a description fails.

pub mod access_log;
pub mod account;
pub mod api_key;
pub mod calendar;
pub mod calendar_feed;
pub mod children;
pub mod comment;
pub mod connection;
pub mod context;
pub mod customer;
pub mod deadline;
pub mod decode;
pub mod directory;
pub mod error;
pub mod event;
pub mod filter;
pub mod form_template;
pub mod guest;
pub mod loaders;
pub mod log;
pub mod meeting;
pub mod mutation;
pub mod node;
pub mod notification;
pub mod nullable;
pub mod organization;
pub mod origin;
pub mod pace;
pub mod pack;
pub mod payload;
pub mod pipeline;
pub mod portal;
pub mod problem;
pub mod progress_report;
pub mod rate_limit;
pub mod rating;
pub mod record_root;
pub mod request;
pub mod resource;
pub mod routing;
pub mod scalars;
pub mod schema;
pub mod scope;
pub mod search;
pub mod subscription;
pub mod task;
#[cfg(test)]
mod tests;
pub mod ticket;
pub mod viewer;
mod words;
