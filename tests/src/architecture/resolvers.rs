//! Resolvers of nullable fields: what fails is null alone, and takes nothing beside or above it along.

use super::source::Source;
use super::{none, sources};

/// What follows the first `{` of `code`, up to the `}` that closes it.
fn block(code: &str) -> &str {
    let start = code.find('{').map_or(code.len(), |at| at + 1);
    let mut depth = 1_usize;
    for (at, letter) in code[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[start..start + at];
        }
    }
    &code[start..]
}

/// The fields of the blocks that the library makes resolvers of: the name and what it answers.
fn fields(source: &Source) -> Vec<(String, String)> {
    let marks = ["#[Object", "#[ComplexObject", "#[Subscription"];
    let blocks = marks.iter().flat_map(|mark| source.code.match_indices(mark));
    let mut found = Vec::new();
    for (start, _) in blocks {
        for (at, _) in block(&source.code[start..]).match_indices("fn ") {
            let field = &block(&source.code[start..])[at + 3..];
            let signature = field[..field.find('{').unwrap_or(field.len())].to_owned();
            let name = signature.split(['(', '<']).next().unwrap_or_default().to_owned();
            // An argument may be a closure type; what the field answers stands behind the last arrow.
            let answer = signature.rsplit_once("->").map_or(String::new(), |(_, answer)| answer.to_owned());
            found.push((name, answer));
        }
    }
    found
}

/// Specification, section 6.4.4: a nullable field that fails is null. The library does that inside an `Option` alone, so
/// what can fail and can be null answers `OrNull`.
#[test]
fn a_nullable_field_that_fails_is_null_alone() {
    let sources = sources();
    let schema = sources.iter().filter(|source| source.path.starts_with("crates/gateway/src/graphql"));
    let (mut seen, mut findings) = (0, Vec::new());
    for source in schema {
        for (name, answer) in fields(source) {
            seen += 1;
            if answer.contains("Result<") && answer.contains("Option<") {
                findings.push(format!("{}: {name} answers{answer}: OrNull is null alone", source.path));
            }
        }
    }
    assert!(seen > 400, "the fields were found: {seen}");
    none(&findings);
}

#[test]
fn fields_are_found_in_their_blocks() {
    let code = "impl A { fn no() -> Result<Option<B>> {} }\n#[Object]\nimpl A { async fn one(&self, a: Option<B>) -> Result<C> { if x { y } }\n
        pub async fn two<T>(&self) -> Result<\nOption<B>> { z } }\nfn three() -> D {}";
    let found = fields(&Source::part(code));
    let names: Vec<_> =
        found.iter().map(|(name, answer)| (name.as_str(), answer.split_whitespace().collect())).collect();
    assert_eq!(names, [("one", "Result<C>".to_owned()), ("two", "Result<Option<B>>".to_owned())]);
}
