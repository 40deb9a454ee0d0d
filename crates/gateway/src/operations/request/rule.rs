//! Rulings, with the verdict on a task that a ruling in force carries out (resolution 22).

use liaison_domain::canonical;
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::ids::{EscalationId, PartyId};
use liaison_domain::request::Request;
use liaison_domain::request::ability::Action;
use liaison_domain::request::escalate::OpinionInput;
use liaison_domain::request::escalation::{Escalation, RulingOutcome};
use liaison_domain::request::fill::ContentPatch;
use liaison_domain::request::parties::PartyInput;
use liaison_domain::request::rule::RuleOn;
use liaison_domain::task::{Judgement, Verdict};
use liaison_domain::text::Text;
use liaison_persistence::task;
use serde::Serialize;

use super::parties::open_tasks;
use super::references::check_resources;
use super::{On, as_server, for_change, record, tasks_changed};
use crate::app::App;
use crate::operations::{Answer, Call, OperationError, Work};

/// A ruling, or one head's word on it.
#[derive(Clone, Debug, Serialize)]
pub struct Ruling {
    /// Which escalation; the only one that asks the caller where it is left out.
    pub escalation: Option<EscalationId>,
    /// How it should end.
    pub outcome: RulingOutcome,
    /// Why.
    pub reason: Text,
    /// For `REVISE`: what changes.
    pub content: ContentPatch,
    /// For `REROUTE`: the party replaced.
    pub party: Option<PartyId>,
    /// For `REROUTE`: who takes its place.
    pub to: Option<PartyInput>,
    /// For `TASK_REWORK`: what to change, and by when.
    pub rework: Option<Judgement>,
    /// Views of third sides.
    pub opinions: Vec<OpinionInput>,
}

/// Rules on a disagreement, or says what one of the heads holds.
pub async fn rule(app: App, call: Call, input: On<Ruling>) -> Answer<Request> {
    app.change(call, "requestRule", input, |work, input| {
        Box::pin(async move {
            let request = for_change(work, input.id).await?;
            request.can(Action::Rule, &work.context_of(&request))?;
            let input = input.input.clone();
            check_resources(work, &input.content, &request.form.content.resource_needs).await?;
            let replaced = input.party.filter(|_| input.outcome == RulingOutcome::Reroute);
            let open_tasks = open_tasks(work, &request, replaced).await?;
            let (outcome, rework) = (input.outcome, input.rework.clone());
            let change = request.rule(&work.context_of(&request), command(input, open_tasks))?;
            if outcome == RulingOutcome::TaskRework {
                let rework = rework.as_ref();
                let rework = rework.ok_or_else(|| Refusal::from(Reason::of(Rule::Required).at("rework")))?;
                rework.check(&work.context_of(&request))?;
            }
            let ruled = record(work, change).await?;
            Box::pin(judge(work, &request, ruled, rework)).await
        })
    })
    .await
}

fn command(ruling: Ruling, open_tasks: u32) -> RuleOn {
    let Ruling { escalation, outcome, reason, content, party, to, rework, opinions } = ruling;
    let rework = rework.filter(|_| outcome == RulingOutcome::TaskRework);
    let rework = rework.map(|rework| canonical::digest(&rework));
    RuleOn { escalation, outcome, reason, content, party, to, open_tasks, rework, opinions }
}

/// Carries out on the task what a ruling says that has come into force with this change.
async fn judge(
    work: &mut Work,
    before: &Request,
    request: Request,
    rework: Option<Judgement>,
) -> Result<Request, OperationError> {
    let waited = |one: &&Escalation| {
        let same = before.escalations.iter().find(|old| old.id == one.id);
        same.is_some_and(|old| old.ruling.is_none())
    };
    let in_force =
        request.escalations.iter().filter(waited).find_map(|one| Some((one, one.ruling.as_ref()?)));
    let Some((escalation, ruling)) = in_force else { return Ok(request) };
    let Some(id) = escalation.task else { return Ok(request) };
    let verdict = match (ruling.outcome, rework) {
        (RulingOutcome::TaskPassed, _) => Verdict::Passed { comment: Some(ruling.reason.clone()) },
        (RulingOutcome::TaskRework, Some(Judgement { points, due })) => {
            Verdict::Rework { points, due, comment: Some(ruling.reason.clone()) }
        }
        _ => return Ok(request),
    };
    let directory = std::sync::Arc::clone(work.directory());
    let task = task::find_for_change(work.unit(), &directory, id, Some(request.frame())).await?;
    let task = work.seen(task)?;
    let change = task.ruled(&work.context_of(&task), verdict)?;
    work.record(change).await?;
    if ruling.outcome == RulingOutcome::TaskPassed {
        return Box::pin(tasks_changed(work, request)).await;
    }
    match request.task_reworked(&as_server(work, &request))? {
        Some(change) => work.record(change).await,
        None => Ok(request),
    }
}
