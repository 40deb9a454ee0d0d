//! Comments over the API, on both databases: who says what where, what becomes of a former text, whom a mention reaches and
//! who owes an answer, and that nobody finds a word about what they may not see (people-and-access, "Comments"; resolutions
//! 17, 18, 54, 67, 68, 79; S1-96 to S1-101, C24).
//!
//! What a comment makes people owe in each situation is tested in the domain; here is what only the whole house shows.

mod answers;
mod costs;
mod follow;
mod leaks;
mod lists;
mod watch;
mod words;

use serde_json::{Value, json};

use crate::customer::CUSTOMER;
use crate::request::{confirmed, department, id, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;
use crate::task::task;

/// What the tests look at after a mutation.
pub(crate) const COMMENT: Noun = Noun {
    field: "comment",
    seen: "id version text external writtenAt editedAt author { employeeNumber } mentions { employeeNumber }
        subject { __typename id } request { id } replyTo { id }
        versions { number text writtenAt writtenBy { employeeNumber } }
        asksForAnswer { urgency urgencyLabel reason addressees { person { employeeNumber } askedAt answeredAt answer { id } } }
        replies { totalCount { value } nodes { id text } } nextDue { kind state dueAt owner { employeeNumber } }",
};

/// The initiator, of MT.
const INITIATOR: &str = "MT0003";
/// Answers for the task, of JS.
const ASSIGNEE: &str = "JS0004";
/// Sees nothing of what MT and JS have with each other.
const STRANGER: &str = "CP0003";

/// One of each that can be commented on: a confirmed request of MT with JS, a task of it, a problem on that, a meeting of JS about
/// nothing, a customer of MT.
struct Things {
    request: String,
    task: String,
    problem: String,
    meeting: String,
    customer: String,
}

impl Things {
    async fn make(app: &TestApp) -> Self {
        let request = confirmed(app, &["JS"]).await;
        let task = task(app, &request, ASSIGNEE).await;
        let client = app.member(ASSIGNEE);
        let raised = json!({ "task": task, "description": "接口超时", "responsibleDepartment": department(&client, "JS").await });
        let problem = id(&crate::problem::PROBLEM.run(&client, "problemRaise", raised).await);
        let planned = json!({ "subject": "例会", "kind": "INSTANT", "startsAt": "2024-05-06T02:00:00Z", "endsAt": "2024-05-06T03:00:00Z",
            "attendees": [{ "person": app.person(INITIATOR), "required": true }] });
        let meeting =
            id(&crate::meeting::MEETING.run(&app.member("JS0001"), "meetingSchedule", planned).await);
        let customer = json!({ "name": "ABC科技有限公司" });
        let customer = id(&CUSTOMER.run(&app.member(INITIATOR), "customerCreate", customer).await);
        Self { request, task, problem, meeting, customer }
    }

    /// Each, under the name by which `commentAdd` takes it.
    fn all(&self) -> [(&'static str, &str); 5] {
        [
            ("request", &self.request),
            ("task", &self.task),
            ("problem", &self.problem),
            ("meeting", &self.meeting),
            ("customer", &self.customer),
        ]
    }
}

/// What is sent to say something.
fn said(kind: &str, subject: &str, text: &str, more: Value) -> Value {
    with(json!({ "subject": { kind: subject }, "text": text }), more)
}

/// Says it, as this person.
async fn comment(app: &TestApp, who: &str, kind: &str, subject: &str, text: &str) -> String {
    id(&COMMENT.run(&app.member(who), "commentAdd", said(kind, subject, text, json!({}))).await)
}

/// Asks these people, as the initiator; answers the comment.
async fn asked(app: &TestApp, kind: &str, subject: &str, urgency: &str, people: &[&str]) -> Value {
    let people: Vec<_> = people.iter().map(|number| app.person(number)).collect();
    let more =
        json!({ "mentions": people, "asksForAnswer": { "urgency": urgency, "reason": "确认接口排期" } });
    COMMENT.run(&app.member(INITIATOR), "commentAdd", said(kind, subject, "请确认", more)).await
}

/// Replies, as this person.
async fn reply(app: &TestApp, who: &str, kind: &str, subject: &str, to: &str) -> Value {
    let more = json!({ "replyTo": to });
    COMMENT.run(&app.member(who), "commentAdd", said(kind, subject, "收到，今日完成", more)).await
}

/// The comment as this person sees it now.
async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Comment {{ {} }} }} }}", COMMENT.seen);
    client.query(&document, json!({ "id": id })).await["node"].take()
}

/// What has reached this person about comments, newest first: code, and whether it waited for no morning.
async fn told(client: &Client) -> Vec<(String, bool)> {
    let document = "{ notifications(first: 100) { nodes { code critical } } }";
    let nodes = client.query(document, json!({})).await["notifications"]["nodes"].take();
    let all = nodes.as_array().cloned().unwrap_or_default().into_iter();
    let of_comments = all.filter(|one| one["code"].as_str().is_some_and(|code| code.starts_with("COMMENT_")));
    of_comments
        .map(|one| (one["code"].as_str().unwrap_or_default().to_owned(), one["critical"] == true))
        .collect()
}
