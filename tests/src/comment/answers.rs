//! Answers that are asked for: a deadline of everybody who is, met by their reply (S1-97 to S1-99, C24).

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, Things, asked, reply, seen, told};
use crate::deadline::pass;
use crate::request::{run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;

/// State and owner of the deadlines of a comment, as this person sees them, what was due first first.
async fn deadlines(client: &Client, comment: &str) -> Vec<String> {
    let document = "query($id: ID!) { node(id: $id) { ... on Comment { deadlines { nodes { kind state settledAt owner { employeeNumber } } } } } }";
    let found = client.query(document, json!({ "id": comment })).await["node"]["deadlines"]["nodes"].take();
    let shown = |one: &Value| {
        let settled = if one["settledAt"].is_null() { "" } else { " settled" };
        let word = |field: &Value| field.as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {}{settled}",
            word(&one["kind"]),
            word(&one["owner"]["employeeNumber"]),
            word(&one["state"])
        )
    };
    found.as_array().expect("a list").iter().map(shown).collect()
}

fn id(comment: &Value) -> &str {
    comment["id"].as_str().expect("an ID")
}

both_databases! {
    /// Two working hours of everybody who is asked, met by the reply of each.
    async fn a_reply_is_the_answer(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let (author, assignee) = (app.member(INITIATOR), app.member(ASSIGNEE));
        let comment = asked(&app, "task", &things.task, "ORDINARY", &[ASSIGNEE, "JS0001"]).await;
        let ask = &comment["asksForAnswer"];
        assert_eq!((&ask["urgency"], &ask["urgencyLabel"], &ask["reason"]), (&json!("ORDINARY"), &json!("一般"), &json!("确认接口排期")));
        let mut found = deadlines(&author, id(&comment)).await;
        found.sort();
        assert_eq!(found, ["ANSWER JS0001 RUNNING", "ANSWER JS0004 RUNNING"]);
        let due = seen(&assignee, id(&comment)).await["nextDue"].take();
        assert_eq!(due["dueAt"], "2024-05-06T03:00:00Z", "S1-97");
        let mine = assignee.query("{ viewer { obligations(filter: {kind: {eq: ANSWER}}) { nodes { kindLabel request { id } subject { __typename id } priority } } } }", json!({})).await;
        assert_eq!(mine["viewer"]["obligations"]["nodes"], json!([{ "kindLabel": "评论回复", "request": { "id": things.request }, "subject": { "__typename": "Comment", "id": comment["id"] }, "priority": "MEDIUM" }]));
        assert_eq!(told(&assignee).await, [("COMMENT_ANSWER_ASKED".to_owned(), false)]);
        let text = assignee.query("{ notifications(first: 1, filter: {code: {eq: COMMENT_ANSWER_ASKED}}) { nodes { text subject { __typename id } } } }", json!({})).await;
        assert_eq!(text["notifications"]["nodes"], json!([{ "text": "MT甲在MT202405001-01《接口文档》的评论中请您回复。", "subject": { "__typename": "Comment", "id": comment["id"] } }]));

        let answer = reply(&app, ASSIGNEE, "task", &things.task, id(&comment)).await;
        let after = seen(&author, id(&comment)).await;
        let of = |number: &str| after["asksForAnswer"]["addressees"].as_array().expect("a list").iter().find(|one| one["person"]["employeeNumber"] == number).cloned();
        assert_eq!(of(ASSIGNEE).map(|one| one["answer"]["id"].clone()), Some(answer["id"].clone()));
        assert_eq!(of("JS0001").map(|one| one["answeredAt"].clone()), Some(Value::Null));
        let mut found = deadlines(&author, id(&comment)).await;
        found.sort();
        assert_eq!(found, ["ANSWER JS0001 RUNNING", "ANSWER JS0004 MET"]);
        assert_eq!(told(&author).await, [("COMMENT_REPLIED".to_owned(), false)]);
        let mine = assignee.query("{ viewer { obligations(filter: {kind: {eq: ANSWER}}) { nodes { kind } } } }", json!({})).await;
        assert_eq!(mine["viewer"]["obligations"]["nodes"], json!([]));
        let waits = author.query("{ comments(filter: {waitsForAnswer: {eq: true}}) { nodes { id } } }", json!({})).await;
        assert_eq!(waits["comments"]["nodes"], json!([{ "id": comment["id"] }]));
        app.finish().await;
    }

    /// A quarter of a working hour for what is critical; the head is told at once (S1-98, S1-99), late ones with the head.
    async fn a_critical_question_that_nobody_answers(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let comment = asked(&app, "request", &things.request, "CRITICAL", &[ASSIGNEE]).await;
        assert_eq!(comment["nextDue"]["dueAt"], "2024-05-06T01:15:00Z");
        assert_eq!(told(&app.member(ASSIGNEE)).await, [("COMMENT_ANSWER_ASKED".to_owned(), true)]);
        assert_eq!(told(&app.member("JS0001")).await, [("COMMENT_URGENT".to_owned(), true)]);
        pass(&app, "2024-05-06T09:30:00+08:00").await;
        let (author, assignee, head) = (app.member(INITIATOR), app.member(ASSIGNEE), app.member("JS0001"));
        assert_eq!(deadlines(&author, id(&comment)).await, ["ANSWER JS0004 BREACHED"]);
        for (client, codes) in [(&assignee, json!([{ "code": "DEADLINE_OVERDUE" }, { "code": "DEADLINE_NEAR" }])), (&head, json!([{ "code": "DEADLINE_OVERDUE" }]))] {
            let about = client.query("query($id: ID!) { notifications(filter: {subject: $id, code: {in: [DEADLINE_OVERDUE, DEADLINE_NEAR]}}) { nodes { code } } }", json!({ "id": comment["id"] })).await;
            assert_eq!(about["notifications"]["nodes"], codes);
        }
        let text = head.query("{ notifications(first: 1, filter: {code: {eq: DEADLINE_OVERDUE}}) { nodes { text } } }", json!({})).await;
        assert!(text["notifications"]["nodes"][0]["text"].as_str().is_some_and(|text| text.contains("MT202405001") && text.contains("回复")), "{text}");
        reply(&app, ASSIGNEE, "request", &things.request, id(&comment)).await;
        assert_eq!(deadlines(&author, id(&comment)).await, ["ANSWER JS0004 BREACHED settled"]);
        app.finish().await;
    }

    /// Asking otherwise, asking somebody else, asking nobody.
    async fn what_is_no_longer_asked_is_no_longer_owed(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let comment = asked(&app, "meeting", &things.meeting, "ORDINARY", &["JS0001"]).await;
        let edit = |more: Value| with(json!({ "id": comment["id"] }), more);
        let urgent = COMMENT.run(&author, "commentEdit", edit(json!({ "asksForAnswer": { "urgency": "CRITICAL", "reason": "系统故障" } }))).await;
        assert_eq!((&urgent["nextDue"]["dueAt"], &urgent["asksForAnswer"]["reason"]), (&json!("2024-05-06T01:15:00Z"), &json!("系统故障")));
        let nobody = COMMENT.run(&author, "commentEdit", edit(json!({ "asksForAnswer": null }))).await;
        assert_eq!((&nobody["nextDue"], &nobody["asksForAnswer"]), (&Value::Null, &Value::Null));
        assert_eq!(deadlines(&author, id(&comment)).await, ["ANSWER JS0001 CANCELLED"]);
        COMMENT.run(&author, "commentEdit", edit(json!({ "asksForAnswer": { "urgency": "ORDINARY", "reason": "再确认" } }))).await;
        assert_eq!(deadlines(&author, id(&comment)).await, ["ANSWER JS0001 CANCELLED", "ANSWER JS0001 RUNNING"]);
        app.finish().await;
    }

    /// Who left owes no answer; nor is one owed where nothing can be said any more.
    async fn who_left_and_what_is_archived_owe_nothing(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let of_customer = asked(&app, "customer", &things.customer, "ORDINARY", &["MT0004", "MT0001"]).await;
        let of_task = asked(&app, "task", &things.task, "ORDINARY", &["JS0001"]).await;
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.admin().mutate(disable, json!({ "input": { "id": app.person("MT0004") } })).await;
        let mut found = deadlines(&author, id(&of_customer)).await;
        found.sort();
        assert_eq!(found, ["ANSWER MT0001 RUNNING", "ANSWER MT0004 CANCELLED"]);
        let refused = COMMENT.refusal(&author, "commentEdit", json!({ "id": of_task["id"], "mentions": [app.person("MT0004")] })).await;
        assert_eq!(refused, "NOT_ACTIVE at mentions.0");
        run(&author, "requestWithdraw", json!({ "id": things.request, "reason": "取消" })).await;
        assert_eq!(deadlines(&author, id(&of_task)).await, ["ANSWER JS0001 RUNNING"], "it may still be answered");
        run(&author, "requestArchive", json!({ "id": things.request })).await;
        assert_eq!(deadlines(&author, id(&of_task)).await, ["ANSWER JS0001 CANCELLED"]);
        crate::customer::CUSTOMER.run(&author, "customerUpdate", json!({ "id": things.customer, "expectedVersion": 1, "state": "ARCHIVED" })).await;
        let mut found = deadlines(&author, id(&of_customer)).await;
        found.sort();
        assert_eq!(found, ["ANSWER MT0001 CANCELLED", "ANSWER MT0004 CANCELLED"]);
        app.finish().await;
    }

    /// To whom it is owed may remind (催办); the rest of the department that owes may not.
    async fn who_asked_may_remind(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let comment = asked(&app, "task", &things.task, "ORDINARY", &[ASSIGNEE]).await;
        let document = "query($id: ID!) { node(id: $id) { ... on Comment { nextDue { id abilities { allowed } } } } }";
        for (who, allowed) in [(INITIATOR, true), ("JS0001", true), (ASSIGNEE, false), ("JS0005", false)] {
            let found = app.member(who).query(document, json!({ "id": comment["id"] })).await;
            assert_eq!(found["node"]["nextDue"]["abilities"], json!([{ "allowed": allowed }]), "{who}");
        }
        let due = app.member(INITIATOR).query(document, json!({ "id": comment["id"] })).await["node"]["nextDue"]["id"].take();
        let remind = "mutation($input: DeadlineRemindInput!) { deadlineRemind(input: $input) { userErrors { code } } }";
        app.member(INITIATOR).mutate(remind, json!({ "input": { "id": due } })).await;
        let told = app.member(ASSIGNEE).query("{ notifications(filter: {code: {eq: DEADLINE_REMINDED}}) { nodes { text } } }", json!({})).await;
        assert!(told["notifications"]["nodes"][0]["text"].as_str().is_some_and(|text| text.contains("《推广方案技术开发支持》")), "{told}");
        app.finish().await;
    }
}
