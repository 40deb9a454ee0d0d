//! Process packs over the API, on both databases: which one governs is fixed at submission, versions stay, running requests
//! move on purpose (resolutions 2 to 4, 48; X10).

use serde_json::{Value, json};

use crate::request::{accept, department, draft, form, id, run, submitted, with};
use crate::support::client::Client;
use crate::support::mutation::{Noun, told};
use crate::support::{TestApp, both_databases};

pub(crate) const PACK: Noun = Noun {
    field: "processPack",
    seen: "id name shipped newest { name version note silence signOff rated closure executiveAmount } versions { version }",
};
const ASSIGNMENT: Noun =
    Noun { field: "assignment", seen: "id version department { code } kind pack { name }" };

const MIGRATE: &str = "mutation($input: ProcessPackMigrateInput!) { processPackMigrate(input: $input) {
    requests { id status agreementPending pack { name version } } cursor
    userErrors { __typename code path params ... on StateConflict { status allowedTransitions missing { code params } } } } }";

async fn migrate(app: &TestApp, input: Value) -> Value {
    app.admin().mutate(MIGRATE, json!({ "input": input })).await
}

async fn refused(app: &TestApp, input: Value) -> String {
    let payload = app.admin().payload(MIGRATE, json!({ "input": input })).await;
    told(payload["userErrors"].as_array().expect("a list"))
}

async fn look(client: &Client, request: &str) -> Value {
    let document = "query($id: ID!) { node(id: $id) { ... on Request { status priorityLabel pack { name version signOff } } } }";
    client.query(document, json!({ "id": request })).await["node"].take()
}

async fn assign(app: &TestApp, input: Value) -> Value {
    ASSIGNMENT.run(&app.admin(), "processPackAssign", input).await
}

both_databases! {
    /// The five packs are there from the start, every policy a typed field.
    async fn shipped_packs_are_read_field_by_field(backend) {
        let app = TestApp::start(backend).await;
        let document = "{ processPacks { name shipped governsOrganization newest { version publishedAt priorities { priority label }
            deadlines(kind: RESPONSE) { kind ownDate byPriority lengths { priority length { unit count mode text } } warning { percent } }
            pausedByBlock ratingChange } } }";
        let packs = app.member("MT0003").query(document, json!({})).await["processPacks"].take();
        let names: Vec<_> = packs.as_array().expect("a list").iter().map(|pack| pack["name"].clone()).collect();
        assert_eq!(names, ["confirmation", "coordination", "default", "platform", "register"]);
        let coordination = &packs[1];
        assert_eq!((&coordination["shipped"], &coordination["governsOrganization"]), (&json!(true), &json!(false)));
        let newest = &coordination["newest"];
        assert_eq!(newest["priorities"][0], json!({ "priority": "HIGH", "label": "紧急" }));
        assert_eq!(newest["ratingChange"], "PT168H");
        let expected = json!([{ "kind": "RESPONSE", "ownDate": false, "byPriority": true, "warning": { "percent": 75 }, "lengths": [
            { "priority": "HIGH", "length": { "unit": "CLOCK_HOURS", "count": 24, "mode": null, "text": "24 小时" } },
            { "priority": "MEDIUM", "length": { "unit": "WORKING_DAYS", "count": 3, "mode": "END_OF_DAY", "text": "3 个工作日" } },
            { "priority": "LOW", "length": { "unit": "CALENDAR_DAYS", "count": 7, "mode": null, "text": "7 天" } },
        ] }]);
        assert_eq!(newest["deadlines"], expected);
        assert_eq!(packs[3]["newest"]["deadlines"], json!([]), "the platform owes no answer");
        app.finish().await;
    }

    /// Resolution 3: fixed at submission by the most specific assignment; a later version or assignment touches nothing that
    /// was submitted.
    async fn the_pack_is_fixed_at_submission(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let before = submitted(&app, &["JS"]).await;
        let marketing = department(&admin, "MT").await;
        let first = assign(&app, json!({ "department": marketing, "pack": "register" })).await;
        assert_eq!((&first["version"], &first["department"]["code"]), (&json!(1), &json!("MT")));
        assign(&app, json!({ "kind": "RESOURCE", "pack": "platform" })).await;
        let waiting = draft(&app, &["JS"]).await;
        let registered = submitted(&app, &["JS"]).await;
        PACK.run(&admin, "processPackPublish", json!({ "name": "register", "silence": "REMIND", "note": "试行" })).await;
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": waiting })).await;
        let form = with(form(&app, &["JS"]).await, json!({ "kind": "RESOURCE" }));
        let resource = id(&run(&app.member("MT0003"), "requestCreate", form).await);
        assert_eq!(look(&app.member("MT0003"), &resource).await["pack"], Value::Null, "a draft has none");
        run(&app.member("MT0003"), "requestSubmit", json!({ "id": resource })).await;
        for (request, name, version) in
            [(&before, "default", 1), (&registered, "register", 1), (&waiting, "register", 2), (&resource, "platform", 1)]
        {
            let pack = look(&app.member("MT0003"), request).await["pack"].take();
            assert_eq!((&pack["name"], &pack["version"]), (&json!(name), &json!(version)), "{name}");
        }
        let again = ASSIGNMENT.refusal(&admin, "processPackAssign", json!({ "kind": "RESOURCE", "pack": "platform" }));
        assert_eq!(again.await, "NOTHING_CHANGED at ");
        app.finish().await;
    }

    /// Each request is decided on by its own version: resolution 4 (the platform needs no signature) beside one that does.
    async fn each_request_is_decided_on_by_its_own_pack(backend) {
        let app = TestApp::start(backend).await;
        let signed = submitted(&app, &["JS"]).await;
        assign(&app, json!({ "pack": "platform" })).await;
        let unsigned = submitted(&app, &["JS"]).await;
        accept(&app, &signed, "JS").await;
        accept(&app, &unsigned, "JS").await;
        let status = async |request: &String| look(&app.member("MT0003"), request).await["status"].take();
        assert_eq!((status(&signed).await, status(&unsigned).await), (json!("AGREED"), json!("CONFIRMED")));
        let missing = "query($id: ID!) { node(id: $id) { ... on Request { missingSignOffs { code } abilities { action allowed } } } }";
        let seen = app.member("MT0001").query(missing, json!({ "id": signed })).await["node"].take();
        assert_eq!(seen["missingSignOffs"], json!([{ "code": "MT" }, { "code": "JS" }]));
        let may_sign = json!({ "action": "SIGN", "allowed": true });
        assert!(seen["abilities"].as_array().expect("a list").contains(&may_sign), "by its own pack");
        app.finish().await;
    }

    /// Resolution 48: labels belong to the pack, and a pack of three levels refuses the fourth.
    async fn a_priority_that_the_pack_lacks_is_refused(backend) {
        let app = TestApp::start(backend).await;
        assign(&app, json!({ "pack": "coordination" })).await;
        let member = app.member("MT0003");
        let urgent = with(form(&app, &["JS"]).await, json!({ "priority": "CRITICAL" }));
        let urgent = id(&run(&member, "requestCreate", urgent).await);
        let errors = crate::request::refused(&member, "requestSubmit", json!({ "id": urgent })).await;
        assert_eq!(told(&errors), "PRIORITY_NOT_IN_PACK at priority");
        let high = submitted(&app, &["JS"]).await;
        assert_eq!(look(&member, &high).await["priorityLabel"], "紧急");
        let raise = json!({ "id": high, "priority": "CRITICAL" });
        let errors = crate::request::refused(&member, "requestChangePriority", raise).await;
        assert_eq!(told(&errors), "PRIORITY_NOT_IN_PACK at priority");
        app.finish().await;
    }

    /// Resolution 2: running requests move on purpose, all or none, on their own record.
    async fn running_requests_move_on_purpose(backend) {
        let app = TestApp::start(backend).await;
        let (one, other) = (submitted(&app, &["JS"]).await, submitted(&app, &["CP"]).await);
        accept(&app, &one, "JS").await;
        let reason = "改用平台流程";
        let both = json!({ "requests": [one, other], "pack": "platform", "reason": reason, "idempotencyKey": "once" });
        let moved = migrate(&app, both.clone()).await;
        let states: Vec<_> = moved["requests"].as_array().expect("two").iter().map(|request| request["status"].clone()).collect();
        assert_eq!(states, ["CONFIRMED", "SUBMITTED"]);
        let again = migrate(&app, both).await;
        assert_eq!((&again["requests"], &again["cursor"]), (&moved["requests"], &moved["cursor"]));
        let left = json!({ "requests": [other, one], "pack": "platform", "reason": reason });
        assert_eq!(refused(&app, left).await, "NOTHING_CHANGED at requests.0.pack");
        let back = migrate(&app, json!({ "requests": [one], "reason": "按现行分配" })).await;
        assert_eq!(back["requests"][0]["pack"], json!({ "name": "default", "version": 1 }));
        assert_eq!(back["requests"][0]["status"], "AGREED", "signatures are owed again");
        let draft = draft(&app, &["JS"]).await;
        assert_eq!(refused(&app, json!({ "requests": [draft], "reason": reason })).await, "UNKNOWN at requests.0");
        assert_eq!(refused(&app, json!({ "requests": [], "reason": reason })).await, "REQUIRED at requests");
        let nobody = json!({ "requests": [one], "pack": "nobody", "reason": reason });
        assert_eq!(refused(&app, nobody).await, "UNKNOWN at pack");
        run(&app.member("MT0003"), "requestWithdraw", json!({ "id": one, "reason": "取消" })).await;
        assert_eq!(refused(&app, json!({ "requests": [one], "pack": "register", "reason": reason })).await, "WITHDRAWN lacks PACK_FIXED");
        app.finish().await;
    }

    /// Administrators copy and edit; what is wrong is told at once, with its place.
    async fn a_pack_is_copied_and_edited(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let mine = json!({ "name": "sales", "copyOf": { "name": "confirmation" }, "executiveAmount": 50000, "deadlines": [
            { "kind": "RESPONSE", "byPriority": [
                { "priority": "HIGH", "length": { "unit": "WORKING_HOURS", "count": 4 } },
                { "priority": "LOW", "length": { "unit": "END_OF_WEEK" } }] },
            { "kind": "PROBLEM_RESOLUTION", "owed": false }] });
        let made = PACK.run(&admin, "processPackPublish", mine.clone()).await;
        assert_eq!((&made["shipped"], &made["newest"]["version"]), (&json!(false), &json!(1)));
        assert_eq!((&made["newest"]["silence"], &made["newest"]["executiveAmount"]), (&json!("DEEM_AGREED"), &json!(50_000)));
        assert_eq!(PACK.refusal(&admin, "processPackPublish", mine).await, "NOTHING_CHANGED at ");
        let wrong = json!({ "name": "Sales", "requestNumbering": "{dept}", "closure": ["RATINGS"], "rated": false,
            "chain": [{ "tell": [] }],
            "deadlines": [{ "kind": "DAILY", "length": { "unit": "CLOCK_HOURS", "count": 24 } }] });
        let told = PACK.refusal(&admin, "processPackPublish", wrong).await;
        for part in ["MALFORMED at name", "MALFORMED at requestNumbering", "REQUIRED at closure.ACCEPTANCE",
            "NOT_RATED at closure.RATINGS", "REQUIRED at chain.0.tell", "LENGTH_NOT_FOR_KIND at deadlines.DAILY.length"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        let lengths = json!({ "name": "sales", "warning": { "percent": 100 }, "deadlines": [
            { "kind": "REVIEW", "length": { "unit": "WORKING_DAYS", "count": 0 } },
            { "kind": "WEEKLY_LOOK", "length": { "unit": "WEEKLY", "time": "25:00" } }] });
        let told = PACK.refusal(&admin, "processPackPublish", lengths).await;
        assert_eq!(told, "OUT_OF_RANGE at warning.percent; OUT_OF_RANGE at deadlines.0.length.count; \
            REQUIRED at deadlines.1.length.weekday; OUT_OF_RANGE at deadlines.1.length.time");
        let stale = json!({ "name": "sales", "rated": true, "expectedVersion": 7 });
        let document = PACK.document("processPackPublish");
        let payload = admin.payload(&document, json!({ "input": stale })).await;
        assert_eq!(payload["userErrors"][0]["__typename"], "VersionConflict");
        app.finish().await;
    }

    /// What another pack would have changed, from the requests' own instants; for administrators.
    async fn a_preview_weighs_another_pack(backend) {
        let app = TestApp::start(backend).await;
        let late = submitted(&app, &["JS"]).await;
        app.clock().advance(std::time::Duration::from_hours(30));
        accept(&app, &late, "JS").await;
        draft(&app, &["JS"]).await;
        let document = "query($input: PackPreviewInput!) { packPreview(input: $input) { pack { name version } requests complete
            kinds { kind owedNow owedUnder breachedNow breachedUnder } userErrors { code path } } }";
        let ask = |pack: &str, to: &str| json!({ "input": { "pack": pack, "from": "2024-05-06", "to": to } });
        let admin = app.admin();
        let found = admin.query(document, ask("platform", "2024-05-31")).await["packPreview"].take();
        assert_eq!((&found["requests"], &found["complete"]), (&json!(1), &json!(true)));
        let tally = |found: &Value, kind: &str| {
            found["kinds"].as_array().expect("a list").iter().find(|one| one["kind"] == kind).cloned()
        };
        let response = json!({ "kind": "RESPONSE", "owedNow": 1, "owedUnder": 0, "breachedNow": 1, "breachedUnder": 0 });
        assert_eq!(tally(&found, "RESPONSE"), Some(response));
        let found = admin.query(document, ask("coordination", "2024-05-06")).await["packPreview"].take();
        let plan = json!({ "kind": "PLAN", "owedNow": 0, "owedUnder": 1, "breachedNow": 0, "breachedUnder": 0 });
        assert_eq!((tally(&found, "PLAN"), &found["pack"]["version"]), (Some(plan), &json!(1)));
        let wrong = admin.query(document, ask("nobody", "2024-05-05")).await["packPreview"].take();
        let expected = json!([{ "code": "UNKNOWN", "path": ["input", "pack"] }, { "code": "OUTSIDE_WINDOW", "path": ["input", "to"] }]);
        assert_eq!(wrong["userErrors"], expected);
        let refused = app.member("MT0001").query(document, ask("platform", "2024-05-31")).await["packPreview"].take();
        assert_eq!((&refused["userErrors"][0]["code"], &refused["kinds"]), (&json!("ROLE_MISSING"), &json!([])));
        app.finish().await;
    }
}
