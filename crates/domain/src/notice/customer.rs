//! Who is told of what happens to a customer: who answers for it, and who follows up.

use super::{About, NoticeCode, Noticed, Telling, acting};
use crate::command::{Aggregate as _, Change};
use crate::customer::{Circle, Contact, ContactFact, Customer, CustomerFact, Interaction, InteractionFact};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::ids::PersonId;

impl Noticed for Customer {
    fn about(&self) -> About {
        About { kind: SubjectKind::Customer, id: self.uuid(), named: Some(self.uuid()) }
    }

    fn tell(_: &Change<Self>, fact: &CustomerFact, _: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        match fact {
            CustomerFact::CustomerCreated { owner, .. } => {
                vec![Telling::new(Code::CustomerReceived, [*owner])]
            }
            CustomerFact::CustomerHandedOver { from, to, .. } => vec![
                Telling::new(Code::CustomerReceived, [*to]),
                Telling::new(Code::CustomerHandedOver, [*from]).person(*to).parting(),
            ],
            // The interaction and the ticket themselves are told; the rest is the circle's own work.
            CustomerFact::CustomerUpdated { .. }
            | CustomerFact::CustomerContacted { .. }
            | CustomerFact::CustomerFollowUpMoved { .. }
            | CustomerFact::CustomerDepartmentMoved { .. }
            | CustomerFact::CustomerTicketsChanged { .. } => Vec::new(),
        }
    }
}

impl Noticed for Contact {
    /// The customer: a contact has no name that a notice could say.
    fn about(&self) -> About {
        let customer = self.record().customer.uuid();
        About { kind: SubjectKind::Contact, id: self.uuid(), named: Some(customer) }
    }

    fn tell(change: &Change<Self>, fact: &ContactFact, directory: &Directory) -> Vec<Telling> {
        match fact {
            ContactFact::ContactUnmasked { until, .. } => {
                let owner = owner(change.state.circle(), directory);
                vec![Telling::new(NoticeCode::ContactUnmasked, owner).due_at(*until)]
            }
            ContactFact::ContactAdded { .. }
            | ContactFact::ContactUpdated { .. }
            | ContactFact::ContactRemoved { .. }
            | ContactFact::ContactErased { .. } => Vec::new(),
        }
    }
}

impl Noticed for Interaction {
    fn about(&self) -> About {
        let customer = self.record().customer.uuid();
        About { kind: SubjectKind::Interaction, id: self.uuid(), named: Some(customer) }
    }

    fn tell(change: &Change<Self>, fact: &InteractionFact, directory: &Directory) -> Vec<Telling> {
        use NoticeCode as Code;
        let record = change.state.record();
        match fact {
            InteractionFact::InteractionRecorded { guest: Some(_), .. } => {
                vec![Telling::new(Code::GuestCommented, owner(change.state.circle(), directory))]
            }
            InteractionFact::InteractionRecorded { follow_up_by, guest: None, .. } => vec![
                Telling::new(Code::FollowUpAsked, *follow_up_by),
                Telling::new(Code::InteractionRecorded, owner(change.state.circle(), directory)),
            ],
            InteractionFact::InteractionUpdated { .. } => {
                let before = change.before.as_ref().and_then(|before| before.record().follow_up_by);
                let new = record.follow_up_by.filter(|person| Some(*person) != before);
                vec![Telling::new(Code::FollowUpAsked, new)]
            }
            InteractionFact::MeasureLinked { .. } => {
                let owner = owner(change.state.circle(), directory);
                vec![Telling::new(Code::MeasureFollowedUp, owner.into_iter().chain(record.follow_up_by))]
            }
        }
    }
}

/// Who answers for the customer, or who acts for one who left.
pub(super) fn owner(circle: &Circle, directory: &Directory) -> Option<PersonId> {
    acting(circle.owner, circle.department, directory)
}
