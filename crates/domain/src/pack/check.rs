//! Whether a pack holds: everything that is wrong with it at once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::policy::{ChainStep, Lengths, Policy};
use super::{ClosureDemand, Pack, PriorityScheme};
use crate::calendar::{Length, WorkingCalendar};
use crate::deadline::DeadlineKind;
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::numbering::NumberingScheme;
use crate::priority::Priority;
use crate::time::Instant;

/// Longest name.
const MOST_NAME: usize = 40;
/// By which the lengths of steps are compared.
static SHIPPED: LazyLock<WorkingCalendar> = LazyLock::new(WorkingCalendar::default);

/// Most steps of a chain.
const MOST_STEPS: usize = 10;
/// Longest periods that are given in seconds: ten years.
const MOST_SECONDS: i64 = 10 * 366 * 86_400;

impl Pack {
    /// Refuses a pack that does not hold.
    ///
    /// # Errors
    /// `Invalid` with all of: `MALFORMED` or `TOO_LONG` for the name or a pattern, `REQUIRED` for a demand that every pack has,
    /// a level, a step or a length that is missing, `DUPLICATE` and `OUT_OF_ORDER` for priorities and steps,
    /// `PRIORITY_NOT_IN_PACK` for a length of a priority that the pack lacks, `LENGTH_NOT_FOR_KIND` for one that does not fit
    /// what is owed, `NOT_RATED` where closing waits for ratings that nobody gives, `OUT_OF_RANGE` for amounts and periods.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut found = Violations::default();
        name(&self.name, &mut found);
        found.take("requestNumbering", NumberingScheme::parse(&self.request_numbering));
        found.take("taskNumbering", NumberingScheme::parse(&self.task_numbering));
        priorities(&self.priorities, &mut found);
        for demand in [ClosureDemand::Acceptance, ClosureDemand::ProblemsConfirmed] {
            found.check(self.closure.contains(&demand), format!("closure.{}", demand.name()), Rule::Required);
        }
        let rated = self.rated || !self.closure.contains(&ClosureDemand::Ratings);
        found.check(rated, "closure.RATINGS", Rule::NotRated);
        found.check(
            self.executive_amount.is_none_or(|limit| limit >= 0),
            "executiveAmount",
            Rule::OutOfRange,
        );
        seconds(self.rating_change_seconds, "ratingChange", &mut found);
        seconds(self.extension_grace_seconds, "extensionGrace", &mut found);
        chain(&self.chain, "chain", &mut found);
        self.meetings.check(&mut found);
        for (kind, policy) in &self.deadlines {
            self.policy_of(*kind, policy, &mut found);
        }
        for kind in self.paused_by_block.iter().filter(|kind| kind.has_own_date() || kind.recurs()) {
            found.add(format!("pausedByBlock.{}", kind.name()), not_for(*kind));
        }
        found.finish()
    }

    fn policy_of(&self, kind: DeadlineKind, policy: &Policy, found: &mut Violations) {
        let path = format!("deadlines.{}", kind.name());
        let at = format!("{path}.length");
        match &policy.length {
            Lengths::OwnDate if !kind.has_own_date() => found.add(at, not_for(kind)),
            Lengths::Same(_) | Lengths::ByPriority(_) if kind.has_own_date() => found.add(at, not_for(kind)),
            Lengths::OwnDate => {}
            Lengths::Same(length) => fits(kind, length, at, found),
            Lengths::ByPriority(by) => {
                let given = Priority::ALL.map(|priority| (priority, by.of(priority)));
                let some = given.iter().any(|(_, length)| length.is_some());
                found.check(some, at.clone(), Rule::Required);
                for (priority, length) in given {
                    let Some(length) = length else { continue };
                    let at = format!("{at}.{}", priority.name());
                    found.check(self.priorities.has(priority), at.clone(), Rule::PriorityNotInPack);
                    fits(kind, &length, at, found);
                }
            }
        }
        if let Some(steps) = &policy.chain {
            chain(steps, &format!("{path}.chain"), found);
        }
    }
}

fn name(name: &str, found: &mut Violations) {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    found.check(begins && name.bytes().all(letter), "name", Rule::Malformed);
    if name.len() > MOST_NAME {
        found.add("name", Reason::of(Rule::TooLong).with("max", MOST_NAME));
    }
}

fn priorities(scheme: &PriorityScheme, found: &mut Violations) {
    let levels = scheme.levels();
    found.check(!levels.is_empty(), "priorities", Rule::Required);
    let mut seen = BTreeSet::new();
    for (index, level) in levels.iter().enumerate() {
        let path = format!("priorities.{index}.priority");
        found.check(seen.insert(level.priority), path.clone(), Rule::Duplicate);
        let follows = index == 0 || levels[index - 1].priority <= level.priority;
        found.check(follows, path, Rule::OutOfOrder);
    }
}

fn seconds(value: i64, path: &str, found: &mut Violations) {
    if !(0..=MOST_SECONDS).contains(&value) {
        found.add(path, Reason::of(Rule::OutOfRange).with("min", 0).with("max", MOST_SECONDS));
    }
}

fn not_for(kind: DeadlineKind) -> Reason {
    Reason::of(Rule::LengthNotForKind).with("kind", kind.name())
}

/// What recurs has a recurring length, and nothing else has; an instant or a time before an event is no policy.
fn fits(kind: DeadlineKind, length: &Length, path: String, found: &mut Violations) {
    let fixed = matches!(length, Length::At { .. } | Length::Before(_));
    if fixed || length.recurrence().is_some() != kind.recurs() {
        found.add(path, not_for(kind));
    }
}

/// Each step tells somebody, once, and later than the one before. Lengths of different units are compared as they fall from
/// a Monday's opening by the shipped calendar.
fn chain(steps: &[ChainStep], path: &str, found: &mut Violations) {
    if steps.len() > MOST_STEPS {
        found.add(path, Reason::of(Rule::TooMany).with("max", MOST_STEPS));
    }
    // 2024-05-06 09:00 in Shanghai.
    let breach = Instant::from_micros(1_714_957_200_000_000);
    let mut last = None;
    for (index, step) in steps.iter().enumerate() {
        let at = |field: &str| format!("{path}.{index}.{field}");
        found.check(!step.tell.is_empty(), at("tell"), Rule::Required);
        let once: BTreeSet<_> = step.tell.iter().collect();
        found.check(once.len() == step.tell.len(), at("tell"), Rule::Duplicate);
        let falls = match &step.after {
            None => Some(breach),
            // What does not count from the breach on has no place in a chain.
            Some(length) if length.own_time().is_none() => {
                found.add(at("after"), Reason::of(Rule::Malformed));
                continue;
            }
            Some(length) => found.take(at("after"), SHIPPED.due(breach, length)),
        };
        found.check(last.is_none() || last < falls, at("after"), Rule::OutOfOrder);
        last = falls.or(last);
    }
}
