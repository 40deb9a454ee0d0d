//! What lists of deadlines compare and are ordered by.

use liaison_domain::deadline::DeadlineState;
use liaison_domain::ids::{DepartmentId, PersonId};
use liaison_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use serde::Serialize;

use super::column;
use crate::dialect::Dialect;
use crate::entities::deadline;
use crate::paging::{Direction, Key, Order, Test};

/// A column of a deadline that filters compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DeadlineField {
    /// The ID.
    Id,
    /// What is owed, by its name.
    Kind,
    /// The state, by its name.
    State,
    /// Whether something may still happen to it.
    Live,
    /// The request it belongs to, directly or through a task.
    Request,
    /// The record it is about.
    Subject,
    /// The person who owes, by ID; empty where a department does.
    OwnerPerson,
    /// The department that owes, by ID.
    OwnerDepartment,
    /// When it is due.
    DueAt,
    /// When it began.
    StartedAt,
    /// When it was found breached; may be empty.
    BreachedAt,
    /// When it was fulfilled after the breach; may be empty.
    SettledAt,
}

/// What a filter over deadlines is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum DeadlineLeaf {
    /// A comparison.
    Field(DeadlineField, Test),
    /// Whether it is late at an instant, which is no part of the filter: the next page is of the same list.
    Overdue {
        /// Late, or not.
        wanted: bool,
        /// When.
        #[serde(skip)]
        now: Instant,
    },
    /// Whether this person owes it, themselves or through a department for which they decide now; the departments are no
    /// part of the filter.
    OwedBy {
        /// Who.
        person: PersonId,
        /// Where they decide.
        #[serde(skip)]
        departments: Vec<DepartmentId>,
    },
}

/// How deadlines are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum DeadlineOrder {
    /// By when they are due.
    DueAt(Direction),
    /// By when they began.
    StartedAt(Direction),
}

impl DeadlineField {
    fn column(self) -> Expr {
        column(match self {
            Self::Id => deadline::Column::Id,
            Self::Kind => deadline::Column::Kind,
            Self::State => deadline::Column::State,
            Self::Live => deadline::Column::Live,
            Self::Request => deadline::Column::Request,
            Self::Subject => deadline::Column::Subject,
            Self::OwnerPerson => deadline::Column::OwnerPerson,
            Self::OwnerDepartment => deadline::Column::OwnerDepartment,
            Self::DueAt => deadline::Column::DueAt,
            Self::StartedAt => deadline::Column::StartedAt,
            Self::BreachedAt => deadline::Column::BreachedAt,
            Self::SettledAt => deadline::Column::SettledAt,
        })
    }
}

impl DeadlineOrder {
    pub(super) fn keys(self) -> Order {
        let id = (deadline::Entity, deadline::Column::Id);
        let of = |column| (deadline::Entity, column);
        match self {
            Self::DueAt(direction) => {
                Order::by("DUE_AT", [Key::int(of(deadline::Column::DueAt), direction)], id)
            }
            Self::StartedAt(direction) => {
                Order::by("STARTED_AT", [Key::int(of(deadline::Column::StartedAt), direction)], id)
            }
        }
    }
}

impl DeadlineLeaf {
    pub(super) fn condition(&self, dialect: Dialect) -> Expr {
        match self {
            Self::Field(field, test) => test.on(dialect, field.column()),
            Self::Overdue { wanted, now } => {
                let state = || column(deadline::Column::State);
                let running = state().eq(DeadlineState::Running.name());
                let due = running.and(column(deadline::Column::DueAt).lt(now.micros()));
                let breached = state().eq(DeadlineState::Breached.name());
                let late = due.or(breached.and(column(deadline::Column::Live).eq(true)));
                if *wanted { late } else { late.not() }
            }
            Self::OwedBy { person, departments } => {
                let owner = || column(deadline::Column::OwnerPerson);
                let decides =
                    dialect.any_of(column(deadline::Column::OwnerDepartment), departments.iter().copied());
                owner().eq(person.uuid()).or(owner().is_null().and(decides))
            }
        }
    }
}
