//! The rows behind the condition: written from the difference of two scopes, read back as audiences.

use std::collections::{BTreeSet, HashMap};

use liaison_domain::access::Audience;
use liaison_domain::ids::{DepartmentId, PersonId};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use uuid::Uuid;

use super::{Scope, parse_reach};
use crate::error::Error;
use crate::store::Connection;

const DEPARTMENTS: (&str, &str) = ("visibility_department", "department");
const PERSONS: (&str, &str) = ("visibility_person", "person");

/// Brings the two tables from `before` to `after`, at most four statements, none where nothing changed.
pub(crate) async fn rewrite(
    db: &Connection,
    subject: Uuid,
    before: Option<&Scope>,
    after: &Scope,
) -> Result<(), Error> {
    let departments = before.map(Scope::departments).unwrap_or_default();
    let persons = before.map(Scope::persons).unwrap_or_default();
    difference(db, DEPARTMENTS, subject, &departments, &after.departments()).await?;
    difference(db, PERSONS, subject, &persons, &after.persons()).await
}

/// Puts these persons into the audiences of these records, where they are not there already; none for none.
pub(crate) async fn name(db: &Connection, named: impl Iterator<Item = (Uuid, Uuid)>) -> Result<(), Error> {
    let (table, column) = PERSONS;
    let mut insert = Query::insert();
    insert.into_table(table).columns(["subject", column]);
    let mut any = false;
    for (subject, person) in named {
        insert.values_panic([subject.into(), person.into()]);
        any = true;
    }
    if any {
        insert.on_conflict(OnConflict::columns(["subject", column]).do_nothing().to_owned());
        db.execute(&insert).await?;
    }
    Ok(())
}

/// Gives records with an audience of their own these instead, without a change of the records; three statements, and at most
/// five for each that is another.
pub(crate) async fn reseat(db: &Connection, after: &HashMap<Uuid, Audience>) -> Result<(), Error> {
    let subjects: Vec<Uuid> = after.keys().copied().collect();
    for (subject, before) in audiences(db, &subjects).await? {
        let Some(after) = after.get(&subject).filter(|after| **after != before) else { continue };
        let (before, after) = (Scope::Own(before), Scope::Own(after.clone()));
        let columns = after.columns(subject);
        let update = Query::update()
            .table("subject")
            .value("reach", columns.reach)
            .value("escalated", columns.escalated)
            .and_where(Expr::col("id").eq(subject))
            .to_owned();
        db.execute(&update).await?;
        rewrite(db, subject, Some(&before), &after).await?;
    }
    Ok(())
}

async fn difference(
    db: &Connection,
    (table, column): (&'static str, &'static str),
    subject: Uuid,
    before: &BTreeSet<Uuid>,
    after: &BTreeSet<Uuid>,
) -> Result<(), Error> {
    let gone: Vec<Uuid> = before.difference(after).copied().collect();
    if !gone.is_empty() {
        let delete = Query::delete()
            .from_table(table)
            .and_where(Expr::col("subject").eq(subject))
            .and_where(db.dialect().any_id(Expr::col(column), gone))
            .to_owned();
        db.execute(&delete).await?;
    }
    let mut insert = Query::insert();
    insert.into_table(table).columns(["subject", column]);
    let mut any = false;
    for new in after.difference(before) {
        insert.values_panic([subject.into(), (*new).into()]);
        any = true;
    }
    if any {
        db.execute(&insert).await?;
    }
    Ok(())
}

pub(super) async fn audiences(db: &Connection, subjects: &[Uuid]) -> Result<HashMap<Uuid, Audience>, Error> {
    let heads = Query::select()
        .expr_as(Expr::col(("own", "id")), "id")
        .expr_as(Expr::col(("audience", "id")), "audience_of")
        .expr_as(Expr::col(("audience", "reach")), "reach")
        .expr_as(Expr::col(("audience", "escalated")), "escalated")
        .from_as("subject", "own")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "subject",
            "audience",
            Expr::col(("audience", "id")).equals(("own", "audience_of")),
        )
        .and_where(db.dialect().any_id(Expr::col(("own", "id")), subjects.iter().copied()))
        .to_owned();
    let heads = db.query_all(&heads).await?;
    let mut sources: BTreeSet<Uuid> = subjects.iter().copied().collect();
    for head in &heads {
        sources.insert(head.try_get("", "audience_of")?);
    }
    let departments = members(db, DEPARTMENTS, &sources).await?;
    let persons = members(db, PERSONS, &sources).await?;
    let mut found = HashMap::new();
    for head in heads {
        let (id, of): (Uuid, Uuid) = (head.try_get("", "id")?, head.try_get("", "audience_of")?);
        let reach: String = head.try_get("", "reach")?;
        let reach = parse_reach(&reach).ok_or(Error::corrupt("subject", "reach", of))?;
        let named = BTreeSet::from([id, of]);
        let audience = Audience::new(
            reach,
            departments.get(&of).into_iter().flatten().map(|id| DepartmentId::from_uuid(*id)),
            named.iter().filter_map(|id| persons.get(id)).flatten().map(|id| PersonId::from_uuid(*id)),
        );
        found.insert(id, audience.escalated(head.try_get("", "escalated")?));
    }
    Ok(found)
}

async fn members(
    db: &Connection,
    (table, column): (&'static str, &'static str),
    subjects: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, Error> {
    let select = Query::select()
        .columns(["subject", column])
        .from(table)
        .and_where(db.dialect().any_id(Expr::col("subject"), subjects.iter().copied()))
        .to_owned();
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in db.query_all(&select).await? {
        found.entry(row.try_get("", "subject")?).or_default().push(row.try_get("", column)?);
    }
    Ok(found)
}
