//! Saying something, and changing what one said.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, OneofObject, Result};
use liaison_domain::comment::{CommentPatch, CommentSubject, NewAsk, NewComment};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{PersonId, kind};
use liaison_domain::patch::Patch;
use liaison_domain::text::{Line, Text};

use super::{Comment, CommentUrgency};
use crate::graphql::decode::{Decode as _, patch};
use crate::graphql::mutation::{ActionOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::comment::{self as operations, CommentAddition, CommentEdit};
use crate::payload;

payload! {
    /// What `commentAdd` answers.
    CommentAddPayload {
        /// The new comment.
        comment: Comment
    }
}

payload! {
    /// What `commentEdit` answers.
    CommentEditPayload {
        /// The comment after the change.
        comment: Comment
    }
}

/// Names what a comment is about.
#[derive(OneofObject)]
pub enum CommentSubjectInput {
    /// A request.
    Request(Key<kind::Request>),
    /// A task.
    Task(Key<kind::Task>),
    /// A problem.
    Problem(Key<kind::Problem>),
    /// A meeting.
    Meeting(Key<kind::Meeting>),
    /// A customer; the comment is its circle's.
    Customer(Key<kind::Customer>),
}

impl From<CommentSubjectInput> for CommentSubject {
    fn from(subject: CommentSubjectInput) -> Self {
        match subject {
            CommentSubjectInput::Request(key) => Self::Request(key.0),
            CommentSubjectInput::Task(key) => Self::Task(key.0),
            CommentSubjectInput::Problem(key) => Self::Problem(key.0),
            CommentSubjectInput::Meeting(key) => Self::Meeting(key.0),
            CommentSubjectInput::Customer(key) => Self::Customer(key.0),
        }
    }
}

/// An answer that is asked of everybody who is mentioned, within the time that the process pack gives.
#[derive(InputObject)]
pub struct CommentAskInput {
    /// How soon.
    pub urgency: CommentUrgency,
    /// Why they are asked, at most 200 characters.
    pub reason: String,
}

impl CommentAskInput {
    fn decode(self) -> Result<NewAsk, liaison_domain::error::Reason> {
        Ok(NewAsk { urgency: self.urgency.into(), reason: Line::new(&self.reason)? })
    }
}

/// Where the only text of an ask stands.
const REASON: &str = "asksForAnswer.reason";

fn people(keys: Vec<Key<kind::Person>>) -> Vec<PersonId> {
    keys.into_iter().map(|key| key.0).collect()
}

/// A comment to be added.
#[derive(InputObject)]
pub struct CommentAddInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Comment>>,
    /// About what.
    pub subject: CommentSubjectInput,
    /// The comment on the same that it replies to. A reply of somebody who is asked there is their answer.
    pub reply_to: Option<Key<kind::Comment>>,
    /// What is said, at most 20,000 characters.
    pub text: String,
    /// Who is mentioned, at most 50. A mention grants nothing: one of somebody who may not see the subject is a warning, and
    /// refused where an answer is asked.
    pub mentions: Option<Vec<Key<kind::Person>>>,
    /// What is asked of those who are mentioned; nothing where absent.
    pub asks_for_answer: Option<CommentAskInput>,
    /// Whether it is meant for somebody outside. That cannot be changed.
    #[graphql(default)]
    pub external: bool,
    /// Records an external text that holds a phone, mail or handle of the customer's contacts with the mask in its place.
    /// Without it such a text is refused.
    #[graphql(default)]
    pub confirm_masked: bool,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl CommentAddInput {
    fn decode(self) -> (WriteOptions, Result<CommentAddition, Refusal>) {
        let mut found = Violations::default();
        let text = found.take("text", Text::new(&self.text));
        let ask = found.given(REASON, self.asks_for_answer, CommentAskInput::decode);
        let input = found.all((text, ask)).map(|(text, ask)| CommentAddition {
            about: self.subject.into(),
            reply_to: self.reply_to.map(|key| key.0),
            comment: NewComment {
                id: self.id.map(|key| key.0),
                text,
                mentions: people(self.mentions.unwrap_or_default()),
                ask,
                external: self.external,
                confirm_masked: self.confirm_masked,
            },
        });
        (self.options, input)
    }
}

/// Changes of a comment: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct CommentEditInput {
    /// Which comment; one's own.
    pub id: Key<kind::Comment>,
    /// What is said, at most 20,000 characters; the former text stays among the versions.
    pub text: Option<String>,
    /// Who is mentioned, all of them, at most 50.
    pub mentions: MaybeUndefined<Vec<Key<kind::Person>>>,
    /// What is asked of those who are mentioned. Who was asked before owes what they owed; cleared, nobody owes anything.
    pub asks_for_answer: MaybeUndefined<CommentAskInput>,
    /// Records an external text that holds a phone, mail or handle of the customer's contacts with the mask in its place.
    #[graphql(default)]
    pub confirm_masked: bool,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl CommentEditInput {
    fn decode(self) -> (ActionOptions, Result<CommentEdit, Refusal>) {
        let mut found = Violations::default();
        let text = found.given("text", self.text, |raw| Text::new(&raw));
        let ask = found.patched(REASON, self.asks_for_answer, CommentAskInput::decode);
        let mentions = patch(self.mentions).map(people);
        let input = found.all((text, ask)).map(|(text, ask)| CommentEdit {
            id: self.id.0,
            patch: CommentPatch {
                text: text.map_or(Patch::Keep, Patch::Set),
                mentions,
                ask,
                confirm_masked: self.confirm_masked,
            },
        });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Says something about a request, a task, a problem, a meeting or a customer. For everybody who sees it but auditors; not
    /// once the request, or the customer, is archived.
    async fn comment_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: CommentAddInput,
    ) -> OrNull<CommentAddPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::add).await
    }

    /// Changes what one said, whom it mentions and what it asks. For the author alone.
    async fn comment_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: CommentEditInput,
    ) -> OrNull<CommentEditPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::edit).await
    }
}
