//! Tasks, problems, ratings, progress reports and the directory. The frame is that of the task tests: department 1 initiates
//! (12, acceptor 13), 2 leads (liaison 22), 3 takes part (liaison 32); 23 answers for the task, 33 helps.

use super::*;
use crate::ids::{IdSource as _, kind};
use crate::problem::{Against, Cooperation, NewProblem, Problem, ProblemFact, TakeUp};
use crate::progress_report::{NewReport, NewSupport, ProgressReport};
use crate::rating::{NewRating, Rating, Score, Scores};
use crate::request::status::RequestStatus;
use crate::task::tests::{frame, made, text, with};
use crate::task::{Task, TaskFact};
use crate::testing::{department, line};

fn fresh<K: crate::ids::Kind>(world: &World) -> crate::ids::Id<K> {
    crate::ids::Id::from_uuid(world.ids.next())
}

#[test]
#[rustfmt::skip]
fn tasks() {
    let world = World::new();
    let task = made(&world);
    let other = json!({ "update": fresh::<kind::ProgressUpdate>(&world), "on": "2024-05-09", "text": null, "progress": 10, "health": "DELAYED" });
    let mut well = other.clone();
    well["health"] = json!("ON_TRACK");
    let decided = |approved: bool, goal_hit: bool| json!({ "extension": fresh::<kind::Extension>(&world), "approved": approved, "goalHit": goal_hit, "comment": null });
    let cancelled = |reason: Value| json!({ "reason": reason, "waiting": [person(32)], "dependents": [] });
    let acceptance = fresh::<kind::Acceptance>(&world);
    let rows: Vec<(&str, Value, u128, &str)> = vec![
        ("TaskCreated", json!({ "code": "MT202405001-01", "anchor": task.record().anchor }), 22, ""),
        ("TaskDispatched", json!({ "assignee": person(23) }), 22, "TASK_ASSIGNED 23; TASK_HELP_ASKED 33"),
        ("TaskAcknowledged", json!({ "assignee": person(23) }), 23, ""),
        ("TaskStarted", json!({ "overrideReason": null }), 23, ""),
        ("ProgressReported", other, 23, "TASK_AT_RISK 22 20"),
        ("ProgressReported", well, 23, ""),
        ("TaskNeedsSupport", json!({}), 0, ""),
        ("TaskSupported", json!({}), 0, "TASK_SUPPORTED 23"),
        ("DeliverableAttached", json!({ "deliverable": fresh::<kind::Deliverable>(&world), "name": "H5", "version": 1,
            "content": crate::task::Content::Location { location: crate::text::Text::new("企业云盘").expect("a text") } }), 23, ""),
        ("TaskDelivered", json!({ "round": 1, "note": null }), 23, "TASK_TO_ACCEPT 12 13"),
        ("TaskPassed", json!({ "acceptance": acceptance, "round": 1, "comment": null }), 12, "TASK_PASSED 33 23"),
        ("TaskSentToRework", json!({ "acceptance": acceptance, "round": 1, "points": ["补充"], "dueAt": 0 }), 12, "TASK_SENT_TO_REWORK 33 23"),
        ("ExtensionRequested", json!({ "extension": fresh::<kind::Extension>(&world), "reason": "迟", "plan": "赶", "dueAt": 0 }), 23, "EXTENSION_ASKED 22 20"),
        ("ExtensionDecided", decided(true, false), 22, "EXTENSION_GRANTED 23"),
        ("ExtensionDecided", decided(true, true), 22, "EXTENSION_GRANTED 12 23"),
        ("ExtensionDecided", decided(false, false), 22, "EXTENSION_REFUSED 23"),
        ("TaskDateSet", json!({ "dueAt": 0, "reason": "提前" }), 22, "TASK_DATE_SET 33 23"),
        ("TaskPlanChanged", json!({}), 22, "TASK_PLAN_CHANGED 23"),
        ("TaskReassigned", json!({ "from": person(24), "to": person(23), "reason": "换人" }), 22, "TASK_ASSIGNED 23; TASK_REASSIGNED 24"),
        ("TaskAssigneeVacated", json!({ "assignee": person(24), "acting": person(20) }), 0, "TASK_ASSIGNEE_VACATED 20"),
        ("TaskCancelled", cancelled(json!("不再需要")), 22, "TASK_CANCELLED 33 23; TASK_MAY_START 32"),
        ("TaskCancelled", cancelled(Value::Null), 0, ""),
        ("TaskOverdue", json!({ "dueAt": 0, "department": department(2) }), 0, "TASK_OVERDUE 22 20"),
    ];
    for (name, data, who, expected) in rows {
        assert_eq!(told(&world, who, &task, &task, fact::<TaskFact>(name, data.clone())), expected, "{name} {data}");
    }
    let mut planned = task.record().clone();
    planned.dispatched_at = None;
    let planned = Task::restore(planned, task.setting().clone());
    assert_eq!(told(&world, 22, &planned, &planned, TaskFact::TaskPlanChanged {}), "", "only planned");
}

fn problem(world: &World, major: bool) -> Change<Problem> {
    let frame = frame(RequestStatus::InProgress);
    let new = NewProblem {
        id: None,
        description: text("技术接口不兼容"),
        impact: None,
        raising_department: None,
        responsible_department: department(3),
        cooperating: vec![Cooperation { department: department(4), matter: None }],
        planned: None,
        measures: None,
        major,
        return_of: None,
    };
    with(world, 23, |ctx| Problem::raise(ctx, Against::Request(&frame), new)).expect("raised")
}

#[test]
#[rustfmt::skip]
fn problems() {
    let world = World::new();
    assert_eq!(summary(&of(&world, 23, &problem(&world, false))), "PROBLEM_TO_TAKE_UP 30; PROBLEM_RAISED 40 22");
    let major = of(&world, 23, &problem(&world, true));
    assert_eq!(summary(&major), "PROBLEM_MAJOR 30 20; PROBLEM_RAISED 40 22", "both heads at once (S0-36)");
    assert!(major.iter().all(|notice| notice.critical == (notice.code == NoticeCode::ProblemMajor)));
    let open = problem(&world, false).state;
    let taken = with(&world, 32, |ctx| open.take_up(ctx, TakeUp { handler: None, planned: None, measures: None })).expect("taken up").state;
    let updated = |marked_major: bool| json!({ "update": null, "text": null, "markedMajor": marked_major });
    let moved = |from: u128, to: u128| json!({ "from": department(from), "to": department(to), "anchor": open.record().anchor, "reason": null });
    for (problem, name, data, who, expected) in [
        (&open, "ProblemTakenUp", json!({ "handler": person(32), "plannedAt": null }), 30, "PROBLEM_ASSIGNED 32; PROBLEM_TAKEN_UP 23"),
        (&taken, "ProblemTakenUp", json!({ "handler": person(32), "plannedAt": null }), 32, "PROBLEM_TAKEN_UP 23"),
        (&taken, "ProblemUpdated", updated(false), 32, "PROBLEM_UPDATED 23"),
        (&taken, "ProblemUpdated", updated(true), 23, "PROBLEM_MAJOR 30 20; PROBLEM_UPDATED 32"),
        (&taken, "ProblemMoved", moved(2, 3), 22, "PROBLEM_TO_TAKE_UP 30; PROBLEM_MOVED 23 20 32"),
        (&taken, "ProblemMoved", moved(3, 3), 0, "PROBLEM_MOVED 23 30 32"),
        (&taken, "ProblemResolved", json!({ "measure": "措施", "result": "已修复" }), 32, "PROBLEM_TO_CONFIRM 23"),
        (&taken, "ProblemRejected", json!({ "reason": "未解决" }), 23, "PROBLEM_REJECTED 32"),
        (&taken, "ProblemConfirmed", json!({ "result": "已确认" }), 23, "PROBLEM_CONFIRMED 32 30"),
        (&open, "ProblemWithdrawn", json!({ "reason": "误报" }), 23, "PROBLEM_WITHDRAWN 30"),
        (&open, "ProblemWithdrawn", json!({ "reason": null }), 0, ""),
    ] {
        assert_eq!(told(&world, who, problem, problem, fact::<ProblemFact>(name, data.clone())), expected, "{name} {data}");
    }
}

#[test]
fn ratings_and_progress_reports() {
    let world = World::new();
    let score = || Score::new(4).expect("1 to 5");
    let scores = Scores { responsiveness: score(), professionalism: score(), cooperation: score() };
    let rating = NewRating { id: None, department: department(2), scores, comment: None };
    let accepted = frame(RequestStatus::Accepted);
    let given = with(&world, 12, |ctx| Rating::give(ctx, &accepted, rating, false)).expect("given");
    assert_eq!(summary(&of(&world, 12, &given)), "RATING_GIVEN 22 20");
    let revised = json!({ "request": accepted.request, "department": department(2) });
    assert_eq!(
        told(&world, 12, &given.state, &given.state, fact("RatingRevised", revised)),
        "RATING_REVISED 22 20"
    );
    let sheet = NewReport {
        id: None,
        department: department(2),
        on: None,
        phase: line("开发测试阶段"),
        done: text("完成前端页面开发80%"),
        risks: None,
        support: vec![NewSupport {
            department: department(1), matter: text("确认设计稿"), due_on: None
        }],
        plan: Vec::new(),
    };
    let working = frame(RequestStatus::InProgress);
    let published = with(&world, 23, |ctx| ProgressReport::publish(ctx, &working, sheet)).expect("published");
    assert_eq!(summary(&of(&world, 23, &published)), "SUPPORT_ASKED 10; PROGRESS_REPORT_PUBLISHED 12 22");
    let linked = json!({ "number": 1, "linked": { "kind": "REQUEST", "id": working.request } });
    let report = published.state;
    assert_eq!(
        told(&world, 10, &report, &report, fact("SupportItemLinked", linked)),
        "SUPPORT_FOLLOWED_UP 23"
    );
}

#[test]
#[rustfmt::skip]
fn the_directory() {
    let world = World::new();
    let before = world.directory.department(department(1)).expect("there").as_ref().clone();
    let mut headed = before.clone();
    headed.head = Some(person(11));
    for (name, data, expected) in [
        ("DepartmentCreated", Value::Null, "DEPARTMENT_HEADED 11"),
        ("DepartmentUpdated", Value::Null, "DEPARTMENT_HEADED 11"),
        ("DepartmentMerged", json!({ "into": department(2), "head": person(10), "successorHead": person(20) }), "DEPARTMENT_MERGED 10 20"),
    ] {
        assert_eq!(told(&world, 98, &before, &headed, fact(name, data)), expected, "{name}");
    }
    assert_eq!(told(&world, 98, &before, &before, fact("DepartmentUpdated", Value::Null)), "", "the same head");
    let somebody = world.directory.person(person(12)).expect("there").as_ref().clone();
    for (name, data, expected) in [
        ("PersonCreated", Value::Null, ""),
        ("PersonUpdated", Value::Null, ""),
        ("PersonErased", json!({ "reason": "当事人要求" }), ""),
        ("PersonMoved", json!({ "from": department(1), "to": department(2) }), "PERSON_MOVED 12; PERSON_JOINED 20"),
        ("PersonRolesChanged", Value::Null, "ROLES_CHANGED 12"),
        ("PersonDisabled", json!({ "heads": [department(2)] }), "PERSON_LEFT 20 21 99 10 11"),
    ] {
        assert_eq!(told(&world, 98, &somebody, &somebody, fact(name, data)), expected, "{name}");
    }
    let empty = Directory::new(1, [before], [98, 12].map(|number| {
        let person = world.directory.person(person(number)).expect("there");
        person.as_ref().clone()
    }));
    let change = Change::of(&somebody, somebody.clone(), vec![fact("PersonDisabled", json!({ "heads": [] }))]);
    let found = notices(&change, &Actor::Server, &empty);
    assert_eq!(summary(&found), "PERSON_LEFT 98", "nobody stands above (resolution 20)");
}

/// Templates and resources are looked up, not told.
#[test]
fn settings_tell_nobody() {
    use crate::request::form_template::{
        FormDefinition, FormTemplate, FormTemplateFact, PublishFormTemplate,
    };
    use crate::request::kind::RequestKind;
    use crate::resource::{CreateResource, Resource, ResourceFact, ResourceKind};
    let world = World::new();
    let input = PublishFormTemplate {
        kind: RequestKind::Collaboration,
        name: line("协作"),
        definition: FormDefinition::default(),
    };
    let published = with(&world, 98, |ctx| FormTemplate::publish(ctx, None, input)).expect("published");
    assert!(matches!(published.facts[..], [FormTemplateFact::FormTemplatePublished { .. }]));
    assert_eq!(of(&world, 98, &published), []);
    let input = CreateResource {
        id: None,
        name: line("测试服务器"),
        kind: ResourceKind::Equipment,
        department: department(2),
        description: None,
    };
    let created = with(&world, 20, |ctx| Resource::create(ctx, input)).expect("created");
    assert_eq!(of(&world, 20, &created), []);
    let updated = ResourceFact::ResourceUpdated { name: line("服务器") };
    assert_eq!(told(&world, 20, &created.state, &created.state, updated), "");
}
