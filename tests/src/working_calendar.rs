//! Working calendars over the API, on both databases: whose holds, what held then, and why something is due (resolutions 31,
//! 32; X7, X8).

use serde_json::{Value, json};

use crate::request::department;
use crate::support::client::Client;
use crate::support::mutation::Noun;
use crate::support::{TestApp, both_databases};

pub(crate) const CALENDAR: Noun = Noun {
    field: "workingCalendar",
    seen: "id version zone name department { code } week { weekday hours { opens closes } } scheduledYears",
};

const HELD: &str =
    "query($department: ID, $at: DateTime) { workingCalendar(department: $department, at: $at) {
    id version zone department { code } isWorkingDay(on: \"2024-05-11\")
    exceptions(from: \"2024-05-01\", to: \"2024-05-12\") { on kind label hours { opens closes } } } }";

const PREVIEW: &str = "query($input: DeadlinePreviewInput!) { deadlinePreview(input: $input) { dueAt warnAt
    calendar { version department { code } } pack { name version }
    explanation { text workingTime dayCount days { first last kind stretches label } withoutSchedule { first last } }
    userErrors { code path } } }";

async fn held(client: &Client, variables: Value) -> Value {
    client.query(HELD, variables).await["workingCalendar"].take()
}

async fn preview(client: &Client, input: Value) -> Value {
    client.query(PREVIEW, json!({ "input": input })).await["deadlinePreview"].take()
}

both_databases! {
    /// Resolution 32: the nearest department with a calendar decides; older versions stay readable.
    async fn a_department_may_have_its_own(backend) {
        let app = TestApp::start(backend).await;
        let (admin, member) = (app.admin(), app.member("MT0003"));
        let shipped = held(&member, json!({})).await;
        assert_eq!((&shipped["version"], &shipped["isWorkingDay"]), (&json!(1), &json!(true)), "a make-up Saturday");
        assert_eq!(shipped["exceptions"][0], json!({ "on": "2024-05-01", "kind": "HOLIDAY", "label": "劳动节", "hours": [] }));
        let (above, below) = (department(&admin, "ZB").await, department(&admin, "MT").await);
        let week = json!([{ "weekday": "FRIDAY", "hours": ["09:00-12:00"] }]);
        let own = CALENDAR.run(&admin, "workingCalendarSet", json!({ "department": above, "name": "总部", "week": week })).await;
        assert_eq!((&own["version"], &own["department"]["code"]), (&json!(1), &json!("ZB")));
        assert_eq!(own["week"][4]["hours"], json!([{ "opens": "09:00", "closes": "12:00" }]));
        let of = |department: &String| json!({ "department": department });
        assert_eq!(held(&member, of(&below)).await["id"], own["id"], "of the nearest above");
        assert_eq!(held(&member, json!({})).await["version"], 1);
        let before = json!({ "department": below, "at": "2024-05-06T00:00:00Z" });
        assert_eq!(held(&member, before).await["department"], Value::Null, "what held then (X10)");
        let followed = CALENDAR.run(&admin, "workingCalendarSet", json!({ "department": above, "follow": true })).await;
        assert_eq!((&followed["id"], &followed["version"]), (&shipped["id"], &json!(1)));
        let nothing = json!({ "follow": true });
        assert_eq!(CALENDAR.refusal(&admin, "workingCalendarSet", nothing).await, "REQUIRED at calendar");
        app.finish().await;
    }

    /// Every line and field that does not hold is told with its place; dates are dates (X7, X8).
    async fn what_does_not_hold_is_refused(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let schedule = "date,kind,reason\n2027-01-01,holiday,元旦\n2027-02-30,holiday,春节\n2027-03-01,feast,\n";
        let refusal = async |input: Value| CALENDAR.refusal(&admin, "workingCalendarSet", input).await;
        assert_eq!(refusal(json!({ "schedule": schedule })).await,
            "MALFORMED at schedule.3.date; UNKNOWN at schedule.4.kind");
        assert_eq!(refusal(json!({ "zone": "Mars/Base" })).await, "UNKNOWN at calendar.zone");
        let overlap = json!({ "week": [{ "weekday": "MONDAY", "hours": ["09:00-12:00", "11:00-18:00"] }] });
        assert_eq!(refusal(overlap).await, "HOURS_OVERLAP at week.0.hours");
        let closed = json!({ "exceptions": [{ "on": "2024-06-01", "kind": "OWN_HOURS" }] });
        assert_eq!(refusal(closed).await, "REQUIRED at exceptions.0.hours");
        let sound = "date,kind,reason\n2027-01-01,holiday,元旦\n";
        let set = CALENDAR.run(&admin, "workingCalendarSet", json!({ "schedule": sound })).await;
        assert_eq!(set["scheduledYears"], json!([2024, 2025, 2026, 2027]));
        assert_eq!(refusal(json!({ "schedule": sound })).await, "NOTHING_CHANGED at ");
        app.finish().await;
    }

    /// Resolution 31: make-up Saturdays have Monday's hours, and years without a schedule are told.
    async fn a_preview_explains_itself(backend) {
        let app = TestApp::start(backend).await;
        let member = app.member("MT0003");
        let hours = json!({ "startAt": "2024-05-10T17:00:00+08:00", "span": { "length": { "unit": "WORKING_HOURS", "count": 3 } } });
        let answer = preview(&member, hours.clone()).await;
        assert_eq!((&answer["dueAt"], &answer["explanation"]["workingTime"]), (&json!("2024-05-11T03:00:00Z"), &json!("PT3H")));
        assert_eq!(answer["explanation"]["days"][1],
            json!({ "first": "2024-05-11", "last": "2024-05-11", "kind": "HOURS", "stretches": ["09:00-11:00"], "label": "劳动节" }));
        let text = |lines: &[&str]| json!(lines);
        assert_eq!(answer["explanation"]["text"], text(&["起算：2024-05-10（周五） 17:00。", "2024-05-10（周五）计入 17:00–18:00。",
            "2024-05-11（周六）（劳动节）计入 09:00–11:00。", "到期：2024-05-11（周六） 11:00。"]));
        let days = json!({ "startAt": "2024-04-30T10:00:00+08:00", "span": { "length": { "unit": "WORKING_DAYS", "count": 2 } } });
        let days = preview(&member, days).await;
        assert_eq!((&days["dueAt"], &days["explanation"]["dayCount"]), (&json!("2024-05-07T10:00:00Z"), &json!(2)));
        let far = json!({ "startAt": "2030-05-10T17:00:00+08:00", "span": { "length": { "unit": "WORKING_DAYS", "count": 1 } } });
        assert_eq!(preview(&member, far).await["explanation"]["withoutSchedule"], json!([{ "first": 2030, "last": 2030 }]));
        let policy = json!({ "startAt": "2024-05-06T09:00:00+08:00", "span": { "policy": { "kind": "RESPONSE", "priority": "LOW", "pack": "coordination" } } });
        let policy = preview(&member, policy).await;
        assert_eq!((&policy["dueAt"], &policy["pack"]["name"]), (&json!("2024-05-13T16:00:00Z"), &json!("coordination")));
        let none = json!({ "span": { "policy": { "kind": "TASK_DUE", "priority": "LOW" } } });
        let none = preview(&member, none).await;
        assert_eq!(none["userErrors"], json!([{ "code": "NOT_OWED", "path": ["input", "span", "policy", "kind"] }]));
        let missing = json!({ "span": { "length": { "unit": "CLOCK_HOURS" } } });
        let missing = preview(&member, missing).await;
        assert_eq!(missing["userErrors"], json!([{ "code": "REQUIRED", "path": ["input", "span", "length", "count"] }]));
        app.finish().await;
    }

    /// X7: a department in another zone counts by its own wall.
    async fn a_zone_of_its_own_counts_by_its_own_wall(backend) {
        let app = TestApp::start(backend).await;
        let admin = app.admin();
        let berlin = department(&admin, "JS").await;
        let input = json!({ "department": berlin, "zone": "Europe/Berlin", "code": "DE" });
        CALENDAR.run(&admin, "workingCalendarSet", input).await;
        let asked = |department: Value| json!({ "startAt": "2024-05-06T06:00:00Z", "department": department,
            "span": { "length": { "unit": "WORKING_DAYS", "count": 1 } } });
        let here = preview(&admin, asked(Value::Null)).await;
        let there = preview(&admin, asked(json!(berlin))).await;
        assert_eq!((&here["dueAt"], &there["dueAt"]), (&json!("2024-05-07T10:00:00Z"), &json!("2024-05-07T16:00:00Z")));
        assert_eq!(there["calendar"], json!({ "version": 1, "department": { "code": "JS" } }));
        app.finish().await;
    }
}
