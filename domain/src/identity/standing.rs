//! Whether somebody may register, and log in.
use std::str::FromStr;

use thiserror::Error;

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registrations {
    /// Anybody.
    #[default]
    Open,
    /// Anybody may ask; somebody who runs the server approves.
    Approval,
    /// Nobody.
    Closed,
}

/// Text that says none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is neither open nor approval nor closed")]
pub struct NotRegistrations;

impl FromStr for Registrations {
    type Err = NotRegistrations;

    fn from_str(text: &str) -> Result<Self, NotRegistrations> {
        match text {
            "open" | "true" => Ok(Self::Open),
            "approval" => Ok(Self::Approval),
            "closed" | "false" => Ok(Self::Closed),
            _ => Err(NotRegistrations),
        }
    }
}

/// How an account stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether its address was confirmed.
    pub confirmed: bool,
    /// Whether it was approved, or did not have to be.
    pub approved: bool,
    /// Whether it was shut out.
    pub suspended: bool,
}

/// What the server asks of those who come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogInRules {
    /// Whether their address has to be confirmed before they log in.
    pub confirmed: bool,
    /// Who may register.
    pub registrations: Registrations,
}

/// Why somebody may not log in whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogInRule {
    /// Nobody has approved it yet.
    #[error("this account has not been approved yet")]
    Waiting,
    /// It was shut out.
    #[error("this account is suspended")]
    Suspended,
    /// The address was not confirmed.
    #[error("the e-mail address has not been confirmed yet")]
    Unconfirmed,
}

impl LogInRules {
    /// Whether somebody has to approve new accounts.
    #[must_use]
    pub fn approval(self) -> bool {
        self.registrations == Registrations::Approval
    }
}

impl Standing {
    /// That of somebody who has just registered.
    #[must_use]
    pub fn of_new(rules: LogInRules) -> Self {
        Self { confirmed: false, approved: !rules.approval(), suspended: false }
    }

    /// Refuses those who may not.
    pub fn admit(self, rules: LogInRules) -> Result<(), LogInRule> {
        if !self.approved {
            return Err(LogInRule::Waiting);
        }
        if self.suspended {
            return Err(LogInRule::Suspended);
        }
        if rules.confirmed && !self.confirmed { Err(LogInRule::Unconfirmed) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Standing = Standing { confirmed: true, approved: true, suspended: false };

    #[test]
    fn whether_an_address_has_to_be_confirmed_is_a_rule_of_the_server() {
        let (strict, lenient) =
            (LogInRules { confirmed: true, ..LogInRules::default() }, LogInRules::default());
        assert_eq!(Standing::of_new(strict).admit(strict), Err(LogInRule::Unconfirmed));
        assert_eq!(Standing::of_new(lenient).admit(lenient), Ok(()));
        assert_eq!(GOOD.admit(strict), Ok(()));
    }

    #[test]
    fn whoever_is_shut_out_or_waits_does_not_log_in() {
        let rules = LogInRules { registrations: Registrations::Approval, ..LogInRules::default() };
        assert_eq!(Standing::of_new(rules).admit(rules), Err(LogInRule::Waiting));
        assert_eq!(Standing { suspended: true, ..GOOD }.admit(rules), Err(LogInRule::Suspended));
        // until it is approved it is nowhere to be seen, so it is both
        let waiting = Standing { suspended: true, approved: false, confirmed: true };
        assert_eq!(waiting.admit(rules), Err(LogInRule::Waiting));
        assert_eq!(GOOD.admit(rules), Ok(()));
    }

    #[test]
    fn who_may_register_is_said_in_a_word() {
        let parsed = |text: &str| text.parse::<Registrations>();
        assert_eq!([parsed("open"), parsed("true")], [Ok(Registrations::Open); 2]);
        assert_eq!(parsed("approval"), Ok(Registrations::Approval));
        assert_eq!([parsed("closed"), parsed("false")], [Ok(Registrations::Closed); 2]);
        assert_eq!(parsed("perhaps"), Err(NotRegistrations));
    }
}
