//! The company in which the matrix is tried, and the way to bring a record where a line needs it.
//!
//! To the company of the tests it adds 法务部 (FW), which has no managers, and 客服部 (KF), which has nobody at all; and in MT
//! and CP somebody who leaves when their records stand. All roles of `matrix.md` are people of it.

use std::collections::HashMap;

use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use super::call::{document, with};
use super::table::Role;
use crate::support::client::Client;
use crate::support::company::{ADMIN, HR};
use crate::support::{Backend, TestApp};

/// The initiator of every request, but of those whose initiator left.
pub(super) const INITIATOR: &str = "MT0003";
/// Starts a request and leaves.
pub(super) const LEAVER: &str = "MT0006";
/// Is given a task and leaves.
pub(super) const LEAVING_ASSIGNEE: &str = "CP0006";
/// Raises a problem and leaves.
pub(super) const LEAVING_RAISER: &str = "CP0007";
/// Lets others leave, be moved and be given roles.
pub(super) const BYSTANDER: &str = "FW0005";

/// What a payload's object is asked for.
const SEEN: [(&str, &str); 13] = [
    ("request", "id version parties { id department { code } } resourceNeeds { id }"),
    ("task", "id version"),
    ("problem", "id version"),
    ("rating", "id version"),
    ("meeting", "id version"),
    ("resource", "id version"),
    ("person", "id version"),
    ("department", "id version"),
    ("customer", "id version"),
    ("contact", "id version"),
    ("interaction", "id version"),
    ("comment", "id version"),
    ("guest", "id version"),
];

/// A request at work.
pub(super) struct Work {
    pub(super) request: Value,
    /// The task that has started, and the problem on it that is being solved.
    pub(super) busy: Value,
    pub(super) problem: Value,
}

/// The company, with everybody signed in.
pub(super) struct World {
    app: TestApp,
    clients: HashMap<String, Client>,
    departments: HashMap<&'static str, String>,
}

impl World {
    /// The company on a database of its own; `roles` are signed in.
    pub(super) async fn start(backend: Backend, roles: &[Role]) -> Self {
        let app = TestApp::start(backend).await;
        let mut world = Self { app, clients: HashMap::new(), departments: HashMap::new() };
        for code in ["ZB", "MT", "JS", "CP", "YF"] {
            let query = "query($code: String!) { department(by: {code: $code}) { id } }";
            let found = world.member(ADMIN).query(query, json!({ "code": code })).await;
            let id = found["department"]["id"].as_str().expect("there is one").to_owned();
            world.departments.insert(code, id);
        }
        for (code, name) in [("FW", "法务部"), ("KF", "客服部")] {
            let input = json!({ "code": code, "name": name, "parent": world.department("ZB") });
            let founded = world.did(ADMIN, "departmentCreate", input).await;
            world.departments.insert(code, founded["id"].as_str().expect("an ID").to_owned());
        }
        for number in
            ["FW0001", "FW0002", "FW0003", "FW0004", BYSTANDER, LEAVER, LEAVING_ASSIGNEE, LEAVING_RAISER]
        {
            world.joins(number, &number[..2]).await;
        }
        for number in roles.iter().filter_map(|role| role.employee.clone()) {
            let client = world.app.member(&number);
            world.clients.insert(number, client);
        }
        world
    }

    /// Somebody without credentials.
    pub(super) fn stranger(&self) -> Client {
        self.app.stranger()
    }

    /// Who calls as this role.
    pub(super) fn client(&self, role: &Role) -> Client {
        role.employee.as_ref().map_or_else(|| self.stranger(), |number| self.clients[number].clone())
    }

    fn member(&self, number: &str) -> Client {
        self.clients.get(number).cloned().unwrap_or_else(|| self.app.member(number))
    }

    /// The ID of the person with this employee number.
    pub(super) fn person(&self, number: &str) -> String {
        self.app.person(number).to_string()
    }

    /// The ID of the department with this code.
    pub(super) fn department(&self, code: &str) -> &str {
        &self.departments[code]
    }

    /// How many events there are.
    pub(super) async fn events(&self) -> i64 {
        let db = self.app.app().store().read(&Statements::default());
        let count = Statement::from_string(db.get_database_backend(), "SELECT count(*) FROM event");
        let row =
            db.query_one_raw(count).await.expect("the question is valid SQL").expect("a count is one row");
        row.try_get_by_index(0).expect("a number")
    }

    /// Does it in preparation, which has to be accepted; the object as it is then.
    pub(super) async fn did(&self, who: &str, mutation: &str, input: Value) -> Value {
        let noun = mutation.split(char::is_uppercase).next().unwrap_or_default();
        let (_, seen) = SEEN.iter().find(|(name, _)| *name == noun).expect("a payload with an object");
        self.answered(who, mutation, &format!("{noun} {{ {seen} }}"), input).await[noun].take()
    }

    /// The same with these fields of the payload, all of it.
    pub(super) async fn answered(&self, who: &str, mutation: &str, fields: &str, input: Value) -> Value {
        let document = document(mutation, &format!("{fields} userErrors {{ code path params }}"));
        self.member(who).mutate(&document, json!({ "input": input })).await
    }

    /// The ID of the deadline of this kind that the department owes on the request.
    pub(super) async fn deadline(&self, request: &Value, kind: &str, department: &str) -> Value {
        let query = "query($filter: DeadlineFilter) { deadlines(filter: $filter) { nodes { id } } }";
        let filter = json!({ "request": { "eq": request["id"] }, "kind": { "eq": kind }, "department": { "eq": self.department(department) } });
        let mut found = self.member(ADMIN).query(query, json!({ "filter": filter })).await;
        found["deadlines"]["nodes"][0]["id"].take()
    }

    /// Lets somebody with this employee number join the department.
    pub(super) async fn joins(&self, number: &str, department: &str) {
        let department = self.department(department);
        let input = json!({ "employeeNumber": number, "name": number, "department": department });
        self.did(ADMIN, "personCreate", input).await;
    }

    /// Ends the account of this person.
    pub(super) async fn leaves(&self, number: &str) {
        self.did(HR, "personDisable", json!({ "id": self.person(number) })).await;
    }

    /// A draft of `initiator` to JS, which leads, and CP, with these fields changed.
    pub(super) async fn draft_of(&self, initiator: &str, changes: Value) -> Value {
        let party = |code: &str, liaison: &str| json!({ "department": self.department(code), "lead": code == "JS", "liaison": self.person(liaison) });
        let form = json!({
            "title": "推广方案技术开发支持", "background": "为配合Q3新产品上市", "goal": "保证6月30日前上线测试版",
            "details": "完成推广方案H5页面开发", "dueOn": "2024-05-30", "noAttachments": true,
            "parties": [party("JS", "JS0003"), party("CP", "CP0003")],
            "acceptors": [self.person("FW0001")], "watchers": [self.person("FW0002")],
        });
        self.did(initiator, "requestCreate", with(&form, changes)).await
    }

    /// The same of the initiator, submitted.
    pub(super) async fn submitted(&self, changes: Value) -> Value {
        let draft = self.draft_of(INITIATOR, changes).await;
        self.did(INITIATOR, "requestSubmit", json!({ "id": draft["id"] })).await
    }

    /// The same, accepted by both parties.
    pub(super) async fn agreed(&self, changes: Value) -> Value {
        let request = self.submitted(changes).await;
        for liaison in ["JS0003", "CP0003"] {
            self.did(liaison, "requestRespond", json!({ "id": request["id"], "answer": "ACCEPTED" })).await;
        }
        request
    }

    /// The same, signed by all three heads.
    pub(super) async fn confirmed(&self, changes: Value) -> Value {
        let request = self.agreed(changes).await;
        for head in ["MT0001", "JS0001", "CP0001"] {
            self.did(head, "requestSign", json!({ "id": request["id"] })).await;
        }
        request
    }

    /// The same with one task of CP, delivered.
    pub(super) async fn delivered(&self) -> Value {
        let request = self.confirmed(json!({})).await;
        let task = self.task(&request, json!({})).await;
        self.did("CP0005", "taskDeliver", json!({ "id": task["id"] })).await;
        request
    }

    /// The same, accepted by the initiator.
    pub(super) async fn accepted(&self) -> Value {
        let request = self.delivered().await;
        self.did(INITIATOR, "requestAccept", json!({ "id": request["id"] })).await
    }

    /// A task under the request, of `asg` with the help of `col`, with these fields changed.
    pub(super) async fn task(&self, request: &Value, changes: Value) -> Value {
        let task = json!({ "request": request["id"], "name": "页面开发", "assignee": self.person("CP0005"), "collaborators": [self.person("FW0004")] });
        self.did("JS0001", "taskCreate", with(&task, changes)).await
    }

    /// Raises a problem as `asg`, for YF to solve with the help of JS, with these fields changed.
    pub(super) async fn problem(&self, changes: Value) -> Value {
        let problem = json!({ "description": "接口不兼容", "responsibleDepartment": self.department("YF"), "cooperating": [{ "department": self.department("JS") }] });
        self.did("CP0005", "problemRaise", with(&problem, changes)).await
    }

    /// The same, taken up by the head of YF for `hdl`.
    pub(super) async fn handled_problem(&self, changes: Value) -> Value {
        let problem = self.problem(changes).await;
        let input =
            json!({ "id": problem["id"], "handler": self.person("YF0005"), "plannedOn": "2024-05-20" });
        self.did("YF0001", "problemTakeUp", input).await
    }

    /// A request in `IN_PROGRESS`, with a problem on its first task.
    pub(super) async fn at_work(&self) -> Work {
        let request = self.confirmed(json!({})).await;
        let busy = self.task(&request, json!({})).await;
        self.did("CP0005", "taskStart", json!({ "id": busy["id"] })).await;
        let problem = self.handled_problem(json!({ "task": busy["id"] })).await;
        Work { request, busy, problem }
    }

    /// The version that the record has by now.
    pub(super) async fn version(&self, record: &Value) -> Value {
        let document = "query($id: ID!) { node(id: $id) { ... on Request { version } ... on Task { version } ... on Problem { version }
            ... on Person { version } ... on Department { version } ... on Customer { version } } }";
        let found = self.member(INITIATOR).query(document, json!({ "id": record["id"] })).await;
        found["node"]["version"].clone()
    }

    /// Ends the nodes, and looks whether anything was left behind.
    pub(super) async fn finish(self) {
        self.app.finish().await;
    }
}

/// The ID of the request's party of this department.
pub(super) fn party<'a>(request: &'a Value, code: &str) -> &'a Value {
    let parties = request["parties"].as_array().expect("parties");
    let party = parties.iter().find(|party| party["department"]["code"] == code);
    &party.expect("it takes part")["id"]
}
