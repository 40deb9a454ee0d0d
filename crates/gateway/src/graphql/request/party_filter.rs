//! Parties in filters of requests.

use async_graphql::InputObject;
use liaison_domain::ids::kind;
use liaison_domain::request::party::PartyState as DomainState;
use liaison_persistence::paging::{Filter, Quantifier, Scalar, Test};
use liaison_persistence::request::{PartyField, PartyLeaf};

use super::{PartyRole, PartyState};
use crate::graphql::filter::{BooleanFilter, EnumFilter, IdFilter, Parts, RelatedInput};

/// Which parties; everything that is set has to hold.
#[derive(InputObject, Clone, Debug)]
pub struct RequestPartyFilter {
    /// All of these.
    pub and: Option<Vec<Self>>,
    /// At least one of these.
    pub or: Option<Vec<Self>>,
    /// Not this.
    pub not: Option<Box<Self>>,
    /// By department.
    pub department: Option<IdFilter<kind::Department>>,
    /// By its part.
    pub role: Option<EnumFilter<PartyRole>>,
    /// By where its answer stands.
    pub state: Option<EnumFilter<PartyState>>,
    /// By whether it coordinates.
    pub lead: Option<BooleanFilter>,
    /// By its single contact.
    pub liaison: Option<IdFilter<kind::Person>>,
}

impl RelatedInput for RequestPartyFilter {
    const RELATION: &'static str = "RequestPartyRelationFilter";
}

impl RequestPartyFilter {
    /// The store's form.
    pub fn build(self) -> Filter<PartyLeaf> {
        let leaf = |field| move |test| PartyLeaf::Field(field, test);
        Parts::default()
            .combined(self.and, self.or, self.not, Self::build)
            .field(self.department, leaf(PartyField::Department))
            .field(self.role, leaf(PartyField::Role))
            .field(self.state, leaf(PartyField::State))
            .field(self.lead, leaf(PartyField::Lead))
            .field(self.liaison, leaf(PartyField::Liaison))
            .finish()
    }
}

/// The same over present parties alone: removed ones match neither `some` nor stand against `every`.
pub fn present(quantifier: Quantifier, filter: Filter<PartyLeaf>) -> Filter<PartyLeaf> {
    let removed = || Scalar::Text(DomainState::Removed.name().to_owned());
    let state = |test| Filter::Leaf(PartyLeaf::Field(PartyField::State, test));
    match quantifier {
        Quantifier::Some | Quantifier::None => Filter::All(vec![state(Test::Ne(removed())), filter]),
        Quantifier::Every => Filter::Any(vec![state(Test::Eq(removed())), filter]),
    }
}
