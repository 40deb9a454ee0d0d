//! `liaison migrate`: brings the database's schema up to this release, alone among all nodes.

use std::process::ExitCode;
use std::sync::Arc;

use liaison_gateway::clock::SystemClock;
use liaison_gateway::identity::SystemIds;
use liaison_gateway::node;

use super::{Database, Outcome, print};

pub(super) async fn run(database: &Database) -> Outcome {
    let ids = Arc::new(SystemIds::new(Arc::new(SystemClock)));
    let applied = node::migrate(&database.database_url, ids).await?;
    if applied.is_empty() {
        print("The schema is up to date.\n")?;
    }
    for step in applied {
        print(&format!("{step}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
