//! Hashing passwords: Argon2id with the parameters that OWASP recommends first for it (19 MiB, two passes, one lane; the crate's
//! own), off the threads that serve calls, and few at a time, so that memory stays bounded whoever calls.

use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use liaison_domain::account::password::Password;
use tokio::sync::Semaphore;

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFault {
    /// The process is stopping, or has no memory or randomness for it.
    #[error("passwords cannot be hashed now")]
    Unavailable,
    /// What is kept is no hash.
    #[error("what is kept of a password is no hash")]
    Corrupt,
}

/// Hashes and checks passwords, as many at a time as there are processors.
#[derive(Debug)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    /// The hash that is checked where there is none: an account that does not exist takes as long as one that does.
    decoy: OnceLock<String>,
}

impl Default for Hasher {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self { turns: Arc::new(Semaphore::new(processors)), decoy: OnceLock::new() }
    }
}

impl Hasher {
    /// What is kept of this password, in PHC form.
    ///
    /// # Errors
    /// [`HashFault::Unavailable`].
    pub async fn hash(&self, password: Password) -> Result<String, HashFault> {
        self.off_thread(move || {
            let hash = Argon2::default().hash_password(password.reveal().as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| HashFault::Unavailable)
        })
        .await
    }

    /// Whether this password is the one that was hashed; takes as long where there is no hash.
    ///
    /// # Errors
    /// See [`HashFault`].
    pub async fn fits(&self, password: Password, hash: Option<String>) -> Result<bool, HashFault> {
        let known = hash.is_some();
        let hash = if let Some(hash) = hash.or_else(|| self.decoy.get().cloned()) {
            hash
        } else {
            let made = self.hash(password.clone()).await?;
            self.decoy.get_or_init(|| made).clone()
        };
        let fits = self
            .off_thread(move || {
                let hash = PasswordHash::new(&hash).map_err(|_| HashFault::Corrupt)?;
                Ok(Argon2::default().verify_password(password.reveal().as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(known && fits)
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashFault> + Send + 'static,
    ) -> Result<T, HashFault> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| HashFault::Unavailable)?;
        let worked = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also where nobody waits for it any more.
            let _turn = turn;
            work()
        });
        worked.await.unwrap_or(Err(HashFault::Unavailable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text).expect("a password")
    }

    #[tokio::test]
    async fn the_one_that_was_hashed_fits_and_no_other() {
        let hasher = Hasher::default();
        let hash = hasher.hash(password("correct horse battery staple")).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(
            hash,
            hasher.hash(password("correct horse battery staple")).await.expect("hashed"),
            "salted"
        );
        let fits = async |text, hash| hasher.fits(password(text), hash).await;
        assert_eq!(fits("correct horse battery staple", Some(hash.clone())).await, Ok(true));
        assert_eq!(fits("correct horse battery staple ", Some(hash)).await, Ok(false));
        assert_eq!(
            fits("correct horse battery staple", None).await,
            Ok(false),
            "not even what made the decoy"
        );
        assert_eq!(fits("x", Some("x".to_owned())).await, Err(HashFault::Corrupt));
    }
}
