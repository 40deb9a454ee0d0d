//! Answering: a reply of somebody who is asked.

use super::{Answer, Comment, CommentBrief, CommentFact, CommentRecord};
use crate::command::{Change, Context};
use crate::ids::PersonId;

impl Comment {
    /// This comment with `reply` as the answer of its author, where one is still owed by them. Emits `CommentAnswered`.
    pub(super) fn answered(
        &self,
        ctx: &Context<'_>,
        by: PersonId,
        reply: &CommentRecord,
    ) -> Option<Change<Self>> {
        let ask = self.record.ask.as_ref()?;
        let place = ask.addressees.iter().position(|one| one.person == by && one.answered.is_none())?;
        let comment = CommentBrief { external: reply.external, ..self.record.brief() };
        let fact = CommentFact::CommentAnswered { comment, by, reply: reply.id };
        Some(self.change(fact, |comment| {
            if let Some(ask) = &mut comment.record.ask {
                ask.addressees[place].answered = Some(Answer { comment: reply.id, at: ctx.now });
            }
        }))
    }
}
