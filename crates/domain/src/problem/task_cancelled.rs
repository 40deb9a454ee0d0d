//! What becomes of a problem whose task is cancelled: it moves to the request (Task table, "cancel").

use super::{Anchor, Problem, ProblemFact};
use crate::command::{Change, Context};
use crate::error::Refusal;

impl Problem {
    /// Its task was cancelled: it hangs on the request from now on, without one between its departments. Nothing to do
    /// for a settled problem and one that hangs on no task. Emits `ProblemMoved`.
    pub fn task_cancelled(&self, ctx: &Context<'_>) -> Result<Option<Change<Self>>, Refusal> {
        self.only_server(ctx)?;
        let Anchor::Task { request, .. } = self.record.anchor else { return Ok(None) };
        if self.status().is_settled() {
            return Ok(None);
        }
        let anchor = request.map_or(Anchor::Departments, |request| Anchor::Request { request });
        let department = self.record.responsible_department;
        let fact = ProblemFact::ProblemMoved { from: department, to: department, anchor, reason: None };
        Ok(Some(self.change(vec![fact], |problem| problem.anchor = anchor)))
    }
}
