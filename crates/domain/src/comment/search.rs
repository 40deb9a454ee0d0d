//! What of a comment can be found: its present text, no longer than that lies where it is sealed (resolution 79).

use super::CommentRecord;
use crate::search::Searchable;

impl CommentRecord {
    /// The words of `text`, its present one, for whoever sees what it is about.
    pub fn searchable(&self, text: Option<&str>) -> Searchable {
        match text {
            None => Searchable::nothing(),
            Some(text) => Searchable::of([text]).sealed([self.text().text.id]),
        }
    }
}
