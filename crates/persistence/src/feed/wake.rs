//! Wake-ups between the nodes of one PostgreSQL: a `NOTIFY` after commits, in a small transaction of its own, and the one
//! connection that listens. A wake-up carries nothing and may be lost; readers poll beside it. SQLite has one node, and
//! neither future ever does anything.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::Notify;

use crate::dialect::Dialect;
use crate::store::{Statements, Store};

const CHANNEL: &str = "liaison_feed";
/// Commits within this time share one notification: inside each business transaction it would halve the commit rate.
const COALESCE: Duration = Duration::from_millis(20);
/// How long to wait before listening again after the connection broke.
const RECONNECT: Duration = Duration::from_secs(2);

/// Notifies the other nodes of this one's commits, for ever.
pub(super) async fn tell(store: &Store, statements: &Statements) {
    let mut commits = store.commits();
    while store.dialect() == Dialect::Postgres && commits.changed().await.is_ok() {
        commits.mark_unchanged();
        if let Err(error) = store.read(statements).execute_unprepared("NOTIFY liaison_feed").await {
            tracing::warn!(error = &error as &dyn std::error::Error, "other nodes were not woken");
        }
        tokio::time::sleep(COALESCE).await;
    }
    std::future::pending::<()>().await;
}

/// Passes on to `woken` what other nodes tell, for ever.
pub(super) async fn listen(store: &Store, woken: &Notify) {
    while store.dialect() == Dialect::Postgres {
        if let Err(error) = pass_on(store.url(), woken).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the feed does not hear other nodes");
        }
        tokio::time::sleep(RECONNECT).await;
    }
    std::future::pending::<()>().await;
}

async fn pass_on(url: &str, woken: &Notify) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // `None`: the connection was lost and is made again; notifications may have been missed, so it counts as one.
        listener.try_recv().await?;
        while listener.next_buffered().is_some() {}
        woken.notify_one();
    }
}
