//! The table `interaction`; the internal response is one versioned JSON text.

use liaison_domain::canonical;
use liaison_domain::customer::InteractionRecord;
use liaison_domain::customer::interaction::{Channel, GuestWords, Measure};
use liaison_domain::ids::{CustomerId, InteractionId, PersonId};
use liaison_domain::task::Due;
use liaison_domain::text::{Line, Text};
use liaison_domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::task::date;
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "interaction")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) customer: Uuid,
    pub(crate) occurred_at: i64,
    pub(crate) channel: String,
    pub(crate) subject: String,
    pub(crate) wants: Option<String>,
    pub(crate) follow_up_by: Option<Uuid>,
    pub(crate) plan: Option<String>,
    pub(crate) next_contact_at: Option<i64>,
    pub(crate) next_contact_on: Option<String>,
    pub(crate) recorded_by: Option<Uuid>,
    pub(crate) recorded_at: i64,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What stands in `body`, in its first form.
#[derive(Serialize, Deserialize)]
struct Body {
    form: u8,
    measures: Vec<Measure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<GuestWords>,
}

const FORM: u8 = 1;

impl From<&InteractionRecord> for ActiveModel {
    fn from(interaction: &InteractionRecord) -> Self {
        let (measures, said) = (interaction.measures.clone(), interaction.said.clone());
        let body = Body { form: FORM, measures, said };
        let next = interaction.next_contact;
        Self {
            id: Set(interaction.id.uuid()),
            version: Set(interaction.version),
            customer: Set(interaction.customer.uuid()),
            occurred_at: Set(interaction.at.micros()),
            channel: Set(interaction.channel.name().to_owned()),
            subject: Set(interaction.subject.to_string()),
            wants: Set(interaction.wants.as_ref().map(Text::to_string)),
            follow_up_by: Set(interaction.follow_up_by.map(PersonId::uuid)),
            plan: Set(interaction.plan.as_ref().map(Text::to_string)),
            next_contact_at: Set(next.map(|next| next.at.micros())),
            next_contact_on: Set(next.and_then(|next| next.on).map(|date| date.to_string())),
            recorded_by: Set(interaction.recorded_by.map(PersonId::uuid)),
            recorded_at: Set(interaction.recorded_at.micros()),
            body: Set(canonical::json(&body)),
        }
    }
}

impl Model {
    /// The interaction that this row keeps.
    pub(crate) fn record(self) -> Result<InteractionRecord, Error> {
        let id = self.id;
        let corrupt = |column| Error::corrupt("interaction", column, id);
        let body: Body = serde_json::from_str(&self.body).map_err(|_| corrupt("body"))?;
        if body.form != FORM {
            return Err(corrupt("body"));
        }
        let on = date(self.next_contact_on.as_deref(), || corrupt("next_contact_on"))?;
        let text = |value: Option<&str>, column| Text::optional(value).map_err(|_| corrupt(column));
        Ok(InteractionRecord {
            id: InteractionId::from_uuid(id),
            version: self.version,
            customer: CustomerId::from_uuid(self.customer),
            at: Instant::from_micros(self.occurred_at),
            channel: Channel::parse(&self.channel).ok_or_else(|| corrupt("channel"))?,
            subject: Line::new(&self.subject).map_err(|_| corrupt("subject"))?,
            wants: text(self.wants.as_deref(), "wants")?,
            measures: body.measures,
            follow_up_by: self.follow_up_by.map(PersonId::from_uuid),
            plan: text(self.plan.as_deref(), "plan")?,
            next_contact: self.next_contact_at.map(|at| Due { at: Instant::from_micros(at), on }),
            recorded_by: self.recorded_by.map(PersonId::from_uuid),
            recorded_at: Instant::from_micros(self.recorded_at),
            said: body.said,
        })
    }
}
