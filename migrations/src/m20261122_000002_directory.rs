//! Departments, people and the roles that people hold in departments.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261122_000002_directory", parts: &[Part::Both(DIRECTORY)] };

const DIRECTORY: &str = r"
CREATE TABLE department (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    code :text NOT NULL UNIQUE,
    name :text NOT NULL,
    name_sort :text NOT NULL,
    short_name :text NOT NULL,
    parent :id REFERENCES department (id),
    head :id,
    executive :id,
    closed_at :int,
    successor :id REFERENCES department (id),
    CHECK (successor IS NULL OR closed_at IS NOT NULL)
) :strict;
CREATE INDEX department_by_name ON department (name_sort, id);
CREATE INDEX department_by_parent ON department (parent);

CREATE TABLE person (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    employee_number :text NOT NULL UNIQUE,
    name :text NOT NULL,
    name_sort :text NOT NULL,
    position :text,
    department :id NOT NULL REFERENCES department (id),
    roles :text NOT NULL,
    state :text NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED')),
    locale :text
) :strict;
CREATE INDEX person_by_name ON person (name_sort, id);
CREATE INDEX person_by_department ON person (department, name_sort, id);

CREATE TABLE person_department_role (
    person :id NOT NULL REFERENCES person (id),
    department :id NOT NULL REFERENCES department (id),
    role :text NOT NULL CHECK (role IN ('VIEWER', 'EDITOR', 'MANAGER')),
    PRIMARY KEY (person, department)
) :strict;
";
