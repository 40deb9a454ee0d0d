//! Who is told of a change of the directory: whose own place it is, and who takes over.

use super::{About, NoticeCode, Noticed, Telling};
use crate::access::OrganizationRole;
use crate::authority;
use crate::command::{Aggregate as _, Change};
use crate::directory::department::DepartmentFact;
use crate::directory::person::PersonFact;
use crate::directory::{Department, Directory, Person};
use crate::event::SubjectKind;
use crate::ids::PersonId;

impl Noticed for Department {
    fn about(&self) -> About {
        About { kind: SubjectKind::Department, id: self.uuid(), named: None }
    }

    fn tell(change: &Change<Self>, fact: &DepartmentFact, _: &Directory) -> Vec<Telling> {
        let department = &change.state;
        match fact {
            DepartmentFact::DepartmentCreated | DepartmentFact::DepartmentUpdated => {
                let before = change.before.as_ref().and_then(|before| before.head);
                let new = department.head.filter(|head| before != Some(*head));
                vec![Telling::new(NoticeCode::DepartmentHeaded, new).department(department.id)]
            }
            DepartmentFact::DepartmentMerged { into, head, successor_head } => {
                let to = head.iter().chain(successor_head).copied();
                let told = Telling::new(NoticeCode::DepartmentMerged, to).department(department.id);
                vec![told.with("into", super::Param::Department(*into))]
            }
        }
    }
}

impl Noticed for Person {
    fn about(&self) -> About {
        About { kind: SubjectKind::Person, id: self.uuid(), named: None }
    }

    fn tell(change: &Change<Self>, fact: &PersonFact, directory: &Directory) -> Vec<Telling> {
        let person = &change.state;
        match fact {
            PersonFact::PersonMoved { to, .. } => vec![
                Telling::new(NoticeCode::PersonMoved, [person.id]).department(*to),
                Telling::new(NoticeCode::PersonJoined, directory.head(*to)).department(*to).person(person.id),
            ],
            PersonFact::PersonRolesChanged => vec![Telling::new(NoticeCode::RolesChanged, [person.id])],
            PersonFact::PersonDisabled { heads } => {
                let places = heads.iter().copied().chain([person.department]);
                let next = places.flat_map(|place| authority::next_above(directory, place, person.id));
                let mut to: Vec<PersonId> = next.collect();
                if to.is_empty() {
                    // Nobody stands above: an administrator has to find somebody (resolution 20).
                    to = administrators(directory, person.id);
                }
                vec![Telling::new(NoticeCode::PersonLeft, to).person(person.id)]
            }
            PersonFact::PersonCreated | PersonFact::PersonUpdated | PersonFact::PersonErased { .. } => {
                Vec::new()
            }
        }
    }
}

fn administrators(directory: &Directory, but: PersonId) -> Vec<PersonId> {
    let people = directory.people().filter(|person| person.id != but && person.is_active());
    people.filter(|person| person.has(OrganizationRole::Admin)).map(|person| person.id).collect()
}
