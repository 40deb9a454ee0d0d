//! Every cell: each event in each status, by who the table names.

use super::*;
use TaskStatus::{Cancelled, Completed, Delivered, InProgress, NeedsSupport, NotStarted, Rework};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    To(TaskStatus),
    Same,
    /// Allowed, and nothing there to do.
    Nothing,
    Refused,
}

type Event = (&'static str, u128, fn(&Task, &Context<'_>) -> Outcome, [Cell; 7]);
type Outcome = Result<Option<Change<Task>>, Refusal>;

/// Nobody: the server.
const S: u128 = 0;

fn some(result: Result<Change<Task>, Refusal>) -> Outcome {
    result.map(Some)
}

fn progress(task: &Task, ctx: &Context<'_>) -> Outcome {
    some(task.report_progress(
        ctx,
        NewProgress {
            on: None,
            text: text("完成需求分析"),
            progress: 30,
            health: Health::OnTrack,
            risk: None,
            next_step: None,
        },
    ))
}

fn extension(task: &Task, ctx: &Context<'_>) -> Outcome {
    let due = NewDue::On(date("2024-05-30"));
    some(task.request_extension(ctx, ExtensionRequest { reason: text("原因"), plan: text("方案"), due }))
}

fn decide(task: &Task, ctx: &Context<'_>) -> Outcome {
    let mut asked = task.clone();
    asked.record.extensions.push(Extension {
        id: crate::ids::fresh(ctx.ids),
        reason: text("原因"),
        plan: text("方案"),
        due: NewDue::On(date("2024-05-30")).settle(ctx),
        due_before: task.record.due,
        by: Some(person(ASSIGNEE)),
        at: ctx.now,
        verdict: ExtensionVerdict::Open,
        goal_hit: None,
        comment: None,
        decided_by: None,
        decided_at: None,
    });
    let decision = ExtensionDecision { approved: true, goal_hit: false, comment: None };
    some(asked.decide_extension(ctx, &decision))
}

fn rework(task: &Task, ctx: &Context<'_>) -> Outcome {
    let due = NewDue::On(date("2024-05-28"));
    some(task.accept(ctx, Verdict::Rework { points: vec![text("补充设计说明")], due, comment: None }))
}

fn due_passed(task: &Task, ctx: &Context<'_>) -> Outcome {
    let late = Context { now: instant("2024-06-30T00:00:00Z"), ..*ctx };
    some(task.due_passed(&late))
}

fn plan(task: &Task, ctx: &Context<'_>) -> Outcome {
    some(task.change_plan(ctx, Plan { name: Some(line("新的名称")), ..Plan::default() }, &[]))
}

fn disabled(task: &Task, ctx: &Context<'_>) -> Outcome {
    let mut people: Vec<_> = ctx.directory.people().map(|person| (**person).clone()).collect();
    for leaver in people.iter_mut().filter(|found| found.id == person(ASSIGNEE)) {
        leaver.state = crate::directory::AccountState::Disabled;
    }
    let departments = ctx.directory.departments().map(|department| (**department).clone());
    let directory = crate::directory::Directory::new(2, departments, people);
    some(task.assignee_disabled(&Context { directory: &directory, ..*ctx }))
}

#[rustfmt::skip]
fn events() -> Vec<Event> {
    const O: Cell = Cell::Refused;
    const E: Cell = Cell::Same;
    const N: Cell = Cell::Nothing;
    const fn to(status: TaskStatus) -> Cell { Cell::To(status) }
    vec![
        ("acknowledge", ASSIGNEE, |t, c| some(t.acknowledge(c)), [E, E, E, O, E, O, O]),
        ("start", ASSIGNEE, |t, c| some(t.start(c, None)), [to(InProgress), O, O, O, O, O, O]),
        ("start, overridden", LIAISON, |t, c| some(t.start(c, Some(text("先行启动")))), [to(InProgress), O, O, O, O, O, O]),
        ("progress update", ASSIGNEE, progress, [to(InProgress), E, E, O, E, O, O]),
        ("progress update of a helper", HELPER, progress, [to(InProgress), E, E, O, E, O, O]),
        ("problem raised", S, |t, c| t.problem_raised(c), [to(NeedsSupport), to(NeedsSupport), N, N, to(NeedsSupport), O, O]),
        ("last problem taken up", S, |t, c| t.problems_attended(c), [O, O, to(InProgress), N, O, O, O]),
        ("attach deliverable", ASSIGNEE, |t, c| some(t.attach_deliverable(c, attachment())), [E, E, E, E, E, O, O]),
        ("deliver", ASSIGNEE, |t, c| some(t.deliver(c, vec![attachment()], None)), [to(Delivered), to(Delivered), to(Delivered), O, to(Delivered), O, O]),
        ("pass", INITIATOR, |t, c| some(t.accept(c, Verdict::Passed { comment: None })), [O, O, O, to(Completed), O, O, O]),
        ("pass by the acceptor", ACCEPTOR, |t, c| some(t.accept(c, Verdict::Passed { comment: None })), [O, O, O, to(Completed), O, O, O]),
        ("pass with the request", INITIATOR, |t, c| some(t.pass_with_request(c)), [O, O, O, to(Completed), O, O, O]),
        ("rework", INITIATOR, rework, [O, O, O, to(Rework), O, O, O]),
        ("due passes", S, due_passed, [E, E, E, O, E, O, O]),
        ("ask extension", ASSIGNEE, extension, [E, E, E, O, E, O, O]),
        ("decide extension", LIAISON, decide, [E, E, E, E, E, O, O]),
        ("set a new date", LIAISON, |t, c| some(t.set_date(c, NewDue::On(date("2024-05-29")), text("原因"))), [E, E, E, O, E, O, O]),
        ("reassign", LIAISON, |t, c| some(t.reassign(c, person(24), text("原因"))), [to(NotStarted), E, E, O, E, O, O]),
        ("reassign by the head", 20, |t, c| some(t.reassign(c, person(24), text("原因"))), [to(NotStarted), E, E, O, E, O, O]),
        ("change plan", LIAISON, plan, [E, E, E, O, O, O, O]),
        ("assignee disabled", S, disabled, [E, E, E, E, E, E, E]),
        ("cancel", LIAISON, |t, c| some(t.cancel(c, text("原因"))), [to(Cancelled), to(Cancelled), to(Cancelled), to(Cancelled), to(Cancelled), O, O]),
        ("request withdrawn, declined", S, |t, c| t.request_ended(c), [to(Cancelled), to(Cancelled), to(Cancelled), to(Cancelled), to(Cancelled), N, N]),
    ]
}

#[test]
fn every_cell_of_the_task_table() {
    let world = World::new();
    for (event, who, act, row) in events() {
        for (status, cell) in TaskStatus::ALL_IN_TABLE.into_iter().zip(row) {
            let task = task_in(&world, status);
            let outcome = match who {
                S => server(&world, |ctx| act(&task, ctx)),
                who => with(&world, who, |ctx| act(&task, ctx)),
            };
            let found = match &outcome {
                Ok(None) => Cell::Nothing,
                Ok(Some(change)) if change.state.status() == status && cell != Cell::To(status) => Cell::Same,
                Ok(Some(change)) => Cell::To(change.state.status()),
                Err(Refusal::State(conflict)) => {
                    assert_eq!(conflict.status, status.name());
                    assert!(conflict.missing.is_empty(), "{event} in {status:?}: {:?}", conflict.missing);
                    Cell::Refused
                }
                Err(other) => panic!("{event} in {status:?}: {other:?}"),
            };
            assert_eq!(found, cell, "{event} in {status:?}");
            if let Ok(Some(change)) = outcome {
                assert_eq!(change.state.version(), task.version() + 1);
                assert!(!change.facts.is_empty());
            }
        }
    }
}

impl TaskStatus {
    const ALL_IN_TABLE: [Self; 7] = Self::ALL;
}

/// Who may do what in a status that admits it; a letter each: `y` allowed, `-` not permitted.
#[test]
fn who_may_do_what() {
    let world = World::new();
    let people = [INITIATOR, ACCEPTOR, 10, LIAISON, 20, ASSIGNEE, HELPER, OTHER_LIAISON, 30, 97, 99];
    #[rustfmt::skip]
    let rows: [(Action, TaskStatus, &str); 17] = [
        //                                                  I A h1 L h2 a c o h3 aud exec
        (Action::ChangePlan, NotStarted,                    "---yy------"),
        (Action::SetDate, NotStarted,                       "---yy------"),
        (Action::Dispatch, NotStarted,                      "---yy------"),
        (Action::Acknowledge, NotStarted,                   "-----y-----"),
        (Action::Start, NotStarted,                         "-----y-----"),
        (Action::OverrideStart, NotStarted,                 "---yy------"),
        (Action::ReportProgress, InProgress,                "-----yy----"),
        (Action::Reassign, InProgress,                      "---yy------"),
        (Action::RequestExtension, InProgress,              "-----y-----"),
        (Action::DecideExtension, Delivered,                "---yy------"),
        (Action::AttachDeliverable, Delivered,              "-----yy----"),
        (Action::Deliver, Rework,                           "-----y-----"),
        (Action::Pass, Delivered,                           "yy---------"),
        (Action::SendToRework, Delivered,                   "yy---------"),
        (Action::RaiseProblem, InProgress,                  "yyyyyyyyy-y"),
        (Action::Cancel, InProgress,                        "---yy------"),
        (Action::Comment, Completed,                        "yyyyyyyyy-y"),
    ];
    for (action, status, expected) in rows {
        let task = task_in(&world, status);
        let found: String = people
            .iter()
            .map(|who| match with(&world, *who, |ctx| task.can(action, ctx)) {
                Err(Refusal::NotPermitted(_)) => '-',
                Ok(()) | Err(Refusal::State(_)) => 'y',
                Err(other) => panic!("{action:?} by {who}: {other:?}"),
            })
            .collect();
        assert_eq!(found, expected, "{action:?}");
    }
    let task = made(&world);
    assert_eq!(with(&world, 42, |ctx| task.can(Action::Start, ctx)), Err(Refusal::NotFound), "unseen");
    server(&world, |ctx| {
        assert!(matches!(task.can(Action::Pass, ctx), Err(Refusal::NotPermitted(_))), "never by default");
    });
}
