//! Counting attempts to sign in. What they count for is kept as a digest: neither addresses nor what was typed as a number.

use std::collections::HashMap;

use liaison_domain::account::attempt::{Against, Attempts};
use liaison_domain::canonical::Digest;
use liaison_domain::time::Instant;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};

use super::AccountWork;
use crate::error::Error;

/// An attempt that was taken: what it counts for.
#[derive(Clone, Debug)]
pub struct Attempted(Vec<(Against, Digest)>);

impl Attempted {
    /// The attempt of somebody who names this account, from this address; a `stranger` where it has not been used from there.
    pub fn new(account: &str, address: &str, stranger: bool) -> Self {
        let mut keys = vec![key(Against::Pair, &[account, address]), key(Against::Address, &[address])];
        keys.extend(stranger.then(|| key(Against::Account, &[account])));
        keys.sort_by(|(_, one), (_, other)| one.as_str().cmp(other.as_str()));
        Self(keys)
    }

    /// The attempt of somebody at this address who names no account.
    pub fn of_address(address: &str) -> Self {
        Self(vec![key(Against::Address, &[address])])
    }
}

fn key(against: Against, of: &[&str]) -> (Against, Digest) {
    (against, Digest::of([&[against.name()], of].concat().join("\n").as_bytes()))
}

impl AccountWork {
    /// Counts the attempt before anything is checked, so that many at once are many; or says until when none is taken, and
    /// changes nothing. Three statements.
    ///
    /// # Errors
    /// As every statement.
    pub async fn attempt(&self, attempted: &Attempted, now: Instant) -> Result<Option<Instant>, Error> {
        let keys = || attempted.0.iter().map(|(_, key)| key.as_str());
        let mut claim = Query::insert();
        claim.into_table("sign_in_attempt").columns(["key", "count", "last_at"]);
        for key in keys() {
            claim.values_panic([key.into(), 0_i64.into(), now.micros().into()]);
        }
        claim.on_conflict(OnConflict::column("key").do_nothing().to_owned());
        self.db().execute(&claim).await?;
        let select = Query::select()
            .columns(["key", "count", "last_at"])
            .from("sign_in_attempt")
            .and_where(Expr::col("key").is_in(keys()))
            .order_by("key", sea_orm::Order::Asc)
            .lock_exclusive()
            .to_owned();
        let mut before = HashMap::new();
        for row in self.db().query_all(&select).await? {
            let (count, last_at) = (row.try_get::<i64>("", "count")?, row.try_get("", "last_at")?);
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            before.insert(
                row.try_get::<String>("", "key")?,
                Attempts { count, last_at: Instant::from_micros(last_at) },
            );
        }
        let made = |key: &Digest| before.get(key.as_str()).copied();
        let waits = attempted.0.iter().filter_map(|(against, key)| Some(made(key)?.closed_until(*against)));
        if let Some(until) = waits.max().filter(|until| now < *until) {
            return Ok(Some(until));
        }
        let mut write = Query::insert();
        write.into_table("sign_in_attempt").columns(["key", "count", "last_at"]);
        for (_, key) in &attempted.0 {
            let made = Attempts::with_another(made(key), now);
            write.values_panic([
                key.as_str().into(),
                i64::from(made.count).into(),
                made.last_at.micros().into(),
            ]);
        }
        write.on_conflict(OnConflict::column("key").update_columns(["count", "last_at"]).to_owned());
        self.db().execute(&write).await?;
        Ok(None)
    }

    /// Takes back an attempt that was no guess, and all that were made before it for the same account from the same address.
    ///
    /// # Errors
    /// As every statement.
    pub async fn succeeded(&self, attempted: &Attempted) -> Result<(), Error> {
        for (against, key) in &attempted.0 {
            let mine = Expr::col("key").eq(key.as_str());
            if *against == Against::Pair {
                let delete = Query::delete().from_table("sign_in_attempt").and_where(mine).to_owned();
                self.db().execute(&delete).await?;
            } else {
                let update = Query::update()
                    .table("sign_in_attempt")
                    .value("count", Expr::col("count").sub(1))
                    .and_where(mine.and(Expr::col("count").gt(0)))
                    .to_owned();
                self.db().execute(&update).await?;
            }
        }
        Ok(())
    }

    /// Forgets attempts of before `until`, at most `most`; how many those were.
    ///
    /// # Errors
    /// As every statement.
    pub async fn forget_attempts(&self, until: Instant, most: u64) -> Result<u64, Error> {
        let old = Query::select()
            .column("key")
            .from("sign_in_attempt")
            .and_where(Expr::col("last_at").lt(until.micros()))
            .limit(most)
            .to_owned();
        let delete = Query::delete()
            .from_table("sign_in_attempt")
            .and_where(Expr::col("key").in_subquery(old))
            .to_owned();
        Ok(self.db().execute(&delete).await?.rows_affected())
    }
}
