//! "Everything owed has one" (resolution 71).

use super::*;

/// Every kind is started by some row of the nouns' tables.
#[test]
fn every_kind_is_started_somewhere_resolution_71() {
    let mut started = crate::request::tests::owed::kinds();
    started.extend(crate::task::tests::owed::kinds());
    started.extend(crate::problem::tests::owed::kinds());
    started.extend(crate::meeting::tests::owed::kinds());
    started.extend(crate::customer::tests::owed::kinds());
    started.extend(crate::comment::tests::owed::kinds());
    for kind in DeadlineKind::ALL {
        assert!(started.contains(kind), "nothing owes {kind:?}");
    }
}
