//! One version of a process pack: all that it says.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use liaison_domain::pack::{self as domain, PackRef};

use super::length::DeadlineWarning;
use super::meetings::MeetingPolicies;
use super::policy::{ChainStep, DeadlinePolicy, PriorityLevel};
use super::{AgreementRule, ClosureDemand, DeadlineKind, ProcessPack, SignOffRule, SilenceRule};
use crate::graphql::directory::Person;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::scope::Scope;

/// One version of a process pack (流程包): the policies that govern a request from its submission on.
#[derive(Clone)]
pub struct ProcessPackVersion(pub(super) Arc<domain::ProcessPack>);

impl ProcessPackVersion {
    /// The version that a record names, as it was published.
    pub fn of(scope: &Scope, reference: &PackRef) -> Option<Self> {
        scope.policies().packs().published(reference).map(Arc::clone).map(Self)
    }

    /// The newest version of the pack that governs what the organisation as a whole does.
    pub fn of_organization(scope: &Scope) -> Option<Self> {
        let policies = scope.policies();
        Self::of(scope, &policies.packs().organization().reference())
    }

    fn says(&self) -> &domain::Pack {
        &self.0.pack
    }
}

/// One version of a process pack (流程包): the policies that govern a request from its submission on. It never changes.
/// Everybody signed in may read it.
#[Object]
impl ProcessPackVersion {
    /// The pack's name, such as `default`.
    async fn name(&self) -> &str {
        &self.says().name
    }

    /// The version, from 1.
    async fn version(&self) -> u32 {
        self.says().version
    }

    /// The pack in all its versions.
    async fn pack(&self, ctx: &Context<'_>) -> OrNull<ProcessPack> {
        OrNull::known(ctx, |scope| ProcessPack::named(scope, &self.says().name))
    }

    /// When it was published; null for a shipped version.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published.as_ref().map(|published| DateTime(published.at))
    }

    /// Who published it; null for a shipped version and for the server.
    async fn published_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.published.as_ref().and_then(|published| published.by)).await
    }

    /// What changed and why, as the publisher said it.
    async fn note(&self) -> Option<String> {
        self.0.published.as_ref()?.note.as_ref().map(ToString::to_string)
    }

    /// Its priorities, most pressing first. Requests under it have no other, tickets of customers apart.
    async fn priorities(&self, ctx: &Context<'_>) -> Result<Vec<PriorityLevel>> {
        let locale = Scope::of(ctx)?.locale();
        let levels = self.says().priorities.levels().iter();
        Ok(levels.map(|level| PriorityLevel::of(locale, level)).collect())
    }

    /// Who has to accept before a request is agreed.
    async fn agreement(&self) -> AgreementRule {
        self.says().agreement.into()
    }

    /// Whose signatures confirm a request.
    async fn sign_off(&self) -> SignOffRule {
        self.says().sign_off.into()
    }

    /// What a party's silence means.
    async fn silence(&self) -> SilenceRule {
        self.says().silence.into()
    }

    /// Whether parties are rated.
    async fn rated(&self) -> bool {
        self.says().rated
    }

    /// What has to be there before a request is closed.
    async fn closure(&self) -> Vec<ClosureDemand> {
        self.says().closure.iter().map(|demand| (*demand).into()).collect()
    }

    /// Whether a `CRITICAL` request may be submitted with title, details, parties and due date alone, and its tasks may start
    /// before the signatures.
    async fn critical_shortcut(&self) -> bool {
        self.says().critical_shortcut
    }

    /// The pattern of request codes, over `{dept} {deptName} {yyyy} {mm} {dd} {seq:N}` and literal text.
    async fn request_numbering(&self) -> &str {
        &self.says().request_numbering
    }

    /// The pattern of codes of tasks that stand alone under a department.
    async fn task_numbering(&self) -> &str {
        &self.says().task_numbering
    }

    /// The amount above which a resource also needs the executive in charge; null for no such limit.
    async fn executive_amount(&self) -> Option<i64> {
        self.says().executive_amount
    }

    /// How long after giving it a rating may be changed.
    async fn rating_change(&self) -> Duration {
        Duration(jiff::SignedDuration::from_secs(self.says().rating_change_seconds))
    }

    /// How long after the due instant an assignee may still ask for an extension.
    async fn extension_grace(&self) -> Duration {
        Duration(jiff::SignedDuration::from_secs(self.says().extension_grace_seconds))
    }

    /// What holds for meetings.
    async fn meetings(&self) -> MeetingPolicies {
        MeetingPolicies(self.says().meetings.clone())
    }

    /// What is owed and how long it may take, at most one policy a kind; a kind that is not listed is not owed.
    async fn deadlines(
        &self,
        #[graphql(desc = "Only that of this kind.")] kind: Option<DeadlineKind>,
    ) -> Vec<DeadlinePolicy> {
        let all = DeadlinePolicy::all(self.says()).into_iter();
        all.filter(|policy| kind.is_none_or(|kind| policy.kind == kind)).collect()
    }

    /// When to warn, where a policy does not say otherwise.
    async fn warning(&self) -> DeadlineWarning {
        self.says().warning.into()
    }

    /// What follows a breach, where a policy does not say otherwise.
    async fn chain(&self) -> Vec<ChainStep> {
        ChainStep::all(&self.says().chain)
    }

    /// The kinds whose clock stands still while a request is blocked.
    async fn paused_by_block(&self) -> Vec<DeadlineKind> {
        self.says().paused_by_block.iter().map(|kind| (*kind).into()).collect()
    }
}
