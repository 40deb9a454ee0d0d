//! What a guest sees of their scope, and how it follows what happens to it.

use serde_json::{Value, json};

use super::{GUEST, HOST, OWNER, World, seen_by, view};
use crate::request::{form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::mutation::input_type;

both_databases! {
    /// Resolution 67: form, status, names of tasks, external comments; nothing internal, nobody's details, no other record.
    async fn a_guest_sees_form_status_tasks_and_what_is_external(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        crate::task::task(&app, &world.request, "JS0004").await;
        let open = world.said(&app, HOST, "对外：接口文档已备好", true).await;
        world.said(&app, OWNER, "内部：预算 50 万", false).await;
        let hidden = world.said(&app, OWNER, "内部：成本超支", false).await;
        let reply = json!({ "subject": { "request": world.request }, "text": "对外：已知悉", "external": true, "replyTo": hidden });
        crate::comment::COMMENT.run(&app.member(OWNER), "commentAdd", reply).await;
        crate::request::submitted(&app, &["JS"]).await;
        let (_, guest) = world.invited(&app, HOST, json!({})).await;
        let seen = view(&guest).await.expect("they are let in");
        assert_eq!((&seen["name"], &seen["expiresAt"], &seen["customers"]), (&json!("周琦"), &json!("2024-06-05T01:00:00Z"), &json!([])));
        let [request] = &seen["requests"].as_array().expect("a list")[..] else { panic!("one request: {seen:#}") };
        assert_eq!((&request["id"], &request["code"], &request["title"]), (&json!(world.request), &json!("MT202405001"), &json!("推广方案技术开发支持")));
        assert_eq!((&request["status"], &request["statusLabel"], &request["dueOn"]), (&json!("CONFIRMED"), &json!("已确认"), &json!("2024-05-30")));
        assert_eq!(request["milestones"], json!([{ "name": "接口文档确认", "on": "2024-05-15" }]));
        assert_eq!((&request["tasks"]["totalCount"]["value"], request["tasks"]["nodes"].as_array().map(Vec::len)), (&json!(1), Some(1)));
        let said = request["comments"]["nodes"].as_array().expect("a list");
        assert_eq!(said.iter().map(|one| one["text"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["对外：接口文档已备好", "对外：已知悉"]);
        assert_eq!((&said[0]["id"], &said[0]["source"], &said[0]["authorName"]), (&json!(open), &json!("EMPLOYEE"), &json!("JS甲")));
        assert_eq!(said[1]["replyTo"], Value::Null, "what is internal is not named");
        let text = seen.to_string();
        for secret in ["内部", "JS0003", "MT0003", "技术部", "zhou.qi", "用户画像", &hidden, app.person(OWNER).to_string().as_str()] {
            assert!(!text.contains(secret), "{secret}: {seen:#}");
        }
        app.finish().await;
    }

    /// What becomes confidential, or leaves the scope, is not there any more; what comes in is.
    async fn the_view_follows_the_scope(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let other = id(&run(&app.member(OWNER), "requestCreate", with(form(&app, &["JS"]).await, json!({ "title": "第二件" }))).await);
        run(&app.member(OWNER), "requestSubmit", json!({ "id": other })).await;
        let (guest, client) = world.invited(&app, OWNER, json!({ "customers": [world.customer] })).await;
        let titles = async || {
            let seen = view(&client).await.expect("they are let in");
            let titles = seen["requests"].as_array().expect("a list").iter().map(|one| one["title"].as_str().unwrap_or_default().to_owned());
            (titles.collect::<Vec<_>>(), seen["customers"].as_array().map_or(0, Vec::len))
        };
        let first = "推广方案技术开发支持".to_owned();
        assert_eq!(titles().await, (vec![first.clone()], 1));
        let version = seen_by(&app.member(OWNER), &guest).await["version"].take();
        let more = json!({ "id": guest, "expectedVersion": version, "requests": [world.request, other], "customers": null });
        GUEST.run(&app.member(OWNER), "guestUpdate", more).await;
        assert_eq!(titles().await, (vec![first.clone(), "第二件".to_owned()], 0));
        let seen = crate::request::seen(&app.member(OWNER), &other).await;
        run(&app.member(OWNER), "requestUpdate", json!({ "id": other, "expectedVersion": seen["version"], "visibility": "PARTICIPANTS" })).await;
        assert_eq!(titles().await, (vec![first], 0), "confidential since");
        app.finish().await;
    }

    /// Who was erased is called so to a guest too (resolution 79).
    async fn an_erased_employee_has_no_name(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        crate::task::task(&app, &world.request, "JS0004").await;
        world.said(&app, "JS0004", "对外：接口文档已备好", true).await;
        let (_, guest) = world.invited(&app, OWNER, json!({})).await;
        let named = async || view(&guest).await.expect("they are let in")["requests"][0]["comments"]["nodes"][0]["authorName"].take();
        assert_eq!(named().await, "JS乙");
        let person = app.person("JS0004");
        for (mutation, more) in [("personDisable", json!({})), ("personErase", json!({ "reason": "当事人要求" }))] {
            let kind = input_type(mutation);
            let document = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code path }} }} }}");
            app.admin().mutate(&document, json!({ "input": with(json!({ "id": person }), more) })).await;
        }
        assert_eq!(named().await, "已注销人员");
        app.finish().await;
    }

    /// Whoever sees a record of the scope sees the guest; the mail is masked for whoever neither invited them nor keeps the customer.
    async fn who_sees_a_guest(backend) {
        let app = TestApp::start(backend).await;
        let world = World::make(&app).await;
        let (guest, _) = world.invited(&app, HOST, json!({})).await;
        for (who, mail) in [
            (HOST, Some("zhou.qi@abc.example")), (OWNER, Some("zhou.qi@abc.example")), ("MT0004", Some("zhou.qi@abc.example")),
            ("ZB0002", Some("zhou.qi@abc.example")), ("JS0001", Some("z***@abc.example")), ("ZB0004", Some("z***@abc.example")),
            ("CP0003", None), ("ZB0003", None),
        ] {
            let seen = seen_by(&app.member(who), &guest).await;
            assert_eq!(seen["mail"].as_str(), mail, "{who}: {seen:#}");
            assert_eq!(seen["name"].as_str(), mail.map(|_| "周琦"), "{who}");
        }
        let list = "query($id: ID!) { request(by: {id: $id}) { guests { name status invitedBy { employeeNumber } requests { code } } } }";
        let listed = app.member("JS0005").query(list, json!({ "id": world.request })).await["request"]["guests"].take();
        assert_eq!(listed, json!([{ "name": "周琦", "status": "INVITED", "invitedBy": { "employeeNumber": HOST }, "requests": [{ "code": "MT202405001" }] }]));
        let list = "query($id: ID!) { customer(by: {id: $id}) { guests { name } } }";
        let listed = app.member(OWNER).query(list, json!({ "id": world.customer })).await["customer"]["guests"].take();
        assert_eq!(listed, json!([]), "the customer is where they belong, not what they see");
        app.finish().await;
    }
}
