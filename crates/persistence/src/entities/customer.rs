//! The table `customer`; what nothing lists or filters is one versioned JSON text.

use std::collections::BTreeSet;

use liaison_domain::canonical;
use liaison_domain::customer::{CustomerRecord, CustomerState, Latest};
use liaison_domain::ids::{CustomerId, DepartmentId, PersonId};
use liaison_domain::text::{self, Line};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) name_sort: String,
    pub(crate) industry: Option<String>,
    pub(crate) level: Option<String>,
    pub(crate) owner: Uuid,
    pub(crate) department: Uuid,
    pub(crate) state: String,
    pub(crate) next_contact_at: Option<i64>,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) created_at: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What stands in `body`, in its first form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    form: u8,
    tags: Vec<Line<50>>,
    latest: Option<Latest>,
    ticket_departments: BTreeSet<DepartmentId>,
}

const FORM: u8 = 1;

impl From<&CustomerRecord> for ActiveModel {
    fn from(customer: &CustomerRecord) -> Self {
        let body = Body {
            form: FORM,
            tags: customer.tags.clone(),
            latest: customer.latest,
            ticket_departments: customer.ticket_departments.clone(),
        };
        let next = customer.latest.and_then(|latest| latest.next);
        Self {
            id: Set(customer.id.uuid()),
            version: Set(customer.version),
            name: Set(customer.name.to_string()),
            name_sort: Set(text::sort_key(customer.name.as_str())),
            industry: Set(customer.industry.as_ref().map(Line::to_string)),
            level: Set(customer.level.as_ref().map(Line::to_string)),
            owner: Set(customer.owner.uuid()),
            department: Set(customer.department.uuid()),
            state: Set(customer.state.name().to_owned()),
            next_contact_at: Set(next.map(|next| next.at.micros())),
            created_by: Set(customer.created_by.map(PersonId::uuid)),
            created_at: Set(customer.created_at.micros()),
            body: Set(canonical::json(&body)),
        }
    }
}

impl Model {
    /// The customer that this row keeps.
    pub(crate) fn record(self) -> Result<CustomerRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("customer", column, id);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        if body.form != FORM {
            return Err(corrupt("body"));
        }
        let line = |value: Option<&str>, column| Line::optional(value).map_err(|_| corrupt(column));
        Ok(CustomerRecord {
            id: CustomerId::from_uuid(id),
            version: self.version,
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            industry: line(self.industry.as_deref(), "industry")?,
            level: line(self.level.as_deref(), "level")?,
            owner: PersonId::from_uuid(self.owner),
            department: DepartmentId::from_uuid(self.department),
            tags: body.tags,
            state: CustomerState::parse(&self.state).ok_or_else(|| corrupt("state"))?,
            latest: body.latest,
            ticket_departments: body.ticket_departments,
            created_by: self.created_by.map(PersonId::from_uuid),
            created_at: Instant::from_micros(self.created_at),
        })
    }
}
