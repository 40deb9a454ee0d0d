//! Numbers without gaps: a row a scope, raised in the transaction that uses the number (X19).

use std::ops::RangeInclusive;

use sea_orm::{ConnectionTrait as _, Statement};

use super::UnitOfWork;
use crate::error::Error;

impl UnitOfWork {
    /// The next number of `scope`, from 1. Other units that want one of the same scope wait until this one ends, so it is
    /// taken last; if this one is rolled back, the number is given to the next.
    ///
    /// # Errors
    /// As every statement.
    pub async fn next_number(&mut self, scope: &str) -> Result<i64, Error> {
        Ok(*self.next_numbers(scope, 1).await?.start())
    }

    /// The next `count` numbers of `scope`, as one range.
    ///
    /// # Errors
    /// As every statement.
    pub async fn next_numbers(&mut self, scope: &str, count: u32) -> Result<RangeInclusive<i64>, Error> {
        let statement = Statement::from_sql_and_values(
            self.connection.dialect().backend(),
            "INSERT INTO counter (scope, value) VALUES ($1, $2)
             ON CONFLICT (scope) DO UPDATE SET value = counter.value + excluded.value
             RETURNING value",
            [scope.into(), i64::from(count).into()],
        );
        let row = self.connection.query_one_raw(statement).await?.ok_or_else(Error::busy)?;
        let last: i64 = row.try_get("", "value")?;
        Ok(last - i64::from(count) + 1..=last)
    }
}
