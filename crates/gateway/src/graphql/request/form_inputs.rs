//! The form of a request as input: binding content and particulars, each field absent, null or set.

use async_graphql::{InputObject, MaybeUndefined};
use liaison_domain::canonical::Digest;
use liaison_domain::error::{Reason, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::request::fill::{ContentPatch, NeedInput, ParticularsPatch};
use liaison_domain::request::form::{Attachment, DeliverableSpec, Link, Milestone};
use liaison_domain::text::{Line, Text};
use serde_json::{Map, Value};

use super::{RequestLinkKind, RequestVisibility};
use crate::graphql::decode::{Decode as _, ids, patch};
use crate::graphql::resource::ResourceKind;
use crate::graphql::scalars::{Date, Json, Key};

/// The largest file, in bytes: what JSON numbers carry without loss.
const MAX_SIZE: f64 = 9_007_199_254_740_991.0;

/// Something to be handed over, and the standard that it must meet.
#[derive(InputObject)]
pub struct DeliverableSpecificationInput {
    /// What it is, at most 200 characters.
    pub name: String,
    /// The standard it must meet, at most 2,000 characters.
    pub standard: String,
}

/// 关键节点: a named date inside the window.
#[derive(InputObject)]
pub struct MilestoneInput {
    /// What is reached, at most 200 characters.
    pub name: String,
    /// By which day.
    pub on: Date,
}

/// People, budget, equipment or data asked for.
#[derive(InputObject)]
pub struct ResourceNeedInput {
    /// Which need this is, where it stands on the form already: its decisions stay if nothing else of it changes.
    pub id: Option<Key<kind::ResourceNeed>>,
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly, at most 2,000 characters.
    pub description: String,
    /// How many of it, from 1.
    pub quantity: Option<i64>,
    /// Money, in whole units of the organisation's currency.
    pub amount: Option<i64>,
    /// What it is used for, at most 2,000 characters.
    pub purpose: Option<String>,
    /// What comes of it, at most 2,000 characters.
    pub expected_benefit: Option<String>,
    /// The first day of use; that of the window where absent.
    pub from_on: Option<Date>,
    /// The last day of use; that of the window where absent.
    pub until_on: Option<Date>,
    /// The department that gives it; the lead's where absent.
    pub from_department: Option<Key<kind::Department>>,
    /// Whose time is asked for.
    pub person: Option<Key<kind::Person>>,
    /// Which registered resource is asked for.
    pub resource: Option<Key<kind::Resource>>,
}

/// A file that belongs to the form and is kept elsewhere.
#[derive(InputObject)]
pub struct AttachmentInput {
    /// The file's name, at most 200 characters.
    pub name: String,
    /// Where it is: an address, or a path that people understand; at most 2,000 characters.
    pub location: String,
    /// Its media type, such as `application/pdf`.
    pub media_type: Option<String>,
    /// Its size in bytes; whole, up to 2^53 - 1.
    pub size: Option<f64>,
    /// The SHA-256 of its bytes as 64 lower-case hexadecimal digits.
    pub sha256: Option<String>,
    /// Whether it only informs; one that does not is binding content.
    #[graphql(default)]
    pub informative: bool,
}

/// How the request relates to an earlier one.
#[derive(InputObject)]
pub struct RequestLinkInput {
    /// In what way; one `FOLLOW_UP_OF` and one `DUPLICATE_OF` at most.
    pub kind: RequestLinkKind,
    /// To which request, which the caller must see.
    pub request: Key<kind::Request>,
}

/// Binding content: after submission a change of it is a revision, which asks the parties again.
#[derive(InputObject)]
pub struct RequestContentInput {
    /// Why, at most 20,000 characters unless the form template is stricter.
    pub background: MaybeUndefined<String>,
    /// The result expected.
    pub goal: MaybeUndefined<String>,
    /// What is to be done.
    pub details: MaybeUndefined<String>,
    /// What is to be handed over, at most 50; replaces the list.
    pub deliverables: MaybeUndefined<Vec<DeliverableSpecificationInput>>,
    /// The first day of the window.
    pub start_on: MaybeUndefined<Date>,
    /// The last day of the window; on submission not in the past.
    pub due_on: MaybeUndefined<Date>,
    /// 关键节点: named dates inside the window, at most 50; replaces the list.
    pub milestones: MaybeUndefined<Vec<MilestoneInput>>,
    /// What the parties need from the initiating side: data, rights, people.
    pub needed_from_initiator: MaybeUndefined<String>,
    /// People, budget, equipment or data asked for, at most 50; replaces the list.
    pub resource_needs: MaybeUndefined<Vec<ResourceNeedInput>>,
    /// Values of the form template's fields, as one object by key; keys not mentioned stay, null removes a value.
    pub custom_fields: MaybeUndefined<Json>,
}

/// What binds nobody: it may change without asking anybody again.
#[derive(InputObject)]
pub struct RequestParticularsInput {
    /// How far it is seen; `DEPARTMENTS` where null.
    pub visibility: MaybeUndefined<RequestVisibility>,
    /// Free labels, at most 50 of at most 50 characters; replaces the list.
    pub tags: MaybeUndefined<Vec<String>>,
    /// Whatever else is to be said.
    pub remarks: MaybeUndefined<String>,
    /// Files, at most 50; replaces the list.
    pub attachments: MaybeUndefined<Vec<AttachmentInput>>,
    /// The statement that there are no files.
    pub no_attachments: Option<bool>,
    /// Earlier requests that this one relates to, at most 50; replaces the list.
    pub links: MaybeUndefined<Vec<RequestLinkInput>>,
    /// 抄送人: who is kept informed, at most 50; replaces the list.
    pub watchers: MaybeUndefined<Vec<Key<kind::Person>>>,
}

impl RequestContentInput {
    /// The domain's form; what is wrong is noted.
    pub fn decode(self, found: &mut Violations) -> Option<ContentPatch> {
        let text = |raw: String| Text::new(&raw);
        let background = found.patched("background", self.background, text);
        let goal = found.patched("goal", self.goal, text);
        let details = found.patched("details", self.details, text);
        let needed = found.patched("neededFromInitiator", self.needed_from_initiator, text);
        let deliverables = list(
            found,
            "deliverables",
            self.deliverables,
            |found, path, one: DeliverableSpecificationInput| {
                let name = found.take(format!("{path}.name"), Line::new(&one.name));
                let standard = found.take(format!("{path}.standard"), Text::new(&one.standard));
                Some(DeliverableSpec { name: name?, standard: standard? })
            },
        );
        let milestones = list(found, "milestones", self.milestones, |found, path, one: MilestoneInput| {
            let name = found.take(format!("{path}.name"), Line::new(&one.name))?;
            Some(Milestone { name, on: one.on.0 })
        });
        let resource_needs = list(found, "resourceNeeds", self.resource_needs, |found, path, need| {
            ResourceNeedInput::decode(need, found, path)
        });
        let custom_fields = found.patched("customFields", self.custom_fields, object);
        Some(ContentPatch {
            background: background?,
            goal: goal?,
            details: details?,
            deliverables: deliverables?,
            start_on: date(self.start_on),
            due_on: date(self.due_on),
            milestones: milestones?,
            needed_from_initiator: needed?,
            resource_needs: resource_needs?,
            custom_fields: custom_fields?,
        })
    }
}

impl RequestParticularsInput {
    /// The domain's form with this title; what is wrong is noted.
    pub fn decode(self, title: Patch<Line>, found: &mut Violations) -> Option<ParticularsPatch> {
        let tags =
            list(found, "tags", self.tags, |found, path, raw: String| found.take(path, Line::new(&raw)));
        let remarks = found.patched("remarks", self.remarks, |raw| Text::new(&raw));
        let attachments = attachments(found, self.attachments);
        let links = list(found, "links", self.links, |_, _, link: RequestLinkInput| {
            Some(Link { kind: link.kind.into(), request: link.request.0 })
        });
        Some(ParticularsPatch {
            title,
            visibility: patch(self.visibility).map(Into::into),
            tags: tags?,
            remarks: remarks?,
            attachments: attachments?,
            no_attachments: self.no_attachments.map_or(Patch::Keep, Patch::Set),
            links: links?,
            watchers: patch(self.watchers).map(ids),
        })
    }
}

impl ResourceNeedInput {
    fn decode(self, found: &mut Violations, path: &str) -> Option<NeedInput> {
        let description = found.take(format!("{path}.description"), Text::new(&self.description));
        let purpose = found.take(format!("{path}.purpose"), Text::optional(self.purpose.as_deref()));
        let benefit = Text::optional(self.expected_benefit.as_deref());
        let expected_benefit = found.take(format!("{path}.expectedBenefit"), benefit);
        Some(NeedInput {
            id: self.id.map(|key| key.0),
            kind: self.kind.into(),
            description: description?,
            quantity: self.quantity,
            amount: self.amount,
            purpose: purpose?,
            expected_benefit: expected_benefit?,
            from_on: self.from_on.map(|date| date.0),
            until_on: self.until_on.map(|date| date.0),
            from_department: self.from_department.map(|key| key.0),
            person: self.person.map(|key| key.0),
            resource: self.resource.map(|key| key.0),
        })
    }
}

impl AttachmentInput {
    fn decode(self, found: &mut Violations, path: &str) -> Option<Attachment> {
        let name = found.take(format!("{path}.name"), Line::new(&self.name));
        let location = found.take(format!("{path}.location"), Line::new(&self.location));
        let media_type = Line::optional(self.media_type.as_deref());
        let media_type = found.take(format!("{path}.mediaType"), media_type);
        let size = found.take(format!("{path}.size"), self.size.map(bytes).transpose());
        let digest = self.sha256.map(|raw| Digest::parse(&raw).ok_or_else(|| Reason::of(Rule::Malformed)));
        let sha256 = found.take(format!("{path}.sha256"), digest.transpose());
        Some(Attachment {
            name: name?,
            location: location?,
            media_type: media_type?,
            size: size?,
            sha256: sha256?,
            informative: self.informative,
        })
    }
}

/// The domain's form of a list of files.
pub fn attachments(
    found: &mut Violations,
    files: MaybeUndefined<Vec<AttachmentInput>>,
) -> Option<Patch<Vec<Attachment>>> {
    list(found, "attachments", files, |found, path, file| AttachmentInput::decode(file, found, path))
}

/// The domain's form of a list that null clears.
fn list<T, U>(
    found: &mut Violations,
    path: &str,
    value: MaybeUndefined<Vec<T>>,
    decode: impl Fn(&mut Violations, &str, T) -> Option<U>,
) -> Option<Patch<Vec<U>>> {
    match value {
        MaybeUndefined::Undefined => Some(Patch::Keep),
        MaybeUndefined::Null => Some(Patch::Clear),
        MaybeUndefined::Value(items) => found.each(path, items, decode).map(Patch::Set),
    }
}

fn date(value: MaybeUndefined<Date>) -> Patch<liaison_domain::time::Date> {
    patch(value).map(|date| date.0)
}

fn object(value: Json) -> Result<Map<String, Value>, Reason> {
    match value.0 {
        Value::Object(fields) => Ok(fields),
        _ => Err(Reason::of(Rule::Malformed)),
    }
}

fn bytes(size: f64) -> Result<i64, Reason> {
    if size.fract() == 0.0 && (0.0..=MAX_SIZE).contains(&size) {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Ok(size as i64);
    }
    Err(Reason::of(Rule::OutOfRange).with("min", 0).with("max", MAX_SIZE))
}
