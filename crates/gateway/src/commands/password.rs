//! `liaison password`: the secret with which a person sets their password, for operators who have the database.

use std::process::ExitCode;
use std::time::Duration;

use liaison_domain::access::Actor;
use liaison_domain::ids::{self, kind};
use liaison_domain::text::Code;
use liaison_gateway::node;
use liaison_gateway::operations::account::{self, AccountError, Visit};
use liaison_persistence::store::Statements;

use super::serve::{Key, blueprint};
use super::{Database, Failure, Outcome, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: Key,
    /// The person's employee number.
    #[arg(long)]
    person: String,
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let app = node::open(blueprint(&arguments.database, arguments.key.load()?, false)?).await?;
    let number = Code::new(&arguments.person)
        .map_err(|reason| Failure::new(format!("not an employee number: {}", reason.rule.code())))?;
    let directory = app.directory().latest();
    let person = directory.person_by_number(&number).filter(|person| person.is_active());
    let person =
        person.ok_or_else(|| Failure::new(format!("nobody active has the employee number {number}")))?;
    let visit = Visit {
        request_id: ids::fresh::<kind::Call>(app.ids()).to_string(),
        address: String::new(),
        device: None,
        statements: Statements::default(),
    };
    let (secret, _) = account::issue_reset(&app, &Actor::Server, &visit, person.id).await.map_err(failed)?;
    print(&format!("{}\n", secret.reveal()))?;
    app.stop(Duration::from_secs(1)).await;
    Ok(ExitCode::SUCCESS)
}

fn failed(error: AccountError) -> Failure {
    match error {
        AccountError::Store(error) => error.into(),
        other => Failure::new(format!("no secret was made: {other:?}")),
    }
}
