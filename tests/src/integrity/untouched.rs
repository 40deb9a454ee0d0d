//! What is found in a record that nobody altered.

use std::time::Duration;

use liaison_domain::record_root::SPAN_SECONDS;
use liaison_gateway::auth::Keys;
use liaison_gateway::integrity::{KnownKeys, verify};
use serde_json::json;

use super::{KeptRoots, check, kept, roots, sign};
use crate::customer::{CONTACT, CUSTOMER};
use crate::request::{confirmed, id};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::HR;
use crate::support::mutation::Noun;

const PERSON: Noun = Noun { field: "person", seen: "id" };

both_databases! {
    /// Values that are erased lie beside the events: digests and roots from before stay true (resolution 79).
    async fn erased_values_break_nothing(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member("MT0003");
        let customer = id(&CUSTOMER.run(&owner, "customerCreate", json!({ "name": "ABC科技有限公司" })).await);
        let input = json!({ "customer": customer, "name": "周琦", "phone": "13800138000" });
        let contact = id(&CONTACT.run(&owner, "contactAdd", input).await);
        confirmed(&app, &["JS"]).await;
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
        assert_eq!(sign(app.app()).await, 1);
        let kept = kept(&roots(&app).await);
        let before = check(&app, &kept).await;
        assert!(before.is_whole() && before.uncovered == 0, "{before:?}");
        assert_eq!((before.roots, before.kept, before.signatures), (1, 1, 3), "a root, two sign-offs");
        CONTACT.run(&app.member("MT0001"), "contactErase", json!({ "id": contact, "reason": "当事人要求" })).await;
        let person = app.person("JS0003");
        PERSON.run(&app.member(HR), "personDisable", json!({ "id": person })).await;
        PERSON.run(&app.admin(), "personErase", json!({ "id": person, "reason": "当事人要求" })).await;
        let after = check(&app, &kept).await;
        assert!(after.is_whole(), "{after:?}");
        assert_eq!(after.events, before.events + after.uncovered);
        app.finish().await;
    }

    /// Of what an unknown key signed nothing can be said, which is not the same as a signature that is broken.
    async fn an_unknown_key_is_told_apart(backend) {
        let app = TestApp::start(backend).await;
        confirmed(&app, &["JS"]).await;
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
        assert_eq!(sign(app.app()).await, 1);
        let others = Keys::from_pem(&Keys::keygen().expect("randomness")).expect("made just now");
        let keys = KnownKeys::of_keys(&others);
        let report = verify(app.app().store(), &keys, &KeptRoots::default()).await.expect("it can be read");
        assert!(!report.is_whole() && report.broken.is_none(), "{report:?}");
        let kid = app.app().keys().current().id().to_owned();
        assert_eq!((report.signatures, report.unknown.into_iter().collect::<Vec<_>>()), (0, vec![(kid, 3)]));
        assert_eq!(report.roots, 1, "the events are held against the root all the same");
        app.finish().await;
    }
}
