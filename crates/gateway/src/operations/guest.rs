//! Guests: inviting them, changing what they see, ending it, and what they say. What they see is read in `graphql`.
//!
//! Owns what the domain leaves to its caller: the lock and its order (requests, customers, the guest), how many guests a record
//! has, and that a guest who says something is let in in that very transaction.

use std::collections::BTreeMap;

use liaison_domain::command::{Aggregate as _, Context};
use liaison_domain::comment::{Comment, CommentRecord, CommentSubject, NewGuestComment, Place};
use liaison_domain::customer::Customer;
use liaison_domain::error::{Reason, Refusal, Rule};
use liaison_domain::event::SubjectKind;
use liaison_domain::guest::{Guest, GuestPatch, GuestRecord, NewGuest, Shared, Token};
use liaison_domain::ids::{CommentId, CustomerId, GuestId, PersonId, RequestId};
use liaison_domain::request::Request;
use liaison_domain::text::{Line, Text};
use liaison_persistence::unit_of_work::Subject;
use liaison_persistence::{
    comment as stored_comments, customer as stored_customers, guest as stored, request as stored_requests,
};
use serde::Serialize;
use uuid::Uuid;

use super::request::SERVER;
use super::task::{locked_request, not_found};
use super::{Answer, Call, OperationError, Work, customer};
use crate::app::App;

/// A guest and what is to be done to them.
#[derive(Clone, Debug, Serialize)]
pub struct OnGuest<I> {
    /// Which guest.
    pub id: GuestId,
    /// What is to be done.
    pub input: I,
}

/// A guest who was invited, with the secret that nobody sees again.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The guest.
    pub guest: GuestRecord,
    /// The secret.
    pub token: Token,
}

/// What a guest says, and where.
#[derive(Clone, Debug, Serialize)]
pub struct GuestSaying {
    /// About what.
    pub about: CommentSubject,
    /// In reply to which comment.
    pub reply_to: Option<CommentId>,
    /// The comment.
    pub comment: NewGuestComment,
}

/// What a scope is decided on.
struct Loaded {
    requests: Vec<Request>,
    customers: Vec<Customer>,
    guests: BTreeMap<Uuid, usize>,
}

impl Loaded {
    fn shared(&self) -> Shared<'_> {
        Shared { requests: &self.requests, customers: &self.customers, guests: &self.guests }
    }
}

/// Invites a guest.
pub async fn invite(app: App, call: Call, input: NewGuest) -> Answer<Invited> {
    app.change(call, "guestInvite", input, |work, input| {
        Box::pin(async move {
            let named: Vec<CustomerId> = input.customers.iter().copied().chain([input.customer]).collect();
            let loaded = loaded(work, &input.requests, &named).await?;
            let archive = loaded.customers.iter().find(|customer| customer.record().id == input.customer);
            let (change, token) = Guest::invite(&work.context(), archive, loaded.shared(), input)?;
            let guest = work.record(change).await?.into_record();
            work.unit().answers_with(Subject { kind: SubjectKind::Guest, id: guest.id.uuid() });
            Ok(Invited { guest, token })
        })
    })
    .await
}

/// Changes what a guest sees, and until when.
pub async fn update(app: App, call: Call, input: OnGuest<GuestPatch>) -> Answer<GuestRecord> {
    app.change(call, "guestUpdate", input, |work, input| {
        Box::pin(async move {
            let archive = stored::customer_of(work.db(), input.id).await?.ok_or_else(not_found)?;
            let requests = input.input.requests.value().cloned().unwrap_or_default();
            let mut customers = input.input.customers.value().cloned().unwrap_or_default();
            customers.push(archive);
            let loaded = loaded(work, &requests, &customers).await?;
            let guest = load(work, input.id).await?;
            let guest = work.found(guest).await?;
            let change = guest.update(&work.context(), loaded.shared(), input.input.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}

/// Ends a guest: they see nothing from this commit on.
pub async fn revoke(app: App, call: Call, input: OnGuest<Text>) -> Answer<GuestRecord> {
    app.change(call, "guestRevoke", input, |work, input| {
        Box::pin(async move {
            let guest = load(work, input.id).await?;
            let guest = work.found(guest).await?;
            let change = guest.revoke(&work.context(), input.input.clone())?;
            Ok(work.record(change).await?.into_record())
        })
    })
    .await
}

/// Says something as the guest who calls, who has to be let in in this very transaction, and archives it on their customer.
pub async fn say(app: App, call: Call, input: GuestSaying) -> Answer<CommentRecord> {
    app.change(call, "guestCommentAdd", input, |work, input| {
        Box::pin(async move {
            let refused = || Refusal::NotPermitted(Reason::of(Rule::RoleMissing));
            let caller = work.call().actor.guest().map(|guest| guest.guest).ok_or_else(refused)?;
            let belongs_to = stored::customer_of(work.db(), caller).await?.ok_or_else(not_found)?;
            let (place, subject) = place(work, input.about).await?;
            let archive = customer::load(work, belongs_to).await?.ok_or_else(not_found)?;
            let guest = stored::find_for_change(work.unit(), caller, archive.circle()).await?;
            let guest = guest.ok_or_else(not_found)?;
            let parent = match input.reply_to {
                Some(id) => Some(parent(work, id, &place).await?),
                None => None,
            };
            let said = {
                let ctx = work.context_of(&place);
                Comment::add_by_guest(
                    &ctx,
                    &guest,
                    &place,
                    parent.as_ref(),
                    (&archive, subject),
                    &input.comment,
                )?
            };
            let comment = work.record(said.comment).await?.into_record();
            work.record(said.archived).await?;
            work.unit().answers_with(Subject { kind: SubjectKind::Comment, id: comment.id.uuid() });
            Ok(comment)
        })
    })
    .await
}

/// Puts on record that a guest signed in for the first time.
pub async fn arrived(app: &App, guest: GuestId) -> Answer<()> {
    app.change(Call::by_server(app), "guestArrived", guest, |work, guest| {
        Box::pin(async move {
            let Some(guest) = load(work, *guest).await? else { return Ok(()) };
            if let Some(change) = guest.arrived(&work.context())? {
                work.record(change).await?;
            }
            Ok(())
        })
    })
    .await
}

/// A person was disabled: nobody answers any more for what their guests see.
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn person_left(
    work: &mut Work,
    person: PersonId,
) -> Result<(), OperationError> {
    let now = work.unit().now();
    let found = stored::of_inviter(work.db(), person, now).await?;
    if found.is_empty() {
        return Ok(());
    }
    let customers: Vec<CustomerId> = found.iter().map(|(_, customer)| *customer).collect();
    let customers = stored_customers::all_for_change(work.unit(), &customers).await?;
    let guests: Vec<GuestId> = found.into_iter().map(|(guest, _)| guest).collect();
    for record in stored::all_for_change(work.unit(), &guests).await? {
        let mut customers = customers.iter();
        let Some(customer) = customers.find(|customer| customer.record().id == record.customer) else {
            continue;
        };
        let guest = Guest::restore(record, customer.circle());
        let ctx = Context { actor: &SERVER, ..work.context() };
        if let Some(change) = guest.inviter_left(&ctx)? {
            work.record(change).await?;
        }
    }
    Ok(())
}

/// The records that a scope names, locked, with how many guests each has.
async fn loaded(
    work: &mut Work,
    requests: &[RequestId],
    customers: &[CustomerId],
) -> Result<Loaded, OperationError> {
    let requests = stored_requests::all_for_change(work.unit(), requests).await?;
    let customers = stored_customers::all_for_change(work.unit(), customers).await?;
    let bits = requests.iter().map(|request| request.id.uuid());
    let bits: Vec<Uuid> = bits.chain(customers.iter().map(Customer::uuid)).collect();
    let now = work.unit().now();
    let guests = stored::counts(work.db(), &bits, now).await?;
    Ok(Loaded { requests, customers, guests })
}

/// The guest, locked after the customer they belong to, whoever asks.
async fn load(work: &mut Work, id: GuestId) -> Result<Option<Guest>, OperationError> {
    let Some(customer) = stored::customer_of(work.db(), id).await? else { return Ok(None) };
    let Some(customer) = customer::load(work, customer).await? else { return Ok(None) };
    Ok(stored::find_for_change(work.unit(), id, customer.circle()).await?)
}

/// What a guest speaks about, locked, and what names it in the customer's archive: of a request its code, as not everybody there
/// may read its title.
async fn place(work: &mut Work, about: CommentSubject) -> Result<(Place, Line), OperationError> {
    let (place, name) = match about {
        CommentSubject::Request(id) => {
            let request = locked_request(work, id).await?.ok_or_else(not_found)?;
            let code = request.code.as_ref().map(ToString::to_string).ok_or_else(not_found)?;
            (Place::from(&request), code)
        }
        CommentSubject::Customer(id) => {
            let customer = customer::load(work, id).await?.ok_or_else(not_found)?;
            (Place::from(&customer), customer.record().name.to_string())
        }
        CommentSubject::Task(_) | CommentSubject::Problem(_) | CommentSubject::Meeting(_) => {
            return Err(not_found());
        }
    };
    let name = Line::new(&name).map_err(|reason| Refusal::from(reason.at("subject")))?;
    Ok((place, name))
}

/// The comment that is replied to; that it is for the outside is the domain's to ask.
async fn parent(work: &mut Work, id: CommentId, place: &Place) -> Result<Comment, OperationError> {
    let found = stored_comments::find_for_change(work.unit(), id, place.clone()).await?;
    found.ok_or_else(|| Refusal::from(Reason::of(Rule::Unknown).at("replyTo")).into())
}
