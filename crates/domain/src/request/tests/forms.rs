//! Forms: templates with custom fields, limits, checklists, dates, warnings (resolutions 34, 73, 81; S0-57, S1-109, S3-8).

use super::*;
use crate::request::custom_field::{CustomFieldSpec, CustomFieldType};
use crate::request::form::{Attachment, Link, Milestone};
use crate::request::form_template::{FormTemplate, LimitedField, OptionalField, PublishFormTemplate};
use crate::request::kind::LinkKind;
use crate::request::update::UpdateRequest;

fn industry(binding: bool) -> CustomFieldSpec {
    CustomFieldSpec {
        key: line("industry"),
        label: line("客户行业"),
        kind: CustomFieldType::Choice,
        required: true,
        binding,
        choices: vec![line("零售"), line("制造")],
        max_length: None,
    }
}

fn definition(binding: bool) -> FormDefinition {
    FormDefinition {
        required: [OptionalField::StartOn].into(),
        limits: [(LimitedField::BackgroundAndGoal, 100)].into(),
        custom_fields: vec![industry(binding)],
        checklist: vec![line("客户行业背景")],
    }
}

fn template(world: &World, binding: bool) -> FormTemplate {
    let admin = world.actor(98);
    let input = PublishFormTemplate {
        kind: RequestKind::Collaboration,
        name: line("登记表"),
        definition: definition(binding),
    };
    FormTemplate::publish(&world.context(&admin), None, input).expect("published").state
}

fn values(industry: &str) -> Patch<serde_json::Map<String, serde_json::Value>> {
    Patch::Set([("industry".to_owned(), serde_json::json!(industry))].into_iter().collect())
}

#[test]
fn submission_asks_what_the_template_asks() {
    let case = Case::draft();
    let template = template(&case.world, true);
    let submit = |request: &Request, ctx: &Context<'_>| {
        Ok(request.prepare(ctx, Some(&template), Vec::new(), None)?.complete(1))
    };
    let Err(Refusal::Invalid(violations)) = case.tries(12, submit) else { panic!("invalid") };
    let paths: Vec<_> = violations.iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["startOn", "customFields.industry", "checklist"]);
    let mut filled = UpdateRequest::default();
    filled.content.start_on = Patch::Set(day("2024-05-08"));
    filled.content.custom_fields = values("零售");
    let mut case = case;
    case.did(12, |request, ctx| request.update(ctx, filled, &template.definition));
    let ticked = vec![line("客户行业背景")];
    case.did(12, |request, ctx| Ok(request.prepare(ctx, Some(&template), ticked, None)?.complete(1)));
    assert_eq!(case.request.template.map(|used| used.version), Some(1));
    let signed = &case.request.revisions[0].content;
    assert!(signed.contains("\"customFields\":{\"industry\":\"零售\"}"), "{signed}");
    let revised = Revise {
        content: ContentPatch { custom_fields: values("制造"), ..ContentPatch::default() },
        ..Revise::default()
    };
    case.did(12, |request, ctx| request.revise(ctx, revised));
    assert_eq!(case.request.revision(), 2, "a binding field is content");
}

/// A custom field that does not bind changes by an update, after submission too.
#[test]
fn what_does_not_bind_is_updated() {
    let mut input = draft_input();
    input.content.start_on = Patch::Set(day("2024-05-08"));
    input.content.custom_fields = values("零售");
    let world = World::new();
    let template = template(&world, false);
    let actor = world.actor(12);
    let request =
        Request::create(&world.context(&actor), input, &template.definition).expect("created").state;
    let mut case = Case { world, request };
    let ticked = vec![line("客户行业背景")];
    case.did(12, |request, ctx| Ok(request.prepare(ctx, Some(&template), ticked, None)?.complete(1)));
    let mut change = UpdateRequest::default();
    change.content.custom_fields = values("制造");
    case.did(12, |request, ctx| request.update(ctx, change, &template.definition));
    assert_eq!(case.request.revision(), 1);
}

/// S0-57: background and goal together, counted as readers count.
#[test]
fn limits_count_characters() {
    let mut input = draft_input();
    input.content.background = Patch::Set(text(&"背".repeat(60)));
    input.content.goal = Patch::Set(text(&"目".repeat(41)));
    input.content.start_on = Patch::Set(day("2024-05-08"));
    input.content.custom_fields = values("零售");
    let world = World::new();
    let template = template(&world, true);
    let actor = world.actor(12);
    let ctx = world.context(&actor);
    let request = Request::create(&ctx, input, &template.definition).expect("created").state;
    let refused =
        request.prepare(&ctx, Some(&template), vec![line("客户行业背景")], None).err().expect("refused");
    let Refusal::Invalid(violations) = refused else { panic!("invalid") };
    assert_eq!((violations.len(), violations[0].reason.rule), (1, Rule::TooLong));
}

/// `startOn <= milestone <= dueOn`; the due date is not in the past, checked where it changes (resolution 34).
#[test]
fn dates_lie_in_order() {
    let create = |start: &str, milestone: &str, due: &str| {
        let mut input = draft_input();
        input.content.start_on = Patch::Set(day(start));
        input.content.due_on = Patch::Set(day(due));
        input.content.milestones =
            Patch::Set(vec![Milestone { name: line("接口文档确认"), on: day(milestone) }]);
        let world = World::new();
        let actor = world.actor(12);
        Request::create(&world.context(&actor), input, &FormDefinition::default())
    };
    assert!(create("2024-05-08", "2024-05-15", "2024-05-30").is_ok());
    assert_eq!(rules(&create("2024-05-08", "2024-05-07", "2024-05-30")), [Rule::OutsideWindow]);
    assert_eq!(rules(&create("2024-05-08", "2024-05-31", "2024-05-30")), [Rule::OutsideWindow]);
    assert_eq!(
        rules(&create("2024-05-31", "2024-05-31", "2024-05-30")),
        [Rule::OutsideWindow, Rule::OutsideWindow]
    );
    let case = Case::at(RequestStatus::Confirmed);
    let later = "2024-06-20T09:00:00+08:00".parse::<jiff::Timestamp>().expect("a valid instant");
    case.world.now.set(later.into());
    assert!(
        case.tries(12, |request, ctx| request.revise(ctx, goal("新目标"))).is_ok(),
        "an old date may stay"
    );
    let past = Revise {
        content: ContentPatch { due_on: Patch::Set(day("2024-06-19")), ..ContentPatch::default() },
        ..Revise::default()
    };
    assert_eq!(rules(&case.tries(12, |request, ctx| request.revise(ctx, past))), [Rule::InThePast]);
}

/// S1-109, resolution 34: warnings, never refusals.
#[test]
fn vague_words_and_free_days_are_named() {
    let mut input = draft_input();
    input.content.details = Patch::Set(text("尽快提供接口文档"));
    input.content.due_on = Patch::Set(day("2024-06-01"));
    let world = World::new();
    let actor = world.actor(12);
    let change = Request::create(&world.context(&actor), input, &FormDefinition::default()).expect("created");
    let warned: Vec<_> = change.warnings.iter().map(|reason| reason.rule).collect();
    assert_eq!(warned, [Rule::VagueWording, Rule::NotAWorkingDay]);
}

/// Resolutions 73, 77, 81.
#[test]
fn lists_files_and_links_are_checked() {
    let world = World::new();
    let actor = world.actor(12);
    let with = |change: &dyn Fn(&mut CreateRequest)| {
        let mut input = draft_input();
        change(&mut input);
        rules(&Request::create(&world.context(&actor), input, &FormDefinition::default()))
    };
    let file = Attachment {
        name: line("H5初稿.zip"),
        location: line("企业云盘/市场部/推广方案/H5初稿.zip"),
        media_type: None,
        size: None,
        sha256: None,
        informative: true,
    };
    let files = |input: &mut CreateRequest| {
        input.particulars.attachments = Patch::Set(vec![file.clone()]);
        input.particulars.no_attachments = Patch::Set(true);
    };
    assert_eq!(with(&files), [Rule::AttachmentsOrNone]);
    let tags = |input: &mut CreateRequest| {
        input.particulars.tags = Patch::Set((0..51).map(|number| line(&format!("t{number}"))).collect());
    };
    assert_eq!(with(&tags), [Rule::TooMany]);
    let links = |input: &mut CreateRequest| {
        let link = |number| Link {
            kind: LinkKind::FollowUpOf,
            request: crate::ids::RequestId::from_uuid(uuid::Uuid::from_u128(number)),
        };
        input.particulars.links = Patch::Set(vec![link(1), link(2)]);
    };
    assert_eq!(with(&links), [Rule::TooMany]);
    assert_eq!(
        with(&|input| input.parties[0].department = department(1)),
        [Rule::OwnDepartment, Rule::NotOfDepartment]
    );
    assert_eq!(
        with(&|input| input.parties[1].department = department(2)),
        [Rule::Duplicate, Rule::NotOfDepartment]
    );
    assert_eq!(with(&|input| input.parties[0].liaison = Some(person(32))), [Rule::NotOfDepartment]);
    assert_eq!(with(&|input| input.content.custom_fields = values("零售")), [Rule::Unknown]);
    let ticket = |input: &mut CreateRequest| {
        input.kind = RequestKind::CustomerTicket;
        input.parties[0].department = department(1);
        input.parties[0].liaison = Some(person(13));
    };
    assert!(with(&ticket).is_empty(), "resolution 65: a ticket may go to the initiating department itself");
}

/// Templates are published by administrators, in versions.
#[test]
fn templates_have_versions() {
    let world = World::new();
    let first = template(&world, true);
    let publish = |who, definition| {
        let actor = world.actor(who);
        let input = PublishFormTemplate { kind: first.kind, name: line("登记表"), definition };
        FormTemplate::publish(&world.context(&actor), Some(&first), input)
    };
    assert!(matches!(publish(12, definition(false)), Err(Refusal::NotPermitted(_))));
    assert_eq!(publish(98, definition(false)).expect("published").state.version, 2);
    let mut twice = definition(true);
    twice.custom_fields.push(industry(true));
    assert!(matches!(publish(98, twice), Err(Refusal::Invalid(_))));
    let mut empty = definition(true);
    empty.custom_fields[0].choices.clear();
    assert!(matches!(publish(98, empty), Err(Refusal::Invalid(_))));
}
