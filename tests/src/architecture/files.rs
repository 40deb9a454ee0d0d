//! What lies where, how long it is, and what may not stay behind.

use std::collections::BTreeSet;

use super::{none, project_files, root, sources};

/// `house-style.md`: above this the first lines say why …
const EXPLAIN_ABOVE: usize = 400;
/// … and above this the check fails, tests excepted.
const FAIL_ABOVE: usize = 600;

#[test]
fn nothing_else_stands_at_the_top() {
    let known: BTreeSet<_> = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "Dockerfile",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "crates",
        "deny.toml",
        "docker-compose.yml",
        "migrations",
        "schema.graphql",
        "tests",
    ]
    .into();
    let files = project_files();
    let tops: BTreeSet<_> = files.iter().filter_map(|file| file.split('/').next()).collect();
    let strangers: Vec<_> =
        tops.iter().filter(|top| !known.contains(**top) && !top.starts_with('.')).collect();
    assert!(strangers.is_empty(), "{strangers:?} stand at the top");
    let missing: Vec<_> = known.iter().filter(|name| !tops.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} are missing at the top");
}

#[test]
fn files_are_short_and_open_by_saying_what_they_own() {
    let mut findings = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        let test = source.path.starts_with("tests/");
        if !source.text.starts_with("//!") {
            findings.push(format!("{}: does not open with //!", source.path));
        }
        if lines > FAIL_ABOVE && !test {
            findings.push(format!("{}: {lines} lines, at most {FAIL_ABOVE}", source.path));
        }
        let head: Vec<_> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if lines > EXPLAIN_ABOVE && !test && !head.iter().any(|line| line.contains("400 lines")) {
            findings.push(format!(
                "{}: {lines} lines, and its head does not say why above 400 lines",
                source.path
            ));
        }
    }
    none(&findings);
}

#[test]
fn sizes_are_those_of_the_house() {
    let mut lengths: Vec<_> = sources()
        .iter()
        .filter(|source| !source.path.starts_with("tests/"))
        .map(|source| source.text.lines().count())
        .collect();
    lengths.sort_unstable();
    let at = |percent: usize| lengths[(lengths.len() - 1) * percent / 100];
    println!("{} files, median {} lines, 90th percentile {}", lengths.len(), at(50), at(90));
    assert!(at(50) <= 150 && at(90) <= 300, "median {}, 90th percentile {}", at(50), at(90));
}

#[test]
fn names_of_files_say_what_is_in_them() {
    let empty_words =
        ["mod.rs", "utils.rs", "util.rs", "helpers.rs", "helper.rs", "common.rs", "manager.rs", "misc.rs"];
    let findings: Vec<_> = project_files()
        .into_iter()
        .filter(|file| file.rsplit('/').next().is_some_and(|name| empty_words.contains(&name)))
        .map(|file| format!("{file}: a name that says nothing"))
        .collect();
    none(&findings);
}

#[test]
fn nothing_unfinished_stays_behind() {
    let mut findings = Vec::new();
    for source in sources() {
        for word in [
            concat!("todo", "!"),
            concat!("unimplemented", "!"),
            concat!("#[ig", "nore"),
            concat!("#[al", "low("),
        ] {
            if source.code.contains(word) {
                findings.push(format!("{}: {word}", source.path));
            }
        }
        for word in [concat!("FIX", "ME"), concat!("XX", "X"), concat!("TO", "DO")] {
            if source.text.contains(word) {
                findings.push(format!("{}: {word}", source.path));
            }
        }
    }
    none(&findings);
}

/// The project builds and reads the same wherever it lies: no path of one machine, no mirror of one network.
#[test]
fn no_machine_stands_in_the_project() {
    let mut findings = Vec::new();
    let paths = ["work", "root", "home", "tmp", "farm"].map(|folder| format!("/{folder}/"));
    let hosts = [
        concat!("registry.", "npmjs"),
        concat!("registry.", "yarnpkg"),
        concat!("npm", "mirror"),
        concat!("index.", "crates.io"),
    ];
    for file in project_files() {
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{file}:{}", number + 1);
            for path in &paths {
                let stands_first = |start: usize| {
                    let before = line[..start].chars().next_back();
                    before.is_none_or(|letter| !letter.is_alphanumeric() && !"/._-~}]".contains(letter))
                };
                if line.match_indices(path.as_str()).any(|(start, _)| stands_first(start)) {
                    findings.push(format!("{}: a machine's path {path}", place()));
                }
            }
            let named = hosts.iter().filter(|host| line.contains(**host) && file != "Cargo.lock");
            findings.extend(named.map(|host| format!("{}: a registry's host {host}", place())));
        }
    }
    none(&findings);
}

/// Every crate takes the workspace's lints, edition and least compiler.
#[test]
fn every_crate_is_held_to_the_same_rules() {
    for manifest in project_files().iter().filter(|file| file.ends_with("/Cargo.toml")) {
        let text = std::fs::read_to_string(root().join(manifest)).expect("a manifest is readable");
        for line in ["[lints]\nworkspace = true", "edition.workspace = true", "rust-version.workspace = true"]
        {
            assert!(text.contains(line), "{manifest} lacks {line:?}");
        }
    }
}
