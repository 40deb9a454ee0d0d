//! Signatures, with everything that it takes to verify one without asking the server again.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use data_encoding::BASE64URL_NOPAD;
use liaison_domain::request as domain;
use liaison_domain::request::signature::{self, Side};

use super::party::RequestParty;
use crate::app::Attested;
use crate::graphql::directory::{Department, Person};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::DateTime;
use crate::schema_enum;

schema_enum! {
    /// What a signature agrees to.
    SignOffPurpose of liaison_domain::request::signature::SignOffPurpose, filter "SignOffPurposeFilter" {
        /// The content of a revision.
        Agreement = "AGREEMENT",
        /// The acceptance of what was delivered.
        Acceptance = "ACCEPTANCE",
    }
}

schema_enum! {
    /// As whom somebody signs.
    SignerRole of liaison_domain::request::signature::SignerRole, filter "SignerRoleFilter" {
        /// Head of the department.
        Head = "HEAD",
        /// Deputy of the department.
        Deputy = "DEPUTY",
        /// Head or deputy of the nearest department above, in a vacant place.
        HeadAbove = "HEAD_ABOVE",
        /// Executive in charge, in a vacant place.
        Executive = "EXECUTIVE",
        /// Initiator, or who acts for a vacant one.
        Initiator = "INITIATOR",
        /// Acceptor named on the request.
        Acceptor = "ACCEPTOR",
    }
}

/// A signature, by its place in its request.
pub struct SignOff {
    request: Arc<domain::Request>,
    index: usize,
}

impl SignOff {
    /// All signatures on the request.
    pub fn all(request: &Arc<domain::Request>) -> Vec<Self> {
        (0..request.signatures.len()).map(|index| Self { request: Arc::clone(request), index }).collect()
    }

    /// Whether it agrees to this revision.
    pub fn is_agreement_on(&self, revision: u32) -> bool {
        let sign_off = self.sign_off();
        sign_off.revision == revision && sign_off.purpose == signature::SignOffPurpose::Agreement
    }

    fn sign_off(&self) -> &signature::SignOff {
        &self.request.signatures[self.index]
    }
}

/// 电子签章: a person signed a digest; the server's Ed25519 key attests who signed what, as whom and when. To verify one:
/// `digest` is the SHA-256 of `content`, it stands in `statement`, and `signature` is valid for `signedMessage` under
/// `publicKey`. Seen by whoever sees the request.
#[Object]
impl SignOff {
    /// Opaque.
    async fn id(&self) -> ID {
        ID(self.sign_off().id.to_string())
    }

    /// What it agrees to.
    async fn purpose(&self) -> SignOffPurpose {
        self.sign_off().purpose.into()
    }

    /// The party for which it was given; null for the initiating side.
    async fn party(&self) -> Option<RequestParty> {
        let Side::Party(id) = self.sign_off().side else { return None };
        let index = self.request.parties.iter().position(|party| party.id == id)?;
        Some(RequestParty::new(Arc::clone(&self.request), index))
    }

    /// The revision signed, or on which the acceptance stands.
    async fn revision(&self) -> u32 {
        self.sign_off().revision
    }

    /// The SHA-256 of what was signed, as 64 lower-case hexadecimal digits.
    async fn digest(&self) -> &str {
        self.sign_off().digest.as_str()
    }

    /// What was signed: canonical JSON (RFC 8785) of the revision's binding content, or of the acceptance.
    async fn content(&self) -> Option<&str> {
        let sign_off = self.sign_off();
        match sign_off.purpose {
            signature::SignOffPurpose::Agreement => {
                let mut revisions = self.request.revisions.iter();
                revisions.find(|one| one.number == sign_off.revision).map(|one| one.content.as_str())
            }
            signature::SignOffPurpose::Acceptance => {
                self.request.acceptance.as_ref().map(|acceptance| acceptance.content.as_str())
            }
        }
    }

    /// Who signed.
    async fn signer(&self, ctx: &Context<'_>) -> OrNull<Person> {
        OrNull::node(ctx, self.sign_off().signer).await
    }

    /// As whom.
    async fn role(&self) -> SignerRole {
        self.sign_off().role.into()
    }

    /// For which department; as it was called then, if it was merged since.
    async fn department(&self, ctx: &Context<'_>) -> OrNull<Department> {
        OrNull::node(ctx, self.sign_off().department).await
    }

    /// When.
    async fn signed_at(&self) -> DateTime {
        DateTime(self.sign_off().at)
    }

    /// Whether it counts: not voided.
    async fn valid(&self) -> bool {
        self.sign_off().counts()
    }

    /// When a revision voided it; null while it counts.
    async fn voided_at(&self) -> Option<DateTime> {
        self.sign_off().voided.map(|voided| DateTime(voided.at))
    }

    /// The revision that voided it.
    async fn voided_by_revision(&self) -> Option<u32> {
        self.sign_off().voided.map(|voided| voided.by_revision)
    }

    /// What the server attests: a line that says what the statement is for, then canonical JSON with purpose, request,
    /// revision, digest, signer, role, department, instant and key.
    async fn statement(&self) -> String {
        self.sign_off().statement(self.request.id)
    }

    /// The exact bytes that `signature` is over, as base64url without padding: the length of a context in two bytes, big
    /// endian, the context `liaison.sign-off.v1`, and `statement` in UTF-8.
    async fn signed_message(&self) -> String {
        BASE64URL_NOPAD.encode(&Attested::SignOff.signed_message(&self.sign_off().statement(self.request.id)))
    }

    /// The server's Ed25519 signature (RFC 8032), as base64url without padding.
    async fn signature(&self) -> &str {
        &self.sign_off().signature
    }

    /// The ID of the key that attests it: the start of its JWK thumbprint (RFC 7638).
    async fn key_id(&self) -> &str {
        &self.sign_off().kid
    }

    /// The public half of that key, 32 bytes as base64url without padding; null where the server keeps
    /// it no longer. `/.well-known/jwks.json` has all that it keeps.
    async fn public_key(&self, ctx: &Context<'_>) -> OrNull<String> {
        OrNull::known(ctx, |scope| {
            let key = scope.app().keys().find(&self.sign_off().kid);
            key.map(|key| BASE64URL_NOPAD.encode(key.bytes()))
        })
    }
}
