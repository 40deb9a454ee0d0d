//! Who asks for the same person or resource in the same days (resolution 53).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use liaison_domain::ids::{PersonId, RequestId, ResourceId};
use liaison_domain::request::Request;
use liaison_domain::request::status::RequestStatus;
use liaison_domain::time::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{column, load};
use crate::entities::resource_claim;
use crate::error::Error;
use crate::store::Connection;

/// What an open beginning and an open end compare as.
const FIRST_DAY: &str = "0000-01-01";
const LAST_DAY: &str = "9999-12-31";

/// One person or resource that a request asks for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    need: Uuid,
    claimed: Uuid,
    from_on: String,
    until_on: String,
}

fn claims(request: &Request) -> BTreeSet<Claim> {
    let competes = matches!(
        request.status,
        RequestStatus::Submitted
            | RequestStatus::Clarifying
            | RequestStatus::Agreed
            | RequestStatus::Confirmed
            | RequestStatus::InProgress
    );
    let needs = request.form.content.resource_needs.iter().filter(|_| competes);
    let named = needs.flat_map(|need| {
        let days = need.days(request.window());
        let day = |day: Option<Date>, open: &str| day.map_or_else(|| open.to_owned(), |day| day.to_string());
        let (from_on, until_on) = (day(days.from, FIRST_DAY), day(days.until, LAST_DAY));
        let claimed = need.person.map(PersonId::uuid).into_iter().chain(need.resource.map(ResourceId::uuid));
        claimed.map(move |claimed| Claim {
            need: need.id.uuid(),
            claimed,
            from_on: from_on.clone(),
            until_on: until_on.clone(),
        })
    });
    named.collect()
}

/// Writes what a request asks for now, where that is not what it asked for before.
pub(super) async fn write(db: &Connection, before: Option<&Request>, state: &Request) -> Result<(), Error> {
    let old = before.map(claims).unwrap_or_default();
    let new = claims(state);
    if old == new {
        return Ok(());
    }
    let id = state.id.uuid();
    if !old.is_empty() {
        let mine = resource_claim::Column::Request.eq(id);
        resource_claim::Entity::delete_many().filter(mine).exec(db).await?;
    }
    let rows: Vec<_> = new
        .into_iter()
        .map(|claim| resource_claim::ActiveModel {
            need: Set(claim.need),
            request: Set(id),
            claimed: Set(claim.claimed),
            from_on: Set(claim.from_on),
            until_on: Set(claim.until_on),
        })
        .collect();
    if !rows.is_empty() {
        resource_claim::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// For each of these requests, the others that ask for the same person or resource in overlapping days, whoever may see
/// them: the caller decides what may be told. Four statements for all of them, one where nothing competes.
///
/// # Errors
/// [`Error::Corrupt`] for a row that does not parse.
pub async fn competing(
    db: &Connection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, Vec<Request>>, Error> {
    let of = |table: &'static str, name: &'static str| Expr::col((table, name));
    let pairs = Query::select()
        .distinct()
        .expr_as(of("mine", "request"), "mine")
        .expr_as(of("other", "request"), "other")
        .from_as(resource_claim::Entity, "mine")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            resource_claim::Entity,
            "other",
            of("other", "claimed")
                .eq(of("mine", "claimed"))
                .and(of("other", "request").ne(of("mine", "request")))
                .and(of("other", "from_on").lte(of("mine", "until_on")))
                .and(of("mine", "from_on").lte(of("other", "until_on"))),
        )
        .and_where(db.dialect().any_of(of("mine", "request"), requests.iter().copied()))
        .to_owned();
    let mut others: BTreeMap<RequestId, BTreeSet<RequestId>> = BTreeMap::new();
    for row in db.query_all(&pairs).await? {
        let mine = RequestId::from_uuid(row.try_get("", "mine")?);
        others.entry(mine).or_default().insert(RequestId::from_uuid(row.try_get("", "other")?));
    }
    let all: Vec<RequestId> =
        others.values().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    let loaded =
        load::load(db, db.dialect().any_of(column(crate::entities::request::Column::Id), all)).await?;
    let loaded: HashMap<RequestId, Request> =
        loaded.into_iter().map(|request| (request.id, request)).collect();
    Ok(others
        .into_iter()
        .map(|(mine, others)| (mine, others.iter().filter_map(|other| loaded.get(other).cloned()).collect()))
        .collect())
}
