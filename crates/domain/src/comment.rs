//! Comments (评论): what people say about a request, a task, a problem, a meeting or a customer, to each other and, where it is
//! marked external, to somebody outside.
//!
//! Owns the [`Comment`] aggregate. Who sees what it is about sees it: a comment has the audience of its [`Place`]. Its texts
//! are sealed beside the events, every version by itself, so that the record stays true when one is erased (resolution 79). A
//! comment may ask those whom it mentions for an answer ([`Ask`]), which they owe by the process pack until they reply
//! (S1-97, S1-98, C24). A mention grants nothing (resolution 17).

mod action;
mod add;
mod answer;
mod ask;
mod author;
mod edit;
mod fact;
mod guest;
mod mentions;
mod owed;
mod place;
mod search;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use action::Action;
pub(crate) use action::may_comment;
pub use add::{Added, NewComment};
pub use ask::{Addressee, Answer, Ask, NewAsk, Urgency};
pub use author::Author;
pub use edit::{CommentPatch, MAX_TEXTS};
pub use fact::{Asked, CommentBrief, CommentFact};
pub use guest::{NewGuestComment, SaidByGuest};
pub use mentions::MAX_MENTIONS;
pub(crate) use place::archived;
pub use place::{CommentSubject, Place};

use crate::access::Audience;
use crate::command::{Aggregate, Change};
use crate::ids::{CommentId, PersonId, RequestId};
use crate::sealed::{Sealed, SealedRef};
use crate::search::Searchable;
use crate::time::Instant;

/// One version of a comment's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Where the text lies.
    pub text: SealedRef,
    /// When the author wrote it.
    pub at: Instant,
}

/// Everything a comment keeps, as it is stored. Changed by the commands of [`Comment`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentRecord {
    /// Its ID.
    pub id: CommentId,
    /// Its version, from 1.
    pub version: i64,
    /// What it is about; that never changes.
    pub about: CommentSubject,
    /// The request that this belongs to, directly or through a task.
    pub request: Option<RequestId>,
    /// The comment on the same that it replies to.
    pub reply_to: Option<CommentId>,
    /// Who wrote it.
    #[serde(flatten)]
    pub author: Author,
    /// Every version of its text, oldest first; never empty.
    pub texts: Vec<Version>,
    /// Who is mentioned, sorted, without repeats.
    pub mentions: Vec<PersonId>,
    /// What it asks of them.
    pub ask: Option<Ask>,
    /// Whether it is meant for somebody outside; what is not is never shown to one (resolution 67).
    pub external: bool,
    /// When it was written.
    pub written_at: Instant,
}

impl CommentRecord {
    /// The present text.
    ///
    /// # Panics
    /// Never: a comment is made with a text, and loses none.
    pub fn text(&self) -> &Version {
        self.texts.last().expect("a comment has a text")
    }

    /// When its text was last changed; none while it is the first.
    pub fn edited_at(&self) -> Option<Instant> {
        (self.texts.len() > 1).then(|| self.text().at)
    }

    /// Which comment it is, as its events say it.
    pub const fn brief(&self) -> CommentBrief {
        CommentBrief { about: self.about, request: self.request, external: self.external }
    }

    /// Whether somebody is still to answer it.
    pub fn waits(&self) -> bool {
        self.ask.as_ref().is_some_and(|ask| ask.addressees.iter().any(|one| one.answered.is_none()))
    }
}

/// What somebody said, in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    record: CommentRecord,
    place: Place,
    /// The present text, as far as it is there.
    shown: Option<String>,
    sealed: Vec<Sealed>,
}

impl Comment {
    /// The comment that was stored as `record`, in this place; `shown` is its present text unless that was erased.
    pub const fn restore(record: CommentRecord, place: Place, shown: Option<String>) -> Self {
        Self { record, place, shown, sealed: Vec::new() }
    }

    /// What it keeps.
    pub const fn record(&self) -> &CommentRecord {
        &self.record
    }

    /// What it keeps, alone.
    pub fn into_record(self) -> CommentRecord {
        self.record
    }

    /// What it is about, as far as comments ask.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The same comment where what it is about is as it is after the change at hand.
    #[must_use]
    pub fn moved(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The texts that this change seals, to be kept beside its events.
    pub fn sealed(&self) -> &[Sealed] {
        &self.sealed
    }

    fn change(&self, fact: CommentFact, alter: impl FnOnce(&mut Self)) -> Change<Self> {
        let mut state = self.clone();
        state.sealed.clear();
        alter(&mut state);
        Change::of(self, state, vec![fact])
    }
}

impl Aggregate for Comment {
    type Fact = CommentFact;

    fn uuid(&self) -> uuid::Uuid {
        self.record.id.uuid()
    }

    fn version(&self) -> i64 {
        self.record.version
    }

    fn set_version(&mut self, version: i64) {
        self.record.version = version;
    }

    fn audience(&self) -> Audience {
        self.place.audience.clone()
    }

    fn searchable(&self) -> Searchable {
        self.record.searchable(self.shown.as_deref())
    }

    /// Of the text the reference alone: that it changed, never what it says.
    fn watched(&self) -> Map<String, Value> {
        let comment = &self.record;
        let fields = json!({
            "text": comment.text().text,
            "mentions": comment.mentions,
            "asksForAnswer": comment.ask,
            "external": comment.external,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}
