//! The days of an explanation, one after the other, those alike in one run.

use super::super::WorkingCalendar;
use super::super::exception::DayKind;
use super::super::wall::{Day, MINUTE, Moment};
use super::{DayRun, DayUse, Explanation, LeftOut, Stretch};
use crate::text::Line;
use crate::time::Instant;

/// Most days that are looked at one by one.
const MAX_DAYS: usize = 800;

/// Days told so far.
#[derive(Debug, Default)]
pub(super) struct Days {
    pub(super) runs: Vec<DayRun>,
    pub(super) left_out: Option<LeftOut>,
}

impl Days {
    /// The same with the date of the start, or of the event, at this end.
    pub(super) fn start(mut self, day: Day) -> Self {
        self.push(day, DayUse::Start);
        self
    }

    /// The same with all dates in `[first, last]`, each counted as a day.
    pub(super) fn dates(mut self, first: Day, last: Day) -> Self {
        let count = i64::from(last.0) - i64::from(first.0) + 1;
        let what = DayUse::Days { count, label: None };
        self.runs.push(DayRun { first: first.date(), last: last.date(), what });
        self
    }

    fn push(&mut self, day: Day, what: DayUse) {
        let date = day.date();
        if let Some(run) = self.runs.last_mut().filter(|run| Day::of(run.last).plus(1) == day)
            && run.what.take(&what)
        {
            run.last = date;
            return;
        }
        self.runs.push(DayRun { first: date, last: date, what });
    }

    /// Tells the days in `[first, last]`; where they are too many, those between the first ones and the last are left out.
    fn tell(
        mut self,
        first: Day,
        last: Day,
        what: impl Fn(Day) -> DayUse,
        left_out: impl FnOnce(Day, Day) -> LeftOut,
    ) -> Self {
        let mut day = first;
        let mut told = 0;
        while day < last && self.runs.len() + 3 <= Explanation::MAX_RUNS && told < MAX_DAYS {
            self.push(day, what(day));
            (day, told) = (day.plus(1), told + 1);
        }
        if day < last {
            self.left_out = Some(left_out(day, last));
        }
        self.push(last, what(last));
        self
    }
}

impl DayUse {
    /// Takes another day into this one's run, if they are alike.
    fn take(&mut self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Hours { stretches, micros, label },
                Self::Hours { stretches: others, micros: more, label: other },
            ) if stretches == others && label == other => *micros += more,
            (Self::Days { count, label }, Self::Days { count: more, label: other }) if label == other => {
                *count += more;
            }
            (Self::Idle, Self::Idle) | (Self::DayOff, Self::DayOff) => {}
            (Self::Holiday { label }, Self::Holiday { label: other }) if label == other => {}
            _ => return false,
        }
        true
    }
}

impl WorkingCalendar {
    /// The hours of the days in which working time between two instants lies, `until` being the later.
    pub(super) fn tell_hours(&self, from: Instant, until: Instant) -> Days {
        let last = self.moment(Instant::from_micros(until.micros() - 1)).day;
        let left_out = |first: Day, end: Day| {
            let (opens, closes) = (self.at(Moment::midnight(first)), self.at(Moment::midnight(end)));
            self.left_out(first, end, self.worked(opens, closes).unwrap_or_default())
        };
        Days::default().tell(self.moment(from).day, last, |day| self.hours_used(day, from, until), left_out)
    }

    /// The days in `[first, last]` after those told already, working days counted as days.
    pub(super) fn tell_days(&self, told: Days, first: Day, last: Day) -> Days {
        told.tell(first, last, |day| self.day_used(day), |first, end| self.left_out(first, end, 0))
    }

    /// The one day counted, beside the one that a rule named and that is off.
    pub(super) fn tell_one(&self, counted: Day, named: Day) -> Days {
        let mut days = Days::default();
        if named < counted {
            days.push(named, self.day_used(named));
        }
        days.push(counted, DayUse::Days { count: 1, label: self.label(counted) });
        if counted < named {
            days.push(named, self.day_used(named));
        }
        days
    }

    fn left_out(&self, first: Day, end: Day, micros: i64) -> LeftOut {
        let working_days = self.working_days(first, end);
        let days = i64::from(end.0) - i64::from(first.0);
        let last = end.plus(-1).date();
        LeftOut { first: first.date(), last, working_days, days_off: days - working_days, micros }
    }

    fn hours_used(&self, day: Day, from: Instant, until: Instant) -> DayUse {
        let hours = self.hours_on(day);
        if hours.is_empty() {
            return self.off(day);
        }
        let mut stretches = Vec::new();
        let mut micros = 0;
        for (interval, (opens, closes)) in hours.intervals().iter().zip(self.spans(day)) {
            let (begins, ends) = (opens.max(from), closes.min(until));
            if begins < ends {
                let wall = |minutes: u16| i64::from(minutes) * MINUTE;
                let from = if begins > opens {
                    self.moment(begins).micros
                } else {
                    wall(interval.opens().minutes())
                };
                let until =
                    if ends < closes { self.moment(ends).micros } else { wall(interval.closes().minutes()) };
                stretches.push(Stretch { from, until });
                micros += ends.micros() - begins.micros();
            }
        }
        if stretches.is_empty() {
            DayUse::Idle
        } else {
            DayUse::Hours { stretches, micros, label: self.label(day) }
        }
    }

    fn day_used(&self, day: Day) -> DayUse {
        if self.hours_on(day).is_empty() {
            self.off(day)
        } else {
            DayUse::Days { count: 1, label: self.label(day) }
        }
    }

    /// A day on which nobody works: by its weekday, or as a holiday.
    fn off(&self, day: Day) -> DayUse {
        match self.definition.exceptions.get(&day.date()) {
            Some(exception) if exception.kind == DayKind::Holiday => {
                DayUse::Holiday { label: exception.label.clone() }
            }
            _ => DayUse::DayOff,
        }
    }

    /// Why a day is worked that is not as its weekday.
    fn label(&self, day: Day) -> Option<Line> {
        self.definition.exceptions.get(&day.date()).and_then(|exception| exception.label.clone())
    }
}
