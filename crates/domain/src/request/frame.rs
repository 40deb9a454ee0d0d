//! What a task or problem has to know about the request it hangs on.

use crate::access::Audience;
use crate::ids::{DepartmentId, PersonId, RequestId, TaskId};
use crate::pack::PackRef;
use crate::priority::Priority;
use crate::request::status::RequestStatus;
use crate::time::Date;

/// One party of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FramedParty {
    /// Its department.
    pub department: DepartmentId,
    /// Whether it coordinates the others (牵头部门).
    pub lead: bool,
    /// Its single contact (唯一对接人).
    pub liaison: Option<PersonId>,
    /// Whether its present answer is an acceptance, given or by default.
    pub accepted: bool,
}

/// A request as its children see it, loaded under the request's lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Which request.
    pub request: RequestId,
    /// Its code; none for a draft.
    pub code: Option<String>,
    /// Its status.
    pub status: RequestStatus,
    /// Its priority.
    pub priority: Priority,
    /// Which pack governs it and all that hangs on it; none for a draft.
    pub pack: Option<PackRef>,
    /// Whether answers or signatures are owed although work goes on (state tables, `back`).
    pub agreement_pending: bool,
    /// Whether it is flagged as blocked.
    pub blocked: bool,
    /// The last day of its window.
    pub due_on: Option<Date>,
    /// Who started it, or acts for them (vacant initiators are replaced by the initiating department's managers).
    pub initiator: PersonId,
    /// The department that started it.
    pub initiating_department: DepartmentId,
    /// Who may accept beside the initiator.
    pub acceptors: Vec<PersonId>,
    /// The present parties, removed and dropped ones left out.
    pub parties: Vec<FramedParty>,
    /// Its tasks whose delivery is in dispute: their acceptance waits for the ruling.
    pub disputed: Vec<TaskId>,
    /// Who may see it.
    pub audience: Audience,
}

impl Frame {
    /// The party that coordinates; a single party is the lead.
    pub fn lead(&self) -> Option<&FramedParty> {
        self.parties.iter().find(|party| party.lead)
    }

    /// The initiating department and those of the parties.
    pub fn departments(&self) -> impl Iterator<Item = DepartmentId> {
        std::iter::once(self.initiating_department).chain(self.parties.iter().map(|party| party.department))
    }
}

/// What a request has to know about its tasks and problems: counted under the request's lock after the change at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskTally {
    /// Not started, in progress, in need of support or in rework.
    pub open: u32,
    /// Delivered and waiting for a verdict.
    pub delivered: u32,
    /// Passed.
    pub completed: u32,
    /// Cancelled.
    pub cancelled: u32,
}

impl TaskTally {
    /// All tasks, cancelled ones included.
    pub const fn total(&self) -> u32 {
        self.open + self.delivered + self.completed + self.cancelled
    }

    /// Whether every task is delivered, completed or cancelled and at least one is not cancelled: the second half of
    /// `back` (state tables; resolutions 11 and 55).
    pub const fn all_delivered(&self) -> bool {
        self.open == 0 && self.delivered + self.completed > 0
    }
}
