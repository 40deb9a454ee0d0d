//! Who may do what with a task, and when: the Task table of `states.md` as one function.

use super::{Anchor, MeetingFrame, Task, TaskStatus};
use crate::access::{OrganizationRole, may_see};
use crate::authority;
use crate::command::{Aggregate as _, Context};
use crate::comment::{archived, may_comment};
use crate::error::{Reason, Refusal, Rule, StateConflict};
use crate::ids::{DepartmentId, PersonId};
use crate::priority::Priority;
use crate::request::frame::Frame;
use crate::request::status::RequestStatus;

/// What people can do with a task. Creating one is [`super::may_create`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Change plan and dependencies.
    ChangePlan,
    /// Set a new date.
    SetDate,
    /// Give a planned task to its assignee.
    Dispatch,
    /// Confirm having taken it.
    Acknowledge,
    /// Begin.
    Start,
    /// Begin before what it waits for is delivered.
    OverrideStart,
    /// Add an entry to the log.
    ReportProgress,
    /// Hand it over to another assignee.
    Reassign,
    /// Ask for a new date.
    RequestExtension,
    /// Decide on a new date asked for.
    DecideExtension,
    /// Attach a deliverable.
    AttachDeliverable,
    /// Deliver.
    Deliver,
    /// Accept what was delivered.
    Pass,
    /// Hand it back with points.
    SendToRework,
    /// Raise a problem on it.
    RaiseProblem,
    /// Give it up.
    Cancel,
    /// Say something about it.
    Comment,
}

impl Action {
    /// Every action, in the order of life.
    pub const ALL: [Self; 17] = [
        Self::ChangePlan,
        Self::SetDate,
        Self::Dispatch,
        Self::Acknowledge,
        Self::Start,
        Self::OverrideStart,
        Self::ReportProgress,
        Self::Reassign,
        Self::RequestExtension,
        Self::DecideExtension,
        Self::AttachDeliverable,
        Self::Deliver,
        Self::Pass,
        Self::SendToRework,
        Self::RaiseProblem,
        Self::Cancel,
        Self::Comment,
    ];

    /// The name that `abilities` and `allowedTransitions` show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChangePlan => "CHANGE_PLAN",
            Self::SetDate => "SET_DATE",
            Self::Dispatch => "DISPATCH",
            Self::Acknowledge => "ACKNOWLEDGE",
            Self::Start => "START",
            Self::OverrideStart => "OVERRIDE_START",
            Self::ReportProgress => "REPORT_PROGRESS",
            Self::Reassign => "REASSIGN",
            Self::RequestExtension => "REQUEST_EXTENSION",
            Self::DecideExtension => "DECIDE_EXTENSION",
            Self::AttachDeliverable => "ATTACH_DELIVERABLE",
            Self::Deliver => "DELIVER",
            Self::Pass => "PASS",
            Self::SendToRework => "SEND_TO_REWORK",
            Self::RaiseProblem => "RAISE_PROBLEM",
            Self::Cancel => "CANCEL",
            Self::Comment => "COMMENT",
        }
    }

    /// The statuses in which the table has anything but a dash.
    const fn admitted_in(self, status: TaskStatus) -> bool {
        use TaskStatus::{Delivered, InProgress, NeedsSupport, NotStarted};
        match self {
            Self::ChangePlan => matches!(status, NotStarted | InProgress | NeedsSupport),
            Self::Dispatch => matches!(status, NotStarted | NeedsSupport),
            Self::Start | Self::OverrideStart => matches!(status, NotStarted),
            Self::SetDate
            | Self::Acknowledge
            | Self::ReportProgress
            | Self::Reassign
            | Self::RequestExtension
            | Self::Deliver => status.is_open(),
            Self::DecideExtension | Self::AttachDeliverable | Self::RaiseProblem | Self::Cancel => {
                !status.is_final()
            }
            Self::Pass | Self::SendToRework => matches!(status, Delivered),
            Self::Comment => true,
        }
    }
}

impl Task {
    /// Whether the actor may do this now: visible, then permitted, then the state. Content is each command's own.
    pub fn can(&self, action: Action, ctx: &Context<'_>) -> Result<(), Refusal> {
        if !may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        self.permits(action, ctx).map_err(Refusal::NotPermitted)?;
        self.admits(action, ctx).map_err(|missing| self.conflict(missing, ctx))
    }

    /// [`Self::can`] for every action.
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(Action, Result<(), Refusal>)> {
        Action::ALL.into_iter().map(|action| (action, self.can(action, ctx))).collect()
    }

    /// A refusal of this state, with what it does admit.
    pub(super) fn conflict(&self, missing: Vec<Reason>, ctx: &Context<'_>) -> Refusal {
        let allowed = Action::ALL
            .into_iter()
            .filter(|action| self.permits(*action, ctx).is_ok() && self.admits(*action, ctx).is_ok())
            .map(Action::name)
            .collect();
        Refusal::State(StateConflict { status: self.status().name(), allowed, missing })
    }

    /// What only the server does: lapses, and what follows from another record's change.
    pub(super) fn only_server(&self, ctx: &Context<'_>) -> Result<(), Refusal> {
        authority::only_server(ctx, &self.audience())
    }

    fn permits(&self, action: Action, ctx: &Context<'_>) -> Result<(), Reason> {
        let Some(actor) = ctx.actor.person() else { return Err(Reason::of(Rule::RoleMissing)) };
        let allowed = match action {
            Action::Acknowledge | Action::Start | Action::RequestExtension | Action::Deliver => {
                self.answers(ctx)
            }
            Action::ReportProgress | Action::AttachDeliverable => {
                self.answers(ctx) || self.record.collaborators.contains(&actor)
            }
            Action::SetDate | Action::OverrideStart | Action::Cancel => self.leads(ctx),
            Action::ChangePlan | Action::Reassign => {
                self.leads(ctx) || authority::decides_for(self.record.department, ctx)
            }
            Action::Dispatch => self.leads(ctx) || self.represents(ctx),
            Action::DecideExtension => return self.decides_extension(actor, ctx),
            Action::Pass | Action::SendToRework => return self.judges(actor, ctx),
            Action::RaiseProblem => !ctx.actor.has(OrganizationRole::Auditor),
            Action::Comment => may_comment(ctx),
        };
        if allowed { Ok(()) } else { Err(Reason::of(Rule::RoleMissing)) }
    }

    /// What the status and the setting ask for; an empty list where the status alone refuses.
    fn admits(&self, action: Action, ctx: &Context<'_>) -> Result<(), Vec<Reason>> {
        if !action.admitted_in(self.status()) {
            return Err(Vec::new());
        }
        let mut missing = Vec::new();
        match action {
            Action::Comment => missing.extend(self.setting.frame.as_ref().and_then(archived)),
            Action::Dispatch => {
                if self.record.dispatched_at.is_some() {
                    missing.push(Reason::of(Rule::AlreadyDispatched));
                }
                missing.extend(self.request_not_workable(ctx));
            }
            Action::Acknowledge => {
                missing.extend(self.not_dispatched());
                if self.record.acknowledged_at.is_some() {
                    missing.push(Reason::of(Rule::AlreadyAcknowledged));
                }
            }
            Action::Start | Action::ReportProgress | Action::Deliver => {
                missing.extend(self.not_dispatched());
                missing.extend(self.request_not_workable(ctx));
                if self.record.state.is_unstarted() {
                    missing.extend(self.open_dependencies());
                }
            }
            Action::OverrideStart => {
                missing.extend(self.not_dispatched());
                missing.extend(self.request_not_workable(ctx));
            }
            Action::RequestExtension => missing.extend(self.extension_obstacle(ctx)),
            Action::DecideExtension if self.record.open_extension().is_none() => {
                missing.push(Reason::of(Rule::ExtensionMissing));
            }
            Action::Pass if self.setting.unsettled_problems > 0 => {
                let count = self.setting.unsettled_problems;
                missing.push(Reason::of(Rule::ProblemUnsettled).with("count", count));
            }
            _ => {}
        }
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }

    fn not_dispatched(&self) -> Option<Reason> {
        self.record.dispatched_at.is_none().then(|| Reason::of(Rule::NotDispatched))
    }

    fn request_not_workable(&self, ctx: &Context<'_>) -> Option<Reason> {
        let frame = self.setting.frame.as_ref()?;
        (!workable(frame, ctx))
            .then(|| Reason::of(Rule::RequestNotWorkable).with("status", frame.status.name()))
    }

    fn open_dependencies(&self) -> impl Iterator<Item = Reason> {
        let open = self.setting.dependencies.iter().filter(|task| !task.status.satisfies());
        open.map(|task| Reason::of(Rule::DependencyOpen).with("task", &task.code))
    }

    /// The assignee, or who stands in for one who left (resolution 20).
    fn answers(&self, ctx: &Context<'_>) -> bool {
        authority::stands_for(self.record.assignee, self.record.department, ctx)
    }

    /// "L": of the request's lead party; without a request, of the department itself, or the host of the meeting.
    fn leads(&self, ctx: &Context<'_>) -> bool {
        match (self.record.anchor, &self.setting.frame) {
            (Anchor::Request(_), Some(frame)) => authority::leads(frame, ctx),
            (Anchor::Request(_), None) => false,
            (Anchor::Department(department), _) => authority::decides_for(department, ctx),
            (Anchor::Meeting(_), _) => {
                let hosts =
                    |meeting: &MeetingFrame| authority::stands_for(meeting.host, meeting.department, ctx);
                self.setting.meeting.as_ref().is_some_and(hosts)
                    || authority::decides_for(self.record.department, ctx)
            }
        }
    }

    /// "P": of the party, or the initiating side, that does the task.
    fn represents(&self, ctx: &Context<'_>) -> bool {
        let Some(frame) = &self.setting.frame else { return false };
        match authority::party(frame, self.record.department) {
            Some(party) => authority::represents(party, ctx),
            None => authority::initiates(frame, ctx),
        }
    }

    /// The lead decides on extensions, never on their own (state tables, "Who").
    fn decides_extension(&self, actor: PersonId, ctx: &Context<'_>) -> Result<(), Reason> {
        let applicant = self.record.open_extension().and_then(|extension| extension.by);
        let own = actor == self.record.assignee || applicant == Some(actor);
        let lead = match (self.record.anchor, &self.setting.frame) {
            (Anchor::Request(_), Some(frame)) => frame.lead().map(|lead| lead.department),
            (Anchor::Request(_), None) => None,
            (Anchor::Department(department), _) => Some(department),
            (Anchor::Meeting(_), _) => Some(self.record.department),
        };
        self.decides(own, self.leads(ctx), lead, actor, ctx)
    }

    /// The initiator or a named acceptor judges what a party delivered, the lead what the initiating side delivered
    /// (resolution 9), the department's head what stands alone; nobody their own.
    fn judges(&self, actor: PersonId, ctx: &Context<'_>) -> Result<(), Reason> {
        let own = actor == self.record.assignee || self.record.delivered_by == Some(actor);
        let (entitled, department) = match &self.setting.frame {
            Some(frame) if authority::party(frame, self.record.department).is_some() => (
                authority::initiates(frame, ctx) || frame.acceptors.contains(&actor),
                Some(frame.initiating_department),
            ),
            Some(frame) => (authority::leads(frame, ctx), frame.lead().map(|lead| lead.department)),
            // "No request: else the assignee's head" (`states.md`, Task, pass).
            None => {
                let department = self.record.department;
                (authority::decides_for(department, ctx), Some(department))
            }
        };
        self.decides(own, entitled, department, actor, ctx)
    }

    fn decides(
        &self,
        own: bool,
        entitled: bool,
        department: Option<DepartmentId>,
        actor: PersonId,
        ctx: &Context<'_>,
    ) -> Result<(), Reason> {
        if own {
            return Err(Reason::of(Rule::OwnMatter));
        }
        if entitled {
            return Ok(());
        }
        let assignee = self.record.assignee;
        let above = department.is_some_and(|department| {
            self.owner_would_decide(department, ctx)
                && authority::next_above(ctx.directory, department, assignee).contains(&actor)
        });
        if above { Ok(()) } else { Err(Reason::of(Rule::RoleMissing)) }
    }

    /// Whether the assignee is one of those who decide for `department`: then the next above decide as well.
    fn owner_would_decide(&self, department: DepartmentId, ctx: &Context<'_>) -> bool {
        let assignee = self.record.assignee;
        let liaison = |frame: &Frame| {
            frame
                .parties
                .iter()
                .any(|party| party.department == department && party.liaison == Some(assignee))
        };
        let named = |frame: &Frame| {
            department == frame.initiating_department
                && (frame.initiator == assignee || frame.acceptors.contains(&assignee))
        };
        ctx.directory.deciders(department).contains(&assignee)
            || self.setting.frame.as_ref().is_some_and(|frame| liaison(frame) || named(frame))
    }
}

/// Whether work may go on under this request: confirmed or in progress, for a critical one agreed (resolution 26).
pub(super) fn workable(frame: &Frame, ctx: &Context<'_>) -> bool {
    match frame.status {
        RequestStatus::Confirmed | RequestStatus::InProgress => true,
        RequestStatus::Agreed => frame.priority == Priority::Critical && ctx.pack.critical_shortcut,
        _ => false,
    }
}
