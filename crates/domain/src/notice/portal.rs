//! Portal links: given to customers by those who answer for a ticket, and told to nobody; the ticket's page lists them.

use super::{About, Noticed, Telling};
use crate::command::{Aggregate as _, Change};
use crate::directory::Directory;
use crate::event::SubjectKind;
use crate::portal::{PortalLink, PortalLinkFact};

impl Noticed for PortalLink {
    fn about(&self) -> About {
        let ticket = self.record().request.uuid();
        About { kind: SubjectKind::PortalLink, id: self.uuid(), named: Some(ticket) }
    }

    fn tell(_: &Change<Self>, fact: &PortalLinkFact, _: &Directory) -> Vec<Telling> {
        match fact {
            PortalLinkFact::PortalLinkIssued { .. } | PortalLinkFact::PortalLinkRevoked { .. } => Vec::new(),
        }
    }
}
