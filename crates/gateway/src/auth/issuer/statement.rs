//! What a token of the issuer says, and whether it is said to us: ID tokens (OpenID Connect Core, 2) and access tokens that are JSON
//! Web Tokens (RFC 9068).
//!
//! Nothing in the token chooses how it is checked: the algorithm must be on the fixed list of the key that its header names. Keys
//! that a header brings along (`jwk`, `jku`, `x5u`) are not looked at.

use std::borrow::Cow;

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Algorithm, Header, Validation};
use liaison_domain::time::Instant;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::ring::PublishedKey;
use super::trust::Trust;
use crate::auth::token::TokenFault;

/// Tokens of issuers carry groups and more; longer texts are refused unread.
const MOST_BYTES: usize = 16_384;

/// What a checked token says.
#[derive(Debug)]
pub(in crate::auth) struct Statement {
    /// The claim that names the person.
    pub(in crate::auth) name: String,
    /// When it was issued, by the issuer's clock, in seconds since 1970.
    pub(in crate::auth) issued_at: i64,
    /// From when on it does not hold, clocks that differ allowed for.
    pub(in crate::auth) ends_at: i64,
    /// Before when it does not hold, clocks that differ allowed for.
    pub(in crate::auth) begins_at: Option<i64>,
    /// The issuer's own ID of it.
    pub(in crate::auth) id: String,
    /// The thumbprint of the key that signed it.
    pub(in crate::auth) key: String,
}

/// The claims that every token has, or has a meaning by.
#[derive(Deserialize)]
struct Said {
    iss: String,
    aud: Audiences,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    azp: Option<String>,
    client_id: Option<String>,
    jti: Option<String>,
    cnf: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audiences {
    One(String),
    Several(Vec<String>),
}

/// A refusal, with a word for operators that look for the reason; callers learn none.
pub(super) fn refused(reason: &'static str) -> TokenFault {
    tracing::debug!(reason, "issuer.token_refused");
    TokenFault::NotOurs
}

/// Who issued the token, as it says itself.
pub(super) fn claimed_issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        iss: String,
    }
    if token.len() > MOST_BYTES {
        return None;
    }
    insecure_decode_claims::<Named>(token).ok().map(|named| named.iss)
}

/// The header of a token that may be one for us.
pub(super) fn header(token: &str) -> Result<Header, TokenFault> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenFault::Malformed)?;
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
    let kind = kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    // Issuers sign other things with the same keys: sign-outs, answers to clients, events.
    if !matches!(kind, None | Some("jwt" | "at+jwt")) {
        return Err(refused("another kind of token"));
    }
    if header.crit.is_some() || header.extras.inner().contains_key("b64") {
        return Err(refused("a header that must be understood and is not"));
    }
    Ok(header)
}

/// What the token says, if this key signed it, for us, and it holds at `now`.
pub(super) fn read(
    token: &str,
    algorithm: Algorithm,
    key: &PublishedKey,
    trust: &Trust,
    now: Instant,
) -> Result<Statement, TokenFault> {
    let mut rules = Validation::new(algorithm);
    // All of it is checked below: by our clock, and stricter.
    rules.required_spec_claims.clear();
    (rules.validate_exp, rules.validate_nbf, rules.validate_aud) = (false, false, false);
    let claims: Value = jsonwebtoken::decode(token, key.decoding(), &rules)
        .map_err(|_| refused("a signature that does not fit"))?
        .claims;
    let said = Said::deserialize(&claims).map_err(|_| refused("a claim is missing or has another form"))?;
    if said.iss != trust.issuer() {
        return Err(refused("another issuer"));
    }
    let audiences = match said.aud {
        Audiences::One(audience) => vec![audience],
        Audiences::Several(audiences) => audiences,
    };
    let client = said.azp.as_deref().or(said.client_id.as_deref());
    if !trust.takes(&audiences, client) {
        return Err(refused("for somebody else"));
    }
    // Who has the token alone may not use it (RFC 9449, 7.2).
    if said.cnf.is_some() {
        return Err(refused("bound to a key of its holder"));
    }
    let ends_at = said.exp.saturating_add(trust.skew());
    let begins_at = said.nbf.map(|nbf| nbf.saturating_sub(trust.skew()));
    if now.seconds() >= ends_at {
        return Err(TokenFault::Expired);
    }
    let issued = said.iat.saturating_sub(trust.skew());
    if now.seconds() < issued.max(begins_at.unwrap_or(issued)) {
        return Err(TokenFault::NotYetValid);
    }
    let name = named(&claims, trust.claim()).ok_or_else(|| refused("nobody is named"))?;
    Ok(Statement {
        name: name.into_owned(),
        issued_at: said.iat,
        ends_at,
        begins_at,
        id: said.jti.unwrap_or_default(),
        key: key.thumbprint().to_owned(),
    })
}

/// The one text or whole number that the claim is; a list names several and so nobody.
fn named<'a>(claims: &'a Value, claim: &str) -> Option<Cow<'a, str>> {
    match claims.get(claim)? {
        Value::String(name) => Some(Cow::Borrowed(name)),
        Value::Number(number) => number.as_u64().map(|number| Cow::Owned(number.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn unsigned(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        format!("{}.{}.AAAA", part(header), part(claims))
    }

    #[test]
    fn only_tokens_for_bearers_are_read() {
        let of = |header: Value| super::header(&unsigned(&header, &json!({}))).map(|_| ());
        for good in [
            json!({ "alg": "RS256" }),
            json!({ "alg": "ES256", "typ": "JWT" }),
            json!({ "alg": "EdDSA", "typ": "application/AT+JWT" }),
            json!({ "alg": "PS512", "typ": "at+jwt", "jku": "https://example.com" }),
        ] {
            assert_eq!(of(good.clone()), Ok(()), "{good}");
        }
        for bad in [
            json!({ "alg": "RS256", "typ": "logout+jwt" }),
            json!({ "alg": "RS256", "typ": "secevent+jwt" }),
            json!({ "alg": "RS256", "crit": ["exp"], "exp": 1 }),
            json!({ "alg": "RS256", "b64": false }),
        ] {
            assert_eq!(of(bad.clone()), Err(TokenFault::NotOurs), "{bad}");
        }
        for none in [json!({ "alg": "none" }), json!({ "alg": "ES512" }), json!({}), json!([])] {
            assert_eq!(of(none.clone()), Err(TokenFault::Malformed), "{none}");
        }
    }

    #[test]
    fn who_issued_a_token_is_read_of_any_and_believed_of_none() {
        let of = |claims: Value| claimed_issuer(&unsigned(&json!({ "alg": "none" }), &claims));
        assert_eq!(of(json!({ "iss": "https://a" })).as_deref(), Some("https://a"));
        assert_eq!(of(json!({ "iss": ["https://a"] })), None);
        assert_eq!(of(json!({})), None);
        let long = json!({ "iss": "https://a", "more": "x".repeat(MOST_BYTES) });
        assert_eq!(of(long), None);
    }

    #[test]
    fn one_name_is_a_person() {
        for (claim, expected) in [
            (json!("MT0003"), Some("MT0003")),
            (json!(10_003), Some("10003")),
            (json!(-1), None),
            (json!(1.5), None),
            (json!(["MT0003"]), None),
            (json!({ "number": "MT0003" }), None),
            (json!(null), None),
            (json!(true), None),
        ] {
            assert_eq!(named(&json!({ "number": claim }), "number").as_deref(), expected, "{claim}");
        }
        assert_eq!(named(&json!({ "a.b": "x" }), "a.b").as_deref(), Some("x"), "no path");
        assert_eq!(named(&json!({}), "number"), None);
        assert_eq!(named(&json!([]), "number"), None);
    }

    proptest! {
        #[test]
        fn nonsense_never_panics(text in "\\PC{0,200}") {
            let dotted = text.replace(' ', ".");
            prop_assert!(claimed_issuer(&text).is_none() && claimed_issuer(&dotted).is_none());
            prop_assert!(header(&text).is_err() && header(&dotted).is_err());
        }
    }
}
