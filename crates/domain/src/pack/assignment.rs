//! For which requests a pack holds: assigned to the organisation, a department, a kind of request, or both (resolution 3).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Packs;
use crate::access::Audience;
use crate::authority::administers;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, PackAssignmentId, PersonId};
use crate::request::kind::RequestKind;
use crate::time::Instant;

/// Which requests an assignment is about: all, where both are unset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AssignmentScope {
    /// Those that this department starts, or one below it that has none of its own.
    pub department: Option<DepartmentId>,
    /// Those of this kind.
    pub kind: Option<RequestKind>,
}

/// Which pack holds in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackAssignment {
    /// Its ID.
    pub id: PackAssignmentId,
    /// Its version.
    pub version: i64,
    /// For which requests.
    pub scope: AssignmentScope,
    /// The pack's name; none where the next wider scope decides again.
    pub pack: Option<String>,
    /// When it was last set.
    pub assigned_at: Instant,
    /// Who set it; none for the server.
    pub assigned_by: Option<PersonId>,
}

/// What happens to an assignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum PackAssignmentFact {
    /// Requests submitted from now on in this scope are governed by another pack.
    ProcessPackAssigned {
        /// The department; none for all.
        department: Option<DepartmentId>,
        /// The kind; none for all.
        kind: Option<RequestKind>,
        /// The pack; none where the next wider scope decides again.
        pack: Option<String>,
        /// What it was.
        previous: Option<String>,
    },
}

impl Fact for PackAssignmentFact {
    const SUBJECT: SubjectKind = SubjectKind::PackAssignment;
}

/// A pack to be assigned.
#[derive(Clone, Debug, Serialize)]
pub struct AssignPack {
    /// For which requests.
    pub scope: AssignmentScope,
    /// The pack; none to let the next wider scope decide again.
    pub pack: Option<String>,
}

impl PackAssignment {
    /// Most assignments of one organisation.
    pub const MOST: usize = 1_000;

    /// Assigns a pack. Administrators only.
    ///
    /// # Errors
    /// `Invalid`: `UNKNOWN` for a pack or department that is not there, `DEPARTMENT_CLOSED`, `NOTHING_CHANGED`, `TOO_MANY`
    /// above [`Self::MOST`].
    pub fn assign(ctx: &Context<'_>, packs: &Packs, input: AssignPack) -> Result<Change<Self>, Refusal> {
        administers(ctx)?;
        let AssignPack { scope, pack } = input;
        let current = packs.assignment(scope);
        let mut found = Violations::default();
        let known = pack.as_deref().is_none_or(|name| packs.newest(name).is_some());
        found.check(known, "pack", Rule::Unknown);
        if let Some(department) = scope.department {
            let there = ctx.directory.department(department).is_some();
            found.check(there, "department", Rule::Unknown);
            // What is assigned to a closed department can be taken away, not set.
            let closed = there && pack.is_some() && !ctx.directory.is_open(department);
            found.check(!closed, "department", Rule::DepartmentClosed);
        }
        if current.is_none() && packs.assignments().count() >= Self::MOST {
            found.add("", Reason::of(Rule::TooMany).with("max", Self::MOST));
        }
        found.finish()?;
        let previous = current.and_then(|current| current.pack.clone());
        if previous == pack {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        let fact = PackAssignmentFact::ProcessPackAssigned {
            department: scope.department,
            kind: scope.kind,
            pack: pack.clone(),
            previous,
        };
        let next = Self {
            id: current.map_or_else(|| ids::fresh(ctx.ids), |current| current.id),
            version: 0,
            scope,
            pack,
            assigned_at: ctx.now,
            assigned_by: ctx.actor.person(),
        };
        Ok(match current {
            Some(current) => Change::of(current, next, vec![fact]),
            None => Change::created(next, vec![fact]),
        })
    }
}

impl Aggregate for PackAssignment {
    type Fact = PackAssignmentFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.version = version;
    }

    fn audience(&self) -> Audience {
        Audience::everybody()
    }

    fn watched(&self) -> Map<String, Value> {
        [("pack".to_owned(), Value::from(self.pack.clone()))].into_iter().collect()
    }
}
