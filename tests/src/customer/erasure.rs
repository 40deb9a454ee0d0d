//! Erasing a contact (resolution 79): its values are nowhere in the database any more, and the chain of events is true.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{CONTACT, INTERACTION, OWNER, contact, contact_seen, customer, seen};
use crate::request::with;
use crate::support::app::TestApp;
use crate::support::dump::dump;
use crate::support::{Backend, both_databases};

/// Every value of the contact, those that were replaced too.
const VALUES: [&str; 6] =
    ["周琦", "采购经理", "138 0013 8000", "zhou.qi@abc.example", "zhouqi_abc", "13912345678"];

/// The bytes of a SQLite database, once its log is written into it.
async fn file(app: &TestApp) -> Bytes {
    let db = sea_orm::Database::connect(app.database_url()).await.expect("connects");
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("the log is written");
    db.close().await.expect("closes");
    let path = app.database_url().trim_start_matches("sqlite:").trim_start_matches("//");
    Bytes(std::fs::read(path.split('?').next().unwrap_or_default()).expect("the file"))
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn contains(&self, text: &[u8]) -> bool {
        self.0.windows(text.len()).any(|window| window == text)
    }
}

both_databases! {
    /// The values are found in the dump before, so that the search can fail, and in none after; `finish` proves the chain.
    async fn nothing_is_left_of_an_erased_contact(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        let owner = app.member(OWNER);
        let update = json!({ "id": contact, "expectedVersion": 1, "phone": "13912345678" });
        CONTACT.run(&owner, "contactUpdate", update).await;
        let said = json!({ "customer": customer, "channel": "PHONE", "subject": "回电13912345678", "confirmMasked": true, "idempotencyKey": "once" });
        INTERACTION.run(&owner, "interactionRecord", said).await;
        CONTACT.run(&app.member("ZB0004"), "contactUnmask", json!({ "id": contact, "reason": "核查" })).await;
        let before = dump(&app).await;
        for (value, there) in VALUES.iter().zip([true, true, false, true, true, true]) {
            assert_eq!(before.contains(value), there, "{value} before: what was replaced is gone, the rest is there");
        }
        let erase = json!({ "id": contact, "reason": "当事人要求" });
        for (who, expected) in [("MT0003", "ROLE_MISSING"), ("MT0004", "ROLE_MISSING"), ("ZB0004", "ROLE_MISSING"), ("JS0001", "not found")] {
            assert_eq!(CONTACT.refusal(&app.member(who), "contactErase", erase.clone()).await, expected, "{who}");
        }
        let erased = CONTACT.run(&app.member("MT0001"), "contactErase", erase.clone()).await;
        assert_eq!((&erased["name"], &erased["phone"], &erased["handles"]), (&Value::Null, &Value::Null, &json!([])));
        assert_eq!(erased["erasedAt"], "2024-05-06T01:00:00Z");
        let after = dump(&app).await;
        for value in VALUES {
            assert!(!after.contains(value), "{value} is left");
        }
        if backend == Backend::Sqlite {
            let file = file(&app).await;
            assert!(VALUES.iter().all(|value| !file.contains(value.as_bytes())), "the file itself holds none of them");
            assert!(file.contains("ABC科技有限公司".as_bytes()), "the search can fail");
        }
        assert_eq!(seen(&owner, &customer).await["contacts"], json!([]));
        assert_eq!(contact_seen(&owner, &contact).await["erasedAt"], erased["erasedAt"], "that there was one stays");
        assert_eq!(CONTACT.refusal(&app.admin(), "contactErase", with(erase, json!({ "reason": "再次" }))).await, "ERASED");
        let history = owner.query("query($id: ID!) { events(filter: {subjects: [$id]}) { nodes { type data changes { field } } } }", json!({ "id": contact })).await;
        let types: Vec<_> = history["events"]["nodes"].as_array().expect("a list").iter().map(|event| event["type"].clone()).collect();
        assert_eq!(types, ["ContactAdded", "ContactUpdated", "ContactUnmasked", "ContactErased"], "the record stays");
        app.finish().await;
    }
}
