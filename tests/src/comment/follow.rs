//! Who sees a comment follows who sees what it is about, in lists, nodes, the record and what is owed.

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, asked, comment, said, seen};
use crate::request::with;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::task::{TASK, task_with};

/// Whether this person finds the comment: as a node, in the list of all, in the record.
async fn finds(client: &Client, comment: &str) -> [bool; 3] {
    let list =
        client.query("{ comments(first: 100) { nodes { id } } }", json!({})).await["comments"]["nodes"]
            .take();
    let events = client
        .query(
            "query($id: ID!) { events(filter: {subjects: [$id]}) { nodes { type } } }",
            json!({ "id": comment }),
        )
        .await;
    [
        seen(client, comment).await != Value::Null,
        list.as_array().is_some_and(|list| list.iter().any(|one| one["id"] == comment)),
        events["events"]["nodes"].as_array().is_some_and(|list| !list.is_empty()),
    ]
}

const YES: [bool; 3] = [true; 3];
const NO: [bool; 3] = [false; 3];

both_databases! {
    /// Resolution 18: who helps with a task sees what is said about it, while they do; what was asked of them is void then.
    async fn a_task_s_people_come_and_go(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let helped = task_with(&app, &things.request, ASSIGNEE, json!({ "name": "联调", "collaborators": [app.person(STRANGER)] })).await;
        let (helper, author) = (app.member(STRANGER), app.member(INITIATOR));
        let about = comment(&app, INITIATOR, "task", &helped, "请协助").await;
        let ask = asked(&app, "task", &helped, "ORDINARY", &[STRANGER]).await;
        let ask = ask["id"].as_str().expect("an ID").to_owned();
        assert_eq!(finds(&helper, &about).await, YES);
        let owes = "{ viewer { obligations(filter: {kind: {eq: ANSWER}}) { totalCount { value } } } }";
        assert_eq!(helper.query(owes, json!({})).await["viewer"]["obligations"]["totalCount"]["value"], 1);

        let version = author.query("query($id: ID!) { task(by: {id: $id}) { version } }", json!({ "id": helped })).await["task"]["version"].take();
        let update = json!({ "id": helped, "expectedVersion": version, "collaborators": [] });
        TASK.run(&app.member("JS0003"), "taskUpdate", update).await;
        for comment in [&about, &ask] {
            assert_eq!(finds(&helper, comment).await, NO, "no part of it any more");
            assert_eq!(finds(&author, comment).await, YES);
        }
        let states = author.query("query($id: ID!) { node(id: $id) { ... on Comment { deadlines { nodes { state } } } } }", json!({ "id": ask })).await;
        assert_eq!(states["node"]["deadlines"]["nodes"], json!([{ "state": "CANCELLED" }]));
        assert_eq!(helper.query(owes, json!({})).await["viewer"]["obligations"]["totalCount"]["value"], 0);
        let edit = json!({ "id": about, "text": "不用协助了" });
        COMMENT.run(&author, "commentEdit", edit).await;
        assert_eq!(finds(&helper, &about).await, NO, "an edit brings nobody back");
        app.finish().await;
    }

    /// A request that becomes confidential takes what was said below it along.
    async fn a_request_s_visibility_reaches_everything_below(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let (author, member) = (app.member(INITIATOR), app.member("JS0005"));
        let mut comments = Vec::new();
        for (kind, subject) in [("request", &things.request), ("task", &things.task), ("problem", &things.problem)] {
            comments.push(comment(&app, INITIATOR, kind, subject, "收到").await);
            let ask = asked(&app, kind, subject, "ORDINARY", &["JS0005"]).await;
            comments.push(ask["id"].as_str().expect("an ID").to_owned());
        }
        for comment in &comments {
            assert_eq!(finds(&member, comment).await, YES);
        }
        let document = "query($id: ID!) { request(by: {id: $id}) { version } }";
        let version = author.query(document, json!({ "id": things.request })).await["request"]["version"].take();
        let update = "mutation($input: RequestUpdateInput!) { requestUpdate(input: $input) { userErrors { code } } }";
        let confidential = json!({ "id": things.request, "expectedVersion": version, "visibility": "PARTICIPANTS" });
        author.mutate(update, json!({ "input": confidential })).await;
        for comment in &comments {
            assert_eq!(finds(&member, comment).await, NO);
            assert_eq!(finds(&app.member("JS0001"), comment).await, YES, "a head takes part");
        }
        let live = author.query("{ deadlines(filter: {kind: {eq: ANSWER}}) { nodes { state } } }", json!({})).await;
        let states: Vec<_> = live["deadlines"]["nodes"].as_array().expect("a list").iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, ["CANCELLED", "CANCELLED", "CANCELLED"], "who sees nothing owes nothing");
        app.finish().await;
    }

    /// A customer that is handed over: its circle is another, and so are the readers.
    async fn a_customer_s_circle_is_its_comments(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let about = comment(&app, INITIATOR, "customer", &things.customer, "客户要求提前交付").await;
        assert_eq!(finds(&app.member("MT0005"), &about).await, YES);
        assert_eq!(finds(&app.member("JS0003"), &about).await, NO);
        let over = json!({ "id": things.customer, "owner": app.person("JS0003"), "department": crate::request::department(&app.admin(), "JS").await, "reason": "转岗" });
        crate::customer::CUSTOMER.run(&app.member(INITIATOR), "customerHandOver", over).await;
        assert_eq!(finds(&app.member("MT0005"), &about).await, NO);
        assert_eq!(finds(&app.member("JS0003"), &about).await, YES);
        app.finish().await;
    }

    /// A problem's own people; and what was asked of a head of a helping department, who sees nothing of the request.
    async fn a_problem_s_people_answer(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let client = app.member(ASSIGNEE);
        let raised = json!({ "task": things.task, "description": "缺服务器", "responsibleDepartment": crate::request::department(&client, "JS").await,
            "cooperating": [{ "department": crate::request::department(&client, "CP").await }] });
        let problem = crate::request::id(&crate::problem::PROBLEM.run(&client, "problemRaise", raised).await);
        let people = json!({ "mentions": [app.person("CP0001")], "asksForAnswer": { "urgency": "ORDINARY", "reason": "能否支援" } });
        let ask = COMMENT.run(&client, "commentAdd", said("problem", &problem, "请支援", people)).await;
        let ask = ask["id"].as_str().expect("an ID").to_owned();
        let head = app.member("CP0001");
        assert_eq!(finds(&head, &ask).await, YES);
        assert_eq!(finds(&app.member("CP0004"), &ask).await, NO);
        let mine = head.query("{ viewer { obligations(filter: {kind: {eq: ANSWER}}) { nodes { subject { id } request { id } } } } }", json!({})).await;
        assert_eq!(mine["viewer"]["obligations"]["nodes"], json!([{ "subject": { "id": ask }, "request": null }]), "the request is not theirs to see");
        crate::deadline::pass(&app, "2024-05-06T14:00:00+08:00").await;
        let head = app.member("CP0001");
        let told = head.query("query($id: ID!) { notifications(filter: {subject: $id}) { nodes { code } } }", json!({ "id": ask })).await;
        assert_eq!(told["notifications"]["nodes"], json!([{ "code": "DEADLINE_OVERDUE" }, { "code": "DEADLINE_NEAR" }, { "code": "COMMENT_ANSWER_ASKED" }]));
        let reply = with(said("problem", &problem, "可以", json!({})), json!({ "replyTo": ask }));
        COMMENT.run(&head, "commentAdd", reply).await;
        assert_eq!(seen(&head, &ask).await["nextDue"], Value::Null);
        app.finish().await;
    }
}
