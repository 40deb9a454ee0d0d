//! Registered resources (people's time apart): what several requests may ask for in the same days (resolution 53).
//!
//! Owns the register. Who asks for what, and how two askings conflict, is the request's (`request::resource_need`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::access::{Audience, OrganizationRole};
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, ResourceId};
use crate::named::named;
use crate::patch::Patch;
use crate::text::{Line, Text};

named! {
    /// What kind of means a resource is, and a request asks for.
    ResourceKind {
        /// People's time.
        People = "PEOPLE",
        /// Money.
        Budget = "BUDGET",
        /// Rooms, machines, material.
        Equipment = "EQUIPMENT",
        /// Data and access to it.
        Data = "DATA",
    }
}

/// A registered resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Its ID.
    pub id: ResourceId,
    /// Its version.
    pub version: i64,
    /// What it is called; not necessarily unique.
    pub name: Line,
    /// What kind of means it is.
    pub kind: ResourceKind,
    /// The department that gives it.
    pub department: DepartmentId,
    /// What people should know about it.
    pub description: Option<Text>,
    /// Whether new requests may ask for it.
    pub active: bool,
}

/// What happens to a registered resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum ResourceFact {
    /// It was registered.
    ResourceCreated {
        /// Its name.
        name: Line,
        /// What kind of means it is.
        kind: ResourceKind,
        /// The department that gives it.
        department: DepartmentId,
    },
    /// Some of it was changed.
    ResourceUpdated {
        /// Its name, as it is now.
        name: Line,
    },
}

impl Fact for ResourceFact {
    const SUBJECT: SubjectKind = SubjectKind::Resource;
}

/// A resource to register.
#[derive(Clone, Debug, Serialize)]
pub struct CreateResource {
    /// The ID, if the caller chose one.
    pub id: Option<ResourceId>,
    /// Its name.
    pub name: Line,
    /// What kind of means it is.
    pub kind: ResourceKind,
    /// The department that gives it.
    pub department: DepartmentId,
    /// What people should know about it.
    pub description: Option<Text>,
}

/// What to change in a resource.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpdateResource {
    /// Its name; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<Line>,
    /// The department that gives it; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub department: Patch<DepartmentId>,
    /// What people should know about it.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub description: Patch<Text>,
    /// Whether new requests may ask for it; cleared means no.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub active: Patch<bool>,
}

impl Resource {
    /// Registers a resource: an administrator, or a manager of the department that gives it.
    pub fn create(ctx: &Context<'_>, input: CreateResource) -> Result<Change<Self>, Refusal> {
        permitted(ctx, input.department)?;
        check_department(ctx, input.department)?;
        let resource = Self {
            id: input.id.unwrap_or_else(|| ids::fresh(ctx.ids)),
            version: 0,
            name: input.name,
            kind: input.kind,
            department: input.department,
            description: input.description,
            active: true,
        };
        let fact = ResourceFact::ResourceCreated {
            name: resource.name.clone(),
            kind: resource.kind,
            department: resource.department,
        };
        Ok(Change::created(resource, vec![fact]))
    }

    /// Changes the register: an administrator, or a manager of the department that gives the resource.
    pub fn update(&self, ctx: &Context<'_>, input: UpdateResource) -> Result<Change<Self>, Refusal> {
        permitted(ctx, self.department)?;
        let mut next = self.clone();
        let mut violations = Violations::default();
        match input.name {
            Patch::Keep => {}
            Patch::Clear => violations.add("name", Reason::of(Rule::Required)),
            Patch::Set(name) => next.name = name,
        }
        match input.department {
            Patch::Keep => {}
            Patch::Clear => violations.add("department", Reason::of(Rule::Required)),
            Patch::Set(department) => next.department = department,
        }
        violations.finish()?;
        if next.department != self.department {
            check_department(ctx, next.department)?;
        }
        input.description.apply_to(&mut next.description);
        input.active.apply_or_default(&mut next.active);
        if next == *self {
            return Err(Reason::of(Rule::NothingChanged).at("").into());
        }
        let fact = ResourceFact::ResourceUpdated { name: next.name.clone() };
        Ok(Change::of(self, next, vec![fact]))
    }
}

fn permitted(ctx: &Context<'_>, department: DepartmentId) -> Result<(), Refusal> {
    if ctx.actor.has(OrganizationRole::Admin) || ctx.actor.manages(department) {
        Ok(())
    } else {
        Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)))
    }
}

fn check_department(ctx: &Context<'_>, department: DepartmentId) -> Result<(), Refusal> {
    let rule =
        if ctx.directory.department(department).is_none() { Rule::Unknown } else { Rule::DepartmentClosed };
    if ctx.directory.is_open(department) { Ok(()) } else { Err(Reason::of(rule).at("department").into()) }
}

impl Aggregate for Resource {
    type Fact = ResourceFact;

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
        let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else { return Map::new() };
        fields.remove("id");
        fields.remove("version");
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, department, line};

    fn projector(number: u128) -> CreateResource {
        CreateResource {
            id: None,
            name: line("投影仪"),
            kind: ResourceKind::Equipment,
            department: department(number),
            description: None,
        }
    }

    #[test]
    fn the_giving_department_and_administrators_keep_the_register() {
        let world = World::new();
        for (who, allowed) in [(10, true), (11, true), (98, true), (12, false), (20, false), (97, false)] {
            let actor = world.actor(who);
            assert_eq!(Resource::create(&world.context(&actor), projector(1)).is_ok(), allowed, "{who}");
        }
    }

    #[test]
    fn an_update_tells_what_changed_and_refuses_nothing() {
        let world = World::new();
        let head = world.actor(10);
        let created = Resource::create(&world.context(&head), projector(1)).expect("registered").state;
        let same = created.update(&world.context(&head), UpdateResource::default());
        assert!(matches!(same, Err(Refusal::Invalid(_))));
        let input = UpdateResource { active: Patch::Clear, ..UpdateResource::default() };
        let change = created.update(&world.context(&head), input).expect("updated");
        assert_eq!((change.state.version, change.state.active), (2, false));
        assert_eq!(change.events()[0].changes[0].field, "active");
        assert_eq!(
            created
                .update(
                    &world.context(&head),
                    UpdateResource { name: Patch::Clear, ..UpdateResource::default() }
                )
                .expect_err("refused"),
            Refusal::from(Reason::of(Rule::Required).at("name"))
        );
    }
}
