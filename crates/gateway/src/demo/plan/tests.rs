//! The past is the same for the same seed, lies before the start, and leaves the walk-through its code.

use std::collections::{BTreeMap, BTreeSet};

use liaison_domain::directory::{AccountState, Department, Person};
use liaison_domain::text::Line;
use uuid::Uuid;

use super::*;

fn start() -> Instant {
    "2024-05-06T09:00:00+08:00".parse::<jiff::Timestamp>().expect("a valid instant").into()
}

/// The codes of the demo's departments with ten people each, the first of them the head.
fn company() -> Directory {
    let codes: BTreeSet<&str> = catalogue::templates()
        .iter()
        .flat_map(|template| template.to.iter().chain([&template.from]))
        .map(String::as_str)
        .collect();
    let mut departments = Vec::new();
    let mut people = Vec::new();
    for (number, code) in (1_u128..).zip(codes) {
        let id = DepartmentId::from_uuid(Uuid::from_u128(number));
        let somebody = |place: u128| PersonId::from_uuid(Uuid::from_u128(number * 100 + place));
        departments.push(Department {
            id,
            version: 1,
            code: Code::new(code).expect("a code"),
            name: Line::new(code).expect("a name"),
            short_name: Line::new(code).expect("a name"),
            parent: None,
            head: Some(somebody(0)),
            executive: None,
            closed_at: None,
            successor: None,
        });
        people.extend((0..10).map(|place| Person {
            id: somebody(place),
            version: 1,
            employee_number: Code::new(&format!("{code}{place}")).expect("a code"),
            name: Line::new(&format!("{code}{place}")).expect("a name"),
            position: None,
            department: id,
            roles: BTreeSet::new(),
            department_roles: BTreeMap::new(),
            state: AccountState::Active,
            locale: None,
            erased_at: None,
        }));
    }
    Directory::new(1, departments, people)
}

fn plan(seed: u64) -> Plan {
    Plan::of(seed, start(), &WorkingCalendar::default(), &company())
}

#[test]
fn there_are_400_requests_in_every_status() {
    let plan = plan(1);
    assert_eq!(plan.stories.len(), 400);
    for (ending, count) in ENDINGS {
        assert_eq!(plan.stories.iter().filter(|story| story.ending == ending).count(), count, "{ending:?}");
    }
}

#[test]
fn the_past_is_past_and_in_order() {
    let plan = plan(2);
    assert!(plan.acts.iter().all(|act| act.at < start()));
    assert!(plan.acts.is_sorted_by_key(|act| act.at));
    for (number, story) in plan.stories.iter().enumerate() {
        let acts: Vec<_> = plan.acts.iter().filter(|act| act.story == number).collect();
        assert_eq!(acts[0].act, Act::Create, "{story:?}");
        assert!(acts.len() == 1 || acts[1].act == Act::Submit, "{story:?}");
        assert!(story.starts_on <= story.due_on);
    }
}

#[test]
fn nothing_is_due_before_it_was_submitted() {
    let (plan, hours) = (plan(3), WorkingCalendar::default());
    for scheduled in plan.acts.iter().filter(|scheduled| scheduled.act == Act::Submit) {
        assert!(plan.stories[scheduled.story].due_on >= scheduled.at.date_in(hours.zone()));
    }
}

/// Resolution 1: no seeded request takes a number of MT202405.
#[test]
fn the_walk_keeps_its_code() {
    for seed in 0..20 {
        let plan = plan(seed);
        let submissions = plan.acts.iter().filter(|scheduled| scheduled.act == Act::Submit);
        for scheduled in
            submissions.filter(|scheduled| plan.stories[scheduled.story].template.from == WALK_DEPARTMENT)
        {
            let on = scheduled.at.date_in(WorkingCalendar::default().zone());
            assert!(on.to_string().as_str() < "2024-05", "submitted on {on}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_past() {
    let told = |plan: &Plan| format!("{:?}", plan.acts);
    assert_eq!(told(&plan(4)), told(&plan(4)));
    assert_ne!(told(&plan(4)), told(&plan(5)));
}
