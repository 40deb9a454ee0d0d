//! One client of several: it leads request after request from its draft to its withdrawal, keeps what it was told, and
//! repeats what it got no answer to under the same idempotency key.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::site::Site;

/// Who starts every request, and so sees all of them and what hangs on them.
pub(super) const INITIATOR: &str = "MT0003";

/// A step of a request's life: who calls what, and under which name the object that comes back is known from then on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    who: &'static str,
    pub(super) mutation: &'static str,
    name: &'static str,
}

const fn step(who: &'static str, mutation: &'static str, name: &'static str) -> Step {
    Step { who, mutation, name }
}

/// A request's life. Most steps change several records at once: a signature gives tasks out, work on a task begins that of
/// its request, a problem holds its task up, a withdrawal ends everything below.
pub(super) const STEPS: [Step; 14] = [
    step(INITIATOR, "requestCreate", "request"),
    step(INITIATOR, "requestSubmit", "request"),
    step("JS0001", "requestNameLiaison", "request"),
    step("JS0003", "requestRespond", "request"),
    step("JS0003", "taskCreate", "task"),
    step("MT0001", "requestSign", "request"),
    step("JS0001", "requestSign", "request"),
    step("JS0004", "taskReportProgress", "task"),
    step("JS0003", "progressReportPublish", "progressReport"),
    step("JS0003", "taskCreate", "help"),
    step("JS0004", "problemRaise", "problem"),
    step("MT0001", "problemTakeUp", "problem"),
    step("JS0004", "taskReportProgress", "task"),
    step(INITIATOR, "requestWithdraw", "request"),
];

/// What is looked at of each type of object.
pub(super) const SEEN: [(&str, &str); 4] = [
    (
        "request",
        "id version status code title revision agreementPending parties { state round liaison { id } }
         signOffs { department { code } valid }",
    ),
    ("task", "id version status code name progress assignee { id } startedAt"),
    ("problem", "id version status description handler { id }"),
    ("progressReport", "id version done support { matter }"),
];

/// A call as it is sent, and sent again.
#[derive(Clone, Debug)]
pub(super) struct Call {
    step: Step,
    pub(super) mutation: &'static str,
    input: Value,
}

/// A call that was acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) call: Call,
    /// The object that came back, its fields those of [`SEEN`].
    pub(super) object: Value,
    pub(super) cursor: String,
}

impl Done {
    pub(super) fn id(&self) -> &str {
        self.object["id"].as_str().expect("objects have IDs")
    }

    pub(super) fn version(&self) -> i64 {
        self.object["version"].as_i64().expect("objects have versions")
    }
}

/// One client.
#[derive(Debug)]
pub(super) struct Clerk {
    number: usize,
    story: usize,
    step: usize,
    ids: BTreeMap<&'static str, String>,
    open: Option<Call>,
    /// What it was told, in the order in which it was.
    pub(super) done: Vec<Done>,
}

impl Clerk {
    pub(super) const fn new(number: usize) -> Self {
        Self { number, story: 0, step: 0, ids: BTreeMap::new(), open: None, done: Vec::new() }
    }

    /// Whether a call got no answer.
    pub(super) const fn waits(&self) -> bool {
        self.open.is_some()
    }

    /// Calls the server at `base` until it is gone; counts into `told` what is acknowledged.
    pub(super) async fn work(mut self, site: Arc<Site>, base: String, told: watch::Sender<usize>) -> Self {
        assert!(!self.waits(), "it was repeated first");
        loop {
            let call = self.next(&site);
            let Some(done) = send(&site, &base, &call).await else {
                self.open = Some(call);
                return self;
            };
            self.keep(done);
            told.send_modify(|told| *told += 1);
        }
    }

    /// Sends the call again that got no answer.
    pub(super) async fn repeat_open(mut self, site: Arc<Site>, base: String) -> Self {
        if let Some(call) = self.open.take() {
            let done = send(&site, &base, &call).await.expect("the server answers");
            self.keep(done);
        }
        self
    }

    /// Sends every call again that was acknowledged: each answers what it did then.
    pub(super) async fn repeat_all(&self, site: &Site, base: &str) {
        for done in &self.done {
            let again = send(site, base, &done.call).await.expect("the server answers");
            assert_eq!((again.id(), &again.cursor), (done.id(), &done.cursor), "{:?}", done.call);
        }
    }

    fn keep(&mut self, done: Done) {
        self.ids.insert(done.call.step.name, done.id().to_owned());
        self.done.push(done);
        self.step = (self.step + 1) % STEPS.len();
        self.story += usize::from(self.step == 0);
    }

    fn next(&self, site: &Site) -> Call {
        let step = STEPS[self.step];
        let mut input = if self.step < 7 { self.agreement(site) } else { self.work_input(site) };
        input["idempotencyKey"] = json!(self.mark());
        Call { step, mutation: step.mutation, input }
    }

    /// Tells this call from all others.
    fn mark(&self) -> String {
        format!("{}-{}-{}", self.number, self.story, self.step)
    }

    /// The input of the step, up to the last signature.
    fn agreement(&self, site: &Site) -> Value {
        let request = self.ids.get("request");
        match self.step {
            0 => json!({
                "title": format!("第{}件", self.mark()), "background": "新产品上市", "goal": "上线测试版",
                "details": "提供接口文档", "dueOn": site.due_on, "noAttachments": true, "tags": ["Q3", "联调"],
                "milestones": [{ "name": "接口文档确认", "on": site.due_on }],
                "parties": [{ "department": site.department("JS"), "lead": true }],
            }),
            2 => json!({ "id": request, "liaison": site.person("JS0003") }),
            3 => json!({ "id": request, "answer": "ACCEPTED", "opinion": "可承接" }),
            4 => json!({
                "request": request, "name": format!("任务{}", self.mark()), "assignee": site.person("JS0004"),
                "collaborators": [site.person("CP0003")], "deliveryStandard": "3版初稿", "dueOn": site.due_on,
            }),
            _ => json!({ "id": request }),
        }
    }

    /// The input of the step, from the first work on.
    fn work_input(&self, site: &Site) -> Value {
        let (request, task) = (self.ids.get("request"), self.ids.get("task"));
        match self.step {
            7 | 12 => {
                json!({ "id": task, "progress": self.step * 5, "text": format!("进展{}", self.mark()) })
            }
            8 => json!({
                "request": request, "department": site.department("JS"), "phase": "开发",
                "done": format!("完成{}", self.mark()),
                "support": [{ "department": site.department("MT"), "matter": "测试账号" }],
            }),
            9 => json!({
                "request": request, "name": format!("支持{}", self.mark()), "assignee": site.person("JS0003"),
                "dueOn": site.due_on, "supportItem": { "report": self.ids.get("progressReport"), "number": 1 },
            }),
            10 => json!({
                "task": task, "description": format!("接口不兼容{}", self.mark()),
                "responsibleDepartment": site.department("MT"),
            }),
            11 => json!({ "id": self.ids.get("problem"), "measures": "安排联调" }),
            _ => json!({ "id": request, "reason": "市场变化" }),
        }
    }
}

/// Sends a call; nothing if the server is gone before its whole answer is here. Any other answer is an acknowledgement.
async fn send(site: &Site, base: &str, call: &Call) -> Option<Done> {
    let kind = match call.step.name {
        "help" => "task",
        name => name,
    };
    let (_, seen) = SEEN.iter().find(|(name, _)| *name == kind).expect("every object has its fields");
    let name = call.mutation;
    let document = format!(
        "mutation($input: {}{}Input!) {{ {name}(input: $input) {{
            {kind} {{ {seen} }} cursor userErrors {{ __typename code path }} }} }}",
        &name[..1].to_uppercase(),
        &name[1..]
    );
    let client = site.client(base, call.step.who);
    let answer = client.try_send(&document, json!({ "input": call.input })).await.ok()?;
    let mut payload = answer.data()[name].take();
    assert_eq!(payload["userErrors"], json!([]), "{call:?} was refused");
    let cursor = payload["cursor"].as_str().expect("something was changed").to_owned();
    Some(Done { call: call.clone(), object: payload[kind].take(), cursor })
}
