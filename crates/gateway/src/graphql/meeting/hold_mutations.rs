//! Answering an invitation, opening and ending a meeting.

use async_graphql::{Context, InputObject, Object};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::meeting::NewReply;
use liaison_domain::text::Line;

use super::{Meeting, MeetingAnswer};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::meeting::{self as operations, OnMeeting};
use crate::payload;

payload! {
    /// What `meetingReply` answers.
    MeetingReplyPayload {
        /// The meeting with the answer.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingStart` answers.
    MeetingStartPayload {
        /// The meeting that was opened.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingEnd` answers.
    MeetingEndPayload {
        /// The meeting that has ended.
        meeting: Meeting
    }
}

/// An attendee's answer to an invitation.
#[derive(InputObject)]
pub struct MeetingReplyInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// Whether the caller comes; not `NONE`.
    pub answer: MeetingAnswer,
    /// What they say with it, at most 200 characters.
    pub note: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl MeetingReplyInput {
    fn decode(self) -> (ActionOptions, Result<OnMeeting<NewReply>, Refusal>) {
        let mut found = Violations::default();
        let note = found.take("note", Line::optional(self.note.as_deref()));
        let input = found
            .all((note,))
            .map(|(note,)| OnMeeting { id: self.id.0, input: NewReply { reply: self.answer.into(), note } });
        (self.options, input)
    }
}

/// A meeting, and nothing else to say.
#[derive(InputObject)]
pub struct MeetingStartInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A meeting that is over.
#[derive(InputObject)]
pub struct MeetingEndInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields.
#[derive(Default)]
pub struct MeetingHoldMutation;

#[Object]
impl MeetingHoldMutation {
    /// Answers an invitation, or changes the answer. For attendees.
    async fn meeting_reply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and whether the caller comes.")] input: MeetingReplyInput,
    ) -> OrNull<MeetingReplyPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::reply).await
    }

    /// Opens a meeting: what it took is counted from now. For its host.
    async fn meeting_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: MeetingStartInput,
    ) -> OrNull<MeetingStartPayload> {
        let on = Ok(OnMeeting { id: input.id.0, input: () });
        run(ctx, input.options, on, operations::start).await
    }

    /// Ends a meeting that has begun; the minutes are owed from now. Without it the server ends it when its time has passed. For
    /// its host.
    async fn meeting_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting.")] input: MeetingEndInput,
    ) -> OrNull<MeetingEndPayload> {
        let on = Ok(OnMeeting { id: input.id.0, input: () });
        run(ctx, input.options, on, operations::end).await
    }
}
