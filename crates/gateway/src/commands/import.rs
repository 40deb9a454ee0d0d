//! `liaison import`: departments and people from CSV files, with a report line by line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use liaison_domain::directory::import::{FileReport, Outcome as LineOutcome};
use liaison_gateway::auth::Keys;
use liaison_gateway::locale::Locale;
use liaison_gateway::operations::directory::import::{
    DirectoryImport, ImportReport, decode, directory_import,
};
use liaison_gateway::operations::{Call, Outcome as CallOutcome};
use liaison_gateway::{messages, node};

use super::serve::blueprint;
use super::{Database, Failure, Outcome, print};

#[derive(Debug, clap::Args)]
#[group(id = "files", required = true, multiple = true, args = ["departments", "people"])]
pub(super) struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Columns: code, name, `short_name`, parent, head, executive; under English or Chinese headings.
    #[arg(long, value_name = "CSV")]
    departments: Option<PathBuf>,
    /// Columns: `employee_number`, name, position, department, roles, locale; under English or Chinese headings.
    #[arg(long, value_name = "CSV")]
    people: Option<PathBuf>,
}

fn read(path: Option<&PathBuf>) -> Result<Option<String>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let named = |cause: &dyn std::fmt::Display| Failure::new(format!("{}: {cause}", path.display()));
    let bytes = std::fs::read(path).map_err(|cause| named(&cause))?;
    decode(&bytes).map(Some).map_err(|cause| named(&cause))
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let input = DirectoryImport {
        departments: read(arguments.departments.as_ref())?,
        people: read(arguments.people.as_ref())?,
    };
    // Nothing is signed by an import, so it needs no key of the operator's.
    let keys = Arc::new(Keys::from_pem(&Keys::keygen()?)?);
    let app = node::open(blueprint(&arguments.database, keys, true)?).await?;
    let done = directory_import(app.clone(), Call::by_server(&app), input).await;
    app.stop(Duration::from_secs(5)).await;
    let CallOutcome::Changed(report) =
        done.map_err(|error| Failure::new(format!("the import failed: {error:?}")))?.outcome
    else {
        return Err(Failure::new("the import was not carried out"));
    };
    let files = [(arguments.departments, &report.departments), (arguments.people, &report.people)];
    for (path, file) in files {
        if let Some(path) = path {
            print(&lines(&path, file))?;
        }
    }
    Ok(if refused(&report) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn refused(report: &ImportReport) -> usize {
    report.departments.count(LineOutcome::Refused) + report.people.count(LineOutcome::Refused)
}

/// The report of one file: a line for every line that was not as it stood already, and the sums.
fn lines(path: &Path, file: &FileReport) -> String {
    let mut text = String::new();
    let name = path.display();
    for heading in &file.ignored {
        let _ = writeln!(text, "{name}: column {heading:?} is not known and was left out");
    }
    for line in &file.lines {
        let word = match line.outcome {
            LineOutcome::Created => "created",
            LineOutcome::Changed => "changed",
            LineOutcome::Unchanged => continue,
            LineOutcome::Refused => "refused",
        };
        let _ = write!(text, "{name}:{}: {word} {}", line.line, line.key);
        for violation in &line.reasons {
            let message = messages::reason(Locale::En, &violation.reason);
            let _ = write!(text, "; {}: {message}", violation.path);
        }
        text.push('\n');
    }
    let count = |outcome| file.count(outcome);
    let _ = writeln!(
        text,
        "{name}: {} created, {} changed, {} unchanged, {} refused",
        count(LineOutcome::Created),
        count(LineOutcome::Changed),
        count(LineOutcome::Unchanged),
        count(LineOutcome::Refused)
    );
    text
}
