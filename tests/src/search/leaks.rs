//! Nobody finds what they may not see, or what is masked for anybody: no hit, no count, no page that goes on.

use serde_json::{Value, json};

use super::{ASSIGNEE, INITIATOR, STRANGER, Things, found, id};
use crate::request::{accept, department, form, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::company::{ADMIN, AUDITOR, DEPARTMENTS, EXECUTIVE, HR};

/// Everybody of the company.
fn everybody() -> Vec<String> {
    let departments =
        DEPARTMENTS.iter().flat_map(|code| (1..=5).map(move |number| format!("{code}{number:04}")));
    departments.chain([ADMIN, AUDITOR, EXECUTIVE, HR].map(str::to_owned)).collect()
}

/// Whether this person may read the thing at all.
async fn reads(app: &TestApp, who: &str, thing: &str) -> bool {
    let document = "query($id: ID!) { node(id: $id) { id } }";
    app.member(who).query(document, json!({ "id": thing })).await["node"] != Value::Null
}

both_databases! {
    /// X25: for every person and every thing, found by its words exactly where it can be read; a confidential request with its
    /// task, its meeting and what is said of it is among them.
    async fn everybody_finds_exactly_what_they_may_read_x25(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let initiator = app.member(INITIATOR);
        let secret = with(form(&app, &["JS"]).await, json!({ "title": "并购尽调", "visibility": "PARTICIPANTS" }));
        let secret = id(&run(&initiator, "requestCreate", secret).await);
        run(&initiator, "requestSubmit", json!({ "id": secret })).await;
        accept(&app, &secret, "JS").await;
        for head in ["MT0001", "JS0001"] {
            run(&app.member(head), "requestSign", json!({ "id": secret })).await;
        }
        let task = crate::task::task_with(&app, &secret, ASSIGNEE, json!({ "name": "核对账目" })).await;
        let said = json!({ "subject": { "task": task }, "text": "底稿已归集" });
        let comment = id(&crate::comment::COMMENT.run(&app.member(ASSIGNEE), "commentAdd", said).await);
        let planned = json!({ "subject": "尽调碰头会", "kind": "INSTANT", "confidential": true, "startsAt": "2024-05-06T02:00:00Z", "endsAt": "2024-05-06T03:00:00Z",
            "attendees": [{ "person": app.person("JS0003"), "required": true }], "agenda": [{ "topic": "估值模型" }] });
        let meeting = id(&crate::meeting::MEETING.run(&app.member("JS0001"), "meetingSchedule", planned).await);
        let draft = id(&run(&initiator, "requestCreate", with(form(&app, &["JS"]).await, json!({ "title": "草拟年会" }))).await);
        let mut cases = vec![
            ("并购", &secret), ("核对账目", &task), ("底稿", &comment), ("估值", &meeting), ("草拟年会", &draft),
        ];
        let own = ["方案技术", "压测", "支付回调", "灰度", "蓝鲸", "周琦", "报价单", "合同模板"];
        cases.extend(own.into_iter().zip(things.all()));
        let (mut seen, mut hidden) = (0, 0);
        for who in everybody() {
            let client = app.member(&who);
            for (query, thing) in &cases {
                let readable = reads(&app, &who, thing).await;
                let hits = found(&client, query).await;
                assert_eq!(hits.contains(thing), readable, "{who} looks for {query}");
                for hit in &hits {
                    assert!(reads(&app, &who, hit).await, "{who} finds {hit} by {query}");
                }
                *if readable { &mut seen } else { &mut hidden } += 1;
            }
        }
        assert!(seen > 50 && hidden > 100, "{seen} seen, {hidden} hidden: the comparison can fail");
        for (who, query, expected) in [
            (STRANGER, "并购", vec![]), (ADMIN, "并购", vec![]), (AUDITOR, "并购", vec![&secret]), (ASSIGNEE, "并购", vec![&secret]),
            (STRANGER, "蓝鲸", vec![&things.customer]), (STRANGER, "周琦", vec![]), (AUDITOR, "草拟年会", vec![]), (INITIATOR, "草拟年会", vec![&draft]),
        ] {
            assert_eq!(found(&app.member(who), query).await.iter().collect::<Vec<_>>(), expected, "{who} {query}");
        }
        app.finish().await;
    }

    /// What may not be seen makes no page go on, and no page shorter.
    async fn hidden_hits_leave_no_gap(backend) {
        let app = TestApp::start(backend).await;
        let mut open = Vec::new();
        for number in 0..12 {
            let hidden = number % 2 == 0;
            let input = json!({ "title": format!("季度盘点{number}"), "visibility": if hidden { "PARTICIPANTS" } else { "ORGANIZATION" } });
            let input = with(form(&app, &["JS"]).await, input);
            let made = id(&run(&app.member(INITIATOR), "requestCreate", input).await);
            run(&app.member(INITIATOR), "requestSubmit", json!({ "id": made })).await;
            if !hidden {
                open.push(made);
            }
        }
        open.reverse();
        let document = "query($first: Int) { search(query: \"盘点\", first: $first) { totalCount(max: 100) { value exact } nodes { node { id } } pageInfo { hasNextPage } } }";
        for (first, more) in [(5, true), (6, false), (12, false)] {
            let data = app.member(STRANGER).query(document, json!({ "first": first })).await;
            let page = &data["search"];
            let ids: Vec<_> = page["nodes"].as_array().expect("a list").iter().map(|hit| id(&hit["node"])).collect();
            assert_eq!((ids.as_slice(), &page["pageInfo"]["hasNextPage"]), (&open[..first.min(6)], &json!(more)), "{first}");
            assert_eq!(page["totalCount"], json!({ "value": 6, "exact": true }));
        }
        app.finish().await;
    }

    /// X33: phone, mail and handles of a contact are found by nobody, the owner included, in whole or in part; labels of a customer
    /// and amounts of a request neither.
    async fn what_is_masked_is_not_searched_x33(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let owner = app.member(INITIATOR);
        let said = json!({ "customer": things.customer, "channel": "PHONE", "subject": "回电13800138000", "confirmMasked": true });
        let masked = id(&crate::customer::INTERACTION.run(&owner, "interactionRecord", said).await);
        let said = json!({ "subject": { "customer": things.customer }, "text": "邮件zhou.qi@abc.example", "external": true, "confirmMasked": true });
        crate::comment::COMMENT.run(&owner, "commentAdd", said).await;
        let giver = department(&owner, "JS").await;
        let needs = json!([{ "kind": "BUDGET", "description": "测试云主机", "amount": 987_654, "fromDepartment": giver }]);
        run(&owner, "requestCreate", with(form(&app, &["JS"]).await, json!({ "resourceNeeds": needs }))).await;
        for who in everybody() {
            let client = app.member(&who);
            for query in ["13800138000", "138 0013 8000", "0013", "8613800138000", "zhou", "qi", "zhou.qi@abc.example", "zhouqi_abc", "zhouqi", "微信", "重点", "987654", "云主机"] {
                assert_eq!(found(&client, query).await, [""; 0], "{who} finds {query}");
            }
        }
        assert_eq!(found(&owner, "回电").await, [masked], "the rest of it is found");
        app.finish().await;
    }
}
