//! Who is told of what is said: who is asked, who is mentioned, whom a reply answers, and whom the record concerns.

use super::{About, NoticeCode, Noticed, Telling};
use crate::command::{Aggregate as _, Change};
use crate::comment::{Ask, Asked, Comment, CommentFact, Urgency};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::PersonId;

impl Noticed for Comment {
    /// What it is about names it: a comment has no name of its own.
    fn about(&self) -> About {
        let named = self.record().about.uuid();
        About { kind: SubjectKind::Comment, id: self.uuid(), named: Some(named) }
    }

    fn tell(change: &Change<Self>, fact: &CommentFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let place = change.state.place();
        match fact {
            CommentFact::CommentAdded { replies_to, guest: Some(_), .. } => {
                let host = change.state.record().author.answerable();
                let told = place.concerned.iter().copied().chain(*replies_to).chain([host]);
                vec![Telling::new(Code::GuestCommented, told)]
            }
            CommentFact::CommentAdded { replies_to, mentions, asked, guest: None, .. } => {
                let mut tellings = asking(asked.as_ref(), &[], directory);
                tellings.push(Telling::new(Code::CommentMentioned, mentions.iter().copied()));
                tellings.push(Telling::new(Code::CommentReplied, *replies_to));
                tellings.push(Telling::new(Code::CommentAdded, place.concerned.iter().copied()));
                tellings
            }
            CommentFact::CommentEdited { mentions, asked, .. } => {
                let before = change.before.as_ref().map(Self::record);
                let asked_before = before.and_then(|before| before.ask.as_ref());
                let mut known: Vec<PersonId> = asked_before.into_iter().flat_map(Ask::people).collect();
                let mut tellings = asking(asked.as_ref(), &known, directory);
                known.extend(before.into_iter().flat_map(|before| before.mentions.iter().copied()));
                let new = mentions.iter().copied().filter(|person| !known.contains(person));
                tellings.push(Telling::new(Code::CommentMentioned, new));
                tellings
            }
            // The reply itself is told to who asked.
            CommentFact::CommentAnswered { .. } => Vec::new(),
        }
    }
}

/// Who is asked now and was not before; what is urgent goes to their heads too, and waits for no morning (S1-99).
fn asking(asked: Option<&Asked>, before: &[PersonId], directory: &Directory) -> Vec<Telling> {
    let Some(asked) = asked else { return Vec::new() };
    let new: Vec<PersonId> = asked.of.iter().copied().filter(|person| !before.contains(person)).collect();
    let telling = Telling::new(NoticeCode::CommentAnswerAsked, new.iter().copied());
    if asked.urgency == Urgency::Ordinary {
        return vec![telling];
    }
    let home = |person: &PersonId| directory.person(*person).map(|person| person.department);
    let heads = new.iter().filter_map(home).filter_map(|department| directory.head(department));
    vec![telling.urgent(), Telling::new(NoticeCode::CommentUrgent, heads).urgent()]
}
