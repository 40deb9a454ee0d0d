//! Calendar feeds over real sockets, on both databases: who makes and ends them, and what a calendar application reads there, by
//! a library that had no part in writing it (X28).

use std::collections::BTreeMap;

use icalendar::{Calendar, CalendarComponent, Component as _, DatePerhapsTime, Event, EventLike as _};
use serde_json::{Value, json};

use crate::meeting::{self, MEETING};
use crate::request::with;
use crate::support::app::TestApp;
use crate::support::both_databases;
use crate::support::client::Client;
use crate::support::mutation::Noun;

/// What the tests look at after a mutation.
const FEED: Noun = Noun {
    field: "calendarFeed",
    seen: "id version name path createdAt revokedAt abilities { action allowed reason { code } }",
};

/// An attendee of the meeting.
const READER: &str = "JS0004";

/// What the address answers: the status, the kind of content, the text.
async fn read(app: &TestApp, path: &str) -> (u16, String, String) {
    let answer = reqwest::get(format!("{}{path}", app.base(0))).await.expect("an answer");
    let kind = answer
        .headers()
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    (answer.status().as_u16(), kind, answer.text().await.expect("a text"))
}

async fn events(app: &TestApp, path: &str) -> BTreeMap<String, Event> {
    let (status, kind, text) = read(app, path).await;
    assert_eq!((status, kind.as_str()), (200, "text/calendar; charset=utf-8"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 76 && !line.contains('\n'), "{line}");
    }
    let calendar: Calendar = text.parse().expect("a calendar");
    let events = calendar.components.iter().filter_map(CalendarComponent::as_event);
    events.map(|event| (event.get_uid().expect("a UID").to_owned(), event.clone())).collect()
}

fn starts(event: &Event) -> i64 {
    match event.get_start().expect("a start") {
        DatePerhapsTime::DateTime(start) => start.try_into_utc().expect("a moment").timestamp(),
        DatePerhapsTime::Date(_) => panic!("a date alone"),
    }
}

async fn feed(client: &Client) -> (String, String) {
    let made = FEED.run(client, "calendarFeedCreate", json!({ "name": "手机" })).await;
    let text = |field: &str| made[field].as_str().expect("a text").to_owned();
    (text("id"), text("path"))
}

both_databases! {
    /// X28: the same UID for as long as the meeting lives, a number that rises with every change of what is shown, its end told.
    async fn an_application_follows_a_meeting(backend) {
        let app = TestApp::start(backend).await;
        let (_, path) = feed(&app.member(READER)).await;
        assert!(events(&app, &path).await.values().all(|event| event.get_location().is_none()));
        let more = json!({ "place": "A栋；301，东侧", "demands": "进度表，\n风险清单" });
        let id = meeting::scheduled(&app, more).await;
        let uid = format!("{id}@liaison");
        let shown = events(&app, &path).await.remove(&uid).expect("the meeting");
        assert_eq!(shown.get_summary(), Some("Q3产品研发进度会"));
        assert_eq!(shown.get_location(), Some("A栋；301，东侧"));
        assert_eq!(shown.get_url(), Some("https://meeting.example.com/j/1"));
        assert!(shown.get_description().expect("words").contains("测试阶段风险（15 分钟）"));
        assert_eq!((starts(&shown), shown.get_sequence()), (1_715_320_800, Some(0)));
        assert_eq!(shown.property_value("STATUS"), Some("CONFIRMED"));
        let host = app.member(meeting::HOST);
        let moved = json!({ "id": id, "startsAt": "2024-05-10T08:00:00Z", "endsAt": "2024-05-10T09:30:00Z" });
        MEETING.run(&host, "meetingChange", moved).await;
        MEETING.run(&app.member(READER), "meetingReply", json!({ "id": id, "answer": "DECLINED", "note": "出差" })).await;
        let shown = events(&app, &path).await.remove(&uid).expect("the meeting");
        assert_eq!((starts(&shown), shown.get_sequence()), (1_715_328_000, Some(1)));
        assert_eq!(shown.property_value("TRANSP"), Some("TRANSPARENT"));
        MEETING.run(&host, "meetingCancel", json!({ "id": id, "reason": "客户改期" })).await;
        let shown = events(&app, &path).await.remove(&uid).expect("the meeting");
        assert_eq!((shown.property_value("STATUS"), shown.get_sequence()), (Some("CANCELLED"), Some(2)));
        app.finish().await;
    }

    /// X28: a series keeps its time on the wall over the change of the clock, each of it an event of its own.
    async fn a_series_is_read_back_across_the_change_of_the_clock(backend) {
        let app = TestApp::start(backend).await;
        let (_, path) = feed(&app.member(READER)).await;
        let zones = ["America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Shanghai", "UTC"];
        let mut expected = BTreeMap::new();
        for zone in zones {
            let plan = with(meeting::plan(&app, json!({
                "startsAt": "2024-10-01T06:00:00Z", "endsAt": "2024-10-01T07:30:00Z", "timeZone": zone,
                "repeat": { "every": "WEEK", "until": "2024-12-10", "workingDaysOnly": false },
            })), json!({ "agenda": [] }));
            MEETING.run(&app.member(meeting::HOST), "meetingSchedule", plan).await;
        }
        let document = "{ meetings(first: 100) { nodes { id startsAt timeZone } } }";
        let found = app.member(READER).query(document, json!({})).await;
        for one in found["meetings"]["nodes"].as_array().expect("meetings") {
            let start: jiff::Timestamp = one["startsAt"].as_str().expect("a time").parse().expect("a time");
            expected.insert(format!("{}@liaison", one["id"].as_str().expect("an ID")), start.as_second());
        }
        assert_eq!(expected.len(), zones.len() * 11);
        let shown = events(&app, &path).await;
        let read: BTreeMap<String, i64> = shown
            .iter()
            .filter(|(uid, _)| uid.starts_with("mtg_"))
            .map(|(uid, event)| (uid.clone(), starts(event)))
            .collect();
        assert_eq!(read, expected);
        let (_, _, text) = crate::calendar_feed::read(&app, &path).await;
        for zone in zones.into_iter().filter(|zone| *zone != "UTC") {
            assert_eq!(text.matches(&format!("\r\nTZID:{zone}\r\n")).count(), 1, "{zone}");
        }
        app.finish().await;
    }

    /// What a person owes stands there at its time, and goes when it is done.
    async fn deadlines_stand_at_their_time(backend) {
        let app = TestApp::start(backend).await;
        let (_, path) = feed(&app.member(meeting::HOST)).await;
        let id = meeting::scheduled(&app, json!({ "agenda": [] })).await;
        let due = |events: BTreeMap<String, Event>| {
            let mut due: Vec<_> = events
                .iter()
                .filter(|(uid, _)| uid.starts_with("ddl_"))
                .map(|(_, event)| (event.get_summary().unwrap_or_default().to_owned(), starts(event)))
                .collect();
            due.sort();
            due
        };
        let owed = due(events(&app, &path).await);
        assert_eq!(owed, [("会议通知到期：HY202405001 Q3产品研发进度会".to_owned(), 1_715_234_400)]);
        let agenda = json!({ "id": id, "agenda": [{ "topic": "当前研发进度", "minutes": 20 }] });
        MEETING.run(&app.member(meeting::HOST), "meetingChange", agenda).await;
        assert_eq!(due(events(&app, &path).await), []);
        app.finish().await;
    }

    /// An address is shown once and ends at once; nobody else sees that it is there.
    async fn an_address_is_secret_and_can_be_ended(backend) {
        let app = TestApp::start(backend).await;
        let owner = app.member(READER);
        let input = json!({ "name": "手机", "idempotencyKey": "phone" });
        let made = FEED.run(&owner, "calendarFeedCreate", input.clone()).await;
        let path = made["path"].as_str().expect("the address").to_owned();
        let again = FEED.run(&owner, "calendarFeedCreate", input).await;
        assert_eq!((&again["id"], &again["path"]), (&made["id"], &Value::Null));
        let listed = "{ viewer { calendarFeeds { id name path } } }";
        let own = owner.query(listed, json!({})).await;
        assert_eq!(own["viewer"]["calendarFeeds"], json!([{ "id": made["id"], "name": "手机", "path": null }]));
        for other in [app.admin(), app.member(meeting::HOST)] {
            assert_eq!(other.query(listed, json!({})).await["viewer"]["calendarFeeds"], json!([]));
            let node = "query($id: ID!) { node(id: $id) { id } }";
            assert_eq!(other.query(node, json!({ "id": made["id"] })).await["node"], Value::Null);
            let revoke = json!({ "id": made["id"] });
            assert_eq!(FEED.refusal(&other, "calendarFeedRevoke", revoke).await, "not found");
        }
        assert_eq!(read(&app, &path).await.0, 200);
        let secret = path.trim_start_matches("/calendar/").trim_end_matches(".ics");
        let turned: String = secret.trim_start_matches("lcf_").chars().rev().collect();
        let other = format!("/calendar/lcf_{turned}.ics");
        for wrong in [other.as_str(), "/calendar/x.ics", "/calendar/", path.trim_end_matches(".ics")] {
            assert_eq!(read(&app, wrong).await.0, 404, "{wrong}");
        }
        FEED.run(&owner, "calendarFeedRevoke", json!({ "id": made["id"] })).await;
        assert_eq!(read(&app, &path).await.0, 404);
        assert_eq!(owner.query(listed, json!({})).await["viewer"]["calendarFeeds"], json!([]));
        for _ in 0..10 {
            feed(&owner).await;
        }
        assert_eq!(FEED.refusal(&owner, "calendarFeedCreate", json!({ "name": "另一个" })).await, "TOO_MANY at ");
        app.finish().await;
    }
}
