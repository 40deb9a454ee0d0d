//! The README's tables and walk are what the code says; nobody copies a number by hand.
//!
//! Where they are not, the test leaves the right text as `target/README.md`.

use std::fmt::Write as _;

use liaison_gateway::config::SETTINGS;
use liaison_gateway::limits::Limits;
use liaison_gateway::walkthrough::{Step, walkthrough};

const README: &str = include_str!("../../README.md");

#[test]
fn tables_and_walk_are_what_the_code_says() {
    let made = [("walk", walk()), ("settings", settings()), ("limits", limits())]
        .into_iter()
        .fold(README.to_owned(), |text, (name, part)| with_part(&text, name, &part));
    if made != README {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/README.md");
        std::fs::write(place, made).expect("the target folder can be written");
        panic!("README.md is not what the code says: cp target/README.md README.md");
    }
}

/// `text` with `part` between the two comments called `name`.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let open = format!("<!-- begin: {name}");
    let (before, rest) = text.split_once(&open).unwrap_or_else(|| panic!("README.md has no part {name}"));
    let (source, rest) = rest.split_once("-->\n").expect("the comment ends");
    let close = format!("<!-- end: {name} -->");
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("part {name} does not end"));
    format!("{before}{open}{source}-->\n{part}{close}{after}")
}

fn settings() -> String {
    let mut table = "| variable | default | what |\n|---|---|---|\n".to_owned();
    for setting in SETTINGS {
        let default =
            if setting.default.is_empty() { "none".to_owned() } else { format!("`{}`", setting.default) };
        let _ = writeln!(table, "| `{}` | {default} | {} |", setting.env, setting.meaning);
    }
    table
}

fn limits() -> String {
    let mut table = "| variable | default | range | unit | why |\n|---|---|---|---|---|\n".to_owned();
    for row in Limits::table() {
        let (least, most) = (row.least, row.most);
        let _ = writeln!(
            table,
            "| `{}` | {} | {least} to {most} | {} | {} |",
            row.env, row.default, row.unit, row.reason
        );
    }
    table
}

fn walk() -> String {
    let walk = walkthrough();
    let mut text = String::new();
    for (number, phase) in (1..).zip(&walk.phases) {
        let _ = write!(text, "### {number}. {} · {}\n\n```sh\n", phase.title.zh_cn, phase.title.en);
        let steps: Vec<_> = walk.steps.iter().filter(|step| step.phase == phase.id).map(call).collect();
        let _ = write!(text, "{}```\n\n", steps.join("\n"));
    }
    text
}

/// What is pasted for one step; a line break inside a document means no more than a blank.
fn call(step: &Step) -> String {
    let document = step.document();
    let line = document.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let mut body = format!("{{\"query\": {}", serde_json::Value::from(line));
    if step.variables() != "{}" {
        let _ = write!(body, ",\n \"variables\": {}", step.variables());
    }
    let (actor, title) = (&step.actor, &step.title);
    format!("# {} / {}\nact {actor} <<'JSON'\n{body}}}\nJSON\n", title.zh_cn, title.en)
}
