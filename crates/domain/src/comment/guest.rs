//! What a guest says: marked external, and archived on the customer they belong to in the same step (S1-37, S1-38).

use serde::Serialize;

use super::{Author, Comment, CommentFact, CommentRecord, CommentSubject, Place, Version};
use crate::access::{Shareable, is_shared_with};
use crate::command::{Change, Context};
use crate::customer::interaction::GuestWords;
use crate::customer::{Customer, Interaction};
use crate::error::{Refusal, Rule, StateConflict, Violations};
use crate::guest::Guest;
use crate::ids::{CommentId, fresh};
use crate::sealed::Sealed;
use crate::text::{Line, Text};

/// A comment as a guest adds it.
#[derive(Clone, Debug, Serialize)]
pub struct NewGuestComment {
    /// An ID that the caller chose.
    pub id: Option<CommentId>,
    /// What is said.
    pub text: Text,
}

/// What a guest's comment does.
#[derive(Debug)]
pub struct SaidByGuest {
    /// The comment.
    pub comment: Change<Comment>,
    /// Its place in the archive of the customer.
    pub archived: Change<Interaction>,
}

impl Comment {
    /// Says something as a guest, in this place of their scope, or in reply to `parent`, which has to be external: another they do
    /// not know of. `archive` is the customer they belong to, `subject` names the place there. What they say is not looked through
    /// for the values of contacts: a refusal would tell them one. Emits `CommentAdded` and `InteractionRecorded`.
    ///
    /// # Errors
    /// `NotFound` outside the scope, and for whoever is not this guest or was let in no more; `State` where nothing is said any
    /// more; `Invalid`: `UNKNOWN`.
    pub fn add_by_guest(
        ctx: &Context<'_>,
        guest: &Guest,
        place: &Place,
        parent: Option<&Self>,
        archive: (&Customer, Line),
        new: &NewGuestComment,
    ) -> Result<SaidByGuest, Refusal> {
        let record = guest.record();
        let called = ctx.actor.guest().is_some_and(|caller| caller.guest == record.id);
        let caller = record.opens(ctx.now).filter(|_| called).ok_or(Refusal::NotFound)?;
        let shareable = place.about.shareable().ok_or(Refusal::NotFound)?;
        let host = ctx.directory.actor(caller.host);
        if !is_shared_with(&caller, host.as_ref(), shareable, &place.audience) {
            return Err(Refusal::NotFound);
        }
        if let Some(status) = place.closed {
            return Err(Refusal::State(StateConflict { status, allowed: Vec::new(), missing: Vec::new() }));
        }
        let mut wrong = Violations::default();
        if let Some(parent) = parent {
            let known = parent.record.external && parent.record.about == place.about;
            wrong.check(known, "replyTo", Rule::Unknown);
        }
        wrong.finish()?;
        let sealed = Sealed::of(new.text.as_str(), ctx.ids);
        let written = CommentRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            about: place.about,
            request: place.request,
            reply_to: parent.map(|parent| parent.record.id),
            author: Author::of_guest(record.id, record.invited_by),
            texts: vec![Version { text: sealed.reference().clone(), at: ctx.now }],
            mentions: Vec::new(),
            ask: None,
            external: true,
            written_at: ctx.now,
        };
        let fact = CommentFact::CommentAdded {
            comment: written.brief(),
            reply_to: written.reply_to,
            replies_to: parent.and_then(|parent| parent.record.author.person()),
            text: written.text().text.clone(),
            mentions: Vec::new(),
            asked: None,
            guest: Some(record.id),
        };
        let words = GuestWords { guest: record.id, comment: written.id, text: written.text().text.clone() };
        let archived = Interaction::archive(ctx, archive.0, archive.1, words);
        let mut comment = Self::restore(written, place.clone(), Some(new.text.to_string()));
        comment.sealed.push(sealed);
        Ok(SaidByGuest { comment: Change::created(comment, vec![fact]), archived })
    }
}

impl CommentSubject {
    /// What of it can be shared with a guest; none for what cannot.
    pub const fn shareable(self) -> Option<Shareable> {
        match self {
            Self::Request(id) => Some(Shareable::Request(id)),
            Self::Customer(id) => Some(Shareable::Customer(id)),
            Self::Task(_) | Self::Problem(_) | Self::Meeting(_) => None,
        }
    }
}
