//! What a pack says about meetings, shown and given.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::calendar::Count;
use liaison_domain::error::Violations;
use liaison_domain::ids::kind;
use liaison_domain::pack as domain;

use super::MinutesRule;
use super::length::{Lead, LeadInput, Length, LengthInput};
use crate::graphql::decode::Decode as _;
use crate::graphql::directory::Department;
use crate::graphql::meeting::MeetingKind;
use crate::graphql::scalars::Key;
use crate::graphql::scope::Scope;

/// What holds for one kind of meeting.
#[derive(SimpleObject)]
pub struct MeetingPolicy {
    /// Which kind.
    pub kind: MeetingKind,
    /// How long before it the notice is owed; null where it needs none.
    pub notice: Option<Lead>,
    /// How long after its end the minutes are owed; null where nobody asks for them.
    pub minutes: Option<Length>,
    /// The longest it may be planned for, in minutes; null for no limit but a day.
    pub most_minutes: Option<u32>,
}

/// What a pack says about meetings.
pub struct MeetingPolicies(pub(super) domain::MeetingPolicies);

/// What a process pack says about meetings.
#[Object]
impl MeetingPolicies {
    /// The pattern of codes, over `{dept} {deptName} {yyyy} {mm} {dd} {seq:N}` and literal text.
    async fn numbering(&self) -> &str {
        &self.0.numbering
    }

    /// What holds for each kind; a kind that is not listed owes nothing.
    async fn kinds(&self) -> Vec<MeetingPolicy> {
        let each = self.0.kinds.iter().map(|(kind, policy)| MeetingPolicy {
            kind: (*kind).into(),
            notice: policy.notice.map(|lead| Lead { count: lead.count.get(), unit: lead.unit.into() }),
            minutes: policy.minutes.map(Length),
            most_minutes: policy.most_minutes,
        });
        each.collect()
    }

    /// When minutes count as confirmed.
    async fn confirmation(&self) -> MinutesRule {
        self.0.confirmation.into()
    }

    /// Whether tasks that minutes make are given out at once; else they are planned, and given out by people.
    async fn auto_dispatch(&self) -> bool {
        self.0.auto_dispatch
    }

    /// The departments whose heads get a copy of every minutes, at most 50.
    async fn copies(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.copies.iter().filter_map(|department| Department::by_id(scope, *department)).collect())
    }
}

/// What is to hold for one kind of meeting, in the place of what held.
#[derive(InputObject)]
pub struct MeetingPolicyInput {
    /// Which kind.
    pub kind: MeetingKind,
    /// How long before it the notice is owed; absent where it needs none.
    pub notice: Option<LeadInput>,
    /// How long after its end the minutes are owed; absent where nobody is to ask for them.
    pub minutes: Option<LengthInput>,
    /// The longest it may be planned for, in minutes, 1 to 1,440; absent for no limit but a day.
    pub most_minutes: Option<u32>,
}

/// What a pack is to say about meetings; what is left out is as in the version that is copied.
#[derive(InputObject)]
pub struct MeetingPoliciesInput {
    /// The pattern of codes, over `{dept} {deptName} {yyyy} {mm} {dd} {seq:N}` and literal text.
    pub numbering: Option<String>,
    /// By kind; kinds that are left out are as in the version that is copied.
    pub kinds: Option<Vec<MeetingPolicyInput>>,
    /// When minutes count as confirmed.
    pub confirmation: Option<MinutesRule>,
    /// Whether tasks that minutes make are given out at once.
    pub auto_dispatch: Option<bool>,
    /// The departments whose heads get a copy of every minutes, all of them, at most 50.
    pub copies: Option<Vec<Key<kind::Department>>>,
}

impl MeetingPoliciesInput {
    pub(super) fn decode(self, found: &mut Violations) -> Option<domain::MeetingPolicyChanges> {
        let kinds = self.kinds.unwrap_or_default();
        let kinds = found.each("meetings.kinds", kinds, |found, path, one: MeetingPolicyInput| {
            let notice = match one.notice {
                Some(lead) => {
                    let count = found.take(format!("{path}.notice.count"), Count::new(lead.count));
                    count.map(|count| Some(liaison_domain::calendar::Lead { count, unit: lead.unit.into() }))
                }
                None => Some(None),
            };
            let minutes = match one.minutes {
                Some(length) => length.decode(found, &format!("{path}.minutes")).map(Some),
                None => Some(None),
            };
            let policy =
                domain::MeetingPolicy { notice: notice?, minutes: minutes?, most_minutes: one.most_minutes };
            Some((one.kind.into(), policy))
        });
        Some(domain::MeetingPolicyChanges {
            numbering: self.numbering,
            kinds: kinds?.into_iter().collect(),
            confirmation: self.confirmation.map(Into::into),
            auto_dispatch: self.auto_dispatch,
            copies: self.copies.map(|keys| keys.into_iter().map(|key| key.0).collect()),
        })
    }
}
