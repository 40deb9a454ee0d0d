//! The dated log of a task: the only thing that moves its percentage (resolution 56).

use serde::{Deserialize, Serialize};

use super::start::begin;
use super::{Action, Task, TaskFact, TaskState};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{PersonId, ProgressUpdateId, fresh};
use crate::text::Text;
use crate::time::{Date, Instant};

/// How a task goes (S1-22, S2-35). `NEEDS_SUPPORT` here changes no status: a problem does (resolution 27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Health {
    /// 进行中.
    OnTrack,
    /// 需支持.
    NeedsSupport,
    /// 延期.
    Delayed,
}

impl Health {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::OnTrack, Self::NeedsSupport, Self::Delayed];

    /// The name in columns and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnTrack => "ON_TRACK",
            Self::NeedsSupport => "NEEDS_SUPPORT",
            Self::Delayed => "DELAYED",
        }
    }

    /// The value with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|health| health.name() == name)
    }
}

/// One entry of the log. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProgressUpdate {
    /// Its ID.
    pub id: ProgressUpdateId,
    /// The date it speaks of.
    pub on: Date,
    /// What was done; none for the entry that a delivery without a note writes.
    pub text: Option<Text>,
    /// Percentage done.
    pub progress: u8,
    /// How it goes.
    pub health: Health,
    /// What may go wrong.
    pub risk: Option<Text>,
    /// What comes next.
    pub next_step: Option<Text>,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// An entry as somebody writes it.
#[derive(Clone, Debug, Serialize)]
pub struct NewProgress {
    /// The date it speaks of; today where absent.
    pub on: Option<Date>,
    /// What was done.
    pub text: Text,
    /// Percentage done, 0 to 100; it may fall.
    pub progress: u8,
    /// How it goes.
    pub health: Health,
    /// What may go wrong.
    pub risk: Option<Text>,
    /// What comes next.
    pub next_step: Option<Text>,
}

impl Task {
    /// Adds an entry; the first starts the task. Emits `ProgressReported`, after `TaskStarted` where it starts it.
    pub fn report_progress(&self, ctx: &Context<'_>, new: NewProgress) -> Result<Change<Self>, Refusal> {
        self.can(Action::ReportProgress, ctx)?;
        let today = ctx.today();
        let on = new.on.unwrap_or(today);
        let mut wrong = Violations::default();
        if on > today {
            wrong.add("on", Reason::of(Rule::OutOfRange).with("max", today));
        }
        if new.progress > 100 {
            wrong.add("progress", Reason::of(Rule::OutOfRange).with("min", 0).with("max", 100));
        }
        wrong.finish()?;
        let entry = ProgressUpdate {
            id: fresh(ctx.ids),
            on,
            text: Some(new.text),
            progress: new.progress,
            health: new.health,
            risk: new.risk.clone(),
            next_step: new.next_step,
            by: ctx.actor.person(),
            at: ctx.now,
        };
        let starts = self.record.state == TaskState::NotStarted;
        let mut facts = Vec::new();
        if starts {
            facts.push(TaskFact::TaskStarted { override_reason: None });
        }
        facts.push(entry.fact());
        let mut change = self.change(facts, |task| {
            if starts {
                task.state = TaskState::InProgress;
                begin(task, ctx.now);
            }
            task.progress = entry.progress;
            task.duties.reported_through = task.duties.reported_through.max(Some(on));
            if entry.health == Health::Delayed {
                task.duties.delay_explained_at = Some(ctx.now);
            }
            if new.risk.is_some() {
                task.risk = new.risk;
            }
        });
        change.state.entries.push(entry);
        Ok(change)
    }
}

impl ProgressUpdate {
    pub(super) fn fact(&self) -> TaskFact {
        TaskFact::ProgressReported {
            update: self.id,
            on: self.on,
            text: self.text.clone(),
            progress: self.progress,
            health: self.health,
        }
    }
}
