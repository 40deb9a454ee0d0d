//! What was revised, signed, escalated and accepted of a request.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::request as domain;

use super::acceptance::RequestAcceptance;
use super::escalation::Escalation;
use super::revision::RequestRevision;
use super::sign_off::SignOff;
use crate::graphql::directory::Department;
use crate::graphql::nullable::OrNull;
use crate::graphql::scope::Scope;

/// The aspect: what stays on record.
#[derive(Clone)]
pub struct RequestRecord(pub(super) Arc<domain::Request>);

/// The aspect "record" of a request.
#[Object]
impl RequestRecord {
    /// The number of the present revision; 0 for a draft.
    async fn revision(&self) -> u32 {
        self.0.revision()
    }

    /// All revisions of its binding content, oldest first; none for a draft.
    async fn revisions(&self) -> Vec<RequestRevision> {
        RequestRevision::all(&self.0)
    }

    /// All signatures, the voided too, oldest first.
    async fn sign_offs(&self) -> Vec<SignOff> {
        SignOff::all(&self.0)
    }

    /// The departments whose signature the process pack asks for and which is not given, whether it could be given yet or
    /// not; none for a draft and for what has ended.
    async fn missing_sign_offs(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        let scope = Scope::of(ctx)?;
        if !self.0.status.is_open() {
            return Ok(Vec::new());
        }
        let pack = scope.pack_of(&*self.0);
        let missing = self.0.missing_signatures(&pack);
        Ok(missing.filter_map(|(_, department)| Department::by_id(scope, department)).collect())
    }

    /// All disagreements that went up, oldest first.
    async fn escalations(&self) -> Vec<Escalation> {
        Escalation::all(&self.0)
    }

    /// The acceptance of the whole delivery; null until it is given.
    async fn acceptance(&self, ctx: &Context<'_>) -> OrNull<RequestAcceptance> {
        OrNull::known(ctx, |scope| RequestAcceptance::of(scope, &self.0))
    }
}
