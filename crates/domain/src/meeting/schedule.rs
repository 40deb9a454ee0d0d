//! Scheduling: once, or as a series; the notice rule asks for a reason where it comes too late.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::series::Repeat;
use super::{
    AgendaItem, Attendee, Meeting, MeetingFact, MeetingKind, MeetingRecord, MeetingStatus, NewAttendee, Seat,
    Window, check,
};
use crate::access::OrganizationRole;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{DepartmentId, MeetingId, MeetingSeriesId, PersonId, fresh};
use crate::link::Link;
use crate::request::frame::Frame;
use crate::text::{Line, Text};
use crate::time::Instant;

/// Where people meet: in a building, on the net, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The room, such as 3楼会议室A.
    pub place: Option<Line>,
    /// The link of the conference.
    pub join_link: Option<Link>,
}

/// A meeting as somebody plans it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewMeeting {
    /// An ID that the caller chose; in a series the first meeting's.
    pub id: Option<MeetingId>,
    /// What it is about.
    pub subject: Line,
    /// Which rules hold.
    pub kind: MeetingKind,
    /// When it starts; now where absent, for one that is held at once.
    pub starts_at: Option<Instant>,
    /// When it ends.
    pub ends_at: Instant,
    /// The zone in which the time is meant; that of the host's department where absent.
    pub zone: Option<String>,
    /// Where.
    pub place: Place,
    /// Who leads it; the caller where absent.
    pub host: Option<PersonId>,
    /// Who writes the minutes; the host where absent.
    pub recorder: Option<PersonId>,
    /// Who is asked to come, beside the host.
    pub attendees: Vec<NewAttendee>,
    /// Whether readers of its request do not see it.
    pub confidential: bool,
    /// What will be spoken of.
    pub agenda: Vec<AgendaItem>,
    /// What attendees are asked to bring or prepare.
    pub demands: Option<Text>,
    /// Who gets a copy of the minutes.
    pub copies: BTreeSet<PersonId>,
    /// Under which heading the minutes are filed.
    pub filed_under: Option<Line>,
    /// Why the notice is shorter than the rule; kept where it is.
    pub short_notice: Option<Text>,
    /// How it repeats.
    pub repeat: Option<Repeat>,
}

/// A new meeting that holds, or a series of them, before they have codes.
#[derive(Clone, Debug)]
pub struct Plan {
    new: NewMeeting,
    host: PersonId,
    recorder: PersonId,
    department: DepartmentId,
    zone: String,
    windows: Vec<(Window, Option<Text>)>,
}

impl Plan {
    /// How many meetings it is: so many codes are drawn.
    pub const fn count(&self) -> usize {
        self.windows.len()
    }
}

impl NewMeeting {
    /// The person who is to lead it.
    pub fn host(&self, ctx: &Context<'_>) -> Option<PersonId> {
        self.host.or_else(|| ctx.actor.person())
    }

    /// Checks everything and settles what was left out.
    ///
    /// # Errors
    /// `NotPermitted` for auditors and for who plans for a host of a department in which they are no editor. `Invalid` with all
    /// of: `NOT_ACTIVE`, `UNKNOWN`, `DUPLICATE` or `AUDITOR_ONLY` for people; `IN_THE_PAST` and `OUT_OF_RANGE` for times;
    /// `SHORT_NOTICE` where the notice is short and no reason is given; `AGENDA_TOO_LONG`; `TOO_MANY`.
    pub fn plan(self, ctx: &Context<'_>) -> Result<Plan, Refusal> {
        let home = |person| ctx.directory.person(person).map(|person| person.department);
        let host = self.host(ctx).and_then(|host| Some((host, home(host)?)));
        let by = ctx.actor.person();
        let entitled = !ctx.actor.has(OrganizationRole::Auditor)
            && host.is_none_or(|(host, department)| by == Some(host) || ctx.actor.edits(department));
        if by.is_none() || !entitled {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let Some((host, department)) = host else { return Err(Reason::of(Rule::Unknown).at("host").into()) };
        let mut wrong = Violations::default();
        let recorder = self.recorder.unwrap_or(host);
        check::worker(host, "host", ctx, &mut wrong);
        check::worker(recorder, "recorder", ctx, &mut wrong);
        check::attendees(&self.attendees, host, None, ctx, &mut wrong);
        check::copies(&self.copies, ctx, &mut wrong);
        let starts_at = match (self.starts_at, self.kind) {
            (None, MeetingKind::Instant) => Some(ctx.now),
            (given, _) => wrong.take("startsAt", given.ok_or(Reason::of(Rule::Required))),
        };
        let own = ctx.calendar_of(department).zone().iana_name().unwrap_or("UTC");
        let zone = self.zone.clone().unwrap_or_else(|| own.to_owned());
        let found = check::zone(&zone, &mut wrong);
        let windows = match starts_at {
            Some(starts_at) => self.windows(starts_at, department, found.as_ref(), ctx, &mut wrong),
            None => Vec::new(),
        };
        wrong.finish()?;
        Ok(Plan { new: self, host, recorder, department, zone, windows })
    }

    /// When it is, or each of its series, with the reason of those whose notice is short; without a zone the first alone, for
    /// what else is wrong with it.
    fn windows(
        &self,
        starts_at: Instant,
        department: DepartmentId,
        zone: Option<&TimeZone>,
        ctx: &Context<'_>,
        wrong: &mut Violations,
    ) -> Vec<(Window, Option<Text>)> {
        let first = Window { starts_at, ends_at: self.ends_at };
        check::window(first, self.kind, None, ctx, wrong);
        check::agenda(&self.agenda, first, ctx, wrong);
        let all = match self.repeat.zip(zone) {
            Some((repeat, zone)) => repeat.windows(first, zone, ctx.calendar_of(department), wrong),
            None => vec![first],
        };
        let noticed = all.into_iter().map(|window| {
            let reason = self.short_notice.clone();
            (window, check::notice(reason, self.kind, window.starts_at, department, ctx, wrong))
        });
        noticed.collect()
    }
}

impl Meeting {
    /// Schedules what was planned, under these codes, about the request that the caller sees. Emits `MeetingScheduled` each.
    pub fn schedule(
        ctx: &Context<'_>,
        plan: &Plan,
        codes: impl IntoIterator<Item = String>,
        request: Option<&Frame>,
    ) -> Vec<Change<Self>> {
        let series: Option<MeetingSeriesId> = plan.new.repeat.map(|_| fresh(ctx.ids));
        let meetings = (1..).zip(plan.windows.iter().zip(codes)).map(|(number, ((window, short), code))| {
            let id = plan.new.id.filter(|_| number == 1).unwrap_or_else(|| fresh(ctx.ids));
            let seat = series.map(|series| Seat { series, number });
            let record = MeetingRecord {
                id,
                code,
                window: *window,
                seat,
                short_notice: short.clone(),
                request: request.map(|frame| frame.request),
                ..blank(ctx, plan)
            };
            let fact = MeetingFact::MeetingScheduled {
                code: record.code.clone(),
                kind: record.kind,
                starts_at: window.starts_at,
                ends_at: window.ends_at,
                request: record.request,
                series,
                short_notice: short.clone(),
            };
            let audience = request.map(|frame| frame.audience.clone());
            Change::created(Self::restore(record, audience), vec![fact])
        });
        meetings.collect()
    }
}

/// What all meetings of a plan share.
fn blank(ctx: &Context<'_>, plan: &Plan) -> MeetingRecord {
    let new = &plan.new;
    let first = plan.windows.first().map_or(Window { starts_at: ctx.now, ends_at: new.ends_at }, |one| one.0);
    MeetingRecord {
        id: fresh(ctx.ids),
        version: 0,
        code: String::new(),
        subject: new.subject.clone(),
        kind: new.kind,
        window: first,
        zone: plan.zone.clone(),
        place: new.place.place.clone(),
        join_link: new.place.join_link.clone(),
        host: plan.host,
        department: plan.department,
        recorder: plan.recorder,
        attendees: new.attendees.iter().copied().map(Attendee::asked).collect(),
        request: None,
        confidential: new.confidential,
        seat: None,
        agenda: new.agenda.clone(),
        demands: new.demands.clone(),
        copies: new.copies.clone(),
        filed_under: new.filed_under.clone(),
        short_notice: None,
        pack: ctx.pack.reference(),
        status: MeetingStatus::Scheduled,
        noticed_at: ctx.now,
        opened_at: None,
        ended: None,
        carried: Vec::new(),
        draft: None,
        minutes: Vec::new(),
        objections: Vec::new(),
        recording: None,
        cancelled_reason: None,
        sequence: 0,
        created_at: ctx.now,
        created_by: ctx.actor.person(),
    }
}
