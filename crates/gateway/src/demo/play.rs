//! Carries the plan of the past out, act by act, each by the person who does it, through the operations that everybody uses.

mod agreement;
mod work;

use std::sync::Arc;

use liaison_domain::error::Reason;
use liaison_domain::ids::{self, CustomerId, PersonId, ProblemId, RequestId, ResourceNeedId, TaskId};
use liaison_domain::text::{Line, Text};

use super::DemoClock;
use super::company::CompanyFault;
use super::plan::{Act, Plan, Story};
use crate::app::App;
use crate::operations::request::On;
use crate::operations::{Answer, Call, OperationError, Outcome};

/// What has come of a story so far.
#[derive(Clone, Debug, Default)]
struct Records {
    request: Option<RequestId>,
    need: Option<ResourceNeedId>,
    tasks: Vec<TaskId>,
    problem: Option<ProblemId>,
}

/// Carries out every act of `plan` at its time; `clock` is the clock of `app`. The tickets in it are those of `customers`, who
/// take turns.
pub(super) async fn play(
    app: &App,
    clock: &DemoClock,
    plan: &Plan,
    customers: &[CustomerId],
) -> Result<(), CompanyFault> {
    let mut records = vec![Records::default(); plan.stories.len()];
    for scheduled in &plan.acts {
        clock.put(scheduled.at);
        let story = &plan.stories[scheduled.story];
        let customer = customers[scheduled.story % customers.len()];
        let stage = Stage { app, story, customer, records: &mut records[scheduled.story] };
        stage.act(scheduled.act).await.map_err(|error| CompanyFault::Refused {
            doing: format!("{:?} of {:?} at {}", scheduled.act, story, scheduled.at),
            error,
        })?;
    }
    Ok(())
}

/// One story while somebody acts in it.
struct Stage<'a> {
    app: &'a App,
    story: &'a Story,
    /// Whose ticket the story is, where it is one.
    customer: CustomerId,
    records: &'a mut Records,
}

type Acted = Result<(), OperationError>;

impl Stage<'_> {
    async fn act(mut self, act: Act) -> Acted {
        match act {
            Act::Create => self.create().await,
            Act::Submit => self.submit().await,
            Act::NameLiaison(party) => self.name_liaison(party).await,
            Act::Review(party) => self.review(party).await,
            Act::AcceptParty(party) => self.accept_party(party).await,
            Act::AskChanges(party) => self.ask_changes(party).await,
            Act::DeclineParty(party) => self.decline_party(party).await,
            Act::DecideResource => self.decide_resource().await,
            Act::SignInitiator => self.sign(self.story.initiating_head).await,
            Act::SignParty(party) => self.sign(self.story.parts[party].head).await,
            Act::Escalate => self.escalate().await,
            Act::TakeUpEscalation => self.take_up_escalation().await,
            Act::RuleInitiator => self.rule(self.story.initiating_head).await,
            Act::RuleParty(party) => self.rule(self.story.parts[party].head).await,
            Act::Withdraw => self.withdraw().await,
            Act::Block => self.block().await,
            Act::CreateTask(task) => self.create_task(task).await,
            Act::StartTask(task) => self.start_task(task).await,
            Act::ReportProgress(task, percent) => self.report_progress(task, percent).await,
            Act::RaiseProblem => self.raise_problem().await,
            Act::TakeUpProblem => self.take_up_problem().await,
            Act::ResolveProblem => self.resolve_problem().await,
            Act::ConfirmProblem => self.confirm_problem().await,
            Act::Attach(task) => self.attach(task).await,
            Act::Deliver(task) => self.deliver(task).await,
            Act::PassTask(task) => self.pass_task(task).await,
            Act::Accept => self.accept().await,
            Act::Rate(party) => self.rate(party).await,
            Act::Close => self.close().await,
            Act::Archive => self.archive().await,
        }
    }

    /// A call by `person`, with today's roles.
    fn by(&self, person: PersonId) -> Result<(App, Call), OperationError> {
        let actor = self.app.directory().latest().actor(person);
        let actor = actor.ok_or_else(|| OperationError::internal("nobody active acts in a story"))?;
        Ok((self.app.clone(), Call::new(Arc::new(actor), ids::fresh(self.app.ids()))))
    }

    /// What is done to the story's request.
    fn on<I>(&self, input: I) -> Result<On<I>, OperationError> {
        let id =
            self.records.request.ok_or_else(|| OperationError::internal("a story begins with Create"))?;
        Ok(On { id, input })
    }
}

/// The record that an operation answered.
pub(super) fn changed<T>(answer: Answer<T>) -> Result<T, OperationError> {
    match answer?.outcome {
        Outcome::Changed(record) => Ok(record),
        Outcome::Repeated(_) | Outcome::Validated(_) => {
            Err(OperationError::internal("an act was done before"))
        }
    }
}

pub(super) fn text<const MAX: usize>(words: &str) -> Result<Text<MAX>, OperationError> {
    Text::new(words).map_err(unfit)
}

pub(super) fn line<const MAX: usize>(words: &str) -> Result<Line<MAX>, OperationError> {
    Line::new(words).map_err(unfit)
}

pub(super) fn unfit(reason: Reason) -> OperationError {
    OperationError::Refused(reason.at("text").into())
}
