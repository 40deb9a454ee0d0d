//! What people were told: a row a person, event and code.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m20261130_000009_notification", parts: &[Part::Both(NOTIFICATION)] };

const NOTIFICATION: &str = r"
CREATE TABLE notification (
    id :id NOT NULL PRIMARY KEY,
    person :id NOT NULL REFERENCES person (id),
    event :id NOT NULL,
    position :int NOT NULL,
    code :text NOT NULL,
    subject_kind :text,
    subject :id,
    named :id,
    params :text NOT NULL,
    critical :bool NOT NULL,
    reminder :bool NOT NULL,
    created_at :int NOT NULL,
    deliver_at :int NOT NULL,
    read_at :int,
    digest :id,
    UNIQUE (person, position, code)
) :strict;
CREATE INDEX notification_inbox ON notification (person, deliver_at, id) WHERE digest IS NULL;
CREATE INDEX notification_unread ON notification (person, deliver_at) WHERE digest IS NULL AND read_at IS NULL;
CREATE INDEX notification_by_digest ON notification (digest, deliver_at, id) WHERE digest IS NOT NULL;
CREATE INDEX notification_by_position ON notification (position, id);
CREATE INDEX notification_by_delivery ON notification (deliver_at, id);
";
