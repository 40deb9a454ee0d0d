//! Tickets of customers, the rules that route them, and links to their portal.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000013_ticket", parts: &[Part::Both(TICKET)] };

const TICKET: &str = r"
ALTER TABLE request ADD COLUMN customer :id REFERENCES customer (id);
ALTER TABLE request ADD COLUMN category :text;
ALTER TABLE request ADD COLUMN satisfaction :int;
CREATE INDEX request_by_customer ON request (customer, created_at, id) WHERE customer IS NOT NULL;

CREATE TABLE routing_rule (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    category :text
) :strict;
CREATE UNIQUE INDEX routing_rule_by_category ON routing_rule (coalesce(category, ''));

CREATE TABLE routing_rule_version (
    rule :id NOT NULL REFERENCES routing_rule (id),
    version :int NOT NULL,
    department :id REFERENCES department (id),
    in_force_from :int NOT NULL,
    set_at :int NOT NULL,
    set_by :id REFERENCES person (id),
    PRIMARY KEY (rule, version)
) :strict;

CREATE TABLE portal_link (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    request :id NOT NULL REFERENCES request (id),
    digest :text NOT NULL UNIQUE,
    issued_by :id REFERENCES person (id),
    issued_at :int NOT NULL,
    expires_at :int NOT NULL,
    revoked_at :int,
    revoked_by :id REFERENCES person (id)
) :strict;
CREATE INDEX portal_link_by_request ON portal_link (request, issued_at, id);
";
