//! Who is told of what, a row a fact (resolution 69): the codes in order, each with whom it reaches.

mod comment;
mod customer;
mod deadline;
mod guest;
mod meeting;
mod nouns;
mod request;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::*;
use crate::event::Fact;
use crate::testing::{World, person};

/// The fact of this type.
fn fact<F: Fact>(name: &str, data: Value) -> F {
    let mut tagged = serde_json::Map::from_iter([("type".to_owned(), json!(name))]);
    if !data.is_null() {
        tagged.insert("data".to_owned(), data);
    }
    serde_json::from_value(Value::Object(tagged)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What is told of one fact of a record that `before` was and `state` is, when this person acts (the server, for 0).
fn told<T: Noticed>(world: &World, who: u128, before: &T, state: &T, fact: T::Fact) -> String {
    let change = Change::of(before, state.clone(), vec![fact]);
    summary(&of(world, who, &change))
}

fn of<T: Noticed>(world: &World, who: u128, change: &Change<T>) -> Vec<Notice> {
    let actor = if who == 0 { Actor::Server } else { world.actor(who) };
    notices(change, &actor, &world.directory)
}

/// `CODE 1 2; OTHER 3`.
fn summary(notices: &[Notice]) -> String {
    let mut text = String::new();
    let mut last = None;
    for notice in notices {
        if last != Some(notice.code) {
            let gap = if text.is_empty() { "" } else { "; " };
            let _ = write!(text, "{gap}{}", notice.code.name());
            last = Some(notice.code);
        }
        let _ = write!(text, " {}", notice.to.uuid().as_u128());
    }
    text
}

/// The night of 2024-05-06 and the day off after 2024-05-10, at the person's own department (resolution 43, X13).
#[test]
fn what_is_not_critical_waits_for_the_opening() {
    let world = World::new();
    let notice = |critical| Notice {
        to: person(12),
        fact: 0,
        code: NoticeCode::RequestAgreed,
        params: Params::new(),
        about: About { kind: SubjectKind::Request, id: Uuid::nil(), named: None },
        critical,
    };
    let at = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().expect("an instant"));
    for (now, expected) in [
        ("2024-05-06T19:59:00+08:00", "2024-05-06T19:59:00+08:00"),
        ("2024-05-06T20:00:00+08:00", "2024-05-07T09:00:00+08:00"),
        ("2024-05-07T07:59:00+08:00", "2024-05-07T09:00:00+08:00"),
        ("2024-05-07T08:00:00+08:00", "2024-05-07T08:00:00+08:00"),
        ("2024-05-18T12:00:00+08:00", "2024-05-20T09:00:00+08:00"),
    ] {
        world.now.set(at(now));
        let server = Actor::Server;
        let ctx = world.context(&server);
        assert_eq!(notice(false).deliver_at(&ctx, QuietHours::default()), at(expected), "{now}");
        assert_eq!(notice(true).deliver_at(&ctx, QuietHours::default()), at(now), "critical at {now}");
    }
}
