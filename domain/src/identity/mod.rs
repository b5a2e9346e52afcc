//! Who people are here.
mod account;
mod email;
mod event;
mod names;
mod password;
mod token;

pub use account::{Account, AccountCounts, NewAccount, Profile};
pub use email::{Email, EmailRule};
pub use event::{AuthorFacts, Registered};
pub use names::{DisplayName, NameRule, Username, UsernameRule};
pub use password::{Password, PasswordHash, PasswordRule};
pub use token::{AccessToken, BearerClaims, Scopes, TokenId};
