//! Customers' tickets over the API, on both databases: opening one, the rules that route it, what it does to its customer's
//! circle, and the portal by which the customer follows it (`customers.md`, resolutions 21, 26, 64 to 67, S1-39 to S1-42, X25,
//! X26, X33).
//!
//! Who may do what is the access matrix's too; that the portal shows nothing else is `leaks`'.

mod circle;
mod costs;
mod leaks;
mod opening;
mod portal;
mod routing;
mod satisfaction;

pub(crate) use portal::found_in_database;
use serde_json::{Value, json};

use crate::customer::CUSTOMER;
use crate::request::{department, id, run, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What the tests look at of a ticket.
pub(crate) const TICKET: Noun = Noun {
    field: "request",
    seen: "id version code kind status stage priority category customer { name } initiator { employeeNumber }
        parties { id department { code } lead state } signOffs { department { code } }
        routedBy { version department { code } rule { category } } satisfaction { score words givenAt }
        portalLinks { id active expiresAt revokedAt issuedBy { employeeNumber } }",
};

const RULE: Noun = Noun {
    field: "routingRule",
    seen: "id version category inForce { version department { code } inForceFrom }
        versions { totalCount { value } nodes { version department { code } inForceFrom setBy { employeeNumber } rule { category } } }",
};

const LINK: Noun = Noun {
    field: "portalLink",
    seen: "id version request { code } issuedBy { employeeNumber } issuedAt expiresAt active revokedAt revokedBy { employeeNumber }
        abilities { action allowed }",
};

/// Everything that the portal shows.
const VIEW: &str =
    "code stage stageLabel satisfactionAsked satisfaction { score words givenAt } updates { text writtenAt }";

/// The owner of the customers of these tests, and who registers their tickets; of MT.
const OWNER: &str = "MT0003";

/// A customer of MT0003.
async fn customer(app: &TestApp, name: &str) -> String {
    let input = json!({ "name": name, "industry": "电子制造", "tags": ["重点"] });
    id(&CUSTOMER.run(&app.member(OWNER), "customerCreate", input).await)
}

/// Sets where tickets of this category go from now on, or all others.
async fn route(app: &TestApp, category: Option<&str>, to: &str) -> Value {
    let admin = app.admin();
    let input = json!({ "category": category, "department": department(&admin, to).await });
    RULE.run(&admin, "routingRuleSet", input).await
}

/// What is sent to open a ticket of this customer.
fn form(customer: &str, changes: Value) -> Value {
    let form = json!({
        "customer": customer, "category": "售后问题", "title": "升级后报表打印错位",
        "background": "系统升级后打印错位", "goal": "恢复打印格式", "details": "1.复现；2.修复；3.回复客户",
        "dueOn": "2024-05-30", "noAttachments": true,
    });
    with(form, changes)
}

/// A ticket that its owner opens; its ID.
async fn opened(app: &TestApp, customer: &str, changes: Value) -> String {
    id(&TICKET.run(&app.member(OWNER), "ticketOpen", form(customer, changes)).await)
}

/// A company in which tickets of 售后问题 go to JS, with a customer and a ticket of it.
async fn with_ticket(app: &TestApp) -> (String, String) {
    route(app, Some("售后问题"), "JS").await;
    let customer = customer(app, "ABC科技有限公司").await;
    let ticket = opened(app, &customer, json!({})).await;
    (customer, ticket)
}

/// The ticket as this person sees it now.
async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ request(by: {{id: $id}}) {{ {} }} }}", TICKET.seen);
    client.query(&document, json!({ "id": id })).await["request"].take()
}

/// A link to the ticket that the owner issues, with its secret.
async fn linked(app: &TestApp, ticket: &str, expires_at: Option<&str>) -> (String, String) {
    let document = "mutation($input: PortalLinkIssueInput!) { portalLinkIssue(input: $input) { portalLink { id } token userErrors { code } } }";
    let input = json!({ "request": ticket, "expiresAt": expires_at });
    let issued = app.member(OWNER).mutate(document, json!({ "input": input })).await;
    (id(&issued["portalLink"]), issued["token"].as_str().expect("the secret is shown").to_owned())
}

/// Brings a ticket of JS from submission to delivery.
async fn delivered(app: &TestApp, ticket: &str) {
    crate::request::accept(app, ticket, "JS").await;
    for head in ["MT0001", "JS0001"] {
        run(&app.member(head), "requestSign", json!({ "id": ticket })).await;
    }
    let task = crate::task::task(app, ticket, "JS0004").await;
    crate::task::deliver(app, &task, "JS0004").await;
}

/// The same, accepted by the initiator, rated and closed.
async fn closed(app: &TestApp, ticket: &str) {
    let initiator = app.member(OWNER);
    delivered(app, ticket).await;
    run(&initiator, "requestAccept", json!({ "id": ticket })).await;
    let rating = json!({ "request": ticket, "department": department(&initiator, "JS").await, "responsiveness": 4, "professionalism": 4, "cooperation": 5 });
    crate::rating::RATING.run(&initiator, "ratingGive", rating).await;
    run(&initiator, "requestClose", json!({ "id": ticket })).await;
}

/// What a stranger sees by this secret, or the code of what refuses it.
async fn portal(app: &TestApp, token: &str) -> Result<Value, String> {
    let document = format!("query($token: String!) {{ portalTicket(token: $token) {{ {VIEW} }} }}");
    let answer = app.stranger().send(&document, json!({ "token": token })).await;
    match answer.error_code() {
        Some(code) => Err(code.to_owned()),
        None => Ok(answer.data()["portalTicket"].take()),
    }
}

/// The document of `ticketRate`.
const RATE: &str = "mutation($input: TicketRateInput!) { ticketRate(input: $input) {
    ticket { code stage satisfactionAsked satisfaction { score words } }
    userErrors { __typename code path params ... on StateConflict { status allowedTransitions missing { code } } } } }";

/// Says so as the customer.
async fn rate(app: &TestApp, input: Value) -> Value {
    app.stranger().payload(RATE, json!({ "input": input })).await
}
