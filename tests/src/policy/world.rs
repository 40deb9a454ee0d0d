//! A random world: requests of every visibility and stage with what hangs on them, meetings, customers, people who move; and
//! everybody who looks at it.

use liaison_domain::api_key::{KeyActor, KeyScope};
use liaison_domain::ids::ApiKeyId;
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

use crate::comment::COMMENT;
use crate::customer::{CUSTOMER, INTERACTION};
use crate::directory::erasure::PERSON;
use crate::meeting::{MEETING, plan};
use crate::problem::PROBLEM;
use crate::request::{accept, department, form, id, run, with};
use crate::scale;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::company::{ADMIN, AUDITOR, DEPARTMENTS, HR};
use crate::task::TASK;

/// Stands in the text of everything that is searched for.
pub(super) const WORD: &str = "星槎";
/// Stands in the last event, which everybody is told.
pub(super) const LAST: &str = "最后的改动";

/// Somebody who looks.
pub(super) struct Caller {
    pub(super) name: String,
    pub(super) client: Client,
    /// The key, of a system.
    pub(super) by_key: Option<KeyActor>,
    pub(super) on_behalf_of: Option<&'static str>,
}

/// Every employee, and systems for themselves and in the name of two.
pub(super) async fn callers(app: &TestApp) -> Vec<Caller> {
    let numbers = DEPARTMENTS.iter().flat_map(|code| (1..=5).map(move |number| format!("{code}000{number}")));
    let others = ["ZB0001", ADMIN, HR, AUDITOR].map(str::to_owned);
    let employees = numbers.chain(others).map(|name| {
        let client = app.member(&name);
        Caller { name, client, by_key: None, on_behalf_of: None }
    });
    let mut callers: Vec<Caller> = employees.collect();
    let document = "mutation($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { token apiKey { id } userErrors { code } } }";
    for (scope, names) in
        [(KeyScope::Read, &[None][..]), (KeyScope::ReadAsPerson, &[Some("MT0003"), Some(ADMIN)][..])]
    {
        let input = json!({ "name": "看板", "scopes": [scope.name()], "expiresAt": "2024-12-31T00:00:00Z" });
        let made = app.admin().mutate(document, json!({ "input": input })).await;
        let key: ApiKeyId = made["apiKey"]["id"].as_str().expect("an ID").parse().expect("an ID");
        for on_behalf_of in names {
            let client = Client::new(app.base(0), made["token"].as_str().map(str::to_owned));
            let client = on_behalf_of.map_or(client.clone(), |number| client.on_behalf_of(number));
            let by_key = Some(KeyActor { key, scopes: [scope].into() });
            let name = format!("{scope:?} for {on_behalf_of:?}");
            callers.push(Caller { name, client, by_key, on_behalf_of: *on_behalf_of });
        }
    }
    callers
}

fn somebody(random: &mut StdRng, code: &str) -> String {
    format!("{code}000{}", random.random_range(1..=4))
}

/// Fills a fresh company.
pub(super) async fn make(app: &TestApp, random: &mut StdRng) {
    for _ in 0..scale::POLICY_REQUESTS.get() {
        request(app, random).await;
    }
    for _ in 0..4 {
        meeting(app, random).await;
        customer(app, random).await;
    }
    // Somebody moves, so that what was seen once is not seen any more, and the other way round.
    let (from, to) = (pick(random), pick(random));
    let person = app.person(&format!("{from}0004"));
    let to = department(&app.admin(), to).await;
    let moved = json!({ "id": person, "expectedVersion": 1, "department": to });
    PERSON.run(&app.member(HR), "personUpdate", moved).await;
}

fn pick(random: &mut StdRng) -> &'static str {
    DEPARTMENTS.choose(random).expect("there are some")
}

/// The initiator's department and one or two others.
fn sides(random: &mut StdRng) -> Vec<&'static str> {
    let count = random.random_range(2..=3);
    DEPARTMENTS.sample(random, count).copied().collect()
}

/// A request of any visibility that comes as far as chance has it, with what hangs on it then.
async fn request(app: &TestApp, random: &mut StdRng) {
    let sides = sides(random);
    let (own, parties) = sides.split_first().expect("two at least");
    let who = somebody(random, own);
    let initiator = app.member(&who);
    let visibility = ["DEPARTMENTS", "PARTICIPANTS", "ORGANIZATION"].choose(random).expect("one");
    let changes = json!({ "title": format!("{WORD}{who}"), "visibility": visibility });
    let draft = id(&run(&initiator, "requestCreate", with(form(app, parties).await, changes)).await);
    let stage = random.random_range(0..5);
    if stage == 0 {
        return;
    }
    run(&initiator, "requestSubmit", json!({ "id": draft })).await;
    if random.random_bool(0.5) {
        let said = json!({ "subject": { "request": draft }, "text": format!("{WORD}怎么样"), "external": random.random_bool(0.3) });
        COMMENT.run(&initiator, "commentAdd", said).await;
    }
    if stage == 1 {
        return;
    }
    for code in parties {
        accept(app, &draft, code).await;
    }
    if stage == 2 {
        return;
    }
    for code in &sides {
        run(&app.member(&format!("{code}0001")), "requestSign", json!({ "id": draft })).await;
    }
    work(app, random, &draft, parties[0]).await;
}

/// A task of the lead, sometimes with somebody of another department beside, and a problem with it.
async fn work(app: &TestApp, random: &mut StdRng, request: &str, lead: &str) {
    let assignee = somebody(random, lead);
    let beside: Vec<Value> =
        (0..random.random_range(0..2)).map(|_| json!(app.person(&format!("{}0005", pick(random))))).collect();
    let input = json!({ "request": request, "name": format!("{WORD}任务"), "assignee": app.person(&assignee), "dueOn": "2024-05-24",
        "collaborators": beside });
    let task = TASK.run(&app.member(&format!("{lead}0003")), "taskCreate", input).await;
    if random.random_bool(0.6) {
        let responsible = department(&app.admin(), pick(random)).await;
        let raised = json!({ "task": task["id"], "description": format!("{WORD}问题"), "responsibleDepartment": responsible });
        PROBLEM.run(&app.member(&assignee), "problemRaise", raised).await;
    }
}

async fn meeting(app: &TestApp, random: &mut StdRng) {
    let codes = sides(random);
    let attendees: Vec<Value> = codes
        .iter()
        .map(|code| json!({ "person": app.person(&somebody(random, code)), "required": true }))
        .collect();
    let changes = json!({ "subject": format!("{WORD}会"), "confidential": random.random_bool(0.5), "attendees": attendees });
    MEETING.run(&app.member(&format!("{}0001", codes[0])), "meetingSchedule", plan(app, changes)).await;
}

async fn customer(app: &TestApp, random: &mut StdRng) {
    let code = pick(random);
    let owner = app.member(&somebody(random, code));
    let new = json!({ "name": format!("客户{}", random.random_range(0..1_000_000)), "industry": "电子制造" });
    let customer = id(&CUSTOMER.run(&owner, "customerCreate", new).await);
    let said = json!({ "customer": customer, "channel": "PHONE", "subject": format!("{WORD}回访"), "wants": "报价" });
    INTERACTION.run(&owner, "interactionRecord", said).await;
}

/// Changes something that everybody sees; its ID.
pub(super) async fn told_to_everybody(app: &TestApp) -> String {
    let department = department(&app.admin(), "YF").await;
    let document = "mutation($input: DepartmentUpdateInput!) { departmentUpdate(input: $input) { userErrors { code path } } }";
    let query = "query($id: ID!) { department(by: {id: $id}) { version } }";
    let version =
        app.admin().query(query, json!({ "id": department })).await["department"]["version"].clone();
    let input = json!({ "id": department, "expectedVersion": version, "name": LAST });
    app.admin().mutate(document, json!({ "input": input })).await;
    department
}
