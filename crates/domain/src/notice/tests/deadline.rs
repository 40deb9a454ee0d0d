//! Deadlines: an event names whom it tells; what the record's own event told already is not told again.

use super::*;
use crate::calendar::Length;
use crate::deadline::{
    About as Of, Deadline, DeadlineFact, DeadlineSubject, Owed, Owner, Standing, reconcile,
};
use crate::request::record::PackRef;
use crate::request::status::RequestStatus;
use crate::task::tests::{frame, server};
use crate::testing::department;

fn started(world: &World, kind: DeadlineKind, priority: Priority) -> Change<Deadline> {
    let frame = frame(RequestStatus::Confirmed);
    let about = Of {
        subject: DeadlineSubject::Request(frame.request),
        request: Some(frame.request),
        root: frame.request.uuid(),
        audience: frame.audience.clone(),
        pack: PackRef { name: "default".to_owned(), version: 1 },
    };
    let owed = Owed {
        kind,
        part: String::new(),
        owner: Owner::department(department(2)),
        counterpart: Some(department(1)),
        priority,
        since: world.now.get(),
        length: Length::At { at: world.now.get().plus_seconds(86_400) },
        standing: Standing::Running,
        excuses: false,
    };
    server(world, |ctx| reconcile(&about, &[], &[owed], ctx)).pop().expect("something is owed")
}

#[test]
fn an_event_names_whom_it_tells() {
    let world = World::new();
    let deadline = started(&world, DeadlineKind::Breakdown, Priority::High).state;
    let of = |more: Value| {
        let record = deadline.record();
        let brief = json!({ "kind": record.kind, "subject": record.subject, "request": record.request, "owner": record.owner });
        let mut data = json!({ "dueAt": 0, "late": false, "told": [person(20), person(42)] });
        data.as_object_mut().expect("an object").extend(brief.as_object().expect("an object").clone());
        data.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        data
    };
    let owner = Owner::department(department(2));
    // 42 may not see the request, whoever named them.
    let rows: Vec<(&str, Value, &str)> = vec![
        ("DeadlineStarted", of(json!({})), "DEADLINE_STARTED 20"),
        ("DeadlineStarted", of(json!({ "kind": "RESPONSE" })), ""),
        ("DeadlineWarned", of(json!({})), "DEADLINE_NEAR 20"),
        ("DeadlinePaused", of(json!({})), ""),
        ("DeadlineResumed", of(json!({})), ""),
        ("DeadlineRetargeted", of(json!({ "why": "POLICY", "from": 0, "to": 1 })), "DEADLINE_MOVED 20"),
        ("DeadlineReassigned", of(json!({ "from": owner, "to": owner })), "DEADLINE_REASSIGNED 20"),
        ("DeadlineMet", of(json!({})), ""),
        ("DeadlineBreached", of(json!({})), ""),
        ("DeadlineStepped", of(json!({ "step": 1, "tell": [] })), "DEADLINE_OVERDUE 20"),
        ("DeadlineReminded", of(json!({})), "DEADLINE_REMINDED 20"),
        ("DeadlineSettled", of(json!({ "excused": false })), ""),
        ("DeadlineCancelled", of(json!({})), ""),
    ];
    for (name, data, expected) in rows {
        let found = told(&world, 12, &deadline, &deadline, fact::<DeadlineFact>(name, data.clone()));
        assert_eq!(found, expected, "{name} {data}");
    }
}

#[test]
fn it_speaks_of_the_record_that_owes_and_waits_for_no_morning_where_that_is_critical() {
    let world = World::new();
    let change = started(&world, DeadlineKind::Breakdown, Priority::Critical);
    let found = of(&world, 0, &change);
    assert_eq!(summary(&found), "DEADLINE_STARTED 20 21");
    let request = frame(RequestStatus::Confirmed).request.uuid();
    assert!(found.iter().all(|notice| notice.critical && notice.about.id == request));
    assert_eq!(found[0].about.kind, SubjectKind::Request);
    assert!(NoticeCode::DeadlineNear.is_reminder() && !NoticeCode::DeadlineStarted.is_reminder());
}
