//! Meetings: written by record, read with the audience of their request for a change, in pages and batches for the API.
//!
//! A meeting has an audience of its own, in which that of its request is contained; [`reseat`] brings it up to date when the
//! request's changes. Its tasks hang on it. A change locks the request before the meeting, the meeting before a task.
//! Decisions are rows of the minutes that hold; whether one is open is asked of its tasks, so nothing can drift.

mod carried;
mod decision;
mod hours;
mod list;
mod load;

use liaison_domain::command::Aggregate as _;
use liaison_domain::meeting::{Meeting, MeetingRecord};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

pub use carried::carried;
pub use decision::{
    Decided, DecisionField, DecisionLeaf, DecisionOrder, DecisionTally, count_decisions, decisions, tally,
};
pub use hours::{MeetingTime, of_departments, of_people};
pub use list::{
    MeetingField, MeetingLeaf, MeetingOrder, by_code, by_ids, count, counts_of_requests, counts_of_series,
    page, pages_of_requests, pages_of_series,
};
pub use load::{ended, find_for_change, frames, load, request_of, reseat};

use crate::entities::{decision as decision_row, meeting, meeting_attendee};
use crate::error::Error;
use crate::store::Connection;
use crate::unit_of_work::Stored;

impl Stored for Meeting {
    async fn write(db: &Connection, before: Option<&Self>, state: &Self) -> Result<(), Error> {
        let record = state.record();
        let row = meeting::ActiveModel::from(record);
        if before.is_none() {
            meeting::Entity::insert(row).exec_without_returning(db).await?;
        } else {
            let mine = meeting::Column::Id.eq(state.uuid());
            meeting::Entity::update_many().set(row).filter(mine).exec(db).await?;
        }
        let before = before.map(Self::record);
        write_attendees(db, before, record).await?;
        write_decisions(db, before, record).await
    }
}

async fn write_attendees(
    db: &Connection,
    before: Option<&MeetingRecord>,
    record: &MeetingRecord,
) -> Result<(), Error> {
    let who = |record: &MeetingRecord| {
        record.attendees.iter().map(|one| (one.person, one.attended())).collect::<Vec<_>>()
    };
    if before.map(who).unwrap_or_default() == who(record) {
        return Ok(());
    }
    if before.is_some() {
        let mine = meeting_attendee::Column::Meeting.eq(record.id.uuid());
        meeting_attendee::Entity::delete_many().filter(mine).exec(db).await?;
    }
    let rows: Vec<_> =
        record.attendees.iter().map(|one| meeting_attendee::ActiveModel::of(record.id, one)).collect();
    if !rows.is_empty() {
        meeting_attendee::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The decisions of the version that holds take the place of those before.
async fn write_decisions(
    db: &Connection,
    before: Option<&MeetingRecord>,
    record: &MeetingRecord,
) -> Result<(), Error> {
    let Some(minutes) = record.current() else { return Ok(()) };
    let known = before.and_then(MeetingRecord::current).map(|minutes| minutes.version);
    if known == Some(minutes.version) {
        return Ok(());
    }
    if known.is_some() {
        let mine = decision_row::Column::Meeting.eq(record.id.uuid());
        decision_row::Entity::delete_many().filter(mine).exec(db).await?;
    }
    let rows: Vec<_> = (1..)
        .zip(minutes.decisions())
        .map(|(number, one)| decision_row::ActiveModel::of(record.id, number, one, minutes.at))
        .collect();
    if !rows.is_empty() {
        decision_row::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

fn column(column: impl sea_orm::ColumnTrait) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::col(column.as_column_ref())
}
