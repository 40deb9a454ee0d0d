//! The acceptance of a request's whole delivery.

use std::sync::Arc;

use async_graphql::SimpleObject;
use liaison_domain::request as domain;
use liaison_domain::request::signature::SignOffPurpose;

use super::party::RequestParty;
use super::sign_off::SignOff;
use crate::graphql::directory::Person;
use crate::graphql::scalars::DateTime;
use crate::graphql::scope::Scope;

/// 验收: the acceptance of the whole delivery, signed by who gave it.
#[derive(SimpleObject)]
pub struct RequestAcceptance {
    /// Who accepted.
    pub accepted_by: Option<Person>,
    /// When.
    pub accepted_at: DateTime,
    /// What they said.
    pub note: Option<String>,
    /// The signature over it.
    pub sign_off: Option<SignOff>,
    /// The parties to be rated: those that had accepted then.
    pub parties_to_rate: Vec<RequestParty>,
}

impl RequestAcceptance {
    /// The acceptance of this request, if it was given.
    ///
    pub fn of(scope: &Scope, request: &Arc<domain::Request>) -> Option<Self> {
        let acceptance = request.acceptance.as_ref()?;
        let signed = request.signatures.iter().position(|one| one.purpose == SignOffPurpose::Acceptance);
        let rated = |(index, party): (usize, &domain::party::Party)| {
            let owed = acceptance.parties.contains(&party.id);
            owed.then(|| RequestParty::new(Arc::clone(request), index))
        };
        Some(Self {
            accepted_by: Person::by_id(scope, acceptance.by),
            accepted_at: DateTime(acceptance.at),
            note: acceptance.note.as_ref().map(ToString::to_string),
            sign_off: signed.and_then(|index| SignOff::all(request).into_iter().nth(index)),
            parties_to_rate: request.parties.iter().enumerate().filter_map(rated).collect(),
        })
    }
}
