//! The feed between nodes: what is settled, what wakes readers, and cursors of another time.

use std::time::Duration;

use liaison_persistence::feed::{CursorError, Feed};
use liaison_persistence::store::Statements;
use uuid::Uuid;

use super::support::{Db, Kind, Thing, on_both, origin};

on_both! {
    nothing_is_read_beyond_an_open_unit;
    a_commit_wakes_every_node;
    a_standing_feed_waits_for_nobody;
    cursors_of_another_time_are_refused;
}

async fn make(db: &Db, number: u128) -> i64 {
    let mut work = db.begin().await;
    work.record(&Thing::made(Uuid::from_u128(number), "a")).await.expect("records");
    work.commit().await.expect("commits").expect("a position")
}

async fn nothing_is_read_beyond_an_open_unit(db: &Db) {
    let feed = Feed::open(&db.store).await.expect("opens");
    if db.kind == Kind::Sqlite {
        // One writer: what is open takes the next position only after what is committed.
        let position = make(db, 1).await;
        assert_eq!(feed.advance().await.expect("advances"), position);
        return;
    }
    let mut open = db.begin().await;
    open.record(&Thing::made(Uuid::from_u128(1), "slow")).await.expect("records");
    open.flush().await.expect("takes a position");
    let fast = make(db, 2).await;
    let held = tokio::time::timeout(Duration::from_millis(200), feed.advance()).await;
    assert!(held.is_err(), "the horizon passed an open unit");
    assert!(feed.read(0, 10, &db.statements).await.expect("reads").events.is_empty());
    let slow = open.commit().await.expect("commits").expect("a position");
    assert!(slow < fast);
    assert_eq!(feed.advance().await.expect("advances"), fast);
    let batch = feed.read(0, 10, &db.statements).await.expect("reads");
    let read: Vec<i64> = batch.events.iter().map(|event| event.position).collect();
    assert_eq!(read, [slow, fast]);
    assert_eq!(feed.age(), Duration::ZERO);
}

async fn a_commit_wakes_every_node(db: &Db) {
    let nodes = if db.kind == Kind::Postgres {
        vec![db.store.clone(), db.node().await]
    } else {
        vec![db.store.clone()]
    };
    let mut running = tokio::task::JoinSet::new();
    let mut horizons = Vec::new();
    for node in &nodes {
        let feed = Feed::open(node).await.expect("opens");
        horizons.push(feed.horizon());
        running.spawn(async move { feed.run().await });
    }
    for number in 0..5 {
        let position = make(db, 10 + number).await;
        for horizon in &mut horizons {
            let reached = horizon.wait_for(|horizon| *horizon >= position);
            tokio::time::timeout(Duration::from_secs(5), reached).await.expect("woken").expect("runs");
        }
    }
    running.shutdown().await;
    for node in nodes.iter().skip(1) {
        node.close().await.expect("closes");
    }
}

/// A poll of a feed in which nothing happens costs no transaction ID, hence waits for nobody.
async fn a_standing_feed_waits_for_nobody(db: &Db) {
    let position = make(db, 20).await;
    let feed = Feed::open(&db.store).await.expect("opens");
    let mut open = db.begin().await;
    open.record(&Thing::made(Uuid::from_u128(21), "slow")).await.expect("records");
    let advanced = tokio::time::timeout(Duration::from_secs(5), feed.advance()).await;
    assert_eq!(advanced.expect("did not wait").expect("advances"), position);
}

async fn cursors_of_another_time_are_refused(db: &Db) {
    let position = make(db, 30).await;
    let feed = Feed::open(&db.store).await.expect("opens");
    let cursor = feed.cursor(position).to_string();
    assert_eq!(feed.latest().to_string(), cursor);
    assert_eq!(feed.position(&cursor), Ok(position));
    db.store.renew_epoch(&Statements::default()).await.expect("renews");
    let restored = Feed::open(&db.store).await.expect("opens");
    assert_eq!(restored.position(&cursor), Err(CursorError::Expired));
    assert_eq!(restored.position("nonsense"), Err(CursorError::Invalid));
    let work = db.store.begin(origin(None), super::support::at(0), &db.statements).await.expect("begins");
    assert_eq!(work.commit().await.expect("commits"), None);
}
