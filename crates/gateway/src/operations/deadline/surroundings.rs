//! What tasks and ratings say, read only for requests whose deadlines ask.

use std::collections::HashMap;

use liaison_domain::deadline::DeadlineKind;
use liaison_domain::ids::RequestId;
use liaison_domain::request::Request;
use liaison_domain::request::owed::Surroundings;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::{rating, task};

use crate::operations::{OperationError, Work};

/// The surroundings of these requests, in at most three statements for all of them.
pub(super) async fn of<'a>(
    work: &Work,
    requests: impl Iterator<Item = &'a Request>,
) -> Result<HashMap<RequestId, Surroundings>, OperationError> {
    let (mut broken_down, mut planned, mut rated) = (Vec::new(), Vec::new(), Vec::new());
    let mut found: HashMap<RequestId, Surroundings> = HashMap::new();
    let mut parties = HashMap::new();
    for request in requests {
        if request.status == RequestStatus::Confirmed {
            broken_down.push(request.id);
        }
        let plans = work.context_of(request).pack.policy(DeadlineKind::Plan).is_some();
        if plans && request.status.is_open() {
            planned.push(request.id);
        }
        if request.status == RequestStatus::Accepted {
            rated.push(request.id);
            parties.insert(request.id, &request.parties);
        }
    }
    if !broken_down.is_empty() {
        for (id, tally) in task::tallies(work.db(), &broken_down).await? {
            found.entry(id).or_default().tasks = tally;
        }
    }
    if !planned.is_empty() {
        for (id, departments) in task::departments(work.db(), &planned).await? {
            found.entry(id).or_default().planned = departments;
        }
    }
    if !rated.is_empty() {
        for (id, departments) in rating::rated(work.db(), &rated).await? {
            let of = parties.get(&id).into_iter().flat_map(|parties| parties.iter());
            let rated = of.filter(|party| departments.contains(&party.department)).map(|party| party.id);
            found.entry(id).or_default().rated = rated.collect();
        }
    }
    Ok(found)
}
