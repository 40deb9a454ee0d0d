//! What tasks and problems do to their request: the rows of its table that begin with "a task". Called by their operations in
//! the same transaction, under the request's lock, after the task's own room has decided; nobody's command.

use crate::command::{Change, Context};
use crate::error::Refusal;
use crate::ids::{PersonId, TaskId};
use crate::request::Request;
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::flow::back;
use crate::request::frame::TaskTally;
use crate::request::record::{Participant, Source};
use crate::request::status::RequestStatus;
use crate::request::step::Step;

impl Request {
    /// A task was created, with these people on it. A delivered request is in progress again.
    pub fn task_created(
        &self,
        ctx: &Context<'_>,
        task: TaskId,
        people: &[PersonId],
    ) -> Result<Option<Change<Self>>, Refusal> {
        if !Action::CreateTask.statuses().contains(&self.status) {
            return Err(self.conflict(ctx, Vec::new()));
        }
        let mut step = Step::of(self, ctx);
        step.follow(RequestStatus::InProgress);
        step.take_part(Source::Task(task), people);
        Ok(step.if_told())
    }

    /// A task starts: the first one takes the request to `IN_PROGRESS`, in `AGREED` only where it is `CRITICAL`
    /// (resolution 26).
    pub fn task_started(&self, ctx: &Context<'_>, task: TaskId) -> Result<Option<Change<Self>>, Refusal> {
        self.admits_start(ctx).map_err(|missing| self.conflict(ctx, missing))?;
        if self.status == RequestStatus::InProgress {
            return Ok(None);
        }
        let mut step = Step::of(self, ctx);
        step.record.status = RequestStatus::InProgress;
        step.record.times.started_at = Some(ctx.now);
        step.fact(RequestFact::RequestStarted { task });
        Ok(Some(step.finish()))
    }

    /// A task was delivered, passed or cancelled; `tally` counts all of them as they are now.
    pub fn tasks_changed(
        &self,
        ctx: &Context<'_>,
        tally: TaskTally,
    ) -> Result<Option<Change<Self>>, Refusal> {
        match self.status {
            RequestStatus::Agreed | RequestStatus::Confirmed => Ok(None),
            RequestStatus::InProgress | RequestStatus::Delivered => {
                let mut step = Step::of(self, ctx);
                step.follow(back(tally));
                Ok(step.if_told())
            }
            _ => Err(self.conflict(ctx, Vec::new())),
        }
    }

    /// A task was sent to rework: a delivered request is in progress again (resolution 11).
    pub fn task_reworked(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        match self.status {
            RequestStatus::InProgress | RequestStatus::Delivered => {
                let mut step = Step::of(self, ctx);
                step.follow(RequestStatus::InProgress);
                Ok(step.if_told())
            }
            _ => Err(self.conflict(ctx, Vec::new())),
        }
    }

    /// Exactly these people take part through `source` from now on: they see the request while they are named
    /// (resolution 18). None where nobody comes or goes.
    pub fn take_part(&self, ctx: &Context<'_>, source: Source, people: &[PersonId]) -> Option<Change<Self>> {
        let mut step = Step::of(self, ctx);
        step.take_part(source, people);
        step.if_told()
    }
}

impl Step<'_> {
    /// Lets the status follow the tasks between `IN_PROGRESS` and `DELIVERED`; elsewhere they do not move it.
    fn follow(&mut self, to: RequestStatus) {
        match (self.record.status, to) {
            (RequestStatus::InProgress, RequestStatus::Delivered) => {
                self.record.times.delivered_at = Some(self.now());
                self.fact(RequestFact::RequestDelivered {});
            }
            (RequestStatus::Delivered, RequestStatus::InProgress) => {
                self.fact(RequestFact::RequestReopened {});
            }
            _ => return,
        }
        self.record.status = to;
    }

    fn take_part(&mut self, source: Source, people: &[PersonId]) {
        let of = |participant: &&Participant| participant.source == source;
        let before: Vec<Participant> = self.record.participants.iter().filter(of).copied().collect();
        let mut after: Vec<_> = people.iter().map(|person| Participant { person: *person, source }).collect();
        after.sort_unstable();
        after.dedup();
        let joined: Vec<_> = after.iter().filter(|one| !before.contains(one)).copied().collect();
        let left: Vec<_> = before.iter().filter(|one| !after.contains(one)).copied().collect();
        if joined.is_empty() && left.is_empty() {
            return;
        }
        self.record.participants.retain(|participant| participant.source != source);
        self.record.participants.extend(after);
        self.fact(RequestFact::ParticipantsChanged { joined, left });
    }

    fn if_told(self) -> Option<Change<Request>> {
        (!self.facts.is_empty()).then(|| self.finish())
    }
}
