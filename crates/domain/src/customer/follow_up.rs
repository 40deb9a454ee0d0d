//! The follow-up: when the customer is to be contacted next, and the deadline of the owner (S1-92).

use serde::{Deserialize, Serialize};

use super::{Customer, CustomerFact, CustomerState};
use crate::command::{Aggregate as _, Change, Context};
use crate::deadline::{About, DeadlineKind, DeadlineSubject, Ledger, Obligation, Owed, Owner, Standing};
use crate::ids::InteractionId;
use crate::pack::PackRef;
use crate::priority::Priority;
use crate::task::Due;
use crate::time::Instant;

/// The interaction that was recorded last, and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Latest {
    /// Which.
    pub interaction: InteractionId,
    /// When the customer is to be contacted next; none where nothing was agreed.
    pub next: Option<Due>,
    /// Since when that is owed.
    pub since: Instant,
    /// Changes with every interaction, so that the follow-up it meets and the one it begins are told apart.
    pub turn: bool,
}

impl Latest {
    const fn part(turn: bool) -> &'static str {
        if turn { "B" } else { "A" }
    }
}

impl Customer {
    /// An interaction was recorded: it meets the former follow-up and begins its own. Emits `CustomerContacted`.
    pub(super) fn contacted(
        &self,
        ctx: &Context<'_>,
        interaction: InteractionId,
        next: Option<Due>,
    ) -> Change<Self> {
        let turn = self.record.latest.is_some_and(|latest| !latest.turn);
        let fact = CustomerFact::CustomerContacted { interaction, next_contact_at: next.map(|next| next.at) };
        self.change(vec![fact], |customer| {
            customer.latest = Some(Latest { interaction, next, since: ctx.now, turn });
        })
    }

    /// The follow-up of the latest interaction has another date, or none. Emits `CustomerFollowUpMoved`.
    pub(super) fn follow_up_moved(
        &self,
        interaction: InteractionId,
        next: Option<Due>,
    ) -> Option<Change<Self>> {
        let latest = self.record.latest.filter(|latest| latest.interaction == interaction)?;
        let fact =
            CustomerFact::CustomerFollowUpMoved { interaction, next_contact_at: next.map(|next| next.at) };
        Some(self.change(vec![fact], |customer| customer.latest = Some(Latest { next, ..latest })))
    }

    /// What the owner owes: the next contact, while the customer is worked with. What the last interaction met is fulfilled.
    pub fn owed(&self, ctx: &Context<'_>) -> Vec<Owed> {
        let customer = &self.record;
        let mut ledger = Ledger::new(ctx, Priority::Medium, false);
        let Some(latest) = customer.latest.filter(|_| customer.state == CustomerState::Active) else {
            return ledger.finish();
        };
        let mut owe = |turn, standing, due: Due| {
            let obligation = Obligation {
                kind: DeadlineKind::FollowUp,
                part: Latest::part(turn).to_owned(),
                owner: Owner::person(customer.owner, customer.department, ctx.directory),
                counterpart: None,
                since: latest.since,
                standing,
            };
            ledger.owe_by(obligation, due.at, false);
        };
        owe(!latest.turn, Standing::Met, Due { at: latest.since, on: None });
        if let Some(next) = latest.next {
            owe(latest.turn, Standing::Running, next);
        }
        ledger.finish()
    }

    /// What all its deadlines share; `governing` is the pack of its department.
    pub fn about(&self, governing: PackRef) -> About {
        About {
            subject: DeadlineSubject::Customer(self.record.id),
            request: None,
            root: self.record.id.uuid(),
            audience: self.audience(),
            pack: governing,
        }
    }
}
