//! What the viewer was told (通知): the inbox, its count, its stream, and marking as read. Nobody reads another's.
//!
//! Stored are a code and values; the sentence is made at reading, in the caller's language, in `text`.

mod batches;
mod code;
mod lists;
mod mutations;
mod object;
mod subscription;
mod text;

pub use code::NoticeCode;
pub use lists::{NotificationFilter, NotificationQuery};
pub use mutations::{NotificationMarkReadInput, NotificationMarkReadPayload, NotificationMutation};
pub use object::Notification;
pub use subscription::{NotificationMessage, NotificationSubscription};

use liaison_persistence::notification as stored;

use super::connection::{self, Count};
use super::error::Fault;
use super::scope::Scope;

/// How many the caller has not read, counted up to `max`.
///
/// # Errors
/// `BAD_USER_INPUT` for a bound out of range; those of the store.
pub async fn unread(scope: &Scope, max: i32) -> Result<Count, Fault> {
    let max = connection::bound(max)?;
    Ok(stored::unread(&scope.db(), scope.viewer(), scope.now(), max).await?.into())
}
