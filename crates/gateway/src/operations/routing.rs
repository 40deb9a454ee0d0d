//! Routing rules: setting one, and what a merger of departments does to them. One change after the other, under the lock of the
//! policies, so that versions have no gaps and a category has one rule.

use liaison_domain::authority::administers;
use liaison_domain::command::Context;
use liaison_domain::ids::DepartmentId;
use liaison_domain::routing::{RoutingRule, SetRoute};

use super::request::SERVER;
use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// Sets which department takes tickets of a category from an instant on.
pub async fn set(app: App, call: Call, input: SetRoute) -> Answer<RoutingRule> {
    app.change(call, "routingRuleSet", input, |work, input| {
        Box::pin(async move {
            administers(&work.context())?;
            work.lock_policies().await?;
            let routes = work.policies().routes();
            if let Some(current) = routes.newest(input.category.as_ref()) {
                work.found(Some(current.as_ref().clone())).await?;
            }
            let change = RoutingRule::set(&work.context(), routes, input.clone())?;
            work.record(change).await
        })
    })
    .await
}

/// A department was merged: the successor takes its tickets from now on (resolution 21).
///
/// # Errors
/// As [`Work::record`].
pub(super) async fn department_merged(
    work: &mut Work,
    from: DepartmentId,
    into: DepartmentId,
) -> Result<(), OperationError> {
    work.lock_policies().await?;
    let ctx = Context { actor: &SERVER, ..work.context() };
    let moved = RoutingRule::department_merged(&ctx, work.policies().routes(), from, into)?;
    for change in moved {
        work.record(change).await?;
    }
    Ok(())
}
