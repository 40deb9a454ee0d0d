//! Events on their way into the table.

use liaison_domain::canonical::Digest;
use liaison_domain::event::Envelope;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryTrait as _};

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

/// Writes the events in their order and answers the position of the last.
pub(super) async fn insert(db: &Connection, events: &[Envelope]) -> Result<Option<i64>, Error> {
    let mut last = None;
    for rows in events.chunks(ROWS) {
        let mut insert = event::Entity::insert_many(rows.iter().map(event::ActiveModel::from)).into_query();
        insert.returning_col(event::Column::Position);
        for row in db.query_all(&insert).await? {
            last = last.max(Some(row.try_get::<i64>("", "position")?));
        }
    }
    Ok(last)
}
