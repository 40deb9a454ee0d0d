//! Guests with their scopes, and who of them wrote a comment.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000017_guest", parts: &[Part::Both(GUEST)] };

const GUEST: &str = r"
CREATE TABLE guest (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    digest :text NOT NULL UNIQUE,
    customer :id NOT NULL REFERENCES customer (id),
    invited_by :id NOT NULL REFERENCES person (id),
    invited_at :int NOT NULL,
    expires_at :int NOT NULL,
    ended_at :int,
    body :text NOT NULL
) :strict;
CREATE INDEX guest_by_customer ON guest (customer, invited_at, id);
CREATE INDEX guest_by_inviter ON guest (invited_by, expires_at);

CREATE TABLE guest_scope (
    guest :id NOT NULL REFERENCES guest (id),
    record :id NOT NULL,
    PRIMARY KEY (guest, record)
) :strict;
CREATE INDEX guest_scope_by_record ON guest_scope (record, guest);

ALTER TABLE comment ADD COLUMN guest :id REFERENCES guest (id);
CREATE INDEX comment_by_guest ON comment (guest, about) WHERE guest IS NOT NULL;
";
