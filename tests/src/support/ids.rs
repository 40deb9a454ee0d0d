//! IDs and secrets that are the same in every run with the same seed, and rise as real ones do.

use std::sync::{Arc, Mutex};

use liaison_domain::ids::IdSource;
use liaison_domain::time::Clock;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

/// UUIDv7 over a test's clock, counted within a millisecond.
pub(crate) struct SeededIds {
    clock: Arc<dyn Clock>,
    state: Mutex<(u64, StdRng)>,
}

impl SeededIds {
    pub(crate) fn new(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self { clock, state: Mutex::new((0, StdRng::seed_from_u64(seed))) }
    }
}

impl IdSource for SeededIds {
    fn next(&self) -> Uuid {
        let mut state = self.state.lock().expect("no holder panics");
        let (last, random) = &mut *state;
        let millis = u64::try_from(self.clock.now().micros() / 1_000).expect("tests run after 1970");
        // Twelve bits count within a millisecond; the clock stands still, so they may run over into it.
        *last = (millis << 12).max(*last + 1);
        let (high, low) = (u128::from(*last >> 12), u128::from(*last & 0xfff));
        let tail = u128::from(random.next_u64() >> 2);
        Uuid::from_u128((high << 80) | (0x7 << 76) | (low << 64) | (0b10 << 62) | tail)
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.state.lock().expect("no holder panics").1.fill_bytes(&mut bytes);
        bytes
    }
}
