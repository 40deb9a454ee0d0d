//! The table `request_party`: what lists compare, and the whole party with its answers as one JSON text.

use liaison_domain::canonical;
use liaison_domain::ids::{PersonId, RequestId};
use liaison_domain::request::party::Party;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_party")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) request: Uuid,
    pub(crate) place: i64,
    pub(crate) department: Uuid,
    pub(crate) role: String,
    pub(crate) state: String,
    pub(crate) lead: bool,
    pub(crate) liaison: Option<Uuid>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row of this party, at its place in the order of joining.
    pub(crate) fn of(request: RequestId, place: i64, party: &Party) -> Self {
        Self {
            id: Set(party.id.uuid()),
            request: Set(request.uuid()),
            place: Set(place),
            department: Set(party.department.uuid()),
            role: Set(party.role.name().to_owned()),
            state: Set(party.state.name().to_owned()),
            lead: Set(party.lead),
            liaison: Set(party.liaison.map(PersonId::uuid)),
            body: Set(canonical::json(party)),
        }
    }
}

impl Model {
    /// The party that this row keeps.
    pub(crate) fn party(&self) -> Result<Party, Error> {
        let corrupt = |column| Error::corrupt("request_party", column, self.id);
        let party: Party = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        if party.state.name() == self.state { Ok(party) } else { Err(corrupt("state")) }
    }
}
