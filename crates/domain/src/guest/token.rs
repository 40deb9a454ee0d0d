//! The secret by which a guest signs in, on its way to them.

use crate::secret::{Purpose, Secret};

/// What lets a guest in.
#[derive(Debug)]
pub enum Entry {}

impl Purpose for Entry {
    const PREFIX: &'static str = "lgt_";
}

/// The text by which a guest signs in.
pub type Token = Secret<Entry>;
