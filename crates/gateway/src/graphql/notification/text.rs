//! The sentences of notifications: code and values in, the caller's language out. Names are those of this moment; what the
//! viewer may not see any more is not named (X33).

use liaison_domain::notice::Param;
use liaison_domain::time::Instant;
use liaison_persistence::notification::Seen;
use liaison_persistence::paging::Count;
use serde_json::{Map, Value, json};

use super::NoticeCode;
use crate::graphql::scalars::Json;
use crate::graphql::scope::Scope;
use crate::locale::Locale;
use crate::messages;

/// Where counting the reminders of a digest stops.
pub(super) const MOST_COUNTED: u64 = 1_000;
/// What stands for a value that is not there.
const NOTHING: &str = "–";
/// Every value that a sentence may ask for.
const VALUES: &[&str] =
    &["by", "department", "person", "into", "startsAt", "dueAt", "dueOn", "kind", "priority"];

/// The sentence of one notification.
pub(super) fn sentence(scope: &Scope, seen: &Seen) -> String {
    let (locale, code) = (scope.locale(), NoticeCode::from(seen.record.code));
    if !seen.visible {
        return code.label(locale);
    }
    let thing = thing(locale, seen);
    let mut values = vec![("thing", thing)];
    for name in VALUES {
        let value = seen.record.params.get(*name).map(|param| shown(scope, param));
        let absent = || {
            if *name == "by" { messages::text(locale, "notice-by-server", []) } else { NOTHING.to_owned() }
        };
        values.push((*name, value.unwrap_or_else(absent)));
    }
    let identifier = format!("notice-{}", seen.record.code.name());
    messages::text(locale, &identifier, values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// What a reminder is called in the sentence of its digest.
pub(super) fn short(scope: &Scope, seen: &Seen) -> String {
    match &seen.name {
        Some(_) => thing(scope.locale(), seen),
        None => NoticeCode::from(seen.record.code).label(scope.locale()),
    }
}

/// The sentence of a digest, capped (X17).
pub(super) fn digest(locale: Locale, named: &[String], count: Count) -> String {
    let gap = messages::text(locale, "notice-digest-gap", []);
    let more = count.value.saturating_sub(named.len() as u64);
    let number = |value: u64| if count.exact { value.to_string() } else { format!("{value}+") };
    let (count, more_of) = (number(count.value), number(more));
    let names = named.join(&gap);
    let identifier = if more == 0 { "notice-digest-all" } else { "notice-digest-more" };
    let values = [("count", count.as_str()), ("names", names.as_str()), ("more", more_of.as_str())];
    messages::text(locale, identifier, values)
}

/// The values by name, as they are the same in every language.
pub(super) fn params(seen: &Seen) -> Json {
    if !seen.visible {
        return Json(Value::Object(Map::new()));
    }
    let mut map = Map::new();
    for (name, param) in &seen.record.params {
        let value = match param {
            Param::Department(id) => json!(id),
            Param::Person(id) => json!(id),
            Param::At(at) => json!(at.to_string()),
            Param::On(date) => json!(date),
            Param::Kind(kind) => json!(kind.name()),
            Param::Priority(priority) => json!(priority),
        };
        map.insert(name.clone(), value);
    }
    if let Some(name) = &seen.name {
        map.insert("title".to_owned(), json!(name.title));
        map.extend(name.code.iter().map(|code| ("code".to_owned(), json!(code))));
    }
    Json(Value::Object(map))
}

/// Code and title as a sentence names a thing.
fn thing(locale: Locale, seen: &Seen) -> String {
    match &seen.name {
        Some(name) => match &name.code {
            Some(code) => {
                let values = [("code", code.as_str()), ("title", name.title.as_str())];
                messages::text(locale, "notice-thing", values)
            }
            None => messages::text(locale, "notice-thing-uncoded", [("title", name.title.as_str())]),
        },
        None => NOTHING.to_owned(),
    }
}

fn shown(scope: &Scope, param: &Param) -> String {
    let (locale, directory) = (scope.locale(), scope.directory());
    let unknown = || NOTHING.to_owned();
    match param {
        Param::Department(id) => {
            directory.department(*id).map_or_else(unknown, |found| found.name.to_string())
        }
        Param::Person(id) => {
            directory.person(*id).map_or_else(unknown, |found| messages::called(locale, found))
        }
        Param::At(at) => on_the_wall(scope, *at),
        Param::On(date) => date.to_string(),
        Param::Kind(kind) => messages::text(locale, &format!("notice-kind-{}", kind.name()), []),
        Param::Priority(priority) => messages::label(locale, "Priority", priority.name()),
    }
}

/// What the clock on the organisation's wall shows then.
fn on_the_wall(scope: &Scope, at: Instant) -> String {
    let policies = scope.policies();
    let zone = policies.hours().zone();
    zone.to_datetime(at.timestamp()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use liaison_domain::deadline::DeadlineKind;

    use super::*;

    /// Every code has its sentence and its label in both languages, and asks for values that there are.
    #[test]
    fn every_code_has_its_sentence() {
        for locale in Locale::ALL {
            for code in NoticeCode::ALL.iter().filter(|code| **code != NoticeCode::ReminderDigest) {
                let name = liaison_domain::notice::NoticeCode::from(*code).name();
                let values = VALUES.iter().chain(&["thing"]).map(|name| (*name, "§"));
                let found = messages::find(locale, &format!("notice-{name}"), values);
                let sentence = found.unwrap_or_else(|| panic!("{locale}: notice-{name}"));
                assert!(!sentence.contains("{$"), "{locale}: {sentence}");
                assert_ne!(code.label(locale), name, "{locale}: label-NoticeCode-{name}");
            }
            for kind in DeadlineKind::ALL {
                assert!(messages::find(locale, &format!("notice-kind-{}", kind.name()), []).is_some());
            }
        }
    }

    #[test]
    fn a_digest_is_capped_x17() {
        let named = ["A".to_owned(), "B".to_owned(), "C".to_owned()];
        let count = |value, exact| Count { value, exact };
        assert_eq!(
            digest(Locale::En, &named, count(12, true)),
            "12 reminders within an hour: A, B, C and 9 more."
        );
        assert_eq!(digest(Locale::ZhCn, &named, count(12, true)), "一小时内 12 条提醒：A、B、C，另有 9 条。");
        assert_eq!(digest(Locale::En, &named, count(3, true)), "3 reminders within an hour: A, B, C.");
        assert_eq!(
            digest(Locale::En, &named, count(1000, false)),
            "1000+ reminders within an hour: A, B, C and 997+ more."
        );
    }
}
