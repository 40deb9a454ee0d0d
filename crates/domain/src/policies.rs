//! Everything that administrators set for all records at once, as one picture: packs, what is assigned, working calendars,
//! routing rules.
//!
//! The picture has a version that rises with every change of any of it, so that a node knows whether its own is old
//! (`liaison-persistence`, `policies`).

use std::sync::Arc;

use crate::calendar::{CalendarBook, WorkingCalendar};
use crate::directory::Directory;
use crate::pack::{ByPack, Pack, Packs};
use crate::routing::Routes;

/// Packs, calendars and routes in all their versions.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    version: i64,
    packs: Packs,
    calendars: CalendarBook,
    routes: Routes,
}

impl Policies {
    /// The picture of this version.
    pub const fn new(version: i64, packs: Packs, calendars: CalendarBook, routes: Routes) -> Self {
        Self { version, packs, calendars, routes }
    }

    /// Rises with every change; 0 where nothing was ever set.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The packs and what is assigned.
    pub const fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The working calendars.
    pub const fn calendars(&self) -> &CalendarBook {
        &self.calendars
    }

    /// The routing rules of tickets.
    pub const fn routes(&self) -> &Routes {
        &self.routes
    }

    /// The organisation's hours and zone.
    pub fn hours(&self) -> &WorkingCalendar {
        self.calendars.present().organization()
    }

    /// The pack by which a record is decided on.
    pub fn pack_of(&self, record: &impl ByPack, directory: &Directory) -> &Arc<Pack> {
        self.packs.of(record.governed(), directory)
    }
}
