//! The tables, notes, resolutions and examples of a request, over the small company of [`crate::testing`]: department 1
//! initiates (person 12), departments 2 (lead, liaison 22) and 3 (liaison 32) are its parties.

mod agreement;
mod ends;
mod examples;
mod forms;
pub(crate) mod owed;
mod packs;
mod party_table;
mod preview;
mod properties;
mod request_table;
mod roles;
mod signatures;
pub(crate) mod tickets;
mod upward;

use super::accept::AcceptRequest;
use super::close::{Settlement, UnsettledProblem};
use super::create::CreateRequest;
use super::fill::{ContentPatch, NeedInput, ParticularsPatch};
use super::form_template::FormDefinition;
use super::frame::TaskTally;
use super::kind::{PartyRole, RequestKind};
use super::liaison::NameLiaison;
use super::parties::PartyInput;
use super::party::Answer;
use super::respond::Respond;
use super::revise::Revise;
use super::sign::Sign;
use super::signature::Signer;
use super::status::RequestStatus;
use super::ticket::TicketPatch;
use super::*;
use crate::canonical::Digest;
use crate::command::{Change, Context};
use crate::error::{Refusal, Rule};
use crate::ids::{ProblemId, RequestId, TaskId};
use crate::patch::Patch;
use crate::priority::Priority;
use crate::routing::Routes;
use crate::testing::{World, department, line, person};
use crate::text::Text;
use crate::time::Date;

type Outcome_ = Result<Change<Request>, Refusal>;

/// A signer whose signature is the digest of the message.
struct Key;

impl Signer for Key {
    fn kid(&self) -> &'static str {
        "test"
    }

    fn sign(&self, message: &[u8]) -> String {
        Digest::of(message).as_str().to_owned()
    }
}

fn text(raw: &str) -> Text {
    Text::new(raw).expect("a valid text")
}

fn short(raw: &str) -> Text<2_000> {
    Text::new(raw).expect("a valid text")
}

fn day(raw: &str) -> Date {
    raw.parse().expect("a valid date")
}

fn task() -> TaskId {
    TaskId::from_uuid(uuid::Uuid::from_u128(77))
}

fn party_of(request: &Request, number: u128) -> PartyId {
    request.present().find(|party| party.department == department(number)).expect("a party").id
}

fn input(number: u128, liaison: Option<u128>) -> PartyInput {
    PartyInput {
        department: department(number),
        role: PartyRole::Accepting,
        lead: false,
        liaison: liaison.map(person),
        respond_by: None,
    }
}

fn accepted() -> Respond {
    Respond {
        party: None,
        answer: Answer::Accepted,
        opinion: None,
        reason: None,
        proposed_due_on: None,
        proposed_resource_needs: Vec::new(),
        feasibility: None,
    }
}

fn changes() -> Respond {
    Respond {
        answer: Answer::ChangesRequested,
        opinion: Some(text("接口文档")),
        reason: Some(text("范围不清")),
        ..accepted()
    }
}

fn declined() -> Respond {
    Respond { answer: Answer::Declined, reason: Some(text("无人手")), ..accepted() }
}

fn goal(raw: &str) -> Revise {
    Revise {
        content: ContentPatch { goal: Patch::Set(text(raw)), ..ContentPatch::default() },
        ..Revise::default()
    }
}

fn need(kind: crate::resource::ResourceKind) -> NeedInput {
    NeedInput {
        id: None,
        kind,
        description: short("用户画像数据及测试账号"),
        quantity: None,
        amount: None,
        purpose: None,
        expected_benefit: None,
        from_on: None,
        until_on: None,
        from_department: None,
        person: None,
        resource: None,
    }
}

fn complete() -> ContentPatch {
    ContentPatch {
        background: Patch::Set(text("为配合Q3新产品上市")),
        goal: Patch::Set(text("完成推广方案技术开发支持")),
        details: Patch::Set(text("1.提供技术接口文档")),
        due_on: Patch::Set(day("2024-05-30")),
        ..ContentPatch::default()
    }
}

fn draft_input() -> CreateRequest {
    let mut lead = input(2, Some(22));
    lead.lead = true;
    let mut content = complete();
    content.resource_needs = Patch::Set(vec![need(crate::resource::ResourceKind::Data)]);
    CreateRequest {
        id: None,
        title: line("新品推广"),
        kind: RequestKind::Collaboration,
        priority: Priority::High,
        content,
        particulars: ParticularsPatch::default(),
        parties: vec![lead, input(3, Some(32))],
        acceptors: Vec::new(),
        ticket: TicketPatch::default(),
    }
}

/// A company and one request in it.
pub(crate) struct Case {
    pub(crate) world: World,
    pub(crate) request: Request,
}

impl Case {
    fn draft() -> Self {
        Self::drafted(World::new(), draft_input())
    }

    fn drafted(world: World, input: CreateRequest) -> Self {
        let actor = world.actor(12);
        let created = Request::create(&world.context(&actor), input, &FormDefinition::default());
        let request = created.expect("created").state;
        Self { world, request }
    }

    /// A request that went the usual way to `status`.
    pub(crate) fn at(status: RequestStatus) -> Self {
        let mut case = Self::draft();
        case.go(status);
        case
    }

    fn go(&mut self, status: RequestStatus) {
        use RequestStatus::{
            Accepted, Agreed, Archived, Clarifying, Closed, Confirmed, Declined, Delivered, Draft,
            InProgress, Submitted, Withdrawn,
        };
        if status == Draft {
            return;
        }
        self.submit();
        match status {
            Submitted | Draft => return,
            Clarifying => self.did(22, |request, ctx| request.respond(ctx, changes())),
            Declined => {
                self.did(32, |request, ctx| request.respond(ctx, declined()));
                let party = party_of(&self.request, 3);
                self.server(|request, ctx| request.lapse_reroute(ctx, party));
            }
            Withdrawn => self.did(12, |request, ctx| request.withdraw(ctx, text("取消"))),
            _ => {}
        }
        if matches!(status, Clarifying | Declined | Withdrawn) {
            assert_eq!(self.request.status, status);
            return;
        }
        let steps = [Agreed, Confirmed, InProgress, Delivered, Accepted, Closed, Archived];
        for step in steps {
            match step {
                Agreed => self.agree(),
                Confirmed => self.confirm(),
                InProgress => self.start(),
                Delivered => self.deliver(),
                Accepted => {
                    self.did(12, |request, ctx| request.accept(ctx, acceptance(), &delivered(), &Key));
                }
                Closed => {
                    let settlement = self.all_rated();
                    self.did(12, |request, ctx| request.close(ctx, &settlement));
                }
                _ => self.did(12, Request::archive),
            }
            assert_eq!(self.request.status, step);
            if step == status {
                return;
            }
        }
    }

    /// What the command answers when this person gives it.
    fn tries(&self, who: u128, command: impl FnOnce(&Request, &Context<'_>) -> Outcome_) -> Outcome_ {
        let actor = self.world.actor(who);
        command(&self.request, &self.world.context(&actor))
    }

    fn did(&mut self, who: u128, command: impl FnOnce(&Request, &Context<'_>) -> Outcome_) {
        self.request = self.tries(who, command).expect("the command goes through").state;
    }

    fn serves(&self, command: impl FnOnce(&Request, &Context<'_>) -> Outcome_) -> Outcome_ {
        command(&self.request, &self.world.context(&crate::access::Actor::Server))
    }

    fn server(&mut self, command: impl FnOnce(&Request, &Context<'_>) -> Outcome_) {
        self.request = self.serves(command).expect("the command goes through").state;
    }

    fn submit(&mut self) {
        let routes = Routes::default();
        let ticket = self.request.ticket.is_some().then(|| tickets::reception(&routes));
        let reception = ticket.as_ref();
        self.did(12, |request, ctx| Ok(request.prepare(ctx, None, Vec::new(), reception)?.complete(1)));
    }

    fn agree(&mut self) {
        self.did(22, |request, ctx| request.respond(ctx, accepted()));
        self.did(32, |request, ctx| request.respond(ctx, accepted()));
    }

    fn confirm(&mut self) {
        for head in [10, 20, 30] {
            self.did(head, |request, ctx| request.sign(ctx, Sign::default(), &Key));
        }
    }

    fn start(&mut self) {
        self.hook(|request, ctx| request.task_started(ctx, task()));
    }

    fn deliver(&mut self) {
        let tally = delivered().tasks;
        self.hook(|request, ctx| request.tasks_changed(ctx, tally));
    }

    fn hook(
        &mut self,
        hook: impl FnOnce(&Request, &Context<'_>) -> Result<Option<Change<Request>>, Refusal>,
    ) {
        let actor = self.world.actor(22);
        if let Some(change) = hook(&self.request, &self.world.context(&actor)).expect("the hook goes through")
        {
            self.request = change.state;
        }
    }

    fn all_rated(&self) -> Settlement {
        let rated = self.request.present().map(|party| party.id).collect();
        Settlement {
            tasks: TaskTally { completed: 1, ..TaskTally::default() },
            rated,
            ..Settlement::default()
        }
    }

    fn status(&self) -> RequestStatus {
        self.request.status
    }
}

fn acceptance() -> AcceptRequest {
    AcceptRequest { note: None, tasks: Vec::new() }
}

fn delivered() -> Settlement {
    Settlement { tasks: TaskTally { delivered: 1, ..TaskTally::default() }, ..Settlement::default() }
}

fn problem(on_task: bool) -> UnsettledProblem {
    UnsettledProblem { problem: ProblemId::from_uuid(uuid::Uuid::from_u128(88)), on_task }
}

/// The types of the events of a change, in order.
fn told(change: &Change<Request>) -> Vec<String> {
    change.events().into_iter().map(|event| event.event_type).collect()
}

/// The rules of a refusal: missing things of a state conflict, or violations.
fn rules(outcome: &Outcome_) -> Vec<Rule> {
    match outcome {
        Err(Refusal::State(conflict)) => conflict.missing.iter().map(|reason| reason.rule).collect(),
        Err(Refusal::Invalid(all)) => all.iter().map(|violation| violation.reason.rule).collect(),
        Err(Refusal::NotPermitted(reason)) => vec![reason.rule],
        Err(Refusal::NotFound) | Ok(_) => Vec::new(),
    }
}

fn is_state(outcome: &Outcome_) -> bool {
    matches!(outcome, Err(Refusal::State(_)))
}

fn name(liaison: u128) -> NameLiaison {
    NameLiaison { party: None, liaison: person(liaison) }
}
