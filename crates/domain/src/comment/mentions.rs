//! Whom a comment may mention, and of whom it may ask an answer.

use std::collections::BTreeSet;

use super::Place;
use crate::access::{OrganizationRole, may_see};
use crate::command::Context;
use crate::error::{Reason, Rule, Violations};
use crate::ids::PersonId;

/// Most people whom one comment mentions (resolution 81).
pub const MAX_MENTIONS: usize = 50;

/// The people mentioned, as they were named in the input.
pub(super) struct Mentions<'a> {
    pub(super) named: &'a [PersonId],
    /// Who was mentioned before: that they left since, or see it no more, is nobody's mistake.
    pub(super) before: &'a [PersonId],
    /// Who was asked before.
    pub(super) asked: BTreeSet<PersonId>,
    /// Whether an answer is asked for.
    pub(super) asks: bool,
    pub(super) author: PersonId,
}

impl Mentions<'_> {
    /// The people sorted, with a note of all that does not hold. Who may not see what it is about learns nothing by being
    /// mentioned (resolution 17), which is told to the author as a warning; nobody owes an answer to what they may not see, so
    /// there it does not hold.
    pub(super) fn check(
        &self,
        place: &Place,
        ctx: &Context<'_>,
        wrong: &mut Violations,
    ) -> (Vec<PersonId>, Vec<Reason>) {
        let mut warnings = Vec::new();
        if self.named.len() > MAX_MENTIONS {
            wrong.add("mentions", Reason::of(Rule::TooMany).with("max", MAX_MENTIONS));
            return (Vec::new(), warnings);
        }
        let mut people = BTreeSet::new();
        for (index, person) in self.named.iter().enumerate() {
            let path = format!("mentions.{index}");
            let asked = self.asks && *person != self.author;
            let known = self.before.contains(person) && (!asked || self.asked.contains(person));
            if !people.insert(*person) {
                wrong.add(path, Reason::of(Rule::Duplicate));
            } else if !known {
                match unfit(*person, asked, place, ctx) {
                    Some(reason) if reason.rule == Rule::CannotSee && !asked => warnings.push(reason),
                    Some(reason) => wrong.add(path, reason),
                    None => {}
                }
            }
        }
        let anybody = people.iter().any(|person| *person != self.author);
        wrong.check(!self.asks || anybody, "mentions", Rule::Required);
        (people.into_iter().collect(), warnings)
    }

    /// Of whom an answer is asked, out of the people mentioned.
    pub(super) fn addressees(&self, people: &[PersonId]) -> Vec<PersonId> {
        people.iter().copied().filter(|person| *person != self.author).collect()
    }
}

/// Why this person cannot be mentioned, or asked.
fn unfit(person: PersonId, asked: bool, place: &Place, ctx: &Context<'_>) -> Option<Reason> {
    if ctx.directory.person(person).is_none() {
        return Some(Reason::of(Rule::Unknown));
    }
    match ctx.directory.actor(person) {
        None => Some(Reason::of(Rule::NotActive)),
        Some(actor) if !may_see(&actor, &place.audience) => {
            Some(Reason::of(Rule::CannotSee).with("person", person))
        }
        Some(actor) if asked && actor.has(OrganizationRole::Auditor) => Some(Reason::of(Rule::AuditorOnly)),
        Some(_) => None,
    }
}
