//! What a breach means for the record itself (resolution 29): silence that counts as an answer, a request that is declined
//! or closed, a disagreement that goes up, a task that is late.

use liaison_domain::command::Change;
use liaison_domain::deadline::{Deadline, DeadlineKind, DeadlineRecord, DeadlineSubject};
use liaison_domain::error::Refusal;
use liaison_domain::ids::{EscalationId, PartyId, PersonId};
use liaison_domain::request::Request;
use liaison_domain::request::close::Settlement;
use liaison_domain::request::escalation::EscalationLevel;

use super::fire::Held;
use crate::operations::request::{record, settlement};
use crate::operations::{OperationError, Work};

/// Whether the breach of this deadline does something to its record, or begins another; or whether what is owed has to be asked
/// once more before it: who may not see any more what they were asked owes no answer, and a change of the directory tells no
/// comment.
pub(super) fn has_consequences(deadline: &DeadlineRecord) -> bool {
    use DeadlineKind::{
        Answer, Clarification, Liaison, MinutesConfirm, Rating, Reroute, Response, Ruling, TakeUp, TaskDue,
    };
    deadline.kind.recurs()
        || matches!(
            deadline.kind,
            Response
                | Clarification
                | Reroute
                | Liaison
                | Rating
                | TakeUp
                | Ruling
                | TaskDue
                | MinutesConfirm
                | Answer
        )
}

/// Does it, as the server. A record that has moved on meanwhile refuses: then the breach stands alone.
pub(super) async fn lapse(work: &mut Work, held: &Held, deadline: &Deadline) -> Result<(), OperationError> {
    let due = deadline.record();
    match (held, due.subject) {
        (Held::Request(request), DeadlineSubject::Request(_)) => {
            if let Some(change) = of_request(work, request, deadline).await? {
                Box::pin(record(work, change)).await?;
            }
        }
        (Held::Task(task), DeadlineSubject::Task(_)) if due.kind == DeadlineKind::TaskDue => {
            let change = task.due_passed(&super::server(work, task.as_ref()));
            if let Some(change) = unless_moved_on(change, due)? {
                work.record(change).await?;
            }
        }
        (Held::Meeting(meeting), DeadlineSubject::Meeting(_)) if due.kind == DeadlineKind::MinutesConfirm => {
            if let Some((person, version)) = word_of(due) {
                let ctx = super::server(work, meeting.as_ref());
                let change = meeting.lapse_confirmation(&ctx, person, version);
                if let Some(change) = unless_moved_on(change, due)? {
                    work.record(change).await?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whose word on which version of the minutes.
fn word_of(due: &DeadlineRecord) -> Option<(PersonId, u32)> {
    let (person, version) = due.part.split_once(':')?;
    Some((person.parse().ok()?, version.parse().ok()?))
}

async fn of_request(
    work: &Work,
    request: &Request,
    deadline: &Deadline,
) -> Result<Option<Change<Request>>, OperationError> {
    let due = deadline.record();
    let settlement = match due.kind {
        DeadlineKind::Rating => settlement(work, request).await?,
        _ => Settlement::default(),
    };
    let ctx = super::server(work, request);
    let party = due.part.parse::<PartyId>();
    let change = match (due.kind, party) {
        (DeadlineKind::Response, Ok(party)) => request.lapse_response(&ctx, party, deadline.proof()),
        (DeadlineKind::Clarification, Ok(party)) => request.lapse_clarification(&ctx, party),
        (DeadlineKind::Reroute, Ok(party)) => request.lapse_reroute(&ctx, party),
        (DeadlineKind::Liaison, Ok(party)) => request.lapse_liaison(&ctx, party),
        (DeadlineKind::Rating, _) => request.lapse_rating(&ctx, &settlement),
        (DeadlineKind::TakeUp | DeadlineKind::Ruling, _) => {
            let heads = format!(":{}:", EscalationLevel::Heads.name());
            let escalation = due.part.split_once(&heads).and_then(|(id, _)| id.parse::<EscalationId>().ok());
            match (escalation, due.kind) {
                (Some(escalation), DeadlineKind::TakeUp) => request.lapse_take_up(&ctx, escalation),
                (Some(escalation), _) => request.lapse_ruling(&ctx, escalation),
                // Nobody stands above the executive.
                (None, _) => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    unless_moved_on(change, due)
}

fn unless_moved_on<T>(change: Result<T, Refusal>, due: &DeadlineRecord) -> Result<Option<T>, OperationError> {
    match change {
        Ok(change) => Ok(Some(change)),
        Err(Refusal::State(_) | Refusal::Invalid(_)) => {
            tracing::info!(deadline.id = %due.id, deadline.kind = due.kind.name(), "deadline.record_moved_on");
            Ok(None)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
