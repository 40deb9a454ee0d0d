//! What can be found, made anew from the records of all nouns, in small steps beside whatever else is written.

use std::collections::{BTreeMap, HashMap};

use liaison_domain::access::Actor;
use liaison_domain::command::Aggregate as _;
use liaison_domain::comment::CommentRecord;
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{Id, Kind};
use liaison_domain::search::{KINDS, Searchable};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryFilter as _, Statement};
use uuid::Uuid;

use crate::entities::{department, person};
use crate::error::Error;
use crate::store::{Connection, Statements, Store};
use crate::unit_of_work::Subject;
use crate::{comment, customer, meeting, problem, request, sealed, search, task};

/// Records in one step.
const STEP: u64 = 200;

impl Store {
    /// Makes the entries of the next records after `after`, by ID, anew in one transaction, in which they are locked; answers the
    /// last of them, none after the last step. Numbers are given anew in the order of the steps, so oldest first. Changes no
    /// record, so it leaves no event.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Corrupt`] for a row that does not parse.
    pub async fn reindex(&self, after: Option<Uuid>, statements: &Statements) -> Result<Option<Uuid>, Error> {
        let (db, _turn) = self.write_alone(statements).await?;
        let subjects = locked(&db, after).await?;
        let Some(last) = subjects.last().map(|subject| subject.id) else { return Ok(None) };
        let mut words = words(&db, &subjects).await?;
        search::leave(&db, subjects.iter().map(|subject| subject.id).collect()).await?;
        let found = subjects.into_iter().filter_map(|subject| Some((subject, words.remove(&subject.id)?)));
        search::write(&db, found.collect()).await?;
        db.commit().await?;
        Ok(Some(last))
    }
}

async fn locked(db: &Connection, after: Option<Uuid>) -> Result<Vec<Subject>, Error> {
    let dialect = db.dialect();
    let kinds = KINDS.map(|kind| kind.name().to_owned());
    let mut select = Query::select();
    select
        .columns(["id", "kind"])
        .from("subject")
        .and_where(dialect.any_text(Expr::col("kind"), &kinds))
        .order_by("id", sea_orm::Order::Asc)
        .limit(STEP);
    if let Some(after) = after {
        select.and_where(Expr::col("id").gt(after));
    }
    let mut statement: Statement = dialect.backend().build(&select);
    statement.sql.push_str(dialect.row_lock());
    let read = |row: &sea_orm::QueryResult| {
        let (id, kind): (Uuid, String) = (row.try_get("", "id")?, row.try_get("", "kind")?);
        let kind = SubjectKind::parse(&kind).ok_or(Error::corrupt("subject", "kind", id))?;
        Ok(Subject { kind, id })
    };
    db.query_all_raw(statement).await?.iter().map(read).collect()
}

/// What can be found of these records; a fixed number of statements for each kind that is among them.
async fn words(db: &Connection, subjects: &[Subject]) -> Result<HashMap<Uuid, Searchable>, Error> {
    let mut by_kind: HashMap<SubjectKind, Vec<Uuid>> = HashMap::new();
    for subject in subjects {
        by_kind.entry(subject.kind).or_default().push(subject.id);
    }
    let mut found = HashMap::new();
    for (kind, ids) in by_kind {
        found.extend(of_kind(db, kind, &ids).await?);
    }
    Ok(found)
}

fn typed<K: Kind>(ids: &[Uuid]) -> Vec<Id<K>> {
    ids.iter().map(|id| Id::from_uuid(*id)).collect()
}

async fn of_kind(
    db: &Connection,
    kind: SubjectKind,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Searchable>, Error> {
    let all = &Actor::Server;
    Ok(match kind {
        SubjectKind::Request => {
            let found = request::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Task => {
            let found = task::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Problem => {
            let found = problem::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Meeting => {
            let found = meeting::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Customer => {
            let found = customer::by_ids(db, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Contact => {
            let found = customer::contact::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Interaction => {
            let found = customer::interaction::by_ids(db, all, &typed(ids)).await?;
            found.into_iter().map(|(id, one)| (id.uuid(), one.searchable())).collect()
        }
        SubjectKind::Comment => comments(db, ids).await?,
        SubjectKind::Department => departments(db, ids).await?,
        SubjectKind::Person => people(db, ids).await?,
        _ => HashMap::new(),
    })
}

async fn comments(db: &Connection, ids: &[Uuid]) -> Result<HashMap<Uuid, Searchable>, Error> {
    let found = comment::by_ids(db, &Actor::Server, &typed(ids)).await?;
    let texts: Vec<_> = found.values().map(|one| one.text().text.id).collect();
    let texts = sealed::by_ids(db, &texts).await?;
    let words = |one: &CommentRecord| one.searchable(texts.get(&one.text().text.id).map(String::as_str));
    Ok(found.iter().map(|(id, one)| (id.uuid(), words(one))).collect())
}

async fn departments(db: &Connection, ids: &[Uuid]) -> Result<HashMap<Uuid, Searchable>, Error> {
    let mine =
        db.dialect().any_id(Expr::col((department::Entity, department::Column::Id)), ids.iter().copied());
    let rows = department::Entity::find().filter(mine).all(db).await?;
    rows.into_iter().map(|row| row.department().map(|one| (one.id.uuid(), one.searchable()))).collect()
}

async fn people(db: &Connection, ids: &[Uuid]) -> Result<HashMap<Uuid, Searchable>, Error> {
    let mine = db.dialect().any_id(Expr::col((person::Entity, person::Column::Id)), ids.iter().copied());
    let rows = person::Entity::find().filter(mine).all(db).await?;
    rows.into_iter()
        .map(|row| row.person(BTreeMap::new()).map(|one| (one.id.uuid(), one.searchable())))
        .collect()
}
