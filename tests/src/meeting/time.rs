//! Before and during a meeting: notice, answers, series, what the server does when the time has passed.

use serde_json::{Value, json};

use super::{HOST, MEETING, id, plan, published, said, scheduled, seen, told};
use crate::deadline::pass;
use crate::request::with;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::task::TASK;

/// Every deadline of the meeting: `KIND STATE due owner`.
async fn owed(app: &TestApp, meeting: &str) -> Vec<String> {
    let document = "query($id: ID!) { node(id: $id) { ... on Meeting { deadlines(first: 50) { nodes { kind state dueAt owner { employeeNumber } } } } } }";
    let found = app.member(HOST).query(document, json!({ "id": meeting })).await;
    let nodes = found["node"]["deadlines"]["nodes"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines: Vec<String> = nodes
        .iter()
        .map(|one| {
            [&one["kind"], &one["state"], &one["dueAt"], &one["owner"]["employeeNumber"]].map(text).join(" ")
        })
        .collect();
    lines.sort_unstable();
    lines
}

both_databases! {
    /// S1-24, S2-22: a code of the month, the zone of the host's department, the default pack; the notice still owes its agenda.
    async fn an_invitation_has_a_code_and_owes_its_agenda(backend) {
        let app = TestApp::start(backend).await;
        let host = app.member(HOST);
        let made = MEETING.run(&host, "meetingSchedule", plan(&app, json!({ "agenda": [] }))).await;
        assert_eq!(
            (&made["code"], &made["timeZone"], &made["department"]["code"], &made["pack"]),
            (&json!("HY202405001"), &json!("Asia/Shanghai"), &json!("JS"), &json!({ "name": "default", "version": 1 }))
        );
        let meeting = id(&made);
        assert_eq!(owed(&app, &meeting).await, ["NOTICE RUNNING 2024-05-09T06:00:00Z JS0001"]);
        let agenda = json!({ "id": meeting, "agenda": [{ "topic": "当前研发进度", "minutes": 20 }] });
        MEETING.run(&host, "meetingChange", agenda).await;
        assert_eq!(owed(&app, &meeting).await, ["NOTICE MET 2024-05-09T06:00:00Z JS0001"]);
        pass(&app, "2024-05-09T08:00:00Z").await;
        let late = json!({ "id": meeting, "startsAt": "2024-05-10T05:00:00Z" });
        let host = app.member(HOST);
        assert_eq!(MEETING.refusal(&host, "meetingChange", late.clone()).await, "SHORT_NOTICE at shortNoticeReason");
        let moved = MEETING.run(&host, "meetingChange", with(late, json!({ "shortNoticeReason": "客户改期" }))).await;
        assert_eq!(moved["shortNoticeReason"], "客户改期");
        app.finish().await;
    }

    /// Bad input is told whole, and changes nothing.
    async fn what_does_not_hold_is_refused(backend) {
        let app = TestApp::start(backend).await;
        let host = app.member(HOST);
        for (more, expected) in [
            (json!({ "subject": " ", "joinLink": "javascript:alert(1)" }), "REQUIRED at subject; MALFORMED at joinLink"),
            (json!({ "kind": "SYNC", "agenda": [] }), "OUT_OF_RANGE at endsAt"),
            (json!({ "endsAt": "2024-05-10T06:40:00Z" }), "AGENDA_TOO_LONG at agenda"),
            (json!({ "startsAt": null, "agenda": [] }), "REQUIRED at startsAt"),
            (json!({ "timeZone": "Asia/Nowhere" }), "UNKNOWN at timeZone"),
            (json!({ "recorder": app.person("ZB0004") }), "AUDITOR_ONLY at recorder"),
            (json!({ "attendees": [{ "person": app.person(HOST) }] }), "DUPLICATE at attendees.0.person"),
            (json!({ "request": "req_00000000000000000000000001" }), "UNKNOWN at request"),
            (json!({ "host": app.person("CP0001") }), "ROLE_MISSING"),
            (json!({ "repeat": { "every": "WEEK", "until": "2026-05-10" } }), "TOO_MANY at repeat.until"),
        ] {
            assert_eq!(MEETING.refusal(&host, "meetingSchedule", plan(&app, more.clone())).await, expected, "{more}");
        }
        let none = host.query("{ meetings { totalCount { value } } }", json!({})).await;
        assert_eq!(none["meetings"]["totalCount"]["value"], 0);
        let made = MEETING.run(&host, "meetingSchedule", plan(&app, json!({}))).await;
        assert_eq!(made["code"], "HY202405001", "a refused call draws no number");
        app.finish().await;
    }

    /// A new time asks everybody anew; who is asked, and who is not any more, is told.
    async fn attendees_answer_and_are_told(backend) {
        let app = TestApp::start(backend).await;
        let meeting = scheduled(&app, json!({})).await;
        let (required, optional) = (app.member("JS0004"), app.member("YF0003"));
        assert_eq!(told(&required, &meeting).await, ["MEETING_INVITED"]);
        assert_eq!(told(&app.member("JS0003"), &meeting).await, ["MEETING_TO_RECORD"]);
        let no = json!({ "id": meeting, "answer": "NONE" });
        assert_eq!(MEETING.refusal(&required, "meetingReply", no).await, "REQUIRED at reply");
        MEETING.run(&required, "meetingReply", json!({ "id": meeting, "answer": "ACCEPTED" })).await;
        MEETING.run(&optional, "meetingReply", json!({ "id": meeting, "answer": "DECLINED", "note": "出差" })).await;
        assert_eq!(told(&app.member(HOST), &meeting).await, ["MEETING_DECLINED"]);
        let answers = |meeting: &Value| -> Vec<String> {
            let all = meeting["attendees"].as_array().cloned().unwrap_or_default();
            all.iter().map(|one| one["answer"].as_str().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(answers(&seen(&required, &meeting).await), ["ACCEPTED", "NONE", "DECLINED"]);
        let later = json!({ "id": meeting, "startsAt": "2024-05-13T06:00:00Z", "endsAt": "2024-05-13T07:30:00Z",
            "attendees": [{ "person": app.person("JS0004") }, { "person": app.person("CP0003") }] });
        let moved = MEETING.run(&app.member(HOST), "meetingChange", later).await;
        assert_eq!(answers(&moved), ["NONE", "NONE"]);
        assert_eq!(told(&required, &meeting).await, ["MEETING_INVITED", "MEETING_MOVED"]);
        assert_eq!(told(&optional, &meeting).await, ["MEETING_INVITED", "MEETING_UNINVITED"]);
        assert_eq!(seen(&optional, &meeting).await, Value::Null, "not asked any more, it is not there");
        app.finish().await;
    }

    /// X28: a series keeps its time on the wall; each of its meetings is changed and cancelled by itself.
    async fn a_series_is_many_meetings(backend) {
        let app = TestApp::start(backend).await;
        let repeat = json!({ "repeat": { "every": "WEEK", "until": "2024-06-14" } });
        let first = scheduled(&app, repeat).await;
        let document = "query($id: ID!) { node(id: $id) { ... on Meeting { series { meetings(first: 10) { totalCount { value } nodes { id code seriesNumber startsAt } } } } } }";
        let client = app.member("CP0003");
        let found = client.query(document, json!({ "id": first })).await["node"]["series"]["meetings"].take();
        // Friday 10 June is the Dragon Boat Festival of 2024, a Monday; every Friday is worked.
        assert_eq!(found["totalCount"]["value"], 6);
        let second = found["nodes"][1].clone();
        assert_eq!((&second["code"], &second["seriesNumber"], &second["startsAt"]), (&json!("HY202405002"), &json!(2), &json!("2024-05-17T06:00:00Z")));
        let cancel = json!({ "id": second["id"], "reason": "本周停会" });
        assert_eq!(MEETING.run(&app.member(HOST), "meetingCancel", cancel).await["status"], "CANCELLED");
        assert_eq!(seen(&client, &first).await["status"], "SCHEDULED");
        assert_eq!(told(&client, &first).await, ["MEETING_INVITED"]);
        assert_eq!(told(&client, second["id"].as_str().expect("an ID")).await, ["MEETING_CANCELLED"], "invited by the first");
        app.finish().await;
    }

    /// `states.md`: the end time passes, and minutes are owed from it; S1-33: what is overdue by then opens the next one.
    async fn time_ends_it_and_opens_the_next_with_what_is_undone(backend) {
        let app = TestApp::start(backend).await;
        let repeat = json!({ "repeat": { "every": "WEEK", "until": "2024-05-17" } });
        let first = scheduled(&app, repeat).await;
        let next = "query { meetings(filter: { code: { eq: \"HY202405002\" } }) { nodes { id } } }";
        let next = id(&app.member(HOST).query(next, json!({})).await["meetings"]["nodes"][0]);
        pass(&app, "2024-05-10T07:29:59Z").await;
        assert_eq!(seen(&app.member(HOST), &first).await["status"], "SCHEDULED");
        pass(&app, "2024-05-10T07:31:00Z").await;
        let over = seen(&app.member(HOST), &first).await;
        assert_eq!((&over["status"], &over["endedAt"], &over["endedBy"]), (&json!("HELD"), &json!("2024-05-10T07:30:00Z"), &Value::Null));
        assert_eq!(over["lasted"], "PT1H30M");
        assert_eq!(owed(&app, &first).await, ["MINUTES RUNNING 2024-05-11T07:30:00Z JS0003"]);
        let minutes = published(&app, &first, said(&app)).await;
        let topics = |meeting: &Value| -> Vec<String> {
            let all = meeting["agenda"].as_array().cloned().unwrap_or_default();
            all.iter().map(|one| format!("{} {}", one["topic"].as_str().unwrap_or_default(), one["carriedOver"]["code"].as_str().unwrap_or("-"))).collect()
        };
        let (own, asked) = (minutes["code"].as_str().expect("a code").to_owned() + "-01", minutes["code"].as_str().expect("a code").to_owned() + "-02");
        let ahead = topics(&seen(&app.member(HOST), &next).await);
        assert_eq!(ahead[..2], [format!("研发部5月12日前提交优化计划 {own}"), format!("协调测试人员 {asked}")]);
        assert_eq!(ahead[2], "当前研发进度 -");
        let task = minutes["minutes"]["items"][0]["actionItems"][1]["task"]["id"].clone();
        TASK.run(&app.member("CP0003"), "taskDeliver", json!({ "id": task })).await;
        pass(&app, "2024-05-17T08:00:00Z").await;
        let frozen = topics(&seen(&app.member(HOST), &next).await);
        assert_eq!(frozen[..2], [format!("研发部5月12日前提交优化计划 {own}"), "当前研发进度 -".to_owned()]);
        let open = minutes["minutes"]["items"][0]["actionItems"][0]["task"]["id"].clone();
        TASK.run(&app.member(HOST), "taskDeliver", json!({ "id": open })).await;
        assert_eq!(topics(&seen(&app.member(HOST), &next).await), frozen, "fixed when it ended");
        app.finish().await;
    }

    /// Resolution 61: what nobody opened may turn out not to have taken place; what was published did.
    async fn what_did_not_take_place_is_cancelled(backend) {
        let app = TestApp::start(backend).await;
        let cancel = |id: &str| json!({ "id": id, "reason": "未召开" });
        let meeting = scheduled(&app, json!({})).await;
        pass(&app, "2024-05-10T08:00:00Z").await;
        let host = app.member(HOST);
        assert_eq!(MEETING.run(&host, "meetingCancel", cancel(&meeting)).await["status"], "CANCELLED");
        assert!(owed(&app, &meeting).await.contains(&"MINUTES CANCELLED 2024-05-11T07:30:00Z JS0003".to_owned()));
        let instant = json!({ "kind": "INSTANT", "startsAt": null, "endsAt": "2024-05-10T09:00:00Z" });
        let meeting = scheduled(&app, instant).await;
        MEETING.run(&host, "meetingStart", json!({ "id": meeting })).await;
        assert_eq!(MEETING.refusal(&host, "meetingCancel", cancel(&meeting)).await, "SCHEDULED lacks MEETING_TOOK_PLACE");
        app.finish().await;
    }
}
