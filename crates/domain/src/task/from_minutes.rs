//! Tasks that minutes make: under the request of the meeting where it admits them, else under the meeting (resolution 60).

use super::action::workable;
use super::create::{Place, build, serial_code};
use super::{Anchor, MeetingFrame, NewDue, NewTask, Origin, Setting, Task};
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Refusal, Violations};
use crate::ids::{DecisionId, PersonId, TaskId};
use crate::request::frame::Frame;
use crate::request::status::RequestStatus;
use crate::text::{Line, Text};

/// A task that minutes make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemTask {
    /// The ID that the minutes refer to.
    pub id: TaskId,
    /// What is to be done.
    pub name: Line,
    /// The same at length, where a line does not hold it.
    pub description: Option<Text>,
    /// What it is measured against.
    pub standard: Option<Text>,
    /// Who does it.
    pub assignee: PersonId,
    /// By when.
    pub due: NewDue,
    /// The decision that it carries out.
    pub decision: Option<DecisionId>,
}

/// Where a task from minutes hangs, and the serial drawn for it there.
#[derive(Clone, Copy, Debug)]
pub enum MinutesHome<'a> {
    /// Under this request.
    Request(&'a Frame, u32),
    /// Under the meeting.
    Meeting(u32),
}

impl Task {
    /// Whether a task of this person goes under the request: it admits tasks, and they work in an involved department.
    pub fn fits(frame: &Frame, item: &ItemTask, ctx: &Context<'_>) -> bool {
        let admits = matches!(
            frame.status,
            RequestStatus::Agreed | RequestStatus::Confirmed | RequestStatus::InProgress
        );
        let home = ctx.directory.person(item.assignee).map(|person| person.department);
        admits && home.is_some_and(|home| authority::involved(frame, ctx.directory, home).is_some())
    }

    /// Makes the task of an action item. That the minutes may be published was decided by their meeting; `ctx` is of whoever
    /// published them. Emits `TaskCreated`, and `TaskDispatched` where the pack gives such tasks out at once (C14).
    pub fn from_minutes(
        ctx: &Context<'_>,
        meeting: &MeetingFrame,
        home: MinutesHome<'_>,
        related: Option<&Frame>,
        item: ItemTask,
    ) -> Result<Change<Self>, Refusal> {
        let ItemTask { id, name, description, standard, assignee, due, decision } = item;
        let related_request = related.map(|frame| frame.request);
        let origin = Origin { meeting: meeting.meeting, decision, related_request };
        let employed = ctx.directory.person(assignee).map_or(meeting.department, |one| one.department);
        let automatic = ctx.pack.meetings.auto_dispatch;
        let place = match home {
            MinutesHome::Request(frame, serial) => Place {
                id,
                code: serial_code(frame.code.as_deref().unwrap_or_default(), serial),
                anchor: Anchor::Request(frame.request),
                origin: Some(origin),
                department: authority::involved(frame, ctx.directory, employed).unwrap_or(employed),
                setting: Setting { frame: Some(frame.clone()), ..Setting::default() },
                dispatch: automatic && workable(frame, ctx),
            },
            MinutesHome::Meeting(serial) => Place {
                id,
                code: serial_code(&meeting.code, serial),
                anchor: Anchor::Meeting(meeting.meeting),
                origin: Some(origin),
                department: employed,
                setting: Setting {
                    meeting: Some(meeting.clone()),
                    heads: ctx.directory.deciders(employed).into_iter().collect(),
                    ..Setting::default()
                },
                dispatch: automatic,
            },
        };
        let beyond = match home {
            MinutesHome::Request(frame, _) => due.beyond(frame.due_on, ctx),
            MinutesHome::Meeting(_) => None,
        };
        let new = NewTask {
            name: Some(name),
            description,
            assignee: Some(assignee),
            delivery_standard: standard,
            due: Some(due),
            priority: related.map(|frame| frame.priority),
            ..NewTask::default()
        };
        Ok(build(ctx, place, new, Violations::default())?.warn(beyond))
    }
}
