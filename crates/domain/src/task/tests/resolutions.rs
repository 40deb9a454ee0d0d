//! The resolutions and inventory items that touch tasks, by number.

use super::*;
use crate::error::Reason;

#[test]
fn tasks_are_planned_from_agreed_on_and_given_out_on_confirmed_resolution_9() {
    let world = World::new();
    for status in RequestStatus::ALL {
        let frame = frame(status);
        let made = with(&world, LIAISON, |ctx| Task::create(ctx, under(&frame, &[]), draft()));
        match status {
            RequestStatus::Agreed => {
                let change = made.expect("planned");
                assert_eq!(names(&change), ["TaskCreated"]);
                let start = with(&world, ASSIGNEE, |ctx| change.state.start(ctx, None)).expect_err("planned");
                assert_eq!(rules(&start), [Rule::NotDispatched, Rule::RequestNotWorkable]);
                let confirmed = change.state.reframed(self::frame(RequestStatus::Confirmed));
                let out = server(&world, |ctx| confirmed.request_confirmed(ctx)).expect("allowed");
                assert_eq!(names(&out.expect("given out")), ["TaskDispatched"]);
            }
            RequestStatus::Confirmed | RequestStatus::InProgress | RequestStatus::Delivered => {
                assert_eq!(names(&made.expect("created")), ["TaskCreated", "TaskDispatched"]);
            }
            _ => assert!(matches!(made, Err(Refusal::State(_))), "{status:?}"),
        }
    }
}

#[test]
fn who_plans_for_whom_resolutions_9_and_68() {
    let world = World::new();
    let frame = frame(RequestStatus::InProgress);
    let create = |who: u128, assignee: u128| {
        let new = NewTask { assignee: Some(person(assignee)), collaborators: [].into(), ..draft() };
        with(&world, who, |ctx| Task::create(ctx, under(&frame, &[]), new))
    };
    for (who, assignee, allowed) in [
        (LIAISON, 33, true),
        (LIAISON, 23, true),
        (20, 33, true),
        (OTHER_LIAISON, 33, true),
        (OTHER_LIAISON, 23, false),
        (33, 32, true),
        (34, 32, false),
        (INITIATOR, 13, true),
        (INITIATOR, 23, false),
        (LIAISON, 13, false),
    ] {
        let made = create(who, assignee);
        assert_eq!(made.is_ok(), allowed, "{who} for {assignee}: {made:?}");
    }
    assert_eq!(
        rules(&create(LIAISON, 42).expect_err("outside")),
        [Rule::OutsideDepartments],
        "resolution 18"
    );
    assert_eq!(create(42, 23).expect_err("unseen"), Refusal::NotFound);
}

#[test]
fn what_is_left_out_comes_from_the_request_resolution_10() {
    let world = World::new();
    let frame = frame(RequestStatus::Confirmed);
    let proposal = Proposal { name: Some(line("推广方案")), delivery_standard: Some(text("可用")) };
    let home = Home::Request { frame: &frame, serial: 7, siblings: &[], proposal };
    let task = with(&world, LIAISON, |ctx| Task::create(ctx, home, NewTask::default())).expect("made").state;
    let record = task.record();
    assert_eq!(record.code, "MT202405001-07", "S0-67");
    assert_eq!(record.assignee, person(LIAISON));
    assert_eq!(record.due.on, frame.due_on);
    assert_eq!(record.priority, Priority::High);
    assert_eq!(record.name.as_str(), "推广方案");
}

#[test]
fn a_task_stands_alone_under_a_department_resolution_13() {
    let world = World::new();
    let home = || Home::Department { department: department(1), code: "MTT202405001".to_owned() };
    let new = || NewTask { assignee: Some(person(12)), collaborators: [person(23)].into(), ..draft() };
    let task = with(&world, 10, |ctx| Task::create(ctx, home(), new())).expect("made").state;
    assert_eq!(task.record().code, "MTT202405001");
    let delivered =
        with(&world, 12, |ctx| task.deliver(ctx, vec![attachment()], None)).expect("delivered").state;
    let pass = |who| with(&world, who, |ctx| delivered.accept(ctx, Verdict::Passed { comment: None }));
    assert_eq!(rules(&pass(12).expect_err("own")), [Rule::OwnMatter]);
    assert_eq!(rules(&pass(23).expect_err("helper")), [Rule::RoleMissing]);
    assert!(pass(10).is_ok());
    assert_eq!(
        pass(13).expect_err("colleague").clone(),
        Refusal::NotPermitted(Reason::of(Rule::RoleMissing))
    );
    let outside = NewTask { assignee: Some(person(22)), ..draft() };
    let refused = with(&world, 10, |ctx| Task::create(ctx, home(), outside)).expect_err("outside");
    assert_eq!(rules(&refused), [Rule::OutsideDepartments]);
    let stranger = with(&world, 20, |ctx| Task::create(ctx, home(), new()));
    assert!(matches!(stranger, Err(Refusal::NotPermitted(_))));
}

#[test]
fn nobody_decides_on_their_own_the_next_above_does() {
    let world = World::new();
    let home = Home::Department { department: department(1), code: "D1T202405001".to_owned() };
    let new = NewTask { assignee: Some(person(10)), collaborators: [].into(), ..draft() };
    let task = with(&world, 11, |ctx| Task::create(ctx, home, new)).expect("made").state;
    let done = with(&world, 10, |ctx| task.deliver(ctx, vec![attachment()], None)).expect("delivered").state;
    let pass = |who| with(&world, who, |ctx| done.accept(ctx, Verdict::Passed { comment: None }));
    assert_eq!(rules(&pass(10).expect_err("own")), [Rule::OwnMatter]);
    assert!(pass(11).is_ok() && pass(99).is_ok());
    let initiators = frame(RequestStatus::InProgress);
    let new = NewTask { assignee: Some(person(INITIATOR)), collaborators: [].into(), ..draft() };
    let own =
        with(&world, INITIATOR, |ctx| Task::create(ctx, under(&initiators, &[]), new)).expect("made").state;
    let done = with(&world, INITIATOR, |ctx| own.deliver(ctx, vec![attachment()], None)).expect("done").state;
    let judge = |who| with(&world, who, |ctx| done.can(Action::Pass, ctx)).is_ok();
    assert!(!judge(INITIATOR) && judge(LIAISON) && judge(20), "the lead accepts what the initiator owes");
    let all = with(&world, INITIATOR, |ctx| done.pass_with_request(ctx)).expect_err("own");
    assert_eq!(rules(&all), [Rule::OwnMatter]);
}

#[test]
fn dependencies_come_first_resolution_55() {
    let world = World::new();
    let mut task = made(&world);
    let other = TaskId::from_uuid(uuid::Uuid::from_u128(900));
    task.setting.dependencies = vec![Neighbour {
        task: other,
        code: "MT202405001-02".into(),
        status: TaskStatus::InProgress,
        assignee: person(33),
    }];
    let refused = with(&world, ASSIGNEE, |ctx| task.start(ctx, None)).expect_err("waits");
    assert_eq!(rules(&refused), [Rule::DependencyOpen]);
    let lead = with(&world, LIAISON, |ctx| task.start(ctx, Some(text("先行启动")))).expect("overridden");
    assert_eq!(lead.state.record().start_override.as_ref().map(|given| given.by), Some(person(LIAISON)));
    for status in [TaskStatus::Delivered, TaskStatus::Completed, TaskStatus::Cancelled] {
        task.setting.dependencies[0].status = status;
        assert!(with(&world, ASSIGNEE, |ctx| task.start(ctx, None)).is_ok(), "{status:?}");
    }
}

#[test]
fn a_cycle_is_refused_with_its_path() {
    let world = World::new();
    let task = made(&world);
    let id = |number| TaskId::from_uuid(uuid::Uuid::from_u128(number));
    let sibling = |number: u128, waits: &[TaskId]| Sibling {
        id: id(number),
        code: format!("MT202405001-{number:02}"),
        depends_on: waits.iter().copied().collect(),
    };
    let siblings = [sibling(2, &[id(3)]), sibling(3, &[task.record().id]), sibling(4, &[])];
    let wait = |on: u128| Plan { depends_on: Some([id(on)].into()), ..Plan::default() };
    let refused = with(&world, LIAISON, |ctx| task.change_plan(ctx, wait(2), &siblings)).expect_err("cycle");
    let Refusal::Invalid(wrong) = refused else { panic!("{refused:?}") };
    let path = "MT202405001-01 → MT202405001-02 → MT202405001-03 → MT202405001-01";
    assert_eq!(wrong[0].reason, Reason::of(Rule::DependencyCycle).with("path", path));
    assert!(with(&world, LIAISON, |ctx| task.change_plan(ctx, wait(4), &siblings)).is_ok());
    let unknown =
        with(&world, LIAISON, |ctx| task.change_plan(ctx, wait(5), &siblings)).expect_err("unknown");
    assert_eq!(rules(&unknown), [Rule::Unknown]);
}

#[test]
fn critical_matters_start_before_the_signatures_resolution_26() {
    let mut world = World::new();
    let critical = Frame { priority: Priority::Critical, ..frame(RequestStatus::Agreed) };
    let create = |world: &World| {
        with(world, LIAISON, |ctx| Task::create(ctx, under(&critical, &[]), draft())).expect("made").state
    };
    let task = create(&world);
    assert!(with(&world, ASSIGNEE, |ctx| task.start(ctx, None)).is_ok());
    world.pack.critical_shortcut = false;
    assert!(create(&world).record().dispatched_at.is_none());
}

#[test]
fn support_returns_to_where_it_was_resolution_27() {
    let world = World::new();
    for status in [TaskStatus::NotStarted, TaskStatus::InProgress, TaskStatus::Rework] {
        let task = task_in(&world, status);
        let mut waiting = server(&world, |ctx| task.problem_raised(ctx)).expect("ok").expect("changed").state;
        waiting.setting.unattended_problems = 1;
        assert!(server(&world, |ctx| waiting.problems_attended(ctx)).is_err());
        waiting.setting.unattended_problems = 0;
        let back = server(&world, |ctx| waiting.problems_attended(ctx)).expect("ok").expect("changed").state;
        assert_eq!(back.status(), status);
    }
    let mut delivered = task_in(&world, TaskStatus::Delivered);
    delivered.setting.unsettled_problems = 1;
    let pass = with(&world, INITIATOR, |ctx| delivered.accept(ctx, Verdict::Passed { comment: None }));
    assert_eq!(rules(&pass.expect_err("a problem bars the pass")), [Rule::ProblemUnsettled]);
}

#[test]
fn a_date_is_due_at_the_end_of_its_day_resolution_34() {
    let world = World::new();
    let task = made(&world);
    assert_eq!(task.record().due.at, instant("2024-05-24T10:00:00Z"));
    let set = |day| with(&world, LIAISON, |ctx| task.set_date(ctx, NewDue::On(date(day)), text("原因")));
    let change = set("2024-05-25").expect("a Saturday");
    assert_eq!(change.state.record().due.at, instant("2024-05-25T16:00:00Z"));
    assert_eq!(change.warnings[0].rule, Rule::NotAWorkingDay);
    assert_eq!(rules(&set("2024-05-31").expect_err("beyond")), [Rule::AfterRequestDue], "resolution 37");
    assert_eq!(rules(&set("2024-05-03").expect_err("past")), [Rule::InThePast]);
    assert_eq!(rules(&set("2024-05-24").expect_err("same")), [Rule::Unchanged]);
    assert!(!task.overdue(instant("2024-05-24T10:00:00Z")) && task.overdue(instant("2024-05-24T10:00:01Z")));
}

#[test]
fn extensions_resolution_37() {
    let world = World::new();
    let task = made(&world);
    let ask = |task: &Task, day: &str| {
        let due = NewDue::On(date(day));
        let asked = ExtensionRequest { reason: text("人员冲突"), plan: text("调整方案"), due };
        with(&world, ASSIGNEE, |ctx| task.request_extension(ctx, asked))
    };
    assert_eq!(rules(&ask(&task, "2024-05-23").expect_err("earlier")), [Rule::NotLater]);
    assert_eq!(rules(&ask(&task, "2024-06-03").expect_err("beyond")), [Rule::AfterRequestDue]);
    let asked = ask(&task, "2024-05-29").expect("asked").state;
    assert_eq!(rules(&ask(&asked, "2024-05-30").expect_err("open")), [Rule::ExtensionOpen]);
    let decide = |task: &Task, who, approved| {
        let decision = ExtensionDecision { approved, goal_hit: false, comment: None };
        with(&world, who, |ctx| task.decide_extension(ctx, &decision))
    };
    let declined = decide(&asked, LIAISON, false).expect("declined").state;
    assert_eq!(declined.record().due, task.record().due);
    assert_eq!(rules(&decide(&declined, LIAISON, true).expect_err("none")), [Rule::ExtensionMissing]);
    let approved = decide(&asked, 20, true).expect("approved").state;
    assert_eq!(approved.record().due.on, Some(date("2024-05-29")));
    world.now.set(instant("2024-05-25T10:00:00Z"));
    assert!(ask(&task, "2024-05-29").is_ok(), "24 hours after due");
    world.now.set(instant("2024-05-25T10:00:01Z"));
    assert_eq!(rules(&ask(&task, "2024-05-29").expect_err("late")), [Rule::ExtensionTooLate]);
    let lead = with(&world, LIAISON, |ctx| task.set_date(ctx, NewDue::On(date("2024-05-29")), text("原因")));
    assert!(lead.is_ok(), "the lead sets a date");
}

#[test]
fn the_lead_as_assignee_does_not_decide_on_their_own_extension() {
    let world = World::new();
    let frame = frame(RequestStatus::InProgress);
    let new = NewTask { assignee: Some(person(LIAISON)), ..draft() };
    let task = with(&world, 20, |ctx| Task::create(ctx, under(&frame, &[]), new)).expect("made").state;
    let due = NewDue::On(date("2024-05-29"));
    let asked = ExtensionRequest { reason: text("原因"), plan: text("方案"), due };
    let task = with(&world, LIAISON, |ctx| task.request_extension(ctx, asked)).expect("asked").state;
    let can = |who| with(&world, who, |ctx| task.can(Action::DecideExtension, ctx));
    assert_eq!(rules(&can(LIAISON).expect_err("own")), [Rule::OwnMatter]);
    assert!(can(20).is_ok() && can(99).is_ok());
}

#[test]
fn delivery_writes_a_full_entry_and_needs_something_in_hand_resolution_56() {
    let world = World::new();
    let task = made(&world);
    let bare = with(&world, ASSIGNEE, |ctx| task.deliver(ctx, Vec::new(), None)).expect_err("nothing");
    assert_eq!(rules(&bare), [Rule::DeliverableMissing]);
    let change =
        with(&world, ASSIGNEE, |ctx| task.deliver(ctx, vec![attachment()], None)).expect("delivered");
    let expected = ["TaskStarted", "DeliverableAttached", "ProgressReported", "TaskDelivered"];
    assert_eq!(names(&change), expected);
    assert_eq!(change.state.record().progress, 100);
    assert_eq!(change.state.entries().len(), 1);
}

#[test]
fn deliverables_are_named_and_versioned() {
    let world = World::new();
    let task = made(&world);
    let unnamed = || NewDeliverable { name: None, ..attachment() };
    let attach = |task: &Task, new| {
        with(&world, ASSIGNEE, |ctx| task.attach_deliverable(ctx, new)).expect("attached").state
    };
    let first = attach(&task, unnamed());
    let second = attach(&first, unnamed());
    let third = attach(&attach(&second, attachment()), attachment());
    let list: Vec<_> =
        third.record().deliverables.iter().map(|item| (item.name.as_str(), item.version)).collect();
    let expected = [
        ("第2部-推广方案H5页面开发-v1-2024-05-06", 1),
        ("第2部-推广方案H5页面开发-v2-2024-05-06", 2),
        ("H5初稿.zip", 1),
        ("H5初稿.zip", 2),
    ];
    assert_eq!(list, expected);
}

#[test]
fn rework_names_points_and_a_date_s0_41() {
    let world = World::new();
    let task = task_in(&world, TaskStatus::Delivered);
    let due = NewDue::On(date("2024-05-03"));
    let verdict = Verdict::Rework { points: Vec::new(), due, comment: None };
    let refused = with(&world, INITIATOR, |ctx| task.accept(ctx, verdict)).expect_err("empty");
    assert_eq!(rules(&refused), [Rule::TooFew, Rule::InThePast]);
    let task = task_in(&world, TaskStatus::Rework);
    assert_eq!(task.record().rounds[0].points, [text("补充设计说明")]);
    let again = with(&world, ASSIGNEE, |ctx| task.deliver(ctx, Vec::new(), None)).expect("delivered").state;
    let passed =
        with(&world, ACCEPTOR, |ctx| again.accept(ctx, Verdict::Passed { comment: None })).expect("ok");
    assert_eq!(passed.state.record().rounds.len(), 2, "each round is kept");
}

#[test]
fn the_head_stands_in_for_an_assignee_who_left_resolution_20() {
    let mut world = World::new();
    let task = made(&world);
    let mut people: Vec<_> = world.directory.people().map(|found| (**found).clone()).collect();
    for leaver in people.iter_mut().filter(|found| found.id == person(ASSIGNEE)) {
        leaver.state = crate::directory::AccountState::Disabled;
    }
    let departments: Vec<_> = world.directory.departments().map(|found| (**found).clone()).collect();
    world.directory = crate::directory::Directory::new(2, departments, people);
    let delivered = with(&world, 20, |ctx| task.deliver(ctx, vec![attachment()], None)).expect("acts").state;
    assert_eq!(delivered.record().delivered_by, Some(person(20)));
    let to = with(&world, LIAISON, |ctx| task.reassign(ctx, person(24), text("离职"))).expect("handed over");
    assert!(to.audience_before().is_some(), "who loses sight is told");
    let auditor =
        with(&world, LIAISON, |ctx| task.reassign(ctx, person(97), text("离职"))).expect_err("auditor");
    assert!(rules(&auditor).contains(&Rule::AuditorOnly), "resolution 68");
}

#[test]
fn it_is_told_once_that_a_task_is_overdue_s1_23() {
    let world = World::new();
    let task = made(&world);
    assert_eq!(rules(&server(&world, |ctx| task.due_passed(ctx)).expect_err("early")), [Rule::NotOverdue]);
    world.now.set(instant("2024-05-24T10:00:00Z"));
    let told = server(&world, |ctx| task.due_passed(ctx)).expect("told").state;
    assert_eq!(
        rules(&server(&world, |ctx| told.due_passed(ctx)).expect_err("twice")),
        [Rule::AlreadyOnRecord]
    );
    let person = with(&world, LIAISON, |ctx| task.due_passed(ctx)).expect_err("not by people");
    assert_eq!(rules(&person), [Rule::RoleMissing]);
}

#[test]
fn progress_is_dated_and_bounded_and_may_fall() {
    let world = World::new();
    let task = task_in(&world, TaskStatus::InProgress);
    let report = |task: &Task, day: Option<&str>, progress| {
        let new = NewProgress {
            on: day.map(date),
            text: text("进展"),
            progress,
            health: Health::NeedsSupport,
            risk: Some(text("3家客户未反馈")),
            next_step: None,
        };
        with(&world, ASSIGNEE, |ctx| task.report_progress(ctx, new))
    };
    assert_eq!(rules(&report(&task, Some("2024-05-07"), 101).expect_err("both")), [Rule::OutOfRange; 2]);
    let higher = report(&task, None, 80).expect("reported").state;
    let lower = report(&higher, Some("2024-05-03"), 20).expect("may fall").state;
    assert_eq!(
        (lower.record().progress, lower.status()),
        (20, TaskStatus::InProgress),
        "health changes no status"
    );
    assert_eq!(lower.entries().len(), 1, "only the new entry");
}

#[test]
fn a_cancelled_task_frees_those_that_wait_resolution_55() {
    let world = World::new();
    let mut task = made(&world);
    let other = TaskId::from_uuid(uuid::Uuid::from_u128(901));
    task.setting.dependents = vec![Neighbour {
        task: other,
        code: "MT202405001-02".into(),
        status: TaskStatus::NotStarted,
        assignee: person(33),
    }];
    let change = with(&world, LIAISON, |ctx| task.cancel(ctx, text("原因"))).expect("cancelled");
    let TaskFact::TaskCancelled { waiting, .. } = &change.facts[0] else { panic!("{:?}", change.facts) };
    assert_eq!(*waiting, [person(33)].into());
}

#[test]
fn facts_survive_their_stored_form() {
    let world = World::new();
    for status in TaskStatus::ALL {
        let task = task_in(&world, status);
        let json = serde_json::to_string(task.record()).expect("serialises");
        assert_eq!(&serde_json::from_str::<TaskRecord>(&json).expect("parses"), task.record());
    }
    let fact = TaskFact::TaskNeedsSupport {};
    let event = crate::event::NewEvent::of(&fact, Vec::new());
    let tagged = serde_json::json!({ "type": event.event_type, "data": event.data });
    assert_eq!(serde_json::from_value::<TaskFact>(tagged).expect("parses"), fact);
}
