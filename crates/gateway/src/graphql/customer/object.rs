//! The customer as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result};
use liaison_domain::access::may_see;
use liaison_domain::customer as domain;
use liaison_domain::ids::{CustomerId, kind};
use liaison_domain::task::Due;
use liaison_domain::text::Line;

use super::batches::{ById, ContactsOf, InteractionsOf};
use super::interaction_lists::{InteractionFilter, InteractionOrderField, order};
use super::{Contact, CustomerState, Interaction};
use crate::graphql::children::{Asked, connection};
use crate::graphql::comment::CustomerComments;
use crate::graphql::connection::{Connection, Order, PageArgs};
use crate::graphql::deadline::CustomerDeadlines;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::filter;
use crate::graphql::guest::CustomerGuests;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::scalars::{Cursor, Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::ticket::CustomerTickets;

/// A customer (客户). Every employee reads name, industry, level, owner, department and state; labels, contacts, interactions,
/// the follow-up and what is owed are for the circle: the owner, the owning department and those above it, parties of open
/// tickets, administrators and auditors. To everybody else they are empty.
#[derive(MergedObject, Clone)]
pub struct Customer(CustomerSheet, CustomerDeadlines, CustomerComments, CustomerTickets, CustomerGuests);

impl Customer {
    /// The schema's form of this customer.
    pub fn new(customer: Arc<domain::CustomerRecord>) -> Self {
        let id = customer.id;
        Self(
            CustomerSheet(customer),
            CustomerDeadlines(id),
            CustomerComments(id),
            CustomerTickets(id),
            CustomerGuests(id),
        )
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the sheet's.
    pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Customer {
    type Kind = kind::Customer;

    async fn find(scope: &Scope, id: CustomerId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }
}

impl Shown for Customer {
    type Record = domain::CustomerRecord;

    fn show(_: &Scope, record: domain::CustomerRecord) -> Self {
        Self::new(Arc::new(record))
    }
}

/// The aspect: the customer itself.
#[derive(Clone)]
pub struct CustomerSheet(Arc<domain::CustomerRecord>);

impl CustomerSheet {
    /// What is there for the circle alone, where the viewer is of it; the viewer is noted.
    fn beyond_the_card(&self, scope: &Scope) -> Option<&domain::CustomerRecord> {
        may_see(scope.viewer(), &self.0.circle().audience()).then_some(self.0.as_ref())
    }

    /// When it is to be contacted next.
    fn next(&self, scope: &Scope) -> Option<Due> {
        self.beyond_the_card(scope)?.latest?.next
    }
}

/// The aspect "sheet" of a customer.
#[Object]
impl CustomerSheet {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What it is called; no two customers have the same name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Its trade.
    async fn industry(&self) -> Option<&str> {
        self.0.industry.as_ref().map(Line::as_str)
    }

    /// How important it is, in the company's own words.
    async fn level(&self) -> Option<&str> {
        self.0.level.as_ref().map(Line::as_str)
    }

    /// Who answers for it (对接人).
    async fn owner(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.owner).await
    }

    /// Whose customer it is.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// Whether it is worked with.
    async fn state(&self) -> CustomerState {
        self.0.state.into()
    }

    /// What people read for the state, in the language of the call.
    async fn state_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(CustomerState::from(self.0.state).label(Scope::of(ctx)?.locale()))
    }

    /// Who created it; null for the server.
    async fn created_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.created_by).await
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Free labels, at most 50. For the circle; empty to others.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let seen = self.beyond_the_card(Scope::of(ctx)?);
        Ok(seen.iter().flat_map(|customer| &customer.tags).map(ToString::to_string).collect())
    }

    /// The interaction that was recorded last. For the circle; null to others.
    async fn latest_interaction(&self, ctx: &Context<'_>) -> OrNull<Interaction> {
        OrNull::node(ctx, self.0.latest.map(|latest| latest.interaction)).await
    }

    /// The instant by which it is to be contacted next: a deadline of the owner. For the circle; null to others.
    async fn next_contact_at(&self, ctx: &Context<'_>) -> OrNull<DateTime> {
        OrNull::known(ctx, |scope| self.next(scope).map(|next| DateTime(next.at)))
    }

    /// The date of that, where no time was named: the end of that working day. For the circle; null to others.
    async fn next_contact_on(&self, ctx: &Context<'_>) -> OrNull<Date> {
        OrNull::known(ctx, |scope| self.next(scope).and_then(|next| next.on).map(Date))
    }

    /// The people at the customer, at most 50, oldest first. For the circle; empty to others. Phone, mail and handles are masked
    /// for whoever is neither owner, nor in the owning department, nor an administrator. Costs three statements for all
    /// customers that are selected.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        let found = Scope::of(ctx)?.loader::<ContactsOf>().get(self.0.id).await?;
        Ok(found
            .iter()
            .flat_map(|contacts| contacts.iter())
            .map(|one| Contact::new(Arc::clone(one)))
            .collect())
    }

    /// What was said with the customer, latest first where no order is given. For the circle; empty to others. Costs one
    /// statement for all customers that are selected with the same arguments.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn interactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<InteractionFilter>,
        #[graphql(desc = "In which order; latest first where absent.")] order_by: Option<
            Order<InteractionOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<Interaction>> {
        let scope = Scope::of(ctx)?;
        let page = PageArgs::new(first, after, last, before);
        let filter = filter::of(filter, InteractionFilter::build)?;
        let asked = Asked::new(scope, filter, order(order_by), page)?;
        Ok(connection::<InteractionsOf, _>(scope, self.0.id, asked, Interaction::new).await?)
    }

    /// What the viewer may do to this customer now, and why not; from the function that decides.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let customer = domain::Customer::restore(self.0.as_ref().clone());
        Ok(Scope::of(ctx)?.abilities_on(&customer, |decision| {
            let verdicts = customer.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
