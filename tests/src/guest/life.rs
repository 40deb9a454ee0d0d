//! Inviting, signing in, and the ends: to the second, by revocation, with who invited them; and streams that end with it.

use std::time::Duration;

use liaison_domain::canonical::Digest;
use liaison_gateway::limits::Limits;
use serde_json::{Value, json};

use super::{GUEST, HOST, INVITE, OWNER, SAY, VIEW, World, not_said, refused, revoked, says, seen_by, view};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::clock::instant;
use crate::support::socket::{Heard, Socket};
use crate::ticket::found_in_database;

/// Why nobody is invited, in words.
async fn not_invited(app: &TestApp, who: &str, input: Value) -> String {
    let payload = app.member(who).payload(INVITE, json!({ "input": input })).await;
    assert_eq!((&payload["guest"], &payload["token"]), (&Value::Null, &Value::Null));
    crate::support::mutation::told(payload["userErrors"].as_array().expect("a list"))
}

/// What a stream says at its end, or the code with which its socket is closed.
async fn end_of(socket: &mut Socket) -> String {
    loop {
        match socket.hear().await {
            Heard::Message(message) if message["type"] == "next" => {}
            Heard::Message(message) => {
                return message["payload"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
            }
            Heard::Closed(code) => return code.to_string(),
            Heard::Gone => return "gone".to_owned(),
        }
    }
}

both_databases! {
    /// The secret is shown once and kept nowhere, name and mail lie under seals alone (X26, resolution 79).
    async fn nothing_of_a_guest_lies_open(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let input = json!({ "input": world.invitation(json!({ "idempotencyKey": "k" })) });
        let first = app.member(HOST).mutate(INVITE, input.clone()).await;
        let token = first["token"].as_str().expect("the secret").to_owned();
        assert_eq!((token.len(), &token[..4]), (47, "lgt_"));
        let again = app.member(HOST).mutate(INVITE, input).await;
        assert_eq!((&again["guest"], &again["token"], &again["cursor"]), (&first["guest"], &Value::Null, &first["cursor"]));
        let guest = Client::new(app.base(0), Some(token.clone()));
        assert!(view(&guest).await.is_ok());
        assert_eq!(found_in_database(&app, &token[4..]).await, Vec::<String>::new());
        assert_eq!(found_in_database(&app, Digest::of(token.as_bytes()).as_str()).await, ["guest"], "the search finds what is there");
        for personal in ["周琦", "zhou.qi@abc.example"] {
            assert_eq!(found_in_database(&app, personal).await, ["sealed_value"], "{personal}");
        }
        let events = "{ events(filter: {subjectKinds: [GUEST]}) { nodes { type external actor { employeeNumber } data } } }";
        let told = app.admin().query(events, json!({})).await["events"]["nodes"].take();
        let types: Vec<_> = told.as_array().expect("a list").iter().map(|one| one["type"].as_str().unwrap_or_default()).collect();
        assert_eq!(types, ["GuestInvited", "GuestArrived"]);
        app.finish().await;
    }

    /// T21: at most 90 days, to the second; who invites, and to what.
    async fn who_invites_and_for_how_long(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        for (who, expected) in [("JS0005", "ROLE_MISSING"), ("ZB0002", "ROLE_MISSING"), ("ZB0004", "ROLE_MISSING"), ("CP0001", "not found")] {
            assert_eq!(not_invited(&app, who, world.invitation(json!({}))).await, expected, "{who}");
        }
        let until = |at: &str| world.invitation(json!({ "expiresAt": at }));
        assert_eq!(not_invited(&app, HOST, until("2024-05-06T01:00:00Z")).await, "IN_THE_PAST at expiresAt");
        assert_eq!(not_invited(&app, HOST, until("2024-08-04T01:00:01Z")).await, "OUT_OF_RANGE at expiresAt");
        assert_eq!(not_invited(&app, HOST, world.invitation(json!({ "requests": [] }))).await, "REQUIRED at requests");
        assert_eq!(not_invited(&app, HOST, world.invitation(json!({ "mail": "nobody" }))).await, "MALFORMED at mail");
        let foreign = world.invitation(json!({ "customers": [world.customer] }));
        assert_eq!(not_invited(&app, HOST, foreign).await, "ROLE_MISSING", "the customer is not theirs to share");
        let draft = crate::request::draft(&app, &["JS"]).await;
        assert_eq!(not_invited(&app, OWNER, world.invitation(json!({ "requests": [draft] }))).await, "DRAFT");
        let (guest, _) = world.invited(&app, HOST, json!({ "expiresAt": "2024-08-04T01:00:00Z" })).await;
        let told = "{ notifications(first: 5) { nodes { code text } } }";
        let told = app.member(OWNER).query(told, json!({})).await["notifications"]["nodes"][0].take();
        assert_eq!(told["code"], "GUEST_INVITED", "{told}");
        app.clock().put(instant("2024-05-16T09:00:00+08:00"));
        let later = |at: &str| json!({ "id": guest, "expectedVersion": 1, "expiresAt": at });
        assert_eq!(GUEST.refusal(&app.member(HOST), "guestUpdate", later("2024-08-04T01:00:01Z")).await, "OUT_OF_RANGE at expiresAt");
        let shorter = GUEST.run(&app.member(HOST), "guestUpdate", later("2024-05-20T01:00:00Z")).await;
        assert_eq!(shorter["expiresAt"], "2024-05-20T01:00:00Z");
        app.finish().await;
    }

    /// What is unknown, misspelt, revoked or over lets nobody in, from the very second on; every guest by themselves.
    async fn a_guest_ends_to_the_second(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (short, until_ten) = world.invited(&app, HOST, json!({ "expiresAt": "2024-05-06T02:00:00Z" })).await;
        let (other, ended) = world.invited(&app, HOST, json!({ "name": "吴双", "mail": "wu@abc.example" })).await;
        let (_, lasting) = world.invited(&app, OWNER, json!({ "name": "郑方", "mail": "zheng@abc.example" })).await;
        let secret = until_ten.token().expect("a secret").to_owned();
        for wrong in [&secret[..46], &format!("{secret}a"), &secret.replace("lgt_", "LGT_"), "lgt_0000000000000000000000000000000000000000000"] {
            assert_eq!(view(&Client::new(app.base(0), Some(wrong.to_owned()))).await, refused(), "{wrong}");
        }
        assert_eq!(view(&app.stranger()).await, refused());
        let said = json!({ "subject": { "request": world.request }, "text": "请回复" });
        app.clock().put(instant("2024-05-06T09:59:59.999999+08:00"));
        assert!(view(&until_ten).await.is_ok());
        assert_eq!(seen_by(&app.member(HOST), &short).await["status"], "ACTIVE");
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        assert_eq!(view(&until_ten).await, refused());
        let answer = until_ten.send(SAY, json!({ "input": said })).await;
        assert_eq!((answer.status, answer.error_code()), (401, Some("UNAUTHENTICATED")));
        assert_eq!(seen_by(&app.member(HOST), &short).await["status"], "EXPIRED");
        assert!(view(&ended).await.is_ok());
        let revoke = json!({ "id": other, "reason": "发错对象" });
        assert_eq!(GUEST.refusal(&app.member("MT0004"), "guestRevoke", revoke.clone()).await, "ROLE_MISSING");
        assert_eq!(GUEST.refusal(&app.member("CP0003"), "guestRevoke", revoke.clone()).await, "not found");
        let gone = revoked(&app, OWNER, &other).await;
        assert_eq!((&gone["status"], &gone["revokedAt"], &gone["revokedBy"]["employeeNumber"]), (&json!("REVOKED"), &json!("2024-05-06T02:00:00Z"), &json!(OWNER)));
        assert_eq!((&gone["revokedBecause"], &gone["revokedReason"]), (&json!("REVOKED"), &json!("项目结束")));
        assert_eq!(view(&ended).await, refused());
        assert_eq!(GUEST.refusal(&app.admin(), "guestRevoke", revoke).await, "REVOKED lacks GUEST_ENDED");
        assert_eq!(GUEST.refusal(&app.admin(), "guestRevoke", json!({ "id": short, "reason": "x" })).await, "EXPIRED lacks GUEST_ENDED");
        assert!(view(&lasting).await.is_ok(), "the others go on");
        app.finish().await;
    }

    /// Who invited them has left: nobody answers any more for what they see, and the customer's owner is told.
    async fn a_guest_ends_with_who_invited_them(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (guest, client) = world.invited(&app, "JS0004", json!({})).await;
        let (_, other) = world.invited(&app, OWNER, json!({ "name": "吴双", "mail": "wu@abc.example" })).await;
        assert!(view(&client).await.is_ok());
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.member("ZB0003").mutate(disable, json!({ "input": { "id": app.person("JS0004") } })).await;
        assert_eq!(view(&client).await, refused());
        let seen = seen_by(&app.member(OWNER), &guest).await;
        assert_eq!((&seen["status"], &seen["revokedBecause"], &seen["revokedBy"]), (&json!("REVOKED"), &json!("INVITER_LEFT"), &Value::Null));
        let told = app.member(OWNER).query("{ notifications(first: 10) { nodes { code } } }", json!({})).await.to_string();
        assert!(told.contains("GUEST_ENDED"), "{told}");
        assert!(view(&other).await.is_ok());
        app.finish().await;
    }

    /// A stream shows what is shown when it changes, and not otherwise; it ends with the guest.
    async fn a_stream_ends_with_its_guest(backend) {
        let limits = Limits { token_recheck: Duration::from_millis(50), ..Limits::default() };
        let app = TestApp::start_with(backend, limits).await;
        let world = World::make(&app).await;
        let (guest, revoked_one) = world.invited(&app, HOST, json!({})).await;
        let (_, expiring) = world.invited(&app, HOST, json!({ "expiresAt": "2024-05-06T02:00:00Z" })).await;
        let document = format!("subscription {{ guestViewChanged {{ {VIEW} }} }}");
        let watch = async |client: &Client| {
            let mut socket = Socket::connect(client).await;
            socket.subscribe("s", &document, json!({})).await;
            let first = socket.next().await["guestViewChanged"].take();
            assert_eq!(first["requests"][0]["comments"]["nodes"], json!([]));
            socket
        };
        let (mut one, mut two) = (watch(&revoked_one).await, watch(&expiring).await);
        // Nothing of this shows: the next message is of what is external.
        world.said(&app, OWNER, "内部", false).await;
        let seen = crate::request::seen(&app.member(OWNER), &world.request).await;
        crate::request::run(&app.member(OWNER), "requestUpdate", json!({ "id": world.request, "expectedVersion": seen["version"], "tags": ["内部"] })).await;
        world.said(&app, OWNER, "对外", true).await;
        for socket in [&mut one, &mut two] {
            let heard = socket.next().await["guestViewChanged"]["requests"][0]["comments"]["nodes"].take();
            assert_eq!(heard.as_array().map(|said| said.iter().map(|one| one["text"].clone()).collect::<Vec<_>>()), Some(vec![json!("对外")]));
        }
        let task = crate::task::task(&app, &world.request, "JS0004").await;
        for socket in [&mut one, &mut two] {
            let heard = socket.next().await["guestViewChanged"]["requests"][0]["tasks"]["nodes"].take();
            assert_eq!(heard.as_array().map(Vec::len), Some(1), "{task}");
        }
        revoked(&app, OWNER, &guest).await;
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        for socket in [&mut one, &mut two] {
            let end = end_of(socket).await;
            assert!(["UNAUTHENTICATED", "4403"].contains(&end.as_str()), "{end}");
        }
        let answer = expiring.send(&document, json!({})).await;
        assert_eq!((answer.status, answer.error_code()), (401, Some("UNAUTHENTICATED")));
        app.finish().await;
    }

    /// What an open socket still lets through after a revocation is refused by the operation itself.
    async fn an_open_socket_says_nothing_after_the_end(backend) {
        let limits = Limits { token_recheck: Duration::from_hours(1), ..Limits::default() };
        let app = TestApp::start_with(backend, limits).await;
        let world = World::make(&app).await;
        let (guest, client) = world.invited(&app, HOST, json!({})).await;
        let said = json!({ "subject": { "request": world.request }, "text": "请回复" });
        assert_eq!(says(&client, said.clone()).await["userErrors"], json!([]));
        let mut socket = Socket::connect(&client).await;
        revoked(&app, HOST, &guest).await;
        socket.subscribe("q", &format!("{{ viewer {{ guest {{ {VIEW} }} }} }}"), json!({})).await;
        let read = socket.message().await;
        assert_eq!((&read["payload"]["data"]["viewer"]["guest"], &read["payload"]["errors"][0]["extensions"]["code"]), (&Value::Null, &json!("UNAUTHENTICATED")), "{read:#}");
        assert_eq!(socket.message().await["type"], "complete");
        socket.subscribe("m", SAY, json!({ "input": said })).await;
        let written = socket.message().await;
        assert_eq!(written["payload"]["data"]["guestCommentAdd"]["userErrors"][0]["__typename"], "NotFound", "{written:#}");
        assert_eq!(not_said(&app.member(HOST), said).await, "ROLE_MISSING", "an employee is no guest");
        app.finish().await;
    }
}
