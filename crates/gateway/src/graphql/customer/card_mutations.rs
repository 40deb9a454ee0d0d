//! Creating customers, changing their cards, handing them over.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::customer::{CustomerPatch, HandOver, NewCustomer};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::patch::Patch;
use liaison_domain::text::{Line, Text};

use super::{Customer, CustomerState};
use crate::graphql::decode::{Decode as _, patch};
use crate::graphql::mutation::{ActionOptions, UpdateOptions, WriteOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::customer::{self as operations, OnCustomer};
use crate::payload;

payload! {
    /// What `customerCreate` answers.
    CustomerCreatePayload {
        /// The new customer.
        customer: Customer
    }
}

payload! {
    /// What `customerUpdate` answers.
    CustomerUpdatePayload {
        /// The customer after the change.
        customer: Customer
    }
}

payload! {
    /// What `customerHandOver` answers.
    CustomerHandOverPayload {
        /// The customer with its new owner.
        customer: Customer
    }
}

/// A customer to be created.
#[derive(InputObject)]
pub struct CustomerCreateInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Customer>>,
    /// What it is called, at most 200 characters; no other customer may have the name.
    pub name: String,
    /// Its trade, at most 200 characters.
    pub industry: Option<String>,
    /// How important it is, in the company's own words, at most 200 characters.
    pub level: Option<String>,
    /// Who answers for it; the caller where absent.
    pub owner: Option<Key<kind::Person>>,
    /// Whose customer it is; where the owner works where absent.
    pub department: Option<Key<kind::Department>>,
    /// Free labels, at most 50 of at most 50 characters.
    pub tags: Option<Vec<String>>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl CustomerCreateInput {
    fn decode(self) -> (WriteOptions, Result<NewCustomer, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", Line::new(&self.name));
        let industry = found.take("industry", Line::optional(self.industry.as_deref()));
        let level = found.take("level", Line::optional(self.level.as_deref()));
        let tags = self.tags.unwrap_or_default();
        let tags = found.each("tags", tags, |found, path, raw| found.take(path, Line::new(&raw)));
        let parts = found.all((name, industry, level, tags));
        let input = parts.map(|(name, industry, level, tags)| NewCustomer {
            id: self.id.map(|key| key.0),
            name,
            industry,
            level,
            owner: self.owner.map(|key| key.0),
            department: self.department.map(|key| key.0),
            tags,
        });
        (self.options, input)
    }
}

/// Changes of a customer: an absent field keeps, null clears. Owner and department change by `customerHandOver`.
#[derive(InputObject)]
pub struct CustomerUpdateInput {
    /// Which customer.
    pub id: Key<kind::Customer>,
    /// What it is called, at most 200 characters.
    pub name: Option<String>,
    /// Its trade, at most 200 characters.
    pub industry: MaybeUndefined<String>,
    /// How important it is, at most 200 characters.
    pub level: MaybeUndefined<String>,
    /// Free labels, at most 50 of at most 50 characters; replaces them.
    pub tags: MaybeUndefined<Vec<String>>,
    /// Whether it is worked with; nothing is owed for an archived one.
    pub state: Option<CustomerState>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl CustomerUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<OnCustomer<CustomerPatch>, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let industry = found.patched("industry", self.industry, |raw| Line::new(&raw));
        let level = found.patched("level", self.level, |raw| Line::new(&raw));
        let tags = match patch(self.tags) {
            Patch::Keep => Some(Patch::Keep),
            Patch::Clear => Some(Patch::Clear),
            Patch::Set(tags) => {
                found.each("tags", tags, |found, path, raw| found.take(path, Line::new(&raw))).map(Patch::Set)
            }
        };
        let parts = found.all((name, industry, level, tags));
        let input = parts.map(|(name, industry, level, tags)| OnCustomer {
            id: self.id.0,
            input: CustomerPatch {
                name: name.map_or(Patch::Keep, Patch::Set),
                industry,
                level,
                tags,
                state: self.state.map_or(Patch::Keep, |state| Patch::Set(state.into())),
            },
        });
        (self.options, input)
    }
}

/// A customer for another owner.
#[derive(InputObject)]
pub struct CustomerHandOverInput {
    /// Which customer.
    pub id: Key<kind::Customer>,
    /// Who answers for it from now on.
    pub owner: Key<kind::Person>,
    /// Whose customer it is then; where absent the present department if the new owner works for it, else theirs.
    pub department: Option<Key<kind::Department>>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl CustomerHandOverInput {
    fn decode(self) -> (ActionOptions, Result<OnCustomer<HandOver>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let department = self.department.map(|key| key.0);
        let input = found.all((reason,)).map(|(reason,)| OnCustomer {
            id: self.id.0,
            input: HandOver { owner: self.owner.0, department, reason },
        });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Creates a customer. For managers and editors of its department, and administrators. The owner is told.
    async fn customer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CustomerCreateInput,
    ) -> OrNull<CustomerCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::create).await
    }

    /// Changes a customer's card and labels, archives it or takes it up again. For its owner, managers and editors of its
    /// department, and administrators.
    async fn customer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: CustomerUpdateInput,
    ) -> OrNull<CustomerUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Gives a customer to another owner: the whole history stays, what is owed goes along, both owners are told. For its owner,
    /// managers of its department, and administrators.
    async fn customer_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, to whom, and why.")] input: CustomerHandOverInput,
    ) -> OrNull<CustomerHandOverPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::hand_over).await
    }
}
