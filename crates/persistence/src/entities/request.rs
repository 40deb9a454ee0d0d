//! The table `request`: what lists filter and order by, and the rest as one versioned JSON text.
//!
//! Parties and revisions have tables of their own; every other part of the record stands in `body`, and the columns repeat
//! what the database has to compare. Both are written together and compared again when they are read.

use liaison_domain::canonical;
use liaison_domain::ids::{CustomerId, RequestId};
use liaison_domain::request::Request;
use liaison_domain::request::party::Party;
use liaison_domain::request::record::{Record, Revision};
use liaison_domain::text;
use liaison_domain::time::{Date, Instant};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;

/// What stands in `due_sort` for a request without a last day: after all dates.
const NO_DAY: &str = "9999-12-31";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) code: Option<String>,
    pub(crate) code_sort: String,
    pub(crate) status: String,
    pub(crate) stage: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) kind: String,
    pub(crate) priority: String,
    pub(crate) priority_rank: i64,
    pub(crate) visibility: String,
    pub(crate) title: String,
    pub(crate) title_sort: String,
    pub(crate) initiator: Uuid,
    pub(crate) department: Uuid,
    pub(crate) start_on: Option<String>,
    pub(crate) due_on: Option<String>,
    pub(crate) due_sort: String,
    pub(crate) blocked: bool,
    pub(crate) agreement_pending: bool,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) submitted_at: Option<i64>,
    pub(crate) confirmed_at: Option<i64>,
    pub(crate) accepted_at: Option<i64>,
    pub(crate) ended_at: Option<i64>,
    pub(crate) customer: Option<Uuid>,
    pub(crate) category: Option<String>,
    pub(crate) satisfaction: Option<i64>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What stands in `body`, in its first form.
#[derive(Serialize, Deserialize)]
struct Body {
    schema: u8,
    record: Value,
}

const SCHEMA: u8 = 1;

/// The parts of a record that stand in other tables, by their names in its JSON.
const ELSEWHERE: [&str; 2] = ["parties", "revisions"];

fn body(record: &Record) -> String {
    let mut record = serde_json::to_value(record).unwrap_or_default();
    if let Some(parts) = record.as_object_mut() {
        parts.retain(|part, _| !ELSEWHERE.contains(&part.as_str()));
    }
    canonical::json(&Body { schema: SCHEMA, record })
}

/// The name that serde gives a unit variant.
fn name(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned))
}

impl From<&Request> for ActiveModel {
    fn from(request: &Request) -> Self {
        let form = &request.form;
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let instant = |at: Option<Instant>| Set(at.map(Instant::micros));
        let due_on = date(form.content.due_on);
        let ticket = request.ticket.as_deref();
        let satisfaction = ticket.and_then(|ticket| ticket.satisfaction.as_ref());
        let priorities = liaison_domain::priority::Priority::ALL;
        let rank = priorities.iter().position(|priority| *priority == form.priority).unwrap_or_default();
        Self {
            id: Set(request.id.uuid()),
            version: Set(request.version),
            code: Set(request.code.clone()),
            code_sort: Set(request.code.clone().unwrap_or_default()),
            status: Set(request.status.name().to_owned()),
            stage: Set(request.stage().and_then(|stage| name(&stage))),
            outcome: Set(request.outcome.and_then(|outcome| name(&outcome))),
            kind: Set(form.kind.name().to_owned()),
            priority: Set(form.priority.name().to_owned()),
            priority_rank: Set(i64::try_from(rank).unwrap_or_default()),
            visibility: Set(form.visibility.name().to_owned()),
            title: Set(form.title.to_string()),
            title_sort: Set(text::sort_key(form.title.as_str())),
            initiator: Set(request.initiator.uuid()),
            department: Set(request.department.uuid()),
            start_on: Set(date(form.content.start_on)),
            due_sort: Set(due_on.clone().unwrap_or_else(|| NO_DAY.to_owned())),
            due_on: Set(due_on),
            blocked: Set(request.block.is_some()),
            agreement_pending: Set(request.agreement_pending()),
            created_at: Set(request.times.created_at.micros()),
            updated_at: Set(request.times.updated_at.micros()),
            submitted_at: instant(request.times.submitted_at),
            confirmed_at: instant(request.times.confirmed_at),
            accepted_at: instant(request.times.accepted_at),
            ended_at: instant(request.times.ended_at),
            customer: Set(ticket.and_then(|ticket| ticket.customer).map(CustomerId::uuid)),
            category: Set(ticket.and_then(|ticket| ticket.category.as_ref()).map(ToString::to_string)),
            satisfaction: Set(satisfaction.map(|said| i64::from(said.score.value()))),
            body: Set(body(request)),
        }
    }
}

impl Model {
    /// The request that this row keeps, with what stands in the two other tables.
    pub(crate) fn request(self, parties: Vec<Party>, revisions: Vec<Revision>) -> Result<Request, Error> {
        let corrupt = |column| Error::corrupt("request", column, self.id);
        let mut body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        let parts = body.record.as_object_mut().filter(|_| body.schema == SCHEMA);
        let parts = parts.ok_or_else(|| corrupt("body"))?;
        for part in ELSEWHERE {
            parts.insert(part.to_owned(), Value::Array(Vec::new()));
        }
        let mut record: Record = serde_json::from_value(body.record).map_err(|_| corrupt("body"))?;
        let same = record.id == RequestId::from_uuid(self.id)
            && record.version == self.version
            && record.status.name() == self.status
            && record.code == self.code;
        if !same {
            return Err(corrupt("version"));
        }
        record.parties = parties;
        record.revisions = revisions;
        Ok(Request::restore(record))
    }
}
