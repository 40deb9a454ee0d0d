//! What a problem owes at this moment: the column "deadlines" of its state table, as one pure function.

use super::{Problem, ProblemStatus};
use crate::command::{Aggregate as _, Context};
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::ids::Id;
use crate::pack::PackRef;
use crate::priority::Priority;
use crate::time::Instant;

impl Problem {
    /// Everything it owes, what is fulfilled included; nothing once it is withdrawn.
    pub fn owed(&self, ctx: &Context<'_>) -> Vec<Owed> {
        let frame = self.setting.frame.as_ref();
        // A problem has the priority of what it hangs on.
        let priority = frame.map_or(Priority::Medium, |frame| frame.priority);
        let blocked = frame.is_some_and(|frame| frame.blocked);
        let mut ledger = Ledger::new(ctx, priority, blocked);
        if self.record.status != ProblemStatus::Withdrawn {
            self.of_the_responsible(ctx, &mut ledger, priority);
            self.of_the_raiser(ctx, &mut ledger);
        }
        ledger.finish()
    }

    /// What all its deadlines share; `governing` is the pack where no request says which.
    pub fn about(&self, governing: PackRef) -> About {
        let request = self.record.anchor.request();
        let task = self.record.anchor.task();
        let root = request.map(Id::uuid).or(task.map(Id::uuid));
        let frame = self.setting.frame.as_ref();
        let above = frame.map(|frame| &frame.audience);
        About {
            subject: DeadlineSubject::Problem(self.record.id),
            request,
            root: root.unwrap_or(self.record.id.uuid()),
            audience: above
                .or(self.setting.task_audience.as_ref())
                .cloned()
                .unwrap_or_else(|| self.audience()),
            pack: frame.and_then(|frame| frame.pack.clone()).unwrap_or(governing),
        }
    }

    /// Taking up and solving, both from raising, or anew from moving and from the raiser's "not solved" (resolution 44).
    fn of_the_responsible(&self, ctx: &Context<'_>, ledger: &mut Ledger<'_>, priority: Priority) {
        let problem = &self.record;
        let head = Owner::department(problem.responsible_department);
        let owner = Owner::through(problem.handler, problem.responsible_department, ctx.directory);
        let begun = problem.duties.moved_at.unwrap_or(problem.raised_at);
        let taken = Standing::unless(problem.status != ProblemStatus::Open);
        ledger.owe(self.by_the_responsible(DeadlineKind::ProblemResponse, head, begun, taken));
        let since = problem.duties.rejected_at.map_or(begun, |rejected| rejected.max(begun));
        let solved =
            Standing::unless(matches!(problem.status, ProblemStatus::Resolved | ProblemStatus::Confirmed));
        let solution = self.by_the_responsible(DeadlineKind::ProblemResolution, owner, since, solved);
        // A plan made before the raiser's "not solved" says nothing of what is owed since.
        match problem.planned.filter(|planned| planned.at > since) {
            Some(planned) => {
                let length = ctx.pack.length(DeadlineKind::ProblemResolution, priority);
                let calendar = ctx.calendar_of(owner.department);
                let policy = length.and_then(|length| calendar.due(since, &length).ok());
                let earlier = policy.is_none_or(|policy| planned.at < policy);
                if earlier || problem.duties.postponed {
                    ledger.owe_by(solution, planned.at, problem.duties.postponed);
                } else {
                    ledger.owe(solution);
                }
            }
            None => ledger.owe(solution),
        }
    }

    /// The raiser's word on the solution; never given by silence (S3-68).
    fn of_the_raiser(&self, ctx: &Context<'_>, ledger: &mut Ledger<'_>) {
        let problem = &self.record;
        let Some(resolution) = &problem.resolution else { return };
        let raiser = Owner::person(problem.raised_by, problem.raising_department, ctx.directory);
        let standing = match problem.status {
            ProblemStatus::Resolved => Standing::Running,
            ProblemStatus::Confirmed | ProblemStatus::Resolving => Standing::Met,
            ProblemStatus::Open | ProblemStatus::Withdrawn => return,
        };
        ledger.owe(Obligation {
            kind: DeadlineKind::ProblemConfirm,
            part: String::new(),
            owner: raiser,
            counterpart: Some(problem.responsible_department),
            since: resolution.at,
            standing,
        });
    }

    /// A move makes it another obligation, of another department: the spans of the former are kept with it.
    fn by_the_responsible(
        &self,
        kind: DeadlineKind,
        owner: Owner,
        since: Instant,
        standing: Standing,
    ) -> Obligation {
        Obligation {
            kind,
            part: self.record.responsible_department.to_string(),
            owner,
            counterpart: Some(self.record.raising_department),
            since,
            standing,
        }
    }
}
