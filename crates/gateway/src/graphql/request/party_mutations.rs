//! Who takes part: parties, their liaisons, the lead.

use async_graphql::{Context, InputObject, Object, Result};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::ids::kind;
use liaison_domain::request::liaison::NameLiaison;
use liaison_domain::request::parties::AddParty;
use liaison_domain::text::Text;

use super::Request;
use super::party_inputs::RequestPartyInput;
use crate::graphql::decode::Decode as _;
use crate::graphql::mutation::{ActionOptions, run};
use crate::graphql::nullable::OrNull;
use crate::graphql::scalars::Key;
use crate::operations::request::{self as operations, On, PartyRemoval, Rerouting};
use crate::payload;

payload! {
    /// What `requestAddParty` answers.
    RequestAddPartyPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestRemoveParty` answers.
    RequestRemovePartyPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestReroute` answers.
    RequestReroutePayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestNameLiaison` answers.
    RequestNameLiaisonPayload {
        /// The request after the change.
        request: Request
    }
}

payload! {
    /// What `requestNameLead` answers.
    RequestNameLeadPayload {
        /// The request after the change.
        request: Request
    }
}

/// A department that is to join.
#[derive(InputObject)]
pub struct RequestAddPartyInput {
    /// Which request.
    pub id: Key<kind::Request>,
    #[graphql(flatten)]
    party: RequestPartyInput,
    /// Why; after submission every party reads it.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// A party to be taken out.
#[derive(InputObject)]
pub struct RequestRemovePartyInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Which party.
    pub party: Key<kind::Party>,
    /// Which party coordinates then; required when the lead goes and several stay.
    pub new_lead: Option<Key<kind::Party>>,
    /// Why; after submission every party reads it.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Another department for a party's place.
#[derive(InputObject)]
pub struct RequestRerouteInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// The party to be replaced.
    pub party: Key<kind::Party>,
    /// Who takes its place; the lead goes with the place.
    pub to: RequestPartyInput,
    /// Why; after submission every party reads it.
    pub reason: Option<String>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Who is to be a party's single contact.
#[derive(InputObject)]
pub struct RequestNameLiaisonInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// For which party; the caller's own where they act for one alone.
    pub party: Option<Key<kind::Party>>,
    /// 唯一对接人: somebody who works in the department or below it, or holds a role in it.
    pub liaison: Key<kind::Person>,
    #[graphql(flatten)]
    options: ActionOptions,
}

/// Which party is to coordinate.
#[derive(InputObject)]
pub struct RequestNameLeadInput {
    /// Which request.
    pub id: Key<kind::Request>,
    /// Which accepting party.
    pub party: Key<kind::Party>,
    #[graphql(flatten)]
    options: ActionOptions,
}

fn reason(raw: Option<&str>) -> Result<Option<Text>, Refusal> {
    let mut found = Violations::default();
    let reason = found.take("reason", Text::optional(raw));
    found.all((reason,)).map(|(reason,)| reason)
}

/// The root fields.
#[derive(Default)]
pub struct PartyMutation;

#[Object]
impl PartyMutation {
    /// Makes a department a party. After submission a revision: who had accepted is asked again. For the initiator.
    async fn request_add_party(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The department.")] input: RequestAddPartyInput,
    ) -> OrNull<RequestAddPartyPayload> {
        let RequestAddPartyInput { id, party, reason: why, options } = input;
        let input = reason(why.as_deref())
            .map(|reason| On { id: id.0, input: AddParty { party: party.decode(), reason } });
        run(ctx, options, input, operations::add_party).await
    }

    /// Takes a party out; never the last one, never one with open tasks. After submission a revision. For the initiator.
    async fn request_remove_party(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which party.")] input: RequestRemovePartyInput,
    ) -> OrNull<RequestRemovePartyPayload> {
        let (party, new_lead) = (input.party.0, input.new_lead.map(|key| key.0));
        let removal = reason(input.reason.as_deref())
            .map(|reason| On { id: input.id.0, input: PartyRemoval { party, new_lead, reason } });
        run(ctx, input.options, removal, operations::remove_party).await
    }

    /// Sets another department in a party's place; never in that of one with open tasks. After submission a revision. For the
    /// initiator.
    async fn request_reroute(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which party, and who takes its place.")] input: RequestRerouteInput,
    ) -> OrNull<RequestReroutePayload> {
        let RequestRerouteInput { id, party, to, reason: why, options } = input;
        let rerouting = reason(why.as_deref())
            .map(|reason| On { id: id.0, input: Rerouting { party: party.0, to: to.decode(), reason } });
        run(ctx, options, rerouting, operations::reroute).await
    }

    /// Names a party's single contact. For the party's liaison and managers; in a draft for the initiator.
    async fn request_name_liaison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: RequestNameLiaisonInput,
    ) -> OrNull<RequestNameLiaisonPayload> {
        let named = NameLiaison { party: input.party.map(|key| key.0), liaison: input.liaison.0 };
        run(ctx, input.options, Ok(On { id: input.id.0, input: named }), operations::name_liaison).await
    }

    /// Names the party that coordinates; answers and signatures stay. For the initiator.
    async fn request_name_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which party.")] input: RequestNameLeadInput,
    ) -> OrNull<RequestNameLeadPayload> {
        let lead = On { id: input.id.0, input: input.party.0 };
        run(ctx, input.options, Ok(lead), operations::name_lead).await
    }
}
