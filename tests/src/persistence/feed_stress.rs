//! The feed under load: many writers, two records a transaction in random order, held open before and after their
//! positions are taken, readers killed and resumed at random, two nodes on PostgreSQL (X20, X31).
//!
//! Every event has to arrive once, in the same order at every reader, the versions of each record rising without a gap.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use liaison_domain::event::Envelope;
use liaison_domain::ids::IdSource as _;
use liaison_persistence::error::{Conflict, Error};
use liaison_persistence::feed::Feed;
use liaison_persistence::store::{Statements, Store};
use liaison_persistence::unit_of_work::UnitOfWork;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ConnectionTrait as _, Statement};
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use super::support::{Db, Kind, Thing, at, on_both, origin};

on_both! {
    every_event_once_in_one_order;
}

const RECORDS: usize = 100;

async fn every_event_once_in_one_order(db: &Db) {
    let (writers, rounds) = (crate::scale::FEED_WRITERS.get(), crate::scale::FEED_TRANSACTIONS.get());
    let seed = crate::scale::seed();
    let nodes = if db.kind == Kind::Postgres {
        vec![db.store.clone(), db.node().await]
    } else {
        vec![db.store.clone()]
    };
    let records = make_records(db).await;

    let mut background = JoinSet::new();
    let (feeds, logs) = follow(&nodes, seed, &mut background).await;
    let horizons = Arc::new(Mutex::new(Vec::new()));
    background.spawn(note_horizons(feeds[0].clone(), horizons.clone()));

    let started = Instant::now();
    let mut writing = JoinSet::new();
    for writer in 0..writers {
        let random = StdRng::seed_from_u64(seed + writer as u64);
        writing.spawn(write(nodes[writer % nodes.len()].clone(), records.clone(), rounds, random));
    }
    let commits: Vec<(i64, Instant)> = writing.join_all().await.into_iter().flatten().collect();
    let took = started.elapsed();

    let stored = all_events(&feeds[0]).await;
    let last = stored.last().expect("events").position;
    for log in &logs {
        wait_until(log, last).await;
    }
    background.shutdown().await;

    // Two records, of which each tells two events; and one event for each record's making.
    assert_eq!(stored.len(), commits.len() * 4 + RECORDS);
    for log in &logs {
        let log = log.lock().expect("unpoisoned");
        assert_eq!(log.events.len(), stored.len());
        assert!(log.events == stored, "a reader saw another order");
        assert!(log.deaths > 0, "a reader was never killed");
    }
    check_versions(&stored);
    let (overtaken, deaths) = (overtaken(&commits), logs.iter().map(deaths).sum::<usize>());
    println!("{overtaken} transactions overtaken, {} readers killed {deaths} times", logs.len());
    assert!(overtaken > 0 || db.kind == Kind::Sqlite, "positions were never committed out of their order");
    report(db, &commits, &horizons.lock().expect("unpoisoned"), took);
    for node in nodes.iter().skip(1) {
        node.close().await.expect("closes");
    }
}

/// Opens the feed of each node and two readers on it: one that stays, and one that comes back at any node.
async fn follow(nodes: &[Store], seed: u64, background: &mut JoinSet<()>) -> (Vec<Feed>, Vec<Shared>) {
    let mut feeds = Vec::new();
    for node in nodes {
        let feed = Feed::open(node).await.expect("opens");
        let running = feed.clone();
        background.spawn(async move { running.run().await });
        feeds.push(feed);
    }
    let mut logs = Vec::new();
    for staying in &feeds {
        for homes in [vec![staying.clone()], feeds.clone()] {
            let log = Shared::default();
            let random = StdRng::seed_from_u64(seed + 1_000 + logs.len() as u64);
            background.spawn(read_for_ever(homes, log.clone(), random));
            logs.push(log);
        }
    }
    (feeds, logs)
}

/// Waits until the reader has come to `last`.
async fn wait_until(log: &Shared, last: i64) {
    let reached = || log.lock().expect("unpoisoned").events.last().map_or(0, |event| event.position);
    let caught_up = async {
        while reached() < last {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_mins(5), caught_up).await;
    assert!(in_time.is_ok(), "a reader is at {} of {last}", reached());
}

fn deaths(log: &Shared) -> usize {
    log.lock().expect("unpoisoned").deaths
}

async fn make_records(db: &Db) -> Arc<Vec<Uuid>> {
    let records: Vec<Uuid> = (0..RECORDS).map(|_| db.ids.next()).collect();
    let mut work = db.begin().await;
    for id in &records {
        work.record(&Thing::made(*id, "new")).await.expect("records");
    }
    work.commit().await.expect("commits");
    Arc::new(records)
}

/// Commits `rounds` transactions, and drops one in ten beside them; answers their positions and when they were committed.
async fn write(
    store: Store,
    records: Arc<Vec<Uuid>>,
    rounds: usize,
    mut random: StdRng,
) -> Vec<(i64, Instant)> {
    let mut commits = Vec::new();
    while commits.len() < rounds {
        let first = random.random_range(0..RECORDS);
        let second = (first + random.random_range(1..RECORDS)) % RECORDS;
        let pair = [records[first], records[second]];
        let held: [u64; 3] = std::array::from_fn(|_| pause(&mut random));
        let how = How { held_ms: held, dropped: random.random_bool(0.1), orderly: random.random_bool(0.99) };
        let done = store.transact(|| change_two(&store, pair, how)).await;
        match done {
            Ok(Some(position)) => commits.push((position, Instant::now())),
            Ok(None) | Err(Error::Conflict(Conflict::Contention(_))) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    commits
}

/// How long something is held open: mostly less than others take, now and then so long that many pass by.
fn pause(random: &mut StdRng) -> u64 {
    if random.random_bool(0.02) { random.random_range(20..60) } else { random.random_range(0..4) }
}

/// How one transaction goes.
#[derive(Clone, Copy)]
struct How {
    /// Before the first record, before the second, and between taking positions and the commit.
    held_ms: [u64; 3],
    dropped: bool,
    /// Whether both records are locked in the order of their IDs first, as operations do; the others may meet a deadlock,
    /// which PostgreSQL sees after a second.
    orderly: bool,
}

async fn change_two(store: &Store, pair: [Uuid; 2], how: How) -> Result<Option<i64>, Error> {
    let statements = Statements::default();
    let mut work = store.begin(origin(None), at(0), &statements).await?;
    if how.orderly {
        work.lock_all(&pair).await?;
    }
    for (id, held) in pair.into_iter().zip(how.held_ms) {
        work.lock(id).await?;
        let thing = current(&work, id).await?;
        hold(held).await;
        work.record(&thing.named("again")).await?;
    }
    work.flush().await?;
    hold(how.held_ms[2]).await;
    if how.dropped { Ok(None) } else { work.commit().await }
}

async fn hold(milliseconds: u64) {
    if milliseconds > 0 {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}

async fn current(work: &UnitOfWork, id: Uuid) -> Result<Thing, Error> {
    let sql = "SELECT version FROM subject WHERE id = $1";
    let backend = work.db().get_database_backend();
    let row = work.db().query_one_raw(Statement::from_sql_and_values(backend, sql, [id.into()])).await?;
    let version = row.expect("the record is there").try_get("", "version")?;
    Ok(Thing { version, ..Thing::made(id, "old").state })
}

/// What a reader has read, where it goes on when it comes back, and how often it was killed.
#[derive(Default)]
struct Log {
    events: Vec<Envelope>,
    resume: i64,
    deaths: usize,
}

type Shared = Arc<Mutex<Log>>;

impl Log {
    fn keep(&mut self, event: Envelope) {
        self.resume = event.position;
        self.events.push(event);
    }
}

/// Reads into `log` at one of `homes`, is killed at random in the middle of anything, and goes on from its cursor.
async fn read_for_ever(homes: Vec<Feed>, log: Shared, mut random: StdRng) {
    loop {
        let feed = &homes[random.random_range(0..homes.len())];
        let life = Duration::from_millis(random.random_range(1..150));
        let limit = random.random_range(1..200);
        let cursor = feed.cursor(log.lock().expect("unpoisoned").resume).to_string();
        let from = feed.position(&cursor).expect("a cursor of this database");
        let _killed = tokio::time::timeout(life, read_on(feed, &log, from, limit)).await;
        log.lock().expect("unpoisoned").deaths += 1;
    }
}

async fn read_on(feed: &Feed, log: &Mutex<Log>, mut after: i64, limit: u64) {
    let statements = Statements::default();
    let mut horizon = feed.horizon();
    loop {
        let batch = feed.read(after, limit, &statements).await.expect("reads");
        let finished = batch.events.is_empty();
        for event in batch.events {
            // Where a reader can be killed; at every event it would fall behind the writers and never see an open gap.
            let stops = event.position % 16 == 0;
            log.lock().expect("unpoisoned").keep(event);
            if stops {
                tokio::task::yield_now().await;
            }
        }
        after = batch.settled_up_to;
        log.lock().expect("unpoisoned").resume = after;
        if finished {
            horizon.wait_for(|horizon| *horizon > after).await.expect("the feed runs");
        }
    }
}

async fn note_horizons(feed: Feed, noted: Arc<Mutex<Vec<(i64, Instant)>>>) {
    let mut horizon = feed.horizon();
    while horizon.changed().await.is_ok() {
        let reached = *horizon.borrow_and_update();
        noted.lock().expect("unpoisoned").push((reached, Instant::now()));
    }
}

async fn all_events(feed: &Feed) -> Vec<Envelope> {
    feed.advance().await.expect("advances");
    let (mut events, mut after) = (Vec::new(), 0);
    loop {
        let batch = feed.read(after, 1_000, &Statements::default()).await.expect("reads");
        if batch.events.is_empty() {
            return events;
        }
        after = batch.settled_up_to;
        events.extend(batch.events);
    }
}

/// The versions of each record rise without a gap, its chain holds.
fn check_versions(events: &[Envelope]) {
    let mut last: HashMap<Uuid, &Envelope> = HashMap::new();
    for event in events {
        assert_eq!(event.digest, event.expected_digest());
        match last.insert(event.subject, event) {
            None => assert_eq!((event.version, event.ordinal), (1, 1)),
            Some(before) => {
                assert_eq!(event.previous.as_ref(), Some(&before.digest));
                let next = if event.ordinal == 1 { (before.version + 1, 1) } else { (before.version, 2) };
                assert_eq!((event.version, event.ordinal), next);
            }
        }
    }
    assert_eq!(last.len(), RECORDS);
}

/// How many transactions were committed after another that had taken a later position.
fn overtaken(commits: &[(i64, Instant)]) -> usize {
    let mut in_time = commits.to_vec();
    in_time.sort_unstable_by_key(|(_, at)| *at);
    let mut latest = 0;
    let behind = in_time.iter().filter(|(position, _)| {
        let behind = *position < latest;
        latest = latest.max(*position);
        behind
    });
    behind.count()
}

#[expect(clippy::print_stdout, reason = "a measurement is for whoever reads the log of the run")]
fn report(db: &Db, commits: &[(i64, Instant)], horizons: &[(i64, Instant)], took: Duration) {
    let mut lags: Vec<Duration> = commits
        .iter()
        .filter_map(|(position, at)| {
            let settled = horizons.iter().find(|(horizon, _)| horizon >= position)?;
            Some(settled.1.saturating_duration_since(*at))
        })
        .collect();
    lags.sort_unstable();
    let at = |share: usize| lags.get(lags.len() * share / 100).copied().unwrap_or_default();
    println!(
        "measured: {:?}: {} transactions in {took:.1?} (one every {:.1?}), settled after p50 {:.1?}, p99 {:.1?}",
        db.kind,
        commits.len(),
        took / u32::try_from(commits.len()).unwrap_or(u32::MAX).max(1),
        at(50),
        at(99)
    );
}
