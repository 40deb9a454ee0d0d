//! Answers over plain HTTP: status, media type, language.
//!
//! By the GraphQL-over-HTTP specification an answer with `data` is 200; a document or variable that was refused is 400 as
//! `application/graphql-response+json` and 200 as `application/json`; what failed before GraphQL began has the status of
//! its fault under both.

use axum::body::Body;
use axum::extract::Extension;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use bytes::Bytes;

use super::frame::{Frame, Outcome};
use super::negotiate::Media;
use super::toll;
use crate::graphql::error::{ErrorCode, Fault, Text};
use crate::graphql::pipeline;
use crate::locale::Locale;

/// What every answer of a call needs to know about it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) media: Media,
    pub(super) locale: Locale,
    pub(super) request_id: String,
}

impl Reply {
    /// An executed answer.
    pub(super) fn answer(&self, body: Bytes, outcome: Outcome) -> Response {
        self.write(StatusCode::OK, body, outcome)
    }

    /// A request error.
    pub(super) fn refuse(&self, faults: &[Fault], mut outcome: Outcome) -> Response {
        let Some(first) = faults.first() else {
            return self.refuse(&[Fault::internal("a refusal without a fault")], outcome);
        };
        let status = status(first, self.media);
        outcome.codes.extend(faults.iter().map(|fault| fault.code));
        let mut response =
            self.write(status, pipeline::refusal(faults, &self.request_id, self.locale), outcome);
        let headers = response.headers_mut();
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                let allowed =
                    first.params.get("allowed").and_then(|allowed| allowed.as_str()).unwrap_or("POST");
                if let Ok(allowed) = HeaderValue::from_str(allowed) {
                    headers.insert(header::ALLOW, allowed);
                }
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                headers.insert("accept-post", HeaderValue::from_static("application/json"));
            }
            _ => {}
        }
        if let Some(wait) = first.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(toll::seconds(wait).max(1)));
        }
        response
    }

    fn write(&self, status: StatusCode, body: Bytes, outcome: Outcome) -> Response {
        // A refusal of an event stream that never began is written as JSON.
        let media = if self.media == Media::EventStream { Media::Json } else { self.media };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
        self.mark(headers);
        response.extensions_mut().insert(outcome);
        response
    }

    /// The headers that any answer to a call has.
    pub(super) fn mark(&self, headers: &mut axum::http::HeaderMap) {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.locale.tag()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.append(header::VARY, HeaderValue::from_static(VARIES));
    }
}

/// By which headers of a request its answer differs.
const VARIES: &str = "accept, accept-language, authorization, liaison-on-behalf-of";

/// The status of a request error.
pub(super) fn status(fault: &Fault, media: Media) -> StatusCode {
    let of_document = match fault.code {
        ErrorCode::CostExceeded | ErrorCode::DepthExceeded => false,
        code => code.http_status() == 400,
    };
    let status = match fault.status {
        None if of_document && media == Media::Json => 200,
        None => fault.code.http_status(),
        Some(status) => status,
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// 404 for every other address, in the same form as all errors.
pub(super) async fn not_found(Extension(frame): Extension<Frame>, _: Uri) -> Response {
    let locale = frame.asked.unwrap_or_default();
    let reply = Reply { media: Media::Json, locale, request_id: frame.request_id };
    reply.refuse(&[Fault::new(ErrorCode::BadUserInput, Text::NotFound).status(404)], Outcome::default())
}
