//! What is found follows what is written: changes, drafts that are thrown away, audiences, erasure.

use std::slice;

use liaison_persistence::store::Statements;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};

use super::{ASSIGNEE, INITIATOR, STRANGER, Things, found, id};
use crate::customer::{CONTACT, CUSTOMER};
use crate::request::{draft, run};
use crate::support::app::TestApp;
use crate::support::both_databases;

/// Whether anything that the search keeps has this text: rows as they are, and on SQLite the blocks of the index.
async fn is_kept(app: &TestApp, text: &str) -> bool {
    let db = app.app().store().read(&Statements::default());
    let bytes = text.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
    let questions = match db.get_database_backend() {
        DbBackend::Sqlite => vec![
            format!("SELECT count(*) FROM search_entry WHERE instr(tokens, '{text}') > 0"),
            format!("SELECT count(*) FROM search_token_data WHERE instr(hex(block), '{bytes}') > 0"),
        ],
        _ => vec![format!("SELECT count(*) FROM search_entry WHERE strpos(tokens::text, '{text}') > 0")],
    };
    let mut kept = 0;
    for question in questions {
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), question)).await;
        kept += row.expect("answers").expect("a row").try_get_by_index::<i64>(0).expect("a number");
    }
    kept > 0
}

both_databases! {
    /// The former words are found no more, the new ones are, in the same transaction as the change.
    async fn changes_are_found_at_once(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let author = app.member(INITIATOR);
        let version = "query($id: ID!) { node(id: $id) { ... on Request { version } ... on Task { version } ... on Customer { version } } }";
        for (noun, name, thing, change, former, present) in [
            (&CUSTOMER, "customerUpdate", &things.customer, json!({ "name": "白鲨科技有限公司" }), "蓝鲸", "白鲨"),
            (&crate::comment::COMMENT, "commentEdit", &things.comment, json!({ "text": "请财务核对" }), "合同", "财务核对"),
            (&CONTACT, "contactUpdate", &things.contact, json!({ "title": "供应总监", "expectedVersion": 1 }), "采购经理", "周琦 供应总监"),
        ] {
            assert_eq!(found(&author, former).await, slice::from_ref(thing), "{former} before");
            let seen = author.query(version, json!({ "id": thing })).await["node"]["version"].take();
            let mut input = json!({ "id": thing });
            if name == "customerUpdate" {
                input["expectedVersion"] = seen;
            }
            noun.run(&author, name, crate::request::with(input, change)).await;
            assert_eq!(found(&author, former).await, [""; 0], "{former} after");
            assert_eq!(found(&author, present).await, slice::from_ref(thing), "{present} after");
        }
        assert!(!is_kept(&app, "蓝鲸").await && is_kept(&app, "白鲨").await);
        let refused = json!({ "input": { "id": things.customer, "expectedVersion": 1, "name": "黑熊科技" } });
        author.refusals("mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) { userErrors { code } } }", refused).await;
        assert!(!is_kept(&app, "黑熊").await, "what was refused is not found");
        app.finish().await;
    }

    /// Resolution 54: a draft that is thrown away is found no more, nor what was said of it.
    async fn a_draft_is_its_initiators_until_it_is_gone(backend) {
        let app = TestApp::start(backend).await;
        let author = app.member(INITIATOR);
        let draft = draft(&app, &["JS"]).await;
        let said = json!({ "subject": { "request": draft }, "text": "待补充附件" });
        let note = id(&crate::comment::COMMENT.run(&author, "commentAdd", said).await);
        for who in ["MT0001", "JS0001", "ZB0004", "ZB0002"] {
            assert_eq!(found(&app.member(who), "推广").await, [""; 0], "{who}");
            assert_eq!(found(&app.member(who), "待补充").await, [""; 0], "{who}");
        }
        assert_eq!((found(&author, "推广").await, found(&author, "待补充").await), (vec![draft.clone()], vec![note]));
        author.mutate("mutation($input: RequestDiscardInput!) { requestDiscard(input: $input) { userErrors { code } } }", json!({ "input": { "id": draft } })).await;
        assert_eq!((found(&author, "推广").await, found(&author, "待补充").await), (vec![], vec![]));
        assert!(!is_kept(&app, "推广").await && !is_kept(&app, "待补").await);
        app.finish().await;
    }

    /// Who sees a request finds its task and what was said of it, from when they do until they no longer do.
    async fn what_is_found_follows_the_audience(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let stranger = app.member(STRANGER);
        let looks = async || (found(&stranger, "推广").await, found(&stranger, "压测").await, found(&stranger, "合同模板").await);
        let nothing = (vec![], vec![], vec![]);
        assert_eq!(looks().await, nothing);
        let update = |visibility: &str, version: &Value| json!({ "id": things.request, "expectedVersion": version, "visibility": visibility });
        let version = async || app.member(INITIATOR).query("query($id: ID!) { request(by: {id: $id}) { version } }", json!({ "id": things.request })).await["request"]["version"].take();
        run(&app.member(INITIATOR), "requestUpdate", update("ORGANIZATION", &version().await)).await;
        let everything = (vec![things.request.clone()], vec![things.task.clone()], vec![things.comment.clone()]);
        assert_eq!(looks().await, everything);
        run(&app.member(INITIATOR), "requestUpdate", update("PARTICIPANTS", &version().await)).await;
        assert_eq!(looks().await, nothing);
        assert_eq!(found(&app.member(ASSIGNEE), "压测").await, slice::from_ref(&things.task), "who takes part still does");
        app.finish().await;
    }

    /// Resolution 79: of a contact that is removed or erased no word is left, in no row and no block of the index.
    async fn nothing_is_left_of_an_erased_contact(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let owner = app.member(INITIATOR);
        assert!(is_kept(&app, "周琦").await && is_kept(&app, "琦").await, "the search can fail");
        CONTACT.run(&app.member("MT0001"), "contactErase", json!({ "id": things.contact, "reason": "当事人要求" })).await;
        for word in ["周琦", "琦", "购经", "采购经理"] {
            assert!(!is_kept(&app, word).await, "{word} is left");
        }
        for who in [INITIATOR, "MT0001", "ZB0002", "ZB0004"] {
            assert_eq!(found(&app.member(who), "周琦").await, [""; 0], "{who}");
        }
        let new = json!({ "customer": things.customer, "name": "郑钧", "title": "法务" });
        let contact = id(&CONTACT.run(&owner, "contactAdd", new).await);
        assert_eq!(found(&owner, "郑钧").await, slice::from_ref(&contact));
        CONTACT.run(&owner, "contactRemove", json!({ "id": contact })).await;
        assert_eq!(found(&owner, "郑钧").await, [""; 0]);
        assert!(!is_kept(&app, "钧").await);
        app.finish().await;
    }

    /// Records of before the search are found once its migration has run.
    async fn records_from_before_are_found_after_the_migration(backend) {
        let app = TestApp::start(backend).await;
        let things = Things::make(&app).await;
        let reader = app.member("ZB0004");
        let words = ["方案技术", "压测", "支付回调", "灰度", "蓝鲸", "周琦", "报价单", "合同模板"];
        let db = sea_orm::Database::connect(app.database_url()).await.expect("connects");
        let index = if db.get_database_backend() == DbBackend::Sqlite { "DROP TABLE search_token;" } else { "" };
        let undo = format!("{index} DROP TABLE search_entry; DROP TABLE search_sealed; DROP INDEX subject_by_audience; DROP INDEX subject_by_reach;
            DELETE FROM seaql_migrations WHERE version = 'm20261130_000015_search'");
        db.execute_unprepared(&undo).await.expect("the database goes back");
        db.close().await.expect("closes");
        let applied = liaison_gateway::node::migrate(app.database_url(), app.app().shared_ids()).await.expect("migrates");
        assert_eq!(applied, ["m20261130_000015_search"]);
        for (word, thing) in words.iter().zip(things.all()) {
            assert_eq!(found(&reader, word).await, slice::from_ref(thing), "{word}");
        }
        app.finish().await;
    }
}
