//! What of a task can be found: its code, its name, what is to be done and what it is measured against.

use super::TaskRecord;
use crate::search::Searchable;
use crate::text::Text;

impl TaskRecord {
    /// Its words, for whoever sees it.
    pub fn searchable(&self) -> Searchable {
        let texts = [&self.description, &self.delivery_standard].into_iter().flatten().map(Text::as_str);
        Searchable::of([self.code.as_str(), self.name.as_str()].into_iter().chain(texts))
    }
}
