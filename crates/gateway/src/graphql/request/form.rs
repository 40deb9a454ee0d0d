//! What stands on the form of a request.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use liaison_domain::ids::RequestId;
use liaison_domain::request as domain;
use liaison_domain::request::custom_field::CustomValue;
use liaison_domain::request::{content, form as domain_form};
use liaison_domain::text::{Line, Text};

use super::resource_need::ResourceNeed;
use super::{Priority, Request, RequestKind, RequestLinkKind, RequestVisibility};
use crate::graphql::directory::Person;
use crate::graphql::form_template::{CustomField, FormTemplateVersion};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, Json};
use crate::graphql::scope::Scope;

/// The aspect: the form.
#[derive(Clone)]
pub struct RequestForm(pub(super) Arc<domain::Request>);

/// Something to be handed over, and the standard that it must meet.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct DeliverableSpecification {
    /// What it is.
    pub name: String,
    /// The standard it must meet.
    pub standard: String,
}

/// 关键节点: a named date inside the window.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// What is reached.
    pub name: String,
    /// By which day.
    pub on: Date,
}

/// A file that belongs to the form, kept elsewhere.
#[derive(SimpleObject)]
pub struct Attachment {
    /// The file's name.
    pub name: String,
    /// Where it is: an address, or a path that people understand.
    pub location: String,
    /// Its media type, such as `application/pdf`.
    pub media_type: Option<String>,
    /// Its size in bytes; whole, up to 2^53 - 1.
    pub size: Option<f64>,
    /// The SHA-256 of its bytes as 64 lower-case hexadecimal digits.
    pub sha256: Option<String>,
    /// Whether it only informs; one that does not is binding content.
    pub informative: bool,
}

/// How a request relates to an earlier one.
pub struct RequestLink {
    kind: RequestLinkKind,
    request: RequestId,
}

/// How a request relates to an earlier one.
#[Object]
impl RequestLink {
    /// In what way.
    async fn kind(&self) -> RequestLinkKind {
        self.kind
    }

    /// The earlier request; null where the viewer may not see it. One statement for all that are selected.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.request).await
    }
}

/// The value of a custom field, typed: the one of its fields that belongs to the type is set.
#[derive(SimpleObject)]
pub struct CustomFieldValue {
    /// The key of the field in the form template.
    pub key: String,
    /// The field as the template has it; null where the template that the value was given under has changed.
    pub field: Option<CustomField>,
    /// The value of a `TEXT` or `CHOICE`.
    pub text: Option<String>,
    /// The value of a `NUMBER`.
    pub number: Option<f64>,
    /// The value of a `DATE`.
    pub date: Option<Date>,
    /// The value of a `PERSON`.
    pub person: Option<Person>,
}

fn text(text: Option<&Text>) -> Option<&str> {
    text.map(Text::as_str)
}

/// The aspect "form" of a request.
#[Object]
impl RequestForm {
    /// Opaque.
    async fn id(&self) -> async_graphql::ID {
        async_graphql::ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The code that people say, such as `MT202405001`; given on submission, null for a draft. Unique, without gaps.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What it is called.
    async fn title(&self) -> &str {
        self.0.form.title.as_str()
    }

    /// What it is about.
    async fn kind(&self) -> RequestKind {
        self.0.form.kind.into()
    }

    /// Why. Binding content.
    async fn background(&self) -> Option<&str> {
        text(self.0.form.content.background.as_ref())
    }

    /// The result expected. Binding content.
    async fn goal(&self) -> Option<&str> {
        text(self.0.form.content.goal.as_ref())
    }

    /// What is to be done. Binding content.
    async fn details(&self) -> Option<&str> {
        text(self.0.form.content.details.as_ref())
    }

    /// What is to be handed over, at most 50. Binding content.
    async fn deliverables(&self) -> Vec<DeliverableSpecification> {
        self.0.form.content.deliverables.iter().map(DeliverableSpecification::of).collect()
    }

    /// The first day of its window. Binding content.
    async fn start_on(&self) -> Option<Date> {
        self.0.form.content.start_on.map(Date)
    }

    /// The last day of its window. Binding content.
    async fn due_on(&self) -> Option<Date> {
        self.0.form.content.due_on.map(Date)
    }

    /// 关键节点: named dates inside the window, at most 50. Binding content.
    async fn milestones(&self) -> Vec<Milestone> {
        self.0.form.content.milestones.iter().map(Milestone::of).collect()
    }

    /// What the parties need from the initiating side: data, rights, people. Binding content.
    async fn needed_from_initiator(&self) -> Option<&str> {
        text(self.0.form.content.needed_from_initiator.as_ref())
    }

    /// People, budget, equipment or data asked for, each with its own approval; at most 50. Binding content.
    async fn resource_needs(&self) -> Vec<ResourceNeed> {
        ResourceNeed::all(&self.0)
    }

    /// How pressing it is.
    async fn priority(&self) -> Priority {
        self.0.form.priority.into()
    }

    /// How far it is seen.
    async fn visibility(&self) -> RequestVisibility {
        self.0.form.visibility.into()
    }

    /// Free labels, at most 50.
    async fn tags(&self) -> Vec<&str> {
        self.0.form.tags.iter().map(Line::as_str).collect()
    }

    /// Whatever else is to be said.
    async fn remarks(&self) -> Option<&str> {
        text(self.0.form.remarks.as_ref())
    }

    /// Files, at most 50.
    async fn attachments(&self) -> Vec<Attachment> {
        self.0.form.attachments.iter().map(Attachment::of).collect()
    }

    /// Whether it is stated that there are no files.
    async fn no_attachments(&self) -> bool {
        self.0.form.no_attachments
    }

    /// Earlier requests that this one relates to, at most 50.
    async fn links(&self) -> Vec<RequestLink> {
        let links = self.0.form.links.iter();
        links.map(|link| RequestLink { kind: link.kind.into(), request: link.request }).collect()
    }

    /// Values of the form template's fields as one JSON object by key.
    async fn custom_fields(&self) -> Json {
        Json(content::custom_fields(&self.0, false))
    }

    /// The same values, typed; at most 50.
    async fn custom_field_values(&self, ctx: &Context<'_>) -> Result<Vec<CustomFieldValue>> {
        let scope = Scope::of(ctx)?;
        let values = self.0.form.content.custom_fields.iter();
        Ok(values.map(|(key, value)| self.custom_value(scope, key.as_str(), value)).collect())
    }

    /// The items of the template's checklist that were ticked on submission.
    async fn checklist(&self) -> Vec<&str> {
        self.0.form.ticked.iter().map(Line::as_str).collect()
    }

    /// Under which version of which form template it was submitted; null for a draft, and where no template was published.
    async fn template(&self) -> Option<FormTemplateVersion> {
        self.0.template.map(FormTemplateVersion::from)
    }
}

impl RequestForm {
    fn custom_value(&self, scope: &Scope, key: &str, value: &CustomValue) -> CustomFieldValue {
        let field = self.0.definition.custom_fields.iter().find(|field| field.key.as_str() == key);
        let mut shown = CustomFieldValue {
            key: key.to_owned(),
            field: field.map(CustomField::of),
            text: None,
            number: None,
            date: None,
            person: None,
        };
        match value {
            CustomValue::Text(text) => shown.text = Some(text.to_string()),
            CustomValue::Choice(choice) => shown.text = Some(choice.to_string()),
            CustomValue::Number(number) => shown.number = number.as_f64(),
            CustomValue::Date(date) => shown.date = Some(Date(*date)),
            CustomValue::Person(person) => shown.person = Person::by_id(scope, *person),
        }
        shown
    }
}

impl DeliverableSpecification {
    /// The schema's form of this item.
    pub(in crate::graphql) fn of(one: &domain_form::DeliverableSpec) -> Self {
        Self { name: one.name.to_string(), standard: one.standard.to_string() }
    }
}

impl Milestone {
    /// The schema's form of this date.
    pub(in crate::graphql) fn of(one: &domain_form::Milestone) -> Self {
        Self { name: one.name.to_string(), on: Date(one.on) }
    }
}

impl Attachment {
    fn of(file: &domain_form::Attachment) -> Self {
        Self {
            name: file.name.to_string(),
            location: file.location.to_string(),
            media_type: file.media_type.as_ref().map(ToString::to_string),
            #[expect(clippy::cast_precision_loss, reason = "sizes up to 2^53 - 1 are exact")]
            size: file.size.map(|size| size as f64),
            sha256: file.sha256.as_ref().map(|digest| digest.as_str().to_owned()),
            informative: file.informative,
        }
    }
}
