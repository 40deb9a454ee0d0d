//! Keys of systems, and by which of them an event came about.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261201_000020_api_key", parts: &[Part::Both(API_KEY)] };

const API_KEY: &str = r"
CREATE TABLE api_key (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    name :text NOT NULL,
    scopes :text NOT NULL,
    owner :id NOT NULL REFERENCES person (id),
    digest :text NOT NULL UNIQUE,
    created_by :id REFERENCES person (id),
    created_at :int NOT NULL,
    expires_at :int NOT NULL,
    revoked_at :int,
    used_at :int
) :strict;
CREATE INDEX api_key_by_time ON api_key (created_at, id);
CREATE INDEX api_key_by_owner ON api_key (owner);
ALTER TABLE event ADD COLUMN api_key :id;
";
