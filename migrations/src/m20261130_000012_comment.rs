//! Comments with whom they mention.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step { name: "m20261130_000012_comment", parts: &[Part::Both(COMMENT)] };

const COMMENT: &str = r"
CREATE TABLE comment (
    id :id NOT NULL PRIMARY KEY,
    version :int NOT NULL,
    about_kind :text NOT NULL,
    about :id NOT NULL,
    request :id REFERENCES request (id),
    reply_to :id REFERENCES comment (id),
    author :id NOT NULL REFERENCES person (id),
    external :bool NOT NULL,
    urgency :text,
    waits :bool NOT NULL,
    written_at :int NOT NULL,
    edited_at :int,
    body :text NOT NULL
) :strict;
CREATE INDEX comment_by_about ON comment (about, written_at, id);
CREATE INDEX comment_by_reply ON comment (reply_to, written_at, id);
CREATE INDEX comment_by_request ON comment (request, written_at, id);
CREATE INDEX comment_by_author ON comment (author, written_at, id);
CREATE INDEX comment_by_time ON comment (written_at, id);

CREATE TABLE comment_mention (
    comment :id NOT NULL REFERENCES comment (id),
    person :id NOT NULL REFERENCES person (id),
    PRIMARY KEY (comment, person)
) :strict;
CREATE INDEX comment_mention_by_person ON comment_mention (person, comment);
";
