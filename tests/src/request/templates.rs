//! Form templates: required fields, limits, custom fields with typed values, versions.

use serde_json::{Value, json};

use super::{at, form, refused, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;

const PUBLISH: &str = "mutation($input: FormTemplatePublishInput!) { formTemplatePublish(input: $input) {
    formTemplate { id version kind name required limits { field max } customFields { key valueType required } checklist }
    userErrors { code path } } }";

fn template() -> Value {
    json!({
        "kind": "COLLABORATION", "name": "跨部门协作登记表", "required": ["DELIVERABLES"],
        "limits": [{ "field": "BACKGROUND_AND_GOAL", "max": 100 }],
        "customFields": [
            { "key": "industry", "label": "行业", "valueType": "CHOICE", "choices": ["零售", "制造"], "required": true, "binding": true },
            { "key": "budget", "label": "预算", "valueType": "NUMBER" },
            { "key": "launch", "label": "上市日期", "valueType": "DATE" },
            { "key": "owner", "label": "产品负责人", "valueType": "PERSON" }
        ],
        "checklist": ["已与对方口头沟通"]
    })
}

both_databases! {
    /// What the template asks for is asked on submission; the request keeps the version it was submitted under.
    async fn a_template_governs_what_is_submitted_after_it(backend) {
        let app = TestApp::start(backend).await;
        let (admin, initiator) = (app.admin(), app.member("MT0003"));
        assert_eq!(initiator.refusals(PUBLISH, json!({ "input": template() })).await, ["ROLE_MISSING"]);
        let payload = admin.mutate(PUBLISH, json!({ "input": template() })).await;
        assert_eq!((&payload["formTemplate"]["version"], &payload["formTemplate"]["required"]), (&json!(1), &json!(["DELIVERABLES"])));
        let unknown = with(form(&app, &["JS"]).await, json!({ "customFields": { "industry": "农业", "colour": "红" } }));
        let mut errors = at(&refused(&initiator, "requestCreate", unknown).await);
        errors.sort();
        assert_eq!(errors, [("MALFORMED".into(), "customFields.industry".into()), ("UNKNOWN".into(), "customFields.colour".into())]);
        let drafted = run(&initiator, "requestCreate", form(&app, &["JS"]).await).await;
        let mut errors = at(&refused(&initiator, "requestSubmit", json!({ "id": drafted["id"] })).await);
        errors.sort();
        assert_eq!(errors, [("CHECKLIST_OPEN".into(), "checklist".into()), ("REQUIRED".into(), "customFields.industry".into()),
            ("REQUIRED".into(), "deliverables".into())]);
        let values = json!({ "industry": "零售", "budget": 120_000.5, "launch": "2024-09-01", "owner": app.person("CP0001") });
        let fill = json!({ "id": drafted["id"], "expectedVersion": 1, "customFields": values,
            "deliverables": [{ "name": "H5页面", "standard": "需提供3版设计初稿，附设计说明" }] });
        run(&initiator, "requestUpdate", fill).await;
        let submit = json!({ "id": drafted["id"], "checklist": ["已与对方口头沟通"] });
        run(&initiator, "requestSubmit", submit).await;
        admin.mutate(PUBLISH, json!({ "input": with(template(), json!({ "customFields": [] })) })).await;
        let data = initiator.query("query($id: ID!) { request(by: {id: $id}) { customFields checklist
            template { version template { version } }
            customFieldValues { key text number date person { employeeNumber } field { label } } } }", json!({ "id": drafted["id"] })).await;
        let request = &data["request"];
        assert_eq!(request["template"], json!({ "version": 1, "template": { "version": 2 } }));
        assert_eq!(request["customFields"], values);
        let by_key = |key: &str| request["customFieldValues"].as_array().expect("a list").iter().find(|one| one["key"] == key).expect("there").clone();
        assert_eq!((&by_key("industry")["text"], &by_key("industry")["field"]["label"]), (&json!("零售"), &json!("行业")));
        assert_eq!((&by_key("budget")["number"], &by_key("launch")["date"]), (&json!(120_000.5), &json!("2024-09-01")));
        assert_eq!(by_key("owner")["person"]["employeeNumber"], "CP0001");
        let all = initiator.query("{ formTemplates { kind version } }", json!({})).await;
        assert_eq!(all["formTemplates"], json!([{ "kind": "COLLABORATION", "version": 2 }]));
        app.finish().await;
    }

    /// S0-57: 100 characters together, as readers count them.
    async fn lengths_are_counted_as_readers_count(backend) {
        let app = TestApp::start(backend).await;
        app.admin().mutate(PUBLISH, json!({ "input": { "kind": "COLLABORATION", "name": "登记表",
            "limits": [{ "field": "BACKGROUND_AND_GOAL", "max": 100 }] } })).await;
        let initiator = app.member("MT0003");
        for (length, fits) in [(50, true), (51, false)] {
            let form = with(form(&app, &["JS"]).await, json!({ "background": "需".repeat(50), "goal": "求".repeat(length) }));
            let drafted = run(&initiator, "requestCreate", form).await;
            let submit = json!({ "id": drafted["id"] });
            if fits {
                run(&initiator, "requestSubmit", submit).await;
            } else {
                assert_eq!(at(&refused(&initiator, "requestSubmit", submit).await), [("TOO_LONG".into(), "goal".into())]);
            }
        }
        app.finish().await;
    }
}
