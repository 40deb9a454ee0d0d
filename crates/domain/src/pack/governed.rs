//! By which pack a record is decided on.

use super::PackRef;
use crate::comment::Comment;
use crate::customer::{Contact, Customer, Interaction};
use crate::ids::DepartmentId;
use crate::meeting::Meeting;
use crate::problem::Problem;
use crate::progress_report::ProgressReport;
use crate::rating::Rating;
use crate::request::Request;
use crate::request::frame::Frame;
use crate::request::kind::RequestKind;
use crate::request::record::Record;
use crate::task::{Anchor, Task};

/// What says which pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Governed<'a> {
    /// The version that a request was submitted under, or moved to since.
    By(&'a PackRef),
    /// Nothing was submitted: what is assigned at this moment.
    Assigned {
        /// The kind of request; none for what is no request.
        kind: Option<RequestKind>,
        /// The department that starts it, or answers for it; none for what the organisation as a whole decides.
        department: Option<DepartmentId>,
    },
}

/// A record that a pack governs.
pub trait ByPack {
    /// What says by which.
    fn governed(&self) -> Governed<'_>;
}

impl<T: ByPack + ?Sized> ByPack for &T {
    fn governed(&self) -> Governed<'_> {
        (**self).governed()
    }
}

impl ByPack for Governed<'_> {
    fn governed(&self) -> Governed<'_> {
        *self
    }
}

impl ByPack for Record {
    fn governed(&self) -> Governed<'_> {
        let assigned = Governed::Assigned { kind: Some(self.form.kind), department: Some(self.department) };
        self.pack.as_ref().map_or(assigned, Governed::By)
    }
}

impl ByPack for Frame {
    fn governed(&self) -> Governed<'_> {
        let assigned = Governed::Assigned { kind: None, department: Some(self.initiating_department) };
        self.pack.as_ref().map_or(assigned, Governed::By)
    }
}

impl ByPack for Rating {
    fn governed(&self) -> Governed<'_> {
        self.frame().governed()
    }
}

impl ByPack for ProgressReport {
    fn governed(&self) -> Governed<'_> {
        self.frame().governed()
    }
}

impl ByPack for Request {
    fn governed(&self) -> Governed<'_> {
        Record::governed(self)
    }
}

impl ByPack for Task {
    /// As its request or its meeting; a task that stands alone as its department has it now.
    fn governed(&self) -> Governed<'_> {
        let department = match self.record().anchor {
            Anchor::Department(department) => Some(department),
            Anchor::Request(_) | Anchor::Meeting(_) => None,
        };
        let alone = Governed::Assigned { kind: None, department };
        let meeting = self.setting().meeting.as_ref().map_or(alone, |meeting| Governed::By(&meeting.pack));
        self.setting().frame.as_ref().map_or(meeting, ByPack::governed)
    }
}

impl ByPack for Meeting {
    fn governed(&self) -> Governed<'_> {
        Governed::By(&self.record().pack)
    }
}

impl ByPack for Problem {
    /// As its request; a problem without one as the responsible department has it now.
    fn governed(&self) -> Governed<'_> {
        let alone = Governed::Assigned { kind: None, department: Some(self.record().responsible_department) };
        self.setting().frame.as_ref().map_or(alone, ByPack::governed)
    }
}

impl ByPack for Customer {
    /// As its department has it now.
    fn governed(&self) -> Governed<'_> {
        Governed::Assigned { kind: None, department: Some(self.record().department) }
    }
}

impl ByPack for Contact {
    /// As its customer.
    fn governed(&self) -> Governed<'_> {
        Governed::Assigned { kind: None, department: Some(self.circle().department) }
    }
}

impl ByPack for Interaction {
    /// As its customer.
    fn governed(&self) -> Governed<'_> {
        Governed::Assigned { kind: None, department: Some(self.circle().department) }
    }
}

impl ByPack for Comment {
    /// As what it is about.
    fn governed(&self) -> Governed<'_> {
        self.place().governed()
    }
}
