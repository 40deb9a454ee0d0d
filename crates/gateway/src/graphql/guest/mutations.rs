//! Inviting guests, changing what they see, and ending it.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use liaison_domain::customer::personal::{Mail, PersonName};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::guest::{GuestPatch, NewGuest};
use liaison_domain::ids::{Id, kind};
use liaison_domain::text::Text;

use super::Guest;
use crate::graphql::decode::{Decode as _, ids, patch};
use crate::graphql::error::Fault;
use crate::graphql::mutation::{
    ActionOptions, Shown as _, UpdateOptions, WriteOptions, answered, cursor, run, user_errors,
};
use crate::graphql::node::Identified as _;
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::{Reason, UserError};
use crate::graphql::scalars::{Cursor, DateTime, Key};
use crate::graphql::scope::Scope;
use crate::operations::guest::{self as operations, Invited, OnGuest};
use crate::operations::{Answer, Done, Outcome};
use crate::payload;

/// What `guestInvite` answers.
#[derive(SimpleObject, Default)]
pub struct GuestInvitePayload {
    /// The new guest.
    pub guest: Option<Guest>,
    /// The secret for the guest, this once: only its SHA-256 is kept, so that nobody can be shown it again. They send it as
    /// `Authorization: Bearer …`. Null for a repeated call; then revoke the guest and invite them anew.
    pub token: Option<String>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
    /// What the caller should know although nothing was refused.
    pub warnings: Vec<Reason>,
    /// The place in the feed after this change. Null where nothing was changed.
    pub cursor: Option<Cursor>,
}

impl GuestInvitePayload {
    async fn of(scope: &Scope, answer: Answer<Invited>) -> Result<Self, Fault> {
        let Done { outcome, position, warnings } = match answer {
            Ok(done) => done,
            Err(error) => {
                let user_errors = user_errors(scope, &["input"], error)?;
                return Ok(Self { user_errors, ..Self::default() });
            }
        };
        let (guest, token) = match outcome {
            Outcome::Changed(Invited { guest, token }) => {
                (Some(Guest::show(scope, guest)), Some(token.reveal().to_owned()))
            }
            Outcome::Validated(_) => (None, None),
            Outcome::Repeated(subjects) => match subjects.first() {
                Some(subject) => (Guest::find(scope, Id::from_uuid(subject.id)).await?, None),
                None => (None, None),
            },
        };
        let warnings = Reason::all(scope.locale(), &warnings);
        Ok(Self { guest, token, user_errors: Vec::new(), warnings, cursor: cursor(scope, position) })
    }
}

payload! {
    /// What `guestUpdate` answers.
    GuestUpdatePayload {
        /// The guest after the change.
        guest: Guest
    }
}

payload! {
    /// What `guestRevoke` answers.
    GuestRevokePayload {
        /// The guest, who sees nothing any more.
        guest: Guest
    }
}

/// A guest to be invited. The scope names at least one record, and at most 50.
#[derive(InputObject)]
pub struct GuestInviteInput {
    /// An ID chosen by the caller, for creation while offline; made by the server where absent.
    pub id: Option<Key<kind::Guest>>,
    /// What they are called, at most 200 characters; kept beside the record of events.
    pub name: String,
    /// Where they are written to; kept beside the record of events.
    pub mail: String,
    /// The customer to whose archive belongs what they say.
    pub customer: Key<kind::Customer>,
    /// The requests that they are to see: form, status, names of tasks, what is said to the outside.
    #[graphql(default)]
    pub requests: Vec<Key<kind::Request>>,
    /// The customers that they are to see: the name, what is said to the outside.
    #[graphql(default)]
    pub customers: Vec<Key<kind::Customer>>,
    /// From when on they see nothing; at most 90 days from now.
    pub expires_at: DateTime,
    #[graphql(flatten)]
    options: WriteOptions,
}

impl GuestInviteInput {
    fn decode(self) -> (WriteOptions, Result<NewGuest, Refusal>) {
        let mut found = Violations::default();
        let name = found.take("name", PersonName::new(&self.name));
        let mail = found.take("mail", Mail::new(&self.mail));
        let input = found.all((name, mail)).map(|(name, mail)| NewGuest {
            id: self.id.map(|key| key.0),
            name,
            mail,
            customer: self.customer.0,
            requests: ids(self.requests),
            customers: ids(self.customers),
            expires_at: self.expires_at.0,
        });
        (self.options, input)
    }
}

/// Changes of a guest: an absent field keeps.
#[derive(InputObject)]
pub struct GuestUpdateInput {
    /// Which guest.
    pub id: Key<kind::Guest>,
    /// The requests that they see, all of them; null for none.
    pub requests: MaybeUndefined<Vec<Key<kind::Request>>>,
    /// The customers that they see, all of them; null for none.
    pub customers: MaybeUndefined<Vec<Key<kind::Customer>>>,
    /// From when on they see nothing; at most 90 days after the invitation.
    pub expires_at: MaybeUndefined<DateTime>,
    #[graphql(flatten)]
    options: UpdateOptions,
}

impl GuestUpdateInput {
    fn decode(self) -> (UpdateOptions, Result<OnGuest<GuestPatch>, Refusal>) {
        let patch = GuestPatch {
            requests: patch(self.requests).map(ids),
            customers: patch(self.customers).map(ids),
            expires_at: patch(self.expires_at).map(|at| at.0),
        };
        (self.options, Ok(OnGuest { id: self.id.0, input: patch }))
    }
}

/// A guest to be ended.
#[derive(InputObject)]
pub struct GuestRevokeInput {
    /// Which guest.
    pub id: Key<kind::Guest>,
    /// Why, at most 20,000 characters.
    pub reason: String,
    #[graphql(flatten)]
    options: ActionOptions,
}

impl GuestRevokeInput {
    fn decode(self) -> (ActionOptions, Result<OnGuest<Text>, Refusal>) {
        let mut found = Violations::default();
        let reason = found.take("reason", Text::new(&self.reason));
        let input = found.all((reason,)).map(|(reason,)| OnGuest { id: self.id.0, input: reason });
        (self.options, input)
    }
}

/// The root fields.
#[derive(Default)]
pub struct GuestMutation;

#[Object]
impl GuestMutation {
    /// Invites a person outside to read and comment within a scope, for at most 90 days. For whoever may share every record of it:
    /// of a request its initiator, its liaisons, managers and editors of the departments involved, and of a ticket the customer's
    /// owner; of a customer its owner and the editors of its department. What is confidential is shared with nobody. At most 50
    /// guests a record at a time. The customer's owner is told.
    async fn guest_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, to what, and for how long.")] input: GuestInviteInput,
    ) -> OrNull<GuestInvitePayload> {
        let (options, input) = input.decode();
        let done = async {
            let scope = Scope::of(ctx)?;
            let answer = Box::pin(answered(scope, options, input, operations::invite)).await;
            GuestInvitePayload::of(scope, answer).await
        };
        OrNull::some(Box::pin(done)).await
    }

    /// Changes what a guest sees, or until when. For whoever invited them, who has to be allowed to share what is new in the scope.
    async fn guest_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: GuestUpdateInput,
    ) -> OrNull<GuestUpdatePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::update).await
    }

    /// Ends a guest: they see nothing from now on, and what they watch is cut off. For whoever invited them, the owner of the
    /// customer they belong to, and administrators.
    async fn guest_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: GuestRevokeInput,
    ) -> OrNull<GuestRevokePayload> {
        let (options, input) = input.decode();
        run(ctx, options, input, operations::revoke).await
    }
}
