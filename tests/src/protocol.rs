//! The transports, over real sockets: HTTP, `graphql-transport-ws`, server-sent events, and what hostile clients send.
//!
//! They stand over a schema of their own (`server`) that can wait, flood, fail and count, which the product's cannot;
//! what depends on the product's schema is asked again by the clients' own tools.

mod hostile;
mod http;
mod persisted;
mod rate;
mod server;
mod sse;
mod websocket;
