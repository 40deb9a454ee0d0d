//! A server that was down for 30 days does what it missed: each step once, in order, marked late.

use std::time::Instant as Stopwatch;

use liaison_domain::deadline::{DeadlineFact, DeadlineKind};
use liaison_domain::ids::TaskId;
use liaison_gateway::jobs::deadlines::catch_up;
use liaison_persistence::deadline::DeadlineField;
use liaison_persistence::feed;
use serde_json::json;

use super::{db, listed};
use crate::request::department;
use crate::scale;
use crate::support::clock::instant;
use crate::support::{TestApp, both_databases};
use crate::task::TASK;

/// The steps that one started task misses in 30 days without a word: 22 working days until its date, with their chains.
const STEPS_PER_TASK: usize = 25;

both_databases! {
    /// `deadlines.md`, Execution: after an outage of any length every missed step happens once, in order, marked late.
    async fn thirty_days_are_caught_up_in_order(backend) {
        let app = TestApp::start(backend).await;
        let tasks = scale::MISSED_STEPS.get().div_ceil(STEPS_PER_TASK);
        let (head, assignee) = (app.member("JS0001"), app.member("JS0003"));
        let home = department(&head, "JS").await;
        let mut started = Vec::new();
        for number in 0..tasks {
            let new = json!({ "department": home, "name": format!("巡检{number}"), "dueOn": "2024-06-28",
                "assignee": app.person("JS0003") });
            let id = TASK.run(&head, "taskCreate", new).await["id"].take();
            TASK.run(&assignee, "taskStart", json!({ "id": id })).await;
            started.push(id.as_str().expect("an ID").to_owned());
        }
        app.clock().put(instant("2024-06-05T09:00:00+08:00"));
        let watch = Stopwatch::now();
        let steps = catch_up(app.app()).await.expect("the database answers");
        println!("measured: {backend:?}: {steps} missed steps of {tasks} tasks in {:?}", watch.elapsed());
        assert!(steps >= tasks * 20, "{steps} steps of {tasks} tasks");
        assert_eq!(catch_up(app.app()).await.expect("the database answers"), 0, "each once");
        for task in started.iter().take(3) {
            check_order(&app, task).await;
        }
        app.finish().await;
    }
}

/// Of one task: a breach for each working day of the outage, in order, each once and late, with its reminder.
async fn check_order(app: &TestApp, task: &str) {
    let task: TaskId = task.parse().expect("an ID");
    let daily = listed(app, DeadlineField::Subject, task.uuid()).await.into_iter();
    let daily: Vec<_> = daily.filter(|deadline| deadline.kind == DeadlineKind::Daily).collect();
    let ids: Vec<_> = daily.iter().map(|deadline| deadline.id.uuid()).collect();
    let histories = feed::history(&db(app.app()), &ids, 100).await.expect("the database answers");
    let mut breaches = Vec::new();
    for event in histories.values().flatten() {
        match event.fact().expect("a fact of a deadline") {
            DeadlineFact::DeadlineBreached { due_at, late, .. } => {
                assert!(late, "{event:?}");
                breaches.push((event.position, due_at));
            }
            DeadlineFact::DeadlineStepped { late, step, .. } => assert!(late && step == 1, "{event:?}"),
            _ => {}
        }
    }
    breaches.sort_unstable();
    assert!(
        breaches.is_sorted_by(|one, next| one.1 < next.1),
        "in the order of their instants: {breaches:?}"
    );
    // 6 May to 4 June 2024: 21 weekdays and the make-up Saturday of the 11th, 1 May week over.
    assert_eq!(breaches.len(), 23, "{breaches:?}");
    assert_eq!(daily.len(), 24, "and the one that is ahead");
}
