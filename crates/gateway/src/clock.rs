//! The present, for the whole process: the one place that reads the clock on the wall.
//!
//! [`SystemClock`] serves, [`ShiftedClock`] lets `demo` begin at its own date. Everything else takes a
//! [`Clock`] and can be run at any time a test chooses.

use std::time::{Instant as Stopwatch, SystemTime, UNIX_EPOCH};

use liaison_domain::time::{Clock, Instant};

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "this is where the present enters the process")]
        let now = SystemTime::now();
        let micros = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        Instant::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

/// A clock that stood at a chosen instant when it was made and runs at real speed since; it never steps back.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock {
    start: Instant,
    since: Stopwatch,
}

impl ShiftedClock {
    /// A clock that reads `start` now.
    pub fn starting_at(start: Instant) -> Self {
        Self { start, since: Stopwatch::now() }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        let passed = i64::try_from(self.since.elapsed().as_micros()).unwrap_or(i64::MAX);
        Instant::from_micros(self.start.micros().saturating_add(passed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_starts_where_it_is_told_and_runs() {
        let start = Instant::from_micros(1_714_957_200_000_000);
        let clock = ShiftedClock::starting_at(start);
        let first = clock.now();
        assert!(first >= start && first < start.plus_seconds(5));
        assert!(clock.now() >= first);
    }

    #[test]
    fn the_system_clock_is_past_2024() {
        assert!(SystemClock.now() > Instant::from_micros(1_704_067_200_000_000));
    }
}
