//! Problems with what surrounds them: what a command decides on, and what `abilities` are read from.

use std::collections::{BTreeMap, HashMap};

use liaison_domain::access::Audience;
use liaison_domain::directory::Directory;
use liaison_domain::ids::{ProblemId, RequestId, TaskId};
use liaison_domain::problem::{Anchor, Problem, ProblemRecord, ProblemStatus, Setting};
use liaison_domain::request::frame::Frame;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Select};
use uuid::Uuid;

use super::column;
use crate::entities::problem;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;
use crate::visibility;

/// What the problem hangs on, unlocked. It changes once at most, when its task is cancelled: compare it with the record read
/// under the lock.
///
/// # Errors
/// As every statement.
pub async fn anchor_of(db: &Connection, id: ProblemId) -> Result<Option<Anchor>, Error> {
    let row = problem::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(problem::Model::record).transpose()?.map(|record| record.anchor))
}

/// Locks the problem and reads it in its setting. `frame` is its request's, locked before; none where it has none.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    id: ProblemId,
    frame: Option<Frame>,
) -> Result<Option<Problem>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let frames = frame.into_iter().map(|frame| (frame.request, frame)).collect();
    Ok(load(work.db(), directory, &[id], &frames).await?.remove(&id))
}

/// Locks all problems of a request and of its tasks and reads them.
///
/// # Errors
/// As [`find_for_change`].
pub async fn of_request_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    frame: &Frame,
) -> Result<Vec<Problem>, Error> {
    let of = problem::Entity::find().filter(problem::Column::Request.eq(frame.request.uuid()));
    all_for_change(work, directory, of, Some(frame)).await
}

/// Locks all problems of a task and reads them; `frame` is its request's.
///
/// # Errors
/// As [`find_for_change`].
pub async fn of_task_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    task: TaskId,
    frame: Option<&Frame>,
) -> Result<Vec<Problem>, Error> {
    let of = problem::Entity::find().filter(problem::Column::Task.eq(task.uuid()));
    all_for_change(work, directory, of, frame).await
}

async fn all_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    of: Select<problem::Entity>,
    frame: Option<&Frame>,
) -> Result<Vec<Problem>, Error> {
    let ids: Vec<Uuid> = of.select_only().column(problem::Column::Id).into_tuple().all(work.db()).await?;
    work.lock_all(&ids).await?;
    let ids: Vec<ProblemId> = ids.into_iter().map(ProblemId::from_uuid).collect();
    let frames = frame.into_iter().map(|frame| (frame.request, frame.clone())).collect();
    let mut found: Vec<Problem> = load(work.db(), directory, &ids, &frames).await?.into_values().collect();
    found.sort_by_key(|problem| (problem.record().raised_at, problem.record().id));
    Ok(found)
}

/// These problems in their settings; `frames` has the requests they hang on. Asks nobody for rights. One statement, and
/// three more where one hangs on a task that stands alone.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn load(
    db: &Connection,
    directory: &Directory,
    ids: &[ProblemId],
    frames: &BTreeMap<RequestId, Frame>,
) -> Result<HashMap<ProblemId, Problem>, Error> {
    let mine = db.dialect().any_of(column(problem::Column::Id), ids.iter().copied());
    let rows = problem::Entity::find().filter(mine).all(db).await?;
    let records: Vec<ProblemRecord> =
        rows.into_iter().map(problem::Model::record).collect::<Result<_, _>>()?;
    let tasks = audiences_of_lone_tasks(db, &records).await?;
    let restored = records.into_iter().map(|record| {
        let task = record.anchor.task().and_then(|task| tasks.get(&task.uuid()).cloned());
        let setting = Setting {
            frame: record.anchor.request().and_then(|request| frames.get(&request).cloned()),
            task_audience: task,
            heads: Setting::heads_of(&record, directory),
        };
        (record.id, Problem::restore(record, setting))
    });
    Ok(restored.collect())
}

async fn audiences_of_lone_tasks(
    db: &Connection,
    records: &[ProblemRecord],
) -> Result<HashMap<Uuid, Audience>, Error> {
    let tasks = records.iter().filter_map(|record| match record.anchor {
        Anchor::Task { task, request: None } => Some(task.uuid()),
        _ => None,
    });
    let tasks: Vec<Uuid> = tasks.collect();
    if tasks.is_empty() { Ok(HashMap::new()) } else { visibility::audiences(db, &tasks).await }
}

/// A problem that is neither confirmed nor withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Which.
    pub problem: ProblemId,
    /// Whether it hangs on a task.
    pub on_task: bool,
}

/// The unsettled problems of each of these requests and of their tasks, oldest first. Counts what is there, whoever asks:
/// closing depends on it.
///
/// # Errors
/// As every statement.
pub async fn unsettled(
    db: &Connection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, Vec<Unsettled>>, Error> {
    let settled = ProblemStatus::ALL.into_iter().filter(|status| status.is_settled());
    let mine = db.dialect().any_of(column(problem::Column::Request), requests.iter().copied());
    let mut rows: Vec<(Uuid, Option<Uuid>, Uuid, i64)> = problem::Entity::find()
        .select_only()
        .columns([
            problem::Column::Id,
            problem::Column::Task,
            problem::Column::Request,
            problem::Column::RaisedAt,
        ])
        .filter(mine.and(column(problem::Column::Status).is_not_in(settled.map(ProblemStatus::name))))
        .into_tuple()
        .all(db)
        .await?;
    rows.sort_unstable_by_key(|(id, _, _, raised_at)| (*raised_at, *id));
    let mut found: HashMap<RequestId, Vec<Unsettled>> = HashMap::new();
    for (id, task, request, _) in rows {
        let problem = Unsettled { problem: ProblemId::from_uuid(id), on_task: task.is_some() };
        found.entry(RequestId::from_uuid(request)).or_default().push(problem);
    }
    Ok(found)
}
