//! How often somebody may try to get in.
use std::net::IpAddr;

use domain::Timestamp;
use domain::identity::Email;
use domain::ids::AccountId;
use wire::ApiError;
use wire::settings::RateLimits;

use crate::guard::{Charge, Rates};

const QUARTER_HOUR: i64 = 15 * 60;
const HALF_HOUR: i64 = 30 * 60;
const HOUR: i64 = 60 * 60;

/// Registrations, mails that are asked for, archives, and wrong passwords. Wrong ones are counted for the pair of account and address, so
/// that nobody can lock somebody else out, and for the address alone, so that nobody can try all accounts.
pub(crate) struct Attempts {
    registrations: Rates<IpAddr>,
    letters_to: Rates<Email>,
    letters_from: Rates<IpAddr>,
    of_account: Rates<(Email, IpAddr)>,
    of_address: Rates<IpAddr>,
    exports: Rates<AccountId>,
}

impl Attempts {
    pub(crate) fn new(rates: RateLimits) -> Self {
        Self {
            registrations: Rates::new(rates.registrations, HALF_HOUR),
            letters_to: Rates::new(rates.mails, HALF_HOUR),
            letters_from: Rates::new(rates.mails.saturating_mul(4), HALF_HOUR),
            of_account: Rates::new(rates.wrong_passwords, QUARTER_HOUR),
            of_address: Rates::new(rates.wrong_passwords.saturating_mul(4), QUARTER_HOUR),
            exports: Rates::new(rates.exports, HOUR),
        }
    }

    /// Somebody registers.
    pub(crate) fn register(&self, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        admit(self.registrations.charge(address, now))
    }

    /// Somebody asks for a mail.
    pub(crate) fn write(&self, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        admit(self.letters_from.charge(address, now))
    }

    /// Somebody asks for a mail to an address, which need not be theirs.
    pub(crate) fn write_to(&self, email: &Email, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        self.write(address, now)?;
        admit(self.letters_to.charge(email.clone(), now))
    }

    /// Somebody is about to try a password.
    pub(crate) fn log_in(&self, email: &Email, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        admit(self.of_address.peek(address, now))?;
        admit(self.of_account.peek((email.clone(), address), now))
    }

    /// Somebody takes everything along.
    pub(crate) fn export(&self, account: AccountId, now: Timestamp) -> Result<(), ApiError> {
        admit(self.exports.charge(account, now))
    }

    /// It was wrong.
    pub(crate) fn was_wrong(&self, email: Email, address: IpAddr, now: Timestamp) {
        self.of_address.charge(address, now);
        self.of_account.charge((email, address), now);
    }
}

fn admit(charge: Option<Charge>) -> Result<(), ApiError> {
    match charge {
        Some(charge) if charge.exceeded => Err(ApiError::too_many(charge.wait)),
        _ => Ok(()),
    }
}
