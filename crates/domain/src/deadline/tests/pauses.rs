//! Clocks that stand still: what is left is kept, nothing fires meanwhile, and what comes anew is a cycle of its own.

use super::*;

fn paused_over_the_weekend(length: Length) -> Life<Plain> {
    let mut life = life(DeadlineKind::Response, length);
    life.until("2024-05-10 17:00");
    life.stands(Standing::Answered);
    life.until("2024-05-13 10:00");
    life.stands(Standing::Running);
    life
}

/// X1: working time is kept as working time, clock time as clock time; no hour of a closed office counts.
#[test]
fn a_pause_over_a_weekend_conserves_the_time_left_x1() {
    // Begun Monday 09:00, 40 working hours end Friday 18:00: one is left at 17:00.
    let working = paused_over_the_weekend(length("WORKING_HOURS", 40));
    assert_eq!(working.live(), ["RESPONSE#1 p22 RUNNING 05-13 11:00"]);
    // Five working days end on the make-up Saturday: an hour of Friday and its eight were left.
    let days = paused_over_the_weekend(length("WORKING_DAYS", 5));
    assert_eq!(days.live(), ["RESPONSE#1 p22 RUNNING 05-14 11:00"]);
    // 120 clock hours would have ended Saturday 09:00: 16 were left.
    let clock = paused_over_the_weekend(length("CLOCK_HOURS", 120));
    assert_eq!(clock.live(), ["RESPONSE#1 p22 RUNNING 05-14 02:00"]);
    assert_eq!(clock.first().spans.len(), 1, "the stretch before the pause is kept");
}

/// Resolution 30: dates and what recurs do not pause; X11: but nobody is held to one while the other side has the word.
#[test]
fn dates_do_not_pause_resolution_30() {
    let date = Length::At { at: at("2024-05-07 18:00") };
    let mut blocked = life(DeadlineKind::TaskDue, date);
    blocked.stands(Standing::Paused);
    assert_eq!(blocked.live(), ["TASK_DUE#1 p22 RUNNING 05-07 18:00"]);
    for unit in ["END_OF_WEEK", "END_OF_MONTH", "END_OF_NEXT_MONTH", "END_OF_QUARTER"] {
        let mut period = life(DeadlineKind::Plan, length(unit, 1));
        period.stands(Standing::Paused);
        assert_eq!(period.first().state, DeadlineState::Running, "{unit}");
    }
    let mut answered = life(DeadlineKind::Response, date);
    answered.stands(Standing::Answered);
    answered.until("2024-05-07 20:00");
    assert_eq!(answered.live(), ["RESPONSE#1 p22 PAUSED"], "nobody owes it at its date");
    answered.stands(Standing::Running);
    assert_eq!(answered.live(), ["RESPONSE#1 p22 RUNNING 05-07 20:00"], "as it was, now at the earliest");
}

/// X3: what is owed first while its clock stands still begins so, with its whole length.
#[test]
fn what_begins_paused_runs_its_whole_length_x3() {
    let mut what = owed(DeadlineKind::Acceptance, length("WORKING_DAYS", 1));
    what.standing = Standing::Paused;
    let mut life = Life::of(World::new(), Plain(vec![what]));
    assert_eq!(life.live(), ["ACCEPTANCE#1 p22 PAUSED"]);
    assert_eq!(life.first().next_at(), None);
    let DeadlineFact::DeadlineStarted { due_at, .. } = &life.facts[0].1 else { panic!("{:?}", life.facts) };
    assert_eq!(*due_at, None);
    life.until("2024-05-13 09:00");
    life.stands(Standing::Running);
    // Monday 09:00 to the close of Tuesday: 16 working hours, from the other Monday's opening on.
    assert_eq!(life.live(), ["ACCEPTANCE#1 p22 RUNNING 05-14 18:00"]);
}

/// X4: no warning, no breach, no step while it stands still, whatever passed meanwhile.
#[test]
fn nothing_fires_while_it_stands_still_x4() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.until("2024-05-06 15:00");
    life.stands(Standing::Answered);
    life.until("2024-06-06 09:00");
    assert_eq!(life.told(life.first().id), ["Started", "Paused"]);
    assert!(!life.first().overdue(life.world.now.get()), "a paused one is never overdue");
    life.stands(Standing::Running);
    assert_eq!(life.live(), ["RESPONSE#1 p22 RUNNING 06-07 03:00"], "18 hours were left");
    life.stands(Standing::Met);
    assert_eq!(life.first().state, DeadlineState::Met);
}

/// X4: the state is read again in the transaction that fires: what was paused or fulfilled since does not breach.
#[test]
fn what_changed_before_it_fired_does_not_fire_x4() {
    for (standing, left) in [(Standing::Met, DeadlineState::Met), (Standing::Answered, DeadlineState::Paused)]
    {
        let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
        life.until("2024-05-07 08:00");
        life.noun.0[0].standing = standing;
        // The record changed and its deadlines were not yet asked; then the due instant comes.
        life.reconcile();
        life.until("2024-05-08 08:00");
        assert_eq!(life.first().state, left);
        assert!(!life.told(life.first().id).contains(&"Breached"));
    }
}

/// Fulfilled after it was due and before the server saw it: breached all the same, and settled.
#[test]
fn late_is_late_although_nobody_fired() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.outage("2024-05-07 09:30");
    life.stands(Standing::Met);
    assert_eq!(life.did(), ["RESPONSE#1 p22 BREACHED settled"]);
    assert_eq!(life.told(life.first().id), ["Started", "Breached", "Settled"]);
    let mut void = super::life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    void.outage("2024-05-07 09:30");
    void.does(0, |_, _| Plain(Vec::new()));
    assert_eq!(void.did(), ["RESPONSE#1 p22 BREACHED over"], "cancelling does not undo it");
    let mut blocked = super::life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    blocked.outage("2024-05-07 09:30");
    blocked.stands(Standing::Paused);
    blocked.catch_up();
    assert_eq!(blocked.live(), ["RESPONSE#1 p22 BREACHED"], "nor does a block that came later");
}

/// X5: owed again after it was kept, missed or answered late: a cycle of its own, with its own full length; the former stays.
#[test]
fn what_is_owed_again_is_a_cycle_of_its_own_x5() {
    let mut life = life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    life.until("2024-05-08 09:00");
    life.stands(Standing::Met);
    let before = life.first().clone();
    life.until("2024-05-20 09:00");
    let now = life.world.now.get();
    life.becomes(|owed| (owed.standing, owed.since) = (Standing::Running, now));
    assert_eq!(life.did(), ["RESPONSE#2 p22 RUNNING 05-21 09:00"]);
    assert_eq!(life.first(), &before, "the former is over and stays as it is");
    life.catch_up();
    assert_eq!(life.live(), ["RESPONSE#2 p22 RUNNING 05-21 09:00"], "nothing breaches at once");
    let mut answered = super::life(DeadlineKind::Response, length("CLOCK_HOURS", 24));
    answered.until("2024-05-08 09:00");
    answered.stands(Standing::Answered);
    assert_eq!(answered.did(), ["RESPONSE#1 p22 BREACHED settled", "RESPONSE#2 p22 PAUSED"]);
    answered.until("2024-05-20 09:00");
    answered.stands(Standing::Running);
    assert_eq!(answered.live(), ["RESPONSE#2 p22 RUNNING 05-21 09:00"], "its whole length anew");
}

/// X5: a date that has passed is not owed a second time until there is another.
#[test]
fn a_passed_date_does_not_breach_twice_x5() {
    let mut life = life(DeadlineKind::RequestDue, Length::At { at: at("2024-05-07 18:00") });
    life.until("2024-05-08 09:00");
    life.stands(Standing::Met);
    life.stands(Standing::Running);
    assert_eq!((life.did(), life.live()), (Vec::new(), Vec::new()));
    life.becomes(|owed| owed.length = Length::At { at: at("2024-05-09 18:00") });
    assert_eq!(life.live(), ["REQUEST_DUE#2 p22 RUNNING 05-09 18:00"]);
    life.stands(Standing::Met);
    life.stands(Standing::Running);
    assert_eq!(life.live(), ["REQUEST_DUE#3 p22 RUNNING 05-09 18:00"], "undone while it lies ahead");
}
