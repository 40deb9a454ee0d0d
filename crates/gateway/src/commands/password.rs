//! `liaison password`: the secret with which a person sets their password, for operators who have the database.

use std::process::ExitCode;
use std::time::Duration;

use liaison_domain::access::Actor;
use liaison_domain::ids::{self, kind};
use liaison_gateway::operations::account::{self, AccountError, Visit};
use liaison_persistence::store::Statements;

use super::person::Person;
use super::{Failure, Outcome, print};

pub(super) async fn run(arguments: &Person) -> Outcome {
    let (app, _, person) = arguments.open().await?;
    let visit = Visit {
        request_id: ids::fresh::<kind::Call>(app.ids()).to_string(),
        address: String::new(),
        device: None,
        statements: Statements::default(),
    };
    let (secret, _) = account::issue_reset(&app, &Actor::Server, &visit, person).await.map_err(failed)?;
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
