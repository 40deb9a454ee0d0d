//! Who has a part in a request: initiator, parties, acceptors, watchers, participants.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use liaison_domain::ids::PersonId;
use liaison_domain::request as domain;
use liaison_domain::request::record::Source;

use super::party::RequestParty;
use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::scope::Scope;

/// The aspect: the people.
#[derive(Clone)]
pub struct RequestPeople(pub(super) Arc<domain::Request>);

/// As what somebody takes part in a request.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParticipantRole {
    /// Started it, or took it over.
    Initiator,
    /// 唯一对接人 of a party.
    Liaison,
    /// 验收人: may accept beside the initiator.
    Acceptor,
    /// 抄送人: is kept informed.
    Watcher,
    /// Assignee or collaborator of a task of it.
    TaskMember,
    /// Raised or handles a problem of it, or heads the responsible department.
    ProblemMember,
    /// Decides for an involved department whose own places are vacant, or on a resource asked for.
    StandIn,
    /// The executive before whom a disagreement is.
    Executive,
}

/// Somebody who takes part.
#[derive(SimpleObject)]
pub struct RequestParticipant {
    /// Who.
    pub person: Option<Person>,
    /// As what, each once.
    pub roles: Vec<ParticipantRole>,
}

/// The aspect "people" of a request.
#[Object]
impl RequestPeople {
    /// Who started it, or took it over.
    async fn initiator(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.0.initiator).await
    }

    /// The department that started it.
    async fn initiating_department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.0.department).await
    }

    /// The collaborating departments in the order of joining; at most 50 at a time.
    async fn parties(
        &self,
        #[graphql(desc = "Whether those that were removed or replaced are listed too.", default = false)]
        include_removed: bool,
    ) -> Vec<RequestParty> {
        let parties = self.0.parties.iter().enumerate();
        let shown = parties.filter(|(_, party)| include_removed || party.is_present());
        shown.map(|(index, _)| RequestParty::new(Arc::clone(&self.0), index)).collect()
    }

    /// 牵头部门: the party that coordinates the others; null for a draft that names none yet.
    async fn lead(&self) -> Option<RequestParty> {
        let index = self.0.parties.iter().position(|party| party.lead && party.is_present())?;
        Some(RequestParty::new(Arc::clone(&self.0), index))
    }

    /// 验收人: who may accept beside the initiator, at most 50.
    async fn acceptors(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.acceptors.iter().filter_map(|id| Person::by_id(scope, *id)).collect())
    }

    /// 抄送人: who is kept informed, at most 50.
    async fn watchers(&self, ctx: &Context<'_>) -> Result<Vec<Person>> {
        let scope = Scope::of(ctx)?;
        Ok(self.0.watchers.iter().filter_map(|id| Person::by_id(scope, *id)).collect())
    }

    /// Everybody who is named on it, each once with all their parts. They see it whatever its visibility is.
    async fn participants(&self, ctx: &Context<'_>) -> Result<Vec<RequestParticipant>> {
        let scope = Scope::of(ctx)?;
        let mut found: Vec<(PersonId, Vec<ParticipantRole>)> = Vec::new();
        for (person, role) in self.named() {
            match found.iter_mut().find(|(known, _)| *known == person) {
                Some((_, roles)) if roles.contains(&role) => {}
                Some((_, roles)) => roles.push(role),
                None => found.push((person, vec![role])),
            }
        }
        let shown = found
            .into_iter()
            .map(|(id, roles)| RequestParticipant { person: Person::by_id(scope, id), roles });
        Ok(shown.collect())
    }
}

impl RequestPeople {
    fn named(&self) -> impl Iterator<Item = (PersonId, ParticipantRole)> {
        let request = &self.0;
        let of_source = |source: Source| match source {
            Source::Task(_) => ParticipantRole::TaskMember,
            Source::Problem(_) => ParticipantRole::ProblemMember,
        };
        std::iter::once((request.initiator, ParticipantRole::Initiator))
            .chain(
                request
                    .present()
                    .filter_map(|party| party.liaison)
                    .map(|person| (person, ParticipantRole::Liaison)),
            )
            .chain(request.acceptors.iter().map(|person| (*person, ParticipantRole::Acceptor)))
            .chain(request.watchers.iter().map(|person| (*person, ParticipantRole::Watcher)))
            .chain(request.participants.iter().map(move |one| (one.person, of_source(one.source))))
            .chain(request.stand_ins.iter().map(|person| (*person, ParticipantRole::StandIn)))
            .chain(
                request
                    .escalations
                    .iter()
                    .filter_map(|one| one.executive)
                    .map(|person| (person, ParticipantRole::Executive)),
            )
    }
}
