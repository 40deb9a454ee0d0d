//! Portal links: written by record, found by the digest of their secret, listed under their tickets.

use std::collections::HashMap;

use liaison_domain::access::Actor;
use liaison_domain::canonical::Digest;
use liaison_domain::ids::{PortalLinkId, RequestId};
use liaison_domain::portal::{PortalLink, PortalLinkRecord};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, PaginatorTrait as _,
    QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::entities::portal_link;
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::{Stored, UnitOfWork};
use crate::visibility::{self, Scope};

impl Stored for PortalLink {
    fn scope(&self) -> Scope {
        Scope::Inherited { from: self.record().request.uuid(), persons: Vec::new() }
    }

    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let row = portal_link::ActiveModel::from(state.record());
        if before.is_none() {
            portal_link::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = portal_link::Column::Id.eq(state.record().id.uuid());
            portal_link::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        Ok(())
    }
}

fn column(column: portal_link::Column) -> Expr {
    Expr::col(column.as_column_ref())
}

/// The link whose secret has this digest, whether it still holds or not, whoever asks.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn by_digest(db: &Connection, digest: &Digest) -> Result<Option<PortalLinkRecord>, Error> {
    let mine = portal_link::Column::Digest.eq(digest.as_str());
    portal_link::Entity::find().filter(mine).one(db).await?.map(portal_link::Model::record).transpose()
}

/// Which ticket it opens, unlocked: that never changes.
///
/// # Errors
/// As every statement.
pub async fn request_of(db: &Connection, id: PortalLinkId) -> Result<Option<RequestId>, Error> {
    let select = portal_link::Entity::find_by_id(id.uuid()).select_only();
    let select = select.column(portal_link::Column::Request);
    Ok(select.into_tuple::<Uuid>().one(db).await?.map(RequestId::from_uuid))
}

/// Locks the link and reads it; its ticket is locked before.
///
/// # Errors
/// As [`by_digest`].
pub async fn find_for_change(
    work: &mut UnitOfWork,
    id: PortalLinkId,
) -> Result<Option<PortalLinkRecord>, Error> {
    if !work.lock(id.uuid()).await? {
        return Ok(None);
    }
    let row = portal_link::Entity::find_by_id(id.uuid()).one(work.db()).await?;
    row.map(portal_link::Model::record).transpose()
}

/// How many links there are to the ticket, ended ones included.
///
/// # Errors
/// As every statement.
pub async fn count(db: &Connection, request: RequestId) -> Result<usize, Error> {
    let mine = portal_link::Column::Request.eq(request.uuid());
    let count = portal_link::Entity::find().filter(mine).count(db).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The links to each of these tickets that `actor` may see, newest first, in one statement.
///
/// # Errors
/// As [`by_digest`].
pub async fn of_requests(
    db: &Connection,
    actor: &Actor,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, Vec<PortalLinkRecord>>, Error> {
    let mut select = portal_link::Entity::find().into_query();
    let of = column(portal_link::Column::Request);
    select.and_where(db.dialect().any_of(of, requests.iter().copied()));
    let mut found: HashMap<RequestId, Vec<PortalLinkRecord>> = HashMap::new();
    for link in visible(db, actor, select).await? {
        found.entry(link.request).or_default().push(link);
    }
    for links in found.values_mut() {
        links.sort_unstable_by_key(|link| std::cmp::Reverse((link.issued_at, link.id)));
    }
    Ok(found)
}

/// Those of these links that `actor` may see.
///
/// # Errors
/// As [`by_digest`].
pub async fn by_ids(
    db: &Connection,
    actor: &Actor,
    ids: &[PortalLinkId],
) -> Result<HashMap<PortalLinkId, PortalLinkRecord>, Error> {
    let mut select = portal_link::Entity::find().into_query();
    select.and_where(db.dialect().any_of(column(portal_link::Column::Id), ids.iter().copied()));
    let found = visible(db, actor, select).await?;
    Ok(found.into_iter().map(|link| (link.id, link)).collect())
}

async fn visible(
    db: &Connection,
    actor: &Actor,
    mut select: SelectStatement,
) -> Result<Vec<PortalLinkRecord>, Error> {
    select.and_where(visibility::condition(db.dialect(), actor, column(portal_link::Column::Id)));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| portal_link::Model::from_query_result(row, "")?.record()).collect()
}
