//! Where a request stands, and when it got there.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use liaison_domain::priority::Priority as DomainPriority;
use liaison_domain::request as domain;

use super::{Priority, RequestOutcome, RequestStage, RequestStatus};
use crate::graphql::directory::Person;
use crate::graphql::nullable::OrNull;
use crate::graphql::pack::ProcessPackVersion;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;
use crate::locale::Locale;

/// The aspect: status and times.
#[derive(Clone)]
pub struct RequestProgress(pub(super) Arc<domain::Request>);

/// 受阻: a flag with its reason, no status.
#[derive(SimpleObject)]
pub struct RequestBlock {
    /// What blocks it.
    pub reason: String,
    /// Who raised the flag.
    pub blocked_by: Option<Person>,
    /// When.
    pub blocked_at: DateTime,
}

/// The aspect "progress" of a request.
#[Object]
impl RequestProgress {
    /// Where it is in its life.
    async fn status(&self) -> RequestStatus {
        self.0.status.into()
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(RequestStatus::from(self.0.status).label(Scope::of(ctx)?.locale()))
    }

    /// Its column on a board of four; null for drafts and what was declined or withdrawn.
    async fn stage(&self) -> Option<RequestStage> {
        self.0.stage().map(Into::into)
    }

    /// How it ended; null before.
    async fn outcome(&self) -> Option<RequestOutcome> {
        self.0.outcome.map(Into::into)
    }

    /// What was said when it was declined or withdrawn.
    async fn end_reason(&self) -> Option<String> {
        self.0.end_reason.as_ref().map(ToString::to_string)
    }

    /// Whether answers or signatures are owed although work has begun. Work goes on; closing waits.
    async fn agreement_pending(&self) -> bool {
        self.0.agreement_pending()
    }

    /// Whether it was submitted urgently with fields still owed.
    async fn completion_owed(&self) -> bool {
        self.0.completion_owed
    }

    /// 受阻: the flag, while it is up; nothing is accepted or closed then.
    async fn block(&self, ctx: &Context<'_>) -> OrNull<RequestBlock> {
        OrNull::known(ctx, |scope| {
            self.0.block.as_ref().map(|block| RequestBlock {
                reason: block.reason.to_string(),
                blocked_by: block.by.and_then(|id| Person::by_id(scope, id)),
                blocked_at: DateTime(block.at),
            })
        })
    }

    /// Which process pack governs it, from submission on.
    async fn pack(&self, ctx: &Context<'_>) -> OrNull<ProcessPackVersion> {
        OrNull::known(ctx, |scope| ProcessPackVersion::of(scope, self.0.pack.as_ref()?))
    }

    /// What people read for the priority by the pack that governs it, in the language of the call; the general word for a
    /// priority that the pack lacks.
    async fn priority_label(&self, ctx: &Context<'_>) -> Result<String> {
        let scope = Scope::of(ctx)?;
        let priority = self.0.form.priority;
        let pack = scope.pack_of(&*self.0);
        Ok(match (pack.priorities.level(priority), scope.locale()) {
            (Some(level), Locale::ZhCn) => level.zh_cn.to_string(),
            (Some(level), Locale::En) => level.en.to_string(),
            (None, locale) => Priority::from(priority).label(locale),
        })
    }

    /// The priority that the days left until `dueOn` suggest; null without `dueOn` and once it has ended.
    async fn priority_suggested(&self, ctx: &Context<'_>) -> OrNull<Priority> {
        OrNull::known(ctx, |scope| {
            let due_on = self.0.form.content.due_on.filter(|_| self.0.outcome.is_none());
            let today = scope.now().date_in(scope.policies().hours().zone());
            due_on.map(|due_on| DomainPriority::suggested(today, due_on).into())
        })
    }

    /// When the draft was created.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.times.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.times.updated_at)
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.times.submitted_at.map(DateTime)
    }

    /// When every party had accepted, the last time.
    async fn agreed_at(&self) -> Option<DateTime> {
        self.0.times.agreed_at.map(DateTime)
    }

    /// When every signature was given, the last time.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.times.confirmed_at.map(DateTime)
    }

    /// When the first task started.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.times.started_at.map(DateTime)
    }

    /// When everything was delivered, the last time.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.times.delivered_at.map(DateTime)
    }

    /// When the delivery was accepted.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.times.accepted_at.map(DateTime)
    }

    /// When it was closed, declined or withdrawn.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.times.ended_at.map(DateTime)
    }

    /// When it was archived.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.times.archived_at.map(DateTime)
    }

    /// When initiator or lead last stated that they looked at the progress.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.looked_at.map(DateTime)
    }
}
