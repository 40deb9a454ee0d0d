//! The Problem table of `states.md`, cell by cell, the resolutions that touch it and worked example 8.

pub(crate) mod owed;

use super::*;
use crate::access::Actor;
use crate::command::Context;
use crate::error::{Refusal, Rule};
use crate::request::status::RequestStatus;
use crate::task::tests::{LIAISON, frame, instant, rules, server, task_in, text, with};
use crate::task::{NewDue, TaskStatus};
use crate::testing::{World, department, line, person};

const RAISER: u128 = 23;
const HANDLER: u128 = 32;
const HELPER: u128 = 40;

fn new() -> NewProblem {
    NewProblem {
        id: None,
        description: text("技术接口不兼容，需后端协助调试"),
        impact: None,
        raising_department: None,
        responsible_department: department(3),
        cooperating: vec![Cooperation { department: department(4), matter: Some(line("服务器资源")) }],
        planned: Some(NewDue::On("2024-05-20".parse().expect("valid"))),
        measures: None,
        major: false,
        return_of: None,
    }
}

fn raised(world: &World) -> Problem {
    let frame = frame(RequestStatus::InProgress);
    with(world, RAISER, |ctx| Problem::raise(ctx, Against::Request(&frame), new())).expect("raised").state
}

fn take_up() -> TakeUp {
    TakeUp { handler: None, planned: None, measures: Some(text("优化接口缓存逻辑")) }
}

fn in_status(world: &World, status: ProblemStatus) -> Problem {
    let open = raised(world);
    let resolving = || with(world, HANDLER, |ctx| open.take_up(ctx, take_up())).expect("taken up").state;
    let resolved = || {
        with(world, HANDLER, |ctx| resolving().resolve(ctx, text("措施"), text("已修复"))).expect("ok").state
    };
    match status {
        ProblemStatus::Open => open,
        ProblemStatus::Resolving => resolving(),
        ProblemStatus::Resolved => resolved(),
        ProblemStatus::Confirmed => {
            with(world, RAISER, |ctx| resolved().confirm(ctx, text("已确认"))).expect("confirmed").state
        }
        ProblemStatus::Withdrawn => {
            with(world, RAISER, |ctx| open.withdraw(ctx, text("误报"))).expect("withdrawn").state
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    To(ProblemStatus),
    Nothing,
    Refused,
}

type Outcome = Result<Option<Change<Problem>>, Refusal>;
type Row = (&'static str, u128, fn(&Problem, &Context<'_>) -> Outcome, [Cell; 5]);

const S: u128 = 0;

fn update(problem: &Problem, ctx: &Context<'_>) -> Outcome {
    let entry = Some(Entry { on: None, text: text("完成代码开发，进入测试阶段") });
    problem.update(ctx, ProblemChanges { entry, ..ProblemChanges::default() }).map(Some)
}

fn postpone(problem: &Problem, ctx: &Context<'_>) -> Outcome {
    let planned = Some(NewDue::On("2024-05-22".parse().expect("valid")));
    problem.update(ctx, ProblemChanges { planned, ..ProblemChanges::default() }).map(Some)
}

fn advance(problem: &Problem, ctx: &Context<'_>) -> Outcome {
    let planned = Some(NewDue::On("2024-05-15".parse().expect("valid")));
    problem.update(ctx, ProblemChanges { planned, ..ProblemChanges::default() }).map(Some)
}

fn major(problem: &Problem, ctx: &Context<'_>) -> Outcome {
    problem.update(ctx, ProblemChanges { mark_major: true, ..ProblemChanges::default() }).map(Some)
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    use ProblemStatus::{Confirmed, Open, Resolved, Resolving, Withdrawn};
    const O: Cell = Cell::Refused;
    const fn to(status: ProblemStatus) -> Cell { Cell::To(status) }
    vec![
        ("take up", HANDLER, |p, c| p.take_up(c, take_up()).map(Some), [to(Resolving), to(Resolving), O, O, O]),
        ("update", HANDLER, update, [to(Open), to(Resolving), O, O, O]),
        ("update by a helper", HELPER, update, [to(Open), to(Resolving), O, O, O]),
        ("earlier plan", HANDLER, advance, [to(Open), to(Resolving), O, O, O]),
        ("later plan", RAISER, postpone, [to(Open), to(Resolving), O, O, O]),
        ("mark major", RAISER, major, [to(Open), to(Resolving), to(Resolved), O, O]),
        ("mark major by the head", 30, major, [to(Open), to(Resolving), to(Resolved), O, O]),
        ("move", LIAISON, |p, c| p.hand_to(c, department(4), text("原因")).map(Some), [to(Open), to(Open), O, O, O]),
        ("move by the head", 30, |p, c| p.hand_to(c, department(4), text("原因")).map(Some), [to(Open), to(Open), O, O, O]),
        ("resolve", HANDLER, |p, c| p.resolve(c, text("措施"), text("结果")).map(Some), [to(Resolved), to(Resolved), O, O, O]),
        ("not resolved", RAISER, |p, c| p.reject(c, text("原因")).map(Some), [O, O, to(Resolving), O, O]),
        ("confirm", RAISER, |p, c| p.confirm(c, text("结果")).map(Some), [O, O, to(Confirmed), O, O]),
        ("withdraw", RAISER, |p, c| p.withdraw(c, text("原因")).map(Some), [to(Withdrawn), to(Withdrawn), to(Withdrawn), O, O]),
        ("request ends", S, |p, c| p.request_ended(c), [to(Withdrawn), to(Withdrawn), to(Withdrawn), Cell::Nothing, Cell::Nothing]),
    ]
}

#[test]
fn every_cell_of_the_problem_table() {
    let world = World::new();
    for (event, who, act, row) in rows() {
        for (status, cell) in ProblemStatus::ALL.into_iter().zip(row) {
            let problem = in_status(&world, status);
            let outcome = match who {
                S => server(&world, |ctx| act(&problem, ctx)),
                who => with(&world, who, |ctx| act(&problem, ctx)),
            };
            let found = match &outcome {
                Ok(None) => Cell::Nothing,
                Ok(Some(change)) => Cell::To(change.state.status()),
                Err(Refusal::State(conflict)) => {
                    assert_eq!(conflict.status, status.name());
                    Cell::Refused
                }
                Err(other) => panic!("{event} in {status:?}: {other:?}"),
            };
            assert_eq!(found, cell, "{event} in {status:?}");
        }
    }
}

#[test]
fn who_may_do_what() {
    let world = World::new();
    let people = [RAISER, 20, LIAISON, HANDLER, 30, 34, 42, HELPER, 12, 97, 99];
    #[rustfmt::skip]
    let expected: [(Action, ProblemStatus, &str); 10] = [
        //                                              r h2 L e3 h3 v3 e4 h4 I aud exec
        (Action::TakeUp, ProblemStatus::Open,           "---yy--- ---"),
        (Action::Update, ProblemStatus::Open,           "---yy--y ---"),
        (Action::Postpone, ProblemStatus::Open,         "y------- ---"),
        (Action::MarkMajor, ProblemStatus::Open,        "yy--y--- ---"),
        (Action::Move, ProblemStatus::Open,             "-yy-y--- ---"),
        (Action::Resolve, ProblemStatus::Open,          "---yy--- ---"),
        (Action::Reject, ProblemStatus::Resolved,       "y------- ---"),
        (Action::Confirm, ProblemStatus::Resolved,      "y------- ---"),
        (Action::Withdraw, ProblemStatus::Resolved,     "y------- ---"),
        (Action::Comment, ProblemStatus::Confirmed,     "yyyyyy-y y-y"),
    ];
    for (action, status, row) in expected {
        let problem = in_status(&world, status);
        let found: String = people
            .iter()
            .map(|who| match with(&world, *who, |ctx| problem.can(action, ctx)) {
                Ok(()) => 'y',
                Err(Refusal::NotPermitted(_) | Refusal::NotFound) => '-',
                Err(other) => panic!("{action:?} by {who}: {other:?}"),
            })
            .collect();
        assert_eq!(found, row.replace(' ', ""), "{action:?}");
    }
}

#[test]
fn the_head_of_the_responsible_department_takes_part_resolution_18() {
    let world = World::new();
    let frame = frame(RequestStatus::InProgress);
    let outside = NewProblem { responsible_department: department(4), cooperating: Vec::new(), ..new() };
    let problem = with(&world, RAISER, |ctx| Problem::raise(ctx, Against::Request(&frame), outside))
        .expect("raised")
        .state;
    assert_eq!(problem.record().participants(&world.directory), [person(40), person(41)].into());
    assert!(with(&world, 40, |ctx| problem.can(Action::TakeUp, ctx)).is_ok());
    assert_eq!(with(&world, 43, |ctx| problem.can(Action::TakeUp, ctx)), Err(Refusal::NotFound));
    let input = TakeUp { handler: Some(person(43)), ..take_up() };
    let taken = with(&world, 40, |ctx| problem.take_up(ctx, input)).expect("taken up").state;
    assert!(with(&world, 43, |ctx| taken.can(Action::Resolve, ctx)).is_ok(), "the handler takes part");
    let moved = with(&world, LIAISON, |ctx| taken.hand_to(ctx, department(3), text("归属"))).expect("moved");
    assert!(with(&world, 43, |ctx| moved.state.can(Action::Resolve, ctx)) == Err(Refusal::NotFound));
    let stranger = TakeUp { handler: Some(person(12)), ..take_up() };
    let refused = with(&world, 40, |ctx| problem.take_up(ctx, stranger)).expect_err("outside");
    assert_eq!(rules(&refused), [Rule::OutsideDepartments]);
}

#[test]
fn a_later_plan_needs_the_raiser_resolution_44() {
    let world = World::new();
    let problem = in_status(&world, ProblemStatus::Resolving);
    let refused = with(&world, HANDLER, |ctx| postpone(&problem, ctx)).expect_err("later");
    assert_eq!(rules(&refused), [Rule::NeedsRaiser]);
    let input = TakeUp { planned: Some(NewDue::On("2024-05-22".parse().expect("valid"))), ..take_up() };
    let refused = with(&world, HANDLER, |ctx| problem.take_up(ctx, input)).expect_err("later");
    assert_eq!(rules(&refused), [Rule::NeedsRaiser]);
    let nothing = with(&world, HANDLER, |ctx| problem.update(ctx, ProblemChanges::default()));
    assert_eq!(rules(&nothing.expect_err("empty")), [Rule::Unchanged]);
}

#[test]
fn a_request_admits_problems_while_it_is_open() {
    let world = World::new();
    for status in RequestStatus::ALL {
        let frame = frame(status);
        let raised = with(&world, RAISER, |ctx| Problem::raise(ctx, Against::Request(&frame), new()));
        assert_eq!(raised.is_ok(), status.is_open(), "{status:?}");
    }
}

#[test]
fn a_task_admits_problems_until_its_end_and_hands_them_to_the_request() {
    let world = World::new();
    for status in TaskStatus::ALL {
        let task = task_in(&world, status);
        let raised = with(&world, 12, |ctx| Problem::raise(ctx, Against::Task(&task), new()));
        assert_eq!(raised.is_ok(), !status.is_final(), "{status:?}");
        let Ok(change) = raised else { continue };
        let moved = server(&world, |ctx| change.state.task_cancelled(ctx)).expect("ok").expect("moved").state;
        assert!(matches!(moved.record().anchor, Anchor::Request { .. }));
        assert_eq!(moved.status(), ProblemStatus::Open);
    }
}

#[test]
fn the_head_confirms_for_a_raiser_who_left_and_the_server_never() {
    let mut world = World::new();
    let problem = in_status(&world, ProblemStatus::Resolved);
    let mut people: Vec<_> = world.directory.people().map(|found| (**found).clone()).collect();
    for leaver in people.iter_mut().filter(|found| found.id == person(RAISER)) {
        leaver.state = crate::directory::AccountState::Disabled;
    }
    let departments: Vec<_> = world.directory.departments().map(|found| (**found).clone()).collect();
    world.directory = crate::directory::Directory::new(2, departments, people);
    assert!(with(&world, 20, |ctx| problem.confirm(ctx, text("结果"))).is_ok());
    assert!(with(&world, 30, |ctx| problem.confirm(ctx, text("结果"))).is_err());
    let silent = problem.confirm(&world.context(&Actor::Server), text("结果"));
    assert!(matches!(silent, Err(Refusal::NotPermitted(_))), "never confirmed by silence");
}

#[test]
fn example_8_payment_interface() {
    let world = World::new();
    let planned = instant("2024-05-25T10:00:00Z");
    let input = NewProblem {
        id: None,
        description: text("客户支付系统接口响应超时"),
        impact: Some(text("影响30%订单支付")),
        raising_department: Some(department(1)),
        responsible_department: department(2),
        cooperating: vec![
            Cooperation { department: department(3), matter: Some(line("服务器资源")) },
            Cooperation { department: department(4), matter: Some(line("回归测试")) },
        ],
        planned: Some(NewDue::At(planned)),
        measures: Some(text("优化接口缓存逻辑，增加服务器节点")),
        major: false,
        return_of: None,
    };
    let change =
        with(&world, 12, |ctx| Problem::raise(ctx, Against::Departments, input.clone())).expect("raised");
    assert_eq!(change.events()[0].event_type, "ProblemRaised");
    let problem = with(&world, 22, |ctx| change.state.take_up(ctx, take_up())).expect("taken up").state;
    assert_eq!(problem.record().planned.map(|due| due.at), Some(planned));
    world.now.set(instant("2024-05-23T07:00:00Z"));
    let updated = with(&world, 22, |ctx| update(&problem, ctx)).expect("updated").expect("changed").state;
    assert_eq!(updated.entries().len(), 1);
    let resolved = with(&world, 22, |ctx| {
        updated.resolve(ctx, text("优化接口缓存逻辑"), text("已修复，支付响应时间缩短至2秒内"))
    });
    let again = with(&world, 12, |ctx| resolved.expect("resolved").state.confirm(ctx, text("经理确认")));
    let confirmed = again.expect("confirmed").state;
    assert_eq!(confirmed.status(), ProblemStatus::Confirmed);
    let back = NewProblem { return_of: Some(confirmed.record().id), planned: None, ..input.clone() };
    let linked = with(&world, 12, |ctx| Problem::raise(ctx, Against::Departments, back));
    assert_eq!(linked.expect("raised").state.record().return_of, Some(confirmed.record().id));
    let same = NewProblem { responsible_department: department(1), planned: None, ..input };
    let refused =
        with(&world, 12, |ctx| Problem::raise(ctx, Against::Departments, same)).expect_err("one side");
    assert_eq!(rules(&refused), [Rule::SameDepartment]);
}

#[test]
fn a_problem_survives_its_stored_form() {
    let world = World::new();
    for status in ProblemStatus::ALL {
        let problem = in_status(&world, status);
        let json = serde_json::to_string(problem.record()).expect("serialises");
        assert_eq!(&serde_json::from_str::<ProblemRecord>(&json).expect("parses"), problem.record());
    }
}
