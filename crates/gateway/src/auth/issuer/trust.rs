//! Whom an operator trusts, for what, and which claim names the person.

use url::{Host, Url};

use super::documents::Documents;

/// Seconds by which the issuer's clock may differ from ours, where nothing else is set.
pub const DEFAULT_SKEW_SECONDS: i64 = 60;
/// The most that can be set: what is more is no skew but a clock that is wrong.
pub const MOST_SKEW_SECONDS: i64 = 300;

/// Why an issuer cannot be trusted like this.
#[derive(Debug, thiserror::Error)]
pub enum TrustFault {
    /// Not the address of an issuer (OpenID Connect Discovery, 3).
    #[error(
        "the issuer must be an https address without user, query and fragment (http for loopback addresses only)"
    )]
    NotAnIssuer,
    /// An audience or claim without a character.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// The machine cannot fetch documents over TLS: most often, it has no certificates of authorities.
    #[error("documents cannot be fetched over TLS")]
    Client(#[from] reqwest::Error),
}

/// An issuer, what its tokens must be for, and the claim that is an employee number.
#[derive(Clone, Debug)]
pub struct Trust {
    issuer: String,
    audience: String,
    claim: String,
    clients: Vec<String>,
    skew: i64,
    documents: Documents,
}

impl Trust {
    /// Trust in `issuer`, spelled as it spells itself, for tokens whose audience is `audience`; `claim` holds the employee number.
    ///
    /// # Errors
    /// See [`TrustFault`].
    pub fn new(issuer: &str, audience: &str, claim: &str) -> Result<Self, TrustFault> {
        let url = Url::parse(issuer).map_err(|_| TrustFault::NotAnIssuer)?;
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let plain = url.scheme() == "http" && is_loopback(&url);
        if !(bare && url.password().is_none() && (plain || url.scheme() == "https")) {
            return Err(TrustFault::NotAnIssuer);
        }
        for (name, value) in [("the audience", audience), ("the claim", claim)] {
            if value.trim().is_empty() {
                return Err(TrustFault::Empty(name));
            }
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            claim: claim.to_owned(),
            clients: Vec::new(),
            skew: DEFAULT_SKEW_SECONDS,
            documents: Documents::of(issuer, plain)?,
        })
    }

    /// The same, for tokens that one of these clients asked for alone.
    #[must_use]
    pub fn of_clients(self, clients: Vec<String>) -> Self {
        Self { clients, ..self }
    }

    /// The same, where clocks may differ by this many seconds.
    #[must_use]
    pub fn with_skew(self, seconds: i64) -> Self {
        Self { skew: seconds.clamp(0, MOST_SKEW_SECONDS), ..self }
    }

    pub(in crate::auth) fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(in crate::auth) fn audience(&self) -> &str {
        &self.audience
    }

    pub(super) fn claim(&self) -> &str {
        &self.claim
    }

    pub(super) const fn skew(&self) -> i64 {
        self.skew
    }

    pub(super) const fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Whether a token for these audiences, asked for by this client, is meant for us (OpenID Connect Core, 3.1.3.7).
    ///
    /// A token for several says who asked for it. Where no clients are set, that must be the audience itself, as in an ID token;
    /// an access token for one audience may come from any client that the issuer gives one.
    pub(super) fn takes(&self, audiences: &[String], client: Option<&str>) -> bool {
        let meant = audiences.contains(&self.audience);
        let asked = if !self.clients.is_empty() {
            client.is_some_and(|client| self.clients.iter().any(|known| known == client))
        } else if audiences.len() > 1 {
            client == Some(&self.audience)
        } else {
            true
        };
        meant && asked
    }
}

/// Whether the address is of this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trust() -> Trust {
        Trust::new("http://127.0.0.1:9", "liaison", "employee_number").expect("good")
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for good in ["http://127.0.0.1:9/a", "http://[::1]/", "http://localhost:9", "http://127.9.9.9"] {
            assert!(Trust::new(good, "a", "c").is_ok(), "{good}");
        }
        for bad in [
            "http://id.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "ftp://127.0.0.1",
            "https://me@id.example.com",
            "https://:secret@id.example.com",
            "https://id.example.com/?a=b",
            "https://id.example.com/#a",
            "liaison",
            "",
        ] {
            assert!(matches!(Trust::new(bad, "a", "c"), Err(TrustFault::NotAnIssuer)), "{bad}");
        }
        for (audience, claim) in [("", "c"), ("a", " ")] {
            assert!(matches!(Trust::new("http://localhost", audience, claim), Err(TrustFault::Empty(_))));
        }
    }

    #[test]
    fn a_token_for_several_says_who_asked_for_it() {
        let takes = |trust: &Trust, audiences: &[&str], client| {
            trust.takes(&audiences.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(), client)
        };
        let any = trust();
        let one = trust().of_clients(vec!["screen".to_owned()]);
        for (audiences, client, expected, of_one) in [
            (&["liaison"][..], None, true, false),
            (&["liaison"], Some("screen"), true, true),
            (&["liaison"], Some("other"), true, false),
            (&["other"], None, false, false),
            (&["other"], Some("screen"), false, false),
            (&[], Some("screen"), false, false),
            (&["other", "liaison"], None, false, false),
            (&["other", "liaison"], Some("liaison"), true, false),
            (&["other", "liaison"], Some("screen"), false, true),
        ] {
            assert_eq!(takes(&any, audiences, client), expected, "{audiences:?} {client:?}");
            assert_eq!(takes(&one, audiences, client), of_one, "{audiences:?} {client:?}, clients set");
        }
    }
}
