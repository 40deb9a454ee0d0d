//! Handing a task over for acceptance.

use super::deliverable::attach;
use super::start::begin;
use super::{Action, Health, NewDeliverable, ProgressUpdate, Task, TaskFact, TaskState};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::fresh;
use crate::text::Text;

impl Task {
    /// Delivers, with what is attached in the same step. Writes a 100 % entry (resolution 56). Emits `TaskDelivered`
    /// after `DeliverableAttached` each and `ProgressReported`, all after `TaskStarted` where work had not begun.
    pub fn deliver(
        &self,
        ctx: &Context<'_>,
        deliverables: Vec<NewDeliverable>,
        note: Option<Text>,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Deliver, ctx)?;
        let mut record = self.record.clone();
        let mut facts = Vec::new();
        if record.state.is_unstarted() {
            facts.push(TaskFact::TaskStarted { override_reason: None });
            begin(&mut record, ctx.now);
        }
        for new in deliverables {
            facts.push(attach(&mut record, ctx, new)?);
        }
        if record.delivery_standard.is_some() && record.deliverables.is_empty() {
            return Err(self.conflict(vec![Reason::of(Rule::DeliverableMissing)], ctx));
        }
        let entry = ProgressUpdate {
            id: fresh(ctx.ids),
            on: ctx.today(),
            text: note.clone(),
            progress: 100,
            health: Health::OnTrack,
            risk: None,
            next_step: None,
            by: ctx.actor.person(),
            at: ctx.now,
        };
        facts.push(entry.fact());
        facts.push(TaskFact::TaskDelivered { round: record.next_round(), note });
        record.state = TaskState::Delivered;
        record.progress = 100;
        record.duties.reported_through = record.duties.reported_through.max(Some(entry.on));
        record.delivered_at = Some(ctx.now);
        record.delivered_by = ctx.actor.person();
        let mut change = self.change(facts, |task| *task = record);
        change.state.entries.push(entry);
        Ok(change)
    }
}
