//! Secret addresses of people's calendars: the digests alone.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m20261130_000014_calendar_feed", parts: &[Part::Both(CALENDAR_FEED)] };

const CALENDAR_FEED: &str = r"
CREATE TABLE calendar_feed (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    person :id NOT NULL REFERENCES person (id),
    name :text NOT NULL,
    digest :text NOT NULL UNIQUE,
    created_at :int NOT NULL,
    revoked_at :int
) :strict;
CREATE INDEX calendar_feed_by_person ON calendar_feed (person, created_at, id);
";
