//! The internal response to what a customer said: each measure becomes a task, a request or a ticket in one step, and refers to it
//! (S1-89, resolution 74, X34).

use serde_json::{Value, json};

use super::{CUSTOMER, INTERACTION, OWNER, customer, example, told};
use crate::request::{department, id, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::mutation;
use crate::task::TASK;
use crate::ticket::TICKET;

/// Worked example 6, recorded: CP's measure is 1, YF's is 2.
async fn recorded(app: &TestApp, customer: &str) -> String {
    id(&INTERACTION.run(&app.member(OWNER), "interactionRecord", example(app, customer).await).await)
}

/// What this person sees of the measures.
async fn measures(client: &Client, interaction: &str) -> Value {
    let document = "query($id: ID!) { node(id: $id) { ... on Interaction { version measures { number task { name } request { title kind } } } } }";
    client.query(document, json!({ "id": interaction })).await["node"].take()
}

fn of(interaction: &str, number: i32) -> Value {
    json!({ "measure": { "interaction": interaction, "number": number } })
}

/// A ticket to YF, whatever the routing rules say.
async fn ticket(app: &TestApp, customer: &str, changes: Value) -> Value {
    let yf = department(&app.admin(), "YF").await;
    let form = json!({
        "customer": customer, "category": "售后问题", "title": "制定售后方案", "background": "客户询问售后政策",
        "goal": "给出方案", "details": "1.起草；2.确认", "dueOn": "2024-05-30", "noAttachments": true,
        "parties": [{ "department": yf, "lead": true }],
    });
    with(form, changes)
}

both_databases! {
    /// Once, by who keeps the customer; refused, neither the task nor the link is written; what it became stays with it.
    async fn a_measure_becomes_a_task_in_one_step(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        let interaction = recorded(&app, &customer).await;
        let task = json!({ "department": department(&owner, "MT").await, "name": "确认交付周期", "assignee": app.person("MT0004"), "dueOn": "2024-05-10" });
        for (number, expected) in [(0, "UNKNOWN at measure.number"), (3, "UNKNOWN at measure")] {
            assert_eq!(TASK.refusal(&owner, "taskCreate", with(task.clone(), of(&interaction, number))).await, expected);
        }
        let nowhere = of("int_00000000000000000000000000", 1);
        assert_eq!(TASK.refusal(&owner, "taskCreate", with(task.clone(), nowhere)).await, "not found");
        let js = json!({ "department": department(&owner, "JS").await, "assignee": app.person("JS0004") });
        let unseen = with(with(task.clone(), js), of(&interaction, 1));
        assert_eq!(TASK.refusal(&app.member("JS0003"), "taskCreate", unseen).await, "not found", "out of sight");
        let made = TASK.run(&owner, "taskCreate", with(task.clone(), of(&interaction, 1))).await;
        assert_eq!((&made["name"], &made["department"]["code"]), (&json!("确认交付周期"), &json!("MT")));
        assert_eq!(TASK.refusal(&owner, "taskCreate", with(task, of(&interaction, 1))).await, "ACTIVE lacks ALREADY_ON_RECORD");
        assert_eq!(measures(&owner, &interaction).await, json!({ "version": 2, "measures": [
            { "number": 1, "task": { "name": "确认交付周期" }, "request": null }, { "number": 2, "task": null, "request": null }] }));
        let count = owner.query("{ tasks { totalCount { value } } }", json!({})).await;
        assert_eq!(count["tasks"]["totalCount"]["value"], 1, "one table, and what was refused left nothing in it (X34)");
        assert_eq!(told(&app.member("MT0004")).await.iter().filter(|code| *code == "MEASURE_FOLLOWED_UP").count(), 1, "who follows up");
        let events = owner.query("{ events(filter: {types: [\"MeasureLinked\"]}) { nodes { external subjectId data } } }", json!({})).await;
        let event = &events["events"]["nodes"][0];
        assert_eq!((&event["external"], &event["subjectId"], &event["data"]["number"]), (&json!(true), &json!(interaction), &json!(1)));
        let update = |measures: Value| json!({ "id": interaction, "expectedVersion": 2, "measures": measures });
        let kept = json!({ "department": department(&owner, "CP").await, "matter": "确认交付周期", "on": "2024-05-10" });
        let new = json!({ "department": department(&owner, "MT").await, "matter": "回访客户", "on": "2024-05-13" });
        for gone in [json!([]), json!([new]), Value::Null] {
            assert_eq!(INTERACTION.refusal(&owner, "interactionUpdate", update(gone)).await, "ALREADY_ON_RECORD at measures");
        }
        let updated = INTERACTION.run(&owner, "interactionUpdate", update(json!([new, kept]))).await;
        let shown: Vec<_> = updated["measures"].as_array().expect("two").iter().map(|one| (&one["number"], &one["task"]["name"])).collect();
        assert_eq!(shown, [(&json!(3), &Value::Null), (&json!(1), &json!("确认交付周期"))]);
        app.finish().await;
    }

    /// Into a draft, which is its initiator's alone; into a ticket of the same customer, whose party then makes tasks of its own
    /// measures, and of no other's.
    async fn a_measure_becomes_a_request_or_a_ticket_in_one_step(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        let interaction = recorded(&app, &customer).await;
        let cp = department(&owner, "CP").await;
        let draft = with(json!({ "title": "确认交付周期", "parties": [{ "department": cp, "lead": true }] }), of(&interaction, 1));
        assert_eq!(run(&owner, "requestCreate", draft.clone()).await["status"], "DRAFT");
        let twice = refused(&owner, "requestCreate", draft).await;
        assert_eq!(mutation::told(&twice), "ACTIVE lacks ALREADY_ON_RECORD");
        let other = id(&CUSTOMER.run(&owner, "customerCreate", json!({ "name": "另一家公司" })).await);
        let wrong = ticket(&app, &other, of(&interaction, 2)).await;
        assert_eq!(TICKET.refusal(&owner, "ticketOpen", wrong).await, "UNKNOWN at measure", "another customer's");
        let opened = TICKET.run(&owner, "ticketOpen", ticket(&app, &customer, of(&interaction, 2)).await).await;
        assert_eq!((&opened["status"], &opened["customer"]["name"]), (&json!("SUBMITTED"), &json!("ABC科技有限公司")));
        assert_eq!(measures(&owner, &interaction).await["measures"], json!([
            { "number": 1, "task": null, "request": { "title": "确认交付周期", "kind": "COLLABORATION" } },
            { "number": 2, "task": null, "request": { "title": "制定售后方案", "kind": "CUSTOMER_TICKET" } }]));
        assert_eq!(measures(&app.member("MT0004"), &interaction).await["measures"][0]["request"], Value::Null, "a draft");
        let tickets = owner.query("query($id: ID!) { customer(by: {id: $id}) { tickets { totalCount { value } } } }", json!({ "id": other })).await;
        assert_eq!(tickets["customer"]["tickets"]["totalCount"]["value"], 0, "what was refused left no ticket");
        let second = recorded(&app, &customer).await;
        let party = app.member("YF0003");
        let task = json!({ "department": department(&owner, "YF").await, "name": "起草方案", "assignee": app.person("YF0004"), "dueOn": "2024-05-10" });
        assert_eq!(TASK.refusal(&party, "taskCreate", with(task.clone(), of(&second, 1))).await, "ROLE_MISSING", "CP's");
        TASK.run(&party, "taskCreate", with(task, of(&second, 2))).await;
        assert_eq!(measures(&party, &second).await["measures"][1]["task"], json!({ "name": "起草方案" }));
        app.finish().await;
    }
}
