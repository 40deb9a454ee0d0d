//! A database for one test: a SQLite file in a folder of its own, or a PostgreSQL database copied from a template that was
//! migrated once in this process.
//!
//! PostgreSQL is the server that `LIAISON_TEST_POSTGRES_URL` names, else a throw-away one of `tests/run postgres`. A
//! machine without either fails; nothing is skipped.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use url::Url;

/// The identity that a test's database gets, so that its cursors are the same in every run.
const EPOCH: [u8; 16] = *b"liaison-of-tests";

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// One test's database; gone when the test ends.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    url: String,
    folder: Option<TempDir>,
}

impl TestDatabase {
    /// A migrated, empty database.
    pub(crate) async fn create(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                let database = Self::unmigrated_sqlite();
                liaison_migrations::run(&database.url, EPOCH).await.expect("a new file can be migrated");
                database
            }
            Backend::Postgres => server().copy_template().await,
        }
    }

    fn unmigrated_sqlite() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("liaison-")
            .tempdir()
            .expect("the system's temporary folder is writable");
        let url = format!("sqlite:{}", folder.path().join("liaison.db").display());
        Self { url, folder: Some(folder) }
    }

    /// As `LIAISON_DATABASE_URL` takes it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Removes it, whoever is still connected.
    pub(crate) async fn remove(self) {
        match self.folder {
            Some(folder) => folder.close().expect("nothing holds the folder"),
            None => server().drop_database(&self.url).await,
        }
    }
}

/// The PostgreSQL server of this process. Its connections live on a runtime of their own, because each test's ends with it.
struct Server {
    admin: Url,
    runtime: Runtime,
    template: OnceCell<Template>,
    count: AtomicU32,
    /// Ends the throw-away server when this process ends, however it ends: its standard input closes then.
    _throw_away: Option<Child>,
}

struct Template {
    name: String,
    /// Holds the lock that says this process lives.
    _keeper: DatabaseConnection,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let (admin, throw_away) = match std::env::var("LIAISON_TEST_POSTGRES_URL") {
            Ok(url) => (url, None),
            Err(_) => start_throw_away(&[]),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Server {
            admin: Url::parse(&admin).expect("LIAISON_TEST_POSTGRES_URL is a URL"),
            runtime: runtime.expect("a runtime can be started"),
            template: OnceCell::new(),
            count: AtomicU32::new(0),
            _throw_away: throw_away,
        }
    })
}

/// Starts `tests/run postgres` and answers its address.
fn start_throw_away(arguments: &[&str]) -> (String, Option<Child>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/run");
    let mut child = Command::new(script)
        .arg("postgres")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("tests/run can be executed");
    let mut url = String::new();
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut url)
        .expect("it says its address");
    assert!(!url.is_empty(), "no PostgreSQL: tests/run postgres says why");
    (url.trim().to_owned(), Some(child))
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("PostgreSQL answers at LIAISON_TEST_POSTGRES_URL")
}

async fn truth(connection: &DatabaseConnection, sql: &str) -> bool {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let row = row.expect("the question is valid SQL").expect("it has one row");
    row.try_get_by_index(0).expect("of one truth value")
}

async fn names(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let rows = rows.expect("the question is valid SQL");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}

impl Server {
    fn named(&self, name: &str) -> String {
        let mut url = self.admin.clone();
        url.set_path(name);
        url.to_string()
    }

    /// Runs `work` where connections outlive the test that asked.
    async fn on_own_runtime<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        self.runtime.spawn(work).await.expect("the work does not panic")
    }

    async fn copy_template(&'static self) -> TestDatabase {
        let template = self.template.get_or_init(|| self.on_own_runtime(self.make_template())).await;
        self.create(&format!("TEMPLATE {}", template.name)).await
    }

    async fn create(&'static self, how: &str) -> TestDatabase {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("liaison_test_{}_{number}", std::process::id());
        let sql = format!("CREATE DATABASE {name} {how}");
        let made = self
            .on_own_runtime(async move { connect(self.admin.as_str()).await.execute_unprepared(&sql).await });
        made.await.expect("the user may create databases");
        TestDatabase { url: self.named(&name), folder: None }
    }

    /// Migrates a template, and removes what runs that are no longer there have left behind.
    async fn make_template(&'static self) -> Template {
        let keeper = connect(self.admin.as_str()).await;
        let name = format!("liaison_template_{}", std::process::id());
        for old in
            names(&keeper, "SELECT datname FROM pg_database WHERE datname LIKE 'liaison\\_template\\_%'")
                .await
        {
            if truth(&keeper, &format!("SELECT pg_try_advisory_lock(hashtext('{old}'))")).await {
                let tests = old.replace("template", "test");
                let of_run = format!(
                    "SELECT datname FROM pg_database WHERE datname = '{old}' OR datname LIKE '{tests}\\_%'"
                );
                for database in names(&keeper, &of_run).await {
                    let dropped =
                        keeper.execute_unprepared(&format!("DROP DATABASE {database} WITH (FORCE)")).await;
                    dropped.expect("what a run of ours left behind can be removed");
                }
            }
        }
        let locked = truth(&keeper, &format!("SELECT pg_try_advisory_lock(hashtext('{name}'))")).await;
        assert!(locked, "another process has this process's number");
        keeper
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .expect("the user may create databases");
        liaison_migrations::run(&self.named(&name), EPOCH).await.expect("an empty database can be migrated");
        Template { name, _keeper: keeper }
    }

    async fn drop_database(&'static self, url: &str) {
        let name = Url::parse(url).expect("made here").path().trim_start_matches('/').to_owned();
        let dropped = self.on_own_runtime(async move {
            let admin = connect(self.admin.as_str()).await;
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
        });
        dropped.await.expect("a database of this run can be removed");
    }
}
