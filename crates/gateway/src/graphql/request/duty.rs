//! What requests wait for their viewer to do, as filters of lists.

use async_graphql::Enum;
use liaison_domain::access::Actor;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::request::party::PartyState;
use liaison_domain::request::status::RequestStatus;
use liaison_persistence::paging::{Filter, Quantifier, Scalar, Test};
use liaison_persistence::request::{PartyField, PartyLeaf, RequestField, RequestLeaf};

/// Something that the viewer owes a request.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestDuty {
    /// An answer for a party whose liaison or manager the viewer is.
    Answer,
    /// An answer to a party that wants changes or declined, as initiator.
    Clarification,
    /// Signatures are owed, and the viewer manages a department that takes part.
    Signature,
    /// A verdict on the delivery, as initiator.
    Acceptance,
}

impl RequestDuty {
    /// The requests that wait for this person; none for a caller who is nobody.
    pub fn build(self, viewer: &Actor) -> Filter<RequestLeaf> {
        let Actor::Person(person) = viewer else { return Filter::Any(Vec::new()) };
        let manages: Vec<DepartmentId> = person.manages.iter().copied().collect();
        match self {
            Self::Answer => {
                let states = in_status(&[RequestStatus::Submitted, RequestStatus::Clarifying]);
                let open = Filter::Any(vec![states, pending()]);
                let mine = Filter::Any(vec![
                    party(PartyField::Liaison, Test::Eq(Scalar::Id(person.id.uuid()))),
                    party(PartyField::Department, one_of(&manages)),
                ]);
                let asked = party(PartyField::State, Test::Eq(text(PartyState::Pending.name())));
                Filter::All(vec![open, some(Filter::All(vec![asked, mine]))])
            }
            Self::Clarification => {
                Filter::All(vec![in_status(&[RequestStatus::Clarifying]), started_by(person.id)])
            }
            Self::Signature => {
                let open = Filter::Any(vec![in_status(&[RequestStatus::Agreed]), pending()]);
                let initiating = field(RequestField::InitiatingDepartment, one_of(&manages));
                let taking_part = Filter::All(vec![
                    party(PartyField::State, Test::Ne(text(PartyState::Removed.name()))),
                    party(PartyField::Department, one_of(&manages)),
                ]);
                Filter::All(vec![open, Filter::Any(vec![initiating, some(taking_part)])])
            }
            Self::Acceptance => {
                Filter::All(vec![in_status(&[RequestStatus::Delivered]), started_by(person.id)])
            }
        }
    }
}

fn text(name: &str) -> Scalar {
    Scalar::Text(name.to_owned())
}

fn field(field: RequestField, test: Test) -> Filter<RequestLeaf> {
    Filter::Leaf(RequestLeaf::Field(field, test))
}

fn party(field: PartyField, test: Test) -> Filter<PartyLeaf> {
    Filter::Leaf(PartyLeaf::Field(field, test))
}

fn some(parties: Filter<PartyLeaf>) -> Filter<RequestLeaf> {
    Filter::Leaf(RequestLeaf::Parties(Quantifier::Some, parties))
}

fn in_status(statuses: &[RequestStatus]) -> Filter<RequestLeaf> {
    field(RequestField::Status, Test::In(statuses.iter().map(|status| text(status.name())).collect()))
}

fn pending() -> Filter<RequestLeaf> {
    field(RequestField::AgreementPending, Test::Eq(Scalar::Bool(true)))
}

fn started_by(person: PersonId) -> Filter<RequestLeaf> {
    field(RequestField::Initiator, Test::Eq(Scalar::Id(person.uuid())))
}

fn one_of(departments: &[DepartmentId]) -> Test {
    Test::In(departments.iter().map(|department| Scalar::Id(department.uuid())).collect())
}
