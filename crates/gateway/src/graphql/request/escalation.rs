//! Disagreements that went up, and how they ended.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::ids::PersonId;
use liaison_domain::request as domain;
use liaison_domain::request::escalation as escalations;

use super::party::RequestParty;
use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;
use crate::schema_enum;

schema_enum! {
    /// Before whom a disagreement is.
    EscalationLevel of liaison_domain::request::escalation::EscalationLevel, filter "EscalationLevelFilter" {
        /// The heads of the departments in dispute and of the initiating one; all have to agree.
        Heads = "HEADS",
        /// The executive in charge of all of them, who rules alone.
        Executive = "EXECUTIVE",
    }
}

schema_enum! {
    /// How a disagreement can end.
    RulingOutcome of liaison_domain::request::escalation::RulingOutcome, filter "RulingOutcomeFilter" {
        /// The parties in dispute accept.
        PartyAccepts = "PARTY_ACCEPTS",
        /// The content changes.
        Revise = "REVISE",
        /// Another department takes the place of the party in dispute.
        Reroute = "REROUTE",
        /// The request is declined.
        Decline = "DECLINE",
        /// The task in dispute passes.
        TaskPassed = "TASK_PASSED",
        /// The task in dispute goes to rework.
        TaskRework = "TASK_REWORK",
        /// Nothing changes.
        Dismissed = "DISMISSED",
    }
}

/// A third side's view.
#[derive(SimpleObject)]
pub struct Opinion {
    /// Whose view, where it is an employee.
    pub person: Option<Person>,
    /// Whose view, in words.
    pub source: Option<String>,
    /// The view.
    pub text: String,
    /// Who put it on record.
    pub recorded_by: Option<Person>,
    /// When.
    pub recorded_at: DateTime,
}

/// Somebody took a disagreement up.
#[derive(SimpleObject)]
pub struct EscalationTakeUp {
    /// Who.
    pub taken_up_by: Option<Person>,
    /// Before whom it was then.
    pub level: EscalationLevel,
    /// When.
    pub taken_up_at: DateTime,
}

/// What one of those asked holds the ruling should be: in force once all departments asked say the same.
#[derive(SimpleObject)]
pub struct RulingProposal {
    /// For which department; null for the executive.
    pub department: Option<Department>,
    /// Who.
    pub proposed_by: Option<Person>,
    /// When.
    pub proposed_at: DateTime,
    /// How it should end.
    pub outcome: RulingOutcome,
    /// The digest of outcome and resulting content: proposals agree when these do.
    pub terms: String,
}

/// 裁决: how a disagreement ended, recorded and binding.
#[derive(SimpleObject)]
pub struct Ruling {
    /// The outcome.
    pub outcome: RulingOutcome,
    /// Why.
    pub reason: String,
    /// Who ruled.
    pub ruled_by: Vec<Person>,
    /// When.
    pub ruled_at: DateTime,
}

/// An escalation, by its place in its request.
pub struct Escalation {
    request: Arc<domain::Request>,
    index: usize,
}

impl Escalation {
    /// All escalations of the request.
    pub fn all(request: &Arc<domain::Request>) -> Vec<Self> {
        (0..request.escalations.len()).map(|index| Self { request: Arc::clone(request), index }).collect()
    }

    fn escalation(&self) -> &escalations::Escalation {
        &self.request.escalations[self.index]
    }
}

/// 升级: a disagreement before the heads, then before the executive in charge, until a ruling ends it. Seen by whoever sees
/// the request.
#[Object]
impl Escalation {
    /// Opaque; what mutations name the escalation by.
    async fn id(&self) -> ID {
        ID(self.escalation().id.to_string())
    }

    /// What the disagreement is.
    async fn reason(&self) -> &str {
        self.escalation().reason.as_str()
    }

    /// Who escalated; null for the server, after a re-route that nobody made.
    async fn escalated_by(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.escalation().by).await
    }

    /// When.
    async fn escalated_at(&self) -> DateTime {
        DateTime(self.escalation().at)
    }

    /// The parties in dispute.
    async fn parties(&self) -> Vec<RequestParty> {
        let disputed = &self.escalation().parties;
        let parties = self.request.parties.iter().enumerate();
        let found = parties.filter(|(_, party)| disputed.contains(&party.id));
        found.map(|(index, _)| RequestParty::new(Arc::clone(&self.request), index)).collect()
    }

    /// The departments whose heads are asked, the initiating one first.
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        let scope = Scope::of(ctx)?;
        let departments = self.escalation().departments.iter();
        Ok(departments.filter_map(|id| Department::by_id(scope, *id)).collect())
    }

    /// Before whom it is.
    async fn level(&self) -> EscalationLevel {
        self.escalation().level.into()
    }

    /// The executive asked; null before the heads, and while nobody is in charge.
    async fn executive(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.escalation().executive).await
    }

    /// Since when it is before them.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.escalation().asked_at)
    }

    /// Who took it up, in order.
    async fn taken_up(&self, ctx: &Context<'_>) -> Result<Vec<EscalationTakeUp>> {
        let scope = Scope::of(ctx)?;
        let of = |one: &escalations::TakeUp| EscalationTakeUp {
            taken_up_by: Person::by_id(scope, one.by),
            level: one.level.into(),
            taken_up_at: DateTime(one.at),
        };
        Ok(self.escalation().taken_up.iter().map(of).collect())
    }

    /// Views of third sides.
    async fn opinions(&self, ctx: &Context<'_>) -> Result<Vec<Opinion>> {
        let scope = Scope::of(ctx)?;
        let person = |id: Option<PersonId>| id.and_then(|id| Person::by_id(scope, id));
        let of = |one: &escalations::Opinion| Opinion {
            person: person(one.person),
            source: one.source.as_ref().map(ToString::to_string),
            text: one.text.to_string(),
            recorded_by: person(one.recorded_by),
            recorded_at: DateTime(one.at),
        };
        Ok(self.escalation().opinions.iter().map(of).collect())
    }

    /// What those asked hold, the last word of each.
    async fn proposals(&self, ctx: &Context<'_>) -> Result<Vec<RulingProposal>> {
        let scope = Scope::of(ctx)?;
        let of = |vote: &escalations::Vote| RulingProposal {
            department: vote.department.and_then(|id| Department::by_id(scope, id)),
            proposed_by: Person::by_id(scope, vote.by),
            proposed_at: DateTime(vote.at),
            outcome: vote.outcome.into(),
            terms: vote.terms.as_str().to_owned(),
        };
        Ok(self.escalation().votes.iter().map(of).collect())
    }

    /// How it ended by ruling; null while it is open, and where it ended with its request.
    async fn ruling(&self, ctx: &Context<'_>) -> OrNull<Ruling> {
        OrNull::known(ctx, |scope| {
            self.escalation().ruling.as_ref().map(|ruling| Ruling {
                outcome: ruling.outcome.into(),
                reason: ruling.reason.to_string(),
                ruled_by: ruling.by.iter().filter_map(|id| Person::by_id(scope, *id)).collect(),
                ruled_at: DateTime(ruling.at),
            })
        })
    }

    /// When it ended, by ruling or with its request; null while it is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.escalation().ended_at.map(DateTime)
    }
}
