//! Deadlines as the whole house keeps them: started with the change that makes something owed, fired by the engine when
//! their time has come, told in events. The life of a request with silence at every step stands in `silence`.
//!
//! What each situation owes and how a deadline moves is tested in the domain (`deadline`, `owed`).

mod calendar;
mod cluster;
mod engine;
mod outage;
mod silence;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use liaison_domain::access::Actor;
use liaison_domain::deadline::{DeadlineFact, DeadlineRecord};
use liaison_domain::time::{Clock as _, Instant};
use liaison_gateway::app::App;
use liaison_gateway::jobs::deadlines::catch_up;
use liaison_persistence::deadline::{self as stored, DeadlineField, DeadlineLeaf, DeadlineOrder};
use liaison_persistence::feed;
use liaison_persistence::paging::{Direction, Filter, Request as PageRequest, Scalar, Size, Test};
use liaison_persistence::store::{Connection, Statements};

use crate::support::TestApp;
use crate::support::clock::instant;

/// Lets the time pass until then, as a server lives it that never sleeps: each deadline fires at its instant.
pub(crate) async fn pass(app: &TestApp, until: &str) {
    let until = instant(until);
    loop {
        catch_up(app.app()).await.expect("the database answers");
        let next = stored::earliest(&db(app.app())).await.expect("the database answers");
        match next.first().filter(|next| *next <= until && *next > app.clock().now()) {
            Some(next) => app.clock().put(next),
            None => break,
        }
    }
    app.clock().put(until);
}

fn db(app: &App) -> Connection {
    app.store().read(&Statements::default())
}

/// Every deadline of the request and what hangs on it, in the order of starting.
async fn all(app: &TestApp, request: &str) -> Vec<DeadlineRecord> {
    let request: liaison_domain::ids::RequestId = request.parse().expect("an ID");
    listed(app, DeadlineField::Request, request.uuid()).await
}

/// The first hundred deadlines with this ID in that field, in the order of starting.
async fn listed(app: &TestApp, field: DeadlineField, id: uuid::Uuid) -> Vec<DeadlineRecord> {
    let filter = Filter::Leaf(DeadlineLeaf::Field(field, Test::Eq(Scalar::Id(id))));
    let order = DeadlineOrder::StartedAt(Direction::Ascending);
    let page = PageRequest { size: Size::first(100).expect("a page"), after: None, before: None };
    let page = stored::page(&db(app.app()), &Actor::Server, &filter, order, &page).await.expect("a page");
    assert!(!page.has_next, "more than a page");
    page.edges.into_iter().map(|edge| edge.node).collect()
}

/// What became of each kind: `KIND STATE due`, in local time, `settled` and `late` where they are.
async fn standing(app: &TestApp, request: &str) -> Vec<String> {
    let told = |deadline: DeadlineRecord| {
        let settled = if deadline.settled_at.is_some() { " settled" } else { "" };
        format!("{} {} {}{settled}", deadline.kind.name(), deadline.state.name(), local(deadline.due_at))
    };
    let mut lines: Vec<String> = all(app, request).await.into_iter().map(told).collect();
    lines.sort_unstable();
    lines
}

/// The same of one kind.
async fn of_kind(app: &TestApp, request: &str, kind: &str) -> Vec<String> {
    let lines = standing(app, request).await.into_iter();
    lines.filter(|line| line.split(' ').next() == Some(kind)).collect()
}

/// What was told of the deadlines of one kind, in order: local time, event, and whom a step was for.
async fn story(app: &TestApp, request: &str, kind: &str) -> Vec<String> {
    let ids: Vec<_> = all(app, request)
        .await
        .into_iter()
        .filter(|deadline| deadline.kind.name() == kind)
        .map(|deadline| deadline.id.uuid())
        .collect();
    let histories = feed::history(&db(app.app()), &ids, 100).await.expect("the database answers");
    let mut events: BTreeMap<i64, String> = BTreeMap::new();
    for event in histories.into_values().flatten() {
        let what = match event.fact::<DeadlineFact>().expect("a fact of a deadline") {
            DeadlineFact::DeadlineStepped { step, tell, told, late, .. } => {
                let tell: Vec<_> = tell.iter().map(|told| told.name()).collect();
                let late = if late { " late" } else { "" };
                format!("step {step} {} ({} told){late}", tell.join("+"), told.len())
            }
            DeadlineFact::DeadlineBreached { late: true, .. } => "Breached late".to_owned(),
            DeadlineFact::DeadlineWarned { late: true, .. } => "Warned late".to_owned(),
            _ => event.event_type.trim_start_matches("Deadline").to_owned(),
        };
        events.insert(event.position, format!("{} {what}", local(event.occurred_at)));
    }
    events.into_values().collect()
}

/// `05-07 09:00` on the wall of the company.
fn local(at: Instant) -> String {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone of the library");
    at.timestamp().to_zoned(zone).strftime("%m-%d %H:%M").to_string()
}
