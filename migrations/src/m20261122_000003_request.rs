//! Requests with their parties, revisions, tags and what they ask for; form templates; registered resources.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261122_000003_request", parts: &[Part::Both(REQUEST)] };

const REQUEST: &str = r"
CREATE TABLE request (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    code :text UNIQUE,
    code_sort :text NOT NULL,
    status :text NOT NULL,
    stage :text,
    outcome :text,
    kind :text NOT NULL,
    priority :text NOT NULL CHECK (priority IN ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
    priority_rank :int NOT NULL,
    visibility :text NOT NULL,
    title :text NOT NULL,
    title_sort :text NOT NULL,
    initiator :id NOT NULL REFERENCES person (id),
    department :id NOT NULL REFERENCES department (id),
    start_on :text,
    due_on :text,
    due_sort :text NOT NULL,
    blocked :bool NOT NULL,
    agreement_pending :bool NOT NULL,
    created_at :int NOT NULL,
    updated_at :int NOT NULL,
    submitted_at :int,
    confirmed_at :int,
    accepted_at :int,
    ended_at :int,
    body :text NOT NULL
) :strict;
CREATE INDEX request_by_creation ON request (created_at, id);
CREATE INDEX request_by_update ON request (updated_at, id);
CREATE INDEX request_by_due ON request (due_sort, id);
CREATE INDEX request_by_code ON request (code_sort, id);
CREATE INDEX request_by_priority ON request (priority_rank, id);
CREATE INDEX request_by_title ON request (title_sort, id);
CREATE INDEX request_by_initiator ON request (initiator, created_at, id);
CREATE INDEX request_by_department ON request (department, created_at, id);
CREATE INDEX request_by_status ON request (status, created_at, id);

CREATE TABLE request_party (
    id :id NOT NULL PRIMARY KEY,
    request :id NOT NULL REFERENCES request (id),
    place :int NOT NULL,
    department :id NOT NULL REFERENCES department (id),
    role :text NOT NULL,
    state :text NOT NULL,
    lead :bool NOT NULL,
    liaison :id REFERENCES person (id),
    body :text NOT NULL
) :strict;
CREATE INDEX request_party_by_request ON request_party (request, place);
CREATE INDEX request_party_by_department ON request_party (department, request);
CREATE INDEX request_party_by_liaison ON request_party (liaison, request);

CREATE TABLE request_revision (
    request :id NOT NULL REFERENCES request (id),
    number :int NOT NULL,
    body :text NOT NULL,
    PRIMARY KEY (request, number)
) :strict;

CREATE TABLE request_tag (
    request :id NOT NULL REFERENCES request (id),
    tag :text NOT NULL,
    PRIMARY KEY (request, tag)
) :strict;
CREATE INDEX request_tag_by_tag ON request_tag (tag, request);

CREATE TABLE resource_claim (
    need :id NOT NULL,
    request :id NOT NULL REFERENCES request (id),
    claimed :id NOT NULL,
    from_on :text NOT NULL,
    until_on :text NOT NULL,
    PRIMARY KEY (need, claimed)
) :strict;
CREATE INDEX resource_claim_by_request ON resource_claim (request);
CREATE INDEX resource_claim_by_claimed ON resource_claim (claimed, from_on);

CREATE TABLE form_template (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    kind :text NOT NULL UNIQUE,
    body :text NOT NULL
) :strict;

CREATE TABLE resource (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    name :text NOT NULL,
    name_sort :text NOT NULL,
    kind :text NOT NULL,
    department :id NOT NULL REFERENCES department (id),
    description :text,
    active :bool NOT NULL
) :strict;
CREATE INDEX resource_by_name ON resource (name_sort, id);
CREATE INDEX resource_by_department ON resource (department, name_sort, id);
";
