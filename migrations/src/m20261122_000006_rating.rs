//! Ratings of parties, and progress reports.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261122_000006_rating", parts: &[Part::Both(RATING)] };

const RATING: &str = r"
CREATE TABLE rating (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    request :id NOT NULL REFERENCES subject (id),
    department :id NOT NULL REFERENCES department (id),
    responsiveness :int NOT NULL CHECK (responsiveness BETWEEN 1 AND 5),
    professionalism :int NOT NULL CHECK (professionalism BETWEEN 1 AND 5),
    cooperation :int NOT NULL CHECK (cooperation BETWEEN 1 AND 5),
    comment :text,
    late :bool NOT NULL,
    given_by :id NOT NULL REFERENCES person (id),
    given_at :int NOT NULL,
    revised_at :int,
    UNIQUE (request, department)
) :strict;
CREATE INDEX rating_by_department ON rating (department, given_at, id);
CREATE INDEX rating_by_time ON rating (given_at, id);

CREATE TABLE progress_report (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    request :id NOT NULL REFERENCES subject (id),
    department :id NOT NULL REFERENCES department (id),
    on_date :text NOT NULL,
    phase :text NOT NULL,
    published_by :id NOT NULL REFERENCES person (id),
    published_at :int NOT NULL,
    body :text NOT NULL
) :strict;
CREATE INDEX progress_report_by_request ON progress_report (request, published_at, id);
";
