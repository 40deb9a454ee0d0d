//! Form templates in the schema: what each kind of request asks for. Everybody reads them, administrators publish them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{FormTemplateId, kind};
use liaison_domain::request::custom_field::{self as custom, CustomFieldSpec};
use liaison_domain::request::form_template::{self as domain, FormDefinition, PublishFormTemplate};
use liaison_domain::request::record::TemplateRef;
use liaison_domain::text::Line;
use liaison_persistence::form_template as stored;

use super::decode::Decode as _;
use super::directory::Person;
use super::error::Fault;
use super::loaders::{Batch, Loading};
use super::mutation::{ActionOptions, Shown, run};
use super::node::Identified;
use super::nullable::OrNull;
use super::request::RequestKind;
use super::scalars::DateTime;
use super::scope::Scope;
use crate::operations::{Reader, form_template as operations};
use crate::{payload, schema_enum};

schema_enum! {
    /// Fields that submission asks for only where the template says so.
    OptionalField of liaison_domain::request::form_template::OptionalField, filter "OptionalFieldFilter" {
        /// At least one deliverable with its standard.
        Deliverables = "DELIVERABLES",
        /// The first day of the window.
        StartOn = "START_ON",
        /// At least one milestone.
        Milestones = "MILESTONES",
        /// What the parties need from the initiating side.
        NeededFromInitiator = "NEEDED_FROM_INITIATOR",
        /// At least one resource need.
        ResourceNeeds = "RESOURCE_NEEDS",
        /// At least one attachment, or the statement that there are none.
        Attachments = "ATTACHMENTS",
        /// Remarks.
        Remarks = "REMARKS",
    }
}

schema_enum! {
    /// Fields whose length a template may limit, in characters as readers count them.
    LimitedField of liaison_domain::request::form_template::LimitedField, filter "LimitedFieldFilter" {
        /// The title.
        Title = "TITLE",
        /// The background.
        Background = "BACKGROUND",
        /// The goal.
        Goal = "GOAL",
        /// Background and goal together.
        BackgroundAndGoal = "BACKGROUND_AND_GOAL",
        /// The details.
        Details = "DETAILS",
        /// What the parties need from the initiating side.
        NeededFromInitiator = "NEEDED_FROM_INITIATOR",
        /// The remarks.
        Remarks = "REMARKS",
    }
}

schema_enum! {
    /// What values a custom field takes.
    CustomFieldType of liaison_domain::request::custom_field::CustomFieldType, filter "CustomFieldTypeFilter" {
        /// Free text.
        Text = "TEXT",
        /// A number of at most 2^53 - 1 either way.
        Number = "NUMBER",
        /// A date, `2024-05-30`.
        Date = "DATE",
        /// One of the choices.
        Choice = "CHOICE",
        /// An active employee, by ID.
        Person = "PERSON",
    }
}

/// One custom field of a form.
#[derive(SimpleObject)]
pub struct CustomField {
    /// The name under which requests keep the value, such as `industry`; unique in the form.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What values it takes.
    pub value_type: CustomFieldType,
    /// Whether submission asks for it.
    pub required: bool,
    /// Whether a change of its value asks for new answers and signatures.
    pub binding: bool,
    /// What a `CHOICE` may be, at most 50; empty for the other types.
    pub choices: Vec<String>,
    /// The most characters of a `TEXT`; null for the general limit of 20,000.
    pub max_length: Option<u32>,
}

impl CustomField {
    /// The field as the definition has it.
    pub fn of(field: &CustomFieldSpec) -> Self {
        Self {
            key: field.key.to_string(),
            label: field.label.to_string(),
            value_type: field.kind.into(),
            required: field.required,
            binding: field.binding,
            choices: field.choices.iter().map(ToString::to_string).collect(),
            max_length: field.max_length,
        }
    }
}

/// The most characters of a field.
#[derive(SimpleObject)]
pub struct FieldLimit {
    /// Which field.
    pub field: LimitedField,
    /// The most characters, at least 1.
    pub max: u32,
}

/// One version of a form template.
pub struct FormTemplateVersion(TemplateRef);

impl From<TemplateRef> for FormTemplateVersion {
    fn from(reference: TemplateRef) -> Self {
        Self(reference)
    }
}

/// Under which version of a form template a request was submitted.
#[Object]
impl FormTemplateVersion {
    /// The version.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The template in its newest version. One statement for all that are selected.
    async fn template(&self, ctx: &Context<'_>) -> OrNull<FormTemplate> {
        OrNull::node(ctx, self.0.id).await
    }
}

/// A form template in its newest version.
#[derive(Clone)]
pub struct FormTemplate(Arc<domain::FormTemplate>);

/// Form templates by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = FormTemplateId;
    type Value = domain::FormTemplate;

    fn load(reader: Arc<Reader>, keys: Vec<FormTemplateId>) -> Loading<FormTemplateId, domain::FormTemplate> {
        Box::pin(async move {
            let all = stored::all(&reader.db()).await?.into_iter();
            Ok(all.filter(|template| keys.contains(&template.id)).map(|one| (one.id, one)).collect())
        })
    }
}

impl Identified for FormTemplate {
    type Kind = kind::FormTemplate;

    async fn find(scope: &Scope, id: FormTemplateId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for FormTemplate {
    type Record = domain::FormTemplate;

    fn show(_: &Scope, record: domain::FormTemplate) -> Self {
        Self(Arc::new(record))
    }
}

/// 表单模板: what one kind of request asks for beyond what every request needs. Everybody signed in may read it.
#[Object]
impl FormTemplate {
    /// Opaque; the same in all versions.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every publication, from 1. A request keeps the version that it was submitted under.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// For which requests.
    async fn kind(&self) -> RequestKind {
        self.0.kind.into()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Optional fields that submission asks for.
    async fn required(&self) -> Vec<OptionalField> {
        self.0.definition.required.iter().map(|field| (*field).into()).collect()
    }

    /// The most characters of fields; the others have the general limits.
    async fn limits(&self) -> Vec<FieldLimit> {
        let limits = self.0.definition.limits.iter();
        limits.map(|(field, max)| FieldLimit { field: (*field).into(), max: *max }).collect()
    }

    /// Custom fields in the order of the form, at most 50.
    async fn custom_fields(&self) -> Vec<CustomField> {
        self.0.definition.custom_fields.iter().map(CustomField::of).collect()
    }

    /// Items that the initiator ticks on submission, at most 50.
    async fn checklist(&self) -> Vec<&str> {
        self.0.definition.checklist.iter().map(Line::as_str).collect()
    }

    /// When this version was published.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// Who published it; null for the server.
    async fn published_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.published_by).await
    }
}

/// The root field for reading.
#[derive(Default)]
pub struct FormTemplateQuery;

#[Object]
impl FormTemplateQuery {
    /// The published form templates in their newest versions, at most one for each kind of request. Everybody signed in may
    /// read them.
    async fn form_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only that of this kind.")] kind: Option<RequestKind>,
    ) -> OrNull<Vec<FormTemplate>> {
        let found = async {
            let all = stored::all(&Scope::of(ctx)?.db()).await?;
            let chosen =
                all.into_iter().filter(|one| kind.is_none_or(|kind| RequestKind::from(one.kind) == kind));
            Ok(chosen.map(|template| FormTemplate(Arc::new(template))).collect())
        };
        OrNull::some(found).await
    }
}

payload! {
    /// What `formTemplatePublish` answers.
    FormTemplatePublishPayload {
        /// The template in the version just published.
        form_template: FormTemplate
    }
}

/// The most characters of a field.
#[derive(InputObject)]
pub struct FieldLimitInput {
    /// Which field.
    pub field: LimitedField,
    /// The most characters, from 1 to 20,000.
    pub max: u32,
}

/// One custom field of a form.
#[derive(InputObject)]
pub struct CustomFieldInput {
    /// The name under which requests keep the value: unique in the form, at most 40 characters.
    pub key: String,
    /// What people read, at most 200 characters.
    pub label: String,
    /// What values it takes.
    pub value_type: CustomFieldType,
    /// Whether submission asks for it.
    #[graphql(default)]
    pub required: bool,
    /// Whether a change of its value asks for new answers and signatures.
    #[graphql(default)]
    pub binding: bool,
    /// What a `CHOICE` may be, at most 50.
    pub choices: Option<Vec<String>>,
    /// The most characters of a `TEXT`.
    pub max_length: Option<u32>,
}

impl CustomFieldInput {
    fn decode(self, found: &mut Violations, path: &str) -> Option<CustomFieldSpec> {
        let key = found.take(format!("{path}.key"), Line::new(&self.key));
        let label = found.take(format!("{path}.label"), Line::new(&self.label));
        let choices = self.choices.unwrap_or_default();
        let choices = found.each(&format!("{path}.choices"), choices, |found, path, raw: String| {
            found.take(path, Line::new(&raw))
        });
        Some(CustomFieldSpec {
            key: key?,
            label: label?,
            kind: custom::CustomFieldType::from(self.value_type),
            required: self.required,
            binding: self.binding,
            choices: choices?,
            max_length: self.max_length,
        })
    }
}

/// A version of a form template to be published.
#[derive(InputObject)]
pub struct FormTemplatePublishInput {
    /// For which requests.
    pub kind: RequestKind,
    /// What people call it, at most 200 characters.
    pub name: String,
    /// Optional fields that submission asks for.
    pub required: Option<Vec<OptionalField>>,
    /// The most characters of fields.
    pub limits: Option<Vec<FieldLimitInput>>,
    /// Custom fields in the order of the form, at most 50.
    pub custom_fields: Option<Vec<CustomFieldInput>>,
    /// Items that the initiator ticks on submission, at most 50.
    pub checklist: Option<Vec<String>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl FormTemplatePublishInput {
    fn decode(self) -> (ActionOptions, Result<PublishFormTemplate, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", Line::new(&self.name));
        let fields = self.custom_fields.unwrap_or_default();
        let custom_fields = found
            .each("customFields", fields, |found, path, field: CustomFieldInput| field.decode(found, path));
        let items = self.checklist.unwrap_or_default();
        let checklist =
            found.each("checklist", items, |found, path, raw: String| found.take(path, Line::new(&raw)));
        let limits = self.limits.unwrap_or_default().into_iter();
        let definition = FormDefinition {
            required: self.required.unwrap_or_default().into_iter().map(Into::into).collect(),
            limits: limits.map(|limit| (limit.field.into(), limit.max)).collect(),
            ..FormDefinition::default()
        };
        let input = found.all((name, custom_fields, checklist)).map(|(name, custom_fields, checklist)| {
            PublishFormTemplate {
                kind: self.kind.into(),
                name,
                definition: FormDefinition { custom_fields, checklist, ..definition },
            }
        });
        (self.options, input)
    }
}

/// The root field for publishing.
#[derive(Default)]
pub struct FormTemplateMutation;

#[Object]
impl FormTemplateMutation {
    /// Publishes the next version of the template of a kind; it holds for requests submitted from now on. For administrators.
    async fn form_template_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] input: FormTemplatePublishInput,
    ) -> OrNull<FormTemplatePublishPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::publish).await
    }
}
