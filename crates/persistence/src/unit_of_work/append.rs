//! Events on their way into the table.

use std::collections::HashMap;

use liaison_domain::canonical::Digest;
use liaison_domain::event::Envelope;
use sea_orm::sea_query::Query;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryTrait as _};
use uuid::Uuid;

use crate::entities::event;
use crate::error::Error;
use crate::store::Connection;

/// Rows in one statement: 20 columns each, well under SQLite's 32,766 parameters.
const ROWS: usize = 500;

/// The same envelope with its digest.
pub(super) fn sealed(mut envelope: Envelope) -> Envelope {
    envelope.digest = envelope.expected_digest();
    envelope
}

/// What stands where no event has been yet.
pub(super) fn nothing() -> Digest {
    Digest::of(&[])
}

/// Writes the events and answers the position of each.
pub(super) async fn insert(db: &Connection, events: &[Envelope]) -> Result<HashMap<Uuid, i64>, Error> {
    let mut positions = HashMap::with_capacity(events.len());
    for rows in events.chunks(ROWS) {
        let mut insert = event::Entity::insert_many(rows.iter().map(event::ActiveModel::from)).into_query();
        insert.returning(Query::returning().columns([event::Column::Id, event::Column::Position]));
        for row in db.query_all(&insert).await? {
            positions.insert(row.try_get("", "id")?, row.try_get("", "position")?);
        }
    }
    Ok(positions)
}
