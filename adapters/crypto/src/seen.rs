//! Bearers that were found good, so that a busy client's signature is not checked each time.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::identity::BearerClaims;

/// Two generations: when the young one is full it becomes the old one, and the old one is forgotten. What is asked for
/// moves to the young one, so that whoever is active stays.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<String, BearerClaims>,
    old: HashMap<String, BearerClaims>,
}

impl Seen {
    /// Bearers in one generation; each is at most 2 KiB long.
    const EACH: usize = 4_096;

    pub(crate) fn find(&self, bearer: &str) -> Option<BearerClaims> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claims) = seen.young.get(bearer) {
            return Some(claims.clone());
        }
        let (bearer, claims) = seen.old.remove_entry(bearer)?;
        seen.remember(bearer, claims.clone());
        Some(claims)
    }

    pub(crate) fn remember(&self, bearer: &str, claims: BearerClaims) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remember(bearer.to_owned(), claims);
    }
}

impl Generations {
    fn remember(&mut self, bearer: String, claims: BearerClaims) {
        if self.young.len() >= Seen::EACH {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(bearer, claims);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::identity::TokenId;
    use domain::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn an_active_bearer_stays_and_memory_is_bounded() {
        let seen = Seen::default();
        let claims = BearerClaims {
            token: TokenId(Uuid::nil()),
            account: Some(AccountId::stored(1)),
            guest: None,
            issued_at: Timestamp::UNIX_EPOCH,
            expires_at: None,
            live: None,
        };
        seen.remember("active", claims.clone());
        for n in 0..5 * Seen::EACH {
            seen.remember(&n.to_string(), claims.clone());
            assert!(n % 1_000 != 0 || seen.find("active").is_some(), "{n}");
        }
        assert!(seen.find("0").is_none());
        let held = seen.0.lock().unwrap();
        assert!(held.young.len() <= Seen::EACH && held.old.len() <= Seen::EACH);
    }
}
