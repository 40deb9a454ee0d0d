//! The table `rating`.

use liaison_domain::ids::{DepartmentId, PersonId, RatingId, RequestId};
use liaison_domain::rating::{RatingRecord, Score, Scores};
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) request: Uuid,
    pub(crate) department: Uuid,
    pub(crate) responsiveness: i64,
    pub(crate) professionalism: i64,
    pub(crate) cooperation: i64,
    pub(crate) comment: Option<String>,
    pub(crate) late: bool,
    pub(crate) given_by: Uuid,
    pub(crate) given_at: i64,
    pub(crate) revised_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&RatingRecord> for ActiveModel {
    fn from(rating: &RatingRecord) -> Self {
        Self {
            id: Set(rating.id.uuid()),
            version: Set(rating.version),
            request: Set(rating.request.uuid()),
            department: Set(rating.department.uuid()),
            responsiveness: Set(i64::from(rating.scores.responsiveness.value())),
            professionalism: Set(i64::from(rating.scores.professionalism.value())),
            cooperation: Set(i64::from(rating.scores.cooperation.value())),
            comment: Set(rating.comment.as_ref().map(ToString::to_string)),
            late: Set(rating.late),
            given_by: Set(rating.by.uuid()),
            given_at: Set(rating.at.micros()),
            revised_at: Set(rating.revised_at.map(Instant::micros)),
        }
    }
}

impl Model {
    /// The rating that this row keeps.
    pub(crate) fn record(self) -> Result<RatingRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("rating", column, id);
        let score = |value, column| Score::new(value).map_err(|_| corrupt(column));
        Ok(RatingRecord {
            id: RatingId::from_uuid(id),
            version: self.version,
            request: RequestId::from_uuid(self.request),
            department: DepartmentId::from_uuid(self.department),
            scores: Scores {
                responsiveness: score(self.responsiveness, "responsiveness")?,
                professionalism: score(self.professionalism, "professionalism")?,
                cooperation: score(self.cooperation, "cooperation")?,
            },
            comment: Text::optional(self.comment.as_deref()).map_err(|_| corrupt("comment"))?,
            late: self.late,
            by: PersonId::from_uuid(self.given_by),
            at: Instant::from_micros(self.given_at),
            revised_at: self.revised_at.map(Instant::from_micros),
        })
    }
}
