//! Everything that has an ID of its own: `node`, `nodes`, and the one table that says which type an ID belongs to.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{
    Context, ID, InputType, InputValueError, InputValueResult, Interface, Object, OutputType, Value,
};
use liaison_domain::event::SubjectKind;
use liaison_domain::ids::{Id, Kind, PREFIXES};
use uuid::Uuid;

use super::api_key::ApiKey;
use super::calendar::WorkingCalendar;
use super::calendar_feed::CalendarFeed;
use super::comment::Comment;
use super::customer::{Contact, Customer, Interaction};
use super::deadline::Deadline;
use super::directory::{Department, Person};
use super::error::Fault;
use super::event::Event;
use super::form_template::FormTemplate;
use super::guest::Guest;
use super::meeting::Meeting;
use super::notification::Notification;
use super::nullable::OrNull;
use super::pack::{PackAssignment, ProcessPack};
use super::portal::PortalLink;
use super::problem::{Problem, ProblemUpdate};
use super::progress_report::ProgressReport;
use super::rating::Rating;
use super::request::Request;
use super::resource::Resource;
use super::routing::RoutingRule;
use super::scope::Scope;
use super::task::{ProgressUpdate, Task};

/// Most IDs of one `nodes` call, and of one list in a filter.
pub const MOST_IDS: usize = 100;

/// An object of the schema that has an ID of its own.
pub trait Identified: OutputType + Sized {
    /// The kind of its ID.
    type Kind: Kind;

    /// The object as it is now; `None` if there is none that the caller may see.
    fn find(scope: &Scope, id: Id<Self::Kind>) -> impl Future<Output = Result<Option<Self>, Fault>> + Send;
}

macro_rules! nodes {
    (
        subjects { $($(#[$doc:meta])* $object:ident,)+ }
        parts { $($(#[$part_doc:meta])* $part:ident,)+ }
    ) => {
        /// Something with an ID of its own, to be read again by `node`.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Opaque, and unique among all things."))]
        pub enum Node {
            $($(#[$doc])* $object($object),)+
            $($(#[$part_doc])* $part($part),)+
        }

        /// The thing with this ID, if the caller may see it.
        async fn find(scope: &Scope, id: &str) -> Result<Option<Node>, Fault> {
            let prefix = id.split_once('_').map_or(id, |(prefix, _)| prefix);
            $(
                if prefix == <<$object as Identified>::Kind as Kind>::PREFIX {
                    return Ok(parse::<$object>(scope, id).await?.map(Node::$object));
                }
            )+
            $(
                if prefix == <<$part as Identified>::Kind as Kind>::PREFIX {
                    return Ok(parse::<$part>(scope, id).await?.map(Node::$part));
                }
            )+
            // IDs of what is no node, such as a party's, are read through what they are a part of.
            if PREFIXES.contains(&prefix) { Ok(None) } else { Err(Fault::invalid_id("known prefix")) }
        }

        /// What an event is about, as it is now, if the caller may see it.
        ///
        /// # Errors
        /// Those of the store.
        pub async fn of_subject(scope: &Scope, kind: SubjectKind, id: Uuid) -> Result<Option<Node>, Fault> {
            match kind {
                $(SubjectKind::$object => Ok(<$object as Identified>::find(scope, Id::from_uuid(id)).await?.map(Node::$object)),)+
            }
        }

        /// The ID of what an event is about.
        pub fn id_of(kind: SubjectKind, id: Uuid) -> ID {
            match kind {
                $(SubjectKind::$object => ID(Id::<<$object as Identified>::Kind>::from_uuid(id).to_string()),)+
            }
        }
    };
}

/// The node of this type with this ID, if the caller may see it.
async fn parse<N: Identified>(scope: &Scope, id: &str) -> Result<Option<N>, Fault> {
    let id = id.parse().map_err(|_| Fault::invalid_id(N::Kind::PREFIX))?;
    N::find(scope, id).await
}

nodes! {
    // What events are about, under the names of the kinds of subjects.
    subjects {
        /// A department.
        Department,
        /// A person.
        Person,
        /// A request.
        Request,
        /// A form template.
        FormTemplate,
        /// A registered resource.
        Resource,
        /// A task.
        Task,
        /// A problem.
        Problem,
        /// A rating.
        Rating,
        /// A progress report.
        ProgressReport,
        /// A meeting.
        Meeting,
        /// A deadline.
        Deadline,
        /// A process pack.
        ProcessPack,
        /// Where a process pack is assigned.
        PackAssignment,
        /// A working calendar.
        WorkingCalendar,
        /// A customer.
        Customer,
        /// A person at a customer.
        Contact,
        /// One contact with a customer.
        Interaction,
        /// What somebody said about a record.
        Comment,
        /// A routing rule.
        RoutingRule,
        /// A link to a ticket.
        PortalLink,
        /// A secret address of the viewer's calendar.
        CalendarFeed,
        /// A person outside who reads and comments within a scope.
        Guest,
        /// What a system calls by.
        ApiKey,
    }
    // What is written once with a change of a subject, and is seen by whoever sees that; or by one person alone.
    parts {
        /// An event of the record.
        Event,
        /// An entry of a task's log.
        ProgressUpdate,
        /// An entry of a problem's log.
        ProblemUpdate,
        /// What the viewer was told.
        Notification,
    }
}

/// The ID of anything; `ID` in the schema. As an argument it refuses what is no ID with `INVALID_ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AnyId(Uuid);

impl AnyId {
    /// The ID that this text is; none where it is no ID.
    pub fn read(text: &str) -> Option<Self> {
        let (prefix, digits) = text.split_once('_')?;
        let id = format!("{}_{digits}", AnyKind::PREFIX).parse::<Id<AnyKind>>().ok()?;
        PREFIXES.contains(&prefix).then(|| Self(id.uuid()))
    }

    /// The bits of the ID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

/// The kind that any prefix is read as: only the bits behind it are wanted.
struct AnyKind;

impl Kind for AnyKind {
    const PREFIX: &'static str = "any";
}

impl InputType for AnyId {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let refused = || InputValueError::custom("not an ID").with_extension("code", "INVALID_ID");
        let Some(Value::String(text)) = value else { return Err(refused()) };
        Self::read(&text).ok_or_else(refused)
    }

    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// The two root fields.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Whatever has this ID; null where nothing has it or the caller may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ID, of any type of node.")] id: ID,
    ) -> OrNull<Node> {
        OrNull::found(async { find(Scope::of(ctx)?, &id).await }).await
    }

    /// Whatever has these IDs, in their order; null in the place of what is not there or may not be seen, and with an error in
    /// the place of what is no ID.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 IDs, of any types of node.")] ids: Vec<ID>,
    ) -> OrNull<Vec<OrNull<Node>>> {
        let found = async {
            if ids.len() > MOST_IDS {
                return Err(Fault::list_too_long("ids", MOST_IDS));
            }
            let scope = Scope::of(ctx)?;
            let each = ids.iter().map(|id| OrNull::found(find(scope, id)));
            Ok(futures_util::future::join_all(each).await)
        };
        OrNull::some(found).await
    }
}
