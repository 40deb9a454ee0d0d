//! Making all that can be found anew, step by step, beside whatever else the node does.

use liaison_persistence::error::Error as StoreError;
use liaison_persistence::store::{Statements, Store};

/// The migration after which a database that had records before has none of them to be found.
const STEP: &str = "m20261130_000015_search";

/// Makes all entries anew. It may be stopped at any time and begun again.
///
/// # Errors
/// Those of the store; what was done until then stays done.
pub async fn reindex(store: &Store) -> Result<(), StoreError> {
    let statements = Statements::default();
    let mut last = None;
    while let Some(done) = store.reindex(last, &statements).await? {
        last = Some(done);
    }
    Ok(())
}

/// Whether what these migrations have left calls for it: records were there before anything of them could be found.
pub fn calls_for(applied: &[String]) -> bool {
    applied.iter().any(|step| step == STEP)
}
