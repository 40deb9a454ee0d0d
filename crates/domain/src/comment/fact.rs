//! What the record tells of a comment. Texts stand in no payload: a reference to the sealed one does (resolution 79).

use serde::{Deserialize, Serialize};

use super::{Ask, CommentSubject, Urgency};
use crate::event::{Fact, SubjectKind};
use crate::ids::{CommentId, GuestId, PersonId, RequestId};
use crate::sealed::SealedRef;

/// An answer that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// How soon.
    pub urgency: Urgency,
    /// Of whom.
    pub of: Vec<PersonId>,
}

impl Asked {
    pub(super) fn of(ask: &Ask) -> Self {
        Self { urgency: ask.urgency, of: ask.people().collect() }
    }
}

/// What every event of a comment says: whom it concerns, without reading anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentBrief {
    /// About what it is.
    pub about: CommentSubject,
    /// The request that this belongs to.
    pub request: Option<RequestId>,
    /// Whether it is meant for somebody outside.
    pub external: bool,
}

/// The events of a comment. What is marked external tells communication with somebody outside (S1-37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum CommentFact {
    /// Somebody said something.
    CommentAdded {
        /// About what.
        #[serde(flatten)]
        comment: CommentBrief,
        /// In reply to which comment.
        reply_to: Option<CommentId>,
        /// Who wrote that.
        replies_to: Option<PersonId>,
        /// Where the text lies.
        text: SealedRef,
        /// Who is mentioned.
        mentions: Vec<PersonId>,
        /// What is asked of them.
        asked: Option<Asked>,
        /// The guest who said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guest: Option<GuestId>,
    },
    /// They changed it.
    CommentEdited {
        /// About what it is.
        #[serde(flatten)]
        comment: CommentBrief,
        /// Where the present text lies.
        text: SealedRef,
        /// Who is mentioned now.
        mentions: Vec<PersonId>,
        /// What is asked of them now.
        asked: Option<Asked>,
    },
    /// Somebody who is asked answered; external where the answer is.
    CommentAnswered {
        /// About what it is.
        #[serde(flatten)]
        comment: CommentBrief,
        /// Who answered.
        by: PersonId,
        /// By which comment.
        reply: CommentId,
    },
}

impl Fact for CommentFact {
    const SUBJECT: SubjectKind = SubjectKind::Comment;

    fn external(&self) -> bool {
        match self {
            Self::CommentAdded { comment, .. }
            | Self::CommentEdited { comment, .. }
            | Self::CommentAnswered { comment, .. } => comment.external,
        }
    }
}
