//! Whether the signatures of a request are those that its events tell of, over what stands there.
//!
//! Whether the server's key made them is asked of the key, by whoever has it.

use std::collections::BTreeSet;

use crate::canonical::Digest;
use crate::ids::SignOffId;
use crate::integrity::Fault;
use crate::request::Request;
use crate::request::fact::RequestFact;
use crate::request::signature::{SignOff, SignOffPurpose};

/// The events that tell of signatures.
pub const TELLING: [&str; 3] = ["RequestSigned", "RequestAccepted", "SignatureVoided"];

/// An event of a request that tells of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its position.
    pub position: i64,
    /// The version of the request after it.
    pub version: i64,
    /// What it says.
    pub fact: RequestFact,
}

/// What of the signatures does not fit, with the position of the event that says so, where one does.
pub type Misfit = (Option<i64>, Fault);

/// Of which signature `fact` tells, and whether that one is as it says; none for other events.
fn told_of<'a>(request: &'a Request, fact: &RequestFact) -> Option<(Option<&'a SignOff>, bool)> {
    let by_id = |id: SignOffId| request.signatures.iter().find(|sign| sign.id == id);
    match fact {
        RequestFact::RequestSigned { sign_off, purpose, revision, digest, signer, role, department } => {
            let sign = by_id(*sign_off);
            let same = sign.is_some_and(|sign| {
                (sign.purpose, sign.revision, &sign.digest) == (*purpose, *revision, digest)
                    && (sign.signer, sign.role, sign.department) == (*signer, *role, *department)
            });
            Some((sign, same))
        }
        RequestFact::RequestAccepted { by, digest, .. } => {
            let mut acceptances = acceptances(request);
            Some((acceptances.find(|sign| sign.signer == *by && sign.digest == *digest), true))
        }
        RequestFact::SignatureVoided { sign_off, signer, revision, .. } => {
            let sign = by_id(*sign_off);
            let same = sign.is_some_and(|sign| {
                sign.voided.is_some() && sign.signer == *signer && sign.revision == *revision
            });
            Some((sign, same))
        }
        _ => None,
    }
}

fn acceptances(request: &Request) -> impl DoubleEndedIterator<Item = &SignOff> {
    request.signatures.iter().filter(|sign| sign.purpose == SignOffPurpose::Acceptance)
}

impl Request {
    /// Holds its signatures against the events that tell of them, which have to be all of them up to its version.
    ///
    /// # Errors
    /// The first that does not fit.
    pub fn check_signatures(&self, told: &[Told]) -> Result<(), Misfit> {
        let (mut given, mut voided) = (BTreeSet::new(), BTreeSet::new());
        for Told { position, fact, .. } in told {
            let Some((sign, same)) = told_of(self, fact) else { continue };
            let sign = sign.ok_or((Some(*position), Fault::SignOffMissing))?;
            if !same {
                return Err((Some(*position), Fault::SignOffDiffers));
            }
            let seen =
                if matches!(fact, RequestFact::SignatureVoided { .. }) { &mut voided } else { &mut given };
            seen.insert(sign.id);
        }
        for sign in &self.signatures {
            let sign_off = sign.id.to_string();
            if !given.contains(&sign.id) || sign.voided.is_some() != voided.contains(&sign.id) {
                return Err((None, Fault::SignOffUntold { sign_off }));
            }
            if self.signed_content(sign).is_some_and(|content| Digest::of(content.as_bytes()) != sign.digest)
            {
                return Err((None, Fault::SignOffContent { sign_off }));
            }
        }
        Ok(())
    }

    /// The content that a signature is over, as it stands there; none for an acceptance that another has replaced.
    fn signed_content(&self, sign: &SignOff) -> Option<&str> {
        match sign.purpose {
            SignOffPurpose::Agreement => {
                let revision = self.revisions.iter().find(|revision| revision.number == sign.revision);
                Some(revision.map_or("", |revision| revision.content.as_str()))
            }
            SignOffPurpose::Acceptance => {
                let is_last = acceptances(self).next_back().is_some_and(|last| last.id == sign.id);
                is_last.then(|| self.acceptance.as_ref().map_or("", |acceptance| acceptance.content.as_str()))
            }
        }
    }
}
