//! Scheduling a meeting or a series of them, with a code each.

use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::RequestId;
use liaison_domain::meeting::{Meeting, MeetingRecord, NewMeeting};
use liaison_domain::pack::Governed;
use liaison_domain::request::Request;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use crate::app::App;
use crate::operations::task::locked_request;
use crate::operations::{Answer, Call, OperationError, Work, numbering};

/// A meeting to be scheduled.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingSchedule {
    /// The meeting, or the first of a series.
    pub meeting: NewMeeting,
    /// The request it is about.
    pub request: Option<RequestId>,
}

/// Schedules it; of a series the answer is the first meeting.
pub async fn schedule(app: App, call: Call, input: MeetingSchedule) -> Answer<MeetingRecord> {
    app.change(call, "meetingSchedule", input, |work, input| {
        Box::pin(async move {
            let request = subject_of(work, input.request).await?;
            let host = input.meeting.host(&work.context());
            let home = host.and_then(|host| work.directory().person(host)).map(|person| person.department);
            let assigned = Governed::Assigned { kind: None, department: home };
            let pack = request.as_ref().and_then(|request| request.pack.clone());
            let governed = pack.as_ref().map_or(assigned, Governed::By);
            let plan = input.meeting.clone().plan(&work.context_of(&governed))?;
            let pattern = work.context_of(&governed).pack.meetings.numbering.clone();
            let department = home.and_then(|home| work.directory().department(home)).cloned();
            let Some(department) = department else { return Err(unknown("host")) };
            let count = u32::try_from(plan.count()).unwrap_or(u32::MAX);
            let codes = numbering::codes(work, &pattern, &department, count).await?;
            let frame = request.as_ref().map(Request::frame);
            let changes = Meeting::schedule(&work.context_of(&governed), &plan, codes, frame.as_ref());
            let mut first = None;
            for change in changes {
                let meeting = work.record(change).await?.into_record();
                first = first.or(Some(meeting));
            }
            let first = first.ok_or_else(|| OperationError::internal("a plan without a meeting"))?;
            work.unit().answers_with(Subject { kind: SubjectKind::Meeting, id: first.id.uuid() });
            Ok(first)
        })
    })
    .await
}

/// The request, locked: one that the caller sees and that has been submitted.
async fn subject_of(work: &mut Work, id: Option<RequestId>) -> Result<Option<Request>, OperationError> {
    let Some(id) = id else { return Ok(None) };
    let request = locked_request(work, id).await?;
    match work.seen(request) {
        Ok(request) if request.status != RequestStatus::Draft => Ok(Some(request)),
        Ok(_) => Err(Refusal::from(Reason::of(Rule::WrongStatus).at("request")).into()),
        Err(_) => Err(unknown("request")),
    }
}

fn unknown(path: &str) -> OperationError {
    Refusal::from(Reason::of(Rule::Unknown).at(path)).into()
}
