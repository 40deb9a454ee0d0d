//! A changed calendar: what is running is due by the new one, what was counted stays (resolution 2, X9, X10).

use super::step::Moving;
use super::{Deadline, DeadlineState, Retargeting};
use crate::calendar::{Running, WorkingCalendar};
use crate::command::{Change, Context};

impl Deadline {
    /// Counts what is left by the calendar of who owes, which took the place of `old`. None where it is due as before, or
    /// does not run: a rest is kept in hours and needs no calendar.
    pub fn recount(&self, old: &WorkingCalendar, ctx: &Context<'_>) -> Option<Change<Self>> {
        let record = &self.record;
        if record.state != DeadlineState::Running || record.due_at <= ctx.now {
            return None;
        }
        let mut moving = Moving::of(self, &self.audience, ctx);
        let running = Running {
            start: record.started_at,
            length: record.length,
            due: record.due_at,
            finished: &record.spans,
        };
        let due = moving.calendar().recount(&running, old, ctx.now).ok()?.max(ctx.now);
        if due == record.due_at {
            return None;
        }
        moving.record.due_at = due;
        moving.moved(Retargeting::Calendar, record.due_at);
        moving.finish()
    }
}
