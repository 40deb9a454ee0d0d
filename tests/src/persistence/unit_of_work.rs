//! Rows, events, numbers and idempotency keys in one transaction.

use liaison_domain::canonical::Digest;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::PersonId;
use liaison_domain::sealed::Sealed;
use liaison_persistence::error::{Conflict, Error};
use liaison_persistence::feed::Feed;
use liaison_persistence::sealed;
use liaison_persistence::unit_of_work::{Claimed, Subject};
use uuid::Uuid;

use super::support::{Db, Thing, ThingFact, at, on_both, origin};

on_both! {
    events_are_chained_and_versions_rise;
    a_stale_change_is_refused;
    an_id_in_use_is_a_conflict;
    what_is_dropped_was_never_there;
    numbers_have_no_gaps_x19;
    a_repeat_answers_as_the_first;
    twins_wait_for_each_other;
    keys_are_forgotten_after_a_week;
    sealed_values_can_be_erased;
    migrations_run_once_however_many_start;
}

async fn events_are_chained_and_versions_rise(db: &Db) {
    let id = Uuid::from_u128(10);
    let made = Thing::made(id, "a");
    let mut work = db.begin().await;
    work.record(&made).await.expect("records");
    let first = work.commit().await.expect("commits").expect("a position");
    let named = made.state.named("b");
    let mut work = db.begin().await;
    work.record(&named).await.expect("records");
    let second = work.commit().await.expect("commits").expect("a position");
    assert!(second > first);

    let feed = Feed::open(&db.store).await.expect("opens");
    let batch = feed.read(0, 10, &db.statements).await.expect("reads");
    let told: Vec<_> = batch.events.iter().map(|event| (event.version, event.ordinal)).collect();
    assert_eq!(told, [(1, 1), (2, 1), (2, 2)]);
    assert_eq!(batch.settled_up_to, second);
    let mut previous = None;
    for event in &batch.events {
        assert_eq!(event.previous, previous);
        assert_eq!(event.digest, event.expected_digest());
        previous = Some(event.digest.clone());
    }
    let fact: ThingFact = batch.events[1].fact().expect("parses");
    assert_eq!(fact, ThingFact::Named { name: "b".to_owned() });
    assert_eq!(batch.events[1].changed_fields(), ["name"]);
    assert!(batch.events[2].changed_fields().is_empty());
    assert_eq!(batch.events[0].occurred_at, at(0));
}

async fn a_stale_change_is_refused(db: &Db) {
    let made = Thing::made(Uuid::from_u128(11), "a");
    let mut work = db.begin().await;
    work.record(&made).await.expect("records");
    work.record(&made.state.named("b")).await.expect("records a second time");
    work.commit().await.expect("commits");
    let mut work = db.begin().await;
    let refused = work.record(&made.state.named("c")).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::Stale { kind: SubjectKind::Resource, .. }))));
    let missing = Thing::made(Uuid::from_u128(12), "x").state.named("y");
    let refused = work.record(&missing).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::Stale { .. }))));
}

async fn an_id_in_use_is_a_conflict(db: &Db) {
    let made = Thing::made(Uuid::from_u128(13), "a");
    let mut work = db.begin().await;
    work.record(&made).await.expect("records");
    work.commit().await.expect("commits");
    let mut work = db.begin().await;
    let refused = work.record(&made).await.expect_err("the ID is taken");
    assert!(matches!(refused, Error::Conflict(Conflict::Duplicate { .. })), "{refused:?}");
    assert!(!refused.is_retryable());
}

async fn what_is_dropped_was_never_there(db: &Db) {
    let mut work = db.begin().await;
    work.record(&Thing::made(Uuid::from_u128(14), "a")).await.expect("records");
    work.flush().await.expect("takes positions");
    assert_eq!(work.next_number("R").await.expect("a number"), 1);
    drop(work);
    assert_eq!(db.number("SELECT count(*) AS number FROM event").await, 0);
    assert_eq!(db.number("SELECT count(*) AS number FROM subject").await, 0);
    assert_eq!(db.number("SELECT count(*) AS number FROM counter").await, 0);
}

async fn numbers_have_no_gaps_x19(db: &Db) {
    let (writers, rounds) = (32, crate::scale::NUMBERINGS.get());
    let mut running = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let store = db.store.clone();
        running.spawn(async move {
            let mut taken = Vec::new();
            for round in 0..rounds {
                let statements = liaison_persistence::store::Statements::default();
                let mut work = store.begin(origin(None), at(0), &statements).await.expect("begins");
                let number = work.next_number("MT202405").await.expect("a number");
                if (writer + round) % 5 != 0 {
                    work.commit().await.expect("commits");
                    taken.push(number);
                }
            }
            taken
        });
    }
    let mut taken: Vec<i64> = running.join_all().await.into_iter().flatten().collect();
    taken.sort_unstable();
    let expected: Vec<i64> = (1..).take(taken.len()).collect();
    assert_eq!(taken, expected);
    let mut work = db.begin().await;
    let next = expected.last().map_or(1, |last| last + 1);
    assert_eq!(work.next_numbers("MT202405", 10).await.expect("a range"), next..=next + 9);
    assert_eq!(work.next_number("IT202405").await.expect("a number"), 1);
}

async fn a_repeat_answers_as_the_first(db: &Db) {
    let (digest, other) = (Digest::of(b"input"), Digest::of(b"another"));
    let change = Thing::made(Uuid::from_u128(15), "a");
    let mut work = db.begin().await;
    assert_eq!(work.claim("thingMake", "k", &digest).await.expect("claims"), Claimed::First);
    work.record(&change).await.expect("records");
    let position = work.commit().await.expect("commits");
    let mut work = db.begin().await;
    let subject = Subject { kind: SubjectKind::Resource, id: change.state.id };
    assert_eq!(
        work.claim("thingMake", "k", &digest).await.expect("claims"),
        Claimed::Repeat { subjects: vec![subject], position }
    );
    assert_eq!(work.claim("thingMake", "k", &other).await.expect("claims"), Claimed::Mismatch);
    assert_eq!(work.claim("thingName", "k", &other).await.expect("claims"), Claimed::First);
    drop(work);
    let somebody = origin(Some(PersonId::from_uuid(Uuid::from_u128(1))));
    let mut work = db.store.begin(somebody, at(0), &db.statements).await.expect("begins");
    assert_eq!(work.claim("thingMake", "k", &other).await.expect("claims"), Claimed::First);
}

async fn twins_wait_for_each_other(db: &Db) {
    let digest = Digest::of(b"input");
    let mut running = tokio::task::JoinSet::new();
    for twin in 0..8_u128 {
        let (store, digest) = (db.store.clone(), digest.clone());
        running.spawn(async move {
            let statements = liaison_persistence::store::Statements::default();
            let mut work = store.begin(origin(None), at(0), &statements).await.expect("begins");
            match work.claim("thingMake", "twin", &digest).await.expect("claims") {
                Claimed::First if twin % 2 == 0 => None, // refused: stores nothing, the next one takes its place
                Claimed::First => {
                    work.record(&Thing::made(Uuid::from_u128(100 + twin), "a")).await.expect("records");
                    Some(work.commit().await.expect("commits"))
                }
                Claimed::Repeat { position, .. } => Some(position),
                Claimed::Mismatch => panic!("the input was the same"),
            }
        });
    }
    let answers: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    assert!(answers.len() >= 4 && answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(db.number("SELECT count(*) AS number FROM event").await, 1);
}

async fn keys_are_forgotten_after_a_week(db: &Db) {
    let digest = Digest::of(b"input");
    let mut work = db.begin().await;
    work.claim("thingMake", "old", &digest).await.expect("claims");
    work.commit().await.expect("commits");
    let week = 7 * 86_400;
    let mut work = db.store.begin(origin(None), at(week), &db.statements).await.expect("begins");
    let repeated = work.claim("thingMake", "old", &digest).await.expect("claims");
    assert!(matches!(repeated, Claimed::Repeat { .. }));
    drop(work);
    let mut work = db.store.begin(origin(None), at(week + 1), &db.statements).await.expect("begins");
    assert_eq!(work.claim("thingMake", "old", &Digest::of(b"new")).await.expect("claims"), Claimed::First);
    drop(work);
    assert_eq!(db.store.forget_claims(at(week), &db.statements).await.expect("forgets"), 0);
    assert_eq!(db.store.forget_claims(at(week + 1), &db.statements).await.expect("forgets"), 1);
}

async fn sealed_values_can_be_erased(db: &Db) {
    let sealed = Sealed::of("13800138000", db.ids.as_ref());
    let mut work = db.begin().await;
    let reference = work.seal(&sealed).await.expect("keeps");
    work.commit().await.expect("commits");
    let kept = sealed::by_ids(&db.read(), &[reference.id]).await.expect("reads");
    assert_eq!(kept[&reference.id], "13800138000");
    assert_eq!(db.store.erase_sealed(&[reference.id], at(1), &db.statements).await.expect("erases"), 1);
    assert_eq!(db.store.erase_sealed(&[reference.id], at(2), &db.statements).await.expect("erases"), 0);
    assert!(sealed::by_ids(&db.read(), &[reference.id]).await.expect("reads").is_empty());
}

async fn migrations_run_once_however_many_start(db: &Db) {
    let nodes = (0..4_u8).map(|node| {
        let url = db.url.clone();
        async move { liaison_migrations::run(&url, [node; 16]).await.expect("migrates") }
    });
    for applied in futures_util::future::join_all(nodes).await {
        assert!(applied.is_empty());
    }
    assert!(liaison_migrations::pending(&db.url).await.expect("reads").is_empty());
    let raw = sea_orm::Database::connect(&db.url).await.expect("connects");
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)";
    sea_orm::ConnectionTrait::execute_unprepared(&raw, newer).await.expect("inserts");
    raw.close().await.expect("closes");
    let refused = liaison_migrations::run(&db.url, [9; 16]).await;
    assert!(matches!(refused, Err(liaison_migrations::MigrationError::Newer(steps)) if steps.len() == 1));
}
