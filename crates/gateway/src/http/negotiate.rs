//! Which media type a client gets, from its `Accept` (RFC 9110, 12.5.1; GraphQL over HTTP, "Media Types").

use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::locale::weight;

/// A form in which answers can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`: 200 also for documents that were refused.
    Json,
    /// `application/graphql-response+json`: the status tells.
    GraphqlResponse,
    /// `text/event-stream`.
    EventStream,
}

impl Media {
    /// In the order of preference where a client has none.
    const ALL: [Self; 3] = [Self::Json, Self::GraphqlResponse, Self::EventStream];

    /// The name without parameters.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::EventStream => "text/event-stream",
        }
    }

    /// The value of `Content-Type`.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }
}

/// What a client accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    /// What it likes best of what we have.
    pub(super) best: Media,
    /// Whether it named event streams: what a subscription needs.
    pub(super) streams: bool,
}

/// Reads `Accept`; without it a client gets `application/json`.
///
/// # Errors
/// 406 where nothing that is accepted can be written.
pub(super) fn accepted(accept: Option<&str>) -> Result<Accepted, Fault> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Ok(Accepted { best: Media::Json, streams: false });
    };
    let ranges: Vec<_> = accept.split(',').filter_map(range).collect();
    let mut best: Option<(Media, (u16, u8, usize))> = None;
    for media in Media::ALL {
        // The most specific range that matches decides; among equals the one named first.
        let matching = ranges.iter().enumerate().filter_map(|(place, (name, weight))| {
            let specificity = matches(name, media)?;
            Some((specificity, *weight, usize::MAX - place))
        });
        let Some((specificity, weight, place)) = matching.max_by_key(|(specificity, ..)| *specificity) else {
            continue;
        };
        let rank = (weight, specificity, place);
        if weight > 0 && best.is_none_or(|(_, so_far)| rank > so_far) {
            best = Some((media, rank));
        }
    }
    let streams = ranges
        .iter()
        .any(|(name, weight)| *weight > 0 && name.eq_ignore_ascii_case(Media::EventStream.name()));
    let refused = || {
        let shown: String = accept.chars().take(200).collect();
        Fault::new(ErrorCode::BadUserInput, Text::NotAcceptable).status(406).with("accept", shown)
    };
    best.map(|(best, _)| Accepted { best, streams }).ok_or_else(refused)
}

/// A media range without its parameters, and its weight.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';');
    let name = parts.next()?.trim();
    let quality =
        parts.filter_map(|part| part.trim().split_once('=')).find(|(key, _)| key.eq_ignore_ascii_case("q"));
    Some((name, quality.map_or(1_000, |(_, value)| weight(value).unwrap_or(0))))
}

/// How specifically a range names `media`; wildcards never mean an event stream, which few clients read by accident.
fn matches(range: &str, media: Media) -> Option<u8> {
    if range.eq_ignore_ascii_case(media.name()) {
        return Some(2);
    }
    match media {
        Media::EventStream => range.eq_ignore_ascii_case("text/*").then_some(1),
        _ if range.eq_ignore_ascii_case("application/*") => Some(1),
        _ => (range == "*/*" || range == "*").then_some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_what_we_have() {
        use Media::{EventStream, GraphqlResponse, Json};
        for (accept, best) in [
            ("", Json),
            ("*/*", Json),
            ("application/*", Json),
            ("application/json", Json),
            ("application/graphql-response+json", GraphqlResponse),
            ("application/graphql-response+json; charset=utf-8, application/json;q=0.9", GraphqlResponse),
            ("application/json;q=0.5, application/graphql-response+json;q=0.6", GraphqlResponse),
            ("application/json, application/graphql-response+json", Json),
            ("application/graphql-response+json, application/json", GraphqlResponse),
            ("text/html, application/xhtml+xml, */*;q=0.8", Json),
            ("application/json;q=0, */*", GraphqlResponse),
            ("text/event-stream", EventStream),
            ("Application/JSON", Json),
        ] {
            assert_eq!(accepted(Some(accept)).map(|accepted| accepted.best), Ok(best), "{accept}");
        }
        for accept in
            ["text/html", "application/xml, text/plain", "application/json;q=0", "application/json;q=x"]
        {
            assert_eq!(accepted(Some(accept)).map_err(|fault| fault.status), Err(Some(406)), "{accept}");
        }
    }

    #[test]
    fn event_streams_must_be_named() {
        assert!(
            accepted(Some("application/json, text/event-stream;q=0.1"))
                .is_ok_and(|accepted| accepted.streams)
        );
        assert!(accepted(Some("*/*")).is_ok_and(|accepted| !accepted.streams));
    }
}
