//! Who may see what: the one policy that every path asks, from lists and nodes to streams and counts.
//!
//! Owns the [`Actor`] and the [`Audience`]; what an actor may *do* is the `can` of each noun, which asks this module for
//! roles. List queries filter by the same rule in SQL (`liaison-persistence`, `visibility`), held to it by a test over
//! random worlds. The rule is resolution 17.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::api_key::{KeyActor, KeyScope};
use crate::ids::{CustomerId, DepartmentId, GuestId, PersonId, PortalLinkId, RequestId};

/// What a person may do in the whole organisation. `AUDITOR` may hold no other role (resolution 68).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrganizationRole {
    /// Keeps the organisation's settings, templates and directory.
    Admin,
    /// Keeps the people of the directory (S1-6, S1-104).
    Hr,
    /// Reads all but drafts and changes nothing.
    Auditor,
    /// Every employee.
    Member,
}

/// What a person may do in one department (S1-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DepartmentRole {
    /// Reads, comments, works on own tasks.
    Viewer,
    /// Creates requests and tasks of the own party, takes up problems. Everybody's role at home unless another is set.
    Editor,
    /// Head or deputy: signs and decides for the department.
    Manager,
}

/// A person who calls, with everything the policy asks about them. Made by [`crate::directory::Directory::actor`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonActor {
    /// Who calls.
    pub id: PersonId,
    /// The department they are employed in.
    pub department: DepartmentId,
    /// Roles in the organisation; `MEMBER` is always among them unless `AUDITOR` is.
    pub roles: BTreeSet<OrganizationRole>,
    /// Departments in which they hold a role, the home department included.
    pub member_of: BTreeSet<DepartmentId>,
    /// Departments of which they are head or deputy.
    pub manages: BTreeSet<DepartmentId>,
    /// Departments in which they are at least `EDITOR`.
    pub edits: BTreeSet<DepartmentId>,
    /// All departments below those they manage, those included.
    pub oversees: BTreeSet<DepartmentId>,
    /// Departments whose executive in charge they are.
    pub executive_of: BTreeSet<DepartmentId>,
    /// The system that calls in their name, where they do not call themselves. It has no role in the organisation from them.
    pub through: Option<KeyActor>,
}

/// Whoever holds a portal link: nobody of the directory. Its ticket's own view and the score are all there is for them;
/// [`may_see`] shows them nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortalActor {
    /// The link.
    pub link: PortalLinkId,
    /// The ticket that it opens.
    pub request: RequestId,
}

/// A guest who signed in: nobody of the directory. [`may_see`] shows them nothing, so that whatever is not opened to them on
/// purpose is closed; what is, asks [`is_shared_with`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestActor {
    /// The guest.
    pub guest: GuestId,
    /// Who invited them: beyond what this person sees they see nothing.
    pub host: PersonId,
    /// The requests of their scope.
    pub requests: BTreeSet<RequestId>,
    /// The customers of their scope.
    pub customers: BTreeSet<CustomerId>,
}

/// A record that can be shared with a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shareable {
    /// A request.
    Request(RequestId),
    /// A customer.
    Customer(CustomerId),
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An employee.
    Person(Box<PersonActor>),
    /// A customer, by a portal link (`customers.md`, Tickets).
    Portal(PortalActor),
    /// A guest (`customers.md`, Guests).
    Guest(Box<GuestActor>),
    /// A system, for itself; in the name of a person it is that [`Actor::Person`], `through` it.
    Key(KeyActor),
    /// The server itself: deadlines, jobs, seeding. Sees everything.
    Server,
}

impl Actor {
    /// The person who calls, if it is one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person.id),
            Self::Portal(_) | Self::Guest(_) | Self::Key(_) | Self::Server => None,
        }
    }

    /// The system through which a person calls, if they do not call themselves.
    pub const fn through(&self) -> Option<&KeyActor> {
        match self {
            Self::Person(person) => person.through.as_ref(),
            Self::Portal(_) | Self::Guest(_) | Self::Key(_) | Self::Server => None,
        }
    }

    /// The key by which a system calls, for itself or in the name of a person.
    pub const fn key(&self) -> Option<&KeyActor> {
        match self {
            Self::Key(key) => Some(key),
            other => other.through(),
        }
    }

    /// The portal link by which somebody outside calls, if it is one.
    pub const fn portal(&self) -> Option<PortalActor> {
        match self {
            Self::Portal(portal) => Some(*portal),
            Self::Person(_) | Self::Guest(_) | Self::Key(_) | Self::Server => None,
        }
    }

    /// The guest who calls, if it is one.
    pub const fn guest(&self) -> Option<&GuestActor> {
        match self {
            Self::Guest(guest) => Some(guest),
            Self::Person(_) | Self::Portal(_) | Self::Key(_) | Self::Server => None,
        }
    }

    /// Whether this is the server itself.
    pub const fn is_server(&self) -> bool {
        matches!(self, Self::Server)
    }

    /// Whether the caller is this person.
    pub fn is(&self, id: PersonId) -> bool {
        self.person() == Some(id)
    }

    /// Whether the caller holds this role in the organisation; a system that keeps the directory does so as HR.
    pub fn has(&self, role: OrganizationRole) -> bool {
        match self {
            Self::Person(person) => person.roles.contains(&role),
            Self::Key(key) => role == OrganizationRole::Hr && key.has(KeyScope::Directory),
            Self::Portal(_) | Self::Guest(_) | Self::Server => false,
        }
    }

    /// Whether the caller is head or deputy of the department itself.
    pub fn manages(&self, department: DepartmentId) -> bool {
        matches!(self, Self::Person(person) if person.manages.contains(&department))
    }

    /// Whether the caller is at least `EDITOR` in the department.
    pub fn edits(&self, department: DepartmentId) -> bool {
        matches!(self, Self::Person(person) if person.edits.contains(&department))
    }

    /// Whether the caller belongs to the department or holds a role in it.
    pub fn member_of(&self, department: DepartmentId) -> bool {
        matches!(self, Self::Person(person) if person.member_of.contains(&department))
    }
}

/// How far a record may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reach {
    /// The persons named, nobody else; a draft is its initiator's alone.
    Private,
    /// The persons named, the managers of the departments and, once escalated, their executives.
    Participants,
    /// Members of the departments, managers above them, their executives and the persons named.
    Departments,
    /// Every active employee.
    Organization,
}

/// Who may see a record: stored with every event, so that a stream asks no database.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audience {
    /// How far.
    pub reach: Reach,
    /// The departments concerned, sorted, without repeats.
    pub departments: Vec<DepartmentId>,
    /// The persons concerned, sorted, without repeats.
    pub persons: Vec<PersonId>,
    /// Whether executives of the departments are among the participants.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub escalated: bool,
}

impl Audience {
    /// An audience over these departments and persons, in any order.
    pub fn new(
        reach: Reach,
        departments: impl IntoIterator<Item = DepartmentId>,
        persons: impl IntoIterator<Item = PersonId>,
    ) -> Self {
        let departments: BTreeSet<_> = departments.into_iter().collect();
        let persons: BTreeSet<_> = persons.into_iter().collect();
        Self {
            reach,
            departments: departments.into_iter().collect(),
            persons: persons.into_iter().collect(),
            escalated: false,
        }
    }

    /// What every active employee may see: the directory, for one.
    pub const fn everybody() -> Self {
        Self { reach: Reach::Organization, departments: Vec::new(), persons: Vec::new(), escalated: false }
    }

    /// The same, open to the executives of the departments.
    #[must_use]
    pub const fn escalated(mut self, escalated: bool) -> Self {
        self.escalated = escalated;
        self
    }
}

/// Whether `actor` may see what has this audience (resolution 17). Pure, without IO; asked for every row and message.
pub fn may_see(actor: &Actor, audience: &Audience) -> bool {
    let person = match actor {
        Actor::Server => return true,
        Actor::Portal(_) | Actor::Guest(_) => return false,
        Actor::Key(key) => return system_sees(key, audience.reach),
        Actor::Person(person) => person,
    };
    if audience.persons.binary_search(&person.id).is_ok() {
        return true;
    }
    let any =
        |of: &BTreeSet<DepartmentId>| audience.departments.iter().any(|department| of.contains(department));
    let auditor = person.roles.contains(&OrganizationRole::Auditor);
    let admin = person.roles.contains(&OrganizationRole::Admin);
    match audience.reach {
        Reach::Private => false,
        Reach::Organization => true,
        Reach::Departments => {
            auditor || admin || any(&person.member_of) || any(&person.oversees) || any(&person.executive_of)
        }
        Reach::Participants => {
            auditor || any(&person.manages) || (audience.escalated && any(&person.executive_of))
        }
    }
}

/// How far a system sees for itself: what every employee reads, and what departments keep among themselves; never what is for
/// named persons alone. One that only keeps the directory sees what every employee does.
pub fn system_sees(key: &KeyActor, reach: Reach) -> bool {
    match reach {
        Reach::Private | Reach::Participants => false,
        Reach::Departments => key.has(KeyScope::Read),
        Reach::Organization => key.has(KeyScope::Read) || key.has(KeyScope::Directory),
    }
}

/// Whether a guest sees what of this record is for guests (resolution 67, X25): their scope names it, whoever invited them, who
/// is `host` while their account works, sees it too, and it is neither a draft nor confidential.
pub fn is_shared_with(
    guest: &GuestActor,
    host: Option<&Actor>,
    what: Shareable,
    audience: &Audience,
) -> bool {
    let named = match what {
        Shareable::Request(id) => guest.requests.contains(&id),
        Shareable::Customer(id) => guest.customers.contains(&id),
    };
    let open = match audience.reach {
        Reach::Departments | Reach::Organization => true,
        Reach::Private | Reach::Participants => false,
    };
    named && open && host.is_some_and(|host| host.is(guest.host) && may_see(host, audience))
}
