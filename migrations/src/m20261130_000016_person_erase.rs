//! What the directory says of people is sealed beside their events, and goes with them.

use crate::script::{Part, Step};

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m20261130_000016_person_erase", parts: &[Part::Both(PERSON_ERASE)] };

const PERSON_ERASE: &str = r"
ALTER TABLE person ADD COLUMN erased_at :int;
ALTER TABLE sealed_value ADD COLUMN person :id;
CREATE INDEX sealed_value_by_person ON sealed_value (person) WHERE person IS NOT NULL;
";
