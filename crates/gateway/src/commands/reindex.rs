//! `liaison reindex`: makes what the search knows anew, also while nodes serve.

use std::process::ExitCode;
use std::sync::Arc;

use liaison_gateway::clock::SystemClock;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::node;

use super::{Database, Outcome, print};

pub(super) async fn run(database: &Database) -> Outcome {
    let ids = Arc::new(SystemIds::new(Arc::new(SystemClock)));
    node::reindex(&database.database_url, ids).await?;
    print("Everything can be found.\n")?;
    Ok(ExitCode::SUCCESS)
}
