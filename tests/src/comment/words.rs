//! Saying something and changing it: about all five, by whoever sees them; versions; mentions; what goes out.

use serde_json::{Value, json};

use super::{ASSIGNEE, COMMENT, INITIATOR, STRANGER, Things, comment, reply, said, seen, told};
use crate::customer::CUSTOMER;
use crate::request::{draft, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::{ADMIN, AUDITOR, EXECUTIVE};

both_databases! {
    /// Whoever sees it comments, a viewer too (resolution 68); an auditor reads; for the others it is not there.
    async fn everybody_comments_on_what_they_see(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        for (kind, subject) in things.all() {
            let rows: &[(&str, &str)] = match kind {
                "meeting" => &[("JS0001", ""), (INITIATOR, ""), (AUDITOR, "ROLE_MISSING"), (ADMIN, "not found"), (STRANGER, "not found")],
                "customer" => &[(INITIATOR, ""), ("MT0005", ""), (EXECUTIVE, ""), (ADMIN, ""), (AUDITOR, "ROLE_MISSING"), (STRANGER, "ROLE_MISSING"), (ASSIGNEE, "ROLE_MISSING")],
                _ => &[(INITIATOR, ""), (ASSIGNEE, ""), ("JS0005", ""), (EXECUTIVE, ""), (ADMIN, ""), (AUDITOR, "ROLE_MISSING"), (STRANGER, "not found")],
            };
            for (who, refusal) in rows {
                let (client, input) = (app.member(who), said(kind, subject, "收到", json!({})));
                if refusal.is_empty() {
                    let made = COMMENT.run(&client, "commentAdd", input).await;
                    assert_eq!((&made["text"], &made["author"]["employeeNumber"], &made["subject"]["id"]), (&json!("收到"), &json!(who), &json!(subject)));
                    assert_eq!((&made["external"], &made["editedAt"], &made["replyTo"], &made["asksForAnswer"]), (&json!(false), &Value::Null, &Value::Null, &Value::Null));
                } else {
                    assert_eq!(COMMENT.refusal(&client, "commentAdd", input).await, *refusal, "{who} on the {kind}");
                }
            }
        }
        let request = seen(&app.member(INITIATOR), &comment(&app, INITIATOR, "problem", &things.problem, "收到").await).await;
        assert_eq!(request["request"]["id"], json!(things.request), "directly or through a task");
        let nobody = said("task", "task_00000000000000000000000000", "收到", json!({}));
        assert_eq!(COMMENT.refusal(&app.member(INITIATOR), "commentAdd", nobody).await, "not found");
        app.finish().await;
    }

    /// "Editing keeps the versions": every former text in its order, with who and when; only the author edits.
    async fn every_version_stays(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let first = comment(&app, INITIATOR, "request", &things.request, "第一版").await;
        app.clock().put(crate::support::clock::instant("2024-05-06T10:00:00+08:00"));
        let edited = COMMENT.run(&author, "commentEdit", json!({ "id": first, "text": " 第二版 ", "expectedVersion": 1 })).await;
        assert_eq!((&edited["text"], &edited["version"], &edited["editedAt"]), (&json!("第二版"), &json!(2), &json!("2024-05-06T02:00:00Z")));
        app.clock().put(crate::support::clock::instant("2024-05-06T11:00:00+08:00"));
        COMMENT.run(&author, "commentEdit", json!({ "id": first, "text": "第三版" })).await;
        let found = seen(&app.member("JS0005"), &first).await;
        let by = json!({ "employeeNumber": INITIATOR });
        assert_eq!(found["versions"], json!([
            { "number": 1, "text": "第一版", "writtenAt": "2024-05-06T01:00:00Z", "writtenBy": by },
            { "number": 2, "text": "第二版", "writtenAt": "2024-05-06T02:00:00Z", "writtenBy": by },
            { "number": 3, "text": "第三版", "writtenAt": "2024-05-06T03:00:00Z", "writtenBy": by }]));
        assert_eq!((&found["text"], &found["writtenAt"]), (&json!("第三版"), &json!("2024-05-06T01:00:00Z")));

        let other = json!({ "id": first, "text": "别人的话" });
        for (who, expected) in [(ASSIGNEE, "ROLE_MISSING"), ("MT0001", "ROLE_MISSING"), (ADMIN, "ROLE_MISSING"), (AUDITOR, "ROLE_MISSING"), (STRANGER, "not found")] {
            assert_eq!(COMMENT.refusal(&app.member(who), "commentEdit", other.clone()).await, expected, "{who}");
        }
        for (input, expected) in [
            (json!({ "text": "第三版" }), "NOTHING_CHANGED at "),
            (json!({}), "NOTHING_CHANGED at "),
            (json!({ "text": "  " }), "REQUIRED at text"),
            (json!({ "text": "字".repeat(20_001) }), "TOO_LONG at text"),
        ] {
            assert_eq!(COMMENT.refusal(&author, "commentEdit", with(json!({ "id": first }), input.clone())).await, expected);
        }
        let stale = COMMENT.refused(&author, "commentEdit", json!({ "id": first, "text": "x", "expectedVersion": 1 })).await;
        assert_eq!(stale[0]["__typename"], "VersionConflict");
        app.finish().await;
    }

    /// Resolution 17: a mention grants nothing and says so; an answer is asked of nobody who may not see it.
    async fn a_mention_grants_nothing(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let mention = |people: &[&str]| json!({ "mentions": people.iter().map(|number| app.person(number)).collect::<Vec<_>>() });
        let payload = COMMENT.payload(&author, "commentAdd", said("request", &things.request, "请看", mention(&[STRANGER, ASSIGNEE]))).await;
        assert_eq!(payload["warnings"], json!([{ "code": "CANNOT_SEE", "params": { "person": app.person(STRANGER) } }]));
        let numbers: Vec<_> = payload["comment"]["mentions"].as_array().expect("a list").iter().map(|one| one["employeeNumber"].clone()).collect();
        assert!(numbers.contains(&json!(STRANGER)) && numbers.contains(&json!(ASSIGNEE)), "{numbers:?}");
        let stranger = app.member(STRANGER);
        assert_eq!(seen(&stranger, payload["comment"]["id"].as_str().expect("an ID")).await, Value::Null);
        assert!(told(&stranger).await.is_empty());
        assert_eq!(told(&app.member(ASSIGNEE)).await, [("COMMENT_MENTIONED".to_owned(), false)]);

        let ask = json!({ "urgency": "ORDINARY", "reason": "确认" });
        let asked = |people: &[&str]| said("request", &things.request, "请答", with(mention(people), json!({ "asksForAnswer": ask })));
        let errors = COMMENT.refused(&author, "commentAdd", asked(&[ASSIGNEE, STRANGER])).await;
        assert_eq!(errors.len(), 1);
        assert_eq!((&errors[0]["__typename"], &errors[0]["code"], &errors[0]["path"]), (&json!("ValidationError"), &json!("CANNOT_SEE"), &json!(["input", "mentions", "1"])));
        assert_eq!(errors[0]["params"], json!({ "person": app.person(STRANGER) }), "named");
        for (more, expected) in [
            (asked(&[]), "REQUIRED at mentions"),
            (asked(&[INITIATOR]), "REQUIRED at mentions"),
            (asked(&[AUDITOR]), "AUDITOR_ONLY at mentions.0"),
            (asked(&[ASSIGNEE, ASSIGNEE]), "DUPLICATE at mentions.1"),
            (with(asked(&[ASSIGNEE]), json!({ "asksForAnswer": { "urgency": "CRITICAL", "reason": " " } })), "REQUIRED at asksForAnswer.reason"),
            (said("request", &things.request, "大家", json!({ "mentions": vec!["per_00000000000000000000000007"; 51] })), "TOO_MANY at mentions"),
            (said("request", &things.request, "谁", json!({ "mentions": ["per_00000000000000000000000007"] })), "UNKNOWN at mentions.0"),
        ] {
            assert_eq!(COMMENT.refusal(&author, "commentAdd", more.clone()).await, expected, "{more}");
        }
        app.finish().await;
    }

    /// One parent, about the same; what one may not see cannot be replied to and does not show itself.
    async fn replies(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let parent = comment(&app, INITIATOR, "task", &things.task, "进展如何").await;
        let first = reply(&app, ASSIGNEE, "task", &things.task, &parent).await;
        assert_eq!(first["replyTo"]["id"], json!(parent));
        let found = seen(&app.member(INITIATOR), &parent).await;
        assert_eq!(found["replies"], json!({ "totalCount": { "value": 1 }, "nodes": [{ "id": first["id"], "text": "收到，今日完成" }] }));
        let further = reply(&app, INITIATOR, "task", &things.task, first["id"].as_str().expect("an ID")).await;
        assert_eq!(further["replyTo"]["id"], first["id"]);

        let hidden = comment(&app, INITIATOR, "customer", &things.customer, "内部").await;
        let on = |kind: &str, subject: &str, to: &str| said(kind, subject, "好", json!({ "replyTo": to }));
        for (who, input, expected) in [
            (INITIATOR, on("request", &things.request, &parent), "OTHER_SUBJECT at replyTo"),
            (ASSIGNEE, on("task", &things.task, &hidden), "UNKNOWN at replyTo"),
            (ASSIGNEE, on("task", &things.task, "cmt_00000000000000000000000007"), "UNKNOWN at replyTo"),
            (STRANGER, on("task", &things.task, &parent), "not found"),
        ] {
            assert_eq!(COMMENT.refusal(&app.member(who), "commentAdd", input.clone()).await, expected, "{input}");
        }
        app.finish().await;
    }

    /// The row "comment" of the request's table: a draft is its initiator's, an archived request is only read, tasks and problems
    /// under it too; so is an archived customer.
    async fn what_is_archived_is_only_read(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let before = comment(&app, INITIATOR, "request", &things.request, "备注").await;
        for step in ["requestWithdraw", "requestArchive"] {
            let reason = if step == "requestWithdraw" { json!({ "id": things.request, "reason": "取消" }) } else { json!({ "id": things.request }) };
            if step == "requestWithdraw" {
                assert_eq!(run(&author, step, reason).await["status"], "WITHDRAWN");
                comment(&app, INITIATOR, "request", &things.request, "撤回后说明").await;
            } else {
                run(&author, step, reason).await;
            }
        }
        for (kind, subject) in [("request", &things.request), ("task", &things.task), ("problem", &things.problem)] {
            let refused = COMMENT.refused(&author, "commentAdd", said(kind, subject, "晚了", json!({}))).await;
            assert_eq!(refused[0]["__typename"], "StateConflict", "{kind}");
            let abilities = author.query("query($id: ID!) { node(id: $id) { ... on Request { abilities { action allowed } } ... on Task { abilities { action allowed } } ... on Problem { abilities { action allowed } } } }", json!({ "id": subject })).await;
            let told = abilities["node"]["abilities"].as_array().expect("a list").iter().find(|one| one["action"] == "COMMENT").cloned();
            assert_eq!(told, Some(json!({ "action": "COMMENT", "allowed": false })), "{kind}");
        }
        assert_eq!(COMMENT.refusal(&author, "commentEdit", json!({ "id": before, "text": "改" })).await, "ARCHIVED");
        assert_eq!(seen(&author, &before).await["text"], "备注", "still read");
        let archived = json!({ "id": things.customer, "expectedVersion": 1, "state": "ARCHIVED" });
        CUSTOMER.run(&author, "customerUpdate", archived).await;
        assert_eq!(COMMENT.refusal(&author, "commentAdd", said("customer", &things.customer, "晚了", json!({}))).await, "ARCHIVED");

        let draft = draft(&app, &["JS"]).await;
        let note = comment(&app, INITIATOR, "request", &draft, "待补充").await;
        assert_eq!(COMMENT.refusal(&app.member("MT0001"), "commentAdd", said("request", &draft, "x", json!({}))).await, "not found");
        assert_eq!(seen(&app.member("MT0001"), &note).await, Value::Null);
        let count = "query($id: ID!) { comments(filter: {subject: $id}) { totalCount { value } } }";
        assert_eq!(author.query(count, json!({ "id": draft })).await["comments"]["totalCount"]["value"], 1);
        author.mutate("mutation($input: RequestDiscardInput!) { requestDiscard(input: $input) { userErrors { code } } }", json!({ "input": { "id": draft } })).await;
        assert_eq!(seen(&author, &note).await, Value::Null, "gone with the draft (resolution 54)");
        assert_eq!(author.query(count, json!({ "id": draft })).await["comments"]["totalCount"]["value"], 0);
        app.finish().await;
    }

    /// S1-101: what is marked external about a customer holds no phone, mail or handle of its contacts.
    async fn what_goes_out_is_looked_through(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let contact = json!({ "customer": things.customer, "name": "周琦", "phone": "138 0013 8000", "mail": "zhou.qi@abc.example" });
        author.mutate("mutation($input: ContactAddInput!) { contactAdd(input: $input) { userErrors { code } } }", json!({ "input": contact })).await;
        let leaking = |more: Value| said("customer", &things.customer, "已联系13800138000，邮件Zhou.Qi@abc.example", more);
        let inside = COMMENT.run(&author, "commentAdd", leaking(json!({}))).await;
        assert_eq!(inside["text"], "已联系13800138000，邮件Zhou.Qi@abc.example", "inside the circle it is not looked through");
        assert_eq!(COMMENT.refusal(&author, "commentAdd", leaking(json!({ "external": true }))).await, "CONTAINS_MASKED at text");
        let out = COMMENT.run(&author, "commentAdd", leaking(json!({ "external": true, "confirmMasked": true }))).await;
        assert_eq!((&out["text"], &out["external"]), (&json!("已联系138****8000，邮件z***@abc.example"), &json!(true)));
        let change = json!({ "id": out["id"], "text": "改拨138-0013-8000" });
        assert_eq!(COMMENT.refusal(&author, "commentEdit", change.clone()).await, "CONTAINS_MASKED at text");
        assert_eq!(COMMENT.run(&author, "commentEdit", with(change, json!({ "confirmMasked": true }))).await["text"], "改拨138****8000");
        let events = author.query("{ external: events(filter: {external: true, subjectKinds: [COMMENT]}) { nodes { type } } all: events(filter: {subjectKinds: [COMMENT]}) { nodes { external } } }", json!({})).await;
        assert_eq!(events["external"]["nodes"], json!([{ "type": "CommentAdded" }, { "type": "CommentEdited" }]), "S1-37");
        assert_eq!(events["all"]["nodes"].as_array().map(Vec::len), Some(3));
        app.finish().await;
    }

    /// As every mutation: safe to repeat, to try, and to make while offline.
    async fn repeats_and_dry_runs(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let mine = "cmt_01hzz000000000000000000007";
        let input = said("task", &things.task, "收到", json!({ "id": mine, "idempotencyKey": "k1" }));
        let dry = COMMENT.payload(&author, "commentAdd", with(input.clone(), json!({ "validateOnly": true }))).await;
        assert_eq!((&dry["comment"], &dry["cursor"]), (&Value::Null, &Value::Null));
        let first = COMMENT.payload(&author, "commentAdd", input.clone()).await;
        assert_eq!(first["comment"]["id"], mine);
        let again = COMMENT.payload(&author, "commentAdd", input.clone()).await;
        assert_eq!((&again["comment"], &again["cursor"]), (&first["comment"], &first["cursor"]));
        let other = COMMENT.refused(&author, "commentAdd", with(input, json!({ "text": "别的" }))).await;
        assert_eq!(other[0]["__typename"], "IdempotencyMismatch");
        let taken = COMMENT.refusal(&author, "commentAdd", said("task", &things.task, "收到", json!({ "id": mine }))).await;
        assert_eq!(taken, "ID_TAKEN at id");
        let change = json!({ "id": mine, "text": "收到了", "idempotencyKey": "k2" });
        let first = COMMENT.payload(&author, "commentEdit", change.clone()).await;
        let again = COMMENT.payload(&author, "commentEdit", change).await;
        assert_eq!((&again["comment"]["version"], &again["cursor"]), (&json!(2), &first["cursor"]));
        assert_eq!(id(&again["comment"]), mine);
        app.finish().await;
    }
}
