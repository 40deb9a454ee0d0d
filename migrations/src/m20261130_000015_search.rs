//! The tokens of what can be searched, an entry a record; and the ways from a reader to what they see.
//!
//! PostgreSQL keeps tokens in a `tsvector` with an inverted index whose list of late entries is short, because every search reads
//! it through. SQLite keeps them as text, beside which triggers keep an FTS5 index: of the tokens as they are (`ascii` folds
//! nothing else), and of nothing that was taken out (`secure-delete`).

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m20261130_000015_search",
    parts: &[Part::Postgres(POSTGRES), Part::Sqlite(SQLITE), Part::Both(BOTH)],
};

const POSTGRES: &str = r"
CREATE TABLE search_entry (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject uuid NOT NULL UNIQUE,
    kind :text NOT NULL,
    tokens tsvector NOT NULL
);
CREATE INDEX search_entry_by_token ON search_entry USING gin (tokens) WITH (gin_pending_list_limit = 128);
";

const SQLITE: &str = r"
CREATE TABLE search_entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    subject BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    tokens TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_token USING fts5 (
    tokens, content = 'search_entry', content_rowid = 'number', tokenize = 'ascii', detail = none, columnsize = 0
);
INSERT INTO search_token (search_token, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER search_entry_comes AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_token (rowid, tokens) VALUES (new.number, new.tokens);
END;
CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_token (search_token, rowid, tokens) VALUES ('delete', old.number, old.tokens);
END;
CREATE TRIGGER search_entry_changes AFTER UPDATE OF tokens ON search_entry BEGIN
    INSERT INTO search_token (search_token, rowid, tokens) VALUES ('delete', old.number, old.tokens);
    INSERT INTO search_token (rowid, tokens) VALUES (new.number, new.tokens);
END;
";

const BOTH: &str = r"
CREATE TABLE search_sealed (
    sealed :id NOT NULL,
    subject :id NOT NULL,
    PRIMARY KEY (sealed, subject)
) :strict;
CREATE INDEX search_sealed_by_subject ON search_sealed (subject);

CREATE INDEX search_entry_by_kind ON search_entry (kind, number);
CREATE INDEX subject_by_audience ON subject (audience_of);
CREATE INDEX subject_by_reach ON subject (reach, kind);
";
