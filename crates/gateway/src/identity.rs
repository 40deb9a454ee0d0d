//! New IDs and secrets: the one place that draws randomness from the operating system.
//!
//! [`SystemIds`] makes UUIDv7 (RFC 9562) over the injected clock, so that a moved clock moves the IDs with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use liaison_domain::ids::IdSource;
use liaison_domain::time::Clock;
use rand::Rng;
use uuid::Uuid;

/// Bits that count within one millisecond; the field `rand_a` of RFC 9562.
const COUNTER_BITS: u32 = 12;
/// Where the counter starts in a fresh millisecond: below half, so that it has room to rise.
const COUNTER_START: u64 = (1 << (COUNTER_BITS - 1)) - 1;

/// The source of IDs of a serving process. Later IDs are greater, also when the clock steps back.
pub struct SystemIds {
    clock: Arc<dyn Clock>,
    /// Milliseconds and counter of the last ID, so that one atomic step orders all callers.
    last: AtomicU64,
}

impl SystemIds {
    /// A source over this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, last: AtomicU64::new(0) }
    }
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is where randomness enters the process")]
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

impl IdSource for SystemIds {
    fn next(&self) -> Uuid {
        let random = u64::from_be_bytes(random_bytes());
        let millis = u64::try_from(self.clock.now().micros() / 1_000).unwrap_or(0);
        let fresh = (millis << COUNTER_BITS) | (random & COUNTER_START);
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_default();
        let place = u128::from(fresh.max(before + 1));
        let (millis, counter) = (place >> COUNTER_BITS, place & ((1 << COUNTER_BITS) - 1));
        let tail = u128::from(u64::from_be_bytes(random_bytes()) >> 2);
        Uuid::from_u128((millis << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail)
    }

    fn secret(&self) -> [u8; 32] {
        random_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use liaison_domain::time::Instant;

    use super::*;

    struct Steps(Mutex<Vec<i64>>);

    impl Clock for Steps {
        fn now(&self) -> Instant {
            let mut steps = self.0.lock().expect("not poisoned");
            Instant::from_micros(if steps.len() > 1 { steps.remove(0) } else { steps[0] })
        }
    }

    #[test]
    fn ids_rise_within_a_millisecond_and_when_the_clock_steps_back() {
        let clock = Steps(Mutex::new(vec![2_000_000, 2_000_000, 1_000_000, 3_000_000]));
        let ids = SystemIds::new(Arc::new(clock));
        let mut last = Uuid::nil();
        for _ in 0..10_000 {
            let id = ids.next();
            assert_eq!(id.get_version_num(), 7);
            assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
            assert!(id > last);
            last = id;
        }
        assert_ne!(ids.secret(), ids.secret());
    }
}
