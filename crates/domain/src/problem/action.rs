//! Who may do what with a problem, and when: the Problem table of `states.md` as one function.

use super::{Problem, ProblemStatus};
use crate::access::may_see;
use crate::authority;
use crate::command::{Aggregate as _, Context};
use crate::comment::{archived, may_comment};
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::ids::DepartmentId;

/// What people can do with a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Take it up, or change who handles it and the plan.
    TakeUp,
    /// Add to the log, change measures, helpers and the plan.
    Update,
    /// Set a later time, which the raiser alone consents to.
    Postpone,
    /// Mark it as major.
    MarkMajor,
    /// Move it to another department.
    Move,
    /// Say that it is solved.
    Resolve,
    /// Say that it is not.
    Reject,
    /// Confirm the result.
    Confirm,
    /// Withdraw it.
    Withdraw,
    /// Say something about it.
    Comment,
}

impl Action {
    /// Every action, in the order of life.
    pub const ALL: [Self; 10] = [
        Self::TakeUp,
        Self::Update,
        Self::Postpone,
        Self::MarkMajor,
        Self::Move,
        Self::Resolve,
        Self::Reject,
        Self::Confirm,
        Self::Withdraw,
        Self::Comment,
    ];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TakeUp => "TAKE_UP",
            Self::Update => "UPDATE",
            Self::Postpone => "POSTPONE",
            Self::MarkMajor => "MARK_MAJOR",
            Self::Move => "MOVE",
            Self::Resolve => "RESOLVE",
            Self::Reject => "REJECT",
            Self::Confirm => "CONFIRM",
            Self::Withdraw => "WITHDRAW",
            Self::Comment => "COMMENT",
        }
    }

    /// The statuses in which the table has anything but a dash.
    const fn admitted_in(self, status: ProblemStatus) -> bool {
        use ProblemStatus::{Open, Resolved, Resolving};
        match self {
            Self::TakeUp | Self::Update | Self::Postpone | Self::Move | Self::Resolve => {
                matches!(status, Open | Resolving)
            }
            Self::MarkMajor | Self::Withdraw => matches!(status, Open | Resolving | Resolved),
            Self::Reject | Self::Confirm => matches!(status, Resolved),
            Self::Comment => true,
        }
    }
}

impl Problem {
    /// Whether the actor may do this now: visible, then permitted, then the state. Content is each command's own.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        if !self.permits(action, ctx) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        self.admits(action).map_err(|missing| self.conflict(missing, ctx))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    /// A refusal of this state, with what it does admit.
    pub(super) fn conflict(&self, missing: Vec<Reason>, ctx: &Context<'_>) -> Refusal {
        let allowed = Action::ALL
            .into_iter()
            .filter(|action| self.permits(*action, ctx) && self.admits(*action).is_ok())
            .map(Action::name)
            .collect();
        Refusal::State(StateConflict { status: self.status().name(), allowed, missing })
    }

    /// What only the server does, as a consequence of another record's change.
    pub(super) fn only_server(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        authority::only_server(ctx, &self.audience())
    }

    fn permits(&self, action: Action, ctx: &Context<'_>) -> bool {
        match action {
            Action::TakeUp | Action::Resolve => self.is_responsible(ctx),
            Action::Update => {
                let mut cooperating = self.record.cooperating.iter();
                self.is_responsible(ctx)
                    || cooperating.any(|cooperation| works_for(cooperation.department, ctx))
            }
            Action::Postpone | Action::Reject | Action::Confirm | Action::Withdraw => self.is_raiser(ctx),
            Action::MarkMajor => self.is_raiser(ctx) || self.heads_a_side(ctx),
            Action::Comment => may_comment(ctx),
            Action::Move => {
                authority::decides_for(self.record.responsible_department, ctx)
                    || self.setting.frame.as_ref().is_some_and(|frame| authority::leads(frame, ctx))
            }
        }
    }

    fn admits(&self, action: Action) -> Result<(), Vec<Reason>> {
        if !action.admitted_in(self.record.status) {
            return Err(Vec::new());
        }
        if action == Action::MarkMajor && self.record.major {
            return Err(vec![Reason::of(Rule::AlreadyMajor)]);
        }
        let above = self.setting.frame.as_ref().filter(|_| action == Action::Comment);
        above.and_then(archived).map_or(Ok(()), |reason| Err(vec![reason]))
    }

    /// The raiser, or the head of the raising department for one who left.
    fn is_raiser(&self, ctx: &Context<'_>) -> bool {
        authority::stands_for(self.record.raised_by, self.record.raising_department, ctx)
    }

    fn is_responsible(&self, ctx: &Context<'_>) -> bool {
        self.record.handler.is_some_and(|handler| ctx.actor.is(handler))
            || works_for(self.record.responsible_department, ctx)
    }

    fn heads_a_side(&self, ctx: &Context<'_>) -> bool {
        authority::decides_for(self.record.raising_department, ctx)
            || authority::decides_for(self.record.responsible_department, ctx)
    }
}

/// Whether the actor decides or edits for the department: editors take problems up (resolution 68).
fn works_for(department: DepartmentId, ctx: &Context<'_>) -> bool {
    authority::decides_for(department, ctx) || ctx.actor.edits(department)
}
