//! Publishing packs: versions, who may, and everything that is refused.

use std::sync::Arc;

use super::*;
use crate::calendar::Count;
use crate::command::{Aggregate as _, Change};
use crate::error::{Refusal, Rule};
use crate::testing::World;

fn publish(world: &World, packs: &Packs, pack: Pack) -> Result<Change<ProcessPack>, Refusal> {
    let admin = world.actor(98);
    ProcessPack::publish(&world.context(&admin), packs, PublishPack { pack, note: None })
}

fn renamed(name: &str) -> Pack {
    Pack { name: name.to_owned(), ..Pack::default() }
}

#[test]
fn every_publication_is_a_version_and_the_older_ones_stay() {
    let world = World::new();
    let packs = Packs::default();
    let first = publish(&world, &packs, Pack { rated: false, closure: two(), ..Pack::default() });
    let first = first.expect("published").state;
    assert_eq!((first.pack.version, first.version()), (2, 1), "after the shipped version 1");
    let packs = Packs::new([first.clone()], []);
    let second = publish(&world, &packs, renamed("default")).expect("published");
    assert_eq!((second.state.pack.version, second.state.version(), second.state.id), (3, 2, first.id));
    assert_eq!(second.events()[0].event_type, "ProcessPackPublished");
    let packs = Packs::new([first, second.state], []);
    let numbers: Vec<_> = packs.versions("default").map(|one| one.pack.version).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let rated =
        |version| packs.version(&PackRef { name: "default".to_owned(), version }).map(|pack| pack.rated);
    assert_eq!((rated(1), rated(2), rated(3), rated(4)), (Some(true), Some(false), Some(true), None));
    let own = publish(&world, &packs, renamed("sales")).expect("published").state;
    assert_eq!((own.pack.version, own.version()), (1, 1));
    assert_eq!(Packs::new([own], []).count(), 6);
}

fn two() -> BTreeSet<ClosureDemand> {
    [ClosureDemand::Acceptance, ClosureDemand::ProblemsConfirmed].into()
}

#[test]
fn only_administrators_publish_and_only_what_is_new() {
    let world = World::new();
    let packs = Packs::default();
    for (who, allowed) in [(98, true), (10, false), (99, false), (97, false), (12, false)] {
        let actor = world.actor(who);
        let input = PublishPack { pack: renamed("sales"), note: None };
        let answer = ProcessPack::publish(&world.context(&actor), &packs, input);
        assert_eq!(answer.is_ok(), allowed, "{who}");
    }
    let same = publish(&world, &packs, Pack::default()).expect_err("as it is");
    assert!(matches!(&same, Refusal::Invalid(found) if found[0].reason.rule == Rule::NothingChanged));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let world = World::new();
    let hours = |count| Length::ClockHours { count: Count::new(count).expect("positive") };
    let mut pack = Pack {
        name: "Sales Pack".to_owned(),
        request_numbering: "{dept}{quarter}".to_owned(),
        task_numbering: "{seq:1}{seq:2}".to_owned(),
        rated: false,
        executive_amount: Some(-1),
        extension_grace_seconds: -1,
        ..crate::pack::Preset::Coordination.pack()
    };
    pack.closure = [ClosureDemand::Acceptance, ClosureDemand::Ratings].into();
    let daily = Length::DailyAt { at: "17:00".parse().expect("a time"), working_days_only: true };
    let mut set = |kind, length| {
        pack.deadlines.insert(kind, Policy { length, warning: None, chain: None });
    };
    set(DeadlineKind::Review, Lengths::Same(daily));
    set(DeadlineKind::WeeklyLook, Lengths::Same(hours(1)));
    set(DeadlineKind::TaskDue, Lengths::Same(hours(1)));
    set(DeadlineKind::SignOff, Lengths::OwnDate);
    set(DeadlineKind::Plan, Lengths::ByPriority(ByPriority::default()));
    let critical = ByPriority { critical: Some(hours(1)), ..ByPriority::default() };
    set(DeadlineKind::Response, Lengths::ByPriority(critical));
    pack.chain = vec![
        ChainStep { after: Some(hours(30)), tell: vec![Told::Owner, Told::Owner] },
        ChainStep { after: Some(Length::ONE_WORKING_DAY), tell: Vec::new() },
        ChainStep { after: Some(Length::EndOfWeek), tell: vec![Told::Head] },
    ];
    pack.paused_by_block = [DeadlineKind::TaskDue, DeadlineKind::Response].into();
    let levels = pack.priorities.levels();
    pack.priorities = PriorityScheme::new(vec![levels[1].clone(), levels[0].clone(), levels[0].clone()]);
    let Refusal::Invalid(found) = publish(&world, &Packs::default(), pack).expect_err("refused") else {
        panic!("not for its content")
    };
    let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
    let expected = [
        ("name", Rule::Malformed),
        ("requestNumbering", Rule::Malformed),
        ("taskNumbering", Rule::Malformed),
        ("priorities.1.priority", Rule::OutOfOrder),
        ("priorities.2.priority", Rule::Duplicate),
        ("closure.PROBLEMS_CONFIRMED", Rule::Required),
        ("closure.RATINGS", Rule::NotRated),
        ("executiveAmount", Rule::OutOfRange),
        ("extensionGrace", Rule::OutOfRange),
        ("chain.0.tell", Rule::Duplicate),
        ("chain.1.tell", Rule::Required),
        // 30 hours from a Monday's opening are Tuesday afternoon, one working day is Tuesday's close: later. The third
        // counts from no breach.
        ("chain.2.after", Rule::Malformed),
        ("deadlines.REVIEW.length", Rule::LengthNotForKind),
        ("deadlines.RESPONSE.length.CRITICAL", Rule::PriorityNotInPack),
        ("deadlines.PLAN.length", Rule::Required),
        ("deadlines.SIGN_OFF.length", Rule::LengthNotForKind),
        ("deadlines.WEEKLY_LOOK.length", Rule::LengthNotForKind),
        ("deadlines.TASK_DUE.length", Rule::LengthNotForKind),
        ("pausedByBlock.TASK_DUE", Rule::LengthNotForKind),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_chain_goes_on_in_time() {
    let world = World::new();
    let step = |after| ChainStep { after, tell: vec![Told::Owner] };
    let days = |count| {
        let count = Count::new(count).expect("positive");
        Some(Length::WorkingDays { count, mode: DayMode::EndOfDay })
    };
    let refused = |chain: Vec<ChainStep>| {
        let pack = Pack { chain, ..renamed("sales") };
        publish(&world, &Packs::default(), pack).is_err()
    };
    assert!(!refused(vec![step(None), step(days(1)), step(days(2))]));
    assert!(refused(vec![step(None), step(days(2)), step(days(1))]));
    assert!(refused(vec![step(None), step(None)]), "one step an instant");
    assert!(refused(vec![step(days(1)), step(None)]));
}

#[test]
fn the_picture_keeps_one_pack_for_all_who_ask() {
    let packs = Packs::default();
    let [one, other] = [(); 2].map(|()| packs.organization());
    assert!(Arc::ptr_eq(one, other) && one.name == "default");
}
