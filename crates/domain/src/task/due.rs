//! When something is due: an instant, or a date that lasts to the end of its working day (resolution 34).

use serde::{Deserialize, Serialize};

use crate::command::Context;
use crate::error::{Reason, Rule};
use crate::time::{Date, Instant};

/// When something is due, and whether a date alone was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The instant that has to be kept.
    pub at: Instant,
    /// The date, where no time was named.
    pub on: Option<Date>,
}

/// A due time as somebody names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewDue {
    /// This instant.
    At(Instant),
    /// The end of this working day; on a day off the midnight that ends it.
    On(Date),
}

impl NewDue {
    /// What it means in the working hours of `ctx`.
    pub fn settle(self, ctx: &Context<'_>) -> Due {
        match self {
            Self::At(at) => Due { at, on: None },
            Self::On(date) => Due { at: ctx.hours.end_of(date), on: Some(date) },
        }
    }

    /// The field of the input that names it, such as `dueAt` or `dueOn` for `due`.
    pub fn field(self, name: &str) -> String {
        match self {
            Self::At(_) => format!("{name}At"),
            Self::On(_) => format!("{name}On"),
        }
    }

    /// What the caller should know: `NOT_A_WORKING_DAY` for a date on which nobody works.
    pub fn warning(self, ctx: &Context<'_>) -> Option<Reason> {
        match self {
            Self::On(date) if !ctx.hours.is_working_day(date) => {
                Some(Reason::of(Rule::NotAWorkingDay).with("date", date))
            }
            Self::On(_) | Self::At(_) => None,
        }
    }

    /// Why it cannot be a new date: `IN_THE_PAST` unless it lies ahead.
    pub fn past(self, ctx: &Context<'_>) -> Option<Reason> {
        (self.settle(ctx).at <= ctx.now).then(|| Reason::of(Rule::InThePast))
    }

    /// Why a request whose window ends on `last` does not cover it: `AFTER_REQUEST_DUE` (resolution 37).
    pub fn beyond(self, last: Option<Date>, ctx: &Context<'_>) -> Option<Reason> {
        let last = last?;
        let date = match self {
            Self::On(date) => date,
            Self::At(at) => at.date_in(ctx.hours.zone()),
        };
        (date > last).then(|| Reason::of(Rule::AfterRequestDue).with("dueOn", last))
    }
}

impl Due {
    /// The local date on which it falls.
    pub fn date(self, ctx: &Context<'_>) -> Date {
        self.on.unwrap_or_else(|| self.at.date_in(ctx.hours.zone()))
    }
}
