//! Publishing and correcting minutes: the meeting, its tasks and what they do to a request, in one transaction.

use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{RequestId, TaskId};
use liaison_domain::meeting::{Attendance, Meeting, MeetingRecord, MinutesDraft, Publication};
use liaison_domain::request::Request;
use liaison_domain::task::{ItemTask, MeetingFrame, MinutesHome, Task};
use liaison_domain::text::Text;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::{OnMeeting, for_change};
use crate::app::App;
use crate::operations::request::as_server;
use crate::operations::task;
use crate::operations::{Answer, Call, OperationError, Work};

/// Minutes to be published.
#[derive(Clone, Debug, Serialize)]
pub struct Publishing {
    /// Who was there.
    pub attendance: Vec<Attendance>,
    /// The minutes; the draft where none are given.
    pub minutes: Option<MinutesDraft>,
}

/// A version that corrects the one before.
#[derive(Clone, Debug, Serialize)]
pub struct Correction {
    /// The whole of the new version.
    pub minutes: MinutesDraft,
    /// Why.
    pub reason: Text,
}

/// Publishes the minutes; each action item becomes a task (S1-29).
pub async fn publish_minutes(app: App, call: Call, input: OnMeeting<Publishing>) -> Answer<MeetingRecord> {
    app.change(call, "meetingPublishMinutes", input, |work, input| {
        Box::pin(async move {
            let (request, meeting) = for_change(work, input.id).await?;
            let Publishing { attendance, minutes } = input.input.clone();
            let ctx = work.context_of(&meeting);
            let publication = meeting.publish_minutes(&ctx, &attendance, minutes)?;
            Box::pin(record(work, request, publication)).await
        })
    })
    .await
}

/// Publishes a corrected version.
pub async fn correct_minutes(app: App, call: Call, input: OnMeeting<Correction>) -> Answer<MeetingRecord> {
    app.change(call, "meetingCorrectMinutes", input, |work, input| {
        Box::pin(async move {
            let (request, meeting) = for_change(work, input.id).await?;
            let Correction { minutes, reason } = input.input.clone();
            let publication = meeting.correct_minutes(&work.context_of(&meeting), minutes, reason)?;
            Box::pin(record(work, request, publication)).await
        })
    })
    .await
}

/// Writes the meeting and its tasks. What lets a task be made was decided by the meeting, so a task never refuses it.
async fn record(
    work: &mut Work,
    mut request: Option<Request>,
    publication: Publication,
) -> Result<MeetingRecord, OperationError> {
    let Publication { change, tasks, dropped } = publication;
    let correction = change.state.record().current().and_then(|minutes| minutes.correction.clone());
    let meeting = work.record(change).await?;
    let (fitting, alone): (Vec<ItemTask>, Vec<ItemTask>) =
        tasks.into_iter().partition(|item| fits(work, request.as_ref(), item));
    let mut serials = draw(work, request.as_ref().map(|request| request.id), &fitting).await?;
    for item in fitting {
        let Some(under) = request.take() else { break };
        request = Some(under_request(work, under, &meeting, serials.next().unwrap_or(1), item).await?);
    }
    let related = request.as_ref().map(Request::frame);
    let frame = meeting.frame();
    if !alone.is_empty() {
        let count = u32::try_from(alone.len()).unwrap_or(u32::MAX);
        let scope = format!("task of {}", frame.meeting);
        let serials = work.unit().next_numbers(&scope, count).await?;
        for (serial, item) in serials.zip(alone) {
            let home = MinutesHome::Meeting(u32::try_from(serial).unwrap_or(u32::MAX));
            let ctx = work.context_of(&meeting);
            let change = Task::from_minutes(&ctx, &frame, home, related.as_ref(), item)?;
            work.record(change).await?;
        }
    }
    if let Some(reason) = correction {
        for task in dropped {
            take_out(work, task, reason.clone()).await?;
        }
    }
    let record = meeting.into_record();
    work.unit().answers_with(Subject { kind: SubjectKind::Meeting, id: record.id.uuid() });
    Ok(record)
}

fn fits(work: &Work, request: Option<&Request>, item: &ItemTask) -> bool {
    request.is_some_and(|request| Task::fits(&request.frame(), item, &work.context_of(request)))
}

/// The serials of so many tasks under the request.
async fn draw(
    work: &mut Work,
    request: Option<RequestId>,
    items: &[ItemTask],
) -> Result<impl Iterator<Item = u32> + use<>, OperationError> {
    let serials = match request.filter(|_| !items.is_empty()) {
        Some(request) => {
            let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
            Some(work.unit().next_numbers(&task::serials_of(request), count).await?)
        }
        None => None,
    };
    Ok(serials.into_iter().flatten().map(|serial| u32::try_from(serial).unwrap_or(u32::MAX)))
}

/// Makes a task under the request, which its people take part in from now on.
async fn under_request(
    work: &mut Work,
    request: Request,
    meeting: &Meeting,
    serial: u32,
    item: ItemTask,
) -> Result<Request, OperationError> {
    let (frame, id, who): (_, _, MeetingFrame) = (request.frame(), item.id, meeting.frame());
    let people = [item.assignee];
    let ctx = work.context_of(&request);
    let change = Task::from_minutes(&ctx, &who, MinutesHome::Request(&frame, serial), Some(&frame), item)?;
    let moved = request.task_created(&as_server(work, &request), id, &people)?;
    let change = match &moved {
        Some(moved) => task::reframed(change, moved.state.frame()),
        None => change,
    };
    work.record(change).await?;
    match moved {
        Some(moved) => work.record(moved).await,
        None => Ok(request),
    }
}

/// Cancels what a correction took out of the minutes, if nobody has begun it (resolution 62).
async fn take_out(work: &mut Work, id: TaskId, reason: Text) -> Result<(), OperationError> {
    let (request, task) = task::load(work, id).await?;
    let Some(task) = task else { return Ok(()) };
    if let Some(change) = task.taken_out(&as_server(work, &task), reason)? {
        Box::pin(task::cancelled(work, request, change)).await?;
    }
    Ok(())
}
