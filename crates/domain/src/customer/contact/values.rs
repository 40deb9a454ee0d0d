//! The values of a contact: references to what is sealed, and what lies there.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::customer::personal::Handle;
use crate::ids::SealedId;
use crate::sealed::SealedRef;
use crate::text::Line;

/// Most handles of one contact.
pub const MAX_HANDLES: usize = 10;

/// A handle in another service, such as 微信.
#[derive(Clone, Debug, Serialize)]
pub struct NewHandle {
    /// Which service.
    pub service: Line<40>,
    /// What the contact is called there.
    pub value: Handle,
}

/// Where a handle lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandleRef {
    /// In which service; says nothing of the person.
    pub service: Line<40>,
    /// The sealed value.
    pub value: SealedRef,
}

/// Where the values of a contact lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// The name.
    pub name: SealedRef,
    /// What they do.
    pub title: Option<SealedRef>,
    /// The phone number.
    pub phone: Option<SealedRef>,
    /// The mail address.
    pub mail: Option<SealedRef>,
    /// Other handles.
    pub handles: Vec<HandleRef>,
}

impl Values {
    /// All of them.
    pub fn ids(&self) -> impl Iterator<Item = SealedId> {
        let one = [&self.title, &self.phone, &self.mail].into_iter().flatten();
        let handles = self.handles.iter().map(|handle| &handle.value);
        one.chain(handles).chain([&self.name]).map(|reference| reference.id)
    }
}

/// The values of a contact as they are, as far as they are there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The name.
    pub name: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The mail address.
    pub mail: Option<String>,
    /// Other handles: the service, and what the contact is called there.
    pub handles: Vec<(Line<40>, String)>,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown")
    }
}

impl Shown {
    /// What of `values` stands in `found`.
    pub fn of(values: &Values, found: &HashMap<SealedId, String>) -> Self {
        let one =
            |reference: &Option<SealedRef>| reference.as_ref().and_then(|one| found.get(&one.id)).cloned();
        let handles = values.handles.iter();
        Self {
            name: found.get(&values.name.id).cloned(),
            title: one(&values.title),
            phone: one(&values.phone),
            mail: one(&values.mail),
            handles: handles
                .filter_map(|handle| Some((handle.service.clone(), found.get(&handle.value.id)?.clone())))
                .collect(),
        }
    }
}
