//! Meetings over the API, on both databases: invitations, what time does, minutes and the tasks they make, who sees what
//! (S1-24 to S1-33, S2-20 to S2-32, resolutions 41, 42, 49, 59 to 62).
//!
//! What each status admits, and what is owed when, is tested in the domain; here is what only the whole house shows.

mod killed;
mod lists;
mod minutes;
mod time;

use serde_json::{Value, json};

use crate::request::with;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What the tests look at after a mutation.
pub(crate) const MEETING: Noun = Noun {
    field: "meeting",
    seen: "id version code status kind startsAt endsAt timeZone place joinLink shortNoticeReason seriesNumber
        host { employeeNumber } recorder { employeeNumber } department { code } request { id } pack { name version }
        attendees { person { employeeNumber } required role answer note attended confirmedAt readAt silent }
        agenda { number topic minutes carriedOver { code } }
        openedAt endedAt endedBy { employeeNumber } lasted minutesDraft { remarks items { decisions { text } actionItems { what } } }
        minutes { version correction distributed remarks publishedBy { employeeNumber } items { number points disagreements
            decisions { id number text state overdue dueOn owner { employeeNumber } department { code } tasks { code } }
            actionItems { what dueOn who { employeeNumber } decision { number } task { id code name status request { id } meeting { code } } } } }
        objections { text settledAt attendee { employeeNumber } }",
};

/// The host of most meetings, head of JS.
pub(crate) const HOST: &str = "JS0001";
/// Who writes the minutes.
const RECORDER: &str = "JS0003";

/// Worked example 4, with the people of the tests: two required attendees of two departments, one optional.
pub(crate) fn plan(app: &TestApp, more: Value) -> Value {
    let asked =
        |number, required| json!({ "person": app.person(number), "required": required, "role": "EXECUTOR" });
    let meeting = json!({
        "subject": "Q3产品研发进度会", "kind": "REGULAR",
        "startsAt": "2024-05-10T06:00:00Z", "endsAt": "2024-05-10T07:30:00Z",
        "joinLink": "https://meeting.example.com/j/1", "recorder": app.person(RECORDER),
        "attendees": [asked("JS0004", true), asked("CP0003", true), asked("YF0003", false)],
        "agenda": [{ "topic": "当前研发进度", "minutes": 20 }, { "topic": "测试阶段风险", "minutes": 15 }, { "topic": "下一步计划", "minutes": 15 }],
    });
    with(meeting, more)
}

pub(crate) async fn scheduled(app: &TestApp, more: Value) -> String {
    id(&MEETING.run(&app.member(HOST), "meetingSchedule", plan(app, more)).await)
}

/// The same, opened and ended by its host.
async fn held(app: &TestApp, more: Value) -> String {
    let meeting = scheduled(app, more).await;
    for step in ["meetingStart", "meetingEnd"] {
        MEETING.run(&app.member(HOST), step, json!({ "id": meeting })).await;
    }
    meeting
}

/// What the recorder writes down: a decision of the host's that makes its own task, one that is done by being said, and an
/// action item.
fn said(app: &TestApp) -> Value {
    json!({ "remarks": "测试环境同步问题已记录，技术部跟进", "items": [{
        "number": 2, "points": "测试进度滞后，需增加2名测试人员",
        "decisions": [
            { "text": "研发部5月12日前提交优化计划", "owner": app.person(HOST), "dueOn": "2024-05-13" },
            { "text": "同意增加测试人员" },
        ],
        "actionItems": [{ "what": "协调测试人员", "who": app.person("CP0003"), "dueOn": "2024-05-13" }],
    }] })
}

/// The minutes of `said`, published by the recorder; both required attendees were there.
async fn published(app: &TestApp, meeting: &str, minutes: Value) -> Value {
    let there = |number| json!({ "person": app.person(number), "attended": true });
    let input =
        json!({ "id": meeting, "attendance": [there("JS0004"), there("CP0003")], "minutes": minutes });
    MEETING.run(&app.member(RECORDER), "meetingPublishMinutes", input).await
}

async fn seen(client: &Client, id: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on Meeting {{ {} }} }} }}", MEETING.seen);
    client.query(&document, json!({ "id": id })).await["node"].take()
}

/// What this person was told of something, oldest first, by code.
async fn told(client: &Client, subject: &str) -> Vec<String> {
    let document =
        "query($id: ID!) { notifications(first: 100, filter: { subject: $id }) { nodes { code } } }";
    let data = client.query(document, json!({ "id": subject })).await;
    let nodes = data["notifications"]["nodes"].as_array().cloned().unwrap_or_default();
    nodes.iter().rev().map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect()
}

fn id(object: &Value) -> String {
    object["id"].as_str().expect("an ID").to_owned()
}
