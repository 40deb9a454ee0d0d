//! Erasing a person who left (resolution 79): nothing that the directory said of them is in the database any more, what they did
//! is, and the chain of events is true.

use serde_json::{Value, json};

use crate::request::{department, submitted};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::company::{AUDITOR, HR};
use crate::support::dump::dump;
use crate::support::mutation::Noun;

pub(crate) const PERSON: Noun = Noun {
    field: "person",
    seen: "id version employeeNumber name position locale state erasedAt department { code } abilities { action allowed }",
};

const FEED: Noun = Noun { field: "calendarFeed", seen: "id name path" };

/// Every value that was the person's, and that they were called before.
const VALUES: [&str; 6] = ["ZX-7741", "欧阳修远", "欧阳致远", "首席裱糊匠", "装裱主管", "致远的手机"];

/// A person of MT with every value, who was called otherwise before.
async fn employed(app: &TestApp) -> Value {
    let hr = app.member(HR);
    let mt = department(&hr, "MT").await;
    let new = json!({ "employeeNumber": "zx-7741", "name": "欧阳修远", "position": "首席裱糊匠", "department": mt, "locale": "en" });
    let made = PERSON.run(&hr, "personCreate", new).await;
    let renamed =
        json!({ "id": made["id"], "expectedVersion": 1, "name": "欧阳致远", "position": "装裱主管" });
    PERSON.run(&hr, "personUpdate", renamed).await
}

/// What the record says of the person to this client: the types, and every name from what to what.
async fn history(client: &Client, person: &Value) -> (Vec<String>, Vec<(Value, Value)>) {
    let document =
        "query($id: ID!) { events(filter: {subjects: [$id]}) { nodes { type changes { field from to } } } }";
    let found = client.query(document, json!({ "id": person })).await["events"]["nodes"].take();
    let nodes = found.as_array().expect("a list");
    let types = nodes.iter().map(|node| node["type"].as_str().expect("a name").to_owned()).collect();
    let changes = nodes.iter().flat_map(|node| node["changes"].as_array().into_iter().flatten());
    let names = changes.filter(|change| change["field"] == "name");
    (types, names.map(|change| (change["from"].clone(), change["to"].clone())).collect())
}

both_databases! {
    /// The values are found in the dump before, so that the search can fail, and in none after; `finish` proves the chain.
    async fn nothing_is_left_of_an_erased_person(backend) {
        let app = TestApp::start(backend).await;
        let (admin, reader) = (app.admin(), app.member("JS0003"));
        let person = employed(&app).await["id"].take();
        let them = app.member("ZX-7741");
        let feed = FEED.run(&them, "calendarFeedCreate", json!({ "name": "致远的手机" })).await;
        let address = format!("{}{}", app.base(0), feed["path"].as_str().expect("an address"));
        assert_eq!(reqwest::get(&address).await.expect("an answer").status(), 200);
        let role = json!({ "id": person, "expectedVersion": 2, "departmentRoles": [{ "department": department(&admin, "JS").await, "role": "EDITOR" }] });
        PERSON.run(&admin, "personUpdate", role).await;
        let told = them.query("{ notifications { nodes { code } } }", json!({})).await;
        assert_eq!(told["notifications"]["nodes"], json!([{ "code": "ROLES_CHANGED" }]));
        let (first, second) = (json!("欧阳修远"), json!("欧阳致远"));
        let names = [(Value::Null, first.clone()), (first, second)];
        assert_eq!(history(&reader, &person).await.1, names, "while they are here the record says who was called what");
        let before = dump(&app).await;
        for value in VALUES {
            assert!(before.contains(value), "{value} before");
        }
        let erase = json!({ "id": person, "reason": "当事人要求" });
        for who in [HR, "MT0001", "ZX-7741", AUDITOR] {
            assert_eq!(PERSON.refusal(&app.member(who), "personErase", erase.clone()).await, "ROLE_MISSING", "{who}");
        }
        assert_eq!(PERSON.refusal(&admin, "personErase", erase.clone()).await, "ACTIVE", "still here");
        PERSON.run(&app.member(HR), "personDisable", json!({ "id": person })).await;
        assert_eq!(PERSON.refusal(&admin, "personErase", json!({ "id": person, "reason": " " })).await, "REQUIRED at reason");
        let erased = PERSON.run(&admin, "personErase", erase.clone()).await;
        assert_eq!((&erased["name"], &erased["position"], &erased["locale"]), (&json!("已注销人员"), &Value::Null, &Value::Null));
        assert_eq!((&erased["state"], &erased["erasedAt"], &erased["department"]["code"]), (&json!("DISABLED"), &json!("2024-05-06T01:00:00Z"), &json!("MT")));
        let after = dump(&app).await;
        for value in VALUES {
            assert!(!after.contains(value), "{value} is left");
        }
        assert_eq!(PERSON.refusal(&admin, "personErase", erase).await, "ERASED");
        let update = json!({ "id": person, "expectedVersion": 5, "name": "无名" });
        assert_eq!(PERSON.refusal(&admin, "personUpdate", update).await, "ERASED");
        assert_eq!(reqwest::get(&address).await.expect("an answer").status(), 404, "the calendar has ended");
        let (types, names) = history(&reader, &person).await;
        assert_eq!(types, ["PersonCreated", "PersonUpdated", "PersonRolesChanged", "PersonDisabled", "PersonErased"], "the record stays");
        assert!(names.len() == 3 && names.iter().all(|(from, to)| from.is_null() && to.is_null()), "{names:?}");
        app.finish().await;
    }

    /// What they did stays under their ID, and says in both languages that they are here no more; their number may be given again.
    async fn what_an_erased_person_did_stays(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let request = submitted(&app, &["JS"]).await;
        let initiator = app.person("MT0003");
        PERSON.run(&admin, "personDisable", json!({ "id": initiator })).await;
        PERSON.run(&admin, "personErase", json!({ "id": initiator, "reason": "保存期限已过" })).await;
        let document = "query($id: ID!) { request(by: {id: $id}) { initiator { id name employeeNumber } } }";
        let said = async |language: &str| {
            let call = reqwest::Client::new().post(admin.url()).bearer_auth(admin.token().expect("signed in"));
            let call = call.header("accept-language", language).json(&json!({ "query": document, "variables": { "id": request } }));
            let mut body: Value = call.send().await.expect("an answer").json().await.expect("JSON");
            body["data"]["request"]["initiator"].take()
        };
        let (chinese, english) = (said("zh-CN").await, said("en").await);
        assert_eq!((&chinese["id"], &chinese["name"], &english["name"]), (&json!(initiator), &json!("已注销人员"), &json!("Former employee")));
        assert_ne!(chinese["employeeNumber"], "MT0003");
        let found = admin.query("{ person(by: {employeeNumber: \"MT0003\"}) { id } }", json!({})).await;
        assert_eq!(found["person"], Value::Null);
        let again = json!({ "employeeNumber": "MT0003", "name": "新人", "department": department(&admin, "MT").await });
        assert_ne!(PERSON.run(&admin, "personCreate", again).await["id"], json!(initiator));
        app.finish().await;
    }

    /// Whoever heads a department is replaced before.
    async fn a_place_is_handed_over_before(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let head = app.person("JS0001");
        PERSON.run(&admin, "personDisable", json!({ "id": head })).await;
        let erase = json!({ "id": head, "reason": "当事人要求" });
        assert_eq!(PERSON.refusal(&admin, "personErase", erase.clone()).await, "DISABLED lacks HEADS_DEPARTMENT");
        let js = admin.query("{ department(by: {code: \"JS\"}) { id version } }", json!({})).await["department"].take();
        let update = "mutation($input: DepartmentUpdateInput!) { departmentUpdate(input: $input) { userErrors { code } } }";
        let led = json!({ "input": { "id": js["id"], "expectedVersion": js["version"], "head": app.person("JS0002") } });
        admin.mutate(update, led).await;
        let erased = PERSON.run(&admin, "personErase", erase).await;
        let allowed = erased["abilities"].as_array().expect("a list").iter().filter(|one| one["allowed"] == true).count();
        assert_eq!(allowed, 0, "{erased}");
        app.finish().await;
    }
}
