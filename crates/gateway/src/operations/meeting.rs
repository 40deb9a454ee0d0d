//! Meetings: one function a verb, over the commands of `liaison_domain::meeting`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (request, meeting, task), the codes that scheduling draws,
//! what earlier meetings left undone, the tasks that minutes make, and the audiences that follow from a request's. Verbs that
//! load, decide and record, and nothing else, are lines of the table below.

mod audience;
mod end;
mod minutes;
mod schedule;

use liaison_domain::command::{Aggregate as _, Change, Context};
use liaison_domain::error::Refusal;
use liaison_domain::ids::MeetingId;
use liaison_domain::link::Link;
use liaison_domain::meeting::{Attendance, Meeting, MeetingChanges, MeetingRecord, MinutesDraft, NewReply};
use liaison_domain::patch::Patch;
use liaison_domain::request::Request;
use liaison_domain::text::Text;
use liaison_persistence::meeting as stored;
use serde::Serialize;

use super::task::locked_request;
use super::{Answer, Call, OperationError, Work};
use crate::app::App;

pub(super) use audience::follow_audiences;
pub use end::{end, time_passed};
pub use minutes::{Correction, Publishing, correct_minutes, publish_minutes};
pub use schedule::{MeetingSchedule, schedule};

/// A meeting and what is to be done to it.
#[derive(Clone, Debug, Serialize)]
pub struct OnMeeting<I> {
    /// Which meeting.
    pub id: MeetingId,
    /// What is to be done.
    pub input: I,
}

/// What the recorder notes.
#[derive(Clone, Debug, Serialize)]
pub struct Noting {
    /// Who was there.
    pub attendance: Vec<Attendance>,
    /// The minutes so far; none to keep what is there.
    pub minutes: Option<MinutesDraft>,
    /// Where the recording is.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub recording: Patch<Link>,
}

type Verb<I> = fn(&Meeting, &Context<'_>, I) -> Result<Change<Meeting>, Refusal>;

async fn act<I>(
    app: App,
    call: Call,
    mutation: &'static str,
    input: OnMeeting<I>,
    verb: Verb<I>,
) -> Answer<MeetingRecord>
where
    I: Clone + Serialize + Send + Sync + 'static,
{
    app.change(call, mutation, input, move |work, input| {
        Box::pin(async move {
            let (_, meeting) = for_change(work, input.id).await?;
            let change = verb(&meeting, &work.context_of(&meeting), input.input.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($input:ty) as $mutation:literal = $verb:expr;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: App, call: Call, input: OnMeeting<$input>) -> Answer<MeetingRecord> {
            act(app, call, $mutation, input, $verb).await
        }
    )+};
}

verbs! {
    /// Changes time, place, agenda or people.
    change(MeetingChanges) as "meetingChange" = Meeting::change_to;
    /// Answers the invitation.
    reply(NewReply) as "meetingReply" = Meeting::reply;
    /// Opens it.
    start(()) as "meetingStart" = |meeting, ctx, ()| meeting.start(ctx);
    /// Notes who was there, writes on the minutes, says where the recording is.
    draft_minutes(Noting) as "meetingDraftMinutes" = |meeting, ctx, input| {
        meeting.draft_minutes(ctx, &input.attendance, input.minutes, input.recording)
    };
    /// Confirms the minutes.
    confirm_minutes(()) as "meetingConfirmMinutes" = |meeting, ctx, ()| meeting.confirm_minutes(ctx);
    /// Objects to the minutes.
    object_to_minutes(Text) as "meetingObjectToMinutes" = Meeting::object_to_minutes;
    /// Marks the minutes as read.
    mark_read(()) as "meetingMarkRead" = |meeting, ctx, ()| meeting.mark_read(ctx);
    /// Gives it up.
    cancel(Text) as "meetingCancel" = Meeting::cancel;
}

/// The meeting that the call is about, with the request it is about, if the caller may see it and it has the version they
/// expect.
async fn for_change(work: &mut Work, id: MeetingId) -> Result<(Option<Request>, Meeting), OperationError> {
    let (request, meeting) = load(work, id).await?;
    Ok((request, work.found(meeting).await?))
}

/// The meeting with the request it is about, whoever asks; the request is locked first.
///
/// # Errors
/// As every statement.
pub(super) async fn load(
    work: &mut Work,
    id: MeetingId,
) -> Result<(Option<Request>, Option<Meeting>), OperationError> {
    let Some(request) = stored::request_of(work.db(), id).await? else { return Ok((None, None)) };
    let request = match request {
        Some(request) => locked_request(work, request).await?,
        None => None,
    };
    // A confidential one has an audience of its own, whatever its request's is.
    let found = stored::find_for_change(work.unit(), id).await?;
    let meeting = found.map(|meeting| {
        let of = request.as_ref().map(Request::audience);
        Meeting::restore(meeting.into_record(), of)
    });
    Ok((request, meeting))
}
