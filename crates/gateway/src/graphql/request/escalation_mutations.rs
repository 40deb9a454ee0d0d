//! Disagreements: put before the heads, taken up, ruled on.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Reason, Refusal, Rule, Violations};
use liaison_domain::ids::kind;
use liaison_domain::request::escalate::{Escalate, OpinionInput as DomainOpinion, TakeUpEscalation};
use liaison_domain::task::{Judgement, NewDue};
use liaison_domain::text::{Line, Text};

use super::Request;
use super::escalation::RulingOutcome;
use super::form_inputs::RequestContentInput;
use super::party_inputs::RequestPartyInput;
use crate::graphql::decode::{Decode as _, ids};
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::{Date, DateTime, Key};
use crate::operations::request::{self as operations, On, Ruling};
use crate::payload;

payload! {
    /// What `requestEscalate` answers.
    RequestEscalatePayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestTakeUp` answers.
    RequestTakeUpPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestRule` answers.
    RequestRulePayload {
        /// The request with the ruling, or with what the caller proposes.
        request: Request
    }
}

/// A disagreement to be put before the heads.
#[derive(InputObject)]
pub struct RequestEscalateInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// What the disagreement is.
    pub reason: String,
    /// The parties in dispute; where absent the caller's own, for the initiator the lead.
    pub parties: Option<Vec<Key<kind::Party>>>,
    /// The task in dispute, where it is about a delivery.
    pub task: Option<Key<kind::Task>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A third side's view to be put on record.
#[derive(InputObject)]
pub struct OpinionInput {
    /// Whose, where it is an employee.
    pub person: Option<Key<kind::Person>>,
    /// Whose, in words, at most 200 characters.
    pub source: Option<String>,
    /// The view.
    pub text: String,
}

/// A disagreement to be taken up.
#[derive(InputObject)]
pub struct RequestTakeUpInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Which escalation; the only one that waits for the caller where absent.
    pub escalation: Option<Key<kind::Escalation>>,
    /// Views of third sides, at most 50.
    pub opinions: Option<Vec<OpinionInput>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// What a ruling sends a task back with.
#[derive(InputObject)]
pub struct RulingReworkInput {
    /// What to change, 1 to 50 points.
    pub points: Vec<String>,
    /// By which instant; exactly one of this and `dueOn`.
    pub due_at: Option<DateTime>,
    /// By the end of which working day.
    pub due_on: Option<Date>,
}

/// A ruling. Before the heads it is in force once all departments asked say the same; until then the word of each is on
/// record.
#[derive(InputObject)]
pub struct RequestRuleInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Which escalation; the only one that asks the caller where absent.
    pub escalation: Option<Key<kind::Escalation>>,
    /// How it ends.
    pub outcome: RulingOutcome,
    /// Why.
    pub reason: String,
    /// For `REVISE`: what changes.
    #[graphql(flatten)]
    content: RequestContentInput,
    /// For `REROUTE`: the party replaced; the only one in dispute where absent.
    pub party: Option<Key<kind::Party>>,
    /// For `REROUTE`: who takes its place.
    pub to: Option<RequestPartyInput>,
    /// For `TASK_REWORK`: what to change, and by when.
    pub rework: Option<RulingReworkInput>,
    /// Views of third sides, at most 50.
    pub opinions: Option<Vec<OpinionInput>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RequestEscalateInput {
    fn decode(self) -> (ActionOptions, Result<On<Escalate>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let parties = ids(self.parties.unwrap_or_default());
        let task = self.task.map(|key| key.0);
        let input = found.all((reason,)).map(|(reason,)| Escalate { reason, parties, task });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

impl RequestTakeUpInput {
    fn decode(self) -> (ActionOptions, Result<On<TakeUpEscalation>, Refusal>) {
        let mut found = Violations::default();
        let opinions = opinions(&mut found, self.opinions);
        let escalation = self.escalation.map(|key| key.0);
        let input = found.all((opinions,)).map(|(opinions,)| TakeUpEscalation { escalation, opinions });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

impl RequestRuleInput {
    fn decode(self) -> (ActionOptions, Result<On<Ruling>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let content = self.content.decode(&mut found);
        let opinions = opinions(&mut found, self.opinions);
        let rework = match self.rework {
            None => Some(None),
            Some(rework) => rework.decode(&mut found).map(Some),
        };
        let parts = found.all((reason, content, opinions, rework));
        let input = parts.map(|(reason, content, opinions, rework)| Ruling {
            escalation: self.escalation.map(|key| key.0),
            outcome: self.outcome.into(),
            reason,
            content,
            party: self.party.map(|key| key.0),
            to: self.to.map(RequestPartyInput::decode),
            rework,
            opinions,
        });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

impl RulingReworkInput {
    fn decode(self, found: &mut Violations) -> Option<Judgement> {
        let points = found
            .each("rework.points", self.points, |found, path, raw: String| found.take(path, Text::new(&raw)));
        let due = match (self.due_at, self.due_on) {
            (Some(at), None) => Ok(NewDue::At(at.0)),
            (None, Some(on)) => Ok(NewDue::On(on.0)),
            (None, None) => Err(Reason::of(Rule::Required)),
            (Some(_), Some(_)) => Err(Reason::of(Rule::Malformed)),
        };
        let due = found.take("rework.dueOn", due);
        Some(Judgement { points: points?, due: due? })
    }
}

fn opinions(found: &mut Violations, list: Option<Vec<OpinionInput>>) -> Option<Vec<DomainOpinion>> {
    found.each("opinions", list.unwrap_or_default(), |found, path, one: OpinionInput| {
        let source = found.take(format!("{path}.source"), Line::optional(one.source.as_deref()));
        let text = found.take(format!("{path}.text"), Text::new(&one.text));
        Some(DomainOpinion { person: one.person.map(|key| key.0), source: source?, text: text? })
    })
}

/// The root fields.
#[derive(Default)]
pub struct EscalationMutation;

#[Object]
impl EscalationMutation {
    /// Puts a disagreement before the heads of the departments in dispute and of the initiating one. For the initiator and the
    /// parties.
    async fn request_escalate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The disagreement.")] input: RequestEscalateInput,
    ) -> OrNull<RequestEscalatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::escalate).await
    }

    /// Takes a disagreement up. For those who are asked: the heads, then the executive.
    async fn request_take_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which disagreement.")] input: RequestTakeUpInput,
    ) -> OrNull<RequestTakeUpPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::take_up).await
    }

    /// Rules on a disagreement that was taken up; recorded and binding. For those who are asked: all heads together, or the
    /// executive alone.
    async fn request_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ruling.")] input: RequestRuleInput,
    ) -> OrNull<RequestRulePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::rule).await
    }
}
