//! What a meeting consists of: its agenda, its attendees, its series.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::ids::MeetingSeriesId;
use liaison_domain::link::Link;
use liaison_domain::meeting as domain;
use liaison_domain::text::{Line, Text};

use super::batches::OfSeries;
use super::lists::{self, MeetingFilter, MeetingOrderField};
use super::{AttendeeRole, Meeting, MeetingAnswer};
use crate::graphql::children::{Asked, connection};
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::directory::Person;
use crate::graphql::filter;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;

/// One topic of a meeting, or what an earlier one left undone.
pub struct AgendaItem(Topic);

enum Topic {
    Own(Arc<domain::MeetingRecord>, usize),
    Carried(Box<Task>),
}

impl AgendaItem {
    pub(super) fn own(meeting: &Arc<domain::MeetingRecord>, index: usize) -> Self {
        Self(Topic::Own(Arc::clone(meeting), index))
    }

    pub(super) fn carried(task: Task) -> Self {
        Self(Topic::Carried(Box::new(task)))
    }

    fn item(&self) -> Option<&domain::AgendaItem> {
        match &self.0 {
            Topic::Own(meeting, index) => meeting.agenda.get(*index),
            Topic::Carried(_) => None,
        }
    }
}

/// One topic of a meeting (议题), or an action item that an earlier meeting left undone: then `carriedOver` is the task, and
/// everything else but the topic is null.
#[Object]
impl AgendaItem {
    /// Its place on the meeting's own agenda, from 1, by which minutes refer to it; null for what was carried over.
    async fn number(&self) -> Option<u32> {
        match &self.0 {
            Topic::Own(_, index) => u32::try_from(index + 1).ok(),
            Topic::Carried(_) => None,
        }
    }

    /// What is spoken of; the name of the task where it was carried over.
    async fn topic(&self) -> &str {
        match (&self.0, self.item()) {
            (Topic::Carried(task), _) => task.title(),
            (Topic::Own(..), item) => item.map_or("", |item| item.topic.as_str()),
        }
    }

    /// Minutes allotted.
    async fn minutes(&self) -> Option<u32> {
        self.item()?.minutes
    }

    /// What is to come of it.
    async fn goal(&self) -> Option<&str> {
        self.item()?.goal.as_ref().map(Text::as_str)
    }

    /// Who presents it.
    async fn presenter(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.item().and_then(|item| item.presenter)).await
    }

    /// Questions to think about beforehand (预讨论问题).
    async fn questions(&self) -> Option<&str> {
        self.item()?.questions.as_ref().map(Text::as_str)
    }

    /// What to read beforehand, at most 50.
    async fn materials(&self) -> Vec<AgendaMaterial> {
        let materials = self.item().map(|item| &item.materials[..]).unwrap_or_default();
        materials.iter().map(AgendaMaterial::of).collect()
    }

    /// The task that was overdue when this meeting began, and that the viewer may see.
    async fn carried_over(&self) -> Option<Task> {
        match &self.0 {
            Topic::Own(..) => None,
            Topic::Carried(task) => Some(task.as_ref().clone()),
        }
    }
}

/// Something to read before a meeting.
#[derive(SimpleObject)]
pub struct AgendaMaterial {
    /// What it is, or where, such as 企业云盘/研发部/进度表.xlsx.
    pub name: String,
    /// Where it can be opened; null where the name says it all.
    pub link: Option<String>,
}

impl AgendaMaterial {
    fn of(material: &domain::Material) -> Self {
        Self {
            name: material.name.to_string(),
            link: material.link.as_ref().map(Link::as_str).map(str::to_owned),
        }
    }
}

/// Somebody asked to come.
pub struct Attendee {
    meeting: Arc<domain::MeetingRecord>,
    index: usize,
}

impl Attendee {
    pub(super) fn new(meeting: &Arc<domain::MeetingRecord>, index: usize) -> Self {
        Self { meeting: Arc::clone(meeting), index }
    }

    fn part(&self) -> &domain::Attendee {
        &self.meeting.attendees[self.index]
    }

    fn version(&self) -> Option<u32> {
        self.meeting.current().map(|minutes| minutes.version)
    }
}

/// Somebody asked to come to a meeting (参会人员).
#[Object(name = "MeetingAttendee")]
impl Attendee {
    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.part().person).await
    }

    /// Whether the meeting needs them: their word on the minutes is asked for.
    async fn required(&self) -> bool {
        self.part().required
    }

    /// What they are there for.
    async fn role(&self) -> AttendeeRole {
        self.part().role.into()
    }

    /// What they answered to the present time.
    async fn answer(&self) -> MeetingAnswer {
        self.part().reply.into()
    }

    /// What they said with the answer.
    async fn note(&self) -> Option<&str> {
        self.part().reply_note.as_ref().map(Line::as_str)
    }

    /// Whether they were there: as the recorder says, else as they answered. Null until the meeting has ended.
    async fn attended(&self) -> Option<bool> {
        self.meeting.ended.map(|_| self.part().attended())
    }

    /// When they confirmed the minutes that hold; null where they have not.
    async fn confirmed_at(&self) -> Option<DateTime> {
        let mark = self.part().confirmed.filter(|mark| Some(mark.version) == self.version());
        mark.map(|mark| DateTime(mark.at))
    }

    /// When they marked the minutes that hold as read; null where they have not.
    async fn read_at(&self) -> Option<DateTime> {
        let mark = self.part().read.filter(|mark| Some(mark.version) == self.version());
        mark.map(|mark| DateTime(mark.at))
    }

    /// Whether the time for their word on the minutes that hold has passed without one.
    async fn silent(&self) -> bool {
        self.version().is_some_and(|version| self.part().is_silent(version))
    }
}

/// Meetings that repeat.
#[derive(Clone, Copy)]
pub struct MeetingSeries(pub(super) MeetingSeriesId);

/// Meetings that repeat (会议系列). Each is changed and cancelled by itself.
#[Object]
impl MeetingSeries {
    /// Opaque; no node.
    async fn id(&self) -> ID {
        ID(self.0.to_string())
    }

    /// Its meetings that the viewer may see, the first first where no order is given. They cost one statement for all series that
    /// are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "In which order; by start where absent.")] order_by: Option<
            Order<MeetingOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Meeting>> {
        let scope = Scope::of(ctx)?;
        let filter = filter::of(filter, MeetingFilter::build)?;
        let page = PageArgs::new(first, after, last, before);
        let asked = Asked::new(scope, filter, lists::order(order_by), page)?;
        Ok(connection::<OfSeries, _>(scope, self.0, asked, Meeting::new).await?)
    }
}
