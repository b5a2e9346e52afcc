//! Who people are here.
mod about;
mod account;
mod edit;
mod email;
mod event;
mod names;
mod password;
mod role;
mod token;

pub use about::{AboutRule, Note, ProfileField};
pub use account::{Account, AccountCounts, NewAccount, Picture, PostDefaults, Profile};
pub use edit::{AccountEdit, Editing};
pub use email::{Email, EmailRule};
pub use event::{AccountChanged, AuthorFacts, Registered};
pub use names::{DisplayName, NameRule, Username, UsernameRule};
pub use password::{Password, PasswordHash, PasswordRule};
pub use role::Role;
pub use token::{AccessToken, BearerClaims, Scopes, TokenId};
