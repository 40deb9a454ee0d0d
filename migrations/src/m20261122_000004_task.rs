//! Tasks with who helps, what they wait for, and their logs.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261122_000004_task", parts: &[Part::Both(TASK)] };

const TASK: &str = r"
CREATE TABLE task (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    code :text NOT NULL UNIQUE,
    request :id REFERENCES subject (id),
    home :id REFERENCES department (id),
    department :id NOT NULL REFERENCES department (id),
    name :text NOT NULL,
    name_sort :text NOT NULL,
    assignee :id NOT NULL REFERENCES person (id),
    priority :text NOT NULL CHECK (priority IN ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW')),
    priority_rank :int NOT NULL,
    status :text NOT NULL,
    progress :int NOT NULL CHECK (progress BETWEEN 0 AND 100),
    start_on :text,
    due_at :int NOT NULL,
    due_on :text,
    dispatched_at :int,
    acknowledged_at :int,
    started_at :int,
    delivered_at :int,
    completed_at :int,
    overdue_told_at :int,
    created_at :int NOT NULL,
    created_by :id REFERENCES person (id),
    body :text NOT NULL,
    CHECK ((request IS NULL) = (home IS NOT NULL))
) :strict;
CREATE INDEX task_by_request ON task (request, created_at, id);
CREATE INDEX task_by_assignee ON task (assignee, due_at, id);
CREATE INDEX task_by_department ON task (department, due_at, id);
CREATE INDEX task_by_due ON task (due_at, id);
CREATE INDEX task_by_creation ON task (created_at, id);

CREATE TABLE task_collaborator (
    task :id NOT NULL REFERENCES task (id),
    person :id NOT NULL REFERENCES person (id),
    PRIMARY KEY (task, person)
) :strict;
CREATE INDEX task_collaborator_by_person ON task_collaborator (person, task);

CREATE TABLE task_dependency (
    task :id NOT NULL REFERENCES task (id),
    depends_on :id NOT NULL REFERENCES task (id),
    PRIMARY KEY (task, depends_on)
) :strict;
CREATE INDEX task_dependency_by_target ON task_dependency (depends_on, task);

CREATE TABLE progress_update (
    id :id NOT NULL PRIMARY KEY,
    task :id NOT NULL REFERENCES task (id),
    on_date :text NOT NULL,
    text :text,
    progress :int NOT NULL,
    health :text NOT NULL CHECK (health IN ('ON_TRACK', 'NEEDS_SUPPORT', 'DELAYED')),
    risk :text,
    next_step :text,
    written_by :id REFERENCES person (id),
    written_at :int NOT NULL
) :strict;
CREATE INDEX progress_update_by_task ON progress_update (task, written_at, id);
";
