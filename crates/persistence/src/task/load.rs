//! Tasks with all that surrounds them: what a command decides on, and what `abilities` are read from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use liaison_domain::command::Aggregate as _;
use liaison_domain::directory::Directory;
use liaison_domain::ids::{MeetingId, PersonId, RequestId, TaskId};
use liaison_domain::request::frame::Frame;
use liaison_domain::task::{Anchor, Neighbour, Setting, Sibling, Task, TaskStatus};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, UnionType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, JoinType, QueryFilter as _, QueryResult,
    QuerySelect as _,
};
use uuid::Uuid;

use super::column;
use crate::entities::{problem, task, task_collaborator, task_dependency};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::UnitOfWork;
use crate::visibility;

/// What the task hangs on, unlocked: it never changes.
///
/// # Errors
/// As every statement.
pub async fn anchor_of(db: &Connection, id: TaskId) -> Result<Option<Anchor>, Error> {
    let select = task::Entity::find_by_id(id.uuid())
        .select_only()
        .columns([task::Column::Request, task::Column::Home, task::Column::Meeting])
        .into_tuple::<(Option<Uuid>, Option<Uuid>, Option<Uuid>)>();
    let Some((request, home, meeting)) = select.one(db).await? else { return Ok(None) };
    task::anchor(request, home, meeting).map(Some).ok_or(Error::corrupt("task", "home", id.uuid()))
}

/// Locks the task and reads it with its setting. `frame` is its request's, locked before; none for a task without one.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn find_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    id: TaskId,
    frame: Option<Frame>,
) -> Result<Option<Task>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let frames = frame.into_iter().map(|frame| (frame.request, frame)).collect();
    Ok(load(work.db(), directory, &[id], &frames).await?.remove(&id))
}

/// The open tasks that this person answers for, unlocked.
///
/// # Errors
/// As every statement.
pub async fn open_of_assignee(db: &Connection, person: PersonId) -> Result<Vec<TaskId>, Error> {
    let open = TaskStatus::ALL.into_iter().filter(|status| status.is_open());
    let ids: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::Assignee.eq(person.uuid()))
        .filter(task::Column::Status.is_in(open.map(TaskStatus::name)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(TaskId::from_uuid).collect())
}

/// Locks all tasks of a request and reads them in the order of their creation.
///
/// # Errors
/// As [`find_for_change`].
pub async fn of_request_for_change(
    work: &mut UnitOfWork,
    directory: &Directory,
    frame: &Frame,
) -> Result<Vec<Task>, Error> {
    let ids: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::Request.eq(frame.request.uuid()))
        .into_tuple()
        .all(work.db())
        .await?;
    work.lock_all(&ids).await?;
    let ids: Vec<TaskId> = ids.into_iter().map(TaskId::from_uuid).collect();
    let frames = BTreeMap::from([(frame.request, frame.clone())]);
    let mut tasks: Vec<Task> = load(work.db(), directory, &ids, &frames).await?.into_values().collect();
    tasks.sort_by_key(|task| (task.record().created_at, task.record().id));
    Ok(tasks)
}

/// Gives the tasks of these meetings the audience that follows from the meeting's new one, and answers them. It changes no task,
/// so it leaves no event; one statement where there are none.
///
/// # Errors
/// As [`find_for_change`].
pub async fn reseat(
    work: &mut UnitOfWork,
    directory: &Directory,
    meetings: &[MeetingId],
) -> Result<Vec<TaskId>, Error> {
    let ids: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(work.db().dialect().any_of(column(task::Column::Meeting), meetings.iter().copied()))
        .filter(task::Column::Request.is_null())
        .into_tuple()
        .all(work.db())
        .await?;
    work.lock_all(&ids).await?;
    let tasks: Vec<TaskId> = ids.iter().copied().map(TaskId::from_uuid).collect();
    let found = load(work.db(), directory, &tasks, &BTreeMap::new()).await?;
    if !found.is_empty() {
        let after = found.values().map(|task| (task.uuid(), task.audience())).collect();
        visibility::reseat(work.db(), &after).await?;
    }
    Ok(tasks)
}

/// These tasks in their settings, in four statements and four more where one hangs on a meeting; `frames` has the requests
/// they hang on. Asks nobody for rights.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn load(
    db: &Connection,
    directory: &Directory,
    ids: &[TaskId],
    frames: &BTreeMap<RequestId, Frame>,
) -> Result<HashMap<TaskId, Task>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mine = db.dialect().any_of(column(task::Column::Id), ids.iter().copied());
    let rows = task::Entity::find().filter(mine).all(db).await?;
    let mut helpers = collaborators(db, ids).await?;
    let mut neighbours = neighbours(db, ids).await?;
    let problems = problem_counts(db, ids).await?;
    let meetings = rows.iter().filter_map(|row| match task::anchor(row.request, row.home, row.meeting) {
        Some(Anchor::Meeting(meeting)) => Some(meeting),
        _ => None,
    });
    let meetings = crate::meeting::frames(db, &meetings.collect::<Vec<_>>()).await?;
    let mut found = HashMap::new();
    for row in rows {
        let id = TaskId::from_uuid(row.id);
        let (dependencies, dependents) = neighbours.remove(&id).unwrap_or_default();
        let depends_on = dependencies.iter().map(|neighbour| neighbour.task).collect();
        let record = row.record(helpers.remove(&id).unwrap_or_default(), depends_on)?;
        let (unattended_problems, unsettled_problems) = problems.get(&id).copied().unwrap_or_default();
        let frame = record.request().and_then(|request| frames.get(&request).cloned());
        let meeting = match record.anchor {
            Anchor::Meeting(meeting) => meetings.get(&meeting).cloned(),
            Anchor::Request(_) | Anchor::Department(_) => None,
        };
        let heads = Setting::heads_of(&record, directory);
        let setting = Setting {
            frame,
            meeting,
            heads,
            dependencies,
            dependents,
            unattended_problems,
            unsettled_problems,
        };
        found.insert(id, Task::restore(record, setting));
    }
    Ok(found)
}

/// The tasks of a request with what they wait for, for the check of dependencies.
///
/// # Errors
/// As every statement.
pub async fn siblings(db: &Connection, request: RequestId) -> Result<Vec<Sibling>, Error> {
    let select = Query::select()
        .columns([(task::Entity, task::Column::Id), (task::Entity, task::Column::Code)])
        .column((task_dependency::Entity, task_dependency::Column::DependsOn))
        .from(task::Entity)
        .join(
            JoinType::LeftJoin,
            task_dependency::Entity,
            column(task_dependency::Column::Task).equals((task::Entity, task::Column::Id)),
        )
        .and_where(task::Column::Request.eq(request.uuid()))
        .to_owned();
    let mut found: HashMap<TaskId, Sibling> = HashMap::new();
    for row in db.query_all(&select).await? {
        let id = TaskId::from_uuid(row.try_get("", "id")?);
        let code = row.try_get("", "code")?;
        let target: Option<Uuid> = row.try_get("", "depends_on")?;
        let sibling = found.entry(id).or_insert_with(|| Sibling { id, code, depends_on: BTreeSet::new() });
        sibling.depends_on.extend(target.map(TaskId::from_uuid));
    }
    Ok(found.into_values().collect())
}

/// Who helps with each of these tasks.
pub(super) async fn collaborators(
    db: &Connection,
    ids: &[TaskId],
) -> Result<HashMap<TaskId, BTreeSet<PersonId>>, Error> {
    let mine = db.dialect().any_of(column(task_collaborator::Column::Task), ids.iter().copied());
    let mut found: HashMap<TaskId, BTreeSet<PersonId>> = HashMap::new();
    for row in task_collaborator::Entity::find().filter(mine).all(db).await? {
        found.entry(TaskId::from_uuid(row.task)).or_default().insert(PersonId::from_uuid(row.person));
    }
    Ok(found)
}

/// What each of these tasks waits for.
pub(super) async fn dependencies(
    db: &Connection,
    ids: &[TaskId],
) -> Result<HashMap<TaskId, BTreeSet<TaskId>>, Error> {
    let mine = db.dialect().any_of(column(task_dependency::Column::Task), ids.iter().copied());
    let mut found: HashMap<TaskId, BTreeSet<TaskId>> = HashMap::new();
    for row in task_dependency::Entity::find().filter(mine).all(db).await? {
        found.entry(TaskId::from_uuid(row.task)).or_default().insert(TaskId::from_uuid(row.depends_on));
    }
    Ok(found)
}

type Neighbours = (Vec<Neighbour>, Vec<Neighbour>);

/// What each of these tasks waits for, and what waits for it, in one statement.
async fn neighbours(db: &Connection, ids: &[TaskId]) -> Result<HashMap<TaskId, Neighbours>, Error> {
    use task_dependency::Column::{DependsOn, Task as Waiting};
    let side = |owner, neighbour, direction: i64| {
        Query::select()
            .expr_as(column(owner), "owner")
            .expr_as(Expr::val(direction), "direction")
            .columns([
                (task::Entity, task::Column::Id),
                (task::Entity, task::Column::Code),
                (task::Entity, task::Column::Status),
                (task::Entity, task::Column::Assignee),
            ])
            .from(task_dependency::Entity)
            .join(
                JoinType::InnerJoin,
                task::Entity,
                column(neighbour).equals((task::Entity, task::Column::Id)),
            )
            .and_where(db.dialect().any_of(column(owner), ids.iter().copied()))
            .to_owned()
    };
    let mut both = side(Waiting, DependsOn, 0);
    both.union(UnionType::All, side(DependsOn, Waiting, 1));
    let mut found: HashMap<TaskId, Neighbours> = HashMap::new();
    for row in db.query_all(&both).await? {
        let owner = TaskId::from_uuid(row.try_get("", "owner")?);
        let (dependencies, dependents) = found.entry(owner).or_default();
        let list = if row.try_get::<i64>("", "direction")? == 0 { dependencies } else { dependents };
        list.push(neighbour(&row)?);
    }
    for (dependencies, dependents) in found.values_mut() {
        dependencies.sort_by(|a, b| a.code.cmp(&b.code));
        dependents.sort_by(|a, b| a.code.cmp(&b.code));
    }
    Ok(found)
}

fn neighbour(row: &QueryResult) -> Result<Neighbour, Error> {
    let id: Uuid = row.try_get("", "id")?;
    let status: String = row.try_get("", "status")?;
    Ok(Neighbour {
        task: TaskId::from_uuid(id),
        code: row.try_get("", "code")?,
        status: TaskStatus::parse(&status).ok_or(Error::corrupt("task", "status", id))?,
        assignee: PersonId::from_uuid(row.try_get("", "assignee")?),
    })
}

/// How many problems of each task nobody has taken up, and how many are unsettled.
async fn problem_counts(db: &Connection, ids: &[TaskId]) -> Result<HashMap<TaskId, (u32, u32)>, Error> {
    let select = Query::select()
        .column(problem::Column::Task)
        .expr_as(Expr::cust("count(CASE WHEN status = 'OPEN' THEN 1 END)"), "unattended")
        .expr_as(Expr::cust("count(*)"), "unsettled")
        .from(problem::Entity)
        .and_where(db.dialect().any_of(column(problem::Column::Task), ids.iter().copied()))
        .and_where(Expr::col(problem::Column::Status).is_not_in(["CONFIRMED", "WITHDRAWN"]))
        .group_by_col(problem::Column::Task)
        .to_owned();
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let count = |name| row.try_get::<i64>("", name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        let task = TaskId::from_uuid(row.try_get("", "task")?);
        found.insert(task, (count("unattended")?, count("unsettled")?));
    }
    Ok(found)
}
