//! How much time people and departments spent in meetings: a sum over what the caller may see (resolution 19).

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{DepartmentId, Id, Kind, PersonId};
use liaison_domain::time::Instant;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement, UnionType};
use uuid::Uuid;

use super::column;
use crate::entities::{meeting, meeting_attendee, person};
use crate::error::Error;
use crate::store::Connection;
use crate::visibility;

/// Meetings that took place, and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeetingTime {
    /// How many.
    pub meetings: u64,
    /// Microseconds in them: a department's is the sum of its people's.
    pub micros: i64,
}

/// The time that each of these people spent in meetings which ended from `from` and before `until`: as host, as recorder, or
/// as an attendee who was there. In one statement.
///
/// # Errors
/// As every statement.
pub async fn of_people(
    db: &Connection,
    actor: &Actor,
    people: &[PersonId],
    from: Instant,
    until: Instant,
) -> Result<HashMap<PersonId, MeetingTime>, Error> {
    let mine = db.dialect().any_of(Expr::col(("spent", "person")), people.iter().copied());
    let mut select = spent(db, actor, from, until);
    select.and_where(mine).expr_as(Expr::col(("spent", "person")), "of").group_by_col(("spent", "person"));
    sums(db, &select).await
}

/// The same for the people of each of these departments, as they are employed now.
///
/// # Errors
/// As every statement.
pub async fn of_departments(
    db: &Connection,
    actor: &Actor,
    departments: &[DepartmentId],
    from: Instant,
    until: Instant,
) -> Result<HashMap<DepartmentId, MeetingTime>, Error> {
    let mut select = spent(db, actor, from, until);
    let employed = Expr::col((person::Entity, person::Column::Id)).eq(Expr::col(("spent", "person")));
    let department = (person::Entity, person::Column::Department);
    select.join(sea_orm::JoinType::InnerJoin, person::Entity, employed);
    select.and_where(db.dialect().any_of(Expr::col(department), departments.iter().copied()));
    select.expr_as(Expr::col(department), "of").group_by_col(department);
    sums(db, &select).await
}

/// A row for each person in each meeting that ended in the period, whatever they were there as, summed up by the caller.
fn spent(db: &Connection, actor: &Actor, from: Instant, until: Instant) -> SelectStatement {
    let ended = |select: &mut SelectStatement| {
        select
            .from(meeting::Entity)
            .and_where(column(meeting::Column::Lasted).is_not_null())
            .and_where(column(meeting::Column::Status).ne("CANCELLED"))
            .and_where(column(meeting::Column::EndedAt).gte(from.micros()))
            .and_where(column(meeting::Column::EndedAt).lt(until.micros()))
            .and_where(visibility::condition(db.dialect(), actor, column(meeting::Column::Id)));
    };
    let led = |by: meeting::Column| {
        let mut select = Query::select();
        select.expr_as(column(meeting::Column::Id), "id").expr_as(column(by), "person");
        select.expr_as(column(meeting::Column::Lasted), "lasted");
        ended(&mut select);
        select
    };
    let mut all = Query::select();
    all.expr_as(column(meeting::Column::Id), "id");
    all.expr_as(column(meeting_attendee::Column::Person), "person");
    all.expr_as(column(meeting::Column::Lasted), "lasted");
    ended(&mut all);
    all.join(
        sea_orm::JoinType::InnerJoin,
        meeting_attendee::Entity,
        column(meeting_attendee::Column::Meeting).eq(column(meeting::Column::Id)),
    );
    all.and_where(column(meeting_attendee::Column::Attended).eq(true));
    // Who is there as two things at once is there once.
    all.union(UnionType::Distinct, led(meeting::Column::Host));
    all.union(UnionType::Distinct, led(meeting::Column::Recorder));
    let mut select = Query::select();
    select.from_subquery(all, "spent");
    select.expr_as(Expr::cust("count(*)"), "meetings");
    select.expr_as(Expr::cust("CAST(sum(spent.lasted) AS bigint)"), "micros");
    select
}

async fn sums<K: Kind>(
    db: &Connection,
    select: &SelectStatement,
) -> Result<HashMap<Id<K>, MeetingTime>, Error> {
    let mut found = HashMap::new();
    for row in db.query_all(select).await? {
        let of: Uuid = row.try_get("", "of")?;
        let meetings: i64 = row.try_get("", "meetings")?;
        let time = MeetingTime {
            meetings: u64::try_from(meetings).unwrap_or_default(),
            micros: row.try_get("", "micros")?,
        };
        found.insert(Id::from_uuid(of), time);
    }
    Ok(found)
}
