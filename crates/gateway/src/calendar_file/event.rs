//! A meeting and a deadline as events.

use calcard::icalendar::{
    ICalendarClassification, ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarStatus,
    ICalendarTransparency,
};
use liaison_domain::deadline::DeadlineRecord;
use liaison_domain::meeting::{MeetingRecord, MeetingStatus, Reply};

use super::{Schedule, zone};
use crate::messages;

/// The meeting, cancelled ones as cancelled: some applications keep what merely disappears.
pub(super) fn of_meeting(schedule: &Schedule, meeting: &MeetingRecord) -> ICalendarComponent {
    let mut event = blank(schedule, &meeting.id.to_string(), meeting.sequence.into());
    event.entries.push(zone::entry(ICalendarProperty::Dtstart, meeting.window.starts_at, &meeting.zone));
    event.entries.push(zone::entry(ICalendarProperty::Dtend, meeting.window.ends_at, &meeting.zone));
    event.add_property(ICalendarProperty::Summary, meeting.subject.as_str());
    event.add_property(ICalendarProperty::Description, described(schedule, meeting));
    if let Some(place) = &meeting.place {
        event.add_property(ICalendarProperty::Location, place.as_str());
    }
    if let Some(link) = &meeting.join_link {
        event.add_property(ICalendarProperty::Url, address(link.as_str()));
    }
    if meeting.confidential {
        event.add_property(ICalendarProperty::Class, ICalendarClassification::Confidential);
    }
    let cancelled = meeting.status == MeetingStatus::Cancelled;
    let status = if cancelled { ICalendarStatus::Cancelled } else { ICalendarStatus::Confirmed };
    event.add_property(ICalendarProperty::Status, status);
    let declined = meeting.attendee(schedule.person).is_some_and(|asked| asked.reply == Reply::Declined);
    event.add_property(ICalendarProperty::Transp, busy(!cancelled && !declined));
    event
}

/// The deadline at the moment in which it is due, without taking the time.
pub(super) fn of_deadline(schedule: &Schedule, deadline: &DeadlineRecord) -> ICalendarComponent {
    let mut event = blank(schedule, &deadline.id.to_string(), deadline.version - 1);
    event.add_property(ICalendarProperty::Dtstart, zone::utc(deadline.due_at));
    let kind = messages::label(schedule.locale, "DeadlineKind", deadline.kind.name());
    let about = schedule.subjects.get(&deadline.subject.uuid()).map_or("", String::as_str);
    let summary =
        messages::text(schedule.locale, "calendar-due", [("kind", kind.as_str()), ("about", about)]);
    event.add_property(ICalendarProperty::Summary, summary.trim());
    event.add_property(ICalendarProperty::Status, ICalendarStatus::Confirmed);
    event.add_property(ICalendarProperty::Transp, busy(false));
    event
}

fn blank(schedule: &Schedule, id: &str, sequence: i64) -> ICalendarComponent {
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_uid(&format!("{id}@liaison"));
    event.add_dtstamp(zone::utc(schedule.now));
    event.add_sequence(sequence);
    event
}

const fn busy(busy: bool) -> ICalendarTransparency {
    if busy { ICalendarTransparency::Opaque } else { ICalendarTransparency::Transparent }
}

/// Code, host, agenda with its minutes, what to bring, where to join: a line each.
fn described(schedule: &Schedule, meeting: &MeetingRecord) -> String {
    let say = |identifier, value: &str| messages::text(schedule.locale, identifier, [("value", value)]);
    let mut lines = vec![meeting.code.clone()];
    lines.extend(schedule.people.get(&meeting.host).map(|host| say("calendar-host", host)));
    lines.extend(meeting.agenda.iter().zip(1..).map(|(item, number)| {
        let minutes = item.minutes.map(|minutes| say("calendar-minutes", &minutes.to_string()));
        format!("{number}. {}{}", item.topic, minutes.unwrap_or_default())
    }));
    lines.extend(meeting.demands.as_ref().map(|demands| say("calendar-demands", demands.as_str())));
    lines.extend(meeting.join_link.as_ref().map(|link| say("calendar-join", link.as_str())));
    lines.join("\n")
}

/// An address as a value: the library escapes these two signs, which in an address mean the same when encoded.
fn address(link: &str) -> String {
    link.replace(',', "%2C").replace(';', "%3B")
}
