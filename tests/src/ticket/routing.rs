//! Routing rules: versions with their time, what is refused, mergers, and ten thousand tickets that follow what is in force.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use liaison_domain::time::{Clock as _, Instant};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::{OWNER, RULE, TICKET, customer, form, opened, route, seen};
use crate::request::{department, with};
use crate::scale;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::clock::instant;
use crate::support::company::DEPARTMENTS;

/// All rules as `category: version department since`, with their history.
async fn rules(client: &Client) -> Vec<String> {
    let document = "{ routingRules(first: 100) { totalCount { value } nodes { category versions { nodes { version department { code } inForceFrom } } } } }";
    let list = client.query(document, json!({})).await["routingRules"].take();
    let nodes = list["nodes"].as_array().expect("a list");
    assert_eq!(list["totalCount"]["value"], nodes.len());
    let told = |rule: &Value| {
        let versions = rule["versions"]["nodes"].as_array().expect("a list").iter();
        let versions: Vec<_> = versions
            .map(|one| {
                format!(
                    "{} {} {}",
                    one["version"],
                    one["department"]["code"].as_str().unwrap_or("–"),
                    one["inForceFrom"].as_str().unwrap_or_default()
                )
            })
            .collect();
        format!("{}: {}", rule["category"].as_str().unwrap_or("*"), versions.join(", "))
    };
    nodes.iter().map(told).collect()
}

/// Where a ticket that is opened now goes.
async fn goes(app: &TestApp, customer: &str, category: &str) -> String {
    let ticket = opened(app, customer, json!({ "category": category })).await;
    let found = seen(&app.member(OWNER), &ticket).await;
    format!(
        "{} {}",
        found["parties"][0]["department"]["code"].as_str().unwrap_or_default(),
        found["routedBy"]["version"]
    )
}

both_databases! {
    /// A rule holds from its time on, planned ones begin by themselves, a given up one leaves the default route; what was routed
    /// stays, and every version stays readable.
    async fn rules_have_versions_with_their_time(backend) {
        let app = TestApp::start(backend).await;
        let (admin, customer) = (app.admin(), customer(&app, "ABC科技有限公司").await);
        let set = async |changes: Value| RULE.run(&admin, "routingRuleSet", with(json!({ "category": "售后问题" }), changes)).await;
        let (js, cp, yf) = (department(&admin, "JS").await, department(&admin, "CP").await, department(&admin, "YF").await);
        let first = set(json!({ "department": js })).await;
        assert_eq!((&first["version"], &first["inForce"]["department"]["code"], &first["versions"]["totalCount"]["value"]), (&json!(1), &json!("JS"), &json!(1)));
        let planned = set(json!({ "department": cp, "inForceFrom": "2024-05-06T02:00:00Z", "expectedVersion": 1 })).await;
        assert_eq!((&planned["id"], &planned["version"], &planned["inForce"]["version"]), (&first["id"], &json!(2), &json!(1)));
        assert_eq!(goes(&app, &customer, "售后问题").await, "JS 1");
        app.clock().put(instant("2024-05-06T09:59:59+08:00"));
        let early = opened(&app, &customer, json!({})).await;
        app.clock().put(instant("2024-05-06T10:00:00+08:00"));
        assert_eq!(goes(&app, &customer, "售后问题").await, "CP 2");
        assert_eq!(seen(&app.member(OWNER), &early).await["routedBy"]["version"], 1, "what was routed stays where it is");
        set(json!({ "department": null })).await;
        assert_eq!(TICKET.refusal(&app.member(OWNER), "ticketOpen", form(&customer, json!({}))).await, "NO_ROUTE at parties");
        RULE.run(&admin, "routingRuleSet", json!({ "department": yf })).await;
        assert_eq!(goes(&app, &customer, "售后问题").await, "YF 1");
        assert_eq!(rules(&app.member("JS0005")).await, [
            "*: 1 YF 2024-05-06T02:00:00Z",
            "售后问题: 3 – 2024-05-06T02:00:00Z, 2 CP 2024-05-06T02:00:00Z, 1 JS 2024-05-06T01:00:00Z",
        ]);
        let document = "query($at: DateTime!) { routingRule(category: \"售后问题\") { a: inForce(at: $at) { version setBy { employeeNumber } setAt } inForce { version } } none: routingRule(category: \"没有\") { id } default: routingRule { category } }";
        let found = admin.query(document, json!({ "at": "2024-05-06T01:30:00Z" })).await;
        assert_eq!((&found["routingRule"]["a"]["version"], &found["routingRule"]["inForce"]["version"]), (&json!(1), &json!(3)));
        assert_eq!((&found["routingRule"]["a"]["setBy"]["employeeNumber"], &found["none"], &found["default"]["category"]), (&json!("ZB0002"), &Value::Null, &Value::Null));
        app.finish().await;
    }

    /// Administrators alone, never for the past, never for nobody; repeats and trials as everywhere.
    async fn what_cannot_be_set(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let js = department(&admin, "JS").await;
        let rule = |changes: Value| with(json!({ "category": "售后问题", "department": js }), changes);
        for who in ["MT0001", "ZB0001", "ZB0003", "ZB0004"] {
            assert_eq!(RULE.refusal(&app.member(who), "routingRuleSet", rule(json!({}))).await, "ROLE_MISSING", "{who}");
        }
        let keyed = rule(json!({ "idempotencyKey": "k" }));
        let first = RULE.run(&admin, "routingRuleSet", keyed.clone()).await;
        assert_eq!(RULE.run(&admin, "routingRuleSet", keyed).await, first);
        for (changes, expected) in [
            (json!({}), "NOTHING_CHANGED at "),
            (json!({ "inForceFrom": "2024-05-06T00:59:59Z" }), "IN_THE_PAST at inForceFrom"),
            (json!({ "department": "dep_00000000000000000000000000" }), "UNKNOWN at department"),
            (json!({ "category": " " }), "REQUIRED at category"),
        ] {
            assert_eq!(RULE.refusal(&admin, "routingRuleSet", rule(changes)).await, expected);
        }
        let stale = rule(json!({ "department": department(&admin, "CP").await, "expectedVersion": 2 }));
        assert_eq!(RULE.refused(&admin, "routingRuleSet", stale).await[0]["__typename"], "VersionConflict");
        let trial = RULE.payload(&admin, "routingRuleSet", rule(json!({ "department": null, "validateOnly": true }))).await;
        assert_eq!((&trial["routingRule"], rules(&admin).await), (&Value::Null, vec!["售后问题: 1 JS 2024-05-06T01:00:00Z".to_owned()]));
        app.finish().await;
    }

    /// Resolution 21: a merged department's routes are the successor's, planned ones too; the history says so. Another node knows.
    async fn a_merged_departments_routes_move(backend) {
        let mut app = TestApp::start(backend).await;
        let (admin, customer) = (app.admin(), customer(&app, "ABC科技有限公司").await);
        route(&app, Some("售后问题"), "JS").await;
        let planned = json!({ "department": department(&admin, "JS").await, "inForceFrom": "2024-05-06T03:00:00Z" });
        RULE.run(&admin, "routingRuleSet", planned).await;
        let merge = json!({ "from": department(&admin, "JS").await, "into": department(&admin, "CP").await });
        admin.mutate("mutation($input: DepartmentMergeInput!) { departmentMerge(input: $input) { userErrors { code } } }", json!({ "input": merge })).await;
        let second = app.add_node().await;
        assert_eq!(rules(&app.member_at(second, "MT0003")).await, [
            "*: 2 CP 2024-05-06T03:00:00Z, 1 JS 2024-05-06T03:00:00Z",
            "售后问题: 2 CP 2024-05-06T01:00:00Z, 1 JS 2024-05-06T01:00:00Z",
        ]);
        assert_eq!(goes(&app, &customer, "售后问题").await, "CP 2");
        let closed = json!({ "category": "售后问题", "department": merge["from"] });
        assert_eq!(RULE.refusal(&admin, "routingRuleSet", closed).await, "DEPARTMENT_CLOSED at department");
        app.finish().await;
    }

    /// Every one of many tickets went where the rules in force at its own time say, by a count of the rules that knows nothing of
    /// the server's; while rules change and begin, several clients at once.
    async fn many_tickets_follow_the_rules_of_their_time(backend) {
        let app = TestApp::start(backend).await;
        let mut random = StdRng::seed_from_u64(scale::seed());
        let customer = customer(&app, "ABC科技有限公司").await;
        route(&app, None, "YF").await;
        let mut book = Book { default: vec![(app.clock().now(), 1, Some("YF"))], own: BTreeMap::new() };
        let tickets = scale::ROUTED_TICKETS.get();
        let mut opened = 0;
        while opened < tickets {
            // Not at the very instant of the tickets before, which the old rule took.
            app.clock().advance(Duration::from_millis(1));
            book.change(&app, &mut random).await;
            app.clock().advance(Duration::from_millis(random.random_range(1..5_400_000)));
            let batch = (tickets / 50).max(4).min(tickets - opened);
            let forms: Vec<Value> = (0..batch).map(|_| form(&customer, json!({ "category": CATEGORIES[random.random_range(0..CATEGORIES.len())], "dueOn": "2024-12-31" }))).collect();
            let made = stream::iter(forms).map(|form| {
                let client = app.member(OWNER);
                async move { TICKET.run(&client, "ticketOpen", form).await }
            });
            let made: Vec<Value> = made.buffer_unordered(8).collect().await;
            opened += made.len();
        }
        assert_eq!(book.check(&app.admin()).await, tickets);
        app.finish().await;
    }
}

/// The last one has never a rule of its own.
const CATEGORIES: [&str; 6] = ["产品需求", "售后问题", "商务咨询", "投诉", "培训", "其他"];

/// From when on, which version, and for whom.
type Version = (Instant, i64, Option<&'static str>);

/// The rules as the test wrote them down.
struct Book {
    default: Vec<Version>,
    own: BTreeMap<&'static str, Vec<Version>>,
}

impl Book {
    fn in_force(versions: &[Version], at: Instant) -> Option<Version> {
        versions
            .iter()
            .filter(|(from, ..)| *from <= at)
            .max_by_key(|(from, number, _)| (*from, *number))
            .copied()
    }

    /// Sets one rule, now or for later.
    async fn change(&mut self, app: &TestApp, random: &mut StdRng) {
        let admin = app.admin();
        let category = CATEGORIES[random.random_range(0..CATEGORIES.len() - 1)];
        let give_up = random.random_range(0..5) == 0;
        let to = (!give_up).then(|| DEPARTMENTS[random.random_range(0..DEPARTMENTS.len())]);
        let from = app.clock().now().plus_seconds(if random.random_range(0..2) == 0 {
            0
        } else {
            random.random_range(0..7_200)
        });
        let versions = self.own.entry(category).or_default();
        let holds = Self::in_force(versions, from).and_then(|(.., to)| to);
        let target = match to {
            Some(code) => json!(department(&admin, code).await),
            None => Value::Null,
        };
        let input = json!({ "category": category, "department": target, "inForceFrom": from.to_string() });
        if holds == to {
            assert_eq!(RULE.refusal(&admin, "routingRuleSet", input).await, "NOTHING_CHANGED at ");
        } else {
            let number = i64::try_from(versions.len()).expect("few") + 1;
            assert_eq!(RULE.run(&admin, "routingRuleSet", input).await["version"], number);
            versions.push((from, number, to));
        }
    }

    /// Compares every ticket with the book; how many there are.
    async fn check(&self, client: &Client) -> usize {
        let document = "query($after: Cursor) { requests(first: 100, after: $after, filter: {kind: {eq: CUSTOMER_TICKET}}) {
            nodes { code submittedAt category parties { department { code } } routedBy { version rule { category } } } pageInfo { endCursor hasNextPage } } }";
        let (mut after, mut seen) = (Value::Null, 0);
        loop {
            let page = client.query(document, json!({ "after": after })).await["requests"].take();
            for ticket in page["nodes"].as_array().expect("a list") {
                let at = instant(ticket["submittedAt"].as_str().expect("an instant"));
                let category = ticket["category"].as_str().expect("a category");
                let own = self
                    .own
                    .get(category)
                    .and_then(|versions| Self::in_force(versions, at))
                    .filter(|(.., to)| to.is_some());
                let (of, (_, number, to)) = match own {
                    Some(version) => (json!(category), version),
                    None => (Value::Null, Self::in_force(&self.default, at).expect("the default holds")),
                };
                let found = (
                    &ticket["parties"][0]["department"]["code"],
                    &ticket["routedBy"]["version"],
                    &ticket["routedBy"]["rule"]["category"],
                );
                assert_eq!(found, (&json!(to), &json!(number), &of), "{ticket:#}");
                seen += 1;
            }
            if page["pageInfo"]["hasNextPage"] == false {
                return seen;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
}
