//! Minutes and working days before any date by arithmetic: whole weeks, the rest of one, and what exceptions change.
//!
//! This is what makes a due time years ahead cost microseconds: no day is visited that is not asked for.

use super::hours::DayHours;
use super::wall::Day;

/// The first day that is reckoned with.
pub(super) const FIRST: Day = Day(-25_570); // 1899-12-29
/// The last day that is reckoned with.
pub(super) const LAST: Day = Day(376_204); // 3000-01-05

/// What lies before a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Working minutes on a wall clock that runs evenly.
    pub(super) minutes: i64,
    /// Working days.
    pub(super) days: i64,
}

impl Tally {
    fn of(hours: &DayHours) -> Self {
        Self { minutes: hours.minutes(), days: i64::from(!hours.is_empty()) }
    }

    const fn plus(self, other: Self) -> Self {
        Self { minutes: self.minutes + other.minutes, days: self.days + other.days }
    }

    const fn minus(self, other: Self) -> Self {
        Self { minutes: self.minutes - other.minutes, days: self.days - other.days }
    }

    const fn times(self, times: i64) -> Self {
        Self { minutes: self.minutes * times, days: self.days * times }
    }
}

/// Prefix sums over a week, and over the dates that differ from their weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    /// What the first 0 to 7 days of a week have.
    week: [Tally; 8],
    /// Each exception with what it and those before it add to plain weeks.
    exceptions: Vec<(Day, Tally)>,
}

impl Sums {
    /// The sums of a calendar with these hours from Monday to Sunday, and these on the dates of `exceptions`, which are in
    /// their order.
    pub(super) fn new(week: &[DayHours; 7], exceptions: &[(Day, DayHours)]) -> Self {
        let mut sums = [Tally::default(); 8];
        for (weekday, hours) in week.iter().enumerate() {
            sums[weekday + 1] = sums[weekday].plus(Tally::of(hours));
        }
        let mut added = Tally::default();
        let exceptions = exceptions.iter().map(|(day, hours)| {
            let plain = &week[usize::try_from(day.since_monday().rem_euclid(7)).unwrap_or_default()];
            added = added.plus(Tally::of(hours)).minus(Tally::of(plain));
            (*day, added)
        });
        Self { week: sums, exceptions: exceptions.collect() }
    }

    /// What lies before `day`, reckoned from one fixed day; only differences mean something.
    pub(super) fn before(&self, day: Day) -> Tally {
        let since = day.since_monday();
        let rest = usize::try_from(since.rem_euclid(7)).unwrap_or_default();
        let weeks = self.week[7].times(since.div_euclid(7)).plus(self.week[rest]);
        match self.exceptions.partition_point(|(exception, _)| *exception < day) {
            0 => weeks,
            passed => weeks.plus(self.exceptions[passed - 1].1),
        }
    }

    /// The working day that has exactly `days` working days before it, in the reckoning of [`Self::before`].
    pub(super) fn working_day(&self, days: i64) -> Option<Day> {
        let found = self.first(FIRST, |tally| tally.days > days)?;
        (self.before(found).days == days).then_some(found)
    }

    /// The first day from `from` whose end has more than `minutes` before it, in the reckoning of [`Self::before`].
    pub(super) fn day_past(&self, from: Day, minutes: i64) -> Option<Day> {
        self.first(from, |tally| tally.minutes > minutes)
    }

    /// The first day from `from` for whose end `holds` is true, as it is for all later ones.
    fn first(&self, from: Day, holds: impl Fn(Tally) -> bool) -> Option<Day> {
        let (mut low, mut high) = (from.0, LAST.0 + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(self.before(Day(middle + 1))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        (low <= LAST.0).then_some(Day(low))
    }
}
