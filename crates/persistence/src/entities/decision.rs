//! The table `decision`: the decisions of the minutes that hold, for lists; whether one is open, its tasks say.

use liaison_domain::ids::{DecisionId, DepartmentId, MeetingId, PersonId};
use liaison_domain::meeting::Decision;
use liaison_domain::task::Due;
use liaison_domain::text::Text;
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) meeting: Uuid,
    pub(crate) number: i64,
    pub(crate) text: String,
    pub(crate) owner: Option<Uuid>,
    pub(crate) department: Option<Uuid>,
    pub(crate) due_at: Option<i64>,
    pub(crate) due_on: Option<String>,
    pub(crate) due_sort: i64,
    pub(crate) decided_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a decision without a date stands in the order of due times: last.
const UNDATED: i64 = i64::MAX;

impl ActiveModel {
    /// The row of the decision at this place of the minutes of `at`.
    pub(crate) fn of(meeting: MeetingId, number: i64, decision: &Decision, at: Instant) -> Self {
        let due = decision.due.map(|due| due.at.micros());
        Self {
            id: Set(decision.id.uuid()),
            meeting: Set(meeting.uuid()),
            number: Set(number),
            text: Set(decision.text.to_string()),
            owner: Set(decision.owner.map(PersonId::uuid)),
            department: Set(decision.department.map(DepartmentId::uuid)),
            due_at: Set(due),
            due_on: Set(decision.due.and_then(|due| due.on).map(|on| on.to_string())),
            due_sort: Set(due.unwrap_or(UNDATED)),
            decided_at: Set(at.micros()),
        }
    }
}

impl Model {
    /// The decision that this row keeps.
    pub(crate) fn decision(&self) -> Result<Decision, Error> {
        let corrupt = |column| Error::corrupt("decision", column, self.id);
        let on = date(self.due_on.as_deref(), || corrupt("due_on"))?;
        Ok(Decision {
            id: DecisionId::from_uuid(self.id),
            text: Text::new(&self.text).map_err(|_| corrupt("text"))?,
            owner: self.owner.map(PersonId::from_uuid),
            department: self.department.map(DepartmentId::from_uuid),
            due: self.due_at.map(|at| Due { at: Instant::from_micros(at), on }),
        })
    }
}
