//! Reads that must be answered for (people-and-access.md, The record): what of a person's doing is kept beside the feed, and for
//! how long.
//!
//! Changes are events. Here is what changes nothing and still has to be told: a confidential record that somebody read by their
//! role in the organisation alone, a contact that was unmasked, and that somebody signed in. Writing it down is
//! `liaison-persistence`, `access_log`.

use crate::access::{Actor, OrganizationRole, PersonActor};
use crate::ids::PersonId;
use crate::named::named;
use crate::time::Instant;

/// How long an entry is kept: 12 months, in days.
pub const KEPT_DAYS: i64 = 366;

named! {
    /// What somebody did.
    AccessKind {
        /// Read a record that they see by their role in the organisation alone.
        Read = "READ",
        /// Asked for a contact's values unmasked.
        Unmask = "UNMASK",
        /// Signed in with a password.
        SignIn = "SIGN_IN",
        /// Changed a password, or set it with a secret.
        PasswordChange = "PASSWORD_CHANGE",
        /// Made the secret with which somebody sets their password.
        PasswordResetIssue = "PASSWORD_RESET_ISSUE",
        /// Used a refresh token a second time: it was copied, and the session has ended.
        TokenReuse = "TOKEN_REUSE",
    }
}

/// The instant before which entries are kept no longer.
pub fn kept_from(now: Instant) -> Instant {
    now.plus_seconds(-KEPT_DAYS * 24 * 3_600)
}

/// Whose reads are written down, and who they would be without the roles by which they read everything; none for everybody else.
/// What that person sees, they are entitled to like anybody; only the rest is written down.
pub fn without_oversight(actor: &Actor) -> Option<(PersonId, Actor)> {
    let Actor::Person(person) = actor else { return None };
    let oversees =
        |role: &OrganizationRole| matches!(role, OrganizationRole::Admin | OrganizationRole::Auditor);
    if !person.roles.iter().any(oversees) {
        return None;
    }
    let roles = person.roles.iter().copied().filter(|role| !oversees(role)).collect();
    Some((person.id, Actor::Person(Box::new(PersonActor { roles, ..person.as_ref().clone() }))))
}

/// Whether this caller reads the access log: auditors alone.
pub fn may_read(actor: &Actor) -> bool {
    actor.has(OrganizationRole::Auditor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Audience, Reach, may_see};
    use crate::task::tests::instant;
    use crate::testing::{World, department, person};

    #[test]
    fn who_oversees_answers_for_what_the_role_alone_shows() {
        let world = World::new();
        for who in [10, 12, 14, 99] {
            assert!(without_oversight(&world.actor(who)).is_none(), "{who}");
        }
        assert!(without_oversight(&Actor::Server).is_none());
        let audience = |reach, named: u128| Audience::new(reach, [department(2)], [person(named)]);
        for who in [97, 98] {
            let actor = world.actor(who);
            let (id, plain) = without_oversight(&actor).expect("reads everything");
            assert_eq!(id, person(who));
            assert!(may_see(&actor, &audience(Reach::Departments, 22)), "{who}");
            assert!(!may_see(&plain, &audience(Reach::Departments, 22)), "{who} by the role alone");
            assert!(may_see(&plain, &audience(Reach::Departments, who)), "{who} is concerned");
            assert!(may_see(&plain, &audience(Reach::Organization, 22)), "everybody's");
        }
    }

    #[test]
    fn auditors_alone_read_it() {
        let world = World::new();
        let readers: Vec<u128> =
            [10, 12, 97, 98, 99].into_iter().filter(|who| may_read(&world.actor(*who))).collect();
        assert_eq!(readers, [97]);
    }

    #[test]
    fn it_is_kept_for_twelve_months() {
        let from = kept_from(instant("2024-05-06T09:00:00+08:00"));
        assert_eq!(from, instant("2023-05-06T09:00:00+08:00"));
    }
}
