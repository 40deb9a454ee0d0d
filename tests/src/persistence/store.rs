//! The way to the database: statements counted, the writer's queue bounded, operations run again when that helps.

use std::sync::atomic::{AtomicU32, Ordering};

use liaison_persistence::directory;
use liaison_persistence::error::{Conflict, Error};
use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, DbErr};

use super::support::{Db, Kind, at, on_both, origin};

on_both! {
    every_statement_is_counted;
    reading_does_not_write_on_sqlite;
    the_queue_before_the_writer_is_bounded;
    contention_is_tried_again_and_nothing_else;
}

async fn every_statement_is_counted(db: &Db) {
    let statements = Statements::default();
    directory::load(&db.store.read(&statements)).await.expect("loads");
    assert_eq!(statements.count(), 4);
    let work = db.store.begin(origin(None), at(0), &statements).await.expect("begins");
    work.commit().await.expect("commits");
    assert_eq!(statements.clone().count(), 6, "BEGIN and COMMIT are round trips too");
}

async fn reading_does_not_write_on_sqlite(db: &Db) {
    let written = db.read().execute_unprepared("DELETE FROM counter").await;
    assert_eq!(written.is_err(), db.kind == Kind::Sqlite);
}

async fn the_queue_before_the_writer_is_bounded(db: &Db) {
    if db.kind == Kind::Postgres {
        return assert!(
            db.store.begin(origin(None), at(0), &db.statements).await.is_ok(),
            "PostgreSQL has no queue"
        );
    }
    let held = db.begin().await;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..300 {
        let store = db.store.clone();
        waiting
            .spawn(async move { store.begin(origin(None), at(0), &Statements::default()).await.map(drop) });
    }
    let mut refused = 0;
    while refused < 45 {
        let answer = waiting.join_next().await.expect("some are refused at once").expect("none panics");
        assert!(matches!(answer, Err(Error::Unavailable { retry_after_ms: 1.., .. })));
        refused += 1;
    }
    drop(held);
    for answer in waiting.join_all().await {
        answer.expect("those in the queue get their turn");
    }
}

async fn contention_is_tried_again_and_nothing_else(db: &Db) {
    let contention = || Error::Conflict(Conflict::Contention(DbErr::Custom("deadlock".to_owned())));
    let tried = AtomicU32::new(0);
    let settled = db
        .store
        .transact(|| async {
            let attempt = tried.fetch_add(1, Ordering::Relaxed);
            if attempt < 3 { Err(contention()) } else { Ok(attempt) }
        })
        .await;
    assert_eq!(settled.expect("the fourth succeeds"), 3);
    let tried = AtomicU32::new(0);
    let never: Result<(), Error> = db
        .store
        .transact(|| async {
            tried.fetch_add(1, Ordering::Relaxed);
            Err(contention())
        })
        .await;
    assert!(never.is_err_and(|error| error.is_retryable()));
    assert_eq!(tried.into_inner(), 5);
    let tried = AtomicU32::new(0);
    let refused: Result<(), Error> = db
        .store
        .transact(|| async {
            tried.fetch_add(1, Ordering::Relaxed);
            Err(Error::Conflict(Conflict::Duplicate { constraint: "code".to_owned() }))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(tried.into_inner(), 1);
}
