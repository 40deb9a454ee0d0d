//! Closing and archiving: what is still missing, and the two ways to `CLOSED` (resolutions 23, 24).

use crate::command::{Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::ids::{PartyId, ProblemId};
use crate::pack::{ClosureDemand, Pack};
use crate::request::ability::Action;
use crate::request::fact::RequestFact;
use crate::request::frame::TaskTally;
use crate::request::record::Record;
use crate::request::status::{Outcome, RequestStatus};
use crate::request::step::Step;
use crate::request::{Request, submit};

/// A problem of the request or one of its tasks that is neither confirmed nor withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsettledProblem {
    /// The problem.
    pub problem: ProblemId,
    /// Whether it hangs on a task.
    pub on_task: bool,
}

/// What tasks, problems and ratings have to say before a request is accepted or closed; read under the request's lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Its tasks.
    pub tasks: TaskTally,
    /// Its unsettled problems.
    pub problems: Vec<UnsettledProblem>,
    /// The parties rated so far.
    pub rated: Vec<PartyId>,
}

/// Whether a request may be closed, and what stands against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// Whether `requestClose` would go through for who may close.
    pub ready: bool,
    /// What is missing; empty once it is closed or has ended otherwise.
    pub missing: Vec<Reason>,
}

impl Record {
    /// What is still open; the same list that `close` refuses with.
    pub fn closing(&self, settlement: &Settlement, pack: &Pack) -> Closing {
        if !self.status.is_open() {
            return Closing::default();
        }
        let mut missing = Vec::new();
        if self.status != RequestStatus::Accepted {
            missing.push(Reason::of(Rule::NotAccepted));
            if pack.demands(ClosureDemand::Report) {
                missing.push(Reason::of(Rule::ReportMissing));
            }
        }
        if self.block.is_some() {
            missing.push(Reason::of(Rule::Blocked));
        }
        if self.agreement != RequestStatus::Confirmed {
            missing.extend(self.agreement_missing(pack));
        }
        missing.extend(
            settlement.problems.iter().map(|one| Reason::of(Rule::ProblemOpen).with("problem", one.problem)),
        );
        let open =
            settlement.tasks.open + if self.acceptance.is_none() { settlement.tasks.delivered } else { 0 };
        if open > 0 {
            missing.push(Reason::of(Rule::TasksOpen).with("count", open));
        }
        if self.completion_owed {
            let fields = submit::owed(self).into_iter();
            missing.extend(fields.map(|field| Reason::of(Rule::CompletionOwed).with("field", field)));
        }
        if pack.demands(ClosureDemand::Ratings) && !self.closes_when_settled {
            missing.extend(self.unrated(settlement));
        }
        Closing { ready: self.status == RequestStatus::Accepted && missing.is_empty(), missing }
    }

    fn unrated<'a>(&'a self, settlement: &'a Settlement) -> impl Iterator<Item = Reason> + 'a {
        let owed = self.acceptance.iter().flat_map(|acceptance| &acceptance.parties);
        let open =
            owed.filter(|party| !settlement.rated.contains(party)).filter_map(|party| self.party(*party));
        open.map(|party| Reason::of(Rule::RatingMissing).with("department", party.department))
    }

    /// Which answers, decisions and signatures agreement waits for.
    pub(super) fn agreement_missing(&self, pack: &Pack) -> Vec<Reason> {
        let waits = self.present().filter(|party| {
            !party.state.has_accepted()
                && (party.response().is_some() || self.unanswered(pack).any(|one| one.id == party.id))
        });
        let answers =
            waits.map(|party| Reason::of(Rule::PartyUnanswered).with("department", party.department));
        let needs = self.undecided(pack).map(|need| Reason::of(Rule::NeedUndecided).with("need", need.id));
        let signatures = self
            .missing_signatures(pack)
            .map(|(_, department)| Reason::of(Rule::SignatureMissing).with("department", department));
        answers.chain(needs).chain(signatures).collect()
    }
}

impl Request {
    /// Closes it, with nothing missing; before that it is told all that is, in any status that is open.
    pub fn close(&self, ctx: &Context<'_>, settlement: &Settlement) -> Result<Change<Self>, Refusal> {
        let closing = self.closing(settlement, ctx.pack);
        match self.can(Action::Close, ctx) {
            Err(Refusal::State(_)) => return Err(self.conflict(ctx, closing.missing)),
            verdict => verdict?,
        }
        if !closing.ready {
            return Err(self.conflict(ctx, closing.missing));
        }
        let mut step = Step::of(self, ctx);
        step.close(false);
        Ok(step.finish())
    }

    /// Closes an accepted request whose rating deadline has lapsed (or whose pack has no ratings) as soon as nothing else is
    /// missing: called after whatever may have settled the last thing. None where it does not close.
    pub fn settled(&self, ctx: &Context<'_>, settlement: &Settlement) -> Option<Change<Self>> {
        let mut step = Step::of(self, ctx);
        step.close_if_settled(settlement).then(|| step.finish())
    }

    /// Archives what has ended; read-only from here. The server does so on the first of each month.
    pub fn archive(&self, ctx: &Context<'_>) -> Result<Change<Self>, Refusal> {
        self.can(Action::Archive, ctx)?;
        let mut step = Step::of(self, ctx);
        step.record.status = RequestStatus::Archived;
        step.record.times.archived_at = Some(ctx.now);
        step.fact(RequestFact::RequestArchived { path: self.archive_path(ctx), outcome: self.outcome });
        Ok(step.finish())
    }

    /// Department, date of its end and code, joined by `-` (S0-47).
    pub fn archive_path(&self, ctx: &Context<'_>) -> String {
        let name = ctx.directory.department(self.department).map(|department| department.name.to_string());
        let ended = self.times.ended_at.unwrap_or(ctx.now).date_in(ctx.hours.zone());
        format!("{}-{ended}-{}", name.unwrap_or_default(), self.code.as_deref().unwrap_or_default())
    }
}

impl Step<'_> {
    /// Closes the request in the making where it closes by itself and nothing is missing; answers whether it did.
    pub(super) fn close_if_settled(&mut self, settlement: &Settlement) -> bool {
        let record = &self.record;
        let closes = record.closes_when_settled && record.closing(settlement, self.pack()).ready;
        if closes {
            self.close(true);
        }
        closes
    }

    fn close(&mut self, by_deadline: bool) {
        self.fact(RequestFact::RequestClosed { by_deadline });
        self.end(RequestStatus::Closed, Outcome::Completed, None);
    }
}
