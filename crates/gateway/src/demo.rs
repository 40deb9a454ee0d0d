//! The demo company: departments, people, customers with their tickets and half a year of requests, made through the same operations as everybody's.
//!
//! Owns what the company is called and what happened in it; it has no way of its own into the database. Everything is
//! relative to the instant at which the demo starts and follows from a seed. The person who acts in each step of the
//! guided walk is one of its people ([`crate::walkthrough`]).

mod catalogue;
mod clock;
mod company;
mod customers;
mod meetings;
mod plan;
mod play;
mod tickets;

use liaison_domain::portal::Token;
use liaison_domain::time::Instant;

use crate::app::App;

pub use clock::DemoClock;
pub use company::{CompanyFault, people};
use plan::Plan;

/// When the demo starts unless it runs on the real clock: 2024-05-06 09:00 +08:00, so that the walk's request gets the code
/// MT202405001 and its own dates (resolution 1).
pub const START: Instant = Instant::from_micros(1_714_957_200_000_000);

/// The seed of the company's past; printed, so that everybody looks at the same one.
pub const SEED: u64 = 202_405;

/// What a demo company has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Furnished {
    /// Open departments.
    pub departments: usize,
    /// People.
    pub people: usize,
    /// Requests of the past.
    pub requests: usize,
    /// What opens the portal of one of its customers' tickets.
    pub portal: Option<Token>,
}

/// Founds the company in the empty database of `app` and makes its past before `start`; `clock` is the clock of `app` and
/// stands at `start` afterwards.
///
/// # Errors
/// [`CompanyFault`] where the database refuses, or is not empty.
pub async fn furnish(
    app: &App,
    clock: &DemoClock,
    start: Instant,
    seed: u64,
) -> Result<Furnished, CompanyFault> {
    clock.put(plan::oldest(start, app.policies().latest().hours()));
    company::found(app).await?;
    let directory = app.directory().latest();
    let plan = Plan::of(seed, start, app.policies().latest().hours(), &directory);
    let requests = plan.stories.len();
    tickets::route(app).await?;
    let customers = customers::found(app, start).await?;
    play::play(app, clock, &plan, &customers).await?;
    meetings::furnish(app, clock, start).await?;
    customers::furnish(app, clock, start, &customers).await?;
    let portal = tickets::furnish(app, clock, start, &customers).await?;
    clock.put(start);
    let departments = directory.departments().count();
    Ok(Furnished { departments, people: directory.people().count(), requests, portal })
}
