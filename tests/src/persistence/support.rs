//! What these tests share: a fresh database of either kind, seeded IDs, a noun without rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use liaison_domain::access::{Actor, Audience, Reach};
use liaison_domain::command::{Aggregate, Change};
use liaison_domain::event::{Fact, Origin, SubjectKind};
use liaison_domain::ids::{CallId, IdSource, PersonId};
use liaison_domain::time::Instant;
use liaison_persistence::error::Error;
use liaison_persistence::store::{Connection, Options, Statements, Store};
use liaison_persistence::unit_of_work::{Stored, UnitOfWork};
use liaison_persistence::visibility::Scope;
use sea_orm::ConnectionTrait as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(crate) use crate::support::Backend as Kind;
use crate::support::database::TestDatabase;

/// Makes one test on each database out of an async function that takes a [`Db`].
macro_rules! on_both {
    ($($(#[$attribute:meta])* $name:ident;)+) => {
        mod on_sqlite {
            $($(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let db = crate::persistence::support::Db::fresh(crate::persistence::support::Kind::Sqlite).await;
                super::$name(&db).await;
                db.drop().await;
            })+
        }
        mod on_postgres {
            $($(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let db = crate::persistence::support::Db::fresh(crate::persistence::support::Kind::Postgres).await;
                super::$name(&db).await;
                db.drop().await;
            })+
        }
    };
}
pub(crate) use on_both;

/// IDs that rise within the process and differ between its tests; times before 2024 in their head, a count in their tail.
#[derive(Debug)]
pub(crate) struct Counted(AtomicU64);

static SOURCES: AtomicU64 = AtomicU64::new(1);

impl Counted {
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(SOURCES.fetch_add(1, Ordering::Relaxed) << 40))
    }
}

impl IdSource for Counted {
    fn next(&self) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u64_pair(0x018f_0000_0000_7000 | (count >> 52), 0x8000_0000_0000_0000 | count)
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        secret
    }
}

/// A migrated database of its own.
pub(crate) struct Db {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    pub(crate) store: Store,
    pub(crate) ids: Arc<Counted>,
    pub(crate) statements: Statements,
    database: TestDatabase,
}

impl Db {
    pub(crate) async fn fresh(kind: Kind) -> Self {
        let ids = Arc::new(Counted::new());
        let database = TestDatabase::create(kind).await;
        let url = database.url().to_owned();
        let store = connect(&url, ids.clone()).await;
        Self { kind, url, store, ids, statements: Statements::default(), database }
    }

    /// A second node on the same database.
    pub(crate) async fn node(&self) -> Store {
        connect(&self.url, self.ids.clone()).await
    }

    pub(crate) async fn drop(self) {
        self.store.close().await.expect("closes");
        self.database.remove().await;
    }

    pub(crate) fn read(&self) -> Connection {
        self.store.read(&self.statements)
    }

    pub(crate) async fn begin(&self) -> UnitOfWork {
        self.store.begin(origin(None), at(0), &self.statements).await.expect("begins")
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let db = self.read();
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.expect("answers").expect("a row");
        row.try_get("", "number").expect("a number")
    }
}

async fn connect(url: &str, ids: Arc<Counted>) -> Store {
    let options = Options { connections: 48, ..Options::default() };
    Store::connect(url, &options, ids).await.expect("connects")
}

pub(crate) fn at(seconds: i64) -> Instant {
    Instant::from_micros(1_714_957_200_000_000).plus_seconds(seconds)
}

pub(crate) fn origin(actor: Option<PersonId>) -> Origin {
    let mut origin = Origin::of(&Actor::Server, CallId::from_uuid(Uuid::from_u128(1)));
    origin.actor = actor;
    origin
}

/// A record without rules of its own: a name, an audience, and what it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) scope: Scope,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub(crate) enum ThingFact {
    Made { name: String },
    Named { name: String },
    Touched,
}

impl Fact for ThingFact {
    const SUBJECT: SubjectKind = SubjectKind::Resource;
}

impl Aggregate for Thing {
    type Fact = ThingFact;

    fn uuid(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        match &self.scope {
            Scope::Own(audience) => audience.clone(),
            Scope::Inherited { persons, .. } => Audience::new(Reach::Private, [], persons.iter().copied()),
        }
    }

    fn watched(&self) -> Map<String, Value> {
        Map::from_iter([("name".to_owned(), Value::from(self.name.as_str()))])
    }
}

impl Stored for Thing {
    fn scope(&self) -> Scope {
        self.scope.clone()
    }

    async fn write(_: &Connection, _: Option<&Self>, _: &Self) -> Result<(), Error> {
        Ok(())
    }
}

impl Thing {
    pub(crate) fn made(id: Uuid, name: &str) -> Change<Self> {
        Self::seen_by(id, name, Scope::Own(Audience::everybody()))
    }

    pub(crate) fn seen_by(id: Uuid, name: &str, scope: Scope) -> Change<Self> {
        let thing = Self { id, version: 0, name: name.to_owned(), scope };
        Change::created(thing, vec![ThingFact::Made { name: name.to_owned() }])
    }

    pub(crate) fn named(&self, name: &str) -> Change<Self> {
        let state = Self { name: name.to_owned(), ..self.clone() };
        Change::of(self, state, vec![ThingFact::Named { name: name.to_owned() }, ThingFact::Touched])
    }
}
