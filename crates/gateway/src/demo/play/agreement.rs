//! From the form to the signatures, and what may come between.

use liaison_domain::ids::PersonId;
use liaison_domain::patch::Patch;
use liaison_domain::request::create::CreateRequest;
use liaison_domain::request::decide_resource::DecideResource;
use liaison_domain::request::escalate::{Escalate, TakeUpEscalation};
use liaison_domain::request::escalation::RulingOutcome;
use liaison_domain::request::fill::{ContentPatch, NeedInput, ParticularsPatch};
use liaison_domain::request::form::DeliverableSpec;
use liaison_domain::request::kind::{PartyRole, RequestKind};
use liaison_domain::request::liaison::NameLiaison;
use liaison_domain::request::parties::PartyInput;
use liaison_domain::request::party::Answer;
use liaison_domain::request::respond::Respond;
use liaison_domain::request::review::ReviewRequest;
use liaison_domain::request::sign::Sign;
use liaison_domain::request::ticket::TicketPatch;
use liaison_domain::resource::ResourceKind;

use super::{Acted, Stage, changed, line, text};
use crate::demo::tickets;
use crate::operations::OperationError;
use crate::operations::origin::Origin;
use crate::operations::request::{self, RequestDraft, Ruling};

impl Stage<'_> {
    pub(super) async fn create(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        let is_ticket = self.story.template.kind == RequestKind::CustomerTicket;
        let ticket = if is_ticket {
            tickets::of(self.customer, tickets::AFTER_SALES)?
        } else {
            TicketPatch::default()
        };
        let input = CreateRequest {
            id: None,
            title: line(&self.story.template.title)?,
            kind: self.story.template.kind,
            priority: self.story.priority,
            content: self.content()?,
            particulars: ParticularsPatch { no_attachments: Patch::Set(true), ..ParticularsPatch::default() },
            parties: self.parties(),
            acceptors: Vec::new(),
            ticket,
        };
        let created = changed(
            request::create(app, call, RequestDraft { form: input, origin: Origin::default() }).await,
        )?;
        self.records.request = Some(created.id);
        self.records.need = created.form.content.resource_needs.first().map(|need| need.id);
        Ok(())
    }

    fn content(&self) -> Result<ContentPatch, OperationError> {
        let template = self.story.template;
        let deliverable =
            DeliverableSpec { name: line(&template.deliverable)?, standard: text(&template.standard)? };
        let needs = if template.asks_for_resources() { vec![self.need()?] } else { Vec::new() };
        Ok(ContentPatch {
            background: Patch::Set(text(&template.background)?),
            goal: Patch::Set(text(&template.goal)?),
            details: Patch::Set(text(&template.details)?),
            deliverables: Patch::Set(vec![deliverable]),
            start_on: Patch::Set(self.story.starts_on),
            due_on: Patch::Set(self.story.due_on),
            resource_needs: Patch::Set(needs),
            ..ContentPatch::default()
        })
    }

    fn need(&self) -> Result<NeedInput, OperationError> {
        Ok(NeedInput {
            id: None,
            kind: ResourceKind::People,
            description: text(&self.story.template.details)?,
            quantity: Some(2),
            amount: None,
            purpose: Some(text(&self.story.template.goal)?),
            expected_benefit: None,
            from_on: Some(self.story.starts_on),
            until_on: Some(self.story.due_on),
            from_department: None,
            person: None,
            resource: None,
        })
    }

    fn parties(&self) -> Vec<PartyInput> {
        let parts = self.story.parts.iter().enumerate();
        parts
            .map(|(place, part)| PartyInput {
                department: part.department,
                role: PartyRole::Accepting,
                lead: place == 0,
                liaison: None,
                respond_by: None,
            })
            .collect()
    }

    pub(super) async fn submit(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        changed(request::submit(app, call, self.on(Vec::new())?).await).map(drop)
    }

    pub(super) async fn name_liaison(&mut self, party: usize) -> Acted {
        let part = self.story.parts[party];
        let (app, call) = self.by(part.head)?;
        let input = self.on(NameLiaison { party: None, liaison: part.liaison })?;
        changed(request::name_liaison(app, call, input).await).map(drop)
    }

    pub(super) async fn review(&mut self, party: usize) -> Acted {
        let (app, call) = self.by(self.story.parts[party].liaison)?;
        let review = ReviewRequest {
            party: None,
            can_take_on: true,
            resource_bottleneck: None,
            technical_bottleneck: None,
            note: Some(text("初步评估可以承接")?),
            agree_respond_by: false,
        };
        changed(request::review(app, call, self.on(review)?).await).map(drop)
    }

    async fn respond(&mut self, party: usize, answer: Answer, opinion: &str, reason: Option<&str>) -> Acted {
        let (app, call) = self.by(self.story.parts[party].liaison)?;
        let respond = Respond {
            party: None,
            answer,
            opinion: Some(text(opinion)?),
            reason: reason.map(text).transpose()?,
            proposed_due_on: None,
            proposed_resource_needs: Vec::new(),
            feasibility: None,
        };
        changed(request::respond(app, call, self.on(respond)?).await).map(drop)
    }

    pub(super) async fn accept_party(&mut self, party: usize) -> Acted {
        self.respond(party, Answer::Accepted, "已确认，可承接", None).await
    }

    pub(super) async fn ask_changes(&mut self, party: usize) -> Acted {
        let opinion = "交付标准需量化，并补充验收口径";
        self.respond(party, Answer::ChangesRequested, opinion, Some("现有描述无法据以验收")).await
    }

    pub(super) async fn decline_party(&mut self, party: usize) -> Acted {
        self.respond(party, Answer::Declined, "本季度无法承接", Some("人员已全部投入在途项目")).await
    }

    pub(super) async fn decide_resource(&mut self) -> Acted {
        let (app, call) = self.by(self.story.parts[0].head)?;
        let Some(need) = self.records.need else { return Ok(()) };
        let decision = DecideResource { need, approved: true, note: Some(text("同意，按期到位")?) };
        changed(request::decide_resource(app, call, self.on(decision)?).await).map(drop)
    }

    pub(super) async fn sign(&mut self, head: PersonId) -> Acted {
        let (app, call) = self.by(head)?;
        changed(request::sign(app, call, self.on(Sign::default())?).await).map(drop)
    }

    pub(super) async fn escalate(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        let reason = text("承接方退回，双方对排期意见不一致")?;
        let input = self.on(Escalate { reason, parties: Vec::new(), task: None })?;
        changed(request::escalate(app, call, input).await).map(drop)
    }

    pub(super) async fn take_up_escalation(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiating_head)?;
        changed(request::take_up(app, call, self.on(TakeUpEscalation::default())?).await).map(drop)
    }

    pub(super) async fn rule(&mut self, head: PersonId) -> Acted {
        let (app, call) = self.by(head)?;
        let ruling = Ruling {
            escalation: None,
            outcome: RulingOutcome::Decline,
            reason: text("下季度资源到位后重新提出")?,
            content: ContentPatch::default(),
            party: None,
            to: None,
            rework: None,
            opinions: Vec::new(),
        };
        changed(request::rule(app, call, self.on(ruling)?).await).map(drop)
    }

    pub(super) async fn withdraw(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        changed(request::withdraw(app, call, self.on(text("业务计划调整，不再需要")?)?).await).map(drop)
    }

    pub(super) async fn block(&mut self) -> Acted {
        let (app, call) = self.by(self.story.initiator)?;
        changed(request::block(app, call, self.on(text("等待外部供应商回复")?)?).await).map(drop)
    }
}
