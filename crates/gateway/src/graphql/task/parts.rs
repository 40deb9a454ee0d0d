//! What a task consists of: entries of its log, deliverables, verdicts, extensions.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::ids::{ProgressUpdateId, kind};
use liaison_domain::task as domain;
use liaison_domain::text::Text;

use super::{ExtensionVerdict, ProgressHealth};
use crate::graphql::directory::Person;
use crate::graphql::error::Fault;
use crate::graphql::log;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;

/// One dated entry of a task's log.
#[derive(Clone)]
pub struct ProgressUpdate(pub(super) Arc<domain::ProgressUpdate>);

impl Identified for ProgressUpdate {
    type Kind = kind::ProgressUpdate;

    async fn find(scope: &Scope, id: ProgressUpdateId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<log::ById<domain::ProgressUpdate>>().get(id).await?.map(Self))
    }
}

/// One dated entry of a task's log (进度说明). Never changed. Seen by whoever sees the task.
#[Object]
impl ProgressUpdate {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The date it speaks of.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// What was done; null for the entry that a delivery without a note writes.
    async fn text(&self) -> Option<&str> {
        self.0.text.as_ref().map(Text::as_str)
    }

    /// Percentage done, 0 to 100.
    async fn progress(&self) -> i32 {
        i32::from(self.0.progress)
    }

    /// How it goes.
    async fn health(&self) -> ProgressHealth {
        self.0.health.into()
    }

    /// What may go wrong.
    async fn risk(&self) -> Option<&str> {
        self.0.risk.as_ref().map(Text::as_str)
    }

    /// What comes next.
    async fn next_step(&self) -> Option<&str> {
        self.0.next_step.as_ref().map(Text::as_str)
    }

    /// Who wrote it; null for the server.
    async fn written_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.by).await
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// One version of something handed over.
pub struct Deliverable {
    task: Arc<domain::TaskRecord>,
    index: usize,
}

impl Deliverable {
    pub(super) fn all(task: &Arc<domain::TaskRecord>) -> Vec<Self> {
        (0..task.deliverables.len()).map(|index| Self { task: Arc::clone(task), index }).collect()
    }

    fn part(&self) -> &domain::Deliverable {
        &self.task.deliverables[self.index]
    }
}

/// One version of something handed over (交付物): an attachment by its hash, or a place where it lies.
#[Object]
impl Deliverable {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.part().id.to_string())
    }

    /// Its name: as given, or `department-project-version-date`.
    async fn name(&self) -> &str {
        self.part().name.as_str()
    }

    /// From 1; each repeat of a name is the next version.
    async fn version(&self) -> u32 {
        self.part().version
    }

    /// The media type of an attachment, such as `application/zip`; null for a place.
    async fn media_type(&self) -> Option<&str> {
        match &self.part().content {
            domain::Content::Attachment { media_type, .. } => Some(media_type.as_str()),
            domain::Content::Location { .. } => None,
        }
    }

    /// The bytes of an attachment; null for a place.
    async fn size(&self) -> Option<i32> {
        match &self.part().content {
            domain::Content::Attachment { size, .. } => Some(i32::try_from(*size).unwrap_or(i32::MAX)),
            domain::Content::Location { .. } => None,
        }
    }

    /// The SHA-256 of an attachment, 64 hexadecimal digits; null for a place.
    async fn sha256(&self) -> Option<&str> {
        match &self.part().content {
            domain::Content::Attachment { sha256, .. } => Some(sha256.as_str()),
            domain::Content::Location { .. } => None,
        }
    }

    /// Where it lies: a link or a path; null for an attachment without one.
    async fn location(&self) -> Option<&str> {
        match &self.part().content {
            domain::Content::Attachment { location, .. } => location.as_ref().map(Text::as_str),
            domain::Content::Location { location } => Some(location.as_str()),
        }
    }

    /// Who attached it.
    async fn attached_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.part().by).await
    }

    /// When.
    async fn attached_at(&self) -> DateTime {
        DateTime(self.part().at)
    }
}

/// One verdict on a delivery (验收).
#[derive(SimpleObject)]
pub struct AcceptanceRound {
    /// Opaque.
    pub id: ID,
    /// From 1.
    pub number: u32,
    /// When what is judged was delivered.
    pub delivered_at: Option<DateTime>,
    /// Whether it passed.
    pub passed: bool,
    /// What to change; empty where it passed.
    pub points: Vec<String>,
    /// By when; null where it passed.
    pub due_at: Option<DateTime>,
    /// What who judged says of it.
    pub comment: Option<String>,
    /// Who judged.
    pub judged_by: Option<Person>,
    /// When.
    pub judged_at: DateTime,
}

impl AcceptanceRound {
    pub(super) fn of(scope: &Scope, round: &domain::AcceptanceRound) -> Self {
        Self {
            id: ID(round.id.to_string()),
            number: round.number,
            delivered_at: round.delivered_at.map(DateTime),
            passed: round.passed,
            points: round.points.iter().map(ToString::to_string).collect(),
            due_at: round.due.map(|due| DateTime(due.at)),
            comment: round.comment.as_ref().map(ToString::to_string),
            judged_by: round.by.and_then(|person| Person::by_id(scope, person)),
            judged_at: DateTime(round.at),
        }
    }
}

/// A new date asked for (延期申请).
#[derive(SimpleObject)]
pub struct Extension {
    /// Opaque.
    pub id: ID,
    /// Why.
    pub reason: String,
    /// How the work goes on.
    pub plan: String,
    /// The date asked for.
    pub due_at: DateTime,
    /// The date that held when it was asked for.
    pub previous_due_at: DateTime,
    /// Who asked.
    pub requested_by: Option<Person>,
    /// When.
    pub requested_at: DateTime,
    /// What became of it.
    pub verdict: ExtensionVerdict,
    /// Whether the delay hits the goal of the request, as the lead states; null until it is decided.
    pub goal_hit: Option<bool>,
    /// What the lead says of it.
    pub comment: Option<String>,
    /// Who decided.
    pub decided_by: Option<Person>,
    /// When.
    pub decided_at: Option<DateTime>,
}

impl Extension {
    pub(super) fn of(scope: &Scope, extension: &domain::Extension) -> Self {
        let person = |person: Option<_>| person.and_then(|person| Person::by_id(scope, person));
        Self {
            id: ID(extension.id.to_string()),
            reason: extension.reason.to_string(),
            plan: extension.plan.to_string(),
            due_at: DateTime(extension.due.at),
            previous_due_at: DateTime(extension.due_before.at),
            requested_by: person(extension.by),
            requested_at: DateTime(extension.at),
            verdict: extension.verdict.into(),
            goal_hit: extension.goal_hit,
            comment: extension.comment.as_ref().map(ToString::to_string),
            decided_by: person(extension.decided_by),
            decided_at: extension.decided_at.map(DateTime),
        }
    }
}

/// A lead's decision to start a task before what it waits for is delivered.
#[derive(SimpleObject)]
pub struct StartOverride {
    /// Who decided.
    pub decided_by: Option<Person>,
    /// Why.
    pub reason: String,
}
