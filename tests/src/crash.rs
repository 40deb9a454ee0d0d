//! Sudden death: the binary serves several clients, is killed with SIGKILL at a random moment and starts again on the same
//! database, over and over.
//!
//! After each death all that was acknowledged is there and nothing is half written; whoever repeats the calls that got no
//! answer has each of them done once. `site` is where this happens, `clerk` a client, `watcher` one who only listens,
//! `ledger` compares what they were told with the record.

mod clerk;
mod ledger;
pub(crate) mod site;
mod watcher;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::event::Envelope;
use liaison_persistence::feed::Feed;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::scale;
use crate::support::binary::Server;
use crate::support::{both_databases, record};
use clerk::{Clerk, STEPS};
use site::Site;
use watcher::{Listening, Watcher};

/// Clients that call at once.
const CLERKS: usize = 8;
/// How many acknowledgements a life of the server sees before it ends.
const ACKNOWLEDGED: std::ops::RangeInclusive<usize> = 48..=160;
/// How far the moment of death lies behind the last of them: longer than most calls take.
const AFTERWARDS_MICROS: u64 = 40_000;
/// How far it lies behind a commit where one is waited for: less than it takes to answer, so that the caller is not told.
const AFTER_COMMIT_MICROS: u64 = 4_000;

both_databases! {
    /// An acknowledged change survives `kill -9`, and a retried call acts once (`product.md`, 2).
    async fn a_killed_server_loses_nothing_and_doubles_nothing(backend) {
        let (kills, mut random) = (scale::KILLS.get(), StdRng::seed_from_u64(scale::seed()));
        let site = Arc::new(Site::found(backend).await);
        let mut clerks: Vec<Clerk> = (0..CLERKS).map(Clerk::new).collect();
        let mut watcher = Watcher::new(site.latest().await);
        let (mut unanswered, mut done_all_the_same) = (0, 0);
        for _ in 0..kills {
            let (server, mut listening);
            (server, listening, clerks) = rise(&site, watcher, clerks).await;
            clerks = work_until_killed(&site, server, clerks, &mut listening, &mut random).await;
            watcher = listening.ended().await;
            let (events, untold) = examine(&site, &clerks).await;
            let open = clerks.iter().filter(|clerk| clerk.waits()).count();
            assert!(untold <= open, "{untold} changes that nobody was told of, and {open} calls without an answer");
            watcher.check(&events);
            (unanswered, done_all_the_same) = (unanswered + open, done_all_the_same + untold);
        }
        let (server, mut listening, clerks) = rise(&site, watcher, clerks).await;
        for clerk in &clerks {
            clerk.repeat_all(&site, server.base()).await;
        }
        let (events, untold) = examine(&site, &clerks).await;
        assert_eq!(untold, 0, "a call that was acknowledged was done again");
        listening.reaches(&events).await;
        server.signal("TERM").await;
        assert_eq!(server.ended().await.code(), Some(0));
        listening.ended().await.check(&events);
        check_end(&site, &clerks).await;
        println!(
            "measured: {backend:?}: {kills} kills, {} calls, {unanswered} of them without an answer at first, of which \
             {done_all_the_same} had been done all the same; {} events",
            clerks.iter().map(|clerk| clerk.done.len()).sum::<usize>(),
            events.len()
        );
        Arc::into_inner(site).expect("nobody works any more").remove().await;
    }
}

/// Starts the server on what the last one left: all that was acknowledged is shown, and what is repeated is done once.
async fn rise(site: &Arc<Site>, watcher: Watcher, clerks: Vec<Clerk>) -> (Server, Listening, Vec<Clerk>) {
    let server = site.serve().await;
    ledger::check_shown(site, server.base(), &clerks).await;
    let listening = watcher.listen(&site.client(server.base(), clerk::INITIATOR)).await;
    let mut repeating = JoinSet::new();
    for clerk in clerks {
        repeating.spawn(clerk.repeat_open(Arc::clone(site), server.base().to_owned()));
    }
    let clerks = repeating.join_all().await;
    let (_, untold) = examine(site, &clerks).await;
    assert_eq!(untold, 0, "a call that was repeated was done twice");
    (server, listening, clerks)
}

/// Lets all clerks work until the server dies of SIGKILL, at a moment that `random` chooses: in half of the cases any, in
/// half of them one just after a commit.
async fn work_until_killed(
    site: &Arc<Site>,
    server: Server,
    clerks: Vec<Clerk>,
    listening: &mut Listening,
    random: &mut StdRng,
) -> Vec<Clerk> {
    let count = random.random_range(ACKNOWLEDGED);
    let at_commit = random.random_bool(0.5);
    let within = if at_commit { AFTER_COMMIT_MICROS } else { AFTERWARDS_MICROS };
    let then = Duration::from_micros(random.random_range(0..within));
    let (told, mut telling) = watch::channel(0_usize);
    let mut working = JoinSet::new();
    for clerk in clerks {
        working.spawn(clerk.work(Arc::clone(site), server.base().to_owned(), told.clone()));
    }
    tokio::select! {
        reached = telling.wait_for(|told| *told >= count) => { reached.expect("`told` is held here"); }
        ended = working.join_next() => panic!("a clerk ended while the server lived: {:?}", ended.expect("they work").err()),
    }
    if at_commit {
        listening.hears_of_a_commit().await;
    }
    tokio::time::sleep(then).await;
    server.kill().await;
    working.join_all().await
}

/// Looks whether the database is whole and has all that was acknowledged; answers its events, and how many changes were
/// made that no clerk has been told of.
async fn examine(site: &Site, clerks: &[Clerk]) -> (Vec<Envelope>, usize) {
    let store = site.store().await;
    let feed = Feed::open(&store).await.expect("the database can be read");
    let events = record::check(&store, &feed).await;
    let untold = ledger::check(&store, &feed, &events, clerks).await;
    store.close().await.expect("nothing runs");
    (events, untold)
}

/// The load was what it was meant to be, and its numbers have no gap.
async fn check_end(site: &Site, clerks: &[Clerk]) {
    let called: BTreeSet<_> =
        clerks.iter().flat_map(|clerk| &clerk.done).map(|done| done.call.mutation).collect();
    let meant: BTreeSet<_> = STEPS.iter().map(|step| step.mutation).collect();
    assert_eq!(called, meant, "each kind of call was acknowledged at least once");
    let store = site.store().await;
    ledger::check_codes(&store).await;
    store.close().await.expect("nothing runs");
}
