//! What commands about one person share: which database and keys, and whose employee number.

use std::sync::Arc;

use liaison_domain::ids::PersonId;
use liaison_domain::text::Code;
use liaison_gateway::app::App;
use liaison_gateway::auth::Keys;
use liaison_gateway::node;

use super::serve::{Key, blueprint};
use super::{Database, Failure};

/// A person whom a command is about.
#[derive(Debug, clap::Args)]
pub(super) struct Person {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: Key,
    /// The person's employee number.
    #[arg(long = "person", value_name = "PERSON")]
    number: String,
}

impl Person {
    /// Opens the database and finds the person, who has to be active.
    pub(super) async fn open(&self) -> Result<(App, Arc<Keys>, PersonId), Failure> {
        let keys = self.key.load()?;
        let app = node::open(blueprint(&self.database, keys.clone(), false)?).await?;
        let number = Code::new(&self.number)
            .map_err(|reason| Failure::new(format!("not an employee number: {}", reason.rule.code())))?;
        let directory = app.directory().latest();
        let person = directory.person_by_number(&number).filter(|person| person.is_active());
        let person =
            person.ok_or_else(|| Failure::new(format!("nobody active has the employee number {number}")))?;
        let id = person.id;
        Ok((app, keys, id))
    }
}
