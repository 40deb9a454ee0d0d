//! Problems and their logs.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261122_000005_problem", parts: &[Part::Both(PROBLEM)] };

const PROBLEM: &str = r"
CREATE TABLE problem (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    request :id REFERENCES subject (id),
    task :id REFERENCES task (id),
    description :text NOT NULL,
    impact :text,
    raised_by :id NOT NULL REFERENCES person (id),
    raising_department :id NOT NULL REFERENCES department (id),
    responsible_department :id NOT NULL REFERENCES department (id),
    handler :id REFERENCES person (id),
    planned_at :int,
    planned_on :text,
    planned_sort :int NOT NULL,
    measures :text,
    major :bool NOT NULL,
    status :text NOT NULL,
    return_of :id REFERENCES problem (id),
    raised_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX problem_by_request ON problem (request, raised_at, id);
CREATE INDEX problem_by_task ON problem (task, raised_at, id);
CREATE INDEX problem_by_responsible ON problem (responsible_department, raised_at, id);
CREATE INDEX problem_by_raising ON problem (raised_at, id);
CREATE INDEX problem_by_plan ON problem (planned_sort, id);
CREATE INDEX problem_by_return ON problem (return_of);

CREATE TABLE problem_update (
    id :id NOT NULL PRIMARY KEY,
    problem :id NOT NULL REFERENCES problem (id),
    on_date :text NOT NULL,
    text :text NOT NULL,
    written_by :id REFERENCES person (id),
    written_at :int NOT NULL
) :strict;
CREATE INDEX problem_update_by_problem ON problem_update (problem, written_at, id);
";
