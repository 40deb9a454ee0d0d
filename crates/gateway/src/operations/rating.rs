//! Ratings: giving one, and changing it for a while.

use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{RatingId, RequestId};
use liaison_domain::rating::{NewRating, Rating, RatingRecord, Revision};
use liaison_persistence::rating as stored;
use liaison_persistence::unit_of_work::Subject;
use serde::Serialize;

use super::request::settle;
use super::task::{locked_request, not_found};
use super::{Answer, Call};
use crate::app::App;

/// A rating to be given.
#[derive(Clone, Debug, Serialize)]
pub struct RatingGive {
    /// Of which request.
    pub request: RequestId,
    /// The rating.
    pub rating: NewRating,
}

/// A rating and what of it is to change.
#[derive(Clone, Debug, Serialize)]
pub struct RatingRevise {
    /// Which rating.
    pub id: RatingId,
    /// What is to change.
    pub revision: Revision,
}

/// Rates a party; a request that waits for its last rating to close does.
pub async fn give(app: App, call: Call, input: RatingGive) -> Answer<RatingRecord> {
    app.change(call, "ratingGive", input, |work, input| {
        Box::pin(async move {
            let request = locked_request(work, input.request).await?;
            let request = work.seen(request)?;
            let rated = stored::rated(work.db(), &[request.id]).await?;
            let rated = rated.get(&request.id).is_some_and(|all| all.contains(&input.rating.department));
            let ctx = work.context_of(&request);
            let change = Rating::give(&ctx, &request.frame(), input.rating.clone(), rated)?;
            let rating = work.record(change).await?;
            let subject = Subject { kind: SubjectKind::Rating, id: rating.record().id.uuid() };
            work.touched().request(&request);
            settle(work, request).await?;
            work.unit().answers_with(subject);
            Ok(rating.into_record())
        })
    })
    .await
}

/// Changes a rating.
pub async fn revise(app: App, call: Call, input: RatingRevise) -> Answer<RatingRecord> {
    app.change(call, "ratingRevise", input, |work, input| {
        Box::pin(async move {
            let request = stored::request_of(work.db(), input.id).await?.ok_or_else(not_found)?;
            let request = locked_request(work, request).await?.ok_or_else(not_found)?;
            let record = stored::find_for_change(work.unit(), input.id).await?;
            let rating = record.map(|record| Rating::restore(record, request.frame()));
            let rating = work.found(rating).await?;
            let change = rating.revise(&work.context_of(&rating), input.revision.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}
