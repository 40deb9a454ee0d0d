//! Signed roots over spans of the record; and neither events nor roots are changed or removed any more.
//!
//! The triggers are for slips of ours and of operators: who may change the schema can drop them, and is betrayed by the roots.
//! Archiving spans of the record will replace the one against removal by one that lets go of what was archived.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m20261201_000021_record_root",
    parts: &[Part::Both(RECORD_ROOT), Part::Sqlite(KEPT_ON_SQLITE), Part::Postgres(KEPT_ON_POSTGRES)],
};

const RECORD_ROOT: &str = r"
CREATE TABLE record_root (
    number :int NOT NULL PRIMARY KEY,
    first :int NOT NULL UNIQUE,
    last :int NOT NULL UNIQUE,
    events :int NOT NULL,
    previous :text UNIQUE,
    root :text NOT NULL,
    signed_at :int NOT NULL,
    kid :text NOT NULL,
    signature :text NOT NULL,
    CHECK (first <= last)
) :strict;
";

const KEPT_ON_SQLITE: &str = r"
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
CREATE TRIGGER record_root_is_not_changed BEFORE UPDATE ON record_root
BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
CREATE TRIGGER record_root_is_not_removed BEFORE DELETE ON record_root
BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
";

const KEPT_ON_POSTGRES: &str = r"
CREATE FUNCTION refuse_change_of_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is never changed';
END $$;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_the_record();
CREATE TRIGGER event_is_not_removed BEFORE DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_the_record();
CREATE TRIGGER record_root_is_not_changed BEFORE UPDATE ON record_root
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_the_record();
CREATE TRIGGER record_root_is_not_removed BEFORE DELETE OR TRUNCATE ON record_root
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_the_record();
";
