//! The shipped packs as the table of `process-packs.md`, and what administrators do with packs.

mod assigning;
mod publishing;

use super::*;
use crate::calendar::{DayMode, Lead};

/// A length as the table writes it.
fn short(length: Length) -> String {
    let mode = |mode| if mode == DayMode::SameTime { " same time" } else { "" };
    let days = |working_days_only| if working_days_only { " on working days" } else { "" };
    match length {
        Length::ClockMinutes { count } => format!("{} min", count.get()),
        Length::ClockHours { count } => format!("{} h", count.get()),
        Length::WorkingMinutes { count } => format!("{} working min", count.get()),
        Length::WorkingHours { count } => format!("{} working h", count.get()),
        Length::WorkingDays { count, mode: of } => format!("{} wd{}", count.get(), mode(of)),
        Length::CalendarDays { count } => format!("{} days", count.get()),
        Length::EndOfWeek => "end of week".to_owned(),
        Length::EndOfMonth => "end of month".to_owned(),
        Length::EndOfNextMonth => "end of next month".to_owned(),
        Length::EndOfQuarter => "end of quarter".to_owned(),
        Length::DailyAt { at, working_days_only } => format!("daily {at}{}", days(working_days_only)),
        Length::Weekly { weekday, at, .. } => format!("{} {at}", weekday.name()),
        Length::Before(Lead { count, .. }) => format!("{} before", count.get()),
        Length::At { .. } => "instant".to_owned(),
    }
}

fn cell(pack: &Pack, kind: DeadlineKind) -> String {
    match pack.policy(kind).map(|policy| policy.length) {
        None => "–".to_owned(),
        Some(Lengths::OwnDate) => "own date".to_owned(),
        Some(Lengths::Same(length)) => short(length),
        Some(Lengths::ByPriority(by)) => {
            let lengths = Priority::ALL.into_iter().filter_map(|priority| by.of(priority));
            lengths.map(short).collect::<Vec<_>>().join(" / ")
        }
    }
}

fn chain(pack: &Pack) -> String {
    let steps = pack.chain.iter().map(|step| {
        let told: Vec<_> = step.tell.iter().map(|told| told.name()).collect();
        let after = step.after.map_or_else(String::new, |after| format!(" +{}", short(after)));
        format!("{}{after}", told.join(" "))
    });
    steps.collect::<Vec<_>>().join(" → ")
}

fn row(kind: DeadlineKind) -> [String; 5] {
    columns().map(|pack| cell(&pack, kind))
}

fn columns() -> [Pack; 5] {
    [Preset::Register, Preset::Platform, Preset::Coordination, Preset::Confirmation, Preset::Default]
        .map(Preset::pack)
}

fn each(of: impl Fn(&Pack) -> String) -> [String; 5] {
    columns().map(|pack| of(&pack))
}

/// Rows of the table: what each pack has, and what it should have.
type Row = (&'static str, [String; 5], [&'static str; 5]);

fn demanded(pack: &Pack) -> String {
    pack.closure.iter().skip(2).map(|demand| demand.name()).collect::<Vec<_>>().join(" ")
}

fn labels(pack: &Pack) -> String {
    pack.priorities.levels().iter().map(|level| level.zh_cn.to_string()).collect::<Vec<_>>().join("/")
}

/// The name by which a rule is stored.
fn stored(rule: impl Serialize) -> String {
    serde_json::to_string(&rule).expect("plain data").trim_matches('"').to_owned()
}

#[rustfmt::skip]
fn rules() -> Vec<Row> {
    vec![
        //                                     register, platform, coordination, confirmation, default
        ("PriorityScheme", each(labels),       ["高/中/低", "高/中/低", "紧急/重要/常规", "高/中/低", "突发/高/中/低"]),
        ("Numbering", each(|pack| pack.request_numbering.clone()),
            ["{dept}{yyyy}{mm}{seq:3}", "XS{yyyy}{mm}{seq:2}", "{dept}{yyyy}{mm}{seq:3}", "{yyyy}-{deptName}-{seq:3}",
             "{dept}{yyyy}{mm}{seq:3}"]),
        ("Silence", each(|pack| stored(pack.silence)), ["ESCALATE", "REMIND", "REMIND", "DEEM_AGREED", "ESCALATE"]),
        ("Sign-off", each(|pack| stored(pack.sign_off)), ["ALL_HEADS", "NONE", "INITIATOR", "ALL_HEADS", "ALL_HEADS"]),
        ("Rating", each(|pack| pack.rated.to_string()), ["true", "false", "false", "false", "true"]),
        ("Closure gate, beyond what all have", each(demanded), ["RATINGS", "", "REPORT", "", "RATINGS"]),
        ("Escalation", each(chain),
            ["OWNER BOTH_HEADS → EXECUTIVE +24 h", "OWNER", "OWNER HEAD → EXECUTIVE +1 wd", "OWNER HEAD",
             "OWNER HEAD → BOTH_HEADS +1 wd → EXECUTIVE +2 wd"]),
    ]
}

#[rustfmt::skip]
fn lengths() -> Vec<Row> {
    use DeadlineKind as Kind;
    vec![
        //                                          register, platform, coordination, confirmation, default
        ("Triage", row(Kind::Review),               ["1 wd", "–", "–", "–", "1 wd"]),
        ("Response", row(Kind::Response),
            ["24 h / 48 h / 72 h", "–", "24 h / 3 wd / 7 days", "24 h", "15 working min / 24 h / 48 h / 72 h"]),
        ("Confirm/plan", row(Kind::Plan),           ["–", "–", "3 wd / end of week / end of next month", "–", "–"]),
        ("Clarification", row(Kind::Clarification), ["24 h", "–", "–", "–", "24 h"]),
        ("Cadence, daily", row(Kind::Daily),
            ["daily 17:00", "daily 18:00", "–", "–", "daily 17:00 on working days"]),
        ("Cadence, weekly", row(Kind::WeeklyTracking), ["–", "–", "FRIDAY 17:00", "FRIDAY 17:00", "FRIDAY 17:00"]),
        ("Problem response", row(Kind::ProblemResponse), ["2 wd", "–", "–", "–", "2 wd"]),
        ("Problem solved", row(Kind::ProblemResolution), ["–", "–", "–", "3 wd", "3 wd"]),
        ("Rework feedback", row(Kind::Acceptance),  ["1 wd", "–", "–", "–", "1 wd"]),
        ("Messages", row(Kind::Answer),
            ["–", "15 working min / 2 working h / 2 working h", "–", "–",
             "15 working min / 2 working h / 2 working h / 2 working h"]),
        ("Rating", row(Kind::Rating),               ["5 wd", "–", "–", "–", "5 wd"]),
    ]
}

#[test]
fn the_shipped_packs_say_what_the_table_says() {
    for (policy, found, expected) in rules().into_iter().chain(lengths()) {
        assert_eq!(found, expected.map(str::to_owned), "{policy}");
    }
}

#[test]
fn what_the_table_leaves_out_is_as_in_default() {
    use DeadlineKind::{
        Acceptance, Answer, Clarification, Completion, Daily, Plan, ProblemResolution, ProblemResponse,
        Rating, Response, Review, SignOff, WeeklyLook, WeeklyTracking,
    };
    let told = [
        Review,
        Response,
        Plan,
        Clarification,
        SignOff,
        Daily,
        WeeklyLook,
        WeeklyTracking,
        ProblemResponse,
        ProblemResolution,
        Acceptance,
        Rating,
        Completion,
        Answer,
    ];
    let default = Pack::default();
    for pack in columns() {
        for kind in DeadlineKind::ALL.iter().filter(|kind| !told.contains(kind)) {
            assert_eq!(pack.policy(*kind), default.policy(*kind), "{} {kind:?}", pack.name);
        }
        assert_eq!(pack.policy(SignOff).is_some(), pack.sign_off != SignOffRule::None, "{}", pack.name);
        assert_eq!(pack.policy(Completion).is_some(), pack.critical_shortcut, "{}", pack.name);
        assert_eq!(pack.critical_shortcut, pack.priorities.has(Priority::Critical), "resolution 26");
        assert_eq!((pack.version, pack.agreement), (1, AgreementRule::All), "{}", pack.name);
    }
}

#[test]
fn every_shipped_pack_passes_the_checks_of_a_published_one() {
    for preset in Preset::ALL {
        let pack = preset.pack();
        assert_eq!(pack.check(), Ok(()), "{}", pack.name);
        let read: Pack =
            serde_json::from_str(&serde_json::to_string(&pack).expect("plain data")).expect("reads back");
        assert_eq!(read, pack);
    }
    let unknown = r#"{"name":"x","version":1,"colour":"red"}"#;
    let refused = serde_json::from_str::<Pack>(unknown).expect_err("a key that no pack has");
    assert!(refused.to_string().contains("colour"), "{refused}");
}

#[test]
fn a_ticket_of_a_priority_that_the_pack_lacks_takes_its_shortest_time_resolution_48() {
    let pack = Preset::Coordination.pack();
    let [critical, high] =
        [Priority::Critical, Priority::High].map(|priority| pack.length(DeadlineKind::Response, priority));
    assert_eq!((critical, high.is_some()), (high, true));
}
