//! The schema as callers meet it, without a wire: documents in, answers out.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use futures_util::StreamExt as _;
use liaison_domain::access::OrganizationRole;
use liaison_domain::ids::PersonId;
use liaison_persistence::store::Statements;
use serde_json::{Value, json};

use super::context::{RequestContext, Transport};
use super::schema;
use super::scope::Scope;
use crate::auth::{Caller, Claims, Credential, Signer, Verified};
use crate::limits::Limits;
use crate::locale::Locale;
use crate::testing::{Node, department, person};

impl Node {
    /// A request of this person, in English, and where its statements are counted.
    async fn counted(&self, who: PersonId, document: &str, variables: Value) -> (Request, Statements) {
        let actor = self.actor(who).await;
        let claims = Claims::new(who, self.app.clock().now(), 60, "token");
        let kid = self.app.keys().current().id().to_owned();
        let token = Verified { claims, signer: Signer::Ours, kid };
        let caller = Caller {
            actor: Arc::clone(&actor),
            locale: None,
            credential: Credential::Token(Arc::new(token)),
        };
        let context = RequestContext::new("call", "0".repeat(32), Locale::En, Transport::Http, Some(caller));
        let context = Arc::new(context);
        let statements = context.statements().clone();
        let scope = Scope::new(&self.app, Arc::clone(&context), actor);
        let request = Request::new(document).variables(Variables::from_json(variables));
        (request.data(context).data(Arc::new(scope)), statements)
    }

    async fn request(&self, who: PersonId, document: &str, variables: Value) -> Request {
        self.counted(who, document, variables).await.0
    }

    /// The answer to a query or mutation of this person: its data, or the message of its first error.
    async fn ask(&self, who: PersonId, document: &str, variables: Value) -> Result<Value, String> {
        let request = self.request(who, document, variables).await;
        let response = schema::builder().finish().execute(request).await;
        match response.errors.first() {
            Some(error) => Err(error.message.clone()),
            None => Ok(response.data.into_json().expect("JSON")),
        }
    }
}

const UPDATE: &str = "mutation($input: DepartmentUpdateInput!) { departmentUpdate(input: $input) {
    department { name version head { name } }
    userErrors { __typename code message path ... on VersionConflict { current changedFields changedBy { employeeNumber } } }
    cursor } }";

#[tokio::test]
async fn reads_the_directory_in_every_way() {
    let node = Node::start().await;
    let answer = node
        .ask(
            node.member,
            "query($id: ID!, $ids: [ID!]!) {
                viewer { person { employeeNumber department { code } } roles locale }
                node(id: $id) { id ... on Department { name people { totalCount { value exact } nodes { name } } } }
                nodes(ids: $ids) { __typename }
                department(by: {code: \"mt\"}) { shortName abilities { action allowed reason { code } } }
                person(by: {employeeNumber: \"nobody\"}) { id }
                people(first: 1, filter: {state: {eq: ACTIVE}, role: ADMIN}) {
                    totalCount { value } pageInfo { hasNextPage } edges { cursor node { employeeNumber } } } }",
            json!({"id": node.department.id, "ids": [node.admin, node.department.id, "req_00000000000000000000000001"]}),
        )
        .await
        .expect("answered");
    assert_eq!(answer["viewer"]["person"]["department"]["code"], "MT");
    assert_eq!(answer["viewer"]["roles"], json!(["MEMBER"]));
    assert_eq!(answer["node"]["people"]["totalCount"], json!({"value": 2, "exact": true}));
    assert_eq!(answer["nodes"][1]["__typename"], "Department");
    assert_eq!(answer["nodes"][2], Value::Null);
    assert_eq!(answer["department"]["shortName"], "市场");
    assert_eq!(answer["department"]["abilities"][0]["reason"]["code"], "ROLE_MISSING");
    assert_eq!(answer["person"], Value::Null);
    assert_eq!(answer["people"]["totalCount"]["value"], 1);
    assert_eq!(answer["people"]["edges"][0]["node"]["employeeNumber"], "A1");
}

#[tokio::test]
async fn refusals_are_typed_and_changes_are_answered() {
    let node = Node::start().await;
    let input = |name: &str, version: i64| {
        json!({"input": {"id": node.department.id, "name": name,
        "head": node.member, "expectedVersion": version}})
    };
    let refused = node.ask(node.member, UPDATE, input("甲", 1)).await.expect("answered");
    let error = &refused["departmentUpdate"]["userErrors"][0];
    assert_eq!(error["__typename"], "NotPermitted");
    let accepted = node.ask(node.admin, UPDATE, input("甲", 1)).await.expect("answered");
    let payload = &accepted["departmentUpdate"];
    assert_eq!(payload["department"], json!({"name": "甲", "version": 2, "head": {"name": "员工M1"}}));
    assert!(payload["cursor"].is_string());
    let late = node.ask(node.admin, UPDATE, input("乙", 1)).await.expect("answered");
    let conflict = &late["departmentUpdate"]["userErrors"][0];
    assert_eq!(conflict["__typename"], "VersionConflict");
    assert_eq!(conflict["changedFields"], json!(["head", "name"]));
    assert_eq!(conflict["changedBy"]["employeeNumber"], "A1");
    let empty = node.ask(node.admin, UPDATE, input(" ", 2)).await.expect("answered");
    let violation = &empty["departmentUpdate"]["userErrors"][0];
    assert_eq!(
        (violation["code"].as_str(), &violation["path"]),
        (Some("REQUIRED"), &json!(["input", "name"]))
    );
}

#[tokio::test]
async fn the_record_is_read_by_page_and_by_cursor() {
    let node = Node::start().await;
    let all = node
        .ask(
            node.member,
            "{ events(filter: {subjectKinds: [PERSON]}) { totalCount { value }
                nodes { type subject { id } subjectVersion actor { id } changes { field to } cursor } } }",
            json!({}),
        )
        .await
        .expect("answered");
    assert_eq!(all["events"]["totalCount"]["value"], 2);
    let first = &all["events"]["nodes"][0];
    assert_eq!(first["type"], "PersonCreated");
    assert_eq!(first["subject"]["id"], json!(node.admin));
    let since = "query($since: Cursor!) { changes(since: $since) { hasMore cursor
        changes { kind deletedId node { id } changedFields } } }";
    let settled = async || loop {
        if node.app.hub().feed().advance().await.expect("read") >= 3 {
            break;
        }
    };
    settled().await;
    let after = node.ask(node.member, since, json!({"since": first["cursor"]})).await.expect("answered");
    let changes = after["changes"]["changes"].as_array().expect("a list");
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["kind"], "CREATED");
    assert_eq!(changes[0]["node"]["id"], json!(node.member));
    let nonsense = node.ask(node.member, since, json!({"since": "nonsense"})).await;
    assert_eq!(nonsense, Err("INVALID_CURSOR".to_owned()));
}

#[tokio::test]
async fn a_stream_goes_on_from_its_cursor_and_ends_with_the_account() {
    let node = Node::start().await;
    let document =
        "subscription($after: Cursor) { events(after: $after, filter: {subjectKinds: [DEPARTMENT]}) {
        cursor event { type subject { ... on Department { name } } } } }";
    let start = node.app.hub().feed().cursor(0).to_string();
    let request = node.request(node.member, document, json!({"after": start})).await;
    let mut stream = schema::builder().finish().execute_stream(request);
    let message = stream.next().await.expect("a message").data.into_json().expect("JSON");
    assert_eq!(message["events"]["event"]["type"], "DepartmentCreated");
    assert_eq!(message["events"]["event"]["subject"]["name"], "市场部");

    department(&node.app, "PR", "公关部").await;
    let message = stream.next().await.expect("a message").data.into_json().expect("JSON");
    assert_eq!(message["events"]["event"]["subject"]["name"], "公关部", "resolved as of now");

    let resumed = node.request(node.admin, document, json!({"after": message["events"]["cursor"]})).await;
    let mut resumed = schema::builder().finish().execute_stream(resumed);
    department(&node.app, "HR", "人力部").await;
    for stream in [&mut stream, &mut resumed] {
        let message = stream.next().await.expect("a message").data.into_json().expect("JSON");
        assert_eq!(message["events"]["event"]["subject"]["name"], "人力部");
    }

    let call = node.call(node.admin).await;
    crate::operations::directory::person_disable(node.app.clone(), call, node.member)
        .await
        .expect("accepted");
    let last = stream.next().await.expect("a message");
    assert_eq!(last.errors.first().map(|error| error.message.as_str()), Some("UNAUTHENTICATED"));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn silence_is_broken_by_a_cursor() {
    let limits = Limits { checkpoint_interval: std::time::Duration::from_millis(20), ..Limits::default() };
    let node = Node::with(limits).await;
    let document = "subscription { events(filter: {types: [\"Nothing\"]}) { cursor event { id } } }";
    let request = node.request(node.member, document, json!({})).await;
    let mut stream = schema::builder().finish().execute_stream(request);
    person(&node.app, "X1", &node.department, &[OrganizationRole::Hr]).await;
    let message = stream.next().await.expect("a message").data.into_json().expect("JSON");
    assert_eq!(message["events"]["event"], Value::Null);
    assert!(message["events"]["cursor"].is_string());
}

#[tokio::test]
async fn a_file_goes_in_line_by_line_and_only_once() {
    let node = Node::start().await;
    let document = "mutation($input: DirectoryImportInput!) { directoryImport(input: $input) { cursor
        people { created: count(outcome: CREATED) unchanged: count(outcome: UNCHANGED)
            lines(outcomes: [REFUSED]) { line key reasons { column reason { code } } } }
        userErrors { code path } } }";
    let people = "employee_number,name,department\nN1,\u{65b0}\u{4eba},MT\nN2,,MT\nN3,\u{65b0}\u{4eba},XX\n";
    let input = |dry: bool| json!({"input": {"people": people, "validateOnly": dry}});
    let dry = node.ask(node.admin, document, input(true)).await.expect("answered");
    assert_eq!(dry["directoryImport"]["people"]["created"], 1);
    assert_eq!(dry["directoryImport"]["cursor"], Value::Null);
    let real = node.ask(node.admin, document, input(false)).await.expect("answered");
    let report = &real["directoryImport"]["people"];
    assert_eq!(report["created"], 1);
    let refused = report["lines"].as_array().expect("a list");
    assert_eq!(refused.len(), 2);
    assert_eq!((&refused[0]["line"], &refused[0]["key"]), (&json!(3), &json!("N2")));
    let again = node.ask(node.admin, document, input(false)).await.expect("answered");
    assert_eq!(again["directoryImport"]["people"]["unchanged"], 1);
    let stranger = node.ask(node.member, document, input(false)).await.expect("answered");
    assert_eq!(stranger["directoryImport"]["userErrors"][0]["code"], "ROLE_MISSING");
}

#[tokio::test]
async fn people_and_departments_cost_one_statement_a_list() {
    let node = Node::start().await;
    let document = "{ people(first: 50) { nodes { name department { name head { name } people(first: 5) { nodes { name } } } } }
        again: people(first: 2) { nodes { department { parent { code } } } } }";
    for more in [0, 8] {
        for number in 0..more {
            person(&node.app, &format!("X{number}"), &node.department, &[]).await;
        }
        let (request, statements) = node.counted(node.member, document, json!({})).await;
        let response = schema::builder().finish().execute(request).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
        assert_eq!(statements.count(), 2, "two lists, two statements");
    }
}
