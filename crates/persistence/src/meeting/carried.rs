//! What earlier meetings left undone: the overdue tasks of their minutes, which the next meeting opens with (S1-33).

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::ids::{DecisionId, MeetingId, TaskId};
use liaison_domain::meeting::{Carried, MAX_ITEMS};
use liaison_domain::task::TaskStatus;
use liaison_domain::time::Instant;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use uuid::Uuid;

use crate::entities::{meeting, task};
use crate::error::Error;
use crate::store::Connection;
use crate::visibility;

/// For each of these meetings, the tasks from minutes of earlier meetings of its series or on its request that will be overdue
/// when it starts and that `actor` may see; the longest overdue first, at most 50 each, in one statement.
///
/// # Errors
/// As every statement.
pub async fn carried(
    db: &Connection,
    actor: &Actor,
    meetings: &[MeetingId],
) -> Result<HashMap<MeetingId, Vec<Carried>>, Error> {
    let of = |table: &'static str, column: meeting::Column| Expr::col((table, column));
    let open = TaskStatus::ALL.into_iter().filter(|status| status.is_open());
    let earlier = of("earlier", meeting::Column::StartsAt).lt(of("next", meeting::Column::StartsAt));
    let series = of("earlier", meeting::Column::Series).eq(of("next", meeting::Column::Series));
    let request = of("earlier", meeting::Column::Request).eq(of("next", meeting::Column::Request));
    let owed = |column: task::Column| Expr::col((task::Entity, column));
    let select = Query::select()
        .expr_as(of("next", meeting::Column::Id), "next")
        .expr_as(of("earlier", meeting::Column::Id), "earlier")
        .expr_as(owed(task::Column::Id), "task")
        .expr_as(owed(task::Column::Decision), "decision")
        .expr_as(owed(task::Column::DueAt), "due_at")
        .from_as(meeting::Entity, "next")
        .join_as(sea_orm::JoinType::InnerJoin, meeting::Entity, "earlier", earlier.and(series.or(request)))
        .join(
            sea_orm::JoinType::InnerJoin,
            task::Entity,
            owed(task::Column::Meeting).eq(of("earlier", meeting::Column::Id)),
        )
        .and_where(db.dialect().any_of(of("next", meeting::Column::Id), meetings.iter().copied()))
        .and_where(owed(task::Column::DueAt).lt(of("next", meeting::Column::StartsAt)))
        .and_where(owed(task::Column::Status).is_in(open.map(TaskStatus::name)))
        .and_where(visibility::condition(db.dialect(), actor, owed(task::Column::Id)))
        .order_by((task::Entity, task::Column::DueAt), sea_orm::Order::Asc)
        .order_by((task::Entity, task::Column::Id), sea_orm::Order::Asc)
        .to_owned();
    let mut found: HashMap<MeetingId, Vec<Carried>> = HashMap::new();
    for row in db.query_all(&select).await? {
        let decision: Option<Uuid> = row.try_get("", "decision")?;
        let list = found.entry(MeetingId::from_uuid(row.try_get("", "next")?)).or_default();
        if list.len() < MAX_ITEMS {
            list.push(Carried {
                task: TaskId::from_uuid(row.try_get("", "task")?),
                meeting: MeetingId::from_uuid(row.try_get("", "earlier")?),
                decision: decision.map(DecisionId::from_uuid),
                due_at: Instant::from_micros(row.try_get("", "due_at")?),
            });
        }
    }
    Ok(found)
}
