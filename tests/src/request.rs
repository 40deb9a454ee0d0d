//! Requests over the API: one life from draft to confirmation, what is refused on the way, who sees what, lists, signatures
//! that verify offline, disagreements, resources, and what a change of the directory does.
//!
//! What follows from tasks is tested with tasks.

mod answers;
mod directory;
mod escalation;
mod life;
mod lists;
mod resources;
mod signatures;
mod submission;
mod templates;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::client::Client;

/// What the tests look at after a mutation.
const SEEN: &str = "id version code status stage outcome revision agreementPending
    parties { id department { code } lead liaison { employeeNumber } state round }
    signOffs { department { code } valid }
    closing { ready missing { code } }";

/// A mutation that takes one input and answers a request.
fn mutation(name: &str) -> String {
    let input = format!("{}{}Input", &name[..1].to_uppercase(), &name[1..]);
    format!(
        "mutation($input: {input}!) {{ {name}(input: $input) {{
            request {{ {SEEN} }} cursor
            warnings {{ code params }}
            userErrors {{ __typename code path params
                ... on StateConflict {{ status allowedTransitions missing {{ code }} }} }} }} }}"
    )
}

/// Runs the mutation, which has to be accepted, and answers the request.
async fn run(client: &Client, name: &str, input: Value) -> Value {
    client.mutate(&mutation(name), json!({ "input": input })).await["request"].take()
}

/// Runs the mutation, which has to be refused, and answers its user errors.
async fn refused(client: &Client, name: &str, input: Value) -> Vec<Value> {
    let mut payload = client.payload(&mutation(name), json!({ "input": input })).await;
    let errors = payload["userErrors"].as_array().cloned().unwrap_or_default();
    assert!(!errors.is_empty(), "{name} was accepted: {:#}", payload.take());
    assert_eq!(payload["request"], Value::Null);
    errors
}

/// The codes of user errors with the paths below `input`, in order.
fn at(errors: &[Value]) -> Vec<(String, String)> {
    let path = |error: &Value| {
        let parts = error["path"].as_array().cloned().unwrap_or_default();
        let parts: Vec<String> =
            parts.iter().skip(1).map(|part| part.as_str().unwrap_or_default().to_owned()).collect();
        parts.join(".")
    };
    errors.iter().map(|error| (error["code"].as_str().unwrap_or_default().to_owned(), path(error))).collect()
}

/// The ID of the department with this code.
async fn department(client: &Client, code: &str) -> String {
    let found = client
        .query("query($code: String!) { department(by: {code: $code}) { id } }", json!({ "code": code }));
    found.await["department"]["id"].as_str().expect("there is one").to_owned()
}

/// The form of worked example 1, towards these departments, of which the first leads.
async fn form(app: &TestApp, to: &[&str]) -> Value {
    let client = app.admin();
    let mut parties = Vec::new();
    for (index, code) in to.iter().enumerate() {
        parties.push(json!({ "department": department(&client, code).await, "lead": index == 0 }));
    }
    json!({
        "title": "推广方案技术开发支持",
        "background": "为配合Q3新产品上市",
        "goal": "需完成推广方案技术开发支持，保证6月30日前上线测试版",
        "details": "1.提供技术接口文档；2.完成推广方案H5页面开发；3.支持方案内测与问题修复",
        "startOn": "2024-05-08",
        "dueOn": "2024-05-30",
        "milestones": [{ "name": "接口文档确认", "on": "2024-05-15" }],
        "resourceNeeds": [{ "kind": "DATA", "description": "需调用用户画像数据及测试账号" }],
        "priority": "HIGH",
        "parties": parties,
        "noAttachments": true
    })
}

/// The same with some fields changed.
fn with(mut form: Value, changes: Value) -> Value {
    let (Some(fields), Value::Object(changes)) = (form.as_object_mut(), changes) else { return form };
    fields.extend(changes);
    form
}

/// A draft of MT0003 towards these departments; its ID.
async fn draft(app: &TestApp, to: &[&str]) -> String {
    let form = form(app, to).await;
    id(&run(&app.member("MT0003"), "requestCreate", form).await)
}

/// The same, submitted.
async fn submitted(app: &TestApp, to: &[&str]) -> String {
    let id = draft(app, to).await;
    run(&app.member("MT0003"), "requestSubmit", json!({ "id": id })).await;
    id
}

/// The same, accepted by every party.
async fn agreed(app: &TestApp, to: &[&str]) -> String {
    let id = submitted(app, to).await;
    for code in to {
        accept(app, &id, code).await;
    }
    id
}

/// The same, signed by every head.
async fn confirmed(app: &TestApp, to: &[&str]) -> String {
    let id = agreed(app, to).await;
    for code in std::iter::once(&"MT").chain(to) {
        run(&app.member(&format!("{code}0001")), "requestSign", json!({ "id": id })).await;
    }
    id
}

/// The head names `…0003` liaison, who accepts.
async fn accept(app: &TestApp, id: &str, code: &str) -> Value {
    let liaison = app.person(&format!("{code}0003"));
    let head = app.member(&format!("{code}0001"));
    run(&head, "requestNameLiaison", json!({ "id": id, "liaison": liaison })).await;
    let answer = json!({ "id": id, "answer": "ACCEPTED", "opinion": "已确认，可承接" });
    run(&app.member(&format!("{code}0003")), "requestRespond", answer).await
}

fn id(request: &Value) -> String {
    request["id"].as_str().expect("an ID").to_owned()
}

/// The party of this department.
fn party<'a>(request: &'a Value, code: &str) -> &'a Value {
    let parties = request["parties"].as_array().expect("parties");
    parties.iter().find(|party| party["department"]["code"] == code).expect("it takes part")
}

/// The request as this person sees it now.
async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ request(by: {{id: $id}}) {{ {SEEN} }} }}");
    client.query(&document, json!({ "id": id })).await["request"].take()
}
