//! Signed roots of the record in the schema: what auditors keep elsewhere.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use data_encoding::BASE64URL_NOPAD;
use liaison_domain::record_root;
use liaison_persistence::feed::Feed;
use liaison_persistence::paging::Filter;
use liaison_persistence::record_root::{self as stored, RootField, RootLeaf};

use super::connection::{Connection, MOST_ROWS, PageArgs, counter};
use super::error::Fault;
use super::filter::{self, DateTimeFilter, IntFilter, Parts};
use super::nullable::OrNull;
use super::scalars::{Cursor, DateTime};
use super::scope::Scope;
use crate::app::Attested;

/// Which roots; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct RecordRootFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By the place among all roots: those after the last that is kept.
    pub number: Option<IntFilter>,
    /// By when it was signed.
    pub signed_at: Option<DateTimeFilter>,
}

impl RecordRootFilter {
    fn build(self) -> Filter<RootLeaf> {
        let leaf = |field| move |test| RootLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.number, leaf(RootField::Number))
            .field(self.signed_at, leaf(RootField::SignedAt))
            .finish()
    }
}

/// A root, with its places in the feed.
pub struct RecordRoot {
    root: record_root::RecordRoot,
    since: Cursor,
    until: Cursor,
}

impl RecordRoot {
    fn new(feed: &Feed, root: record_root::RecordRoot) -> Self {
        let cursor = |position| Cursor(feed.cursor(position).to_string());
        Self { since: cursor(root.first - 1), until: cursor(root.last), root }
    }
}

/// What the server signs over a span of the record (存证): the Merkle tree hash (RFC 9162) of its events, chained to the root before.
/// Kept elsewhere, one root proves every event up to it: `liaison verify --roots` compares. For auditors and administrators.
#[Object]
impl RecordRoot {
    /// Its place among all roots, from 1 without gaps.
    async fn number(&self) -> i32 {
        i32::try_from(self.root.number).unwrap_or(i32::MAX)
    }

    /// The place in the feed before its first event: `changes(since:)` and subscriptions go on with that one.
    async fn since(&self) -> &Cursor {
        &self.since
    }

    /// The place in the feed after its last event.
    async fn until(&self) -> &Cursor {
        &self.until
    }

    /// How many events it is over.
    async fn event_count(&self) -> i32 {
        i32::try_from(self.root.events).unwrap_or(i32::MAX)
    }

    /// The Merkle tree hash over the events, as 64 lower-case hexadecimal digits.
    async fn root(&self) -> &str {
        self.root.root.as_str()
    }

    /// The SHA-256 of the statement of the root before, as 64 lower-case hexadecimal digits; null for the first.
    async fn previous(&self) -> Option<&str> {
        self.root.previous.as_ref().map(liaison_domain::canonical::Digest::as_str)
    }

    /// When it was signed.
    async fn signed_at(&self) -> DateTime {
        DateTime(self.root.signed_at)
    }

    /// What the server signs: a line that says what the statement is for, then canonical JSON (RFC 8785) with number, first and last
    /// position, number of events, root, previous, instant and key. It is all that has to be kept.
    async fn statement(&self) -> String {
        self.root.statement()
    }

    /// The exact bytes that `signature` is over, as base64url without padding: the length of a context in two bytes, big
    /// endian, the context `liaison.record-root.v1`, and `statement` in UTF-8.
    async fn signed_message(&self) -> String {
        BASE64URL_NOPAD.encode(&Attested::RecordRoot.signed_message(&self.root.statement()))
    }

    /// The server's Ed25519 signature (RFC 8032), as base64url without padding.
    async fn signature(&self) -> &str {
        &self.root.signature
    }

    /// The ID of the key that signed it; `/.well-known/jwks.json` has the public half.
    async fn key_id(&self) -> &str {
        &self.root.kid
    }
}

/// The root field.
#[derive(Default)]
pub struct RecordRootQuery;

#[Object]
impl RecordRootQuery {
    /// What the server has signed over the record, newest first. For auditors and administrators.
    async fn record_roots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<RecordRootFilter>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<RecordRoot>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            if !record_root::may_read(scope.viewer()) {
                return Err(Fault::forbidden("recordRoots"));
            }
            let filter = Arc::new(filter::of(filter, RecordRootFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::page(&scope.db(), &filter, &request).await?;
            let feed = scope.app().hub().feed();
            Ok(Connection::new(
                page.map(|root| RecordRoot::new(feed, root)),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
