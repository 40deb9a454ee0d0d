//! The register of resources.

use liaison_domain::ids::ResourceId;
use liaison_domain::resource::{CreateResource, Resource, UpdateResource};
use liaison_persistence::resource as stored;
use serde::Serialize;

use super::{Answer, Call};
use crate::app::App;

/// Registers a resource.
pub async fn create(app: App, call: Call, input: CreateResource) -> Answer<Resource> {
    app.change(call, "resourceCreate", input, |work, input| {
        Box::pin(async move {
            let change = Resource::create(&work.context(), input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// A resource and what is to change of it.
#[derive(Clone, Debug, Serialize)]
pub struct ResourceUpdate {
    /// Which.
    pub id: ResourceId,
    /// What.
    pub patch: UpdateResource,
}

/// Changes a resource.
pub async fn update(app: App, call: Call, input: ResourceUpdate) -> Answer<Resource> {
    app.change(call, "resourceUpdate", input, |work, input| {
        Box::pin(async move {
            let resource = stored::find_for_change(work.unit(), input.id).await?;
            let resource = work.found(resource).await?;
            let change = resource.update(&work.context(), input.patch.clone())?;
            work.record(change).await
        })
    })
    .await
}
