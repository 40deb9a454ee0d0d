//! The table `meeting_attendee`: who is asked to which meeting, for lists and sums; the rest stands with the meeting.

use liaison_domain::ids::MeetingId;
use liaison_domain::meeting::Attendee;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_attendee")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) meeting: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) person: Uuid,
    pub(crate) attended: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    pub(crate) fn of(meeting: MeetingId, attendee: &Attendee) -> Self {
        Self {
            meeting: Set(meeting.uuid()),
            person: Set(attendee.person.uuid()),
            attended: Set(attendee.attended()),
        }
    }
}
