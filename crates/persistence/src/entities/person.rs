//! The table `person`; roles in the organisation are one JSON text, roles in departments a table of their own.

use std::collections::BTreeMap;

use liaison_domain::access::DepartmentRole;
use liaison_domain::canonical;
use liaison_domain::directory::{AccountState, Person};
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::text::{self, Code, Line};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) employee_number: String,
    pub(crate) name: String,
    pub(crate) name_sort: String,
    pub(crate) position: Option<String>,
    pub(crate) department: Uuid,
    pub(crate) roles: String,
    pub(crate) state: String,
    pub(crate) locale: Option<String>,
    pub(crate) erased_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) const fn state_name(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "ACTIVE",
        AccountState::Disabled => "DISABLED",
    }
}

impl From<&Person> for ActiveModel {
    fn from(person: &Person) -> Self {
        Self {
            id: Set(person.id.uuid()),
            version: Set(person.version),
            employee_number: Set(person.employee_number.to_string()),
            name: Set(person.name.to_string()),
            name_sort: Set(text::sort_key(person.name.as_str())),
            position: Set(person.position.as_ref().map(ToString::to_string)),
            department: Set(person.department.uuid()),
            roles: Set(canonical::json(&person.roles)),
            state: Set(state_name(person.state).to_owned()),
            locale: Set(person.locale.as_ref().map(ToString::to_string)),
            erased_at: Set(person.erased_at.map(Instant::micros)),
        }
    }
}

impl Model {
    /// The person that this row keeps, with these roles in departments.
    pub(crate) fn person(
        self,
        department_roles: BTreeMap<DepartmentId, DepartmentRole>,
    ) -> Result<Person, Error> {
        let corrupt = |column| Error::corrupt("person", column, self.id);
        Ok(Person {
            id: PersonId::from_uuid(self.id),
            version: self.version,
            employee_number: Code::new(&self.employee_number).map_err(|_| corrupt("employee_number"))?,
            name: Line::new(&self.name).map_err(|_| corrupt("name"))?,
            position: Line::optional(self.position.as_deref()).map_err(|_| corrupt("position"))?,
            department: DepartmentId::from_uuid(self.department),
            roles: serde_json::from_str(&self.roles).map_err(|_| corrupt("roles"))?,
            department_roles,
            state: [AccountState::Active, AccountState::Disabled]
                .into_iter()
                .find(|state| state_name(*state) == self.state)
                .ok_or_else(|| corrupt("state"))?,
            locale: Line::optional(self.locale.as_deref()).map_err(|_| corrupt("locale"))?,
            erased_at: self.erased_at.map(Instant::from_micros),
        })
    }
}
