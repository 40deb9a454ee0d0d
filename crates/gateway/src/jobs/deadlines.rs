//! The engine of time: looks once a second whether a deadline is due or a meeting is over, takes it in hand and fires it.
//!
//! Nothing waits in memory. A node that dies loses its claims after two seconds, and what it had not committed is
//! fired by another; what it had committed is not due any more. After an outage the same loop takes every missed step in
//! the order of its instant.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};
use liaison_domain::deadline::{DeadlineRecord, DeadlineSubject};
use liaison_domain::ids::DeadlineId;
use liaison_domain::time::Instant;
use liaison_persistence::deadline as stored;
use liaison_persistence::dialect::Dialect;
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::Statements;
use metrics::{counter, gauge, histogram};

use super::meetings;
use crate::app::App;
use crate::operations::deadline::fire::{self, Fired};
use crate::operations::{Call, Outcome};

/// How often a node looks while nothing is due.
const POLL: Duration = Duration::from_secs(1);
/// How long a claim holds. Shorter than a user would wait for a node that died, longer than a batch takes.
const CLAIM_SECONDS: i64 = 2;
/// How long what could not be fired is left alone.
const PATIENCE_SECONDS: i64 = 30;
/// Most deadlines of one claim.
const BATCH: u32 = 200;
/// Firings at a time on PostgreSQL; SQLite has one writer.
const ABREAST: usize = 4;
/// How far the node's clock may stand from the database's before it stops claiming (`architecture.md`, Time).
const MOST_OFFSET_MICROS: i64 = 2_000_000;
/// How many looks lie between two measurements of the offset.
const LOOKS_PER_MEASUREMENT: u32 = 30;

/// Whether the node's clock is held against the database's: not where it is shifted on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockGuard {
    /// Beyond two seconds the node fires nothing.
    Compare,
    /// The clock is not the machine's.
    Shifted,
}

/// Starts the engine; it ends with the node.
pub(super) fn start(app: &App, guard: ClockGuard) {
    let node = app.clone();
    let stopping = app.tasks().stopping().clone();
    drop(app.tasks().spawn(async move {
        let mut looks = 0;
        let mut trusted = true;
        loop {
            if guard == ClockGuard::Compare && looks % LOOKS_PER_MEASUREMENT == 0 {
                trusted = is_clock_right(&node).await;
            }
            looks += 1;
            let fired = if trusted { turn(&node).await } else { 0 };
            if fired > 0 && !stopping.is_cancelled() {
                continue;
            }
            if !super::goes_on_after(&node, POLL).await {
                return;
            }
        }
    }));
}

/// One turn; a fault is logged and waits for the next.
async fn turn(app: &App) -> usize {
    match sweep(app).await {
        Ok(fired) => fired,
        Err(fault) => {
            tracing::warn!(error = %crate::operations::chain(&fault), "deadlines.sweep_failed");
            counter!("liaison_deadline_faults_total").increment(1);
            0
        }
    }
}

/// Fires everything that is due by the node's clock, step after step, until nothing is. For tests and seeding, which move
/// the clock; how many steps that were.
///
/// # Errors
/// As [`sweep`].
pub async fn catch_up(app: &App) -> Result<usize, StoreError> {
    let mut all = 0;
    loop {
        match sweep(app).await? {
            0 => return Ok(all),
            fired => all += fired,
        }
    }
}

/// Takes one batch in hand and fires it; how many steps were taken. One statement where nothing is due.
///
/// # Errors
/// Those of the store while claiming; a firing that fails is logged, and its deadline left alone for a while.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let (now, statements) = (app.clock().now(), Statements::default());
    let earliest = stored::earliest(&app.store().read(&statements)).await?;
    let has_come = |at: Option<Instant>| at.is_some_and(|at| at <= now);
    let ended = if has_come(earliest.meeting) { meetings::sweep(app, now).await? } else { 0 };
    if !has_come(earliest.deadline) {
        return Ok(ended);
    }
    let until = now.plus_seconds(CLAIM_SECONDS);
    let claimed = stored::claim(app.store(), &statements, now, until, BATCH).await?;
    // A record of which something fires by itself fires all of it so, in order.
    let alone: BTreeSet<DeadlineSubject> =
        claimed.iter().filter(|due| fire::alone(due)).map(|due| due.subject).collect();
    let together = claimed.iter().filter(|due| !alone.contains(&due.subject));
    let mut fired = ended + all_at_once(app, together.collect()).await?;
    let abreast = if app.store().dialect() == Dialect::Postgres { ABREAST } else { 1 };
    let steps: Vec<_> = alone.into_iter().map(|subject| by_itself(app.clone(), subject).boxed()).collect();
    let mut steps = futures_util::stream::iter(steps).buffer_unordered(abreast);
    while let Some(step) = steps.next().await {
        fired += step?;
    }
    Ok(fired)
}

/// Fires these in one transaction; where that fails, record by record, so that one bad row holds nobody up.
async fn all_at_once(app: &App, due: Vec<&DeadlineRecord>) -> Result<usize, StoreError> {
    if due.is_empty() {
        return Ok(0);
    }
    let ids: Vec<DeadlineId> = due.iter().map(|due| due.id).collect();
    match fire::many(app.clone(), Call::by_server(app), ids).await {
        Ok(done) => Ok(told(done.outcome)),
        Err(refused) => {
            tracing::warn!(error = ?refused, "deadlines.batch_failed");
            let mut fired = 0;
            for subject in due.iter().map(|due| due.subject).collect::<BTreeSet<_>>() {
                fired += by_itself(app.clone(), subject).await?;
            }
            Ok(fired)
        }
    }
}

async fn by_itself(app: App, subject: DeadlineSubject) -> Result<usize, StoreError> {
    match fire::record(app.clone(), Call::by_server(&app), subject).await {
        Ok(done) => Ok(told(done.outcome)),
        Err(refused) => {
            tracing::error!(subject.id = %subject.uuid(), error = ?refused, "deadline.not_fired");
            counter!("liaison_deadline_faults_total").increment(1);
            let later = app.clock().now().plus_seconds(PATIENCE_SECONDS);
            stored::postpone(app.store(), &Statements::default(), subject.uuid(), later).await?;
            Ok(0)
        }
    }
}

/// Counts what was fired.
fn told(outcome: Outcome<Fired>) -> usize {
    let (Outcome::Changed(fired) | Outcome::Validated(fired)) = outcome else { return 0 };
    for (_, late) in &fired.steps {
        counter!("liaison_deadlines_fired_total").increment(1);
        histogram!("liaison_deadline_lateness_seconds").record(seconds(*late));
    }
    fired.steps.len()
}

#[expect(clippy::cast_precision_loss, reason = "a histogram takes floating numbers; a lateness fits")]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1_000_000.0
}

/// Whether the node's clock agrees with the database's; one that has none is not asked.
async fn is_clock_right(app: &App) -> bool {
    let before = app.clock().now();
    let offset = match app.store().read(&Statements::default()).clock().await {
        Ok(Some(theirs)) => offset(before, theirs, app.clock().now()),
        Ok(None) => 0,
        Err(fault) => {
            tracing::warn!(error = %crate::operations::chain(&fault), "clock.not_compared");
            return true;
        }
    };
    gauge!("liaison_clock_offset_seconds").set(seconds(offset));
    let right = offset.abs() <= MOST_OFFSET_MICROS;
    if !right {
        tracing::error!(clock.offset_micros = offset, "clock.too_far_from_the_database");
    }
    right
}

/// How far the node is ahead of `theirs`, which was read between the two instants.
const fn offset(before: Instant, theirs: Instant, after: Instant) -> i64 {
    i64::midpoint(before.micros(), after.micros()) - theirs.micros()
}
