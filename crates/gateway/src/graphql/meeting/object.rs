//! The meeting as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};
use liaison_domain::ids::{MeetingId, kind};
use liaison_domain::link::Link;
use liaison_domain::meeting as domain;
use liaison_domain::text::{Line, Text};

use super::batches::{ById, InSetting, LeftUndone};
use super::minutes::{Minutes, MinutesDraft, Objection};
use super::parts::{AgendaItem, Attendee, MeetingSeries};
use super::{MeetingKind, MeetingStatus};
use crate::graphql::comment::MeetingComments;
use crate::graphql::deadline::MeetingDeadlines;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::pack::ProcessPackVersion;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;

/// A meeting (会议): notice and agenda before, minutes, decisions and action items after. Seen by its host, recorder and
/// attendees, by the managers of the host's department, by auditors, and by who sees the request it is about unless it is
/// confidential; by who gets copies once they went out.
#[derive(MergedObject, Clone)]
pub struct Meeting(MeetingSheet, MeetingPeople, MeetingRecord, MeetingDeadlines, MeetingComments);

impl Meeting {
    /// The schema's form of this meeting.
    pub fn new(meeting: Arc<domain::MeetingRecord>) -> Self {
        let id = meeting.id;
        Self(
            MeetingSheet(Arc::clone(&meeting)),
            MeetingPeople(Arc::clone(&meeting)),
            MeetingRecord(meeting),
            MeetingDeadlines(id),
            MeetingComments(id),
        )
    }

    /// The meeting with this ID, in one batch with everybody who asks now; null where the caller may not see it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn by_id(scope: &Scope, id: MeetingId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the sheet's.
    pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Meeting {
    type Kind = kind::Meeting;

    async fn find(scope: &Scope, id: MeetingId) -> Result<Option<Self>, Fault> {
        Self::by_id(scope, id).await
    }
}

impl Shown for Meeting {
    type Record = domain::MeetingRecord;

    fn show(_: &Scope, record: domain::MeetingRecord) -> Self {
        Self::new(Arc::new(record))
    }
}

/// The aspect: what it is about, when and where.
#[derive(Clone)]
pub struct MeetingSheet(Arc<domain::MeetingRecord>);

/// The aspect "sheet" of a meeting.
#[Object]
impl MeetingSheet {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Such as `HY202405001`; given when it was scheduled and kept for good.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is about (会议主题).
    async fn subject(&self) -> &str {
        self.0.subject.as_str()
    }

    /// Which rules of notice and minutes hold.
    async fn kind(&self) -> MeetingKind {
        self.0.kind.into()
    }

    /// What people read for the kind, in the language of the call.
    async fn kind_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(MeetingKind::from(self.0.kind).label(Scope::of(ctx)?.locale()))
    }

    /// Where it is.
    async fn status(&self) -> MeetingStatus {
        self.0.status.into()
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(MeetingStatus::from(self.0.status).label(Scope::of(ctx)?.locale()))
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.window.starts_at)
    }

    /// When it is planned to end.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.window.ends_at)
    }

    /// The zone in which the time was meant, by its IANA name such as `Asia/Shanghai`.
    async fn time_zone(&self) -> &str {
        &self.0.zone
    }

    /// The room, such as 3楼会议室A.
    async fn place(&self) -> Option<&str> {
        self.0.place.as_ref().map(Line::as_str)
    }

    /// The link of the conference.
    async fn join_link(&self) -> Option<&str> {
        self.0.join_link.as_ref().map(Link::as_str)
    }

    /// The request it is about; null where there is none or the viewer may not see it.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// Whether readers of the request do not see it for that reason alone.
    async fn confidential(&self) -> bool {
        self.0.confidential
    }

    /// The series that it belongs to; null for one that does not repeat.
    async fn series(&self) -> Option<MeetingSeries> {
        self.0.seat.map(|seat| MeetingSeries(seat.series))
    }

    /// Its place in the series, from 1.
    async fn series_number(&self) -> Option<u32> {
        self.0.seat.map(|seat| seat.number)
    }

    /// What will be spoken of (会议议程): first the action items that earlier meetings of the series or on the request left
    /// undone, then its own items in order. Costs one statement for all meetings that are selected, and one batch for tasks.
    async fn agenda(&self, ctx: &Context<'_>) -> Result<Vec<AgendaItem>> {
        let scope = Scope::of(ctx)?;
        let meeting = &self.0;
        let carried = if meeting.status == domain::MeetingStatus::Scheduled {
            let found = scope.loader::<LeftUndone>().get(meeting.id).await?;
            found.map(|found| found.as_ref().clone()).unwrap_or_default()
        } else {
            meeting.carried.clone()
        };
        let tasks =
            futures_util::future::try_join_all(carried.iter().map(|one| Task::by_id(scope, one.task)));
        let left = tasks.await?.into_iter().flatten().map(AgendaItem::carried);
        let own = (0..meeting.agenda.len()).map(|index| AgendaItem::own(meeting, index));
        Ok(left.chain(own).collect())
    }

    /// What attendees are asked to bring or prepare (参会要求).
    async fn demands(&self) -> Option<&str> {
        self.0.demands.as_ref().map(Text::as_str)
    }

    /// Why its notice was shorter than the rule; null where it was not.
    async fn short_notice_reason(&self) -> Option<&str> {
        self.0.short_notice.as_ref().map(Text::as_str)
    }

    /// The process pack that governs it, fixed when it was scheduled; null where that version is not there any more.
    async fn pack(&self, ctx: &Context<'_>) -> OrNull<ProcessPackVersion> {
        OrNull::known(ctx, |scope| ProcessPackVersion::of(scope, &self.0.pack))
    }
}

/// The aspect: who is in it.
#[derive(Clone)]
pub struct MeetingPeople(Arc<domain::MeetingRecord>);

/// The aspect "people" of a meeting.
#[Object]
impl MeetingPeople {
    /// Who leads it (主持人).
    async fn host(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.host).await
    }

    /// The department for which the host holds it.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// Who writes the minutes (记录人).
    async fn recorder(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.recorder).await
    }

    /// Who is asked to come beside the host, at most 50.
    async fn attendees(&self) -> Vec<Attendee> {
        (0..self.0.attendees.len()).map(|index| Attendee::new(&self.0, index)).collect()
    }

    /// Who gets a copy of the minutes beside those who were asked to come, at most 50 and the heads whom the process pack names.
    async fn copies(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.copies.iter().filter_map(|person| Person::by_id(scope, *person)).collect())
    }

    /// Under which heading the minutes are filed, such as 项目文档-会议纪要.
    async fn filed_under(&self) -> Option<&str> {
        self.0.filed_under.as_ref().map(Line::as_str)
    }

    /// Who scheduled it; null for the server.
    async fn created_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.created_by).await
    }

    /// When it was scheduled.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// The aspect: what came of it.
#[derive(Clone)]
pub struct MeetingRecord(Arc<domain::MeetingRecord>);

/// The aspect "record" of a meeting.
#[Object]
impl MeetingRecord {
    /// When the host opened it; null where nobody did.
    async fn opened_at(&self) -> Option<DateTime> {
        self.0.opened_at.map(DateTime)
    }

    /// When it ended: when the host said so, else when its time had passed.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended.map(|ended| DateTime(ended.at))
    }

    /// Who ended it; null where its time had passed.
    async fn ended_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.ended.and_then(|ended| ended.by)).await
    }

    /// How long it took: from its opening, or the planned start, to its end. Null until it has ended.
    async fn lasted(&self) -> Option<Duration> {
        self.0.lasted().map(|micros| Duration(jiff::SignedDuration::from_micros(micros)))
    }

    /// The minutes in the making; null where there are none.
    async fn minutes_draft(&self) -> Option<MinutesDraft> {
        MinutesDraft::new(&self.0)
    }

    /// The minutes that hold (会议纪要): the last version. Null until they are published.
    async fn minutes(&self) -> Option<Minutes> {
        self.0.minutes.len().checked_sub(1).map(|index| Minutes::new(&self.0, index))
    }

    /// Every published version, oldest first.
    async fn minutes_versions(&self) -> Vec<Minutes> {
        (0..self.0.minutes.len()).map(|index| Minutes::new(&self.0, index)).collect()
    }

    /// What attendees hold against the minutes, oldest first.
    async fn objections(&self) -> Vec<Objection> {
        (0..self.0.objections.len()).map(|index| Objection::new(&self.0, index)).collect()
    }

    /// Where its recording is.
    async fn recording_url(&self) -> Option<&str> {
        self.0.recording.as_ref().map(Link::as_str)
    }

    /// Why it was given up; null where it was not.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.cancelled_reason.as_ref().map(Text::as_str)
    }

    /// What the viewer may do to this meeting now, and why not; from the function that decides. Costs up to four statements for
    /// all meetings that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let Some(meeting) = scope.loader::<InSetting>().get(self.0.id).await? else { return Ok(Vec::new()) };
        Ok(scope.abilities_on(&*meeting, |decision| {
            let verdicts = meeting.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
