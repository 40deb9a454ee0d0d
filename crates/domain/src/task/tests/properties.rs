//! What holds after any sequence of commands by anybody.

use super::*;
use proptest::prelude::*;

const PEOPLE: [u128; 10] = [INITIATOR, ACCEPTOR, 10, LIAISON, 20, ASSIGNEE, 24, HELPER, OTHER_LIAISON, 99];

fn act(
    task: &Task,
    what: u8,
    ctx: &Context<'_>,
    system: &Context<'_>,
) -> Result<Option<Change<Task>>, Refusal> {
    let due = NewDue::At(ctx.now.plus_seconds(3_600));
    match what {
        0 => task.acknowledge(ctx).map(Some),
        1 => task.start(ctx, None).map(Some),
        2 => {
            let health = Health::Delayed;
            let new = NewProgress {
                on: None,
                text: text("进展"),
                progress: 40,
                health,
                risk: None,
                next_step: None,
            };
            task.report_progress(ctx, new).map(Some)
        }
        3 => task.deliver(ctx, vec![attachment()], None).map(Some),
        4 => task.accept(ctx, Verdict::Passed { comment: None }).map(Some),
        5 => task.accept(ctx, Verdict::Rework { points: vec![text("修改")], due, comment: None }).map(Some),
        6 => task.problem_raised(system),
        7 => task.problems_attended(system),
        8 => {
            let asked = ExtensionRequest {
                reason: text("原因"),
                plan: text("方案"),
                due: NewDue::On(date("2024-05-30")),
            };
            task.request_extension(ctx, asked).map(Some)
        }
        9 => {
            let decision = ExtensionDecision { approved: true, goal_hit: true, comment: None };
            task.decide_extension(ctx, &decision).map(Some)
        }
        10 => task.reassign(ctx, person(24), text("原因")).map(Some),
        11 => task.set_date(ctx, due, text("原因")).map(Some),
        12 => task.cancel(ctx, text("原因")).map(Some),
        13 => task.attach_deliverable(ctx, attachment()).map(Some),
        _ => task.due_passed(system).map(Some),
    }
}

fn holds(task: &Task) {
    let record = task.record();
    let status = task.status();
    assert!(record.progress <= 100);
    assert!(!record.collaborators.contains(&record.assignee));
    let worked = matches!(
        status,
        TaskStatus::InProgress | TaskStatus::Delivered | TaskStatus::Rework | TaskStatus::Completed
    );
    assert!(!worked || (record.started_at.is_some() && record.dispatched_at.is_some()));
    assert_eq!(status == TaskStatus::Completed, record.completed_at.is_some());
    assert!(status != TaskStatus::Completed || record.rounds.last().is_some_and(|round| round.passed));
    assert!(
        !matches!(status, TaskStatus::Delivered | TaskStatus::Completed) || !record.deliverables.is_empty()
    );
    for round in &record.rounds {
        assert!(
            round.by != Some(record.assignee) || record.delivered_by != round.by,
            "nobody judges their own"
        );
        assert!(round.passed == round.points.is_empty());
    }
    assert!(record.rounds.iter().zip(1..).all(|(round, number)| round.number == number));
    assert!(record.extensions.iter().filter(|one| one.verdict == ExtensionVerdict::Open).count() <= 1);
}

proptest! {
    #[test]
    fn invariants_hold_after_anything(steps in prop::collection::vec((0_u8..15, 0_usize..10, 0_i64..40_000), 0..60)) {
        let world = World::new();
        let mut task = made(&world);
        for (what, who, later) in steps {
            world.now.set(world.now.get().plus_seconds(later));
            let outcome = server(&world, |system| {
                with(&world, PEOPLE[who], |ctx| act(&task, what, ctx, system))
            });
            if let Ok(Some(change)) = outcome {
                prop_assert_eq!(change.state.version(), task.version() + 1);
                prop_assert!(!change.facts.is_empty());
                task = change.state;
                holds(&task);
            }
            for (action, ability) in with(&world, PEOPLE[who], |ctx| task.abilities(ctx)) {
                if let Err(Refusal::State(conflict)) = ability {
                    prop_assert!(!conflict.allowed.contains(&action.name()));
                }
            }
        }
    }
}
