//! What is in force when, who sets it, and what becomes of it when departments merge.

use super::*;
use crate::access::Actor;
use crate::testing::{World, department, line};

fn at(world: &World, seconds: i64) -> Instant {
    world.now.get().plus_seconds(seconds)
}

fn category(name: &str) -> Category {
    line(name)
}

fn input(name: Option<&str>, to: Option<u128>, from: Option<Instant>) -> SetRoute {
    SetRoute { category: name.map(category), department: to.map(department), in_force_from: from }
}

/// The rules of a company, set one after the other as the administrator.
struct Desk {
    world: World,
    versions: Vec<RoutingRule>,
}

impl Desk {
    fn new() -> Self {
        Self { world: World::new(), versions: Vec::new() }
    }

    fn routes(&self) -> Routes {
        Routes::new(self.versions.clone())
    }

    fn tries(&self, who: u128, input: SetRoute) -> Result<Change<RoutingRule>, Refusal> {
        let actor = self.world.actor(who);
        RoutingRule::set(&self.world.context(&actor), &self.routes(), input)
    }

    fn set(&mut self, name: Option<&str>, to: Option<u128>, from: Option<Instant>) {
        let change = self.tries(98, input(name, to, from)).expect("set");
        self.versions.push(change.state);
    }

    fn refused(&self, input: SetRoute) -> Vec<(String, Rule)> {
        match self.tries(98, input) {
            Err(Refusal::Invalid(found)) => {
                found.into_iter().map(|one| (one.path, one.reason.rule)).collect()
            }
            other => panic!("not refused: {other:?}"),
        }
    }

    fn goes(&self, name: &str, at: Instant) -> Option<DepartmentId> {
        self.routes().route(&category(name), at, &self.world.directory).map(|route| route.department)
    }
}

#[test]
fn a_rule_holds_from_its_time_until_the_next_begins_and_history_stays() {
    let mut desk = Desk::new();
    desk.set(Some("产品需求"), Some(2), None);
    desk.set(Some("产品需求"), Some(3), Some(at(&desk.world, 100)));
    desk.set(Some("产品需求"), Some(4), Some(at(&desk.world, 50)));
    let world = &desk.world;
    for (seconds, to) in
        [(-1, None), (0, Some(2)), (49, Some(2)), (50, Some(4)), (99, Some(4)), (100, Some(3))]
    {
        assert_eq!(desk.goes("产品需求", at(world, seconds)), to.map(department), "{seconds}");
    }
    let routes = desk.routes();
    let versions: Vec<_> = routes.versions(Some(&category("产品需求"))).map(|rule| rule.version).collect();
    assert_eq!(versions, [3, 2, 1]);
    // What is planned is called off from the same instant.
    let from = at(world, 100);
    desk.set(Some("产品需求"), Some(2), Some(from));
    assert_eq!(desk.goes("产品需求", at(&desk.world, 100)), Some(department(2)));
}

#[test]
fn without_a_rule_the_default_route_decides_else_nothing_resolution_65() {
    let mut desk = Desk::new();
    let now = desk.world.now.get();
    assert_eq!(desk.goes("售后问题", now), None);
    desk.set(None, Some(4), None);
    desk.set(Some("售后问题"), Some(2), None);
    assert_eq!(desk.goes("售后问题", now), Some(department(2)));
    assert_eq!(desk.goes("没有听说过", now), Some(department(4)));
    let later = at(&desk.world, 10);
    desk.set(Some("售后问题"), None, Some(later));
    assert_eq!(desk.goes("售后问题", at(&desk.world, 9)), Some(department(2)));
    assert_eq!(desk.goes("售后问题", later), Some(department(4)), "given up: the default route");
}

#[test]
fn administrators_alone_set_what_can_hold() {
    let mut desk = Desk::new();
    for who in [10, 12, 97, 99] {
        assert!(
            matches!(desk.tries(who, input(None, Some(2), None)), Err(Refusal::NotPermitted(_))),
            "{who}"
        );
    }
    let past = at(&desk.world, -1);
    assert_eq!(desk.refused(input(None, Some(2), Some(past))), [("inForceFrom".to_owned(), Rule::InThePast)]);
    assert_eq!(desk.refused(input(None, Some(77), None)), [("department".to_owned(), Rule::Unknown)]);
    assert_eq!(desk.refused(input(Some("产品需求"), None, None)), [(String::new(), Rule::NothingChanged)]);
    desk.set(Some("产品需求"), Some(2), None);
    assert_eq!(desk.refused(input(Some("产品需求"), Some(2), None)), [(String::new(), Rule::NothingChanged)]);
    let change = desk.tries(98, input(Some("产品需求"), Some(3), None)).expect("set");
    let RoutingRuleFact::RoutingRuleSet { previous, department: to, .. } = &change.facts[0];
    assert_eq!((*previous, *to), (Some(department(2)), Some(department(3))));
    assert_eq!(change.events()[0].changes.len(), 1, "the department, not the instant: both are of now");
}

#[test]
fn a_merged_departments_routes_move_planned_ones_too_resolution_21() {
    let mut desk = Desk::new();
    let (soon, late) = (at(&desk.world, 50), at(&desk.world, 100));
    desk.set(Some("产品需求"), Some(2), None);
    desk.set(Some("产品需求"), Some(3), Some(soon));
    desk.set(Some("产品需求"), Some(2), Some(late));
    desk.set(Some("售后问题"), Some(4), None);
    let merge = |actor: &Actor| {
        RoutingRule::department_merged(
            &desk.world.context(actor),
            &desk.routes(),
            department(2),
            department(4),
        )
    };
    assert!(merge(&desk.world.actor(98)).is_err(), "the server's alone");
    let changes = merge(&Actor::Server).expect("moved");
    let versions: Vec<_> = changes.iter().map(|change| change.state.version).collect();
    assert_eq!(versions, [4, 5]);
    desk.versions.extend(changes.into_iter().map(|change| change.state));
    for (seconds, to) in [(0, 4), (49, 4), (50, 3), (99, 3), (100, 4)] {
        assert_eq!(desk.goes("产品需求", at(&desk.world, seconds)), Some(department(to)), "{seconds}");
    }
    assert_eq!(desk.goes("售后问题", desk.world.now.get()), Some(department(4)));
}
