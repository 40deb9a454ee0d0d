//! The customer's score, given by a link.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use liaison_domain::error::{Refusal, Violations};
use liaison_domain::score::Score;
use liaison_domain::text::Text;

use super::PortalTicket;
use super::view::{Opened, Portal};
use crate::graphql::decode::Decode as _;
use crate::graphql::error::Fault;
use crate::graphql::filter::NamedEnum as _;
use crate::graphql::mutation::{WriteOptions, answered, user_errors};
use crate::graphql::nullable::OrNull;
use crate::graphql::payload::UserError;
use crate::graphql::request::RequestStage;
use crate::operations::ticket::{self as operations, TicketScore};
use crate::operations::{Answer, Done, OperationError, Outcome};

/// What `ticketRate` answers.
#[derive(SimpleObject)]
pub struct TicketRatePayload {
    /// The ticket with the score, as the customer sees it; null where nothing was changed.
    pub ticket: Option<PortalTicket>,
    /// Why nothing was changed; empty where it was.
    pub user_errors: Vec<UserError>,
}

/// How satisfied the customer is.
#[derive(InputObject)]
pub struct TicketRateInput {
    /// The secret of the link.
    pub token: String,
    /// 1 to 5, 5 being best.
    pub score: i32,
    /// In the customer's own words, at most 2,000 characters; kept beside the record of events, so that they can be erased.
    pub words: Option<String>,
    #[graphql(flatten)]
    options: WriteOptions,
}

fn decoded(score: i32, words: Option<&str>) -> Result<TicketScore, Refusal> {
    let mut found = Violations::default();
    let score = found.take("score", Score::new(score.into()));
    let words = found.take("words", Text::optional(words));
    found.all((score, words)).map(|(score, words)| TicketScore { score, words })
}

/// The refusal as the customer may read it: of where the ticket stands, the stage alone.
fn outward(error: OperationError, opened: &Opened) -> OperationError {
    match error {
        OperationError::Refused(Refusal::State(mut conflict)) => {
            let stage = opened.ticket.stage().map(RequestStage::from);
            conflict.status = stage.map_or("ENDED", |stage| stage.stored());
            OperationError::Refused(Refusal::State(conflict))
        }
        other => other,
    }
}

async fn shaped(
    portal: &Portal,
    opened: &Opened,
    token: &str,
    answer: Answer<liaison_domain::request::Request>,
) -> Result<TicketRatePayload, Fault> {
    let ticket = match answer {
        Ok(Done { outcome: Outcome::Changed(ticket), .. }) => Some(portal.view(&ticket).await?),
        Ok(Done { outcome: Outcome::Repeated(_), .. }) => {
            Some(portal.view(&portal.open(token).await?.ticket).await?)
        }
        Ok(Done { outcome: Outcome::Validated(_), .. }) => None,
        Err(error) => {
            let scope = portal.scope(opened.actor);
            let user_errors = user_errors(&scope, &["input"], outward(error, opened))?;
            return Ok(TicketRatePayload { ticket: None, user_errors });
        }
    };
    Ok(TicketRatePayload { ticket, user_errors: Vec::new() })
}

/// The root field.
#[derive(Default)]
pub struct PortalRatingMutation;

#[Object]
impl PortalRatingMutation {
    /// Says as the customer how satisfied it is with a ticket: once, from the delivery until the ticket is archived; nobody
    /// changes it afterwards. Answered without credentials: the token of a link is all that counts. One that is unknown, revoked,
    /// or has ended to the second is refused with `UNAUTHENTICATED`.
    async fn ticket_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The score.")] input: TicketRateInput,
    ) -> OrNull<TicketRatePayload> {
        let done = async {
            let portal = Portal::of(ctx)?;
            let opened = portal.open(&input.token).await?;
            let score = decoded(input.score, input.words.as_deref());
            let scope = portal.scope(opened.actor);
            let answer = Box::pin(answered(&scope, input.options, score, operations::rate)).await;
            shaped(&portal, &opened, &input.token, answer).await
        };
        OrNull::some(Box::pin(done)).await
    }
}
