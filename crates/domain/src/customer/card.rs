//! Creating a customer, and changing its card.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Action, Customer, CustomerFact, CustomerRecord, CustomerState};
use crate::access::OrganizationRole;
use crate::authority;
use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::ids::{CustomerId, DepartmentId, PersonId, fresh};
use crate::patch::Patch;
use crate::request::form::Tag;
use crate::text::Line;

/// Most labels of one customer (resolution 81).
pub const MAX_TAGS: usize = 50;

/// A customer as somebody creates it.
#[derive(Clone, Debug, Serialize)]
pub struct NewCustomer {
    /// An ID that the caller chose.
    pub id: Option<CustomerId>,
    /// What it is called.
    pub name: Line,
    /// Its trade.
    pub industry: Option<Line>,
    /// How important it is.
    pub level: Option<Line>,
    /// Who answers for it; the caller where absent.
    pub owner: Option<PersonId>,
    /// Whose customer it is; where the owner works where absent.
    pub department: Option<DepartmentId>,
    /// Free labels.
    pub tags: Vec<Tag>,
}

/// What of a customer is to change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CustomerPatch {
    /// What it is called; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<Line>,
    /// Its trade.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub industry: Patch<Line>,
    /// How important it is.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub level: Patch<Line>,
    /// Free labels, all of them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub tags: Patch<Vec<Tag>>,
    /// Whether it is worked with; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub state: Patch<CustomerState>,
}

impl Customer {
    /// Creates a customer: a manager or editor of its department, or an administrator. `taken`: another customer has the name.
    /// Emits `CustomerCreated`.
    pub fn create(ctx: &Context<'_>, new: NewCustomer, taken: bool) -> Result<Change<Self>, Refusal> {
        let owner = new.owner.or(ctx.actor.person());
        let home = owner.and_then(|owner| ctx.directory.person(owner)).map(|owner| owner.department);
        let department = new.department.or(home);
        let auditor = ctx.actor.has(OrganizationRole::Auditor);
        let works = |department| ctx.actor.edits(department) || authority::decides_for(department, ctx);
        let permitted = ctx.actor.has(OrganizationRole::Admin) || department.is_some_and(works);
        if auditor || !permitted {
            return Err(Refusal::NotPermitted(Reason::of(Rule::RoleMissing)));
        }
        let mut wrong = Violations::default();
        wrong.check(!taken, "name", Rule::NameTaken);
        check_tags(&new.tags, &mut wrong);
        wrong.check(owner.is_some(), "owner", Rule::Required);
        wrong.check(owner.is_none() || department.is_some(), "owner", Rule::Unknown);
        if let (Some(owner), Some(department)) = (owner, department) {
            check_owner(owner, department, ctx, &mut wrong);
        }
        wrong.finish()?;
        let (Some(owner), Some(department)) = (owner, department) else {
            return Err(Reason::of(Rule::Required).at("owner").into());
        };
        let record = CustomerRecord {
            id: new.id.unwrap_or_else(|| fresh(ctx.ids)),
            version: 0,
            name: new.name,
            industry: new.industry,
            level: new.level,
            owner,
            department,
            tags: new.tags,
            state: CustomerState::Active,
            latest: None,
            ticket_departments: BTreeSet::new(),
            created_by: ctx.actor.person(),
            created_at: ctx.now,
        };
        let fact = CustomerFact::CustomerCreated { name: record.name.clone(), owner, department };
        Ok(Change::created(Self::restore(record), vec![fact]))
    }

    /// Changes the card, the labels, or whether it is worked with; an archived customer owes nothing. `taken`: another customer
    /// has the new name. Emits `CustomerUpdated`.
    pub fn update(
        &self,
        ctx: &Context<'_>,
        patch: CustomerPatch,
        taken: bool,
    ) -> Result<Change<Self>, Refusal> {
        self.can(Action::Update, ctx)?;
        let mut next = self.record.clone();
        let mut wrong = Violations::default();
        match patch.name {
            Patch::Keep => {}
            Patch::Clear => wrong.add("name", Reason::of(Rule::Required)),
            Patch::Set(name) => next.name = name,
        }
        match patch.state {
            Patch::Keep => {}
            Patch::Clear => wrong.add("state", Reason::of(Rule::Required)),
            Patch::Set(state) => next.state = state,
        }
        wrong.check(!taken || next.name == self.record.name, "name", Rule::NameTaken);
        patch.industry.apply_to(&mut next.industry);
        patch.level.apply_to(&mut next.level);
        patch.tags.apply_or_default(&mut next.tags);
        check_tags(&next.tags, &mut wrong);
        wrong.check(!wrong.is_empty() || next != self.record, "", Rule::NothingChanged);
        wrong.finish()?;
        let fact = CustomerFact::CustomerUpdated { name: next.name.clone(), state: next.state };
        Ok(self.change(vec![fact], |customer| *customer = next))
    }
}

/// Notes why this person cannot be the owner in this department.
pub(super) fn check_owner(
    owner: PersonId,
    department: DepartmentId,
    ctx: &Context<'_>,
    wrong: &mut Violations,
) {
    if ctx.directory.department(department).is_none() {
        return wrong.add("department", Reason::of(Rule::Unknown));
    }
    wrong.check(ctx.directory.is_open(department), "department", Rule::DepartmentClosed);
    match ctx.directory.person(owner) {
        None => wrong.add("owner", Reason::of(Rule::Unknown)),
        Some(person) if !person.is_active() => wrong.add("owner", Reason::of(Rule::NotActive)),
        Some(person) if person.has(OrganizationRole::Auditor) => {
            wrong.add("owner", Reason::of(Rule::AuditorOnly));
        }
        Some(_) => wrong.check(ctx.directory.works_for(owner, department), "owner", Rule::NotOfDepartment),
    }
}

fn check_tags(tags: &[Tag], wrong: &mut Violations) {
    if tags.len() > MAX_TAGS {
        return wrong.add("tags", Reason::of(Rule::TooMany).with("max", MAX_TAGS));
    }
    let mut seen = BTreeSet::new();
    for (index, tag) in tags.iter().enumerate() {
        wrong.check(seen.insert(tag), format!("tags.{index}"), Rule::Duplicate);
    }
}
