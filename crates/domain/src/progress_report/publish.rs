//! Publishing a sheet.

use serde::Serialize;

use super::{PlanItem, ProgressReport, ReportFact, ReportRecord, SupportItem};
use crate::access::may_see;
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, StateConflict, Violations};
use crate::ids::{DepartmentId, ProgressReportId, fresh};
use crate::request::frame::Frame;
use crate::request::status::RequestStatus;
use crate::text::{Line, Text};
use crate::time::Date;

/// Most support items and most next steps of one sheet (resolution 81).
pub const MAX_ITEMS: usize = 50;

/// Support as somebody asks for it.
#[derive(Clone, Debug, Serialize)]
pub struct NewSupport {
    /// Who should help.
    pub department: DepartmentId,
    /// With what.
    pub matter: Text,
    /// By when.
    pub due_on: Option<Date>,
}

/// A sheet as somebody fills it in.
#[derive(Clone, Debug, Serialize)]
pub struct NewReport {
    /// An ID that the caller chose.
    pub id: Option<ProgressReportId>,
    /// Whose sheet it is: the initiating department or that of a party.
    pub department: DepartmentId,
    /// The day it speaks of; today where absent.
    pub on: Option<Date>,
    /// The present phase.
    pub phase: Line,
    /// What was done, quantified.
    pub done: Text,
    /// Risks and problems.
    pub risks: Option<Text>,
    /// The support needed.
    pub support: Vec<NewSupport>,
    /// The next steps.
    pub plan: Vec<PlanItem>,
}

/// Whether the actor may publish a sheet of `department` now: visible, permitted, state. A party's liaison, head and
/// editors publish the party's; the initiator and the initiating department's head and editors the initiating side's.
pub fn may_publish(frame: &Frame, department: DepartmentId, ctx: &Context<'_>) -> Result<(), Refusal> {
    if !may_see(ctx.actor, &frame.audience) {
        return Err(Refusal::NotFound);
    }
    let works_there = ctx.actor.edits(department) || authority::decides_for(department, ctx);
    let permitted = match authority::party(frame, department) {
        Some(party) => works_there || authority::represents(party, ctx),
        None if department == frame.initiating_department => works_there || authority::initiates(frame, ctx),
        None => false,
    };
    if !permitted {
        return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
    }
    match frame.status {
        RequestStatus::Agreed
        | RequestStatus::Confirmed
        | RequestStatus::InProgress
        | RequestStatus::Delivered
        | RequestStatus::Accepted => Ok(()),
        status => Err(Refusal::State(StateConflict {
            status: status.name(),
            allowed: Vec::new(),
            missing: vec![Reason::of(Rule::RequestNotWorkable).with("status", status.name())],
        })),
    }
}

impl ProgressReport {
    /// Publishes a sheet. Emits `ProgressReportPublished`.
    pub fn publish(ctx: &Context<'_>, frame: &Frame, new: NewReport) -> Result<Change<Self>, Refusal> {
        may_publish(frame, new.department, ctx)?;
        let Some(by) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        check(ctx, &new)?;
        let support: Vec<SupportItem> =
            (1..).zip(new.support).map(|(number, item)| item.numbered(number)).collect();
        let record = ReportRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            request: frame.request,
            department: new.department,
            on: new.on.unwrap_or_else(|| ctx.today()),
            phase: new.phase,
            done: new.done,
            risks: new.risks,
            support,
            plan: new.plan,
            by,
            at: ctx.now,
        };
        let fact = ReportFact::ProgressReportPublished {
            request: record.request,
            department: record.department,
            phase: record.phase.clone(),
            support_from: record.support.iter().map(|item| item.department).collect(),
        };
        Ok(Change::created(Self::restore(record, frame.clone()), vec![fact]))
    }
}

impl NewSupport {
    fn numbered(self, number: u32) -> SupportItem {
        let Self { department, matter, due_on } = self;
        SupportItem { number, department, matter, due_on, linked: None }
    }
}

fn check(ctx: &Context<'_>, new: &NewReport) -> Result<(), Refusal> {
    let today = ctx.today();
    let mut wrong = Violations::default();
    if new.on.is_some_and(|on| on > today) {
        wrong.add("on", Reason::of(Rule::OutOfRange).with("max", today));
    }
    for (path, count) in [("support", new.support.len()), ("plan", new.plan.len())] {
        if count > MAX_ITEMS {
            wrong.add(path, Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
        }
    }
    for (index, item) in new.support.iter().take(MAX_ITEMS).enumerate() {
        let known = ctx.directory.department(item.department).is_some();
        wrong.check(known, format!("support.{index}.department"), Rule::Unknown);
        let ahead = item.due_on.is_none_or(|due| due >= today);
        wrong.check(ahead, format!("support.{index}.dueOn"), Rule::InThePast);
    }
    wrong.finish()
}
