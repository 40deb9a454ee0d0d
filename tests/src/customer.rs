//! Customers over the API, on both databases: the card and what lies behind it, handing over, interactions with their
//! follow-up, contacts that are masked, unmasked and erased (`customers.md`, resolutions 20, 21, 63, 64, 79, S1-83 to S1-92,
//! S1-101).
//!
//! Who may do what is the access matrix's too; that no outlet shows a masked value is that of `crate::leaks`.

mod card;
mod contacts;
mod costs;
mod erasure;
mod interactions;
mod measures;

use serde_json::{Value, json};

use crate::request::{department, id, with};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What the tests look at after a mutation.
pub(crate) const CUSTOMER: Noun = Noun {
    field: "customer",
    seen: "id version name industry level state tags nextContactAt nextContactOn
        owner { employeeNumber } department { code } createdBy { employeeNumber } latestInteraction { id }
        contacts { id name } interactions { totalCount { value } nodes { id } } nextDue { kind state dueAt owner { employeeNumber } }",
};

pub(crate) const CONTACT: Noun = Noun {
    field: "contact",
    seen: "id version name title phone mail handles { service value } masked unmaskedUntil removedAt erasedAt
        customer { name } addedBy { employeeNumber }",
};

pub(crate) const INTERACTION: Noun = Noun {
    field: "interaction",
    seen: "id version at channel channelLabel subject wants measures { number department { code } matter on task { name } request { title } }
        followUpBy { employeeNumber } plan nextContactAt nextContactOn recordedBy { employeeNumber } recordedAt customer { name }",
};

/// The owner of the customers of these tests, of MT.
const OWNER: &str = "MT0003";

/// A customer of MT0003.
async fn customer(app: &TestApp, changes: Value) -> String {
    let input = json!({ "name": "ABC科技有限公司", "industry": "电子制造", "level": "A", "tags": ["重点"] });
    id(&CUSTOMER.run(&app.member(OWNER), "customerCreate", with(input, changes)).await)
}

/// A contact there with every value.
async fn contact(app: &TestApp, customer: &str) -> String {
    let input = json!({ "customer": customer, "name": "周琦", "title": "采购经理", "phone": "138 0013 8000", "mail": "zhou.qi@abc.example",
        "handles": [{ "service": "微信", "value": "zhouqi_abc" }] });
    id(&CONTACT.run(&app.member(OWNER), "contactAdd", input).await)
}

/// What is sent to record worked example 6.
async fn example(app: &TestApp, customer: &str) -> Value {
    let admin = app.admin();
    json!({
        "customer": customer, "at": "2024-05-06T00:30:00Z", "channel": "PHONE", "subject": "新产品采购咨询",
        "wants": "询问产品交付周期、售后政策",
        "measures": [
            { "department": department(&admin, "CP").await, "matter": "确认交付周期", "on": "2024-05-10" },
            { "department": department(&admin, "YF").await, "matter": "制定售后方案", "on": "2024-05-11" },
        ],
        "followUpBy": app.person("MT0004"), "plan": "1.发送方案至客户 2.5月12日电话确认反馈", "nextContactOn": "2024-05-12",
    })
}

/// The customer as this person sees it now.
async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ customer(by: {{id: $id}}) {{ {} }} }}", CUSTOMER.seen);
    client.query(&document, json!({ "id": id })).await["customer"].take()
}

/// The contact as this person sees it now.
async fn contact_seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Contact {{ {} }} }} }}", CONTACT.seen);
    client.query(&document, json!({ "id": id })).await["node"].take()
}

/// The codes of what has reached this person about customers, newest first.
async fn told(client: &Client) -> Vec<String> {
    let document = "{ notifications(first: 100) { nodes { code } } }";
    let nodes = client.query(document, json!({})).await["notifications"]["nodes"].take();
    let codes = nodes.as_array().expect("a list").iter().filter_map(|node| node["code"].as_str());
    codes.map(str::to_owned).collect()
}
