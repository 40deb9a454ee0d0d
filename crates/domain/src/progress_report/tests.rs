//! Worked example 7, and who may publish and link.

use super::*;
use crate::error::{Refusal, Rule};
use crate::ids::TaskId;
use crate::request::status::RequestStatus;
use crate::task::tests::{frame, instant, rules, text, with};
use crate::testing::{World, department, line};

fn sheet() -> NewReport {
    let on = |day: &str| Some(day.parse().expect("valid"));
    NewReport {
        id: None,
        department: department(2),
        on: on("2024-05-22"),
        phase: line("开发测试阶段"),
        done: text("完成前端页面开发80%，后端接口联调50%"),
        risks: Some(text("前端交互设计稿未最终确认，可能导致返工")),
        support: vec![NewSupport {
            department: department(1),
            matter: text("需市场部团队于3日内确认交互设计稿"),
            due_on: on("2024-05-25"),
        }],
        plan: vec![
            PlanItem { matter: text("完成前端开发"), on: on("2024-05-25") },
            PlanItem { matter: text("开始联调"), on: on("2024-05-30") },
        ],
    }
}

#[test]
fn example_7_progress_of_the_website() {
    let world = World::new();
    world.now.set(instant("2024-05-22T02:00:00Z"));
    let frame = frame(RequestStatus::InProgress);
    let report =
        with(&world, 22, |ctx| ProgressReport::publish(ctx, &frame, sheet())).expect("published").state;
    let linked = Linked::Task(TaskId::from_uuid(uuid::Uuid::from_u128(7)));
    let change = with(&world, 13, |ctx| report.link(ctx, 1, linked)).expect("whoever is asked");
    assert_eq!(change.state.record().support[0].linked, Some(linked));
    let twice = with(&world, 22, |ctx| change.state.link(ctx, 1, linked)).expect_err("once");
    assert_eq!(rules(&twice), [Rule::AlreadyOnRecord]);
    let none = with(&world, 22, |ctx| report.link(ctx, 2, linked)).expect_err("no such item");
    assert_eq!(rules(&none), [Rule::Unknown]);
}

#[test]
fn published_by_the_department_it_is_of() {
    let world = World::new();
    world.now.set(instant("2024-05-22T02:00:00Z"));
    let publish = |who, status| {
        let frame = frame(status);
        with(&world, who, |ctx| ProgressReport::publish(ctx, &frame, sheet()))
    };
    for (who, allowed) in [(20, true), (22, true), (23, true), (24, false), (12, false), (32, false)] {
        assert_eq!(publish(who, RequestStatus::InProgress).is_ok(), allowed, "{who}");
    }
    assert_eq!(publish(42, RequestStatus::InProgress).expect_err("unseen"), Refusal::NotFound);
    assert!(matches!(publish(22, RequestStatus::Draft), Err(Refusal::State(_))));
    world.now.set(instant("2024-05-21T02:00:00Z"));
    let early = publish(22, RequestStatus::InProgress).expect_err("tomorrow's");
    assert_eq!(rules(&early), [Rule::OutOfRange]);
}
