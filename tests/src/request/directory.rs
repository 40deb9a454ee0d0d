//! What a change of the directory does to open requests, in the same transaction (resolutions 20 and 21).

use serde_json::{Value, json};

use super::{agreed, department, party, refused, run, seen, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;

both_databases! {
    /// Resolution 20: a liaison who leaves vacates the place, a head acts; for an initiator the managers do.
    async fn whoever_leaves_is_stood_in_for(backend) {
        let app = TestApp::start(backend).await;
        let id = agreed(&app, &["JS"]).await;
        let head = app.member("JS0001");
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { person { state } userErrors { code } } }";
        app.admin().mutate(disable, json!({ "input": { "id": app.person("JS0003") } })).await;
        let vacated = seen(&head, &id).await;
        assert_eq!((&party(&vacated, "JS")["liaison"], &party(&vacated, "JS")["state"]), (&Value::Null, &json!("ACCEPTED")));
        assert_eq!(vacated["status"], "AGREED", "answers given stay");
        app.admin().mutate(disable, json!({ "input": { "id": app.person("MT0003") } })).await;
        let manager = app.member("MT0002");
        let errors = refused(&app.member("MT0004"), "requestHandOver", json!({ "id": id, "to": app.person("MT0004") })).await;
        assert_eq!(errors[0]["__typename"], "NotPermitted");
        run(&manager, "requestHandOver", json!({ "id": id, "to": app.person("MT0004"), "reason": "离职交接" })).await;
        run(&app.member("MT0004"), "requestMarkReviewed", json!({ "id": id })).await;
        app.finish().await;
    }

    /// Resolution 21: parties move with their department, codes and signatures stay, one that becomes the initiating
    /// department is removed.
    async fn a_merged_department_takes_its_parties_along(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let (one, two) = (agreed(&app, &["CP"]).await, submitted(&app, &["CP", "JS"]).await);
        run(&app.member("CP0001"), "requestSign", json!({ "id": one })).await;
        let merge = "mutation($input: DepartmentMergeInput!) { departmentMerge(input: $input) { department { closedAt } userErrors { code } } }";
        let input = json!({ "from": department(&admin, "CP").await, "into": department(&admin, "JS").await });
        admin.mutate(merge, json!({ "input": input })).await;
        let initiator = app.member("MT0003");
        let moved = seen(&initiator, &one).await;
        assert_eq!((&party(&moved, "JS")["state"], &moved["code"]), (&json!("ACCEPTED"), &json!("MT202405001")));
        assert_eq!(moved["signOffs"], json!([{ "department": { "code": "CP" }, "valid": true }]));
        let joined = seen(&initiator, &two).await;
        assert_eq!(joined["parties"].as_array().map(Vec::len), Some(1), "two that become one");
        assert_eq!(party(&joined, "JS")["lead"], true);
        let input = json!({ "from": department(&admin, "JS").await, "into": department(&admin, "MT").await });
        admin.mutate(merge, json!({ "input": input })).await;
        let alone = seen(&initiator, &two).await;
        assert_eq!((&alone["parties"], &alone["status"]), (&json!([]), &json!("CLARIFYING")), "the initiator owes a re-route");
        app.finish().await;
    }
}
