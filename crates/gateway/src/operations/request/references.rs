//! Whether what a form refers to is there for the caller: registered resources, earlier requests.
//!
//! What stood on the form before is not asked again, so that a resource which was taken out of use, or a request that
//! the caller no longer sees, does not bar other changes.

use std::collections::HashMap;

use liaison_domain::error::{Rule, Violations};
use liaison_domain::ids::{RequestId, ResourceId};
use liaison_domain::patch::Patch;
use liaison_domain::request::fill::{ContentPatch, ParticularsPatch};
use liaison_domain::request::form::Link;
use liaison_domain::request::resource_need::ResourceNeed;
use liaison_domain::resource::Resource;
use liaison_persistence::{request, resource};

use crate::operations::{OperationError, Work};

/// Refuses needs that ask for a resource which is not there or not in use; `before` are the needs so far.
///
/// # Errors
/// `UNKNOWN` at each of them.
pub(super) async fn check_resources(
    work: &Work,
    patch: &ContentPatch,
    before: &[ResourceNeed],
) -> Result<(), OperationError> {
    let Patch::Set(needs) = &patch.resource_needs else { return Ok(()) };
    let asked_before = |id: &ResourceId| before.iter().any(|need| need.resource == Some(*id));
    let asked: Vec<(usize, ResourceId)> = needs
        .iter()
        .enumerate()
        .filter_map(|(index, need)| Some((index, need.resource?)))
        .filter(|(_, resource)| !asked_before(resource))
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let ids: Vec<ResourceId> = asked.iter().map(|(_, resource)| *resource).collect();
    let found: HashMap<ResourceId, Resource> = resource::by_ids(work.db(), &ids).await?;
    let mut violations = Violations::default();
    for (index, id) in asked {
        let in_use = found.get(&id).is_some_and(|resource| resource.active);
        violations.check(in_use, format!("resourceNeeds.{index}.resource"), Rule::Unknown);
    }
    Ok(violations.finish()?)
}

/// Refuses links to requests that the caller does not see; `before` are the links so far.
///
/// # Errors
/// `UNKNOWN` at each of them.
pub(super) async fn check_links(
    work: &Work,
    patch: &ParticularsPatch,
    before: &[Link],
) -> Result<(), OperationError> {
    let Patch::Set(links) = &patch.links else { return Ok(()) };
    let new = |link: &&Link| !before.iter().any(|old| old.request == link.request);
    let ids: Vec<RequestId> = links.iter().filter(new).map(|link| link.request).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found = request::by_ids(work.db(), &work.call().actor, &ids).await?;
    let mut violations = Violations::default();
    for (index, link) in links.iter().enumerate().filter(|(_, link)| ids.contains(&link.request)) {
        violations.check(found.contains_key(&link.request), format!("links.{index}.request"), Rule::Unknown);
    }
    Ok(violations.finish()?)
}
