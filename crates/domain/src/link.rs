//! Links that people follow: to a conference, a recording, a document kept elsewhere.
//!
//! Liaison keeps the address and never opens it. Only `https` and `http` are links: anything else in a page that shows one
//! could run code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use url::Url;

use crate::error::{Reason, Rule};
use crate::text::Line;

/// Longest link, in characters.
pub const MAX_LINK: usize = 2_000;

/// An `https` or `http` address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Link(String);

impl Link {
    /// Checks `raw` and keeps it in the form of the URL standard.
    ///
    /// # Errors
    /// As [`Line::new`] with at most 2,000 characters; `MALFORMED` for what is no absolute address of the web, and for one
    /// with a password in it.
    pub fn new(raw: &str) -> Result<Self, Reason> {
        let line = Line::<MAX_LINK>::new(raw)?;
        let malformed = || Reason::of(Rule::Malformed);
        let url = Url::parse(line.as_str()).map_err(|_| malformed())?;
        let of_the_web = matches!(url.scheme(), "https" | "http") && url.has_host();
        if of_the_web && url.password().is_none() { Ok(Self(url.into())) } else { Err(malformed()) }
    }

    /// Like [`Self::new`], but blank text is no link.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn optional(raw: Option<&str>) -> Result<Option<Self>, Reason> {
        raw.filter(|raw| !raw.trim().is_empty()).map(Self::new).transpose()
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::new(&raw).map_err(|reason| de::Error::custom(reason.rule.code()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for raw in ["https://meeting.example.com/j/123?pwd=a b", " http://会议.example/房间 "] {
            let link = Link::new(raw).expect("a link");
            assert_eq!(Link::new(link.as_str()), Ok(link), "its own form");
        }
        for raw in [
            "",
            "meeting",
            "javascript:alert(1)",
            "data:text/html,x",
            "//host/x",
            "https://",
            "https://a:b@c/",
        ] {
            assert!(Link::new(raw).is_err(), "{raw}");
        }
        assert_eq!(Link::optional(Some("  ")), Ok(None));
    }
}
