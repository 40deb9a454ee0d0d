//! What of a problem can be found: what it is, what it reaches, what is done about it and what came of that.

use super::ProblemRecord;
use crate::search::Searchable;
use crate::text::Text;

impl ProblemRecord {
    /// Its words, for whoever sees it.
    pub fn searchable(&self) -> Searchable {
        let texts = [&self.impact, &self.measures].into_iter().flatten().map(Text::as_str);
        let found = self.resolution.iter().flat_map(|found| [found.measure.as_str(), found.result.as_str()]);
        Searchable::of([self.description.as_str()].into_iter().chain(texts).chain(found))
    }
}
