//! Full-text search over the API, on both databases: every kind by its words, in Chinese and otherwise; nobody finds what they may
//! not see or what is masked (X25, X33, resolutions 17, 63, 64, 79); what is found follows what is written.
//!
//! The rule itself is tested in the domain, speed and agreement of the databases with rows.

mod follow;
mod leaks;
mod words;

use serde_json::{Value, json};

use crate::customer::{CONTACT, CUSTOMER, INTERACTION};
use crate::request::{confirmed, department, id};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::task::task_with;

const SEARCH: &str =
    "query($query: String!, $types: [SearchType!]) { search(query: $query, types: $types, first: 50) {
    totalCount { value exact } pageInfo { hasNextPage } nodes { type node { id } } } }";

/// The initiator, of MT, and the owner of the customer.
const INITIATOR: &str = "MT0003";
/// Answers for the task, of JS.
const ASSIGNEE: &str = "JS0004";
/// Sees nothing of what MT and JS have with each other.
const STRANGER: &str = "CP0003";

/// The IDs of what this person finds, newest first; as many as are counted, and nothing that cannot be read.
async fn found(client: &Client, query: &str) -> Vec<String> {
    found_among(client, query, Value::Null).await
}

/// The same among things of these types.
async fn found_among(client: &Client, query: &str, types: Value) -> Vec<String> {
    let data = client.query(SEARCH, json!({ "query": query, "types": types })).await;
    let nodes = data["search"]["nodes"].as_array().expect("a list");
    let ids: Vec<String> = nodes.iter().map(|hit| id(&hit["node"])).collect();
    assert_eq!(data["search"]["totalCount"], json!({ "value": ids.len(), "exact": true }), "{query}");
    assert_eq!(data["search"]["pageInfo"]["hasNextPage"], false, "{query}");
    ids
}

/// One of each that is found, with words of its own.
struct Things {
    request: String,
    task: String,
    problem: String,
    meeting: String,
    customer: String,
    contact: String,
    interaction: String,
    /// On the request.
    comment: String,
}

impl Things {
    async fn make(app: &TestApp) -> Self {
        let request = confirmed(app, &["JS"]).await;
        let more = json!({ "name": "压测报告", "description": "覆盖晚高峰的并发场景" });
        let task = task_with(app, &request, ASSIGNEE, more).await;
        let client = app.member(ASSIGNEE);
        let raised = json!({ "task": task, "description": "支付回调超时", "responsibleDepartment": department(&client, "JS").await });
        let problem = id(&crate::problem::PROBLEM.run(&client, "problemRaise", raised).await);
        let planned = json!({ "subject": "灰度发布评审", "kind": "INSTANT", "startsAt": "2024-05-06T02:00:00Z", "endsAt": "2024-05-06T03:00:00Z",
            "attendees": [{ "person": app.person(INITIATOR), "required": true }], "agenda": [{ "topic": "回滚预案" }] });
        let meeting =
            id(&crate::meeting::MEETING.run(&app.member("JS0001"), "meetingSchedule", planned).await);
        let owner = app.member(INITIATOR);
        let new = json!({ "name": "蓝鲸科技有限公司", "industry": "电子制造", "tags": ["重点"] });
        let customer = id(&CUSTOMER.run(&owner, "customerCreate", new).await);
        let new = json!({ "customer": customer, "name": "周琦", "title": "采购经理", "phone": "138 0013 8000", "mail": "zhou.qi@abc.example",
            "handles": [{ "service": "微信", "value": "zhouqi_abc" }] });
        let contact = id(&CONTACT.run(&owner, "contactAdd", new).await);
        let said = json!({ "customer": customer, "channel": "PHONE", "subject": "新品采购咨询", "wants": "询问交付周期", "plan": "发送报价单" });
        let interaction = id(&INTERACTION.run(&owner, "interactionRecord", said).await);
        let said = json!({ "subject": { "request": request }, "text": "请法务确认合同模板" });
        let comment = id(&crate::comment::COMMENT.run(&owner, "commentAdd", said).await);
        Self { request, task, problem, meeting, customer, contact, interaction, comment }
    }

    fn all(&self) -> [&String; 8] {
        [
            &self.request,
            &self.task,
            &self.problem,
            &self.meeting,
            &self.customer,
            &self.contact,
            &self.interaction,
            &self.comment,
        ]
    }
}
