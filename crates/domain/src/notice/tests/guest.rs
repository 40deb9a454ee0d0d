//! Guests are told of to whoever answers for their customer, and to whoever invited them.

use super::*;
use crate::guest::tests::{OWNER, archive, guest_of};
use crate::guest::{Guest, GuestFact};

#[test]
fn guests_concern_the_owner_and_who_invited_them() {
    let world = World::new();
    let customer = archive(&world);
    let guest: Guest = guest_of(&world, 12, &customer);
    let of = customer.record().id;
    let scope = json!({ "customer": of, "requests": [], "customers": [of], "expiresAt": world.now.get() });
    let sealed = json!({ "id": guest.record().name.id, "digest": guest.record().name.digest });
    let mut invited = scope.clone();
    invited["name"] = sealed.clone();
    invited["mail"] = sealed;
    let revoked = |cause: &str| json!({ "customer": of, "cause": cause, "reason": null });
    for (name, data, who, expected) in [
        ("GuestInvited", invited.clone(), 12, format!("GUEST_INVITED {OWNER}")),
        ("GuestInvited", invited, OWNER, String::new()),
        ("GuestScopeChanged", scope, 12, format!("GUEST_SCOPE_CHANGED {OWNER}")),
        ("GuestArrived", json!({ "customer": of }), 0, "GUEST_ARRIVED 12".to_owned()),
        ("GuestRevoked", revoked("REVOKED"), 12, format!("GUEST_ENDED {OWNER}")),
        ("GuestRevoked", revoked("REVOKED"), OWNER, "GUEST_ENDED 12".to_owned()),
        ("GuestRevoked", revoked("INVITER_LEFT"), 0, format!("GUEST_ENDED {OWNER} 12")),
    ] {
        let fact = fact::<GuestFact>(name, data);
        assert_eq!(told(&world, who, &guest, &guest, fact), expected, "{name} by {who}");
    }
}
