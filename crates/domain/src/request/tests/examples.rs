//! The worked examples 1, 2, 3 and 9: what users recognise can be said.

use super::*;
use crate::request::form::Milestone;
use crate::request::kind::RequestKind;

/// Example 1, MT202405001: from registration to both heads' signatures.
#[test]
fn the_launch_of_the_third_quarter() {
    let mut input = draft_input();
    input.title = line("Q3新产品推广方案技术开发支持");
    input.content.goal = Patch::Set(text("需完成推广方案技术开发支持，保证6月30日前上线测试版"));
    input.content.details =
        Patch::Set(text("1.提供技术接口文档；2.完成推广方案H5页面开发；3.支持方案内测与问题修复"));
    input.content.start_on = Patch::Set(day("2024-05-08"));
    input.content.milestones =
        Patch::Set(vec![Milestone { name: line("接口文档确认"), on: day("2024-05-15") }]);
    let mut case = Case::drafted(World::new(), input);
    case.go(RequestStatus::Submitted);
    assert_eq!(case.request.code.as_deref(), Some("D1202405001"));
    let answer = Respond { opinion: Some(text("已确认，可承接")), ..accepted() };
    case.did(22, |request, ctx| request.respond(ctx, answer.clone()));
    case.did(32, |request, ctx| request.respond(ctx, answer));
    case.confirm();
    assert_eq!(case.status(), RequestStatus::Confirmed);
}

/// Example 2: another numbering, a lead, a remark with a date.
#[test]
fn a_matter_of_another_register() {
    let mut case = Case::draft();
    case.world.pack.request_numbering = "XS{yyyy}{mm}{seq:2}".to_owned();
    case.go(RequestStatus::Submitted);
    assert_eq!(case.request.code.as_deref(), Some("XS20240501"));
    assert!(case.request.lead().is_some_and(|party| party.department == department(2)));
}

/// Example 3: an opinion with another date and one more person, and consensus with both signatures.
#[test]
fn a_confirmed_business_need() {
    let mut input = draft_input();
    input.parties.truncate(1);
    input.content.due_on = Patch::Set(day("2024-06-30"));
    input.content.needed_from_initiator = Patch::Set(text("需提供历史用户积分数据及商品供应商信息"));
    let mut case = Case::drafted(World::new(), input);
    case.world.pack.request_numbering = "{yyyy}-{deptName}-{seq:3}".to_owned();
    case.go(RequestStatus::Submitted);
    assert_eq!(case.request.code.as_deref(), Some("2024-第1-001"));
    let opinion = Respond {
        answer: Answer::ChangesRequested,
        opinion: Some(text("需增加1名开发人员，预计7月15日交付")),
        proposed_due_on: Some(day("2024-07-15")),
        ..accepted()
    };
    case.did(22, |request, ctx| request.respond(ctx, opinion));
    let adopt = case.request.parties[0].response().map(|response| response.id);
    case.did(12, |request, ctx| request.revise(ctx, Revise { adopt, ..Revise::default() }));
    case.did(22, |request, ctx| request.respond(ctx, accepted()));
    for head in [10, 20] {
        case.did(head, |request, ctx| request.sign(ctx, Sign::default(), &Key));
    }
    assert_eq!(case.status(), RequestStatus::Confirmed);
}

/// Example 9: a process improvement.
#[test]
fn a_better_after_sales_process() {
    let mut input = draft_input();
    input.kind = RequestKind::ProcessImprovement;
    input.content.goal = Patch::Set(text("建立“48小时问题闭环机制”，客户投诉处理时长缩短30%"));
    let mut case = Case::drafted(World::new(), input);
    case.go(RequestStatus::Submitted);
    assert_eq!(case.request.form.kind.name(), "PROCESS_IMPROVEMENT");
}
