//! Deadlines under the locks of their records: what firing, counting anew and reminding begin with.

use std::collections::BTreeMap;

use liaison_domain::deadline::{Deadline, DeadlineSubject};
use liaison_domain::ids::DeadlineId;
use liaison_persistence::{deadline as stored, visibility};
use uuid::Uuid;

use crate::operations::{OperationError, Work};

/// Locks the records of these deadlines, requests before meetings before tasks before problems before customers before
/// comments, and reads the deadlines again, in the order of their IDs; what is gone is left out. At most nine statements.
pub(super) async fn locked(work: &mut Work, ids: &[DeadlineId]) -> Result<Vec<Deadline>, OperationError> {
    let mut by_kind: BTreeMap<u8, Vec<Uuid>> = BTreeMap::new();
    for due in stored::find(work.db(), ids).await?.into_values() {
        let place = match due.subject {
            DeadlineSubject::Request(_) => 0,
            DeadlineSubject::Meeting(_) => 1,
            DeadlineSubject::Task(_) => 2,
            DeadlineSubject::Problem(_) => 3,
            DeadlineSubject::Customer(_) => 4,
            DeadlineSubject::Comment(_) => 5,
        };
        by_kind.entry(place).or_default().push(due.subject.uuid());
    }
    for subjects in by_kind.into_values() {
        work.unit().lock_all(&subjects).await?;
    }
    let found = stored::find(work.db(), ids).await?;
    let roots: Vec<Uuid> = found.values().map(|due| due.root).collect();
    let audiences = visibility::audiences(work.db(), &roots).await?;
    let mut deadlines: Vec<Deadline> = found
        .into_values()
        .filter_map(|due| audiences.get(&due.root).cloned().map(|audience| Deadline::restore(due, audience)))
        .collect();
    deadlines.sort_unstable_by_key(|deadline| deadline.record().id);
    Ok(deadlines)
}
