//! The settings of the identity provider whose tokens are taken beside ours.

use liaison_gateway::auth::{DEFAULT_SKEW_SECONDS, MOST_SKEW_SECONDS, Trust};

use super::Failure;

/// Whom to trust, and for what.
#[derive(Debug, clap::Args)]
pub(super) struct Issuer {
    /// The OpenID Connect issuer whose tokens are taken beside ours, spelled as in its discovery document.
    #[arg(long = "oidc-issuer", id = "oidc_issuer", value_name = "ISSUER", env = "LIAISON_OIDC_ISSUER")]
    address: Option<String>,
    /// The audience that its tokens must have.
    #[arg(
        long = "oidc-audience",
        id = "oidc_audience",
        value_name = "AUDIENCE",
        env = "LIAISON_OIDC_AUDIENCE"
    )]
    audience: Option<String>,
    /// The claim that holds the employee number.
    #[arg(long = "oidc-claim", id = "oidc_claim", value_name = "CLAIM", env = "LIAISON_OIDC_CLAIM")]
    claim: Option<String>,
    /// Client IDs, one of which must have asked for the token.
    #[arg(
        long = "oidc-clients",
        id = "oidc_clients",
        value_name = "CLIENTS",
        env = "LIAISON_OIDC_CLIENTS",
        value_delimiter = ','
    )]
    clients: Vec<String>,
    /// Seconds by which the issuer's clock may differ from ours.
    #[arg(long = "oidc-skew-seconds", id = "oidc_skew_seconds", value_name = "SECONDS", env = "LIAISON_OIDC_SKEW_SECONDS", default_value_t = DEFAULT_SKEW_SECONDS, value_parser = clap::value_parser!(i64).range(0..=MOST_SKEW_SECONDS))]
    skew_seconds: i64,
}

impl Issuer {
    /// Whom to trust; nobody where no issuer is set. What is set by halves is refused, for whoever set it wants to be safe.
    pub(super) fn trust(self) -> Result<Option<Trust>, Failure> {
        // Deployments set variables to nothing where they mean none.
        let set = |value: Option<String>| value.filter(|value| !value.trim().is_empty());
        let (issuer, audience, claim) = (set(self.address), set(self.audience), set(self.claim));
        let clients: Vec<_> = self.clients.iter().map(|client| client.trim().to_owned()).collect();
        let clients: Vec<_> = clients.into_iter().filter(|client| !client.is_empty()).collect();
        match (issuer, audience, claim) {
            (Some(issuer), Some(audience), Some(claim)) => {
                let trust = Trust::new(issuer.trim(), audience.trim(), claim.trim())?;
                Ok(Some(trust.of_clients(clients).with_skew(self.skew_seconds)))
            }
            (None, None, None) if clients.is_empty() => Ok(None),
            _ => Err(Failure::new(
                "LIAISON_OIDC_ISSUER, LIAISON_OIDC_AUDIENCE and LIAISON_OIDC_CLAIM belong together: set all or none",
            )),
        }
    }
}
