//! Signs the roots of the record, span by span, over what is settled. Every node runs it and none waits for another: whoever
//! keeps a root first has signed it, the others step aside.

use std::time::Duration;

use liaison_domain::record_root::{RecordRoot, SPAN_EVENTS, span_ends};
use liaison_persistence::error::Error as StoreError;
use liaison_persistence::record_root as stored;
use liaison_persistence::store::Statements;
use metrics::counter;

use crate::app::{App, Attested};

/// How often a node looks whether a span has ended.
const POLL: Duration = Duration::from_secs(10);

/// Starts the job; it ends with the node.
pub(super) fn start(app: &App) {
    let node = app.clone();
    drop(app.tasks().spawn(async move {
        while super::goes_on_after(&node, POLL).await {
            if let Err(fault) = sign(&node).await {
                // What cannot be read is not signed: whoever altered it has stopped the roots, and this says so.
                tracing::error!(error = %crate::operations::chain(&fault), "record_roots.not_signed");
                counter!("liaison_record_root_faults_total").increment(1);
            }
        }
    }));
}

/// Signs every span that has ended by the node's clock; how many roots this node has kept.
///
/// # Errors
/// Those of the store.
pub async fn sign(app: &App) -> Result<u64, StoreError> {
    let mut signed = 0;
    while let Some(kept) = sign_one(app).await? {
        signed += u64::from(kept);
        if app.tasks().stopping().is_cancelled() {
            break;
        }
    }
    Ok(signed)
}

/// Signs the next span: two statements where none has ended, else three more for the transaction. Whether this node kept the root;
/// none where no span has ended.
async fn sign_one(app: &App) -> Result<Option<bool>, StoreError> {
    let statements = Statements::default();
    let db = app.store().read(&statements);
    // Only up to here nothing can still appear.
    let settled = *app.hub().feed().horizon().borrow();
    let before = stored::last(&db).await?;
    let after = before.as_ref().map_or(0, |before| before.last);
    if after >= settled {
        return Ok(None);
    }
    let (leaves, oldest) = stored::leaves(&db, after, settled, SPAN_EVENTS).await?;
    let now = app.clock().now();
    if !oldest.is_some_and(|oldest| span_ends(leaves.len(), oldest, now)) {
        return Ok(None);
    }
    let key = app.attestor(Attested::RecordRoot);
    let Some(root) = RecordRoot::over(before.as_ref(), &leaves, now, &key) else { return Ok(None) };
    let kept = app.store().keep_root(&root, &statements).await?;
    if kept {
        counter!("liaison_record_roots_total").increment(1);
        tracing::debug!(number = root.number, events = root.events, last = root.last, "record_root.signed");
    }
    Ok(Some(kept))
}
