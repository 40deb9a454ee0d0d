//! What can be done to a department: found, changed, merged into another. Only an administrator may.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Department, Person};
use crate::access::{Audience, OrganizationRole};
use crate::authority::administers;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, DepartmentId, PersonId};
use crate::patch::Patch;
use crate::search::Searchable;
use crate::text::{Code, Line};

/// What can be done to a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepartmentAction {
    /// Founding one.
    Create,
    /// Changing its name, place, head or executive.
    Update,
    /// Closing it in favour of a successor (resolution 21).
    Merge,
}

impl DepartmentAction {
    /// Every action, in the order of declaration.
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Merge];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Merge => "MERGE",
        }
    }
}

/// What happened to a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum DepartmentFact {
    /// It was founded.
    DepartmentCreated,
    /// Something about it changed.
    DepartmentUpdated,
    /// It was closed, and another took over.
    DepartmentMerged {
        /// Which one took over.
        into: DepartmentId,
        /// Who headed the closed one, to be told.
        head: Option<PersonId>,
        /// Who decides for the one that took over, to be told.
        successor_head: Option<PersonId>,
    },
}

impl Fact for DepartmentFact {
    const SUBJECT: SubjectKind = SubjectKind::Department;
}

/// A department to be founded.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDepartment {
    /// Chosen by the caller, or made here.
    pub id: Option<DepartmentId>,
    /// Unique, and for good: records carry it.
    pub code: Code,
    /// The full name.
    pub name: Line,
    /// The name in codes; where unset, the name without a final 部 (resolution 46).
    pub short_name: Option<Line>,
    /// The department above.
    pub parent: Option<DepartmentId>,
    /// 部门负责人.
    pub head: Option<PersonId>,
    /// 分管副总.
    pub executive: Option<PersonId>,
}

/// Changes of a department.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DepartmentPatch {
    /// The full name.
    pub name: Option<Line>,
    /// The name in codes.
    pub short_name: Option<Line>,
    /// The department above.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub parent: Patch<DepartmentId>,
    /// 部门负责人.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub head: Patch<PersonId>,
    /// 分管副总.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub executive: Patch<PersonId>,
}

/// Everything that a merger changes, to be recorded together.
#[derive(Clone, Debug)]
pub struct Merger {
    /// The closed department.
    pub closed: Change<Department>,
    /// Those below it, now below the successor.
    pub moved: Vec<Change<Department>>,
    /// Its people, and those with a role in it.
    pub people: Vec<Change<Person>>,
}

impl Department {
    /// Whether the actor's roles include this; departments are the administrator's.
    ///
    /// # Errors
    /// `NotPermitted` with `ROLE_MISSING` for everybody else.
    pub fn can(action: DepartmentAction, ctx: &Context<'_>) -> Result<(), Refusal> {
        match action {
            DepartmentAction::Create | DepartmentAction::Update | DepartmentAction::Merge => administers(ctx),
        }
    }

    /// Whether the actor may do this to this department now; a closed one admits nothing.
    fn admits(&self, action: DepartmentAction, ctx: &Context<'_>) -> Result<(), Refusal> {
        Self::can(action, ctx)?;
        self.require_open("id")
    }

    /// What the actor may do to this department now, and why not; founding one is [`Self::can`].
    pub fn abilities(&self, ctx: &Context<'_>) -> Vec<(DepartmentAction, Result<(), Refusal>)> {
        let actions = DepartmentAction::ALL.into_iter().filter(|action| *action != DepartmentAction::Create);
        actions.map(|action| (action, self.admits(action, ctx))).collect()
    }

    /// Founds a department. `ctx.directory` has to be the stored one, read under its lock: codes are unique in it.
    pub fn create(ctx: &Context<'_>, input: NewDepartment) -> Result<Change<Self>, Refusal> {
        Self::can(DepartmentAction::Create, ctx)?;
        let mut found = Violations::default();
        let taken = ctx.directory.department_by_code(&input.code).is_some();
        found.check(!taken, "code", Rule::CodeTaken);
        let id = input.id.unwrap_or_else(|| ids::fresh(ctx.ids));
        found.check(ctx.directory.department(id).is_none(), "id", Rule::IdTaken);
        check_parent(ctx, id, input.parent, &mut found);
        check_post(ctx, "head", input.head, &mut found);
        check_post(ctx, "executive", input.executive, &mut found);
        found.finish()?;
        let short_name = input.short_name.unwrap_or_else(|| short(&input.name));
        let state = Self {
            id,
            version: 0,
            code: input.code,
            name: input.name,
            short_name,
            parent: input.parent,
            head: input.head,
            executive: input.executive,
            closed_at: None,
            successor: None,
        };
        Ok(Change::created(state, vec![DepartmentFact::DepartmentCreated]))
    }

    /// Changes what the patch names. A closed department does not change.
    pub fn update(&self, ctx: &Context<'_>, patch: DepartmentPatch) -> Result<Change<Self>, Refusal> {
        self.admits(DepartmentAction::Update, ctx)?;
        let mut found = Violations::default();
        if let Some(parent) = patch.parent.value() {
            check_parent(ctx, self.id, Some(*parent), &mut found);
        }
        check_post(ctx, "head", patch.head.value().copied(), &mut found);
        check_post(ctx, "executive", patch.executive.value().copied(), &mut found);
        found.finish()?;
        Ok(Change::of(self, self.patched(patch), vec![DepartmentFact::DepartmentUpdated]))
    }

    /// What the patch makes of it, unchecked.
    pub(super) fn patched(&self, patch: DepartmentPatch) -> Self {
        let mut state = self.clone();
        state.name = patch.name.unwrap_or(state.name);
        state.short_name = patch.short_name.unwrap_or(state.short_name);
        state.parent = patch.parent.apply(state.parent);
        state.head = patch.head.apply(state.head);
        state.executive = patch.executive.apply(state.executive);
        state
    }

    /// Closes this department in favour of `into`; its people, roles and the open departments below it move there, its
    /// head's and executive's places end (resolution 21). What its requests do is theirs.
    pub fn merge(&self, ctx: &Context<'_>, into: DepartmentId) -> Result<Merger, Refusal> {
        self.admits(DepartmentAction::Merge, ctx)?;
        let Some(successor) = ctx.directory.department(into) else {
            return Err(Reason::of(Rule::Unknown).at("into").into());
        };
        successor.require_open("into")?;
        if ctx.directory.is_within(into, self.id) {
            return Err(Reason::of(Rule::DepartmentCycle).at("into").into());
        }
        let state = Self {
            head: None,
            executive: None,
            closed_at: Some(ctx.now),
            successor: Some(into),
            ..self.clone()
        };
        let successor_head = ctx.directory.head(into);
        let fact = DepartmentFact::DepartmentMerged { into, head: self.head, successor_head };
        let closed = Change::of(self, state, vec![fact]);
        let below = ctx.directory.children(self.id).iter().filter_map(|id| ctx.directory.department(*id));
        let moved = below.filter(|child| child.closed_at.is_none()).map(|child| {
            let state = Self { parent: Some(into), ..Self::clone(child) };
            Change::of(child.as_ref(), state, vec![DepartmentFact::DepartmentUpdated])
        });
        let people = ctx.directory.people().filter_map(|person| person.follow(self.id, into)).collect();
        Ok(Merger { closed, moved: moved.collect(), people })
    }

    fn require_open(&self, path: &str) -> Result<(), Refusal> {
        if self.closed_at.is_none() {
            return Ok(());
        }
        let mut reason = Reason::of(Rule::DepartmentClosed);
        if let Some(successor) = self.successor {
            reason = reason.with("successor", successor);
        }
        Err(reason.at(path).into())
    }
}

/// The name without a final 部, as codes print it.
fn short(name: &Line) -> Line {
    let cut = name.as_str().strip_suffix('部').unwrap_or(name.as_str());
    Line::new(cut).unwrap_or_else(|_| name.clone())
}

fn check_parent(ctx: &Context<'_>, id: DepartmentId, parent: Option<DepartmentId>, found: &mut Violations) {
    let Some(parent) = parent else { return };
    if ctx.directory.department(parent).is_none() {
        found.add("parent", Reason::of(Rule::Unknown));
    } else if !ctx.directory.is_open(parent) {
        found.add("parent", Reason::of(Rule::DepartmentClosed));
    } else if ctx.directory.is_within(parent, id) {
        found.add("parent", Reason::of(Rule::DepartmentCycle));
    }
}

/// A head or executive: known, active and no auditor (resolution 68).
fn check_post(ctx: &Context<'_>, path: &str, person: Option<PersonId>, found: &mut Violations) {
    let Some(id) = person else { return };
    match ctx.directory.person(id) {
        None => found.add(path, Reason::of(Rule::Unknown)),
        Some(person) if !person.is_active() => found.add(path, Reason::of(Rule::NotActive)),
        Some(person) => {
            found.check(!person.roles.contains(&OrganizationRole::Auditor), path, Rule::AuditorOnly);
        }
    }
}

impl Aggregate for Department {
    type Fact = DepartmentFact;

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

    fn searchable(&self) -> Searchable {
        Searchable::of([self.code.as_str(), self.name.as_str(), self.short_name.as_str()])
    }

    fn watched(&self) -> Map<String, Value> {
        super::fields([
            ("code", json!(self.code)),
            ("name", json!(self.name)),
            ("shortName", json!(self.short_name)),
            ("parent", json!(self.parent)),
            ("head", json!(self.head)),
            ("executive", json!(self.executive)),
            ("closedAt", json!(self.closed_at.map(|at| at.to_string()))),
            ("successor", json!(self.successor)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, department, line, person};

    fn founded() -> NewDepartment {
        NewDepartment {
            id: None,
            code: Code::new("PR").expect("a code"),
            name: line("公关部"),
            short_name: None,
            parent: Some(department(9)),
            head: Some(person(10)),
            executive: None,
        }
    }

    #[test]
    fn only_administrators_found_departments() {
        let world = World::new();
        for (who, allowed) in [(98, true), (99, false), (97, false), (10, false)] {
            let actor = world.actor(who);
            let answer = Department::create(&world.context(&actor), founded());
            assert_eq!(answer.is_ok(), allowed, "{who}");
        }
        let admin = world.actor(98);
        let change = Department::create(&world.context(&admin), founded()).expect("allowed");
        assert_eq!(change.state.short_name.as_str(), "公关", "resolution 46");
    }

    #[test]
    fn every_violation_is_named() {
        let world = World::new();
        let admin = world.actor(98);
        let input = NewDepartment {
            id: Some(department(1)),
            code: Code::new("d1").expect("a code"),
            parent: Some(department(77)),
            head: Some(person(97)),
            executive: Some(person(7777)),
            ..founded()
        };
        let Err(Refusal::Invalid(violations)) = Department::create(&world.context(&admin), input) else {
            panic!("accepted")
        };
        let found: Vec<_> = violations.iter().map(|one| (one.path.as_str(), one.reason.rule)).collect();
        let expected = [
            ("code", Rule::CodeTaken),
            ("id", Rule::IdTaken),
            ("parent", Rule::Unknown),
            ("head", Rule::AuditorOnly),
            ("executive", Rule::Unknown),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_merger_closes_and_moves_s_resolution_21() {
        let world = World::new();
        let admin = world.actor(98);
        let ctx = world.context(&admin);
        let one = world.directory.department(department(1)).expect("there");
        let merger = one.merge(&ctx, department(2)).expect("allowed");
        assert_eq!(merger.closed.state.successor, Some(department(2)));
        assert_eq!(merger.people.len(), 5);
        assert!(merger.people.iter().all(|change| change.state.department == department(2)));
        let nine = world.directory.department(department(9)).expect("there");
        let refused = nine.merge(&ctx, department(2)).map(|_| ()).unwrap_err();
        assert_eq!(refused, Reason::of(Rule::DepartmentCycle).at("into").into());
        let again = merger.closed.state.merge(&ctx, department(2)).map(|_| ()).unwrap_err();
        assert!(matches!(again, Refusal::Invalid(found) if found[0].reason.rule == Rule::DepartmentClosed));
    }

    #[test]
    fn no_department_is_above_itself() {
        let world = World::new();
        let admin = world.actor(98);
        let nine = world.directory.department(department(9)).expect("there");
        let patch = DepartmentPatch { parent: Patch::Set(department(3)), ..DepartmentPatch::default() };
        let refused = nine.update(&world.context(&admin), patch).map(|_| ()).unwrap_err();
        assert_eq!(refused, Reason::of(Rule::DepartmentCycle).at("parent").into());
    }
}
