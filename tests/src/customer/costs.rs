//! What pages of customers cost the database: as many statements for fifty rows as for one, whatever is selected below them.

use serde_json::{Value, json};

use super::{INTERACTION, OWNER, contact, customer};
use crate::support::app::TestApp;
use crate::support::both_databases;

const CUSTOMERS: &str = "query($first: Int!) { customers(first: $first) { totalCount { value } nodes { name tags nextContactAt
    owner { name } department { name head { name } } abilities { action } latestInteraction { subject }
    contacts { name phone mail handles { value } masked abilities { action } }
    interactions(first: 3) { totalCount { value } nodes { subject wants followUpBy { name } measures { department { name } } customer { name } abilities { action } } }
    nextDue { kind dueAt } deadlines(first: 2) { nodes { kind } } } } }";

const INTERACTIONS: &str = "query($first: Int!) { interactions(first: $first) { nodes { subject recordedBy { name } abilities { action }
    customer { name contacts { phone } nextDue { dueAt } } } } }";

both_databases! {
    async fn a_page_of_customers_costs_the_same_for_any_number_of_rows(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        for number in 0..50 {
            let customer = customer(&app, json!({ "name": format!("客户{number:02}") })).await;
            contact(&app, &customer).await;
            for subject in ["咨询", "报价"] {
                let said = json!({ "customer": customer, "channel": "PHONE", "subject": subject, "nextContactOn": "2024-05-14" });
                INTERACTION.run(&owner, "interactionRecord", said).await;
            }
        }
        for (what, document, statements) in [
            ("customers", CUSTOMERS, 1 + 1 + 1 + 3 + 2 + 1 + 1 + 1),
            ("interactions", INTERACTIONS, 1 + 1 + 3 + 1),
        ] {
            for first in [1, 10, 50] {
                let answer = owner.send(document, json!({ "first": first })).await;
                let cost = answer.body["extensions"]["cost"]["statements"].clone();
                let rows = answer.data();
                let field = rows.as_object().and_then(|fields| fields.values().next()).map(|list| list["nodes"].as_array().map(Vec::len));
                assert_eq!((field, &cost), (Some(Some(first)), &Value::from(statements)), "{what} at {first}");
            }
        }
        app.finish().await;
    }
}
