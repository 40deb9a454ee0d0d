//! What guests cost the database: as many statements for many as for one, on both sides.

use serde_json::{Value, json};

use super::{HOST, OWNER, VIEW, World, says};
use crate::support::app::TestApp;
use crate::support::both_databases;

const GUESTS: &str = "query($first: Int!) { requests(first: $first) { nodes { code guests { name mail status customer { name } invitedBy { name }
    requests { code } customers { name } abilities { action } } } } }";

const SAID: &str = "query($first: Int!) { comments(first: $first, filter: {guest: {isNull: false}}) { nodes { text author { name } guest { name } } } }";

/// How many requests, each with a guest who says something.
const MADE: usize = 10;

both_databases! {
    async fn guests_cost_the_same_for_any_number(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let mut requests = vec![world.request.clone()];
        for _ in 1..MADE {
            requests.push(crate::request::submitted(&app, &["JS"]).await);
        }
        crate::task::task(&app, &world.request, "JS0004").await;
        for (number, request) in requests.iter().enumerate() {
            let changes = json!({ "requests": [request], "name": format!("外部{number}") });
            let (_, guest) = world.invited(&app, OWNER, changes).await;
            says(&guest, json!({ "subject": { "request": request }, "text": "您好" })).await;
        }
        let employee = app.member(HOST);
        for (what, document, statements) in [("guests", GUESTS, 3 + 1 + 1 + 1), ("said", SAID, 1 + 1 + 1 + 1)] {
            for first in [1, MADE] {
                let answer = employee.send(document, json!({ "first": first })).await;
                let cost = answer.body["extensions"]["cost"]["statements"].clone();
                let rows = answer.data();
                let field = rows.as_object().and_then(|fields| fields.values().next()).map(|list| list["nodes"].as_array().map(Vec::len));
                assert_eq!((field, &cost), (Some(Some(first)), &Value::from(statements)), "{what} at {first}");
            }
        }
        for count in [1, MADE] {
            let (_, guest) = world.invited(&app, OWNER, json!({ "requests": requests[..count], "customers": [world.customer] })).await;
            let answer = guest.send(&format!("{{ viewer {{ guest {{ {VIEW} }} }} }}"), json!({})).await;
            let cost = answer.body["extensions"]["cost"]["statements"].clone();
            assert_eq!(answer.data()["viewer"]["guest"]["requests"].as_array().map(Vec::len), Some(count));
            // The picture, the guest, three for requests, customers, the name; tasks and comments with counts, texts.
            assert_eq!(cost, Value::from(1 + 1 + 3 + 1 + 1 + 3 + 1 + 1 + 1 + 1 + 1), "{count} requests");
        }
        app.finish().await;
    }
}
