//! The rules of the house that no compiler checks: who may name whom, how long a file may be, what may not stay behind.
//!
//! Reads `cargo metadata`, the tracked files and their code (comments and strings apart); knows no database. What a
//! lint can say stands in the workspace's `Cargo.toml` instead.

mod files;
mod floors;
mod record;
mod resolvers;
mod source;

use std::path::{Path, PathBuf};
use std::process::Command;

use source::Source;

/// The folder that `Cargo.toml` of the workspace stands in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in a folder of the workspace")
        .to_owned()
}

/// Every file that belongs to the project, by its path from the root; those about to be added included.
fn project_files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is there: the project is a repository");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("names are UTF-8");
    let mut names: Vec<_> =
        names.lines().filter(|name| root().join(name).exists()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// The code of all crates, those of the tests included.
fn sources() -> Vec<Source> {
    project_files()
        .iter()
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "rs"))
        .map(|name| Source::read(&root(), name))
        .collect()
}

/// Fails with all findings at once, one a line.
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
