//! How input becomes a form: patches, and the checks that hold for a draft already (order of dates, lengths of lists, who
//! and what is named). What submission asks for beyond them is in [`super::submit`].

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::command::Context;
use crate::error::{Reason, Rule, Violations};
use crate::ids::{self, DepartmentId, PersonId, RequestId, ResourceId, ResourceNeedId};
use crate::patch::Patch;
use crate::request::MAX_ITEMS;
use crate::request::custom_field::FieldKey;
use crate::request::form::{Attachment, Content, DeliverableSpec, Form, Link, Milestone, Tag};
use crate::request::form_template::FormDefinition;
use crate::request::kind::{LinkKind, Visibility};
use crate::request::resource_need::ResourceNeed;
use crate::resource::ResourceKind;
use crate::text::{Line, Text};
use crate::time::Date;
use crate::wording;

/// The largest file, in bytes: what JSON numbers carry without loss.
const MAX_SIZE: i64 = 9_007_199_254_740_991;

/// A need as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeedInput {
    /// Which need this is, where it stood on the form before; its decisions stay if nothing else changed.
    pub id: Option<ResourceNeedId>,
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly.
    pub description: Text<2_000>,
    /// How many, from 1.
    pub quantity: Option<i64>,
    /// Money, in whole units of the organisation's currency, from 0.
    pub amount: Option<i64>,
    /// What it is used for.
    pub purpose: Option<Text<2_000>>,
    /// What comes of it.
    pub expected_benefit: Option<Text<2_000>>,
    /// The first day of use.
    pub from_on: Option<Date>,
    /// The last day of use.
    pub until_on: Option<Date>,
    /// Who gives it.
    pub from_department: Option<DepartmentId>,
    /// Whose time is asked for.
    pub person: Option<PersonId>,
    /// Which registered resource is asked for; the caller has checked that it is there and active.
    pub resource: Option<ResourceId>,
}

/// Changes of binding content.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContentPatch {
    /// Why.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub background: Patch<Text>,
    /// The result expected.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub goal: Patch<Text>,
    /// What is to be done.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub details: Patch<Text>,
    /// What is to be handed over; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub deliverables: Patch<Vec<DeliverableSpec>>,
    /// The first day.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub start_on: Patch<Date>,
    /// The last day.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub due_on: Patch<Date>,
    /// Named dates; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub milestones: Patch<Vec<Milestone>>,
    /// What the parties need from the initiating side.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub needed_from_initiator: Patch<Text>,
    /// What is asked for; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub resource_needs: Patch<Vec<NeedInput>>,
    /// Values by key; those not mentioned stay, `null` removes one.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub custom_fields: Patch<serde_json::Map<String, Value>>,
}

/// Changes of what binds nobody.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ParticularsPatch {
    /// What it is called; cannot be cleared.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub title: Patch<Line>,
    /// How far it is seen; cleared means the default, `DEPARTMENTS`.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub visibility: Patch<Visibility>,
    /// Labels; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub tags: Patch<Vec<Tag>>,
    /// Whatever else is to be said.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub remarks: Patch<Text>,
    /// Files; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub attachments: Patch<Vec<Attachment>>,
    /// The statement that there are none.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub no_attachments: Patch<bool>,
    /// Earlier requests; replaces the list. The caller has checked that the actor sees them.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub links: Patch<Vec<Link>>,
    /// Who is kept informed; replaces the list.
    #[serde(skip_serializing_if = "Patch::is_keep")]
    pub watchers: Patch<Vec<PersonId>>,
}

/// Applies `patch` to `content`; decisions on needs that ask for the same stay.
pub(super) fn content(
    patch: ContentPatch,
    content: &mut Content,
    definition: &FormDefinition,
    ctx: &Context<'_>,
    violations: &mut Violations,
) {
    patch.background.apply_to(&mut content.background);
    patch.goal.apply_to(&mut content.goal);
    patch.details.apply_to(&mut content.details);
    patch.deliverables.apply_or_default(&mut content.deliverables);
    patch.start_on.apply_to(&mut content.start_on);
    patch.due_on.apply_to(&mut content.due_on);
    patch.milestones.apply_or_default(&mut content.milestones);
    patch.needed_from_initiator.apply_to(&mut content.needed_from_initiator);
    match patch.resource_needs {
        Patch::Keep => {}
        Patch::Clear => content.resource_needs.clear(),
        Patch::Set(needs) => {
            let before = std::mem::take(&mut content.resource_needs);
            let needs = needs.into_iter().enumerate();
            content.resource_needs =
                needs.map(|(at, input)| need(input, at, &before, ctx, violations)).collect();
        }
    }
    match patch.custom_fields {
        Patch::Keep => {}
        Patch::Clear => content.custom_fields.clear(),
        Patch::Set(values) => custom_fields(&values, content, definition, ctx, violations),
    }
    limit(content.deliverables.len(), "deliverables", violations);
    limit(content.milestones.len(), "milestones", violations);
    limit(content.resource_needs.len(), "resourceNeeds", violations);
    dates(content, violations);
}

fn need(
    input: NeedInput,
    at: usize,
    before: &[ResourceNeed],
    ctx: &Context<'_>,
    violations: &mut Violations,
) -> ResourceNeed {
    let mut path =
        |name: &str, holds: bool, rule| violations.check(holds, format!("resourceNeeds.{at}.{name}"), rule);
    let old = before.iter().find(|need| Some(need.id) == input.id);
    path("id", input.id.is_none() || old.is_some(), Rule::Unknown);
    let days = input.from_on.zip(input.until_on);
    path("untilOn", days.is_none_or(|(from, until)| from <= until), Rule::OutsideWindow);
    path("fromDepartment", input.from_department.is_none_or(|id| ctx.directory.is_open(id)), Rule::Unknown);
    path("person", input.person.is_none_or(|person| ctx.directory.is_active(person)), Rule::NotActive);
    counted(input.quantity, 1, format!("resourceNeeds.{at}.quantity"), violations);
    counted(input.amount, 0, format!("resourceNeeds.{at}.amount"), violations);
    let mut need = ResourceNeed {
        id: old.map_or_else(|| ids::fresh(ctx.ids), |need| need.id),
        kind: input.kind,
        description: input.description,
        quantity: input.quantity,
        amount: input.amount,
        purpose: input.purpose,
        expected_benefit: input.expected_benefit,
        from_on: input.from_on,
        until_on: input.until_on,
        from_department: input.from_department,
        person: input.person,
        resource: input.resource,
        decisions: Vec::new(),
    };
    if let Some(old) = old.filter(|old| old.asks_the_same(&need)) {
        need.decisions.clone_from(&old.decisions);
    }
    need
}

fn custom_fields(
    values: &serde_json::Map<String, Value>,
    content: &mut Content,
    definition: &FormDefinition,
    ctx: &Context<'_>,
    violations: &mut Violations,
) {
    for (key, raw) in values {
        let path = format!("customFields.{key}");
        let Some(key) = violations.take(path.clone(), FieldKey::new(key)) else { continue };
        let Some(field) = definition.custom_field(&key) else {
            violations.add(path, Reason::of(Rule::Unknown));
            continue;
        };
        if raw.is_null() {
            content.custom_fields.remove(&key);
        } else if let Some(value) = violations.take(path, field.read(raw, ctx.directory)) {
            content.custom_fields.insert(key, value);
        }
    }
}

/// `startOn <= milestone <= dueOn`, as far as they are there.
fn dates(content: &Content, violations: &mut Violations) {
    let ordered = |first: Option<Date>, second: Option<Date>| {
        first.zip(second).is_none_or(|(first, second)| first <= second)
    };
    violations.check(ordered(content.start_on, content.due_on), "dueOn", Rule::OutsideWindow);
    for (index, milestone) in content.milestones.iter().enumerate() {
        let inside =
            ordered(content.start_on, Some(milestone.on)) && ordered(Some(milestone.on), content.due_on);
        violations.check(inside, format!("milestones.{index}.on"), Rule::OutsideWindow);
    }
}

/// Applies what binds nobody; `own` is the request itself, which cannot link to itself.
pub(super) fn particulars(
    patch: ParticularsPatch,
    own: RequestId,
    form: &mut Form,
    watchers: &mut Vec<PersonId>,
    ctx: &Context<'_>,
    violations: &mut Violations,
) {
    match patch.title {
        Patch::Keep => {}
        Patch::Clear => violations.add("title", Reason::of(Rule::Required)),
        Patch::Set(title) => form.title = title,
    }
    match patch.visibility {
        Patch::Keep => {}
        Patch::Clear => form.visibility = Visibility::Departments,
        Patch::Set(visibility) => form.visibility = visibility,
    }
    patch.tags.apply_or_default(&mut form.tags);
    patch.remarks.apply_to(&mut form.remarks);
    patch.attachments.apply_or_default(&mut form.attachments);
    patch.no_attachments.apply_or_default(&mut form.no_attachments);
    patch.links.apply_or_default(&mut form.links);
    if let Patch::Set(people) = &patch.watchers {
        active(people, "watchers", ctx, violations);
    }
    patch.watchers.apply_or_default(watchers);
    unique(&form.tags, "tags", violations);
    unique(watchers, "watchers", violations);
    limit(form.attachments.len(), "attachments", violations);
    let none = form.no_attachments && !form.attachments.is_empty();
    violations.check(!none, "noAttachments", Rule::AttachmentsOrNone);
    for (index, file) in form.attachments.iter().enumerate() {
        let sized = file.size.is_none_or(|size| (0..=MAX_SIZE).contains(&size));
        if !sized {
            let reason = Reason::of(Rule::OutOfRange).with("min", 0).with("max", MAX_SIZE);
            violations.add(format!("attachments.{index}.size"), reason);
        }
    }
    links(&form.links, own, violations);
}

fn links(links: &[Link], own: RequestId, violations: &mut Violations) {
    unique(links, "links", violations);
    violations.check(links.iter().all(|link| link.request != own), "links", Rule::Malformed);
    for single in [LinkKind::FollowUpOf, LinkKind::DuplicateOf] {
        let count = links.iter().filter(|link| link.kind == single).count();
        if count > 1 {
            violations.add("links", Reason::of(Rule::TooMany).with("max", 1).with("kind", single.name()));
        }
    }
}

/// A quantity from `min` up to what an `Int` of the API holds.
pub(super) fn counted(value: Option<i64>, min: i64, path: String, violations: &mut Violations) {
    let max = i64::from(i32::MAX);
    if value.is_some_and(|value| !(min..=max).contains(&value)) {
        violations.add(path, Reason::of(Rule::OutOfRange).with("min", min).with("max", max));
    }
}

/// Each of these people is there and active, named once, and there are at most 50.
pub(super) fn active(people: &[PersonId], path: &str, ctx: &Context<'_>, violations: &mut Violations) {
    for (index, person) in people.iter().enumerate() {
        if !ctx.directory.is_active(*person) {
            let known = ctx.directory.person(*person).is_some();
            let rule = if known { Rule::NotActive } else { Rule::Unknown };
            violations.add(format!("{path}.{index}"), Reason::of(rule));
        }
    }
}

pub(super) fn unique<T: Ord>(items: &[T], path: &str, violations: &mut Violations) {
    let set: BTreeSet<_> = items.iter().collect();
    violations.check(set.len() == items.len(), path, Rule::Duplicate);
    limit(items.len(), path, violations);
}

fn limit(length: usize, path: &str, violations: &mut Violations) {
    if length > MAX_ITEMS {
        violations.add(path, Reason::of(Rule::TooMany).with("max", MAX_ITEMS));
    }
}

/// What the caller should know about a form although nothing is refused: wording that binds nobody, dates that are no
/// working days.
pub(super) fn warnings(form: &Form, ctx: &Context<'_>) -> Vec<Reason> {
    let content = &form.content;
    let texts = [
        ("goal", &content.goal),
        ("details", &content.details),
        ("neededFromInitiator", &content.needed_from_initiator),
    ];
    let mut found: Vec<Reason> = texts
        .into_iter()
        .filter_map(|(field, text)| wording::warning(field, text.as_ref()?.as_str()))
        .collect();
    for (index, deliverable) in content.deliverables.iter().enumerate() {
        let field = format!("deliverables.{index}.standard");
        found.extend(wording::warning(&field, deliverable.standard.as_str()));
    }
    let mut day = |field: String, on: Option<Date>| {
        if let Some(on) = on.filter(|on| !ctx.hours.is_working_day(*on)) {
            found.push(Reason::of(Rule::NotAWorkingDay).with("field", field).with("date", on));
        }
    };
    day("startOn".to_owned(), content.start_on);
    day("dueOn".to_owned(), content.due_on);
    for (index, milestone) in content.milestones.iter().enumerate() {
        day(format!("milestones.{index}.on"), Some(milestone.on));
    }
    found
}
