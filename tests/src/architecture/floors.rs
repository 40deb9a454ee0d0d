//! Imports run down: gateway, persistence, domain; and inside the gateway http, auth, graphql, operations.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::{Source, none, root, sources};

const DOMAIN: &str = "crates/domain/src/";
const PERSISTENCE: &str = "crates/persistence/src/";
const GATEWAY: &str = "crates/gateway/src/";
const MIGRATIONS: &str = "migrations/src/";

/// The sources under any of these paths.
fn under(paths: &[&str]) -> Vec<Source> {
    let inside = |source: &Source| paths.iter().any(|path| source.path.starts_with(path));
    let found: Vec<_> = sources().into_iter().filter(inside).collect();
    assert!(!found.is_empty(), "nothing lies under {paths:?}: the rule would hold of nothing");
    found
}

/// Findings for each source of the gateway outside `home` that names one of `names`.
fn only_in(home: &[&str], names: &[&str], why: &str) -> Vec<String> {
    let homes: Vec<_> = home.iter().map(|home| format!("{GATEWAY}{home}")).collect();
    let outside = |source: &Source| !homes.iter().any(|home| source.path.starts_with(home.as_str()));
    under(&[GATEWAY])
        .iter()
        .filter(|source| outside(source))
        .flat_map(|source| source.naming(names, why))
        .collect()
}

/// What the workspace's crates depend on, from `cargo metadata`; development dependencies left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs this test");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo answers JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("packages is a list").iter();
    packages
        .map(|package| {
            let all = package["dependencies"].as_array().expect("dependencies is a list").iter();
            let used = all.filter(|dependency| dependency["kind"].is_null());
            (text(&package["name"]), used.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

#[test]
fn the_workspace_has_its_five_crates_and_they_depend_downwards() {
    let dependencies = dependencies();
    let names: Vec<_> = dependencies.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["liaison-domain", "liaison-gateway", "liaison-migrations", "liaison-persistence", "liaison-tests"]
    );
    let ours = |package: &str| -> Vec<_> {
        dependencies[package].iter().filter(|name| name.starts_with("liaison-")).cloned().collect()
    };
    assert!(ours("liaison-domain").is_empty());
    assert!(ours("liaison-migrations").is_empty());
    assert_eq!(ours("liaison-persistence"), ["liaison-domain"]);
    assert_eq!(ours("liaison-gateway"), ["liaison-domain", "liaison-migrations", "liaison-persistence"]);
    let speaks_io =
        ["tokio", "sea-orm", "sqlx", "axum", "async-graphql", "reqwest", "futures-util", "rand", "tracing"];
    for foreign in speaks_io {
        assert!(!dependencies["liaison-domain"].contains(foreign), "the domain depends on {foreign}");
    }
    for foreign in ["axum", "async-graphql", "jsonwebtoken", "sea-orm-migration"] {
        assert!(!dependencies["liaison-persistence"].contains(foreign), "persistence depends on {foreign}");
    }
}

#[test]
fn the_domain_knows_no_io_no_async_no_clock_and_no_environment() {
    let foreign = [
        "async",
        "await",
        "tokio",
        "sea_orm",
        "axum",
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime",
        "Timestamp::now",
        "Zoned::now",
        "rand",
        "println",
    ];
    let findings: Vec<_> = under(&[DOMAIN])
        .iter()
        .flat_map(|source| source.naming(&foreign, "the domain decides and does nothing else"))
        .collect();
    none(&findings);
}

#[test]
fn lower_floors_do_not_name_upper_ones() {
    let mut findings = Vec::new();
    for (floor, above) in [
        (DOMAIN, &["liaison_persistence", "liaison_gateway", "liaison_migrations"][..]),
        (MIGRATIONS, &["liaison_domain", "liaison_persistence", "liaison_gateway"]),
        (PERSISTENCE, &["liaison_gateway", "liaison_migrations", "async_graphql", "axum"]),
    ] {
        findings.extend(under(&[floor]).iter().flat_map(|source| source.naming(above, "imports run down")));
    }
    for (stop, above) in [
        ("operations", &["crate::graphql", "crate::http", "crate::auth"][..]),
        ("jobs", &["crate::graphql", "crate::http", "crate::auth"]),
        ("graphql", &["crate::http"]),
        ("auth", &["crate::http", "crate::graphql"]),
    ] {
        let inside = format!("{GATEWAY}{stop}");
        let named = sources().into_iter().filter(|source| source.path.starts_with(&inside));
        findings.extend(named.flat_map(|source| source.naming(above, "the stops of a call go one way")));
    }
    none(&findings);
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut findings = only_in(&["graphql"], &["async_graphql", "dataloader"], "only graphql/ speaks it");
    findings.extend(only_in(&["http"], &["axum", "async_graphql_axum"], "only http/ speaks it"));
    findings.extend(only_in(&["auth"], &["jsonwebtoken", "reqwest"], "only auth/ speaks it"));
    findings.extend(only_in(&[], &["sea_orm", "sqlx"], "only persistence speaks to databases"));
    let loaders = under(&[GATEWAY]);
    let elsewhere = loaders.iter().filter(|source| !source.path.ends_with("graphql/loaders.rs"));
    findings.extend(elsewhere.flat_map(|source| source.naming(&["dataloader"], "only loaders.rs names it")));
    none(&findings);
}

#[test]
fn only_operations_and_jobs_open_a_unit_of_work() {
    let allowed = [format!("{GATEWAY}operations"), format!("{GATEWAY}jobs")];
    let opens = |source: &Source| source.code.contains(".begin(") || source.code.contains("UnitOfWork::");
    let findings: Vec<_> = under(&[GATEWAY])
        .iter()
        .filter(|source| !allowed.iter().any(|room| source.path.starts_with(room.as_str())) && opens(source))
        .map(|source| format!("{}: opens a unit of work", source.path))
        .collect();
    none(&findings);
}

#[test]
fn sql_never_asks_the_database_for_the_time() {
    let forbidden =
        ["now()", "current_timestamp", "current_date", "clock_timestamp", "datetime('now", "unixepoch("];
    let mut findings = Vec::new();
    for source in under(&[PERSISTENCE, MIGRATIONS, GATEWAY]) {
        for text in source.strings.iter().map(|text| text.to_lowercase()) {
            let found = forbidden.iter().filter(|word| text.contains(**word));
            // Clocks are compared in one place, which is what the node's clock is held against.
            let compares = source.path == format!("{PERSISTENCE}dialect.rs") && text.contains("as micros");
            let found = found.filter(|_| !compares);
            findings.extend(found.map(|word| format!("{}: SQL with {word}", source.path)));
        }
        findings.extend(
            source.naming(&["current_timestamp", "Expr::current_timestamp"], "time comes from `Clock`"),
        );
    }
    none(&findings);
}

/// The room of a file: what follows `src/`, up to the next `/` or `.rs`.
fn room<'a>(path: &'a str, floor: &str) -> &'a str {
    path[floor.len()..].split(['/', '.']).next().unwrap_or_default()
}

/// The nouns, whose rooms have the same name on every floor; what else lies beside them is the floor's own ground.
const NOUNS: &[&str] = &[
    "access",
    "calendar",
    "calendar_feed",
    "customer",
    "deadline",
    "directory",
    "event",
    "form_template",
    "meeting",
    "problem",
    "progress_report",
    "rating",
    "request",
    "resource",
    "task",
];

/// Inside a floor a noun's room uses another's public types, never in a circle.
#[test]
fn rooms_of_a_floor_are_not_in_a_circle() {
    for floor in [DOMAIN, PERSISTENCE] {
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let sources = under(&[floor]);
        let rooms: BTreeSet<_> = NOUNS.iter().map(|noun| (*noun).to_owned()).collect();
        let is_test = |path: &str| path.contains("/tests/") || path.ends_with("/tests.rs");
        let code = sources.iter().filter(|source| !is_test(&source.path));
        for source in code.filter(|source| rooms.contains(room(&source.path, floor))) {
            let here = room(&source.path, floor);
            let tests = source.code.find("#[cfg(test)]").unwrap_or(source.code.len());
            let named = Source::part(&source.code[..tests]);
            let others =
                rooms.iter().filter(|other| *other != here && named.names(&format!("crate::{other}")));
            uses.entry(here.to_owned()).or_default().extend(others.cloned());
        }
        // Rooms that use nothing that is left are taken away until none is left, or only circles are.
        while let Some(leaf) =
            uses.keys().find(|room| uses[*room].iter().all(|used| !uses.contains_key(used)))
        {
            let leaf = leaf.clone();
            uses.remove(&leaf);
        }
        assert!(uses.is_empty(), "{floor}: rooms in a circle, or above one: {uses:#?}");
    }
}
