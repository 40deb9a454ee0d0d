//! Three gateways on one PostgreSQL, of which one dies every few seconds and is replaced, while thousands of deadlines fall due
//! within a minute: each fires once, and soon.

use std::time::Duration;

use liaison_domain::deadline::{DeadlineFact, DeadlineKind};
use liaison_domain::event::Envelope;
use liaison_domain::time::{Clock as _, Instant};
use liaison_gateway::clock::SystemClock;
use liaison_gateway::jobs::deadlines::catch_up;
use serde_json::json;
use tempfile::TempDir;

use crate::pack::PACK;
use crate::request::department;
use crate::scale;
use crate::support::binary::{Server, liaison, run};
use crate::support::{Backend, TestApp, record};
use crate::task::TASK;

/// Gateways at a time.
const NODES: usize = 3;
/// How long the deadlines fall due, in seconds.
const MINUTE: i64 = 60;
/// Between two deaths.
const LIFE: Duration = Duration::from_secs(5);
/// What making one of them may take, in milliseconds: they fall due when all are made.
const MAKING_MILLIS: usize = 60;
/// What everything around the making may take, in milliseconds.
const AROUND_MILLIS: usize = 30_000;
/// One in so many is a task's own date, whose passing does something to the task.
const TENTH: usize = 10;

/// `deadlines.md`, Execution: any node may fire one, exactly one does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_die_fire_each_deadline_once_and_soon() {
    let count = scale::DUE_DEADLINES.get();
    let app = TestApp::start(Backend::Postgres).await;
    let lead = i64::try_from(AROUND_MILLIS + count * MAKING_MILLIS).expect("a short while") / 1_000;
    let begins = SystemClock.now().plus_seconds(lead);
    make(&app, count, begins).await;
    let left = begins.micros() - SystemClock.now().micros();
    assert!(left > 0, "making them took {} s too long", -left / 1_000_000);

    let home = tempfile::tempdir().expect("the system's temporary folder is writable");
    let key = run(liaison(&["keygen"])).await.succeeded();
    std::fs::write(home.path().join("key.pem"), key).expect("the folder is writable");
    let mut servers = Vec::new();
    for _ in 0..NODES {
        servers.push(serve(&app, &home).await);
    }
    let ends = begins.plus_seconds(MINUTE + 2);
    let mut deaths = 0;
    while SystemClock.now() < ends {
        tokio::time::sleep(LIFE).await;
        servers.remove(0).kill().await;
        servers.push(serve(&app, &home).await);
        deaths += 1;
    }
    tokio::time::sleep(LIFE).await;
    for server in servers {
        server.kill().await;
    }
    app.clock().put(SystemClock.now());
    let events = record::check(app.app().store(), app.app().hub().feed()).await;
    judge(&events, count, begins, deaths);
    app.finish().await;
}

/// Makes as many tasks as deadlines are wanted, each to be acknowledged an hour after it was given out, spread over the
/// minute from `begins` on.
async fn make(app: &TestApp, count: usize, begins: Instant) {
    let hour = json!({ "name": "default", "note": "演练", "deadlines": [
        { "kind": "ACKNOWLEDGE", "length": { "unit": "CLOCK_HOURS", "count": 1 } }] });
    PACK.run(&app.admin(), "processPackPublish", hour).await;
    app.clock().put(begins.plus_seconds(-3_600));
    let head = app.member("JS0001");
    let department = department(&head, "JS").await;
    let assignee = app.person("JS0003");
    for number in 0..count {
        let offset = i64::try_from(number).expect("a number") * MINUTE * 1_000_000
            / i64::try_from(count).expect("a number");
        let at = Instant::from_micros(begins.micros() + offset);
        app.clock().put(at.plus_seconds(-3_600));
        let mut task =
            json!({ "department": department, "name": format!("巡检{number}"), "assignee": assignee });
        if number % TENTH == 0 {
            task["dueAt"] = json!(at.to_string());
        } else {
            task["dueOn"] = json!(at.plus_seconds(30 * 86_400).timestamp().to_string()[..10]);
        }
        TASK.run(&head, "taskCreate", task).await;
    }
    // The warnings are behind them.
    app.clock().put(begins.plus_seconds(-30));
    catch_up(app.app()).await.expect("the database answers");
}

async fn serve(app: &TestApp, home: &TempDir) -> Server {
    let mut command = liaison(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .current_dir(home.path())
        .env("LIAISON_DATABASE_URL", app.database_url())
        .env("LIAISON_JWT_KEY", "key.pem");
    Server::start(command).await
}

/// Each was breached once; the median came within a second, the last within five.
fn judge(events: &[Envelope], count: usize, begins: Instant, deaths: usize) {
    let mut late: Vec<(uuid::Uuid, i64)> = Vec::new();
    for event in events {
        let breached = event.fact::<DeadlineFact>().ok();
        let Some(DeadlineFact::DeadlineBreached { deadline, due_at, .. }) = breached else { continue };
        if matches!(deadline.kind, DeadlineKind::Acknowledge | DeadlineKind::TaskDue) && due_at >= begins {
            late.push((event.subject, event.occurred_at.micros() - due_at.micros()));
        }
    }
    let expected = count + count.div_ceil(TENTH);
    assert_eq!(late.len(), expected, "each fires once");
    late.sort_unstable();
    assert!(late.windows(2).all(|pair| pair[0].0 != pair[1].0), "each fires once");
    let mut micros: Vec<i64> = late.into_iter().map(|(_, micros)| micros).collect();
    micros.sort_unstable();
    let (median, longest) = (micros[micros.len() / 2], micros[micros.len() - 1]);
    println!(
        "measured: {expected} deadlines within {MINUTE} s, {NODES} nodes, {deaths} deaths: lateness median {} ms, p99 {} ms, \
         longest {} ms",
        median / 1_000,
        micros[micros.len() * 99 / 100] / 1_000,
        longest / 1_000
    );
    assert!(micros[0] >= 0, "none fires early");
    // An everyday run shares its two cores with every other test.
    let patience = if scale::is_full() { 1 } else { 4 };
    assert!(median < patience * 1_000_000, "the median is {median} µs late");
    assert!(longest < patience * 5_000_000, "the last is {longest} µs late");
}
