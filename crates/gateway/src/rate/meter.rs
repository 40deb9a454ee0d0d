//! Buckets of one kind, by governor's algorithm (GCRA) over a bounded memory and the process's own clock.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use liaison_domain::time::{Clock, Instant};
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::WINDOW;

/// Without use for this long a bucket is full, and need not be remembered.
const FORGOTTEN: Duration = Duration::from_mins(5);

/// Whose a bucket can be.
pub(super) trait Key: Hash + Eq + Clone + Send + Sync + 'static {}

impl<K: Hash + Eq + Clone + Send + Sync + 'static> Key for K {}

/// Buckets that hold `limit` and are full again in [`WINDOW`].
pub(super) struct Meter<K: Key> {
    limiter: RateLimiter<K, Buckets<K>, Steady, StateInformationMiddleware>,
    limit: NonZeroU32,
    unit: Duration,
    #[cfg(test)]
    buckets: Buckets<K>,
}

impl<K: Key> Meter<K> {
    /// Buckets of which the `most` that were used last are remembered; none for a limit of 0.
    pub(super) fn new(limit: u64, most: u64, clock: Steady) -> Option<Self> {
        let limit = NonZeroU32::new(u32::try_from(limit).unwrap_or(u32::MAX))?;
        let unit = WINDOW / limit.get();
        let quota = Quota::with_period(unit)?.allow_burst(limit);
        let buckets = Buckets::new(most);
        Some(Self {
            #[cfg(test)]
            buckets: buckets.clone(),
            limiter: RateLimiter::new(quota, buckets, clock),
            limit,
            unit,
        })
    }

    pub(super) fn limit(&self) -> u64 {
        u64::from(self.limit.get())
    }

    /// Takes `cost` from a bucket, and answers what is left. More than a bucket holds is as much as it holds: what one call may
    /// cost is limited elsewhere, and the limits are held against each other when they are read.
    ///
    /// # Errors
    /// How long until it holds that much.
    pub(super) fn pay(&self, key: &K, cost: u64) -> Result<u64, Duration> {
        let Some(cost) = NonZeroU32::new(u32::try_from(cost).unwrap_or(u32::MAX).min(self.limit.get()))
        else {
            return Ok(self.limit());
        };
        match self.limiter.check_key_n(key, cost) {
            Ok(Ok(state)) => Ok(u64::from(state.remaining_burst_capacity())),
            Ok(Err(until)) => Err(until.wait_time_from(clock::Clock::now(self.limiter.clock()))),
            Err(_) => Err(WINDOW),
        }
    }

    /// How long it takes to fill so much.
    pub(super) fn time_for(&self, units: u64) -> Duration {
        self.unit.saturating_mul(u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// How much has to be filled in a time, rounded up.
    pub(super) fn units_in(&self, time: Duration) -> u64 {
        u64::try_from(time.as_nanos().div_ceil(self.unit.as_nanos())).unwrap_or(u64::MAX)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> u64 {
        self.buckets.0.run_pending_tasks();
        self.buckets.0.entry_count()
    }
}

/// The buckets that were used last. One that is forgotten is full, so who calls often must not be: hence by last use, not by
/// frequency.
#[derive(Clone)]
struct Buckets<K: Key>(Cache<K, Arc<InMemoryState>>);

impl<K: Key> Buckets<K> {
    fn new(most: u64) -> Self {
        let cache = Cache::builder().max_capacity(most).eviction_policy(EvictionPolicy::lru());
        Self(cache.time_to_idle(FORGOTTEN).build())
    }
}

impl<K: Key> StateStore for Buckets<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let bucket = self.0.get_with_by_ref(key, Arc::default);
        bucket.measure_and_replace(&NotKeyed::NonKey, f)
    }
}

/// The time that has passed by a clock since this was made. A step back counts for nothing: buckets would stand still until the
/// clock has caught up.
#[derive(Clone)]
pub(super) struct Steady {
    clock: Arc<dyn Clock>,
    /// What the clock last read, and what has passed until then.
    passed: Arc<Mutex<(Instant, Duration)>>,
}

impl Steady {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        Self { clock, passed: Arc::new(Mutex::new((now, Duration::ZERO))) }
    }
}

impl clock::Clock for Steady {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let step = now.micros().saturating_sub(passed.0.micros());
        *passed = (now, passed.1 + Duration::from_micros(u64::try_from(step).unwrap_or(0)));
        passed.1
    }
}
