//! Planning a task, and giving it out at once where its request admits work (resolutions 9, 10 and 13).

use std::collections::BTreeSet;

use serde::Serialize;

use super::action::workable;
use super::dependency::{self, Sibling};
use super::{Anchor, Duties, MAX_ITEMS, NewDue, Origin, Setting, Task, TaskFact, TaskRecord, TaskState};
use crate::access::{OrganizationRole, may_see};
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::{DepartmentId, PersonId, TaskId, fresh};
use crate::priority::Priority;
use crate::request::frame::Frame;
use crate::request::status::RequestStatus;
use crate::text::{Line, Text};
use crate::time::Date;
use crate::wording;

/// What is wanted of a new task. Under a request every absent field is filled from it (resolution 10).
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewTask {
    /// An ID that the caller chose.
    pub id: Option<TaskId>,
    /// What is to be done.
    pub name: Option<Line>,
    /// The same at length.
    pub description: Option<Text>,
    /// Who answers for it; the lead's liaison where absent.
    pub assignee: Option<PersonId>,
    /// Who helps.
    pub collaborators: BTreeSet<PersonId>,
    /// How pressing it is; the request's where absent, else `MEDIUM`.
    pub priority: Option<Priority>,
    /// What acceptance is measured against.
    pub delivery_standard: Option<Text>,
    /// When work is planned to begin.
    pub start_on: Option<Date>,
    /// When it is due; the request's `dueOn` where absent.
    pub due: Option<NewDue>,
    /// Tasks of the same request that come first.
    pub depends_on: BTreeSet<TaskId>,
    /// Keep it planned although it could be given out (S1-29, `autoDispatch` off).
    pub keep_planned: bool,
}

/// What the request's own words give to a task that leaves them out.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The request's title.
    pub name: Option<Line>,
    /// The standards of its deliverables.
    pub delivery_standard: Option<Text>,
}

/// Where the new task hangs.
#[derive(Clone, Debug)]
pub enum Home<'a> {
    /// Under this request.
    Request {
        /// The request, under its lock.
        frame: &'a Frame,
        /// The serial drawn for it: how many tasks the request has had, this one included.
        serial: u32,
        /// The request's other tasks.
        siblings: &'a [Sibling],
        /// What the request gives.
        proposal: Proposal,
    },
    /// Under this department alone.
    Department {
        /// Which.
        department: DepartmentId,
        /// The code drawn for it by the pack's `task_numbering`.
        code: String,
    },
}

/// Whether the actor may create a task under this request for anybody at all: visible, permitted, state.
pub fn may_create(frame: &Frame, ctx: &Context<'_>) -> Result<(), Refusal> {
    if !may_see(ctx.actor, &frame.audience) {
        return Err(Refusal::NotFound);
    }
    let sides = frame.departments().any(|side| authority::creates_tasks_for(side, frame, ctx));
    if !sides {
        return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
    }
    match frame.status {
        RequestStatus::Agreed
        | RequestStatus::Confirmed
        | RequestStatus::InProgress
        | RequestStatus::Delivered => Ok(()),
        status => Err(Refusal::State(StateConflict {
            status: status.name(),
            allowed: Vec::new(),
            missing: vec![Reason::of(Rule::RequestNotWorkable).with("status", status.name())],
        })),
    }
}

impl Task {
    /// Creates a task. Emits `TaskCreated`, and `TaskDispatched` where it is given out at once.
    pub fn create(ctx: &Context<'_>, home: Home<'_>, new: NewTask) -> Result<Change<Self>, Refusal> {
        match home {
            Home::Request { frame, serial, siblings, proposal } => {
                create_under_request(ctx, frame, serial, siblings, proposal, new)
            }
            Home::Department { department, code } => create_alone(ctx, department, code, new),
        }
    }
}

fn create_under_request(
    ctx: &Context<'_>,
    frame: &Frame,
    serial: u32,
    siblings: &[Sibling],
    proposal: Proposal,
    mut new: NewTask,
) -> Result<Change<Task>, Refusal> {
    may_create(frame, ctx)?;
    let lead = || frame.lead().and_then(|lead| lead.liaison.or_else(|| ctx.directory.head(lead.department)));
    new.assignee = new.assignee.or_else(lead);
    new.name = new.name.or(proposal.name);
    new.delivery_standard = new.delivery_standard.or(proposal.delivery_standard);
    new.due = new.due.or(frame.due_on.map(NewDue::On));
    new.priority = new.priority.or(Some(frame.priority));
    let employed = new.assignee.and_then(|assignee| ctx.directory.person(assignee));
    let side = employed.and_then(|person| authority::involved(frame, ctx.directory, person.department));
    if side.is_some_and(|side| !authority::creates_tasks_for(side, frame, ctx)) {
        return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
    }
    let id = new.id.unwrap_or_else(|| fresh(ctx.ids));
    let code = serial_code(frame.code.as_deref().unwrap_or_default(), serial);
    let mut wrong = Violations::default();
    if employed.is_some() && side.is_none() {
        wrong.add("assignee", Reason::of(Rule::OutsideDepartments));
    }
    if let Err(reason) = dependency::check(id, &code, &new.depends_on, siblings) {
        wrong.add("dependsOn", reason);
    }
    let beyond = new.due.and_then(|due| due.beyond(frame.due_on, ctx));
    let goes_out = workable(frame, ctx) || frame.status == RequestStatus::Delivered;
    let dispatch = goes_out && !new.keep_planned;
    let anchor = Anchor::Request(frame.request);
    let department = side.unwrap_or(frame.initiating_department);
    let setting = Setting { frame: Some(frame.clone()), ..Setting::default() };
    let place = Place { id, code, anchor, origin: None, department, setting, dispatch };
    Ok(build(ctx, place, new, wrong)?.warn(beyond))
}

fn create_alone(
    ctx: &Context<'_>,
    department: DepartmentId,
    code: String,
    new: NewTask,
) -> Result<Change<Task>, Refusal> {
    if !authority::decides_for(department, ctx) && !ctx.actor.edits(department) {
        return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
    }
    let mut wrong = Violations::default();
    wrong.check(ctx.directory.is_open(department), "department", Rule::DepartmentClosed);
    wrong.check(new.depends_on.is_empty(), "dependsOn", Rule::Unknown);
    let employed = new.assignee.and_then(|assignee| ctx.directory.person(assignee));
    if employed.is_some_and(|person| !ctx.directory.is_within(person.department, department)) {
        wrong.add("assignee", Reason::of(Rule::OutsideDepartments));
    }
    let dispatch = !new.keep_planned;
    let id = new.id.unwrap_or_else(|| fresh(ctx.ids));
    let anchor = Anchor::Department(department);
    let setting = Setting::default();
    let place = Place { id, code, anchor, origin: None, department, setting, dispatch };
    build(ctx, place, new, wrong)
}

pub(super) struct Place {
    pub(super) id: TaskId,
    pub(super) code: String,
    pub(super) anchor: Anchor,
    pub(super) origin: Option<Origin>,
    pub(super) department: DepartmentId,
    pub(super) setting: Setting,
    pub(super) dispatch: bool,
}

pub(super) fn build(
    ctx: &Context<'_>,
    place: Place,
    new: NewTask,
    mut wrong: Violations,
) -> Result<Change<Task>, Refusal> {
    let name = wrong.take("name", new.name.ok_or(Reason::of(Rule::Required)));
    let assignee = wrong.take("assignee", new.assignee.ok_or(Reason::of(Rule::Required)));
    let due = wrong.take("dueAt", new.due.ok_or(Reason::of(Rule::Required)));
    if let Some((due, reason)) = due.and_then(|due| Some((due, due.past(ctx)?))) {
        wrong.add(due.field("due"), reason);
    }
    if let Some(assignee) = assignee {
        check_person(assignee, "assignee", ctx, &mut wrong);
    }
    check_helpers(&new.collaborators, assignee, ctx, &mut wrong);
    check_items(new.depends_on.len(), "dependsOn", &mut wrong);
    if let (Some(start), Some(due)) = (new.start_on, due) {
        wrong.check(start <= due.settle(ctx).date(ctx), "startOn", Rule::OutsideWindow);
    }
    wrong.finish()?;
    let (Some(name), Some(assignee), Some(due)) = (name, assignee, due) else {
        return Err(Reason::of(Rule::Required).at("").into());
    };
    let Place { id, code, anchor, origin, department, setting, dispatch } = place;
    let vague = new.delivery_standard.as_ref().and_then(binds_nobody);
    let mut facts = vec![TaskFact::TaskCreated { code: code.clone(), anchor }];
    if dispatch {
        facts.push(TaskFact::TaskDispatched { assignee });
    }
    let record = TaskRecord {
        id,
        version: 0,
        code,
        anchor,
        origin,
        department,
        name,
        description: new.description,
        assignee,
        collaborators: new.collaborators,
        priority: new.priority.unwrap_or(Priority::Medium),
        delivery_standard: new.delivery_standard,
        start_on: new.start_on,
        due: due.settle(ctx),
        state: TaskState::NotStarted,
        progress: 0,
        risk: None,
        depends_on: new.depends_on,
        dispatched_at: dispatch.then_some(ctx.now),
        acknowledged_at: None,
        started_at: None,
        start_override: None,
        delivered_at: None,
        delivered_by: None,
        completed_at: None,
        overdue_told_at: None,
        duties: Duties::default(),
        deliverables: Vec::new(),
        rounds: Vec::new(),
        extensions: Vec::new(),
        created_at: ctx.now,
        created_by: ctx.actor.person(),
    };
    Ok(Change::created(Task::restore(record, setting), facts).warn(due.warning(ctx)).warn(vague))
}

/// The code of the task with this serial under what has this code (S0-67).
pub(super) fn serial_code(parent: &str, serial: u32) -> String {
    format!("{parent}-{serial:02}")
}

/// The warning for a delivery standard against which nothing can be accepted (S1-109).
pub(super) fn binds_nobody(standard: &Text) -> Option<Reason> {
    wording::warning("deliveryStandard", standard.as_str())
}

/// Notes what bars a person from working on a task: unknown, left, or an auditor (resolution 68).
pub(super) fn check_person(person: PersonId, path: &str, ctx: &Context<'_>, wrong: &mut Violations) {
    match ctx.directory.person(person) {
        None => wrong.add(path, Reason::of(Rule::Unknown)),
        Some(found) if !found.is_active() => wrong.add(path, Reason::of(Rule::NotActive)),
        Some(found) if found.roles.contains(&OrganizationRole::Auditor) => {
            wrong.add(path, Reason::of(Rule::AuditorOnly));
        }
        Some(_) => {}
    }
}

/// Notes what is wrong with a list of collaborators.
pub(super) fn check_helpers(
    helpers: &BTreeSet<PersonId>,
    assignee: Option<PersonId>,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    check_items(helpers.len(), "collaborators", wrong);
    for (index, helper) in helpers.iter().enumerate() {
        let path = format!("collaborators.{index}");
        wrong.check(Some(*helper) != assignee, &path, Rule::Duplicate);
        check_person(*helper, &path, ctx, wrong);
    }
}

pub(super) fn check_items(count: usize, path: &str, wrong: &mut Violations) {
    if count > MAX_ITEMS {
        wrong.add(path, Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
    }
}
