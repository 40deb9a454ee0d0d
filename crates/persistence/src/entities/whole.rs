//! A whole record as one versioned JSON text, beside the columns that lists compare.

use liaison_domain::canonical;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Body<T> {
    form: u8,
    record: T,
}

const FORM: u8 = 1;

/// The text of this record, in its present form.
pub(crate) fn text<T: Serialize>(record: &T) -> String {
    canonical::json(&Body { form: FORM, record })
}

/// The record of this text; `None` where it does not parse.
pub(crate) fn record<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str::<Body<T>>(text).ok().filter(|body| body.form == FORM).map(|body| body.record)
}
