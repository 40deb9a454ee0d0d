//! The meetings of the development department: worked example 4, ahead, and a weekly series whose first minutes have left
//! something undone.

use std::collections::BTreeSet;
use std::sync::Arc;

use liaison_domain::ids::{self, PersonId};
use liaison_domain::link::Link;
use liaison_domain::meeting::{
    AgendaItem, Attendance, AttendeeRole, ItemDraft, Material, MeetingKind, MeetingRecord, MinutesDraft,
    NewActionItem, NewAttendee, NewDecision, NewMeeting, Period, Place, Repeat,
};
use liaison_domain::task::NewDue;
use liaison_domain::text::Code;
use liaison_domain::time::{Date, Instant};

use super::DemoClock;
use super::company::CompanyFault;
use super::play::{changed, line, text, unfit};
use crate::app::App;
use crate::operations::meeting::{self, MeetingSchedule, OnMeeting, Publishing};
use crate::operations::{Call, OperationError};

/// Head of development, and the host.
const HOST: &str = "YF0001";
/// Writes the minutes.
const RECORDER: &str = "YF0003";

/// Makes the meetings; `clock` is the clock of `app` and the demo starts at `start`.
///
/// # Errors
/// [`CompanyFault`] where an operation refuses.
pub(super) async fn furnish(app: &App, clock: &DemoClock, start: Instant) -> Result<(), CompanyFault> {
    let room = Room { app, clock, start };
    let refused = |doing: &'static str| move |error| CompanyFault::Refused { doing: doing.to_owned(), error };
    room.weekly().await.map_err(refused("the weekly meeting"))?;
    room.ahead().await.map_err(refused("the meetings ahead"))
}

/// Where the meetings are made.
struct Room<'a> {
    app: &'a App,
    clock: &'a DemoClock,
    start: Instant,
}

type Made<T> = Result<T, OperationError>;

impl Room<'_> {
    /// A call by this person.
    fn by(&self, number: &str) -> Made<(App, Call)> {
        let actor = self.app.directory().latest().actor(self.person(number)?);
        let actor = actor.ok_or_else(|| OperationError::internal("nobody active holds a meeting"))?;
        Ok((self.app.clone(), Call::new(Arc::new(actor), ids::fresh(self.app.ids()))))
    }

    fn person(&self, number: &str) -> Made<PersonId> {
        let code = Code::new(number).map_err(unfit)?;
        let directory = self.app.directory().latest();
        let found = directory.person_by_number(&code).map(|person| person.id);
        found.ok_or_else(|| OperationError::internal(format!("nobody has the number {number}")))
    }

    /// So many days after the start, at this hour and minute of the company.
    fn at(&self, days: i64, hour: i8, minute: i8) -> Instant {
        let policies = self.app.policies().latest();
        let time = jiff::civil::Time::constant(hour, minute, 0, 0);
        Instant::at(self.date(days), time, policies.hours().zone())
    }

    fn date(&self, days: i64) -> Date {
        let policies = self.app.policies().latest();
        self.start.date_in(policies.hours().zone()).saturating_add(jiff::Span::new().days(days))
    }

    fn attendees(&self, required: &[&str], optional: &[&str]) -> Made<Vec<NewAttendee>> {
        let asked = |required| {
            move |number: &&str| {
                Ok(NewAttendee { person: self.person(number)?, required, role: AttendeeRole::Executor })
            }
        };
        required.iter().map(asked(true)).chain(optional.iter().map(asked(false))).collect()
    }

    async fn schedule(&self, by: &str, meeting: NewMeeting) -> Made<MeetingRecord> {
        let (app, call) = self.by(by)?;
        changed(meeting::schedule(app, call, MeetingSchedule { meeting, request: None }).await)
    }

    fn plan(&self, subject: &str, kind: MeetingKind, window: (Instant, Instant)) -> Made<NewMeeting> {
        Ok(NewMeeting {
            id: None,
            subject: line(subject)?,
            kind,
            starts_at: Some(window.0),
            ends_at: window.1,
            zone: None,
            place: Place { place: None, join_link: Link::new("https://meeting.example.com/j/20240510").ok() },
            host: None,
            recorder: Some(self.person(RECORDER)?),
            attendees: self.attendees(&["YF0002", "CP0002"], &["CS0002"])?,
            confidential: false,
            agenda: Vec::new(),
            demands: None,
            copies: BTreeSet::new(),
            filed_under: Some(line("项目文档-会议纪要")?),
            short_notice: Some(text("例行安排")?),
            repeat: None,
        })
    }

    /// A weekly series that began a week ago; what its first minutes handed out is late by now.
    async fn weekly(&self) -> Made<()> {
        self.clock.put(self.at(-10, 10, 0));
        let plan = NewMeeting {
            agenda: vec![topic("上周进展", Some(20))?, topic("风险与支持", Some(20))?],
            repeat: Some(Repeat { every: Period::Week, until: self.date(21), working_days_only: true }),
            ..self.plan("研发周例会", MeetingKind::Regular, (self.at(-7, 14, 0), self.at(-7, 15, 0)))?
        };
        let first = self.schedule(HOST, plan).await?;
        self.clock.put(self.at(-7, 14, 0));
        let (app, call) = self.by(HOST)?;
        changed(meeting::start(app, call, OnMeeting { id: first.id, input: () }).await)?;
        self.clock.put(self.at(-7, 15, 0));
        let (app, call) = self.by(HOST)?;
        changed(meeting::end(app, call, OnMeeting { id: first.id, input: () }).await)?;
        self.clock.put(self.at(-7, 16, 0));
        let (app, call) = self.by(RECORDER)?;
        changed(meeting::publish_minutes(app, call, OnMeeting { id: first.id, input: self.said()? }).await)?;
        for number in ["YF0002", "CP0002"] {
            let (app, call) = self.by(number)?;
            changed(meeting::confirm_minutes(app, call, OnMeeting { id: first.id, input: () }).await)?;
        }
        Ok(())
    }

    fn said(&self) -> Made<Publishing> {
        let there = |number| Ok(Attendance { person: self.person(number)?, attended: true });
        let decision = NewDecision {
            id: None,
            text: text("统一接口错误码，三日内输出规范")?,
            owner: Some(self.person("YF0002")?),
            due: Some(NewDue::On(self.date(-4))),
        };
        let action = NewActionItem {
            task: None,
            what: line("补充回归测试用例")?,
            standard: Some(text("覆盖全部支付场景")?),
            who: Some(self.person("CS0002")?),
            due: Some(NewDue::On(self.date(3))),
            decision: None,
        };
        let item = ItemDraft {
            number: Some(2),
            points: Some(text("接口错误码不统一，联调反复")?),
            disagreements: None,
            decisions: vec![decision],
            actions: vec![action],
        };
        Ok(Publishing {
            attendance: ["YF0002", "CP0002"].into_iter().map(there).collect::<Made<_>>()?,
            minutes: Some(MinutesDraft { items: vec![item], remarks: None }),
        })
    }

    /// Worked example 4: the progress meeting, the review, and the coordination of the marketing department.
    async fn ahead(&self) -> Made<()> {
        self.clock.put(self.start.plus_seconds(-1_800));
        let plan = NewMeeting {
            agenda: vec![
                topic("当前研发进度", Some(20))?,
                topic("测试阶段风险", Some(15))?,
                topic("下一步计划", Some(15))?,
            ],
            ..self.plan("Q3产品研发进度会", MeetingKind::Regular, (self.at(4, 14, 0), self.at(4, 15, 30)))?
        };
        self.schedule(HOST, plan).await?;
        let material = Material { name: line("企业云盘/研发部/需求清单.xlsx")?, link: None };
        let first = AgendaItem { materials: vec![material], ..topic("需求优先级排序", None)? };
        let window = (self.at(15, 14, 0), self.at(15, 16, 0));
        let plan = NewMeeting {
            agenda: vec![first, topic("开发资源评估", None)?, topic("时间计划确认", None)?],
            ..self.plan("Q3产品迭代需求评审会", MeetingKind::Coordination, window)?
        };
        self.schedule(HOST, plan).await?;
        let window = (self.at(7, 14, 0), self.at(7, 16, 0));
        let plan = NewMeeting {
            place: Place { place: Some(line("3楼会议室A")?), join_link: None },
            recorder: Some(self.person("MT0009")?),
            attendees: self.attendees(&["CP0002", "JS0001"], &["XZ0002"])?,
            ..self.plan("关于项目跨部门协作协调会", MeetingKind::Coordination, window)?
        };
        self.schedule("MT0001", plan).await.map(drop)
    }
}

fn topic(name: &str, minutes: Option<u32>) -> Made<AgendaItem> {
    Ok(AgendaItem {
        topic: line(name)?,
        minutes,
        goal: None,
        presenter: None,
        questions: None,
        materials: Vec::new(),
    })
}
