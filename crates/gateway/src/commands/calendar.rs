//! `liaison calendar`: official schedules from CSV files, and the dates of a calendar as such a file.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;
use liaison_domain::calendar::{CalendarChanges, Schedule};
use liaison_domain::error::{Refusal, Rule};
use liaison_domain::ids::DepartmentId;
use liaison_domain::text::Code;
use liaison_gateway::app::App;
use liaison_gateway::auth::Keys;
use liaison_gateway::locale::Locale;
use liaison_gateway::operations::calendar::{CalendarSet, set};
use liaison_gateway::operations::directory::import::decode;
use liaison_gateway::operations::{Call, OperationError};
use liaison_gateway::{messages, node};

use super::serve::blueprint;
use super::{Database, Failure, Outcome, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Adds the dates of an official schedule; running it again changes nothing.
    Import(Import),
    /// Prints the dates that differ from their weekday, in the form that `import` reads.
    Export(Whose),
}

#[derive(Debug, clap::Args)]
struct Import {
    /// Columns: date, kind (`holiday`, `workday`), reason, hours; under English or Chinese headings.
    #[arg(value_name = "CSV")]
    file: PathBuf,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, clap::Args)]
struct Whose {
    #[command(flatten)]
    database: Database,
    /// The department whose calendar it is; the organisation's where left out.
    #[arg(long, value_name = "CODE")]
    department: Option<String>,
}

impl Whose {
    async fn open(&self) -> Result<(App, Option<DepartmentId>), Failure> {
        // Nothing is signed here, so it needs no key of the operator's.
        let keys = Arc::new(Keys::from_pem(&Keys::keygen()?)?);
        let app = node::open(blueprint(&self.database, keys, true)?).await?;
        let Some(code) = &self.department else { return Ok((app, None)) };
        let directory = app.directory().latest();
        let found = Code::new(code).ok().and_then(|code| directory.department_by_code(&code));
        let department = found.ok_or_else(|| Failure::new(format!("no department has the code {code}")))?;
        Ok((app, Some(department.id)))
    }
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    match arguments.command {
        Command::Import(arguments) => import(arguments).await,
        Command::Export(whose) => export(whose).await,
    }
}

async fn import(arguments: Import) -> Outcome {
    let path = &arguments.file;
    let named = |cause: &dyn std::fmt::Display| Failure::new(format!("{}: {cause}", path.display()));
    let bytes = std::fs::read(path).map_err(|cause| named(&cause))?;
    let text = decode(&bytes).map_err(|cause| named(&cause))?;
    let (schedule, refused) = Schedule::parse(&text);
    let (app, department) = arguments.whose.open().await?;
    // All lines or none: half a schedule would count wrong days.
    let done = if refused.is_empty() {
        let changes = CalendarChanges { schedule: Some(text), ..CalendarChanges::default() };
        set(app.clone(), Call::by_server(&app), CalendarSet { department, changes: Some(changes) })
            .await
            .map(drop)
    } else {
        Ok(())
    };
    app.stop(Duration::from_secs(5)).await;
    if !refused.is_empty() {
        for line in &refused {
            let message = messages::reason(Locale::En, &line.reason.reason);
            print(&format!("{}:{}: refused; {}: {message}\n", path.display(), line.line, line.reason.path))?;
        }
        return Ok(ExitCode::FAILURE);
    }
    let outcome = match done {
        Ok(()) => "changed",
        Err(OperationError::Refused(refusal)) if says_nothing_new(&refusal) => "unchanged",
        Err(error) => return Err(Failure::new(format!("the import failed: {error:?}"))),
    };
    let (dates, years) = (schedule.exceptions.len(), schedule.years.len());
    print(&format!("{}: {dates} dates of {years} years, calendar {outcome}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn says_nothing_new(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(found) if found.iter().all(|one| one.reason.rule == Rule::NothingChanged))
}

async fn export(whose: Whose) -> Outcome {
    let (app, department) = whose.open().await?;
    let (directory, policies) = (app.directory().latest(), app.policies().latest());
    let ancestry = department.map(|department| directory.ancestry(department)).unwrap_or_default();
    let text = policies.calendars().present().of(&ancestry).definition().schedule_text();
    app.stop(Duration::from_secs(5)).await;
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}
