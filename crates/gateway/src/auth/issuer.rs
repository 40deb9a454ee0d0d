//! The organisation's own identity provider: an OpenID Connect issuer whose tokens are taken beside ours.
//!
//! Owns whom to trust ([`Trust`]), the issuer's keys and how long they may be relied on, and what a token of theirs has to say. The
//! keys are fetched when they are first needed, again every [`FRESH_SECONDS`], and when a token names one that is not among them; at
//! most once in [`APART_SECONDS`] and one fetch at a time, whoever asks, so that made-up tokens make nobody call the issuer. Where it
//! cannot be reached, known keys serve on for [`HELD_SECONDS`]; after that nobody can tell whose token it is, and none is refused for
//! it either. Which person a token speaks for is the directory's to say ([`Accounts`](super::Accounts)).

mod documents;
mod ring;
mod statement;
mod trust;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use liaison_domain::time::{Clock, Instant};
use metrics::{counter, gauge};
use tokio::sync::Mutex;

use super::authenticator::AuthFault;
use crate::tasks::Tasks;
use ring::{Found, Ring};
use statement::refused;

pub(super) use statement::Statement;
pub use trust::{DEFAULT_SKEW_SECONDS, MOST_SKEW_SECONDS, Trust, TrustFault};

/// How old keys get before they are fetched again: so long a key that the issuer withdrew is still taken.
pub const FRESH_SECONDS: i64 = 5 * 60;
/// Time between two fetches, whoever asks and whether or not the last one came to anything.
pub const APART_SECONDS: i64 = 10;
/// How long keys are relied on while the issuer cannot be reached.
pub const HELD_SECONDS: i64 = 60 * 60;

/// What is known of the issuer's keys.
#[derive(Default)]
struct Known {
    ring: Option<(Arc<Ring>, Instant)>,
    asked_at: Option<Instant>,
    /// Whether the last fetch failed.
    in_doubt: bool,
}

/// An issuer whose tokens are taken, with its keys of this moment.
pub struct Issuer {
    trust: Trust,
    clock: Arc<dyn Clock>,
    tasks: Tasks,
    known: RwLock<Known>,
    fetching: Mutex<()>,
}

impl Issuer {
    /// An issuer of which nothing is known yet; its documents are fetched in `tasks`, at the time of `clock`.
    pub fn new(trust: Trust, clock: Arc<dyn Clock>, tasks: Tasks) -> Self {
        Self { trust, clock, tasks, known: RwLock::default(), fetching: Mutex::default() }
    }

    /// Fetches the keys, where they are no longer fresh.
    pub async fn keep_fresh(self: &Arc<Self>) {
        if self.aged(FRESH_SECONDS) {
            self.ask().await;
        }
    }

    /// Whether the token says that this issuer issued it. Nothing of it has been checked then.
    pub(super) fn is_named_in(&self, token: &str) -> bool {
        statement::claimed_issuer(token).is_some_and(|issuer| issuer == self.trust.issuer())
    }

    /// What the token says, if this issuer signed it for us and it holds now.
    ///
    /// # Errors
    /// [`AuthFault::Token`] where it is refused, [`AuthFault::IssuerUnavailable`] where that cannot be told.
    pub(super) async fn verify(self: &Arc<Self>, token: &str) -> Result<Statement, AuthFault> {
        let header = statement::header(token)?;
        let kid = header.kid.as_deref();
        let mut ring = self.ring().await?;
        if matches!(ring.find(kid, header.alg), Found::Unknown) {
            self.ask().await;
            ring = self.ring().await?;
        }
        match ring.find(kid, header.alg) {
            Found::Key(key) => Ok(statement::read(token, header.alg, key, &self.trust, self.clock.now())?),
            // It may be of a key that the issuer has made since.
            Found::Unknown if self.read().in_doubt => Err(AuthFault::IssuerUnavailable),
            Found::Unknown => Err(refused("a key that the issuer does not publish").into()),
            Found::Unfit => Err(refused("an algorithm that does not fit the key").into()),
        }
    }

    /// Whether the issuer still publishes the key with this thumbprint.
    ///
    /// # Errors
    /// [`AuthFault::IssuerUnavailable`] where that cannot be told.
    pub(super) async fn publishes(self: &Arc<Self>, thumbprint: &str) -> Result<bool, AuthFault> {
        Ok(self.ring().await?.has(thumbprint))
    }

    /// Keys that may be relied on; fetched where there are none.
    async fn ring(self: &Arc<Self>) -> Result<Arc<Ring>, AuthFault> {
        if self.aged(HELD_SECONDS) {
            self.ask().await;
        }
        let ring = self.read().ring.as_ref().map(|(ring, _)| Arc::clone(ring));
        ring.filter(|_| !self.aged(HELD_SECONDS)).ok_or(AuthFault::IssuerUnavailable)
    }

    /// Fetches the keys, unless that was done just now; one fetch at a time. Whoever asks meanwhile waits for it, and it runs to its
    /// end when they do not: else hanging up would be a way to keep the keys from ever coming.
    async fn ask(self: &Arc<Self>) {
        if self.fetching.try_lock().is_ok_and(|_| !self.may_fetch()) {
            return;
        }
        let issuer = Arc::clone(self);
        let fetch = self.tasks.spawn(async move {
            let _alone = issuer.fetching.lock().await;
            if issuer.may_fetch() {
                tokio::select! {
                    () = issuer.tasks.stopping().cancelled() => {}
                    () = issuer.fetch() => {}
                }
            }
        });
        if let Err(fault) = fetch.await {
            tracing::error!(error = %fault, "issuer.fetch_broken");
        }
    }

    async fn fetch(&self) {
        let now = self.clock.now();
        self.write(|known| known.asked_at = Some(now));
        let fetched = self.trust.documents().keys(self.trust.issuer()).await;
        let outcome = if fetched.is_ok() { "fetched" } else { "failed" };
        counter!("liaison_issuer_fetches_total", "outcome" => outcome).increment(1);
        let ring = match fetched {
            Ok(keys) => Arc::new(Ring::of(keys)),
            Err(fault) => {
                tracing::warn!(error.cause = &fault as &dyn std::error::Error, "issuer.not_fetched");
                return self.write(|known| known.in_doubt = true);
            }
        };
        let size = u32::try_from(ring.len()).unwrap_or(u32::MAX);
        gauge!("liaison_issuer_keys").set(f64::from(size));
        gauge!("liaison_issuer_fetched_timestamp_seconds")
            .set(f64::from(u32::try_from(now.seconds()).unwrap_or_default()));
        let before = self.read().ring.as_ref().map(|(ring, _)| Arc::clone(ring));
        if before.is_none_or(|before| !before.is_same(&ring)) {
            tracing::info!(known = size, "issuer.keys_changed");
        }
        self.write(|known| (known.ring, known.in_doubt) = (Some((ring, now)), false));
    }

    /// Whether there are no keys that are younger than this.
    fn aged(&self, seconds: i64) -> bool {
        let now = self.clock.now();
        self.read().ring.as_ref().is_none_or(|(_, fetched_at)| has_passed(now, *fetched_at, seconds))
    }

    fn may_fetch(&self) -> bool {
        let now = self.clock.now();
        self.read().asked_at.is_none_or(|asked_at| has_passed(now, asked_at, APART_SECONDS))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whom it trusts, and for what.
    pub(super) fn trust(&self) -> &Trust {
        &self.trust
    }
}

/// Whether `seconds` have passed since `then`; also where the clock has stepped back behind it, after which nobody knows.
fn has_passed(now: Instant, then: Instant, seconds: i64) -> bool {
    now < then || now.seconds() - then.seconds() >= seconds
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("trust", &self.trust).finish_non_exhaustive()
    }
}
