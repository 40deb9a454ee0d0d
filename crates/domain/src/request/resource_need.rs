//! Resource needs (资源需求) and their approvals (resolution 52), and which needs compete (resolution 53).

use serde::{Deserialize, Serialize};

use crate::ids::{DepartmentId, PersonId, ResourceId, ResourceNeedId};
use crate::named::named;
use crate::pack::Pack;
use crate::resource::ResourceKind;
use crate::text::Text;
use crate::time::{Date, Instant};

named! {
    /// Where the approval of a need stands.
    NeedState {
        /// Somebody has still to decide.
        Pending = "PENDING",
        /// Granted by all who had to.
        Approved = "APPROVED",
        /// Declined by one of them.
        Declined = "DECLINED",
    }
}

named! {
    /// As whom somebody decides on a need.
    NeedLevel {
        /// Head of the department that gives.
        Head = "HEAD",
        /// Executive in charge, above the pack's amount.
        Executive = "EXECUTIVE",
    }
}

/// One decision on a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NeedDecision {
    /// As whom.
    pub level: NeedLevel,
    /// Whether it was granted.
    pub approved: bool,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// What they said.
    pub note: Option<Text>,
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceNeed {
    /// Its ID.
    pub id: ResourceNeedId,
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly.
    pub description: Text<2_000>,
    /// How many, from 1; of what is said in the description.
    pub quantity: Option<i64>,
    /// Money, in whole units of the organisation's currency.
    pub amount: Option<i64>,
    /// What it is used for (S0-7).
    pub purpose: Option<Text<2_000>>,
    /// What comes of it (S0-7).
    pub expected_benefit: Option<Text<2_000>>,
    /// The first day of use.
    pub from_on: Option<Date>,
    /// The last day of use.
    pub until_on: Option<Date>,
    /// Who gives it; the lead where nobody is named.
    pub from_department: Option<DepartmentId>,
    /// Whose time is asked for.
    pub person: Option<PersonId>,
    /// Which registered resource is asked for.
    pub resource: Option<ResourceId>,
    /// What was decided so far.
    pub decisions: Vec<NeedDecision>,
}

impl ResourceNeed {
    /// Whether the pack wants the executive's word beside the head's.
    pub fn needs_executive(&self, pack: &Pack) -> bool {
        pack.executive_amount.is_some_and(|limit| self.amount.is_some_and(|amount| amount > limit))
    }

    /// Where the approval stands under this pack.
    pub fn state(&self, pack: &Pack) -> NeedState {
        if self.decisions.iter().any(|decision| !decision.approved) {
            NeedState::Declined
        } else if self.awaits(pack).is_some() {
            NeedState::Pending
        } else {
            NeedState::Approved
        }
    }

    /// Who decides next; none when it is decided.
    pub fn awaits(&self, pack: &Pack) -> Option<NeedLevel> {
        let granted =
            |level| self.decisions.iter().any(|decision| decision.level == level && decision.approved);
        if self.decisions.iter().any(|decision| !decision.approved) {
            None
        } else if !granted(NeedLevel::Head) {
            Some(NeedLevel::Head)
        } else if self.needs_executive(pack) && !granted(NeedLevel::Executive) {
            Some(NeedLevel::Executive)
        } else {
            None
        }
    }

    /// Whether both ask for the same person or registered resource in overlapping days. A need without days covers the
    /// window of its request, `window` and `other_window` (resolution 53).
    pub fn competes(&self, window: Window, other: &Self, other_window: Window) -> bool {
        let same_person = self.person.is_some() && self.person == other.person;
        let same_resource = self.resource.is_some() && self.resource == other.resource;
        (same_person || same_resource) && self.days(window).overlaps(other.days(other_window))
    }

    /// The days of use: its own, where they are missing those of its request.
    pub fn days(&self, request: Window) -> Window {
        Window { from: self.from_on.or(request.from), until: self.until_on.or(request.until) }
    }

    /// Whether nothing but the decisions differs.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        Self { decisions: Vec::new(), ..self.clone() } == Self { decisions: Vec::new(), ..other.clone() }
    }
}

/// Days from and until, both included; an open end reaches as far as one likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Window {
    /// Whether a day lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        let before =
            |end: Option<Date>, start: Option<Date>| end.zip(start).is_some_and(|(end, start)| end < start);
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}
