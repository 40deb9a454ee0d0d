//! The table `comment`: what lists compare; the whole record, which holds references to its texts, is one versioned JSON text, so
//! that nothing that was said can be filtered or found here.

use liaison_domain::comment::CommentRecord;
use liaison_domain::ids::{CommentId, GuestId, RequestId};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::whole;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) about_kind: String,
    pub(crate) about: Uuid,
    pub(crate) request: Option<Uuid>,
    pub(crate) reply_to: Option<Uuid>,
    /// Who answers for it: who wrote it, or invited the guest who did.
    pub(crate) author: Uuid,
    /// The guest who wrote it.
    pub(crate) guest: Option<Uuid>,
    pub(crate) external: bool,
    /// How soon it asks for answers; none where it asks for none.
    pub(crate) urgency: Option<String>,
    /// Whether somebody is still to answer it.
    pub(crate) waits: bool,
    pub(crate) written_at: i64,
    pub(crate) edited_at: Option<i64>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&CommentRecord> for ActiveModel {
    fn from(comment: &CommentRecord) -> Self {
        Self {
            id: Set(comment.id.uuid()),
            version: Set(comment.version),
            about_kind: Set(comment.about.kind().name().to_owned()),
            about: Set(comment.about.uuid()),
            request: Set(comment.request.map(RequestId::uuid)),
            reply_to: Set(comment.reply_to.map(CommentId::uuid)),
            author: Set(comment.author.answerable().uuid()),
            guest: Set(comment.author.guest().map(GuestId::uuid)),
            external: Set(comment.external),
            urgency: Set(comment.ask.as_ref().map(|ask| ask.urgency.name().to_owned())),
            waits: Set(comment.waits()),
            written_at: Set(comment.written_at.micros()),
            edited_at: Set(comment.edited_at().map(Instant::micros)),
            body: Set(whole::text(comment)),
        }
    }
}

impl Model {
    /// The comment that this row keeps.
    pub(crate) fn record(&self) -> Result<CommentRecord, Error> {
        let corrupt = |column| Error::corrupt("comment", column, self.id);
        let record: CommentRecord = whole::record(&self.body).ok_or_else(|| corrupt("body"))?;
        let same = record.id == CommentId::from_uuid(self.id)
            && record.version == self.version
            && record.about.uuid() == self.about
            && !record.texts.is_empty();
        if same { Ok(record) } else { Err(corrupt("version")) }
    }
}
