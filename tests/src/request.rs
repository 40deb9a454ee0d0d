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
use crate::support::mutation::{Noun, path};

/// What the tests look at after a mutation.
const SEEN: &str = "id version code status stage outcome revision agreementPending
    parties { id department { code } lead liaison { employeeNumber } state round }
    signOffs { department { code } valid }
    closing { ready missing { code } }";

const REQUEST: Noun = Noun { field: "request", seen: SEEN };

/// A mutation that takes one input and answers a request.
pub(crate) fn mutation(name: &str) -> String {
    REQUEST.document(name)
}

/// Runs the mutation, which has to be accepted, and answers the request.
pub(crate) async fn run(client: &Client, name: &str, input: Value) -> Value {
    REQUEST.run(client, name, input).await
}

/// Runs the mutation, which has to be refused, and answers its user errors.
pub(crate) async fn refused(client: &Client, name: &str, input: Value) -> Vec<Value> {
    REQUEST.refused(client, name, input).await
}

/// The codes of user errors with the paths below `input`, in order.
pub(crate) fn at(errors: &[Value]) -> Vec<(String, String)> {
    let code = |error: &Value| error["code"].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (code(error), path(error))).collect()
}

/// The ID of the department with this code.
pub(crate) async fn department(client: &Client, code: &str) -> String {
    let found = client
        .query("query($code: String!) { department(by: {code: $code}) { id } }", json!({ "code": code }));
    found.await["department"]["id"].as_str().expect("there is one").to_owned()
}

/// The form of worked example 1, towards these departments, of which the first leads.
pub(crate) async fn form(app: &TestApp, to: &[&str]) -> Value {
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
pub(crate) fn with(mut form: Value, changes: Value) -> Value {
    let (Some(fields), Value::Object(changes)) = (form.as_object_mut(), changes) else { return form };
    fields.extend(changes);
    form
}

/// A draft of MT0003 towards these departments; its ID.
pub(crate) async fn draft(app: &TestApp, to: &[&str]) -> String {
    let form = form(app, to).await;
    id(&run(&app.member("MT0003"), "requestCreate", form).await)
}

/// The same, submitted.
pub(crate) async fn submitted(app: &TestApp, to: &[&str]) -> String {
    let id = draft(app, to).await;
    run(&app.member("MT0003"), "requestSubmit", json!({ "id": id })).await;
    id
}

/// The same, accepted by every party.
pub(crate) async fn agreed(app: &TestApp, to: &[&str]) -> String {
    let id = submitted(app, to).await;
    for code in to {
        accept(app, &id, code).await;
    }
    id
}

/// The same, signed by every head.
pub(crate) async fn confirmed(app: &TestApp, to: &[&str]) -> String {
    let id = agreed(app, to).await;
    for code in std::iter::once(&"MT").chain(to) {
        run(&app.member(&format!("{code}0001")), "requestSign", json!({ "id": id })).await;
    }
    id
}

/// The head names `…0003` liaison, who accepts.
pub(crate) async fn accept(app: &TestApp, id: &str, code: &str) -> Value {
    let liaison = app.person(&format!("{code}0003"));
    let head = app.member(&format!("{code}0001"));
    run(&head, "requestNameLiaison", json!({ "id": id, "liaison": liaison })).await;
    let answer = json!({ "id": id, "answer": "ACCEPTED", "opinion": "已确认，可承接" });
    run(&app.member(&format!("{code}0003")), "requestRespond", answer).await
}

pub(crate) fn id(request: &Value) -> String {
    request["id"].as_str().expect("an ID").to_owned()
}

/// The party of this department.
pub(crate) fn party<'a>(request: &'a Value, code: &str) -> &'a Value {
    let parties = request["parties"].as_array().expect("parties");
    parties.iter().find(|party| party["department"]["code"] == code).expect("it takes part")
}

/// The request as this person sees it now.
pub(crate) async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ request(by: {{id: $id}}) {{ {SEEN} }} }}");
    client.query(&document, json!({ "id": id })).await["request"].take()
}
