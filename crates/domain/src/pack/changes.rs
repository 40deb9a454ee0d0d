//! A new version as the differences from an older one: administrators copy a pack and edit it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    AgreementRule, ChainStep, ClosureDemand, MeetingPolicyChanges, Pack, PackRef, Packs, Policy,
    PriorityScheme, SignOffRule, SilenceRule,
};
use crate::calendar::Warning;
use crate::deadline::DeadlineKind;
use crate::error::{Reason, Refusal, Rule};
use crate::patch::Patch;

/// What is to differ; what is left out stays as it is in the version that is copied.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackChanges {
    /// The priorities.
    pub priorities: Option<PriorityScheme>,
    /// Who has to accept.
    pub agreement: Option<AgreementRule>,
    /// Who has to sign.
    pub sign_off: Option<SignOffRule>,
    /// What silence means.
    pub silence: Option<SilenceRule>,
    /// Whether accepted requests are rated.
    pub rated: Option<bool>,
    /// What has to be there before a request is closed.
    pub closure: Option<BTreeSet<ClosureDemand>>,
    /// Whether `CRITICAL` may be submitted short.
    pub critical_shortcut: Option<bool>,
    /// The pattern of request codes.
    pub request_numbering: Option<String>,
    /// The pattern of codes of tasks that stand alone.
    pub task_numbering: Option<String>,
    /// The amount above which a resource also needs the executive.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub executive_amount: Patch<i64>,
    /// Seconds in which a rating may be changed.
    pub rating_change_seconds: Option<i64>,
    /// Seconds in which an extension may still be asked for.
    pub extension_grace_seconds: Option<i64>,
    /// What is owed; none for what is no longer owed.
    pub deadlines: BTreeMap<DeadlineKind, Option<Policy>>,
    /// When to warn.
    pub warning: Option<Warning>,
    /// What follows a breach.
    pub chain: Option<Vec<ChainStep>>,
    /// The kinds whose clock stands still while a request is blocked.
    pub paused_by_block: Option<BTreeSet<DeadlineKind>>,
    /// What holds for meetings.
    pub meetings: MeetingPolicyChanges,
}

/// Which version is copied: the newest of a name where no number is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CopiedFrom {
    /// The pack.
    pub name: String,
    /// The version.
    pub version: Option<u32>,
}

impl PackChanges {
    /// The pack `name` with these differences from what is copied: from its own newest version where nothing is named, from
    /// `default` where there is none yet.
    ///
    /// # Errors
    /// `UNKNOWN` for what is to be copied and is not there.
    pub fn apply(self, name: String, from: Option<&CopiedFrom>, packs: &Packs) -> Result<Pack, Refusal> {
        let base = match from {
            None => packs.newest(&name).or_else(|| packs.newest("default")),
            Some(CopiedFrom { name, version: None }) => packs.newest(name),
            Some(CopiedFrom { name, version: Some(version) }) => {
                packs.published(&PackRef { name: name.clone(), version: *version })
            }
        };
        let base = base.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("copyOf")))?;
        let mut pack = Pack { name, ..(*base.pack).clone() };
        set(&mut pack.priorities, self.priorities);
        set(&mut pack.agreement, self.agreement);
        set(&mut pack.sign_off, self.sign_off);
        set(&mut pack.silence, self.silence);
        set(&mut pack.rated, self.rated);
        set(&mut pack.closure, self.closure);
        set(&mut pack.critical_shortcut, self.critical_shortcut);
        set(&mut pack.request_numbering, self.request_numbering);
        set(&mut pack.task_numbering, self.task_numbering);
        self.executive_amount.apply_to(&mut pack.executive_amount);
        set(&mut pack.rating_change_seconds, self.rating_change_seconds);
        set(&mut pack.extension_grace_seconds, self.extension_grace_seconds);
        set(&mut pack.warning, self.warning);
        set(&mut pack.chain, self.chain);
        set(&mut pack.paused_by_block, self.paused_by_block);
        pack.meetings.apply(self.meetings);
        for (kind, policy) in self.deadlines {
            match policy {
                Some(policy) => drop(pack.deadlines.insert(kind, policy)),
                None => drop(pack.deadlines.remove(&kind)),
            }
        }
        Ok(pack)
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
