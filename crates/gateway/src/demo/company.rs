//! Departments and people of the demo company, taken in from files like every company's.

use liaison_domain::directory::import::Outcome as LineOutcome;
use liaison_domain::ids;
use liaison_domain::text::Code;

use crate::app::App;
use crate::auth::{Claims, TokenFault};
use crate::http::DemoPerson;
use crate::operations::directory::import::{DirectoryImport, directory_import};
use crate::operations::{Call, OperationError, Outcome};
use crate::walkthrough::walkthrough;

/// How long the demo's tokens hold, in seconds: longer than anybody keeps a demo running.
const TOKEN_SECONDS: i64 = 30 * 24 * 3_600;

/// Why the demo company could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CompanyFault {
    /// An operation refused what the demo does.
    #[error("the demo company could not be made: {doing} was refused: {error:?}")]
    Refused {
        /// What was being done.
        doing: String,
        /// Why not.
        error: OperationError,
    },
    /// The directory's files were not taken line by line.
    #[error("the demo company could not be made: line {line} of its files was refused")]
    Line {
        /// Which line.
        line: u64,
    },
    /// The database could not be read afterwards.
    #[error("the demo company could not be read back")]
    Store(#[from] liaison_persistence::error::Error),
}

/// Imports the departments and the people.
pub(super) async fn found(app: &App) -> Result<(), CompanyFault> {
    let files = DirectoryImport {
        departments: Some(include_str!("departments.csv").to_owned()),
        people: Some(include_str!("people.csv").to_owned()),
    };
    let answer = directory_import(app.clone(), Call::by_server(app), files).await;
    let done = answer.map_err(|error| CompanyFault::Refused { doing: "its directory".to_owned(), error })?;
    if let Outcome::Changed(report) = done.outcome {
        let mut lines = report.departments.lines.iter().chain(&report.people.lines);
        if let Some(line) =
            lines.find(|line| line.outcome == LineOutcome::Refused || !line.reasons.is_empty())
        {
            return Err(CompanyFault::Line { line: line.line });
        }
    }
    let db = app.store().read(&liaison_persistence::store::Statements::default());
    app.pictures().current(&db).await?;
    Ok(())
}

/// Those who act in the walk, the initiator first, each with a token that holds from the clock's present on.
///
/// # Errors
/// Where the key cannot sign. Somebody who is not in the directory is left out.
pub fn people(app: &App) -> Result<Vec<DemoPerson>, TokenFault> {
    let directory = app.directory().latest();
    let mut people = Vec::new();
    for member in &walkthrough().cast {
        let number = Code::new(&member.employee_number).ok();
        let Some(person) = number.and_then(|number| directory.person_by_number(&number)) else { continue };
        let jti = ids::fresh::<ids::kind::Call>(app.ids()).to_string();
        let claims = Claims::new(person.id, app.clock().now(), TOKEN_SECONDS, jti);
        let department = directory.department(person.department);
        people.push(DemoPerson {
            key: member.key.clone(),
            token: app.keys().current().sign(&claims)?,
            employee_number: person.employee_number.to_string(),
            name: person.name.to_string(),
            position: person.position.as_ref().map(ToString::to_string).unwrap_or_default(),
            department: department.map(|department| department.name.to_string()).unwrap_or_default(),
        });
    }
    Ok(people)
}
