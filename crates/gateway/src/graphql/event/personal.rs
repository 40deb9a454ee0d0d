//! What events say of employees: sealed beside them, and read as it was while the person is not erased (resolution 79).
//!
//! Only where whoever sees the event may read the value itself: the directory is everybody's, a calendar feed its person's. What
//! is masked for some stays a reference.

use std::sync::Arc;

use liaison_domain::calendar_feed::CalendarFeed;
use liaison_domain::command::Aggregate as _;
use liaison_domain::directory::Person;
use liaison_domain::event::{FieldChange, SubjectKind};
use liaison_domain::ids::SealedId;
use liaison_domain::sealed::SealedRef;
use liaison_persistence::sealed;
use serde::Deserialize as _;
use serde_json::Value;

use crate::graphql::error::Fault;
use crate::graphql::loaders::{Batch, Loading};
use crate::graphql::scope::Scope;
use crate::operations::Reader;

/// Sealed values by their IDs; erased ones are not there.
enum Values {}

impl Batch for Values {
    type Key = SealedId;
    type Value = String;

    fn load(reader: Arc<Reader>, keys: Vec<SealedId>) -> Loading<SealedId, String> {
        Box::pin(async move { Ok(sealed::by_ids(&reader.db(), &keys).await?) })
    }
}

/// Puts the values in the place of the references to them, and nothing in that of what was erased.
pub(super) async fn read(scope: &Scope, kind: SubjectKind, changes: &mut [FieldChange]) -> Result<(), Fault> {
    let personal = match kind {
        SubjectKind::Person => Person::PERSONAL,
        SubjectKind::CalendarFeed => CalendarFeed::PERSONAL,
        _ => return Ok(()),
    };
    let changes = changes.iter_mut().filter(|change| personal.contains(&change.field.as_str()));
    let values: Vec<&mut Value> = changes.flat_map(|change| [&mut change.from, &mut change.to]).collect();
    let loader = scope.loader::<Values>();
    let found = values.iter().map(|value| async {
        let Ok(reference) = SealedRef::deserialize(&**value) else { return Ok(None) };
        let text = loader.get(reference.id).await?;
        Ok::<_, Fault>(Some(text.map_or(Value::Null, |text| Value::String(text.as_ref().clone()))))
    });
    let found = futures_util::future::try_join_all(found).await?;
    for (value, found) in values.into_iter().zip(found) {
        if let Some(found) = found {
            *value = found;
        }
    }
    Ok(())
}
