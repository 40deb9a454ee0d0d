//! What has to hold of a meeting's time, people and agenda, however it is written.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{AgendaItem, MAX_ITEMS, MAX_MATERIALS, MeetingKind, MeetingRecord, NewAttendee, Window};
use crate::access::OrganizationRole;
use crate::command::Context;
use crate::error::{Reason, Rule, Violations};
use crate::ids::{DepartmentId, PersonId};
use crate::text::Text;
use crate::time::Instant;

/// Longest meeting, in minutes, where the pack sets no limit: a day.
const MOST_MINUTES: u32 = 24 * 60;
/// Earliest and latest year of a meeting: where calendars end.
const MOST_AHEAD_SECONDS: i64 = 10 * 366 * 86_400;

/// Notes what is wrong with the window of a meeting of this kind; `known` is the start that it has already.
pub(super) fn window(
    window: Window,
    kind: MeetingKind,
    known: Option<Instant>,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    let Window { starts_at, ends_at } = window;
    let most = ctx.pack.meetings.of(kind).most_minutes.unwrap_or(MOST_MINUTES);
    let latest = starts_at.plus_seconds(i64::from(most) * 60);
    if ends_at <= starts_at || ends_at > latest {
        wrong.add("endsAt", Reason::of(Rule::OutOfRange).with("min", starts_at).with("max", latest));
    }
    // What starts at once has begun by the time that it is written down.
    let begun = kind == MeetingKind::Instant || known == Some(starts_at);
    wrong.check(begun || starts_at >= ctx.now, "startsAt", Rule::InThePast);
    wrong.check(ends_at > ctx.now, "endsAt", Rule::InThePast);
    let last = ctx.now.plus_seconds(MOST_AHEAD_SECONDS);
    if starts_at > last {
        wrong.add("startsAt", Reason::of(Rule::OutOfRange).with("max", last));
    }
}

/// The last instant at which notice of a meeting that starts then is in time; none where it needs none. It is counted by the
/// calendar of the department that holds it (resolutions 32 and 35).
pub(super) fn notice_until(
    kind: MeetingKind,
    starts_at: Instant,
    department: DepartmentId,
    ctx: &Context<'_>,
) -> Option<Instant> {
    let lead = ctx.pack.meetings.of(kind).notice?;
    ctx.calendar_of(department).before(starts_at, lead).ok()
}

/// The reason that goes on record where the notice is short now, or a note that one is missing.
pub(super) fn notice(
    reason: Option<Text>,
    kind: MeetingKind,
    starts_at: Instant,
    department: DepartmentId,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) -> Option<Text> {
    let until = notice_until(kind, starts_at, department, ctx).filter(|until| *until < ctx.now)?;
    if reason.is_none() {
        wrong.add("shortNoticeReason", Reason::of(Rule::ShortNotice).with("until", until));
    }
    reason
}

/// Notes what is wrong with the agenda of a meeting of this length.
pub(super) fn agenda(agenda: &[AgendaItem], window: Window, ctx: &Context<'_>, wrong: &mut Violations) {
    if !at_most(agenda.len(), MAX_ITEMS, "agenda", wrong) {
        return;
    }
    let mut allotted = 0;
    for (index, item) in agenda.iter().enumerate() {
        let at = |field: &str| format!("agenda.{index}.{field}");
        if let Some(minutes) = item.minutes {
            allotted += i64::from(minutes);
            if minutes == 0 {
                wrong.add(at("minutes"), Reason::of(Rule::OutOfRange).with("min", 1));
            }
        }
        at_most(item.materials.len(), MAX_MATERIALS, &at("materials"), wrong);
        if let Some(presenter) = item.presenter {
            person(presenter, &at("presenter"), ctx, wrong);
        }
    }
    let max = window.minutes();
    if allotted > max {
        wrong.add("agenda", Reason::of(Rule::AgendaTooLong).with("minutes", allotted).with("max", max));
    }
}

/// Notes what is wrong with those who are asked to come; those of `known` may have left since.
pub(super) fn attendees(
    attendees: &[NewAttendee],
    host: PersonId,
    known: Option<&MeetingRecord>,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    if !at_most(attendees.len(), MAX_ITEMS, "attendees", wrong) {
        return;
    }
    let mut seen = BTreeSet::from([host]);
    for (index, attendee) in attendees.iter().enumerate() {
        let path = format!("attendees.{index}.person");
        wrong.check(seen.insert(attendee.person), &path, Rule::Duplicate);
        if known.is_none_or(|known| known.attendee(attendee.person).is_none()) {
            person(attendee.person, &path, ctx, wrong);
        }
    }
}

/// Notes what is wrong with a list of people to whom copies go.
pub(super) fn copies(people: &BTreeSet<PersonId>, ctx: &Context<'_>, wrong: &mut Violations) {
    if at_most(people.len(), MAX_ITEMS, "copies", wrong) {
        for (index, one) in people.iter().enumerate() {
            person(*one, &format!("copies.{index}"), ctx, wrong);
        }
    }
}

/// Notes what bars a person from a part in a meeting: unknown, or left.
pub(super) fn person(id: PersonId, path: &str, ctx: &Context<'_>, wrong: &mut Violations) {
    match ctx.directory.person(id) {
        None => wrong.add(path, Reason::of(Rule::Unknown)),
        Some(found) => wrong.check(found.is_active(), path, Rule::NotActive),
    }
}

/// The same for one who has to do something: an auditor changes nothing (resolution 68).
pub(super) fn worker(id: PersonId, path: &str, ctx: &Context<'_>, wrong: &mut Violations) {
    person(id, path, ctx, wrong);
    let auditor = |id| ctx.directory.person(id).is_some_and(|found| found.has(OrganizationRole::Auditor));
    wrong.check(!auditor(id), path, Rule::AuditorOnly);
}

/// Notes a name that is no zone of the time zone database.
pub(super) fn zone(name: &str, wrong: &mut Violations) -> Option<TimeZone> {
    let found = TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name));
    wrong.take("timeZone", found.ok_or(Reason::of(Rule::Unknown)))
}

/// Notes a list that is too long.
pub(super) fn at_most(count: usize, max: usize, path: &str, wrong: &mut Violations) -> bool {
    if count > max {
        wrong.add(path, Reason::of(Rule::TooMany).with("max", max));
    }
    count <= max
}
