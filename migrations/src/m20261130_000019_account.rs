//! How people prove who they are, beside the feed.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000019_account", parts: &[Part::Both(ACCOUNT)] };

const ACCOUNT: &str = r"
CREATE TABLE account (
    person :id NOT NULL PRIMARY KEY REFERENCES person (id),
    hash :text,
    since :int,
    reset_digest :text UNIQUE,
    reset_ends_at :int,
    signed_out_at :int
) :strict;
CREATE TABLE session (
    id :id NOT NULL PRIMARY KEY,
    person :id NOT NULL REFERENCES person (id),
    device :text,
    address :text NOT NULL,
    created_at :int NOT NULL,
    used_at :int NOT NULL,
    ends_at :int NOT NULL
) :strict;
CREATE INDEX session_by_person ON session (person, used_at);
CREATE INDEX session_by_end ON session (ends_at);
CREATE TABLE refresh_token (
    digest :text NOT NULL PRIMARY KEY,
    session :id NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    used_at :int
) :strict;
CREATE INDEX refresh_token_by_session ON refresh_token (session);
CREATE TABLE sign_in_attempt (
    key :text NOT NULL PRIMARY KEY,
    count :int NOT NULL,
    last_at :int NOT NULL
) :strict;
CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (last_at);
";
