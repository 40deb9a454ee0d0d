//! Customers with their labels, contacts and interactions.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000011_customer", parts: &[Part::Both(CUSTOMER)] };

const CUSTOMER: &str = r"
CREATE TABLE customer (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    name :text NOT NULL UNIQUE,
    name_sort :text NOT NULL,
    industry :text,
    level :text,
    owner :id NOT NULL REFERENCES person (id),
    department :id NOT NULL REFERENCES department (id),
    state :text NOT NULL,
    next_contact_at :int,
    created_by :id REFERENCES person (id),
    created_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX customer_by_name ON customer (name_sort, id);
CREATE INDEX customer_by_owner ON customer (owner, name_sort, id);
CREATE INDEX customer_by_department ON customer (department, name_sort, id);
CREATE INDEX customer_by_creation ON customer (created_at, id);

CREATE TABLE customer_tag (
    customer :id NOT NULL REFERENCES customer (id),
    tag :text NOT NULL,
    PRIMARY KEY (customer, tag)
) :strict;
CREATE INDEX customer_tag_by_tag ON customer_tag (tag, customer);

CREATE TABLE contact (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    customer :id NOT NULL REFERENCES customer (id),
    listed :bool NOT NULL,
    added_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX contact_by_customer ON contact (customer, listed, added_at, id);

CREATE TABLE interaction (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    customer :id NOT NULL REFERENCES customer (id),
    occurred_at :int NOT NULL,
    channel :text NOT NULL,
    subject :text NOT NULL,
    wants :text,
    follow_up_by :id REFERENCES person (id),
    plan :text,
    next_contact_at :int,
    next_contact_on :text,
    recorded_by :id REFERENCES person (id),
    recorded_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX interaction_by_customer ON interaction (customer, occurred_at, id);
CREATE INDEX interaction_by_time ON interaction (occurred_at, id);
CREATE INDEX interaction_by_follow_up ON interaction (follow_up_by, occurred_at, id);
";
