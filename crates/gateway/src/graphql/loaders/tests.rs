//! Batches as the documents of calls ask for them: a level is one, whoever leaves, whatever fails.

use std::future::poll_fn;
use std::task::Poll;

use futures_util::future::{join, join_all, ready, select};
use liaison_persistence::directory::{self, PersonLeaf};
use liaison_persistence::paging::Filter;

use super::*;
use crate::graphql::context::{RequestContext, Transport};
use crate::graphql::error::ErrorCode;
use crate::graphql::scope::Scope;
use crate::locale::Locale;
use crate::testing::Node;

/// The batches that ran: of which test, with how many keys.
static RAN: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Doubles numbers, with a statement, as the test `N`.
enum Doubled<const N: usize> {}

/// Fails, as the test `N`.
enum Failing<const N: usize> {}

async fn statement(reader: &Reader) {
    let everybody = Filter::<PersonLeaf>::default();
    directory::count_people(&reader.db(), &everybody, 1).await.expect("counts");
}

impl<const N: usize> Batch for Doubled<N> {
    type Key = usize;
    type Value = usize;

    fn load(reader: Arc<Reader>, keys: Vec<usize>) -> Loading<usize, usize> {
        Box::pin(async move {
            statement(&reader).await;
            RAN.lock().expect("no test panics here").push((N, keys.len()));
            Ok(keys.into_iter().map(|key| (key, 2 * key)).collect())
        })
    }
}

impl<const N: usize> Batch for Failing<N> {
    type Key = usize;
    type Value = usize;

    fn load(_: Arc<Reader>, keys: Vec<usize>) -> Loading<usize, usize> {
        RAN.lock().expect("no test panics here").push((N, keys.len()));
        Box::pin(async { Err(Fault::invalid_cursor()) })
    }
}

fn ran(test: usize) -> Vec<usize> {
    let ran = RAN.lock().expect("no test panics here");
    ran.iter().filter(|(of, _)| *of == test).map(|(_, keys)| *keys).collect()
}

/// The scope of one call, and what watches it.
async fn call(node: &Node) -> (Arc<Scope>, Arc<Pace>) {
    let context = Arc::new(RequestContext::new("call", "0".repeat(32), Locale::En, Transport::Http, None));
    let scope = Scope::new(&node.app, Arc::clone(&context), node.actor(node.member).await);
    (Arc::new(scope), Arc::clone(context.pace()))
}

/// The numbers below `number`, as a document of that depth asks for them: each level once the one above is known.
fn below<const N: usize>(scope: &Scope, number: usize, depth: usize) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let doubled = scope.loader::<Doubled<N>>().get(number).await.expect("loads").expect("is there");
        assert_eq!(*doubled, 2 * number);
        if depth > 1 {
            join_all((0..6).map(|child| below::<N>(scope, 10 * number + child, depth - 1))).await;
        }
    })
}

/// Whatever the number of rows and however the library polls them: one batch a level.
#[tokio::test]
async fn a_level_is_one_batch_for_any_number_of_rows() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    pace.watch(join_all((1..=200).map(|row| below::<1>(&scope, 1_000 + row, 3)))).await;
    assert_eq!(ran(1), [200, 1_200, 7_200]);
    assert_eq!(scope.reader().statements().count(), 3);
}

/// A branch that waits for a statement of its own is waited for: its keys are in the same batch, whatever is faster.
#[tokio::test]
async fn a_batch_waits_for_statements_under_way() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let slow = async {
        for _ in 0..5 {
            statement(scope.reader()).await;
        }
        below::<2>(&scope, 1, 1).await;
    };
    pace.watch(join(slow, below::<2>(&scope, 2, 1))).await;
    assert_eq!(ran(2), [2]);
}

/// What the library drops takes nobody along, neither before nor after the batch went.
#[tokio::test]
async fn whoever_is_dropped_takes_nobody_along() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let mut stays = true;
    let once_more = poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::take(&mut stays) { Poll::Pending } else { Poll::Ready(()) }
    });
    let leaving = async {
        select(below::<3>(&scope, 1, 1), once_more).await;
    };
    pace.watch(join(leaving, below::<3>(&scope, 2, 1))).await;
    assert_eq!(ran(3), [2], "the first to ask has left");
    below::<3>(&scope, 1, 1).await;
    assert_eq!(ran(3), [2], "and what was found is kept");
}

/// A batch that all have left is dropped; what is asked then is asked anew and holds nobody up.
#[tokio::test]
async fn a_batch_that_all_have_left_is_asked_for_anew() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let leaving = async {
        let gone = select(below::<4>(&scope, 1, 1), ready(())).await;
        drop(gone);
        below::<4>(&scope, 3, 1).await;
        below::<4>(&scope, 1, 1).await;
    };
    pace.watch(leaving).await;
    assert_eq!(ran(4), [1, 1]);
    assert_eq!(scope.reader().statements().under_way(), 0);
}

/// A fault is everybody's of the batch, and asked for once.
#[tokio::test]
async fn a_fault_reaches_everybody() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let loader = scope.loader::<Failing<5>>();
    let answers = pace.watch(join_all((0..40).map(|key| loader.get(key)))).await;
    assert!(
        answers.iter().all(|answer| {
            answer.as_ref().err().map(|fault| fault.code) == Some(ErrorCode::InvalidCursor)
        })
    );
    assert_eq!(ran(5), [40]);
}

/// What is known from a page is not asked for; a key that nothing is found of is answered.
#[tokio::test]
async fn what_is_known_is_not_asked_for() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let loader = scope.loader::<Doubled<6>>();
    loader.prime([(1, Arc::new(2))]).await;
    let found = pace.watch(loader.get_many(&[1, 1, 2])).await.expect("loads");
    assert_eq!(found.into_iter().flatten().map(|value| *value).collect::<Vec<_>>(), [2, 2, 4]);
    assert_eq!(ran(6), [1]);
}

/// What is known at once takes many rows on in one go: they are one batch below it all the same, however many locks were
/// taken on the way.
#[tokio::test]
async fn what_is_known_takes_every_row_on_together() {
    let node = Node::start().await;
    let (scope, pace) = call(&node).await;
    let (known, below) = (scope.loader::<Doubled<7>>(), scope.loader::<Doubled<8>>());
    known.prime((0..1_000).map(|row| (row, Arc::new(2 * row)))).await;
    let (known, below) = (&known, &below);
    let rows = (0..1_000).map(|row| async move {
        known.get(row).await.expect("is known");
        below.get(row).await.expect("loads");
    });
    pace.watch(join_all(rows)).await;
    assert_eq!((ran(7), ran(8)), (vec![], vec![1_000]));
}

/// Outside of a watched call batches go soon, so that nothing waits for ever.
#[tokio::test]
async fn unwatched_batches_go_by_themselves() {
    let node = Node::start().await;
    let (scope, _) = call(&node).await;
    join_all((0..10).map(|row| below::<9>(&scope, row, 1))).await;
    assert_eq!(ran(9).iter().sum::<usize>(), 10);
}

/// A call that waits for nothing of ours stays asleep.
#[tokio::test]
async fn a_call_that_waits_is_left_alone() {
    let (_, pace) = call(&Node::start().await).await;
    let mut polls = 0;
    let watched = pace.watch(poll_fn(|_| {
        polls += 1;
        Poll::<()>::Pending
    }));
    assert!(futures_util::poll!(Box::pin(watched)).is_pending());
    assert_eq!(polls, 1);
}
