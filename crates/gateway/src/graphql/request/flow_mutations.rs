//! What happens to a request on its way: signatures, the flag "blocked", priority, who answers for the initiating side,
//! decisions on resources.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::request::decide_resource::DecideResource;
use liaison_domain::request::hand_over::HandOver;
use liaison_domain::request::sign::Sign;
use liaison_domain::text::Text;

use super::{Priority, Request};
use crate::graphql::decode::{Decode as _, ids};
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::request::{self as operations, On};
use crate::payload;

payload! {
    /// What `requestSign` answers.
    RequestSignPayload {
        /// The request with the signature.
        request: Request
    }
}

payload! {
    /// What `requestBlock` answers.
    RequestBlockPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestUnblock` answers.
    RequestUnblockPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestChangePriority` answers.
    RequestChangePriorityPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestHandOver` answers.
    RequestHandOverPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestNameAcceptor` answers.
    RequestNameAcceptorPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestMarkReviewed` answers.
    RequestMarkReviewedPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestDecideResource` answers.
    RequestDecideResourcePayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestOverrideConflict` answers.
    RequestOverrideConflictPayload {
        /// The request after the change.
        request: Request
    }
}

/// A signature to be given.
#[derive(InputObject)]
pub struct RequestSignInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// For which department; the only one for which the caller can sign where absent.
    pub department: Option<Key<kind::Department>>,
    /// The revision that the signer has read: refused when the content has moved on.
    pub revision: Option<u32>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A flag to be raised.
#[derive(InputObject)]
pub struct RequestBlockInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// What blocks it.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A flag to be lifted.
#[derive(InputObject)]
pub struct RequestUnblockInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// What was done.
    pub note: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Another priority.
#[derive(InputObject)]
pub struct RequestChangePriorityInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// How pressing it is from now on.
    pub priority: Priority,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Another initiator.
#[derive(InputObject)]
pub struct RequestHandOverInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Who: at least `EDITOR` in the initiating department.
    pub to: Key<kind::Person>,
    /// Why.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Who may accept.
#[derive(InputObject)]
pub struct RequestNameAcceptorInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// 验收人: who may accept beside the initiator, at most 50; replaces the list.
    pub acceptors: Vec<Key<kind::Person>>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A request that was looked at.
#[derive(InputObject)]
pub struct RequestMarkReviewedInput {
    /// Which request.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A decision on a resource need.
#[derive(InputObject)]
pub struct RequestDecideResourceInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Which of its needs.
    pub need: Key<kind::ResourceNeed>,
    /// Whether it is granted.
    pub approved: bool,
    /// What is said; required to decline.
    pub note: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A request that is to go first.
#[derive(InputObject)]
pub struct RequestOverrideConflictInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Why.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A text that has to be there.
fn required(path: &str, raw: &str) -> Result<Text, Refusal> {
    let mut found = Violations::default();
    let text = found.take(path, Text::new(raw));
    found.all((text,)).map(|(text,)| text)
}

/// A text that may be missing.
fn optional(path: &str, raw: Option<&str>) -> Result<Option<Text>, Refusal> {
    let mut found = Violations::default();
    let text = found.take(path, Text::optional(raw));
    found.all((text,)).map(|(text,)| text)
}

/// The root fields.
#[derive(Default)]
pub struct FlowMutation;

#[Object]
impl FlowMutation {
    /// 电子签章: signs the present revision for a department. For its managers, in a vacant place for those next above.
    async fn request_sign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to sign.")] input: RequestSignInput,
    ) -> OrNull<RequestSignPayload> {
        let sign = Sign { department: input.department.map(|key| key.0), revision: input.revision };
        run(ctx, input.options, Ok(On { id: input.id.0, input: sign }), operations::sign).await
    }

    /// Raises the flag 受阻: nothing is accepted or closed while it is up. For the initiator and the parties.
    async fn request_block(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What blocks it.")] input: RequestBlockInput,
    ) -> OrNull<RequestBlockPayload> {
        let block = required("reason", &input.reason).map(|reason| On { id: input.id.0, input: reason });
        run(ctx, input.options, block, operations::block).await
    }

    /// Lifts the flag 受阻. For the initiator and the parties.
    async fn request_unblock(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was done.")] input: RequestUnblockInput,
    ) -> OrNull<RequestUnblockPayload> {
        let note = optional("note", input.note.as_deref()).map(|note| On { id: input.id.0, input: note });
        run(ctx, input.options, note, operations::unblock).await
    }

    /// Changes the priority; nobody is asked again. For the initiator and the lead.
    async fn request_change_priority(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The priority.")] input: RequestChangePriorityInput,
    ) -> OrNull<RequestChangePriorityPayload> {
        let priority = On { id: input.id.0, input: input.priority.into() };
        run(ctx, input.options, Ok(priority), operations::change_priority).await
    }

    /// Makes somebody else of the initiating department the initiator. For the initiator; where they left, for the managers of
    /// the initiating department.
    async fn request_hand_over(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom.")] input: RequestHandOverInput,
    ) -> OrNull<RequestHandOverPayload> {
        let to = input.to.0;
        let hand_over = optional("reason", input.reason.as_deref())
            .map(|reason| On { id: input.id.0, input: HandOver { to, reason } });
        run(ctx, input.options, hand_over, operations::hand_over).await
    }

    /// Names who may accept beside the initiator; none with an empty list. For the initiator.
    async fn request_name_acceptor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: RequestNameAcceptorInput,
    ) -> OrNull<RequestNameAcceptorPayload> {
        let acceptors = On { id: input.id.0, input: ids(input.acceptors) };
        run(ctx, input.options, Ok(acceptors), operations::name_acceptors).await
    }

    /// States that one has looked at the progress. For the initiator and the lead.
    async fn request_mark_reviewed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: RequestMarkReviewedInput,
    ) -> OrNull<RequestMarkReviewedPayload> {
        run(ctx, input.options, Ok(On { id: input.id.0, input: () }), operations::mark_reviewed).await
    }

    /// Grants or declines a resource need. For the managers of the department that gives, above the process pack's amount its
    /// executive too; never for the initiator.
    async fn request_decide_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: RequestDecideResourceInput,
    ) -> OrNull<RequestDecideResourcePayload> {
        let (need, approved) = (input.need.0, input.approved);
        let decision = optional("note", input.note.as_deref())
            .map(|note| On { id: input.id.0, input: DecideResource { need, approved, note } });
        run(ctx, input.options, decision, operations::decide_resource).await
    }

    /// Lets this request go first among those that ask for the same. For its lead and the executives in charge.
    async fn request_override_conflict(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: RequestOverrideConflictInput,
    ) -> OrNull<RequestOverrideConflictPayload> {
        let reason = required("reason", &input.reason).map(|reason| On { id: input.id.0, input: reason });
        run(ctx, input.options, reason, operations::override_conflict).await
    }
}
