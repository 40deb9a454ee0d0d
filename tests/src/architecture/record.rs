//! The record is written once: no path of ours changes or removes an event or a root, whoever asks.

use super::{Source, none, sources};

/// The ways in which a statement says so, without blanks and in lower case; `{}` is the table or its entity.
const WAYS: [&str; 7] = [
    ".table({})",
    ".from_table({})",
    "{}::entity::update",
    "{}::entity::delete",
    "update{}set",
    "deletefrom{}",
    "truncate{}",
];

/// Each way in which this source changes or removes rows of the record.
fn ways(source: &Source) -> Vec<String> {
    let text: String = source.text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let text = text.to_lowercase();
    let mut found = Vec::new();
    for table in ["event", "record_root"] {
        let names = [
            table.to_owned(),
            format!("\"{table}\""),
            format!("{table}::entity"),
            format!("entities::{table}::entity"),
        ];
        for (way, name) in WAYS.iter().flat_map(|way| names.iter().map(move |name| (way, name))) {
            let way = way.replace("{}", name);
            if text.contains(&way) {
                found.push(format!("{}: {way}: the record is never changed", source.path));
            }
        }
    }
    found
}

#[test]
fn no_path_changes_or_removes_an_event() {
    let homes = ["crates/", "migrations/"];
    let ours: Vec<_> = sources()
        .into_iter()
        .filter(|source| homes.iter().any(|home| source.path.starts_with(home)))
        .collect();
    let named = |source: &&Source| source.text.contains("event::Entity");
    assert!(ours.iter().filter(named).count() >= 4, "the rule would hold of nothing");
    none(&ours.iter().flat_map(ways).collect::<Vec<_>>());
    // Their own room may insert; under a bare name nothing else would be seen here.
    let bare: Vec<_> = ours
        .iter()
        .filter(|source| {
            source.text.contains("entities::event::{") || source.text.contains("event::Entity as")
        })
        .map(|source| format!("{}: the table of events goes by another name", source.path))
        .collect();
    none(&bare);
}

#[test]
fn every_way_is_seen() {
    for code in [
        "Query::update().table(event::Entity)",
        "Query::delete()\n    .from_table(\"event\")",
        "event::Entity::delete_many()",
        "\"UPDATE event SET payload = ''\"",
        "\"delete from record_root\"",
    ] {
        let source = Source { text: code.to_owned(), ..Source::part("") };
        assert!(!ways(&source).is_empty(), "{code}");
    }
}
