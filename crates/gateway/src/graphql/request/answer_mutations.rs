//! What parties say, and what the initiator answers.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::request::party::ProposedNeed;
use liaison_domain::request::respond::Respond;
use liaison_domain::request::review::ReviewRequest;
use liaison_domain::request::revise::Revise;
use liaison_domain::text::Text;

use super::Request;
use super::form_inputs::{AttachmentInput, RequestContentInput, attachments};
use super::party::PartyAnswer;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::resource::ResourceKind;
use crate::graphql::scalars::{Date, Key};
use crate::operations::request::{self as operations, On};
use crate::payload;

payload! {
    /// What `requestReview` answers.
    RequestReviewPayload {
        /// The request with the review.
        request: Request
    }
}

payload! {
    /// What `requestRespond` answers.
    RequestRespondPayload {
        /// The request with the answer.
        request: Request
    }
}

payload! {
    /// What `requestRevise` answers.
    RequestRevisePayload {
        /// The request with the revision.
        request: Request
    }
}

/// 初审: a party's first review.
#[derive(InputObject)]
pub struct RequestReviewInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// For which party; the caller's own where they act for one alone.
    pub party: Option<Key<kind::Party>>,
    /// Whether the party can take it on.
    pub can_take_on: bool,
    /// A bottleneck of people or means, at most 2,000 characters.
    pub resource_bottleneck: Option<String>,
    /// A technical bottleneck, at most 2,000 characters.
    pub technical_bottleneck: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Whether the party agrees to the date by which its feedback is wanted.
    #[graphql(default)]
    pub agree_respond_by: bool,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RequestReviewInput {
    fn decode(self) -> (ActionOptions, Result<On<ReviewRequest>, Refusal>) {
        let mut found = Violations::default();
        let resource = Text::optional(self.resource_bottleneck.as_deref());
        let resource = found.take("resourceBottleneck", resource);
        let technical = Text::optional(self.technical_bottleneck.as_deref());
        let technical = found.take("technicalBottleneck", technical);
        let note = found.take("note", Text::optional(self.note.as_deref()));
        let input = found.all((resource, technical, note)).map(|(resource, technical, note)| ReviewRequest {
            party: self.party.map(|key| key.0),
            can_take_on: self.can_take_on,
            resource_bottleneck: resource,
            technical_bottleneck: technical,
            note,
            agree_respond_by: self.agree_respond_by,
        });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

/// What a party would need beside what the request offers.
#[derive(InputObject)]
pub struct ProposedResourceNeedInput {
    /// What kind of means.
    pub kind: ResourceKind,
    /// What exactly, at most 2,000 characters.
    pub description: String,
    /// How many, from 1.
    pub quantity: Option<i64>,
}

/// A party's answer.
#[derive(InputObject)]
pub struct RequestRespondInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// For which party; the caller's own where they act for one alone.
    pub party: Option<Key<kind::Party>>,
    /// What it says. With a proposal an acceptance is a request for changes.
    pub answer: PartyAnswer,
    /// The opinion; for requested changes what is to change, unless a proposal says so.
    pub opinion: Option<String>,
    /// Why; required for requested changes and a decline.
    pub reason: Option<String>,
    /// Another due date.
    pub proposed_due_on: Option<Date>,
    /// What it would need, at most 50.
    pub proposed_resource_needs: Option<Vec<ProposedResourceNeedInput>>,
    /// How feasible it holds the request.
    pub feasibility: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RequestRespondInput {
    fn decode(self) -> (ActionOptions, Result<On<Respond>, Refusal>) {
        let mut found = Violations::default();
        let opinion = found.take("opinion", Text::optional(self.opinion.as_deref()));
        let reason = found.take("reason", Text::optional(self.reason.as_deref()));
        let feasibility = found.take("feasibility", Text::optional(self.feasibility.as_deref()));
        let needs = self.proposed_resource_needs.unwrap_or_default();
        let needs =
            found.each("proposedResourceNeeds", needs, |found, path, need: ProposedResourceNeedInput| {
                let description = found.take(format!("{path}.description"), Text::new(&need.description))?;
                Some(ProposedNeed { kind: need.kind.into(), description, quantity: need.quantity })
            });
        let parts = found.all((opinion, reason, feasibility, needs));
        let input = parts.map(|(opinion, reason, feasibility, proposed_resource_needs)| Respond {
            party: self.party.map(|key| key.0),
            answer: self.answer.into(),
            opinion,
            reason,
            proposed_due_on: self.proposed_due_on.map(|date| date.0),
            proposed_resource_needs,
            feasibility,
        });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

/// A revision: an absent field keeps, null clears. With `answer` and nothing changed it is the initiator's answer to one
/// party, which is asked again alone.
#[derive(InputObject)]
pub struct RequestReviseInput {
    /// Which request.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    content: RequestContentInput,
    /// Files, at most 50; replaces the list. Only those that do not merely inform are content.
    pub attachments: MaybeUndefined<Vec<AttachmentInput>>,
    /// What the initiator says to the parties.
    pub answer: Option<String>,
    /// Whom an answer without a change is for; the only party that waits for one where absent.
    pub party: Option<Key<kind::Party>>,
    /// The response whose proposal is taken over.
    pub adopt_response: Option<Key<kind::Response>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl RequestReviseInput {
    fn decode(self) -> (ActionOptions, Result<On<Revise>, Refusal>) {
        let mut found = Violations::default();
        let content = self.content.decode(&mut found);
        let attachments = attachments(&mut found, self.attachments);
        let answer = found.take("answer", Text::optional(self.answer.as_deref()));
        let input = found.all((content, attachments, answer)).map(|(content, attachments, answer)| Revise {
            content,
            attachments,
            answer,
            party: self.party.map(|key| key.0),
            adopt: self.adopt_response.map(|key| key.0),
        });
        (self.options, input.map(|input| On { id: self.id.0, input }))
    }
}

/// The root fields.
#[derive(Default)]
pub struct AnswerMutation;

#[Object]
impl AnswerMutation {
    /// States a party's first review; the party still owes its answer. For the party's liaison and managers.
    async fn request_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The review.")] input: RequestReviewInput,
    ) -> OrNull<RequestReviewPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::review).await
    }

    /// Answers for a party; it has to have named a liaison before it accepts. For the party's liaison and managers.
    async fn request_respond(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RequestRespondInput,
    ) -> OrNull<RequestRespondPayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::respond).await
    }

    /// Revises binding content: who had accepted is asked again, signatures are voided. For the initiator.
    async fn request_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The revision.")] input: RequestReviseInput,
    ) -> OrNull<RequestRevisePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::revise).await
    }
}
