//! Changing a comment: the former text stays, and what is no longer asked is no longer owed.

use serde::Serialize;

use super::ask::going_out;
use super::mentions::Mentions;
use super::{Action, Ask, Asked, Comment, CommentFact, NewAsk, Version};
use crate::command::{Change, Context};
use crate::customer::masking::Masker;
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::PersonId;
use crate::patch::Patch;
use crate::sealed::Sealed;
use crate::text::Text;

/// Most versions of one comment's text (resolution 81).
pub const MAX_TEXTS: usize = 50;

/// What of a comment is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommentPatch {
    /// What is said; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub text: Patch<Text>,
    /// Who is mentioned, all of them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub mentions: Patch<Vec<PersonId>>,
    /// What is asked of them; cleared, nobody owes an answer any more.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub ask: Patch<NewAsk>,
    /// Whether values of the customer's contacts in what goes out may be masked and the rest recorded (S1-101).
    pub confirm_masked: bool,
}

impl Comment {
    /// Changes what was said, whom it mentions and what it asks; the former text stays among its versions. Who was asked
    /// before owes what they owed or has answered, who is no longer asked owes nothing. Emits `CommentEdited`.
    pub fn edit(
        &self,
        ctx: &Context<'_>,
        masker: &Masker,
        patch: CommentPatch,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Edit, ctx)?;
        let before = &self.record;
        let mut wrong = Violations::default();
        wrong.check(patch.text != Patch::Clear, "text", Rule::Required);
        let new_ask = match (patch.ask, &before.ask) {
            (Patch::Clear, _) | (Patch::Keep, None) => None,
            (Patch::Set(ask), _) => Some(ask),
            (Patch::Keep, Some(ask)) => Some(NewAsk { urgency: ask.urgency, reason: ask.reason.clone() }),
        };
        let named = patch.mentions.apply(Some(before.mentions.clone())).unwrap_or_default();
        let mentions = Mentions {
            named: &named,
            before: &before.mentions,
            asked: before.ask.iter().flat_map(Ask::people).collect(),
            asks: new_ask.is_some(),
            author: before.author.answerable(),
        };
        let (people, warnings) = mentions.check(&self.place, ctx, &mut wrong);
        let mut outgoing = going_out(before.external, masker, patch.confirm_masked, &mut wrong);
        let text = patch.text.apply(None).map(|text| outgoing.text("text", text));
        let new_ask = new_ask.map(|ask| outgoing.ask(ask));
        let text = text.filter(|text| self.shown.as_deref() != Some(text.as_str()));
        if text.is_some() && before.texts.len() >= MAX_TEXTS {
            wrong.add("text", Reason::of(Rule::TooMany).with("max", MAX_TEXTS));
        }
        let ask =
            new_ask.map(|ask| Ask::of(ask, &mentions.addressees(&people), before.ask.as_ref(), ctx.now));
        let same = text.is_none() && people == before.mentions && ask == before.ask;
        wrong.check(!wrong.is_empty() || !same, "", Rule::NothingChanged);
        wrong.finish()?;
        let sealed = text.as_ref().map(|text| Sealed::of(text.as_str(), ctx.ids));
        let mut record = before.clone();
        record.mentions = people;
        record.ask = ask;
        record
            .texts
            .extend(sealed.iter().map(|sealed| Version { text: sealed.reference().clone(), at: ctx.now }));
        let fact = CommentFact::CommentEdited {
            comment: record.brief(),
            text: record.text().text.clone(),
            mentions: record.mentions.clone(),
            asked: record.ask.as_ref().map(Asked::of),
        };
        let change = self.change(fact, |comment| {
            comment.record = record;
            comment.sealed.extend(sealed);
            comment.shown = text.map(|text| text.to_string()).or_else(|| self.shown.clone());
        });
        Ok(change.warn(warnings))
    }
}
