//! The record and what every change needs: subjects with their audiences, events, sealed values, idempotency keys,
//! counters, and what the database knows about itself.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m20261122_000001_record",
    parts: &[Part::Postgres("CREATE SEQUENCE event_position AS bigint CACHE 1"), Part::Both(RECORD)],
};

const RECORD: &str = r"
CREATE TABLE subject (
    id :id NOT NULL PRIMARY KEY,
    kind :text NOT NULL,
    version :int NOT NULL,
    digest :text NOT NULL,
    audience_of :id NOT NULL,
    reach :text NOT NULL CHECK (reach IN ('PRIVATE', 'PARTICIPANTS', 'DEPARTMENTS', 'ORGANIZATION')),
    escalated :bool NOT NULL
) :strict;

CREATE TABLE visibility_department (
    subject :id NOT NULL,
    department :id NOT NULL,
    PRIMARY KEY (subject, department)
) :strict;
CREATE INDEX visibility_department_by_department ON visibility_department (department, subject);

CREATE TABLE visibility_person (
    subject :id NOT NULL,
    person :id NOT NULL,
    PRIMARY KEY (subject, person)
) :strict;
CREATE INDEX visibility_person_by_person ON visibility_person (person, subject);

CREATE TABLE event (
    position :position,
    id :id NOT NULL UNIQUE,
    occurred_at :int NOT NULL,
    subject_kind :text NOT NULL,
    subject :id NOT NULL,
    version :int NOT NULL,
    ordinal :int NOT NULL,
    type :text NOT NULL,
    payload_schema :int NOT NULL,
    actor :id,
    on_behalf_of :id,
    external :bool NOT NULL,
    audience :text NOT NULL,
    audience_before :text,
    call :id NOT NULL,
    trace :text,
    caused_by :id,
    payload :text NOT NULL,
    previous :text,
    digest :text NOT NULL,
    UNIQUE (subject_kind, subject, version, ordinal)
) :strict;
CREATE INDEX event_by_subject ON event (subject, position);

CREATE TABLE sealed_value (
    id :id NOT NULL PRIMARY KEY,
    digest :text NOT NULL,
    salt :bytes,
    value :text,
    erased_at :int,
    CHECK ((erased_at IS NULL) = (value IS NOT NULL)),
    CHECK ((salt IS NULL) = (value IS NULL))
) :strict;

CREATE TABLE idempotency (
    actor :id NOT NULL,
    mutation :text NOT NULL,
    key :text NOT NULL,
    digest :text NOT NULL,
    subjects :text,
    position :int,
    created_at :int NOT NULL,
    PRIMARY KEY (actor, mutation, key)
) :strict;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE counter (
    scope :text NOT NULL PRIMARY KEY,
    value :int NOT NULL
) :strict;

CREATE TABLE database_state (
    one :int NOT NULL PRIMARY KEY CHECK (one = 1),
    epoch :id NOT NULL,
    directory_version :int NOT NULL
) :strict;
";
