//! A new date asked for with a reason and an adjusted plan, and the lead's decision on it (S2-36, S2-37, resolution 37).

use serde::{Deserialize, Serialize};

use super::{Action, Due, NewDue, Task, TaskFact};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{ExtensionId, PersonId, fresh};
use crate::text::Text;
use crate::time::Instant;

/// What became of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExtensionVerdict {
    /// Not decided.
    Open,
    /// The new date holds.
    Approved,
    /// The old date holds.
    Declined,
}

/// A new date asked for (延期申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Its ID.
    pub id: ExtensionId,
    /// Why.
    pub reason: Text,
    /// How the work goes on.
    pub plan: Text,
    /// The date asked for.
    pub due: Due,
    /// The date that held when it was asked for.
    pub due_before: Due,
    /// Who asked.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// What became of it.
    pub verdict: ExtensionVerdict,
    /// Whether the delay hits the goal of the request, as the lead states.
    pub goal_hit: Option<bool>,
    /// What the lead says of it.
    pub comment: Option<Text>,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Instant>,
}

/// What is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct ExtensionRequest {
    /// Why.
    pub reason: Text,
    /// How the work goes on.
    pub plan: Text,
    /// The new date, later than the present one and within the request's window.
    pub due: NewDue,
}

/// What the lead answers.
#[derive(Clone, Debug, Serialize)]
pub struct ExtensionDecision {
    /// Whether the new date holds.
    pub approved: bool,
    /// Whether the delay hits the goal of the request.
    pub goal_hit: bool,
    /// Why.
    pub comment: Option<Text>,
}

impl Task {
    /// Asks for a new date. Emits `ExtensionRequested`.
    pub fn request_extension(
        &self,
        ctx: &Context<'_>,
        asked: ExtensionRequest,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::RequestExtension, ctx)?;
        let due = asked.due.settle(ctx);
        let mut wrong = Violations::default();
        let path = asked.due.field("due");
        self.check_new_due(asked.due, &path, ctx, &mut wrong);
        wrong.check(due.at > self.record.due.at, path, Rule::NotLater);
        wrong.finish()?;
        let extension = Extension {
            id: fresh(ctx.ids),
            reason: asked.reason,
            plan: asked.plan,
            due,
            due_before: self.record.due,
            by: ctx.actor.person(),
            at: ctx.now,
            verdict: ExtensionVerdict::Open,
            goal_hit: None,
            comment: None,
            decided_by: None,
            decided_at: None,
        };
        let fact = TaskFact::ExtensionRequested {
            extension: extension.id,
            reason: extension.reason.clone(),
            plan: extension.plan.clone(),
            due_at: due.at,
        };
        let change = self.change(vec![fact], |task| {
            task.extensions.push(extension);
            task.duties.delay_explained_at = Some(ctx.now);
        });
        Ok(change.warn(asked.due.warning(ctx)))
    }

    /// Decides on the open extension; approved, its date holds. Emits `ExtensionDecided`.
    pub fn decide_extension(
        &self,
        ctx: &Context<'_>,
        decision: &ExtensionDecision,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::DecideExtension, ctx)?;
        let Some(open) = self.record.open_extension() else {
            return Err(self.conflict(vec![Reason::of(Rule::ExtensionMissing)], ctx));
        };
        let (id, due) = (open.id, open.due);
        if decision.approved {
            let wanted = due.on.map_or(NewDue::At(due.at), NewDue::On);
            let mut wrong = Violations::default();
            self.check_new_due(wanted, "approved", ctx, &mut wrong);
            wrong.finish()?;
        }
        let fact = TaskFact::ExtensionDecided {
            extension: id,
            approved: decision.approved,
            goal_hit: decision.goal_hit,
            comment: decision.comment.clone(),
        };
        Ok(self.change(vec![fact], |task| {
            if decision.approved {
                task.due = due;
                task.overdue_told_at = None;
                task.duties.delay_explained_at = None;
            }
            for extension in task.extensions.iter_mut().filter(|extension| extension.id == id) {
                extension.verdict =
                    if decision.approved { ExtensionVerdict::Approved } else { ExtensionVerdict::Declined };
                extension.goal_hit = Some(decision.goal_hit);
                extension.comment.clone_from(&decision.comment);
                extension.decided_by = ctx.actor.person();
                extension.decided_at = Some(ctx.now);
            }
        }))
    }

    /// Why none can be asked for now: one is open, or the due time passed too long ago.
    pub(super) fn extension_obstacle(&self, ctx: &Context<'_>) -> Option<Reason> {
        if self.record.open_extension().is_some() {
            return Some(Reason::of(Rule::ExtensionOpen));
        }
        let until = self.record.due.at.plus_seconds(ctx.pack.extension_grace_seconds);
        (ctx.now > until).then(|| Reason::of(Rule::ExtensionTooLate).with("until", until))
    }
}
