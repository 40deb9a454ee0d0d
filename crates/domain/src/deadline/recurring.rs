//! What comes back every day or week: a deadline for each time, named by its date (resolution 38, 40).
//!
//! One is ahead at any time. When it is met the next begins; when it is breached, the next begins from its own time, so that
//! after an outage every missed one happens, in order. A missed one can be made up until the next one is over. One that is
//! ahead moves with the plan: a task that starts early owes its progress from that day on.

use super::step::Moving;
use super::{About, Deadline, DeadlineState, Owed};
use crate::calendar::WorkingCalendar;
use crate::command::{Change, Context};
use crate::time::{Date, Instant};

/// Lets the deadlines of a recurring obligation follow what was done.
pub(super) fn follow(
    about: &About,
    stored: &[Deadline],
    one: &Owed,
    through: Option<Date>,
    also: &[Date],
    ctx: &Context<'_>,
) -> Vec<Change<Deadline>> {
    let calendar = ctx.calendar_of(one.owner.department);
    let date = |at: Instant| at.date_in(calendar.zone());
    let mut live: Vec<&Deadline> =
        stored.iter().filter(|known| known.record.kind == one.kind && known.record.is_live()).collect();
    live.sort_by_key(|known| known.record.due_at);
    let done = |at: Instant| through.is_some_and(|through| date(at) <= through) || also.contains(&date(at));
    let newest = live.last().map(|known| known.record.due_at);
    let planned = next(calendar, one, one.since.max(ctx.now), done);
    let mut ahead = false;
    let mut changes = Vec::new();
    for known in &live {
        let mut moving = Moving::of(known, &about.audience, ctx);
        let record = &known.record;
        let superseded = newest.is_some_and(|newest| record.due_at < newest && newest <= ctx.now);
        if done(record.due_at) {
            moving.fulfil();
        } else if record.state == DeadlineState::Breached && superseded && record.step_at.is_none() {
            moving.cancel();
        } else {
            ahead |= record.state == DeadlineState::Running;
            moving.reassign(one.owner);
            let waits = record.state == DeadlineState::Running && record.due_at > ctx.now;
            if let Some((_, due)) = planned.filter(|(_, due)| waits && *due != record.due_at) {
                moving.move_to(due, date(due).to_string(), one.length);
            }
        }
        changes.extend(moving.finish());
    }
    if !ahead {
        let from = newest.unwrap_or_else(|| one.since.max(ctx.now));
        if let Some((after, due)) = next(calendar, one, from, done) {
            let part = date(due).to_string();
            let same = stored
                .iter()
                .map(Deadline::record)
                .filter(|known| known.kind == one.kind && known.part == part);
            let cycle = same.map(|known| known.cycle).max().unwrap_or(0) + 1;
            let next = Owed { part, ..one.clone() };
            changes.extend(Moving::start(about, &next, after, cycle, false, ctx).and_then(Moving::finish));
        }
    }
    changes
}

/// The first time after `from` that is not done yet, and the time from which it is the next.
fn next(
    calendar: &WorkingCalendar,
    one: &Owed,
    from: Instant,
    done: impl Fn(Instant) -> bool,
) -> Option<(Instant, Instant)> {
    let mut after = from;
    loop {
        let due = calendar.due(after, &one.length).ok()?;
        if !done(due) {
            return Some((after, due));
        }
        after = due;
    }
}
