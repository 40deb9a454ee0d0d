//! The filled-in forms of `worked-examples.md`.

use super::*;

#[test]
fn example_1_task_of_mt202405001() {
    let world = World::new();
    let frame = frame(RequestStatus::Confirmed);
    let new =
        NewTask { priority: Some(Priority::High), due: Some(NewDue::On(date("2024-05-25"))), ..draft() };
    let change = with(&world, LIAISON, |ctx| Task::create(ctx, under(&frame, &[]), new)).expect("made");
    assert_eq!(change.warnings[0].rule, Rule::NotAWorkingDay, "2024-05-25 is a Saturday");
    let task = change.state;
    assert_eq!(task.record().code, "MT202405001-01");
    world.now.set(instant("2024-05-10T07:00:00Z"));
    let entry = NewProgress {
        on: Some(date("2024-05-10")),
        text: text("完成需求分析，同步产品需求文档"),
        progress: 20,
        health: Health::OnTrack,
        risk: None,
        next_step: None,
    };
    let change = with(&world, ASSIGNEE, |ctx| task.report_progress(ctx, entry)).expect("reported");
    assert_eq!(names(&change), ["TaskStarted", "ProgressReported"]);
    let change =
        with(&world, ASSIGNEE, |ctx| change.state.deliver(ctx, vec![attachment()], None)).expect("done");
    let deliverable = &change.state.record().deliverables[0];
    assert!(
        matches!(&deliverable.content, Content::Location { location } if location.as_str().ends_with("H5初稿.zip"))
    );
    let passed = with(&world, INITIATOR, |ctx| {
        change.state.accept(ctx, Verdict::Passed { comment: Some(text("通过")) })
    });
    assert_eq!(passed.expect("passed").state.status(), TaskStatus::Completed);
}

#[test]
fn example_5_customer_survey_inside_one_department() {
    let world = World::new();
    let home = Home::Department { department: department(1), code: "MTT202405001".to_owned() };
    let new = NewTask {
        name: Some(line("客户调研报告撰写")),
        description: Some(text("完成100家目标客户需求调研，形成分析报告")),
        assignee: Some(person(12)),
        collaborators: [person(13)].into(),
        start_on: Some(date("2024-05-01")),
        due: Some(NewDue::On(date("2024-05-25"))),
        ..NewTask::default()
    };
    let task = with(&world, 10, |ctx| Task::create(ctx, home, new)).expect("made").state;
    let entry = NewProgress {
        on: None,
        text: text("已回收问卷"),
        progress: 60,
        health: Health::OnTrack,
        risk: Some(text("3家客户未反馈，需延长调研时间")),
        next_step: None,
    };
    let task = with(&world, 12, |ctx| task.report_progress(ctx, entry)).expect("reported").state;
    let record = task.record();
    assert_eq!((record.progress, task.status()), (60, TaskStatus::InProgress));
    assert_eq!(record.risk.as_ref().map(Text::as_str), Some("3家客户未反馈，需延长调研时间"));
    assert_eq!(record.priority, Priority::Medium);
}
