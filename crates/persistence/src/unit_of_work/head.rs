//! The table `subject`: one row a record, which is its lock, its version and the end of its chain, beside its audience.

use std::collections::HashMap;

use liaison_domain::canonical::Digest;
use liaison_domain::command::Change;
use liaison_domain::event::Fact;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
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

/// Rows in one statement.
const ROWS: usize = 500;
/// The columns of `subject` that never change, and those that do.
const IDENTITY: [&str; 2] = ["id", "kind"];
const MOVED: [&str; 5] = ["version", "digest", "audience_of", "reach", "escalated"];

/// Writes the heads of many records; who is of their own in their audience stays there.
pub(super) async fn write_all<T: Stored>(
    db: &Connection,
    states: &[&T],
    heads: &HashMap<Uuid, Head>,
) -> Result<(), Error> {
    for states in states.chunks(ROWS) {
        let mut insert = Query::insert();
        insert.into_table("subject").columns(IDENTITY.into_iter().chain(MOVED));
        for state in states {
            let id = state.uuid();
            let Some(head) = heads.get(&id) else { continue };
            let columns = state.scope().columns(id);
            insert.values_panic([
                id.into(),
                <T::Fact as Fact>::SUBJECT.name().into(),
                head.version.into(),
                head.digest.as_str().into(),
                columns.audience_of.into(),
                columns.reach.into(),
                columns.escalated.into(),
            ]);
        }
        insert.on_conflict(OnConflict::column("id").update_columns(MOVED).to_owned());
        db.execute(&insert).await?;
        let named = states.iter().flat_map(|state| state.scope().named(state.uuid()));
        visibility::name(db, named).await?;
    }
    Ok(())
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
