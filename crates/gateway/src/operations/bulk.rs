//! Many inputs in one call: all or nothing in one unit of work, or each in its own.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Answer, Call, OperationError};

/// Most inputs of one call.
pub const MOST_INPUTS: usize = 100;

/// What a fault in one input means for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BulkMode {
    /// Nothing is done unless everything can be.
    AllOrNothing,
    /// Every input stands for itself, in a unit of work and under an idempotency key of its own.
    PerItem,
}

/// What became of each input, in their order.
pub type Bulk<T> = Vec<Answer<T>>;

impl Call {
    /// The call for the input at `index` of a `PER_ITEM` form: its key is derived from the whole call's, so a repeat finds
    /// each input again.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        let mut item = self.clone();
        if let Some(key) = &mut item.key {
            let digest = liaison_domain::canonical::Digest::of(key.as_bytes());
            key.clear();
            let _ = write!(key, "{}#{index}", digest.as_str());
        }
        item
    }
}

/// Refuses more than [`MOST_INPUTS`].
///
/// # Errors
/// [`OperationError::TooMany`].
pub const fn check_count(count: usize) -> Result<(), OperationError> {
    if count > MOST_INPUTS { Err(OperationError::TooMany { limit: MOST_INPUTS }) } else { Ok(()) }
}

/// Runs `operation` for each input of a `PER_ITEM` form, one after the other, so that later ones see earlier ones.
///
/// # Errors
/// [`OperationError::TooMany`]; what befalls one input stands in its own answer.
pub async fn each<I, T, Run>(
    call: &Call,
    inputs: Vec<I>,
    operation: impl Fn(Call, I) -> Run,
) -> Result<Bulk<T>, OperationError>
where
    Run: Future<Output = Answer<T>>,
{
    check_count(inputs.len())?;
    let mut answers = Vec::with_capacity(inputs.len());
    for (index, input) in inputs.into_iter().enumerate() {
        answers.push(operation(call.item(index), input).await);
    }
    Ok(answers)
}
