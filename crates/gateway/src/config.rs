//! What an operator sets: where to listen, which database, which key, how to log.
//!
//! Owns the defaults and the table that the README prints. The command line and the environment are read by the binary
//! (`commands`), which checks every setting before anything starts; bounds on callers are [`crate::limits`].

/// The database where nothing else is set: a file in the working folder.
pub const DEFAULT_DATABASE: &str = "sqlite:liaison.db";
/// Where `serve` and `demo` listen unless told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// Seconds that running calls get when the process is told to end.
pub const DEFAULT_GRACE_SECONDS: u64 = 20;
/// Days after which a password has to be changed (S1-102).
pub const DEFAULT_PASSWORD_DAYS: i64 = 90;

/// One row of the README's table of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The environment variable.
    pub env: &'static str,
    /// The value where nothing is set; empty where there is none.
    pub default: &'static str,
    /// What it does.
    pub meaning: &'static str,
}

/// Every setting but the limits, in the order of the README's table.
pub const SETTINGS: &[Setting] = &[
    Setting {
        env: "LIAISON_DATABASE_URL",
        default: DEFAULT_DATABASE,
        meaning: "the database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/NAME` (15 or later)",
    },
    Setting { env: "LIAISON_LISTEN", default: DEFAULT_LISTEN, meaning: "address and port of the server" },
    Setting {
        env: "LIAISON_JWT_KEY",
        default: "",
        meaning: "the Ed25519 keys of tokens and signatures: PKCS#8 PEM, the path of such a file, or of a folder of them \
                  (see Signing keys); `liaison keygen` makes one; without it `serve` refuses to start",
    },
    Setting {
        env: "LIAISON_PASSWORD_DAYS",
        default: "90",
        meaning: "after how many days a password has to be changed; `0`: never",
    },
    Setting {
        env: "LIAISON_OIDC_ISSUER",
        default: "",
        meaning: "the OpenID Connect issuer whose tokens are taken beside ours, spelled as in its discovery document (see Sign in \
                  with your own identity provider)",
    },
    Setting {
        env: "LIAISON_OIDC_AUDIENCE",
        default: "",
        meaning: "the `aud` that its tokens must have: the client ID for ID tokens, the API's identifier for access tokens",
    },
    Setting { env: "LIAISON_OIDC_CLAIM", default: "", meaning: "the claim that holds the employee number" },
    Setting {
        env: "LIAISON_OIDC_CLIENTS",
        default: "",
        meaning: "client IDs, separated by commas, one of which must have asked for the token (`azp` or `client_id`); none: \
                  any, for a token of one audience",
    },
    Setting {
        env: "LIAISON_OIDC_SKEW_SECONDS",
        default: "60",
        meaning: "by how much the issuer's clock may differ from ours, up to 300",
    },
    Setting {
        env: "LIAISON_TRUSTED_PROXIES",
        default: "",
        meaning: "addresses and networks, separated by commas, whose `X-Forwarded-For` says where a call comes from; \
                  attempts to sign in are slowed by that",
    },
    Setting {
        env: "LIAISON_CORS_ORIGINS",
        default: "",
        meaning: "origins, separated by commas, whose web pages may call, such as `https://desk.example`; `*`: any",
    },
    Setting {
        env: "LIAISON_HTTPS",
        default: "false",
        meaning: "`true`: browsers reach the server over TLS alone, and are told to keep to it (`Strict-Transport-Security`)",
    },
    Setting {
        env: "LIAISON_INTROSPECTION",
        default: "true",
        meaning: "`false`: nobody may ask for the schema, and refusals suggest no names of it",
    },
    Setting {
        env: "LIAISON_DOCUMENTS",
        default: "",
        meaning: "path of a manifest of documents that clients call by their identifier: one JSON object from identifier to \
                  text, or Apollo's form; each is checked at the start",
    },
    Setting {
        env: "LIAISON_DOCUMENTS_ONLY",
        default: "false",
        meaning: "`true`: no other document is taken, introspection and those of the console included",
    },
    Setting {
        env: "LIAISON_MIGRATE",
        default: "true",
        meaning: "`false`: `serve` does not run migrations and refuses a database whose schema is not its own",
    },
    Setting {
        env: "LIAISON_GRACE_SECONDS",
        default: "20",
        meaning: "how long running calls may take to finish when the process is told to end",
    },
    Setting {
        env: "LIAISON_LOG",
        default: "info",
        meaning: "which log lines are written: a level, or `tracing` directives such as `info,liaison_persistence=debug`",
    },
    Setting {
        env: "LIAISON_LOG_FORMAT",
        default: "text",
        meaning: "`text` or `json`; one line a call, on standard error",
    },
];
