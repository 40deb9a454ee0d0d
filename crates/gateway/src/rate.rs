//! How much may be asked in how much time: a bucket of cost for everybody who calls, and one for every address.
//!
//! Owns what fills and empties the buckets of this node; two nodes count each for itself. A bucket holds what a minute brings
//! and fills evenly, so that nobody is refused for a burst, and for what they could have spread, they wait. What a call
//! costs is the pipeline's to say, and what a refusal looks like, `http`'s.

mod meter;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::time::{Clock, Instant};
use uuid::Uuid;

use crate::address;
use crate::auth::Caller;
use crate::limits::Limits;
use meter::{Meter, Steady};

/// What a bucket holds is filled in this time; the window of `RateLimit-Policy`.
pub const WINDOW: Duration = Duration::from_mins(1);

/// Whose bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Who calls, from wherever.
    Actor,
    /// Everybody behind an address.
    Address,
}

impl Scope {
    /// The name in headers, errors and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Address => "address",
        }
    }
}

/// How a bucket stands after a call was paid for, or was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Whose it is.
    pub scope: Scope,
    /// What it holds.
    pub limit: u64,
    /// What is left.
    pub remaining: u64,
    /// What the call has cost, or would have.
    pub cost: u64,
    /// When it is full again.
    pub resets_at: Instant,
    /// The time from now until then; of a call that was refused, until it can be paid for.
    pub wait: Duration,
}

/// The buckets of one node.
pub struct Rates {
    clock: Arc<dyn Clock>,
    actors: Option<Meter<(&'static str, Uuid)>>,
    addresses: Option<Meter<String>>,
    request: u64,
}

impl Rates {
    /// Full buckets for everybody, by the time of `clock`.
    pub fn new(limits: &Limits, clock: Arc<dyn Clock>) -> Self {
        let steady = Steady::new(Arc::clone(&clock));
        Self {
            actors: Meter::new(limits.rate_cost, limits.rate_buckets, steady.clone()),
            addresses: Meter::new(limits.rate_address, limits.rate_buckets, steady),
            request: limits.rate_request,
            clock,
        }
    }

    /// What the buckets of these kinds hold; those that are switched off are left out.
    pub fn policies(&self) -> Vec<(Scope, u64)> {
        let actors = self.actors.as_ref().map(|meter| (Scope::Actor, meter.limit()));
        let addresses = self.addresses.as_ref().map(|meter| (Scope::Address, meter.limit()));
        actors.into_iter().chain(addresses).collect()
    }

    /// Pays what anything costs the address it comes from, before it is read.
    ///
    /// # Errors
    /// Where the address has not that much left.
    pub fn enter(&self, address: IpAddr) -> Result<Option<Allowance>, Allowance> {
        self.pay_of(Scope::Address, self.addresses.as_ref(), &address::counted(address), self.request)
    }

    /// Pays for a call that is about to run; its entry was paid. Answers how the caller's bucket stands, or where nobody is signed
    /// in, that of the address; none where the entry was enough.
    ///
    /// # Errors
    /// Where the caller or the address has not that much left.
    pub fn pay(
        &self,
        caller: Option<&Caller>,
        address: IpAddr,
        cost: u64,
    ) -> Result<Option<Allowance>, Allowance> {
        let told = |allowance: Allowance| Allowance { cost, ..allowance };
        let own = match caller {
            Some(caller) => {
                let key = (caller.kind(), caller.subject());
                self.pay_of(Scope::Actor, self.actors.as_ref(), &key, cost)?
            }
            None => None,
        };
        let rest = cost.saturating_sub(self.request);
        let address = address::counted(address);
        let addresses = self.addresses.as_ref().filter(|_| rest > 0);
        let shared = self.pay_of(Scope::Address, addresses, &address, rest);
        Ok(own.or(shared.map_err(told)?).map(told))
    }

    fn pay_of<K: meter::Key>(
        &self,
        scope: Scope,
        meter: Option<&Meter<K>>,
        key: &K,
        cost: u64,
    ) -> Result<Option<Allowance>, Allowance> {
        let Some(meter) = meter else { return Ok(None) };
        let now = self.clock.now();
        let allowance = |remaining: u64, wait: Duration| Allowance {
            scope,
            limit: meter.limit(),
            remaining,
            cost,
            resets_at: after(now, meter.time_for(meter.limit() - remaining.min(meter.limit()))),
            wait,
        };
        match meter.pay(key, cost) {
            Ok(remaining) => {
                Ok(Some(allowance(remaining, meter.time_for(meter.limit().saturating_sub(remaining)))))
            }
            Err(wait) => Err(allowance(cost.saturating_sub(meter.units_in(wait)), wait)),
        }
    }
}

fn after(now: Instant, wait: Duration) -> Instant {
    let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(now.micros().saturating_add(micros))
}

impl std::fmt::Debug for Rates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rates").field("policies", &self.policies()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[derive(Debug)]
    struct Hand(AtomicI64);

    impl Hand {
        fn advance(&self, seconds: i64) {
            self.0.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
        }
    }

    impl Clock for Hand {
        fn now(&self) -> Instant {
            Instant::from_micros(self.0.load(Ordering::Relaxed))
        }
    }

    fn rates(limits: &Limits) -> (Rates, Arc<Hand>) {
        let clock = Arc::new(Hand(AtomicI64::new(1_714_957_200_000_000)));
        (Rates::new(limits, Arc::<Hand>::clone(&clock)), clock)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_bucket_empties_at_once_and_fills_evenly() {
        let (rates, clock) =
            rates(&Limits { rate_address: 60_000, rate_request: 1, rate_cost: 0, ..Limits::default() });
        let office = address("203.0.113.9");
        let paid = rates.pay(None, office, 60_001).expect("full").expect("it is counted");
        assert_eq!((paid.remaining, paid.cost, paid.scope), (0, 60_001, Scope::Address));
        assert_eq!(paid.wait, WINDOW);
        let refused = rates.pay(None, office, 2_001).expect_err("empty");
        assert_eq!((refused.remaining, refused.wait), (0, Duration::from_secs(2)));
        clock.advance(1);
        let refused = rates.pay(None, office, 2_001).expect_err("half of it");
        assert_eq!((refused.remaining, refused.wait), (1_000, Duration::from_secs(1)));
        clock.advance(1);
        assert!(rates.pay(None, office, 2_001).is_ok(), "what was told to wait for");
        clock.advance(3_600);
        let paid = rates.enter(office).expect("full again").expect("it is counted");
        assert_eq!(paid.remaining, 59_999, "no more than a minute brings");
        assert!(rates.enter(address("203.0.113.10")).is_ok(), "another address has its own");
    }

    #[test]
    fn a_clock_that_steps_back_keeps_nobody_waiting() {
        let (rates, clock) =
            rates(&Limits { rate_address: 60_000, rate_request: 1, rate_cost: 0, ..Limits::default() });
        let office = address("203.0.113.9");
        assert!(rates.pay(None, office, 60_001).is_ok());
        clock.advance(-3_600);
        assert!(rates.enter(office).is_err());
        clock.advance(1);
        assert!(rates.pay(None, office, 1_001).is_ok(), "a second has passed since");
    }

    #[test]
    fn what_is_switched_off_is_not_counted() {
        let (rates, _) = rates(&Limits { rate_address: 0, rate_cost: 0, ..Limits::default() });
        assert_eq!(rates.enter(address("203.0.113.9")), Ok(None));
        assert_eq!(rates.pay(None, address("203.0.113.9"), u64::MAX), Ok(None));
        assert!(rates.policies().is_empty());
    }

    #[test]
    fn many_addresses_take_no_more_room_than_there_is() {
        let limits = Limits { rate_buckets: 1_000, rate_address: 60_000, rate_cost: 0, ..Limits::default() };
        let (rates, _) = rates(&limits);
        let loud = address("198.51.100.1");
        assert!(rates.pay(None, loud, 60_100).is_ok());
        for number in 0..20_000_u32 {
            assert!(rates.enter(IpAddr::from(number.to_be_bytes())).is_ok());
            if number % 100 == 0 {
                assert!(rates.enter(loud).is_err(), "who calls often is not forgotten: {number}");
            }
        }
        assert!(rates.addresses.as_ref().is_some_and(|meter| meter.len() <= 1_200));
    }
}
