//! One policy of a pack: how long, when to warn, what follows a breach.

use async_graphql::SimpleObject;
use liaison_domain::deadline;
use liaison_domain::pack::{self as domain, Lengths};
use liaison_domain::priority::Priority as DomainPriority;

use super::length::{DeadlineWarning, Length};
use super::{DeadlineKind, Told};
use crate::graphql::request::Priority;
use crate::locale::Locale;

/// One priority of a pack.
#[derive(SimpleObject)]
pub struct PriorityLevel {
    /// Which.
    pub priority: Priority,
    /// What people read for it, in the language of the call.
    pub label: String,
    /// What they read in Chinese.
    pub label_zh_cn: String,
    /// What they read in English.
    pub label_en: String,
}

impl PriorityLevel {
    pub(super) fn of(locale: Locale, level: &domain::PriorityLevel) -> Self {
        let label = match locale {
            Locale::ZhCn => &level.zh_cn,
            Locale::En => &level.en,
        };
        Self {
            priority: level.priority.into(),
            label: label.to_string(),
            label_zh_cn: level.zh_cn.to_string(),
            label_en: level.en.to_string(),
        }
    }
}

/// The length of one priority.
#[derive(SimpleObject)]
pub struct PriorityLength {
    /// Which priority.
    pub priority: Priority,
    /// How long it may take.
    pub length: Length,
}

/// One step after a breach.
#[derive(SimpleObject)]
pub struct ChainStep {
    /// How long after the breach; null where it comes with it.
    pub after: Option<Length>,
    /// Who is told.
    pub tell: Vec<Told>,
}

impl ChainStep {
    pub(super) fn all(steps: &[domain::ChainStep]) -> Vec<Self> {
        let step = |step: &domain::ChainStep| Self {
            after: step.after.map(Length),
            tell: step.tell.iter().map(|told| (*told).into()).collect(),
        };
        steps.iter().map(step).collect()
    }
}

/// What a pack says about one kind of deadline.
#[derive(SimpleObject)]
pub struct DeadlinePolicy {
    /// What is owed.
    pub kind: DeadlineKind,
    /// Whether the record's own date holds: then there is no length.
    pub own_date: bool,
    /// How long it may take at each priority of the pack, most pressing first; a priority that has none owes nothing. Empty
    /// for an own date.
    pub lengths: Vec<PriorityLength>,
    /// Whether the length depends on the priority.
    pub by_priority: bool,
    /// When to warn.
    pub warning: DeadlineWarning,
    /// What follows a breach, in order of time.
    pub chain: Vec<ChainStep>,
}

impl DeadlinePolicy {
    /// What the pack says about everything that it lets be owed, in the order of kinds.
    pub(super) fn all(pack: &domain::Pack) -> Vec<Self> {
        let kinds = deadline::DeadlineKind::ALL.iter();
        kinds.filter_map(|kind| Self::of(pack, *kind)).collect()
    }

    fn of(pack: &domain::Pack, kind: deadline::DeadlineKind) -> Option<Self> {
        let policy = pack.policy(kind)?;
        let length = |priority: DomainPriority| {
            let length = Length(policy.length(priority)?);
            Some(PriorityLength { priority: priority.into(), length })
        };
        let levels = pack.priorities.levels().iter();
        Some(Self {
            kind: kind.into(),
            own_date: policy.length == Lengths::OwnDate,
            lengths: levels.filter_map(|level| length(level.priority)).collect(),
            by_priority: matches!(policy.length, Lengths::ByPriority(_)),
            warning: pack.warning(kind).into(),
            chain: ChainStep::all(pack.chain(kind)),
        })
    }
}
