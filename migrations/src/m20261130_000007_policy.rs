//! Process packs and working calendars with all their versions, and where packs are assigned.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000007_policy", parts: &[Part::Both(POLICY)] };

const POLICY: &str = r"
ALTER TABLE database_state ADD COLUMN policy_version :int NOT NULL DEFAULT 0;

CREATE TABLE process_pack (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    name :text NOT NULL UNIQUE
) :strict;

CREATE TABLE process_pack_version (
    pack :id NOT NULL REFERENCES process_pack (id),
    version :int NOT NULL,
    note :text,
    published_by :id REFERENCES person (id),
    published_at :int NOT NULL,
    body :text NOT NULL,
    PRIMARY KEY (pack, version)
) :strict;

CREATE TABLE pack_assignment (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    department :id REFERENCES department (id),
    kind :text,
    pack :text,
    assigned_by :id REFERENCES person (id),
    assigned_at :int NOT NULL
) :strict;

CREATE TABLE working_calendar (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    department :id UNIQUE REFERENCES department (id)
) :strict;

CREATE TABLE working_calendar_version (
    calendar :id NOT NULL REFERENCES working_calendar (id),
    version :int NOT NULL,
    set_by :id REFERENCES person (id),
    set_at :int NOT NULL,
    body :text,
    PRIMARY KEY (calendar, version)
) :strict;
";
