//! Passwords are hashed with argon2id, two at a time; what others hashed with bcrypt is known too.
use std::error::Error;
use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use async_trait::async_trait;
use domain::identity::{Password, PasswordHash};
use service::PortError;
use service::identity::PasswordHasher;
use tokio::sync::{Semaphore, TryAcquireError};
use tokio::task::spawn_blocking;

/// Hashes with argon2id (19 MiB, 2 passes, 1 lane) on blocking threads: a crowd that logs in takes neither all memory nor
/// all processors, and whoever would wait behind too many others is refused at once.
#[derive(Clone)]
pub struct Argon2Hasher {
    /// A place for all who are inside, running or waiting.
    inside: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Argon2Hasher {
    /// How many run at once.
    pub const AT_ONCE: usize = 2;
    /// How many wait at the most.
    pub const WAITING: usize = 32;

    /// With nobody inside.
    #[must_use]
    pub fn new() -> Self {
        Self {
            inside: Arc::new(Semaphore::new(Self::AT_ONCE + Self::WAITING)),
            running: Arc::new(Semaphore::new(Self::AT_ONCE)),
        }
    }

    /// Runs slow work when it is its turn. It keeps its places until it is done, whether or not anybody still wants to know.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PortError> + Send + 'static,
    ) -> Result<T, PortError> {
        let inside = Arc::clone(&self.inside).try_acquire_owned().map_err(|error| match error {
            TryAcquireError::NoPermits => failed("too many passwords are waiting to be hashed"),
            TryAcquireError::Closed => failed(error),
        })?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(failed)?;
        let done = spawn_blocking(move || {
            let _places = (inside, turn);
            work()
        });
        done.await.map_err(failed)?
    }
}

impl Default for Argon2Hasher {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError> {
        let password = password.clone();
        self.in_turn(move || {
            let hash: phc::PasswordHash =
                Argon2::default().hash_password(password.reveal().as_bytes()).map_err(failed)?;
            Ok(PasswordHash::stored(&hash.to_string()))
        })
        .await
    }

    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Result<bool, PortError> {
        let password = password.clone();
        self.in_turn(move || Ok(is_of(&password, hash.as_ref()))).await
    }

    fn is_current(&self, hash: &PasswordHash) -> bool {
        let costs = |params: &argon2::Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let ours = costs(Argon2::default().params());
        phc::PasswordHash::new(hash.as_str()).is_ok_and(|hash| {
            hash.algorithm == argon2::ARGON2ID_IDENT
                && argon2::Params::try_from(&hash).is_ok_and(|params| costs(&params) == ours)
        })
    }
}

/// Whether another program hashed it with bcrypt. Such a hash never saw more than 72 bytes of a password: whoever has a longer
/// one does not get in by its beginning, and needs a new one.
fn is_by_bcrypt(hash: &PasswordHash) -> bool {
    ["$2a$", "$2b$", "$2x$", "$2y$"].iter().any(|mark| hash.as_str().starts_with(mark))
}

/// What is worked against where there is no hash: made like one of ours, from no password.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cm9va2VyeTogbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A missing hash and one that makes no sense cost what a good one costs.
fn is_of(password: &Password, hash: Option<&PasswordHash>) -> bool {
    if let Some(hash) = hash.filter(|hash| is_by_bcrypt(hash)) {
        return bcrypt::non_truncating_verify(password.reveal(), hash.as_str()).unwrap_or(false);
    }
    let somebodys = hash.and_then(|hash| phc::PasswordHash::new(hash.as_str()).ok());
    let exists = somebodys.is_some();
    let Some(hash) = somebodys.or_else(|| phc::PasswordHash::new(NOBODYS).ok()) else { return false };
    let fits = Argon2::default().verify_password(password.reveal().as_bytes(), &hash).is_ok();
    exists && fits
}

fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new("password hasher", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(raw: &str) -> Password {
        Password::parse(raw).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_fits_and_any_other_does_not() {
        let hasher = Argon2Hasher::new();
        let long = "x".repeat(255);
        let hash = hasher.hash(&password(&long)).await.unwrap();
        assert!(hasher.verify(&password(&long), Some(hash.clone())).await.unwrap());
        // bytes far behind count too: nothing is cut off
        let other = long.replacen("xx", "xy", 1).chars().rev().collect::<String>();
        assert!(!hasher.verify(&password(&other), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let hasher = Argon2Hasher::new();
        let password = password("correct horse");
        assert_ne!(hasher.hash(&password).await.unwrap(), hasher.hash(&password).await.unwrap());
    }

    #[tokio::test]
    async fn no_hash_and_a_malformed_one_say_no() {
        let hasher = Argon2Hasher::new();
        let nobodys = &NOBODYS[..NOBODYS.len() - 4];
        for hash in
            ["", "$", "plain", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1", "$2b$10$abc", nobodys, "\0"]
        {
            let hash = PasswordHash::stored(hash);
            assert!(!hasher.verify(&password("correct horse"), Some(hash)).await.unwrap());
        }
        assert!(!hasher.verify(&password("correct horse"), None).await.unwrap());
    }

    #[tokio::test]
    async fn what_others_hashed_fits_and_is_not_current() {
        let hasher = Argon2Hasher::new();
        // of "correct horse", by another program
        let theirs = PasswordHash::stored(&bcrypt::hash("correct horse", 4).unwrap());
        assert!(hasher.verify(&password("correct horse"), Some(theirs.clone())).await.unwrap());
        assert!(!hasher.verify(&password("correct house"), Some(theirs.clone())).await.unwrap());
        assert!(!hasher.is_current(&theirs));
        assert!(hasher.is_current(&hasher.hash(&password("correct horse")).await.unwrap()));
        let cheap =
            "$argon2id$v=19$m=8,t=1,p=1$cm9va2VyeTogbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert!(!hasher.is_current(&PasswordHash::stored(cheap)));
    }

    #[tokio::test]
    async fn a_long_password_does_not_get_in_by_its_first_72_bytes() {
        let hasher = Argon2Hasher::new();
        let theirs = |length| PasswordHash::stored(&bcrypt::hash("x".repeat(length), 4).unwrap());
        assert!(hasher.verify(&password(&"x".repeat(71)), Some(theirs(71))).await.unwrap());
        for typed in [72, 73, 80, 90] {
            assert!(
                !hasher.verify(&password(&"x".repeat(typed)), Some(theirs(80))).await.unwrap(),
                "{typed}"
            );
        }
    }

    #[tokio::test]
    async fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let real = Argon2Hasher::new().hash(&password("correct horse")).await.unwrap();
        let nobodys = phc::PasswordHash::new(NOBODYS).unwrap();
        let real = phc::PasswordHash::new(real.as_str()).unwrap();
        assert_eq!(
            (nobodys.algorithm, nobodys.version, &nobodys.params),
            (real.algorithm, real.version, &real.params)
        );
        assert_eq!(nobodys.salt.unwrap().len(), real.salt.unwrap().len());
        assert_eq!(nobodys.hash.unwrap().len(), real.hash.unwrap().len());
        assert_eq!(real.params.to_string(), "m=19456,t=2,p=1");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_crowd_waits_in_a_bounded_queue_and_the_rest_is_refused_at_once() {
        let hasher = Argon2Hasher::new();
        let places = u32::try_from(Argon2Hasher::AT_ONCE + Argon2Hasher::WAITING - 1).unwrap();
        let crowd = hasher.inside.clone().acquire_many_owned(places).await.unwrap();
        let one = hasher.clone();
        let last = tokio::spawn(async move { one.hash(&password("correct horse")).await });
        while hasher.inside.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = hasher.hash(&password("correct horse")).await.unwrap_err();
        assert_eq!(refused.to_string(), "password hasher is not available");
        assert!(last.await.unwrap().is_ok());
        drop(crowd);
        assert!(hasher.hash(&password("correct horse")).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_the_queue_and_running_work_keeps_its_place() {
        let hasher = Argon2Hasher::new();
        let all = hasher.running.clone().acquire_many_owned(2).await.unwrap();
        let password = password("correct horse");
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(5), hasher.hash(&password));
        assert!(waiting.await.is_err());
        assert_eq!(hasher.inside.available_permits(), Argon2Hasher::AT_ONCE + Argon2Hasher::WAITING);
        drop(all);
        let running = tokio::time::timeout(std::time::Duration::from_millis(1), hasher.hash(&password));
        if running.await.is_err() {
            assert_eq!(hasher.running.available_permits(), 1);
        }
    }
}
