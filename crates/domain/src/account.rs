//! How people prove who they are (people-and-access.md, Signing in): passwords, the sessions that they open, and attempts, which
//! are slowed.
//!
//! Owns what a password has to be, how long it holds, when a session ends, what its refresh tokens betray, and how long somebody
//! waits who guesses. Beside the record of events, because none of it is business: the access log tells who signed in.

pub mod attempt;
pub mod password;
pub mod session;

use crate::access::{Actor, OrganizationRole};
use crate::canonical::Digest;
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{IdSource, PersonId};
use crate::secret::{Purpose, Secret};
use crate::time::Instant;

/// How long a secret sets a password, in hours.
pub const RESET_HOURS: i64 = 24;

/// What sets a password without the present one: the first, or one that was forgotten.
#[derive(Debug)]
pub enum Reset {}

impl Purpose for Reset {
    const PREFIX: &'static str = "lpr_";
}

/// The secret that sets a password once.
pub type ResetSecret = Secret<Reset>;

/// How one person proves who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// What is kept of the password, and since when; none before the first is set.
    pub password: Option<Kept>,
    /// The secret that sets another, and from when on it does not.
    pub reset: Option<(Digest, Instant)>,
}

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its hash, with all that checking it takes.
    pub hash: String,
    /// Since when it is the person's.
    pub since: Instant,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("since", &self.since).finish_non_exhaustive()
    }
}

impl Account {
    /// The account of somebody who has never had a password.
    pub const fn new(person: PersonId) -> Self {
        Self { person, password: None, reset: None }
    }

    /// From when on the password has to be changed; none where it holds for ever, or there is none (S1-102).
    pub fn expires_at(&self, days: i64) -> Option<Instant> {
        let since = self.password.as_ref()?.since;
        (days > 0).then(|| since.plus_seconds(days * 24 * 3_600))
    }

    /// Whether the actor may let anybody set a password.
    ///
    /// # Errors
    /// `ROLE_MISSING` to all but administrators and the server.
    pub fn may_issue_reset(actor: &Actor) -> Result<(), Refusal> {
        if matches!(actor, Actor::Server) || actor.has(OrganizationRole::Admin) {
            return Ok(());
        }
        Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
    }

    /// The account with a fresh secret that sets its password, for [`RESET_HOURS`]; an earlier one sets none any more.
    ///
    /// # Errors
    /// As [`Self::may_issue_reset`].
    pub fn issue_reset(
        &self,
        actor: &Actor,
        now: Instant,
        ids: &dyn IdSource,
    ) -> Result<(Self, ResetSecret), Refusal> {
        Self::may_issue_reset(actor)?;
        let secret = ResetSecret::fresh(ids);
        let reset = Some((secret.digest(), now.plus_seconds(RESET_HOURS * 3_600)));
        Ok((Self { reset, ..self.clone() }, secret))
    }

    /// Whether this secret sets the password at `now`.
    pub fn resets(&self, secret: &ResetSecret, now: Instant) -> bool {
        self.reset.as_ref().is_some_and(|(digest, until)| *digest == secret.digest() && now < *until)
    }

    /// The account with this password from `now` on; no secret sets another any more.
    #[must_use]
    pub fn with_password(&self, hash: String, now: Instant) -> Self {
        Self { password: Some(Kept { hash, since: now }), reset: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::tests::instant;
    use crate::testing::{World, person};

    #[test]
    fn a_secret_sets_a_password_once_and_for_a_day() {
        let world = World::new();
        let (now, account) = (instant("2024-05-06T09:00:00+08:00"), Account::new(person(10)));
        for who in [10, 12, 97, 99] {
            let refused = account.issue_reset(&world.actor(who), now, &world.ids);
            assert!(matches!(refused, Err(Refusal::NotPermitted(_))), "{who}");
        }
        let (first, one) = account.issue_reset(&world.actor(98), now, &world.ids).expect("an administrator");
        let (second, other) = first.issue_reset(&Actor::Server, now, &world.ids).expect("the server");
        assert!(first.resets(&one, now) && !second.resets(&one, now) && second.resets(&other, now));
        let end = now.plus_seconds(RESET_HOURS * 3_600);
        assert!(second.resets(&other, end.plus_seconds(-1)) && !second.resets(&other, end));
        let set = second.with_password("hash".to_owned(), now);
        assert!(!set.resets(&other, now));
        assert!(!format!("{set:?}").contains("hash\""), "{set:?}");
    }

    #[test]
    fn a_password_is_changed_every_so_many_days() {
        let now = instant("2024-05-06T09:00:00+08:00");
        let account = Account::new(person(10));
        assert_eq!(account.expires_at(90), None, "there is none");
        let account = account.with_password("hash".to_owned(), now);
        assert_eq!(account.expires_at(90), Some(instant("2024-08-04T09:00:00+08:00")));
        assert_eq!(account.expires_at(0), None, "never");
    }
}
