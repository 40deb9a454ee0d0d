//! Meetings with what surrounds them: what a command decides on, and what `abilities` are read from.

use std::collections::HashMap;

use liaison_domain::access::Audience;
use liaison_domain::ids::{DepartmentId, MeetingId, PersonId, RequestId};
use liaison_domain::meeting::{Meeting, MeetingStatus};
use liaison_domain::pack::PackRef;
use liaison_domain::task::MeetingFrame;
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::column;
use crate::entities::meeting;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;
use crate::visibility;

/// The request that the meeting is about, unlocked: it never changes. `None` for a meeting that is not there.
///
/// # Errors
/// As every statement.
pub async fn request_of(db: &Connection, id: MeetingId) -> Result<Option<Option<RequestId>>, Error> {
    let select = meeting::Entity::find_by_id(id.uuid()).select_only().column(meeting::Column::Request);
    let found: Option<Option<Uuid>> = select.into_tuple().one(db).await?;
    Ok(found.map(|request| request.map(RequestId::from_uuid)))
}

/// Locks the meeting and reads it; its request is locked before.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(work: &mut UnitOfWork, id: MeetingId) -> Result<Option<Meeting>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    Ok(load(work.db(), &[id]).await?.remove(&id))
}

/// These meetings, in one statement and three more where one is about a request. Asks nobody for rights.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn load(db: &Connection, ids: &[MeetingId]) -> Result<HashMap<MeetingId, Meeting>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mine = db.dialect().any_of(column(meeting::Column::Id), ids.iter().copied());
    let rows = meeting::Entity::find().filter(mine).all(db).await?;
    restore(db, rows).await
}

async fn restore(db: &Connection, rows: Vec<meeting::Model>) -> Result<HashMap<MeetingId, Meeting>, Error> {
    let open = rows.iter().filter(|row| !row.confidential);
    let requests: Vec<Uuid> = open.filter_map(|row| row.request).collect();
    let audiences =
        if requests.is_empty() { HashMap::new() } else { visibility::audiences(db, &requests).await? };
    rows.into_iter()
        .map(|row| {
            let of = row.request.and_then(|request| audiences.get(&request).cloned());
            let record = row.record()?;
            Ok((record.id, Meeting::restore(record, of)))
        })
        .collect()
}

/// These meetings as their tasks see them, in four statements; none where there are none.
///
/// # Errors
/// As every statement.
pub async fn frames(db: &Connection, ids: &[MeetingId]) -> Result<HashMap<MeetingId, MeetingFrame>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let audiences = visibility::audiences(db, &uuids).await?;
    let select = Query::select()
        .columns([
            meeting::Column::Id,
            meeting::Column::Code,
            meeting::Column::Host,
            meeting::Column::Department,
            meeting::Column::PackName,
            meeting::Column::PackVersion,
        ])
        .from(meeting::Entity)
        .and_where(db.dialect().any_id(column(meeting::Column::Id), uuids))
        .to_owned();
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let id: Uuid = row.try_get("", "id")?;
        let version: i64 = row.try_get("", "pack_version")?;
        let version = u32::try_from(version).map_err(|_| Error::corrupt("meeting", "pack_version", id))?;
        let frame = MeetingFrame {
            meeting: MeetingId::from_uuid(id),
            code: row.try_get("", "code")?,
            host: PersonId::from_uuid(row.try_get("", "host")?),
            department: DepartmentId::from_uuid(row.try_get("", "department")?),
            pack: PackRef { name: row.try_get("", "pack_name")?, version },
            audience: audiences.get(&id).cloned().ok_or(Error::corrupt("subject", "audience_of", id))?,
        };
        found.insert(frame.meeting, frame);
    }
    Ok(found)
}

/// The meetings whose time has passed by `now` and which nobody has ended, unlocked, at most `limit`, the first to end first.
///
/// # Errors
/// As every statement.
pub async fn ended(db: &Connection, now: Instant, limit: u64) -> Result<Vec<MeetingId>, Error> {
    let ids: Vec<Uuid> = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::Status.eq(MeetingStatus::Scheduled.name()))
        .filter(meeting::Column::EndsAt.lte(now.micros()))
        .order_by_asc(meeting::Column::EndsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(MeetingId::from_uuid).collect())
}

/// Gives the meetings on this request, which the unit has locked, the audience that follows from the request's new one, and
/// answers them. It changes no meeting, so it leaves no event; one statement where there are none.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn reseat(
    work: &mut UnitOfWork,
    request: RequestId,
    audience: &Audience,
) -> Result<Vec<MeetingId>, Error> {
    let select = meeting::Entity::find()
        .filter(meeting::Column::Request.eq(request.uuid()))
        .filter(Expr::col(meeting::Column::Confidential).eq(false))
        .into_query();
    let rows = work.db().query_all(&select).await?;
    let records = rows.iter().map(|row| meeting::Model::from_query_result(row, "")?.record());
    let records = records.collect::<Result<Vec<_>, Error>>()?;
    let ids: Vec<Uuid> = records.iter().map(|record| record.id.uuid()).collect();
    if !ids.is_empty() {
        work.lock_all(&ids).await?;
        let after = records.iter().map(|record| (record.id.uuid(), record.audience(Some(audience))));
        visibility::reseat(work.db(), &after.collect()).await?;
    }
    Ok(records.into_iter().map(|record| record.id).collect())
}
