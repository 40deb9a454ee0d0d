//! Raising a problem: on a task, on a request, or between two departments (resolution 13).

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Anchor, Cooperation, Duties, Problem, ProblemFact, ProblemRecord, ProblemStatus, Setting};
use crate::access::{OrganizationRole, may_see};
use crate::command::{Aggregate as _, Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::{DepartmentId, ProblemId, fresh};
use crate::request::frame::Frame;
use crate::task::{self, NewDue, Task};
use crate::text::Text;

/// Most departments that help with one problem (resolution 81).
pub const MAX_COOPERATIONS: usize = 50;

/// What the problem is raised on.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// This task, in its setting.
    Task(&'a Task),
    /// This request.
    Request(&'a Frame),
    /// Nothing: it stands between the departments.
    Departments,
}

/// A problem as somebody raises it.
#[derive(Clone, Debug, Serialize)]
pub struct NewProblem {
    /// An ID that the caller chose.
    pub id: Option<ProblemId>,
    /// Phenomenon and time.
    pub description: Text,
    /// What it reaches.
    pub impact: Option<Text>,
    /// For which department; the caller's own where absent.
    pub raising_department: Option<DepartmentId>,
    /// Which department has to solve it.
    pub responsible_department: DepartmentId,
    /// Which departments help.
    pub cooperating: Vec<Cooperation>,
    /// By when it should be solved.
    pub planned: Option<NewDue>,
    /// What is done about it.
    pub measures: Option<Text>,
    /// Whether it is for both heads.
    pub major: bool,
    /// The settled problem of which this is a return of the fault, as the caller may see it.
    pub return_of: Option<ProblemId>,
}

impl Problem {
    /// Raises a problem. Emits `ProblemRaised`; on a task, the task needs support (`Task::problem_raised`).
    pub fn raise(ctx: &Context<'_>, against: Against<'_>, new: NewProblem) -> Result<Change<Self>, Refusal> {
        let (anchor, setting) = place(ctx, against)?;
        let Some(raiser) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let home = ctx.directory.person(raiser).map(|person| person.department);
        let raising = new.raising_department.or(home);
        if !raising.is_some_and(|department| ctx.actor.member_of(department)) {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let raising = raising.unwrap_or(new.responsible_department);
        let mut wrong = Violations::default();
        check_department(new.responsible_department, "responsibleDepartment", ctx, &mut wrong);
        check_cooperating(&new.cooperating, ctx, &mut wrong);
        let alone = anchor == Anchor::Departments;
        let same = alone && raising == new.responsible_department;
        wrong.check(!same, "responsibleDepartment", Rule::SameDepartment);
        if let Some((planned, reason)) = new.planned.and_then(|planned| Some((planned, planned.past(ctx)?))) {
            wrong.add(planned.field("planned"), reason);
        }
        wrong.finish()?;
        let record = ProblemRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            anchor,
            description: new.description,
            impact: new.impact,
            raised_by: raiser,
            raising_department: raising,
            responsible_department: new.responsible_department,
            cooperating: new.cooperating,
            handler: None,
            planned: new.planned.map(|planned| planned.settle(ctx)),
            measures: new.measures,
            major: new.major,
            status: ProblemStatus::Open,
            resolution: None,
            confirmation: None,
            withdrawn_reason: None,
            return_of: new.return_of,
            raised_at: ctx.now,
            // The raiser planned it: no other consent is needed.
            duties: Duties { postponed: new.planned.is_some(), ..Duties::default() },
        };
        let fact = ProblemFact::ProblemRaised {
            anchor,
            raising_department: raising,
            responsible_department: record.responsible_department,
            major: record.major,
            return_of: record.return_of,
        };
        let heads = Setting::heads_of(&record, ctx.directory);
        let problem = Self::restore(record, Setting { heads, ..setting });
        Ok(Change::created(problem, vec![fact]).warn(new.planned.and_then(|due| due.warning(ctx))))
    }
}

/// What it hangs on, once visible, permitted and in a status that admits problems.
fn place(ctx: &Context<'_>, against: Against<'_>) -> Result<(Anchor, Setting), Refusal> {
    match against {
        Against::Task(task) => {
            task.can(task::Action::RaiseProblem, ctx)?;
            let anchor = Anchor::Task { task: task.record().id, request: task.request() };
            let frame = task.setting().frame.clone();
            let task_audience = frame.is_none().then(|| task.audience());
            Ok((anchor, Setting { frame, task_audience, heads: BTreeSet::new() }))
        }
        Against::Request(frame) => {
            if !may_see(ctx.actor, &frame.audience) {
                return Err(Refusal::NotFound);
            }
            may_change(ctx)?;
            if !frame.status.is_open() {
                let status = frame.status.name();
                return Err(Refusal::State(StateConflict {
                    status,
                    allowed: Vec::new(),
                    missing: Vec::new(),
                }));
            }
            let anchor = Anchor::Request { request: frame.request };
            Ok((anchor, Setting { frame: Some(frame.clone()), ..Setting::default() }))
        }
        Against::Departments => {
            may_change(ctx)?;
            Ok((Anchor::Departments, Setting::default()))
        }
    }
}

fn may_change(ctx: &Context<'_>) -> Result<(), Refusal> {
    if ctx.actor.has(OrganizationRole::Auditor) {
        return Err(Refusal::NotPermitted(Reason::of(Rule::AuditorOnly)));
    }
    Ok(())
}

/// Notes what bars a department from a problem: unknown, or closed.
pub(crate) fn check_department(
    department: DepartmentId,
    path: &str,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    if ctx.directory.department(department).is_none() {
        wrong.add(path, Reason::of(Rule::Unknown));
    } else {
        wrong.check(ctx.directory.is_open(department), path, Rule::DepartmentClosed);
    }
}

/// Notes what is wrong with a list of helping departments.
pub(super) fn check_cooperating(list: &[Cooperation], ctx: &Context<'_>, wrong: &mut Violations) {
    if list.len() > MAX_COOPERATIONS {
        wrong.add("cooperating", Reason::of(Rule::TooMany).with("max", MAX_COOPERATIONS));
        return;
    }
    let mut seen = BTreeSet::new();
    for (index, cooperation) in list.iter().enumerate() {
        let path = format!("cooperating.{index}.department");
        check_department(cooperation.department, &path, ctx, wrong);
        wrong.check(seen.insert(cooperation.department), path, Rule::Duplicate);
    }
}
