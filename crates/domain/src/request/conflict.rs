//! Requests that ask for the same person's or resource's time in the same days: which they are, which goes first, and who is
//! told (`requests.md`, Resource conflicts; resolution 53).

use std::cmp::Reverse;

use crate::access;
use crate::command::{Aggregate as _, Context};
use crate::request::Request;
use crate::request::record::Record;
use crate::request::resource_need::{ResourceNeed, Window};
use crate::request::status::RequestStatus;

/// Two needs that compete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash<'a> {
    /// The need of this request.
    pub mine: &'a ResourceNeed,
    /// The need of the other.
    pub theirs: &'a ResourceNeed,
    /// The days for which the other asks.
    pub days: Window,
}

/// What somebody learns of a competing request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// Its days and its priority: what the head of the person asked for is told of a request that they may not see.
    Outline,
}

impl Record {
    /// Whether its needs compete at all: from `SUBMITTED` to `IN_PROGRESS`.
    pub const fn competes(&self) -> bool {
        matches!(
            self.status,
            RequestStatus::Submitted
                | RequestStatus::Clarifying
                | RequestStatus::Agreed
                | RequestStatus::Confirmed
                | RequestStatus::InProgress
        )
    }

    /// The needs of this request that compete with one of `other`.
    pub fn clashes<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Clash<'a>> {
        let both = self.id != other.id && self.competes() && other.competes();
        let (mine, theirs) = (self.window(), other.window());
        self.form.content.resource_needs.iter().filter(move |_| both).flat_map(move |need| {
            let competing = other.form.content.resource_needs.iter();
            competing.filter(move |asked| need.competes(mine, asked, theirs)).map(move |asked| Clash {
                mine: need,
                theirs: asked,
                days: asked.days(theirs),
            })
        })
    }

    /// Whether it goes before `other`: the one for which somebody set the order aside, the last such decision first; then by
    /// priority; then by confirmation, submission and creation.
    pub fn goes_before(&self, other: &Self) -> bool {
        let rank = |one: &Self| {
            let set = one.conflict_override.as_ref().map(|set| set.at);
            let times = one.times;
            (
                Reverse(set),
                one.form.priority,
                times.confirmed_at.is_none(),
                times.confirmed_at,
                times.submitted_at,
                one.id,
            )
        };
        rank(self) < rank(other)
    }
}

impl Request {
    /// What the caller learns of this request where it competes for `need` of theirs; none where they learn nothing.
    pub fn sight(&self, need: &ResourceNeed, ctx: &Context<'_>) -> Option<Sight> {
        if access::may_see(ctx.actor, &self.audience()) {
            return Some(Sight::Whole);
        }
        let person = need.person.and_then(|person| ctx.directory.person(person))?;
        let heads = ctx.directory.deciders(person.department);
        ctx.actor.person().filter(|caller| heads.contains(caller)).map(|_| Sight::Outline)
    }
}
