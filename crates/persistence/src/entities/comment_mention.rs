//! The table `comment_mention`: whom comments mention, to filter by.

use liaison_domain::ids::{CommentId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_mention")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) comment: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// The row that says this.
    pub(crate) fn of(comment: CommentId, person: PersonId) -> Self {
        Self { comment: Set(comment.uuid()), person: Set(person.uuid()) }
    }
}
