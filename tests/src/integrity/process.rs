//! `liaison verify` as whoever has a database and the published keys runs it.

use std::path::Path;
use std::time::Duration;

use liaison_domain::record_root::SPAN_SECONDS;
use sea_orm::ConnectionTrait as _;

use super::{roots, sign};
use crate::request::confirmed;
use crate::support::app::TestApp;
use crate::support::binary::{Finished, liaison, run};
use crate::support::both_databases;

/// Runs it over the app's database, with files of this folder and no key that signs.
async fn verify(app: &TestApp, folder: &Path, arguments: &[&str]) -> Finished {
    let mut command = liaison(&[&["verify"], arguments].concat());
    command.current_dir(folder).env("LIAISON_DATABASE_URL", app.database_url());
    run(command).await
}

both_databases! {
    async fn a_copy_and_the_published_keys_are_enough(backend) {
        let app = TestApp::start(backend).await;
        let folder = tempfile::tempdir().expect("the system's temporary folder is writable");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        confirmed(&app, &["JS"]).await;
        app.clock().advance(Duration::from_secs(SPAN_SECONDS.unsigned_abs()));
        assert_eq!(sign(app.app()).await, 1);
        let set = reqwest::get(format!("{}/.well-known/jwks.json", app.base(0))).await.expect("an answer").text().await;
        write("keys.json", &set.expect("text"));
        write("roots.json", &roots(&app).await.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        let whole = verify(&app, folder.path(), &["--keys", "keys.json", "--roots", "roots.json"]).await.succeeded();
        assert!(whole.starts_with("Checked: ") && whole.contains(" 1 signed spans, 3 signatures.\n"), "{whole}");
        assert!(whole.contains("Of the roots kept elsewhere, 1 are those of the record.\n") && whole.ends_with("Everything fits.\n"), "{whole}");
        let without = verify(&app, folder.path(), &[]).await;
        assert!(without.code() == 1 && without.errors().contains("LIAISON_JWT_KEY"), "{}", without.errors());
        write("other.pem", &run(liaison(&["keygen"])).await.succeeded());
        let unknown = verify(&app, folder.path(), &["--jwt-key", "other.pem"]).await;
        assert_eq!(unknown.code(), 1);
        assert!(unknown.output().contains("Unknown key ") && unknown.output().ends_with("Everything else fits.\n"), "{}", unknown.output());
        let refused = verify(&app, folder.path(), &["--keys", "roots.json"]).await;
        assert!(refused.code() == 1 && refused.errors().contains("roots.json: published keys are"), "{}", refused.errors());
        let raw = sea_orm::Database::connect(app.database_url()).await.expect("connects");
        raw.execute_unprepared("UPDATE subject SET version = version + 1 WHERE kind = 'REQUEST'").await.expect("alters");
        let broken = verify(&app, folder.path(), &["--keys", "keys.json"]).await;
        assert_eq!(broken.code(), 1);
        let last = broken.output().lines().last().unwrap_or_default().to_owned();
        assert!(last.starts_with("Broken at position ") && last.contains(" in req_") && last.contains("one is missing"), "{last}");
        raw.execute_unprepared("UPDATE subject SET version = version - 1 WHERE kind = 'REQUEST'").await.expect("restores");
        raw.close().await.expect("closes");
        app.finish().await;
    }
}
