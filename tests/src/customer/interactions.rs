//! Interactions and the follow-up they begin (S1-83 to S1-92); the check of masking before text goes out (S1-101).

use serde_json::{Value, json};

use super::{CUSTOMER, INTERACTION, OWNER, contact, customer, example, seen, told};
use crate::deadline::pass;
use crate::request::{id, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Worked example 6: recorded as the sheet has it, external, with a deadline of the owner that the next one meets.
    async fn worked_example_6(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        let input = example(&app, &customer).await;
        assert_eq!(INTERACTION.warnings(&owner, "interactionRecord", with(input.clone(), json!({ "validateOnly": true }))).await, ["NOT_A_WORKING_DAY"]);
        let recorded = INTERACTION.run(&owner, "interactionRecord", input).await;
        assert_eq!(recorded["measures"], json!([
            { "number": 1, "department": { "code": "CP" }, "matter": "确认交付周期", "on": "2024-05-10", "task": null, "request": null },
            { "number": 2, "department": { "code": "YF" }, "matter": "制定售后方案", "on": "2024-05-11", "task": null, "request": null }]));
        assert_eq!((&recorded["channel"], &recorded["channelLabel"], &recorded["at"]), (&json!("PHONE"), &json!("电话"), &json!("2024-05-06T00:30:00Z")));
        assert_eq!((&recorded["nextContactOn"], &recorded["nextContactAt"]), (&json!("2024-05-12"), &json!("2024-05-12T16:00:00Z")));
        assert_eq!((&recorded["followUpBy"]["employeeNumber"], &recorded["recordedBy"]["employeeNumber"]), (&json!("MT0004"), &json!(OWNER)));
        let events = owner.query("{ external: events(filter: {external: true}) { nodes { type subjectKind } } all: events(filter: {subjectKinds: [CUSTOMER, INTERACTION]}) { nodes { type external } } }", json!({})).await;
        assert_eq!(events["external"]["nodes"], json!([{ "type": "InteractionRecorded", "subjectKind": "INTERACTION" }]), "S1-37");
        assert_eq!(events["all"]["nodes"], json!([
            { "type": "CustomerCreated", "external": false }, { "type": "InteractionRecorded", "external": true }, { "type": "CustomerContacted", "external": false }]));
        let due = seen(&owner, &customer).await["nextDue"].take();
        assert_eq!(due, json!({ "kind": "FOLLOW_UP", "state": "RUNNING", "dueAt": "2024-05-12T16:00:00Z", "owner": { "employeeNumber": OWNER } }));
        let mine = owner.query("{ viewer { obligations { nodes { kind kindLabel subject { __typename ... on Customer { name } } } } } }", json!({})).await;
        assert_eq!(mine["viewer"]["obligations"]["nodes"], json!([{ "kind": "FOLLOW_UP", "kindLabel": "客户跟进", "subject": { "__typename": "Customer", "name": "ABC科技有限公司" } }]));
        let next = json!({ "customer": customer, "channel": "IN_PERSON", "subject": "方案讲解" });
        INTERACTION.run(&app.member("MT0004"), "interactionRecord", next).await;
        let after = seen(&owner, &customer).await;
        assert_eq!((&after["nextDue"], &after["nextContactAt"], &after["interactions"]["totalCount"]["value"]), (&Value::Null, &Value::Null, &json!(2)));
        let met = owner.query("query($id: ID!) { customer(by: {id: $id}) { deadlines { nodes { state } } } }", json!({ "id": customer })).await;
        assert_eq!(met["customer"]["deadlines"]["nodes"], json!([{ "state": "MET" }]));
        assert_eq!(told(&owner).await, ["INTERACTION_RECORDED"], "somebody else recorded it");
        assert_eq!(told(&app.member("MT0004")).await, ["FOLLOW_UP_ASKED"]);
        app.finish().await;
    }

    /// It passes like every deadline: the owner is warned and reminded, the head told; recorded late it is settled.
    async fn a_follow_up_that_passes(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        let said = json!({ "customer": customer, "channel": "EMAIL", "subject": "报价", "nextContactOn": "2024-05-08" });
        let recorded = INTERACTION.run(&owner, "interactionRecord", said.clone()).await;
        pass(&app, "2024-05-09T09:00:00+08:00").await;
        let (owner, head) = (app.member(OWNER), app.member("MT0001"));
        assert_eq!(seen(&owner, &customer).await["nextDue"], Value::Null, "what is breached runs no longer");
        assert_eq!(told(&owner).await, ["DEADLINE_OVERDUE", "DEADLINE_NEAR"]);
        assert_eq!(told(&head).await, ["DEADLINE_OVERDUE"]);
        let text = head.query("{ notifications { nodes { text } } }", json!({})).await;
        assert!(text["notifications"]["nodes"][0]["text"].as_str().is_some_and(|text| text.contains("ABC科技有限公司") && text.contains("下次沟通")), "{text}");
        let another = json!({ "id": recorded["id"], "expectedVersion": 1, "nextContactOn": "2024-05-10" });
        INTERACTION.run(&owner, "interactionUpdate", another).await;
        assert_eq!(seen(&owner, &customer).await["nextDue"]["dueAt"], "2024-05-10T10:00:00Z", "another date is owed anew");
        INTERACTION.run(&owner, "interactionRecord", with(said, json!({ "nextContactOn": null }))).await;
        let states = owner.query("query($id: ID!) { customer(by: {id: $id}) { deadlines { nodes { state settledAt } } } }", json!({ "id": customer })).await;
        let states: Vec<_> = states["customer"]["deadlines"]["nodes"].as_array().expect("a list").iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, ["BREACHED", "MET"]);
        app.finish().await;
    }

    async fn corrections_and_what_is_refused(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        let first = id(&INTERACTION.run(&owner, "interactionRecord", example(&app, &customer).await).await);
        let second = id(&INTERACTION.run(&owner, "interactionRecord", example(&app, &customer).await).await);
        let update = |which: &str, version: i64, more: Value| with(json!({ "id": which, "expectedVersion": version }), more);
        for (which, more, expected) in [
            (&first, json!({ "nextContactOn": "2024-05-15" }), "FOLLOW_UP_PASSED at nextContactOn"),
            (&second, json!({ "nextContactOn": "2024-05-03" }), "IN_THE_PAST at nextContactOn"),
            (&second, json!({ "nextContactOn": "2024-05-13", "nextContactAt": "2024-05-13T00:00:00Z" }), "MALFORMED at nextContactOn"),
            (&second, json!({ "at": "2024-05-06T02:00:00Z" }), "OUT_OF_RANGE at at"),
            (&second, json!({ "followUpBy": app.person("JS0003") }), "OUTSIDE_DEPARTMENTS at followUpBy"),
            (&second, json!({ "subject": "" }), "REQUIRED at subject"),
            (&second, json!({}), "NOTHING_CHANGED at "),
        ] {
            assert_eq!(INTERACTION.refusal(&owner, "interactionUpdate", update(which, 1, more.clone())).await, expected, "{more}");
        }
        let corrected = INTERACTION.run(&owner, "interactionUpdate", update(&first, 1, json!({ "wants": "仅询问售后", "plan": null, "measures": [], "followUpBy": null }))).await;
        assert_eq!((&corrected["wants"], &corrected["plan"], &corrected["measures"], &corrected["followUpBy"]), (&json!("仅询问售后"), &Value::Null, &json!([]), &Value::Null));
        INTERACTION.run(&owner, "interactionUpdate", update(&second, 1, json!({ "nextContactAt": null }))).await;
        assert_eq!(seen(&owner, &customer).await["nextDue"], Value::Null);
        for (who, expected) in [("MT0005", "ROLE_MISSING"), ("ZB0004", "ROLE_MISSING"), ("JS0001", "not found")] {
            assert_eq!(INTERACTION.refusal(&app.member(who), "interactionUpdate", update(&first, 2, json!({ "wants": "x" }))).await, expected, "{who}");
        }
        let archived = json!({ "id": customer, "expectedVersion": seen(&owner, &customer).await["version"], "state": "ARCHIVED" });
        CUSTOMER.run(&owner, "customerUpdate", archived).await;
        assert_eq!(INTERACTION.refusal(&owner, "interactionRecord", example(&app, &customer).await).await, "ARCHIVED");
        assert_eq!(INTERACTION.refusal(&owner, "interactionUpdate", update(&first, 2, json!({ "wants": "x" }))).await, "ARCHIVED");
        let found = owner.query("query($filter: InteractionFilter) { interactions(filter: $filter, orderBy: {field: AT, direction: ASC}) { nodes { id } totalCount { value } } }",
            json!({ "filter": { "channel": { "eq": "PHONE" }, "followUpBy": { "isNull": true }, "customer": { "eq": customer } } })).await;
        assert_eq!(found["interactions"], json!({ "nodes": [{ "id": first }], "totalCount": { "value": 1 } }));
        app.finish().await;
    }

    /// S1-101: what holds a phone, mail or handle of the customer's contacts is refused, or recorded with the mask in its place.
    async fn text_is_looked_through_before_it_goes_out(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(OWNER);
        let customer = customer(&app, json!({})).await;
        contact(&app, &customer).await;
        let leaking = json!({ "customer": customer, "channel": "ONLINE", "subject": "回电13800138000", "wants": "资料发 Zhou.Qi@ABC.example", "plan": "加微信 zhouqi_abc" });
        let refused = INTERACTION.refusal(&owner, "interactionRecord", leaking.clone()).await;
        assert_eq!(refused, "CONTAINS_MASKED at subject; CONTAINS_MASKED at wants; CONTAINS_MASKED at plan");
        let recorded = INTERACTION.run(&owner, "interactionRecord", with(leaking, json!({ "confirmMasked": true }))).await;
        assert_eq!((&recorded["subject"], &recorded["wants"], &recorded["plan"]), (&json!("回电138****8000"), &json!("资料发 z***@abc.example"), &json!("加微信 z***")));
        let update = json!({ "id": recorded["id"], "expectedVersion": 1, "plan": "电话138-0013-8000" });
        assert_eq!(INTERACTION.refusal(&owner, "interactionUpdate", update.clone()).await, "CONTAINS_MASKED at plan");
        assert_eq!(INTERACTION.run(&owner, "interactionUpdate", with(update, json!({ "confirmMasked": true }))).await["plan"], "电话138****8000");
        app.finish().await;
    }
}
