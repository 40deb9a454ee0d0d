//! Injection into SQL and patterns, and requests that the server would be made to send (API7, SSRF).

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{INSIDER, answered, raw, still_serves, tells_nothing};
use crate::comment::COMMENT;
use crate::request::{draft, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

/// What breaks out of a text of SQL, of a pattern or of JSON, if anything does.
const PAYLOADS: [&str; 12] = [
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE request; --",
    "\"; DELETE FROM person; --",
    "') UNION SELECT 1,2,3 --",
    "1; SELECT pg_sleep(10)",
    "%",
    "_",
    "\\",
    "{\"$ne\": null}",
    "${7*7}{{7*7}}",
    "\u{202e}\u{0}'",
];

both_databases! {
    /// Every place of the API that takes a text and reaches the database: what is sent is taken as the text it is. Nothing more is
    /// found than has that text, no fault is raised, nothing is gone.
    async fn texts_stay_texts(backend) {
        let app = TestApp::start(backend).await;
        let insider = app.member(INSIDER);
        draft(&app, &["JS"]).await;
        let places = [
            "query($t: String!) { request(by: { code: $t }) { id } }",
            "query($t: String!) { department(by: { code: $t }) { id } }",
            "query($t: String!) { person(by: { employeeNumber: $t }) { id } }",
            "query($t: String!) { requests(filter: { title: { eq: $t } }) { nodes { id } } }",
            "query($t: String!) { requests(filter: { title: { contains: $t } }) { nodes { id } } }",
            "query($t: String!) { requests(filter: { title: { startsWith: $t } }) { nodes { id } } }",
            "query($t: String!) { people(filter: { name: { contains: $t } }) { nodes { id } } }",
            "query($t: String!) { people(filter: { employeeNumber: { in: [$t] } }) { nodes { id } } }",
            "query($t: String!) { search(query: $t) { nodes { type } } }",
            "query($t: Cursor!) { requests(after: $t) { nodes { id } } }",
            "query($t: Cursor!) { changes(since: $t) { nodes { id } } }",
            "query($t: ID!) { node(id: $t) { id } }",
            "query($t: String!) { portalTicket(token: $t) { code } }",
        ];
        for payload in PAYLOADS {
            for document in places {
                let begun = std::time::Instant::now();
                let answer = insider.send(document, json!({ "t": payload })).await;
                let text = answer.body.to_string();
                tells_nothing(&text);
                assert!(answer.status < 500 && !text.contains("INTERNAL"), "{document} {payload}: {text}");
                assert!(!text.contains("\"id\":\"") && !text.contains("\"type\":\""), "{document} {payload}: {text}");
                assert!(begun.elapsed() < Duration::from_secs(5), "{document} {payload}");
            }
            let sign_in = "mutation($t: String!) { signIn(input: { employeeNumber: $t, password: $t }) { tokens { accessToken } userErrors { code } } }";
            let answer = app.stranger().at("203.0.113.200").send(sign_in, json!({ "t": payload })).await;
            assert!(!answer.body.to_string().contains("\"accessToken\":\"") && answer.status < 500, "{payload}: {}", answer.body);
        }
        still_serves(&app).await;
        app.finish().await;
    }

    /// The same as values that are kept: they come back as they were sent, and what is found by them is that alone.
    async fn what_is_kept_comes_back_as_it_was_sent(backend) {
        let app = TestApp::start(backend).await;
        let client = app.member("MT0003");
        for payload in PAYLOADS.into_iter().filter(|payload| !payload.contains('\u{0}')) {
            let title = format!("标题{payload}");
            let request = run(&client, "requestCreate", with(form(&app, &["JS"]).await, json!({ "title": title }))).await;
            let document = "query($t: String!) { requests(filter: { title: { eq: $t } }) { nodes { id title } } }";
            let found = client.query(document, json!({ "t": title })).await["requests"]["nodes"].take();
            assert_eq!(found, json!([{ "id": id(&request), "title": title }]), "{payload}");
        }
        let contains = "{ requests(filter: { title: { contains: \"标题%\" } }) { nodes { title } } }";
        assert_eq!(client.query(contains, json!({})).await["requests"]["nodes"], json!([{ "title": "标题%" }]), "a sign of patterns is a sign");
        app.finish().await;
    }

    /// Addresses of a trap in every text that could be taken for one, and in headers that proxies use: the server calls nobody.
    async fn the_server_calls_nobody(backend) {
        let app = TestApp::start(backend).await;
        let trap = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}/latest/meta-data", trap.local_addr().expect("it is bound"));
        let client = app.member("MT0003");
        let texts = json!({ "title": url, "background": url, "details": url, "deliverables": [{ "name": url, "standard": url }] });
        let request = id(&run(&client, "requestCreate", with(form(&app, &["JS"]).await, texts)).await);
        COMMENT.run(&client, "commentAdd", json!({ "subject": { "request": request }, "text": format!("![x]({url})") })).await;
        let token = client.token().expect("a token").to_owned();
        let jku = json!({ "query": format!("query A {{ node(id: \"{url}\") {{ id }} }}"), "extensions": { "url": url } });
        for name in ["referer", "x-forwarded-host", "forwarded", "x-original-url", "destination", "callback"] {
            let sent = raw(&app, Method::POST, "/graphql").bearer_auth(&token).header(name, &url).json(&jku);
            assert!(answered(sent).await.0 < 500, "{name}");
        }
        let searched = client.send("query($t: String!) { search(query: $t) { nodes { type } } }", json!({ "t": url })).await;
        assert_ne!(searched.body["data"], Value::Null);
        let called = tokio::time::timeout(Duration::from_millis(500), trap.accept()).await;
        assert!(called.is_err(), "somebody called");
        app.finish().await;
    }
}
