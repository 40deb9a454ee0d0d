//! A small GraphQL client over HTTP: what a frontend would send, and answers that say what was wrong when they are not
//! what a test expects.

use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use serde_json::{Value, json};

/// The media type of GraphQL answers.
pub(crate) const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// Somebody who calls: an address and, unless it is a stranger, a token.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Client {
    /// A caller of the server at `base` (`http://127.0.0.1:8080`).
    pub(crate) fn new(base: &str, token: Option<String>) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
        Self { http, url: format!("{base}/graphql"), token }
    }

    /// The same caller from this address, as a proxy in front of the server would say.
    pub(crate) fn at(&self, address: &str) -> Self {
        self.with_header("x-forwarded-for", address)
    }

    /// The same system in the name of this person, by employee number or ID.
    pub(crate) fn on_behalf_of(&self, person: &str) -> Self {
        self.with_header("liaison-on-behalf-of", person)
    }

    fn with_header(&self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        let headers = [(HeaderName::from_static(name), value)].into_iter().collect();
        let http = reqwest::Client::builder().no_proxy().default_headers(headers);
        Self { http: http.build().expect("a client needs no system settings"), ..self.clone() }
    }

    /// The token, if it is not a stranger.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Where it calls.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Sends a document with variables, and takes whatever comes.
    pub(crate) async fn send(&self, document: &str, variables: Value) -> Answer {
        self.try_send(document, variables).await.expect("the server answers")
    }

    /// The same where the server may be gone.
    pub(crate) async fn try_send(&self, document: &str, variables: Value) -> reqwest::Result<Answer> {
        let mut call = self.http.post(&self.url).header(ACCEPT, GRAPHQL_RESPONSE);
        if let Some(token) = &self.token {
            call = call.bearer_auth(token);
        }
        let response = call.json(&json!({ "query": document, "variables": variables })).send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, body })
    }

    /// The data of a document that has to succeed.
    pub(crate) async fn query(&self, document: &str, variables: Value) -> Value {
        self.send(document, variables).await.data()
    }

    /// The payload of a document's only mutation, which has to be accepted.
    pub(crate) async fn mutate(&self, document: &str, variables: Value) -> Value {
        let payload = self.payload(document, variables).await;
        let errors = payload["userErrors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors, 0, "refused: {payload:#}\n{document}");
        payload
    }

    /// The payload of a document's only mutation, refused or not.
    pub(crate) async fn payload(&self, document: &str, variables: Value) -> Value {
        let mut data = self.send(document, variables).await.data();
        let fields = data.as_object_mut().expect("data is an object");
        assert_eq!(fields.len(), 1, "one mutation a document");
        let (_, payload) = std::mem::take(fields).into_iter().next().expect("there is one");
        payload
    }

    /// The codes of the user errors of a document's only mutation; empty when it was accepted.
    pub(crate) async fn refusals(&self, document: &str, variables: Value) -> Vec<String> {
        let payload = self.payload(document, variables).await;
        let errors = payload["userErrors"].as_array().expect("the document asks for userErrors");
        errors.iter().map(|error| error["code"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The data, of an answer without errors.
    pub(crate) fn data(mut self) -> Value {
        let clean = self.status == 200 && self.body.get("errors").is_none();
        assert!(clean, "status {}: {:#}", self.status, self.body);
        self.body["data"].take()
    }

    /// The code of the first error at the top level.
    pub(crate) fn error_code(&self) -> Option<&str> {
        self.body["errors"][0]["extensions"]["code"].as_str()
    }
}
