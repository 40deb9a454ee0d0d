//! `GET /demo/people`: who acts in the walk, with a token each. Only a demo has this address; its company is made up and
//! its database is thrown away.

use axum::Router;
use axum::http::header;
use axum::routing::get;
use bytes::Bytes;
use serde::Serialize;

/// Somebody of the demo company whom a reader can act as.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoPerson {
    /// How the walk's steps name them.
    pub key: String,
    /// Their bearer token.
    pub token: String,
    /// Their number.
    pub employee_number: String,
    /// Their name.
    pub name: String,
    /// 岗位.
    pub position: String,
    /// The name of their department.
    pub department: String,
}

/// The address over these people. [`Gateway::frame`](super::Gateway::frame) goes around it and all others.
pub fn demo_people(people: &[DemoPerson]) -> Router {
    // Texts without any value that JSON does not know.
    let body = Bytes::from(serde_json::to_vec(people).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Router::new().route("/demo/people", get(move || std::future::ready((headers, body.clone()))))
}
