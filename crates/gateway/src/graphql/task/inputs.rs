//! What inputs of tasks have in common: due times and deliverables.

use async_graphql::InputObject;
use liaison_domain::canonical::Digest;
use liaison_domain::error::{Reason, Rule, Violations};
use liaison_domain::task::{Content, NewDeliverable, NewDue};
use liaison_domain::text::{Line, Text};

use crate::graphql::decode::Decode as _;
use crate::graphql::scalars::{Date, DateTime};

/// The due time of two fields of which one at most is given: an instant at `name` + `At`, or a date at `name` + `On`.
#[expect(clippy::option_option, reason = "refused, absent, or given")]
pub(in crate::graphql) fn due(
    found: &mut Violations,
    name: &str,
    at: Option<DateTime>,
    on: Option<Date>,
) -> Option<Option<NewDue>> {
    match (at, on) {
        (Some(_), Some(_)) => {
            found.add(format!("{name}On"), Reason::of(Rule::Malformed));
            None
        }
        (Some(at), None) => Some(Some(NewDue::At(at.0))),
        (None, Some(on)) => Some(Some(NewDue::On(on.0))),
        (None, None) => Some(None),
    }
}

/// The due time that has to be given; see [`due`].
pub(super) fn required_due(found: &mut Violations, at: Option<DateTime>, on: Option<Date>) -> Option<NewDue> {
    let given = due(found, "due", at, on)?;
    if given.is_none() {
        found.add("dueAt", Reason::of(Rule::Required));
    }
    given
}

/// Something to hand over: an attachment (media type, size and SHA-256, with or without a location), or a location alone.
#[derive(InputObject)]
pub struct DeliverableInput {
    /// Its name, at most 200 characters; the server's proposal where absent. A name that is there already makes a new version
    /// of it.
    pub name: Option<String>,
    /// The media type of an attachment, such as `application/zip`.
    pub media_type: Option<String>,
    /// The bytes of an attachment.
    pub size: Option<i32>,
    /// The SHA-256 of an attachment, 64 lower-case hexadecimal digits.
    pub sha256: Option<String>,
    /// Where it lies: a link or a path, at most 2,000 characters. Required without a hash.
    pub location: Option<String>,
}

impl DeliverableInput {
    /// The domain's form; violations are noted under `path`.
    pub(super) fn decode(self, found: &mut Violations, path: &str) -> Option<NewDeliverable> {
        let at = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
        let name = found.given(&at("name"), self.name, |raw| Line::new(&raw));
        let location = found.take(at("location"), Text::optional(self.location.as_deref()));
        let attached = self.media_type.is_some() || self.size.is_some() || self.sha256.is_some();
        if !attached {
            let location = location?.ok_or(Reason::of(Rule::Required));
            let location = found.take(at("location"), location);
            return Some(NewDeliverable { name: name?, content: Content::Location { location: location? } });
        }
        let media_type =
            found.take(at("mediaType"), Line::new(self.media_type.as_deref().unwrap_or_default()));
        let size = self.size.ok_or(Reason::of(Rule::Required)).and_then(|size| {
            u64::try_from(size).map_err(|_| Reason::of(Rule::OutOfRange).with("min", 0).with("max", i32::MAX))
        });
        let size = found.take(at("size"), size);
        let sha256 = Digest::parse(self.sha256.as_deref().unwrap_or_default());
        let sha256 = found.take(at("sha256"), sha256.ok_or(Reason::of(Rule::Malformed)));
        let content = Content::Attachment {
            media_type: media_type?,
            size: size?,
            sha256: sha256?,
            location: location?,
        };
        Some(NewDeliverable { name: name?, content })
    }
}
