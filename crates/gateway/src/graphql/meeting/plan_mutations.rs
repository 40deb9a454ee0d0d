//! Scheduling meetings and changing what is scheduled.

use async_graphql::{Context, InputObject, MaybeUndefined, Object};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::link::Link;
use liaison_domain::meeting::{self as domain, MeetingChanges, NewMeeting, Place};
use liaison_domain::text::{Line, Text};

use super::inputs::{AgendaItemInput, MeetingAttendeeInput, with_text};
use super::{Meeting, MeetingKind, MeetingPeriod};
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::operations::meeting::{self as operations, MeetingSchedule, OnMeeting};
use crate::payload;

payload! {
    /// What `meetingSchedule` answers.
    MeetingSchedulePayload {
        /// The new meeting; of a series the first.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingChange` answers.
    MeetingChangePayload {
        /// The meeting after the change.
        meeting: Meeting
    }
}

payload! {
    /// What `meetingCancel` answers.
    MeetingCancelPayload {
        /// The meeting that was given up.
        meeting: Meeting
    }
}

/// How a meeting repeats: at the same time on the wall of its zone, whatever the clocks there do.
#[derive(InputObject)]
pub struct MeetingRepeatInput {
    /// How far apart.
    pub every: MeetingPeriod,
    /// The last day on which a meeting of the series may start; at most 53 meetings.
    pub until: Date,
    /// Leave out what falls on a day off of the host's department.
    #[graphql(default = true)]
    pub working_days_only: bool,
}

/// A meeting to be scheduled.
#[derive(InputObject)]
pub struct MeetingScheduleInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent. In a series, the first meeting's.
    pub id: Option<Key<kind::Meeting>>,
    /// What it is about, at most 200 characters.
    pub subject: String,
    /// Which rules of notice, length and minutes hold.
    pub kind: MeetingKind,
    /// When it starts; may be absent for an `INSTANT` meeting, which starts now.
    pub starts_at: Option<DateTime>,
    /// When it ends; within a day of the start, for a `SYNC` within half an hour.
    pub ends_at: DateTime,
    /// The zone in which the time is meant, by its IANA name; that of the host's department where absent.
    pub time_zone: Option<String>,
    /// The room, at most 200 characters.
    pub place: Option<String>,
    /// The link of the conference: an `https` or `http` address of at most 2,000 characters.
    pub join_link: Option<String>,
    /// Who leads it; the caller where absent. Somebody else only by who is an editor in their department.
    pub host: Option<Key<kind::Person>>,
    /// Who writes the minutes; the host where absent.
    pub recorder: Option<Key<kind::Person>>,
    /// Who is asked to come beside the host, at most 50.
    pub attendees: Option<Vec<MeetingAttendeeInput>>,
    /// The request it is about; one that the caller sees and that was submitted.
    pub request: Option<Key<kind::Request>>,
    /// Whether readers of the request do not see it for that reason alone.
    #[graphql(default)]
    pub confidential: bool,
    /// What will be spoken of, at most 50 items.
    pub agenda: Option<Vec<AgendaItemInput>>,
    /// What attendees are asked to bring or prepare.
    pub demands: Option<String>,
    /// Who gets a copy of the minutes beside those who are asked to come, at most 50.
    pub copies: Option<Vec<Key<kind::Person>>>,
    /// Under which heading the minutes are filed, at most 200 characters.
    pub filed_under: Option<String>,
    /// Why the notice is shorter than the process pack's rule; needed where it is.
    pub short_notice_reason: Option<String>,
    /// How it repeats; absent for one meeting.
    pub repeat: Option<MeetingRepeatInput>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl MeetingScheduleInput {
    fn decode(self) -> (WriteOptions, Result<MeetingSchedule, Refusal>) {
        let mut found = Violations::default();
        let subject = found.take("subject", Line::new(&self.subject));
        let place = found.take("place", Line::optional(self.place.as_deref()));
        let link = found.take("joinLink", Link::optional(self.join_link.as_deref()));
        let demands = found.take("demands", Text::optional(self.demands.as_deref()));
        let filed = found.take("filedUnder", Line::optional(self.filed_under.as_deref()));
        let reason = found.take("shortNoticeReason", Text::optional(self.short_notice_reason.as_deref()));
        let agenda = AgendaItemInput::all(&mut found, self.agenda.unwrap_or_default());
        let repeat = self.repeat.map(|repeat| domain::Repeat {
            every: repeat.every.into(),
            until: repeat.until.0,
            working_days_only: repeat.working_days_only,
        });
        let parts = (subject, place, link, demands, filed, reason, agenda);
        let input = found.all(parts).map(
            |(subject, place, join_link, demands, filed_under, short_notice, agenda)| {
                let meeting = NewMeeting {
                    id: self.id.map(|key| key.0),
                    subject,
                    kind: self.kind.into(),
                    starts_at: self.starts_at.map(|at| at.0),
                    ends_at: self.ends_at.0,
                    zone: self.time_zone,
                    place: Place { place, join_link },
                    host: self.host.map(|key| key.0),
                    recorder: self.recorder.map(|key| key.0),
                    attendees: MeetingAttendeeInput::all(self.attendees.unwrap_or_default()),
                    confidential: self.confidential,
                    agenda,
                    demands,
                    copies: self.copies.unwrap_or_default().into_iter().map(|key| key.0).collect(),
                    filed_under,
                    short_notice,
                    repeat,
                };
                MeetingSchedule { meeting, request: self.request.map(|key| key.0) }
            },
        );
        (self.options, input)
    }
}

/// What of a meeting is to change; what is left out stays, null clears.
#[derive(InputObject)]
pub struct MeetingChangeInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// What it is about.
    pub subject: Option<String>,
    /// When it starts; another time asks everybody anew.
    pub starts_at: Option<DateTime>,
    /// When it ends.
    pub ends_at: Option<DateTime>,
    /// The zone in which the time is meant, by its IANA name.
    pub time_zone: Option<String>,
    /// The room.
    pub place: MaybeUndefined<String>,
    /// The link of the conference.
    pub join_link: MaybeUndefined<String>,
    /// Who writes the minutes.
    pub recorder: Option<Key<kind::Person>>,
    /// Who is asked to come, all of them; who is asked already keeps the answer.
    pub attendees: Option<Vec<MeetingAttendeeInput>>,
    /// Whether readers of the request do not see it for that reason alone.
    pub confidential: Option<bool>,
    /// What will be spoken of, all of it.
    pub agenda: Option<Vec<AgendaItemInput>>,
    /// What attendees are asked to bring or prepare.
    pub demands: MaybeUndefined<String>,
    /// Who gets a copy of the minutes, all of them.
    pub copies: Option<Vec<Key<kind::Person>>>,
    /// Under which heading the minutes are filed.
    pub filed_under: MaybeUndefined<String>,
    /// Why the notice of the new time is shorter than the process pack's rule; needed where it is.
    pub short_notice_reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl MeetingChangeInput {
    fn decode(self) -> (ActionOptions, Result<OnMeeting<MeetingChanges>, Refusal>) {
        let mut found = Violations::default();
        let line = |raw: String| Line::new(&raw);
        let text = |raw: String| Text::new(&raw);
        let subject = found.given("subject", self.subject, line);
        let place = found.patched("place", self.place, line);
        let link = found.patched("joinLink", self.join_link, |raw: String| Link::new(&raw));
        let demands = found.patched("demands", self.demands, text);
        let filed = found.patched("filedUnder", self.filed_under, line);
        let reason = found.given("shortNoticeReason", self.short_notice_reason, text);
        let agenda = match self.agenda {
            Some(items) => AgendaItemInput::all(&mut found, items).map(Some),
            None => Some(None),
        };
        let id = self.id.0;
        let parts = (subject, place, link, demands, filed, reason, agenda);
        let input = found.all(parts).map(
            |(subject, place, join_link, demands, filed_under, short_notice, agenda)| {
                let changes = MeetingChanges {
                    subject,
                    starts_at: self.starts_at.map(|at| at.0),
                    ends_at: self.ends_at.map(|at| at.0),
                    zone: self.time_zone,
                    place,
                    join_link,
                    recorder: self.recorder.map(|key| key.0),
                    attendees: self.attendees.map(MeetingAttendeeInput::all),
                    confidential: self.confidential,
                    agenda,
                    demands,
                    copies: self.copies.map(|keys| keys.into_iter().map(|key| key.0).collect()),
                    filed_under,
                    short_notice,
                };
                OnMeeting { id, input: changes }
            },
        );
        (self.options, input)
    }
}

/// A meeting to be given up.
#[derive(InputObject)]
pub struct MeetingCancelInput {
    /// Which meeting.
    pub id: Key<kind::Meeting>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// The root fields.
#[derive(Default)]
pub struct MeetingPlanMutation;

#[Object]
impl MeetingPlanMutation {
    /// Schedules a meeting, or a series of them; the invitation goes out with it. For every employee as host, and for editors of
    /// a host's department.
    async fn meeting_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting.")] input: MeetingScheduleInput,
    ) -> OrNull<MeetingSchedulePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::schedule).await
    }

    /// Changes time, place, agenda or people of a scheduled meeting. For its host.
    async fn meeting_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and what of it changes.")] input: MeetingChangeInput,
    ) -> OrNull<MeetingChangePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::change).await
    }

    /// Gives a meeting up: a scheduled one, or one whose time passed without anybody opening or ending it. For its host.
    async fn meeting_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and why.")] input: MeetingCancelInput,
    ) -> OrNull<MeetingCancelPayload> {
        let decoded = with_text(input.id, "reason", &input.reason);
        run(ctx, input.options, decoded, operations::cancel).await
    }
}
