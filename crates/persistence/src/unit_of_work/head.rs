//! The table `subject`: one row a record, which is its lock, its version and the end of its chain, beside its audience.

use std::collections::HashMap;

use liaison_domain::canonical::Digest;
use liaison_domain::command::Change;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use super::{Stored, Subject};
use crate::error::Error;
use crate::store::Connection;
use crate::visibility;

/// What a change has to know about the record's past.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) version: i64,
    pub(crate) digest: Digest,
}

/// Locks the rows of these subjects in the order of their IDs.
pub(super) async fn lock(db: &Connection, ids: &[Uuid]) -> Result<HashMap<Uuid, Head>, Error> {
    let dialect = db.dialect();
    let select = Query::select()
        .columns(["id", "version", "digest"])
        .from("subject")
        .and_where(dialect.any_id(Expr::col("id"), ids.iter().copied()))
        .order_by("id", sea_orm::Order::Asc)
        .to_owned();
    let mut statement: Statement = dialect.backend().build(&select);
    statement.sql.push_str(dialect.row_lock());
    let mut heads = HashMap::new();
    for row in db.query_all_raw(statement).await? {
        let id: Uuid = row.try_get("", "id")?;
        let digest: String = row.try_get("", "digest")?;
        let digest = Digest::parse(&digest).ok_or(Error::corrupt("subject", "digest", id))?;
        heads.insert(id, Head { version: row.try_get("", "version")?, digest });
    }
    Ok(heads)
}

/// Writes the record's new head and, where it changed, its audience.
pub(super) async fn write<T: Stored>(
    db: &Connection,
    subject: Subject,
    change: &Change<T>,
    head: &Head,
) -> Result<(), Error> {
    let scope = change.state.scope();
    let columns = scope.columns(subject.id);
    let values: [(&str, Expr); 5] = [
        ("version", head.version.into()),
        ("digest", head.digest.as_str().into()),
        ("audience_of", columns.audience_of.into()),
        ("reach", columns.reach.into()),
        ("escalated", columns.escalated.into()),
    ];
    if change.before.is_some() {
        let update = Query::update()
            .table("subject")
            .values(values)
            .and_where(Expr::col("id").eq(subject.id))
            .to_owned();
        db.execute(&update).await?;
    } else {
        let identity = [("id", subject.id.into()), ("kind", subject.kind.name().into())];
        let (names, values): (Vec<&str>, Vec<Expr>) = identity.into_iter().chain(values).unzip();
        let insert = Query::insert().into_table("subject").columns(names).values_panic(values).to_owned();
        db.execute(&insert).await?;
    }
    visibility::rewrite(db, subject.id, change.before.as_ref().map(Stored::scope).as_ref(), &scope).await
}
