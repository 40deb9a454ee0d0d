//! Taking a problem up, keeping its log, and moving it to another department.

use serde::{Deserialize, Serialize};

use super::raise::{check_cooperating, check_department};
use super::{Action, Cooperation, Problem, ProblemFact, ProblemRecord, ProblemStatus, Setting};
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DepartmentId, PersonId, ProblemUpdateId, fresh};
use crate::task::NewDue;
use crate::text::Text;
use crate::time::{Date, Instant};

/// One entry of the log (S3-49). Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemUpdate {
    /// Its ID.
    pub id: ProblemUpdateId,
    /// The date it speaks of.
    pub on: Date,
    /// What was done.
    pub text: Text,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
}

/// Who takes a problem up, and what they plan.
#[derive(Clone, Debug, Serialize)]
pub struct TakeUp {
    /// Who handles it; the caller where absent. A member of the responsible department or one below it.
    pub handler: Option<PersonId>,
    /// By when it is to be solved.
    pub planned: Option<NewDue>,
    /// What is done about it.
    pub measures: Option<Text>,
}

/// An entry of the log as somebody writes it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The date it speaks of; today where absent.
    pub on: Option<Date>,
    /// What was done.
    pub text: Text,
}

/// What of a problem is to change; absent fields keep.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProblemChanges {
    /// An entry for the log.
    pub entry: Option<Entry>,
    /// What is done about it.
    pub measures: Option<Text>,
    /// Which departments help, all of them.
    pub cooperating: Option<Vec<Cooperation>>,
    /// By when it is to be solved; a later time needs the raiser (resolution 44).
    pub planned: Option<NewDue>,
    /// Mark it as major.
    pub mark_major: bool,
}

impl ProblemChanges {
    const fn tracks(&self) -> bool {
        self.entry.is_some() || self.measures.is_some() || self.cooperating.is_some()
    }
}

impl Problem {
    /// Takes it up, or changes who handles it. Emits `ProblemTakenUp`.
    pub fn take_up(&self, ctx: &Context<'_>, input: TakeUp) -> Result<Change<Self>, Refusal> {
        self.can(Action::TakeUp, ctx)?;
        let handler = input.handler.or(ctx.actor.person());
        let mut wrong = Violations::default();
        let employed = handler.and_then(|handler| ctx.directory.person(handler));
        let responsible = self.record.responsible_department;
        match employed {
            None => wrong.add("handler", Reason::of(Rule::Unknown)),
            Some(person) if !person.is_active() => wrong.add("handler", Reason::of(Rule::NotActive)),
            Some(person) => {
                let inside = ctx.directory.works_for(person.id, responsible);
                wrong.check(inside, "handler", Rule::OutsideDepartments);
            }
        }
        if let Some(planned) = input.planned {
            self.check_plan(planned, ctx, &mut wrong);
        }
        wrong.finish()?;
        let Some(handler) = handler else {
            return Err(Reason::of(Rule::Required).at("handler").into());
        };
        let planned = input.planned.map(|planned| planned.settle(ctx)).or(self.record.planned);
        let fact = ProblemFact::ProblemTakenUp { handler, planned_at: planned.map(|planned| planned.at) };
        let change = self.change(vec![fact], |problem| {
            problem.status = ProblemStatus::Resolving;
            problem.handler = Some(handler);
            problem.planned = planned;
            problem.measures = input.measures.or(problem.measures.take());
        });
        Ok(change.warn(input.planned.and_then(|planned| planned.warning(ctx))))
    }

    /// Adds to the log, changes measures, helpers or plan, or marks it as major. Emits `ProblemUpdated`.
    pub fn update(&self, ctx: &Context<'_>, changes: ProblemChanges) -> Result<Change<Self>, Refusal> {
        self.check_update(ctx, &changes)?;
        let ProblemChanges { entry, measures, cooperating, planned, mark_major } = changes;
        // Only the raiser gets past the checks with a later time.
        let later = planned.is_some_and(|planned| self.is_later(planned, ctx));
        let entry = entry.map(|entry| ProblemUpdate {
            id: fresh(ctx.ids),
            on: entry.on.unwrap_or_else(|| ctx.today()),
            text: entry.text,
            by: ctx.actor.person(),
            at: ctx.now,
        });
        let fact = ProblemFact::ProblemUpdated {
            update: entry.as_ref().map(|entry| entry.id),
            text: entry.as_ref().map(|entry| entry.text.clone()),
            marked_major: mark_major,
        };
        let mut change = self.change(vec![fact], |problem| {
            problem.measures = measures.or(problem.measures.take());
            if let Some(cooperating) = cooperating {
                problem.cooperating = cooperating;
            }
            if let Some(planned) = planned {
                problem.planned = Some(planned.settle(ctx));
                problem.duties.postponed |= later;
            }
            problem.major |= mark_major;
        });
        change.state.setting.heads = Setting::heads_of(&change.state.record, ctx.directory);
        change.state.entries.extend(entry);
        Ok(change.warn(planned.and_then(|planned| planned.warning(ctx))))
    }

    fn check_update(&self, ctx: &Context<'_>, changes: &ProblemChanges) -> Result<(), Refusal> {
        let later = changes.planned.is_some_and(|planned| self.is_later(planned, ctx));
        let tracks = changes.tracks() || changes.planned.is_some();
        if changes.mark_major {
            self.can(Action::MarkMajor, ctx)?;
        }
        if later && !changes.tracks() {
            match self.can(Action::Postpone, ctx) {
                Err(Refusal::NotPermitted(_)) if self.can(Action::Update, ctx).is_ok() => {
                    return Err(Refusal::NotPermitted(Reason::of(Rule::NeedsRaiser)));
                }
                other => other?,
            }
        } else if tracks || !changes.mark_major {
            self.can(Action::Update, ctx)?;
        }
        let mut wrong = Violations::default();
        wrong.check(tracks || changes.mark_major, "", Rule::Unchanged);
        let spoken_of = changes.entry.as_ref().and_then(|entry| entry.on);
        if spoken_of.is_some_and(|on| on > ctx.today()) {
            wrong.add("on", Reason::of(Rule::OutOfRange).with("max", ctx.today()));
        }
        if let Some(cooperating) = &changes.cooperating {
            check_cooperating(cooperating, ctx, &mut wrong);
        }
        if let Some(planned) = changes.planned {
            self.check_plan(planned, ctx, &mut wrong);
        }
        wrong.finish()
    }

    /// Moves it to another department, which has to take it up anew. Emits `ProblemMoved`.
    pub fn hand_to(
        &self,
        ctx: &Context<'_>,
        department: DepartmentId,
        reason: Text,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Move, ctx)?;
        let mut wrong = Violations::default();
        let path = "responsibleDepartment";
        check_department(department, path, ctx, &mut wrong);
        wrong.check(department != self.record.responsible_department, path, Rule::Unchanged);
        let alone = self.record.anchor == super::Anchor::Departments;
        let same = alone && department == self.record.raising_department;
        wrong.check(!same, path, Rule::SameDepartment);
        wrong.finish()?;
        let fact = ProblemFact::ProblemMoved {
            from: self.record.responsible_department,
            to: department,
            anchor: self.record.anchor,
            reason: Some(reason),
        };
        let mut change = self.change(vec![fact], |problem| {
            moved(problem, department);
            problem.duties.moved_at = Some(ctx.now);
            problem.duties.postponed = false;
        });
        change.state.setting.heads = Setting::heads_of(&change.state.record, ctx.directory);
        Ok(change)
    }

    fn is_later(&self, planned: NewDue, ctx: &Context<'_>) -> bool {
        self.record.planned.is_some_and(|before| planned.settle(ctx).at > before.at)
    }

    /// Notes why the plan cannot be this time: past, or later than it was without the raiser (resolution 44).
    fn check_plan(&self, planned: NewDue, ctx: &Context<'_>, wrong: &mut Violations) {
        if let Some(reason) = planned.past(ctx) {
            wrong.add(planned.field("planned"), reason);
        }
        let consents = self.can(Action::Postpone, ctx).is_ok();
        let holds = consents || !self.is_later(planned, ctx);
        wrong.check(holds, planned.field("planned"), Rule::NeedsRaiser);
    }
}

fn moved(problem: &mut ProblemRecord, department: DepartmentId) {
    problem.status = ProblemStatus::Open;
    problem.responsible_department = department;
    problem.cooperating.retain(|cooperation| cooperation.department != department);
    problem.handler = None;
    problem.planned = None;
}
