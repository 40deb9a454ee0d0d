//! Who is told of guests: who answers for the customer they belong to, and who invited them.

use super::customer::owner;
use super::{About, NoticeCode, Noticed, Telling};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::guest::{Guest, GuestFact};

impl Noticed for Guest {
    /// The customer: the name of a guest stands in no notice.
    fn about(&self) -> About {
        About { kind: SubjectKind::Guest, id: self.uuid(), named: Some(self.record().customer.uuid()) }
    }

    fn tell(change: &Change<Self>, fact: &GuestFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let guest = &change.state;
        let owner = owner(guest.circle(), directory);
        let host = guest.record().invited_by;
        match fact {
            GuestFact::GuestInvited { expires_at, .. } => {
                vec![Telling::new(Code::GuestInvited, owner).due_at(*expires_at)]
            }
            GuestFact::GuestScopeChanged { expires_at, .. } => {
                vec![Telling::new(Code::GuestScopeChanged, owner).due_at(*expires_at)]
            }
            GuestFact::GuestArrived { .. } => vec![Telling::new(Code::GuestArrived, [host])],
            GuestFact::GuestRevoked { .. } => {
                vec![Telling::new(Code::GuestEnded, owner.into_iter().chain([host]))]
            }
        }
    }
}
