//! Ratings over the API, on both databases: once per party, 1 to 5, by the initiating side, for a while; and the figures of
//! a department, which give no single rating away (S0-43 to S0-45, resolutions 19, 23 and 57).

use std::time::Duration;

use liaison_gateway::jobs::deadlines::catch_up;
use serde_json::{Value, json};

use crate::request::{confirmed, department, form, id, run, with};
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::mutation::Noun;
use crate::task::{deliver, task};

/// What the tests look at after a mutation.
pub(crate) const RATING: Noun = Noun {
    field: "rating",
    seen: "id version responsiveness professionalism cooperation comment late revisedAt
        department { code } givenBy { employeeNumber } request { status }",
};

/// A request whose delivery is accepted, with these parties.
async fn accepted(app: &TestApp, to: &[&str]) -> String {
    let request = confirmed(app, to).await;
    deliver_all(app, &request).await;
    request
}

async fn deliver_all(app: &TestApp, request: &str) {
    let task = task(app, request, "JS0004").await;
    deliver(app, &task, "JS0004").await;
    run(&app.member("MT0003"), "requestAccept", json!({ "id": request })).await;
}

/// The rating deadline passes.
async fn lapse(app: &TestApp) {
    app.clock().advance(Duration::from_hours(8 * 24));
    catch_up(app.app()).await.expect("the database answers");
}

async fn rating(client: &Client, request: &str, code: &str, marks: [i32; 3]) -> Value {
    let [responsiveness, professionalism, cooperation] = marks;
    json!({ "request": request, "department": department(client, code).await,
        "responsiveness": responsiveness, "professionalism": professionalism, "cooperation": cooperation })
}

const SUMMARY: &str = "query($from: DateTime, $until: DateTime) { department(by: {code: \"JS\"}) { ratingSummary(from: $from, until: $until) {
    count averages { responsiveness professionalism cooperation overall } cooperation { ones fours fives } } } }";

async fn summary(client: &Client, variables: Value) -> Value {
    client.query(SUMMARY, variables).await["department"]["ratingSummary"].take()
}

both_databases! {
    /// By the initiator, once per party that had accepted, from the acceptance on; never by the rated.
    async fn each_party_is_rated_once_by_the_initiator(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let early = confirmed(&app, &["JS", "CP"]).await;
        assert_eq!(RATING.refusal(&initiator, "ratingGive", rating(&initiator, &early, "JS", [5, 5, 5]).await).await, "CONFIRMED");
        deliver_all(&app, &early).await;
        for (who, code, marks, expected) in [
            ("MT0001", "JS", [5, 5, 5], "ROLE_MISSING"), ("JS0001", "JS", [5, 5, 5], "ROLE_MISSING"), ("YF0001", "JS", [5, 5, 5], "not found"),
            ("MT0003", "YF", [5, 5, 5], "UNKNOWN at department"),
            ("MT0003", "JS", [0, 6, 3], "OUT_OF_RANGE at responsiveness; OUT_OF_RANGE at professionalism"),
        ] {
            let input = rating(&initiator, &early, code, marks).await;
            assert_eq!(RATING.refusal(&app.member(who), "ratingGive", input).await, expected, "{who} {code} {marks:?}");
        }
        let given = with(rating(&initiator, &early, "JS", [5, 4, 3]).await, json!({ "comment": "响应及时" }));
        let given = RATING.run(&initiator, "ratingGive", given).await;
        assert_eq!((&given["late"], &given["comment"], &given["request"]["status"]), (&json!(false), &json!("响应及时"), &json!("ACCEPTED")));
        assert_eq!(RATING.refusal(&initiator, "ratingGive", rating(&initiator, &early, "JS", [1, 1, 1]).await).await, "ACCEPTED lacks ALREADY_RATED");
        RATING.run(&initiator, "ratingGive", rating(&initiator, &early, "CP", [5, 5, 5]).await).await;
        let closed = run(&initiator, "requestClose", json!({ "id": early })).await;
        assert_eq!(closed["status"], "CLOSED");
        app.finish().await;
    }

    /// Resolution 23: after the request is closed a rating is late, and it is possible until it is archived. Closed without one
    /// it is only by the deadline.
    async fn after_the_end_a_rating_is_late(backend) {
        let app = TestApp::start(backend).await;
        let request = accepted(&app, &["JS", "CP"]).await;
        lapse(&app).await;
        let initiator = app.member("MT0003");
        assert_eq!(crate::request::seen(&initiator, &request).await["status"], "CLOSED");
        let late = RATING.run(&initiator, "ratingGive", rating(&initiator, &request, "JS", [4, 4, 4]).await).await;
        assert_eq!((&late["late"], &late["request"]["status"]), (&json!(true), &json!("CLOSED")));
        run(&initiator, "requestArchive", json!({ "id": request })).await;
        assert_eq!(RATING.refusal(&initiator, "ratingGive", rating(&initiator, &request, "CP", [4, 4, 4]).await).await, "ARCHIVED");
        assert_eq!(RATING.refusal(&initiator, "ratingRevise", json!({ "id": late["id"], "comment": "改" })).await, "ARCHIVED lacks CHANGE_PERIOD_OVER");
        app.finish().await;
    }

    /// Resolution 57: changed within 168 hours of giving, by who may give it; then never.
    async fn seven_days_are_there_to_change_it(backend) {
        let app = TestApp::start(backend).await;
        let (request, initiator) = (accepted(&app, &["JS"]).await, app.member("MT0003"));
        let given = RATING.run(&initiator, "ratingGive", rating(&initiator, &request, "JS", [2, 2, 2]).await).await;
        let revise = |more: Value| with(json!({ "id": given["id"] }), more);
        let better = json!({ "scores": { "responsiveness": 5, "professionalism": 2, "cooperation": 2 } });
        for (who, more, expected) in [
            ("JS0001", better.clone(), "ROLE_MISSING"), ("MT0001", better.clone(), "not found"), ("MT0003", json!({}), "UNCHANGED at "),
            ("MT0003", json!({ "scores": { "responsiveness": 5, "professionalism": 0, "cooperation": 2 } }), "OUT_OF_RANGE at scores.professionalism"),
        ] {
            assert_eq!(RATING.refusal(&app.member(who), "ratingRevise", revise(more)).await, expected, "{who}");
        }
        app.clock().advance(Duration::from_hours(168));
        let revised = RATING.run(&app.member("MT0003"), "ratingRevise", revise(better)).await;
        assert_eq!((&revised["responsiveness"], revised["revisedAt"].is_string(), &revised["version"]), (&json!(5), true, &json!(2)));
        app.clock().advance(Duration::from_micros(1));
        let errors = RATING.refused(&app.member("MT0003"), "ratingRevise", revise(json!({ "comment": "晚了" }))).await;
        assert_eq!(errors[0]["missing"][0], json!({ "code": "CHANGE_PERIOD_OVER", "params": { "until": "2024-05-13T01:00:00Z" } }));
        app.finish().await;
    }

    /// Resolution 57: for an initiator who left, the initiating head rates.
    async fn the_head_rates_for_an_initiator_who_left(backend) {
        let app = TestApp::start(backend).await;
        let request = accepted(&app, &["JS"]).await;
        let disable = "mutation($input: PersonDisableInput!) { personDisable(input: $input) { userErrors { code } } }";
        app.admin().mutate(disable, json!({ "input": { "id": app.person("MT0003") } })).await;
        let head = app.member("MT0001");
        assert_eq!(RATING.refusal(&app.member("MT0004"), "ratingGive", rating(&head, &request, "JS", [3, 3, 3]).await).await, "ROLE_MISSING");
        let given = RATING.run(&head, "ratingGive", rating(&head, &request, "JS", [3, 3, 3]).await).await;
        assert_eq!(given["givenBy"]["employeeNumber"], "MT0001");
        app.finish().await;
    }

    /// Resolution 19: with fewer than three ratings in the period the figures are for those who see each of them; with three
    /// they are everybody's, confidential ones included. Live: each rating and each change counts at once.
    async fn few_ratings_give_no_figures_away(backend) {
        let app = TestApp::start(backend).await;
        let initiator = app.member("MT0003");
        let confidential = with(form(&app, &["JS"]).await, json!({ "visibility": "PARTICIPANTS" }));
        let secret = id(&run(&initiator, "requestCreate", confidential).await);
        run(&initiator, "requestSubmit", json!({ "id": secret })).await;
        crate::request::accept(&app, &secret, "JS").await;
        for signer in ["MT0001", "JS0001"] {
            run(&app.member(signer), "requestSign", json!({ "id": secret })).await;
        }
        deliver_all(&app, &secret).await;
        let (first, second) = (accepted(&app, &["JS"]).await, accepted(&app, &["JS"]).await);
        let nothing = summary(&app.member("CP0004"), json!({})).await;
        assert_eq!((&nothing["count"], &nothing["averages"]), (&json!(0), &Value::Null), "there is nothing to give away");
        RATING.run(&initiator, "ratingGive", rating(&initiator, &secret, "JS", [1, 1, 1]).await).await;
        let given = RATING.run(&initiator, "ratingGive", rating(&initiator, &first, "JS", [5, 5, 5]).await).await;
        for (who, shown) in [("MT0003", true), ("JS0001", true), (crate::support::company::AUDITOR, true), ("JS0004", false), ("CP0004", false), ("MT0004", false)] {
            let figures = summary(&app.member(who), json!({})).await;
            assert_eq!(!figures.is_null(), shown, "{who}: {figures}");
            assert!(!shown || figures["count"] == 2, "{who}");
        }
        let three = RATING.run(&initiator, "ratingGive", rating(&initiator, &second, "JS", [5, 5, 4]).await).await;
        let everybody = summary(&app.member("CP0004"), json!({})).await;
        assert_eq!(everybody["count"], 3);
        assert_eq!(everybody["cooperation"], json!({ "ones": 1, "fours": 1, "fives": 1 }));
        let overall = everybody["averages"]["overall"].as_f64().expect("a mean");
        assert!((overall - 32.0 / 9.0).abs() < 1e-9, "{overall}");
        let until = summary(&app.member("CP0004"), json!({ "until": "2024-05-06T00:00:00Z" })).await;
        assert_eq!(until["count"], 0, "of a period");
        let better = json!({ "id": given["id"], "scores": { "responsiveness": 2, "professionalism": 5, "cooperation": 5 } });
        RATING.run(&initiator, "ratingRevise", better).await;
        let after = summary(&app.member("CP0004"), json!({})).await["averages"]["responsiveness"].as_f64().expect("a mean");
        assert!((after - 8.0 / 3.0).abs() < 1e-9, "{after}");

        let list = "{ ratings { totalCount { value } nodes { id } } }";
        for (who, expected) in [("MT0003", 3), ("JS0001", 3), ("JS0004", 2), ("CP0004", 0), ("MT0004", 0), (crate::support::company::AUDITOR, 3)] {
            let ratings = app.member(who).query(list, json!({})).await["ratings"].take();
            assert_eq!((&ratings["totalCount"]["value"], ratings["nodes"].as_array().map(Vec::len)), (&json!(expected), Some(expected)), "{who}");
        }
        let below = app.member("JS0004").query("query($id: ID!) { request(by: {id: $id}) { ratings { totalCount { value } nodes { id late } } } }", json!({ "id": second })).await;
        assert_eq!(below["request"]["ratings"], json!({ "totalCount": { "value": 1 }, "nodes": [{ "id": three["id"], "late": false }] }));
        app.finish().await;
    }
}
