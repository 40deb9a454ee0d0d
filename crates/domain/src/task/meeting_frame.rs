//! What a task has to know about the meeting that made it.

use crate::access::Audience;
use crate::ids::{DepartmentId, MeetingId, PersonId};
use crate::pack::PackRef;

/// A meeting as the tasks that stand under it see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingFrame {
    /// Which meeting.
    pub meeting: MeetingId,
    /// Its code.
    pub code: String,
    /// Who leads it, and what it decided.
    pub host: PersonId,
    /// The department for which they do.
    pub department: DepartmentId,
    /// By which pack it is governed.
    pub pack: PackRef,
    /// Who may see it.
    pub audience: Audience,
}
