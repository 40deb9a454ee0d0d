//! No outlet shows a masked value (X33): a table of readers over every field of a contact and every way that leads to one.
//!
//! Fields and ways are taken from the schema itself: a new field of `Contact` without a line in [`FIELDS`], or a new field that
//! answers a contact or any node without one in [`WAYS`], fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CONTACT, CUSTOMER, INTERACTION, OWNER, contact, customer, example};
use crate::deadline::pass;
use crate::request::with;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;

/// Every field of a contact: what is selected of it, and what a reader of the circle who reads masks is shown.
const FIELDS: [(&str, &str, &str); 16] = [
    ("id", "id", "plain"),
    ("version", "version", "plain"),
    ("customer", "customer { name }", "plain"),
    ("name", "name", "plain"),
    ("title", "title", "plain"),
    ("phone", "phone", "138****8000"),
    ("mail", "mail", "z***@abc.example"),
    ("handles", "handles { service value }", "z***"),
    ("masked", "masked", "plain"),
    ("unmaskedUntil", "unmaskedUntil", "plain"),
    ("addedBy", "addedBy { employeeNumber }", "plain"),
    ("addedAt", "addedAt", "plain"),
    ("removedAt", "removedAt", "plain"),
    ("erasedAt", "erasedAt", "plain"),
    ("abilities", "abilities { action allowed reason { code message params } }", "plain"),
    ("__typename", "__typename", "plain"),
];

/// Every field of the schema that answers a contact, or whatever node.
const WAYS: [&str; 14] = [
    "Comment.subject",
    "ContactAddPayload.contact",
    "ContactErasePayload.contact",
    "ContactRemovePayload.contact",
    "ContactUnmaskPayload.contact",
    "ContactUpdatePayload.contact",
    "Customer.contacts",
    "Deadline.subject",
    "Event.subject",
    "NodeChange.node",
    "Notification.subject",
    "Query.node",
    "Query.nodes",
    "SearchHit.node",
];

/// What nobody who reads masks may find in any answer, whatever the case and the signs between.
const SECRETS: [&str; 4] = ["138 0013", "13800138000", "zhou.qi", "zhouqi"];
/// What nobody outside the circle may find beside that.
const PERSONAL: [&str; 3] = ["周琦", "采购经理", "138****"];

const SCHEMA: &str = "{ __schema { types { kind name
    fields { name type { ...t } } inputFields { name } enumValues { name } } } }
fragment t on __Type { name ofType { name ofType { name ofType { name } } } }";

struct Schema(Vec<Value>);

impl Schema {
    async fn read(client: &Client) -> Self {
        let mut data = client.query(SCHEMA, json!({})).await;
        let Value::Array(types) = data["__schema"]["types"].take() else { panic!("no types") };
        Self(types)
    }

    fn named(&self, name: &str, list: &str) -> BTreeSet<String> {
        let found = self.0.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no type {name}"));
        let list = found[list].as_array().expect("a list");
        list.iter().map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
    }

    /// The fields that answer one of these types, at once or in a list.
    fn ways_to(&self, wanted: &[&str]) -> BTreeSet<String> {
        let mut ways = BTreeSet::new();
        for one in &self.0 {
            for field in one["fields"].as_array().into_iter().flatten() {
                let mut of = &field["type"];
                while of["name"].is_null() && !of["ofType"].is_null() {
                    of = &of["ofType"];
                }
                if wanted.iter().any(|name| of["name"] == *name) {
                    ways.insert(format!(
                        "{}.{}",
                        one["name"].as_str().unwrap_or_default(),
                        field["name"].as_str().unwrap_or_default()
                    ));
                }
            }
        }
        ways
    }
}

/// A fragment with every field of a contact.
fn everything() -> String {
    let selected: Vec<_> = FIELDS.iter().map(|(_, selection, _)| *selection).collect();
    format!("fragment C on Contact {{ {} }}", selected.join(" "))
}

/// A search with all that it leads to.
fn searches(words: &str, name: &str) -> String {
    format!(
        "{name}: search(query: \"{words}\", first: 5) {{ totalCount {{ value }} nodes {{ type node {{ ...C ... on Customer {{ contacts {{ ...C }} }} ... on Interaction {{ subject wants plan }} ... on Comment {{ text }} }} }} }} "
    )
}

/// Every way to read a contact, by name.
fn documents() -> Vec<(&'static str, String)> {
    let data = "type data changes { field from to }";
    let ways = [
        ("Customer.contacts", "customer(by: {id: $customer}) { contacts { ...C } interactions { nodes { subject wants plan measures { matter } } } }".to_owned()),
        ("customers", "customers { nodes { contacts { ...C } tags latestInteraction { subject wants plan } } }".to_owned()),
        ("interactions", "interactions { nodes { subject wants plan measures { matter } customer { contacts { ...C } } } }".to_owned()),
        ("Query.node", "node(id: $contact) { ...C }".to_owned()),
        ("Query.nodes", "nodes(ids: [$contact, $customer, $interaction]) { ...C ... on Customer { contacts { ...C } } ... on Interaction { subject wants plan } }".to_owned()),
        ("Event.subject", format!("events(last: 50) {{ nodes {{ {data} subject {{ ...C ... on Customer {{ contacts {{ ...C }} }} }} }} }}")),
        ("NodeChange.node", format!("changes(since: $since, first: 50) {{ changes {{ changedFields event {{ {data} }} node {{ ...C ... on Customer {{ contacts {{ ...C }} }} }} }} }}")),
        ("Notification.subject", "notifications(first: 50) { nodes { text params subject { ...C ... on Customer { contacts { ...C } } } } }".to_owned()),
        ("Comment.subject", "comments(first: 50) { nodes { text subject { ...C ... on Customer { contacts { ...C } } } } }".to_owned()),
        ("SearchHit.node", format!("{} {}", searches("周琦", "a"), searches("采购", "b"))),
        ("searches by what is masked", SECRETS.iter().zip(["a", "b", "c", "d"]).map(|(secret, name)| searches(secret, name)).collect::<String>()),
        ("Deadline.subject", "deadlines(first: 50) { nodes { subject { ...C ... on Customer { contacts { ...C } } } } }".to_owned()),
    ];
    let declared = "$customer: ID!, $contact: ID!, $interaction: ID!, $since: Cursor!";
    let document = |query: String| {
        let used =
            declared.split(", ").filter(|one| query.contains(one.split(':').next().unwrap_or_default()));
        let used = used.collect::<Vec<_>>().join(", ");
        let head = if used.is_empty() { String::new() } else { format!("({used})") };
        format!("query{head} {{ {query} }} {}", everything())
    };
    ways.into_iter().map(|(name, query)| (name, document(query))).collect()
}

/// The mutations that answer a contact, as somebody sends them who may not.
fn mutations(contact: &str, customer: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("contactAdd", json!({ "customer": customer, "name": "周琦", "phone": "13900139000" })),
        ("contactUpdate", json!({ "id": contact, "expectedVersion": 1, "phone": "13900139000" })),
        ("contactUpdate", json!({ "id": contact, "expectedVersion": 9, "phone": "13900139000" })),
        ("contactRemove", json!({ "id": contact })),
        ("contactUnmask", json!({ "id": contact, "reason": "核查", "validateOnly": true })),
        ("contactErase", json!({ "id": contact, "reason": "核查" })),
    ]
}

/// What of `secrets` stands in the answer.
fn leaked(answer: &Value, secrets: &[&str]) -> Vec<String> {
    let text = answer.to_string().to_lowercase();
    secrets
        .iter()
        .filter(|secret| text.contains(&secret.to_lowercase()))
        .map(|secret| (*secret).to_owned())
        .collect()
}

both_databases! {
    /// The tables are whole, and no filter and no order knows a contact.
    async fn every_field_and_every_way_has_its_case(backend) {
        let app = crate::support::app::TestApp::start(backend).await;
        let schema = Schema::read(&app.admin()).await;
        let mut fields: BTreeSet<_> = FIELDS.iter().map(|(field, ..)| (*field).to_owned()).collect();
        fields.remove("__typename");
        assert_eq!(schema.named("Contact", "fields"), fields, "a field of Contact without a case");
        let ways: BTreeSet<_> = WAYS.iter().map(|way| (*way).to_owned()).collect();
        assert_eq!(schema.ways_to(&["Contact", "Node"]), ways, "a way to a contact without a case");
        let covered: BTreeSet<_> = documents().into_iter().map(|(name, _)| name).collect();
        let read = WAYS.iter().filter(|way| !way.contains("Payload"));
        assert!(read.into_iter().all(|way| covered.contains(way)), "every way that reads has its document");
        for (list, of, expected) in [
            ("CustomerFilter", "inputFields", "and createdAt department id industry level name nextContactAt not or owner state tag"),
            ("InteractionFilter", "inputFields", "and at channel customer followUpBy id nextContactAt not or recordedAt recordedBy subject"),
            ("CustomerOrderField", "enumValues", "CREATED_AT NAME"),
            ("InteractionOrderField", "enumValues", "AT"),
        ] {
            let found: Vec<_> = schema.named(list, of).into_iter().collect();
            assert_eq!(found.join(" "), expected, "{list}: nothing of a contact is compared or ordered (resolution 63)");
        }
        app.finish().await;
    }

    /// Every reader, every way: those of the circle who read masks find the masks, those outside find nothing; who reads plain
    /// finds the values, so that the search can fail.
    async fn no_outlet_shows_a_masked_value_x33(backend) {
        let app = crate::support::app::TestApp::start(backend).await;
        let since = app.admin().query("{ events(last: 1) { nodes { cursor } } }", json!({})).await["events"]["nodes"][0]["cursor"].clone();
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        let owner = app.member(OWNER);
        let said = with(example(&app, &customer).await, json!({ "plan": "回电13800138000", "confirmMasked": true, "nextContactOn": "2024-05-07" }));
        let interaction = INTERACTION.run(&owner, "interactionRecord", said).await["id"].take();
        CONTACT.run(&owner, "contactUpdate", json!({ "id": contact, "expectedVersion": 1, "title": "采购总监" })).await;
        CONTACT.run(&owner, "contactUpdate", json!({ "id": contact, "expectedVersion": 2, "title": "采购经理" })).await;
        let said = json!({ "subject": { "customer": customer }, "text": "回电13800138000", "external": true, "confirmMasked": true });
        crate::comment::COMMENT.run(&owner, "commentAdd", said).await;
        CUSTOMER.run(&owner, "customerHandOver", json!({ "id": customer, "owner": app.person("MT0004"), "reason": "转岗" })).await;
        pass(&app, "2024-05-10T09:00:00+08:00").await;
        let variables = json!({ "customer": customer, "contact": contact, "interaction": interaction, "since": since });
        for (who, inside, plain) in [("MT0003", true, true), ("MT0005", true, true), ("ZB0002", true, true), ("ZB0001", true, false), ("ZB0004", true, false), ("JS0001", false, false), ("ZB0003", false, false)] {
            let client = app.member(who);
            for (way, document) in documents() {
                let answer = client.send(&document, variables.clone()).await;
                assert_eq!((answer.status, answer.body.get("errors")), (200, None), "{who} {way}: {:#}", answer.body);
                let secrets = leaked(&answer.body, &SECRETS);
                assert!(plain || secrets.is_empty(), "{who} finds {secrets:?} by {way}");
                assert!(inside || leaked(&answer.body, &PERSONAL).is_empty(), "{who} finds somebody by {way}");
                if way == "Customer.contacts" && inside {
                    assert_eq!(!secrets.is_empty(), plain, "{who}: the search can fail");
                    let masks = FIELDS.iter().filter(|(.., mask)| *mask != "plain");
                    assert!(plain || masks.into_iter().all(|(.., mask)| !leaked(&answer.body, &[mask]).is_empty()), "{who} reads the masks");
                }
            }
            if !plain {
                for (name, input) in mutations(&contact, &customer) {
                    let document = format!("{} {}", CONTACT.document(name).replace("contact { ", "contact { ...C "), everything());
                    let answer = client.send(&document, json!({ "input": input })).await;
                    let found = leaked(&answer.body, &SECRETS);
                    assert!(found.is_empty(), "{who} finds {found:?} in what {name} answers");
                }
            }
        }
        app.finish().await;
    }

    /// The same of streams, over all that ever happened.
    async fn no_stream_shows_a_masked_value_x33(backend) {
        let app = crate::support::app::TestApp::start(backend).await;
        let since = app.admin().query("{ events(last: 1) { nodes { cursor } } }", json!({})).await["events"]["nodes"][0]["cursor"].clone();
        let customer = customer(&app, json!({})).await;
        let contact = contact(&app, &customer).await;
        INTERACTION.run(&app.member(OWNER), "interactionRecord", example(&app, &customer).await).await;
        let streams = [
            ("events", "subscription($after: Cursor) { events(after: $after) { event { type data changes { field from to } subject { ...C ... on Customer { contacts { ...C } } } } } }", 5),
            ("customerChanged", "subscription($after: Cursor) { customerChanged(after: $after) { changedFields event { data changes { field from to } } node { tags contacts { ...C } } } }", 2),
        ];
        for (who, inside, plain) in [("MT0004", true, true), ("ZB0001", true, false), ("ZB0004", true, false), ("CP0003", false, false)] {
            for (name, document, messages) in streams {
                let mut socket = Socket::connect(&app.member(who)).await;
                socket.subscribe("s", &format!("{document} {}", everything()), json!({ "after": since })).await;
                let mut heard = Vec::new();
                if inside {
                    for _ in 0..messages {
                        heard.push(socket.next().await);
                    }
                } else {
                    // What comes first for somebody outside is what happens after, to something that they see.
                    let made = json!({ "input": { "code": format!("X{name}").to_uppercase(), "name": format!("{name}部") } });
                    if name == "events" {
                        app.admin().mutate("mutation($input: DepartmentCreateInput!) { departmentCreate(input: $input) { userErrors { code } } }", made).await;
                        heard.push(socket.next().await);
                        assert_eq!(heard[0]["events"]["event"]["type"], "DepartmentCreated", "{who}");
                    }
                }
                let found = leaked(&json!(heard), &SECRETS);
                assert_eq!(!found.is_empty(), plain, "{who} by {name}: {found:?}");
                assert!(!inside || heard.iter().any(|one| one.to_string().contains(&contact)), "{who} by {name}: the contact is in it");
            }
        }
        app.finish().await;
    }
}
