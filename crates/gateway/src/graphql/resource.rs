//! Registered resources in the schema. Everybody reads the register; administrators and the managers of the giving
//! department keep it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::{ResourceId, kind};
use liaison_domain::patch::Patch;
use liaison_domain::resource::{self as domain, CreateResource, UpdateResource};
use liaison_domain::text::{Line, Text};
use liaison_persistence::paging::{Direction, Filter};
use liaison_persistence::resource as stored;
use stored::{ResourceField, ResourceLeaf, ResourceOrder};

use super::connection::{Connection, MOST_ROWS, Order, OrderField, PageArgs, counter};
use super::decode::Decode as _;
use super::directory::Department;
use super::error::Fault;
use super::filter::{self, BooleanFilter, EnumFilter, IdFilter, Parts, StringFilter};
use super::loaders::{Batch, Loading};
use super::mutation::{Shown, UpdateOptions, WriteOptions, run};
use super::node::Identified;
use super::nullable::OrNull;
use super::scalars::{Cursor, Key};
use super::scope::Scope;
use crate::operations::Reader;
use crate::operations::resource::{self as operations, ResourceUpdate};
use crate::{payload, schema_enum};

schema_enum! {
    /// What kind of means a resource is, and a request asks for.
    ResourceKind of liaison_domain::resource::ResourceKind, filter "ResourceKindFilter" {
        /// People's time.
        People = "PEOPLE",
        /// Money.
        Budget = "BUDGET",
        /// Rooms, machines, material.
        Equipment = "EQUIPMENT",
        /// Data and access to it.
        Data = "DATA",
    }
}

/// A registered resource.
#[derive(Clone)]
pub struct Resource(Arc<domain::Resource>);

impl Resource {
    /// The schema's form of this resource.
    pub const fn new(resource: Arc<domain::Resource>) -> Self {
        Self(resource)
    }
}

/// Resources by their IDs.
pub enum ById {}

impl Batch for ById {
    type Key = ResourceId;
    type Value = domain::Resource;

    fn load(reader: Arc<Reader>, keys: Vec<ResourceId>) -> Loading<ResourceId, domain::Resource> {
        Box::pin(async move { Ok(stored::by_ids(&reader.db(), &keys).await?) })
    }
}

impl Identified for Resource {
    type Kind = kind::Resource;

    async fn find(scope: &Scope, id: ResourceId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for Resource {
    type Record = domain::Resource;

    fn show(_: &Scope, record: domain::Resource) -> Self {
        Self(Arc::new(record))
    }
}

/// A registered resource that requests may ask for. Everybody signed in may read it.
#[Object]
impl Resource {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What it is called; not necessarily unique.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What kind of means it is.
    async fn kind(&self) -> ResourceKind {
        self.0.kind.into()
    }

    /// The department that gives it.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// What people should know about it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_ref().map(Text::as_str)
    }

    /// Whether new requests may ask for it.
    async fn active(&self) -> bool {
        self.0.active
    }
}

/// Which resources; everything that is set has to hold.
#[derive(InputObject)]
pub struct ResourceFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By ID.
    pub id: Option<IdFilter<kind::Resource>>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By kind.
    pub kind: Option<EnumFilter<ResourceKind>>,
    /// By the department that gives it.
    pub department: Option<IdFilter<kind::Department>>,
    /// By whether new requests may ask for it.
    pub active: Option<BooleanFilter>,
}

impl ResourceFilter {
    fn build(self) -> Filter<ResourceLeaf> {
        let leaf = |field| move |test| ResourceLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.id, leaf(ResourceField::Id))
            .field(self.name, leaf(ResourceField::Name))
            .field(self.kind, leaf(ResourceField::Kind))
            .field(self.department, leaf(ResourceField::Department))
            .field(self.active, leaf(ResourceField::Active))
            .finish()
    }
}

/// What resources can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceOrderField {
    /// By name, Chinese characters by their pinyin.
    Name,
}

impl OrderField for ResourceOrderField {
    const ORDER: &'static str = "ResourceOrder";
}

/// The root field for reading.
#[derive(Default)]
pub struct ResourceQuery;

#[Object]
impl ResourceQuery {
    /// Registered resources, those out of use included; by name. Everybody signed in may read them.
    #[expect(clippy::too_many_arguments, reason = "filter, order and the four arguments of a page")]
    async fn resources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all where absent.")] filter: Option<ResourceFilter>,
        #[graphql(desc = "In which order; by name where absent.")] order_by: Option<
            Order<ResourceOrderField>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> OrNull<Connection<Resource>> {
        let found = async {
            let scope = Scope::of(ctx)?;
            let filter = Arc::new(filter::of(filter, ResourceFilter::build)?);
            let direction = order_by.map_or(Direction::Ascending, |order| order.direction.into());
            let request = PageArgs::new(first, after, last, before).request(MOST_ROWS)?;
            let order = ResourceOrder::Name(direction);
            let page = stored::page(&scope.db(), &filter, order, &request).await?;
            Ok(Connection::new(
                page.map(|resource| Resource(Arc::new(resource))),
                counter(scope, filter, |reader, filter, max| async move {
                    stored::count(&reader.db(), &filter, max).await
                }),
            ))
        };
        OrNull::some(found).await
    }
}

payload! {
    /// What `resourceCreate` answers.
    ResourceCreatePayload {
        /// The new resource.
        resource: Resource
    }
}

payload! {
    /// What `resourceUpdate` answers.
    ResourceUpdatePayload {
        /// The resource after the change.
        resource: Resource
    }
}

/// A resource to be registered.
#[derive(InputObject)]
pub struct ResourceCreateInput {
    /// An ID chosen by the caller; made by the server where absent.
    pub id: Option<Key<kind::Resource>>,
    /// What it is called, at most 200 characters.
    pub name: String,
    /// What kind of means it is.
    pub kind: ResourceKind,
    /// The department that gives it.
    pub department: Key<kind::Department>,
    /// What people should know about it.
    pub description: Option<String>,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl ResourceCreateInput {
    fn decode(self) -> (WriteOptions, Result<CreateResource, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", Line::new(&self.name));
        let description = found.take("description", Text::optional(self.description.as_deref()));
        let input = found.all((name, description)).map(|(name, description)| CreateResource {
            id: self.id.map(|key| key.0),
            name,
            kind: self.kind.into(),
            department: self.department.0,
            description,
        });
        (self.options, input)
    }
}

/// Changes of a resource: an absent field keeps, null clears.
#[derive(InputObject)]
pub struct ResourceUpdateInput {
    /// Which resource.
    pub id: Key<kind::Resource>,
    /// What it is called, at most 200 characters.
    pub name: Option<String>,
    /// The department that gives it.
    pub department: Option<Key<kind::Department>>,
    /// What people should know about it.
    pub description: MaybeUndefined<String>,
    /// Whether new requests may ask for it.
    pub active: Option<bool>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl ResourceUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<ResourceUpdate, Refusal>) {
        let mut found = Violations::default();
        let name = found.given("name", self.name, |raw| Line::new(&raw));
        let description = found.patched("description", self.description, |raw| Text::new(&raw));
        let input = found.all((name, description)).map(|(name, description)| ResourceUpdate {
            id: self.id.0,
            patch: UpdateResource {
                name: name.map_or(Patch::Keep, Patch::Set),
                department: self.department.map_or(Patch::Keep, |key| Patch::Set(key.0)),
                description,
                active: self.active.map_or(Patch::Keep, Patch::Set),
            },
        });
        (self.options, input)
    }
}

/// The root fields for changes.
#[derive(Default)]
pub struct ResourceMutation;

#[Object]
impl ResourceMutation {
    /// Registers a resource. For administrators and the managers of the department that gives it.
    async fn resource_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The resource.")] input: ResourceCreateInput,
    ) -> OrNull<ResourceCreatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::create).await
    }

    /// Changes a resource, or takes it out of use. For administrators and the managers of the department that gives it.
    async fn resource_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: ResourceUpdateInput,
    ) -> OrNull<ResourceUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }
}
