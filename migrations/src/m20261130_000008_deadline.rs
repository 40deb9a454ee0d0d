//! Deadlines, and who is about to fire one.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000008_deadline", parts: &[Part::Both(DEADLINE)] };

const DEADLINE: &str = r"
CREATE TABLE deadline (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    subject_kind :text NOT NULL,
    subject :id NOT NULL REFERENCES subject (id),
    request :id REFERENCES subject (id),
    kind :text NOT NULL,
    part :text NOT NULL,
    cycle :int NOT NULL,
    owner_department :id NOT NULL REFERENCES department (id),
    owner_person :id REFERENCES person (id),
    counterpart :id REFERENCES department (id),
    priority :text NOT NULL,
    state :text NOT NULL,
    live :bool NOT NULL,
    started_at :int NOT NULL,
    due_at :int NOT NULL,
    next_at :int,
    breached_at :int,
    settled_at :int,
    ended_at :int,
    excused :bool NOT NULL,
    claimed_until :int,
    body :text NOT NULL,
    UNIQUE (subject, kind, part, cycle)
) :strict;
CREATE INDEX deadline_by_next ON deadline (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX deadline_by_subject ON deadline (subject, due_at, id);
CREATE INDEX deadline_by_request ON deadline (request, due_at, id);
CREATE INDEX deadline_by_person ON deadline (owner_person, due_at, id);
CREATE INDEX deadline_by_department ON deadline (owner_department, due_at, id);
CREATE INDEX deadline_by_due ON deadline (due_at, id);

CREATE TABLE deadline_recount (
    one :int NOT NULL PRIMARY KEY CHECK (one = 1),
    policies :int NOT NULL,
    reached :id,
    done :bool NOT NULL
) :strict;
INSERT INTO deadline_recount (one, policies, reached, done) VALUES (1, 0, NULL, (1 = 1));
";
