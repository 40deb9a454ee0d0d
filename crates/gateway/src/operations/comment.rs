//! Comments: adding one, which may answer another, and changing one's own.
//!
//! Owns what the domain leaves to its caller: the lock and its order (what it is about, with what that hangs on, before the
//! comment), which comment is replied to, and the values for which a text that goes out is looked through. What a change of the
//! record does to its comments stands in `follow`.

mod follow;

use liaison_domain::comment::{Comment, CommentPatch, CommentRecord, CommentSubject, NewComment, Place};
use liaison_domain::customer::Contact;
use liaison_domain::customer::masking::Masker;
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::CommentId;
use liaison_persistence::comment as stored;
use liaison_persistence::customer::{self as stored_customers, contact};
use serde::Serialize;

use super::task::{locked_request, not_found};
use super::{Answer, Call, OperationError, Work, customer, meeting, problem, task};
use crate::app::App;

pub(in crate::operations) use follow::{follow_subjects, person_left};

/// A comment to be added.
#[derive(Clone, Debug, Serialize)]
pub struct CommentAddition {
    /// About what.
    pub about: CommentSubject,
    /// In reply to which comment.
    pub reply_to: Option<CommentId>,
    /// The comment.
    pub comment: NewComment,
}

/// A comment and what of it is to change.
#[derive(Clone, Debug, Serialize)]
pub struct CommentEdit {
    /// Which.
    pub id: CommentId,
    /// What.
    pub patch: CommentPatch,
}

/// Says something about a record, or in reply to a comment on it; a reply of somebody who is asked there is their answer.
pub async fn add(app: App, call: Call, input: CommentAddition) -> Answer<CommentRecord> {
    app.change(call, "commentAdd", input, |work, input| {
        Box::pin(async move {
            let place = place(work, input.about).await?;
            let place = place.ok_or_else(not_found)?;
            place.admits(&work.context_of(&place))?;
            let parent = match input.reply_to {
                Some(id) => Some(parent(work, id, &place).await?),
                None => None,
            };
            let masker = masker(work, &place, input.comment.external).await?;
            let ctx = work.context_of(&place);
            let added = Comment::add(&ctx, &place, parent.as_ref(), &masker, input.comment.clone())?;
            let comment = work.record(added.comment).await?;
            if let Some(answered) = added.answered {
                work.record(answered).await?;
            }
            Ok(comment.into_record())
        })
    })
    .await
}

/// Changes what one said, whom it mentions and what it asks.
pub async fn edit(app: App, call: Call, input: CommentEdit) -> Answer<CommentRecord> {
    app.change(call, "commentEdit", input, |work, input| {
        Box::pin(async move {
            let comment = load(work, input.id).await?;
            let comment = work.found(comment).await?;
            let masker = masker(work, comment.place(), comment.record().external).await?;
            let change = comment.edit(&work.context_of(&comment), &masker, input.patch.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}

/// The comment, locked after what it is about, whoever asks.
///
/// # Errors
/// As every statement.
pub(super) async fn load(work: &mut Work, id: CommentId) -> Result<Option<Comment>, OperationError> {
    let Some(about) = stored::about_of(work.db(), id).await? else { return Ok(None) };
    let Some(place) = place(work, about).await? else { return Ok(None) };
    Ok(stored::find_for_change(work.unit(), id, place).await?)
}

/// What is spoken about, locked with what it hangs on, whoever asks.
async fn place(work: &mut Work, about: CommentSubject) -> Result<Option<Place>, OperationError> {
    Ok(match about {
        CommentSubject::Request(id) => locked_request(work, id).await?.as_ref().map(Place::from),
        CommentSubject::Task(id) => task::load(work, id).await?.1.as_ref().map(Place::from),
        CommentSubject::Problem(id) => problem::load(work, id).await?.1.as_ref().map(Place::from),
        CommentSubject::Meeting(id) => meeting::load(work, id).await?.1.as_ref().map(Place::from),
        CommentSubject::Customer(id) => customer::load(work, id).await?.as_ref().map(Place::from),
    })
}

/// The comment that is replied to: one that the caller sees, about the same.
async fn parent(work: &mut Work, id: CommentId, place: &Place) -> Result<Comment, OperationError> {
    if let Some(found) = stored::find_for_change(work.unit(), id, place.clone()).await? {
        return Ok(found);
    }
    let elsewhere = stored::by_ids(work.db(), &work.call().actor, &[id]).await?;
    let rule = if elsewhere.is_empty() { Rule::Unknown } else { Rule::OtherSubject };
    Err(Refusal::from(Reason::of(rule).at("replyTo")).into())
}

/// What a text from here is looked through for where it goes out (S1-101).
async fn masker(work: &Work, place: &Place, external: bool) -> Result<Masker, OperationError> {
    let Some(customer) = place.customer.filter(|_| external) else { return Ok(Masker::nothing()) };
    let found = stored_customers::by_ids(work.db(), &[customer]).await?;
    let Some(customer) = found.get(&customer) else { return Ok(Masker::nothing()) };
    let contacts = contact::listed(work.db(), customer.circle()).await?;
    Ok(Masker::of(contacts.iter().flat_map(Contact::masked_values)))
}
