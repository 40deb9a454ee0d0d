//! Rules of working time by tables and examples; random calendars are tried in `liaison-tests`.

mod cases;
mod definition;
mod explanations;
mod pauses;
mod quiet;
mod records;
mod recounts;
mod warnings;
