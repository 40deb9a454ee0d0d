//! Form templates (表单模板): which fields a kind of request asks for, their limits, and its custom fields.
//!
//! A template has versions; a request keeps the definition that it was submitted under. Where no template is published for
//! a kind, the empty definition holds: what `requests.md` asks of everybody and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::access::Audience;
use crate::authority::administers;
use crate::command::{Aggregate, Change, Context};
use crate::error::{Reason, Refusal, Rule, Violations};
use crate::event::{Fact, SubjectKind};
use crate::ids::{self, FormTemplateId, PersonId};
use crate::named::named;
use crate::request::MAX_ITEMS;
use crate::request::custom_field::{CustomFieldSpec, CustomFieldType, FieldKey};
use crate::request::kind::RequestKind;
use crate::text::{self, Line};
use crate::time::Instant;

named! {
    /// Fields that submission asks for only where the template says so.
    OptionalField {
        /// At least one deliverable with its standard.
        Deliverables = "DELIVERABLES",
        /// The first day.
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

named! {
    /// Fields whose length a template may limit, in characters as readers count them.
    LimitedField {
        /// The title.
        Title = "TITLE",
        /// The background.
        Background = "BACKGROUND",
        /// The goal.
        Goal = "GOAL",
        /// Background and goal together (S0-57: 100 in the pack `register`).
        BackgroundAndGoal = "BACKGROUND_AND_GOAL",
        /// The details.
        Details = "DETAILS",
        /// What the parties need from the initiating side.
        NeededFromInitiator = "NEEDED_FROM_INITIATOR",
        /// The remarks.
        Remarks = "REMARKS",
    }
}

/// What a form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormDefinition {
    /// Optional fields that submission asks for.
    pub required: BTreeSet<OptionalField>,
    /// Most characters by field, each at least 1.
    pub limits: BTreeMap<LimitedField, u32>,
    /// Custom fields, in the order of the form.
    pub custom_fields: Vec<CustomFieldSpec>,
    /// Items that the initiator ticks on submission (S3-8).
    pub checklist: Vec<Line>,
}

impl FormDefinition {
    /// The custom field with this key.
    pub fn custom_field(&self, key: &FieldKey) -> Option<&CustomFieldSpec> {
        self.custom_fields.iter().find(|field| field.key == *key)
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let too_many = || Reason::of(Rule::TooMany).with("max", MAX_ITEMS);
        for (field, max) in &self.limits {
            if !(1..=text::MAX_TEXT).contains(&(*max as usize)) {
                violations.add(
                    format!("limits.{}", field.name()),
                    Reason::of(Rule::OutOfRange).with("min", 1).with("max", text::MAX_TEXT),
                );
            }
        }
        if self.custom_fields.len() > MAX_ITEMS {
            violations.add("customFields", too_many());
        }
        if self.checklist.len() > MAX_ITEMS {
            violations.add("checklist", too_many());
        }
        let mut keys = BTreeSet::new();
        for (index, field) in self.custom_fields.iter().enumerate() {
            let path = |name: &str| format!("customFields.{index}.{name}");
            violations.check(keys.insert(&field.key), path("key"), Rule::Duplicate);
            let choices: BTreeSet<_> = field.choices.iter().collect();
            let choice = field.kind == CustomFieldType::Choice;
            violations.check(choice != field.choices.is_empty(), path("choices"), Rule::Malformed);
            violations.check(choices.len() == field.choices.len(), path("choices"), Rule::Duplicate);
            if choices.len() > MAX_ITEMS {
                violations.add(path("choices"), too_many());
            }
        }
        violations.finish()
    }
}

/// The template of a kind, in its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormTemplate {
    /// Its ID, the same in all versions.
    pub id: FormTemplateId,
    /// The version of the template, from 1; also the version of the record.
    pub version: i64,
    /// For which requests.
    pub kind: RequestKind,
    /// What people call it.
    pub name: Line,
    /// What it asks for.
    pub definition: FormDefinition,
    /// When this version was published.
    pub published_at: Instant,
    /// Who published it; none for the server.
    pub published_by: Option<PersonId>,
}

/// What happens to a form template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum FormTemplateFact {
    /// A version was published; requests submitted from now on are kept under it.
    FormTemplatePublished {
        /// For which requests.
        kind: RequestKind,
        /// What people call it.
        name: Line,
        /// What it asks for.
        definition: FormDefinition,
    },
}

impl Fact for FormTemplateFact {
    const SUBJECT: SubjectKind = SubjectKind::FormTemplate;
}

/// A version to publish.
#[derive(Clone, Debug, Serialize)]
pub struct PublishFormTemplate {
    /// For which requests.
    pub kind: RequestKind,
    /// What people call it.
    pub name: Line,
    /// What it asks for.
    pub definition: FormDefinition,
}

impl FormTemplate {
    /// Publishes the next version of the template of a kind; `current` is the newest so far. Administrators only.
    pub fn publish(
        ctx: &Context<'_>,
        current: Option<&Self>,
        input: PublishFormTemplate,
    ) -> Result<Change<Self>, Refusal> {
        administers(ctx)?;
        input.definition.check()?;
        let fact = FormTemplateFact::FormTemplatePublished {
            kind: input.kind,
            name: input.name.clone(),
            definition: input.definition.clone(),
        };
        let next = Self {
            id: current.map_or_else(|| ids::fresh(ctx.ids), |current| current.id),
            version: 0,
            kind: input.kind,
            name: input.name,
            definition: input.definition,
            published_at: ctx.now,
            published_by: ctx.actor.person(),
        };
        Ok(match current {
            Some(current) => Change::of(current, next, vec![fact]),
            None => Change::created(next, vec![fact]),
        })
    }
}

impl Aggregate for FormTemplate {
    type Fact = FormTemplateFact;

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
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&self.definition) else { return Map::new() };
        fields.insert("name".to_owned(), Value::from(self.name.as_str()));
        fields
    }
}
