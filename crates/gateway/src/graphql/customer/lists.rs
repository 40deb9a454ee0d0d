//! One customer, and customers by page.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, OneofObject};
use liaison_domain::ids::kind;
use liaison_domain::text::Line;
use liaison_persistence::customer as stored;
use liaison_persistence::customer::{CustomerField, CustomerLeaf, CustomerOrder};
use liaison_persistence::paging::{Direction, Filter};

use super::{Customer, CustomerState};
use crate::graphql::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use crate::graphql::filter::{self, DateTimeFilter, EnumFilter, IdFilter, Parts, StringFilter};
use crate::graphql::node::Identified as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Cursor, Key};
use crate::graphql::scope::Scope;

/// Names one customer.
#[derive(OneofObject)]
pub enum CustomerBy {
    /// By its ID.
    Id(Key<kind::Customer>),
    /// By its name, as it is written.
    Name(String),
}

/// Which customers; everything that is set has to hold. What contacts can be reached by is no part of it.
#[derive(InputObject, Clone, Debug)]
pub struct CustomerFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Customer>>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By trade; null for none.
    pub industry: Option<StringFilter>,
    /// By how important it is; null for unsaid.
    pub level: Option<StringFilter>,
    /// By who answers for it.
    pub owner: Option<IdFilter<kind::Person>>,
    /// By whose customer it is.
    pub department: Option<IdFilter<kind::Department>>,
    /// By whether it is worked with.
    pub state: Option<EnumFilter<CustomerState>>,
    /// By when it was created.
    pub created_at: Option<DateTimeFilter>,
    /// Has a label like this; those of customers whose circle the viewer is not of count as none.
    pub tag: Option<StringFilter>,
    /// By when it is to be contacted next, null for nothing agreed; what the viewer may not see counts as nothing agreed.
    pub next_contact_at: Option<DateTimeFilter>,
}

impl CustomerFilter {
    fn build(self) -> Filter<CustomerLeaf> {
        let leaf = |field| move |test| CustomerLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(CustomerField::Id))
            .field(self.name, leaf(CustomerField::Name))
            .field(self.industry, leaf(CustomerField::Industry))
            .field(self.level, leaf(CustomerField::Level))
            .field(self.owner, leaf(CustomerField::Owner))
            .field(self.department, leaf(CustomerField::Department))
            .field(self.state, leaf(CustomerField::State))
            .field(self.created_at, leaf(CustomerField::CreatedAt))
            .field(self.tag, CustomerLeaf::Tag)
            .field(self.next_contact_at, CustomerLeaf::NextContactAt)
            .finish()
    }
}

/// What customers can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerOrderField {
    /// By name, Chinese characters by their pinyin.
    Name,
    /// By when they were created.
    CreatedAt,
}

impl OrderField for CustomerOrderField {
    const ORDER: &'static str = "CustomerOrder";
}

/// The store's form of an order; by name where none is given.
fn order(given: Option<Order<CustomerOrderField>>) -> CustomerOrder {
    let Some(Order { field, direction }) = given else {
        return CustomerOrder::Name(Direction::Ascending);
    };
    match field {
        CustomerOrderField::Name => CustomerOrder::Name(direction.into()),
        CustomerOrderField::CreatedAt => CustomerOrder::CreatedAt(direction.into()),
    }
}

/// The root fields.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// One customer; null where there is none. Every employee reads its card.
    async fn customer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] by: CustomerBy,
    ) -> OrNull<Customer> {
        let found = async {
            let scope = Scope::of(ctx)?;
            match by {
                CustomerBy::Id(id) => Customer::find(scope, id.0).await,
                // What is no name is nobody's.
                CustomerBy::Name(name) => match Line::new(&name) {
                    Ok(name) => {
                        let record = stored::named(&scope.db(), &name).await?;
                        Ok(record.map(|record| Customer::new(Arc::new(record))))
                    }
                    Err(_) => Ok(None),
                },
            }
        };
        OrNull::found(found).await
    }

    /// Customers, archived ones included; by name where no order is given. Every employee reads their cards.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<CustomerFilter>,
        #[graphql(desc = "In which order; by name where absent.")] order_by: Option<
            Order<CustomerOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Customer>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, CustomerFilter::build)?);
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let page = stored::page(&scope.db(), scope.viewer(), &filter, order(order_by), &request).await?;
            Ok(Connection::new(
                page.map(|record| Customer::new(Arc::new(record))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), reader.actor(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}
