//! The access log: who read what by their role in the organisation alone, and whom they unmasked. Beside the feed, since nothing
//! changes; a row is written once, and taken away when its time is over.
//!
//! Who answers for what is the domain's (`liaison-domain`, `access_log`); which of the records that an answer shows count is
//! asked here ([`by_role_alone`]), by the condition that every list passes.

use liaison_domain::access::Actor;
use liaison_domain::access_log::AccessKind;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::PersonId;
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryResult,
    QueryTrait as _,
};
use serde::Serialize;
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::entities::access_log::{ActiveModel, Column, Entity, Model};
use crate::error::Error;
use crate::paging::{self, Count, Direction, Filter, Key, Order, Page, Test};
use crate::store::{Connection, Statements, Store};
use crate::unit_of_work::{Subject, UnitOfWork};
use crate::visibility;

/// Rows of one statement: 7 columns each, well under SQLite's 32,766 parameters.
const ROWS: usize = 500;

/// What somebody does in one call.
#[derive(Clone, Copy, Debug)]
pub struct NewAccess<'a> {
    /// When.
    pub at: Instant,
    /// Who.
    pub person: PersonId,
    /// What they do.
    pub kind: AccessKind,
    /// In which call, as its log and its errors name it.
    pub request_id: &'a str,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRecord {
    /// The bits of the entry's own ID, by which lists go on.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Who.
    pub person: PersonId,
    /// What they did.
    pub kind: AccessKind,
    /// To what.
    pub subject: Subject,
    /// In which call.
    pub request_id: String,
}

/// A column of an entry that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum AccessField {
    /// When.
    At,
    /// Who, by ID.
    Person,
    /// What they did, by name.
    Kind,
    /// The kind of what they did it to, by name.
    SubjectKind,
    /// What they did it to, by ID.
    Subject,
    /// In which call.
    RequestId,
}

/// What a filter over entries is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum AccessLeaf {
    /// A comparison.
    Field(AccessField, Test),
}

impl AccessField {
    fn column(self) -> Expr {
        let column = match self {
            Self::At => Column::At,
            Self::Person => Column::Person,
            Self::Kind => Column::Action,
            Self::SubjectKind => Column::SubjectKind,
            Self::Subject => Column::Subject,
            Self::RequestId => Column::RequestId,
        };
        Expr::col(column.as_column_ref())
    }
}

/// Those of these records that `plain` would not see: the caller without the roles by which they read everything. An entry of a
/// log counts as the record that it is of. One statement.
///
/// # Errors
/// [`Error::Corrupt`] for a kind that is none.
pub async fn by_role_alone(db: &Connection, plain: &Actor, shown: &[Uuid]) -> Result<Vec<Subject>, Error> {
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let dialect = db.dialect();
    let among = |id: Expr| dialect.any_id(id, shown.iter().copied());
    let of_entries = |table: &'static str, column: &'static str| {
        Query::select().column(column).from(table).and_where(among(Expr::col((table, "id")))).to_owned()
    };
    let id = || Expr::col(("subject", "id"));
    let select = Query::select()
        .columns([("subject", "kind"), ("subject", "id")])
        .from("subject")
        .and_where(
            among(id())
                .or(id().in_subquery(of_entries("progress_update", "task")))
                .or(id().in_subquery(of_entries("problem_update", "problem"))),
        )
        .and_where(visibility::condition(dialect, plain, id()).not())
        .to_owned();
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let (kind, id): (String, Uuid) = (row.try_get("", "kind")?, row.try_get("", "id")?);
            let kind = SubjectKind::parse(&kind).ok_or_else(|| Error::corrupt("subject", "kind", id))?;
            Ok(Subject { kind, id })
        })
        .collect()
}

pub(crate) async fn insert(
    db: &Connection,
    ids: &[Uuid],
    access: &NewAccess<'_>,
    subjects: &[Subject],
) -> Result<(), Error> {
    let rows: Vec<_> =
        ids.iter().zip(subjects).map(|(id, subject)| ActiveModel::of(*id, access, *subject)).collect();
    for rows in rows.chunks(ROWS) {
        Entity::insert_many(rows.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(())
}

impl Store {
    /// Writes down an access to each of these records, in a transaction of its own; nothing for none.
    ///
    /// # Errors
    /// As [`Store::begin`]: what was read must not be answered then.
    pub async fn note_access(
        &self,
        access: &NewAccess<'_>,
        subjects: &[Subject],
        statements: &Statements,
    ) -> Result<(), Error> {
        if subjects.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = subjects.iter().map(|_| self.ids().next()).collect();
        let (db, _turn) = self.write_alone(statements).await?;
        insert(&db, &ids, access, subjects).await?;
        db.commit().await
    }

    /// Takes away at most `most` of the entries from before this instant, the oldest first; how many those were.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn forget_accesses(
        &self,
        before: Instant,
        most: u64,
        statements: &Statements,
    ) -> Result<u64, Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let oldest = Query::select()
            .column(Column::Id)
            .from(Entity)
            .and_where(Column::At.lt(before.micros()))
            .order_by(Column::At, sea_orm::Order::Asc)
            .limit(most)
            .to_owned();
        let delete = Query::delete().from_table(Entity).and_where(Column::Id.in_subquery(oldest)).to_owned();
        let gone = db.execute(&delete).await?.rows_affected();
        db.commit().await?;
        Ok(gone)
    }
}

impl UnitOfWork {
    /// Writes down that somebody does this to a record, with the change that it is.
    ///
    /// # Errors
    /// As every statement.
    pub async fn note_access(&mut self, access: &NewAccess<'_>, subject: Subject) -> Result<(), Error> {
        let id = self.fresh_bits();
        insert(self.db(), &[id], access, &[subject]).await
    }
}

fn newest_first() -> Order {
    Order::by("AT", [Key::int((Entity, Column::At), Direction::Descending)], (Entity, Column::Id))
}

fn select(dialect: Dialect, filter: &Filter<AccessLeaf>) -> SelectStatement {
    let mut select = Entity::find().into_query();
    let mut leaf = |AccessLeaf::Field(field, test): &AccessLeaf| test.on(dialect, field.column());
    select.and_where(filter.condition(&mut leaf));
    select
}

fn record(row: &QueryResult) -> Result<AccessRecord, Error> {
    Model::from_query_result(row, "")?.record()
}

/// A page of the entries, newest first, in one statement. Who may ask is decided before.
///
/// # Errors
/// [`Error::InvalidCursor`]; [`Error::Corrupt`] for a row that does not parse.
pub async fn page(
    db: &Connection,
    filter: &Filter<AccessLeaf>,
    request: &paging::Request,
) -> Result<Page<AccessRecord>, Error> {
    let order = newest_first();
    let window = request.of(&order, filter)?;
    let rows = db.query_all(&window.apply(select(db.dialect(), filter))).await?;
    window.finish(rows)?.try_map(|row| record(&row))
}

/// How many entries [`page`] pages through, counted up to `max`.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, filter: &Filter<AccessLeaf>, max: u64) -> Result<Count, Error> {
    paging::count(db, select(db.dialect(), filter), max).await
}
