//! Every way to alter a record of which somebody has the database, and what betrays it.

use std::time::Duration;

use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::integrity::Fault;
use liaison_domain::record_root::SPAN_SECONDS;
use liaison_persistence::dialect::Dialect;
use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement, Value as Bound};
use serde_json::Value;

use super::{KeptRoots, broken, check, kept, roots, sign};
use crate::request::{confirmed, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;

/// The tables that the forger writes into: whose rows come and go, and those of which only columns change.
const WHOLE: [&str; 2] = ["event", "record_root"];
const PARTS: [(&str, &str, &str); 3] = [
    ("subject", "digest", "subject.id = copy.id"),
    ("request", "body", "request.id = copy.id"),
    (
        "request_revision",
        "body",
        "request_revision.request = copy.request AND request_revision.number = copy.number",
    ),
];

fn tables() -> impl Iterator<Item = &'static str> {
    WHOLE.into_iter().chain(PARTS.map(|(table, ..)| table))
}

/// A record with two roots and a few events that none covers yet, and somebody who may do anything with its database.
struct Forger {
    app: TestApp,
    raw: DatabaseConnection,
    /// The events of the request that is signed, in order.
    request: Vec<Envelope>,
    roots: Vec<Value>,
}

impl Forger {
    async fn begin(app: TestApp) -> Self {
        for code in ["JS", "CP"] {
            if code == "JS" {
                confirmed(&app, &[code]).await
            } else {
                submitted(&app, &[code]).await
            };
            app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
            assert_eq!(sign(app.app()).await, 1);
        }
        let roots = roots(&app).await;
        submitted(&app, &["YF"]).await;
        let raw = sea_orm::Database::connect(app.database_url()).await.expect("connects");
        let on = if app.app().store().dialect() == Dialect::Postgres { " ON " } else { "" };
        for (trigger, table) in [
            ("event_is_not_changed", "event"),
            ("event_is_not_removed", "event"),
            ("record_root_is_not_changed", "record_root"),
            ("record_root_is_not_removed", "record_root"),
        ] {
            let table = if on.is_empty() { "" } else { table };
            raw.execute_unprepared(&format!("DROP TRIGGER {trigger}{on}{table}"))
                .await
                .expect("may do anything");
        }
        for table in tables() {
            raw.execute_unprepared(&format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}"))
                .await
                .expect("a copy");
        }
        let events = all(&app).await;
        let first =
            events.iter().find(|event| event.subject_kind == SubjectKind::Request).expect("requests").subject;
        let request = events.into_iter().filter(|event| event.subject == first).collect();
        Self { app, raw, request, roots }
    }

    async fn run(&self, sql: &str) {
        let done = self.raw.execute_unprepared(sql).await.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
        assert!(done.rows_affected() > 0, "nothing was altered: {sql}");
    }

    async fn run_with(&self, sql: &str, values: Vec<Bound>) {
        let statement = Statement::from_sql_and_values(self.raw.get_database_backend(), sql, values);
        assert!(
            self.raw.execute_raw(statement).await.expect(sql).rows_affected() > 0,
            "nothing was altered: {sql}"
        );
    }

    /// Everything as it was.
    async fn restore(&self) {
        for table in WHOLE {
            self.raw.execute_unprepared(&format!("DELETE FROM {table}")).await.expect("may do anything");
            self.run(&format!("INSERT INTO {table} SELECT * FROM copy_of_{table}")).await;
        }
        // Others refer to these, so they stay where they are.
        for (table, part, same) in PARTS {
            self.run(&format!(
                "UPDATE {table} SET {part} = copy.{part} FROM copy_of_{table} AS copy WHERE {same}"
            ))
            .await;
        }
    }

    /// The event of this type of the request.
    fn of(&self, event_type: &str) -> &Envelope {
        self.request.iter().find(|event| event.event_type == event_type).expect(event_type)
    }

    /// Where and what the first break is after these statements, without roots that were kept; all is restored then.
    async fn betrayed(&self, statements: &[String]) -> (Option<i64>, Fault) {
        self.betrayed_by(statements, &KeptRoots::default()).await
    }

    async fn betrayed_by(&self, statements: &[String], kept: &KeptRoots) -> (Option<i64>, Fault) {
        for sql in statements {
            self.run(sql).await;
        }
        let found = broken(&self.app, kept).await;
        self.restore().await;
        (found.position, found.fault)
    }

    /// Replaces a part of the request's or its revision's body.
    async fn replace(&self, table: &str, column: &str, from: &str, to: &str) {
        let id = self.request[0].subject;
        let sql = format!(
            "UPDATE {table} SET body = replace(body, $1, $2) WHERE {column} = $3 AND body <> replace(body, $1, $2)"
        );
        let sql = if self.app.app().store().dialect() == Dialect::Postgres {
            sql
        } else {
            sql.replace("$1", "?1").replace("$2", "?2").replace("$3", "?3")
        };
        self.run_with(&sql, vec![from.into(), to.into(), id.into()]).await;
    }

    async fn end(self) {
        for table in tables() {
            self.raw.execute_unprepared(&format!("DROP TABLE copy_of_{table}")).await.expect("it is there");
        }
        self.raw.close().await.expect("closes");
        self.app.finish().await;
    }

    /// Writes another title into the first event of the request, and makes every digest after it anew.
    async fn forge_the_chain(&self) {
        let mut previous = None;
        for event in &self.request {
            let mut forged = event.clone();
            forged.payload = forged.payload.replace("推广方案", "采购方案");
            forged.previous = previous;
            forged.digest = forged.expected_digest();
            let digest = |digest: &liaison_domain::canonical::Digest| digest.as_str().to_owned();
            let values = vec![
                forged.payload.clone().into(),
                forged.previous.as_ref().map(digest).into(),
                digest(&forged.digest).into(),
                forged.position.into(),
            ];
            self.run_with(
                "UPDATE event SET payload = $1, previous = $2, digest = $3 WHERE position = $4",
                values,
            )
            .await;
            previous = Some(forged.digest);
        }
        let (last, subject) = (previous.expect("events").as_str().to_owned(), self.request[0].subject);
        self.run_with("UPDATE subject SET digest = $1 WHERE id = $2", vec![last.into(), subject.into()])
            .await;
    }
}

/// Every event, in the order of the feed.
async fn all(app: &TestApp) -> Vec<Envelope> {
    let feed = app.app().hub().feed();
    feed.advance().await.expect("the feed can be read");
    feed.read(0, 1_000, &Statements::default()).await.expect("the feed can be read").events
}

fn swap(one: i64, other: i64) -> Vec<String> {
    [(one, -1), (other, one), (-1, other)]
        .map(|(from, to)| format!("UPDATE event SET position = {to} WHERE position = {from}"))
        .to_vec()
}

/// A digest of nothing that is there.
fn other() -> String {
    "0123456789abcdef".repeat(4)
}

both_databases! {
    /// Changed, removed, moved, unreadable: digests and chains say where.
    async fn altered_events_are_named(backend) {
        let forger = Forger::begin(TestApp::start(backend).await).await;
        assert!(check(&forger.app, &kept(&forger.roots)).await.is_whole());
        let (created, submitted) = (forger.of("RequestCreated").position, forger.of("RequestSubmitted").position);
        let next = forger.request.iter().find(|event| event.position > submitted).expect("more").position;
        let at = |position: i64, sql: &str| vec![format!("UPDATE event SET {sql} WHERE position = {position}")];
        for sql in ["payload = replace(payload, '推广方案', '采购方案')", "occurred_at = occurred_at - 1", "actor = NULL", "type = 'RequestUpdated'",
            "external = NOT external", "audience_before = audience"]
        {
            assert_eq!(forger.betrayed(&at(created, sql)).await, (Some(created), Fault::Digest), "{sql}");
        }
        let (position, fault) = forger.betrayed(&at(created, "digest = 'none'")).await;
        assert_eq!((position, fault.to_string().as_str()), (Some(created), "the value in event.digest cannot be read"));
        let (position, fault) = forger.betrayed(&at(created, "audience = audience || ' '")).await;
        assert_eq!((position, fault.to_string().as_str()), (Some(created), "the value in event.audience cannot be read"));
        let found = forger.betrayed(&[format!("DELETE FROM event WHERE position = {submitted}")]).await;
        assert!(matches!(found, (Some(position), Fault::Gap { .. }) if position == next), "{found:?}");
        let found = forger.betrayed(&swap(created, submitted)).await;
        assert!(matches!(found, (Some(position), Fault::Gap { version: 2, .. }) if position == created), "{found:?}");
        forger.end().await;
    }

    /// What leaves every chain true is betrayed by the root over it.
    async fn roots_betray_what_chains_do_not(backend) {
        let forger = Forger::begin(TestApp::start(backend).await).await;
        let found = forger.betrayed(&swap(1, 2)).await;
        assert!(matches!(found, (Some(1), Fault::RootEvents { number: 1, .. })), "two of different records: {found:?}");
        let last = forger.request.last().expect("events");
        let gone = format!("DELETE FROM event WHERE position = {}", last.position);
        let found = forger.betrayed(&[gone]).await;
        assert!(matches!(found, (Some(1), Fault::RootEvents { number: 1, found, signed, .. }) if found == signed - 1), "{found:?}");
        forger.forge_the_chain().await;
        let found = broken(&forger.app, &KeptRoots::default()).await;
        assert!(matches!(found.fault, Fault::RootEvents { number: 1, found, signed, .. } if found == signed), "{found:?}");
        forger.restore().await;
        // What no root covers yet ends where the record does.
        let newest = all(&forger.app).await.pop().expect("events");
        let found = forger.betrayed(&[format!("DELETE FROM event WHERE position = {}", newest.position)]).await;
        assert!(matches!(found.1, Fault::Head { version } if version == newest.version), "{found:?}");
        forger.end().await;
    }

    /// Roots are held against their keys, each other, and those that were kept.
    async fn altered_roots_are_named(backend) {
        let forger = Forger::begin(TestApp::start(backend).await).await;
        let kept = kept(&forger.roots);
        let set = |sql: &str| vec![format!("UPDATE record_root SET {sql} WHERE number = 1")];
        for sql in [format!("root = '{}'", other()), "events = events + 1".to_owned(), "last = last + 1, events = events".to_owned(),
            "signed_at = signed_at - 1".to_owned(), "signature = 'AAAA'".to_owned()]
        {
            assert_eq!(forger.betrayed(&set(&sql)).await, (Some(1), Fault::RootSignature { number: 1 }), "{sql}");
        }
        let found = forger.betrayed(&["DELETE FROM record_root WHERE number = 1".to_owned()]).await;
        assert!(matches!(found.1, Fault::RootMissing { number: 2 }), "{found:?}");
        let found = forger.betrayed(&[format!("UPDATE record_root SET previous = '{}' WHERE number = 2", other())]).await;
        assert!(matches!(found.1, Fault::RootPrevious { number: 2 }), "{found:?}");
        let found = forger.betrayed_by(&["DELETE FROM record_root WHERE number = 2".to_owned()], &kept).await;
        assert!(matches!(found.1, Fault::KeptMissing { number: 2 }), "{found:?}");
        forger.end().await;
    }

    /// Whoever holds the database and the key can make a whole record of it, and is betrayed by one root that was kept.
    async fn a_kept_root_betrays_who_holds_the_keys(backend) {
        let forger = Forger::begin(TestApp::start(backend).await).await;
        let only_last = kept(&forger.roots[1..]);
        forger.forge_the_chain().await;
        forger.run("DELETE FROM record_root").await;
        assert!(sign(forger.app.app()).await > 0, "signs anew");
        assert!(check(&forger.app, &KeptRoots::default()).await.is_whole(), "everything fits");
        let report = check(&forger.app, &only_last).await;
        let fault = report.broken.map(|found| found.fault);
        assert!(matches!(fault, Some(Fault::RootNotKept { number: 2 } | Fault::KeptMissing { number: 2 })), "{fault:?}");
        forger.restore().await;
        forger.end().await;
    }

    /// A signature is held against its event, what it agrees to, and its key.
    async fn altered_signatures_are_named(backend) {
        let forger = Forger::begin(TestApp::start(backend).await).await;
        let signed = forger.of("RequestSigned").clone();
        let query = "query($id: ID!) { request(by: {id: $id}) { signOffs { id signature keyId department { id } signer { id } } } }";
        let request = liaison_domain::ids::RequestId::from_uuid(signed.subject);
        let mut seen = forger.app.admin().query(query, serde_json::json!({ "id": request })).await;
        let sign_offs = seen["request"]["signOffs"].take();
        let text = |at: usize, name: &str| sign_offs[at][name].as_str().expect("text").to_owned();
        let none = KeptRoots::default();
        let betrayed = async || {
            let found = broken(&forger.app, &none).await;
            assert_eq!(found.subject, Some((SubjectKind::Request, signed.subject)));
            forger.restore().await;
            (found.position, found.fault)
        };
        let first = text(0, "id");
        forger.replace("request", "id", &text(0, "signature"), &text(1, "signature")).await;
        assert_eq!(betrayed().await, (None, Fault::SignOffSignature { sign_off: first.clone() }));
        forger.replace("request", "id", &format!("\"signer\":\"{}\"", sign_offs[0]["signer"]["id"].as_str().expect("an ID")),
            &format!("\"signer\":\"{}\"", forger.app.person("MT0002"))).await;
        assert_eq!(betrayed().await, (Some(signed.position), Fault::SignOffDiffers));
        forger.replace("request", "id", &first, "sig_00000000000000000000000000").await;
        assert_eq!(betrayed().await, (Some(signed.position), Fault::SignOffMissing));
        forger.replace("request_revision", "request", "为配合Q3新产品上市", "为配合Q4新产品上市").await;
        assert_eq!(betrayed().await, (None, Fault::SignOffContent { sign_off: first }));
        forger.end().await;
    }
}
