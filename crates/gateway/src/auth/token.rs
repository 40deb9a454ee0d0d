//! Bearer tokens: JSON Web Tokens signed with `EdDSA` (RFC 8037), checked against the injected clock.
//!
//! The algorithm is pinned, issuer, audience and key ID must be ours; nothing in a token chooses how it is checked.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use liaison_domain::ids::{PersonId, SessionId};
use liaison_domain::time::Instant;
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::keys::Keys;

/// The `iss` of our tokens.
pub const ISSUER: &str = "liaison";
/// The `aud` of our tokens.
pub const AUDIENCE: &str = "liaison";
/// A token of ours has some 300 bytes; longer texts are refused unread.
const MOST_BYTES: usize = 4_096;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it; [`ISSUER`].
    pub iss: String,
    /// For whom; [`AUDIENCE`].
    pub aud: String,
    /// The person it speaks for.
    pub sub: PersonId,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// From when on it does not hold, in seconds since 1970.
    pub exp: i64,
    /// Before when it does not hold, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Tells this token from all others.
    pub jti: String,
    /// The session that it is of; none of one that an operator made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
}

impl Claims {
    /// Claims for `person` from `now` on, for `seconds`.
    pub fn new(person: PersonId, now: Instant, seconds: i64, jti: impl Into<String>) -> Self {
        let iat = now.seconds();
        Self {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: person,
            iat,
            exp: iat.saturating_add(seconds),
            nbf: None,
            jti: jti.into(),
            sid: None,
        }
    }

    /// The same claims, of this session.
    #[must_use]
    pub fn of_session(self, session: SessionId) -> Self {
        Self { sid: Some(session), ..self }
    }

    /// Whether the token holds at `now`; to the second, without leeway.
    ///
    /// # Errors
    /// [`TokenFault::Expired`] from `exp` on, [`TokenFault::NotYetValid`] before `nbf`.
    pub fn check(&self, now: Instant) -> Result<(), TokenFault> {
        if now.seconds() >= self.exp {
            return Err(TokenFault::Expired);
        }
        if self.nbf.is_some_and(|nbf| now.seconds() < nbf) {
            return Err(TokenFault::NotYetValid);
        }
        Ok(())
    }
}

/// A token that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What it says; of a token of another issuer, what it means here.
    pub claims: Claims,
    /// Who signed it.
    pub signer: Signer,
    /// The key that signed it.
    pub kid: String,
}

/// Who signed a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// This service.
    Ours,
    /// The identity provider that is trusted beside it.
    Issuer,
}

/// Why a token is refused. Callers learn only whether it expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not three parts of base64 with the claims that we need.
    #[error("not a token of this service")]
    Malformed,
    /// Another algorithm, key, issuer or audience, or a signature that does not fit.
    #[error("the token was not issued by this service")]
    NotOurs,
    /// Past its `exp`.
    #[error("the token has expired")]
    Expired,
    /// Before its `nbf`.
    #[error("the token does not hold yet")]
    NotYetValid,
}

impl Key {
    /// Signs a token over `claims`.
    ///
    /// # Errors
    /// [`TokenFault::Malformed`] where the claims cannot be written as JSON, which no value of the type is.
    pub fn sign(&self, claims: &Claims) -> Result<String, TokenFault> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.id().to_owned());
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(self.pkcs8()))
            .map_err(|_| TokenFault::Malformed)
    }
}

impl Keys {
    /// A token that one of these keys signed and that holds at `now`.
    ///
    /// # Errors
    /// See [`TokenFault`].
    pub fn verify(&self, token: &str, now: Instant) -> Result<Verified, TokenFault> {
        if token.len() > MOST_BYTES {
            return Err(TokenFault::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenFault::Malformed)?;
        let signed_by = header.kid.filter(|_| header.alg == Algorithm::EdDSA);
        let key = signed_by.and_then(|kid| self.find(&kid)).ok_or(TokenFault::NotOurs)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the clock on the wall; `check` asks ours.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_ed_der(key.bytes()), &rules)
            .map_err(|fault| match fault.kind() {
                ErrorKind::InvalidSignature
                | ErrorKind::InvalidIssuer
                | ErrorKind::InvalidAudience
                | ErrorKind::InvalidAlgorithm => TokenFault::NotOurs,
                _ => TokenFault::Malformed,
            })?
            .claims;
        claims.check(now)?;
        Ok(Verified { claims, signer: Signer::Ours, kid: key.id().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use liaison_domain::ids::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const NOW: Instant = Instant::from_micros(1_714_957_200_000_000);

    fn keys() -> Keys {
        Keys::from_pem(&Keys::keygen().expect("randomness")).expect("its own form")
    }

    fn claims() -> Claims {
        Claims::new(Id::from_uuid(Uuid::from_u128(7)), NOW, 3_600, "j1")
    }

    #[test]
    fn a_token_holds_until_its_end_by_the_given_clock() {
        let keys = keys();
        let token = keys.current().sign(&claims()).expect("signed");
        let kid = keys.current().id().to_owned();
        let verified = Verified { claims: claims(), signer: Signer::Ours, kid };
        assert_eq!(keys.verify(&token, NOW), Ok(verified.clone()));
        assert_eq!(keys.verify(&token, NOW.plus_seconds(3_599)), Ok(verified));
        assert_eq!(keys.verify(&token, NOW.plus_seconds(3_600)), Err(TokenFault::Expired));
        let later = Claims { nbf: Some(NOW.seconds() + 10), ..claims() };
        let token = keys.current().sign(&later).expect("signed");
        assert_eq!(keys.verify(&token, NOW), Err(TokenFault::NotYetValid));
    }

    #[test]
    fn what_we_did_not_sign_is_refused() {
        let (keys, others) = (keys(), keys());
        let token = keys.current().sign(&claims()).expect("signed");
        assert_eq!(others.verify(&token, NOW), Err(TokenFault::NotOurs), "another key's ID");
        for (name, changed) in [
            ("issuer", Claims { iss: "other".into(), ..claims() }),
            ("audience", Claims { aud: "other".into(), ..claims() }),
        ] {
            let token = keys.current().sign(&changed).expect("signed");
            assert_eq!(keys.verify(&token, NOW), Err(TokenFault::NotOurs), "{name}");
        }
        // The public key as an HMAC secret, and no algorithm at all: the classics.
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(keys.current().id().to_owned());
        let secret = EncodingKey::from_secret(keys.current().public().bytes());
        let forged = jsonwebtoken::encode(&header, &claims(), &secret);
        assert_eq!(keys.verify(&forged.expect("signed"), NOW), Err(TokenFault::NotOurs));
        let none = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("three parts"));
        assert_eq!(keys.verify(&none, NOW), Err(TokenFault::Malformed));
        let forged = format!("{}AAAA", &token[..token.len() - 4]);
        assert!(keys.verify(&forged, NOW).is_err());
    }

    proptest! {
        #[test]
        fn nonsense_is_refused_and_never_panics(text in "\\PC{0,200}") {
            let keys = keys();
            prop_assert!(keys.verify(&text, NOW).is_err());
            prop_assert!(keys.verify(&text.replace(' ', "."), NOW).is_err());
        }
    }
}
