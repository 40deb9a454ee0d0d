//! Deadlines as a change of their record needs them.

use std::collections::HashMap;

use liaison_domain::deadline::{DeadlineKind, DeadlineRecord};
use liaison_domain::ids::DeadlineId;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::column;
use crate::entities::deadline;
use crate::error::Error;
use crate::store::Connection;

/// What reconciling these records needs, in one statement: all live deadlines and the last one of each kind and part; of
/// kinds that recur, the one that was due last.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn current(
    db: &Connection,
    subjects: &[Uuid],
) -> Result<HashMap<Uuid, Vec<DeadlineRecord>>, Error> {
    let of = |column| (deadline::Entity, column);
    let newer = |recurs: bool| {
        let mut newer = Query::select();
        newer
            .expr(Expr::cust("1"))
            .from_as("deadline", "newer")
            .and_where(Expr::col(("newer", "subject")).equals(of(deadline::Column::Subject)))
            .and_where(Expr::col(("newer", "kind")).equals(of(deadline::Column::Kind)));
        if recurs {
            newer.and_where(Expr::col(("newer", "due_at")).gt(column(deadline::Column::DueAt)));
        } else {
            newer
                .and_where(Expr::col(("newer", "part")).equals(of(deadline::Column::Part)))
                .and_where(Expr::col(("newer", "cycle")).gt(column(deadline::Column::Cycle)));
        }
        Expr::exists(newer)
    };
    let recurring: Vec<&str> =
        DeadlineKind::ALL.iter().filter(|kind| kind.recurs()).map(|kind| kind.name()).collect();
    let recurs = column(deadline::Column::Kind).is_in(recurring);
    let last: Expr = Expr::case(recurs, newer(true).not()).finally(newer(false).not()).into();
    let rows = deadline::Entity::find()
        .filter(db.dialect().any_id(column(deadline::Column::Subject), subjects.iter().copied()))
        .filter(column(deadline::Column::Live).eq(true).or(last))
        .order_by_asc(deadline::Column::DueAt)
        .order_by_asc(deadline::Column::Id)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<DeadlineRecord>> = HashMap::new();
    for row in rows {
        found.entry(row.subject).or_default().push(row.record()?);
    }
    Ok(found)
}

/// These deadlines, whoever asks.
///
/// # Errors
/// As [`current`].
pub async fn find(db: &Connection, ids: &[DeadlineId]) -> Result<HashMap<DeadlineId, DeadlineRecord>, Error> {
    let rows = deadline::Entity::find()
        .filter(db.dialect().any_of(column(deadline::Column::Id), ids.iter().copied()))
        .all(db)
        .await?;
    rows.iter().map(|row| row.record().map(|record| (record.id, record))).collect()
}
