//! What of a meeting can be found: its code, its subject, its agenda, and the minutes that hold. Minutes in the making are not:
//! what was struck out of them was never said.

use super::{AgendaItem, ItemMinutes, MeetingRecord};
use crate::search::Searchable;
use crate::text::Text;

impl MeetingRecord {
    /// Its words, for whoever sees it.
    pub fn searchable(&self) -> Searchable {
        let head = [self.code.as_str(), self.subject.as_str()].into_iter();
        let demands = self.demands.iter().map(Text::as_str);
        let minutes = self.current().into_iter().flat_map(|minutes| {
            minutes.items.iter().flat_map(said).chain(minutes.remarks.iter().map(Text::as_str))
        });
        Searchable::of(head.chain(self.agenda.iter().flat_map(asked)).chain(demands).chain(minutes))
    }
}

fn asked(item: &AgendaItem) -> impl Iterator<Item = &str> {
    let texts = [&item.goal, &item.questions].into_iter().flatten().map(Text::as_str);
    [item.topic.as_str()].into_iter().chain(texts)
}

fn said(item: &ItemMinutes) -> impl Iterator<Item = &str> {
    let texts = [&item.points, &item.disagreements].into_iter().flatten().map(Text::as_str);
    let decided = item.decisions.iter().map(|decision| decision.text.as_str());
    let standards = item.actions.iter().filter_map(|action| action.standard.as_ref()).map(Text::as_str);
    texts.chain(decided).chain(item.actions.iter().map(|action| action.what.as_str())).chain(standards)
}
