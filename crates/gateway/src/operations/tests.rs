//! The frame of every change, with department changes as the example.

use liaison_domain::directory::department::DepartmentPatch;
use liaison_domain::text::Line;
use liaison_persistence::store::Statements;

use super::directory::{self, DepartmentUpdate};
use super::{Done, OperationError, Outcome};
use crate::testing::Node;

fn named(node: &Node, name: &str) -> DepartmentUpdate {
    let patch =
        DepartmentPatch { name: Some(Line::new(name).expect("a line")), ..DepartmentPatch::default() };
    DepartmentUpdate { id: node.department.id, patch }
}

async fn version(node: &Node) -> i64 {
    let db = node.app.store().read(&Statements::default());
    let directory = node.app.pictures().current(&db).await.expect("read").directory;
    directory.department(node.department.id).expect("there").version
}

#[tokio::test]
async fn a_repeat_answers_what_the_first_call_did() {
    let node = Node::start().await;
    let mut call = node.call(node.admin).await;
    call.key = Some("k".to_owned());
    let first = directory::department_update(node.app.clone(), call.clone(), named(&node, "甲")).await;
    let Ok(Done { outcome: Outcome::Changed(department), position, .. }) = first else { panic!("{first:?}") };
    assert_eq!(department.version, 2);
    let second = directory::department_update(node.app.clone(), call.clone(), named(&node, "甲")).await;
    let Ok(Done { outcome: Outcome::Repeated(subjects), position: repeated, .. }) = second else {
        panic!("{second:?}")
    };
    assert_eq!(subjects[0].id, department.id.uuid());
    assert_eq!(repeated, position);
    let other = directory::department_update(node.app.clone(), call.clone(), named(&node, "乙")).await;
    assert!(matches!(other, Err(OperationError::KeyReused)));
    assert_eq!(version(&node).await, 2);
    call.key = Some(String::new());
    let malformed = directory::department_update(node.app.clone(), call, named(&node, "乙")).await;
    assert!(matches!(malformed, Err(OperationError::Refused(_))));
}

#[tokio::test]
async fn a_dry_run_checks_everything_and_keeps_nothing() {
    let node = Node::start().await;
    let mut call = node.call(node.admin).await;
    call.key = Some("k".to_owned());
    call.validate_only = true;
    let dry = directory::department_update(node.app.clone(), call.clone(), named(&node, "甲")).await;
    assert!(matches!(dry, Ok(Done { outcome: Outcome::Validated(_), position: None, .. })));
    assert_eq!(version(&node).await, 1);
    call.validate_only = false;
    let real = directory::department_update(node.app.clone(), call, named(&node, "乙")).await;
    assert!(matches!(real, Ok(Done { outcome: Outcome::Changed(_), .. })), "the key was not taken");
    let refused = directory::department_update(
        node.app.clone(),
        super::Call { validate_only: true, ..node.call(node.member).await },
        named(&node, "丙"),
    )
    .await;
    assert!(matches!(refused, Err(OperationError::Refused(_))));
}

#[tokio::test]
async fn an_overtaken_caller_learns_what_changed_and_by_whom() {
    let node = Node::start().await;
    let first = node.call(node.admin).await;
    directory::department_update(node.app.clone(), first, named(&node, "甲")).await.expect("accepted");
    let mut late = node.call(node.admin).await;
    late.expected_version = Some(1);
    let answer = directory::department_update(node.app.clone(), late.clone(), named(&node, "乙")).await;
    let Err(OperationError::Version { current, changed_fields, changed_by }) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((current, changed_by), (2, Some(node.admin)));
    assert_eq!(changed_fields, ["name"]);
    late.expected_version = Some(2);
    directory::department_update(node.app.clone(), late, named(&node, "乙")).await.expect("accepted");
}

#[tokio::test]
async fn a_change_ends_even_when_nobody_waits_for_it() {
    let node = Node::start().await;
    let call = node.call(node.admin).await;
    let change = directory::department_update(node.app.clone(), call, named(&node, "甲"));
    let mut change = Box::pin(change);
    // Polled once, the work is a task of its own; then its caller hangs up.
    assert!(futures_util::poll!(&mut change).is_pending());
    drop(change);
    let app = node.app.clone();
    while app.directory().latest().department(node.department.id).expect("there").version == 1 {
        tokio::task::yield_now().await;
        let db = app.store().read(&Statements::default());
        app.pictures().current(&db).await.expect("read");
    }
}
