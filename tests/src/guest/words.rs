//! What a guest says: external, in their name, archived on their customer, and nowhere else.

use serde_json::{Value, json};

use super::{HOST, OWNER, World, not_said, says, view};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::ticket::found_in_database;

both_databases! {
    /// S1-37, S1-38: marked external, archived in the same step, sealed once; told to whom it concerns.
    async fn what_a_guest_says_is_external_and_archived(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (guest, client) = world.invited(&app, HOST, json!({})).await;
        let asked = world.said(&app, HOST, "对外：请确认需求", true).await;
        let input = json!({ "subject": { "request": world.request }, "text": "确认，请于周五前交付", "replyTo": asked, "idempotencyKey": "k" });
        let first = says(&client, input.clone()).await;
        let said = &first["comment"];
        assert_eq!((&said["text"], &said["source"], &said["authorName"], &said["replyTo"]), (&json!("确认，请于周五前交付"), &json!("YOU"), &json!("周琦"), &json!(asked)));
        assert_eq!(says(&client, input).await, first, "a repeat answers the same");
        assert_eq!(found_in_database(&app, "确认，请于周五前交付").await, ["sealed_value"]);
        let read = "query($id: ID!) { node(id: $id) { ... on Comment { text external author { name } guest { id name } versions { writtenBy { name } } abilities { action allowed } } } }";
        let comment = app.member(OWNER).query(read, json!({ "id": said["id"] })).await["node"].take();
        assert_eq!((&comment["text"], &comment["external"], &comment["author"]), (&json!("确认，请于周五前交付"), &json!(true), &Value::Null));
        assert_eq!((&comment["guest"], &comment["versions"][0]["writtenBy"]), (&json!({ "id": guest, "name": "周琦" }), &Value::Null));
        assert_eq!(comment["abilities"], json!([{ "action": "REPLY", "allowed": true }, { "action": "EDIT", "allowed": false }]));
        let archive = "query($id: ID!) { customer(by: {id: $id}) { interactions { nodes { id version channel subject wants guest { name } comment { id } recordedBy { name } } } } }";
        let archived = app.member(OWNER).query(archive, json!({ "id": world.customer })).await["customer"]["interactions"]["nodes"].take();
        let [entry] = &archived.as_array().expect("a list")[..] else { panic!("one entry: {archived:#}") };
        assert_eq!((&entry["channel"], &entry["subject"], &entry["wants"]), (&json!("ONLINE"), &json!("MT202405001"), &json!("确认，请于周五前交付")));
        assert_eq!((&entry["guest"]["name"], &entry["comment"]["id"], &entry["recordedBy"]), (&json!("周琦"), &said["id"], &Value::Null));
        let change = json!({ "id": entry["id"], "expectedVersion": entry["version"], "wants": "改写" });
        assert_eq!(crate::customer::INTERACTION.refusal(&app.member(OWNER), "interactionUpdate", change).await, "GUEST_WORDS at wants");
        let told = app.member(HOST).query("{ notifications(first: 10) { nodes { code text } } }", json!({})).await["notifications"]["nodes"].to_string();
        assert!(told.contains("GUEST_COMMENTED"), "{told}");
        let events = "{ events(filter: {types: [\"CommentAdded\", \"InteractionRecorded\"]}) { nodes { type external actor { name } data } } }";
        let told = app.member(OWNER).query(events, json!({})).await["events"]["nodes"].take();
        let of_guest: Vec<_> = told.as_array().expect("a list").iter().filter(|one| one["data"]["guest"] == json!(guest)).collect();
        assert_eq!(of_guest.len(), 2, "{told:#}");
        assert!(of_guest.iter().all(|one| one["external"] == true && one["actor"].is_null()) && !told.to_string().contains("周五"));
        let filtered = "query($person: ID!, $guest: ID!) { of: comments(filter: {author: {eq: $person}}) { totalCount { value } } by: comments(filter: {guest: {eq: $guest}}) { totalCount { value } } }";
        let counted = app.member(OWNER).query(filtered, json!({ "person": app.person(HOST), "guest": guest })).await;
        assert_eq!((&counted["of"]["totalCount"]["value"], &counted["by"]["totalCount"]["value"]), (&json!(1), &json!(1)), "it is not the host's");
        app.finish().await;
    }

    /// Outside the scope there is nothing, not even a refusal that tells something apart.
    async fn a_guest_says_nothing_elsewhere(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (_, client) = world.invited(&app, HOST, json!({})).await;
        let (_, other) = world.invited(&app, OWNER, json!({ "name": "吴双", "mail": "wu@abc.example", "requests": [], "customers": [world.customer] })).await;
        let elsewhere = crate::request::submitted(&app, &["JS"]).await;
        let on = |kind: &str, id: &str| json!({ "subject": { kind: id }, "text": "您好" });
        for (guest, kind, id) in [
            (&client, "request", elsewhere.as_str()), (&client, "request", "req_00000000000000000000000000"),
            (&client, "customer", world.customer.as_str()), (&other, "request", world.request.as_str()),
        ] {
            assert_eq!(not_said(guest, on(kind, id)).await, "not found", "{kind} {id}");
        }
        let internal = world.said(&app, OWNER, "内部", false).await;
        let mut reply = on("request", &world.request);
        reply["replyTo"] = json!(internal);
        let told = not_said(&client, reply.clone()).await;
        reply["replyTo"] = json!("cmt_00000000000000000000000000");
        assert_eq!((told.as_str(), not_said(&client, reply).await.as_str()), ("UNKNOWN at replyTo", "UNKNOWN at replyTo"));
        assert_eq!(not_said(&client, json!({ "subject": { "request": world.request }, "text": "" })).await, "REQUIRED at text");
        // To another guest of the same request they have no name.
        let (_, third) = world.invited(&app, HOST, json!({ "name": "郑方", "mail": "zheng@abc.example" })).await;
        says(&client, on("request", &world.request)).await;
        let heard = view(&third).await.expect("they are let in")["requests"][0]["comments"]["nodes"][0].take();
        assert_eq!((&heard["text"], &heard["source"], &heard["authorName"]), (&json!("您好"), &json!("GUEST"), &Value::Null));
        says(&other, on("customer", &world.customer)).await;
        let heard = view(&other).await.expect("they are let in");
        assert_eq!(heard["customers"][0]["comments"]["nodes"][0]["source"], "YOU");
        assert_eq!(heard["requests"], json!([]));
        app.finish().await;
    }
}
