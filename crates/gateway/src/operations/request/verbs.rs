//! The verbs that load, decide and record, and nothing else.

use liaison_domain::ids::{PartyId, PersonId};
use liaison_domain::priority::Priority;
use liaison_domain::request::Request;
use liaison_domain::request::decide_resource::DecideResource;
use liaison_domain::request::escalate::TakeUpEscalation;
use liaison_domain::request::hand_over::HandOver;
use liaison_domain::request::liaison::NameLiaison;
use liaison_domain::request::parties::AddParty;
use liaison_domain::request::respond::Respond;
use liaison_domain::request::review::ReviewRequest;
use liaison_domain::text::Text;

use super::{On, act};
use crate::app::App;
use crate::operations::{Answer, Call};

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($input:ty) as $mutation:literal = $verb:expr;)+) => {$(
        $(#[$doc])*
        pub async fn $name(app: App, call: Call, input: On<$input>) -> Answer<Request> {
            act(app, call, $mutation, input, $verb).await
        }
    )+};
}

verbs! {
    /// Throws a draft away. Answers it as it was.
    discard(()) as "requestDiscard" = |request, ctx, ()| request.discard(ctx);
    /// States a party's first review (resolution 39).
    review(ReviewRequest) as "requestReview" = Request::review;
    /// Answers for a party.
    respond(Respond) as "requestRespond" = Request::respond;
    /// Makes a department a party.
    add_party(AddParty) as "requestAddParty" = Request::add_party;
    /// Names a party's single contact.
    name_liaison(NameLiaison) as "requestNameLiaison" = Request::name_liaison;
    /// Names the party that coordinates.
    name_lead(PartyId) as "requestNameLead" = Request::name_lead;
    /// Names who may accept beside the initiator.
    name_acceptors(Vec<PersonId>) as "requestNameAcceptor" = Request::name_acceptors;
    /// Changes the priority (resolution 45).
    change_priority(Priority) as "requestChangePriority" = Request::change_priority;
    /// Makes somebody else the initiator (resolution 20).
    hand_over(HandOver) as "requestHandOver" = Request::hand_over;
    /// Raises the flag "blocked" (resolution 25).
    block(Text) as "requestBlock" = Request::block;
    /// Lifts the flag "blocked".
    unblock(Option<Text>) as "requestUnblock" = Request::unblock;
    /// Takes a disagreement up (resolution 22).
    take_up(TakeUpEscalation) as "requestTakeUp" = Request::take_up;
    /// Grants or declines a resource need; with the last one declined a request of kind `RESOURCE` ends (resolution 52).
    decide_resource(DecideResource) as "requestDecideResource" = Request::decide_resource;
    /// Lets this request go first among those that compete for the same (resolution 53).
    override_conflict(Text) as "requestOverrideConflict" = Request::override_conflict;
    /// States that initiator or lead looked at the progress (resolution 40).
    mark_reviewed(()) as "requestMarkReviewed" = |request, ctx, ()| request.mark_reviewed(ctx);
    /// Takes a request back, with its tasks and problems (resolution 54).
    withdraw(Text) as "requestWithdraw" = Request::withdraw;
    /// Archives what has ended (resolution 24).
    archive(()) as "requestArchive" = |request, ctx, ()| request.archive(ctx);
}
