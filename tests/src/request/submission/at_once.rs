//! X19: codes without gap or double while many clients submit at once and a fifth of them is refused or rolled back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::request::{form, id, mutation, run};
use crate::scale;
use crate::support::client::Client;
use crate::support::{Backend, TestApp, both_databases, company};

/// Those who submit, of the same department, hence from the same numbers.
const INITIATORS: [&str; 2] = ["MT0003", "MT0004"];
const LIST: &str = "query($filter: RequestFilter, $after: Cursor) {
    requests(filter: $filter, first: 100, after: $after) {
        totalCount { value } pageInfo { hasNextPage endCursor } nodes { id code } } }";

both_databases! {
    /// As many codes as submissions were accepted, without a gap, none lost, no call answered with a fault, at two nodes
    /// where there can be two.
    async fn codes_are_dense_under_concurrent_submissions(backend) {
        let mut app = TestApp::start(backend).await;
        if backend == Backend::Postgres {
            app.add_node().await;
        }
        let (total, clients) = (scale::SUBMISSIONS.get(), scale::SUBMITTERS.get());
        let (seed, crowd) = (scale::seed(), Arc::new(Crowd::new(clients)));
        let complete = form(&app, &["JS"]).await;
        let mut submitting = JoinSet::new();
        for number in 0..clients {
            let who = INITIATORS[number % INITIATORS.len()];
            let nodes = if backend == Backend::Postgres { 2 } else { 1 };
            let (here, there) = (app.member_at(number % nodes, who), app.member_at((number + 1) % nodes, who));
            let share = (number..total).step_by(clients).map(Way::of).collect();
            let submitter = Submitter {
                here,
                there,
                complete: complete.clone(),
                crowd: Arc::clone(&crowd),
                random: StdRng::seed_from_u64(seed + number as u64),
                took: Duration::from_millis(50),
                told: Told::default(),
            };
            submitting.spawn(submitter.submit(share));
        }
        let mut told = Told::default();
        for one in submitting.join_all().await {
            told.add(one);
        }
        let statuses: BTreeSet<u16> = told.statuses.iter().copied().collect();
        assert_eq!(statuses, [200].into(), "every call that was waited for is answered, and none with a fault");
        let peak = crowd.peak.load(Ordering::Relaxed);
        println!(
            "{} accepted, {} refused or rolled back, {} given up and repeated; at most {peak} calls at once",
            told.codes.len(), told.left.len() + told.late, told.hung_up
        );
        assert!(peak > clients / 2, "only {peak} at once");
        assert_eq!(told.left.len(), total / 5, "a fifth is refused or rolled back");
        assert!(told.late > 0 && told.hung_up > 0, "and some more are overtaken or given up");
        check_codes(&app, &told, total - total / 5).await;
        app.finish().await;
    }
}

/// The codes that were acknowledged are those of the list, one a request, and the first of their month; what was refused
/// is a draft still.
async fn check_codes(app: &TestApp, told: &Told, accepted: usize) {
    let listed = list(&app.member(company::AUDITOR), json!({ "status": { "eq": "SUBMITTED" } })).await;
    assert_eq!(listed, told.codes, "what was acknowledged is what is there");
    let mut codes: Vec<_> = listed.into_values().collect();
    codes.sort_by_key(|code| (code.len(), code.clone()));
    let dense: Vec<_> = (1..=accepted).map(|serial| format!("MT202405{serial:03}")).collect();
    assert_eq!(codes, dense);
    let mut drafts = BTreeMap::new();
    for who in INITIATORS {
        drafts.extend(list(&app.member(who), json!({ "status": { "eq": "DRAFT" } })).await);
    }
    assert!(drafts.values().all(String::is_empty), "a draft has a code: {drafts:?}");
    assert_eq!(drafts.into_keys().collect::<BTreeSet<_>>(), told.left, "what was refused is a draft still");
}

/// Everything that the filter finds, read page by page: codes by ID.
async fn list(client: &Client, filter: Value) -> BTreeMap<String, String> {
    let (mut found, mut after) = (BTreeMap::new(), Value::Null);
    loop {
        let mut page =
            client.query(LIST, json!({ "filter": filter, "after": after })).await["requests"].take();
        for node in page["nodes"].as_array().expect("a list") {
            let code = node["code"].as_str().unwrap_or_default().to_owned();
            assert_eq!(found.insert(id(node), code), None, "listed twice: {node}");
        }
        after = page["pageInfo"]["endCursor"].take();
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"]["value"], found.len());
            return found;
        }
    }
}

/// How a client goes about one draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Submits it.
    Plain,
    /// Submits it twice at once, at two nodes where there are two: one call is accepted, the other refused.
    Twice,
    /// Hangs up in the middle of the call, and repeats it at once under the same key, while the first may still run.
    HangsUp,
    /// Is refused: the form lacks everything.
    Incomplete,
    /// Is refused: it expects another version.
    Stale,
    /// Only tries it: everything is done, the number drawn, and then rolled back.
    Tries,
}

impl Way {
    fn of(number: usize) -> Self {
        match (number % 5, number / 5 % 3) {
            (4, 0) => Self::Incomplete,
            (4, 1) => Self::Stale,
            (4, _) => Self::Tries,
            (3, _) => Self::HangsUp,
            (2, 0) => Self::Twice,
            _ => Self::Plain,
        }
    }
}

/// All who call: how many at once, and from when on.
struct Crowd {
    begin: Barrier,
    now: AtomicUsize,
    peak: AtomicUsize,
}

impl Crowd {
    fn new(clients: usize) -> Self {
        Self { begin: Barrier::new(clients), now: AtomicUsize::new(0), peak: AtomicUsize::new(0) }
    }
}

/// What clients were told.
#[derive(Default)]
struct Told {
    /// The code of each draft that was accepted.
    codes: BTreeMap<String, String>,
    /// The drafts that were not.
    left: BTreeSet<String>,
    /// The calls that came after another for the same draft.
    late: usize,
    hung_up: usize,
    statuses: Vec<u16>,
}

impl Told {
    fn add(&mut self, other: Self) {
        self.codes.extend(other.codes);
        self.left.extend(other.left);
        self.late += other.late;
        self.hung_up += other.hung_up;
        self.statuses.extend(other.statuses);
    }

    fn accepted(&mut self, draft: &str, payload: &Value) {
        assert_eq!(payload["request"]["id"], draft, "{payload:#}");
        let code = payload["request"]["code"].as_str().expect("accepted with a code").to_owned();
        assert!(self.codes.insert(draft.to_owned(), code).is_none(), "{draft} was accepted twice");
    }

    fn refused(&mut self, draft: &str, payload: &Value, expected: &str) {
        assert_eq!(payload["userErrors"][0]["__typename"], expected, "{payload:#}");
        self.left.insert(draft.to_owned());
    }
}

/// One client, with connections of its own to a node and to the next.
struct Submitter {
    here: Client,
    there: Client,
    complete: Value,
    crowd: Arc<Crowd>,
    random: StdRng,
    /// How long the last call took.
    took: Duration,
    told: Told,
}

impl Submitter {
    /// Makes a draft for each way, waits for all others, and goes through them in random order.
    async fn submit(mut self, ways: Vec<Way>) -> Told {
        let mut drafts = Vec::new();
        for way in ways {
            let empty = way == Way::Incomplete;
            let form = if empty { json!({ "title": "不完整" }) } else { self.complete.clone() };
            drafts.push((way, id(&run(&self.here, "requestCreate", form).await)));
        }
        drafts.shuffle(&mut self.random);
        self.crowd.begin.wait().await;
        for (way, draft) in &drafts {
            self.go(*way, draft).await;
        }
        self.told
    }

    async fn go(&mut self, way: Way, draft: &str) {
        let plain = json!({ "id": draft });
        match way {
            Way::Plain => {
                let payload = self.call(plain).await;
                self.told.accepted(draft, &payload);
            }
            Way::Twice => self.twice(draft).await,
            Way::HangsUp => {
                let keyed = json!({ "id": draft, "idempotencyKey": draft });
                // Up to somewhat more than the last call took, so at any place of the call.
                let patience = self.took.mul_f64(self.random.random_range(0.0..1.2));
                let document = mutation("requestSubmit");
                let call = self.here.try_send(&document, json!({ "input": keyed }));
                self.told.hung_up += usize::from(tokio::time::timeout(patience, call).await.is_err());
                let payload = self.call(keyed).await;
                self.told.accepted(draft, &payload);
            }
            Way::Incomplete => {
                let payload = self.call(plain).await;
                self.told.refused(draft, &payload, "ValidationError");
            }
            Way::Stale => {
                let payload = self.call(json!({ "id": draft, "expectedVersion": 99 })).await;
                self.told.refused(draft, &payload, "VersionConflict");
            }
            Way::Tries => {
                let payload = self.call(json!({ "id": draft, "validateOnly": true })).await;
                assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
                assert_eq!(payload["request"], Value::Null, "{payload:#}");
                self.told.left.insert(draft.to_owned());
            }
        }
    }

    async fn twice(&mut self, draft: &str) {
        let document = mutation("requestSubmit");
        let call = |client: &Client| {
            let (client, document) = (client.clone(), document.clone());
            async move { client.send(&document, json!({ "input": { "id": draft } })).await }
        };
        let (mut one, mut other) = tokio::join!(call(&self.here), call(&self.there));
        self.told.statuses.extend([one.status, other.status]);
        let payloads = [&mut one, &mut other].map(|answer| answer.body["data"]["requestSubmit"].take());
        let (accepted, refused): (Vec<_>, Vec<_>) =
            payloads.iter().partition(|payload| payload["request"].is_object());
        assert_eq!((accepted.len(), refused.len()), (1, 1), "one of two is accepted: {payloads:#?}");
        assert_eq!(refused[0]["userErrors"][0]["__typename"], "StateConflict", "{payloads:#?}");
        self.told.accepted(draft, accepted[0]);
        self.told.late += 1;
    }

    /// The payload of a submission; whatever else is answered shows in the statuses.
    async fn call(&mut self, input: Value) -> Value {
        let now = self.crowd.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.crowd.peak.fetch_max(now, Ordering::Relaxed);
        let began = Instant::now();
        let mut answer = self.here.send(&mutation("requestSubmit"), json!({ "input": input })).await;
        self.took = began.elapsed();
        self.crowd.now.fetch_sub(1, Ordering::Relaxed);
        self.told.statuses.push(answer.status);
        assert_eq!(answer.body.get("errors"), None, "{:#}", answer.body);
        answer.body["data"]["requestSubmit"].take()
    }
}
