//! `directoryImport`: departments and people by file.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::directory::import as domain;

use crate::graphql::mutation::{WriteOptions, answered, cursor, user_errors};
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::scalars::Cursor;
use crate::graphql::scope::Scope;
use crate::operations::directory::import::{DirectoryImport, ImportReport as Report, directory_import};
use crate::operations::{Done, Outcome};
use crate::schema_enum;

schema_enum! {
    /// What becomes of a line of an imported file.
    ImportOutcome of domain::Outcome, filter "ImportOutcomeFilter" {
        /// A new department or person.
        Created = "CREATED",
        /// Something changed.
        Changed = "CHANGED",
        /// All is as the line says already.
        Unchanged = "UNCHANGED",
        /// Nothing of it was taken.
        Refused = "REFUSED",
    }
}

/// Why a line was refused.
#[derive(SimpleObject)]
pub struct ImportReason {
    /// The column, by its English name; empty for the line as a whole.
    pub column: String,
    /// What is wrong.
    pub reason: Reason,
}

/// One line of an imported file.
#[derive(SimpleObject)]
pub struct ImportLine {
    /// Its number as an editor counts, the heading being 1.
    pub line: i32,
    /// The code or employee number as the line has it; empty where that could not be told.
    pub key: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Why it was refused; on a created department, why its head or executive was left out.
    pub reasons: Vec<ImportReason>,
}

/// What became of an imported file.
pub struct ImportReport(domain::FileReport);

/// What became of an imported file.
#[Object]
impl ImportReport {
    /// How many lines had this outcome.
    async fn count(&self, #[graphql(desc = "Which.")] outcome: ImportOutcome) -> i32 {
        i32::try_from(self.0.count(outcome.into())).unwrap_or(i32::MAX)
    }

    /// Headings that name nothing known; these columns were not read.
    async fn ignored_columns(&self) -> &[String] {
        &self.0.ignored
    }

    /// Every line with anything in it, in the order of the file.
    async fn lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only lines with one of these outcomes; all where absent.")] outcomes: Option<
            Vec<ImportOutcome>,
        >,
    ) -> Result<Vec<ImportLine>> {
        let locale = Scope::of(ctx)?.locale();
        let wanted = |line: &&domain::LineReport| {
            outcomes.as_ref().is_none_or(|outcomes| outcomes.contains(&line.outcome.into()))
        };
        let shown = self.0.lines.iter().filter(wanted).map(|line| ImportLine {
            line: i32::try_from(line.line).unwrap_or(i32::MAX),
            key: line.key.clone(),
            outcome: line.outcome.into(),
            reasons: line
                .reasons
                .iter()
                .map(|violation| ImportReason {
                    column: violation.path.clone(),
                    reason: Reason::of(locale, &violation.reason),
                })
                .collect(),
        });
        Ok(shown.collect())
    }
}

/// What `directoryImport` answers.
#[derive(SimpleObject)]
pub struct DirectoryImportPayload {
    /// What became of the departments; null where the whole call was refused or repeated an earlier one.
    pub departments: Option<ImportReport>,
    /// What became of the people; null where the whole call was refused or repeated an earlier one.
    pub people: Option<ImportReport>,
    /// Why nothing at all was taken; empty where the files were read. Refused lines stand in the reports.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// The place in the feed after this change. Null where nothing was changed.
    pub cursor: Option<Cursor>,
}

/// Files to be taken in.
#[derive(InputObject)]
pub struct DirectoryImportInput {
    /// CSV (RFC 4180, UTF-8, a heading first) of departments: code, name, short name, parent, head, executive. Headings may
    /// be English or Chinese, in any order; an absent column keeps, an empty cell clears.
    pub departments: Option<String>,
    /// CSV of people: employee number, name, position, department, roles.
    pub people: Option<String>,
    #[graphql(flatten)]
    options: WriteOptions,
}

/// The root field.
#[derive(Default)]
pub struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Takes departments and people from CSV, recognised by code and employee number. Good lines go in together; a bad one
    /// is refused with its number and reason. Running it again changes nothing. For HR and administrators.
    async fn directory_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The files.")] input: DirectoryImportInput,
    ) -> OrNull<DirectoryImportPayload> {
        let done = async {
            let scope = Scope::of(ctx)?;
            let files = DirectoryImport { departments: input.departments, people: input.people };
            let answer = answered(scope, input.options, Ok(files), directory_import).await;
            let Done { outcome, position, warnings } = match answer {
                Ok(done) => done,
                Err(error) => {
                    let user_errors = user_errors(scope, &["input"], error)?;
                    let warnings = Vec::new();
                    return Ok(DirectoryImportPayload {
                        departments: None,
                        people: None,
                        user_errors,
                        warnings,
                        cursor: None,
                    });
                }
            };
            let (departments, people) = match outcome {
                Outcome::Changed(Report { departments, people })
                | Outcome::Validated(Report { departments, people }) => {
                    (Some(ImportReport(departments)), Some(ImportReport(people)))
                }
                Outcome::Repeated(_) => (None, None),
            };
            Ok(DirectoryImportPayload {
                departments,
                people,
                user_errors: Vec::new(),
                warnings: Reason::all(scope.locale(), &warnings),
                cursor: cursor(scope, position),
            })
        };
        OrNull::some(done).await
    }
}
