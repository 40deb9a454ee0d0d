//! Sudden death while minutes are published: all of it is there, or nothing (`meetings.md`, one atomic step).

use std::time::Duration;

use liaison_persistence::feed::Feed;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::MEETING;
use crate::crash::site::Site;
use crate::scale;
use crate::support::client::Client;
use crate::support::{both_databases, record};

/// Action items of each publication.
const ITEMS: usize = 20;
/// How far the moment of death lies behind the sending of the call: longer than a publication takes.
const WITHIN_MICROS: u64 = 250_000;

/// A meeting that was opened and ended, with 20 action items to be published.
async fn held(site: &Site, host: &Client) -> Value {
    let day = &site.due_on;
    let plan = json!({ "subject": "发布会", "kind": "INSTANT", "endsAt": in_time() });
    let made = MEETING.run(host, "meetingSchedule", plan).await;
    for step in ["meetingStart", "meetingEnd"] {
        MEETING.run(host, step, json!({ "id": made["id"] })).await;
    }
    let item = |number: usize| json!({ "what": format!("行动项{number}"), "who": site.person("CP0003"), "dueOn": day });
    let items: Vec<Value> = (0..ITEMS).map(item).collect();
    json!({ "id": made["id"], "minutes": { "items": [{ "actionItems": items }] }, "idempotencyKey": made["id"] })
}

/// An end that lies ahead, and no further than a meeting may last, whatever the time of day.
fn in_time() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the binary has the machine's clock, and the call is meant in its time"
    )]
    let now = jiff::Timestamp::now();
    (now + jiff::SignedDuration::from_hours(20)).to_string()
}

/// How many tasks and which status the meeting has.
async fn found(client: &Client, meeting: &Value) -> (u64, String) {
    let document = "query($id: ID!) { node(id: $id) { ... on Meeting { status } }
        tasks(filter: { meeting: { eq: $id } }) { totalCount { value } } }";
    let answer = client.query(document, json!({ "id": meeting })).await;
    let status = answer["node"]["status"].as_str().expect("it is there").to_owned();
    (answer["tasks"]["totalCount"]["value"].as_u64().expect("a count"), status)
}

both_databases! {
    async fn minutes_are_published_whole_or_not_at_all(backend) {
        let (kills, mut random) = (scale::MINUTES_KILLS.get(), StdRng::seed_from_u64(scale::seed()));
        let site = Site::found(backend).await;
        let (mut whole, mut nothing) = (0, 0);
        for _ in 0..kills {
            let server = site.serve().await;
            let host = site.client(server.base(), "JS0001");
            let input = held(&site, &host).await;
            let meeting = input["id"].clone();
            let publishing = async {
                host.try_send(&MEETING.document("meetingPublishMinutes"), json!({ "input": input })).await.is_ok()
            };
            let killing = async {
                tokio::time::sleep(Duration::from_micros(random.random_range(0..WITHIN_MICROS))).await;
                server.kill().await;
            };
            let (answered, ()) = tokio::join!(publishing, killing);
            let server = site.serve().await;
            let host = site.client(server.base(), "JS0001");
            match found(&host, &meeting).await {
                (tasks, status) if status == "CONFIRMED" => {
                    assert_eq!(tasks, ITEMS as u64);
                    whole += 1;
                }
                (tasks, status) => {
                    assert_eq!((tasks, status.as_str(), answered), (0, "HELD", false), "half of it, or an answer without the deed");
                    nothing += 1;
                }
            }
            MEETING.run(&host, "meetingPublishMinutes", input).await;
            assert_eq!(found(&host, &meeting).await, (ITEMS as u64, "CONFIRMED".to_owned()), "repeated, it is done once");
            server.signal("TERM").await;
            server.ended().await;
            let store = site.store().await;
            let feed = Feed::open(&store).await.expect("the database can be read");
            record::check(&store, &feed).await;
            store.close().await.expect("nothing runs");
        }
        println!("measured: {backend:?}: {kills} kills, {whole} times all of it was there, {nothing} times nothing");
        site.remove().await;
    }
}
