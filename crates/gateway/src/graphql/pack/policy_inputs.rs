//! What administrators say about one policy of a pack.

use async_graphql::InputObject;
use liaison_domain::error::{Reason, Rule, Violations};
use liaison_domain::pack::{self as domain, ByPriority, Lengths, Policy};
use liaison_domain::patch::Patch;
use liaison_domain::text::Line;

use super::length::{DeadlineWarningInput, LengthInput};
use super::{DeadlineKind, Told};
use crate::graphql::decode::Decode as _;
use crate::graphql::request::Priority;

/// One priority of a pack.
#[derive(InputObject)]
pub struct PriorityLevelInput {
    /// Which.
    pub priority: Priority,
    /// What people read for it in Chinese, at most 200 characters.
    pub label_zh_cn: String,
    /// What they read in English, at most 200 characters.
    pub label_en: String,
}

impl PriorityLevelInput {
    pub(super) fn decode(self, found: &mut Violations, path: &str) -> Option<domain::PriorityLevel> {
        let zh_cn = found.take(format!("{path}.labelZhCn"), Line::new(&self.label_zh_cn));
        let en = found.take(format!("{path}.labelEn"), Line::new(&self.label_en));
        Some(domain::PriorityLevel { priority: self.priority.into(), zh_cn: zh_cn?, en: en? })
    }
}

/// The length of one priority.
#[derive(InputObject)]
pub struct PriorityLengthInput {
    /// Which priority.
    pub priority: Priority,
    /// How long it may take.
    pub length: LengthInput,
}

/// One step after a breach.
#[derive(InputObject)]
pub struct ChainStepInput {
    /// How long after the breach, in minutes, hours or days; with it where absent.
    pub after: Option<LengthInput>,
    /// Who is told, at least one.
    pub tell: Vec<Told>,
}

impl ChainStepInput {
    pub(super) fn decode(self, found: &mut Violations, path: &str) -> Option<domain::ChainStep> {
        let after = match self.after {
            Some(after) => Some(after.decode(found, &format!("{path}.after"))?),
            None => None,
        };
        Some(domain::ChainStep { after, tell: self.tell.into_iter().map(Into::into).collect() })
    }

    pub(super) fn all(
        found: &mut Violations,
        path: &str,
        steps: Vec<Self>,
    ) -> Option<Vec<domain::ChainStep>> {
        found.each(path, steps, |found, path, step: Self| step.decode(found, path))
    }
}

/// What a pack is to say about one kind of deadline: one length for all priorities, or some by priority. Neither stands for
/// the record's own date, for the kinds that have one.
#[derive(InputObject)]
pub struct DeadlinePolicyInput {
    /// What is owed.
    pub kind: DeadlineKind,
    /// Whether it is owed at all under the pack; it is where absent.
    #[graphql(default = true)]
    pub owed: bool,
    /// How long it may take at every priority.
    pub length: Option<LengthInput>,
    /// How long it may take at each priority; one that is left out owes nothing.
    pub by_priority: Option<Vec<PriorityLengthInput>>,
    /// When to warn; as the pack says where absent.
    pub warning: Option<DeadlineWarningInput>,
    /// What follows a breach, in order of time; as the pack says where absent.
    pub chain: Option<Vec<ChainStepInput>>,
}

impl DeadlinePolicyInput {
    /// The policy, cleared for what is not owed; nothing where a part was refused.
    pub(super) fn decode(self, found: &mut Violations, path: &str) -> Option<Patch<Policy>> {
        let given = self.length.is_some() || self.by_priority.is_some();
        if !self.owed {
            found.check(!given, format!("{path}.owed"), Rule::Malformed);
            return Some(Patch::Clear);
        }
        let length = match (self.length, self.by_priority) {
            (Some(length), None) => length.decode(found, &format!("{path}.length")).map(Lengths::Same),
            (None, Some(lengths)) => by_priority(found, path, lengths),
            (None, None) => Some(Lengths::OwnDate),
            (Some(_), Some(_)) => {
                found.add(format!("{path}.byPriority"), Reason::of(Rule::Malformed));
                None
            }
        };
        let warning = match self.warning {
            Some(warning) => warning.decode(found, &format!("{path}.warning")).map(Some),
            None => Some(None),
        };
        let chain = match self.chain {
            Some(steps) => ChainStepInput::all(found, &format!("{path}.chain"), steps).map(Some),
            None => Some(None),
        };
        Some(Patch::Set(Policy { length: length?, warning: warning?, chain: chain? }))
    }
}

fn by_priority(found: &mut Violations, path: &str, lengths: Vec<PriorityLengthInput>) -> Option<Lengths> {
    let decoded =
        found.each(&format!("{path}.byPriority"), lengths, |found, path, one: PriorityLengthInput| {
            let length = one.length.decode(found, &format!("{path}.length"))?;
            Some((one.priority, length))
        })?;
    let mut by = ByPriority::default();
    for (index, (priority, length)) in decoded.into_iter().enumerate() {
        let twice = by.of(priority.into()).is_some();
        found.check(!twice, format!("{path}.byPriority.{index}.priority"), Rule::Duplicate);
        by = by.with(priority.into(), length);
    }
    Some(Lengths::ByPriority(by))
}
