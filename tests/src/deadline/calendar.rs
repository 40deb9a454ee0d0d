//! A changed calendar moves what runs, on record, and leaves what was counted (X9, X10; resolution 2); a changed pack moves
//! nothing by itself.

use liaison_gateway::jobs::deadlines::catch_up;
use liaison_gateway::jobs::recount::recounted;
use serde_json::json;

use super::{of_kind, story};
use crate::pack::PACK;
use crate::request::{agreed, department, submitted};
use crate::support::clock::instant;
use crate::support::{TestApp, both_databases};
use crate::working_calendar::CALENDAR;

both_databases! {
    /// Tuesday becomes a day off: what was due at its close is due on Wednesday, hours on the clock stay, and doing it again
    /// changes nothing.
    async fn what_runs_follows_a_changed_calendar(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        assert_eq!(of_kind(&app, &id, "REVIEW").await, ["REVIEW RUNNING 05-07 18:00"]);
        let off = json!({ "exceptions": [{ "on": "2024-05-07", "kind": "HOLIDAY", "label": "厂庆" }] });
        CALENDAR.run(&app.admin(), "workingCalendarSet", off).await;
        assert_eq!(recounted(app.app()).await.expect("the database answers"), 2, "the review and the decision on a need");
        assert_eq!(of_kind(&app, &id, "REVIEW").await, ["REVIEW RUNNING 05-08 18:00"]);
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-07 09:00"]);
        assert_eq!(story(&app, &id, "REVIEW").await, ["05-06 09:00 Started", "05-06 09:00 Retargeted"]);
        assert_eq!(recounted(app.app()).await.expect("the database answers"), 0);
        app.clock().put(instant("2024-05-07T18:00:00+08:00"));
        catch_up(app.app()).await.expect("the database answers");
        assert_eq!(of_kind(&app, &id, "REVIEW").await, ["REVIEW RUNNING 05-08 18:00"], "it is a day off");
        app.finish().await;
    }

    /// A department's own calendar moves what that department owes, nobody else's (resolution 32).
    async fn a_department_s_calendar_is_its_own(backend) {
        let app = TestApp::start(backend).await;
        let id = agreed(&app, &["JS"]).await;
        let of = department(&app.admin(), "JS").await;
        let off = json!({ "department": of, "exceptions": [{ "on": "2024-05-07", "kind": "HOLIDAY", "label": "外出" }] });
        CALENDAR.run(&app.admin(), "workingCalendarSet", off).await;
        assert_eq!(recounted(app.app()).await.expect("the database answers"), 2, "its signature and its decision on a need");
        let signatures = of_kind(&app, &id, "SIGN_OFF").await;
        assert_eq!(signatures, ["SIGN_OFF RUNNING 05-07 18:00", "SIGN_OFF RUNNING 05-08 18:00"]);
        app.finish().await;
    }

    /// A published pack governs what is submitted later; a running request moves on purpose, by what it used (X2).
    async fn a_published_pack_moves_what_is_migrated(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        let slower = json!({ "name": "default", "note": "放宽", "deadlines": [
            { "kind": "RESPONSE", "length": { "unit": "CLOCK_HOURS", "count": 36 } }] });
        PACK.run(&app.admin(), "processPackPublish", slower).await;
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-07 09:00"]);
        app.clock().put(instant("2024-05-06T15:00:00+08:00"));
        let later = submitted(&app, &["JS"]).await;
        assert_eq!(of_kind(&app, &later, "RESPONSE").await, ["RESPONSE RUNNING 05-08 03:00"]);
        let document = "mutation($input: ProcessPackMigrateInput!) { processPackMigrate(input: $input) { userErrors { code } } }";
        let input = json!({ "input": { "requests": [id], "reason": "统一规则" } });
        app.admin().mutate(document, input).await;
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-07 21:00"], "36 hours from the morning");
        app.finish().await;
    }
}
