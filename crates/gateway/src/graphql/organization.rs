//! The organisation's own settings, as far as they are there.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::pack::ProcessPackVersion;
use super::scope::Scope;

/// The root field.
#[derive(Default)]
pub struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// The organisation that this deployment serves.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        let scope = Scope::of(ctx)?;
        let settings = scope.app().settings();
        Ok(Organization {
            name: settings.name.as_str().to_owned(),
            locale: settings.locale.tag().to_owned(),
            zone: scope.policies().hours().zone().iana_name().unwrap_or("UTC").to_owned(),
            pack: ProcessPackVersion::of_organization(scope),
        })
    }
}

/// The organisation (组织) that this deployment serves. Everybody signed in may read it.
#[derive(SimpleObject)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// The language of messages where nobody has said otherwise: `zh-CN` or `en`.
    pub locale: String,
    /// The IANA name of the zone in which dates are meant, such as `Asia/Shanghai`.
    pub zone: String,
    /// The process pack of requests for which no other is assigned, in its newest version.
    pub pack: Option<ProcessPackVersion>,
}
