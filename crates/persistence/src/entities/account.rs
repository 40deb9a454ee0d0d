//! The table `account`.

use liaison_domain::account::{Account, Kept};
use liaison_domain::canonical::Digest;
use liaison_domain::ids::PersonId;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person: Uuid,
    pub(crate) hash: Option<String>,
    pub(crate) since: Option<i64>,
    pub(crate) reset_digest: Option<String>,
    pub(crate) reset_ends_at: Option<i64>,
    pub(crate) signed_out_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Account> for ActiveModel {
    /// All but when the person signed out, which is written by itself.
    fn from(account: &Account) -> Self {
        let password = account.password.as_ref();
        let reset = account.reset.as_ref();
        Self {
            person: Set(account.person.uuid()),
            hash: Set(password.map(|kept| kept.hash.clone())),
            since: Set(password.map(|kept| kept.since.micros())),
            reset_digest: Set(reset.map(|(digest, _)| digest.as_str().to_owned())),
            reset_ends_at: Set(reset.map(|(_, until)| until.micros())),
            ..Default::default()
        }
    }
}

impl Model {
    /// The account that this row keeps.
    pub(crate) fn record(self) -> Result<Account, Error> {
        let corrupt = |column| Error::corrupt("account", column, self.person);
        let password = match (self.hash, self.since) {
            (Some(hash), Some(since)) => Some(Kept { hash, since: Instant::from_micros(since) }),
            (None, None) => None,
            _ => return Err(corrupt("since")),
        };
        let reset = match (self.reset_digest, self.reset_ends_at) {
            (Some(digest), Some(until)) => {
                let digest = Digest::parse(&digest).ok_or_else(|| corrupt("reset_digest"))?;
                Some((digest, Instant::from_micros(until)))
            }
            (None, None) => None,
            _ => return Err(corrupt("reset_ends_at")),
        };
        Ok(Account { person: PersonId::from_uuid(self.person), password, reset })
    }
}
