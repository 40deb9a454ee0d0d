//! The customers of the sales department: worked example 6 and two more, each with a contact and what was said last.
//!
//! Everything happened on the days before the demo starts; what follows lies in the days after, as example 6 has it.

use std::sync::Arc;

use liaison_domain::customer::contact::{NewContact, NewHandle};
use liaison_domain::customer::interaction::{Channel, NewInteraction, NewMeasure};
use liaison_domain::customer::personal::{Handle, Mail, PersonName, Phone, Title};
use liaison_domain::customer::{CustomerRecord, NewCustomer};
use liaison_domain::directory::Directory;
use liaison_domain::error::Reason;
use liaison_domain::ids::{self, CustomerId, DepartmentId, PersonId};
use liaison_domain::task::NewDue;
use liaison_domain::text::{Code, Line};
use liaison_domain::time::{Date, Instant};

use super::DemoClock;
use super::company::CompanyFault;
use super::play::{changed, line, text, unfit};
use crate::app::App;
use crate::operations::customer::contact::{self, ContactAdd};
use crate::operations::customer::interaction::{self, InteractionRecording};
use crate::operations::{Call, OperationError, customer};

/// One customer as it is written down here. Days count from the one on which the demo starts.
struct Story {
    name: &'static str,
    industry: &'static str,
    level: &'static str,
    tags: &'static [&'static str],
    owner: &'static str,
    contact: Person,
    said: Said,
}

struct Person {
    name: &'static str,
    title: &'static str,
    phone: &'static str,
    mail: &'static str,
    wechat: &'static str,
}

struct Said {
    days_ago: i64,
    channel: Channel,
    subject: &'static str,
    wants: &'static str,
    /// Department, matter, and the day by which.
    measures: &'static [(&'static str, &'static str, i64)],
    follow_up: &'static str,
    plan: &'static str,
    next_in: i64,
}

const STORIES: &[Story] = &[
    // Worked example 6 (S1-83 to S1-92).
    Story {
        name: "ABC科技有限公司",
        industry: "电子制造",
        level: "A",
        tags: &["重点客户", "新产品"],
        owner: "XS0001",
        contact: Person {
            name: "周琦",
            title: "采购经理",
            phone: "138 0013 5678",
            mail: "zhou.qi@abc.example",
            wechat: "zhouqi_abc",
        },
        said: Said {
            days_ago: 3,
            channel: Channel::Phone,
            subject: "新产品采购咨询",
            wants: "询问产品交付周期、售后政策",
            measures: &[("CP", "确认交付周期", 4), ("KF", "制定售后方案", 5)],
            follow_up: "XS0002",
            plan: "1.发送方案至客户 2.电话确认反馈",
            next_in: 6,
        },
    },
    Story {
        name: "鼎新贸易有限公司",
        industry: "批发零售",
        level: "B",
        tags: &["华东"],
        owner: "XS0003",
        contact: Person {
            name: "何敏",
            title: "运营总监",
            phone: "021-66558899",
            mail: "he.min@dingxin.example",
            wechat: "hemin_dx",
        },
        said: Said {
            days_ago: 6,
            channel: Channel::InPerson,
            subject: "年度框架协议续签",
            wants: "希望延长账期至60天，并增加季度对账",
            measures: &[("CW", "评估账期调整", 2)],
            follow_up: "XS0003",
            plan: "财务评估后当面答复",
            next_in: 3,
        },
    },
    Story {
        name: "华辰制造集团",
        industry: "装备制造",
        level: "A",
        tags: &["售后"],
        owner: "XS0005",
        contact: Person {
            name: "魏东",
            title: "设备主管",
            phone: "139 1122 3344",
            mail: "wei.dong@huachen.example",
            wechat: "weidong_hc",
        },
        said: Said {
            days_ago: 4,
            channel: Channel::Online,
            subject: "系统升级培训",
            wants: "新版本上线后需两场操作培训",
            measures: &[("JS", "提供培训环境", 3), ("KF", "安排培训讲师", 3)],
            follow_up: "XS0006",
            plan: "确认培训时间与名单",
            next_in: 2,
        },
    },
];

/// Makes the customers as the company has them from its beginning on; they are answered in the order in which they stand here.
pub(super) async fn found(app: &App, start: Instant) -> Result<Vec<CustomerId>, CompanyFault> {
    let directory = app.directory().latest();
    let scene = Scene { app, directory: &directory, start };
    let mut customers = Vec::new();
    for story in STORIES {
        customers.push(scene.create(story).await.map_err(|error| refused(story, error))?.id);
    }
    Ok(customers)
}

/// Adds their contacts and what was said last; `clock` is the clock of `app`.
pub(super) async fn furnish(
    app: &App,
    clock: &DemoClock,
    start: Instant,
    customers: &[CustomerId],
) -> Result<(), CompanyFault> {
    let directory = app.directory().latest();
    let scene = Scene { app, directory: &directory, start };
    for (story, customer) in STORIES.iter().zip(customers) {
        clock.put(start.plus_seconds(-story.said.days_ago * DAY));
        scene.play(story, *customer).await.map_err(|error| refused(story, error))?;
    }
    Ok(())
}

fn refused(story: &Story, error: OperationError) -> CompanyFault {
    CompanyFault::Refused { doing: format!("the customer {}", story.name), error }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

struct Scene<'a> {
    app: &'a App,
    directory: &'a Directory,
    start: Instant,
}

impl Scene<'_> {
    async fn play(&self, story: &Story, customer: CustomerId) -> Result<(), OperationError> {
        let owner = self.person(story.owner)?;
        let person = &story.contact;
        let contact = NewContact {
            id: None,
            name: PersonName::new(person.name).map_err(unfit)?,
            title: Some(Title::new(person.title).map_err(unfit)?),
            phone: Some(Phone::new(person.phone).map_err(unfit)?),
            mail: Some(Mail::new(person.mail).map_err(unfit)?),
            handles: vec![NewHandle {
                service: line("微信")?,
                value: Handle::new(person.wechat).map_err(unfit)?,
            }],
        };
        let add = ContactAdd { customer, contact };
        changed(contact::add(self.app.clone(), self.call(owner)?, add).await)?;
        let interaction = self.interaction(&story.said)?;
        let recording = InteractionRecording { customer, interaction };
        changed(interaction::record(self.app.clone(), self.call(owner)?, recording).await).map(drop)
    }

    async fn create(&self, story: &Story) -> Result<CustomerRecord, OperationError> {
        let owner = self.person(story.owner)?;
        let tags: Result<Vec<Line<50>>, Reason> = story.tags.iter().map(|tag| Line::new(tag)).collect();
        let new = NewCustomer {
            id: None,
            name: line(story.name)?,
            industry: Some(line(story.industry)?),
            level: Some(line(story.level)?),
            owner: None,
            department: None,
            tags: tags.map_err(unfit)?,
        };
        changed(customer::create(self.app.clone(), self.call(owner)?, new).await)
    }

    fn interaction(&self, said: &Said) -> Result<NewInteraction, OperationError> {
        let measures = said.measures.iter().map(|(code, matter, days)| {
            Ok(NewMeasure { department: self.department(code)?, matter: line(matter)?, on: self.day(*days) })
        });
        Ok(NewInteraction {
            id: None,
            at: None,
            channel: said.channel,
            subject: line(said.subject)?,
            wants: Some(text(said.wants)?),
            measures: measures.collect::<Result<_, OperationError>>()?,
            follow_up_by: Some(self.person(said.follow_up)?),
            plan: Some(text(said.plan)?),
            next_contact: Some(NewDue::On(self.day(said.next_in))),
            confirm_masked: false,
        })
    }

    /// The local date so many days after the one on which the demo starts.
    fn day(&self, days: i64) -> Date {
        let policies = self.app.policies().latest();
        self.start.plus_seconds(days * DAY).date_in(policies.hours().zone())
    }

    fn person(&self, number: &str) -> Result<PersonId, OperationError> {
        let code = Code::new(number).map_err(unfit)?;
        let person = self.directory.person_by_number(&code);
        person.map(|person| person.id).ok_or_else(|| missing(number))
    }

    fn department(&self, code: &str) -> Result<DepartmentId, OperationError> {
        let department = self.directory.department_by_code(&Code::new(code).map_err(unfit)?);
        department.map(|department| department.id).ok_or_else(|| missing(code))
    }

    /// A call by `person`, with today's roles.
    fn call(&self, person: PersonId) -> Result<Call, OperationError> {
        let actor = self.directory.actor(person);
        let actor = actor.ok_or_else(|| OperationError::internal("nobody active owns a customer"))?;
        Ok(Call::new(Arc::new(actor), ids::fresh(self.app.ids())))
    }
}

fn missing(code: &str) -> OperationError {
    OperationError::internal(format!("{code} is not in the demo's directory"))
}
