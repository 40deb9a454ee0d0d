//! What the departments of the demo company ask of each other: the texts, as companies fill them in.

use std::sync::OnceLock;

use liaison_domain::request::kind::RequestKind;
use serde::Deserialize;

/// One kind of matter that comes up again and again.
#[derive(Debug)]
pub(super) struct Template {
    /// The code of the department that asks.
    pub(super) from: String,
    /// The codes of those asked, the lead first.
    pub(super) to: Vec<String>,
    pub(super) kind: RequestKind,
    pub(super) title: String,
    pub(super) background: String,
    pub(super) goal: String,
    pub(super) details: String,
    /// What is to be handed over, and its standard.
    pub(super) deliverable: String,
    pub(super) standard: String,
    /// What the tasks under it are called; at least one.
    pub(super) tasks: Vec<String>,
}

impl Template {
    /// Whether its form asks for people, budget, equipment or data, which somebody then decides on.
    pub(super) fn asks_for_resources(&self) -> bool {
        self.kind == RequestKind::Resource
    }
}

#[derive(Deserialize)]
struct Line {
    from: String,
    to: String,
    kind: RequestKind,
    title: String,
    background: String,
    goal: String,
    details: String,
    deliverable: String,
    standard: String,
    tasks: String,
}

/// All of them, in the order of `catalogue.csv`.
pub(super) fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(include_str!("catalogue.csv").as_bytes());
        let lines = reader.deserialize::<Line>();
        lines.map(|line| of(line.expect("the file is part of the program and read by a test"))).collect()
    })
}

fn of(line: Line) -> Template {
    let split = |text: &str, at: char| text.split(at).map(str::to_owned).collect();
    Template {
        to: split(&line.to, ' '),
        tasks: split(&line.tasks, '|'),
        from: line.from,
        kind: line.kind,
        title: line.title,
        background: line.background,
        goal: line.goal,
        details: line.details,
        deliverable: line.deliverable,
        standard: line.standard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        let templates = templates();
        assert!(templates.len() >= 30);
        assert!(templates.iter().any(Template::asks_for_resources));
        for template in templates {
            assert!(!template.to.contains(&template.from), "{}: a department asks itself", template.title);
            assert!(template.tasks.iter().all(|task| !task.is_empty()), "{}", template.title);
        }
    }
}
