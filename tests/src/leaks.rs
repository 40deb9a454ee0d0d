//! What one may not see does not exist, by any field of the schema (X25, X26, X33, resolutions 63, 67).
//!
//! Documents made from the schema itself read every field there is, as everybody: a contact's phone, mail and handles, who the
//! contact is, and a request that only its participants see are looked for in every answer, in streams, lists that compare,
//! refusals and calendars. `leaks/table.snap` is the expectation and the documentation: a line each field that shows one of them to
//! anybody, a column each reader. A new field that shows one fails until it has its line; a new field that demands arguments fails
//! until it has them.

mod walk;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use liaison_gateway::limits::Limits;
use serde_json::{Value, json};

use crate::deadline::pass;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::company::{ADMIN, AUDITOR};
use crate::support::schema::{Schema, named};
use crate::support::socket::{Heard, Socket};
use walk::{Walk, places};
use world::{MASKS, OWNER, PERSONAL, SECRET, VALUES, World};

/// What is looked for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Kept {
    /// Phone, mail and handles of the contact.
    Values,
    /// What is shown of these to those who may not read them.
    Masks,
    /// Name and title of the contact.
    Person,
    /// What only participants of a request see.
    Confidential,
}

const KEPT: [Kept; 4] = [Kept::Values, Kept::Masks, Kept::Person, Kept::Confidential];

impl Kept {
    const fn letter(self) -> char {
        match self {
            Self::Values => 'V',
            Self::Masks => 'M',
            Self::Person => 'P',
            Self::Confidential => 'C',
        }
    }

    /// What betrays it.
    fn words(self, world: &World) -> Vec<String> {
        let own = |words: &[&str]| words.iter().map(|word| word.to_lowercase()).collect();
        match self {
            Self::Values => own(&VALUES),
            Self::Masks => own(&MASKS),
            Self::Person => own(&PERSONAL),
            Self::Confidential => {
                let hidden = world.hidden.iter().map(|word| word.to_lowercase());
                hidden.chain([SECRET.to_owned()]).collect()
            }
        }
    }
}

struct Reader {
    name: &'static str,
    client: Client,
    /// What they may be shown.
    may: &'static [Kept],
}

async fn readers(app: &TestApp, world: &World) -> Vec<Reader> {
    let system = crate::api_key::system(app, &["READ"]).await;
    let reader = |name, client, may| Reader { name, client, may };
    vec![
        reader("owner", app.member(OWNER), &KEPT),
        reader("department colleague", app.member("MT0005"), &[Kept::Values, Kept::Masks, Kept::Person]),
        reader("other employee", app.member("CP0003"), &[]),
        reader("auditor", app.member(AUDITOR), &[Kept::Masks, Kept::Person, Kept::Confidential]),
        reader("administrator", app.member(ADMIN), &[Kept::Values, Kept::Masks, Kept::Person]),
        reader("guest in scope", world.in_scope.clone(), &[Kept::Masks]),
        reader("guest out of scope", world.out_of_scope.clone(), &[]),
        reader("expired guest", world.expired.clone(), &[]),
        reader("reading system", system, &[Kept::Masks, Kept::Person]),
        reader("anonymous", app.stranger(), &[]),
    ]
}

/// What each reader found, by the field at which it stood.
struct Search<'a> {
    readers: &'a [Reader],
    /// What betrays each of what is kept.
    words: BTreeMap<Kept, Vec<String>>,
    found: BTreeMap<String, BTreeMap<&'static str, BTreeSet<Kept>>>,
}

impl<'a> Search<'a> {
    fn new(world: &World, readers: &'a [Reader]) -> Self {
        let words = KEPT.map(|kept| (kept, kept.words(world))).into();
        Self { readers, words, found: BTreeMap::new() }
    }

    /// Asks everybody, looks through the answers, and takes the IDs from them.
    async fn ask(&mut self, what: &str, document: &str, variables: Value, ids: &mut BTreeSet<String>) {
        for reader in self.readers {
            let answer = reader.client.send(document, variables.clone()).await;
            self.look(reader, what, &answer.body);
            walk::ids(&answer.body, ids);
        }
    }

    /// Looks through an answer.
    ///
    /// # Panics
    /// Where something stands in it that this reader may not see.
    fn look(&mut self, reader: &Reader, what: &str, answer: &Value) {
        for kept in KEPT {
            let found = places(answer, &self.words[&kept]);
            let may = found.is_empty() || reader.may.contains(&kept);
            assert!(may, "{}: {kept:?} at {found:?} by {what}", reader.name);
            for place in found {
                self.found.entry(place).or_default().entry(reader.name).or_default().insert(kept);
            }
        }
    }

    /// As it stands in `table.snap`.
    fn text(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let columns = || self.readers.iter();
        let head = ["field".to_owned()].into_iter().chain(columns().map(|reader| reader.name.to_owned()));
        let rule = vec!["---".to_owned(); self.readers.len() + 1];
        let rows = self.found.iter().map(|(place, found)| {
            let cells = columns().map(|reader| match found.get(reader.name) {
                Some(kept) => kept.iter().map(|kept| kept.letter()).collect(),
                None => "·".to_owned(),
            });
            line([place.clone()].into_iter().chain(cells).collect())
        });
        [line(head.collect()), line(rule)].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// What nothing bounds but the memory of the test: every document reads as much as there is.
fn limits() -> Limits {
    Limits {
        document_bytes: 1_048_576,
        document_tokens: 100_000,
        document_nesting: 128,
        selections: 100_000,
        depth: 60,
        aliases: 5_000,
        cost: 10_000_000,
        request_timeout: Duration::from_mins(2),
        message_bytes: 1_048_576,
        checkpoint_interval: Duration::from_millis(500),
        ..Limits::default()
    }
}

/// Streams that are heard from the start.
const STREAMS: [&str; 8] = [
    "Subscription.commentChanged",
    "Subscription.customerChanged",
    "Subscription.deadlineChanged",
    "Subscription.events",
    "Subscription.meetingChanged",
    "Subscription.notificationReceived",
    "Subscription.requestChanged",
    "Subscription.taskChanged",
];

/// Arguments of fields that demand some, or that answer more with them.
async fn arguments(app: &TestApp, world: &World) -> BTreeMap<String, String> {
    let by = |id: &str| format!("by: {{id: \"{id}\"}}");
    let department = crate::request::department(&app.admin(), "JS").await;
    let month = "from: \"2024-05-01\", to: \"2024-05-31\"";
    let preview =
        "input: {startAt: \"2024-05-06T01:00:00Z\", span: {length: {count: 2, unit: DAYS, mode: WORKING}}}";
    [
        ("Query.changes", format!("since: \"{}\", first: 100", world.since)),
        ("Query.customer", by(&world.customer)),
        ("Query.department", by(&department)),
        ("Query.meeting", by(&world.meeting)),
        ("Query.person", by(&app.person("JS0001").to_string())),
        ("Query.request", by(&world.request)),
        ("Query.task", by(&world.task)),
        ("Query.node", format!("id: \"{}\"", world.request)),
        ("Query.nodes", format!("ids: [\"{}\"]", world.request)),
        ("Query.events", "last: 100".to_owned()),
        ("Query.notifications", "first: 100".to_owned()),
        ("Query.search", format!("query: \"{SECRET}\"")),
        ("Query.deadlinePreview", preview.to_owned()),
        ("Query.packPreview", format!("input: {{pack: \"coordination\", {month}}}")),
        ("Query.portalTicket", format!("token: \"{}\"", world.link)),
        ("Subscription.portalTicketChanged", format!("token: \"{}\"", world.link)),
        ("Department.meetingTime", month.to_owned()),
        ("Person.meetingTime", month.to_owned()),
        ("WorkingCalendar.exceptions", month.to_owned()),
        ("WorkingCalendar.isWorkingDay", "on: \"2024-05-06\"".to_owned()),
        ("ImportReport.count", "outcome: CREATED".to_owned()),
    ]
    .into_iter()
    .chain(STREAMS.map(|name| (name, format!("after: \"{}\"", world.since))))
    .map(|(place, given)| (place.to_owned(), given))
    .collect()
}

/// What is read by IDs at once.
const AT_ONCE: usize = 25;

/// One document each root field, and each field of the viewer.
fn roots(schema: &Schema, walk: &Walk<'_>) -> Vec<(String, String)> {
    let name = |field: &Value| field["name"].as_str().expect("a name").to_owned();
    let query = schema.fields("Query").into_iter();
    let query = query.map(|field| (name(&field), format!("{{ {} }}", walk.field("Query", &field))));
    let viewer = schema.fields("Viewer").into_iter();
    let viewer =
        viewer.map(|field| (name(&field), format!("{{ viewer {{ {} }} }}", walk.field("Viewer", &field))));
    query.chain(viewer).collect()
}

/// Every field of every type to which a query leads.
fn fields(schema: &Schema) -> BTreeSet<String> {
    let types: BTreeSet<_> = schema.fields("Query").iter().flat_map(|field| schema.reached(field)).collect();
    let types = types.iter().map(String::as_str).chain(["Query"]).filter(|of| schema.kind(of) == "OBJECT");
    types
        .flat_map(|of| {
            let fields = schema.fields(of).into_iter();
            fields.map(move |field| format!("{of}.{}", field["name"].as_str().unwrap_or_default()))
        })
        .collect()
}

/// Reads every record by its ID, with all its fields, as everybody; and those that are named there, until there are none more.
async fn records(schema: &Schema, walk: &Walk<'_>, mut ids: BTreeSet<String>, search: &mut Search<'_>) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut unseen: BTreeSet<String> = schema.possible("Node").into_iter().collect();
    while !ids.is_empty() {
        let of_type = sorted(search.readers, &ids).await;
        known.append(&mut ids);
        for (of, own) in &of_type {
            unseen.remove(of);
            let select = walk.record(of);
            let document = format!(
                "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename ... on {of} {{ {select} }} }} }}"
            );
            for own in own.chunks(AT_ONCE) {
                search.ask(of, &document, json!({ "ids": own }), &mut ids).await;
            }
        }
        ids.retain(|id| !known.contains(id));
    }
    assert!(unseen.is_empty(), "of these there is none: {unseen:?}");
}

/// IDs by the type that whoever may see it is told.
async fn sorted(readers: &[Reader], ids: &BTreeSet<String>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ids in ids.iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        for reader in readers.iter().filter(|reader| !reader.may.is_empty()) {
            let document = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }";
            let answer = reader.client.send(document, json!({ "ids": ids })).await;
            for (id, node) in ids.iter().zip(answer.body["data"]["nodes"].as_array().into_iter().flatten()) {
                if let Some(of) = node["__typename"].as_str() {
                    found.entry(of.to_owned()).or_default().insert((*id).clone());
                }
            }
        }
    }
    found.into_iter().map(|(of, ids)| (of, ids.into_iter().collect())).collect()
}

/// Hears every stream from the start until it has said all, as this reader; nothing is heard by whoever is not let in.
async fn streams(reader: &Reader, streams: &[(String, String)]) -> Vec<Value> {
    let mut socket = Socket::open(&reader.client).await;
    let authorization = reader.client.token().map(|token| format!("Bearer {token}"));
    socket.send(json!({ "type": "connection_init", "payload": { "authorization": authorization } })).await;
    let mut heard = Vec::new();
    match socket.hear().await {
        Heard::Message(message) if message["type"] == "connection_ack" => {}
        Heard::Message(message) => panic!("{message:#}"),
        Heard::Closed(_) | Heard::Gone => return heard,
    }
    for (name, document) in streams {
        socket.subscribe(name, document, json!({})).await;
    }
    let mut open: BTreeSet<_> = streams.iter().map(|(name, _)| name.clone()).collect();
    while !open.is_empty() {
        let message = socket.message().await;
        let said = &message["payload"]["data"]
            [format!("Subscription__{}", message["id"].as_str().unwrap_or_default())];
        let has = |what: &str| {
            said.as_object()
                .into_iter()
                .flatten()
                .any(|(name, value)| name.ends_with(what) && !value.is_null())
        };
        // A checkpoint, or what is said at once and then no more.
        if message["type"] != "next" || !has("__event") && !has("__notification") && !has("__kind") {
            open.remove(message["id"].as_str().unwrap_or_default());
        }
        heard.push(message);
    }
    heard
}

/// The lists of the roots, and below the one record that all see: as they stand in a document, around `{}`.
const LISTS: [(&str, &str); 3] = [
    ("Query", "{ {} }"),
    ("Viewer", "{ viewer { {} } }"),
    ("Customer", "{ customer(by: {id: \"$\"}) { {} } }"),
];

/// The list whose filter compares numbers and instants alone, and which names nobody.
const WORDLESS: &str = "recordRoots";

/// Filters by which somebody may try whether something is there, as they stand in a document.
fn probes(schema: &Schema, filter: &str, words: &[&str], hidden: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for field in schema.inputs(filter) {
        if hidden.is_empty() && named(&field["type"]).starts_with("ID") {
            continue;
        }
        let name = field["name"].as_str().expect("a name");
        let ids = || hidden.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>();
        let values: Vec<String> = match named(&field["type"]) {
            "StringFilter" => {
                let compared = ["eq", "contains", "startsWith"];
                words.iter().flat_map(|word| compared.map(|how| format!("{{{how}: \"{word}\"}}"))).collect()
            }
            "IDFilter" => vec![format!("{{in: [{}]}}", ids().join(", "))],
            "ID" if field["type"]["kind"] == "LIST" => vec![format!("[{}]", ids().join(", "))],
            "ID" => ids(),
            // A relation, or a filter of what it leads to; `and`, `or` and `not` hold the same again.
            of if of.ends_with("RelationFilter") || filter.ends_with("RelationFilter") && name == "some" => {
                probes(schema, of, words, hidden)
            }
            _ => Vec::new(),
        };
        found.extend(values.into_iter().map(|value| format!("{{{name}: {value}}}")));
    }
    found
}

both_databases! {
    /// Every field, as everybody: by the roots, by the IDs of every record, in every stream from its start.
    async fn no_field_shows_what_is_kept(backend) {
        let app = TestApp::start_with(backend, limits()).await;
        let world = World::make(&app).await;
        pass(&app, "2024-05-08T09:00:00+08:00").await;
        let schema = Schema::read(&app.admin()).await;
        let walk = Walk::new(&schema, arguments(&app, &world).await);
        let (readers, mut ids) = (readers(&app, &world).await, BTreeSet::new());
        let mut search = Search::new(&world, &readers);
        for (name, document) in roots(&schema, &walk) {
            search.ask(&name, &document, json!({}), &mut ids).await;
        }
        records(&schema, &walk, ids, &mut search).await;
        let unread: Vec<_> = fields(&schema).difference(&walk.read()).cloned().collect();
        assert!(unread.is_empty(), "fields that nothing has read: {unread:?}");
        let heard = schema.fields("Subscription").into_iter().map(|field| {
            let name = field["name"].as_str().expect("a name").to_owned();
            let document = format!("subscription {{ {} }}", walk.field("Subscription", &field));
            (name, document)
        });
        let heard: Vec<_> = heard.collect();
        for reader in &readers {
            for message in streams(reader, &heard).await {
                search.look(reader, message["id"].as_str().unwrap_or_default(), &message["payload"]);
            }
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "leaks" }, {
            insta::assert_snapshot!("table", search.text());
        });
        app.finish().await;
    }

    /// No list says by what it compares that something is there; who sees it finds it by the same.
    async fn no_filter_shows_what_is_kept(backend) {
        let app = TestApp::start_with(backend, limits()).await;
        let world = World::make(&app).await;
        let schema = Schema::read(&app.admin()).await;
        let hidden: Vec<_> = world.hidden.iter().filter(|word| word.contains('_')).cloned().collect();
        let every = [&[SECRET][..], &VALUES, &PERSONAL].concat();
        let tried = [("CP0003", every.clone(), &hidden[..]), (ADMIN, vec![SECRET], &hidden), (AUDITOR, VALUES.to_vec(), &[]), (OWNER, every, &hidden)];
        for (who, words, hidden) in tried {
            let (client, mut found) = (app.member(who), 0);
            for (of, around) in LISTS {
                for field in schema.fields(of) {
                    let arguments = field["args"].as_array().expect("a list");
                    let Some(filter) = arguments.iter().find(|one| one["name"] == "filter") else { continue };
                    let name = field["name"].as_str().expect("a name");
                    if name == WORDLESS {
                        continue;
                    }
                    let tried = probes(&schema, named(&filter["type"]), &words, hidden);
                    assert!(tried.len() > 1 || words.len() > 1, "{of}.{name} is tried");
                    for probe in tried {
                        let list = format!("{name}(filter: {probe}) {{ totalCount {{ value }} nodes {{ __typename }} }}");
                        let document = around.replace('$', &world.customer).replace("{}", &list);
                        let answer = client.send(&document, json!({})).await;
                        let lists = answer.body["data"].as_object().into_iter().flatten();
                        let list = lists.map(|(_, list)| list.get(name).unwrap_or(list)).next().cloned().unwrap_or_default();
                        let count = list["totalCount"]["value"].as_u64().unwrap_or_default();
                        found += count + list["nodes"].as_array().map_or(0, |nodes| nodes.len() as u64);
                        assert!(who == OWNER || found == 0, "{who} finds something by {document}: {:#}", answer.body);
                    }
                }
            }
            assert_eq!(found > 0, who == OWNER, "the search can fail");
        }
        app.finish().await;
    }

    /// No mutation says that something is there when it refuses, nor what it is.
    async fn no_refusal_shows_what_is_kept(backend) {
        let app = TestApp::start_with(backend, limits()).await;
        let world = World::make(&app).await;
        let schema = Schema::read(&app.admin()).await;
        let walk = Walk::new(&schema, arguments(&app, &world).await);
        let department = crate::request::department(&app.admin(), "JS").await;
        let person = app.person("JS0001").to_string();
        let readers = readers(&app, &world).await;
        let mut search = Search::new(&world, &readers);
        let about = world.hidden.iter().chain([&world.contact]).filter_map(|id| Some((id.split_once('_')?.0, id.as_str())));
        let about: BTreeMap<_, _> = about.collect();
        let (mut refused, mut of_others) = (BTreeSet::new(), BTreeSet::new());
        for field in schema.fields("Mutation") {
            let name = field["name"].as_str().expect("a name");
            let payload = walk.record(named(&field["type"]));
            for (kind, id) in &about {
                let beside = |input: &str| match input {
                    "id" => (*id).to_owned(),
                    "request" | "requests" => world.request.clone(),
                    "report" => about["rep"].to_owned(),
                    "customer" => world.customer.clone(),
                    "need" => "need_00000000000000000000000000".to_owned(),
                    "party" => "pty_00000000000000000000000000".to_owned(),
                    "department" | "responsibleDepartment" | "from" | "into" => department.clone(),
                    _ => person.clone(),
                };
                let document = format!("mutation {{ {} {{ {payload} }} }}", schema.call_with(&field, &beside));
                let kept = if *kind == "con" { Kept::Person } else { Kept::Confidential };
                for reader in readers.iter().filter(|reader| !reader.may.contains(&kept)) {
                    let answer = reader.client.send(&document, json!({})).await;
                    search.look(reader, name, &answer.body);
                    if answer.body["data"][name].is_object() {
                        refused.insert(name.to_owned());
                    } else if answer.error_code() == Some("INVALID_ID") {
                        let expected = answer.body["errors"][0]["extensions"]["params"]["expected"].as_str().expect("a kind").to_owned();
                        assert_ne!(expected, *kind, "{document}");
                        of_others.insert((name.to_owned(), expected));
                    }
                }
            }
        }
        let never: Vec<_> = of_others.iter().filter(|(name, kind)| !refused.contains(name) && about.contains_key(kind.as_str())).collect();
        assert!(never.is_empty() && refused.len() > 80, "{} are called, and these are not: {never:?}", refused.len());
        app.finish().await;
    }

    /// No calendar either.
    async fn no_calendar_shows_what_is_kept(backend) {
        let app = TestApp::start_with(backend, limits()).await;
        let world = World::make(&app).await;
        let readers = readers(&app, &world).await;
        let mut search = Search::new(&world, &readers);
        let document = "mutation { calendarFeedCreate(input: {name: \"手机\"}) { calendarFeed { path } userErrors { code } } }";
        for reader in readers.iter().filter(|reader| reader.client.token().is_some()) {
            let answer = reader.client.send(document, json!({})).await;
            let Some(path) = answer.body["data"]["calendarFeedCreate"]["calendarFeed"]["path"].as_str() else {
                // Guests and systems have no calendar.
                let outside = reader.name.contains("guest") || reader.name.contains("system");
                assert!(outside, "{}: {:#}", reader.name, answer.body);
                continue;
            };
            let read = reqwest::get(format!("{}{path}", app.base(0))).await.expect("an answer");
            let text = read.text().await.expect("a text").replace("\r\n ", "");
            assert!(text.starts_with("BEGIN:VCALENDAR"), "{text}");
            search.look(reader, "the calendar", &Value::String(text.clone()));
            assert_eq!(text.contains(SECRET), reader.name == "owner", "{text}");
        }
        app.finish().await;
    }
}
