//! Resource needs and their approvals, registered resources, and requests that compete for one.

use serde_json::{Value, json};

use super::{accept, at, department, form, id, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;

async fn projector(app: &TestApp) -> String {
    let head = app.member("JS0001");
    let document = "mutation($input: ResourceCreateInput!) { resourceCreate(input: $input) {
        resource { id version kind active department { code } } userErrors { code path } } }";
    let input = json!({ "name": "投影仪", "kind": "EQUIPMENT", "department": department(&head, "JS").await });
    assert_eq!(app.member("CP0001").refusals(document, json!({ "input": input })).await, ["ROLE_MISSING"]);
    let payload = head.mutate(document, json!({ "input": input })).await;
    assert_eq!(payload["resource"]["department"]["code"], "JS");
    payload["resource"]["id"].as_str().expect("an ID").to_owned()
}

async fn asking(app: &TestApp, who: &str, to: &str, need: Value, more: Value) -> String {
    let client = app.member(who);
    let form = with(form(app, &[to]).await, json!({ "resourceNeeds": [need] }));
    let drafted = run(&client, "requestCreate", with(form, more)).await;
    run(&client, "requestSubmit", json!({ "id": drafted["id"] })).await;
    id(&drafted)
}

async fn conflicts(client: &Client, id: &str) -> Value {
    let document =
        "query($id: ID!) { request(by: {id: $id}) { conflictsWith { goesFirst priority fromOn untilOn
        request { title } person { employeeNumber } resource { name } } } }";
    client.query(document, json!({ "id": id })).await["request"]["conflictsWith"].take()
}

both_databases! {
    /// Resolution 52: kind RESOURCE waits for its needs; all declined is declined; nobody decides on their own.
    async fn needs_are_decided_by_who_gives(backend) {
        let app = TestApp::start(backend).await;
        let need = json!({ "kind": "EQUIPMENT", "description": "两台测试机", "quantity": 2 });
        let id = asking(&app, "MT0003", "JS", need.clone(), json!({ "kind": "RESOURCE" })).await;
        assert_eq!(accept(&app, &id, "JS").await["status"], "SUBMITTED", "a need is undecided");
        let document = "query($id: ID!) { request(by: {id: $id}) { resourceNeeds { id state awaits fromDepartment { code } decisions { approved note } } } }";
        let head = app.member("JS0001");
        let need_of = async |id: &str| head.query(document, json!({ "id": id })).await["request"]["resourceNeeds"][0].take();
        let shown = need_of(&id).await;
        assert_eq!((&shown["state"], &shown["awaits"], &shown["fromDepartment"]["code"]), (&json!("PENDING"), &json!("HEAD"), &json!("JS")));
        let decide = json!({ "id": id, "need": shown["id"], "approved": true });
        let errors = refused(&app.member("MT0003"), "requestDecideResource", decide.clone()).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted");
        assert_eq!(run(&head, "requestDecideResource", decide.clone()).await["status"], "AGREED");
        let errors = refused(&head, "requestDecideResource", decide).await;
        assert_eq!(errors[0]["missing"][0]["code"], "NEEDS_DECIDED");
        let second = asking(&app, "MT0003", "JS", need, json!({ "kind": "RESOURCE" })).await;
        let decline = json!({ "id": second, "need": need_of(&second).await["id"], "approved": false });
        assert_eq!(at(&refused(&head, "requestDecideResource", decline.clone()).await), [("REQUIRED".into(), "note".into())]);
        let ended = run(&head, "requestDecideResource", with(decline, json!({ "note": "本月无余量" }))).await;
        assert_eq!((&ended["status"], &ended["outcome"]), (&json!("DECLINED"), &json!("DECLINED")));
        app.finish().await;
    }

    /// Resolution 53: who competes is told to who may know, in the order of priority unless somebody sets it aside.
    async fn competing_requests_are_shown_in_their_order(backend) {
        let app = TestApp::start(backend).await;
        let projector = projector(&app).await;
        let need = json!({ "kind": "EQUIPMENT", "description": "投影仪", "resource": projector });
        let mine = asking(&app, "MT0003", "JS", need.clone(), json!({ "title": "发布会", "priority": "MEDIUM" })).await;
        let theirs = asking(&app, "CP0003", "JS", need.clone(), json!({ "title": "评审会" })).await;
        let head = app.member("JS0001");
        assert_eq!(conflicts(&head, &mine).await, json!([{ "goesFirst": true, "priority": "HIGH", "fromOn": "2024-05-08",
            "untilOn": "2024-05-30", "request": { "title": "评审会" }, "person": null, "resource": { "name": "投影仪" } }]));
        assert_eq!(conflicts(&app.member("MT0003"), &mine).await, json!([]), "what one may not see is left out");
        run(&head, "requestOverrideConflict", json!({ "id": mine, "reason": "发布会不能改期" })).await;
        assert_eq!(conflicts(&head, &mine).await[0]["goesFirst"], false);
        assert_eq!(conflicts(&head, &theirs).await[0]["goesFirst"], true);
        let person = json!({ "kind": "PEOPLE", "description": "开发", "person": app.person("YF0003") });
        let asked = asking(&app, "MT0003", "JS", person.clone(), json!({ "title": "甲", "dueOn": "2024-05-20" })).await;
        asking(&app, "CP0003", "YF", person, json!({ "title": "乙", "startOn": "2024-05-21", "milestones": [] })).await;
        assert_eq!(conflicts(&app.member("MT0003"), &asked).await, json!([]), "their days do not meet");
        run(&app.member("CP0003"), "requestWithdraw", json!({ "id": theirs, "reason": "取消" })).await;
        assert_eq!(conflicts(&head, &mine).await, json!([]), "what has ended competes with nothing");
        app.finish().await;
    }

    /// The register is kept by the giving department; what is out of use is asked for by nobody new.
    async fn a_resource_out_of_use_is_not_asked_for(backend) {
        let app = TestApp::start(backend).await;
        let projector = projector(&app).await;
        let update = "mutation($input: ResourceUpdateInput!) { resourceUpdate(input: $input) {
            resource { version active } userErrors { code path } } }";
        let off = json!({ "input": { "id": projector, "active": false, "expectedVersion": 1 } });
        let payload = app.admin().mutate(update, off).await;
        assert_eq!(payload["resource"], json!({ "version": 2, "active": false }));
        let need = json!({ "kind": "EQUIPMENT", "description": "投影仪", "resource": projector });
        let asked = with(form(&app, &["JS"]).await, json!({ "resourceNeeds": [need] }));
        let errors = refused(&app.member("MT0003"), "requestCreate", asked).await;
        assert_eq!(at(&errors), [("UNKNOWN".into(), "resourceNeeds.0.resource".into())]);
        let list = "query($filter: ResourceFilter) { resources(filter: $filter) { totalCount { value } nodes { name } } }";
        for (filter, count) in [(json!({}), 1), (json!({ "active": { "eq": true } }), 0), (json!({ "name": { "contains": "投影" } }), 1)] {
            let data = app.member("YF0003").query(list, json!({ "filter": filter })).await;
            assert_eq!(data["resources"]["totalCount"]["value"], count, "{filter}");
        }
        app.finish().await;
    }
}
