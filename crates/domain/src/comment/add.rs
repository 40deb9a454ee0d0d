//! Adding a comment to a record, or a reply to a comment.

use std::collections::BTreeSet;

use serde::Serialize;

use super::ask::going_out;
use super::mentions::Mentions;
use super::{Ask, Asked, Author, Comment, CommentFact, CommentRecord, NewAsk, Place, Version};
use crate::command::{Change, Context};
use crate::customer::masking::Masker;
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{CommentId, PersonId, fresh};
use crate::sealed::Sealed;
use crate::text::Text;

/// A comment as somebody adds it.
#[derive(Clone, Debug, Serialize)]
pub struct NewComment {
    /// An ID that the caller chose.
    pub id: Option<CommentId>,
    /// What is said.
    pub text: Text,
    /// Who is mentioned.
    pub mentions: Vec<PersonId>,
    /// What is asked of them.
    pub ask: Option<NewAsk>,
    /// Whether it is meant for somebody outside; that never changes.
    pub external: bool,
    /// Whether values of the customer's contacts in what goes out may be masked and the rest recorded (S1-101).
    pub confirm_masked: bool,
}

/// What adding does.
#[derive(Debug)]
pub struct Added {
    /// The comment.
    pub comment: Change<Comment>,
    /// The comment that it replies to, where its author is asked there: answered by it.
    pub answered: Option<Change<Comment>>,
}

impl Comment {
    /// Says something in this place, or in reply to `parent`. What is marked external is looked through for the values of
    /// `masker`: refused, or recorded with the mask in their place where that is confirmed (S1-101). Emits `CommentAdded`, and
    /// `CommentAnswered` of the parent where the caller is asked there.
    pub fn add(
        ctx: &Context<'_>,
        place: &Place,
        parent: Option<&Self>,
        masker: &Masker,
        new: NewComment,
    ) -> Result<Added, Refusal> {
        place.admits(ctx)?;
        let Some(author) = ctx.actor.person() else {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        };
        let mut wrong = Violations::default();
        if let Some(parent) = parent {
            wrong.check(parent.record.about == place.about, "replyTo", Rule::OtherSubject);
        }
        let asked = BTreeSet::new();
        let asks = new.ask.is_some();
        let mentions = Mentions { named: &new.mentions, before: &[], asked, asks, author };
        let (people, warnings) = mentions.check(place, ctx, &mut wrong);
        let mut outgoing = going_out(new.external, masker, new.confirm_masked, &mut wrong);
        let text = outgoing.text("text", new.text);
        let ask = new.ask.map(|ask| outgoing.ask(ask));
        wrong.finish()?;
        let sealed = Sealed::of(text.as_str(), ctx.ids);
        let record = CommentRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            about: place.about,
            request: place.request,
            reply_to: parent.map(|parent| parent.record.id),
            author: Author::employee(author),
            texts: vec![Version { text: sealed.reference().clone(), at: ctx.now }],
            ask: ask.map(|ask| Ask::of(ask, &mentions.addressees(&people), None, ctx.now)),
            mentions: people,
            external: new.external,
            written_at: ctx.now,
        };
        let fact = CommentFact::CommentAdded {
            comment: record.brief(),
            reply_to: record.reply_to,
            replies_to: parent.and_then(|parent| parent.record.author.person()),
            text: record.text().text.clone(),
            mentions: record.mentions.clone(),
            asked: record.ask.as_ref().map(Asked::of),
            guest: None,
        };
        let answered = parent.and_then(|parent| parent.answered(ctx, author, &record));
        let mut comment = Self::restore(record, place.clone(), Some(text.to_string()));
        comment.sealed.push(sealed);
        Ok(Added { comment: Change::created(comment, vec![fact]).warn(warnings), answered })
    }
}
