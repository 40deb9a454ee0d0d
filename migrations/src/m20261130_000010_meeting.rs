//! Meetings with who is asked to come and what they decided, and the tasks that their minutes made.
//!
//! A task of a meeting has the department that does it as its home; one that minutes put under a request has that request, and
//! in both `meeting` names the minutes.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000010_meeting", parts: &[Part::Both(MEETING)] };

const MEETING: &str = r"
CREATE TABLE meeting (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    code :text NOT NULL UNIQUE,
    subject :text NOT NULL,
    kind :text NOT NULL,
    status :text NOT NULL,
    starts_at :int NOT NULL,
    ends_at :int NOT NULL,
    host :id NOT NULL REFERENCES person (id),
    recorder :id NOT NULL REFERENCES person (id),
    department :id NOT NULL REFERENCES department (id),
    request :id REFERENCES subject (id),
    confidential :bool NOT NULL,
    series :id,
    series_number :int,
    ended_at :int,
    lasted :int,
    pack_name :text NOT NULL,
    pack_version :int NOT NULL,
    created_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX meeting_by_start ON meeting (starts_at, id);
CREATE INDEX meeting_by_creation ON meeting (created_at, id);
CREATE INDEX meeting_by_request ON meeting (request, starts_at, id);
CREATE INDEX meeting_by_series ON meeting (series, starts_at, id);
CREATE INDEX meeting_by_host ON meeting (host, starts_at, id);
CREATE INDEX meeting_by_recorder ON meeting (recorder, starts_at, id);
CREATE INDEX meeting_by_department ON meeting (department, starts_at, id);
CREATE INDEX meeting_by_end ON meeting (ends_at, id) WHERE status = 'SCHEDULED';

CREATE TABLE meeting_attendee (
    meeting :id NOT NULL REFERENCES meeting (id),
    person :id NOT NULL REFERENCES person (id),
    attended :bool NOT NULL,
    PRIMARY KEY (meeting, person)
) :strict;
CREATE INDEX meeting_attendee_by_person ON meeting_attendee (person, meeting);

CREATE TABLE decision (
    id :id NOT NULL PRIMARY KEY,
    meeting :id NOT NULL REFERENCES meeting (id),
    number :int NOT NULL,
    text :text NOT NULL,
    owner :id REFERENCES person (id),
    department :id REFERENCES department (id),
    due_at :int,
    due_on :text,
    due_sort :int NOT NULL,
    decided_at :int NOT NULL
) :strict;
CREATE INDEX decision_by_meeting ON decision (meeting, number, id);
CREATE INDEX decision_by_owner ON decision (owner, due_sort, id);
CREATE INDEX decision_by_department ON decision (department, due_sort, id);
CREATE INDEX decision_by_due ON decision (due_sort, id);
CREATE INDEX decision_by_time ON decision (decided_at, id);

ALTER TABLE task ADD COLUMN meeting :id REFERENCES meeting (id);
ALTER TABLE task ADD COLUMN decision :id;
ALTER TABLE task ADD COLUMN related_request :id REFERENCES subject (id);
CREATE INDEX task_by_meeting ON task (meeting, created_at, id) WHERE meeting IS NOT NULL;
CREATE INDEX task_by_decision ON task (decision) WHERE decision IS NOT NULL;
";
