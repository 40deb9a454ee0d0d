//! The binary as an operator meets it: arguments, exit codes, what is printed, signals, logs.

use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::customer::{CONTACT, CUSTOMER};
use crate::request::id;
use crate::support::binary::{Finished, Server, liaison, run};
use crate::support::client::Client;
use crate::support::socket::{Heard, Socket};

const WHO: &str = "{ viewer { person { name employeeNumber } } }";

const DEPARTMENTS: &str = "部门编码,部门名称,负责人工号\nMT,市场部,MT0001\nJS,技术部,\n";
const PEOPLE: &str = "工号,姓名,部门编码,角色\nMT0001,刘,MT,\nMT0002,张,MT,\nJS0001,陈,JS,系统管理员\n";

/// A folder with a key, and a database that is made when it is first used.
struct Site(TempDir);

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("the system's temporary folder is writable");
        let key = run(liaison(&["keygen"])).await.succeeded();
        std::fs::write(folder.path().join("key.pem"), key).expect("the folder is writable");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), bytes).expect("the folder is writable");
    }

    /// A command in this folder, without a key.
    fn without_key(&self, arguments: &[&str]) -> Command {
        let mut command = liaison(arguments);
        command.current_dir(self.path()).env("LIAISON_LISTEN", "127.0.0.1:0");
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.without_key(arguments);
        command.env("LIAISON_JWT_KEY", "key.pem");
        command
    }

    async fn run(&self, arguments: &[&str]) -> Finished {
        run(self.command(arguments)).await
    }

    async fn import(&self) -> Finished {
        self.write("departments.csv", DEPARTMENTS);
        self.write("people.csv", PEOPLE);
        self.run(&["import", "--departments", "departments.csv", "--people", "people.csv"]).await
    }

    async fn token(&self, person: &str) -> String {
        self.run(&["token", "--person", person]).await.succeeded().trim().to_owned()
    }
}

#[tokio::test]
async fn every_key_is_another_and_is_pkcs8() {
    let (one, other) =
        (run(liaison(&["keygen"])).await.succeeded(), run(liaison(&["keygen"])).await.succeeded());
    assert_ne!(one, other);
    assert!(one.starts_with("-----BEGIN PRIVATE KEY-----\n") && one.ends_with("-----END PRIVATE KEY-----\n"));
}

#[tokio::test]
async fn the_schema_is_the_published_one_byte_for_byte() {
    let printed = run(liaison(&["schema"])).await.succeeded();
    let published = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql"));
    assert!(printed == published.expect("schema.graphql is there"), "cargo run -- schema > schema.graphql");
}

#[tokio::test]
async fn what_is_not_understood_ends_with_2() {
    for arguments in [
        &["fly"][..],
        &[],
        &["serve", "--listen", "nowhere"],
        &["import"],
        &["demo", "--clock", "sundial"],
        &["token", "--person", "MT0001", "--ttl", "soon"],
    ] {
        let finished = run(liaison(arguments)).await;
        assert_eq!(finished.code(), 2, "{arguments:?}: {}", finished.errors());
        assert!(
            finished.errors().contains("Usage:") || finished.errors().contains("--help"),
            "{arguments:?}"
        );
    }
}

#[tokio::test]
async fn nothing_is_served_without_a_key() {
    let site = Site::new().await;
    let finished = run(site.without_key(&["serve"])).await;
    assert_eq!(finished.code(), 1);
    assert!(finished.errors().contains("LIAISON_JWT_KEY"), "{}", finished.errors());
    assert!(!site.path().join("liaison.db").exists(), "refused before anything was made");
    site.write("other.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let mut command = site.without_key(&["serve"]);
    command.env("LIAISON_JWT_KEY", "other.pem");
    let finished = run(command).await;
    assert_eq!(finished.code(), 1);
    assert!(!finished.errors().contains("AAAA"), "a key is never repeated: {}", finished.errors());
}

/// Trust by halves is a mistake; an issuer that cannot be reached is none.
#[tokio::test]
async fn an_identity_provider_is_set_whole_and_need_not_be_there() {
    let site = Site::new().await;
    let with = |settings: &[(&str, &str)]| {
        let mut command = site.command(&["serve"]);
        for (name, value) in settings {
            command.env(format!("LIAISON_OIDC_{name}"), value);
        }
        command
    };
    let (issuer, audience, claim) =
        (("ISSUER", "http://127.0.0.1:9"), ("AUDIENCE", "liaison"), ("CLAIM", "employee_number"));
    for half in [
        &[issuer][..],
        &[issuer, audience],
        &[issuer, claim, ("AUDIENCE", " ")],
        &[audience, claim],
        &[("CLIENTS", "screen")],
        &[("ISSUER", "http://id.example.com"), audience, claim],
    ] {
        let finished = run(with(half)).await;
        assert_eq!(finished.code(), 1, "{half:?}");
        let errors = finished.errors();
        assert!(errors.contains("LIAISON_OIDC_ISSUER") || errors.contains("https address"), "{errors}");
    }
    assert_eq!(run(with(&[issuer, audience, claim, ("SKEW_SECONDS", "301")])).await.code(), 2);
    for settings in [&[("ISSUER", ""), ("CLIENTS", "")][..], &[issuer, audience, claim]] {
        Server::start(with(settings)).await.kill().await;
    }
}

#[tokio::test]
async fn a_limit_outside_its_range_is_refused_at_the_start() {
    let site = Site::new().await;
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_DEPTH", "1000000");
    let finished = run(command).await;
    assert_eq!(finished.code(), 1);
    assert!(finished.errors().contains("LIAISON_DEPTH"), "{}", finished.errors());
}

/// What would be refused to every client is refused to the operator, by its name, before anything is made.
#[tokio::test]
async fn what_is_shown_to_whom_is_checked_at_the_start() {
    let site = Site::new().await;
    site.write("good.json", "{\"who\": \"{ viewer { person { name } } }\"}");
    site.write("unfit.json", "{\"who\": \"{ viewer { id } }\", \"6ba1\": \"{ viewr { id } }\"}");
    for (settings, expected) in [
        (&[("LIAISON_DOCUMENTS", "unfit.json")][..], "6ba1"),
        (&[("LIAISON_DOCUMENTS", "key.pem")], "not a manifest"),
        (&[("LIAISON_DOCUMENTS", "none.json")], "none.json"),
        (&[("LIAISON_DOCUMENTS_ONLY", "true")], "LIAISON_DOCUMENTS"),
        (&[("LIAISON_RATE_COST", "100")], "LIAISON_RATE_COST"),
        (
            &[
                ("LIAISON_DOCUMENTS", "good.json"),
                ("LIAISON_DEPTH", "4"),
                ("LIAISON_DOCUMENT_TOKENS", "5000000"),
            ],
            "LIAISON_DOCUMENT_TOKENS",
        ),
    ] {
        let mut command = site.command(&["serve"]);
        command.envs(settings.iter().copied());
        let finished = run(command).await;
        assert_eq!(finished.code(), 1, "{settings:?}: {}", finished.errors());
        assert!(finished.errors().contains(expected), "{settings:?}: {}", finished.errors());
    }
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_CORS_ORIGINS", "desk.example");
    assert_eq!(run(command).await.code(), 2, "no origin");
    assert!(!site.path().join("liaison.db").exists(), "refused before anything was made");
}

/// A server that takes its clients' own documents alone, from a manifest, with another origin and TLS in front.
#[tokio::test]
async fn registered_documents_are_served_and_no_others() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let who = "{ viewer { person { name employeeNumber } } }";
    site.write("documents.json", json!({ "who": who }).to_string());
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_DOCUMENTS", "documents.json").env("LIAISON_DOCUMENTS_ONLY", "true");
    command.env("LIAISON_CORS_ORIGINS", "https://desk.example").env("LIAISON_HTTPS", "true");
    let server = Server::start(command).await;
    let token = site.token("MT0002").await;
    let http = reqwest::Client::builder().no_proxy().build().expect("a client needs no system settings");
    let post = |call: Value| {
        let request = http.post(format!("{}/graphql", server.base())).bearer_auth(&token).json(&call);
        request.header("origin", "https://desk.example").send()
    };
    let answer = post(json!({ "documentId": "who" })).await.expect("an answer");
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://desk.example");
    assert!(
        answer.headers().contains_key("strict-transport-security")
            && answer.headers().contains_key("ratelimit")
    );
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["data"]["viewer"]["person"]["employeeNumber"], "MT0002");
    for other in ["{ viewer { roles } }", "{ __schema { queryType { name } } }"] {
        let body: Value =
            post(json!({ "query": other })).await.expect("an answer").json().await.expect("JSON");
        assert_eq!(body["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_ONLY", "{other}");
    }
    server.kill().await;
}

#[tokio::test]
async fn migrations_run_once_and_a_schema_that_lacks_one_is_refused() {
    let site = Site::new().await;
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_MIGRATE", "false");
    let refused = run(command).await;
    assert_eq!(refused.code(), 1);
    assert!(refused.errors().contains("liaison migrate"), "{}", refused.errors());
    let refused = site.run(&["reindex"]).await;
    assert!(refused.code() == 1 && refused.errors().contains("liaison migrate"), "{}", refused.errors());
    let first = site.run(&["migrate"]).await.succeeded();
    assert!(first.lines().count() >= 2, "{first}");
    assert_eq!(site.run(&["migrate"]).await.succeeded(), "The schema is up to date.\n");
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_MIGRATE", "false");
    Server::start(command).await.kill().await;
}

#[tokio::test]
async fn an_import_reports_line_by_line_and_changes_nothing_twice() {
    let site = Site::new().await;
    let report = site.import().await.succeeded();
    assert!(report.contains("departments.csv: 2 created, 0 changed, 0 unchanged, 0 refused"), "{report}");
    assert!(report.contains("people.csv: 3 created, 0 changed, 0 unchanged, 0 refused"), "{report}");
    let again = site.import().await.succeeded();
    assert!(again.contains("people.csv: 0 created, 0 changed, 3 unchanged, 0 refused"), "{again}");
    assert_eq!(site.run(&["reindex"]).await.succeeded(), "Everything can be found.\n");

    site.write("people.csv", "工号,姓名,部门编码\nMT0003,王,MT\nMT0004,李,NOWHERE\nMT0002,张三,MT\n");
    let finished = site.run(&["import", "--people", "people.csv"]).await;
    let report = finished.output();
    assert_eq!(finished.code(), 1, "a refused line shows in the exit code: {report}");
    assert!(report.contains("people.csv:2: created MT0003"), "{report}");
    assert!(report.contains("people.csv:3: refused MT0004"), "{report}");
    assert!(report.contains("people.csv:4: changed MT0002"), "{report}");
    assert!(report.contains("people.csv: 1 created, 1 changed, 0 unchanged, 1 refused"), "{report}");
}

/// X29: a file as a Chinese spreadsheet writes it.
#[tokio::test]
async fn an_import_takes_gb18030_and_byte_order_marks() {
    let site = Site::new().await;
    site.write("departments.csv", format!("\u{feff}{DEPARTMENTS}"));
    // 工号,姓名,部门编码 / MT0001,刘,MT
    let gb18030 = b"\xb9\xa4\xba\xc5,\xd0\xd5\xc3\xfb,\xb2\xbf\xc3\xc5\xb1\xe0\xc2\xeb\nMT0001,\xc1\xf5,MT\n";
    site.write("people.csv", gb18030);
    let report = site.run(&["import", "--departments", "departments.csv", "--people", "people.csv"]).await;
    let report = report.succeeded();
    assert!(report.contains("people.csv: 1 created, 0 changed, 0 unchanged, 0 refused"), "{report}");
    site.write("people.csv", b"\xff\xfe\xff\xff");
    let refused = site.run(&["import", "--people", "people.csv"]).await;
    assert_eq!(refused.code(), 1);
    assert!(refused.errors().contains("people.csv"), "{}", refused.errors());
}

#[tokio::test]
async fn a_token_signs_its_person_in_and_nobody_else() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let server = Server::start(site.command(&["serve"])).await;
    let client = Client::new(server.base(), Some(site.token("MT0002").await));
    assert_eq!(client.query(WHO, json!({})).await["viewer"]["person"]["name"], "张");
    let stranger = Client::new(server.base(), None).send(WHO, json!({})).await;
    assert_eq!((stranger.status, stranger.error_code()), (401, Some("UNAUTHENTICATED")));
    let nobody = site.run(&["token", "--person", "MT9999"]).await;
    assert_eq!(nobody.code(), 1);
    assert!(nobody.errors().contains("MT9999"), "{}", nobody.errors());
    server.kill().await;
}

/// From an operator's secret to a session, as the README says; a clock of this machine, so tokens hold now.
#[tokio::test]
async fn a_person_sets_the_first_password_with_an_operators_secret() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let secret = site.run(&["password", "--person", "mt0002"]).await.succeeded().trim().to_owned();
    assert!(secret.starts_with("lpr_"));
    assert_eq!(site.run(&["password", "--person", "MT9999"]).await.code(), 1);
    let server = Server::start(site.command(&["serve"])).await;
    let stranger = Client::new(server.base(), None);
    let reset = "mutation($input: PasswordResetInput!) { passwordReset(input: $input) { tokens { accessToken } userErrors { code } } }";
    let tokens = stranger
        .mutate(
            reset,
            json!({ "input": { "secret": secret, "newPassword": "correct horse battery staple" } }),
        )
        .await["tokens"]
        .take();
    let access = tokens["accessToken"].as_str().expect("a token").to_owned();
    let found = Client::new(server.base(), Some(access)).query(WHO, json!({})).await;
    assert_eq!(found["viewer"]["person"]["employeeNumber"], "MT0002");
    server.kill().await;
}

/// The IDs of the keys that a server publishes.
async fn published(server: &Server) -> Vec<String> {
    let set: Value = reqwest::get(format!("{}/.well-known/jwks.json", server.base()))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let keys = set["keys"].as_array().expect("keys");
    keys.iter().map(|key| key["kid"].as_str().expect("an ID").to_owned()).collect()
}

/// Waits until the server publishes so many keys; it looks every five seconds.
async fn published_at_last(server: &Server, count: usize) -> Vec<String> {
    for _ in 0..120 {
        let keys = published(server).await;
        if keys.len() == count {
            return keys;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("{count} keys were expected: {:?}", published(server).await);
}

/// A new key signs and the old one checks on, until it is taken away; the server runs all the while.
#[tokio::test]
async fn signing_keys_change_without_a_restart() {
    let site = Site::new().await;
    std::fs::create_dir(site.path().join("keys")).expect("the folder is writable");
    std::fs::rename(site.path().join("key.pem"), site.path().join("keys/1.pem")).expect("it is there");
    let with_keys = |arguments: &[&str]| {
        let mut command = site.without_key(arguments);
        command.env("LIAISON_JWT_KEY", "keys");
        command
    };
    site.write("departments.csv", DEPARTMENTS);
    site.write("people.csv", PEOPLE);
    run(with_keys(&["import", "--departments", "departments.csv", "--people", "people.csv"]))
        .await
        .succeeded();
    let token = async || run(with_keys(&["token", "--person", "MT0002"])).await.succeeded().trim().to_owned();
    let server = Server::start(with_keys(&["serve"])).await;
    let (old, answers) = (token().await, async |token: &str| {
        Client::new(server.base(), Some(token.to_owned())).send(WHO, json!({})).await.status
    });
    assert_eq!((answers(&old).await, published(&server).await.len()), (200, 1));
    site.write("keys/2.pem", run(liaison(&["keygen"])).await.succeeded());
    let file =
        std::fs::File::options().append(true).open(site.path().join("keys/2.pem")).expect("it is there");
    let written = file.metadata().and_then(|about| about.modified()).expect("written just now");
    file.set_modified(written - Duration::from_mins(1)).expect("written a minute ago");
    let both = published_at_last(&server, 2).await;
    let new = token().await;
    let signed_by = |token: &str| {
        let header =
            BASE64URL_NOPAD.decode(token.split('.').next().unwrap_or_default().as_bytes()).expect("base64");
        serde_json::from_slice::<Value>(&header).expect("JSON")["kid"].as_str().expect("an ID").to_owned()
    };
    assert_ne!(signed_by(&old), signed_by(&new));
    assert!([&old, &new].iter().all(|token| both.contains(&signed_by(token))));
    assert_eq!((answers(&old).await, answers(&new).await), (200, 200));
    let mut socket = Socket::connect(&Client::new(server.base(), Some(old.clone()))).await;
    std::fs::remove_file(site.path().join("keys/1.pem")).expect("it is there");
    assert_eq!(published_at_last(&server, 1).await, [signed_by(&new)]);
    assert_eq!((answers(&old).await, answers(&new).await), (401, 200), "verified before and remembered");
    assert_eq!(socket.hear().await, Heard::Closed(4403), "open connections end too");
    server.kill().await;
}

/// What runs is finished, who watches is told to come back, and the process ends by itself.
#[tokio::test]
async fn a_server_ends_gracefully_when_it_is_told_to() {
    let site = Site::new().await;
    site.import().await.succeeded();
    for signal in ["TERM", "INT"] {
        let server = Server::start(site.command(&["serve"])).await;
        let client = Client::new(server.base(), Some(site.token("MT0002").await));
        let mut socket = Socket::connect(&client).await;
        socket.subscribe("feed", "subscription { events { cursor } }", json!({})).await;
        client.query(WHO, json!({})).await;
        server.signal(signal).await;
        let mut last = None;
        let close = loop {
            match socket.hear().await {
                Heard::Message(message) => last = Some(message),
                end => break end,
            }
        };
        let last = last.expect("the subscriber is told why");
        assert_eq!(last["payload"][0]["extensions"]["code"], "UNAVAILABLE", "{last}");
        assert_eq!(last["payload"][0]["extensions"]["retryable"], true, "{last}");
        assert!(matches!(close, Heard::Closed(1001 | 1012)), "{close:?}");
        let status = server.ended().await;
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn health_is_asked_without_a_token() {
    let site = Site::new().await;
    let server = Server::start(site.command(&["serve"])).await;
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    for path in ["healthz", "readyz", "metrics"] {
        let answer = http.get(format!("{}/{path}", server.base())).send().await.expect("it answers");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    let page = http.get(format!("{}/", server.base())).send().await.expect("it answers");
    assert!(page.text().await.expect("text").starts_with("<!doctype html>"), "the console");
    let people = http.get(format!("{}/demo/people", server.base())).send().await.expect("it answers");
    assert_eq!(people.status(), StatusCode::NOT_FOUND, "tokens are handed out by a demo only");
    server.kill().await;
}

/// One line a call, structured, and nothing in it that signs in or names a person.
#[tokio::test]
async fn logs_are_json_lines_without_tokens_or_names() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let token = site.token("MT0002").await;
    let log = std::fs::File::create(site.path().join("log")).expect("the folder is writable");
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_LOG_FORMAT", "json").env("LIAISON_LOG", "debug").stderr(log);
    let server = Server::start(command).await;
    let client = Client::new(server.base(), Some(token.clone()));
    client.query(WHO, json!({})).await;
    let stranger = Client::new(server.base(), Some(format!("{token}x")));
    assert_eq!(stranger.send(WHO, json!({})).await.status, 401);
    server.signal("TERM").await;
    server.ended().await;
    let log = std::fs::read_to_string(site.path().join("log")).expect("the log is UTF-8");
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let calls: Vec<_> = lines.iter().filter(|line| line["http.route"] == "/graphql").collect();
    assert_eq!(calls.len(), 2, "one line a call: {log}");
    assert_eq!((&calls[0]["http.status"], &calls[1]["http.status"]), (&json!(200), &json!(401)));
    for secret in [&token[..20], &token[token.len() - 20..], "张", "PRIVATE KEY"] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}

/// Nothing of a contact stands in any line, not even in those of a search for it and of input that is refused, so nothing is left
/// there once it is erased (resolution 79).
#[tokio::test]
async fn a_contact_stands_in_no_line_of_the_log() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let log = std::fs::File::create(site.path().join("log")).expect("the folder is writable");
    let mut command = site.command(&["serve"]);
    command.env("LIAISON_LOG_FORMAT", "json").env("LIAISON_LOG", "trace").stderr(log);
    let server = Server::start(command).await;
    let head = Client::new(server.base(), Some(site.token("MT0001").await));
    let owner = Client::new(server.base(), Some(site.token("MT0002").await));
    let customer = id(&CUSTOMER.run(&owner, "customerCreate", json!({ "name": "ABC科技有限公司" })).await);
    let values = ["周琦", "采购经理", "13800138000", "zhou.qi@abc.example", "zhouqi_abc", "13912345678"];
    let contact = id(&CONTACT
        .run(&owner, "contactAdd", json!({ "customer": customer, "name": values[0], "title": values[1], "phone": values[2], "mail": values[3],
            "handles": [{ "service": "微信", "value": values[4] }] }))
        .await);
    let update = json!({ "id": contact, "expectedVersion": 1, "phone": values[5] });
    CONTACT.run(&owner, "contactUpdate", update.clone()).await;
    CONTACT.refused(&owner, "contactUpdate", update).await;
    let phone = json!({ "id": contact, "expectedVersion": 2, "phone": "13800138000 转 周琦" });
    CONTACT.refused(&owner, "contactUpdate", phone).await;
    for value in values {
        owner
            .query(
                "query($text: String!) { search(query: $text) { totalCount { value } } }",
                json!({ "text": value }),
            )
            .await;
        owner.send(&format!("{{ search(query: \"{value}\" }}"), json!({})).await;
        owner.send("query($text: Int!) { node(id: $text) { id } }", json!({ "text": value })).await;
    }
    let unseen = std::fs::read_to_string(site.path().join("log")).expect("the log is UTF-8");
    CONTACT.run(&head, "contactErase", json!({ "id": contact, "reason": "当事人要求" })).await;
    server.signal("TERM").await;
    server.ended().await;
    let log = std::fs::read_to_string(site.path().join("log")).expect("the log is UTF-8");
    assert!(
        unseen.matches("/graphql").count() > 20 && log.len() > unseen.len(),
        "every call was told: {log}"
    );
    for value in values {
        let line = log.lines().find(|line| line.contains(value));
        assert_eq!(line, None, "{value} stands in the log");
    }
}

/// Official schedules come in as UTF-8 with or without a mark and as GB18030, all lines or none, and go out as they came
/// (X29).
#[tokio::test]
async fn a_schedule_is_imported_and_exported() {
    let site = Site::new().await;
    site.import().await.succeeded();
    let text = "日期,类型,原因\n2027-01-01,节假日,元旦\n2027-01-03,上班,元旦\n";
    let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
    site.write("cn.csv", &gb18030);
    site.write("marked.csv", format!("\u{feff}{text}"));
    let told = site.run(&["calendar", "import", "cn.csv"]).await.succeeded();
    assert_eq!(told, "cn.csv: 2 dates of 1 years, calendar changed\n");
    let told = site.run(&["calendar", "import", "marked.csv"]).await.succeeded();
    assert_eq!(told, "marked.csv: 2 dates of 1 years, calendar unchanged\n");
    let told = site.run(&["calendar", "import", "cn.csv", "--department", "MT"]).await;
    assert_eq!(told.succeeded(), "cn.csv: 2 dates of 1 years, calendar changed\n", "it has its own now");
    let exported = site.run(&["calendar", "export", "--department", "MT"]).await.succeeded();
    assert!(exported.starts_with("date,kind,reason,hours\n2024-01-01,holiday,"), "{exported}");
    assert!(exported.contains("\n2027-01-03,workday,\"元旦\",\n"), "{exported}");
    site.write("bad.csv", "date,kind\n2028-01-01,holiday\n2028-02-30,holiday\n");
    let refused = site.run(&["calendar", "import", "bad.csv"]).await;
    assert!(refused.output().contains("bad.csv:3: refused; date: "), "{}", refused.output());
    assert!(!site.run(&["calendar", "export"]).await.succeeded().contains("2028"), "all lines or none");
}
