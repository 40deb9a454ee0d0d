//! What would have been due, and missed, under another pack: a comparison over requests that were, by their own instants.
//!
//! Compared is what a request's own record dates: first reviews, first answers, signatures, the plan of a pressing request,
//! the acceptance. Pauses are left out on both sides alike, so the figures are for weighing packs, not a record of breaches.

use std::collections::BTreeMap;

use super::Pack;
use crate::deadline::DeadlineKind;
use crate::directory::Directory;
use crate::ids::DepartmentId;
use crate::policies::Policies;
use crate::priority::Priority;
use crate::request::kind::PartyRole;
use crate::request::party::Party;
use crate::request::record::Record;
use crate::request::signature::{Side, SignOffPurpose};
use crate::time::Instant;

/// How often something was owed and missed, by the pack of each request and by the other one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often it was owed.
    pub owed_now: u32,
    /// How often it would have been owed.
    pub owed_under: u32,
    /// How often it came late, or is late.
    pub breached_now: u32,
    /// How often it would have come late, or would be late.
    pub breached_under: u32,
}

/// The tallies by kind; kinds that nobody owed are not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison(BTreeMap<DeadlineKind, Tally>);

/// One thing that was owed, as far as time is concerned.
struct Duty {
    kind: DeadlineKind,
    owes: DepartmentId,
    start: Instant,
    settled: Option<Instant>,
}

impl Comparison {
    /// The tallies by kind.
    pub const fn tallies(&self) -> &BTreeMap<DeadlineKind, Tally> {
        &self.0
    }

    /// Counts one submitted request, by its own pack and under `other`, as things stand at `now`.
    pub fn add(
        &mut self,
        request: &Record,
        other: &Pack,
        policies: &Policies,
        directory: &Directory,
        now: Instant,
    ) {
        let until = request.times.ended_at.map_or(now, |ended| ended.min(now));
        let own = policies.pack_of(request, directory);
        for (pack, under) in [(own.as_ref(), false), (other, true)] {
            for duty in duties(request, pack) {
                let Some(length) = pack.length(duty.kind, request.form.priority) else { continue };
                let ancestry = directory.ancestry(duty.owes);
                let held = &policies.calendars().at(&ancestry, duty.start).calendar;
                let Some(Ok(due)) = held.as_ref().map(|calendar| calendar.due(duty.start, &length)) else {
                    continue;
                };
                let late = duty.settled.unwrap_or(until) > due;
                let tally = self.0.entry(duty.kind).or_default();
                let (owed, breached) = if under {
                    (&mut tally.owed_under, &mut tally.breached_under)
                } else {
                    (&mut tally.owed_now, &mut tally.breached_now)
                };
                *owed += 1;
                *breached += u32::from(late);
            }
        }
    }
}

/// What the record dates of what could be owed under this pack.
fn duties(request: &Record, pack: &Pack) -> Vec<Duty> {
    let mut duties = Vec::new();
    let times = &request.times;
    let Some(submitted) = times.submitted_at else { return duties };
    let asked = request.present().filter(|party| party.role == PartyRole::Accepting);
    for party in asked {
        let start = if party.round == 1 { party.asked_at.unwrap_or(submitted) } else { submitted };
        let answered = answered(party);
        let reviewed = party.reviews.iter().map(|review| review.at).chain(answered).min();
        let owes = party.department;
        duties.push(Duty { kind: DeadlineKind::Review, owes, start, settled: reviewed });
        duties.push(Duty { kind: DeadlineKind::Response, owes, start, settled: answered });
        // A plan of less pressing requests is a party's first dated task or milestone (resolution 41): not told here.
        if request.form.priority == Priority::High {
            duties.push(Duty { kind: DeadlineKind::Plan, owes, start, settled: times.agreed_at });
        }
    }
    if let Some(start) = times.agreed_at {
        for (side, owes) in request.signing_sides(pack) {
            duties.push(Duty { kind: DeadlineKind::SignOff, owes, start, settled: signed(request, side) });
        }
    }
    if let Some(start) = times.delivered_at {
        let (owes, settled) = (request.department, times.accepted_at);
        duties.push(Duty { kind: DeadlineKind::Acceptance, owes, start, settled });
    }
    duties
}

/// When the party first answered of its own.
fn answered(party: &Party) -> Option<Instant> {
    party.responses.iter().filter(|response| !response.by_default).map(|response| response.at).min()
}

/// When this side first agreed by signature.
fn signed(request: &Record, side: Side) -> Option<Instant> {
    let given = request.signatures.iter();
    let mine = given.filter(|sign| sign.side == side && sign.purpose == SignOffPurpose::Agreement);
    mine.map(|sign| sign.at).min()
}
