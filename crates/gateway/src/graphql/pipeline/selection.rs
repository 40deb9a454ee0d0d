//! How much a document stands for once its fragments are expanded, counted without expanding them.
//!
//! Every fragment is counted once and remembered, sums saturate and cycles are found on the way, so that a kilobyte of
//! fragments that fan out to millions of selections costs microseconds to refuse. The library's validation and execution
//! walk spreads again and again; what passes here bounds them, in steps and in recursion. Meaning is not looked at.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::limits::Limits;

/// What a document, or a part of one, stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Fields, spreads and inline fragments, expanded.
    pub selections: usize,
    /// Selection sets inside each other, expanded: how deep a recursion over them goes.
    pub nesting: usize,
    /// Fields inside each other, introspection apart.
    pub depth: usize,
    /// Aliases as written.
    pub aliases: usize,
}

/// Counts `document` against the limits.
///
/// # Errors
/// `COST_EXCEEDED` for selections, aliases and directives, `DEPTH_EXCEEDED` for depth, `GRAPHQL_VALIDATION_FAILED` for a
/// fragment that contains itself.
pub fn count(document: &ExecutableDocument, limits: &Limits) -> Result<Counted, Fault> {
    let mut walk =
        Walk { fragments: &document.fragments, limits, known: HashMap::new(), total: Counted::default() };
    for (_, operation) in document.operations.iter() {
        walk.directives(&operation.node.directives)?;
        for variable in &operation.node.variable_definitions {
            walk.directives(&variable.node.directives)?;
        }
        let counted = walk.set(&operation.node.selection_set.node, 0)?;
        walk.add(counted)?;
    }
    // Fragments that no operation uses are refused by validation, which walks them first.
    for name in document.fragments.keys() {
        if !walk.known.contains_key(name.as_str()) {
            let counted = walk.fragment(name, 0)?;
            walk.add(counted)?;
        }
    }
    Ok(walk.total)
}

struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    limits: &'a Limits,
    /// What each fragment counts; `None` while it is being counted.
    known: HashMap<&'a str, Option<Counted>>,
    total: Counted,
}

impl<'a> Walk<'a> {
    fn add(&mut self, part: Counted) -> Result<(), Fault> {
        let total = &mut self.total;
        total.selections = total.selections.saturating_add(part.selections);
        total.nesting = total.nesting.max(part.nesting);
        total.depth = total.depth.max(part.depth);
        let (selections, depth) = (self.limits.selections, self.limits.depth);
        if total.selections > selections {
            return Err(
                Fault::new(ErrorCode::CostExceeded, Text::TooManySelections).with("limit", selections)
            );
        }
        if total.depth > depth {
            let fault = Fault::new(ErrorCode::DepthExceeded, Text::FieldsTooDeep);
            return Err(fault.with("limit", depth).with("found", total.depth));
        }
        Ok(())
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), Fault> {
        let limit = self.limits.directives;
        match directives.get(limit) {
            Some(extra) => Err(Fault::new(ErrorCode::CostExceeded, Text::TooManyDirectives)
                .with("limit", limit)
                .at(extra.pos.line, extra.pos.column)),
            None => Ok(()),
        }
    }

    fn alias(&mut self) -> Result<(), Fault> {
        self.total.aliases += 1;
        if self.total.aliases > self.limits.aliases {
            let fault = Fault::new(ErrorCode::CostExceeded, Text::TooManyAliases);
            return Err(fault.with("limit", self.limits.aliases));
        }
        Ok(())
    }

    /// Counts a selection set that lies `level` sets deep.
    fn set(&mut self, set: &'a SelectionSet, level: usize) -> Result<Counted, Fault> {
        self.nested(level)?;
        let mut sum = Counted { nesting: 1, ..Counted::default() };
        for selection in &set.items {
            self.directives(selection.node.directives())?;
            let part = match &selection.node {
                Selection::Field(field) => {
                    if field.node.alias.is_some() {
                        self.alias()?;
                    }
                    let inner = &field.node.selection_set.node;
                    let below =
                        if inner.items.is_empty() { Counted::default() } else { self.set(inner, level + 1)? };
                    let introspects = field.node.name.node.starts_with("__");
                    Counted { depth: 1 + if introspects { 0 } else { below.depth }, ..below }
                }
                Selection::InlineFragment(fragment) => {
                    self.set(&fragment.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
            };
            sum.selections = sum.selections.saturating_add(part.selections).saturating_add(1);
            sum.nesting = sum.nesting.max(part.nesting + 1);
            sum.depth = sum.depth.max(part.depth);
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &'a Name, level: usize) -> Result<Counted, Fault> {
        let Some(fragment) = self.fragments.get(name) else {
            // Validation tells that there is no such fragment.
            return Ok(Counted::default());
        };
        match self.known.get(name.as_str()) {
            Some(Some(counted)) => {
                let counted = *counted;
                self.nested(level + counted.nesting)?;
                return Ok(counted);
            }
            Some(None) => {
                return Err(Fault::new(ErrorCode::GraphqlValidationFailed, Text::FragmentCycle)
                    .with("fragment", name.as_str())
                    .at(fragment.pos.line, fragment.pos.column));
            }
            None => {}
        }
        self.known.insert(name.as_str(), None);
        self.directives(&fragment.node.directives)?;
        let counted = self.set(&fragment.node.selection_set.node, level)?;
        self.known.insert(name.as_str(), Some(counted));
        Ok(counted)
    }

    fn nested(&self, level: usize) -> Result<(), Fault> {
        let limit = self.limits.document_nesting;
        if level > limit {
            return Err(Fault::new(ErrorCode::DepthExceeded, Text::SelectionsTooDeep).with("limit", limit));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    fn run(document: &str) -> Result<Counted, Text> {
        count(&parse_query(document).expect("a document"), &Limits::default()).map_err(|fault| fault.text)
    }

    #[test]
    fn counts_what_expansion_would_give() {
        let counted = run("{ a b: c { ...F ... on T { d } } ...F } fragment F on T { x y { z } }");
        assert_eq!(counted, Ok(Counted { selections: 12, nesting: 4, depth: 3, aliases: 1 }));
        let introspection =
            "{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }";
        assert_eq!(run(introspection).map(|counted| counted.depth), Ok(1));
    }

    #[test]
    fn each_limit_refuses() {
        let fields = |depth: usize| format!("{{{}a{}}}", "a{".repeat(depth - 1), "}".repeat(depth - 1));
        assert!(run(&fields(12)).is_ok());
        assert_eq!(run(&fields(13)), Err(Text::FieldsTooDeep));
        assert_eq!(run(&format!("{{{}}}", "a ".repeat(5_001))), Err(Text::TooManySelections));
        let aliases = |count: usize| {
            (0..count).fold(String::new(), |mut text, at| {
                let _ = write!(text, "a{at}: b ");
                text
            })
        };
        assert!(run(&format!("{{{}}}", aliases(50))).is_ok());
        assert_eq!(run(&format!("{{{}}}", aliases(51))), Err(Text::TooManyAliases));
        assert_eq!(run("{ a @x @x @x @x @x @x }"), Err(Text::TooManyDirectives));
        assert_eq!(run("query @x @x @x @x @x @x { a }"), Err(Text::TooManyDirectives));
        let chain = (0..2_000).fold("{ ...F0 }".to_owned(), |mut text, at| {
            let _ = write!(text, "fragment F{at} on T {{ ...F{} }}", at + 1);
            text
        });
        assert_eq!(run(&chain), Err(Text::SelectionsTooDeep));
    }

    #[test]
    fn cycles_are_found_also_where_nothing_uses_them() {
        for document in [
            "{ ...A } fragment A on T { ...A }",
            "{ ...A } fragment A on T { b { ...B } } fragment B on T { ... { ...A } }",
            "{ a } fragment A on T { ...B } fragment B on T { ...A }",
        ] {
            assert_eq!(run(document), Err(Text::FragmentCycle), "{document}");
        }
        assert!(run("{ ...Missing }").is_ok(), "validation tells");
    }

    #[test]
    fn a_kilobyte_that_fans_out_to_millions_is_refused_at_once() {
        let document = (0..22).fold("{ ...F0 }".to_owned(), |mut text, at| {
            let _ = write!(text, "fragment F{at} on Q {{ ...F{0} ...F{0} }}", at + 1);
            text
        }) + "fragment F22 on Q { a }";
        assert!(document.len() < 1_024);
        let begun = Instant::now();
        assert_eq!(run(&document), Err(Text::TooManySelections));
        assert!(begun.elapsed() < Duration::from_millis(50), "{:?}", begun.elapsed());
        let wide = (0..40).fold("{ ...F0 }".to_owned(), |mut text, at| {
            let _ = write!(text, "fragment F{at} on Q {{ {} }}", format!("...F{} ", at + 1).repeat(99));
            text
        }) + "fragment F40 on Q { a }";
        assert_eq!(run(&wide), Err(Text::TooManySelections), "sums saturate");
    }

    fn expanded(set: &SelectionSet, fragments: &HashMap<Name, Positioned<FragmentDefinition>>) -> usize {
        set.items
            .iter()
            .map(|selection| {
                1 + match &selection.node {
                    Selection::Field(field) => expanded(&field.node.selection_set.node, fragments),
                    Selection::InlineFragment(inline) => expanded(&inline.node.selection_set.node, fragments),
                    Selection::FragmentSpread(spread) => fragments
                        .get(&spread.node.fragment_name.node)
                        .map_or(0, |fragment| expanded(&fragment.node.selection_set.node, fragments)),
                }
            })
            .sum()
    }

    proptest! {
        /// Random acyclic documents: the count is what a naive expansion counts.
        #[test]
        fn agrees_with_naive_expansion(choices in proptest::collection::vec((0_usize..4, 0_usize..6), 1..24)) {
            let mut document = String::from("{ ...F0 }");
            for at in 0..6 {
                let mut body = String::from("x ");
                for (kind, to) in &choices {
                    match kind {
                        0 => body.push_str("f "),
                        1 => body.push_str("g { h } "),
                        2 => body.push_str("... { i } "),
                        _ if *to > at => { let _ = write!(body, "...F{to} "); }
                        _ => {}
                    }
                }
                let _ = write!(document, "fragment F{at} on T {{ {body} }}");
            }
            let document = parse_query(&document).expect("a document");
            let limits = Limits { selections: usize::MAX, ..Limits::default() };
            let counted = count(&document, &limits).expect("no limit");
            let (_, operation) = document.operations.iter().next().expect("one");
            let used = expanded(&operation.node.selection_set.node, &document.fragments);
            prop_assert!(counted.selections >= used);
            let all_used = (1..6).all(|at| document.fragments.len() == 6 && choices.iter().any(|(kind, to)| *kind == 3 && *to == at));
            if all_used {
                prop_assert_eq!(counted.selections, used);
            }
        }
    }
}
