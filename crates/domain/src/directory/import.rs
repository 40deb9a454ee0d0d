//! Departments and people from files: what every line would do, decided without doing it (S1-6).
//!
//! [`plan`] answers the changes in the order in which they have to be recorded, made by the same commands and under the
//! same policy as single calls, and a report with one outcome for every line. A refused line stops no other. Departments
//! are recognised by their code and people by their employee number, so a file that is imported twice changes nothing the
//! second time. How bytes become cells is not decided here but where files come in (`liaison-gateway`).

mod columns;
mod departments;
mod people;
mod roles;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Department, Directory, Person};
use crate::access::OrganizationRole;
use crate::authority::require;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violation};
use rows::Pending;

/// The line of a file that has the headings.
pub const HEADER_LINE: u64 = 1;

/// A file, cut into cells.
///
/// Columns may stand in any order, under English or Chinese headings; white space, case, `_` and `-` make no difference.
/// An absent column keeps what is there and an empty cell clears it, but for `short_name` and `roles`, where an empty
/// cell keeps too: departments give roles themselves (S1-7), and an import must not take them back by silence.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The headings.
    pub header: Vec<String>,
    /// The lines below.
    pub rows: Vec<Row>,
}

/// One line of a file.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number as an editor counts, the heading being [`HEADER_LINE`].
    pub line: u64,
    /// Its cells, as many as there are headings; a line whose cells are all blank is none.
    pub cells: Vec<String>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// A new department or person.
    Created,
    /// Something changed.
    Changed,
    /// All is as the line says already.
    Unchanged,
    /// Nothing of it was taken.
    Refused,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineReport {
    /// The line's number in its file.
    pub line: u64,
    /// The code or employee number as the line has it; empty where that could not be told.
    pub key: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was refused, by the columns' English names. On a created department: why its head or executive was left
    /// out, which shows only after the people went in.
    pub reasons: Vec<Violation>,
}

/// What becomes of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Every line with anything in it, in the order of the file; the heading alone where that is what is wrong.
    pub lines: Vec<LineReport>,
    /// Headings that name nothing known; these columns were not read.
    pub ignored: Vec<String>,
}

impl FileReport {
    /// How many lines had this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.lines.iter().filter(|line| line.outcome == outcome).count()
    }

    fn set(&mut self, at: usize, outcome: Outcome, reasons: Vec<Violation>) {
        if let Some(line) = self.lines.get_mut(at) {
            line.outcome = outcome;
            line.reasons = reasons;
        }
    }
}

/// One change of an import.
#[derive(Clone, Debug)]
pub enum Step {
    /// Of a department.
    Department(Change<Department>),
    /// Of a person.
    Person(Change<Person>),
}

/// What an import would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes, to be recorded in this order in one unit of work. A new department with a head appears twice, since
    /// its head may be among the new people.
    pub steps: Vec<Step>,
    /// What becomes of the departments' file.
    pub departments: FileReport,
    /// What becomes of the people's file.
    pub people: FileReport,
}

/// Whether the actor may import at all, before anything is read: who keeps the people (S1-6).
///
/// # Errors
/// `NotPermitted` unless the actor is an administrator, HR or the server.
pub fn can(ctx: &Context<'_>) -> Result<(), Refusal> {
    require(ctx, &[OrganizationRole::Admin, OrganizationRole::Hr])
}

/// Decides on every line of both files; either may be left out.
///
/// `ctx.directory` has to be the stored one, read under its lock.
///
/// # Errors
/// As [`can`]. What the actor may not do line by line is refused line by line.
pub fn plan(ctx: &Context<'_>, departments: Option<&Table>, people: Option<&Table>) -> Result<Plan, Refusal> {
    can(ctx)?;
    let (department_rows, mut departments) = departments.map(rows::departments).unwrap_or_default();
    let (people_rows, mut people) = people.map(rows::people).unwrap_or_default();
    let mut planner = Planner { ctx: *ctx, directory: ctx.directory.clone(), steps: Vec::new() };

    let arriving: HashSet<_> = people_rows.iter().map(|pending| &pending.row.employee_number).collect();
    let department_rows = planner.with_known_places(department_rows, &arriving, &mut departments);
    let (known, new): (Vec<_>, Vec<_>) = department_rows
        .into_iter()
        .partition(|pending| planner.directory.department_by_code(&pending.row.code).is_some());

    let founded = planner.settle(new, &mut departments, Planner::found);
    planner.settle(people_rows, &mut people, Planner::enter);
    planner.settle(known, &mut departments, Planner::revise);
    for pending in founded {
        if let Err(refusal) = planner.revise(&pending.row) {
            departments.set(pending.at, Outcome::Created, reasons(refusal));
        }
    }
    Ok(Plan { steps: planner.steps, departments, people })
}

/// The directory as the lines taken so far leave it, and what led there.
struct Planner<'a> {
    ctx: Context<'a>,
    directory: Directory,
    steps: Vec<Step>,
}

impl Planner<'_> {
    fn ctx(&self) -> Context<'_> {
        Context { directory: &self.directory, ..self.ctx }
    }

    /// Takes lines until no more can be taken, since a line may need one that stands below it (a parent, another
    /// administrator). Answers those that were taken.
    fn settle<R>(
        &mut self,
        rows: Vec<Pending<R>>,
        report: &mut FileReport,
        attempt: impl Fn(&mut Self, &R) -> Result<Outcome, Refusal>,
    ) -> Vec<Pending<R>> {
        let mut taken = Vec::new();
        let mut waiting = rows;
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for pending in waiting {
                match attempt(self, &pending.row) {
                    Ok(outcome) => {
                        report.set(pending.at, outcome, Vec::new());
                        taken.push(pending);
                    }
                    Err(refusal) => {
                        report.set(pending.at, Outcome::Refused, reasons(refusal));
                        refused.push(pending);
                    }
                }
            }
            if refused.is_empty() || refused.len() == before {
                return taken;
            }
            waiting = refused;
        }
    }

    fn take_department(&mut self, change: Change<Department>) -> Outcome {
        let outcome = outcome(&change);
        self.directory.put_department(change.state.clone());
        self.steps.push(Step::Department(change));
        outcome
    }

    fn take_person(&mut self, change: Change<Person>) -> Outcome {
        let outcome = outcome(&change);
        self.directory.put_person(change.state.clone());
        self.steps.push(Step::Person(change));
        outcome
    }
}

const fn outcome<T: Aggregate>(change: &Change<T>) -> Outcome {
    if change.before.is_none() { Outcome::Created } else { Outcome::Changed }
}

/// A refusal as what is wrong with a line.
fn reasons(refusal: Refusal) -> Vec<Violation> {
    match refusal {
        Refusal::NotFound => vec![Reason::of(Rule::Unknown).at("")],
        Refusal::NotPermitted(reason) => vec![reason.at("")],
        Refusal::State(conflict) if conflict.missing.is_empty() => {
            vec![Reason::of(Rule::WrongStatus).with("status", conflict.status).at("")]
        }
        Refusal::State(conflict) => conflict.missing.into_iter().map(|reason| reason.at("")).collect(),
        Refusal::Invalid(violations) => violations.into_iter().map(in_columns).collect(),
    }
}

/// The same violation by the name of the column in place of the API's field.
fn in_columns(violation: Violation) -> Violation {
    let field = violation.path.split('.').next().unwrap_or_default();
    let column = match field {
        "id" => "",
        "shortName" => "short_name",
        "employeeNumber" => "employee_number",
        "departmentRoles" => "roles",
        other => other,
    };
    violation.reason.at(column)
}
