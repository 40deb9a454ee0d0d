//! One deadline in the making: what begins, stops, moves and ends it, each with the fact that tells it.

use super::{
    About, CountedBy, Deadline, DeadlineFact, DeadlineRecord, DeadlineState, Owed, Owner, Retargeting,
};
use crate::access::Audience;
use crate::calendar::{Length, OwnTime, Span, WorkingCalendar};
use crate::command::{Change, Context};
use crate::ids::{self, PersonId};
use crate::pack::Told;
use crate::time::Instant;

/// A deadline as it becomes, and the facts that tell how.
pub(super) struct Moving<'a> {
    pub(super) ctx: &'a Context<'a>,
    before: Option<Deadline>,
    pub(super) record: DeadlineRecord,
    audience: Audience,
    facts: Vec<DeadlineFact>,
}

impl<'a> Moving<'a> {
    /// The stored deadline, seen from now on by `audience`.
    pub(super) fn of(deadline: &Deadline, audience: &Audience, ctx: &'a Context<'a>) -> Self {
        Self {
            ctx,
            before: Some(deadline.clone()),
            record: deadline.record.clone(),
            audience: audience.clone(),
            facts: Vec::new(),
        }
    }

    /// A new one. None where it would be due outside the years that calendars know.
    pub(super) fn start(
        about: &About,
        owed: &Owed,
        since: Instant,
        cycle: u32,
        paused: bool,
        ctx: &'a Context<'a>,
    ) -> Option<Self> {
        let calendar = ctx.calendar_of(owed.owner.department);
        let due_at = match owed.length {
            // A date that has passed is due now, never earlier (resolution 36).
            Length::At { at } => at.max(ctx.now),
            length => calendar.due(since, &length).ok()?,
        };
        let rest = if paused { calendar.rest_of(since, &owed.length, &[]).ok()? } else { None };
        let told = owed.owner.reached(ctx.directory);
        let record = DeadlineRecord {
            id: ids::fresh(ctx.ids),
            version: 0,
            subject: about.subject,
            request: about.request,
            root: about.root,
            kind: owed.kind,
            part: owed.part.clone(),
            cycle,
            owner: owed.owner,
            counterpart: owed.counterpart,
            priority: owed.priority,
            pack: about.pack.clone(),
            state: if paused { DeadlineState::Paused } else { DeadlineState::Running },
            started_at: since,
            length: owed.length,
            due_at,
            running_since: since,
            spans: Vec::new(),
            rest,
            calendar: CountedBy::present(owed.owner.department, ctx),
            warn_at: None,
            warned_at: None,
            breached_at: None,
            step: 0,
            step_at: None,
            reminded_at_step: None,
            told: !told.is_empty(),
            settled_at: None,
            excused: false,
            ended_at: None,
        };
        let audience = about.audience.clone();
        let mut moving = Self { ctx, before: None, record, audience, facts: Vec::new() };
        let deadline = moving.record.brief();
        moving.fact(DeadlineFact::DeadlineStarted { deadline, due_at: (!paused).then_some(due_at), told });
        if !paused {
            moving.plan_warning(since);
        }
        Some(moving)
    }

    /// The change, if anything was told.
    pub(super) fn finish(self) -> Option<Change<Deadline>> {
        if self.facts.is_empty() {
            return None;
        }
        let state = Deadline { record: self.record, audience: self.audience };
        Some(match &self.before {
            Some(before) => Change::of(before, state, self.facts),
            None => Change::created(state, self.facts),
        })
    }

    pub(super) fn fact(&mut self, fact: DeadlineFact) {
        self.facts.push(fact);
    }

    /// The calendar of who owes.
    pub(super) fn calendar(&self) -> &'a WorkingCalendar {
        self.ctx.calendar_of(self.record.owner.department)
    }

    /// Somebody else owes it, and is told.
    pub(super) fn reassign(&mut self, to: Owner) {
        let from = std::mem::replace(&mut self.record.owner, to);
        if from != to {
            let told = to.reached(self.ctx.directory);
            self.fact(DeadlineFact::DeadlineReassigned { deadline: self.record.brief(), from, to, told });
        }
    }

    /// The clock stands still; what is left is kept in its own time (resolution 30, X1).
    pub(super) fn pause(&mut self) {
        let (calendar, now, record) = (self.calendar(), self.ctx.now, &mut self.record);
        record.rest = calendar.rest_at(now, &record.length, record.due_at).ok().flatten();
        record.spans.extend(Span::count(record.running_since, now, calendar));
        record.state = DeadlineState::Paused;
        self.fact(DeadlineFact::DeadlinePaused { deadline: self.record.brief() });
    }

    /// The clock goes on with what was left. A date that cannot stand still is due as it was, now at the earliest.
    pub(super) fn resume(&mut self) {
        let (calendar, now, record) = (self.calendar(), self.ctx.now, &mut self.record);
        let due = match record.rest.take() {
            Some(rest) => calendar.resume(rest, now).unwrap_or(record.due_at),
            None => record.due_at.max(now),
        };
        record.due_at = due;
        record.running_since = now;
        record.state = DeadlineState::Running;
        record.calendar = CountedBy::present(record.owner.department, self.ctx);
        self.plan_warning(now);
        self.fact(DeadlineFact::DeadlineResumed { deadline: self.record.brief(), due_at: due });
    }

    /// Another length or date: the new one less the time used (X2). What would lie in the past is due now, never earlier
    /// (resolution 36).
    pub(super) fn retarget(&mut self, length: Length) {
        let (calendar, now, record) = (self.calendar(), self.ctx.now, &mut self.record);
        let from = record.due_at;
        record.length = length;
        if record.state == DeadlineState::Paused {
            record.rest = calendar.rest_of(record.started_at, &length, &record.spans).ok().flatten();
            record.due_at = calendar.due(record.started_at, &length).unwrap_or(from);
        } else {
            let mut spans = record.spans.clone();
            spans.extend(Span::count(record.running_since, now, calendar));
            let due = calendar.retarget(record.started_at, &length, &spans, now);
            record.due_at = due.unwrap_or(from).max(now);
        }
        self.moved(Retargeting::Policy, from);
    }

    /// The next of what recurs is due at another time: its date or its hour was planned anew.
    pub(super) fn move_to(&mut self, due: Instant, part: String, length: Length) {
        let from = std::mem::replace(&mut self.record.due_at, due);
        self.record.part = part;
        self.record.length = length;
        self.moved(Retargeting::Policy, from);
    }

    /// Tells that it is due at another time than `from`.
    pub(super) fn moved(&mut self, why: Retargeting, from: Instant) {
        self.record.calendar = CountedBy::present(self.record.owner.department, self.ctx);
        if self.record.state == DeadlineState::Running {
            self.plan_warning(self.ctx.now);
        }
        let (deadline, to) = (self.record.brief(), self.record.due_at);
        let told = self.record.owner.reached(self.ctx.directory);
        self.fact(DeadlineFact::DeadlineRetargeted { deadline, why, from, to, told });
    }

    /// Finds the point of warning for what goes on at `from`; one warning a cycle.
    fn plan_warning(&mut self, from: Instant) {
        let (calendar, record) = (self.calendar(), &mut self.record);
        if record.warned_at.is_some() {
            return;
        }
        let own = record.length.own_time().unwrap_or(OwnTime::Working);
        let present = Span::count(record.running_since, from, calendar);
        let used = record.spans.iter().copied().chain(present).map(|span| span.used(own)).sum();
        let warning = self.ctx.pack.warning(record.kind);
        let point = calendar.warning_point(warning, &record.length, from, record.due_at, used);
        record.warn_at = point.ok().flatten();
    }

    /// It was not kept.
    pub(super) fn breach(&mut self) {
        let (now, record) = (self.ctx.now, &mut self.record);
        let (deadline, due_at) = (record.brief(), record.due_at);
        record.state = DeadlineState::Breached;
        record.breached_at = Some(now);
        let late = super::fire::is_late(due_at, now);
        self.fact(DeadlineFact::DeadlineBreached { deadline, due_at, late });
    }

    /// It was fulfilled: kept, or after the breach, which it stays (resolution 36).
    pub(super) fn fulfil(&mut self) {
        if self.is_past() {
            self.breach();
        }
        if self.record.state == DeadlineState::Breached {
            self.settle(false);
            return;
        }
        self.record.state = DeadlineState::Met;
        self.end();
        self.fact(DeadlineFact::DeadlineMet { deadline: self.record.brief() });
    }

    /// The breach is over; its chain stops.
    pub(super) fn settle(&mut self, excused: bool) {
        self.record.settled_at = Some(self.ctx.now);
        self.record.excused = excused;
        self.end();
        self.fact(DeadlineFact::DeadlineSettled { deadline: self.record.brief(), excused });
    }

    /// Nothing is owed any more. What was due before that stays breached.
    pub(super) fn cancel(&mut self) {
        if self.is_past() {
            self.breach();
        }
        if self.record.state != DeadlineState::Breached {
            self.record.state = DeadlineState::Cancelled;
        }
        self.end();
        self.fact(DeadlineFact::DeadlineCancelled { deadline: self.record.brief() });
    }

    /// Whether it was due before now and time has not yet been told so.
    pub(super) fn is_past(&self) -> bool {
        self.record.state == DeadlineState::Running && self.record.due_at <= self.ctx.now
    }

    fn end(&mut self) {
        self.record.step_at = None;
        self.record.rest = None;
        self.record.ended_at = Some(self.ctx.now);
    }

    /// The people behind the words of a chain, each once.
    pub(super) fn resolve(&self, tell: &[Told]) -> Vec<PersonId> {
        let (directory, owner) = (self.ctx.directory, &self.record.owner);
        let head = |department| directory.head(department).into_iter();
        let mut people: Vec<PersonId> = Vec::new();
        for told in tell {
            let found: Vec<PersonId> = match told {
                Told::Owner => owner.reached(directory),
                Told::Head => head(owner.department).collect(),
                Told::BothHeads => {
                    head(owner.department).chain(self.record.counterpart.into_iter().flat_map(head)).collect()
                }
                Told::Executive => directory.executive(owner.department).into_iter().collect(),
            };
            people.extend(found);
        }
        people.sort_unstable();
        people.dedup();
        people
    }
}
