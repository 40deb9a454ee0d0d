//! Who is told of what happens to a request: who owes next, the sides concerned, the watchers.

use super::{About, NoticeCode, Noticed, Param, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::{DepartmentId, EscalationId, PartyId, PersonId};
use crate::priority::Priority;
use crate::request::Request;
use crate::request::fact::{NamedParty, RequestFact};
use crate::request::party::Answer;
use crate::request::status::RequestStatus;

impl Noticed for Request {
    fn about(&self) -> About {
        About { kind: SubjectKind::Request, id: self.uuid(), named: Some(self.uuid()) }
    }

    fn is_critical(&self) -> bool {
        self.form.priority == Priority::Critical
    }

    #[expect(clippy::too_many_lines, reason = "one closed table, a line or two a fact")]
    fn tell(change: &Change<Self>, fact: &RequestFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let on = Sides { change, request: &change.state, directory };
        match fact {
            RequestFact::RequestSubmitted { parties, .. } => {
                let mut told: Vec<_> = parties.iter().map(|party| on.asked(party)).collect();
                told.push(Telling::new(Code::RequestSubmitted, on.head_and_watchers()));
                told
            }
            RequestFact::PartyReviewed { department, .. } => {
                vec![Telling::new(Code::PartyReviewed, on.initiator()).department(*department)]
            }
            RequestFact::PartyResponded { party, department, answer, by_default, by_ruling, .. } => {
                let code = match answer {
                    Answer::Accepted if *by_default => Code::PartyAcceptedByDefault,
                    Answer::Accepted => Code::PartyAccepted,
                    Answer::ChangesRequested => Code::PartyWantsChanges,
                    Answer::Declined => Code::PartyDeclined,
                };
                // Whom silence or a ruling speaks for hears of it; who answered knows.
                let spoken_for = (*by_default || *by_ruling).then(|| on.party(*party));
                let to = on.initiator().chain(spoken_for.into_iter().flatten()).chain(on.watchers());
                vec![Telling::new(code, to).department(*department)]
            }
            RequestFact::PartyAskedAgain { party, department, .. } => {
                vec![Telling::new(Code::PartyAskedAgain, on.party(*party)).department(*department)]
            }
            RequestFact::RequestAgreed { owed, .. } => {
                let mut told: Vec<_> = owed.iter().map(|department| on.signature(*department)).collect();
                told.push(Telling::new(Code::RequestAgreed, on.initiator().chain(on.watchers())));
                told
            }
            RequestFact::RequestConfirmed { .. } => {
                vec![Telling::new(Code::RequestConfirmed, on.everybody())]
            }
            RequestFact::RequestRevised { .. } => {
                vec![Telling::new(Code::RequestRevised, on.not_asked_again())]
            }
            RequestFact::SignatureVoided { signer, department, .. } => {
                vec![Telling::new(Code::SignatureVoided, [*signer]).department(*department)]
            }
            RequestFact::PartyAdded { party } => vec![on.asked(party)],
            RequestFact::PartyRemoved { party, department, dropped, .. } => {
                let informed = dropped.then(|| on.initiator());
                let informed = Telling::new(Code::PartyDropped, informed.into_iter().flatten());
                vec![on.removed(*party, *department), informed.department(*department)]
            }
            RequestFact::PartyRerouted { from, from_department, to, .. } => {
                vec![on.asked(to), on.removed(*from, *from_department)]
            }
            RequestFact::LiaisonNamed { department, liaison, previous, .. } => vec![
                Telling::new(Code::LiaisonNamed, [*liaison]).department(*department),
                Telling::new(Code::LiaisonReplaced, *previous).department(*department).parting(),
                Telling::new(Code::LiaisonChanged, on.initiator()).department(*department).person(*liaison),
            ],
            RequestFact::LiaisonVacated { department, previous, .. } => {
                let told = Telling::new(Code::LiaisonOwed, directory.head(*department));
                vec![told.department(*department).person(*previous)]
            }
            RequestFact::LeadNamed { party, department } => {
                vec![Telling::new(Code::LeadNamed, on.party(*party)).department(*department)]
            }
            RequestFact::AcceptorsNamed { acceptors } => {
                let before = change.before.as_ref().map(|before| before.acceptors.as_slice());
                let known = before.unwrap_or_default();
                let new = acceptors.iter().filter(|acceptor| !known.contains(acceptor)).copied();
                vec![Telling::new(Code::AcceptorNamed, new)]
            }
            RequestFact::RequestSigned { department, .. } => {
                let to = on.initiator().chain(on.watchers());
                vec![Telling::new(Code::RequestSigned, to).department(*department)]
            }
            RequestFact::RequestStarted { .. } => {
                vec![Telling::new(Code::RequestStarted, on.initiator().chain(on.watchers()))]
            }
            RequestFact::RequestDelivered {} => vec![
                Telling::new(
                    Code::AcceptanceOwed,
                    on.initiator().chain(on.request.acceptors.iter().copied()),
                ),
                Telling::new(Code::RequestDelivered, on.head_and_watchers()),
            ],
            RequestFact::RequestReopened {} => {
                let to = on.initiator().chain(on.lead()).chain(on.watchers());
                vec![Telling::new(Code::RequestReopened, to)]
            }
            RequestFact::RequestAccepted { to_rate, .. } => {
                let owes = (!to_rate.is_empty()).then(|| on.initiator());
                vec![
                    Telling::new(Code::RatingOwed, owes.into_iter().flatten()),
                    Telling::new(Code::RequestAccepted, on.everybody()),
                ]
            }
            RequestFact::RequestClosed { .. } => vec![Telling::new(Code::RequestClosed, on.everybody())],
            RequestFact::RequestWithdrawn { .. } => {
                vec![Telling::new(Code::RequestWithdrawn, on.everybody_ever())]
            }
            RequestFact::RequestDeclined { .. } => {
                vec![Telling::new(Code::RequestDeclined, on.everybody_ever())]
            }
            RequestFact::RequestBlocked { .. } => vec![Telling::new(Code::RequestBlocked, on.everybody())],
            RequestFact::RequestUnblocked { .. } => {
                vec![Telling::new(Code::RequestUnblocked, on.everybody())]
            }
            RequestFact::RequestEscalated { parties, asked, .. } => {
                let disputed = parties.iter().flat_map(|party| on.party(*party));
                let to = on.initiator().chain(disputed).chain(on.watchers());
                vec![
                    Telling::new(Code::RulingOwed, asked.iter().copied()),
                    Telling::new(Code::RequestEscalated, to),
                ]
            }
            RequestFact::EscalationTakenUp { escalation, by, .. } => {
                let to = on.in_dispute(*escalation).into_iter().chain(on.asked_on(*escalation));
                vec![Telling::new(Code::EscalationTakenUp, to).person(*by)]
            }
            RequestFact::EscalationPassedOn { escalation, executive } => vec![
                Telling::new(Code::RulingOwed, *executive),
                Telling::new(Code::EscalationPassedOn, on.in_dispute(*escalation)),
            ],
            RequestFact::RulingProposed { escalation, by, .. } => {
                vec![Telling::new(Code::RulingProposed, on.asked_on(*escalation)).person(*by)]
            }
            RequestFact::RequestRuled { escalation, .. } => {
                let to = on.in_dispute(*escalation).into_iter().chain(on.asked_on(*escalation));
                vec![Telling::new(Code::RequestRuled, to.chain(on.watchers()))]
            }
            RequestFact::PriorityChanged { to, .. } => {
                let told = Telling::new(Code::PriorityChanged, on.everybody());
                vec![told.with("priority", Param::Priority(*to))]
            }
            RequestFact::RequestMigrated { .. } => {
                vec![Telling::new(Code::RequestMigrated, on.everybody())]
            }
            RequestFact::RequestHandedOver { from, to, .. } => vec![
                Telling::new(Code::InitiatorNamed, [*to]),
                Telling::new(Code::RequestHandedOver, on.parties().chain(on.watchers())).person(*to),
                Telling::new(Code::RequestHandedOver, [*from]).person(*to).parting(),
            ],
            RequestFact::InitiatorVacated { previous } => {
                let acting = directory.head(on.request.department);
                vec![Telling::new(Code::InitiatorVacated, acting).person(*previous)]
            }
            RequestFact::ResourceNeedDecided { approved, .. } => {
                let code = if *approved { Code::ResourceGranted } else { Code::ResourceRefused };
                vec![Telling::new(code, on.initiator())]
            }
            RequestFact::ConflictOverridden { .. } => {
                vec![Telling::new(Code::ConflictOverridden, on.initiator().chain(on.lead()))]
            }
            RequestFact::TicketOpened { owner, .. } => {
                let customer = acting(*owner, on.request.department, directory);
                vec![Telling::new(Code::TicketOpened, customer)]
            }
            RequestFact::TicketRated { .. } => {
                let owner = on.request.ticket.as_ref().and_then(|ticket| ticket.owner);
                vec![Telling::new(Code::TicketRated, on.everybody().chain(owner))]
            }
            // Nobody: drafts and what binds nobody; what the party's own answer tells; the record's own ends; who joins or
            // leaves through a task or problem, whose time lapses, and who is given the customer, hears of it there.
            RequestFact::RequestCreated { .. }
            | RequestFact::RequestUpdated { .. }
            | RequestFact::RequestDiscarded { .. }
            | RequestFact::RequestClarifying {}
            | RequestFact::RequestArchived { .. }
            | RequestFact::EscalationEnded { .. }
            | RequestFact::RequestMarkedReviewed {}
            | RequestFact::ParticipantsChanged { .. }
            | RequestFact::DepartmentMoved { .. }
            | RequestFact::TicketOwnerChanged { .. }
            | RequestFact::DeadlineLapsed { .. } => Vec::new(),
        }
    }
}

/// Who stands where on a request after the change.
struct Sides<'a> {
    change: &'a Change<Request>,
    request: &'a Request,
    directory: &'a Directory,
}

impl<'a> Sides<'a> {
    /// The initiator, or who acts for one who left.
    fn initiator(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        acting(self.request.initiator, self.request.department, self.directory).into_iter()
    }

    fn watchers(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        self.request.watchers.iter().copied()
    }

    /// The initiating head, and who is kept informed.
    fn head_and_watchers(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        self.directory.head(self.request.department).into_iter().chain(self.watchers())
    }

    /// The liaison and the head of this department.
    fn side(
        &self,
        department: DepartmentId,
        liaison: Option<PersonId>,
    ) -> impl Iterator<Item = PersonId> + use<'a> {
        liaison.into_iter().chain(self.directory.head(department))
    }

    /// The same of this party, removed ones included.
    fn party(&self, party: PartyId) -> impl Iterator<Item = PersonId> + use<'a> {
        let (request, directory) = (self.request, self.directory);
        let found = request.party(party).into_iter();
        found.flat_map(|party| party.liaison.into_iter().chain(directory.head(party.department)))
    }

    /// The same of every present party.
    fn parties(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        let directory = self.directory;
        let present = self.request.present();
        present.flat_map(|party| party.liaison.into_iter().chain(directory.head(party.department)))
    }

    /// The same of the party that coordinates.
    fn lead(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        let directory = self.directory;
        let lead = self.request.lead().into_iter();
        lead.flat_map(|party| party.liaison.into_iter().chain(directory.head(party.department)))
    }

    /// Both sides with their heads, and the watchers.
    fn everybody(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        self.initiator().chain(self.parties()).chain(self.head_and_watchers())
    }

    /// The same, with all who signed (resolution 54) and all who work on it: it is over for them.
    fn everybody_ever(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        let signers = self.request.signatures.iter().map(|signature| signature.signer);
        let working = self.request.participants.iter().map(|participant| participant.person);
        self.everybody().chain(signers).chain(working)
    }

    /// The parties that keep their answer, and the watchers; the others hear that they are asked again.
    fn not_asked_again(&self) -> impl Iterator<Item = PersonId> + use<'a> {
        let (facts, directory) = (&self.change.facts, self.directory);
        let kept = self.request.present().filter(|party| {
            let asked = |fact: &RequestFact| {
                matches!(fact, RequestFact::PartyAskedAgain { party: asked, .. } if *asked == party.id)
            };
            !facts.iter().any(asked)
        });
        let people = kept.flat_map(|party| party.liaison.into_iter().chain(directory.head(party.department)));
        people.chain(self.watchers())
    }

    /// The initiator and the parties in dispute.
    fn in_dispute(&self, escalation: EscalationId) -> Vec<PersonId> {
        let found = self.request.escalations.iter().find(|one| one.id == escalation);
        let parties = found.into_iter().flat_map(|one| &one.parties);
        self.initiator().chain(parties.flat_map(|party| self.party(*party))).collect()
    }

    /// Whom a disagreement is before.
    fn asked_on(&self, escalation: EscalationId) -> Vec<PersonId> {
        let found = self.request.escalations.iter().find(|one| one.id == escalation);
        let heads = found.into_iter().flat_map(|one| &one.departments);
        let heads = heads.filter_map(|department| self.directory.head(*department));
        found.and_then(|one| one.executive).into_iter().chain(heads).collect()
    }

    /// A party is asked; of a draft nobody is.
    fn asked(&self, party: &NamedParty) -> Telling {
        let submitted = self.request.status != RequestStatus::Draft;
        let side = submitted.then(|| self.side(party.department, party.liaison));
        let told = Telling::new(NoticeCode::PartyAsked, side.into_iter().flatten());
        let told = told.department(party.department);
        match self.request.form.content.due_on {
            Some(due_on) => told.with("dueOn", Param::On(due_on)),
            None => told,
        }
    }

    fn removed(&self, party: PartyId, department: DepartmentId) -> Telling {
        Telling::new(NoticeCode::PartyRemoved, self.party(party)).department(department).parting()
    }

    fn signature(&self, department: DepartmentId) -> Telling {
        Telling::new(NoticeCode::SignatureOwed, self.directory.head(department)).department(department)
    }
}
