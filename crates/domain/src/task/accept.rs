//! The verdict on what was delivered: passed, or rework with points and a date (S0-40 to S0-42, resolution 12).

use serde::{Deserialize, Serialize};

use super::{Action, Due, NewDue, Task, TaskFact, TaskRecord, TaskState};
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{AcceptanceId, PersonId, fresh};
use crate::text::Text;
use crate::time::Instant;

/// Most points of one rework (resolution 81).
pub const MAX_POINTS: usize = 50;

/// One round of acceptance. Every round is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptanceRound {
    /// Its ID.
    pub id: AcceptanceId,
    /// From 1.
    pub number: u32,
    /// When what is judged was delivered.
    pub delivered_at: Option<Instant>,
    /// Whether it passed.
    pub passed: bool,
    /// What to change; empty where it passed.
    pub points: Vec<Text>,
    /// By when; none where it passed.
    pub due: Option<Due>,
    /// What who judged says of it.
    pub comment: Option<Text>,
    /// Who judged.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// What is said of a delivered task.
#[derive(Clone, Debug, Serialize)]
pub enum Verdict {
    /// It meets its standard.
    Passed {
        /// A remark (S0-82).
        comment: Option<Text>,
    },
    /// It does not, in these points.
    Rework {
        /// What to change, 1 to 50 points.
        points: Vec<Text>,
        /// By when.
        due: NewDue,
        /// A remark.
        comment: Option<Text>,
    },
}

/// What a ruling sends a task back with (resolution 22).
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// What to change, 1 to 50 points.
    pub points: Vec<Text>,
    /// By when.
    pub due: NewDue,
}

impl Judgement {
    /// Whether a task could be sent back with it; asked of every head's word, the first one too.
    pub fn check(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        let mut wrong = Violations::default();
        check_rework(self.points.len(), self.due, "rework.", ctx, &mut wrong);
        wrong.finish()
    }
}

/// Notes why a task cannot be sent back with so many points until then; `below` leads to the two fields in the input.
fn check_rework(points: usize, due: NewDue, below: &str, ctx: &Context<'_>, wrong: &mut Violations) {
    if points == 0 {
        wrong.add(format!("{below}points"), Reason::of(Rule::TooFew).with("min", 1));
    }
    if points > MAX_POINTS {
        wrong.add(format!("{below}points"), Reason::of(Rule::TooMany).with("max", MAX_POINTS));
    }
    if let Some(reason) = due.past(ctx) {
        wrong.add(due.field(&format!("{below}due")), reason);
    }
}

impl TaskRecord {
    /// The number of the round that a delivery opens.
    pub(super) fn next_round(&self) -> u32 {
        self.rounds.last().map_or(1, |round| round.number + 1)
    }
}

impl Task {
    /// Judges what was delivered. Emits `TaskPassed` or `TaskSentToRework`.
    pub fn accept(&self, ctx: &Context<'_>, verdict: Verdict) -> Result<Change<Self>, Refusal> {
        match verdict {
            Verdict::Passed { comment } => {
                self.can(Action::Pass, ctx)?;
                Ok(self.passed(ctx, comment))
            }
            Verdict::Rework { points, due, comment } => {
                self.can(Action::SendToRework, ctx)?;
                self.rework(ctx, points, due, comment)
            }
        }
    }

    /// Passes it with its request: who accepts the request accepts what is still delivered (resolution 12), the
    /// initiating side's tasks included, their own delivery not. Emits `TaskPassed`.
    pub fn pass_with_request(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        let accepts = |frame: &crate::request::frame::Frame| {
            authority::initiates(frame, ctx)
                || ctx.actor.person().is_some_and(|person| frame.acceptors.contains(&person))
        };
        if !self.setting.frame.as_ref().is_some_and(accepts) {
            self.can(Action::Pass, ctx)?;
            return Ok(self.passed(ctx, None));
        }
        let own = ctx.actor.is(self.record.assignee) || self.record.delivered_by == ctx.actor.person();
        if own {
            return Err(Refusal::NotPermitted(Reason::of(Rule::OwnMatter).with("task", &self.record.code)));
        }
        if self.record.state != TaskState::Delivered {
            return Err(self.conflict(Vec::new(), ctx));
        }
        self.check_problems(ctx)?;
        Ok(self.passed(ctx, None))
    }

    /// Judges it as a ruling on its request says (resolution 22): the ruling binds, whoever spoke it. What else bars a verdict
    /// bars this one too. Emits `TaskPassed` or `TaskSentToRework`.
    pub fn ruled(&self, ctx: &Context<'_>, verdict: Verdict) -> Result<Change<Self>, Refusal> {
        if self.record.state != TaskState::Delivered {
            return Err(self.conflict(Vec::new(), ctx));
        }
        match verdict {
            Verdict::Passed { comment } => {
                self.check_problems(ctx)?;
                Ok(self.passed(ctx, comment))
            }
            Verdict::Rework { points, due, comment } => self.rework(ctx, points, due, comment),
        }
    }

    fn check_problems(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        match self.setting.unsettled_problems {
            0 => Ok(()),
            count => {
                let missing = Reason::of(Rule::ProblemUnsettled).with("count", count);
                Err(self.conflict(vec![missing], ctx))
            }
        }
    }

    fn passed(&self, ctx: &Context<'_>, comment: Option<Text>) -> Change<Self> {
        let round = AcceptanceRound {
            id: fresh(ctx.ids),
            number: self.record.next_round(),
            delivered_at: self.record.delivered_at,
            passed: true,
            points: Vec::new(),
            due: None,
            comment: comment.clone(),
            by: ctx.actor.person(),
            at: ctx.now,
        };
        let fact = TaskFact::TaskPassed { acceptance: round.id, round: round.number, comment };
        self.change(vec![fact], |task| {
            task.state = TaskState::Completed;
            task.completed_at = Some(ctx.now);
            task.rounds.push(round);
        })
    }

    fn rework(
        &self,
        ctx: &Context<'_>,
        points: Vec<Text>,
        due: NewDue,
        comment: Option<Text>,
    ) -> Result<Change<Self>, Refusal> {
        let mut wrong = Violations::default();
        check_rework(points.len(), due, "", ctx, &mut wrong);
        wrong.finish()?;
        let settled = due.settle(ctx);
        let round = AcceptanceRound {
            id: fresh(ctx.ids),
            number: self.record.next_round(),
            delivered_at: self.record.delivered_at,
            passed: false,
            points: points.clone(),
            due: Some(settled),
            comment,
            by: ctx.actor.person(),
            at: ctx.now,
        };
        let fact = TaskFact::TaskSentToRework {
            acceptance: round.id,
            round: round.number,
            points,
            due_at: settled.at,
        };
        let change = self.change(vec![fact], |task| {
            task.state = TaskState::Rework;
            task.due = settled;
            task.overdue_told_at = None;
            task.duties.delay_explained_at = None;
            task.rounds.push(round);
        });
        Ok(change.warn(due.warning(ctx)))
    }
}
