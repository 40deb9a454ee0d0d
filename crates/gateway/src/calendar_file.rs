//! What a calendar application reads: one person's meetings and deadlines as iCalendar (RFC 5545).
//!
//! Owns what goes into the file and how it is read, with the eyes of its person at that moment; who may ask for it is the
//! feed's (`liaison_domain::calendar_feed`). Every meeting of a series is an event of its own, under its own UID, so that no
//! application has to compute a series (X28). Writing lines, folding and escaping them is the `calcard` library's.

mod event;
mod zone;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarDuration, ICalendarEntry,
    ICalendarParameter, ICalendarProperty, ICalendarValueType,
};
use futures_util::future::BoxFuture;
use liaison_domain::calendar_feed::FeedSecret;
use liaison_domain::deadline::{DeadlineRecord, DeadlineSubject};
use liaison_domain::ids::PersonId;
use liaison_domain::meeting::MeetingRecord;
use liaison_domain::time::Instant;
use liaison_persistence::deadline::{self, DeadlineField, DeadlineLeaf, DeadlineOrder};
use liaison_persistence::error::Error;
use liaison_persistence::meeting::{self, MeetingField, MeetingLeaf, MeetingOrder};
use liaison_persistence::naming::{self, Name};
use liaison_persistence::paging::{Direction, Filter, Request, Scalar, Size, Test};
use liaison_persistence::store::Statements;
use liaison_persistence::{calendar_feed, comment};
use uuid::Uuid;

use crate::app::App;
use crate::http::CalendarFiles;
use crate::locale::Locale;
use crate::messages;
use crate::operations::Reader;

/// For how long a file shows what is over, in seconds: 60 days.
const PAST_SECONDS: i64 = 60 * 86_400;
/// How often applications should look, in minutes.
const REFRESH_MINUTES: u32 = 15;

impl CalendarFiles for App {
    fn file<'a>(&'a self, secret: &'a FeedSecret) -> BoxFuture<'a, Result<Option<String>, String>> {
        Box::pin(async move { file(self, secret).await.map_err(|error| error.to_string()) })
    }
}

/// At most six statements, however much the file shows.
async fn file(app: &App, secret: &FeedSecret) -> Result<Option<String>, Error> {
    let statements = Statements::default();
    let db = app.store().read(&statements);
    let Some(feed) = calendar_feed::by_digest(&db, &secret.digest()).await? else { return Ok(None) };
    // Who has left reads nothing from the same moment on.
    let directory = app.pictures().current(&db).await?.directory;
    let Some(actor) = directory.actor(feed.person) else { return Ok(None) };
    let chosen = directory.person(feed.person).and_then(|person| person.locale.as_ref());
    let locale = chosen.and_then(|locale| locale.as_str().parse().ok()).unwrap_or(app.settings().locale);
    let reader = Reader::new(app.clone(), Arc::new(actor), statements);
    Ok(Some(Schedule::read(&reader, feed.person, locale, app.clock().now()).await?.written()))
}

/// What one person's file shows.
struct Schedule {
    person: PersonId,
    name: String,
    locale: Locale,
    now: Instant,
    meetings: Vec<MeetingRecord>,
    deadlines: Vec<DeadlineRecord>,
    /// What the deadlines are about, as people call it.
    subjects: HashMap<Uuid, String>,
    /// The names of hosts.
    people: BTreeMap<PersonId, String>,
}

impl Schedule {
    async fn read(reader: &Reader, person: PersonId, locale: Locale, now: Instant) -> Result<Self, Error> {
        let directory = reader.directory();
        let called = |id| directory.person(id).map(|person| messages::called(locale, person));
        let meetings = meetings(reader, person, now).await?;
        let deadlines = deadlines(reader, person).await?;
        let subjects = subjects(reader, &deadlines, locale).await?;
        let people =
            meetings.iter().filter_map(|meeting| Some((meeting.host, called(meeting.host)?))).collect();
        let name = called(person).unwrap_or_default();
        Ok(Self { person, name, locale, now, meetings, deadlines, subjects, people })
    }

    fn written(&self) -> String {
        let zones = zone::all(&self.meetings);
        let mut components = vec![self.frame()];
        for zone in &zones {
            let place = components.len();
            let mut parts = zone.components();
            for part in 1..parts.len() {
                parts[0].component_ids.push(number(place + part));
            }
            components[0].component_ids.push(number(place));
            components.extend(parts);
        }
        let events = self.meetings.iter().map(|meeting| event::of_meeting(self, meeting));
        let events = events.chain(self.deadlines.iter().map(|deadline| event::of_deadline(self, deadline)));
        for event in events {
            let place = number(components.len());
            components[0].component_ids.push(place);
            components.push(event);
        }
        ICalendar { components }.to_string()
    }

    /// The calendar itself, with nothing in it.
    fn frame(&self) -> ICalendarComponent {
        let text = |name: &'static str| ICalendarProperty::Other(name.to_owned());
        let name = messages::text(self.locale, "calendar-name", [("person", self.name.as_str())]);
        let refresh = ICalendarDuration { minutes: REFRESH_MINUTES, ..ICalendarDuration::default() };
        let mut frame = ICalendarComponent::new(ICalendarComponentType::VCalendar);
        frame.add_property(ICalendarProperty::Version, "2.0");
        frame.add_property(ICalendarProperty::Prodid, "-//Liaison//Liaison//EN");
        frame.add_property(ICalendarProperty::Calscale, "GREGORIAN");
        frame.add_property(ICalendarProperty::Name, name.clone());
        frame.add_property(text("X-WR-CALNAME"), name);
        frame.entries.push(
            ICalendarEntry::new(ICalendarProperty::RefreshInterval)
                .with_param(ICalendarParameter::value(ICalendarValueType::Duration))
                .with_value(refresh),
        );
        frame.add_property(text("X-PUBLISHED-TTL"), format!("PT{REFRESH_MINUTES}M"));
        frame
    }
}

/// The place of a component, as the library counts; far below the bound, as [`Size::FILE`] and the zones of that many meetings are.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The person's meetings, cancelled ones included: those that are over for less than [`PAST_SECONDS`], and all to come.
async fn meetings(reader: &Reader, person: PersonId, now: Instant) -> Result<Vec<MeetingRecord>, Error> {
    let since = now.plus_seconds(-PAST_SECONDS);
    let filter = Filter::All(vec![
        Filter::Leaf(MeetingLeaf::Person(Test::Eq(Scalar::Id(person.uuid())))),
        Filter::Leaf(MeetingLeaf::Field(MeetingField::EndsAt, Test::Gte(Scalar::Int(since.micros())))),
    ]);
    let order = MeetingOrder::StartsAt(Direction::Ascending);
    let page = meeting::page(&reader.db(), reader.actor(), &filter, order, &first()).await?;
    Ok(page.edges.into_iter().map(|edge| edge.node).collect())
}

/// What the person owes, themselves or through a department for which they decide, and has not done.
async fn deadlines(reader: &Reader, person: PersonId) -> Result<Vec<DeadlineRecord>, Error> {
    let departments = reader.directory().decided_by(person).into_iter().collect();
    let filter = Filter::All(vec![
        Filter::Leaf(DeadlineLeaf::Field(DeadlineField::Live, Test::Eq(Scalar::Bool(true)))),
        Filter::Leaf(DeadlineLeaf::OwedBy { person, departments }),
    ]);
    let order = DeadlineOrder::DueAt(Direction::Ascending);
    let page = deadline::page(&reader.db(), reader.actor(), &filter, order, &first()).await?;
    Ok(page.edges.into_iter().map(|edge| edge.node).collect())
}

/// As many as a file shows: those that come first.
const fn first() -> Request {
    Request { size: Size::FILE, after: None, before: None }
}

/// What each of these deadlines is about, in words: most by their name, a comment by who wrote it.
async fn subjects(
    reader: &Reader,
    deadlines: &[DeadlineRecord],
    locale: Locale,
) -> Result<HashMap<Uuid, String>, Error> {
    let (mut ids, mut comments) = (Vec::new(), Vec::new());
    for deadline in deadlines {
        match deadline.subject {
            DeadlineSubject::Comment(id) => comments.push(id),
            ref named => ids.push(named.uuid()),
        }
    }
    let (db, actor, directory) = (reader.db(), reader.actor(), reader.directory());
    let names = naming::names(&db, actor, &ids).await?.into_iter();
    let named = |name: Name| [name.code.unwrap_or_default(), name.title].join(" ").trim().to_owned();
    let mut found: HashMap<_, _> = names.map(|(id, name)| (id, named(name))).collect();
    let comments = comment::by_ids(&db, actor, &comments).await?;
    found.extend(comments.into_values().map(|comment| {
        let author = comment.author.person().and_then(|author| directory.person(author));
        let author = author.map(|author| messages::called(locale, author)).unwrap_or_default();
        (comment.id.uuid(), messages::text(locale, "calendar-comment", [("person", author.as_str())]))
    }));
    Ok(found)
}
