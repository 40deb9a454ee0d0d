//! What is owed along the way: signatures, decisions, tasks, the date, acceptance, ratings, weekly looks.

use jiff::ToSpan as _;

use super::Duties;
use crate::deadline::{DeadlineKind, Owner, Standing};
use crate::ids::DepartmentId;
use crate::request::form::Form;
use crate::request::resource_need::{NeedLevel, NeedState};
use crate::request::signature::Side;
use crate::request::status::RequestStatus;
use crate::time::{Date, Instant};

impl Duties<'_> {
    pub(super) fn course(&mut self) {
        self.signatures();
        self.decisions();
        self.completion();
        self.breakdown();
        self.due();
        self.acceptance();
        self.ratings();
        self.weekly();
    }

    /// A signature of each side that the pack asks for, while everybody agrees.
    fn signatures(&mut self) {
        let request = self.request;
        let Some(since) = request.times.agreed_at else { return };
        if !matches!(request.agreement, RequestStatus::Agreed | RequestStatus::Confirmed) {
            return;
        }
        for (side, department) in request.signing_sides(self.ctx.pack) {
            let signed = Standing::unless(request.has_signed(side));
            let head = Owner::department(department);
            let mut obligation = self.once(DeadlineKind::SignOff, head, since, signed);
            obligation.part = match side {
                Side::Initiating => String::new(),
                Side::Party(party) => party.to_string(),
            };
            self.ledger.owe(obligation);
        }
    }

    /// The word of whoever gives a resource, then of the executive where the pack wants it (resolution 52).
    pub(super) fn decisions(&mut self) {
        let request = self.request;
        let lead = request.lead().map(|lead| lead.department);
        let decidable = request.status.is_open() && request.status != RequestStatus::Accepted;
        // A need that a revision brought or changed is asked for from then on.
        let named = |field: &crate::event::FieldChange| field.field == "resourceNeeds";
        let asked = request.revisions.iter().rev().find(|one| one.changes.iter().any(named));
        let asked = asked.map(|revision| revision.at).or(request.times.submitted_at);
        let Some(asked) = asked else { return };
        for need in &request.form.content.resource_needs {
            let Some(giver) = Form::giver(need, lead) else { continue };
            let granted = need.decisions.iter().map(|decision| decision.at).max();
            for level in [NeedLevel::Head, NeedLevel::Executive] {
                let awaited = need.awaits(self.ctx.pack) == Some(level);
                let decided = need.decisions.iter().any(|decision| decision.level == level)
                    || need.state(self.ctx.pack) == NeedState::Declined;
                if (awaited && !decidable) || (!awaited && !decided) {
                    continue;
                }
                let (owner, since) = match level {
                    NeedLevel::Head => (Owner::department(giver), asked),
                    NeedLevel::Executive => (self.executive_of(giver), granted.unwrap_or(asked)),
                };
                let standing = Standing::unless(!awaited);
                let mut obligation = self.once(DeadlineKind::ResourceDecision, owner, since, standing);
                obligation.part = format!("{}:{}", need.id, level.name());
                self.ledger.owe(obligation);
            }
        }
    }

    fn executive_of(&self, department: DepartmentId) -> Owner {
        let directory = self.ctx.directory;
        Owner::through(directory.executive(department), department, directory)
    }

    /// The rest of an urgent form (resolution 26).
    fn completion(&mut self) {
        let Some(since) = self.request.times.submitted_at else { return };
        let standing = Standing::unless(!self.request.completion_owed);
        self.owe_once(DeadlineKind::Completion, self.initiator(), since, standing);
    }

    /// The first task of a confirmed request (resolution 10).
    fn breakdown(&mut self) {
        let begun = self.around.tasks.total() > 0 || self.request.has_begun();
        let waits = self.request.status == RequestStatus::Confirmed;
        let (Some(since), Some(lead)) = (self.request.times.confirmed_at, self.request.lead()) else {
            return;
        };
        if waits || begun {
            let owner = Owner::department(lead.department);
            self.owe_once(DeadlineKind::Breakdown, owner, since, Standing::unless(begun));
        }
    }

    /// The last day of the form, in the organisation's zone, owed by the lead until everything is delivered
    /// (resolutions 32, 34).
    fn due(&mut self) {
        let request = self.request;
        let (Some(on), Some(since)) = (request.form.content.due_on, request.times.submitted_at) else {
            return;
        };
        let delivered = matches!(request.status, RequestStatus::Delivered | RequestStatus::Accepted);
        let Some(lead) = self.lead() else { return };
        let obligation = self.once(DeadlineKind::RequestDue, lead, since, Standing::unless(delivered));
        self.ledger.owe_by(obligation, self.ctx.hours.end_of(on), false);
    }

    /// The verdict on the whole delivery; never given by silence (resolution 12).
    pub(super) fn acceptance(&mut self) {
        let request = self.request;
        let accepted = matches!(request.status, RequestStatus::Accepted | RequestStatus::Closed);
        let Some(since) = request.times.delivered_at else { return };
        if accepted || request.status == RequestStatus::Delivered {
            self.owe_once(DeadlineKind::Acceptance, self.initiator(), since, Standing::unless(accepted));
        }
    }

    /// A rating of each party that had accepted.
    fn ratings(&mut self) {
        let request = self.request;
        let Some(acceptance) = request.acceptance.as_ref().filter(|_| self.ctx.pack.rated) else { return };
        for party in acceptance.parties.iter().filter_map(|party| request.party(*party)) {
            let standing = Standing::unless(self.around.rated.contains(&party.id));
            self.owe_party(DeadlineKind::Rating, party, self.initiator(), acceptance.at, standing);
        }
    }

    /// The initiator looks at the progress every week, the lead tracks it (resolution 40; S2-34).
    fn weekly(&mut self) {
        let request = self.request;
        if !matches!(request.status, RequestStatus::Confirmed | RequestStatus::InProgress) {
            return;
        }
        let Some(since) = request.times.confirmed_at.or(request.times.started_at) else { return };
        let looked = self.week_of(request.looked_at);
        let look = Standing::Recurs { through: looked, also: Vec::new() };
        self.owe_once(DeadlineKind::WeeklyLook, self.initiator(), since, look);
        if let Some(lead) = self.lead() {
            let tracked = self.week_of(request.tracked_at);
            let tracking = Standing::Recurs { through: tracked, also: Vec::new() };
            self.owe_once(DeadlineKind::WeeklyTracking, lead, since, tracking);
        }
    }

    /// The last day of the week of this instant: what was looked at in a week is done for all of it.
    fn week_of(&self, at: Option<Instant>) -> Option<Date> {
        let date = at?.date_in(self.ctx.hours.zone());
        let left = 7 - i64::from(date.weekday().to_monday_one_offset());
        date.checked_add(left.days()).ok()
    }
}
