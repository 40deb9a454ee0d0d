//! Keys of systems: making one, and ending it.

use liaison_domain::api_key::{ApiKey, KeySecret, NewApiKey};
use liaison_domain::ids::{ApiKeyId, PersonId};
use liaison_persistence::api_key as stored;
use serde::Serialize;

use super::{Answer, Call, OperationError, Work};
use crate::app::App;

/// What was made, and the secret that nobody is shown again.
#[derive(Clone, Debug)]
pub struct Made {
    /// The key.
    pub key: ApiKey,
    /// Its secret.
    pub secret: KeySecret,
}

/// A key to be ended.
#[derive(Clone, Debug, Serialize)]
pub struct ApiKeyRevoke {
    /// Which.
    pub id: ApiKeyId,
}

/// Makes a key; the answer alone knows its secret.
pub async fn create(app: App, call: Call, input: NewApiKey) -> Answer<Made> {
    app.change(call, "apiKeyCreate", input, |work, input| {
        Box::pin(async move {
            // Two calls at once may pass the bound by one; it bounds lists, nothing breaks.
            let now = work.unit().now();
            let live = stored::live(work.db(), now).await?;
            let (change, secret) = ApiKey::create(&work.context(), live, input.clone())?;
            let key = work.record(change).await?;
            Ok(Made { key, secret })
        })
    })
    .await
}

/// Ends a key: from the commit on no call by it is answered at any node, and its streams end within a second.
pub async fn revoke(app: App, call: Call, input: ApiKeyRevoke) -> Answer<ApiKey> {
    app.change(call, "apiKeyRevoke", input, |work, input| {
        Box::pin(async move {
            let key = stored::find_for_change(work.unit(), input.id).await?;
            let key = work.found(key).await?;
            let change = key.revoke(&work.context())?;
            work.record(change).await
        })
    })
    .await
}

/// A person was disabled: the keys for which they answered end with their account (S1-104).
///
/// # Errors
/// As [`Work::record`].
pub(in crate::operations) async fn person_left(
    work: &mut Work,
    person: PersonId,
) -> Result<(), OperationError> {
    for key in stored::of_owner_for_change(work.unit(), person).await? {
        if let Some(change) = key.owner_left(&work.context()) {
            work.record(change).await?;
        }
    }
    Ok(())
}
