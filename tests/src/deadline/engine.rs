//! The engine on its own: what is due fires once whoever comes to it, and nothing else fires.

use liaison_domain::time::Clock as _;
use liaison_gateway::jobs::deadlines::{catch_up, sweep};
use serde_json::json;

use super::{all, of_kind, story};
use crate::request::{run, submitted};
use crate::support::clock::instant;
use crate::support::{TestApp, both_databases};

both_databases! {
    /// X14: two nodes that come to it at once, over and over, take each step once.
    async fn every_step_is_taken_once_by_any_number_of_nodes(backend) {
        let mut app = TestApp::start(backend).await;
        let second = app.add_node().await;
        let ids = [submitted(&app, &["JS"]).await, submitted(&app, &["CP"]).await, submitted(&app, &["JS", "CP"]).await];
        app.clock().put(instant("2024-05-20T09:00:00+08:00"));
        for _ in 0..8 {
            let (one, other) = tokio::join!(sweep(app.node(0)), sweep(app.node(second)));
            one.expect("the database answers");
            other.expect("the database answers");
            app.clock().put(app.clock().now().plus_seconds(3));
        }
        catch_up(app.app()).await.expect("the database answers");
        for id in &ids {
            for deadline in all(&app, id).await.iter().filter(|deadline| deadline.kind.name() == "RESPONSE") {
                assert_eq!(deadline.step, 3, "{deadline:?}");
            }
            let told = story(&app, id, "RESPONSE").await;
            let mut once = told.clone();
            once.dedup();
            let breaches = told.iter().filter(|line| line.contains("Breached")).count();
            assert_eq!(breaches, if *id == ids[2] { 2 } else { 1 }, "{told:?}");
        }
        app.finish().await;
    }

    /// X4: what stood still when its instant came does not fire, and goes on with what was left.
    async fn nothing_fires_while_its_clock_stands_still(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        app.clock().put(instant("2024-05-06T15:00:00+08:00"));
        let wish = json!({ "id": id, "answer": "CHANGES_REQUESTED", "opinion": "增加测试账号", "reason": "缺少数据" });
        run(&app.member("JS0001"), "requestRespond", wish).await;
        app.clock().put(instant("2024-05-08T09:00:00+08:00"));
        catch_up(app.app()).await.expect("the database answers");
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE PAUSED 05-07 09:00"]);
        run(&app.member("MT0003"), "requestRevise", json!({ "id": id, "answer": "账号已开通" })).await;
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-09 03:00"], "6 of 24 hours were used");
        app.finish().await;
    }

    /// A priority that changes re-targets by what was used (X2); what would be past is due now (resolution 36).
    async fn a_changed_priority_takes_what_was_used_along(backend) {
        let app = TestApp::start(backend).await;
        let id = submitted(&app, &["JS"]).await;
        let change = |to: &str| json!({ "id": id, "priority": to });
        run(&app.member("MT0003"), "requestChangePriority", change("LOW")).await;
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-09 09:00"]);
        app.clock().put(instant("2024-05-08T10:00:00+08:00"));
        run(&app.member("MT0003"), "requestChangePriority", change("HIGH")).await;
        assert_eq!(of_kind(&app, &id, "RESPONSE").await, ["RESPONSE RUNNING 05-08 10:00"]);
        catch_up(app.app()).await.expect("the database answers");
        let told = story(&app, &id, "RESPONSE").await;
        assert!(told.contains(&"05-08 10:00 Breached".to_owned()), "{told:?}");
        app.finish().await;
    }

    /// Asked when nothing is due, the engine sends one statement.
    async fn looking_costs_one_statement(backend) {
        let app = TestApp::start(backend).await;
        submitted(&app, &["JS"]).await;
        assert_eq!(sweep(app.app()).await.expect("the database answers"), 0);
        app.finish().await;
    }
}
