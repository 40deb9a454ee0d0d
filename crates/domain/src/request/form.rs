//! What stands on the form of a request: binding content, which answers and signatures belong to, and particulars, which
//! change without asking anybody again (resolution 8).
//!
//! How input becomes a form is next door in [`super::fill`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::ids::{DepartmentId, RequestId};
use crate::priority::Priority;
use crate::request::custom_field::{CustomValue, FieldKey};
use crate::request::kind::{LinkKind, RequestKind, Visibility};
use crate::request::resource_need::ResourceNeed;
use crate::text::{Line, Text};
use crate::time::Date;

/// A label.
pub type Tag = Line<50>;

/// What is to be handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliverableSpec {
    /// What it is.
    pub name: Line,
    /// The standard it must meet.
    pub standard: Text<2_000>,
}

/// 关键节点: a named date inside the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Milestone {
    /// What is reached.
    pub name: Line,
    /// By which day.
    pub on: Date,
}

/// A file that belongs to the form, kept elsewhere (resolution 49: hash and size, or a location text without them).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// The file's name.
    pub name: Line,
    /// Where it is: an address, or a path that people understand.
    pub location: Line<2_000>,
    /// Its media type.
    pub media_type: Option<Line<100>>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// The SHA-256 of its bytes.
    pub sha256: Option<Digest>,
    /// Whether it only informs; one that does not is binding content.
    pub informative: bool,
}

/// How this request relates to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// In what way.
    pub kind: LinkKind,
    /// To which request.
    pub request: RequestId,
}

/// The binding content, parties apart: a change after submission is a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Why.
    pub background: Option<Text>,
    /// The result expected.
    pub goal: Option<Text>,
    /// What is to be done.
    pub details: Option<Text>,
    /// What is to be handed over.
    pub deliverables: Vec<DeliverableSpec>,
    /// The first day of the window.
    pub start_on: Option<Date>,
    /// The last day of the window.
    pub due_on: Option<Date>,
    /// Named dates inside the window.
    pub milestones: Vec<Milestone>,
    /// What the parties need from the initiating side (S3-31, C29).
    pub needed_from_initiator: Option<Text>,
    /// People, budget, equipment or data asked for.
    pub resource_needs: Vec<ResourceNeed>,
    /// Values of the template's fields, the binding and the others.
    pub custom_fields: BTreeMap<FieldKey, CustomValue>,
}

/// The whole form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// What it is called.
    pub title: Line,
    /// What it is about.
    pub kind: RequestKind,
    /// How pressing it is.
    pub priority: Priority,
    /// How far it is seen once submitted.
    pub visibility: Visibility,
    /// What answers and signatures belong to.
    pub content: Content,
    /// Labels.
    pub tags: Vec<Tag>,
    /// Whatever else is to be said.
    pub remarks: Option<Text>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// The statement that there are no files (resolution 73).
    pub no_attachments: bool,
    /// Earlier requests that this one relates to.
    pub links: Vec<Link>,
    /// Ticked items of the template's checklist.
    pub ticked: Vec<Line>,
}

impl Form {
    /// A form with nothing on it but a title.
    pub const fn new(title: Line, kind: RequestKind, priority: Priority) -> Self {
        Self {
            title,
            kind,
            priority,
            visibility: Visibility::Departments,
            content: Content {
                background: None,
                goal: None,
                details: None,
                deliverables: Vec::new(),
                start_on: None,
                due_on: None,
                milestones: Vec::new(),
                needed_from_initiator: None,
                resource_needs: Vec::new(),
                custom_fields: BTreeMap::new(),
            },
            tags: Vec::new(),
            remarks: None,
            attachments: Vec::new(),
            no_attachments: false,
            links: Vec::new(),
            ticked: Vec::new(),
        }
    }

    /// The department that gives what a need asks for: named there, else the lead's.
    pub fn giver(need: &ResourceNeed, lead: Option<DepartmentId>) -> Option<DepartmentId> {
        need.from_department.or(lead)
    }
}
