//! Sessions: what a password opens. An access token of minutes speaks for its person; a refresh token gives the next one, once.
//!
//! A refresh token that is used twice was copied: the session ends, for whoever holds it. Only within seconds of the first use it is
//! taken for the same client, whose answer was lost or who asked twice at once; a thief is betrayed all the same by the next use.

use crate::ids::{IdSource, PersonId, SessionId, fresh};
use crate::secret::{Purpose, Secret};
use crate::text::Line;
use crate::time::Instant;

/// How long an access token holds, in seconds: 15 minutes.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// After how many days without use a session ends.
pub const IDLE_DAYS: i64 = 14;
/// How many days a session lasts at most.
pub const LONGEST_DAYS: i64 = 90;
/// Within how many seconds of its use a refresh token may be used again.
pub const AGAIN_SECONDS: i64 = 10;
/// Most sessions that one person has at a time; one more ends the one that was used least lately.
pub const MOST: usize = 50;

const DAY: i64 = 24 * 3_600;

/// What gives the next tokens of a session.
#[derive(Debug)]
pub enum Refresh {}

impl Purpose for Refresh {
    const PREFIX: &'static str = "lrt_";
}

/// A refresh token.
pub type RefreshToken = Secret<Refresh>;

/// What somebody opened by signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its ID, which access tokens name.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// What its client calls itself, such as a browser or a telephone.
    pub device: Option<Line>,
    /// The address from which it was used last.
    pub address: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When its tokens were given last.
    pub used_at: Instant,
    /// From when on it is over: unless it is used before, or somebody ended it.
    pub ends_at: Instant,
}

/// Whether what somebody was given still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When the person signed out everywhere for the last time.
    pub signed_out_at: Option<Instant>,
    /// From when on the session is over; none where there is no such session of this person.
    pub session_ends_at: Option<Instant>,
}

impl Standing {
    /// Whether a token has not been taken back at `now`: one of a session with it, one of none, which was given in this second
    /// since 1970, by signing out everywhere.
    pub fn covers(self, of_session: bool, given_at: i64, now: Instant) -> bool {
        if of_session {
            self.session_ends_at.is_some_and(|end| now < end)
        } else {
            self.signed_out_at.is_none_or(|at| given_at > at.seconds())
        }
    }
}

/// What the use of a refresh token comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The session goes on; new tokens are given.
    Renewed(Session),
    /// The token was used before: the session has ended.
    Betrayed(Session),
    /// The session was over.
    Over,
}

impl Session {
    /// A session that begins now.
    pub fn open(
        person: PersonId,
        device: Option<Line>,
        address: String,
        now: Instant,
        ids: &dyn IdSource,
    ) -> Self {
        let ends_at = now.plus_seconds(IDLE_DAYS * DAY);
        Self { id: fresh(ids), person, device, address, created_at: now, used_at: now, ends_at }
    }

    /// Whether it is not over at `now`.
    pub fn lives(&self, now: Instant) -> bool {
        now < self.ends_at
    }

    /// The session at its end.
    #[must_use]
    pub fn ended(&self, now: Instant) -> Self {
        Self { ends_at: self.ends_at.min(now), ..self.clone() }
    }

    /// What it comes to that one of its refresh tokens, used before at `used_at`, is used at `now` from `address`.
    pub fn renew(&self, used_at: Option<Instant>, address: &str, now: Instant) -> Renewal {
        if !self.lives(now) {
            return Renewal::Over;
        }
        if used_at.is_some_and(|used| now >= used.plus_seconds(AGAIN_SECONDS)) {
            return Renewal::Betrayed(self.ended(now));
        }
        let longest = self.created_at.plus_seconds(LONGEST_DAYS * DAY);
        let ends_at = now.plus_seconds(IDLE_DAYS * DAY).min(longest);
        Renewal::Renewed(Self { address: address.to_owned(), used_at: now, ends_at, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::tests::instant;
    use crate::testing::{World, person};

    fn session() -> (Session, Instant) {
        let now = instant("2024-05-06T09:00:00+08:00");
        (Session::open(person(10), None, "192.0.2.1".to_owned(), now, &World::new().ids), now)
    }

    #[test]
    fn a_session_ends_unused_and_some_day_at_any_rate() {
        let (mut session, begun) = session();
        let mut now = begun;
        assert!(
            session.lives(now.plus_seconds(IDLE_DAYS * DAY - 1))
                && !session.lives(now.plus_seconds(IDLE_DAYS * DAY))
        );
        while session.lives(now) {
            let Renewal::Renewed(next) = session.renew(None, "192.0.2.2", now) else { panic!("it lives") };
            assert_eq!((next.address.as_str(), next.used_at), ("192.0.2.2", now));
            session = next;
            now = now.plus_seconds(DAY);
        }
        assert_eq!(now, begun.plus_seconds(LONGEST_DAYS * DAY));
        assert_eq!(session.renew(None, "", now), Renewal::Over);
    }

    #[test]
    fn a_token_goes_with_its_session_or_with_signing_out_everywhere() {
        let now = instant("2024-05-06T09:00:00+08:00");
        let standing = |signed_out_at, session_ends_at| Standing { signed_out_at, session_ends_at };
        let (before, after) = (now.plus_seconds(-1), now.plus_seconds(1));
        for (of_session, standing, expected) in [
            (true, standing(None, Some(after)), true),
            (true, standing(Some(now), Some(after)), true),
            (true, standing(None, Some(now)), false),
            (true, standing(None, None), false),
            (false, standing(None, None), true),
            (false, standing(Some(before), None), true),
            (false, standing(Some(now), Some(after)), false),
        ] {
            assert_eq!(
                standing.covers(of_session, now.seconds(), now),
                expected,
                "{of_session} {standing:?}"
            );
        }
    }

    #[test]
    fn a_token_that_is_used_twice_ends_its_session() {
        let (session, now) = session();
        let again = |seconds| session.renew(Some(now), "", now.plus_seconds(seconds));
        assert!(matches!(again(AGAIN_SECONDS - 1), Renewal::Renewed(_)), "an answer that was lost");
        let Renewal::Betrayed(ended) = again(AGAIN_SECONDS) else { panic!("copied") };
        assert_eq!(ended.ends_at, now.plus_seconds(AGAIN_SECONDS));
        assert!(!ended.lives(now.plus_seconds(AGAIN_SECONDS)));
        assert_eq!(ended.renew(None, "", ended.ends_at), Renewal::Over);
    }
}
