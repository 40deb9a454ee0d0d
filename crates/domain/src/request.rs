//! Requests (需求): one cross-department matter from registration to archive, with its parties, answers, revisions and
//! signatures.
//!
//! Owns every transition of the Request and Party tables. A [`Request`] is made by [`Request::create`] and changed by the
//! command of each verb in the file of that name; all of them begin with [`Request::can`]. Tasks and problems have rooms of
//! their own: they see a request as a [`frame::Frame`] and report through [`work`]; ratings count at [`close`].

pub mod ability;
pub mod accept;
pub mod attested;
pub mod block;
pub mod change_priority;
pub mod close;
pub mod conflict;
pub mod content;
pub mod create;
pub mod custom_field;
pub mod decide_resource;
pub mod directory_change;
pub mod escalate;
pub mod escalation;
pub mod fact;
pub mod fill;
pub mod flow;
pub mod form;
pub mod form_template;
pub mod frame;
pub mod hand_over;
pub mod kind;
pub mod lapse;
pub mod liaison;
mod migrate;
pub mod owed;
pub mod parties;
pub mod party;
pub mod record;
pub mod resource_need;
pub mod respond;
pub mod review;
pub mod revise;
pub mod rule;
mod search;
pub mod sign;
pub mod signature;
pub mod status;
mod step;
pub mod submit;
#[cfg(test)]
pub(crate) mod tests;
pub mod ticket;
pub mod update;
pub mod withdraw;
pub mod work;

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::access::{Audience, Reach};
use crate::command::Aggregate;
use crate::ids::{DepartmentId, PartyId};
use crate::request::fact::RequestFact;
use crate::request::frame::{Frame, FramedParty};
use crate::request::kind::Visibility;
use crate::request::party::Party;
use crate::request::record::Record;
use crate::request::resource_need::Window;
use crate::request::status::{Outcome, RequestStatus, Stage};
use crate::search::Searchable;

/// Most items of one list on a form (resolution 81).
pub const MAX_ITEMS: usize = 50;

/// A request. Reads as its [`Record`]; changes only through commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Request(Record);

impl Deref for Request {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.0
    }
}

impl Request {
    /// The request that was stored as `record`: for the floor that remembers, which decides nothing.
    pub const fn restore(record: Record) -> Self {
        Self(record)
    }

    /// What boards with four columns read (resolution 24); none for drafts and what was declined or withdrawn.
    pub fn stage(&self) -> Option<Stage> {
        match self.status {
            RequestStatus::Draft | RequestStatus::Declined | RequestStatus::Withdrawn => None,
            RequestStatus::Archived => (self.outcome == Some(Outcome::Completed)).then_some(Stage::Done),
            _ if self.block.is_some() => Some(Stage::Blocked),
            RequestStatus::Accepted | RequestStatus::Closed => Some(Stage::Done),
            RequestStatus::InProgress | RequestStatus::Delivered => Some(Stage::InProgress),
            _ => Some(Stage::Pending),
        }
    }

    /// The request as its tasks and problems see it.
    pub fn frame(&self) -> Frame {
        let parties = self.present().map(|party| FramedParty {
            department: party.department,
            lead: party.lead,
            liaison: party.liaison,
            accepted: party.state.has_accepted(),
        });
        Frame {
            request: self.id,
            code: self.code.clone(),
            status: self.status,
            priority: self.form.priority,
            pack: self.pack.clone(),
            agreement_pending: self.agreement_pending(),
            blocked: self.block.is_some(),
            due_on: self.form.content.due_on,
            initiator: self.initiator,
            initiating_department: self.department,
            acceptors: self.acceptors.clone(),
            parties: parties.collect(),
            disputed: self
                .escalations
                .iter()
                .filter(|one| one.is_open())
                .filter_map(|one| one.task)
                .collect(),
            audience: self.audience(),
        }
    }
}

impl Record {
    /// The present parties, removed ones left out.
    pub fn present(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| party.is_present())
    }

    /// The party with this ID, removed ones included.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// The party that coordinates.
    pub fn lead(&self) -> Option<&Party> {
        self.present().find(|party| party.lead)
    }

    /// The initiating department and those of the present parties.
    pub fn departments(&self) -> impl Iterator<Item = DepartmentId> {
        std::iter::once(self.department).chain(self.present().map(|party| party.department))
    }

    /// The days of the form.
    pub const fn window(&self) -> Window {
        Window { from: self.form.content.start_on, until: self.form.content.due_on }
    }

    /// The number of the present revision; 0 for a draft.
    pub fn revision(&self) -> u32 {
        self.revisions.last().map_or(0, |revision| revision.number)
    }

    /// Whether answers or signatures are owed although work has begun (state tables, `back`).
    pub fn agreement_pending(&self) -> bool {
        self.has_begun() && self.status.is_open() && self.agreement != RequestStatus::Confirmed
    }

    /// Whether a party that has not answered still can: in `AGREED` nobody new does (`states.md`, Party response, "Open").
    pub fn awaits_answers(&self) -> bool {
        matches!(self.status, RequestStatus::Submitted | RequestStatus::Clarifying)
            || self.agreement_pending()
    }

    /// Whether a task has started, so that the status follows the tasks.
    pub const fn has_begun(&self) -> bool {
        self.times.started_at.is_some()
    }
}

impl Aggregate for Request {
    type Fact = RequestFact;

    fn uuid(&self) -> uuid::Uuid {
        self.id.uuid()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn set_version(&mut self, version: i64) {
        self.0.version = version;
    }

    /// Resolution 17. A place without managers is seen for by those who stand in, a resource by those who give it
    /// (resolution 52): `stand_ins`.
    fn audience(&self) -> Audience {
        if self.status == RequestStatus::Draft {
            return Audience::new(Reach::Private, [self.department], [self.initiator]);
        }
        let reach = match self.form.visibility {
            Visibility::Organization => Reach::Organization,
            Visibility::Departments => Reach::Departments,
            Visibility::Participants => Reach::Participants,
        };
        let persons = std::iter::once(self.initiator)
            .chain(self.acceptors.iter().copied())
            .chain(self.watchers.iter().copied())
            .chain(self.stand_ins.iter().copied())
            .chain(self.ticket.as_ref().and_then(|ticket| ticket.owner))
            .chain(self.present().filter_map(|party| party.liaison))
            .chain(self.participants.iter().map(|participant| participant.person))
            .chain(self.escalations.iter().filter_map(|escalation| escalation.executive));
        Audience::new(reach, self.departments(), persons).escalated(!self.escalations.is_empty())
    }

    fn searchable(&self) -> Searchable {
        search::of(self)
    }

    fn watched(&self) -> Map<String, Value> {
        let mut fields = content::binding(self);
        let form = &self.form;
        let particulars = json!({
            "title": form.title,
            "kind": form.kind,
            "priority": form.priority,
            "visibility": form.visibility,
            "tags": form.tags,
            "remarks": form.remarks,
            "attachments": form.attachments,
            "noAttachments": form.no_attachments,
            "links": form.links,
            "code": self.code,
            "status": self.status,
            "agreementPending": self.agreement_pending(),
            "blocked": self.block.as_ref().map(|block| &block.reason),
            "initiator": self.initiator,
            "initiatingDepartment": self.department,
            "acceptors": self.acceptors,
            "watchers": self.watchers,
            "outcome": self.outcome,
            "customFields": content::custom_fields(self, false),
            "parties": self.parties.iter().map(watched_party).collect::<Vec<_>>(),
            "customer": self.ticket.as_ref().and_then(|ticket| ticket.customer),
            "category": self.ticket.as_ref().and_then(|ticket| ticket.category.as_ref()),
            "satisfaction": self.ticket.as_ref().and_then(|ticket| ticket.satisfaction.as_ref()).map(|said| said.score),
        });
        if let Value::Object(particulars) = particulars {
            fields.extend(particulars);
        }
        fields
    }
}

fn watched_party(party: &Party) -> Value {
    json!({
        "id": party.id,
        "department": party.department,
        "role": party.role,
        "lead": party.lead,
        "liaison": party.liaison,
        "state": party.state,
        "round": party.round,
    })
}
