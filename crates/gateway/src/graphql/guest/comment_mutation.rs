//! What a guest says.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject};
use liaison_domain::access::Actor;
use liaison_domain::comment::{CommentRecord, CommentSubject, NewGuestComment};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::{Id, kind};
use liaison_domain::text::Text;
use liaison_persistence::comment as stored;

use super::GuestCall;
use super::talk::GuestComment;
use crate::graphql::decode::Decode as _;
use crate::graphql::error::Fault;
use crate::graphql::mutation::{WriteOptions, answered, user_errors};
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::UserError;
use crate::graphql::scalars::Key;
use crate::graphql::scope::Scope;
use crate::operations::guest::{self as operations, GuestSaying};
use crate::operations::{Answer, Done, Outcome};

/// What `guestCommentAdd` answers.
#[derive(SimpleObject, Default)]
pub struct GuestCommentAddPayload {
    /// The new comment; null where nothing was changed.
    pub comment: Option<GuestComment>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
}

/// Names what a guest speaks about: a record of their scope.
#[derive(OneofObject)]
pub enum GuestCommentSubject {
    /// A request.
    Request(Key<kind::Request>),
    /// A customer.
    Customer(Key<kind::Customer>),
}

/// A comment of a guest.
#[derive(InputObject)]
pub struct GuestCommentAddInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Comment>>,
    /// About what.
    pub subject: GuestCommentSubject,
    /// The comment on the same that it replies to.
    pub reply_to: Option<Key<kind::Comment>>,
    /// What is said, at most 20,000 characters.
    pub text: String,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl GuestCommentAddInput {
    fn decode(self) -> (WriteOptions, Result<GuestSaying, Refusal>) {
        let mut found = Violations::default();
        let text = found.take("text", Text::new(&self.text));
        let about = match self.subject {
            GuestCommentSubject::Request(key) => CommentSubject::Request(key.0),
            GuestCommentSubject::Customer(key) => CommentSubject::Customer(key.0),
        };
        let (id, reply_to) = (self.id.map(|key| key.0), self.reply_to.map(|key| key.0));
        let input = found.all((text,)).map(|(text,)| GuestSaying {
            about,
            reply_to,
            comment: NewGuestComment { id, text },
        });
        (self.options, input)
    }
}

/// The comment that the operation made, or that an earlier call of the same guest did.
async fn made(call: &GuestCall, answer: Done<CommentRecord>) -> Result<Option<Arc<CommentRecord>>, Fault> {
    let id = match answer.outcome {
        Outcome::Changed(comment) => return Ok(Some(Arc::new(comment))),
        Outcome::Validated(_) => return Ok(None),
        Outcome::Repeated(subjects) => subjects.first().map(|subject| Id::from_uuid(subject.id)),
    };
    let Some(id) = id else { return Ok(None) };
    let found = stored::by_ids(&call.scope().db(), &Actor::Server, &[id]).await?.remove(&id);
    Ok(found.map(Arc::new))
}

async fn shaped(
    call: &Arc<GuestCall>,
    answer: Answer<CommentRecord>,
) -> Result<GuestCommentAddPayload, Fault> {
    let done = match answer {
        Ok(done) => done,
        Err(error) => {
            let user_errors = user_errors(call.scope(), &["input"], error)?;
            return Ok(GuestCommentAddPayload { comment: None, user_errors });
        }
    };
    let view = call.view().await?;
    let comment = made(call, done).await?.filter(|comment| view.shows(comment.about));
    let comment = comment.map(|comment| GuestComment::new(Arc::clone(view.me()), comment));
    Ok(GuestCommentAddPayload { comment, user_errors: Vec::new() })
}

/// What an employee is answered, who says nothing as a guest.
fn refused(scope: &Scope) -> Result<GuestCommentAddPayload, Fault> {
    let refusal = Refusal::NotPermitted(Reason::of(Rule::RoleMissing));
    let user_errors = user_errors(scope, &["input"], refusal.into())?;
    Ok(GuestCommentAddPayload { comment: None, user_errors })
}

/// The root field.
#[derive(Default)]
pub struct GuestCommentMutation;

#[Object]
impl GuestCommentMutation {
    /// Says something as a guest about a record of their scope. It is marked external, seen by whoever sees the record, and
    /// archived on the customer they belong to; nobody changes it. For guests alone.
    async fn guest_comment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: GuestCommentAddInput,
    ) -> OrNull<GuestCommentAddPayload> {
        let done = async {
            if let Ok(scope) = Scope::of(ctx) {
                return refused(scope);
            }
            let call = GuestCall::of(ctx)?;
            let (options, input) = input.decode();
            let answer = Box::pin(answered(call.scope(), options, input, operations::say)).await;
            shaped(call, answer).await
        };
        OrNull::some(Box::pin(done)).await
    }
}
