//! What a task owes at this moment: the column "deadlines" of its state table, as one pure function.

use jiff::civil::Time;

use super::status::Working;
use super::{Anchor, ExtensionVerdict, Setting, Task, TaskState, TaskStatus};
use crate::command::{Aggregate as _, Context};
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::ids::{DepartmentId, Id};
use crate::pack::PackRef;
use crate::request::frame::{Frame, FramedParty};
use crate::request::status::RequestStatus;
use crate::time::Instant;

impl Task {
    /// Everything it owes, what is fulfilled included; nothing while it is only planned, cancelled, or its request was
    /// withdrawn or declined.
    pub fn owed(&self, ctx: &Context<'_>) -> Vec<Owed> {
        let frame = self.setting.frame.as_ref();
        let blocked = frame.is_some_and(|frame| frame.blocked);
        let mut duties = Duties { task: self, ctx, ledger: Ledger::new(ctx, self.record.priority, blocked) };
        let lives = frame.is_none_or(|frame| frame.status.is_open() || frame.status == RequestStatus::Closed);
        if let Some(since) = self.record.dispatched_at.filter(|_| lives) {
            duties.of_assignee(since);
            duties.of_others();
        }
        duties.ledger.finish()
    }

    /// What all its deadlines share; `governing` is the pack where no request says which.
    pub fn about(&self, governing: PackRef) -> About {
        let request = self.record.request();
        let frame = self.setting.frame.as_ref();
        About {
            subject: DeadlineSubject::Task(self.record.id),
            request,
            root: request.map_or(self.record.id.uuid(), Id::uuid),
            audience: frame.map_or_else(|| self.audience(), |frame| frame.audience.clone()),
            pack: frame.and_then(|frame| frame.pack.clone()).unwrap_or(governing),
        }
    }
}

/// A task at work on its own list.
struct Duties<'a> {
    task: &'a Task,
    ctx: &'a Context<'a>,
    ledger: Ledger<'a>,
}

impl Duties<'_> {
    fn of_assignee(&mut self, dispatched: Instant) {
        let status = self.task.status();
        if status == TaskStatus::Cancelled {
            return;
        }
        let task = &self.task.record;
        let assignee = Owner::person(task.assignee, task.department, self.ctx.directory);
        self.acknowledgement(assignee, dispatched);
        if status.is_open() {
            self.daily(assignee, dispatched);
        }
        // In rework the first delivery was made; what is owed is the verdict's date, also while support is awaited.
        let reworking =
            matches!(task.state, TaskState::Rework | TaskState::NeedsSupport { from: Working::Rework });
        let excuses = task.extensions.last().is_some_and(|extension| {
            extension.verdict == ExtensionVerdict::Approved && extension.due == task.due
        });
        let delivered = Standing::unless(!status.is_open() || reworking);
        let due = self.obligation(DeadlineKind::TaskDue, assignee, dispatched, delivered);
        self.ledger.owe_by(due, task.due.at, excuses);
        if let Some(round) = task.rounds.iter().rev().find(|round| !round.passed) {
            let mut rework =
                self.obligation(DeadlineKind::Rework, assignee, round.at, Standing::unless(!reworking));
            rework.part = round.number.to_string();
            self.ledger.owe_by(rework, task.due.at, excuses);
        }
        if task.overdue_told_at.is_some() && status.is_open() {
            let explained = Standing::unless(task.duties.delay_explained_at.is_some());
            self.owe(DeadlineKind::DelayExplained, assignee, task.due.at, explained);
        }
    }

    /// The assignee's word that they have it: given by starting or delivering too, and by each assignee anew (S0-30).
    fn acknowledgement(&mut self, assignee: Owner, dispatched: Instant) {
        let task = &self.task.record;
        let taken = match task.duties.reassigned_at {
            None => !task.state.is_unstarted(),
            Some(handed) => [task.started_at, task.delivered_at].into_iter().flatten().any(|at| at >= handed),
        };
        let taken = taken || task.acknowledged_at.is_some() || !self.task.status().is_open();
        let handed = task.duties.reassigned_at.unwrap_or(dispatched);
        let mut word = self.obligation(DeadlineKind::Acknowledge, assignee, handed, Standing::unless(taken));
        word.part = task.assignee.to_string();
        self.ledger.owe(word);
    }

    /// The progress of each working day, from the planned or the actual start until delivery (resolution 38).
    fn daily(&mut self, assignee: Owner, dispatched: Instant) {
        let task = &self.task.record;
        let zone = self.ctx.calendar_of(assignee.department).zone();
        let started = task.started_at.map(|at| at.date_in(zone));
        let Some(from) = [started, task.start_on].into_iter().flatten().min() else { return };
        let since = Instant::at(from, Time::midnight(), zone).max(dispatched);
        let also = self.task.entries.iter().map(|entry| entry.on).collect();
        let standing = Standing::Recurs { through: task.duties.reported_through, also };
        self.owe(DeadlineKind::Daily, assignee, since, standing);
    }

    /// The lead's decision on a new date, and the verdict on a delivery (S2-37, S0-41).
    fn of_others(&mut self) {
        let task = &self.task.record;
        if let Some(extension) = task.extensions.last().filter(|_| self.task.status().is_open()) {
            let decided = Standing::unless(extension.verdict != ExtensionVerdict::Open);
            // One that was left open when it was delivered waits again since the rework.
            let since = task.rounds.last().map_or(extension.at, |round| round.at.max(extension.at));
            let mut decision = self.obligation(DeadlineKind::Extension, self.lead(), since, decided);
            decision.part = extension.id.to_string();
            self.ledger.owe(decision);
        }
        let Some(delivered) = task.delivered_at else { return };
        let disputed =
            self.task.setting.frame.as_ref().is_some_and(|frame| frame.disputed.contains(&task.id));
        let standing = match self.task.status() {
            TaskStatus::Delivered if disputed => Standing::Paused,
            TaskStatus::Delivered => Standing::Running,
            TaskStatus::Completed | TaskStatus::Rework => Standing::Met,
            _ => return,
        };
        self.owe(DeadlineKind::Acceptance, self.acceptor(), delivered, standing);
    }

    /// Who coordinates: the lead through its liaison; the host of the meeting; alone, whoever decides for the department.
    fn lead(&self) -> Owner {
        let Setting { frame, meeting, .. } = &self.task.setting;
        match (frame.as_ref().and_then(Frame::lead), meeting) {
            (Some(lead), _) => self.represented(lead),
            (None, Some(meeting)) => Owner::person(meeting.host, meeting.department, self.ctx.directory),
            (None, None) => Owner::department(self.task.record.department),
        }
    }

    fn represented(&self, party: &FramedParty) -> Owner {
        Owner::through(party.liaison, party.department, self.ctx.directory)
    }

    /// Who judges: the initiator; the lead where the initiating side itself delivered (resolution 9); alone, the head.
    fn acceptor(&self) -> Owner {
        let Some(frame) = &self.task.setting.frame else {
            return Owner::department(self.task.record.department);
        };
        if self.task.record.department == frame.initiating_department && frame.lead().is_some() {
            self.lead()
        } else {
            Owner::person(frame.initiator, frame.initiating_department, self.ctx.directory)
        }
    }

    fn owe(&mut self, kind: DeadlineKind, owner: Owner, since: Instant, standing: Standing) {
        self.ledger.owe(self.obligation(kind, owner, since, standing));
    }

    fn obligation(&self, kind: DeadlineKind, owner: Owner, since: Instant, standing: Standing) -> Obligation {
        let counterpart = self.counterpart(owner.department);
        Obligation { kind, part: String::new(), owner, counterpart, since, standing }
    }

    /// The other side: the initiating department, for what that owes the task's own.
    fn counterpart(&self, owes: DepartmentId) -> Option<DepartmentId> {
        match (&self.task.setting.frame, self.task.record.anchor) {
            (Some(frame), _) if frame.initiating_department != owes => Some(frame.initiating_department),
            (Some(_), _) => Some(self.task.record.department).filter(|department| *department != owes),
            (None, Anchor::Department(department)) => Some(department),
            (None, Anchor::Meeting(_)) => {
                let meeting = self.task.setting.meeting.as_ref().map(|meeting| meeting.department);
                meeting.filter(|department| *department != owes)
            }
            (None, Anchor::Request(_)) => None,
        }
    }
}
