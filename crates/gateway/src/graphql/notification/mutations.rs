//! Marking notifications as read.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::error::{Reason as DomainReason, Refusal, Rule};
use liaison_domain::ids::kind;
use liaison_persistence::notification::Marked;

use super::unread;
use crate::graphql::connection::Count;
use crate::graphql::mutation::{WriteOptions, answered, cursor, user_errors};
use crate::graphql::node::MOST_IDS;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;
use crate::operations::notification as operations;
use crate::operations::{Done, Outcome};

/// How many unread ones the answer counts.
const MOST_COUNTED: i32 = 1_000;

/// What `notificationMarkRead` answers.
#[derive(SimpleObject)]
pub struct NotificationMarkReadPayload {
    /// How many were not read before; null where nothing was changed or an earlier call is repeated.
    pub marked: Option<i32>,
    /// How many are unread now, counted up to 1,000; null where the call was refused.
    pub unread: Option<Count>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// Always null: what somebody has read is no event of the record.
    pub cursor: Option<Cursor>,
}

/// Which of the viewer's notifications were read: exactly one of `ids` and `upTo`.
#[derive(InputObject)]
pub struct NotificationMarkReadInput {
    /// These, at most 100, and with a digest its reminders. Others' and unknown ones are passed over.
    pub ids: Option<Vec<Key<kind::Notification>>>,
    /// This one and all that had reached the viewer by then: the newest that was shown.
    pub up_to: Option<Key<kind::Notification>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl NotificationMarkReadInput {
    fn decode(self) -> (WriteOptions, Result<Marked, Refusal>) {
        let which = match (self.ids, self.up_to) {
            (Some(ids), None) if ids.len() > MOST_IDS => {
                Err(DomainReason::of(Rule::TooMany).with("max", MOST_IDS).at("ids").into())
            }
            (Some(ids), None) => Ok(Marked::These(ids.into_iter().map(|key| key.0).collect())),
            (None, Some(last)) => Ok(Marked::UpTo(last.0)),
            (Some(_), Some(_)) => Err(DomainReason::of(Rule::Malformed).at("upTo").into()),
            (None, None) => Err(DomainReason::of(Rule::Required).at("ids").into()),
        };
        (self.options, which)
    }
}

/// The root field.
#[derive(Default)]
pub struct NotificationMutation;

#[Object]
impl NotificationMutation {
    /// Marks the viewer's own notifications as read.
    async fn notification_mark_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: NotificationMarkReadInput,
    ) -> OrNull<NotificationMarkReadPayload> {
        let done = async {
            let scope = Scope::of(ctx)?;
            let (options, input) = input.decode();
            let answer = answered(scope, options, input, operations::mark_read).await;
            let Done { outcome, position, warnings } = match answer {
                Ok(done) => done,
                Err(error) => {
                    return Ok(NotificationMarkReadPayload {
                        marked: None,
                        unread: None,
                        user_errors: user_errors(scope, &["input"], error)?,
                        warnings: Vec::new(),
                        cursor: None,
                    });
                }
            };
            let marked = match outcome {
                Outcome::Changed(marked) => Some(i32::try_from(marked).unwrap_or(i32::MAX)),
                Outcome::Validated(_) | Outcome::Repeated(_) => None,
            };
            Ok(NotificationMarkReadPayload {
                marked,
                unread: Some(unread(scope, MOST_COUNTED).await?),
                user_errors: Vec::new(),
                warnings: Reason::all(scope.locale(), &warnings),
                cursor: cursor(scope, position),
            })
        };
        OrNull::some(done).await
    }
}
