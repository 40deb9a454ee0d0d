//! `GET /calendar/SECRET.ics`: a person's calendar for calendar applications, which send no token: the address is the secret.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use liaison_domain::calendar_feed::FeedSecret;

use crate::graphql::calendar_feed::{ENDING, FOLDER};

/// Writes down what the feed with a secret shows.
pub trait CalendarFiles: Send + Sync + 'static {
    /// The file as it is now; none for a secret that opens nothing, or not any more.
    ///
    /// # Errors
    /// A word for operators where it cannot be read now.
    fn file<'a>(&'a self, secret: &'a FeedSecret) -> BoxFuture<'a, Result<Option<String>, String>>;
}

/// The addresses over these files. [`Gateway::frame`](super::Gateway::frame) goes around them and all others.
pub fn calendar_files(files: Arc<dyn CalendarFiles>) -> Router {
    Router::new().route(&format!("{FOLDER}{{file}}"), get(serve)).with_state(files)
}

async fn serve(State(files): State<Arc<dyn CalendarFiles>>, Path(file): Path<String>) -> Response {
    let Some(secret) = file.strip_suffix(ENDING).and_then(FeedSecret::parse) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match files.file(&secret).await {
        Ok(Some(text)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-cache"),
                (header::CONTENT_DISPOSITION, "inline; filename=\"liaison.ics\""),
            ];
            (headers, text).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(why) => {
            tracing::warn!(error = %why, "a calendar cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
