//! Who is told of what happens to a task: who owes next, who answers for it, who coordinates.

use super::{About, NoticeCode, Noticed, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::PersonId;
use crate::priority::Priority;
use crate::task::{Health, Task, TaskFact};

impl Noticed for Task {
    fn about(&self) -> About {
        About { kind: SubjectKind::Task, id: self.uuid(), named: Some(self.uuid()) }
    }

    fn is_critical(&self) -> bool {
        self.record().priority == Priority::Critical
            || self.setting().frame.as_ref().is_some_and(|frame| frame.priority == Priority::Critical)
    }

    #[expect(clippy::too_many_lines, reason = "one closed table, a line or two a fact")]
    fn tell(change: &Change<Self>, fact: &TaskFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let on = Sides { task: &change.state, directory };
        let task = change.state.record();
        let helpers = || task.collaborators.iter().copied();
        match fact {
            TaskFact::TaskDispatched { assignee } => vec![
                Telling::new(Code::TaskAssigned, [*assignee]).due_at(task.due.at),
                Telling::new(Code::TaskHelpAsked, helpers()).due_at(task.due.at).person(*assignee),
            ],
            TaskFact::ProgressReported { health, .. } => match health {
                Health::NeedsSupport | Health::Delayed => vec![Telling::new(Code::TaskAtRisk, on.lead())],
                Health::OnTrack => Vec::new(),
            },
            TaskFact::TaskSupported {} => vec![Telling::new(Code::TaskSupported, [task.assignee])],
            TaskFact::TaskDelivered { .. } => vec![Telling::new(Code::TaskToAccept, on.judges())],
            TaskFact::TaskPassed { .. } => {
                vec![Telling::new(Code::TaskPassed, helpers().chain([task.assignee]))]
            }
            TaskFact::TaskSentToRework { due_at, .. } => {
                let to = helpers().chain([task.assignee]);
                vec![Telling::new(Code::TaskSentToRework, to).due_at(*due_at)]
            }
            TaskFact::ExtensionRequested { due_at, .. } => {
                vec![Telling::new(Code::ExtensionAsked, on.lead()).due_at(*due_at)]
            }
            TaskFact::ExtensionDecided { approved, goal_hit, .. } => {
                let code = if *approved { Code::ExtensionGranted } else { Code::ExtensionRefused };
                // A delay that hits the goal is the initiator's to know.
                let initiator = goal_hit.then(|| on.initiator()).flatten();
                vec![Telling::new(code, initiator.into_iter().chain([task.assignee])).due_at(task.due.at)]
            }
            TaskFact::TaskDateSet { due_at, .. } => {
                vec![Telling::new(Code::TaskDateSet, helpers().chain([task.assignee])).due_at(*due_at)]
            }
            TaskFact::TaskPlanChanged {} => match task.dispatched_at {
                Some(_) => vec![Telling::new(Code::TaskPlanChanged, [task.assignee])],
                None => Vec::new(),
            },
            TaskFact::TaskReassigned { from, to, .. } => match task.dispatched_at {
                Some(_) => vec![
                    Telling::new(Code::TaskAssigned, [*to]).due_at(task.due.at),
                    Telling::new(Code::TaskReassigned, [*from]).person(*to).parting(),
                ],
                None => Vec::new(),
            },
            TaskFact::TaskAssigneeVacated { assignee, acting } => {
                vec![Telling::new(Code::TaskAssigneeVacated, *acting).person(*assignee)]
            }
            TaskFact::TaskCancelled { reason, waiting, .. } => {
                // Where it ends with its request, that is told once and not for each task.
                let own = reason.as_ref().map(|_| helpers().chain([task.assignee]));
                let next = reason.as_ref().map(|_| waiting.iter().copied());
                vec![
                    Telling::new(Code::TaskCancelled, own.into_iter().flatten()),
                    Telling::new(Code::TaskMayStart, next.into_iter().flatten()),
                ]
            }
            TaskFact::TaskOverdue { due_at, .. } => {
                vec![Telling::new(Code::TaskOverdue, on.lead()).due_at(*due_at)]
            }
            // Nobody: a plan is told when it is dispatched, a problem by the problem, and nobody owes anything on the rest.
            TaskFact::TaskCreated { .. }
            | TaskFact::TaskAcknowledged { .. }
            | TaskFact::TaskStarted { .. }
            | TaskFact::TaskNeedsSupport {}
            | TaskFact::DeliverableAttached { .. } => Vec::new(),
        }
    }
}

struct Sides<'a> {
    task: &'a Task,
    directory: &'a Directory,
}

impl Sides<'_> {
    /// Liaison and head of the lead party; the host of the meeting; of a task that stands alone, the head of its department.
    fn lead(&self) -> Vec<PersonId> {
        let (frame, meeting) = (&self.task.setting().frame, &self.task.setting().meeting);
        match (frame.as_ref().and_then(|frame| frame.lead()), meeting) {
            (Some(lead), _) => lead.liaison.into_iter().chain(self.directory.head(lead.department)).collect(),
            (None, Some(meeting)) => {
                acting(meeting.host, meeting.department, self.directory).into_iter().collect()
            }
            (None, None) => self.directory.head(self.task.record().department).into_iter().collect(),
        }
    }

    fn initiator(&self) -> Option<PersonId> {
        let frame = self.task.setting().frame.as_ref()?;
        acting(frame.initiator, frame.initiating_department, self.directory)
    }

    /// Who accepts: initiator and acceptors; without a request, the head.
    fn judges(&self) -> Vec<PersonId> {
        match &self.task.setting().frame {
            Some(frame) => self.initiator().into_iter().chain(frame.acceptors.iter().copied()).collect(),
            None => self.directory.head(self.task.record().department).into_iter().collect(),
        }
    }
}
