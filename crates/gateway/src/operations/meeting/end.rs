//! Ending a meeting, by its host or because its time has passed: what earlier meetings left undone is fixed with it.

use liaison_domain::access::Actor;
use liaison_domain::ids::MeetingId;
use liaison_domain::meeting::{Carried, MeetingRecord, MeetingStatus};
use liaison_persistence::meeting as stored;

use super::{OnMeeting, for_change, load};
use crate::app::App;
use crate::operations::request::as_server;
use crate::operations::{Answer, Call, OperationError, Work};

/// The host ends it.
pub async fn end(app: App, call: Call, input: OnMeeting<()>) -> Answer<MeetingRecord> {
    app.change(call, "meetingEnd", input, |work, input| {
        Box::pin(async move {
            let (_, meeting) = for_change(work, input.id).await?;
            let carried = carried(work, input.id).await?;
            let change = meeting.end(&work.context_of(&meeting), carried)?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}

/// The server finds that its time has passed; whether there was anything to do: another node may have been first.
pub async fn time_passed(app: App, call: Call, input: MeetingId) -> Answer<bool> {
    app.change(call, "meetingTimePassed", input, |work, input| {
        Box::pin(async move {
            let (_, meeting) = load(work, *input).await?;
            let Some(meeting) = meeting.filter(|meeting| {
                let over = meeting.record().window.ends_at <= work.unit().now();
                over && meeting.status() == MeetingStatus::Scheduled
            }) else {
                return Ok(false);
            };
            let carried = carried(work, *input).await?;
            let change = meeting.time_passed(&as_server(work, &meeting), carried)?;
            work.record(change).await?;
            Ok(true)
        })
    })
    .await
}

/// All of it, whoever ends the meeting: who may not see a task does not see it here either, when it is read.
async fn carried(work: &Work, id: MeetingId) -> Result<Vec<Carried>, OperationError> {
    let mut found = stored::carried(work.db(), &Actor::Server, &[id]).await?;
    Ok(found.remove(&id).unwrap_or_default())
}
