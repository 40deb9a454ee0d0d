//! Signing in over the API, on both databases: passwords, sessions whose refresh tokens betray who copied them, attempts that are
//! slowed, and everything that ends a session (people-and-access.md, Signing in; S1-102, S1-103).

use std::time::Duration;

use liaison_domain::account::session::{ACCESS_SECONDS, AGAIN_SECONDS, IDLE_DAYS};
use liaison_gateway::jobs::forgetting;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::{Answer, Client};
use crate::support::company::{AUDITOR, HR};
use crate::support::dump::dump;
use crate::support::mutation::input_type;
use crate::support::socket::{Heard, Socket};

const WHO: &str = "{ viewer { person { employeeNumber } } }";
const TOKENS: &str = "tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt } userErrors { __typename code path }";
const FIRST: &str = "correct horse battery staple";
const SECOND: &str = "锦瑟无端五十弦一弦一柱思华年";
const ISSUE: &str = "mutation($input: PasswordResetIssueInput!) { passwordResetIssue(input: $input) {
    secret expiresAt userErrors { __typename code path } } }";
const OUT: &str =
    "mutation($input: SignOutInput!) { signOut(input: $input) { signedOut userErrors { code } } }";
const ACCOUNT: &str = "{ viewer { account { passwordSetAt passwordExpiresAt
    sessions { key device address signedInAt usedAt endsAt current } } } }";

/// What a mutation of tokens answers.
async fn call(client: &Client, name: &str, input: Value) -> Answer {
    let input_type = input_type(name);
    let document = format!("mutation($input: {input_type}!) {{ {name}(input: $input) {{ {TOKENS} }} }}");
    client.send(&document, json!({ "input": input })).await
}

/// The tokens of a mutation that has to be accepted.
async fn tokens(client: &Client, name: &str, input: Value) -> Value {
    let payload = call(client, name, input).await.data()[name].take();
    assert_eq!(payload["userErrors"], json!([]), "{name}");
    payload["tokens"].clone()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The secret with which somebody sets their password.
async fn secret(app: &TestApp, number: &str) -> String {
    let input = json!({ "input": { "person": app.person(number) } });
    text(&app.admin().mutate(ISSUE, input).await["secret"])
}

/// Somebody who has set this password; the tokens of their first session.
async fn with_password(app: &TestApp, number: &str, password: &str) -> Value {
    let secret = secret(app, number).await;
    tokens(&app.stranger(), "passwordReset", json!({ "secret": secret, "newPassword": password })).await
}

fn credentials(number: &str, password: &str) -> Value {
    json!({ "employeeNumber": number, "password": password })
}

async fn sign_in(app: &TestApp, number: &str, password: &str) -> Value {
    tokens(&app.stranger(), "signIn", credentials(number, password)).await
}

/// Whoever sends the access token of these.
fn holder(app: &TestApp, tokens: &Value) -> Client {
    Client::new(app.base(0), Some(text(&tokens["accessToken"])))
}

/// The status of the answer to whoever holds these.
async fn status(app: &TestApp, tokens: &Value) -> u16 {
    holder(app, tokens).send(WHO, json!({})).await.status
}

/// The code of a refusal at the top level; nothing was answered.
fn refused(answer: &Answer, name: &str) -> String {
    assert!(answer.body["data"][name].is_null(), "{:#}", answer.body);
    answer.error_code().expect("refused").to_owned()
}

async fn refresh(app: &TestApp, token: &Value) -> Answer {
    call(&app.stranger(), "tokenRefresh", json!({ "refreshToken": token })).await
}

both_databases! {
    /// From the secret of an administrator to a session: nobody else learns the password, nothing of it is kept.
    async fn a_first_password_and_a_session(backend) {
        let app = TestApp::start(backend).await;
        let stranger = app.stranger();
        let secret = secret(&app, "MT0003").await;
        assert!(secret.starts_with("lpr_"), "known to scanners of secrets");
        for (weak, code) in [("short", "PASSWORD_TOO_SHORT"), ("13800138000", "PASSWORD_GUESSABLE"), ("MT0003-MT0003", "PASSWORD_GUESSABLE"), ("", "REQUIRED")] {
            let answer = call(&stranger, "passwordReset", json!({ "secret": secret, "newPassword": weak })).await.data()["passwordReset"].take();
            assert_eq!(answer, json!({ "tokens": null, "userErrors": [{ "__typename": "ValidationError", "code": code, "path": ["input", "newPassword"] }] }));
        }
        let first = tokens(&stranger, "passwordReset", json!({ "secret": secret, "newPassword": FIRST, "device": "手机" })).await;
        assert_eq!(first["accessTokenExpiresAt"], "2024-05-06T01:15:00Z");
        assert_eq!(first["refreshTokenExpiresAt"], "2024-05-20T01:00:00Z");
        assert_eq!(holder(&app, &first).query(WHO, json!({})).await["viewer"]["person"]["employeeNumber"], "MT0003");
        let again = call(&stranger, "passwordReset", json!({ "secret": secret, "newPassword": SECOND })).await;
        assert_eq!(refused(&again, "passwordReset"), "UNAUTHENTICATED", "once");
        let second = tokens(&stranger.at("203.0.113.9"), "signIn", json!({ "employeeNumber": " mt0003 ", "password": FIRST, "device": "浏览器" })).await;
        let account = holder(&app, &second).query(ACCOUNT, json!({})).await["viewer"]["account"].take();
        assert_eq!((&account["passwordSetAt"], &account["passwordExpiresAt"]), (&json!("2024-05-06T01:00:00Z"), &json!("2024-08-04T01:00:00Z")));
        let sessions: Vec<_> = account["sessions"].as_array().expect("a list").iter().map(|session| (text(&session["device"]), text(&session["address"]), session["current"].clone())).collect();
        assert_eq!(sessions, [("浏览器".to_owned(), "203.0.113.9".to_owned(), json!(true)), ("手机".to_owned(), "127.0.0.1".to_owned(), json!(false))]);
        let kept = dump(&app).await;
        for given in [FIRST, &secret, &text(&first["refreshToken"]), &text(&second["accessToken"])] {
            assert!(!kept.contains(given), "{given} is kept");
        }
        assert!(kept.contains("$argon2id$"), "the search can fail");
        app.clock().advance(Duration::from_secs(u64::try_from(ACCESS_SECONDS).expect("positive")));
        assert_eq!(status(&app, &second).await, 401);
        app.finish().await;
    }

    /// A wrong password, a wrong number and somebody without a password are refused in the same words.
    async fn who_does_not_exist_is_not_told_apart(backend) {
        let app = TestApp::start(backend).await;
        with_password(&app, "MT0003", FIRST).await;
        let mut told = Vec::new();
        for (number, password) in [("MT0003", SECOND), ("MT0003", "x"), ("MT9999", FIRST), ("no number", FIRST), ("MT0004", FIRST)] {
            let mut answer = call(&app.stranger(), "signIn", credentials(number, password)).await;
            assert_eq!((answer.status, refused(&answer, "signIn").as_str()), (200, "UNAUTHENTICATED"), "{number}");
            answer.body["errors"][0]["extensions"]["requestId"].take();
            answer.body["extensions"].take();
            told.push(answer.body);
        }
        assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:#?}");
        app.finish().await;
    }

    /// Each refresh token serves once; a second use ends the session for whoever holds it, and an auditor reads of it.
    async fn a_copied_refresh_token_ends_its_session(backend) {
        let app = TestApp::start(backend).await;
        let first = with_password(&app, "MT0003", FIRST).await;
        let other = sign_in(&app, "MT0003", FIRST).await;
        app.clock().advance(Duration::from_mins(5));
        let second = tokens(&app.stranger(), "tokenRefresh", json!({ "refreshToken": first["refreshToken"] })).await;
        assert_eq!(second["refreshTokenExpiresAt"], "2024-05-20T01:05:00Z");
        let lost = refresh(&app, &first["refreshToken"]).await.data()["tokenRefresh"]["tokens"].take();
        assert_eq!((status(&app, &second).await, status(&app, &lost).await), (200, 200), "an answer that was lost");
        app.clock().advance(Duration::from_secs(u64::try_from(AGAIN_SECONDS).expect("positive")));
        let mut socket = Socket::connect(&holder(&app, &lost)).await;
        socket.subscribe("s", "subscription { events { cursor } }", json!({})).await;
        let stolen = refresh(&app, &first["refreshToken"]).await;
        assert_eq!(refused(&stolen, "tokenRefresh"), "UNAUTHENTICATED");
        for tokens in [&first, &second, &lost] {
            assert_eq!(status(&app, tokens).await, 401);
            assert_eq!(refused(&refresh(&app, &tokens["refreshToken"]).await, "tokenRefresh"), "UNAUTHENTICATED");
        }
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert_eq!(status(&app, &other).await, 200, "another session goes on");
        let log = "{ accessLog(filter: { action: { in: [SIGN_IN, PASSWORD_CHANGE, PASSWORD_RESET_ISSUE, TOKEN_REUSE] } }) { nodes { action subject { ... on Person { employeeNumber } } } } }";
        let log = app.member(AUDITOR).query(log, json!({})).await["accessLog"]["nodes"].take();
        let entries: Vec<_> = log.as_array().expect("a list").iter().map(|entry| (text(&entry["action"]), text(&entry["subject"]["employeeNumber"]))).collect();
        let of = |action: &str| (action.to_owned(), "MT0003".to_owned());
        assert_eq!(entries, [of("TOKEN_REUSE"), of("SIGN_IN"), of("PASSWORD_CHANGE"), of("PASSWORD_RESET_ISSUE")]);
        app.finish().await;
    }

    /// Whoever asks many times at once with one token has one session that goes on, whichever answer arrives.
    async fn tokens_that_are_refreshed_at_once(backend) {
        let app = TestApp::start(backend).await;
        let first = with_password(&app, "MT0003", FIRST).await;
        let all = futures_util::future::join_all((0..8).map(|_| refresh(&app, &first["refreshToken"]))).await;
        for answer in all {
            let given = answer.data()["tokenRefresh"]["tokens"].take();
            assert_eq!(status(&app, &given).await, 200);
        }
        let sessions = holder(&app, &first).query(ACCOUNT, json!({})).await["viewer"]["account"]["sessions"].take();
        assert_eq!(sessions.as_array().map(Vec::len), Some(1));
        app.finish().await;
    }

    /// One session ends, or all of them with every token that an operator made; streams end with them.
    async fn signing_out(backend) {
        let app = TestApp::start(backend).await;
        let first = with_password(&app, "MT0003", FIRST).await;
        let (second, third) = (sign_in(&app, "MT0003", FIRST).await, sign_in(&app, "MT0003", FIRST).await);
        let colleague = with_password(&app, "MT0004", SECOND).await;
        let out = async |client: &Client, input: Value| client.mutate(OUT, json!({ "input": input })).await["signedOut"].clone();
        assert_eq!(out(&holder(&app, &first), json!({})).await, true);
        assert_eq!((status(&app, &first).await, status(&app, &second).await), (401, 200));
        let of_colleague = holder(&app, &colleague).query(ACCOUNT, json!({})).await["viewer"]["account"]["sessions"][0]["key"].take();
        let denied = holder(&app, &second).refusals(OUT, json!({ "input": { "session": of_colleague } })).await;
        assert_eq!(denied, ["NOT_FOUND"]);
        let sessions = holder(&app, &second).query(ACCOUNT, json!({})).await["viewer"]["account"]["sessions"].take();
        let another = sessions.as_array().expect("a list").iter().find(|session| session["current"] == false).expect("the third")["key"].clone();
        assert_eq!(out(&holder(&app, &second), json!({ "session": another })).await, true);
        assert_eq!((status(&app, &second).await, status(&app, &third).await), (200, 401));
        app.clock().advance(Duration::from_secs(1));
        let operators = app.member("MT0003");
        assert_eq!(operators.refusals(OUT, json!({ "input": {} })).await, ["NOT_FOUND"], "of no session");
        app.clock().advance(Duration::from_secs(1));
        let mut socket = Socket::connect(&operators).await;
        assert_eq!(out(&operators, json!({ "everywhere": true })).await, true);
        assert_eq!((status(&app, &second).await, operators.send(WHO, json!({})).await.status), (401, 401));
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert_eq!(status(&app, &colleague).await, 200);
        app.clock().advance(Duration::from_secs(1));
        assert_eq!(app.member("MT0003").send(WHO, json!({})).await.status, 200, "made since");
        assert_eq!(status(&app, &sign_in(&app, "MT0003", FIRST).await).await, 200);
        app.finish().await;
    }

    /// Guessing is slowed where it happens; whose account it is does not wait elsewhere, and no burst gets more tries.
    async fn attempts_are_slowed_and_lock_nobody_out(backend) {
        let app = TestApp::start(backend).await;
        with_password(&app, "MT0003", FIRST).await;
        let thief = app.stranger().at("198.51.100.7");
        let burst = futures_util::future::join_all((0..20).map(|_| call(&thief, "signIn", credentials("MT0003", SECOND)))).await;
        let codes: Vec<_> = burst.iter().map(|answer| refused(answer, "signIn")).collect();
        let tried = codes.iter().filter(|code| *code == "UNAUTHENTICATED").count();
        assert_eq!((tried, codes.iter().filter(|code| *code == "RATE_LIMITED").count()), (5, 15), "{codes:?}");
        let right = call(&thief, "signIn", credentials("mt0003", FIRST)).await;
        assert_eq!(refused(&right, "signIn"), "RATE_LIMITED", "not even the right one");
        let extensions = &right.body["errors"][0]["extensions"];
        assert_eq!((&extensions["retryAfterMs"], &extensions["retryable"]), (&json!(1000), &json!(true)));
        sign_in(&app, "MT0003", FIRST).await;
        app.clock().advance(Duration::from_secs(1));
        tokens(&thief, "signIn", credentials("MT0003", FIRST)).await;
        for _ in 0..4 {
            let wrong = call(&thief, "signIn", credentials("MT0003", SECOND)).await;
            assert_eq!(refused(&wrong, "signIn"), "UNAUTHENTICATED", "what was right is a new beginning");
        }
        // From everywhere at once, the account is closed to strangers alone.
        for number in 0..100 {
            call(&app.stranger().at(&format!("198.51.100.{}", 10 + number)), "signIn", credentials("MT0003", "x")).await;
        }
        let stranger = call(&app.stranger().at("192.0.2.1"), "signIn", credentials("MT0003", FIRST)).await;
        assert_eq!(refused(&stranger, "signIn"), "RATE_LIMITED");
        sign_in(&app, "MT0003", FIRST).await;
        // One address that tries many accounts, existing or not, and secrets.
        let guesser = app.stranger().at("2001:db8::1");
        for number in 0..50 {
            call(&guesser, "signIn", credentials(&format!("ZZ{number:04}"), "x")).await;
        }
        let neighbour = app.stranger().at("2001:db8::2");
        assert_eq!(refused(&call(&neighbour, "signIn", credentials("MT0003", FIRST)).await, "signIn"), "RATE_LIMITED");
        let guess = json!({ "secret": "lpr_x", "newPassword": FIRST });
        assert_eq!(refused(&call(&neighbour, "passwordReset", guess).await, "passwordReset"), "RATE_LIMITED");
        app.clock().advance(Duration::from_hours(2));
        assert!(forgetting::forget_accounts(app.app()).await.expect("forgets") > 100, "nothing is kept for ever");
        tokens(&neighbour, "signIn", credentials("MT0003", FIRST)).await;
        app.finish().await;
    }

    /// After ninety days the password is changed before anything else (S1-102); what was opened with the old one ends.
    async fn a_password_is_changed(backend) {
        let app = TestApp::start(backend).await;
        with_password(&app, "MT0003", FIRST).await;
        app.clock().advance(Duration::from_hours(24 * 90));
        let due = call(&app.stranger(), "signIn", credentials("MT0003", FIRST)).await;
        assert_eq!(refused(&due, "signIn"), "FORBIDDEN");
        let wrong = call(&app.stranger(), "signIn", credentials("MT0003", SECOND)).await;
        assert_eq!(refused(&wrong, "signIn"), "UNAUTHENTICATED", "only who knows it hears that it is due");
        let change = |new: &str, more: Value| crate::request::with(json!({ "employeeNumber": "MT0003", "password": FIRST, "newPassword": new }), more);
        // As often as somebody likes: none of these is a guess.
        for (new, code) in [(FIRST, "PASSWORD_UNCHANGED"), ("password123", "PASSWORD_GUESSABLE")].repeat(4) {
            let answer = call(&app.stranger(), "passwordChange", change(new, json!({}))).await.data()["passwordChange"].take();
            assert_eq!((&answer["userErrors"][0]["code"], &answer["tokens"]), (&json!(code), &Value::Null));
        }
        let wrong = call(&app.stranger(), "passwordChange", change(SECOND, json!({ "password": SECOND }))).await;
        assert_eq!(refused(&wrong, "passwordChange"), "UNAUTHENTICATED");
        let changed = tokens(&app.stranger(), "passwordChange", change(SECOND, json!({}))).await;
        let second = sign_in(&app, "MT0003", SECOND).await;
        assert_eq!(refused(&call(&app.stranger(), "signIn", credentials("MT0003", FIRST)).await, "signIn"), "UNAUTHENTICATED");
        let back = json!({ "employeeNumber": "MT0003", "password": SECOND, "newPassword": "xK9-vQ2-pL7w" });
        let third = tokens(&app.stranger(), "passwordChange", back).await;
        assert_eq!((status(&app, &changed).await, status(&app, &second).await, status(&app, &third).await), (401, 401, 200));
        app.finish().await;
    }

    /// Secrets are made by administrators, for who works here; a later one replaces it, and a day ends it.
    async fn who_lets_a_password_be_set(backend) {
        let app = TestApp::start(backend).await;
        let input = json!({ "input": { "person": app.person("MT0003") } });
        for who in ["MT0003", "MT0001", HR, AUDITOR] {
            assert_eq!(app.member(who).refusals(ISSUE, input.clone()).await, ["ROLE_MISSING"], "{who}");
        }
        let (first, second) = (secret(&app, "MT0003").await, secret(&app, "MT0003").await);
        let set = |secret: &str| json!({ "secret": secret, "newPassword": FIRST });
        assert_eq!(refused(&call(&app.stranger(), "passwordReset", set(&first)).await, "passwordReset"), "UNAUTHENTICATED");
        app.clock().advance(Duration::from_hours(24));
        assert_eq!(refused(&call(&app.stranger(), "passwordReset", set(&second)).await, "passwordReset"), "UNAUTHENTICATED");
        let left = secret(&app, "MT0003").await;
        disable(&app, "MT0003").await;
        assert_eq!(refused(&call(&app.stranger(), "passwordReset", set(&left)).await, "passwordReset"), "UNAUTHENTICATED");
        assert_eq!(app.admin().refusals(ISSUE, input).await, ["NOT_ACTIVE"]);
        app.finish().await;
    }

    /// Who leaves is out at once, and what they had does not come back with them; who is erased leaves nothing.
    async fn leaving_ends_every_session(backend) {
        let app = TestApp::start(backend).await;
        let first = tokens(&app.stranger().at("203.0.113.77"), "passwordReset", json!({ "secret": secret(&app, "MT0003").await, "newPassword": FIRST, "device": "私人手机" })).await;
        let mut socket = Socket::connect(&holder(&app, &first)).await;
        let person = disable(&app, "MT0003").await;
        assert_eq!(ended(&mut socket).await, Heard::Closed(4403));
        assert_eq!((status(&app, &first).await, refused(&refresh(&app, &first["refreshToken"]).await, "tokenRefresh").as_str()), (401, "UNAUTHENTICATED"));
        assert_eq!(refused(&call(&app.stranger(), "signIn", credentials("MT0003", FIRST)).await, "signIn"), "UNAUTHENTICATED");
        assert!(dump(&app).await.contains("私人手机"));
        let erase = "mutation($input: PersonEraseInput!) { personErase(input: $input) { person { erasedAt } userErrors { code } } }";
        app.admin().mutate(erase, json!({ "input": { "id": person, "reason": "离职满两年" } })).await;
        let kept = dump(&app).await;
        assert!(!kept.contains("私人手机") && !kept.contains("203.0.113.77") && !kept.contains("$argon2id$"));
        app.finish().await;
    }

    /// The most sessions that one person has; unused ones end by themselves and are forgotten in the end.
    async fn sessions_are_few_and_end(backend) {
        let app = TestApp::start(backend).await;
        let first = with_password(&app, "MT0003", FIRST).await;
        app.clock().advance(Duration::from_secs(1));
        for _ in 0..50 {
            sign_in(&app, "MT0003", FIRST).await;
        }
        assert_eq!(status(&app, &first).await, 401, "the one that was used least lately");
        let last = sign_in(&app, "MT0003", FIRST).await;
        let sessions = holder(&app, &last).query(ACCOUNT, json!({})).await["viewer"]["account"]["sessions"].take();
        assert_eq!(sessions.as_array().map(Vec::len), Some(50));
        app.clock().advance(Duration::from_hours(24 * u64::try_from(IDLE_DAYS).expect("positive")));
        assert_eq!(refused(&refresh(&app, &last["refreshToken"]).await, "tokenRefresh"), "UNAUTHENTICATED", "unused");
        forgetting::forget_accounts(app.app()).await.expect("forgets");
        assert_eq!(app.member("MT0003").query(ACCOUNT, json!({})).await["viewer"]["account"]["sessions"], json!([]));
        app.clock().advance(Duration::from_hours(24 * 91));
        assert_eq!(forgetting::forget_accounts(app.app()).await.expect("forgets"), 52);
        app.finish().await;
    }
}

/// What ends the socket.
async fn ended(socket: &mut Socket) -> Heard {
    loop {
        let heard = socket.hear().await;
        if matches!(heard, Heard::Closed(_)) {
            return heard;
        }
    }
}

/// Ends somebody's account; their ID.
async fn disable(app: &TestApp, number: &str) -> Value {
    let person = json!(app.person(number));
    let document = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { person { state } userErrors { code } } }";
    app.admin().mutate(document, json!({ "input": { "id": person } })).await;
    person
}
