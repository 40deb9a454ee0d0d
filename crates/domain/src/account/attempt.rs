//! Attempts to sign in, which are slowed so that nobody guesses and nobody is locked out by others.
//!
//! Every attempt counts three times: for this account from this address, for this address whatever account, and for this account
//! from all addresses that it has not been used from. Each has some tries for free; every further one makes the next wait, twice as
//! long each time. The last counts against strangers alone: whoever signs in from where they have signed in before never waits for
//! what others do elsewhere.

use crate::time::Instant;

/// How long nobody waits longer than, in seconds.
pub const LONGEST_WAIT_SECONDS: i64 = 900;
/// After how long without an attempt all are forgotten, in seconds.
pub const REMEMBERED_SECONDS: i64 = 3_600;

/// For what an attempt counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Against {
    /// One account from one address.
    Pair,
    /// One address, whatever account.
    Address,
    /// One account, from addresses that it has not been used from.
    Account,
}

impl Against {
    /// How many attempts cost nothing.
    pub const fn free(self) -> u32 {
        match self {
            Self::Pair => 5,
            // A company may stand behind one address.
            Self::Address => 50,
            Self::Account => 100,
        }
    }

    /// The name by which it is told from the others.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pair => "PAIR",
            Self::Address => "ADDRESS",
            Self::Account => "ACCOUNT",
        }
    }
}

/// Attempts that were made and have not led to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub count: u32,
    /// When the last was made.
    pub last_at: Instant,
}

impl Attempts {
    /// With one more at `now`.
    pub fn with_another(before: Option<Self>, now: Instant) -> Self {
        let remembered = before.filter(|before| now < before.last_at.plus_seconds(REMEMBERED_SECONDS));
        Self { count: remembered.map_or(0, |before| before.count).saturating_add(1), last_at: now }
    }

    /// Until when no further attempt is taken; an instant that has passed where one is.
    pub fn closed_until(self, against: Against) -> Instant {
        let Some(beyond) = self.count.checked_sub(against.free()) else { return self.last_at };
        let wait = 1_i64.checked_shl(beyond).filter(|wait| *wait > 0).unwrap_or(LONGEST_WAIT_SECONDS);
        self.last_at.plus_seconds(wait.min(LONGEST_WAIT_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::tests::instant;

    /// Whoever tries again as soon as they may: the waits, in seconds.
    fn waits(against: Against, tries: usize) -> Vec<i64> {
        let mut now = instant("2024-05-06T09:00:00+08:00");
        let mut attempts = None;
        (0..tries)
            .map(|_| {
                let made = Attempts::with_another(attempts, now);
                attempts = Some(made);
                let wait = made.closed_until(against).seconds() - now.seconds();
                now = now.plus_seconds(wait);
                wait
            })
            .collect()
    }

    #[test]
    fn each_further_attempt_waits_twice_as_long() {
        let pair = waits(Against::Pair, 80);
        assert_eq!(pair[..8], [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(pair[14..17], [900, 900, 900]);
        assert!(pair.iter().skip(15).all(|wait| *wait == LONGEST_WAIT_SECONDS), "for ever: {pair:?}");
        assert!(waits(Against::Address, 49).iter().all(|wait| *wait == 0));
        assert_eq!(waits(Against::Account, 101)[98..], [0, 1, 2]);
    }

    #[test]
    fn an_hour_without_attempts_is_a_new_beginning() {
        let now = instant("2024-05-06T09:00:00+08:00");
        let many = Attempts { count: 40, last_at: now };
        let later = |seconds| Attempts::with_another(Some(many), now.plus_seconds(seconds)).count;
        assert_eq!((later(REMEMBERED_SECONDS - 1), later(REMEMBERED_SECONDS)), (41, 1));
        assert_eq!(Attempts::with_another(None, now).count, 1);
        assert_eq!(
            Attempts { count: u32::MAX, last_at: now }.closed_until(Against::Pair),
            now.plus_seconds(900)
        );
    }
}
