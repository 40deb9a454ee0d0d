//! What a comment makes people owe: an answer of everybody who is asked (S1-97, S1-98).

use super::{Comment, Urgency};
use crate::access::may_see;
use crate::command::Context;
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::pack::PackRef;
use crate::priority::Priority;

impl Comment {
    /// The answers, given ones included. Nobody owes one who left or sees it no more, nor where nothing can be said any more.
    pub fn owed(&self, ctx: &Context<'_>) -> Vec<Owed> {
        let Some(ask) = self.record.ask.as_ref().filter(|_| self.place.closed.is_none()) else {
            return Vec::new();
        };
        let priority = match ask.urgency {
            Urgency::Critical => Priority::Critical,
            Urgency::Ordinary => Priority::Medium,
        };
        let mut ledger = Ledger::new(ctx, priority, false);
        let home = |person| ctx.directory.person(person).map(|person| person.department);
        let asker = home(self.record.author.answerable());
        for one in &ask.addressees {
            let sees = ctx.directory.actor(one.person).filter(|actor| may_see(actor, &self.place.audience));
            let Some(department) = home(one.person).filter(|_| sees.is_some()) else { continue };
            ledger.owe(Obligation {
                kind: DeadlineKind::Answer,
                part: one.person.to_string(),
                owner: Owner::person(one.person, department, ctx.directory),
                counterpart: asker,
                since: one.since,
                standing: Standing::unless(one.answered.is_some()),
            });
        }
        ledger.finish()
    }

    /// What all its deadlines share; `governing` is the pack of what it is about.
    pub fn about(&self, governing: PackRef) -> About {
        About {
            subject: DeadlineSubject::Comment(self.record.id),
            request: self.place.request,
            root: self.place.root,
            audience: self.place.root_audience.clone(),
            pack: governing,
        }
    }
}
