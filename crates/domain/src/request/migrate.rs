//! Moving a running request to another pack on purpose (resolution 2). Nobody is asked again; what answers and signatures
//! are worth is computed anew, deadlines follow next door.

use crate::authority::administers;
use crate::command::{Aggregate as _, Change, Context};
use crate::error::{Reason, Refusal, Rule};
use crate::pack::ClosureDemand;
use crate::request::Request;
use crate::request::fact::RequestFact;
use crate::request::status::RequestStatus;
use crate::request::step::Step;
use crate::text::Text;

impl Request {
    /// Puts a running request under `ctx.pack`. Administrators only.
    ///
    /// # Errors
    /// `State` with `PACK_FIXED` for drafts and what has ended; `Invalid` with `NOTHING_CHANGED` where it is under this version
    /// already, with `PRIORITY_NOT_IN_PACK` where the pack lacks its priority.
    pub fn migrate(&self, ctx: &Context<'_>, reason: Text) -> Result<Change<Self>, Refusal> {
        if self.discarded || !crate::access::may_see(ctx.actor, &self.audience()) {
            return Err(Refusal::NotFound);
        }
        administers(ctx)?;
        let (true, Some(from)) = (self.status.is_open(), self.pack.clone()) else {
            return Err(self.conflict(ctx, vec![Reason::of(Rule::PackFixed)]));
        };
        let to = ctx.pack.reference();
        if from == to {
            return Err(Reason::of(Rule::NothingChanged).at("pack").into());
        }
        self.check_priority(ctx, self.form.priority)?;
        let mut step = Step::of(self, ctx);
        step.record.pack = Some(to.clone());
        if self.status == RequestStatus::Accepted && !ctx.pack.demands(ClosureDemand::Ratings) {
            step.record.closes_when_settled = true;
        }
        step.fact(RequestFact::RequestMigrated { from, to, reason });
        step.settle();
        Ok(step.finish())
    }
}
