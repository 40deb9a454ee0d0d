//! What pages of tickets cost the database: as many statements for fifty rows as for one, whatever is selected below them.

use serde_json::{Value, json};

use super::{OWNER, customer, delivered, linked, opened, rate, route};
use crate::support::app::TestApp;
use crate::support::both_databases;

const CUSTOMERS: &str = "query($first: Int!) { customers(first: $first) { nodes { name ticketSatisfaction { count average }
    tickets(first: 2) { totalCount { value } nodes { code category customer { name owner { name } } satisfaction { score words }
        routedBy { version department { name } rule { category } } portalLinks { active expiresAt issuedBy { name } abilities { action } request { code } } } } } } }";

const TICKETS: &str = "query($first: Int!) { requests(first: $first, filter: {category: {eq: \"售后问题\"}}) { nodes { code category customer { name ticketSatisfaction { count } }
    satisfaction { score words } routedBy { version } portalLinks { active abilities { action } } } } }";

/// How many customers, each with a ticket of its own.
const CUSTOMERS_MADE: usize = 50;

both_databases! {
    async fn a_page_of_tickets_costs_the_same_for_any_number_of_rows(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("售后问题"), "JS").await;
        for number in 0..CUSTOMERS_MADE {
            let customer = customer(&app, &format!("客户{number:02}")).await;
            let ticket = opened(&app, &customer, json!({})).await;
            let (_, token) = linked(&app, &ticket, None).await;
            // The first of either list is one that is rated.
            if number % 10 == 0 || number == CUSTOMERS_MADE - 1 {
                delivered(&app, &ticket).await;
                let said = rate(&app, json!({ "token": token, "score": 5, "words": "满意" })).await;
                assert_eq!(said["userErrors"], json!([]));
            }
        }
        let owner = app.member(OWNER);
        for (what, document, statements) in [
            ("customers", CUSTOMERS, 1 + 1 + 3 + 1 + 1 + 1 + 1 + 3),
            ("tickets", TICKETS, 3 + 1 + 1 + 1 + 1),
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
