//! What pages of comments cost the database: as many statements for fifty rows as for one, whatever is selected below them.

use serde_json::json;

use super::{ASSIGNEE, INITIATOR, Things, asked, comment, reply};
use crate::support::app::TestApp;
use crate::support::both_databases;

const COMMENTS: &str = "query($first: Int!) { comments(first: $first, filter: {replyTo: {isNull: true}}) { totalCount { value } nodes { text author { name } mentions { name }
    versions { text } subject { ... on Task { code } } request { code } replies(first: 3) { totalCount { value } nodes { text replyTo { id } } }
    asksForAnswer { reason addressees { person { name } answer { text } } } abilities { action } nextDue { dueAt } deadlines(first: 2) { nodes { kind } } } } }";

const TASKS: &str = "query($first: Int!) { tasks(first: $first, filter: {name: {contains: \"页\"}}) { nodes { code comments(first: 2) { totalCount { value } nodes { text author { name } } } } } }";

both_databases! {
    async fn a_page_of_comments_costs_the_same_for_any_number_of_rows(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        for number in 0..10 {
            let task = crate::task::task_with(&app, &things.request, ASSIGNEE, json!({ "name": format!("页{number}") })).await;
            for _ in 0..5 {
                let question = asked(&app, "task", &task, "ORDINARY", &[ASSIGNEE]).await;
                reply(&app, ASSIGNEE, "task", &task, question["id"].as_str().expect("an ID")).await;
            }
            comment(&app, INITIATOR, "task", &task, "完毕").await;
        }
        let client = app.member(INITIATOR);
        // Rows and their count; texts twice, of rows and of what answers them; the subject in three, the request in three; replies
        // and their count, answers, what they reply to; places; what is due next; deadlines.
        for (what, document, sizes, statements) in [
            ("comments", COMMENTS, [1, 10, 50], 23),
            ("tasks", TASKS, [1, 5, 10], 6),
        ] {
            let mut costs = Vec::new();
            for first in sizes {
                let answer = client.send(document, json!({ "first": first })).await;
                let cost = answer.body["extensions"]["cost"]["statements"].clone();
                let rows = answer.data();
                let field = rows.as_object().and_then(|fields| fields.values().next()).map(|list| list["nodes"].as_array().map(Vec::len));
                assert_eq!(field, Some(Some(first)), "{what} at {first}");
                costs.push(cost);
            }
            // One less where two levels ask for texts at the same moment, which a short page can.
            let fixed = costs.iter().all(|cost| cost.as_u64().is_some_and(|cost| (statements - 1..=statements).contains(&cost)));
            assert!(fixed, "{what}: {costs:?}, not {statements}");
        }
        app.finish().await;
    }
}
