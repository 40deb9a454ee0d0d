//! The deadline as one object.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use liaison_domain::access::Audience;
use liaison_domain::calendar::{self, Rest};
use liaison_domain::deadline as domain;
use liaison_domain::ids::{DeadlineId, PartyId, kind};

use super::batches::ById;
use super::{DeadlineKind, DeadlineState};
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::mutation::Shown;
use crate::graphql::node::{self, Identified, Node};
use crate::graphql::nullable::OrNull;
use crate::graphql::pack::ProcessPackVersion;
use crate::graphql::pack::length::Length;
use crate::graphql::payload::Ability;
use crate::graphql::request::party::RequestParty;
use crate::graphql::request::{self, Priority, Request};
use crate::graphql::scalars::{DateTime, Duration};
use crate::graphql::scope::Scope;

/// A deadline, over its record.
#[derive(Clone)]
pub struct Deadline(Arc<domain::DeadlineRecord>);

impl Deadline {
    /// The schema's form of this deadline.
    pub const fn new(deadline: Arc<domain::DeadlineRecord>) -> Self {
        Self(deadline)
    }
}

impl Identified for Deadline {
    type Kind = kind::Deadline;

    async fn find(scope: &Scope, id: DeadlineId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self))
    }
}

impl Shown for Deadline {
    type Record = domain::DeadlineRecord;

    fn show(_: &Scope, record: domain::DeadlineRecord) -> Self {
        Self(Arc::new(record))
    }
}

/// In which time what is left of a paused deadline is kept.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnTime {
    /// All hours count.
    Clock,
    /// Only working hours count.
    Working,
}

/// What was left of a deadline when it was paused.
#[derive(SimpleObject)]
pub struct DeadlineRemainder {
    /// How much.
    pub duration: Duration,
    /// Of which time.
    pub own_time: OwnTime,
}

impl From<Rest> for DeadlineRemainder {
    fn from(rest: Rest) -> Self {
        Self {
            duration: Duration(jiff::SignedDuration::from_micros(rest.micros())),
            own_time: match rest.own_time() {
                calendar::OwnTime::Clock => OwnTime::Clock,
                calendar::OwnTime::Working => OwnTime::Working,
            },
        }
    }
}

/// By which working calendar a due time was found.
#[derive(SimpleObject)]
pub struct CalendarVersion {
    /// Its code, such as `CN`.
    pub code: String,
    /// Its version, from 1.
    pub version: i64,
}

/// A dated obligation (时限) on a request, task, problem, meeting, customer or comment. Moved by the server alone; people move what
/// it is about. Seen by whoever sees that, or the request above it, and an answer by whoever owes it.
#[Object]
impl Deadline {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What is owed.
    async fn kind(&self) -> DeadlineKind {
        self.0.kind.into()
    }

    /// What people read for the kind, in the language of the call.
    async fn kind_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(DeadlineKind::from(self.0.kind).label(Scope::of(ctx)?.locale()))
    }

    /// Where it is.
    async fn state(&self) -> DeadlineState {
        self.0.state.into()
    }

    /// What people read for the state, in the language of the call.
    async fn state_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(DeadlineState::from(self.0.state).label(Scope::of(ctx)?.locale()))
    }

    /// The request, task, problem, meeting, customer or comment that it is about; null where that may not be seen any more.
    /// Costs one batch.
    async fn subject(&self, ctx: &Context<'_>) -> OrNull<Node> {
        let (kind, id) = (self.0.subject.kind(), self.0.subject.uuid());
        OrNull::found(async { node::of_subject(Scope::of(ctx)?, kind, id).await }).await
    }

    /// The request that it belongs to, directly or through a task or problem; null for what stands alone. Costs one batch.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.request).await
    }

    /// The party of the request that it concerns, as who owes or as who waits; null where it concerns none alone. Costs one
    /// batch.
    async fn party(&self, ctx: &Context<'_>) -> OrNull<RequestParty> {
        let found = async {
            let (Some(id), Ok(party)) = (self.0.request, self.0.part.parse::<PartyId>()) else {
                return Ok(None);
            };
            let request = Scope::of(ctx)?.loader::<request::ById>().get(id).await?;
            Ok(request.and_then(|request| {
                let index = request.parties.iter().position(|one| one.id == party)?;
                Some(RequestParty::new(request, index))
            }))
        };
        OrNull::found(found).await
    }

    /// The department that answers for it; its working calendar counts.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.owner.department).await
    }

    /// Who owes, where it is one person's own matter; null where whoever decides for the department owes.
    async fn owner(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.owner.person).await
    }

    /// Whom it reaches now: the owner, or whoever decides for the department in the place of one who left.
    async fn responsible(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        let reached = self.0.owner.reached(&scope.directory());
        Ok(reached.into_iter().filter_map(|person| Person::by_id(scope, person)).collect())
    }

    /// The department to which it is owed; null where it is owed to none.
    async fn counterpart(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.counterpart).await
    }

    /// How pressing it is; reminders of what is critical do not wait for the morning.
    async fn priority(&self) -> Priority {
        self.0.priority.into()
    }

    /// How often it has been owed, from 1; each time is a deadline of its own.
    async fn cycle(&self) -> u32 {
        self.0.cycle
    }

    /// How long it may take, as the process pack or a date says.
    async fn length(&self) -> Length {
        Length(self.0.length)
    }

    /// When it began.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it is or was due; null while it is paused.
    async fn due_at(&self) -> Option<DateTime> {
        (self.0.state != domain::DeadlineState::Paused).then_some(DateTime(self.0.due_at))
    }

    /// What was left when it was paused; null unless it is, and for a date, which does not stand still.
    async fn remaining(&self) -> Option<DeadlineRemainder> {
        self.0.rest.map(Into::into)
    }

    /// Whether it is late at the instant of reading: due and running, or breached and not yet fulfilled. Nothing is written
    /// when that becomes true but the event `DeadlineBreached`; of a task's own date there is `TaskOverdue` beside it.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.0.overdue(Scope::of(ctx)?.now()))
    }

    /// When whoever owes is warned; null where there is nothing to warn of.
    async fn warn_at(&self) -> Option<DateTime> {
        self.0.warn_at.map(DateTime)
    }

    /// When they were warned; once a cycle.
    async fn warned_at(&self) -> Option<DateTime> {
        self.0.warned_at.map(DateTime)
    }

    /// When it was found breached, which is never before it was due.
    async fn breached_at(&self) -> Option<DateTime> {
        self.0.breached_at.map(DateTime)
    }

    /// How many steps of the chain after the breach were taken.
    async fn step(&self) -> u32 {
        self.0.step
    }

    /// When the next step is due; null where none is left.
    async fn next_step_at(&self) -> Option<DateTime> {
        self.0.step_at.map(DateTime)
    }

    /// When a breached one was fulfilled after all; it stays breached.
    async fn settled_at(&self) -> Option<DateTime> {
        self.0.settled_at.map(DateTime)
    }

    /// Whether a later date was approved after the breach; it does not count against the hit rate.
    async fn excused(&self) -> bool {
        self.0.excused
    }

    /// When it came to its end; null while it runs, is paused or its breach is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// By which working calendar the due time was found.
    async fn calendar(&self) -> CalendarVersion {
        CalendarVersion { code: self.0.calendar.code.clone(), version: self.0.calendar.version }
    }

    /// By which process pack it is owed.
    async fn pack(&self, ctx: &Context<'_>) -> OrNull<ProcessPackVersion> {
        OrNull::known(ctx, |scope| ProcessPackVersion::of(scope, &self.0.pack))
    }

    /// What the viewer may do now, and why not; from the function that decides. `REMIND` alone: `deadlineRemind`.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        // Whoever reads it sees it; its audience decides nothing else.
        let deadline = domain::Deadline::restore(self.0.as_ref().clone(), Audience::everybody());
        let scope = Scope::of(ctx)?;
        Ok(scope.abilities(|decision| vec![("REMIND", deadline.can_remind(decision))]))
    }
}
