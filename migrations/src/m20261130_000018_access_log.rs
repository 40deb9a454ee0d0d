//! Reads that must be answered for, beside the feed.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000018_access_log", parts: &[Part::Both(ACCESS_LOG)] };

const ACCESS_LOG: &str = r"
CREATE TABLE access_log (
    id :id NOT NULL PRIMARY KEY,
    at :int NOT NULL,
    person :id NOT NULL REFERENCES person (id),
    action :text NOT NULL,
    subject_kind :text NOT NULL,
    subject :id NOT NULL,
    request_id :text NOT NULL
) :strict;
CREATE INDEX access_log_by_time ON access_log (at, id);
CREATE INDEX access_log_by_person ON access_log (person, at, id);
CREATE INDEX access_log_by_subject ON access_log (subject, at, id);
";
