//! The organisation's own settings, as far as they are there.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::scope::Scope;

/// The root field.
#[derive(Default)]
pub struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// The organisation that this deployment serves.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        let settings = Scope::of(ctx)?.app().settings();
        Ok(Organization {
            name: settings.name.as_str().to_owned(),
            locale: settings.locale.tag().to_owned(),
            zone: settings.hours.zone().iana_name().unwrap_or("UTC").to_owned(),
            pack: ProcessPackVersion {
                name: settings.pack.name.clone(),
                version: i32::try_from(settings.pack.version).unwrap_or(i32::MAX),
            },
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
    /// The process pack of requests for which no other is set.
    pub pack: ProcessPackVersion,
}

/// One version of a process pack (流程包): the policies that govern a request from its submission on.
#[derive(SimpleObject)]
pub struct ProcessPackVersion {
    /// Its name, such as `default`.
    pub name: String,
    /// Its version, from 1.
    pub version: i32,
}
