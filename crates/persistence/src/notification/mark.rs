//! Marking what was read: the one thing about a notification that its person changes.

use liaison_domain::ids::{NotificationId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use serde::Serialize;

use crate::entities::notification::{Column, Entity};
use crate::error::Error;
use crate::unit_of_work::UnitOfWork;

/// Which of a person's notifications are marked.
#[derive(Clone, Debug, Serialize)]
pub enum Marked {
    /// These, and what was folded under them.
    These(Vec<NotificationId>),
    /// This one and all that had reached the person by then.
    UpTo(NotificationId),
}

/// Marks what reached `person` and was not read yet as read at the unit's instant; how many. Of others' nothing is changed,
/// and it is not said that there is any.
///
/// # Errors
/// As every statement.
pub async fn mark_read(work: &mut UnitOfWork, person: PersonId, which: &Marked) -> Result<u64, Error> {
    let (db, now) = (work.db(), work.now());
    let wanted = match which {
        Marked::These(ids) => {
            let these = |column| db.dialect().any_of(Expr::col(column), ids.iter().copied());
            these(Column::Id).or(these(Column::Digest))
        }
        Marked::UpTo(last) => match place(work, person, *last).await? {
            Some(at) => {
                let keys = [Expr::col(Column::DeliverAt), Expr::col(Column::Id)];
                Expr::tuple(keys).lte(Expr::tuple([Expr::val(at.micros()), Expr::val(last.uuid())]))
            }
            None => return Ok(0),
        },
    };
    let update = Query::update()
        .table(Entity)
        .value(Column::ReadAt, now.micros())
        .and_where(Expr::col(Column::Person).eq(person.uuid()))
        .and_where(Expr::col(Column::ReadAt).is_null())
        .and_where(Expr::col(Column::DeliverAt).lte(now.micros()))
        .and_where(wanted)
        .to_owned();
    Ok(db.execute(&update).await?.rows_affected())
}

async fn place(work: &UnitOfWork, person: PersonId, id: NotificationId) -> Result<Option<Instant>, Error> {
    let select = Query::select()
        .column(Column::DeliverAt)
        .from(Entity)
        .and_where(Expr::col(Column::Id).eq(id.uuid()))
        .and_where(Expr::col(Column::Person).eq(person.uuid()))
        .to_owned();
    let row = work.db().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "deliver_at")).transpose()?.map(Instant::from_micros))
}
