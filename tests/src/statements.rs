//! What pages cost the database: as many statements for fifty rows as for one, whatever is selected below them.
//!
//! Every answer says in `extensions.cost.statements` how many SQL statements it took, every message of a subscription too.
//! That number is what is asserted, over real sockets and on both databases. A request is three statements (rows, parties,
//! revisions), a task three (rows, collaborators, dependencies), everything else one; people and departments are none.

mod company;

use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::socket::Socket;
use company::{found, latest, present};

/// The sizes of a page at which the number has to be the same.
const SIZES: [usize; 3] = [1, 10, 50];

/// A page, and what it costs at any size.
struct Page {
    what: &'static str,
    statements: u64,
    sizes: &'static [usize],
    document: &'static str,
}

const PAGES: &[Page] = &[
    Page { what: "requests with requester, department, parties, first five tasks and their assignees", statements: 3 + 3, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code status
            initiator { name department { code } } initiatingDepartment { code name head { name } }
            parties { state department { code name } liaison { name } }
            tasks(first: 5) { nodes { code name assignee { name department { code } } } } } } }" },
    Page { what: "every relation twice with other arguments", statements: 3 + 3 + 3 + 2 + 3 + 2, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code
            initiator { name } again: initiator { employeeNumber } initiatingDepartment { code } once: initiatingDepartment { people(first: 2) { nodes { name } } }
            parties { department { code } } all: parties(includeRemoved: true) { liaison { name } }
            a: tasks(first: 2, orderBy: {field: DUE_AT, direction: DESC}) { nodes { code assignee { name } problems(first: 3) { nodes { id } } } }
            b: tasks(first: 5, filter: {priority: {eq: HIGH}}) { nodes { code assignee { name } problems(first: 3) { nodes { id } }
                c: problems(first: 2, filter: {status: {eq: OPEN}}) { nodes { id } } dependsOn { code } } }
            d: problems(first: 2) { nodes { id } } e: problems(last: 2) { nodes { id } } } } }" },
    Page { what: "pages below rows from both ends, with their counts", statements: 1 + 3 + 3 * 3 + 3 + 4, sizes: &SIZES,
        document: "query($first: Int!, $after: Cursor!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { totalCount { value } nodes { code
            tasks(first: 2) { totalCount(max: 3) { value } nodes { code } } last: tasks(last: 3) { totalCount(max: 5) { value } nodes { code } }
            after: tasks(first: 2, after: $after, filter: {priority: {eq: HIGH}}) { totalCount(max: 3) { value } nodes { code } }
            problems(last: 1) { totalCount { value } nodes { id } } progressReports(last: 1) { totalCount { value } nodes { phase } } } } }" },
    Page { what: "requests with what they wait for and what was said of them", statements: 3 + 3 + 1 + 1 + 3 + 1, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code
            closing { ready missing { code } } conflictsWith { priority } abilities { action } participants { person { name } } template { template { id } }
            ratings(first: 3) { nodes { cooperation } } tasks(first: 1) { nodes { code } } progressReports(first: 2) { nodes { request { code } support { matter } } } } } }" },
    Page { what: "four levels", statements: 3 + 3 + 1 + 1 + 1 + 3, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code tasks(first: 6) { nodes { code request { code }
            problems(first: 2) { nodes { id request { code } task { code } updates(first: 2) { nodes { text } } } }
            progressUpdates(first: 3) { nodes { text } } } } } } }" },
    Page { what: "what is known on the way down", statements: 3 + 3 + 2 + 1, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code tasks(first: 5) { nodes { code a: request { code }
            request { code problems(first: 1) { nodes { id } } ratings(first: 1) { nodes { id } } b: problems(last: 1) { nodes { id } } } } } } } }" },
    Page { what: "tasks with request, assignee and problems", statements: 3 + 3 + 2 + 2 + 3 + 7, sizes: &SIZES,
        document: "query($first: Int!) { tasks(first: $first, filter: {name: {eq: \"任务2\"}}) { nodes { code assignee { name } collaborators { name }
            request { code parties { department { code } } } problems(first: 2) { totalCount { value } nodes { id handler { name } } }
            progressUpdates(first: 2) { totalCount { value } nodes { text } } dependsOn { code } abilities { action } } } }" },
    Page { what: "problems with what they hang on", statements: 1 + 3 + 3 + 2 + 4, sizes: &SIZES,
        document: "query($first: Int!) { problems(first: $first, filter: {description: {eq: \"问题0\"}}) { nodes { id raisedBy { name } responsibleDepartment { head { name } }
            task { code assignee { name } } request { code } updates(first: 2) { totalCount { value } nodes { text writtenBy { name } } } abilities { action } } } }" },
    Page { what: "requests with what is due of them, their tasks and problems", statements: 3 + 1 + 2 + 3 + 1 + 2 + 1 + 1, sizes: &SIZES,
        document: "query($first: Int!) { requests(first: $first, filter: {priority: {eq: CRITICAL}}) { nodes { code nextDue { kind dueAt owner { name } responsible { name } }
            deadlines(first: 5, filter: {overdue: false}) { totalCount { value } nodes { kind dueAt request { code } party { department { code } } abilities { action } } }
            tasks(first: 5) { nodes { code nextDue { kind dueAt } deadlines(first: 2, filter: {mine: false}) { totalCount { value } nodes { kind } } } }
            problems(first: 2) { nodes { nextDue { kind } } } } } }" },
    Page { what: "deadlines with what they are about", statements: 1 + 1 + 3 + 3, sizes: &SIZES,
        document: "query($first: Int!) { deadlines(first: $first, filter: {live: {eq: true}, kind: {eq: ACKNOWLEDGE}}) { totalCount { value } nodes { kind state responsible { name } department { code }
            request { code } subject { ... on Task { code } } abilities { action } } } }" },
    Page { what: "ratings", statements: 1 + 3 + 3, sizes: &SIZES,
        document: "query($first: Int!) { ratings(first: $first) { nodes { cooperation department { code } givenBy { name } request { code } abilities { action } } } }" },
    Page { what: "events about tasks", statements: 1 + 3 + 3, sizes: &SIZES,
        document: "query($first: Int!) { events(first: $first, filter: {types: [\"TaskCreated\"]}) { nodes { type actor { name } changes { field }
            subject { ... on Task { code request { code } } } } } }" },
    Page { what: "people", statements: 1, sizes: &[1, 10, 20],
        document: "query($first: Int!) { people(first: $first) { nodes { name department { code head { name } parent { code } } departmentRoles { role } } } }" },
    Page { what: "departments with their people and figures", statements: 1 + 2, sizes: &[1, 3, 5],
        document: "query($first: Int!) { departments(first: $first) { nodes { code people(first: 5) { totalCount { value } nodes { name } } children(first: 5) { nodes { code } }
            ratingSummary { count } earlier: ratingSummary(until: \"2024-01-01T00:00:00Z\") { count } } } }" },
];

/// What a document costs whose only root field is a list of `first` rows.
async fn cost(client: &Client, page: &Page, after: &Value, first: usize) -> u64 {
    let mut variables = json!({ "first": first });
    if page.document.contains("$after") {
        variables["after"] = after.clone();
    }
    let answer = client.send(page.document, variables).await;
    let statements = answer.body["extensions"]["cost"]["statements"].as_u64();
    let statements = statements.unwrap_or_else(|| panic!("no cost: {:#}", answer.body));
    let data = answer.data();
    let list = data.as_object().and_then(|data| data.values().next()).expect("one list");
    assert_eq!(list["nodes"].as_array().map(Vec::len), Some(first), "{}", page.what);
    statements
}

/// The statements of the next message that is a change.
async fn next_cost(socket: &mut Socket) -> u64 {
    loop {
        let message = socket.message().await;
        assert_eq!(message["type"], "next", "{message:#}");
        let payload = &message["payload"];
        assert!(payload.get("errors").is_none(), "{message:#}");
        if !payload["data"]["taskChanged"]["node"].is_null() {
            return payload["extensions"]["cost"]["statements"].as_u64().expect("a message says its cost");
        }
    }
}

both_databases! {
    /// A page costs a fixed number of statements at 1, 10 and 50 rows, and so does catching up with and watching the rows.
    async fn a_page_costs_the_same_for_any_number_of_rows(backend) {
        let app = TestApp::start(backend).await;
        let start = present(&app).await;
        found(&app).await;
        let reader = app.member(crate::support::company::AUDITOR);
        let after = latest(&reader).await;
        let mut found = Vec::new();
        for page in PAGES {
            for size in page.sizes {
                let statements = cost(&reader, page, &after, *size).await;
                if statements != page.statements {
                    found.push(format!("{} at {size} rows: {statements}, not {}", page.what, page.statements));
                }
            }
        }
        assert!(found.is_empty(), "{found:#?}");

        let watched = "subscription($after: Cursor) { taskChanged(after: $after) { node { code assignee { name }
            request { code tasks(first: 5) { totalCount { value } nodes { code problems(first: 2) { nodes { id } } } } } } } }";
        let mut socket = Socket::connect(&reader).await;
        socket.subscribe("s", watched, json!({ "after": start })).await;
        for message in 0..20 {
            // What is still shown of the past is asked once for all that is read at once.
            let past = u64::from(message == 0);
            assert_eq!(next_cost(&mut socket).await, past + 3 + 3 + 3 + 1 + 1, "message {message}");
        }
        app.finish().await;
    }
}
