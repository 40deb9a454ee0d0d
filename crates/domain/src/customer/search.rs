//! What of a customer can be found: of the card what every employee reads, so not the labels, which are the circle's
//! (resolution 64); of a contact name and title, never phone, mail or handles (resolution 63); of an interaction what it says,
//! in which contact values stand as they were recorded: masked (S1-101).

use super::{Contact, CustomerRecord, InteractionRecord};
use crate::search::Searchable;
use crate::text::{Line, Text};

impl CustomerRecord {
    /// The words of its card, for every employee.
    pub fn searchable(&self) -> Searchable {
        let more = [&self.industry, &self.level].into_iter().flatten().map(Line::as_str);
        Searchable::of([self.name.as_str()].into_iter().chain(more))
    }
}

impl Contact {
    /// Its words, for whoever sees it, as long as it is listed and they are there.
    pub(super) fn search(&self) -> Searchable {
        let (record, shown) = (self.record(), self.shown());
        if !record.is_live() {
            return Searchable::nothing();
        }
        let values = &record.values;
        Searchable::of([&shown.name, &shown.title].into_iter().flatten().map(String::as_str))
            .sealed([&values.name].into_iter().chain(&values.title).map(|reference| reference.id))
    }
}

impl InteractionRecord {
    /// Its words, for the customer's circle.
    pub fn searchable(&self) -> Searchable {
        let texts = [&self.wants, &self.plan].into_iter().flatten().map(Text::as_str);
        let measures = self.measures.iter().map(|measure| measure.matter.as_str());
        Searchable::of([self.subject.as_str()].into_iter().chain(texts).chain(measures))
    }
}
