//! The problem as one object.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Object, Result, SimpleObject};
use liaison_domain::ids::{ProblemId, ProblemUpdateId, kind};
use liaison_domain::problem as domain;
use liaison_domain::text::{Line, Text};

use super::ProblemStatus;
use super::batches::{ById, InSetting};
use crate::graphql::comment::ProblemComments;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::deadline::ProblemDeadlines;
use crate::graphql::directory::{Department, Person};
use crate::graphql::error::Fault;
use crate::graphql::log;
use crate::graphql::mutation::Shown;
use crate::graphql::node::Identified;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::Ability;
use crate::graphql::request::Request;
use crate::graphql::scalars::{Cursor, Date, DateTime};
use crate::graphql::scope::Scope;
use crate::graphql::task::Task;

/// A problem (问题): an obstacle met on a task, on a request or between two departments, with its own resolution loop. Seen by
/// whoever sees what it hangs on, who raised it, who handles it, and the heads of the responsible and helping departments.
#[derive(MergedObject, Clone)]
pub struct Problem(ProblemSheet, ProblemDeadlines, ProblemComments);

impl Problem {
    /// The schema's form of this problem.
    pub fn new(problem: Arc<domain::ProblemRecord>) -> Self {
        let id = problem.id;
        Self(ProblemSheet(problem), ProblemDeadlines(id), ProblemComments(id))
    }

    /// The problem with this ID, in one statement with everybody who asks now; null where the caller may not see it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn by_id(scope: &Scope, id: ProblemId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<ById>().get(id).await?.map(Self::new))
    }

    /// The ID, as the interface `Node` asks for it; the field itself is the sheet's.
    pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(ID(self.0.0.id.to_string()))
    }
}

impl Identified for Problem {
    type Kind = kind::Problem;

    async fn find(scope: &Scope, id: ProblemId) -> Result<Option<Self>, Fault> {
        Self::by_id(scope, id).await
    }
}

impl Shown for Problem {
    type Record = domain::ProblemRecord;

    fn show(_: &Scope, record: domain::ProblemRecord) -> Self {
        Self::new(Arc::new(record))
    }
}

/// A department that helps with a problem.
#[derive(SimpleObject)]
pub struct ProblemCooperation {
    /// Which department.
    pub department: Option<Department>,
    /// With what, such as 服务器资源.
    pub matter: Option<String>,
}

/// What the responsible side says of a problem it solved.
#[derive(SimpleObject)]
pub struct ProblemResolution {
    /// What was done.
    pub measure: String,
    /// What came of it.
    pub result: String,
    /// Who says so.
    pub resolved_by: Option<Person>,
    /// When.
    pub resolved_at: DateTime,
    /// Why the raiser did not agree; null where nobody objected.
    pub rejected_reason: Option<String>,
}

/// The raiser's word that a problem is solved (结果确认).
#[derive(SimpleObject)]
pub struct ProblemConfirmation {
    /// The result.
    pub result: String,
    /// Who confirmed.
    pub confirmed_by: Option<Person>,
    /// When.
    pub confirmed_at: DateTime,
}

/// One dated entry of a problem's log.
#[derive(Clone)]
pub struct ProblemUpdate(Arc<domain::ProblemUpdate>);

impl Identified for ProblemUpdate {
    type Kind = kind::ProblemUpdate;

    async fn find(scope: &Scope, id: ProblemUpdateId) -> Result<Option<Self>, Fault> {
        Ok(scope.loader::<log::ById<domain::ProblemUpdate>>().get(id).await?.map(Self))
    }
}

/// One dated entry of a problem's log (进展更新). Never changed. Seen by whoever sees the problem.
#[Object]
impl ProblemUpdate {
    /// Opaque.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The date it speaks of.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// What was done.
    async fn text(&self) -> &str {
        self.0.text.as_str()
    }

    /// Who wrote it.
    async fn written_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.by).await
    }

    /// When.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// The aspect: the problem itself.
#[derive(Clone)]
pub struct ProblemSheet(Arc<domain::ProblemRecord>);

/// The aspect "sheet" of a problem.
#[Object]
impl ProblemSheet {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Rises with every change, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The request it hangs on, directly or through its task; null for one between departments, or on a task that stands alone.
    async fn request(&self, ctx: &Context<'_>) -> OrNull<Request> {
        OrNull::node(ctx, self.0.anchor.request()).await
    }

    /// The task it hangs on.
    async fn task(&self, ctx: &Context<'_>) -> OrNull<Task> {
        OrNull::node(ctx, self.0.anchor.task()).await
    }

    /// Phenomenon and time.
    async fn description(&self) -> &str {
        self.0.description.as_str()
    }

    /// What it reaches.
    async fn impact(&self) -> Option<&str> {
        self.0.impact.as_ref().map(Text::as_str)
    }

    /// Who raised it; they alone confirm its result.
    async fn raised_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.raised_by).await
    }

    /// When it was raised.
    async fn raised_at(&self) -> DateTime {
        DateTime(self.0.raised_at)
    }

    /// For which department it was raised (问题发生部门).
    async fn raising_department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.raising_department).await
    }

    /// Which department has to solve it (责任部门).
    async fn responsible_department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.responsible_department).await
    }

    /// Which departments help (协同部门), at most 50.
    async fn cooperating(&self, ctx: &Context<'_>) -> Result<Vec<ProblemCooperation>> {
        let scope = Scope::of(ctx)?;
        let shown = |one: &domain::Cooperation| ProblemCooperation {
            department: Department::by_id(scope, one.department),
            matter: one.matter.as_ref().map(Line::to_string),
        };
        Ok(self.0.cooperating.iter().map(shown).collect())
    }

    /// Who in the responsible department took it up; null while it is open.
    async fn handler(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.handler).await
    }

    /// The instant by which it is to be solved.
    async fn planned_at(&self) -> Option<DateTime> {
        self.0.planned.map(|planned| DateTime(planned.at))
    }

    /// The date by which it is to be solved, where no time was named: the end of that working day.
    async fn planned_on(&self) -> Option<Date> {
        self.0.planned.and_then(|planned| planned.on).map(Date)
    }

    /// What is done about it.
    async fn measures(&self) -> Option<&str> {
        self.0.measures.as_ref().map(Text::as_str)
    }

    /// Whether it is for both heads.
    async fn major(&self) -> bool {
        self.0.major
    }

    /// Where it is.
    async fn status(&self) -> ProblemStatus {
        self.0.status.into()
    }

    /// What people read for the status, in the language of the call.
    async fn status_label(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(ProblemStatus::from(self.0.status).label(Scope::of(ctx)?.locale()))
    }

    /// What the responsible side says of it; null until it says it is solved.
    async fn resolution(&self, ctx: &Context<'_>) -> OrNull<ProblemResolution> {
        OrNull::known(ctx, |scope| {
            self.0.resolution.as_ref().map(|resolution| ProblemResolution {
                measure: resolution.measure.to_string(),
                result: resolution.result.to_string(),
                resolved_by: resolution.by.and_then(|person| Person::by_id(scope, person)),
                resolved_at: DateTime(resolution.at),
                rejected_reason: resolution.rejected.as_ref().map(Text::to_string),
            })
        })
    }

    /// The raiser's word that it is solved; null until it is given.
    async fn confirmation(&self, ctx: &Context<'_>) -> OrNull<ProblemConfirmation> {
        OrNull::known(ctx, |scope| {
            self.0.confirmation.as_ref().map(|confirmation| ProblemConfirmation {
                result: confirmation.result.to_string(),
                confirmed_by: confirmation.by.and_then(|person| Person::by_id(scope, person)),
                confirmed_at: DateTime(confirmation.at),
            })
        })
    }

    /// Why it was withdrawn; null where it was not, or ended with its request.
    async fn withdrawn_reason(&self) -> Option<&str> {
        self.0.withdrawn_reason.as_ref().map(Text::as_str)
    }

    /// The settled problem of which this is a return of the fault.
    async fn return_of(&self, ctx: &Context<'_>) -> OrNull<Problem> {
        OrNull::node(ctx, self.0.return_of).await
    }

    /// Its dated log, newest first. It costs one statement for all problems that are selected with the same arguments.
    async fn updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 25 without first and last.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "How many from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<Cursor>,
    ) -> Result<Connection<ProblemUpdate>> {
        let page = PageArgs::new(first, after, last, before);
        Ok(log::connection(Scope::of(ctx)?, self.0.id, page, ProblemUpdate).await?)
    }

    /// What the viewer may do to this problem now, and why not; from the function that decides. Costs up to five statements
    /// for all problems that are selected.
    async fn abilities(&self, ctx: &Context<'_>) -> Result<Vec<Ability>> {
        let scope = Scope::of(ctx)?;
        let key = (self.0.id, self.0.anchor.request());
        let Some(problem) = scope.loader::<InSetting>().get(key).await? else { return Ok(Vec::new()) };
        Ok(scope.abilities_on(&*problem, |decision| {
            let verdicts = problem.abilities(decision).into_iter();
            verdicts.map(|(action, verdict)| (action.name(), verdict)).collect()
        }))
    }
}
