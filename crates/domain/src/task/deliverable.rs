//! What is handed over: attachments by their hash, or places where things lie (S0-39, S0-77, resolution 49).

use serde::{Deserialize, Serialize};

use super::{Action, Task, TaskFact, TaskRecord};
use crate::canonical::Digest;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{DeliverableId, PersonId, fresh};
use crate::text::{Line, Text};
use crate::time::Instant;

/// Most versions of deliverables that one task keeps.
pub const MAX_DELIVERABLES: usize = 200;

/// What a deliverable is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Content {
    /// Bytes that lie in a store of files.
    Attachment {
        /// Their media type, such as `application/zip`.
        media_type: Line,
        /// How many bytes.
        size: u64,
        /// Their SHA-256.
        sha256: Digest,
        /// Where they lie.
        location: Option<Text<2_000>>,
    },
    /// A link or a path, such as `企业云盘/市场部/推广方案/H5初稿.zip`.
    Location {
        /// The text as it was given.
        location: Text<2_000>,
    },
}

/// One version of something handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deliverable {
    /// Its ID.
    pub id: DeliverableId,
    /// What versions of the same thing have in common.
    pub document: String,
    /// Its name: as given, or `department-project-version-date`.
    pub name: Line,
    /// From 1 for each document.
    pub version: u32,
    /// What it is.
    pub content: Content,
    /// Who attached it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// Something to attach.
#[derive(Clone, Debug, Serialize)]
pub struct NewDeliverable {
    /// Its name; the server's proposal where absent. A name that is there already makes a new version of it.
    pub name: Option<Line>,
    /// What it is.
    pub content: Content,
}

impl Task {
    /// Attaches a deliverable. Emits `DeliverableAttached`.
    pub fn attach_deliverable(
        &self,
        ctx: &Context<'_>,
        new: NewDeliverable,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::AttachDeliverable, ctx)?;
        let mut record = self.record.clone();
        let fact = attach(&mut record, ctx, new)?;
        Ok(self.change(vec![fact], |task| *task = record))
    }

    /// The name that a deliverable without one gets now: `department-project-version-date` (S1-67).
    pub fn proposed_deliverable_name(&self, ctx: &Context<'_>) -> String {
        let document = document_of(&self.record, ctx);
        let version = next_version(&self.record, &document);
        format!("{document}-v{version}-{}", ctx.today())
    }
}

/// Adds `new` to the record and tells it.
pub(super) fn attach(
    task: &mut TaskRecord,
    ctx: &Context<'_>,
    new: NewDeliverable,
) -> Result<TaskFact, Refusal> {
    if task.deliverables.len() >= MAX_DELIVERABLES {
        return Err(Reason::of(Rule::TooMany).with("max", MAX_DELIVERABLES).at("deliverables").into());
    }
    let document = new.name.as_ref().map_or_else(|| document_of(task, ctx), ToString::to_string);
    let version = next_version(task, &document);
    let proposed = || Line::new(&format!("{document}-v{version}-{}", ctx.today()));
    let name = match new.name {
        Some(name) => name,
        None => proposed().map_err(|reason| reason.at("name"))?,
    };
    let deliverable = Deliverable {
        id: fresh(ctx.ids),
        document,
        name,
        version,
        content: new.content,
        by: ctx.actor.person(),
        at: ctx.now,
    };
    let fact = TaskFact::DeliverableAttached {
        deliverable: deliverable.id,
        name: deliverable.name.clone(),
        version,
        content: deliverable.content.clone(),
    };
    task.deliverables.push(deliverable);
    Ok(fact)
}

fn document_of(task: &TaskRecord, ctx: &Context<'_>) -> String {
    let department = ctx.directory.department(task.department);
    let department = department.map_or("", |department| department.name.as_str());
    let project: String = task.name.as_str().chars().take(60).collect();
    format!("{department}-{project}")
}

fn next_version(task: &TaskRecord, document: &str) -> u32 {
    let last =
        task.deliverables.iter().filter(|item| item.document == document).map(|item| item.version).max();
    last.unwrap_or(0) + 1
}
