//! The secret of a link, on its way to whoever may have it.

use crate::secret::{Purpose, Secret};

/// What opens a ticket's portal.
#[derive(Debug)]
pub enum Portal {}

impl Purpose for Portal {
    const PREFIX: &'static str = "lpl_";
}

/// The text that opens a ticket's portal.
pub type Token = Secret<Portal>;
