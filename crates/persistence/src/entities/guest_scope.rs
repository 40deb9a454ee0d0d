//! The table `guest_scope`: which records a guest sees, requests and customers alike, by the bits of their IDs.

use liaison_domain::guest::GuestRecord;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guest_scope")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) guest: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) record: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A row for each record that the guest sees.
    pub(crate) fn of(guest: &GuestRecord) -> Vec<Self> {
        let requests = guest.scope.requests.iter().map(|id| id.uuid());
        let records = requests.chain(guest.scope.customers.iter().map(|id| id.uuid()));
        records.map(|record| Self { guest: Set(guest.id.uuid()), record: Set(record) }).collect()
    }
}
