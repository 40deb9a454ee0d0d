//! What this server shows to whom: pages of other origins, the schema, documents that are not its clients' own.
//!
//! Owns the forms in which operators say so. The transports and the pipeline ask; how much anybody may ask is [`crate::limits`].

mod registered;

use std::str::FromStr;
use std::sync::Arc;

use url::{Origin, Url};

pub use registered::{Registered, Unreadable, sha256};

/// Whose pages may call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CorsOrigins {
    /// Only pages of the same origin.
    #[default]
    None,
    /// Pages of these origins, such as `https://desk.example`.
    These(Vec<String>),
    /// Any page.
    Any,
}

/// A text that names no origins.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin such as https://desk.example: {0:?}")]
pub struct NoOrigin(String);

impl FromStr for CorsOrigins {
    type Err = NoOrigin;

    /// Origins, separated by commas; `*` for any, none for an empty text.
    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let mut origins = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if part == "*" {
                return Ok(Self::Any);
            }
            origins.push(origin(part).ok_or_else(|| NoOrigin(part.to_owned()))?);
        }
        Ok(if origins.is_empty() { Self::None } else { Self::These(origins) })
    }
}

/// The origin as browsers write it in `Origin`: without a path, the usual port left out. `None` where there is more to the text.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let alone =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.origin() {
        Origin::Tuple(..) if alone && url.password().is_none() => Some(url.origin().ascii_serialization()),
        _ => None,
    }
}

/// What the server shows to whom.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// Which web pages of other origins may call.
    pub cors: CorsOrigins,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Whether browsers reach the server over TLS alone, and are told to keep to it.
    pub https: bool,
    /// The documents of the deployment's own clients.
    pub registered: Arc<Registered>,
    /// Whether no other document is taken.
    pub registered_only: bool,
}

impl Default for Exposure {
    /// No other origin, the schema for everybody, any document.
    fn default() -> Self {
        Self {
            cors: CorsOrigins::None,
            introspection: true,
            https: false,
            registered: Arc::default(),
            registered_only: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        let read = |text: &str| text.parse::<CorsOrigins>();
        assert_eq!(read(""), Ok(CorsOrigins::None));
        assert_eq!(read("*"), Ok(CorsOrigins::Any));
        let two = ["https://desk.example", "http://127.0.0.1:3000"].map(str::to_owned).to_vec();
        assert_eq!(read("https://Desk.example:443/, http://127.0.0.1:3000"), Ok(CorsOrigins::These(two)));
        for wrong in [
            "desk.example",
            "https://desk.example/app",
            "https://a@desk.example",
            "file:///etc",
            "null",
            "https://x?y",
        ] {
            assert_eq!(read(wrong), Err(NoOrigin(wrong.to_owned())), "{wrong}");
        }
    }
}
