//! When roots are signed, by whom, and who reads them.

use std::fmt::Write as _;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use liaison_domain::record_root::{SPAN_EVENTS, SPAN_SECONDS};
use liaison_gateway::app::App;
use liaison_gateway::operations::Call;
use liaison_gateway::operations::directory::import::{DirectoryImport, directory_import};
use liaison_persistence::dialect::Dialect;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{KeptRoots, ROOTS, check, roots, roots_as, sign};
use crate::request::{confirmed, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::{ADMIN, AUDITOR, EXECUTIVE, HR};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("text")
}

/// What a statement says after its first line.
fn said(root: &Value) -> Value {
    let (context, said) = text(root, "statement").split_once('\n').expect("two lines");
    assert_eq!(context, "liaison.record-root.v1");
    serde_json::from_str(said).expect("JSON")
}

/// More events than one span has.
async fn crowd(app: &App) {
    let mut people = String::from("employee_number,name,position,department,roles\n");
    for number in 0..SPAN_EVENTS {
        let _ = writeln!(people, "QZ{number:05},群众,,MT,");
    }
    let files = DirectoryImport { departments: None, people: Some(people) };
    directory_import(app.clone(), Call::by_server(app), files).await.expect("the server may import");
}

both_databases! {
    /// The clock is the app's: nothing is signed while it stands, and what is too young waits for the next span.
    async fn a_span_ends_when_its_oldest_event_is_old(backend) {
        let app = TestApp::start(backend).await;
        let span = Duration::from_secs(SPAN_SECONDS.unsigned_abs());
        assert_eq!(sign(app.app()).await, 0, "not yet");
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs() - 1));
        submitted(&app, &["JS"]).await;
        assert_eq!(sign(app.app()).await, 0, "not yet");
        app.clock().advance(Duration::from_secs(1));
        assert_eq!((sign(app.app()).await, sign(app.app()).await), (1, 0), "once");
        submitted(&app, &["CP"]).await;
        assert_eq!(sign(app.app()).await, 0, "too young");
        let report = check(&app, &KeptRoots::default()).await;
        assert!(report.is_whole() && report.uncovered > 0 && report.roots == 1, "{report:?}");
        app.clock().advance(span);
        assert_eq!(sign(app.app()).await, 1);
        let found = roots(&app).await;
        let (first, second) = (said(&found[0]), said(&found[1]));
        assert_eq!((&first["number"], &first["first"], &first["previous"]), (&json!(1), &json!(1), &Value::Null));
        assert_eq!((&second["number"], second["first"].as_i64()), (&json!(2), first["last"].as_i64().map(|last| last + 1)));
        let report = check(&app, &KeptRoots::default()).await;
        assert_eq!((report.uncovered, report.roots), (0, 2));
        assert_eq!(first["events"].as_u64().zip(second["events"].as_u64()).map(|(one, two)| one + two), Some(report.events));
        app.finish().await;
    }

    /// A full span ends at once; three nodes that sign at the same time make one root of each span, and none fails.
    async fn nodes_sign_each_span_once(backend) {
        let mut app = TestApp::start(backend).await;
        app.add_node().await;
        app.add_node().await;
        crowd(app.app()).await;
        let all = async || {
            let (one, two, three) = tokio::join!(sign(app.node(0)), sign(app.node(1)), sign(app.node(2)));
            one + two + three
        };
        assert_eq!(all().await, 1, "the full one");
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
        assert_eq!(all().await, 1, "and the rest");
        for _ in 0..5 {
            submitted(&app, &["JS"]).await;
            app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
            assert_eq!(all().await, 1);
        }
        let found = roots(&app).await;
        assert_eq!(found[0]["eventCount"], SPAN_EVENTS);
        let numbers: Vec<i64> = found.iter().filter_map(|root| root["number"].as_i64()).collect();
        assert_eq!(numbers, (1..=7).collect::<Vec<_>>());
        let report = check(&app, &KeptRoots::default()).await;
        assert_eq!((report.roots, report.uncovered), (7, 0));
        app.finish().await;
    }

    /// Auditors and administrators read roots, with everything that it takes to check one with SHA-256 and Ed25519 alone.
    async fn who_reads_a_root_can_verify_it(backend) {
        let app = TestApp::start(backend).await;
        for _ in 0..2 {
            confirmed(&app, &["JS"]).await;
            app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
            sign(app.app()).await;
        }
        for who in [HR, EXECUTIVE, "MT0001", "MT0003"] {
            let refused = app.member(who).send(ROOTS, json!({})).await;
            assert_eq!((refused.error_code(), &refused.body["data"]["recordRoots"]), (Some("FORBIDDEN"), &Value::Null), "{who}");
        }
        assert_eq!(roots_as(&app.member(ADMIN), json!({})).await, roots_as(&app.member(AUDITOR), json!({})).await);
        let found = roots(&app).await;
        let set: Value = reqwest::get(format!("{}/.well-known/jwks.json", app.base(0))).await.expect("an answer").json().await.expect("JSON");
        let key = set["keys"].as_array().expect("keys").iter().find(|key| key["kid"] == found[0]["keyId"]).expect("published");
        for root in &found {
            let bytes = |name: &str| BASE64URL_NOPAD.decode(text(root, name).as_bytes()).expect("base64url");
            let message = bytes("signedMessage");
            let public = BASE64URL_NOPAD.decode(text(key, "x").as_bytes()).expect("base64url");
            UnparsedPublicKey::new(&ED25519, public).verify(&message, &bytes("signature")).expect("it fits");
            assert!(message.ends_with(text(root, "statement").as_bytes()));
            let said = said(root);
            for (told, name) in [("root", "root"), ("previous", "previous"), ("events", "eventCount"), ("kid", "keyId"), ("at", "signedAt")] {
                assert_eq!(said[told], root[name], "{told}");
            }
        }
        let digest = HEXLOWER.encode(digest(&SHA256, text(&found[0], "statement").as_bytes()).as_ref());
        assert_eq!(found[1]["previous"], digest, "one root vouches for all before it");
        assert_eq!(found[0]["until"], found[1]["since"]);
        let document = "query($since: Cursor!) { changes(since: $since) { changes { node { __typename } } } }";
        let after = app.admin().query(document, json!({ "since": found[1]["until"] })).await;
        assert_eq!(after["changes"]["changes"], json!([]), "the last root ends where the feed does");
        let newer = roots_as(&app.member(AUDITOR), json!({ "number": { "gt": 1 } })).await;
        assert_eq!(newer, found[1..]);
        app.finish().await;
    }

    /// Neither events nor roots can be changed or removed, also by what is written one day.
    async fn the_database_refuses_to_change_the_record(backend) {
        let app = TestApp::start(backend).await;
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
        assert_eq!(sign(app.app()).await, 1);
        let raw = sea_orm::Database::connect(app.database_url()).await.expect("connects");
        let mut tried = vec!["UPDATE event SET type = type", "DELETE FROM event", "UPDATE record_root SET kid = kid", "DELETE FROM record_root"];
        if app.app().store().dialect() == Dialect::Postgres {
            tried.extend(["TRUNCATE event", "TRUNCATE record_root"]);
        }
        for sql in tried {
            let refused = raw.execute_unprepared(sql).await.expect_err(sql);
            assert!(refused.to_string().contains("the record is never changed"), "{sql}: {refused}");
        }
        raw.close().await.expect("closes");
        app.finish().await;
    }
}
