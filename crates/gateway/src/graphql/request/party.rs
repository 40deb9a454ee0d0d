//! A party of a request with its answers and first reviews, round by round.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use liaison_domain::ids::PersonId;
use liaison_domain::request as domain;
use liaison_domain::request::party as parties;
use liaison_domain::resource::ResourceKind as DomainResourceKind;

use super::{PartyRole, PartyState};
use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::resource::ResourceKind;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::scope::Scope;
use crate::schema_enum;

schema_enum! {
    /// 确认结果: what a party answers.
    PartyAnswer of liaison_domain::request::party::Answer, filter "PartyAnswerFilter" {
        /// 已确认，可承接: it takes the request on.
        Accepted = "ACCEPTED",
        /// 需调整: it would, with changes.
        ChangesRequested = "CHANGES_REQUESTED",
        /// It does not.
        Declined = "DECLINED",
    }
}

/// A party, by its place in its request.
pub struct RequestParty {
    request: Arc<domain::Request>,
    index: usize,
}

/// What a party would need beside what the request offers.
#[derive(SimpleObject)]
pub struct ProposedResourceNeed {
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly.
    pub description: String,
    /// How many, from 1.
    pub quantity: Option<i64>,
}

/// 承接方评估意见: one answer of a party. Answers of earlier rounds stay.
#[derive(SimpleObject)]
pub struct PartyResponse {
    /// Opaque.
    pub id: ID,
    /// The round it belongs to, from 1; a party is asked anew in a new round.
    pub round: u32,
    /// The revision it answers.
    pub revision: u32,
    /// What it says.
    pub answer: PartyAnswer,
    /// Whether silence said it.
    pub by_default: bool,
    /// Whether a ruling said it.
    pub by_ruling: bool,
    /// Whether it came after the deadline or after an acceptance by default.
    pub late: bool,
    /// Who gave it; null for silence.
    pub responded_by: Option<Person>,
    /// When.
    pub responded_at: DateTime,
    /// The opinion; for requested changes what is to change.
    pub opinion: Option<String>,
    /// Why, for requested changes and a decline.
    pub reason: Option<String>,
    /// The due date that it proposes.
    pub proposed_due_on: Option<Date>,
    /// What it would need.
    pub proposed_resource_needs: Vec<ProposedResourceNeed>,
    /// How feasible it holds the request.
    pub feasibility: Option<String>,
    /// The revision that took its proposal over; null where none did.
    pub adopted_in: Option<u32>,
}

/// 初审: a party's first review. No answer.
#[derive(SimpleObject)]
pub struct PartyReview {
    /// Who reviewed.
    pub reviewed_by: Option<Person>,
    /// When.
    pub reviewed_at: DateTime,
    /// Whether the party can take it on.
    pub can_take_on: bool,
    /// A bottleneck of people or means.
    pub resource_bottleneck: Option<String>,
    /// A technical bottleneck.
    pub technical_bottleneck: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// When a party's feedback is wanted, in place of the policy's length once its liaison agreed.
#[derive(SimpleObject)]
pub struct RespondBy {
    /// The instant that the initiator asks for.
    pub at: DateTime,
    /// When the liaison agreed; null until then.
    pub agreed_at: Option<DateTime>,
}

impl RequestParty {
    /// The party at `index` of the request.
    pub const fn new(request: Arc<domain::Request>, index: usize) -> Self {
        Self { request, index }
    }

    fn party(&self) -> &parties::Party {
        &self.request.parties[self.index]
    }
}

/// 协作部门: one department's part in a request. Seen by whoever sees the request.
#[Object]
impl RequestParty {
    /// Opaque; what mutations name the party by.
    async fn id(&self) -> ID {
        ID(self.party().id.to_string())
    }

    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.party().department).await
    }

    /// Its part.
    async fn role(&self) -> PartyRole {
        self.party().role.into()
    }

    /// Whether it is the 牵头部门, which coordinates the others.
    async fn lead(&self) -> bool {
        self.party().lead
    }

    /// 唯一对接人: its single contact; null until the party names one.
    async fn liaison(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.party().liaison).await
    }

    /// Where its answer stands.
    async fn state(&self) -> PartyState {
        self.party().state.into()
    }

    /// How often it was asked, from 1; 0 before submission.
    async fn round(&self) -> u32 {
        self.party().round
    }

    /// When it was asked last; null before submission.
    async fn asked_at(&self) -> Option<DateTime> {
        self.party().asked_at.map(DateTime)
    }

    /// When the response deadline of this round passed without an answer.
    async fn breached_at(&self) -> Option<DateTime> {
        self.party().breached_at.map(DateTime)
    }

    /// When its feedback is wanted, where that was asked for apart from the policy.
    async fn respond_by(&self) -> Option<RespondBy> {
        let by = self.party().respond_by?;
        Some(RespondBy { at: DateTime(by.at), agreed_at: by.consented_at.map(DateTime) })
    }

    /// Its last answer of the present round; null while it owes one.
    async fn response(&self, ctx: &Context<'_>) -> OrNull<PartyResponse> {
        OrNull::known(ctx, |scope| self.party().response().map(|response| PartyResponse::of(scope, response)))
    }

    /// All its answers, oldest first; those of earlier rounds stay.
    async fn responses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this round; all where absent.")] round: Option<u32>,
    ) -> Result<Vec<PartyResponse>> {
        let scope = Scope::of(ctx)?;
        let responses = self.party().responses.iter();
        let chosen = responses.filter(|response| round.is_none_or(|round| response.round == round));
        Ok(chosen.map(|response| PartyResponse::of(scope, response)).collect())
    }

    /// All its first reviews, oldest first.
    async fn reviews(&self, ctx: &Context<'_>) -> Result<Vec<PartyReview>> {
        let scope = Scope::of(ctx)?;
        Ok(self.party().reviews.iter().map(|review| PartyReview::of(scope, review)).collect())
    }

    /// When it ceased to be a party; null for a present one.
    async fn removed_at(&self) -> Option<DateTime> {
        self.party().removed_at.map(DateTime)
    }

    /// The party that took its place.
    async fn replaced_by(&self) -> Option<Self> {
        let replaced_by = self.party().replaced_by?;
        let index = self.request.parties.iter().position(|party| party.id == replaced_by)?;
        Some(Self::new(Arc::clone(&self.request), index))
    }
}

impl PartyResponse {
    fn of(scope: &Scope, response: &parties::Response) -> Self {
        let needs = response.proposed_resource_needs.iter().map(|need| ProposedResourceNeed {
            kind: DomainResourceKind::into(need.kind),
            description: need.description.to_string(),
            quantity: need.quantity,
        });
        let person = |id: PersonId| Person::by_id(scope, id);
        Self {
            id: ID(response.id.to_string()),
            round: response.round,
            revision: response.revision,
            answer: response.answer.into(),
            by_default: response.by_default,
            by_ruling: response.by_ruling,
            late: response.late,
            responded_by: response.by.and_then(person),
            responded_at: DateTime(response.at),
            opinion: response.opinion.as_ref().map(ToString::to_string),
            reason: response.reason.as_ref().map(ToString::to_string),
            proposed_due_on: response.proposed_due_on.map(Date),
            proposed_resource_needs: needs.collect(),
            feasibility: response.feasibility.as_ref().map(ToString::to_string),
            adopted_in: response.adopted_in,
        }
    }
}

impl PartyReview {
    fn of(scope: &Scope, review: &parties::Review) -> Self {
        Self {
            reviewed_by: Person::by_id(scope, review.by),
            reviewed_at: DateTime(review.at),
            can_take_on: review.can_take_on,
            resource_bottleneck: review.resource_bottleneck.as_ref().map(ToString::to_string),
            technical_bottleneck: review.technical_bottleneck.as_ref().map(ToString::to_string),
            note: review.note.as_ref().map(ToString::to_string),
        }
    }
}
