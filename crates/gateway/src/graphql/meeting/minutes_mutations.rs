//! Minutes: drafting, publishing, correcting them, and the attendees' word on them.

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::link::Link;
use liaison_domain::text::Text;

use super::Meeting;
use super::inputs::{AttendanceInput, MinutesInput, with_text};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::meeting::{self as operations, Correction, Noting, OnMeeting, Publishing};
use crate::payload;

payload! {
    /// What `meetingDraftMinutes` answers.
    MeetingDraftMinutesPayload {
        /// The meeting with its draft.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingPublishMinutes` answers.
    MeetingPublishMinutesPayload {
        /// The meeting with its minutes.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingCorrectMinutes` answers.
    MeetingCorrectMinutesPayload {
        /// The meeting with the new version.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingConfirmMinutes` answers.
    MeetingConfirmMinutesPayload {
        /// The meeting with the confirmation.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingObjectToMinutes` answers.
    MeetingObjectToMinutesPayload {
        /// The meeting with the objection.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingMarkRead` answers.
    MeetingMarkReadPayload {
        /// The meeting with the mark.
        meeting: Meeting
    }
}

/// What the recorder notes; something has to be given.
#[derive(InputObject)]
pub struct MeetingDraftMinutesInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// Who was there, as far as it differs from the answers.
    pub attendance: Option<Vec<AttendanceInput>>,
    /// The minutes so far, in the place of the draft before.
    pub minutes: Option<MinutesInput>,
    /// Where the recording is; null to take it away.
    pub recording_url: MaybeUndefined<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl MeetingDraftMinutesInput {
    fn decode(self) -> (ActionOptions, Result<OnMeeting<Noting>, Refusal>) {
        let mut found = Violations::default();
        let recording = found.patched("recordingUrl", self.recording_url, |raw: String| Link::new(&raw));
        let minutes = drafted(&mut found, self.minutes);
        let attendance = AttendanceInput::all(self.attendance);
        let input = found.all((recording, minutes)).map(|(recording, minutes)| OnMeeting {
            id: self.id.0,
            input: Noting { attendance, minutes, recording },
        });
        (self.options, input)
    }
}

#[expect(clippy::option_option, reason = "refused, absent, or given")]
fn drafted(
    found: &mut Violations,
    minutes: Option<MinutesInput>,
) -> Option<Option<liaison_domain::meeting::MinutesDraft>> {
    match minutes {
        Some(minutes) => minutes.decode(found).map(Some),
        None => Some(None),
    }
}

/// Minutes to be published.
#[derive(InputObject)]
pub struct MeetingPublishMinutesInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// Who was there, as far as it differs from the answers.
    pub attendance: Option<Vec<AttendanceInput>>,
    /// The minutes; the draft where absent.
    pub minutes: Option<MinutesInput>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl MeetingPublishMinutesInput {
    fn decode(self) -> (ActionOptions, Result<OnMeeting<Publishing>, Refusal>) {
        let mut found = Violations::default();
        let minutes = drafted(&mut found, self.minutes);
        let attendance = AttendanceInput::all(self.attendance);
        let input = found
            .all((minutes,))
            .map(|(minutes,)| OnMeeting { id: self.id.0, input: Publishing { attendance, minutes } });
        (self.options, input)
    }
}

/// A version of the minutes that corrects the one before.
#[derive(InputObject)]
pub struct MeetingCorrectMinutesInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// The whole of the new version. A decision or an action item that names the one of before stays what it was; what is left
    /// out is taken out, and its task is cancelled if nobody has begun it.
    pub minutes: MinutesInput,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl MeetingCorrectMinutesInput {
    fn decode(self) -> (ActionOptions, Result<OnMeeting<Correction>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let minutes = self.minutes.decode(&mut found);
        let input = found
            .all((minutes, reason))
            .map(|(minutes, reason)| OnMeeting { id: self.id.0, input: Correction { minutes, reason } });
        (self.options, input)
    }
}

/// Minutes that the caller confirms.
#[derive(InputObject)]
pub struct MeetingConfirmMinutesInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Minutes that the caller does not agree with.
#[derive(InputObject)]
pub struct MeetingObjectToMinutesInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// What is wrong.
    pub text: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Minutes that the caller has read.
#[derive(InputObject)]
pub struct MeetingMarkReadInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields.
#[derive(Default)]
pub struct MeetingMinutesMutation;

#[Object]
impl MeetingMinutesMutation {
    /// Notes who was there, writes on the minutes, says where the recording is. For the recorder and the host.
    async fn meeting_draft_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and what is noted.")] input: MeetingDraftMinutesInput,
    ) -> OrNull<MeetingDraftMinutesPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::draft_minutes).await
    }

    /// Publishes the minutes of a meeting that has ended, in one step: decisions go on record, each action item becomes a task
    /// whose assignee is told, attendees are asked for their word, copies go out. For the recorder and the host.
    async fn meeting_publish_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and its minutes.")] input: MeetingPublishMinutesInput,
    ) -> OrNull<MeetingPublishMinutesPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::publish_minutes).await
    }

    /// Publishes a corrected version; every required attendee is asked again. For the recorder.
    async fn meeting_correct_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, the new version, and why.")] input: MeetingCorrectMinutesInput,
    ) -> OrNull<MeetingCorrectMinutesPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::correct_minutes).await
    }

    /// Confirms the minutes; who objected takes it back with that. The last word that is owed confirms the meeting. For
    /// attendees.
    async fn meeting_confirm_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: MeetingConfirmMinutesInput,
    ) -> OrNull<MeetingConfirmMinutesPayload> {
        let on = Ok(OnMeeting { id: input.id.0, input: () });
        run(ctx, input.options, on, operations::confirm_minutes).await
    }

    /// Objects to the minutes: nobody's silence confirms them while it stands. For required attendees.
    async fn meeting_object_to_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and what is wrong.")] input: MeetingObjectToMinutesInput,
    ) -> OrNull<MeetingObjectToMinutesPayload> {
        let decoded = with_text(input.id, "text", &input.text);
        run(ctx, input.options, decoded, operations::object_to_minutes).await
    }

    /// Marks the minutes as read, which is the word of one who was not there. For attendees.
    async fn meeting_mark_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: MeetingMarkReadInput,
    ) -> OrNull<MeetingMarkReadPayload> {
        let on = Ok(OnMeeting { id: input.id.0, input: () });
        run(ctx, input.options, on, operations::mark_read).await
    }
}
