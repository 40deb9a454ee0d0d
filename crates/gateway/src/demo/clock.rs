//! The clock of the demo: moved by hand while the company's past is made, then let go.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use liaison_domain::time::{Clock, Instant};

/// Stands where it is put until [`DemoClock::release`]; after that it is the clock it was given.
pub struct DemoClock {
    standing: AtomicI64,
    running: OnceLock<Box<dyn Clock>>,
}

impl DemoClock {
    /// Stands at `start`.
    pub const fn standing_at(start: Instant) -> Self {
        Self { standing: AtomicI64::new(start.micros()), running: OnceLock::new() }
    }

    /// Puts it to another instant; without effect once it runs.
    pub fn put(&self, to: Instant) {
        self.standing.store(to.micros(), Ordering::SeqCst);
    }

    /// Lets `clock` take over for good; a second call is without effect.
    pub fn release(&self, clock: impl Clock) {
        let _ = self.running.set(Box::new(clock));
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        match self.running.get() {
            Some(clock) => clock.now(),
            None => Instant::from_micros(self.standing.load(Ordering::SeqCst)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ShiftedClock;

    #[test]
    fn stands_until_it_is_released() {
        let (past, start) = (Instant::from_micros(1), Instant::from_micros(2_000_000));
        let clock = DemoClock::standing_at(past);
        assert_eq!(clock.now(), past);
        clock.put(start);
        assert_eq!(clock.now(), start);
        clock.release(ShiftedClock::starting_at(start));
        clock.put(past);
        assert!(clock.now() >= start);
    }
}
