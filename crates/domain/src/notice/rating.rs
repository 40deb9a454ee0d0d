//! Who is told of a rating: liaison and head of the rated party.

use super::{About, NoticeCode, Noticed, Telling};
use crate::authority;
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::rating::{Rating, RatingFact};

impl Noticed for Rating {
    fn about(&self) -> About {
        let request = self.record().request.uuid();
        About { kind: SubjectKind::Rating, id: self.uuid(), named: Some(request) }
    }

    fn tell(change: &Change<Self>, fact: &RatingFact, directory: &Directory) -> Vec<Telling> {
        let (code, rated) = match fact {
            RatingFact::RatingGiven { department, .. } => (NoticeCode::RatingGiven, *department),
            RatingFact::RatingRevised { department, .. } => (NoticeCode::RatingRevised, *department),
        };
        let liaison = authority::party(change.state.frame(), rated).and_then(|party| party.liaison);
        vec![Telling::new(code, liaison.into_iter().chain(directory.head(rated))).department(rated)]
    }
}
