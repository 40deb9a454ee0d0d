//! The whole record as it stands, page by page, for whoever holds it against its digests and roots: what cannot be read is told
//! row by row instead of ending the reading.
//!
//! Every function is a fixed number of statements, whatever the page has in it.

use std::collections::HashMap;

use liaison_domain::canonical::{self, Digest};
use liaison_domain::event::{Envelope, SubjectKind};
use liaison_domain::ids::RequestId;
use liaison_domain::integrity::{Break, Fault, Link};
use liaison_domain::record_root::RecordRoot;
use liaison_domain::request::Request;
use liaison_domain::request::attested::{TELLING, Told};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, JoinType,
    QueryFilter as _, QueryOrder as _, QueryResult, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::entities::{event, record_root};
use crate::error::Error;
use crate::request;
use crate::store::Connection;

/// A row as what it says, or why it cannot be read.
pub type Row<T> = Result<T, Break>;

fn unreadable(table: &'static str, column: &str) -> Fault {
    Fault::Unreadable { table, column: column.to_owned() }
}

/// At most `most` events after `after` and not beyond `up_to`, in their order.
///
/// # Errors
/// As every statement.
pub async fn events(db: &Connection, after: i64, up_to: i64, most: u64) -> Result<Vec<Row<Envelope>>, Error> {
    let select = event::Entity::find()
        .filter(event::Column::Position.gt(after))
        .filter(event::Column::Position.lte(up_to))
        .order_by_asc(event::Column::Position)
        .limit(most);
    let rows = db.query_all(select.as_query()).await?;
    Ok(rows.iter().map(envelope).collect())
}

fn envelope(row: &QueryResult) -> Row<Envelope> {
    let kind = row.try_get::<String>("", "subject_kind").ok().and_then(|name| SubjectKind::parse(&name));
    let broken = |column: &str| Break {
        position: row.try_get("", "position").ok(),
        subject: kind.zip(row.try_get("", "subject").ok()),
        fault: unreadable("event", column),
    };
    let row = event::Model::from_query_result(row, "").map_err(|fault| broken(&fault.to_string()))?;
    let texts = [Some(row.audience.clone()), row.audience_before.clone()];
    let read = row.envelope().map_err(|fault| match fault {
        Error::Corrupt { column, .. } => broken(column),
        other => broken(&other.to_string()),
    })?;
    // What was written is the one form of what it says: nothing hides beside it.
    let again = [Some(canonical::json(&read.audience)), read.audience_before.as_ref().map(canonical::json)];
    if texts == again { Ok(read) } else { Err(broken("audience")) }
}

/// For each of these subjects that is there, its last event before a position, if it has one. One statement.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] where such an event has no digest.
pub async fn links(
    db: &Connection,
    subjects: &[Uuid],
    before: i64,
) -> Result<HashMap<Uuid, Option<Link>>, Error> {
    let last = last_event(Some(before));
    let mut select = heads_with(last);
    select.and_where(db.dialect().any_id(Expr::col(("subject", "id")), subjects.iter().copied()));
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let head = head(&row)?;
        let corrupt = || Error::corrupt("event", "digest", head.id);
        let link = match &head.last {
            Some((_, version, ordinal, digest)) => {
                let ordinal = i32::try_from(*ordinal).map_err(|_| corrupt())?;
                Some(Link { version: *version, ordinal, digest: Digest::parse(digest).ok_or_else(corrupt)? })
            }
            None => None,
        };
        found.insert(head.id, link);
    }
    Ok(found)
}

/// The end of a chain as the subject's row has it, and the last event: position, version, ordinal, digest.
struct Head {
    id: Uuid,
    kind: String,
    version: i64,
    digest: String,
    last: Option<(i64, i64, i64, String)>,
}

/// The position of the last event of `subject`, before a position.
fn last_event(before: Option<i64>) -> SelectStatement {
    let earlier = |column| Expr::col(("earlier", column));
    let mut last = Query::select()
        .expr(earlier("position").max())
        .from_as(event::Entity, "earlier")
        .and_where(earlier("subject").eq(Expr::col(("subject", "id"))))
        .to_owned();
    if let Some(before) = before {
        last.and_where(earlier("position").lt(before));
    }
    last
}

/// Subjects, each with the event at the position that `last` answers.
fn heads_with(last: SelectStatement) -> SelectStatement {
    let at = Expr::col((event::Entity, event::Column::Position)).eq(last);
    let mut select = Query::select();
    select.columns([("subject", "id"), ("subject", "kind"), ("subject", "version"), ("subject", "digest")]);
    for (column, alias) in [
        (event::Column::Position, "last_position"),
        (event::Column::Version, "last_version"),
        (event::Column::Ordinal, "last_ordinal"),
        (event::Column::Digest, "last_digest"),
    ] {
        select.expr_as(Expr::col((event::Entity, column)), alias);
    }
    select.from("subject").join(JoinType::LeftJoin, event::Entity, at).to_owned()
}

fn head(row: &QueryResult) -> Result<Head, Error> {
    let position: Option<i64> = row.try_get("", "last_position")?;
    let last = match position {
        None => None,
        Some(position) => Some((
            position,
            row.try_get("", "last_version")?,
            row.try_get("", "last_ordinal")?,
            row.try_get("", "last_digest")?,
        )),
    };
    Ok(Head {
        id: row.try_get("", "id")?,
        kind: row.try_get("", "kind")?,
        version: row.try_get("", "version")?,
        digest: row.try_get("", "digest")?,
        last,
    })
}

/// At most `most` subjects after this one, by ID: what each is, or that its last event is missing. One statement, so that what is
/// committed meanwhile is seen whole.
///
/// # Errors
/// As every statement.
pub async fn subjects(
    db: &Connection,
    after: Uuid,
    most: u64,
) -> Result<Vec<(Uuid, Row<SubjectKind>)>, Error> {
    let mut select = heads_with(last_event(None));
    let id = || Expr::col(("subject", "id"));
    select.and_where(id().gt(after)).order_by_expr(id(), sea_orm::Order::Asc).limit(most);
    let rows = db.query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let head = head(row)?;
            Ok((head.id, head.check()))
        })
        .collect()
}

impl Head {
    fn check(self) -> Row<SubjectKind> {
        let position = self.last.as_ref().map(|(position, ..)| *position);
        let Some(kind) = SubjectKind::parse(&self.kind) else {
            return Err(Break { position, subject: None, fault: unreadable("subject", "kind") });
        };
        let fits =
            self.last.is_some_and(|(_, version, _, digest)| version == self.version && digest == self.digest);
        if fits {
            return Ok(kind);
        }
        let fault = Fault::Head { version: self.version };
        Err(Break { position, subject: Some((kind, self.id)), fault })
    }
}

/// A request as it stands, where it is there, with the events that tell of its signatures up to its version.
pub type SignedRequest = (RequestId, Option<Request>, Vec<Told>);

/// These requests with the events that tell of their signatures. Four statements.
///
/// # Errors
/// As every statement; [`Error::Corrupt`] for a request or a fact that does not parse.
pub async fn signed_requests(db: &Connection, ids: &[RequestId]) -> Result<Vec<SignedRequest>, Error> {
    // The requests come first: an event that is committed meanwhile is of a later version and left out.
    let requests = request::whole_by_ids(db, ids).await?;
    let mut requests: HashMap<RequestId, Request> =
        requests.into_iter().map(|request| (request.id, request)).collect();
    let telling = TELLING.map(str::to_owned);
    let column = |column: event::Column| Expr::col((event::Entity, column));
    let select = event::Entity::find()
        .filter(db.dialect().any_of(column(event::Column::Subject), ids.iter().copied()))
        .filter(db.dialect().any_text(column(event::Column::EventType), &telling))
        .order_by_asc(event::Column::Position);
    let mut told: HashMap<RequestId, Vec<Told>> = HashMap::new();
    for row in select.all(db).await? {
        let event = row.envelope()?;
        let unreadable = |_| Error::corrupt("event", "payload", event.id.uuid());
        let fact = event.fact().map_err(unreadable)?;
        let Envelope { position, version, .. } = event;
        told.entry(RequestId::from_uuid(event.subject)).or_default().push(Told { position, version, fact });
    }
    let whole = |id: &RequestId| {
        let (request, mut told) = (requests.remove(id), told.remove(id).unwrap_or_default());
        told.retain(|told| request.as_ref().is_none_or(|request| told.version <= request.version));
        (*id, request, told)
    };
    Ok(ids.iter().map(whole).collect())
}

/// At most `most` roots after `after` and not beyond `up_to`, by number.
///
/// # Errors
/// As every statement.
pub async fn roots(
    db: &Connection,
    after: i64,
    up_to: i64,
    most: u64,
) -> Result<Vec<Row<RecordRoot>>, Error> {
    let rows = record_root::Entity::find()
        .filter(record_root::Column::Number.gt(after))
        .filter(record_root::Column::Number.lte(up_to))
        .order_by_asc(record_root::Column::Number)
        .limit(most)
        .all(db)
        .await?;
    let read = |row: record_root::Model| {
        let position = Some(row.first);
        let fault = |column| Break { position, subject: None, fault: unreadable("record_root", column) };
        row.read().map_err(fault)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The number of the last root; 0 before the first.
///
/// # Errors
/// As every statement.
pub async fn last_root(db: &Connection) -> Result<i64, Error> {
    let select = Query::select()
        .expr_as(Expr::col(record_root::Column::Number).max(), "last")
        .from(record_root::Entity)
        .to_owned();
    let row = db.query_one(&select).await?;
    Ok(row.map(|row| row.try_get::<Option<i64>>("", "last")).transpose()?.flatten().unwrap_or_default())
}
