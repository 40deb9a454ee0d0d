//! Sign-offs (电子签章): what a signature covers, and how anybody can verify it.
//!
//! A person signs a digest; the server's Ed25519 key attests who signed what as whom and when (resolution 8). Checking one
//! needs three readable things: the content (whose SHA-256 is the digest), the [`SignOff::statement`], and the public key `kid`.

use serde::{Deserialize, Serialize};

use crate::canonical::{self, Digest};
use crate::ids::{DepartmentId, PartyId, PersonId, RequestId, SignOffId};
use crate::named::named;
use crate::time::Instant;

/// What every statement begins with, so that no signature of another purpose can stand for one.
pub const STATEMENT_CONTEXT: &str = "liaison.sign-off.v1\n";

/// Signs in the server's name; implemented over the server's key.
pub trait Signer: Send + Sync {
    /// The ID of the key.
    fn kid(&self) -> &str;

    /// The Ed25519 signature over `message`, base64url without padding.
    fn sign(&self, message: &[u8]) -> String;
}

named! {
    /// What a signature agrees to.
    SignOffPurpose {
        /// The content of a revision.
        Agreement = "AGREEMENT",
        /// The acceptance of what was delivered (S0-42).
        Acceptance = "ACCEPTANCE",
    }
}

named! {
    /// As whom somebody signs (resolution 68: a signature names the role).
    SignerRole {
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

/// For which side somebody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The initiating department.
    Initiating,
    /// A party; its department may merge, its signature stays.
    Party(PartyId),
}

/// When and why a signature ceased to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Voided {
    /// When.
    pub at: Instant,
    /// The revision that voided it.
    pub by_revision: u32,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignOff {
    /// Its ID.
    pub id: SignOffId,
    /// What it agrees to.
    pub purpose: SignOffPurpose,
    /// For which side.
    pub side: Side,
    /// The revision signed.
    pub revision: u32,
    /// The digest of what was signed.
    pub digest: Digest,
    /// Who signed.
    pub signer: PersonId,
    /// As whom.
    pub role: SignerRole,
    /// For which department.
    pub department: DepartmentId,
    /// When.
    pub at: Instant,
    /// The server key that attests it.
    pub kid: String,
    /// The server's signature over the statement, base64url without padding.
    pub signature: String,
    /// Set once it ceased to count; the signature stays as record.
    pub voided: Option<Voided>,
}

/// What is about to be signed, before the server attests it.
pub(super) struct Signing {
    pub(super) id: SignOffId,
    pub(super) purpose: SignOffPurpose,
    pub(super) side: Side,
    pub(super) revision: u32,
    pub(super) digest: Digest,
    pub(super) signer: PersonId,
    pub(super) role: SignerRole,
    pub(super) department: DepartmentId,
    pub(super) at: Instant,
}

impl Signing {
    /// The signature that `key` attests for `request`.
    pub(super) fn attest(self, request: RequestId, key: &dyn Signer) -> SignOff {
        let mut sign_off = SignOff {
            id: self.id,
            purpose: self.purpose,
            side: self.side,
            revision: self.revision,
            digest: self.digest,
            signer: self.signer,
            role: self.role,
            department: self.department,
            at: self.at,
            kid: key.kid().to_owned(),
            signature: String::new(),
            voided: None,
        };
        sign_off.signature = key.sign(sign_off.statement(request).as_bytes());
        sign_off
    }
}

impl SignOff {
    /// Whether it counts: not voided.
    pub const fn counts(&self) -> bool {
        self.voided.is_none()
    }

    /// The exact bytes that the server signed: the context line, then canonical JSON.
    pub fn statement(&self, request: RequestId) -> String {
        let statement = serde_json::json!({
            "purpose": self.purpose.name(),
            "request": request,
            "revision": self.revision,
            "digest": self.digest,
            "signer": self.signer,
            "role": self.role.name(),
            "department": self.department,
            "at": self.at.to_string(),
            "kid": self.kid,
        });
        format!("{STATEMENT_CONTEXT}{}", canonical::json(&statement))
    }
}
