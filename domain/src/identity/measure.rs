//! What those who look after the server do about an account.
use super::{Editing, Role};
use crate::ids::AccountId;
use crate::realtime::Cause;

/// Something done about an account by somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// It is shut out: to others neither it nor anything of it exists, and nobody is logged in to it any more.
    Suspend,
    /// It is let in again.
    Unsuspend,
    /// Only those who follow it come across what it writes.
    Silence,
    /// Everybody does again.
    Unsilence,
    /// It gets an office, or loses one.
    Appoint(Role),
}

impl Measure {
    /// It is taken.
    pub fn on(self, account: AccountId, cause: Cause) -> Editing {
        Editing::new(account, cause, move |account| match self {
            Self::Suspend => account.suspended = true,
            Self::Unsuspend => account.suspended = false,
            Self::Silence => account.silenced = true,
            Self::Unsilence => account.silenced = false,
            Self::Appoint(role) => account.role = role,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::identity::{Account, Profile, Username};
    use crate::realtime::Origin;

    #[test]
    fn a_measure_changes_one_thing_and_is_told_once() {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let ada = Account::plain(AccountId::stored(1), Username::stored("ada"), Timestamp::UNIX_EPOCH);
        let take = |measure: Measure, before: &Account| {
            let editing = measure.on(before.id, origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH));
            let after = editing.with(Profile::of_new(before.clone()));
            (after.account.clone(), after.events().len())
        };
        let shut_out = Account { suspended: true, ..ada.clone() };
        let silent = Account { silenced: true, ..ada.clone() };
        let admin = Account { role: Role::Admin, ..ada.clone() };
        assert_eq!(take(Measure::Suspend, &ada), (shut_out.clone(), 1));
        assert_eq!(take(Measure::Suspend, &shut_out), (shut_out.clone(), 0));
        assert_eq!(take(Measure::Unsuspend, &shut_out), (ada.clone(), 1));
        assert_eq!(take(Measure::Silence, &ada), (silent.clone(), 1));
        assert_eq!(take(Measure::Unsilence, &silent), (ada.clone(), 1));
        assert_eq!(take(Measure::Appoint(Role::Admin), &ada), (admin, 1));
    }
}
