//! `access::may_see` as SQL: the condition that every list, count and search puts over its rows.
//!
//! Each record has a row in `subject`, written by `record`: its reach, whether it is escalated, and `audience_of`, the
//! subject whose audience it has. That is itself, or for a child (a task, a problem) the record it hangs on, so that a
//! change of the request's audience reaches its children without touching them. `visibility_department` and
//! `visibility_person` hold the departments and persons, rewritten by one statement each and only for what changed; a
//! child has persons of its own there (assignee, collaborators) beside the inherited ones.
//!
//! A noun's list says once which column is its ID, and nothing else:
//!
//! ```ignore
//! select.and_where(visibility::condition(db.dialect(), actor, Expr::col((task::Entity, task::Column::Id))))
//! ```
//!
//! Roles are the actor's and arrive as parameters, so a change of the directory needs no rewriting either. That the
//! condition and `may_see` agree is tested over random worlds (`liaison-tests`, `persistence/visibility`). A list that begins at
//! the reader comes through `doors`.

use std::collections::{BTreeSet, HashMap, HashSet};

use liaison_domain::access::{Actor, Audience, OrganizationRole, PersonActor, Reach, system_sees};
use liaison_domain::api_key::KeyActor;
use liaison_domain::ids::{DepartmentId, PersonId};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::error::Error;
use crate::store::Connection;

mod doors;
mod rows;

pub(crate) use doors::doors;
pub(crate) use rows::{name, reseat, rewrite};

/// Whose audience a record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Its own.
    Own(Audience),
    /// That of the record it hangs on, and these persons.
    Inherited {
        /// The bits of the ID of the record it hangs on, which has an audience of its own.
        from: Uuid,
        /// Who sees it beside those, in any order.
        persons: Vec<PersonId>,
    },
}

/// What stands in the record's row of `subject`.
pub(crate) struct Columns {
    pub(crate) audience_of: Uuid,
    pub(crate) reach: &'static str,
    pub(crate) escalated: bool,
}

impl Scope {
    pub(crate) const fn columns(&self, subject: Uuid) -> Columns {
        match self {
            Self::Own(audience) => Columns {
                audience_of: subject,
                reach: reach_name(audience.reach),
                escalated: audience.escalated,
            },
            Self::Inherited { from, .. } => {
                Columns { audience_of: *from, reach: reach_name(Reach::Private), escalated: false }
            }
        }
    }

    /// Each person in it, with the record that it is the scope of.
    pub(crate) fn named(&self, subject: Uuid) -> Vec<(Uuid, Uuid)> {
        self.persons().into_iter().map(|person| (subject, person)).collect()
    }

    fn departments(&self) -> BTreeSet<Uuid> {
        match self {
            Self::Own(audience) => audience.departments.iter().map(|department| department.uuid()).collect(),
            Self::Inherited { .. } => BTreeSet::new(),
        }
    }

    fn persons(&self) -> BTreeSet<Uuid> {
        let persons = match self {
            Self::Own(audience) => &audience.persons,
            Self::Inherited { persons, .. } => persons,
        };
        persons.iter().map(|person| person.uuid()).collect()
    }
}

const fn reach_name(reach: Reach) -> &'static str {
    match reach {
        Reach::Private => "PRIVATE",
        Reach::Participants => "PARTICIPANTS",
        Reach::Departments => "DEPARTMENTS",
        Reach::Organization => "ORGANIZATION",
    }
}

const REACHES: [Reach; 4] = [Reach::Private, Reach::Participants, Reach::Departments, Reach::Organization];

fn parse_reach(name: &str) -> Option<Reach> {
    REACHES.into_iter().find(|reach| reach_name(*reach) == name)
}

/// Whether `actor` may see the record whose ID stands in `id`: `access::may_see`, row by row in the database.
pub fn condition(dialect: Dialect, actor: &Actor, id: Expr) -> Expr {
    let person = match actor {
        Actor::Server => return Expr::cust("1 = 1"),
        Actor::Portal(_) | Actor::Guest(_) => return Expr::cust("1 = 0"),
        Actor::Key(key) => return seen_by_system(key, id),
        Actor::Person(person) => person,
    };
    let own = || Expr::col(("own", "id"));
    let audience = || Expr::col(("audience", "id"));
    let named = Query::select()
        .expr(Expr::cust("1"))
        .from_as("visibility_person", "named")
        .and_where(Expr::col(("named", "person")).eq(person.id.uuid()))
        .and_where(
            Expr::col(("named", "subject")).eq(own()).or(Expr::col(("named", "subject")).eq(audience())),
        )
        .to_owned();
    let concerned = Query::select()
        .expr(Expr::cust("1"))
        .from_as("visibility_department", "concerned")
        .and_where(Expr::col(("concerned", "subject")).eq(audience()))
        .and_where(by_department(dialect, person))
        .to_owned();
    let allowed = by_role(person).or(Expr::exists(named)).or(Expr::exists(concerned));
    let visible = Query::select()
        .expr(Expr::cust("1"))
        .from_as("subject", "own")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "subject",
            "audience",
            audience().eq(Expr::col(("own", "audience_of"))),
        )
        .and_where(own().eq(id))
        .and_where(allowed)
        .to_owned();
    Expr::exists(visible)
}

/// What a system sees for itself: by the reach of a record alone.
fn seen_by_system(key: &KeyActor, id: Expr) -> Expr {
    let reaches = REACHES.into_iter().filter(|reach| system_sees(key, *reach)).map(reach_name);
    let visible = Query::select()
        .expr(Expr::cust("1"))
        .from_as("subject", "own")
        .join_as(
            sea_orm::JoinType::InnerJoin,
            "subject",
            "audience",
            Expr::col(("audience", "id")).eq(Expr::col(("own", "audience_of"))),
        )
        .and_where(Expr::col(("own", "id")).eq(id))
        .and_where(Expr::col(("audience", "reach")).is_in(reaches))
        .to_owned();
    Expr::exists(visible)
}

/// Those of these records that `actor` may see now; one statement, none for none.
///
/// # Errors
/// As every statement.
pub async fn visible(db: &Connection, actor: &Actor, ids: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let id = || Expr::col(("subject", "id"));
    let mut select = Query::select();
    select.expr_as(id(), "id").from("subject");
    select.and_where(db.dialect().any_id(id(), ids.iter().copied()));
    select.and_where(condition(db.dialect(), actor, id()));
    let rows = db.query_all(&select).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// What the actor sees whoever is concerned.
fn by_role(person: &PersonActor) -> Expr {
    let auditor = person.roles.contains(&OrganizationRole::Auditor);
    let admin = person.roles.contains(&OrganizationRole::Admin);
    let mut seen = vec![reach_name(Reach::Organization)];
    if auditor || admin {
        seen.push(reach_name(Reach::Departments));
    }
    if auditor {
        seen.push(reach_name(Reach::Participants));
    }
    Expr::col(("audience", "reach")).is_in(seen)
}

/// What the actor sees because a department is concerned.
fn by_department(dialect: Dialect, person: &PersonActor) -> Expr {
    let reach = |reach| Expr::col(("audience", "reach")).eq(reach_name(reach));
    let any = |of: &BTreeSet<DepartmentId>| {
        dialect.any_of(Expr::col(("concerned", "department")), of.iter().copied())
    };
    let members =
        person.member_of.iter().chain(&person.oversees).chain(&person.executive_of).copied().collect();
    let departments = reach(Reach::Departments).and(any(&members));
    let escalated = Expr::col(("audience", "escalated")).eq(true).and(any(&person.executive_of));
    let participants = reach(Reach::Participants).and(any(&person.manages).or(escalated));
    departments.or(participants)
}

/// The audiences of these records as they are stored, inherited ones resolved and joined with the record's own persons:
/// what a child's room needs to build its aggregate.
///
/// # Errors
/// [`Error::Corrupt`] for a reach that is none.
pub async fn audiences(db: &Connection, subjects: &[Uuid]) -> Result<HashMap<Uuid, Audience>, Error> {
    rows::audiences(db, subjects).await
}
