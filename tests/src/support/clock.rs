//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use liaison_domain::time::{Clock, Instant};

/// When every test begins: 2024-05-06 09:00 +08:00, a Monday, as `demo` does.
pub(crate) const START: &str = "2024-05-06T09:00:00+08:00";

/// The instant that an RFC 3339 text names.
pub(crate) fn instant(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().expect("the test names a valid instant").into()
}

/// Moved by hand; shared by the nodes of one test.
#[derive(Debug)]
pub(crate) struct MovedClock(AtomicI64);

impl MovedClock {
    /// Stands at [`START`].
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(instant(START).micros()))
    }

    /// Moves to this instant; never back.
    pub(crate) fn put(&self, at: Instant) {
        self.0.fetch_max(at.micros(), Ordering::SeqCst);
    }

    /// Moves forward.
    pub(crate) fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a test moves by less than an age");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}
