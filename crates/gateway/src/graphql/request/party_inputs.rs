//! A party as input.

use async_graphql::InputObject;
use liaison_domain::ids::kind;
use liaison_domain::request::parties::PartyInput;

use super::PartyRole;
use crate::graphql::scalars::{DateTime, Key};

/// A department that is to take part.
#[derive(InputObject)]
pub struct RequestPartyInput {
    /// The department; not the initiating one, but for customer tickets.
    pub department: Key<kind::Department>,
    /// Its part.
    #[graphql(default_with = "PartyRole::Accepting")]
    pub role: PartyRole,
    /// 牵头部门: whether it coordinates the others. A single accepting party does without being named; of several exactly one.
    #[graphql(default)]
    pub lead: bool,
    /// 唯一对接人: its single contact, where the initiator knows one.
    pub liaison: Option<Key<kind::Person>>,
    /// When its feedback is wanted; takes the place of the policy's length once its liaison agrees.
    pub respond_by: Option<DateTime>,
}

impl RequestPartyInput {
    /// The domain's form.
    pub fn decode(self) -> PartyInput {
        PartyInput {
            department: self.department.0,
            role: self.role.into(),
            lead: self.lead,
            liaison: self.liaison.map(|key| key.0),
            respond_by: self.respond_by.map(|at| at.0),
        }
    }
}
