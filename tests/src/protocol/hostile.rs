//! Malformed and hostile documents and variables: none is a fault of the server, each is refused with the right status,
//! and the process that served the first serves the last.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use super::server::{ALICE, Server, code, protocol_server, read};
use crate::scale::{HOSTILE_DOCUMENTS, seed};

/// Growth of the process over the whole run, in kilobytes: caches and buffers, far below what any one input asks for.
const GROWTH_KB: u64 = 400_000;

async fn send(server: &Server, body: Vec<u8>) -> (u16, Value) {
    let request = server
        .request(Method::POST, "/graphql")
        .bearer_auth(server.token(ALICE))
        .header(ACCEPT, "application/graphql-response+json")
        .header(CONTENT_TYPE, "application/json")
        .body(body);
    let (status, _, body) = read(request).await;
    (status, body)
}

fn call(document: &str, variables: &Value) -> Vec<u8> {
    json!({ "query": document, "variables": variables }).to_string().into_bytes()
}

/// Anything from 10 to 100,000, small numbers as often as large ones.
fn depth(random: &mut StdRng) -> usize {
    let exponent = random.random_range(1.0..5.0_f64);
    let number = format!("{:.0}", 10_f64.powf(exponent));
    number.parse().expect("a whole number")
}

/// One way to be hostile.
struct Attack {
    what: &'static str,
    /// Whether it is always refused; others may be small enough to pass.
    refused: bool,
    body: fn(&mut StdRng) -> Vec<u8>,
}

const fn refused(what: &'static str, body: fn(&mut StdRng) -> Vec<u8>) -> Attack {
    Attack { what, refused: true, body }
}

const fn may_pass(what: &'static str, body: fn(&mut StdRng) -> Vec<u8>) -> Attack {
    Attack { what, refused: false, body }
}

/// A document without variables.
fn document(text: &str) -> Vec<u8> {
    call(text, &json!({}))
}

/// `text` around `inner`, as often as a random depth says.
fn around(random: &mut StdRng, before: &str, open: &str, inner: &str, close: &str, after: &str) -> Vec<u8> {
    let deep = depth(random) + 2;
    document(&format!("{before}{}{inner}{}{after}", open.repeat(deep), close.repeat(deep)))
}

/// `first`, and a fragment for each of `count` numbers.
fn fragments(first: &str, count: usize, body: impl Fn(usize) -> String) -> String {
    (0..count).fold(first.to_owned(), |mut text, at| {
        let _ = write!(text, " fragment F{at} on Query {{ {} }}", body(at));
        text
    })
}

fn aliases(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = write!(text, "a{at}:__typename ");
        text
    })
}

fn one_of<'a, T>(random: &mut StdRng, choices: &'a [T]) -> &'a T {
    &choices[random.random_range(0..choices.len())]
}

const ATTACKS: &[Attack] = &[
    refused("nested lists", |random| around(random, "{ ids(ids: [", "[", "1", "]", "]) }")),
    refused("nested objects", |random| around(random, "{ sum(point: ", "{x:", "1", "}", ") }")),
    refused("nested selections", |random| around(random, "{ nested", "{nested", "{ me }", "}", "}")),
    refused("open brackets", |random| {
        let open = one_of(random, &["{", "[", "(", "{a(b:[", "{a{"]);
        around(random, "", open, "", "", "")
    }),
    refused("brackets behind an unfinished block string", |random| {
        around(random, "{ ids(ids: [\"\"\"a\" ", "[", "", "", " ]) }")
    }),
    refused("aliases", |random| document(&format!("{{ {} }}", aliases(depth(random).max(51))))),
    may_pass("wide", |random| document(&format!("{{ {} }}", "add(a:1) ".repeat(depth(random))))),
    refused("cycles", |random| {
        let length = depth(random).min(300);
        let next = |at: usize| format!("nested {{ ...F{} }}", (at + 1) % length);
        document(&fragments("{ ...F0 }", length, next))
    }),
    refused("fan-out", |random| {
        let length = random.random_range(15..60);
        let twice = |at: usize| {
            if at + 1 == length { "me".to_owned() } else { format!("...F{0} ...F{0} ...F{0}", at + 1) }
        };
        document(&fragments("{ ...F0 }", length, twice))
    }),
    refused("missing variables", |_| document("query($a: Int!, $p: Point!) { add(a: $a) sum(point: $p) }")),
    refused("mistyped variables", |random| {
        let wrong = [
            json!("1"),
            json!(1.5),
            json!(true),
            json!([1]),
            json!({}),
            json!(1e300),
            json!(2_147_483_648_u64),
        ];
        call("query($a: Int!) { add(a: $a) }", &json!({ "a": one_of(random, &wrong) }))
    }),
    refused("nested variables", |random| {
        let deep = depth(random) + 64;
        let value = format!("{}1{}", "[".repeat(deep), "]".repeat(deep));
        let query = "query($a: Int!) { add(a: $a) }";
        format!("{{\"query\":\"{query}\",\"variables\":{{\"a\":{value}}}}}").into_bytes()
    }),
    refused("deep input objects", |random| {
        let wrong = json!({ "x": "not a number" });
        let point = (0..depth(random).min(60)).fold(wrong, |inner, _| json!({ "x": 1, "inner": inner }));
        call("query($p: Point!) { sum(point: $p) }", &json!({ "p": point }))
    }),
    may_pass("huge strings", |random| {
        let text = "汉".repeat(depth(random) * 4);
        call("query($t: String!) { echo(text: $t) }", &json!({ "t": text }))
    }),
    refused("NUL", |_| document("{ add\0(a: 1) }")),
    refused("invalid UTF-8", |random| {
        let mut body = document("{ __typename }");
        let at = random.random_range(0..body.len());
        body.insert(at, 0xff);
        body
    }),
    refused("noise", |random| (0..depth(random).min(5_000)).map(|_| random.random()).collect()),
    refused("noise of tokens", |random| {
        let alphabet = b"{}()[]:$!@.\"\\#|&= \n\tabcdefgqueryonfragment0123456789_-+eE...";
        let text: Vec<u8> = (0..depth(random).min(20_000)).map(|_| *one_of(random, alphabet)).collect();
        document(&String::from_utf8_lossy(&text))
    }),
    refused("odd variable definitions", |random| {
        let ty =
            one_of(random, &["Nothing", "[Nothing!]", "Query", "[[[[Int]]]]", "Thing!", "Point", "__Schema"]);
        let default = one_of(random, &["1", "[1]", "{x: RED}", "null", "\"x\"", "{}"]);
        call(&format!("query($a: {ty} = {default}) {{ add(a: $a) }}"), &json!({ "a": 1 }))
    }),
    may_pass("mutilated documents", |random| {
        let whole = "query Q($a: Int! = 1, $p: Point) { x: add(a: $a, b: 2) sum(point: {x: 1, inner: $p}) nested { ...F } \
                     things(first: 3) { nodes { id } } } fragment F on Query { by(by: {id: \"a\"}) @include(if: true) }";
        let mut text = whole.as_bytes().to_vec();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..text.len());
            match random.random_range(0..3) {
                0 => text[at] = random.random_range(0x20..0x7f),
                1 => drop(text.remove(at)),
                _ => text.insert(at, *one_of(random, whole.as_bytes())),
            }
        }
        call(&String::from_utf8_lossy(&text), &json!({ "p": { "x": 1 } }))
    }),
];

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_hostile_inputs_are_refused_and_none_is_a_fault() {
    let server = protocol_server().await;
    let mut random = StdRng::seed_from_u64(seed());
    let before = resident_kb();
    for number in 0..HOSTILE_DOCUMENTS.get() {
        let Attack { what, refused, body } = one_of(&mut random, ATTACKS);
        let body = body(&mut random);
        let shown: String = String::from_utf8_lossy(&body).chars().take(300).collect();
        let begun = Instant::now();
        let (status, answer) = send(&server, body).await;
        let took = begun.elapsed();
        assert!(status < 500, "{number} {what}: {status} {answer}\n{shown}");
        assert!(took < Duration::from_secs(5), "{number} {what}: {took:?}\n{shown}");
        let fits = if *refused { [400, 413].contains(&status) } else { [200, 400, 413].contains(&status) };
        assert!(fits, "{number} {what}: {status} {answer}\n{shown}");
        if status != 200 {
            assert_ne!(code(&answer), "-", "{number} {what}: {answer}");
            assert!(answer.get("data").is_none(), "{number} {what}: {answer}");
            assert!(
                answer.to_string().len() < 20_000,
                "{number} {what}: an error is no longer than it must be"
            );
        }
    }
    let grown = resident_kb().saturating_sub(before);
    assert!(grown < GROWTH_KB, "grew by {grown} kB");
    assert_eq!(
        send(&server, call("{ add(a: 40) }", &json!({}))).await.0,
        200,
        "the same process still serves"
    );
    assert!(server.stop().await);
}

#[tokio::test]
async fn the_named_attacks_have_their_named_answers() {
    let server = protocol_server().await;
    let twice = |at: usize| if at == 21 { "me".to_owned() } else { format!("...F{0} ...F{0}", at + 1) };
    let fan = fragments("{...F0}", 22, twice);
    assert!(fan.len() < 1_024, "one kilobyte for millions of selections");
    // The first call opens the connection; what is measured is the refusal.
    send(&server, call("{ __typename }", &json!({}))).await;
    let mut quickest = Duration::MAX;
    for _ in 0..10 {
        let begun = Instant::now();
        let (status, body) = send(&server, call(&fan, &json!({}))).await;
        quickest = quickest.min(begun.elapsed());
        assert_eq!((status, code(&body)), (400, "COST_EXCEEDED"));
    }
    // Of several, since the machine may be busy with other tests; nothing refused is remembered.
    assert!(quickest < Duration::from_millis(50), "{quickest:?}");
    let aliases = aliases(20_000);
    for (document, expected) in [
        (format!("{{ {} }}", &aliases[..60_000]), "COST_EXCEEDED"),
        (format!("{{ {aliases} }}"), "COST_EXCEEDED"),
        (format!("{{ echo(text: {}1{}) }}", "[".repeat(2_000), "]".repeat(2_000)), "DEPTH_EXCEEDED"),
        ("query($v: [Nothing!] = [1]) { __typename }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let (status, body) = send(&server, call(&document, &json!({}))).await;
        assert_eq!((status, code(&body)), (400, expected));
    }
    let introspection =
        (0..12).fold("name".to_owned(), |inner, _| format!("fields {{ name type {{ {inner} }} }}"));
    let document = format!("{{ __schema {{ types {{ {introspection} }} }} }}");
    assert_eq!(code(&send(&server, call(&document, &json!({}))).await.1), "COST_EXCEEDED");
    assert!(server.stop().await);
}
