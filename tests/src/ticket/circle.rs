//! What tickets do to their customer: the departments that are party to an open one are of its circle, from the moment they are
//! until the moment they are not (resolutions 63, 64); and its owner sees them all.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{OWNER, TICKET, customer, form, opened, route, seen, with_ticket};
use crate::customer::CUSTOMER;
use crate::request::{department, party, run};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::socket::Socket;

/// What this person reads of the customer behind its card: how many contacts, the phone of the first, whether they may unmask.
async fn reads(app: &TestApp, who: &str, customer: &str) -> String {
    let document =
        "query($id: ID!) { customer(by: {id: $id}) { contacts { phone abilities { action allowed } } } }";
    let found = app.member(who).query(document, json!({ "id": customer })).await;
    let contacts = found["customer"]["contacts"].as_array().expect("a list");
    let Some(first) = contacts.first() else { return "nothing".to_owned() };
    let abilities = first["abilities"].as_array().expect("a list");
    let unmasks = abilities.iter().any(|one| one["action"] == "UNMASK" && one["allowed"] == true);
    format!("{}{}", first["phone"].as_str().unwrap_or_default(), if unmasks { " may unmask" } else { "" })
}

async fn contact(app: &TestApp, customer: &str) {
    let input = json!({ "input": { "customer": customer, "name": "周琦", "phone": "138 0013 8000" } });
    let document = "mutation($input: ContactAddInput!) { contactAdd(input: $input) { userErrors { code } } }";
    app.member(OWNER).mutate(document, input).await;
}

const MASK: &str = "138****8000";
const MASKED: &str = "138****8000 may unmask";

both_databases! {
    /// Parties that come and go, and the end of the ticket; a watcher of the customer is told each time.
    async fn parties_of_open_tickets_are_of_the_circle(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        contact(&app, &customer).await;
        let all = async |expected: [&str; 5]| {
            for (who, expected) in ["JS0001", "JS0003", "JS0005", "CP0001", "YF0003"].into_iter().zip(expected) {
                assert_eq!(reads(&app, who, &customer).await, expected, "{who}");
            }
        };
        all([MASKED, MASKED, MASK, "nothing", "nothing"]).await;
        let watched = "subscription($id: ID!) { customerChanged(filter: {ids: [$id]}) { kind node { name } } }";
        let mut watcher = Socket::connect(&app.member("CP0003")).await;
        watcher.subscribe("s", watched, json!({ "id": customer })).await;
        let mut kind = async || watcher.next().await["customerChanged"]["kind"].take();
        let owner = app.member(OWNER);
        let added = json!({ "id": ticket, "department": department(&owner, "CP").await });
        let with_cp = run(&owner, "requestAddParty", added).await;
        assert_eq!(kind().await, "CREATED");
        all([MASKED, MASKED, MASK, MASKED, "nothing"]).await;
        let removed = json!({ "id": ticket, "party": party(&with_cp, "CP")["id"], "reason": "无需参与" });
        run(&owner, "requestRemoveParty", removed).await;
        assert_eq!(kind().await, "REVOKED");
        all([MASKED, MASKED, MASK, "nothing", "nothing"]).await;
        run(&owner, "requestWithdraw", json!({ "id": ticket, "reason": "客户撤回" })).await;
        all(["nothing"; 5]).await;
        assert_eq!(reads(&app, OWNER, &customer).await, "138 0013 8000");
        app.finish().await;
    }

    /// One of two tickets of the same department ends: it stays. A draft lets nobody in. The version rises only where the circle
    /// changed.
    async fn the_circle_is_that_of_all_open_tickets(backend) {
        let app = TestApp::start(backend).await;
        let (customer, first) = with_ticket(&app).await;
        contact(&app, &customer).await;
        let owner = app.member(OWNER);
        let version = async || owner.query("query($id: ID!) { customer(by: {id: $id}) { version } }", json!({ "id": customer })).await["customer"]["version"].take();
        let before = version().await;
        let second = opened(&app, &customer, json!({})).await;
        assert_eq!(version().await, before, "nobody new");
        let to_cp = json!([{ "department": department(&owner, "CP").await, "lead": true }]);
        let draft = form(&customer, json!({ "kind": "CUSTOMER_TICKET", "parties": to_cp }));
        run(&owner, "requestCreate", draft).await;
        assert_eq!(reads(&app, "CP0003", &customer).await, "nothing");
        run(&owner, "requestWithdraw", json!({ "id": first, "reason": "重复" })).await;
        assert_eq!(reads(&app, "JS0003", &customer).await, MASKED);
        assert_eq!(version().await, before);
        run(&owner, "requestWithdraw", json!({ "id": second, "reason": "重复" })).await;
        assert_eq!(reads(&app, "JS0003", &customer).await, "nothing");
        app.finish().await;
    }

    /// Tickets of one customer that are opened and ended at once leave the circle as it has to be.
    async fn many_at_once(backend) {
        let app = TestApp::start(backend).await;
        let customer = customer(&app, "ABC科技有限公司").await;
        contact(&app, &customer).await;
        for (category, code) in [("一", "JS"), ("二", "CP"), ("三", "YF")] {
            route(&app, Some(category), code).await;
        }
        let owner = app.member(OWNER);
        let open = |category: &'static str| {
            let (owner, form) = (owner.clone(), form(&customer, json!({ "category": category })));
            async move { crate::request::id(&TICKET.run(&owner, "ticketOpen", form).await) }
        };
        let opened = join_all((0..12).map(|number| open(["一", "二", "三"][number % 3]))).await;
        let end = |ticket: String| {
            let owner = owner.clone();
            async move { run(&owner, "requestWithdraw", json!({ "id": ticket, "reason": "并发" })).await }
        };
        let ended = opened.iter().enumerate().filter(|(number, _)| number % 3 != 1);
        join_all(ended.map(|(_, ticket)| end(ticket.clone()))).await;
        for (who, expected) in [("JS0003", "nothing"), ("CP0003", MASKED), ("YF0003", "nothing")] {
            assert_eq!(reads(&app, who, &customer).await, expected, "{who}");
        }
        app.finish().await;
    }

    /// S1-3: the new owner sees the open tickets, however confidential, the former no more; what has ended stays with whom it was.
    async fn a_customer_is_handed_over_with_its_tickets(backend) {
        let app = TestApp::start(backend).await;
        route(&app, Some("售后问题"), "JS").await;
        let customer = customer(&app, "ABC科技有限公司").await;
        let by = app.member("YF0003");
        let confidential = form(&customer, json!({ "visibility": "PARTICIPANTS" }));
        let open = TICKET.run(&by, "ticketOpen", confidential.clone()).await["id"].take();
        let over = TICKET.run(&by, "ticketOpen", confidential).await["id"].take();
        run(&by, "requestWithdraw", json!({ "id": over, "reason": "重复" })).await;
        let tickets = async |who: &str| {
            let document = "query($id: ID!) { customer(by: {id: $id}) { tickets { totalCount { value } nodes { id } } } }";
            app.member(who).query(document, json!({ "id": customer })).await["customer"]["tickets"]["totalCount"]["value"].take()
        };
        assert_eq!((tickets(OWNER).await, tickets("CP0003").await), (json!(2), json!(0)));
        let moved = json!({ "id": customer, "owner": app.person("CP0003"), "reason": "转岗" });
        CUSTOMER.run(&app.member("MT0001"), "customerHandOver", moved).await;
        assert_eq!((tickets(OWNER).await, tickets("CP0003").await), (json!(1), json!(1)));
        assert_eq!(seen(&app.member("CP0003"), open.as_str().expect("an ID")).await["id"], open);
        app.finish().await;
    }

    /// Resolution 21: a merged department's place in the circle is the successor's.
    async fn a_party_is_merged(backend) {
        let app = TestApp::start(backend).await;
        let (customer, ticket) = with_ticket(&app).await;
        contact(&app, &customer).await;
        let admin = app.admin();
        let merge = json!({ "from": department(&admin, "JS").await, "into": department(&admin, "CP").await });
        admin.mutate("mutation($input: DepartmentMergeInput!) { departmentMerge(input: $input) { userErrors { code } } }", json!({ "input": merge })).await;
        assert_eq!(reads(&app, "CP0001", &customer).await, MASKED);
        assert_eq!(reads(&app, "YF0001", &customer).await, "nothing");
        let found = seen(&app.member(OWNER), &ticket).await;
        let parties: Vec<&Value> = found["parties"].as_array().expect("a list").iter().map(|one| &one["department"]["code"]).collect();
        assert_eq!(parties, ["CP"]);
        app.finish().await;
    }
}
