//! Live reading over `WebSocket`s: every event once and in order, from any cursor, at any node, for as long as one may.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use liaison_gateway::limits::Limits;
use serde_json::{Value, json};

use crate::scale;
use crate::support::client::Client;
use crate::support::socket::{Heard, Socket};
use crate::support::{Backend, TestApp, both_databases};

const EVENTS: &str =
    "subscription($after: Cursor, $filter: EventFilter) { events(after: $after, filter: $filter) {
    cursor event { id type subjectVersion } } }";
const CREATE: &str = "mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) {
    cursor userErrors { code } } }";

fn founded() -> Value {
    json!({ "types": ["DepartmentCreated"] })
}

async fn found(client: &Client, code: &str) -> Value {
    client.mutate(CREATE, json!({ "input": { "code": code, "name": code } })).await["cursor"].clone()
}

/// Listens on a new socket from a cursor on.
async fn listen(client: &Client, after: &Value, filter: Value) -> Socket {
    let mut socket = Socket::connect(client).await;
    socket.subscribe("s", EVENTS, json!({ "after": after, "filter": filter })).await;
    socket
}

/// The next event; places in the feed without one are passed over.
async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = socket.next().await["events"].take();
        if !message["event"].is_null() {
            return message;
        }
    }
}

/// The cursor after everything that was committed before this call.
pub(crate) async fn present(app: &TestApp) -> String {
    let feed = app.app().hub().feed();
    feed.advance().await.expect("the feed can be read");
    feed.latest().to_string()
}

both_databases! {
    /// Readers that resume at every event, on every node, see each one once and in the same order.
    async fn every_event_once_in_one_order(backend) {
        let mut app = TestApp::start(backend).await;
        let other = if backend == Backend::Postgres { app.add_node().await } else { 0 };
        let start = json!(present(&app).await);
        let count = scale::STREAMED_EVENTS.get();
        let steady = listen(&app.member_at(other, "MT0003"), &start, founded()).await;
        let resuming = app.member("CP0003");
        let writing = async {
            let admin = app.admin();
            let calls = (0..count).map(|number| {
                let admin = admin.clone();
                async move { found(&admin, &format!("D{number}")).await }
            });
            // As many at once as a busy company: a node refuses what would wait too long for its turn to write.
            stream::iter(calls).buffered(32).collect::<Vec<_>>().await
        };
        let reading = async {
            let (mut socket, mut seen) = (steady, Vec::new());
            while seen.len() < count {
                seen.push(next(&mut socket).await["event"]["id"].clone());
            }
            seen
        };
        let hopping = async {
            let (mut cursor, mut seen) = (start.clone(), Vec::new());
            while seen.len() < count {
                let mut socket = listen(&resuming, &cursor, founded()).await;
                let message = next(&mut socket).await;
                cursor = message["cursor"].clone();
                seen.push(message["event"]["id"].clone());
            }
            seen
        };
        let (cursors, steadily, hopped) = tokio::join!(writing, reading, hopping);
        assert_eq!(cursors.len(), count);
        assert_eq!(steadily, hopped);
        app.finish().await;
    }

    /// A payload's cursor is a place to go on from: after one's own write, not including it.
    async fn a_cursor_excludes_its_own_change(backend) {
        let app = TestApp::start(backend).await;
        let after = found(&app.admin(), "D1").await;
        let mut socket = listen(&app.member("MT0003"), &after, founded()).await;
        let expected = found(&app.admin(), "D2").await;
        assert_eq!(next(&mut socket).await["cursor"], expected);
        app.finish().await;
    }

    /// S1-104: a stream ends with the account of its reader.
    async fn a_stream_ends_with_its_account(backend) {
        let app = TestApp::start(backend).await;
        let start = json!(present(&app).await);
        let mut socket = listen(&app.member("MT0004"), &start, founded()).await;
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.admin().mutate(disable, json!({ "input": { "id": app.person("MT0004") } })).await;
        match socket.hear().await {
            Heard::Message(message) => {
                assert_eq!(message["type"], "error", "{message:#}");
                assert_eq!(message["payload"][0]["extensions"]["code"], "UNAUTHENTICATED");
            }
            Heard::Closed(code) => assert_eq!(code, 4403, "the transport noticed first"),
            Heard::Gone => panic!("the socket ended without a word"),
        }
        app.finish().await;
    }

    /// However long nothing concerns a reader, it learns how far it has come, and can go on from there.
    async fn silence_is_broken_by_a_cursor(backend) {
        let limits = Limits { checkpoint_interval: Duration::from_millis(50), ..Limits::default() };
        let app = TestApp::start_with(backend, limits).await;
        let start = json!(present(&app).await);
        let mut socket = listen(&app.member("MT0003"), &start, json!({ "types": ["NothingOfThisName"] })).await;
        let written = found(&app.admin(), "D1").await;
        loop {
            let message = socket.next().await["events"].take();
            assert_eq!(message["event"], Value::Null);
            if message["cursor"] == written {
                break;
            }
        }
        app.finish().await;
    }

    /// A cursor that leads nowhere is told before anything is streamed.
    async fn a_wrong_cursor_is_refused(backend) {
        let app = TestApp::start(backend).await;
        let mut socket = listen(&app.member("MT0003"), &json!("nonsense"), Value::Null).await;
        let message = socket.message().await;
        assert_eq!(message["type"], "error");
        assert_eq!(message["payload"][0]["extensions"]["code"], "INVALID_CURSOR");
        app.finish().await;
    }
}
