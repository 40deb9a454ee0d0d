//! Revisions of a request's binding content.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use liaison_domain::request as domain;
use liaison_domain::request::record::Revision;

use super::sign_off::SignOff;
use crate::graphql::directory::Person;
use crate::graphql::event::FieldChange;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;
use crate::schema_enum;

schema_enum! {
    /// Why a revision was written.
    RevisionKind of liaison_domain::request::record::RevisionKind, filter "RevisionKindFilter" {
        /// The submission.
        Submission = "SUBMISSION",
        /// A change of content: every accepted party is asked again, every signature voided.
        Change = "CHANGE",
        /// An empty field filled after an urgent submission: nobody is asked again.
        Completion = "COMPLETION",
        /// The lead moved, a party was dropped, or departments merged: answers and signatures stay.
        Coordination = "COORDINATION",
    }
}

/// A revision, by its place in its request.
pub struct RequestRevision {
    request: Arc<domain::Request>,
    index: usize,
}

impl RequestRevision {
    /// All revisions of the request.
    pub fn all(request: &Arc<domain::Request>) -> Vec<Self> {
        (0..request.revisions.len()).map(|index| Self { request: Arc::clone(request), index }).collect()
    }

    fn revision(&self) -> &Revision {
        &self.request.revisions[self.index]
    }
}

/// 修订: one version of a request's binding content. Seen by whoever sees the request.
#[Object]
impl RequestRevision {
    /// From 1 without gaps.
    async fn number(&self) -> u32 {
        self.revision().number
    }

    /// Why it was written.
    async fn kind(&self) -> RevisionKind {
        self.revision().kind.into()
    }

    /// The SHA-256 of `content` as 64 lower-case hexadecimal digits: what signatures name.
    async fn digest(&self) -> &str {
        self.revision().digest.as_str()
    }

    /// Canonical JSON (RFC 8785) of the binding fields with code and revision number. Its bytes in UTF-8 are what `digest` is
    /// of. People and departments stand in it by ID.
    async fn content(&self) -> &str {
        &self.revision().content
    }

    /// Who wrote it; null for the server.
    async fn revised_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.revision().by).await
    }

    /// When.
    async fn revised_at(&self) -> DateTime {
        DateTime(self.revision().at)
    }

    /// Which binding fields changed, from what to what; none for the submission.
    async fn changes(&self) -> Vec<FieldChange> {
        self.revision().changes.iter().cloned().map(Into::into).collect()
    }

    /// What the initiator said to the parties with it.
    async fn answer(&self) -> Option<String> {
        self.revision().answer.as_ref().map(ToString::to_string)
    }

    /// The response whose proposal it took over, by its ID.
    async fn adopted_response(&self) -> Option<ID> {
        self.revision().adopted.map(|id| ID(id.to_string()))
    }

    /// The signatures over it, voided ones included.
    async fn sign_offs(&self) -> Vec<SignOff> {
        let number = self.revision().number;
        let all = SignOff::all(&self.request).into_iter();
        all.filter(|sign_off| sign_off.is_agreement_on(number)).collect()
    }
}
