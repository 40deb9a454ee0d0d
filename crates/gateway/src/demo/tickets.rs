//! The tickets of the demo company's customers: the rules that route them (S1-40), what two customers want at the start, and
//! the scores of those whose tickets are done.

use std::sync::Arc;

use liaison_domain::access::Actor;
use liaison_domain::ids::{self, CustomerId, DepartmentId, PersonId, RequestId};
use liaison_domain::patch::Patch;
use liaison_domain::portal::{NewLink, Token};
use liaison_domain::priority::Priority;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::fill::{ContentPatch, ParticularsPatch};
use liaison_domain::request::form::DeliverableSpec;
use liaison_domain::request::kind::RequestKind;
use liaison_domain::request::ticket::TicketPatch;
use liaison_domain::routing::SetRoute;
use liaison_domain::score::Score;
use liaison_domain::text::Code;
use liaison_domain::time::Instant;

use super::DemoClock;
use super::company::CompanyFault;
use super::play::{changed, line, text, unfit};
use crate::app::App;
use crate::operations::origin::Origin;
use crate::operations::portal::{self, PortalLinkIssue};
use crate::operations::ticket::{self, TicketOpening, TicketScore};
use crate::operations::{Call, OperationError, routing};

/// Who keeps the rules.
const ADMINISTRATOR: &str = "XZ0001";
/// What the tickets of the past were about.
pub(super) const AFTER_SALES: &str = "售后问题";
/// Which department takes tickets of which category (S1-40); the last one all others.
const ROUTES: &[(Option<&str>, &str)] =
    &[(Some("产品需求"), "YF"), (Some(AFTER_SALES), "KF"), (Some("商务咨询"), "XS"), (None, "KF")];
const DAY: i64 = 86_400;

/// A ticket as it is written down here; its customer by the place among those of [`super::customers`].
struct Story {
    customer: usize,
    by: &'static str,
    days_ago: i64,
    category: &'static str,
    priority: Priority,
    title: &'static str,
    background: &'static str,
    goal: &'static str,
    deliverable: &'static str,
}

const STORIES: &[Story] = &[
    Story {
        customer: 0,
        by: "XS0001",
        days_ago: 3,
        category: "产品需求",
        priority: Priority::Medium,
        title: "新产品支持批量导入采购单",
        background: "客户每月手工录入约800张采购单",
        goal: "支持按模板批量导入",
        deliverable: "导入功能说明与上线计划",
    },
    Story {
        customer: 2,
        by: "XS0005",
        days_ago: 2,
        category: AFTER_SALES,
        priority: Priority::High,
        title: "升级后报表打印错位",
        background: "系统升级后，车间报表打印内容错位",
        goal: "恢复报表打印格式",
        deliverable: "修复说明与验证截图",
    },
];

/// Sets the rules; from the beginning on, so that nothing was ever without one.
pub(super) async fn route(app: &App) -> Result<(), CompanyFault> {
    for (category, department) in ROUTES {
        let set = async {
            let category = category.map(line).transpose()?;
            let department = Some(self::department(app, department)?);
            let call = by(app, person(app, ADMINISTRATOR)?)?;
            let rule = SetRoute { category, department, in_force_from: None };
            changed(routing::set(app.clone(), call, rule).await).map(drop)
        };
        set.await.map_err(|error| refused("the routing rules", error))?;
    }
    Ok(())
}

/// Opens what customers want at the start, and issues the link of the first of these; `clock` is the clock of `app`.
pub(super) async fn furnish(
    app: &App,
    clock: &DemoClock,
    start: Instant,
    customers: &[CustomerId],
) -> Result<Option<Token>, CompanyFault> {
    let mut shown = None;
    for story in STORIES {
        clock.put(start.plus_seconds(-story.days_ago * DAY));
        let opened = open(app, start, story, customers[story.customer]);
        let token = opened.await.map_err(|error| refused(story.title, error))?;
        shown.get_or_insert(token);
    }
    Ok(shown)
}

async fn open(
    app: &App,
    start: Instant,
    story: &Story,
    customer: CustomerId,
) -> Result<Token, OperationError> {
    let owner = person(app, story.by)?;
    let zone = app.policies().latest().hours().zone().clone();
    let day = |days: i64| Patch::Set(start.plus_seconds(days * DAY).date_in(&zone));
    let deliverable =
        DeliverableSpec { name: line(story.deliverable)?, standard: text("客户书面确认")? };
    let form = CreateRequest {
        id: None,
        title: line(story.title)?,
        kind: RequestKind::CustomerTicket,
        priority: story.priority,
        content: ContentPatch {
            background: Patch::Set(text(story.background)?),
            goal: Patch::Set(text(story.goal)?),
            details: Patch::Set(text("1.复现并确认范围；2.处理；3.回复客户")?),
            deliverables: Patch::Set(vec![deliverable]),
            start_on: day(0),
            due_on: day(14),
            ..ContentPatch::default()
        },
        particulars: ParticularsPatch { no_attachments: Patch::Set(true), ..ParticularsPatch::default() },
        parties: Vec::new(),
        acceptors: Vec::new(),
        ticket: of(customer, story.category)?,
    };
    let opening = TicketOpening { form, checklist: Vec::new(), origin: Origin::default() };
    let ticket = changed(ticket::open(app.clone(), by(app, owner)?, opening).await)?;
    issue(app, owner, ticket.id).await.map(|issued| issued.token)
}

/// Whose ticket a form is.
pub(super) fn of(customer: CustomerId, category: &str) -> Result<TicketPatch, OperationError> {
    Ok(TicketPatch { customer: Patch::Set(customer), category: Patch::Set(line(category)?) })
}

/// Has the customer of a ticket say how satisfied it is, by a link that `owner` issues.
pub(super) async fn rate(
    app: &App,
    owner: PersonId,
    ticket: RequestId,
    score: i64,
    words: &str,
) -> Result<(), OperationError> {
    let link = issue(app, owner, ticket).await?.link;
    let actor = liaison_domain::access::PortalActor { link: link.id, request: ticket };
    let call = Call::new(Arc::new(Actor::Portal(actor)), ids::fresh(app.ids()));
    let said = TicketScore { score: Score::new(score).map_err(unfit)?, words: Some(text(words)?) };
    changed(ticket::rate(app.clone(), call, said).await).map(drop)
}

async fn issue(app: &App, owner: PersonId, request: RequestId) -> Result<portal::Issued, OperationError> {
    let link = NewLink { id: None, expires_at: None };
    changed(portal::issue(app.clone(), by(app, owner)?, PortalLinkIssue { request, link }).await)
}

fn refused(doing: &str, error: OperationError) -> CompanyFault {
    CompanyFault::Refused { doing: doing.to_owned(), error }
}

fn person(app: &App, number: &str) -> Result<PersonId, OperationError> {
    let directory = app.directory().latest();
    let person = directory.person_by_number(&Code::new(number).map_err(unfit)?);
    person.map(|person| person.id).ok_or_else(|| missing(number))
}

fn department(app: &App, code: &str) -> Result<DepartmentId, OperationError> {
    let directory = app.directory().latest();
    let department = directory.department_by_code(&Code::new(code).map_err(unfit)?);
    department.map(|department| department.id).ok_or_else(|| missing(code))
}

/// A call by `person`, with today's roles.
fn by(app: &App, person: PersonId) -> Result<Call, OperationError> {
    let actor = app.directory().latest().actor(person);
    let actor = actor.ok_or_else(|| OperationError::internal("nobody active registers a ticket"))?;
    Ok(Call::new(Arc::new(actor), ids::fresh(app.ids())))
}

fn missing(code: &str) -> OperationError {
    OperationError::internal(format!("{code} is not in the demo's directory"))
}
