//! The interaction as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use liaison_domain::customer as domain;
use liaison_domain::customer::interaction::Measure;
use liaison_domain::ids::{InteractionId, kind};
use liaison_domain::progress_report::Linked;
use liaison_domain::text::Text;

use super::batches::{ById, InteractionById};
use super::{Customer, InteractionChannel};
use crate::graphql::comment::{Comment, Texts};
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::guest::Guest;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;

/// An interaction, over its record.
#[derive(Clone)]
pub struct Interaction(Arc<domain::InteractionRecord>);

impl Interaction {
    /// The schema's form of this interaction.
    pub const fn new(interaction: Arc<domain::InteractionRecord>) -> Self {
        Self(interaction)
    }
}

impl Identified for Interaction {
    type Kind = kind::Interaction;

    async fn find(scope: &Scope, id: InteractionId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<InteractionById>().get(id).await?.map(Self))
    }
}

impl Shown for Interaction {
    type Record = domain::InteractionRecord;

    fn show(_: &Scope, record: domain::InteractionRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// What a department does about what a customer said.
pub struct InteractionMeasure(Measure);

/// What a department does about what a customer said (内部响应措施). `taskCreate`, `requestCreate` and `ticketOpen` turn it into
/// something that is followed up.
#[Object]
impl InteractionMeasure {
    /// By which it is named in the interaction, from 1; kept while it stays.
    async fn number(&self) -> u32 {
        self.0.number
    }

    /// Which department.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// What, such as 确认交付周期.
    async fn matter(&self) -> &str {
        self.0.matter.as_str()
    }

    /// By which date.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The task it was turned into; null where there is none or the viewer may not see it.
    async fn task(&self, ctx: &Context<'_>) -> OrNull<Task> {
        OrNull::node(ctx, self.0.linked.and_then(Linked::task)).await
    }

    /// The request or ticket it was turned into; null where there is none or the viewer may not see it.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.linked.and_then(Linked::request)).await
    }
}

/// One contact with a customer (客户沟通记录): external communication, marked so in the record. Seen by the customer's circle.
#[Object]
impl Interaction {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// With which customer.
    async fn customer(&self, ctx: &Context<'_>) -> OrNull<Customer> {
        OrNull::node(ctx, self.0.customer).await
    }

    /// When it took place (沟通时间).
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// How (沟通方式).
    async fn channel(&self) -> InteractionChannel {
        self.0.channel.into()
    }

    /// What people read for the channel, in the language of the call.
    async fn channel_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(InteractionChannel::from(self.0.channel).label(Scope::of(ctx)?.locale()))
    }

    /// About what (沟通主题).
    async fn subject(&self) -> &str {
        self.0.subject.as_str()
    }

    /// What the customer said or wants (客户需求/反馈); what a guest said, where that is archived here, null once erased. Costs
    /// one statement for all of guests that are selected.
    async fn wants(&self, ctx: &Context<'_>) -> OrNull<String> {
        let found = async {
            let Some(said) = &self.0.said else { return Ok(self.0.wants.as_ref().map(Text::to_string)) };
            let found = Scope::of(ctx)?.loader::<Texts>().get(said.text.id).await?;
            Ok(found.map(|text| text.as_ref().clone()))
        };
        OrNull::found(found).await
    }

    /// The guest whose words are archived here; null for what an employee recorded. Costs one batch.
    async fn guest(&self, ctx: &Context<'_>) -> OrNull<Guest> {
        OrNull::node(ctx, self.0.said.as_ref().map(|said| said.guest)).await
    }

    /// The comment in which the guest said it; null where the viewer may not see what it is about. Costs one batch.
    async fn comment(&self, ctx: &Context<'_>) -> OrNull<Comment> {
        OrNull::node(ctx, self.0.said.as_ref().map(|said| said.comment)).await
    }

    /// The internal response (内部响应措施), at most 50.
    async fn measures(&self) -> Vec<InteractionMeasure> {
        self.0.measures.iter().cloned().map(InteractionMeasure).collect()
    }

    /// Who follows up (负责人).
    async fn follow_up_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.follow_up_by).await
    }

    /// How it is followed up (跟进计划).
    async fn plan(&self) -> Option<&str> {
        self.0.plan.as_ref().map(Text::as_str)
    }

    /// The instant by which the customer was to be contacted next (下次沟通时间).
    async fn next_contact_at(&self) -> Option<DateTime> {
        self.0.next_contact.map(|next| DateTime(next.at))
    }

    /// The date of that, where no time was named: the end of that working day.
    async fn next_contact_on(&self) -> Option<Date> {
        self.0.next_contact.and_then(|next| next.on).map(Date)
    }

    /// Who recorded it; null for the server.
    async fn recorded_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.recorded_by).await
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// What the viewer may do to this interaction now, and why not; from the function that decides. Costs a statement for all
    /// interactions that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let Some(customer) = scope.loader::<ById>().get(self.0.customer).await? else {
            return Ok(Vec::new());
        };
        let interaction = domain::Interaction::restore(self.0.as_ref().clone(), customer.circle());
        Ok(scope.abilities_on(&interaction, |decision| {
            let verdicts = interaction.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
